import { grouped } from '../manifest/own.ts'
import {
  type EventFacts,
  type ClusterFacts,
  isMerged,
  mainsOf,
  momentsIn,
  type PodFacts,
  ROUGH_SECONDS,
  type EvidenceSource,
} from './facts.ts'
import { child } from '../manifest/tree.ts'
import { timeOfDay } from './time.ts'

/** Facts whose times are all seconds since 1970, by the node's clock. */
export interface Aligned {
  events: EventFacts[]
  /** The last moment that a text knows of. */
  now: number
  /** What was done to clocks, and what was assumed, as sentences. */
  says: string[]
  assumed: string[]
  /** Nothing says the time of day. */
  isAdrift: boolean
}

/** Less than this is what whole seconds and a busy kubelet come to. */
const SKEW_SECONDS = 2
/** What a pod begins with. */
const AT_ITS_START: ReadonlySet<string> = new Set(['Scheduled', 'Pulling', 'Pulled', 'Created', 'Started'])
/** Where nobody says a time of day: any would do. */
const ANY_DAY = 1_795_529_743

/**
 * Puts all that was told on one clock: the node's, which the kubelet and the runtime go by. Ages become times where one of them is
 * known otherwise; a source whose clock goes differently, or is of another zone, is moved by what its own events show.
 *
 * Units: seconds since 1970. Sentences say what was done and assumed.
 */
export function align(facts: ClusterFacts): Aligned {
  const says: string[] = []
  const assumed: string[] = []
  const { pods } = facts
  const absolute = facts.events.filter(({ isAge }) => !isAge)
  let events = absolute
  const known = knownStarts(pods)
  for (const source of ['events', 'journal'] as const) {
    const own = events.filter((event) => event.source === source)
    if (own.length === 0) continue
    // a kubelet's Events have its node's clock, as the pod's status has; a journal is printed in any zone
    const against = source === 'events' ? known : [...known, ...events.filter((event) => event.source === 'events').flatMap(signs)]
    const offset = offsetBetween(own.flatMap(signs), against)
    if (offset === undefined || Math.abs(offset) <= SKEW_SECONDS) continue
    events = events.map((event) => (event.source === source ? { ...event, first: event.first - offset, last: event.last - offset } : event))
    says.push(skewWords(source, offset))
  }
  // a description has counts, by which it is seen what it has not seen: tables go by it
  const aged = groupsOf(facts.events.filter(({ isAge }) => isAge)).toSorted(
    (a, b) => Number(a[0]!.source === 'table') - Number(b[0]!.source === 'table'),
  )
  const placed: EventFacts[] = []
  let isAdrift = false
  let printed = -Infinity
  for (const group of aged) {
    const moment = momentOf(group, pods, [...known, ...events.flatMap(signs)], placed)
    if (moment === undefined) isAdrift = absolute.length === 0 && known.length === 0
    const latest = group.reduce((most, { last, lastWithin }) => Math.max(most, last + lastWithin), -Infinity)
    const anchor = moment ?? lastOf(pods, events) ?? ANY_DAY
    // the newest of them was just now, if nothing says otherwise
    const at = moment ?? anchor - Math.min(0, latest)
    if (moment === undefined)
      assumed.push(
        isAdrift
          ? 'No text says a time of day, only how long ago things were: lengths are right, the date is any.'
          : `When the ages of ${group[0]!.source === 'describe' ? 'kubectl describe' : 'the table of events'} were printed is not said: the last moment that is known otherwise is taken, ${timeOfDay(at)} UTC.`,
      )
    printed = Math.max(printed, at)
    for (const event of group) {
      const { isAge: _age, ...rest } = event
      const begun = at + event.first + event.within / 2
      const ended = at + event.last + event.lastWithin / 2
      // nothing of a pod was before it, however roughly its age is printed
      const least = pods.find(({ name }) => name === event.pod)?.startTime ?? -Infinity
      // its first start, if it may have been then
      const isFirst = AT_ITS_START.has(event.reason) && at + event.first <= least + SKEW_SECONDS
      const [first, last] = [
        event.within >= ROUGH_SECONDS ? (isFirst ? least : Math.max(begun, least)) : begun,
        event.lastWithin >= ROUGH_SECONDS ? Math.max(ended, least) : ended,
      ]
      events.push({ ...rest, first, last: Math.max(first, last) })
      placed.push(events.at(-1)!)
    }
    if (group.some(({ within }) => within >= ROUGH_SECONDS))
      says.push('Ages of more than 10 minutes are printed to the minute, or less exactly: such times may be off by half of that.')
  }
  says.push(...apiClock(pods, events))
  events = withoutEchoes(events).toSorted((a, b) => a.first - b.first)
  return {
    events,
    now: Math.max(printed, lastOf(pods, events) ?? 0) || ANY_DAY,
    says: [...new Set(says)],
    assumed: [...new Set(assumed)],
    isAdrift,
  }
}

