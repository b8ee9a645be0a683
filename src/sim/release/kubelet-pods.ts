import type { Row } from './row.ts'

/** Rules of the kubelet’s probes. */
export interface ProbeRules {
  /** Each probe worker sleeps a random part of its period before its first tick, whatever the kubelet's age. */
  workersSleepFirst: boolean
  /** What a worker's count of equal results is set to when it goes on hold. */
  resultRunAfterKill: 0 | 1
  /** A startup worker rests once its probe has passed, until there is a new container. */
  startupSuccessHolds: boolean
  /** Readiness and startup results wake the pod's worker; otherwise they only go into the status. */
  allResultsSync: boolean
  /** What a sync does for a running, started container that is not ready. */
  manualProbe: 'none' | 'keeps ticker' | 'resets ticker'
  /** Container statuses have `started`. */
  hasStarted: boolean
  /** Init containers have it too. */
  initHasStarted: boolean
  /**
   * A new instance inherits `started` from the one before it, and a kubelet that finds a container running keeps what it was
   * (both while the gate ChangeContainerStatusOnKubeletRestart is off).
   */
  inheritsStarted: boolean
  erroredText: string
  /** Readiness is probed for a while after its pod was removed. */
  readinessOutlivesRemoval: boolean
  /** The prober knows gRPC. */
  grpcProbes: boolean
  /** A side-car that has ended goes on to be probed whatever its pod's restartPolicy. */
  sidecarsProbedAgain: boolean
  /** What is wrong with the name of a port that the container does not have. */
  unknownPortText: (name: string) => string
  /** Of a container that it has not started itself, the kubelet tells no event about its probes. */
  probeEventsNeedStart: boolean
  /** A probe's connection is closed with SO_LINGER: where nobody reads from it any more that waits for the kernel's delayed ACK. */
  probeLingers: boolean
  /** Go's net/http quotes the URL, and names the deadline. */
  quotesURL: boolean
  /** A redirect to another host ends the probe with a warning: what stands before the body; null where redirects are followed anywhere. */
  redirectWarning: string | null
  /** Go sends a Host header of one's own on to a redirect's place, where that names no host. */
  redirectKeepsHost: boolean
  /** An answer 301 … 303 that says no place fails. */
  redirectsNeedLocation: boolean
  /** An exec probe that takes too long: a failure's text, or null where it is an error that does not count. */
  execTimeoutText: ((command: string, limit: string) => string) | null
  /** What Docker prints of a command that it cannot start, where nodes run Docker. */
  dockerExecText: (why: string) => string
}

/** 1.9 */
export const PROBE_BASE: ProbeRules = {
  workersSleepFirst: true,
  resultRunAfterKill: 1,
  startupSuccessHolds: false,
  allResultsSync: false,
  manualProbe: 'none',
  hasStarted: false,
  initHasStarted: false,
  inheritsStarted: false,
  erroredText: 'probe errored: ',
  readinessOutlivesRemoval: false,
  probeLingers: false,
  grpcProbes: false,
  sidecarsProbedAgain: false,
  unknownPortText: (name) => `strconv.Atoi: parsing ${JSON.stringify(name)}: invalid syntax`,
  probeEventsNeedStart: true,
  quotesURL: false,
  redirectWarning: null,
  redirectKeepsHost: false,
  redirectsNeedLocation: true,
  execTimeoutText: null,
  dockerExecText: (why) =>
    `rpc error: code = 2 desc = oci runtime error: exec failed: container_linux.go:247: starting container process caused ${why}`,
}

export const PROBE_ROWS: readonly Row<ProbeRules>[] = [
  { since: 11, set: { redirectKeepsHost: true } },
  { since: 11, set: { resultRunAfterKill: 0 } },
  {
    since: 12,
    set: {
      dockerExecText: (why) =>
        `OCI runtime exec failed: exec failed: container_linux.go:348: starting container process caused ${why}: unknown`,
    },
  },
  { since: 14, set: { redirectWarning: '' } },
  { since: 16, set: { hasStarted: true } },
  { since: 18, set: { probeEventsNeedStart: false } },
  { since: 19, set: { quotesURL: true } },
  { since: 20, set: { execTimeoutText: (command) => `command "${command}" timed out` } },
  { since: 21, set: { workersSleepFirst: false } },
  { since: 21, set: { allResultsSync: true } },
  { since: 21, set: { manualProbe: 'keeps ticker' } },
  { since: 22, set: { readinessOutlivesRemoval: true } },
  { since: 23, set: { redirectsNeedLocation: false } },
  { since: 24, set: { redirectWarning: 'Probe terminated redirects, Response body: ' } },
  { since: 24, set: { grpcProbes: true } },
  { since: 27, set: { probeLingers: true } },
  { since: 28, set: { initHasStarted: true } },
  { since: 31, set: { execTimeoutText: (command, limit) => `command timed out: "${command}" timed out after ${limit}` } },
  { since: 32, set: { manualProbe: 'resets ticker' } },
  { since: 32, set: { startupSuccessHolds: true } },
  { since: 33, set: { erroredText: 'probe errored and resulted in unknown state: ' } },
  { since: 33, set: { sidecarsProbedAgain: true } },
  { since: 35, set: { inheritsStarted: true } },
  { since: 37, set: { unknownPortText: (name) => `port ${JSON.stringify(name)} not found` } },
]

