import type { Row } from './row.ts'

type ObjectKind = 'Secret' | 'ConfigMap'
type PullTrouble = 'notFound' | 'unauthorized' | 'unreachable'

/** Rules of containers that cannot be started: what is said of their images, configuration, volumes and ports. */
export interface StartRules {
  pullingText: (image: string) => string
  /** How long a pull took, as Go prints it, and how many bytes it brought. */
  pulledInText: (image: string, took: string, bytes: number) => string
  /** Why an image could not be pulled, in the runtime's words; `whole`: its whole name. */
  pullErrorText: (why: PullTrouble, image: string, whole: string) => string
  /** While a pull is backed off its last error goes along. */
  pullErrorKept: boolean
  /** Pull secrets that are not to be had: an Event with their names; null where only the kubelet's log knows. */
  pullSecretsText: ((names: readonly string[]) => string) | null
  /** What the log says of one of them; `pod`: its namespace and name. */
  pullSecretLog: (namespace: string, pod: string, secret: string, error: string) => string
  /** An image's name that is none: what is said of it, and of a repository that has capitals. */
  imageNameText: (image: string, why: string) => string
  capitalsText: (repository: string) => string
  /** What the runtime says of a container whose program it cannot start, and how that container then ended. */
  startFailedText: (id: string, why: string) => string
  startFailure: (why: string) => { code: number; reason: string }
  /** What it says where neither the manifest nor the image names a program. */
  noCommandText: (id: string) => string
  /** An object of the API that a container needs is not there; a key of it is not; the kubelet has no API at all. */
  notFoundText: (kind: ObjectKind, name: string) => string
  missingKeyText: (key: string, kind: ObjectKind, namespace: string, name: string) => string
  noClientText: (kind: ObjectKind, namespace: string, name: string) => string
  /** A refusal to run as root names the pod and the container. */
  userErrorNamesPod: boolean
  /** The Event of a sync that has waited long enough for its volumes; undefined where it has none. `fullName`: `NAMESPACE/NAME`. */
  unmountedText: ((unmounted: readonly string[], all: readonly string[], podId: string, fullName: string) => string) | undefined
  /** A pod that wants a port which another one holds: the reason, and the Event's message; and what stands before that in its status. */
  portsTaken: { reason: string; message: string }
  rejectedPrefix: string
  /** A pod with a side-car is rejected. */
  rejectsSidecars: boolean
  /** Host ports of side-cars count, too. */
  sidecarHostPorts: boolean
}

/** What Docker says of an image that it cannot pull. */
const DOCKER_PULL: Readonly<Record<PullTrouble, (image: string) => string>> = {
  notFound: (image) => `manifest for ${image} not found`,
  unauthorized: (image) =>
    `pull access denied for ${image.replace(/:[^/:]*$/, '')}, repository does not exist or may require 'docker login'`,
  unreachable: (image) =>
    `Get https://${registryOf(image)}/v2/: net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)`,
}

/** What containerd says of it, behind the whole name twice. */
const CONTAINERD_PULL: Readonly<Record<PullTrouble, { code: string; text: (whole: string) => string }>> = {
  notFound: { code: 'NotFound', text: (whole) => `${whole}: not found` },
  unauthorized: {
    code: 'Unknown',
    text: () =>
      'pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
  },
  unreachable: {
    code: 'Unknown',
    text: (whole) => {
      const [, registry = '', repository = '', tag = ''] = /^([^/]+)\/(.*?)[:@]([^/@]*)$/.exec(whole) ?? []
      const host = registry === 'docker.io' ? 'registry-1.docker.io' : registry
      return `failed to do request: Head "https://${host}/v2/${repository}/manifests/${tag}": dial tcp: lookup ${host}: i/o timeout`
    },
  },
}

function registryOf(image: string): string {
  const first = image.split('/')[0] ?? ''
  return image.includes('/') && /[.:]/.test(first) ? first : 'registry-1.docker.io'
}

const fieldName = (kind: ObjectKind): string => (kind === 'Secret' ? 'secret' : 'configMap')

/** What Docker 20.10 says, which is the newest that kubelets up to 1.23 know. */
const DOCKER_20_10_MORE: Readonly<Record<PullTrouble, string>> = {
  notFound: ': manifest unknown: manifest unknown',
  unauthorized: ': denied: requested access to the resource is denied',
  unreachable: '',
}

/** A program that is there and cannot be run is another thing to Docker than one that is not. */
const dockerFailure = (why: string): { code: number; reason: string } => ({
  code: /: (permission denied|is a directory)$/.test(why) ? 126 : 127,
  reason: 'ContainerCannotRun',
})
/** Up to Go 1.19, with which Docker's runc was built, a directory is what may not be run. */
const dockerWhy = (why: string): string => why.replace(/is a directory$/, 'permission denied')

