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
  const each = releaseOf(inputs.kubernetes).eventSpamByType ? 'for each pod and type of Event' : 'for each pod'
  return `${happened} Events have happened, and the counts come to ${counted}: ${each} the kubelet sends at most 25 at once and then one every five minutes, and a count grows only when one is sent. The lanes count without that limit.`
}