/** Rules of the kubelet’s own API, and of its log. */
export interface KubeletApiRules {
  /** Logs are structured: `"Message" key="value"`. */
  structuredLogs: boolean
  /** The kubelet's own API: some paths are subresources of their own, tried before `proxy`. */
  fineGrainedKubelet: boolean
  /** Its refusal lists all subresources that were tried, and ends its line. */
  subresourcesListed: boolean
  /** It serves what cAdvisor knows of the machine: /spec/ and /stats/. */
  servesSpec: boolean
  /** /pods tells the status of a static pod, which is Pending for ever before. */
  podsTellStatus: boolean
  /** As kubeadm starts it, bearer tokens are shown to the kube-apiserver; before, one is as none. */
  kubeletReviewsTokens: boolean
  /** /configz says that it is JSON. */
  configzIsJson: boolean
  /** Where the manifest directory stands in /configz. */
  manifestField: 'podManifestPath' | 'staticPodPath'
  /** The last of what /metrics has below it. */
  kubeletMetrics: readonly string[]
  /** Its health checks. */
  kubeletChecks: readonly string[]
  /** Go sends a path that lacks its last slash on with this status. */
  slashRedirect: 301 | 307
  /** An object's creationTimestamp is null where it has none. */
  nullTimes: boolean
}

/** 1.9 */
export const KUBELET_API_BASE: KubeletApiRules = {
  structuredLogs: false,
  fineGrainedKubelet: false,
  subresourcesListed: false,
  servesSpec: true,
  podsTellStatus: false,
  kubeletReviewsTokens: false,
  configzIsJson: false,
  manifestField: 'podManifestPath',
  kubeletMetrics: ['cadvisor'],
  kubeletChecks: ['ping', 'syncloop'],
  slashRedirect: 301,
  nullTimes: true,
}

export const KUBELET_API_ROWS: readonly Row<KubeletApiRules>[] = [
  { since: 10, set: { manifestField: 'staticPodPath' } },
  { since: 11, set: { kubeletReviewsTokens: true } },
  { since: 11, set: { configzIsJson: true } },
  { since: 11, set: { kubeletMetrics: ['cadvisor', 'probes'], kubeletChecks: ['ping', 'log', 'syncloop'] } },
  { since: 15, set: { podsTellStatus: true } },
  { since: 18, set: { servesSpec: false, kubeletMetrics: ['cadvisor', 'resource', 'probes'] } },
  { since: 21, set: { structuredLogs: true } },
  { since: 32, set: { subresourcesListed: true } },
  { since: 33, set: { fineGrainedKubelet: true } },
  { since: 34, set: { nullTimes: false } },
  { since: 36, set: { slashRedirect: 307 } },
]

/** Rules of the kubelet’s pods: files, syncs, starts, ends and hooks, and what their Events say. */
export interface PodRules {
  /** A sync that started or stopped something is followed by a relist at once. */
  relistsAfterSync: boolean
  /**
   * What a configuration may say of how long a container waits that ends again and again: nothing; by a gate how long at most; by another
   * that all is shorter, too; the first without its gate.
   */
  backOffGates: 'none' | 'longest' | 'both' | 'longest is on'
  /** Of several changes that a relist sees of a pod at a time one sync comes; before, a second one follows it. */
  joinsWakes: boolean
  /** A blocked start is tried again when its back-off is over, not every 10 to 15 s. */
  retriesAtExpiry: boolean
  /** The mirrors of all static pods are made as soon as the kubelet finds its node in the API. */
  mirrorsAtRegistration: boolean
  /** One running pod a name: a new one waits for the old one's end. */
  onePodPerName: boolean
  /** Where that is not so: it waits all the same if the old one had a mirror. */
  waitsForMirrored: boolean
  /** The manifest directory is listed again every 20 s. */
  relistsFiles: boolean
  /** Each volume of a pod that has been mounted is an Event. */
  mountEvents: boolean
  /** `Killing` is told before the container is stopped. */
  killingFirst: boolean
  killingText: (container: string, why: string) => string
  createdText: (container: string) => string
  startedText: (container: string) => string
  pulledText: (image: string) => string
  backOffText: (container: string, pod: string) => string
  /** A hook's failure: what was run, its error, what it printed. */
  hookFailedText: (
    hook: 'PostStart' | 'PreStop',
    container: string,
    pod: string,
    failed: { by: 'exec' | 'http'; what: string; error: string; output: string } | { by: 'none'; error: string },
  ) => string
  /** Why a container waits whose postStart hook has failed: a reason. */
  postStartReason: (error: string) => string
  /** What is wrong with a tcpSocket hook, which nobody runs. */
  invalidHandlerText: (handler: { host: string; port: number | string }) => string
  /** Where a whole pod is stopped, a preStop hook's time is taken off the grace. */
  hookTimeInGrace: boolean
  /** An httpGet hook heeds the scheme and the headers, as a probe does. */
  hooksAreProbeLike: boolean
  /** A pod whose deadline is past fails first, and is stopped by a sync of its own; before, one sync does both, and is the last. */
  failsBeforeStop: boolean
  /** What has been stopped has its status made anew at once. */
  tellsStopped: boolean
  /** A hook that is to sleep does. */
  hooksSleep: boolean
  /** A container's count of restarts never falls, though its earlier lives are removed, and its last state stays, of any container. */
  keepsRestartCounts: boolean
}

