import { grouped } from '../manifest/own.ts'
import { empty, type ScenarioDocument } from '../cases/own-pod.ts'
import { serverIn } from '../cases/assumed-processes.ts'
import type { Pod } from '../manifest/types.ts'
import type { Happening } from '../sim/scenario/happened.ts'
import { POD_ENDED } from '../sim/trace/trace.ts'
import type { Aligned } from './align.ts'
import {
  countedIn,
  type EventFacts,
  type ClusterFacts,
  count,
  momentsIn,
  OF_THE_POD,
  type PodFacts,
  probeFailure,
  SOURCES,
} from './facts.ts'
import { A_MOMENT, happeningsOf } from './happenings.ts'
import type { Inferred, Written } from './infer.ts'
import type { ContainerHistory } from './lives.ts'
import { UNTOLD_IMAGE } from './manifests.ts'
import { ownName } from './pod-specs.ts'
import { clockOf } from './time.ts'

export const REAL_LANE = 'What really happened'
export const SIMULATED_LANE = 'Simulated'

/** What texts of a real cluster come to. */
export interface ClusterIncident {
  /** Both lanes; absent where no pod is told of. */
  document?: ScenarioDocument
  /** What was read and understood, as sentences. */
  understood: string[]
  /** What the texts do not tell, and what was assumed instead. */
  untold: string[]
  /** What could not be read, and what is not simulated. */
  troubles: string[]
  /** What decided what happened and is not simulated, as sentences with the cluster's own words. */
  notSimulated: string[]
  lines: { used: number; unused: number; frame: number }
  /** Names of variables whose values may be secrets. */
  secrets: string[]
  /** Of each container, for the comparison: by `pod/container`, in seconds on the scenario's clock. */
  real: readonly RealContainer[]
  release: string
  /** Every pod of the lanes has a spec that a text tells. */
  hasSpec: boolean
}

export interface RealContainer {
  pod: string
  container: string
  /** NaN where no text tells it. */
  restarts: number
  /** There may have been more of them. */
  isLeast: boolean
  /** Before the scenario begins. */
  restartsBefore: number
  /** When its pod began, in seconds of this scenario, where that is more than half a minute after the lane's; the simulated pod begins with the lane. */
  late: number
  /** The starts that a text has a time of, since the pod began, by the life's number in this scenario (the first is 1). */
  starts: readonly { life: number; at: number; isKnown: boolean }[]
  failures: readonly { probe: string; count: number }[]
  /** Its pod is not in the simulated lane. */
  isLeftOut: boolean
}

/** A pod, its manifest and its containers' histories. */
export interface BuiltPod {
  pod: PodFacts
  name: string
  text: string
  parsed: Pod | undefined
  note: string
  histories: ContainerHistory[]
  inferred: Map<string, Inferred>
  events: EventFacts[]
  /** What decided what happened to it and is not simulated; without `isWhole` it went on in spite of it, or before it. */
  notSimulated: { text: string; isWhole: boolean } | undefined
  /** All that is not simulated of it, as sentences. */
  unsimulated: string[]
  /** What its spec left open, and what was assumed, as sentences. */
  untold: string[]
}

/** A run may not be longer: what is older is left out. */
const MOST_SECONDS = 20 * 3600
/** So long the simulated pod has run before the first thing that is told, where its own beginning is too long ago. */
const WARM_UP_SECONDS = 30 * 60

const AFTER_GUESS = 10
/** A pod that began so much later than another has not had the time of the lane. */
const LATE_SECONDS = 30

const MOST_HAPPENINGS = 8000

export interface Window {
  /** Seconds since 1970 at t = 0, and how long the run is. */
  from: number
  duration: number
  /** The pods are older than that. */
  isCut: boolean
}

