import { releaseOf } from '../sim/release.ts'
import type { Entry, LogEntry, Trace } from '../sim/trace.ts'
import { journalTime, klogLine, klogTime } from '../sim/clock.ts'
import { goDuration } from './duration.ts'
import { containerId, runtimeId } from '../sim/ids.ts'
import { countUntil, type Moment } from '../sim/moment.ts'
import { specAt } from '../sim/specs.ts'

/** What the kubelet's process is called in its own lines. */
export const KUBELET_PID = 1201

/** A line as its program wrote it, klog's head filled in. */
function logLine(moment: Moment, entry: LogEntry, pid: number): string {
  const { clock } = moment.inputs
  const line = klogLine(clock, entry.t, entry.text, pid)
  return entry.source === 'kubelet' && line === entry.text ? `E${klogTime(clock, entry.t)} ${String(pid).padStart(7)} ${entry.text}` : line
}

/**
 * What `journalctl -u kubelet` shows: the kubelet's own lines, oldest first. Those about files are in the trace; what it says of
 * probes, kills and waits, with `--v=2`, is told from the entries that they are about.
 *
 * Units: `at` and `since` in seconds on the simulated clock. Errors: none; without a line, journalctl's own sentence.
 * Follows: systemd's journalctl, output "short"; pkg/kubelet/prober/prober.go, kuberuntime/kuberuntime_container.go and
 * pod_workers.go (v1.37.2, v1.9.6) for the lines.
 */
export function journal(moment: Moment, lines = Infinity, since = -Infinity): string {
  const out: string[] = []
  const end = countUntil(moment.trace, moment.at)
  const uids = new Map<string, string>()
  for (let i = 0; i < end; i++) {
    const entry = moment.trace[i]!
    if (entry.kind === 'sync' && entry.pod !== undefined) uids.set(entry.pod, entry.uid)
    if (entry.t < since) continue
    const text = entry.kind === 'log' && entry.source === 'kubelet' ? entry.text : ownLine(moment, entry, uids)
    if (text === undefined) continue
    const line = logLine(moment, { ...entry, kind: 'log', source: 'kubelet', text }, KUBELET_PID)
    out.push(`${journalTime(moment.inputs.clock, entry.t)} ${moment.inputs.node.name} kubelet[${KUBELET_PID}]: ${line}`)
  }
  const shown = lines === Infinity ? out : lines === 0 ? [] : out.slice(-lines)
  return shown.length ? `${shown.join('\n')}\n` : '-- No entries --\n'
}

const TITLE = { liveness: 'Liveness', readiness: 'Readiness', startup: 'Startup' } as const

/** A line that the kubelet writes about an entry, klog's letter first; undefined where it writes none. */
function ownLine({ inputs, trace }: Moment, entry: Entry, uids: ReadonlyMap<string, string>): string | undefined {
  const { structuredLogs, minor } = releaseOf(inputs.kubernetes)
  if (entry.pod === undefined || entry.container === undefined) return undefined
  const { container } = entry
  const uid = uids.get(entry.pod) ?? ''
  const spec = specAt({ inputs, at: entry.t }, entry.pod)
  const namespace = spec?.metadata.namespace ?? 'kube-system'
  const name = `${entry.pod}-${inputs.node.name.toLowerCase()}`
  const about = `pod="${namespace}/${name}" podUID="${uid}"`
  const full = `${name}_${namespace}(${uid})`
  if (entry.kind === 'probe' && entry.result !== 'success') {
    const output = entry.output
    if (entry.result === 'unknown') {
      const error = output.replace(/^.*probe errored: /, '')
      return structuredLogs ? `E prober.go:104] "Probe errored" err=${JSON.stringify(error)} probeType="${TITLE[entry.probe]}" ${about} containerName="${container}"` : `W prober.go:103] ${TITLE[entry.probe]} probe for "${full}:${container}" errored: ${error}`
    }
    if (structuredLogs) return `I prober.go:107] "Probe failed" probeType="${TITLE[entry.probe]}" ${about} containerName="${container}" probeResult="${entry.result}" output=${JSON.stringify(output)}`
    return `I prober.go:111] ${TITLE[entry.probe]} probe for "${full}:${container}" failed (${entry.result}): ${output}`
  }
  if (entry.kind === 'event' && entry.reason === 'Killing') {
    const id = runtimeId(minor, runningId(trace, entry, uid))
    const grace = spec?.spec.terminationGracePeriodSeconds ?? 30
    return structuredLogs ? `I kuberuntime_container.go:808] "Killing container with a grace period" ${about} containerName="${container}" containerID="${id}" gracePeriod=${grace}` : `I kuberuntime_container.go:560] Killing container "${id}" with ${grace} second grace period`
  }
  if (entry.kind === 'backoff' && entry.blocked) {
    const wait = `${goDuration(entry.backOffSeconds)} restarting failed container=${container} pod=${full}`
    const error = `failed to "StartContainer" for "${container}" with CrashLoopBackOff: "${structuredLogs ? 'back-off' : 'Back-off'} ${wait}"`
    return structuredLogs ? `E pod_workers.go:1324] "Error syncing pod, skipping" err=${JSON.stringify(error)} ${about}` : `E pod_workers.go:186] Error syncing pod ${uid} ("${full}"), skipping: ${error}`
  }
  return undefined
}

/** The id of the life that runs, as far as the statuses before have told it. */
function runningId(trace: Trace, { id, pod, container }: Entry, uid: string): string {
  let attempt = 0
  for (let i = id; i >= 0; i--) {
    const entry = trace[i]!
    if (entry.pod !== pod) continue
    if (entry.kind === 'status') {
      const told = entry.containers.find((c) => c.name === container)
      if (told?.state.is === 'running' && told.state.containerID !== undefined) return told.state.containerID
    }
    if (entry.kind === 'process' && entry.op === 'started' && entry.container === container) attempt = Math.max(attempt, entry.attempt)
  }
  return containerId(uid, container ?? '', attempt)
}
