import { versionInfo } from '../../sim/apiserver/requests/version.ts'
import { kubeletEvents } from '../../sim/kubelet/events.ts'
import { releaseOf } from '../../sim/release/release.ts'
import { entriesUntil, type Moment } from '../../sim/trace/moment.ts'

/**
 * Why the counts of the Events come to less than what has happened, where they do: one sentence.
 *
 * Errors: undefined where every one is counted.
 * Follows: staging/src/k8s.io/client-go/tools/record/events_cache.go, EventSourceObjectSpamFilter (v1.37.2).
 */
export function eventNote(moment: Moment): string | undefined {
  const { trace, at, inputs } = moment
  const happened = entriesUntil(trace, at).filter(({ kind }) => kind === 'event').length
  const counted = kubeletEvents(moment).reduce((sum, { count }) => sum + count, 0)
  if (counted >= happened) return undefined
  const each = releaseOf(inputs.kubernetes).eventSpamByType ? 'for each pod and type of Event' : 'for each pod'
  return `${happened} Events have happened, and the counts come to ${counted}: ${each} the kubelet sends at most 25 at once and then one every five minutes, and a count grows only when one is sent. The lanes count without that limit.`
}

/**
 * Where Kubernetes' own repository has a file, at the patch release that is simulated.
 *
 * Errors: undefined for what is no path of a Go file; throws RangeError as `releaseOf`.
 * Every path that a sentence names has been there, under that name, since v1.9.
 */
export function sourceAddress(kubernetes: string, path: string): string | undefined {
  if (!/^[\w./-]+\.go$/.test(path)) return undefined
  return `https://github.com/kubernetes/kubernetes/blob/${versionInfo(releaseOf(kubernetes)).gitVersion}/${path}`
}
