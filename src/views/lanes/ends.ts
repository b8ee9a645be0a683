import { causesOf } from '../../sim/trace/moment.ts'
import type { Entry, ProcessEntry, Trace } from '../../sim/trace/trace.ts'

/**
 * What ended a process: a probe that counted as failed, a postStart hook, the pod's file that is gone or another, an action of the
 * scenario, or of what it took along, or itself.
 */
export type EndedBy = 'probe' | 'hook' | 'file' | 'action' | 'itself'

/**
 * Who or what ended a process.
 *
 * Follows: nothing upstream; up to 1.14 a kill's Event comes after the end, and its cause stands there.
 */
export function endedBy(trace: Trace, exit: ProcessEntry): EndedBy {
  const first = (entry: Entry | undefined): Entry | undefined => entry && trace[causesOf(entry)[0] ?? -1]
  let by = first(exit)
  if (by?.kind === 'event' && by.reason === 'Killing') by = first(by)
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
      return by.reason === 'FailedPostStartHook' ? 'hook' : 'itself'
    default:
      return 'itself'
  }
}
