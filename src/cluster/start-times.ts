import {
  type ContainerFacts,
  endIn,
  type EventFacts,
  isMerged,
  type MadeLife,
  type PodFacts,
  ROUGH,
  ROUGH_SECONDS,
  totalOf,
} from './facts.ts'
import { BACK_OFF_FIRST, backOffsIn, distinct, SAME_SECONDS, type ToldKills } from './failures.ts'
import type { ContainerSpec } from './pod-specs.ts'

/** A time, and whether a text says it. */
export interface ToldMoment {
  at: number
  /** Why it does not, as a sentence. */
  estimated?: string
}

const BACK_OFF_MOST = 300
export const BACK_OFF_RESET = 600

interface StartFacts {
  starts: number
  known: readonly number[]
  placed: readonly StartOfLife[]
  started: readonly EventFacts[]
  facts: ContainerFacts
  pod: PodFacts
  run: number | undefined
  now: number
  kills: ToldKills
  events: readonly EventFacts[]
}

/** Starts that a text has a time of, ascending, and those that follow from an end or a kill, with why their time is not told. */
export function startsKnown(
  facts: ContainerFacts,
  { graceSeconds }: ContainerSpec,
  events: readonly EventFacts[],
  { exact, took = 1 }: ToldKills,
  isStateCut: boolean,
  now: number,
  lasts: number | undefined,
): { started: EventFacts[]; known: number[]; placed: StartOfLife[]; guesses: Map<number, string> } {
  const started = events.filter(({ reason }) => reason === 'Started' || reason === 'PlegStarted')
  const states = [facts.state?.startedAt, facts.lastState?.startedAt].flatMap((at) => at ?? [])
  const times = started.flatMap(({ first, last, count, within, lastWithin }) => [
    { at: first, within },
    ...(count > 1 ? [{ at: last, within: lastWithin }] : []),
  ])
  const told = distinct(beside(states, times, facts.restarts), states)
  const beforeEnds = startsBeforeEnds(told, facts, now, lasts)
  const placed = [...madeBeside(told, facts), ...beforeEnds]
  const known = [...told, ...placed.map(({ at }) => at)].toSorted((a, b) => a - b)
  const guesses = new Map(beforeEnds.map(({ at, why }) => [at, why]))
  const guess = (at: number, why: string): void => {
    guesses.set(at, why)
    known.push(at)
  }
  const died = diedBefore(known, events)
  if (died !== undefined) {
    known.unshift(Math.min(died, events[0]!.first) - 1)
    guesses.set(known[0]!, 'The text does not say when it started: before the first thing with a time is assumed.')
  }
  const ended = facts.lastState?.finishedAt
  if (isStateCut && facts.state?.is === 'running' && ended !== undefined && !known.some((at) => at >= ended))
    guess(ended, 'The text does not say when it started again, only that it is ready: right after its last end is assumed.')
  const end = endIn(facts)
  if (lasts !== undefined && known.length === 0 && end?.finishedAt !== undefined)
    guess(end.finishedAt - lasts, 'The text does not say when it started: so long before its end as its command runs.')
  const kill = exact.at(-1)
  if (facts.restarts !== undefined || kill === undefined || backOffsIn(events).last > kill || known.some((at) => at > kill - 1))
    return { started, known, placed, guesses }
  // what was killed for a probe has been started again, once its grace period is over
  const made = events.find(({ reason, last }) => /^(?:Pulled|Created)$/.test(reason) && last > kill)
  if (made !== undefined || now - kill > graceSeconds + SAME_SECONDS)
    guess(made?.last ?? kill + took, 'The text does not say when it started again, only that it was killed.')
  return { started, known, placed, guesses }
}

/** A start of which life is known. */
type StartOfLife = Pick<MadeLife, 'attempt' | 'at'>

