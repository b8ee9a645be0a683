import { defined } from '../manifest/own.ts'
import { POD_ENDED } from '../sim/trace/trace.ts'
import { type ContainerFacts, endIn, type EventFacts, type PodFacts, totalOf } from './facts.ts'
import {
  AFTER_GRACE,
  backOffIn,
  backOffsIn,
  graceAfter,
  isProbeKill,
  isRestartBackOff,
  type ToldKills,
  killsOf,
  SAME_SECONDS,
  START_FAILURE,
} from './failures.ts'
import { type ContainerSpec, sleepOf } from './pod-specs.ts'
import { BACK_OFF_RESET, backOffAfter, diedBefore, roughIn, startsKnown, startTimes, type ToldMoment } from './start-times.ts'

/** One life of a container, as far as the texts go; times in seconds since 1970. */
export interface ContainerLife {
  /** The first is 1. */
  number: number
  start: ToldMoment
  end?: ToldMoment & { code?: number; signal?: number; reason?: string; message?: string }
  /** When the kubelet was told to kill it for a probe, or began to. */
  kill?: ToldMoment
  /** When its postStart hook failed, for which the kubelet kills as well. */
  hook?: ToldMoment
  /** Its pod's sandbox was made anew, with which it ended. */
  isOfOldSandbox?: true
}

/** How a life ended whose program could not be started: it never ran. */
export const neverRan = ({ end }: ContainerLife): boolean => end?.reason === 'StartError' || end?.reason === 'ContainerCannotRun'

/** What a container went through. */
export interface ContainerHistory {
  pod: PodFacts
  spec: ContainerSpec
  facts: ContainerFacts
  lives: ContainerLife[]
  events: EventFacts[]
  /** How many starts there were in all. */
  starts: number
  /** Of how many of them a text has the time. */
  knownStarts: number
  /** NaN where it is restarted, and no text tells how often. */
  restarts: number
  /** No text has its restart count, and a table without counts tells of its kills: there may have been more. */
  isLeast: boolean
  /** So many of its ends were the kubelet's, for a probe. */
  kills: number
}

/**
 * A container's lives: how many starts there were (its restart count says it), when those were that a text has a time of, and where
 * the others may have been: apart as the back-off would have them, and said to be estimated.
 *
 * Units: seconds since 1970; `sandboxes`: when its pod's sandbox was made anew. Follows: pkg/kubelet/kuberuntime/kuberuntime_manager.go, doBackOff, for what is estimated.
 */
