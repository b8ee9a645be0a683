import type { HostPathKind, WantedPath } from '../node/host-paths.ts'
import type { Image } from '../scenario/scenario-programs.ts'
import { rule, since } from './rule.ts'

type ObjectKind = 'Secret' | 'ConfigMap'
type PullTrouble = Extract<Image['pull'], string>

/** What Docker says of an image that it cannot pull. */
const DOCKER_PULL: Readonly<Record<PullTrouble, (image: string) => string>> = {
  notFound: (image) => `manifest for ${image} not found`,
  unauthorized: (image) =>
    `pull access denied for ${image.replace(/:[^/:]*$/, '')}, repository does not exist or may require 'docker login'`,
  unreachable: (image) =>
    `Get https://${registryOf(image)}/v2/: net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)`,
  refused: (image) =>
    `Get ${schemeOf(registryOf(image))}://${registryOf(image)}/v2/: dial tcp ${addressOf(registryOf(image))}: connect: connection refused`,
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
      const { host } = manifestOf(whole)
      const isAddress = /^[\d.:[\]]+$/.test(host)
      return `${headOf(whole)}: dial tcp${isAddress ? ` ${addressOf(host)}` : `: lookup ${host.replace(/:\d+$/, '')}`}: i/o timeout`
    },
  },
  refused: {
    code: 'Unknown',
    text: (whole) => `${headOf(whole)}: dial tcp ${addressOf(manifestOf(whole).host)}: connect: connection refused`,
  },
}

/** Where an image's manifest is: `docker.io` is another host's name to its clients. */
function manifestOf(whole: string): { host: string; path: string } {
  const [, registry = '', repository = '', tag = ''] = /^([^/]+)\/(.*?)[:@]([^/@]*)$/.exec(whole) ?? []
  return { host: registry === 'docker.io' ? 'registry-1.docker.io' : registry, path: `/v2/${repository}/manifests/${tag}` }
}

function headOf(whole: string): string {
  const { host, path } = manifestOf(whole)
  return `failed to do request: Head "${schemeOf(host)}://${host}${path}"`
}

/** A registry on the node itself is asked without TLS. */
const schemeOf = (host: string): string =>
  /^(localhost|127\.[\d.]+|\[::1\])(:\d+)?$/.test(host) && !host.endsWith(':443') ? 'http' : 'https'

/** Nobody knows a name's address: one of those that are kept for documents stands for it. */
function addressOf(host: string): string {
  const [, name = '', port] = /^(.*?)(?::(\d+))?$/.exec(host) ?? []
  const address = name === 'localhost' ? '127.0.0.1' : /^[\d.]+$|^\[/.test(name) ? name : '192.0.2.1'
  return `${address}:${port ?? (schemeOf(host) === 'http' ? 80 : 443)}`
}

function containerdPullText(why: PullTrouble, whole: string, codes: readonly string[]): string {
  const { code, text } = CONTAINERD_PULL[why]
  const error = `failed to pull and unpack image "${whole}": failed to resolve reference "${whole}": ${text(whole)}`
  return codes.includes(code) ? `rpc error: code = ${code} desc = ${error}` : error
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
  refused: '',
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
  Record<
    'docker' | 'containerd',
    {
      pullErrorText: (why: PullTrouble, image: string, whole: string) => string
      startFailedText: (id: string, why: string) => string
      startFailure: (why: string) => { code: number; reason: string }
      noCommandText: (id: string) => string
    }
  >
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
    pullErrorText: (why, _image, whole) => containerdPullText(why, whole, ['NotFound', 'Unknown']),
    startFailedText: (_id, why) =>
      `failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: ${why}: unknown`,
    startFailure: () => ({ code: 128, reason: 'StartError' }),
    noCommandText: (id) => `failed to generate container "${id}" spec: failed to generate spec: no command specified`,
  },
}

