import { child, number, text as textOf, type Tree } from '../../manifest/tree.ts'
import { containerIn, count, type EventFacts, type Facts, ownWords } from '../facts.ts'
import { apiTime } from '../time.ts'
import type { Find } from './reading.ts'
import { hintWords } from './release-words.ts'

const MOST_TIMES = 1_000_000

/**
 * An Event of core/v1 or of events.k8s.io/v1, with its series if it has one.
 *
 * Follows: k8s.io/api/core/v1 and events/v1, Event: what is `involvedObject`, `message`, `firstTimestamp`, `lastTimestamp`, `count` in the
 * one is `regarding`, `note`, `deprecatedFirstTimestamp`, `deprecatedLastTimestamp`, `deprecatedCount` in the other.
 */
export function readEvent(object: Tree, find: Find, facts: Facts): boolean {
  const of = child(object, 'involvedObject') ?? child(object, 'regarding') ?? {}
  const kind = textOf(of, 'kind')
  if (kind !== '' && kind !== 'Pod') {
    count(facts.passedOver, `an Event of a ${kind.slice(0, 40)}`)
    return false
  }
  const series = child(object, 'series')
  const at = (...fields: readonly unknown[]): number | undefined => fields.map(apiTime).find((time) => time !== undefined)
  const meta = child(object, 'metadata') ?? {}
  const begun = at(object['firstTimestamp'], object['deprecatedFirstTimestamp'], object['eventTime'], meta['creationTimestamp'])
  const last = at(series?.['lastObservedTime'], object['lastTimestamp'], object['deprecatedLastTimestamp'], object['eventTime']) ?? begun
  const pod = textOf(of, 'name')
  if (begun === undefined || last === undefined || pod === '') {
    count(facts.passedOver, 'an Event without a time or a pod')
    return false
  }
  hintWords(textOf(object, 'message') || textOf(object, 'note'), facts)
  const source = child(object, 'source') ?? child(object, 'deprecatedSource') ?? {}
  facts.events.push({
    source: 'events',
    namespace: textOf(of, 'namespace') || textOf(meta, 'namespace'),
    pod,
    ...ownWords(textOf(object, 'message') || textOf(object, 'note')),
    ...containerIn(textOf(of, 'fieldPath')),
    type: textOf(object, 'type') === 'Warning' ? 'Warning' : 'Normal',
    reason: textOf(object, 'reason').slice(0, 200),
    first: Math.min(begun, last),
    last: Math.max(begun, last),
    count: times((series && number(series, 'count')) || number(object, 'count') || number(object, 'deprecatedCount')),
    // what the API stores is cut to whole seconds; a micro-time is not
    within: Number.isInteger(begun) ? 1 : 0,
    lastWithin: Number.isInteger(last) ? 1 : 0,
    from: textOf(source, 'component') || textOf(object, 'reportingComponent') || textOf(object, 'reportingController'),
    line: find((textOf(object, 'message') || textOf(object, 'note')).split('\n')[0]!.slice(0, 40)),
  } satisfies EventFacts)
  count(facts.seen, 'events')
  return true
}

/** At least once. */
export const times = (said: number): number => Math.max(1, Math.min(MOST_TIMES, Math.floor(said) || 1))