/** Something that two texts may both have seen: what it is, and when. */
interface SharedSign {
  key: string
  at: number
}

function knownStarts(pods: readonly PodFacts[]): SharedSign[] {
  return pods.flatMap((pod) =>
    [...pod.containers.values()].flatMap(({ state, lastState }) =>
      [state?.startedAt, lastState?.startedAt].flatMap((at) => (at === undefined ? [] : [{ key: `${pod.name} started`, at }])),
    ),
  )
}

function signs(event: EventFacts): SharedSign[] {
  const { pod, reason } = event
  const word = reason === 'Started' || reason === 'PlegStarted' ? 'started' : reason === 'Killing' || reason === 'Unhealthy' ? reason : ''
  if (word === '') return []
  return momentsIn(event).map((at) => ({ key: `${pod} ${word}`, at }))
}

const MOST_SIGNS = 200

/** By how much the one's clock is ahead of the other's: what most of what both have seen agrees on. */
function offsetBetween(own: readonly SharedSign[], others: readonly SharedSign[]): number | undefined {
  const byKey = grouped(others.slice(-MOST_SIGNS), ({ key }) => key)
  // what both have at one time needs no moving, however well some other time would do
  const near = others
    .slice(-MOST_SIGNS)
    .filter(({ key, at }) => own.some((sign) => sign.key === key && Math.abs(sign.at - at) <= SKEW_SECONDS))
  const shared = others.slice(-MOST_SIGNS).filter(({ key }) => own.some((sign) => sign.key === key))
  if (near.length * 2 >= shared.length) return undefined
  const differences = own.slice(-MOST_SIGNS).flatMap(({ key, at }) => (byKey.get(key) ?? []).map((other) => at - other.at))
  let best: { offset: number; agree: number } | undefined
  for (const offset of differences) {
    const agree = differences.filter((difference) => Math.abs(difference - offset) <= SKEW_SECONDS).length
    // two clocks that agree need no moving
    const isBetter = !best || agree > best.agree || (agree === best.agree && Math.abs(offset) < Math.abs(best.offset))
    if (isBetter) best = { offset, agree }
  }
  return best?.offset
}

function skewWords(source: EvidenceSource, offset: number): string {
  const whose = source === 'journal' ? 'The journal’s clock' : 'The clock of the Events'
  const quarters = Math.round(offset / 900)
  const isZone = quarters !== 0 && Math.abs(offset - quarters * 900) <= 5
  const length = isZone ? `${quarters / 4} h` : `${Math.round(Math.abs(offset))} s`
  return isZone
    ? `${whose} is of another zone, by ${length}: it is moved by that.`
    : `${whose} is ${length} ${offset > 0 ? 'ahead of' : 'behind'} the node’s, by when containers started: it is moved by that.`
}

