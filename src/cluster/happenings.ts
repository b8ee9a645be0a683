import { defined } from '../manifest/own.ts'
import type { Happening } from '../sim/scenario/happened.ts'
import { countedIn, type EventFacts, isMerged, momentsIn, OF_THE_POD, probeFailure, ROUGH, ROUGH_SECONDS, SOURCES } from './facts.ts'
import { BACK_OFF_FIRST, backOffIn, isProbeKill } from './failures.ts'
import { type ContainerHistory, type ContainerLife, neverRan, waitsFrom } from './lives.ts'
import { backOffAfter, type ToldMoment } from './start-times.ts'
import { apiTime, timeOfDay } from './time.ts'
import { POD_ENDED } from '../sim/trace/trace.ts'

/** Events that the lane shows otherwise, or that are a kubelet's own words. */
const SHOWN_OTHERWISE: ReadonlySet<string> = new Set([
  'Started',
  'Unhealthy',
  'PlegStarted',
  'PlegDied',
  'KillingGrace',
  'SyncLoopAdd',
  'SyncLoopRemove',
  'FailedPostStartHook',
])
const MOST_FAILURES = 3000
/** A shorter gap is the kubelet's own time, and no back-off. */
const LEAST_WAIT_SECONDS = 5

/**
 * One container's history as a lane shows it. What a merged Event hides, all but its first and last, stands where it may have been, and
 * says so.
 *
 * Units: seconds since 1970, as the `at` of what is returned; `taken` is when the kubelet took the pod up.
 */
export function happeningsOf(history: ContainerHistory, pod: string, taken: number): Happening[] {
  const { lives, spec, events, facts } = history
  const container = spec.name
  const out: Happening[] = []
  // so has one that runs and is not ready, whatever asks it
  const isHeldBack = facts.ready === false && facts.state?.is === 'running'
  const hasGate = isHeldBack || spec.probes.readiness !== undefined || spec.probes.startup !== undefined
  // an init container that is ready while it runs is a side-car
  const goesOn = !spec.isInit || (facts.ready === true && facts.state?.is === 'running')
  // of what restarts, and no text says when, nobody knows how it stands
  if (lives.length === 0 && !POD_ENDED.has(history.pod.reason ?? '') && !events.some(({ reason }) => reason === 'Restarting'))
    out.push(held(history, pod, taken))
  let before = -Infinity
  for (const [i, life] of lives.entries()) {
    const { number, kill, hook } = life
    // so has one that begins in the second in which the one before it ends
    const start = { ...life.start, at: Math.max(life.start.at, before) }
    // a life that begins and ends in one second has begun before
    const told = life.end ?? waitedIn(history, life)
    const end = told && { ...told, at: Math.max(told.at, start.at + (hook ? 2 : 1) * A_MOMENT) }
    if (!neverRan(life)) {
      out.push({ at: start.at, is: 'started', pod, container, life: number, ...unsure(start) })
      if (!hasGate && !hook && goesOn) out.push({ at: start.at, is: 'ready', pod, container })
    }
    if (hook) out.push(...hookEvents(history, hook, start.at, pod))
    if (kill && !exactKill(events, kill.at))
      out.push({
        at: kill.at,
        is: 'event',
        pod,
        container,
        type: 'Normal',
        reason: 'Killing',
        message: killWords(history),
        ...unsure(kill),
      })
    if (!end) continue
    before = end.at
    const { code, reason, message } = end
    out.push({
      at: end.at,
      is: 'ended',
      pod,
      container,
      life: number,
      ...(code === undefined || code < -1 || code > 255 ? {} : { code }),
      ...defined({ reason, message }),
      ...unsure(end),
    })
    const next = lives[i + 1]
    const gap = next ? next.start.at - end.at : LEAST_WAIT_SECONDS
    const isWaiting = next ? gap > LEAST_WAIT_SECONDS : waitsNow(history, end.at)
    if (isWaiting) out.push({ at: end.at, is: 'waiting', pod, container, seconds: waitOf(history, number, end.at, next?.start.at) })
  }
  const last = lives.at(-1)
  if (hasGate && facts.ready === true && last && !last.end) out.push({ at: readyAt(history, last.start.at), is: 'ready', pod, container })
  for (const event of events) out.push(...toldBy(event, history, pod))
  return out
}