export function windowOf(built: readonly BuiltPod[], { events, now }: Aligned): Window {
  // those that merely run may be older than anything that is told
  const troubled = built.filter(({ histories, events: own }) => histories.some(isRestarted) || own.some(({ type }) => type === 'Warning'))
  const begins = (troubled.length > 0 ? troubled : built).flatMap(({ pod, histories, events: own }) => {
    const firsts = [pod.startTime ?? pod.created, histories[0]?.lives[0]?.start.at, own[0]?.first]
    return firsts.filter((at) => at !== undefined)
  })
  const begin = begins.length === 0 ? now - 60 : begins.reduce((least, at) => Math.min(least, at), Infinity)
  // whole seconds are what the texts have; a start that is guessed may be the last thing
  const guessed = built.flatMap(({ histories }) =>
    histories.flatMap(({ lives }) => lives.slice(-1).flatMap(({ start, end }) => (start.estimated === undefined || end ? [] : [start.at]))),
  )
  const end = Math.max(now + 1, ...guessed.map((at) => at + AFTER_GUESS))
  if (end - begin <= MOST_SECONDS) return { from: begin, duration: Math.max(10, Math.ceil(end - begin)), isCut: false }
  const told = [
    ...events.map(({ first }) => first),
    ...built.flatMap(({ histories }) =>
      histories.flatMap(({ lives }) => lives.filter(({ start }) => start.estimated === undefined).map(({ start }) => start.at)),
    ),
  ].filter((at) => at > end - MOST_SECONDS + WARM_UP_SECONDS)
  const first = told.reduce((least, at) => Math.min(least, at), now - WARM_UP_SECONDS)
  const from = Math.max(begin, first - WARM_UP_SECONDS)
  return { from, duration: Math.max(10, Math.ceil(end - from)), isCut: true }
}

const isRestarted = ({ facts, lives }: ContainerHistory): boolean =>
  (facts.restarts ?? 0) > 0 || lives.some(({ end }) => end !== undefined) || (facts.state?.is === 'waiting' && lives.length === 0)

/** A life's number in the scenario: those before its beginning are not in it. */
function livesBefore({ lives, starts }: ContainerHistory, from: number): number {
  const first = lives.find(({ start, end }) => start.at >= from || (end?.at ?? Infinity) > from)
  return first ? first.number - 1 : Math.max(0, starts - 1)
}

export function documentOf(
  built: readonly BuiltPod[],
  window: Window,
  facts: ClusterFacts,
  aligned: Aligned,
  made: ClusterIncident,
): ScenarioDocument {
  const base = empty(made.release)
  made.notSimulated.push(...built.flatMap(({ notSimulated }) => notSimulated?.text ?? []))
  const stories = built.map((own) => happenedTo(own, window, aligned))
  made.real = built.flatMap(({ name, histories, notSimulated }, i) => {
    const starts = histories.flatMap(({ lives }) => lives.map(({ start }) => start.at))
    const begins = Math.min(stories[i]![0]!.at, ...starts) - window.from
    const late = begins > LATE_SECONDS ? begins : 0
    return histories.map((history) => ({
      ...realOf(history, name, livesCut(history, window), window.from + late),
      ...{ late, isLeftOut: notSimulated?.isWhole === true },
    }))
  })
  const happened = stories.flat()
  const node = {
    name: facts.node?.name ?? built[0]!.pod.node ?? base.node.name,
    ip: /^\d+(\.\d+){3}$/.test(facts.node?.ip ?? '')
      ? facts.node!.ip!
      : (serverIn(built.flatMap(({ parsed }) => parsed ?? []))?.address ?? base.node.ip),
  }
  const simulated = simulatedOf(built, made.real, window)
  return {
    ...base,
    title: `${built[0]!.pod.name}${built.length > 1 ? ` and ${built.length - 1} more` : ''}, from a real cluster`.slice(0, 200),
    clock: aligned.isAdrift ? base.clock : clockOf(window.from),
    duration: `${window.duration}s`,
    node,
    lanes: [{ name: REAL_LANE, happened: placedOf(happened, window, made) }, ...(simulated ? [simulated] : [])],
  }
}

/** How many lives of a container the scenario begins after. */
const livesCut = (history: ContainerHistory, { isCut, from }: Window): number => (isCut ? livesBefore(history, from) : 0)

const takenAt = ({ pod, events }: BuiltPod, { from }: Window): number => pod.startTime ?? pod.created ?? events[0]?.first ?? from