/** Rules of containers that cannot be started: what is said of their images, configuration, volumes and ports. */
export const START = {
  pullingText: rule<(image: string) => string>((image) => `pulling image "${image}"`, { 14: (image) => `Pulling image "${image}"` }),
  /** How long a pull took, as Go prints it, and how many bytes it brought. */
  pulledInText: rule<(image: string, took: string, bytes: number) => string>((image) => `Successfully pulled image "${image}"`, {
    19: (image, took) => `Successfully pulled image "${image}" in ${took}`,
    25: (image, took) => `Successfully pulled image "${image}" in ${took} (${took} including waiting)`,
    30: (image, took, bytes) => `Successfully pulled image "${image}" in ${took} (${took} including waiting). Image size: ${bytes} bytes.`,
  }),
  /** Why an image could not be pulled, in the runtime's words; `whole`: its whole name. */
  pullErrorText: rule<(why: PullTrouble, image: string, whole: string) => string>(
    (why, image) => `rpc error: code = Unknown desc = Error response from daemon: ${DOCKER_PULL[why](image)}`,
    { 19: RUNTIME_WORDS.containerd.pullErrorText, 28: (why, _image, whole) => containerdPullText(why, whole, ['NotFound']) },
  ),
  /** While a pull is backed off its last error goes along. */
  pullErrorKept: since(32),
  /** Pull secrets that are not to be had: an Event with their names; null where only the kubelet's log knows. */
  pullSecretsText: rule<((names: readonly string[]) => string) | null>(null, {
    28: (names) => `Unable to retrieve some image pull secrets (${names.join(', ')}); attempting to pull the image may not succeed.`,
  }),
  /** What the log says of one of them; `pod`: its namespace and name. */
  pullSecretLog: rule<(namespace: string, pod: string, secret: string, error: string) => string>(
    (namespace, pod, secret, error) =>
      `W kubelet_pods.go:796] Unable to retrieve pull secret ${namespace}/${secret} for ${namespace}/${pod} due to ${error}.  The image pull may not succeed.`,
    {
      21: (namespace, pod, _secret, error) =>
        `I kubelet_pods.go:891] "Unable to retrieve pull secret, the image pull may not succeed." pod="${namespace}/${pod}" secret="" err=${JSON.stringify(error)}`,
    },
  ),
  /** An image's name that is none: what is said of it, and of a repository that has capitals. */
  imageNameText: rule<(image: string, why: string) => string>(
    (image, why) => `Failed to apply default image tag "${image}": couldn't parse image reference "${image}": ${why}`,
    { 28: (image, why) => `Failed to apply default image tag "${image}": couldn't parse image name "${image}": ${why}` },
  ),
  capitalsText: rule<(repository: string) => string>(() => 'invalid reference format: repository name must be lowercase', {
    29: (repository) => `invalid reference format: repository name (${repository}) must be lowercase`,
  }),
  /** What the runtime says of a container whose program it cannot start, and how that container then ended. */
  startFailedText: rule<(id: string, why: string) => string>(
    (id, why) =>
      `failed to start container "${id}": Error response from daemon: oci runtime error: container_linux.go:247: starting container process caused ${JSON.stringify(dockerWhy(why))}`,
    {
      12: (id, why) =>
        `failed to start container "${id}": Error response from daemon: OCI runtime create failed: container_linux.go:348: starting container process caused ${JSON.stringify(dockerWhy(why))}: unknown`,
      19: RUNTIME_WORDS.containerd.startFailedText,
    },
  ),
  startFailure: rule(dockerFailure, { 19: RUNTIME_WORDS.containerd.startFailure }),
  /** What it says where neither the manifest nor the image names a program. */
  noCommandText: rule<(id: string) => string>(RUNTIME_WORDS.docker.noCommandText, { 19: RUNTIME_WORDS.containerd.noCommandText }),
  /** An object of the API that a container needs is not there; a key of it is not; the kubelet has no API at all. */
  notFoundText: rule<(kind: ObjectKind, name: string) => string>((kind, name) => `${kind.toLowerCase()}s "${name}" not found`, {
    12: (kind, name) => `${kind.toLowerCase()} "${name}" not found`,
  }),
  missingKeyText: rule<(key: string, kind: ObjectKind, namespace: string, name: string) => string>(
    (key, kind, namespace, name) => `Couldn't find key ${key} in ${kind} ${namespace}/${name}`,
    { 16: (key, kind, namespace, name) => `couldn't find key ${key} in ${kind} ${namespace}/${name}` },
  ),
  noClientText: rule<(kind: ObjectKind, namespace: string, name: string) => string>(
    (kind, namespace, name) => `Couldn't get ${fieldName(kind)} ${namespace}/${name}, no kubeClient defined`,
    { 16: (kind, namespace, name) => `couldn't get ${fieldName(kind)} ${namespace}/${name}, no kubeClient defined` },
  ),
  /** A refusal to run as root names the pod and the container. */
  userErrorNamesPod: since(20),
  /** The Event of a sync that has waited long enough for its volumes; undefined where it has none. `fullName`: `NAMESPACE/NAME`. */
  unmountedText: rule<((unmounted: readonly string[], all: readonly string[], podId: string, fullName: string) => string) | undefined>(
    (unmounted, _all, podId, fullName) =>
      `Unable to mount volumes for pod "${podId}": timeout expired waiting for volumes to attach/mount for pod "${fullName.replace('/', '"/"')}". list of unattached/unmounted volumes=[${unmounted.join(' ')}]`,
    {
      10: (unmounted, all, podId, fullName) =>
        `Unable to mount volumes for pod "${podId}": timeout expired waiting for volumes to attach or mount for pod "${fullName.replace('/', '"/"')}". list of unmounted volumes=[${unmounted.join(' ')}]. list of unattached volumes=[${all.join(' ')}]`,
      16: (unmounted, all) =>
        `Unable to attach or mount volumes: unmounted volumes=[${unmounted.join(' ')}], unattached volumes=[${all.join(' ')}]: timed out waiting for the condition`,
      27: (unmounted) =>
        `Unable to attach or mount volumes: unmounted volumes=[${unmounted.join(' ')}], unattached volumes=[], failed to process volumes=[]: timed out waiting for the condition`,
      28: undefined,
    },
  ),
  /** What is wrong with a volume whose path is not of its type; `kind`: what it is, undefined where nothing is there. */
  hostPathProblem: rule<(path: string, wanted: WantedPath, kind: HostPathKind | undefined) => string | undefined>(
    (path, { is, words }, kind) => {
      const fits = is === 'file' ? kind !== undefined && kind !== 'directory' : kind === is
      return fits ? undefined : `hostPath type check failed: ${path} is not ${words}`
    },
    {
      37: (path, { is, words }, kind) => {
        if (kind === is) return undefined
        return kind === undefined
          ? `hostPath type check failed, ${path} is not ${words}, unable to determine its type: path "${path}" does not exist`
          : `hostPath type check failed: ${path} is not ${words}, it's a ${HOST_PATH_TYPES[kind]}`
      },
    },
  ),
  /** A pod that wants a port which another one holds: the reason, and the Event's message; and what stands before that in its status. */
  portsTaken: rule<{ reason: string; message: string }>(
    { reason: 'PodFitsHostPorts', message: 'Predicate PodFitsHostPorts failed' },
    {
      18: { reason: 'NodePorts', message: 'Predicate NodePorts failed' },
      31: {
        reason: 'NodePorts',
        message: "Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports",
      },
    },
  ),
  rejectedPrefix: rule('Pod ', { 26: 'Pod was rejected: ' }),
  /** Each static pod may drive others out for want of room; before, one whose number of a priority says so, where that counts. */
  staticPodsAreCritical: since(16),
  knowsPriority: since(11),
  /** A pod with a side-car is rejected. */
  rejectsSidecars: rule(false, { 28: true, 29: false }),
  /** Host ports of side-cars count, too. */
  sidecarHostPorts: since(33),
}

/** As the API writes a path's type. */
const HOST_PATH_TYPES: Readonly<Record<HostPathKind, string>> = {
  directory: 'Directory',
  file: 'File',
  socket: 'Socket',
  'character device': 'CharDevice',
  'block device': 'BlockDevice',
}