/** Of what restarts, and no text says how often: that it had ended by the time of which a back-off is told last. */
function waitedIn({ restarts, facts, events }: ContainerHistory, { start }: ContainerLife): ContainerLife['end'] {
  const waits = Number.isNaN(restarts) && facts.state === undefined ? waitsFrom(events) : undefined
  const estimated = 'The text does not say when it ended, only that it waited by then to be started again.'
  return waits !== undefined && waits > start.at ? { at: waits, estimated } : undefined
}

/** That the last one waits its state says, or, where no text has that, a back-off that is told of later. */
function waitsNow({ facts: { state }, events }: ContainerHistory, from: number): boolean {
  if (state) return /CrashLoopBackOff/.test(state.reason ?? '')
  return events.some(({ reason, last }) => reason === 'BackOff' && last >= from)
}

/** Long enough to have an order. */
export const A_MOMENT = 0.001

/** The two Events of a postStart hook that has failed. */
function hookEvents({ events, spec }: ContainerHistory, { at, estimated }: ToldMoment, start: number, pod: string): Happening[] {
  const words = (reason: string): string | undefined => events.find((event) => event.reason === reason)?.message
  const of = {
    at: Math.max(at, start + A_MOMENT),
    is: 'event',
    pod,
    container: spec.name,
    ...defined({ estimated }),
  } as const
  return [
    { ...of, type: 'Warning', reason: 'FailedPostStartHook', message: words('FailedPostStartHook') ?? 'PostStartHook failed' },
    { ...of, type: 'Normal', reason: 'Killing', message: events.find(isHookKill)?.message ?? 'FailedPostStartHook' },
  ]
}

const isHookKill = ({ reason, message }: EventFacts): boolean => reason === 'Killing' && /PostStartHook/.test(message)

/** What a container waits for that has never been started. */
function held({ facts: { state }, events, spec, pod: of }: ContainerHistory, pod: string, taken: number): Happening {
  const isAfterInit =
    !spec.isInit && [...of.containers.values()].some(({ isInit, state: own, lastState }) => isInit && (own ?? lastState)?.exitCode !== 0)
  const reason = state?.is === 'waiting' && state.reason ? state.reason : isAfterInit ? 'PodInitializing' : 'ContainerCreating'
  const isPull = /^(?:ErrImage|ImagePull)/.test(reason)
  const failed = events.findLast(({ reason: of, message }) => of === 'Failed' && (!isPull || /^Failed to pull/.test(message)))
  const message = state?.message ?? (reason === 'ContainerCreating' ? undefined : failed?.message)
  return { at: failed?.first ?? taken, is: 'waiting', pod, container: spec.name, reason, ...defined({ message }) }
}

const unsure = ({ estimated }: { estimated?: string }): { estimated?: string } => defined({ estimated })

const exactKill = (events: readonly EventFacts[], at: number): boolean =>
  events.some((event) => isProbeKill(event) && (Math.abs(event.first - at) < 1.5 || Math.abs(event.last - at) < 1.5))

function killWords({ events, spec }: ContainerHistory): string {
  return events.find(isProbeKill)?.message ?? `Container ${spec.name} failed liveness probe, will be restarted`
}

/** The back-off that an event names, or the one of its turn; where the next start came before its end, the longest that was over by then. */
function waitOf({ events }: ContainerHistory, life: number, from: number, to: number | undefined): number {
  const named = events.find(
    ({ reason, message, first, last }) => reason === 'BackOff' && last >= from - 1 && first <= (to ?? Infinity) && backOffIn(message),
  )
  const wait = named ? backOffIn(named.message)! : Math.max(BACK_OFF_FIRST, backOffAfter(life - 1))
  // the texts have whole seconds
  if (to === undefined || wait <= to - from + 1) return wait
  return [5, 4, 3, 2, 1].map(backOffAfter).find((step) => step <= to - from + 1) ?? Math.floor(to - from)
}

/** When its probes let it be, as its pod's conditions say; else at the end of what was failing. */
function readyAt({ pod, events, spec }: ContainerHistory, start: number): number {
  const conditions = ((pod.tree?.['status'] as { conditions?: unknown } | undefined)?.conditions ?? []) as {
    type?: string
    status?: string
    lastTransitionTime?: string
  }[]
  const said = Array.isArray(conditions)
    ? conditions.find((condition) => condition?.type === 'ContainersReady' && condition.status === 'True')
    : undefined
  const at = said?.lastTransitionTime === undefined ? undefined : apiTime(said.lastTransitionTime)
  if (at !== undefined && at >= start) return at
  const failed = events.filter(({ reason, last }) => reason === 'Unhealthy' && last >= start).map(({ last }) => last)
  return Math.max(start + (spec.probes.readiness?.delay ?? 0), ...failed) + 1
}