/** All that happened to one pod and its containers. */
function happenedTo(built: BuiltPod, window: Window, { now }: Aligned): Happening[] {
  const { name, pod, histories, events } = built
  const { reason, message, source } = pod
  const printed = ownName(pod.name)
  const taken = takenAt(built, window)
  const ofPod = events.filter((event) => OF_THE_POD.has(event.reason) && !event.reason.startsWith('SyncLoop'))
  // what a status alone tells
  const isUntold = reason !== undefined && !events.some((event) => event.reason === reason)
  const ofContainers = histories.flatMap((history) => happeningsOf(history, name, taken))
  // it was there before its first container was started, and before anything was told of it
  const starts = ofContainers.filter(({ is }) => is === 'started').map(({ at }) => at)
  const begin = Math.min(taken, ...starts, ...events.slice(0, 1).map(({ first }) => first))
  const last = Math.max(-Infinity, ...starts)
  const uncounted = histories.flatMap(({ spec, restarts }) => (Number.isNaN(restarts) ? [spec.name] : []))
  const init = histories.flatMap(({ spec }) => (spec.isInit ? [spec.name] : []))
  const total = pod.listed?.at(-1)?.row.containers ?? 0
  const ofEvents = ofPod.flatMap((event) => podEvent(event, name, last))
  return [
    {
      at: Math.max(begin, window.from),
      is: 'added',
      pod: name,
      ...(pod.namespace === 'default' ? {} : { namespace: pod.namespace }),
      // a static pod has its node's name behind its own, and one of several of a name its namespace before it
      ...(printed === name ? {} : { printed }),
      ...(uncounted.length > 0 ? { uncounted } : {}),
      ...(init.length > 0 ? { init } : {}),
      ...(total > histories.length - init.length ? { total } : {}),
    },
    ...ofEvents,
    ...(isUntold
      ? [
          {
            at: now,
            is: 'event' as const,
            pod: name,
            type: 'Warning' as const,
            reason,
            message: message ?? reason,
            estimated: 'The text does not say when this happened.',
            from: SOURCES[source][0],
          },
        ]
      : []),
    ...ofContainers,
    ...listedAs(pod, name, [...ofEvents, ...ofContainers]),
  ]
}

/** Its rows of a table; what is only estimated to have come after the last of them does not gainsay it. */
function listedAs({ listed = [] }: PodFacts, pod: string, others: readonly Happening[]): Happening[] {
  return listed.map(({ at, row: { ready, containers, status, printed } }, i) => {
    const later = i === listed.length - 1 ? others.filter((other) => other.at > at) : []
    return {
      at: later.some(({ estimated }) => estimated === undefined) ? at : Math.max(at, ...later.map((other) => other.at)),
      is: 'listed',
      pod,
      ready,
      total: containers,
      reason: status,
      ...printed!,
      from: SOURCES.listed[0],
    }
  })
}

/** The simulated lane; undefined where no pod is in it: one that nothing here could show as it was is not shown otherwise. */
function simulatedOf(
  built: readonly BuiltPod[],
  real: readonly RealContainer[],
  window: Window,
): ScenarioDocument['lanes'][number] | undefined {
  const manifests: Record<string, string> = {}
  const processes: Record<string, unknown> = {}
  const images: Record<string, unknown> = {}
  const retries: Record<string, number[]> = {}
  const names = built.flatMap(({ histories }) => histories.map(({ spec }) => spec.name))
  for (const { name, text, histories, inferred } of built.filter(({ notSimulated }) => notSimulated?.isWhole !== true)) {
    manifests[fileName(name, manifests)] = text
    for (const history of histories) {
      const { spec } = history
      const own = inferred.get(spec.name)
      const isShared = names.filter((other) => other === spec.name).length > 1
      if (own) processes[isShared ? `${name}/${spec.name}` : spec.name] = shifted(own.program, livesCut(history, window))
      if (own?.image) images[spec.image || UNTOLD_IMAGE] = own.image
    }
    const told = real
      .filter(({ pod }) => pod === name)
      .flatMap(({ starts }) => starts.flatMap(({ life, at, isKnown }) => (isKnown && life > 1 ? [at] : [])))
    if (told.length > 0) retries[name] = [...new Set(told)].toSorted((a, b) => a - b)
  }
  const isThere = (all: object): boolean => Object.keys(all).length > 0
  if (!isThere(manifests)) return undefined
  return {
    name: SIMULATED_LANE,
    manifests,
    ...(isThere(processes) ? { processes } : {}),
    ...(isThere(images) ? { images } : {}),
    ...(isThere(retries) ? { chance: { retries } } : {}),
  }
}