export function livesOf(
  pod: PodFacts,
  spec: ContainerSpec,
  factsAsPrinted: ContainerFacts,
  eventsAsPrinted: readonly EventFacts[],
  now: number,
  sandboxes: readonly number[] = [],
): ContainerHistory {
  const eventsByClock = notAfterStarts(eventsAsPrinted, factsAsPrinted, spec)
  // who is ready runs, where its state itself was cut off
  const facts: ContainerFacts =
    factsAsPrinted.state === undefined && factsAsPrinted.ready === true ? { ...factsAsPrinted, state: { is: 'running' } } : factsAsPrinted
  const { startedAt = Infinity, is } = facts.state ?? {}
  // another text may be newer
  const isOlder = eventsByClock.some((event) => event.source !== 'describe' && isProbeKill(event) && event.last > startedAt)
  const isPrintedRunning = pod.source === 'describe' && is === 'running' && startedAt < Infinity && !isOlder
  const events = isPrintedRunning ? killedBefore(eventsByClock, facts, spec, now) : eventsByClock
  const kills = killsOf(events, facts, spec)
  const lasts = sleepOf(spec.command)?.seconds
  const { started, known, placed, guesses } = startsKnown(facts, spec, events, kills, factsAsPrinted.state === undefined, now, lasts)
  const waited = backOffsIn(events)
  const restarts =
    facts.restarts ?? Math.max(waited.restarts, kills.count - (known.some((at) => at > (kills.exact.at(-1) ?? Infinity) - 1) ? 0 : 1))
  // who has failed a probe, was killed, or waits to be started again, has run
  const hasFailed =
    facts.state === undefined &&
    events.some(({ reason, message }) => /^(?:Unhealthy|Killing(?:Grace)?)$/.test(reason) || backOffIn(message) !== undefined)
  const hasRun = lastLife(facts) !== undefined || known.length > 0 || restarts > 0 || hasFailed
  // a guess is no start that an event counts
  const isDiedFirst = diedBefore(
    known.filter((at) => !guesses.has(at)),
    events,
  )
  const told = Math.max(known.length - guesses.size + (isDiedFirst === undefined ? 0 : 1), ...started.map(({ count }) => count))
  const starts = hasRun ? Math.max(told, restarts + 1) : 0
  const run = runOf(facts, spec, events) ?? lasts
  const doubtful = new Map([...guesses, ...roughIn(started, facts)])
  const times = startTimes({ starts, known, placed, started, facts, pod, run, now, kills, events }).map((start) => ({
    ...start,
    ...defined({ estimated: doubtful.get(start.at) }),
  }))
  // a guess may stand beside all starts that are counted
  const before = Math.max(0, starts - times.length)
  const lives = times.map((start, i): ContainerLife => ({ number: before + i + 1, start }))
  placeKills(lives, kills)
  const died = events.flatMap(({ reason, last }) => (reason === 'PlegDied' ? [last] : []))
  const gone = events.find(({ reason }) => POD_ENDED.has(reason))?.first
  const isCountUntold = starts <= 1 && isUncounted(facts, events)
  const [only] = lives
  if (isCountUntold && only && !only.kill && facts.state === undefined)
    Object.assign(only, defined({ kill: killUntold(events, only.start.at) }))
  if (kills.count === 0)
    for (const failure of killingFailures(events)) {
      const at = graceAfter(events, failure.last)?.first
      const life = at === undefined ? undefined : lives.findLast(({ start }) => start.at < at)
      if (life && life !== lives.at(-1)) life.kill ??= { at: at!, estimated: AT_ONCE }
    }
  lives.forEach((life, i) =>
    ends({
      life,
      next: lives[i + 1],
      isLast: i === lives.length - 1,
      isNextLast: i === lives.length - 2,
      isPrintedRunning,
      facts,
      kills,
      run,
      gone,
      sandboxes,
      died,
    }),
  )
  hooks(lives, events)
  killsUntold(lives, kills, spec.graceSeconds, events[0]?.first ?? -Infinity)
  // what does nothing but sleep is done with that
  if (lasts !== undefined)
    for (const { end, kill, hook } of lives)
      if (end && end.code === undefined && !kill && !hook) Object.assign(end, { code: 0, reason: 'Completed' })
  return {
    pod,
    spec,
    facts,
    lives,
    events: [...events],
    starts,
    knownStarts: known.filter((at) => !doubtful.has(at)).length,
    restarts: isCountUntold ? Number.NaN : Math.max(facts.restarts ?? 0, starts - 1, 0),
    isLeast: facts.restarts === undefined && kills.isOpen,
    kills: kills.count,
  }
}

/** When its last back-off was told of, where nothing that is told comes after it. */
export function waitsFrom(events: readonly EventFacts[]): number | undefined {
  const last = events.findLast(isRestartBackOff)
  return last && events.every((event) => event === last || event.last <= last.last) ? last.last : undefined
}

/** Failures of the probes for which the kubelet kills. */
const killingFailures = (events: readonly EventFacts[]): EventFacts[] =>
  events.filter(({ reason, message }) => reason === 'Unhealthy' && /^(?:Liveness|Startup) probe failed/.test(message))

/** A kill that names no reason, at once after such a failure. */
const graceIn = (events: readonly EventFacts[]): EventFacts | undefined =>
  killingFailures(events).flatMap(({ last }) => graceAfter(events, last) ?? [])[0]

/** Whether such a kill, or a start, comes after a failure, or failures are all that is told: no more of the kill is. */
const isKilledUntold = (events: readonly EventFacts[], state: ContainerFacts['state']): boolean =>
  (state === undefined && killingFailures(events).length > 0 && !events.some(({ reason }) => reason === 'Started')) ||
  graceIn(events) !== undefined ||
  killingFailures(events).some((failure) =>
    events.some(({ reason, first }) => reason === 'Started' && first > failure.first + failure.within),
  )

