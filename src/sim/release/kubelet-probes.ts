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
