import { firstCause, lastOf } from '../../sim/trace/moment.ts'
import { type Entry, isStart, POD_ENDED, type ProcessEntry, type Trace } from '../../sim/trace/trace.ts'

/**
 * What ended a process: a probe that counted as failed, a postStart hook, its pod's deadline, what drove its pod from the node, a kill of which no more is told, the pod's file that is gone or another, an action of the
 * scenario, or of what it took along, or itself.
 */
export type EndedBy = 'probe' | 'hook' | 'deadline' | 'eviction' | 'kill' | 'file' | 'action' | 'itself'

/** A start that is not the first. */
export const isRestart = (entry: Entry): entry is ProcessEntry => isStart(entry) && entry.attempt > 0

/**
 * The last before an entry that its container's processes came to, of its own pod where it says which of that name.
 *
 * Errors: undefined where there is none.
 */
export function lastBefore(trace: Trace, entry: Entry & { uid?: string }, is: (entry: Entry) => boolean): ProcessEntry | undefined {
  const { id, t, pod, container, uid } = entry
  return lastOf(
    trace,
    t,
    'process',
    (other) => other.id < id && is(other) && other.container === container && other.pod === pod && (uid === undefined || other.uid === uid),
  )
}

/**
 * What a real cluster's texts leave open of an end that they tell of: 137 and 143 are signals, which somebody has sent.
 *
 * Errors: undefined for an end that is told whole, or simulated.
 */
export function untoldEnd(trace: Trace, exit: ProcessEntry): 'killer' | 'end' | undefined {
  const { code, reason } = exit
  if (firstCause(trace, exit)?.kind !== 'evidence' || reason === 'OOMKilled') return undefined
  return code === undefined ? 'end' : code === 137 || code === 143 ? 'killer' : undefined
}

/**
 * Who or what ended a process.
 *
 * Up to 1.14 a kill's Event comes after the end, and its cause stands there.
 */
export function endedBy(trace: Trace, exit: ProcessEntry): EndedBy {
  const first = (entry: Entry | undefined): Entry | undefined => entry && firstCause(trace, entry)
  let by = first(exit)
  const isKill = by?.kind === 'event' && by.reason === 'Killing'
  if (isKill) by = first(by)
  // what has taken the sandbox
  if (by?.kind === 'event' && by.reason === 'SandboxChanged') by = first(by)
  switch (by?.kind) {
    case 'result':
      return 'probe'
    case 'sync':
      return 'file'
    case 'action':
    // the machine went down, or Docker with all that it runs
    case 'node':
      return 'action'
    case 'event':
      if (POD_ENDED.has(by.reason)) return 'eviction'
      return by.reason === 'FailedPostStartHook' ? 'hook' : by.reason === 'DeadlineExceeded' ? 'deadline' : 'itself'
    case 'evidence':
      return isKill ? 'kill' : 'itself'
    default:
      return 'itself'
  }
}