const AT_ONCE = 'The line of the kill names no reason: it comes at once after the probe failed.'

/** When the one life that is told of was killed, where that follows from what came after its probe had failed. */
function killUntold(events: readonly EventFacts[], from: number): ToldMoment | undefined {
  const grace = graceIn(events)
  if (grace && grace.first >= from && !events.some(({ reason, first }) => reason === 'Started' && first > grace.first))
    return { at: grace.first, estimated: AT_ONCE }
  const failure = waitsFrom(events) === undefined ? undefined : killingFailures(events).at(-1)
  return failure && failure.last >= from
    ? {
        at: failure.last,
        estimated: 'The text does not say that it was killed, only that its probe failed, and that it waited then to be started again.',
      }
    : undefined
}

/** Whether it is told to be restarted, and no text has its restart count. */
const isUncounted = ({ restarts, state, lastState }: ContainerFacts, events: readonly EventFacts[]): boolean =>
  restarts === undefined &&
  (lastState !== undefined ||
    state?.reason === 'CrashLoopBackOff' ||
    isKilledUntold(events, state) ||
    events.some(
      ({ reason, message }) =>
        reason === 'Restarting' ||
        backOffIn(message) !== undefined ||
        (reason === 'Failed' && message.startsWith('Error: ') && START_FAILURE.test(message)),
    ))

/** A kill that by another clock seems to come just after a start, sooner than a probe can have failed, is the one before that start. */
function notAfterStarts(
  events: readonly EventFacts[],
  { state, lastState }: ContainerFacts,
  { probes }: ContainerSpec,
): readonly EventFacts[] {
  const killing = [probes.startup, probes.liveness].filter((probe) => probe !== undefined)
  const least = Math.min(...killing.map(({ delay, period, failures }) => delay + (failures - 1) * period))
  if (killing.length === 0 || least <= 2 * SAME_SECONDS) return events
  const starts = [state?.startedAt, lastState?.startedAt].filter((at) => at !== undefined)
  const moved = (at: number): number => starts.find((start) => at > start && at - start <= SAME_SECONDS) ?? at
  return events.map((event) => (isProbeKill(event) ? { ...event, first: moved(event.first), last: moved(event.last) } : event))
}

/**
 * Where all its kills have been followed by a start, and the grace period of the last one is over, that kill was before the printed start,
 * whatever its rounded age says.
 */
function killedBefore(events: readonly EventFacts[], facts: ContainerFacts, spec: ContainerSpec, now: number): readonly EventFacts[] {
  const start = facts.state!.startedAt!
  const { exact, count } = killsOf(events, facts, spec)
  const kill = exact.at(-1)
  if (kill === undefined || kill <= start || now - kill <= spec.graceSeconds + AFTER_GRACE || count > (facts.restarts ?? 0)) return events
  const { startedAt = -Infinity, finishedAt = start, exitCode } = facts.lastState ?? {}
  const last = Math.min(start, Math.max(startedAt, finishedAt - (exitCode === 137 ? spec.graceSeconds : 0)))
  const moved = 'Its age puts it after the start that the state names: it is taken to be of the kill before that.'
  return events.map((event) => {
    const isOfIt = isProbeKill(event) || (event.reason === 'Unhealthy' && Math.abs(event.last - kill) <= SAME_SECONDS)
    return isOfIt && event.last > start ? { ...event, first: Math.min(event.first, last), last, moved } : event
  })
}

/** Which life the states are of: a waiting container's last one has ended, and is in lastState. */
function lastLife({ state, lastState }: ContainerFacts): 'running' | 'ended' | undefined {
  if (state?.is === 'running') return 'running'
  return state?.is === 'terminated' || lastState ? 'ended' : undefined
}