const failedHook =
  (http: string): PodRules['hookFailedText'] =>
  (_hook, container, pod, failed) =>
    failed.by === 'none'
      ? `Cannot run handler: ${failed.error}`
      : `${failed.by === 'http' ? `${http} lifecycle hook (${failed.what})` : `Exec lifecycle hook ([${failed.what}])`} for Container "${container}" in Pod "${pod}" failed - error: ${failed.error}, message: ${JSON.stringify(failed.output)}`

const invalidHandler =
  (type: string): PodRules['invalidHandlerText'] =>
  ({ host, port }) =>
    `invalid handler: &${type}{Exec:nil,HTTPGet:nil,TCPSocket:&TCPSocketAction{Port:${typeof port === 'number' ? `{0 ${port} }` : `{1 0 ${port}}`},Host:${host},},}`

/** 1.9 */
export const POD_BASE: PodRules = {
  relistsAfterSync: false,
  joinsWakes: false,
  backOffGates: 'none',
  retriesAtExpiry: false,
  mirrorsAtRegistration: false,
  onePodPerName: false,
  waitsForMirrored: false,
  relistsFiles: false,
  mountEvents: true,
  killingFirst: false,
  killingText: (container, why) =>
    `Killing container with id docker://${container}:${why === 'stop' ? 'Need to kill Pod' : why === 'postStart' ? 'FailedPostStartHook' : `Container failed ${why} probe.. Container will be killed and recreated.`}`,
  createdText: () => 'Created container',
  startedText: () => 'Started container',
  pulledText: (image) => `Container image "${image}" already present on machine`,
  backOffText: () => 'Back-off restarting failed container',
  hookFailedText: failedHook('Http'),
  postStartReason: () => 'PostStartHookError',
  invalidHandlerText: ({ host, port }) =>
    `Invalid handler: &Handler{Exec:nil,HTTPGet:nil,TCPSocket:&TCPSocketAction{Port:${port},Host:${host},},}`,
  hookTimeInGrace: true,
  hooksAreProbeLike: false,
  hooksSleep: false,
  failsBeforeStop: false,
  tellsStopped: false,
  keepsRestartCounts: false,
}

export const POD_ROWS: readonly Row<PodRules>[] = [
  { since: 10, set: { postStartReason: (error) => `PostStartHookError: ${error}` } },
  { since: 11, set: { relistsFiles: true } },
  { since: 11, set: { mountEvents: false } },
  {
    since: 14,
    set: {
      killingFirst: true,
      killingText: (container, why) =>
        why === 'stop'
          ? `Stopping container ${container}`
          : why === 'postStart'
            ? 'FailedPostStartHook'
            : `Container ${container} failed ${why} probe, will be restarted`,
      createdText: (container) => `Created container ${container}`,
      startedText: (container) => `Started container ${container}`,
    },
  },
  { since: 16, set: { invalidHandlerText: invalidHandler('Handler') } },
  { since: 18, set: { waitsForMirrored: true } },
  { since: 21, set: { hookFailedText: failedHook('HTTP') } },
  { since: 22, set: { onePodPerName: true } },
  { since: 22, set: { failsBeforeStop: true } },
  { since: 22, set: { hookTimeInGrace: false } },
  { since: 22, set: { postStartReason: () => 'PostStartHookError' } },
  { since: 23, set: { invalidHandlerText: invalidHandler('LifecycleHandler') } },
  { since: 26, set: { backOffText: (container, pod) => `Back-off restarting failed container ${container} in pod ${pod}` } },
  { since: 26, set: { hooksAreProbeLike: true } },
  { since: 26, set: { hookFailedText: (hook) => `${hook}Hook failed` } },
  { since: 27, set: { joinsWakes: true } },
  { since: 27, set: { tellsStopped: true } },
  { since: 28, set: { hookTimeInGrace: true } },
  { since: 29, set: { createdText: (container) => `Created container: ${container}` } },
  { since: 30, set: { hooksSleep: true } },
  { since: 32, set: { backOffGates: 'longest' } },
  { since: 32, set: { mirrorsAtRegistration: true } },
  { since: 33, set: { backOffGates: 'both' } },
  { since: 35, set: { backOffGates: 'longest is on' } },
  { since: 35, set: { retriesAtExpiry: true } },
  { since: 35, set: { createdText: () => 'Container created', startedText: () => 'Container started' } },
  { since: 35, set: { pulledText: (image) => `Container image "${image}" already present on machine and can be accessed by the pod` } },
  { since: 36, set: { relistsAfterSync: true } },
  { since: 36, set: { keepsRestartCounts: true } },
]
