import { rule, since, until } from './rule.ts'
import type { HostPathKind, WantedPath } from '../node/host-paths.ts'
import type { Image } from '../scenario/scenario-programs.ts'

type HookFailedText = (
  hook: 'PostStart' | 'PreStop',
  container: string,
  pod: string,
  failed: { by: 'exec' | 'http'; what: string; error: string; output: string } | { by: 'none'; error: string },
) => string

const failedHook =
  (http: string, tellsBody = true): HookFailedText =>
  (_hook, container, pod, failed) =>
    failed.by === 'none'
      ? `Cannot run handler: ${failed.error}`
      : `${failed.by === 'http' ? `${http} lifecycle hook (${failed.what})` : `Exec lifecycle hook ([${failed.what}])`} for Container "${container}" in Pod "${pod}" failed - error: ${failed.error}${failed.by === 'exec' || tellsBody ? `, message: ${JSON.stringify(failed.output)}` : ''}`

const invalidHandler =
  (type: string) =>
  ({ host, port }: { host: string; port: number | string }): string =>
    `invalid handler: &${type}{Exec:nil,HTTPGet:nil,TCPSocket:&TCPSocketAction{Port:${typeof port === 'number' ? `{0 ${port} }` : `{1 0 ${port}}`},Host:${host},},}`