/** What each runtime says of starts and pulls, where it is not the one that the release's own rows speak of. */
export const RUNTIME_WORDS: Readonly<
  Record<'docker' | 'containerd', Pick<StartRules, 'pullErrorText' | 'startFailedText' | 'startFailure' | 'noCommandText'>>
> = {
  docker: {
    pullErrorText: (why, image) =>
      `rpc error: code = Unknown desc = Error response from daemon: ${DOCKER_PULL[why](image)}${DOCKER_20_10_MORE[why]}`,
    startFailedText: (id, why) =>
      `failed to start container "${id}": Error response from daemon: OCI runtime create failed: container_linux.go:380: starting container process caused: ${dockerWhy(why)}: unknown`,
    startFailure: dockerFailure,
    noCommandText: () => 'Error response from daemon: No command specified',
  },
  containerd: {
    pullErrorText: (why, _image, whole) => {
      const { code, text } = CONTAINERD_PULL[why]
      return `rpc error: code = ${code} desc = failed to pull and unpack image "${whole}": failed to resolve reference "${whole}": ${text(whole)}`
    },
    startFailedText: (_id, why) =>
      `failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: ${why}: unknown`,
    startFailure: () => ({ code: 128, reason: 'StartError' }),
    noCommandText: (id) => `failed to generate container "${id}" spec: failed to generate spec: no command specified`,
  },
}

/** 1.9 */
export const START_BASE: StartRules = {
  pullingText: (image) => `pulling image "${image}"`,
  pulledInText: (image) => `Successfully pulled image "${image}"`,
  pullErrorText: (why, image) => `rpc error: code = Unknown desc = Error response from daemon: ${DOCKER_PULL[why](image)}`,
  pullErrorKept: false,
  pullSecretsText: null,
  pullSecretLog: (namespace, pod, secret, error) =>
    `W kubelet_pods.go:796] Unable to retrieve pull secret ${namespace}/${secret} for ${namespace}/${pod} due to ${error}.  The image pull may not succeed.`,
  startFailedText: (id, why) =>
    `failed to start container "${id}": Error response from daemon: oci runtime error: container_linux.go:247: starting container process caused ${JSON.stringify(dockerWhy(why))}`,
  startFailure: dockerFailure,
  noCommandText: RUNTIME_WORDS.docker.noCommandText,
  imageNameText: (image, why) => `Failed to apply default image tag "${image}": couldn't parse image reference "${image}": ${why}`,
  capitalsText: () => 'invalid reference format: repository name must be lowercase',
  notFoundText: (kind, name) => `${kind.toLowerCase()}s "${name}" not found`,
  missingKeyText: (key, kind, namespace, name) => `Couldn't find key ${key} in ${kind} ${namespace}/${name}`,
  noClientText: (kind, namespace, name) => `Couldn't get ${fieldName(kind)} ${namespace}/${name}, no kubeClient defined`,
  userErrorNamesPod: false,
  unmountedText: (unmounted, _all, podId, fullName) =>
    `Unable to mount volumes for pod "${podId}": timeout expired waiting for volumes to attach/mount for pod "${fullName.replace('/', '"/"')}". list of unattached/unmounted volumes=[${unmounted.join(' ')}]`,
  portsTaken: { reason: 'PodFitsHostPorts', message: 'Predicate PodFitsHostPorts failed' },
  rejectedPrefix: 'Pod ',
  rejectsSidecars: false,
  sidecarHostPorts: false,
}