/** How long a life lasts, of the last one that is told of. */
function runOf(facts: ContainerFacts, spec: ContainerSpec, events: readonly EventFacts[]): number | undefined {
  for (const ended of [endIn(facts), facts.state, facts.lastState])
    if (
      ended?.is === 'terminated' &&
      ended.startedAt !== undefined &&
      ended.finishedAt !== undefined &&
      ended.finishedAt >= ended.startedAt
    )
      return ended.finishedAt - ended.startedAt
  const liveness = spec.probes.liveness ?? spec.probes.startup
  if (liveness && events.some(({ reason }) => reason === 'Killing')) return liveness.delay + liveness.period * liveness.failures
  return undefined
}

/** Each kill that has a time is of the life that it falls in. */
function placeKills(lives: readonly ContainerLife[], { exact }: ToldKills): void {
  for (const at of exact) {
    const place = lives.findLastIndex(({ start }) => start.at < at)
    // a kill and the start that follows it may have the same second
    const life = lives[place]?.kill ? lives[place + 1] : lives[place]
    if (life && !life.kill && at >= life.start.at - 1) life.kill = { at: Math.max(at, life.start.at) }
  }
}

interface Ending {
  life: ContainerLife
  next: ContainerLife | undefined
  isLast: boolean
  isNextLast: boolean
  /** The text that has its events says of its last life that it runs. */
  isPrintedRunning: boolean
  facts: ContainerFacts
  kills: ToldKills
  run: number | undefined
  /** When its pod was driven from its node. */
  gone: number | undefined
  sandboxes: readonly number[]
  /** When the runtime told that it had ended. */
  died: readonly number[]
}

function ends({ life, next, isLast, isNextLast, isPrintedRunning, facts, kills, run, gone, sandboxes, died }: Ending): void {
  const [from, until] = [life.start.at, next?.start.at ?? Infinity]
  const kill = life.kill?.at
  const diedAt = died.findLast((at) => at > from && at <= until)
  const anew = sandboxes.find((at) => at > from && at <= until)
  const isRunning = isLast && (facts.state === undefined ? true : facts.state.is === 'running')
  const seen = facts.ended?.get(life.number - 1)
  const told = [facts.state, facts.lastState].find(
    (stateFacts) =>
      stateFacts?.is === 'terminated' &&
      // a table of pods has only the last end, and no start
      (stateFacts.startedAt === undefined
        ? stateFacts.finishedAt !== undefined &&
          stateFacts.finishedAt >= from &&
          stateFacts.finishedAt <= until + SAME_SECONDS &&
          (isLast ? facts.state?.is !== 'running' : next?.start.at === facts.state?.startedAt)
        : Math.abs(stateFacts.startedAt - from) <= SAME_SECONDS),
  )
  const state = facts.ended ? seen : told
  const last = seen ?? endIn(facts)
  const as = last?.exitCode === undefined ? {} : defined({ code: last.exitCode, reason: last.reason, message: last.message })
  if (state?.finishedAt !== undefined) {
    // a table of pods has how the last one ended in its status
    const { finishedAt } = state
    const { exitCode: code, signal, reason, message } = isLast && facts.state?.is === 'terminated' ? { ...state, ...facts.state } : state
    life.end = { at: Math.max(finishedAt, from), ...defined({ code, signal, reason, message }) }
  } else if (diedAt !== undefined && !(isLast && facts.state?.is === 'running'))
    life.end = { at: diedAt, ...(isLast || (isNextLast && facts.state?.is === 'running') ? as : {}) }
  else if (isRunning && (kill === undefined || isPrintedRunning)) {
    if (gone !== undefined && gone >= from)
      life.end = { at: gone, estimated: 'The text does not say when it ended, only when its pod was driven from its node.' }
    return
  } else if (kill !== undefined) {
    life.end = {
      at: Math.min(until, kill + (kills.took ?? 0)),
      ...as,
      estimated: 'The text does not say when it ended, only when it was killed.',
    }
  } else if (next && anew !== undefined) {
    life.isOfOldSandbox = true
    life.end = { at: anew, estimated: 'The text does not say when it ended, only when its pod’s sandbox was made anew.' }
  } else if (next) {
    const gap = until - from
    const wait = (run ?? gap) > BACK_OFF_RESET ? 0 : backOffAfter(life.number - 1)
    // the last life's length, where the time until the next start allows it: a retry may be half as late again as its back-off
    const fits = run !== undefined && run + wait <= gap + 2 && gap <= run + wait * 1.5 + 4
    const length = fits ? run : gap > wait ? gap - wait : Math.min(run ?? gap / 2, gap)
    const estimated = `The text does not say when it ended: it was started again later${wait > 0 ? ', and its back-off is taken off' : ''}${last ? '. It is assumed to have ended as the last one did' : ''}.`
    life.end = { at: from + Math.max(0, Math.min(length, gap)), ...as, estimated }
  } else life.end = { at: from + (run ?? 1), ...as, estimated: 'The text does not say when it ended.' }
}