/** Rules of the kubelet: its probes, its own API and log, and its pods. */
export const KUBELET = {
  // the kubelet’s probes
  /** Each probe worker sleeps a random part of its period before its first tick, whatever the kubelet's age. */
  workersSleepFirst: until(21),
  /** What a worker's count of equal results is set to when it goes on hold. */
  resultRunAfterKill: rule<0 | 1>(1, { 11: 0 }),
  /** A startup worker rests once its probe has passed, until there is a new container. */
  startupSuccessHolds: since(32),
  /** Readiness and startup results wake the pod's worker; otherwise they only go into the status. */
  allResultsSync: since(21),
  /** What a sync does for a running, started container that is not ready. */
  manualProbe: rule<'none' | 'keeps ticker' | 'resets ticker'>('none', { 21: 'keeps ticker', 32: 'resets ticker' }),
  /** Container statuses have `started`. */
  hasStarted: since(16),
  /** Init containers have it too. */
  initHasStarted: since(28),
  /**
   * A new instance inherits `started` from the one before it, and a kubelet that finds a container running keeps what it was
   * (both while the gate ChangeContainerStatusOnKubeletRestart is off).
   */
  inheritsStarted: since(35),
  erroredText: rule('probe errored: ', { 33: 'probe errored and resulted in unknown state: ' }),
  /** Readiness is probed for a while after its pod was removed. */
  readinessOutlivesRemoval: since(22),
  /** The prober knows gRPC. */
  grpcProbes: since(24),
  /** A side-car that has ended goes on to be probed whatever its pod's restartPolicy. */
  sidecarsProbedAgain: since(33),
  /** What is wrong with the name of a port that the container does not have. */
  unknownPortText: rule<(name: string) => string>((name) => `strconv.Atoi: parsing ${JSON.stringify(name)}: invalid syntax`, {
    37: (name) => `port ${JSON.stringify(name)} not found`,
  }),
  /** Of a container that it has not started itself, the kubelet tells no event about its probes. */
  probeEventsNeedStart: until(18),
  /** A probe's connection is closed with SO_LINGER: where nobody reads from it any more that waits for the kernel's delayed ACK. */
  probeLingers: since(23),
  /** Go's net/http quotes the URL, and names the deadline. */
  quotesURL: since(19),
  /** A redirect to another host ends the probe with a warning: what stands before the body; null where redirects are followed anywhere. */
  redirectWarning: rule<string | null>(null, { 14: '', 24: 'Probe terminated redirects, Response body: ' }),
  /** Go sends a Host header of one's own on to a redirect's place, where that names no host. */
  redirectKeepsHost: since(11),
  /** An answer 301 … 303 that says no place fails. */
  redirectsNeedLocation: until(23),
  /** An exec probe that takes too long: a failure's text, or null where it is an error that does not count. */
  execTimeoutText: rule<((command: string, limit: string) => string) | null>(null, {
    20: () => '',
    23: (command) => `command "${command}" timed out`,
    31: (command, limit) => `command timed out: "${command}" timed out after ${limit}`,
  }),
  /** What Docker prints of a command that it cannot start, where nodes run Docker. */
  dockerExecText: rule<(why: string) => string>(
    (why) => `rpc error: code = 2 desc = oci runtime error: exec failed: container_linux.go:247: starting container process caused ${why}`,
    { 12: (why) => `OCI runtime exec failed: exec failed: container_linux.go:348: starting container process caused ${why}: unknown` },
  ),

  // the kubelet’s own API, and of its log
  /** Logs are structured: `"Message" key="value"`. */
  structuredLogs: since(21),
  /** The kubelet's own API: some paths are subresources of their own, tried before `proxy`. */
  fineGrainedKubelet: since(33),
  /** Its refusal lists all subresources that were tried, and ends its line. */
  subresourcesListed: since(32),
  /** It serves what cAdvisor knows of the machine: /spec/ and /stats/. */
  servesSpec: until(18),
  /** /pods tells the status of a static pod, which is Pending for ever before. */
  podsTellStatus: since(15),
  /** As kubeadm starts it, bearer tokens are shown to the kube-apiserver; before, one is as none. */
  kubeletReviewsTokens: since(11),
  /** /configz says that it is JSON. */
  configzIsJson: since(11),
  /** Where the manifest directory stands in /configz. */
  manifestField: rule<'podManifestPath' | 'staticPodPath'>('podManifestPath', { 10: 'staticPodPath' }),
  /** The last of what /metrics has below it. */
  kubeletMetrics: rule<readonly string[]>(
    ['cadvisor'],
    { 11: ['cadvisor', 'probes'], 18: ['cadvisor', 'resource', 'probes'] },
    'servesSpec',
  ),
  /** Its health checks. */
  kubeletChecks: rule<readonly string[]>(['ping', 'syncloop'], { 11: ['ping', 'log', 'syncloop'] }, 'kubeletMetrics'),
  /** Go sends a path that lacks its last slash on with this status. */
  slashRedirect: rule<301 | 307>(301, { 36: 307 }),
  /** An object's creationTimestamp is null where it has none. */
  nullTimes: until(34),

  // the kubelet’s pods: files, syncs, starts, ends and hooks, and what their Events say
  /** A sync that started or stopped something is followed by a relist at once. */
  relistsAfterSync: since(36),
  /**
   * What a configuration may say of how long a container waits that ends again and again: nothing; by a gate how long at most; by another
   * that all is shorter, too; the first without its gate.
   */
  backOffGates: rule<'none' | 'longest' | 'both' | 'longest is on'>('none', { 32: 'longest', 33: 'both', 35: 'longest is on' }),
  /** Of several changes that a relist sees of a pod at a time one sync comes; before, a second one follows it. */
  joinsWakes: since(27),
  /** A blocked start is tried again when its back-off is over, not every 10 to 15 s. */
  retriesAtExpiry: since(35),
  /** The mirrors of all static pods are made as soon as the kubelet finds its node in the API. */
  mirrorsAtRegistration: since(32),
  /** One running pod a name: a new one waits for the old one's end. */
  onePodPerName: since(22),
  /** Where that is not so: it waits all the same if the old one had a mirror. */
  waitsForMirrored: since(18),
  /** The manifest directory is listed again every 20 s. */
  relistsFiles: since(11),
  /** Each volume of a pod that has been mounted is an Event. */
  mountEvents: until(11),
  /** `Killing` is told before the container is stopped. */
  killingFirst: since(14),
  killingText: rule<(container: string, why: string) => string>(
    (container, why) =>
      `Killing container with id docker://${container}:${why === 'stop' ? 'Need to kill Pod' : why === 'postStart' ? 'FailedPostStartHook' : `Container failed ${why} probe.. Container will be killed and recreated.`}`,
    {
      14: (container, why) =>
        why === 'stop'
          ? `Stopping container ${container}`
          : why === 'postStart'
            ? 'FailedPostStartHook'
            : `Container ${container} failed ${why} probe, will be restarted`,
    },
    'killingFirst',
  ),
  /** Why a container is stopped whose pod's text is another now, by what two numbers say of it. */
  changedText: rule<(container: string, was: number, is: number) => string>(
    (container, was, is) =>
      `Killing container with id docker://${container}:Container spec hash changed (${was} vs ${is}).. Container will be killed and recreated.`,
    { 14: (container) => `Container ${container} definition changed, will be restarted` },
    'killingFirst',
  ),
  /** What makes a container another one under the same UID of its pod: anything that its text says, or its image alone. */
  otherContainer: rule<'text' | 'image'>('text', { 31: 'image' }),
  /** A side-car, too, may be another one. */
  otherSidecars: since(32),
  /** What of a container its back-off goes by, beside its name. */
  backOffKey: rule<'text' | 'image' | 'image and resources'>('text', { 31: 'image', 34: 'image and resources' }, 'otherContainer'),
  createdText: rule<(container: string) => string>(
    () => 'Created container',
    {
      14: (container) => `Created container ${container}`,
      29: (container) => `Created container: ${container}`,
      35: () => 'Container created',
    },
    'killingFirst',
  ),
  startedText: rule<(container: string) => string>(
    () => 'Started container',
    { 14: (container) => `Started container ${container}`, 35: () => 'Container started' },
    'createdText',
  ),
  pulledText: rule<(image: string) => string>((image) => `Container image "${image}" already present on machine`, {
    35: (image) => `Container image "${image}" already present on machine and can be accessed by the pod`,
  }),
  backOffText: rule<(container: string, pod: string) => string>(() => 'Back-off restarting failed container', {
    26: (container, pod) => `Back-off restarting failed container ${container} in pod ${pod}`,
  }),
  /** How the message of a container that waits in its back-off begins. */
  crashLoopWord: rule('Back-off', { 16: 'back-off' }),
  /** A hook's failure: what was run, its error, what it printed. */
  hookFailedText: rule<HookFailedText>(failedHook('Http'), { 21: failedHook('HTTP'), 26: (hook) => `${hook}Hook failed` }),
  /** The same, as a container that waits because of it says it. */
  hookErrorText: rule<HookFailedText>(failedHook('Http'), { 21: failedHook('HTTP'), 26: failedHook('HTTP', false) }, 'hookFailedText'),
  /** Why a container waits whose postStart hook has failed: a reason. */
  postStartReason: rule<(error: string) => string>(() => 'PostStartHookError', {
    10: (error) => `PostStartHookError: ${error}`,
    22: () => 'PostStartHookError',
  }),
  /** What is wrong with a tcpSocket hook, which nobody runs. */
  invalidHandlerText: rule<(handler: { host: string; port: number | string }) => string>(
    ({ host, port }) => `Invalid handler: &Handler{Exec:nil,HTTPGet:nil,TCPSocket:&TCPSocketAction{Port:${port},Host:${host},},}`,
    { 16: invalidHandler('Handler'), 23: invalidHandler('LifecycleHandler') },
  ),
  /**
   * The grace of a pod that is removed: its own; a second at least, of which neither a hook takes anything nor the kubelet makes more; a second
   * at least.
   */
  removalGrace: rule<'own' | 'whole' | 'a second'>('own', { 22: 'whole', 28: 'a second' }),
  /** An httpGet hook heeds the scheme and the headers, as a probe does. */
  hooksAreProbeLike: since(26),
  /** A pod whose deadline is past fails first, and is stopped by a sync of its own; before, one sync does both, and is the last. */
  failsBeforeStop: since(22),
  /** What has been stopped has its status made anew at once. */
  tellsStopped: since(27),
  /** A hook that is to sleep does. */
  hooksSleep: since(30),
  /** A container's count of restarts never falls, though its earlier lives are removed, and its last state stays, of any container. */
  keepsRestartCounts: since(36),
}

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
  const [, registry = '', repository = '', tag = ''] = /^([^/]+)\/(.*?)[:@]([^/@]*)$/.exec(whole)!
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
  const [, name = '', port] = /^(.*?)(?::(\d+))?$/.exec(host)!
  const address = name === 'localhost' ? '127.0.0.1' : /^[\d.]+$|^\[/.test(name) ? name : '192.0.2.1'
  return `${address}:${port ?? (schemeOf(host) === 'http' ? 80 : 443)}`
}

