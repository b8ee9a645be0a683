import { kubeletEvents } from '../../sim/kubelet/events.ts'
import { countUntil, type Moment } from '../../sim/trace/moment.ts'
import { releaseOf } from '../../sim/release/release.ts'

/**
 * Why the counts of the Events come to less than what has happened, where they do: one sentence.
 *
 * Errors: undefined where every one is counted.
 * Follows: staging/src/k8s.io/client-go/tools/record/events_cache.go, EventSourceObjectSpamFilter (v1.37.2).
 */
export function eventNote(moment: Moment): string | undefined {
  const { trace, at, inputs } = moment
  const happened = trace.slice(0, countUntil(trace, at)).filter(({ kind }) => kind === 'event').length
  const counted = kubeletEvents(moment).reduce((sum, { count }) => sum + count, 0)
  if (counted >= happened) return undefined
  const each = releaseOf(inputs.kubernetes).eventSpamByType ? 'of each type of a pod’s' : 'of a pod’s'
  return `${happened} Events have happened, and the counts come to ${counted}: ${each} the kubelet lets 25 through at once and one more every five minutes, and a count is brought up to date only by one that is let through. What the lanes show is counted without that limit.`
}