/** Starts of lives of which a table of pods tells the end alone, and of the last one, which has ended too. */
function startsBeforeEnds(
  told: readonly number[],
  { ended, made = [], state, restarts = 0 }: ContainerFacts,
  now: number,
  lasts: number | undefined,
): (StartOfLife & { why: string })[] {
  if (!ended) return []
  const madeAt = new Map(made.map(({ attempt, at }) => [attempt, at]))
  const endAt = (attempt: number): number | undefined => ended.get(attempt)?.finishedAt
  const lengths = made.map(({ attempt, at }) => (endAt(attempt) ?? Infinity) - at).filter((length) => length > 0)
  const run = lengths.length > 0 ? lengths.reduce((least, length) => Math.min(least, length), Infinity) : (lasts ?? 1)
  return [...ended.keys()].flatMap((attempt) => {
    const [before = -Infinity, end = now] = [endAt(attempt - 1), endAt(attempt)]
    if (attempt === 0 || madeAt.has(attempt) || told.some((at) => at >= before - SAME_SECONDS && at <= end)) return []
    if (endAt(attempt) !== undefined)
      return [{ attempt, at: Math.max(before, end - run), why: 'The text does not say when it started, only when it ended.' }]
    const isLast = attempt === restarts && state?.is === 'terminated' && before > -Infinity
    const at = Math.min(end, before + backOffAfter(attempt - 1))
    return isLast ? [{ attempt, at, why: 'The text does not say when it started, only when the life before it ended.' }] : []
  })
}

/** When the runtime told an end, or an Event of 2015 a kill, before all starts that are known, of a life that no start is told of. */
export function diedBefore(known: readonly number[], events: readonly EventFacts[]): number | undefined {
  const died = events.find(({ reason, source }) => reason === 'PlegDied' || (reason === 'KillingGrace' && source !== 'journal'))?.first
  return died !== undefined && known.every((at) => at > died) ? died : undefined
}

/** Where there are more of them than were counted, a time that was printed to the minute is that of the state beside it. */
function beside(states: readonly number[], times: readonly { at: number; within: number }[], restarts = Infinity): number[] {
  const all = times.map(({ at }) => at)
  if (distinct(all, states).length <= restarts + 1) return all
  const isOfState = ({ at, within }: { at: number; within: number }): boolean =>
    within >= ROUGH_SECONDS && states.some((start) => Math.abs(start - at) <= within)
  return times.filter((time) => !isOfState(time)).map(({ at }) => at)
}

/** The lives that the runtime made when no other text has a start, the newest first; of two with one rounded age the newer has it. */
function madeBeside(told: readonly number[], { made = [] }: ContainerFacts): MadeLife[] {
  const isNew = ({ at, within }: MadeLife): boolean => told.every((other) => Math.abs(other - at) > within / 2 + SAME_SECONDS)
  return made.filter((life, i) => isNew(life) && (i === 0 || (life.attempt < made[i - 1]!.attempt && life.at < made[i - 1]!.at)))
}

/** Starts whose time was printed to the minute, or less exactly. */
export const roughIn = (started: readonly EventFacts[], { made = [] }: ContainerFacts): [at: number, why: string][] =>
  [
    ...started.flatMap(({ first, last, within, lastWithin }) => [
      { at: first, within },
      { at: last, within: lastWithin },
    ]),
    ...made,
  ].flatMap(({ at, within }): [number, string][] => (within >= ROUGH_SECONDS ? [[at, ROUGH]] : []))

/** As many as are worth drawing: of a pod with 3,000 restarts the last ones. */
const MOST_LIVES = 500
/** So many starts are laid out in time, at five minutes each a year's: a count that was damaged may be any. */
const MOST_STARTS = 100_000

