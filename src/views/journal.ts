import type { LogEntry } from '../sim/trace.ts'
import { journalTime, klogTime } from './clock.ts'
import { countUntil, type Moment } from './moment.ts'

/** What the kubelet's process is called in its own lines. */
export const KUBELET_PID = 1201

/**
 * A line as its program wrote it, klog's head filled in with time and process id where the line has one.
 *
 * Units: `entry.t` in seconds on the simulated clock. Errors: none.
 * Follows: k8s.io/klog/v2, formatHeader.
 */
export function logLine(moment: Moment, entry: LogEntry, pid: number): string {
  const head = /^([IWEF]) (?=\S+\.go:\d+\] )/.exec(entry.text)
  if (head) return `${head[1]}${klogTime(moment.inputs.clock, entry.t)} ${String(pid).padStart(7)} ${entry.text.slice(2)}`
  return entry.source === 'kubelet' ? `E${klogTime(moment.inputs.clock, entry.t)} ${String(pid).padStart(7)} ${entry.text}` : entry.text
}

/**
 * What a container's life wrote.
 *
 * Units: `at` in seconds on the simulated clock. Errors: none. Follows: nothing upstream.
 */
export function containerLog(moment: Moment, pod: string, container: string, attempt: number): string[] {
  const out: string[] = []
  const end = countUntil(moment.trace, moment.at)
  for (let i = 0; i < end; i++) {
    const entry = moment.trace[i]!
    if (entry.kind !== 'log' || entry.source !== container || entry.source === 'kubelet') continue
    if ((entry.pod ?? pod) !== pod || (entry.attempt ?? attempt) !== attempt) continue
    out.push(...logLine(moment, entry, 1).split('\n'))
  }
  return out
}

/**
 * What `journalctl -u kubelet` shows: the kubelet's own lines, oldest first.
 *
 * Units: `at` and `since` in seconds on the simulated clock. Errors: none; without a line, journalctl's own sentence.
 * Follows: systemd's journalctl, output "short".
 */
export function journal(moment: Moment, lines = Infinity, since = -Infinity): string {
  const out: string[] = []
  const end = countUntil(moment.trace, moment.at)
  for (let i = 0; i < end; i++) {
    const entry = moment.trace[i]!
    if (entry.kind !== 'log' || entry.source !== 'kubelet' || entry.t < since) continue
    out.push(`${journalTime(moment.inputs.clock, entry.t)} ${moment.inputs.node.name} kubelet[${KUBELET_PID}]: ${logLine(moment, entry, KUBELET_PID)}`)
  }
  const shown = lines === Infinity ? out : lines === 0 ? [] : out.slice(-lines)
  return shown.length ? `${shown.join('\n')}\n` : '-- No entries --\n'
}