function containerdPullText(why: PullTrouble, whole: string, codes: readonly string[]): string {
  const { code, text } = CONTAINERD_PULL[why]
  const error = `failed to pull and unpack image "${whole}": failed to resolve reference "${whole}": ${text(whole)}`
  return codes.includes(code) ? `rpc error: code = ${code} desc = ${error}` : error
}

function registryOf(image: string): string {
  const first = image.split('/')[0]!
  return image.includes('/') && /[.:]|^localhost$/.test(first) ? first : 'registry-1.docker.io'
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

type PulledInText = (image: string, took: string, whole: string, bytes: number) => string
const pulledIn: PulledInText = (image, _took, whole) => `Successfully pulled image "${image}" in ${whole}`
const pulledInAndWaited: PulledInText = (image, took, whole) =>
  `Successfully pulled image "${image}" in ${took} (${whole} including waiting)`

/** Rules of containers that cannot be started: what is said of their images, configuration, volumes and ports. */
export const START = {
  pullingText: rule<(image: string) => string>((image) => `pulling image "${image}"`, { 14: (image) => `Pulling image "${image}"` }),
  /** How long a pull took, by itself and with what it has waited for others, as Go prints it, and how many bytes it brought. */
  pulledInText: rule<PulledInText>((image) => `Successfully pulled image "${image}"`, {
    19: pulledIn,
    23: pulledInAndWaited,
    24: pulledIn,
    25: pulledInAndWaited,
    30: (image, took, whole, bytes) =>
      `Successfully pulled image "${image}" in ${took} (${whole} including waiting). Image size: ${bytes} bytes.`,
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
  /** Critical pods are killed for memory last; of them, later on, only what belongs to the node by its priority class. */
  criticalLast: since(14),
  nodeCriticalLast: since(22),
  /** The oom_score_adj of what is killed last. */
  lastScore: rule(-998, { 20: -997 }),
  /** The first part of an image's name is a host where it has capitals. */
  capitalHosts: since(29),
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
  /** Keys that `envFrom` takes, and that are no names of variables, are left out, and an Event says so. */
  skipsKeys: until(30),
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
  /** How long a sync waits for the volumes of a pod that has been removed meanwhile. */
  removedPodMounts: rule<'to the next try' | 'to the end' | 'no longer'>('to the next try', { 22: 'to the end', 28: 'no longer' }),
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