/** What drove a pod from its node came after its last start, where its rough time does not say that it came before. */
function podEvent(event: EventFacts, pod: string, started: number): Happening[] {
  const { type, reason, message, first, source, within } = event
  const isAfter = POD_ENDED.has(reason) && Math.abs(started - first) <= within
  return momentsIn(event).map((at, i) => ({
    ...(i > 0 ? countedIn(event) : {}),
    at: isAfter ? Math.max(at, started + A_MOMENT) : at,
    is: 'event',
    pod,
    type,
    reason,
    message,
    from: SOURCES[source][0],
  }))
}

/** A program's lives, without those before the scenario begins. */
function shifted(program: Written, before: number): Written {
  const lives = (program['lives'] as Written[] | undefined)?.slice(before)
  if (!lives || lives.every((life) => Object.keys(life).length === 0)) {
    const { lives: _none, ...rest } = program
    return rest
  }
  return { ...program, lives }
}

function realOf(
  { spec, lives, restarts, events, isLeast }: ContainerHistory,
  pod: string,
  before: number,
  from: number,
): Omit<RealContainer, 'isLeftOut' | 'late'> {
  const failures = new Map<string, number>()
  for (const event of events) {
    const said = event.isUncounted ? undefined : probeFailure(event.message)
    if (said?.is === 'failed') count(failures, said.probe, event.count)
  }
  const first = lives.find(({ number }) => number > before)
  return {
    pod,
    container: spec.name,
    restarts,
    isLeast,
    // the first life of the scenario may begin with a restart in it
    restartsBefore: before > 0 && first && first.start.at >= from ? before - 1 : before,
    starts: lives
      .filter(({ number }) => number > before)
      .map(({ number, start }) => ({
        life: number - before,
        at: start.at - from,
        isKnown: start.estimated === undefined && start.at >= from,
      })),
    failures: [...failures].map(([probe, sum]) => ({ probe, count: sum })),
  }
}

const STATES: ReadonlySet<Happening['is']> = new Set(['started', 'ended', 'waiting', 'ready', 'unready'])

/** What each container is at that time: its last start before it, and what came of that. */
function stateAt(time: number, happened: readonly Happening[]): Happening[] {
  const older = happened.filter(({ at, is }) => at < time && STATES.has(is)).toSorted((a, b) => a.at - b.at)
  return [...grouped(older, ({ pod, container }) => `${pod}/${container}`).values()].flatMap((own) =>
    own
      .slice(
        Math.max(
          0,
          own.findLastIndex(({ is }) => is === 'started'),
        ),
      )
      .map((happening, i) => ({ ...happening, at: time + i / 1000, estimated: 'It was before the lane begins.' })),
  )
}

/** On the scenario's clock, in order, and no more than can be looked at. */
function placedOf(happened: readonly Happening[], { from, duration }: Window, made: ClusterIncident): Happening[] {
  const order: Readonly<Record<Happening['is'], number>> = {
    added: 0,
    failed: 1,
    event: 2,
    ended: 3,
    waiting: 4,
    started: 5,
    ready: 6,
    unready: 7,
    listed: 8,
  }
  const placed = [...stateAt(from, happened), ...happened]
    .map((happening) => ({ ...happening, at: Math.round((happening.at - from) * 1000) / 1000 }))
    .filter(({ at }) => at >= 0)
    .map((item) => ({ ...item, at: Math.min(item.at, duration) }))
    .toSorted((a, b) => a.at - b.at || order[a.is] - order[b.is])
  if (placed.length <= MOST_HAPPENINGS) return placed
  made.troubles.push(`The texts tell of ${placed.length} things: the last ${MOST_HAPPENINGS} are shown.`)
  const kept = new Set(placed.slice(-MOST_HAPPENINGS))
  return placed.filter((happening) => happening.is === 'added' || kept.has(happening))
}

function fileName(name: string, taken: Readonly<Record<string, string>>): string {
  const safe = name
    .replaceAll(/[^\w.-]+/g, '-')
    .replace(/^[.-]+/, '')
    .slice(0, 60)
  return Object.hasOwn(taken, `${safe}.yaml`) ? `${safe}-${Object.keys(taken).length}.yaml` : `${safe}.yaml`
}