export const START_ROWS: readonly Row<StartRules>[] = [
  {
    since: 10,
    set: {
      unmountedText: (unmounted, all, podId, fullName) =>
        `Unable to mount volumes for pod "${podId}": timeout expired waiting for volumes to attach or mount for pod "${fullName.replace('/', '"/"')}". list of unmounted volumes=[${unmounted.join(' ')}]. list of unattached volumes=[${all.join(' ')}]`,
    },
    says: 'The Event about volumes that are not mounted in time tells those that are not attached apart.',
    source: 'pkg/kubelet/volumemanager/volume_manager.go',
    read: { by: 'source', before: 'v1.9.4', after: 'v1.10.13' },
  },
  {
    since: 12,
    set: { notFoundText: (kind, name) => `${kind.toLowerCase()} "${name}" not found` },
    says: 'The kubelet watches the Secrets and ConfigMaps that its pods need, and names one that is not there otherwise.',
    source: 'pkg/kubelet/kubelet.go, pkg/kubelet/util/manager/watch_based_manager.go',
    read: { by: 'source', before: 'v1.11.0', after: 'v1.12.1' },
  },
  {
    since: 12,
    set: {
      startFailedText: (id, why) =>
        `failed to start container "${id}": Error response from daemon: OCI runtime create failed: container_linux.go:348: starting container process caused ${JSON.stringify(dockerWhy(why))}: unknown`,
    },
    says: 'Docker 18.06, which kubeadm accepts from here on, says otherwise that it cannot start a container’s program.',
    source: 'moby: daemon/start.go',
    read: { by: 'inference', before: 'v1.10.0', after: 'v1.12.0' },
  },
  {
    since: 14,
    set: { pullingText: (image) => `Pulling image "${image}"` },
    says: 'The Event Pulling begins with a capital.',
    source: 'pkg/kubelet/images/image_manager.go',
    read: { by: 'source', before: 'v1.13.4', after: 'v1.14.5' },
  },
  {
    since: 16,
    set: { missingKeyText: (key, kind, namespace, name) => `couldn't find key ${key} in ${kind} ${namespace}/${name}` },
    says: 'A key that an environment variable wants and its object lacks is named in a sentence without a capital.',
    source: 'pkg/kubelet/kubelet_pods.go',
    read: { by: 'source', before: 'v1.15.2', after: 'v1.16.15' },
  },
  {
    since: 16,
    set: { noClientText: (kind, namespace, name) => `couldn't get ${fieldName(kind)} ${namespace}/${name}, no kubeClient defined` },
    says: 'That a kubelet without an API cannot get an object is said in a sentence without a capital.',
    source: 'pkg/kubelet/kubelet_pods.go',
    read: { by: 'source', before: 'v1.15.2', after: 'v1.16.15' },
  },
  {
    since: 16,
    set: {
      unmountedText: (unmounted, all) =>
        `Unable to attach or mount volumes: unmounted volumes=[${unmounted.join(' ')}], unattached volumes=[${all.join(' ')}]: timed out waiting for the condition`,
    },
    says: 'The Event about volumes that are not mounted in time lists them otherwise.',
    source: 'pkg/kubelet/volumemanager/volume_manager.go',
    read: { by: 'source', before: 'v1.15.2', after: 'v1.16.15' },
  },
  {
    since: 18,
    set: { portsTaken: { reason: 'NodePorts', message: 'Predicate NodePorts failed' } },
    says: 'A pod whose host port is taken is rejected with the reason NodePorts; before, PodFitsHostPorts.',
    source: 'pkg/kubelet/lifecycle/predicate.go',
    read: { by: 'source', before: 'v1.17.1', after: 'v1.18.6' },
  },
  {
    since: 19,
    set: { pulledInText: (image, took) => `Successfully pulled image "${image}" in ${took}` },
    says: 'The Event of a pulled image says how long that took.',
    source: 'pkg/kubelet/images/image_manager.go',
    read: { by: 'source', before: 'v1.18.6', after: 'v1.19.10' },
  },
  {
    since: 19,
    set: { pullErrorText: RUNTIME_WORDS.containerd.pullErrorText },
    says: 'Why an image cannot be pulled is said in containerd’s words, where nodes are taken to run it.',
    source: 'containerd: internal/cri/server/images/image_pull.go',
    read: { by: 'inference', before: 'v1.18.6', after: 'v1.19.10' },
  },
  {
    since: 19,
    set: { startFailedText: RUNTIME_WORDS.containerd.startFailedText },
    says: 'That a program cannot be started is said in containerd’s words.',
    source: 'containerd: internal/cri/server/container_start.go',
    read: { by: 'inference', before: 'v1.18.6', after: 'v1.19.10' },
  },
  {
    since: 19,
    set: { startFailure: RUNTIME_WORDS.containerd.startFailure },
    says: 'A container whose program cannot be started has ended with StartError and 128; before, in Docker, with ContainerCannotRun and 127.',
    source: 'containerd: internal/cri/server/container_start.go',
    read: { by: 'inference', before: 'v1.18.6', after: 'v1.19.10' },
  },
  {
    since: 19,
    set: { noCommandText: RUNTIME_WORDS.containerd.noCommandText },
    says: 'That neither manifest nor image names a program is said in containerd’s words.',
    source: 'containerd: internal/cri/server/container_create.go',
    read: { by: 'inference', before: 'v1.18.6', after: 'v1.19.10' },
  },
  {
    since: 20,
    set: { userErrorNamesPod: true },
    says: 'A container that may not run as root, and would, is named in the error.',
    source: 'pkg/kubelet/kuberuntime/security_context_others.go',
    read: { by: 'source', before: 'v1.19.13', after: 'v1.20.9' },
  },
  {
    since: 21,
    set: {
      pullSecretLog: (namespace, pod, _secret, error) =>
        `I kubelet_pods.go:891] "Unable to retrieve pull secret, the image pull may not succeed." pod="${namespace}/${pod}" secret="" err=${JSON.stringify(error)}`,
    },
    says: 'That a pull secret is not to be had is logged in a structured form.',
    source: 'pkg/kubelet/kubelet_pods.go',
    read: { by: 'inference', before: 'v1.18.6', after: 'v1.22.17' },
  },
  {
    since: 25,
    set: { pulledInText: (image, took) => `Successfully pulled image "${image}" in ${took} (${took} including waiting)` },
    says: 'The Event of a pulled image says how long it waited for its turn (1.25.0 did not yet).',
    source: 'pkg/kubelet/images/image_manager.go',
    read: { by: 'source', before: 'v1.24.17', after: 'v1.25.12' },
  },
  {
    since: 26,
    set: { rejectedPrefix: 'Pod was rejected: ' },
    says: 'A rejected pod’s message says that it was.',
    source: 'pkg/kubelet/kubelet.go',
    read: { by: 'source', before: 'v1.25.12', after: 'v1.26.5' },
  },
  {
    since: 27,
    set: {
      unmountedText: (unmounted) =>
        `Unable to attach or mount volumes: unmounted volumes=[${unmounted.join(' ')}], unattached volumes=[], failed to process volumes=[]: timed out waiting for the condition`,
    },
    says: 'The Event about volumes that are not mounted in time also lists those that cannot be processed.',
    source: 'pkg/kubelet/volumemanager/volume_manager.go',
    read: { by: 'source', before: 'v1.26.15', after: 'v1.27.14' },
  },
  {
    since: 28,
    set: { unmountedText: undefined },
    says: 'That volumes are not mounted in time is an Event no more: those of the single volumes say why.',
    source: 'pkg/kubelet/kubelet.go',
    read: { by: 'source', before: 'v1.27.14', after: 'v1.28.14' },
  },
  {
    since: 28,
    set: {
      pullSecretsText: (names) =>
        `Unable to retrieve some image pull secrets (${names.join(', ')}); attempting to pull the image may not succeed.`,
    },
    says: 'A pull secret that is not to be had is told by an Event; before, by the kubelet’s log alone.',
    source: 'pkg/kubelet/kubelet_pods.go',
    read: { by: 'source', before: 'v1.27.14', after: 'v1.28.14' },
  },
  {
    since: 28,
    set: { imageNameText: (image, why) => `Failed to apply default image tag "${image}": couldn't parse image name "${image}": ${why}` },
    says: 'An image’s name that is none is told in other words.',
    source: 'pkg/util/parsers/parsers.go',
    read: { by: 'source', before: 'v1.27.16', after: 'v1.28.15' },
  },
  {
    since: 28,
    set: { rejectsSidecars: true },
    says: 'Init containers may be side-cars, behind a gate that is off: a pod with one is rejected; before, the field was unknown.',
    source: 'pkg/kubelet/lifecycle/predicate.go',
    read: { by: 'source', before: 'v1.27.14', after: 'v1.28.14' },
  },
  {
    since: 29,
    set: { rejectsSidecars: false },
    says: 'A pod may have side-cars.',
    source: 'pkg/features/kube_features.go',
    read: { by: 'source', before: 'v1.28.14', after: 'v1.29.14' },
  },
  {
    since: 29,
    set: { capitalsText: (repository) => `invalid reference format: repository name (${repository}) must be lowercase` },
    says: 'An image’s repository that has capitals is named.',
    source: 'distribution/reference: normalize.go',
    read: { by: 'inference', before: 'v1.28.11', after: 'v1.30.7' },
  },
  {
    since: 30,
    set: {
      pulledInText: (image, took, bytes) =>
        `Successfully pulled image "${image}" in ${took} (${took} including waiting). Image size: ${bytes} bytes.`,
    },
    says: 'The Event of a pulled image says its size.',
    source: 'pkg/kubelet/images/image_manager.go',
    read: { by: 'source', before: 'v1.29.14', after: 'v1.30.14' },
  },
  {
    since: 31,
    set: {
      portsTaken: {
        reason: 'NodePorts',
        message: "Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports",
      },
    },
    says: 'A pod that is rejected for its host port says so in words.',
    source: 'pkg/kubelet/lifecycle/predicate.go',
    read: { by: 'source', before: 'v1.30.7', after: 'v1.31.14' },
  },
  {
    since: 32,
    set: { pullErrorKept: true },
    says: 'While a pull is backed off, the container’s message keeps its last error.',
    source: 'pkg/kubelet/images/image_manager.go',
    read: { by: 'source', before: 'v1.31.14', after: 'v1.32.10' },
  },
  {
    since: 33,
    set: { sidecarHostPorts: true },
    says: 'A port of the node that a side-car asks for counts as its pod’s: another pod that wants it is rejected.',
    source: 'pkg/scheduler/util/utils.go',
    read: { by: 'source', before: 'v1.32.13', after: 'v1.33.13' },
  },
]