/** When they all were: those that a text has a time of, and between them the others, apart as the back-off would have them. */
export function startTimes({ starts: counted, known, placed, facts, pod, started, run = 0, now, kills, events }: StartFacts): ToldMoment[] {
  const starts = Math.min(counted, MOST_STARTS)
  if (starts === 0) return []
  if (known.length >= starts) return known.map((at) => ({ at }))
  const first = Math.max(0, starts - MOST_LIVES)
  const slots: (number | undefined)[] = Array.from({ length: starts }, () => undefined)
  const end = known.at(-1)
  const begun = pod.startTime ?? pod.created
  // what has ended was started before that
  const ended = facts.state?.is === 'running' ? undefined : (facts.state?.finishedAt ?? facts.lastState?.finishedAt)
  if (end === undefined) return estimatedAll(counted, pod, events, ended ?? now)
  const isEarlier = placed.some(({ attempt, at }) => at === end && attempt < starts - 1)
  const after = untoldAfter(slots, { known, started, facts, events, run, now, begun }) ?? (isEarlier ? UNTOLD_LAST : undefined)
  if (isEarlier) slots[starts - 1] ??= Math.max(now, end)
  else if (after === undefined) slots[starts - 1] = end
  for (const { attempt, at } of placed) if (attempt < starts) slots[attempt] ??= at
  const before = facts.lastState?.startedAt
  if (facts.state?.is !== 'waiting' && before !== undefined && starts >= 2 && before < end) slots[starts - 2] = before
  // a pod whose first start is told of soon after it was taken up has no start before that
  if (slots[0] === undefined && begun !== undefined && known[0]! - begun < FIRST_WITHIN && !slots.includes(known[0])) slots[0] = known[0]
  for (const { first, last, count } of started.filter(isMerged)) {
    // what started later is not of those that it counts
    const lastSlot = nearestSlot(slots, last) ?? starts - 1 - known.filter((at) => at > last + SAME_SECONDS).length
    const slot = lastSlot - count + 1
    if (slot >= 0 && slots[slot] === undefined && nearestSlot(slots, first) === undefined) slots[slot] = first
  }
  placeBetween(slots, known, begun, now)
  const guessed = afterFirstKill(slots, kills, run)
  return filled(slots, begun, run)
    .map((moment, i) => (i === 1 && guessed ? { ...moment, estimated: guessed } : moment))
    .map((moment, i) => (i === starts - 1 && after !== undefined ? { ...moment, estimated: after } : moment))
    .slice(first)
}

/**
 * Where Events count the starts from the pod's first one on, and there were more: those came later, as soon as their back-offs let them,
 * and the last so late that a container which waits still does. Why that is not told; undefined where all are counted, or no time is left.
 */
function untoldAfter(
  slots: (number | undefined)[],
  {
    known,
    started,
    facts,
    events,
    run,
    now,
    begun,
  }: Pick<StartFacts, 'known' | 'started' | 'facts' | 'events' | 'run' | 'now'> & { begun: number | undefined },
): string | undefined {
  const starts = slots.length
  const counted = totalOf(started)
  const last = known.at(-1)!
  const isOfState = facts.state?.startedAt !== undefined || facts.lastState?.startedAt !== undefined
  const isFromFirst = begun !== undefined && known[0]! - begun < FIRST_WITHIN && known.length <= counted
  if (isOfState || !isFromFirst || counted >= starts) return undefined
  let least = 0
  for (let n = counted - 1; n < starts - 1; n++) least += backOffAfter(n)
  if (least > now - last) return undefined
  const soonest = last + least + (run ?? 1) * (starts - counted)
  const isWaiting =
    facts.state?.is === 'waiting' || (!facts.state && events.some((event) => event.reason === 'BackOff' && event.last >= last))
  const latest = isWaiting ? now - (run ?? 1) - backOffAfter(starts - 1) : -Infinity
  slots[counted - 1] = last
  slots[starts - 1] = Math.min(now, Math.max(soonest, latest))
  return `The text does not say when it started: its Events tell of the first ${counted}, and its back-offs put it here.`
}

/** What is known besides has a place between those that have one. */
function placeBetween(slots: (number | undefined)[], known: readonly number[], begun: number | undefined, now: number): void {
  for (const at of known) {
    const isThere = slots.some((time) => time !== undefined && Math.abs(time - at) <= 1)
    const after = slots.findLastIndex((time) => time !== undefined && time < at)
    const next = slots.findIndex((time) => time !== undefined && time > at)
    const [low, high] = [after + 1, next < 0 ? slots.length - 1 : next - 1]
    if (isThere || low > high) continue
    const [from, to] = [after < 0 ? (begun ?? at) : slots[after]!, next < 0 ? now : slots[next]!]
    const share = to > from ? (at - from) / (to - from) : 1
    slots[Math.min(high, Math.max(low, Math.round(after + share * (high + 1 - after))))] = at
  }
}