/** One Event as the marks that it stands for. */
function toldBy(event: EventFacts, history: ContainerHistory, pod: string): Happening[] {
  const { reason, message, type, first, last, count } = event
  const container = history.spec.name
  const from = SOURCES[event.source][0]
  const failure = probeFailure(message)
  if (failure?.is === 'failed') {
    const threshold = history.spec.probes[failure.probe]?.failures
    return timesOf(event, history).map(({ at, estimated }, i, all) => ({
      at,
      is: 'failed',
      pod,
      container,
      probe: failure.probe,
      output: failure.output,
      ...(i === all.length - 1 ? countedIn(event) : {}),
      ...defined({ threshold }),
      ...unsure(defined({ estimated })),
      from,
    }))
  }
  if (SHOWN_OTHERWISE.has(reason) || OF_THE_POD.has(reason) || isHookKill(event)) return []
  const words = isMerged(event)
    ? `One Event tells of ${count} from ${timeOfDay(first)} to ${timeOfDay(last)} UTC: only the first and the last have a time.`
    : undefined
  return momentsIn(event).map((at, i) => ({
    at,
    is: 'event',
    pod,
    container,
    type,
    reason,
    message,
    ...(i > 0 ? countedIn(event) : {}),
    ...roughly(event, i === 0 && isMerged(event)),
    from: words === undefined ? from : `${from}: ${words.charAt(0).toLowerCase()}${words.slice(1, -1)}`,
  }))
}

/**
 * When the failures of one Event were: its first and its last are told. Of the others as many as a kill needs stand before each kill
 * between them, and the rest is spread over the time in which the container ran.
 */
export function timesOf(event: EventFacts, { lives, spec }: ContainerHistory): { at: number; estimated?: string }[] {
  const { first, last, count } = event
  if (count === 1) return [{ at: first, ...roughly(event, false) }]
  const probe = probeFailure(event.message)?.probe
  const { period = 10, failures = 3 } = (probe && spec.probes[probe]) ?? {}
  const between = Math.min(count, MOST_FAILURES) - 2
  const estimated = `One of ${count} that one Event tells of, from ${timeOfDay(first)} to ${timeOfDay(last)} UTC: only the first and the last have a time.`
  const ran = lives
    .map(({ start, end, kill }) => ({ from: Math.max(start.at, first), to: Math.min(kill?.at ?? end?.at ?? last, last), kill }))
    .filter(({ from, to }) => to > from)
  const due: { at: number; rank: number }[] = []
  if (probe !== 'readiness' && ran.length > 1)
    for (const { from, kill } of ran)
      for (let rank = 0; kill && rank < Math.min(failures, MOST_FAILURES); rank++) {
        const at = kill.at - rank * period
        if (at > Math.max(from, first + period / 2) && at < last - period / 2) due.push({ at, rank })
      }
  // lives that are too short for so many are not all that there were
  const isWhole = ran.reduce((sum, { from, to }) => sum + to - from, 0) >= between * period
  const chosen = due.toSorted((a, b) => a.rank - b.rank || a.at - b.at).slice(0, between)
  return [
    { at: first, ...roughly(event, true) },
    ...[...chosen.map(({ at }) => at), ...spread(between - chosen.length, isWhole ? ran : [{ from: first, to: last }])]
      .toSorted((a, b) => a - b)
      .map((at) => ({ at, estimated })),
    { at: last, ...roughly(event, false) },
  ]
}

/** So many times, as far apart from each other in what the spans come to. */
function spread(count: number, spans: readonly { from: number; to: number }[]): number[] {
  const all = spans.reduce((sum, { from, to }) => sum + to - from, 0)
  return Array.from({ length: count }, (_, n) => {
    let left = (all * (n + 1)) / (count + 1)
    const span = spans.find(({ from, to }) => (left -= to - from) <= 0) ?? spans.at(-1)!
    return span.to + left
  })
}

/** Why the first of many, or the last, has no exact time. */
function roughly({ within, lastWithin, moved }: EventFacts, isFirst: boolean): { estimated?: string } {
  const estimated = isFirst ? undefined : moved
  return estimated !== undefined || (isFirst ? within : lastWithin) >= ROUGH_SECONDS ? { estimated: estimated ?? ROUGH } : {}
}