/** A table is of one moment; each description is of its own. */
export const groupsOf = (aged: readonly EventFacts[]): EventFacts[][] => [
  ...grouped(aged, ({ source, namespace, pod }) => (source === 'describe' ? `${namespace}/${pod}` : source)).values(),
]

/** Between when and when something was printed. */
interface Bound {
  from: number
  to: number
}

/** When ages were printed: as long after what is known otherwise as they say. */
function momentOf(
  group: readonly EventFacts[],
  pods: readonly PodFacts[],
  known: readonly SharedSign[],
  placed: readonly EventFacts[],
): number | undefined {
  const bounds: Bound[] = []
  const lastSeen = new Map<string, number>()
  for (const { key, at } of known) lastSeen.set(key, Math.max(at, lastSeen.get(key) ?? -Infinity))
  const bound = (event: EventFacts, at: number): void => void bounds.push({ from: at - event.last - event.lastWithin, to: at - event.last })
  const latest = new Map<string, EventFacts>()
  for (const event of group) {
    const key = event.reason === 'Unhealthy' || isStale(event, pods) ? undefined : signs(event)[0]?.key
    if (key !== undefined && event.last > (latest.get(key)?.last ?? -Infinity)) latest.set(key, event)
  }
  for (const [key, event] of latest) {
    const last = lastSeen.get(key)
    if (last !== undefined) bound(event, last)
  }
  for (const event of group) {
    const before = startBefore(event, pods)
    if (before !== undefined) bound(event, before)
    const pod = pods.find(({ name }) => name === event.pod)
    if (event.reason === 'Scheduled' && pod?.startTime !== undefined) bound(event, pod.startTime)
  }
  for (const event of group) {
    const same = placed.find(({ pod, reason, message }) => pod === event.pod && reason === event.reason && message === event.message)
    if (same) bound(event, same.last)
  }
  if (bounds.length === 0) bounds.push(...group.flatMap((event) => byItsEnd(event, pods)))
  if (bounds.length === 0) return undefined
  // what most agree on; of the others an Event was dropped, or another one meant
  const agreeing = (item: Bound): number => bounds.filter(({ from, to }) => from <= item.to + 1 && to >= item.from - 1).length
  const exact = bounds.toSorted((a, b) => agreeing(b) - agreeing(a) || a.to - a.from - (b.to - b.from))
  let { from, to } = exact[0]!
  for (const item of exact.slice(1)) {
    if (item.from > to || item.to < from) continue
    from = Math.max(from, item.from)
    to = Math.min(to, item.to)
  }
  return (from + to) / 2
}

/** What was killed last has ended within its grace period: with 137 at the end of it, else soon. */
function byItsEnd({ reason, pod, container, last, lastWithin }: EventFacts, pods: readonly PodFacts[]): Bound[] {
  const told = reason === 'Killing' ? pods.find(({ name }) => name === pod) : undefined
  return [...(told?.containers.values() ?? [])].flatMap(({ name, state, lastState }) => {
    const ended = state?.is === 'terminated' ? state : lastState
    if (name !== container || ended?.finishedAt === undefined) return []
    const took = ended.exitCode === 137 ? graceOf(told!) : SOON_SECONDS
    const kill = ended.finishedAt - took
    return [{ from: kill - last - lastWithin, to: (ended.exitCode === 137 ? kill : ended.finishedAt) - last }]
  })
}

/** So soon most programs end on SIGTERM. */
const SOON_SECONDS = 2
const DEFAULT_GRACE = 30

function graceOf({ tree }: PodFacts): number {
  const grace = tree && child(tree, 'spec')?.['terminationGracePeriodSeconds']
  return typeof grace === 'number' ? grace : DEFAULT_GRACE
}

/** A merged Event that has fewer starts than there were has not seen the last one: too many Events, and some are dropped. */
function isStale({ reason, pod, container, count }: EventFacts, pods: readonly PodFacts[]): boolean {
  if (reason !== 'Started' || count === 1) return false
  const containers = [...(pods.find(({ name }) => name === pod)?.containers.values() ?? [])]
  return containers.some(({ name, restarts = 0 }) => (container === undefined || name === container) && count <= restarts)
}