/** Where the kubelet has killed nearly all of them, or no life was longer, the first kill is the first life's, and the second start follows it. */
function afterFirstKill(slots: (number | undefined)[], { exact, count, took = 0 }: ToldKills, run: number): string | undefined {
  const [kill] = exact
  const next = slots.find((time, i) => i > 0 && time !== undefined)
  if (kill === undefined || slots[0] === undefined || slots[1] !== undefined) return undefined
  if (count < slots.length - 2 && kill + took - slots[0] > run * 1.5) return undefined
  if (kill <= slots[0] || (next !== undefined && kill + took >= next)) return undefined
  slots[1] = kill + took
  return 'The text does not say when it started, only when the one before it was killed.'
}

/** A start that comes so soon is a pod's first. */
const FIRST_WITHIN = 90

function nearestSlot(slots: readonly (number | undefined)[], at: number): number | undefined {
  const slot = slots.findIndex((time) => time !== undefined && Math.abs(time - at) <= SAME_SECONDS)
  return slot < 0 ? undefined : slot
}

/** Between two that are known, as far apart as their back-offs would be, in proportion. */
function filled(slots: readonly (number | undefined)[], begun: number | undefined, run: number): ToldMoment[] {
  const times: ToldMoment[] = []
  let from = -1
  const known = (i: number): number => slots[i]!
  const place = (i: number): void => {
    const gapOf = (n: number): number => run + (run > BACK_OFF_RESET ? 0 : backOffAfter(n)) + 1
    const isOpen = from < 0
    const gaps = Array.from({ length: i - from }, (_, n) => (isOpen && n === 0 ? 1 : gapOf(from + n)))
    const all = gaps.reduce((sum, gap) => sum + gap, 0)
    // of a pod that began nobody knows when they are as long as they are likely to have been
    const start = isOpen ? Math.min(begun ?? known(i) - all - i * UNTOLD_SECONDS, known(i)) : known(from)
    const span = known(i) - start
    let at = start
    for (let n = from + 1; n < i; n++) {
      at += (gaps[n - from - 1]! / all) * span
      times.push({ at, estimated: between(i - from - 1, isOpen) })
    }
    times.push({ at: known(i) })
  }
  slots.forEach((time, i) => {
    if (time === undefined) return
    place(i)
    from = i
  })
  return times
}

const UNTOLD_LAST = 'The text does not say when it started, only that it was after the last start that it tells of.'

/** A life of which nothing is told. */
const UNTOLD_SECONDS = 30

function between(count: number, isOpen: boolean): string {
  return `The text does not say when it started: ${count === 1 ? 'one start' : `${count} starts`} ${isOpen ? 'since the pod began' : 'between two whose time it says'} ${count === 1 ? 'stands' : 'stand'} where back-offs would have put ${count === 1 ? 'it' : 'them'}.`
}

/** Nobody tells of a single start. */
function estimatedAll(starts: number, pod: PodFacts, events: readonly EventFacts[], now: number): ToldMoment[] {
  const count = Math.min(starts, MOST_LIVES)
  const told = pod.startTime ?? pod.created
  const first = events[0]?.first
  if (told === undefined && first !== undefined) {
    const estimated =
      'The text does not say when it started: before the first thing with a time is assumed, and each earlier start a minute before.'
    return Array.from({ length: count }, (_, n) => ({ at: first - 1 - 60 * (count - 1 - n), estimated }))
  }
  const begun = told ?? now - 600
  const estimated = `The text does not say when it started, only that there ${starts === 1 ? 'was 1 start' : `were ${starts} starts`}: ${starts === 1 ? 'it stands at the pod’s beginning' : 'they are spread over the time of the pod'}.`
  const waits = Array.from({ length: count }, (_, n) => (n === 0 ? 0 : backOffAfter(n - 1)))
  const run = (now - begun - waits.reduce((sum, wait) => sum + wait, 0)) / count
  const isLoop = run > 0 && run <= BACK_OFF_RESET
  let waited = 0
  return waits.map((wait, n) => ({ at: isLoop ? begun + n * run + (waited += wait) : begun + ((now - begun) * n) / count, estimated }))
}

/** Before the start that follows the life of that place, counted from 0. */
export function backOffAfter(life: number): number {
  if (life === 0) return 0
  let wait = BACK_OFF_FIRST
  for (let n = 1; n < life && wait < BACK_OFF_MOST; n++) wait *= 2
  return Math.min(wait, BACK_OFF_MOST)
}
