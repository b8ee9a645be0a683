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
  {
    since: 11,
    set: { redirectKeepsHost: true },
    says: 'Of a probe that is redirected to a path on the same server, a Host header goes along.',
    source: 'Go 1.10: net/http/client.go',
    read: { by: 'inference', before: 'v1.10.0', after: 'v1.11.0' },
  },
  {
    since: 11,
    set: { resultRunAfterKill: 0 },
    says: 'After a probe has had a container killed it counts from 0 again: the next kill takes the whole failureThreshold, not one failure less.',
    source: 'pkg/kubelet/prober/worker.go',
    read: { by: 'source', before: 'v1.10.13', after: 'v1.11.0' },
  },
  {
    since: 12,
    set: {
      dockerExecText: (why) =>
        `OCI runtime exec failed: exec failed: container_linux.go:348: starting container process caused ${why}: unknown`,
    },
    says: 'Docker 18.06, which kubeadm accepts from here on, says otherwise that it cannot run a command.',
    source: 'moby: daemon/exec.go',
    read: { by: 'inference', before: 'v1.11.0', after: 'v1.12.0' },
  },
  {
    since: 14,
    set: { redirectWarning: '' },
    says: 'A probe does not follow a redirect to another host: the redirect itself is a warning, which counts as success.',
    source: 'pkg/probe/http/http.go',
    read: { by: 'source', before: 'v1.13.5', after: 'v1.14.1' },
  },
  {
    since: 16,
    set: { hasStarted: true },
    says: 'Startup probes (alpha; on by default since 1.18), and `started` in container statuses.',
    source: 'pkg/kubelet/prober/prober_manager.go',
    read: { by: 'source', before: 'v1.15.11', after: 'v1.16.13' },
  },
  {
    since: 18,
    set: { probeEventsNeedStart: false },
    says: 'A kubelet that was restarted tells events about the probes of the containers that it found running; before, it only logged that it has no reference to them.',
    source: 'pkg/kubelet/prober/prober.go',
    read: { by: 'source', before: 'v1.17.9', after: 'v1.18.6' },
  },
  {
    since: 19,
    set: { quotesURL: true },
    says: "The URL in a failed probe's text is quoted, and a time-out names the deadline (Go 1.14 and later).",
    source: 'pkg/probe/http/http.go',
    read: { by: 'inference', before: 'v1.18.0', after: 'v1.19.0' },
  },
  {
    since: 20,
    set: { execTimeoutText: (command) => `command "${command}" timed out` },
    says: 'An exec probe that takes longer than timeoutSeconds fails; before, it was an error that never killed.',
    source: 'pkg/kubelet/cri/remote/remote_runtime.go',
    read: { by: 'source', before: 'v1.19.10', after: 'v1.20.0' },
  },
  {
    since: 21,
    set: { workersSleepFirst: false },
    says: 'A probe worker sleeps before its first tick only where the kubelet is younger than one period.',
    source: 'pkg/kubelet/prober/worker.go',
    read: { by: 'source', before: 'v1.20.0', after: 'v1.21.4' },
  },
  {
    since: 21,
    set: { allResultsSync: true },
    says: 'Readiness and startup results wake the sync at once: a failed startup probe no longer waits for the next periodic sync.',
    source: 'pkg/kubelet/kubelet.go',
    read: { by: 'source', before: 'v1.20.0', after: 'v1.21.0' },
  },
  {
    since: 21,
    set: { manualProbe: 'keeps ticker' },
    says: 'A container that is not ready is probed at every sync.',
    source: 'pkg/kubelet/prober/worker.go',
    read: { by: 'source', before: 'v1.20.0', after: 'v1.21.4' },
  },
  {
    since: 22,
    set: { readinessOutlivesRemoval: true },
    says: 'The readiness of a pod that was removed is probed until the next housekeeping, up to 2 s (from the last patches of 1.22 and 1.23 on); before, all its probes end at once.',
    source: 'pkg/kubelet/kubelet.go',
    read: { by: 'source', before: 'v1.21.3', after: 'v1.22.17' },
  },
  {
    since: 23,
    set: { redirectsNeedLocation: false },
    says: 'A redirect that names no place is a warning, which counts as success; before, a failure (Go 1.18 and later).',
    source: 'pkg/probe/http/http.go',
    read: { by: 'inference', before: 'v1.22.0', after: 'v1.23.0' },
  },
  {
    since: 24,
    set: { redirectWarning: 'Probe terminated redirects, Response body: ' },
    says: 'The warning of a redirect to another host says so before the body.',
    source: 'pkg/probe/http/http.go',
    read: { by: 'source', before: 'v1.23.17', after: 'v1.24.16' },
  },
  {
    since: 24,
    set: { grpcProbes: true },
    says: 'A probe may call a gRPC health service; in 1.23 that was behind a gate that is off, and such a probe an error that does not count.',
    source: 'pkg/kubelet/prober/prober.go',
    read: { by: 'source', before: 'v1.23.1', after: 'v1.24.16' },
  },
  {
    since: 28,
    set: { initHasStarted: true },
    says: 'Init containers have `started` too, as side-cars need it.',
    source: 'pkg/kubelet/prober/prober_manager.go',
    read: { by: 'source', before: 'v1.27.14', after: 'v1.28.14' },
  },
  {
    since: 31,
    set: { execTimeoutText: (command, limit) => `command timed out: "${command}" timed out after ${limit}` },
    says: "The text of an exec probe's time-out names the limit.",
    source: 'staging/src/k8s.io/cri-client/pkg/remote_runtime.go',
    read: { by: 'source', before: 'v1.30.14', after: 'v1.31.14' },
  },
  {
    since: 32,
    set: { manualProbe: 'resets ticker' },
    says: "A readiness probe that a sync has asked for moves the worker's ticker.",
    source: 'pkg/kubelet/prober/worker.go',
    read: { by: 'source', before: 'v1.31.14', after: 'v1.32.13' },
  },
  {
    since: 32,
    set: { startupSuccessHolds: true },
    says: 'A startup worker whose probe has passed rests until there is a new container; before, its next tick after an exit woke the sync.',
    source: 'pkg/kubelet/prober/worker.go',
    read: { by: 'source', before: 'v1.31.14', after: 'v1.32.13' },
  },
  {
    since: 33,
    set: { erroredText: 'probe errored and resulted in unknown state: ' },
    says: 'The text of a probe that could not be made says that its result is unknown.',
    source: 'pkg/kubelet/prober/prober.go',
    read: { by: 'source', before: 'v1.32.13', after: 'v1.33.13' },
  },
  {
    since: 33,
    set: { sidecarsProbedAgain: true },
    says: 'A side-car that has ended is probed again in a pod with restartPolicy Never too, since it is restarted.',
    source: 'pkg/kubelet/prober/worker.go',
    read: { by: 'source', before: 'v1.32.13', after: 'v1.33.13' },
  },
  {
    since: 35,
    set: { inheritsStarted: true },
    says: 'A restarted container starts out as `started` where the one before it was: liveness and readiness may be probed before its startup probe has passed.',
    source: 'pkg/kubelet/kubelet_pods.go',
    read: { by: 'source', before: 'v1.34.9', after: 'v1.35.6' },
  },
  {
    since: 37,
    set: { unknownPortText: (name) => `port ${JSON.stringify(name)} not found` },
    says: 'A probe of a port whose name the container does not have says so; before, that the name is no number.',
    source: 'pkg/probe/util.go',
    read: { by: 'source', before: 'v1.36.2', after: 'v1.37.2' },
  },
]
