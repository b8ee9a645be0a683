import { rule, since, until } from './rule.ts'

type HookFailedText = (
  hook: 'PostStart' | 'PreStop',
  container: string,
  pod: string,
  failed: { by: 'exec' | 'http'; what: string; error: string; output: string } | { by: 'none'; error: string },
) => string

const failedHook =
  (http: string): HookFailedText =>
  (_hook, container, pod, failed) =>
    failed.by === 'none'
      ? `Cannot run handler: ${failed.error}`
      : `${failed.by === 'http' ? `${http} lifecycle hook (${failed.what})` : `Exec lifecycle hook ([${failed.what}])`} for Container "${container}" in Pod "${pod}" failed - error: ${failed.error}, message: ${JSON.stringify(failed.output)}`

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
  probeLingers: since(27),
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
    20: (command) => `command "${command}" timed out`,
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
  /** A hook's failure: what was run, its error, what it printed. */
  hookFailedText: rule<HookFailedText>(failedHook('Http'), { 21: failedHook('HTTP'), 26: (hook) => `${hook}Hook failed` }),
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
  /** Where a whole pod is stopped, a preStop hook's time is taken off the grace. */
  hookTimeInGrace: rule(true, { 22: false, 28: true }),
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