/** When that merged Event has seen all starts but the last, the one before that is what it saw last. */
function startBefore(event: EventFacts, pods: readonly PodFacts[]): number | undefined {
  if (!isStale(event, pods)) return undefined
  const containers = mainsOf(pods.find(({ name }) => name === event.pod)!)
  const [only] = containers
  if (containers.length !== 1 || event.count !== only!.restarts || only!.state?.is !== 'running') return undefined
  const [last, before] = [only!.state.startedAt, only!.lastState?.startedAt]
  // nothing is printed before it was
  return before !== undefined && last !== undefined && before - event.last >= last ? before : undefined
}

/** What the API server's clock says of the same pod as the node's. */
function apiClock(pods: readonly PodFacts[], events: readonly EventFacts[]): string[] {
  return pods.flatMap((pod) => {
    if (pod.startTime === undefined) return []
    const scheduled =
      events.find((event) => event.reason === 'Scheduled' && event.pod === pod.name && event.within <= 1)?.first ?? pod.created
    // a mirror pod is made when the API server is there
    if (scheduled === undefined || isMirror(pod)) return []
    const ahead = scheduled - pod.startTime
    if (ahead <= SKEW_SECONDS) return []
    return [
      `The API server’s clock is ${Math.round(ahead)} s ahead of the node’s: ${pod.name} was made at ${timeOfDay(scheduled)} UTC by the one, and taken up at ${timeOfDay(pod.startTime)} UTC by the other. The node’s counts here.`,
    ]
  })
}

function isMirror({ tree }: PodFacts): boolean {
  return JSON.stringify(tree?.['metadata'] ?? null).includes('kubernetes.io/config.mirror')
}

const MOST_SAME = 500

/** What two texts tell of is told once: a merged Event, and each of its times. */
function withoutEchoes(events: readonly EventFacts[]): EventFacts[] {
  const order: readonly EvidenceSource[] = ['journal', 'events', 'describe', 'table', 'pod']
  const kept: EventFacts[] = []
  const sameOf = new Map<string, EventFacts[]>()
  for (const source of order)
    for (const event of events) {
      if (event.source !== source) continue
      const key = `${event.pod}\n${event.reason}\n${event.message.slice(0, 80)}`
      const same = sameOf.get(key) ?? []
      const slack = Math.max(SKEW_SECONDS, event.lastWithin) + 1
      const others = same.filter((eventFacts) => eventFacts.source !== event.source)
      const isKnown = others.some(
        (other) =>
          (isMerged(other) || !isMerged(event)) &&
          other.count >= event.count &&
          Math.abs(other.last - event.last) <= slack + other.lastWithin,
      )
      // of a merged one, those that another text tells one by one
      const single = others.filter(
        (other) => !isMerged(other) && other.last >= event.first - slack && other.last <= event.last + slack,
      ).length
      if (isKnown || (isMerged(event) && single >= event.count)) continue
      const left = isMerged(event) && single > 0 ? { ...event, count: Math.max(1, event.count - single) } : event
      kept.push(left)
      if (same.length === 0) sameOf.set(key, same)
      if (same.length < MOST_SAME) same.push(left)
    }
  return kept
}

function lastOf(pods: readonly PodFacts[], events: readonly EventFacts[]): number | undefined {
  let last = -Infinity
  for (const event of events) last = Math.max(last, event.last)
  for (const pod of pods)
    for (const { state, lastState } of pod.containers.values())
      for (const at of [state?.startedAt, state?.finishedAt, lastState?.finishedAt, lastState?.startedAt])
        last = Math.max(last, at ?? -Infinity)
  for (const { startTime, created } of pods) last = Math.max(last, startTime ?? created ?? -Infinity)
  return Number.isFinite(last) ? last : undefined
}