/** A life that a failed postStart hook has ended: which one an Event tells, or, where there are about as many as lives, all. */
function hooks(lives: readonly ContainerLife[], events: readonly EventFacts[]): void {
  const failed = events.filter(({ reason }) => reason === 'FailedPostStartHook')
  const count = totalOf(failed)
  const exact = failed.flatMap(({ first, last }) => [first, last])
  // of which no other end is told
  const isAlone = !hasOwnEnd(lives) && !lives.some(({ kill }) => kill)
  for (const life of lives) {
    const until = life.end?.at ?? Infinity
    const at = exact.find((time) => time >= life.start.at - SAME_SECONDS && time <= until + SAME_SECONDS)
    if (at !== undefined) life.hook = { at: Math.max(at, life.start.at) }
    else if (count > 0 && life.end && (count >= lives.length - 1 || (isAlone && isUntold(life))))
      life.hook = {
        at: life.start.at,
        estimated: 'The text does not say when its postStart hook failed; all its failures are merged in one Event.',
      }
  }
}

const isUntold = ({ end }: ContainerLife): boolean => end?.code === undefined

/** Whether an end is told to be its program's own. */
const hasOwnEnd = (lives: readonly ContainerLife[]): boolean =>
  lives.some(
    ({ end, kill, hook }) =>
      end && !kill && !hook && end.estimated === undefined && (!WAS_KILLED.has(end.code) || end.reason === 'OOMKilled'),
  )

const WAS_KILLED: ReadonlySet<number | undefined> = new Set([undefined, 137, 143])

/** Kills that are merged in one Event have ended lives between its first and its last: the newest of those that may have ended so. */
function killsUntold(lives: readonly ContainerLife[], { exact, count, isOpen }: ToldKills, grace: number, told: number): void {
  // Events are dropped where there are too many: without an end that is told to be its own, those untold are as those that are told
  const isNearlyAll = count >= lives.filter(({ end }) => end).length - 1
  const isRule =
    count > 0 && !hasOwnEnd(lives) && ((isNearlyAll && count > 1) || lives.filter(({ kill }) => kill).length > 1 || lives.every(isUntold))
  let left = isOpen || isRule ? Infinity : count - lives.filter(({ kill }) => kill).length
  const [from = Infinity, to = -Infinity] = [exact[0], exact.at(-1)]
  const isAll = isOpen || isRule || isNearlyAll
  for (const life of lives.toReversed()) {
    const { start, end, kill, hook } = life
    if (kill || hook || !end || neverRan(life) || life.isOfOldSandbox) continue
    // before the first thing that is told: as those that are
    if (end.estimated !== undefined && end.code === undefined && end.at <= told && count > 0) {
      life.kill = {
        at: Math.max(start.at, end.at - 0.5),
        estimated: 'The text does not say how it ended: it is assumed to have been killed as the next one was.',
      }
      continue
    }
    if (left <= 0) continue
    const isTold = end.estimated === undefined
    if (isTold ? !WAS_KILLED.has(end.code) && !isAll : false) continue
    // a kill comes up to a grace period before the end
    if (!isAll && (end.at < from - SAME_SECONDS || end.at > to + grace + AFTER_GRACE)) continue
    left--
    life.kill = {
      at: Math.max(start.at, end.at - Math.min(grace, 0.5)),
      estimated: isOpen
        ? 'The text does not say when it was killed: the table of events has no counts.'
        : 'The text does not say when it was killed; all its kills are merged in one Event.',
    }
  }
}
