import { defined } from '../../manifest/own.ts'
import { child } from '../../manifest/tree.ts'
import {
  type ContainerFacts,
  count,
  type EventFacts,
  type ClusterFacts,
  isInitialized,
  isMerged,
  type ListedPod,
  type LogFacts,
  type OomFacts,
  type PodFacts,
  type RuntimeWord,
  type StateFacts,
  totalOf,
} from '../facts.ts'
import { backOffIn, isPodStop, isProbeKill, isRepeated } from '../failures.ts'
import { containerWith, troubleOfRow, UNNAMED_CONTAINER, UNNAMED_POD } from '../read/nameless.ts'
import { nearestRelease } from '../release-in.ts'
import { type ContainerSpec, specsOf, deploymentOf } from '../pod-specs.ts'
import { type Meaning, meaningIn } from './finding.ts'
import { lastWordsOf } from './last-words.ts'

/** A container, and all that the texts tell of it. */
export interface ContainerTexts {
  namespace: string
  /** Both empty where no text names them. */
  pod: string
  container: string
  isInit: boolean
  /** Its pod has others too, or it is an init container: a command must name it. */
  isOneOfMany: boolean
  /** The newest row of a table that has its pod, and all of them. */
  row?: ListedPod
  rows: readonly ListedPod[]
  /** Its own and its pod's, the latest last. */
  events: EventFacts[]
  state?: StateFacts
  lastState?: StateFacts
  /** It is ready, as a text says. */
  isReady?: boolean
  /** As often as a text says that it was started again. */
  restarts?: number
  spec?: ContainerSpec
  memoryLimit?: string
  image?: string
  /** Its own with its runtime's name before it, as the API has it. */
  id?: string
  /** Its program and arguments, where a spec has them. */
  command?: readonly string[]
  restartPolicy: string
  /** A text says its restartPolicy; else it is the default. */
  hasPolicy: boolean
  /** Its spec is whole, as the API has it. */
  hasObject: boolean
  logs: LogFacts[]
  oom?: OomFacts
  /** We conclude that the kernel meant this container, as the texts name no other. */
  isOomLikely?: true
  /** What the runtime’s journal says of it. */
  runtimeWords: readonly RuntimeWord[]
  /** Where a line says that its pod was deleted by what it is of. */
  deletedLine?: number
  /** The init container that it waits for, as its state says. */
  openInit?: { name: string; line?: number }
  /** Another container of its pod that runs, and is none of its init containers. */
  beside?: Pick<StateFacts, 'line'> & { name: string }
  /** Another container of its pod is told to have ended, and this one is not. */
  isBesideEnded?: true
  /** The Deployment whose other pods run, each of them newer than this one. */
  replacedIn?: string
  podPhase?: string
  podReason?: string
  podReasonLine?: number
  podMessage?: string
  /** The one pressure that the texts tell of a node. */
  nodePressure?: string
  /** What the kubelet of these texts evicts pods for. */
  reclaimed?: string
  /** The release whose rules hold, as near as the texts tell it. */
  release: string
  /** Where it is said that anonymous requests may not read the kube-apiserver's health. */
  anonymousLine?: number
  /** Where it is said that its node was rebooted, or that it is not ready. */
  rebootedLine?: number
  awayLine?: number
  /** What etcd’s own log says of how slow it is. */
  slow?: Meaning & { line: number }
  /** How often others of a control plane were restarted, by container. */
  planeRestarts: ReadonlyMap<string, number>
  /** Where its pod or its count stands. */
  line?: number
}

/** Of which resource a kubelet's eviction manager says that it is to be made free. */
const RECLAIMS = /[Ee]viction manager: .*reclaim"? ?(?:resourceName=)?"?([\w-]+)/

/** Every container that the texts tell of; of a pod whose containers no text names, the pod. */
export function subjectsOf(facts: ClusterFacts): ContainerTexts[] {
  const names = new Set<string>()
  for (const { name } of facts.pods) names.add(name)
  for (const { name } of facts.listed) names.add(name)
  for (const { pod } of facts.events) names.add(pod)
  for (const { pod } of facts.logs) names.add(pod)
  names.delete('')
  const pressures = new Set(facts.nodeWords.flatMap(({ reason }) => /^(?:NodeHas)?((?:Disk|Memory|PID)Pressure)$/.exec(reason)?.[1] ?? []))
  const nodePressure = pressures.size === 1 ? [...pressures][0] : undefined
  const scarce = new Set(facts.nodeWords.flatMap(({ message }) => RECLAIMS.exec(message)?.[1] ?? []))
  const reclaimed = scarce.size === 1 ? [...scarce][0] : undefined
  const anonymousLine = facts.nodeWords.find(({ reason }) => reason === 'AnonymousForbidden')?.line
  const of = {
    release: nearestRelease(facts),
    planeRestarts: planeRestartsIn(facts),
    ...defined({ nodePressure, reclaimed, anonymousLine, slow: slowIn(facts) }),
  }
  const isOnly = names.size === 1
  return [...names].flatMap((name) => ofPod(name, facts, of, isOnly))
}

function slowIn({ logs }: ClusterFacts): ContainerTexts['slow'] {
  for (const { text, line } of logs.flatMap(({ lines }) => lines)) {
    const meaning = meaningIn(text)
    if (meaning?.kind === 'slow') return { ...meaning, line }
  }
  return undefined
}

/** A pod of a control plane, or its kube-proxy, by its name. */
export const PLANE = /^(etcd|kube-(?:apiserver|controller-manager|scheduler|proxy))(?:-|$)/

function planeRestartsIn({ listed, pods }: ClusterFacts): Map<string, number> {
  const all = new Map<string, number>()
  const add = (name: string, restarts: number): void => {
    const container = PLANE.exec(name)?.[1]
    if (container !== undefined && container !== 'kube-proxy') all.set(container, Math.max(restarts, all.get(container) ?? 0))
  }
  for (const { name, restarts } of listed) add(name, restarts)
  for (const pod of pods) for (const { restarts } of pod.containers.values()) if (restarts !== undefined) add(pod.name, restarts)
  return all
}

/** What all texts tell of one pod. */
interface PodTexts {
  name: string
  facts: ClusterFacts
  pod: PodFacts | undefined
  rows: readonly ListedPod[]
  logs: readonly LogFacts[]
  /** How many containers it has but init containers, and whether there is one alone, of one pod alone. */
  mains: number
  isAlone: boolean
  isOnly: boolean
  /** Whose ends are told where its row is not: a row has one word for all containers. */
  ended: ReadonlySet<string>
  /** One of these is no init container. */
  hasEnded: boolean
  eventsOf: (container: string, isInit: boolean) => EventFacts[]
  shared: Omit<ContainerTexts, 'container' | 'isInit' | 'isOneOfMany' | 'rows' | 'events' | 'logs' | 'runtimeWords'>
}

function ofPod(
  name: string,
  facts: ClusterFacts,
  of: Pick<ContainerTexts, 'release' | 'planeRestarts' | 'nodePressure' | 'reclaimed' | 'anonymousLine'>,
  isOnly: boolean,
): ContainerTexts[] {
  const pod = facts.pods.find((own) => own.name === name)
  const rows = facts.listed.filter((listed) => listed.name === name)
  const events = facts.events.filter(({ pod }) => pod === name)
  const logs = facts.logs.filter(({ pod }) => pod === name)
  const all = containersOf(pod, rows, events, logs)
  const mains = all.filter(([, isInit]) => !isInit).length
  const isAlone = all.length === 1
  const eventsOf = eventsByContainer(pod, events, mains)
  const policy = child(pod?.tree ?? {}, 'spec')?.['restartPolicy']
  const node = pod?.node ?? newest(rows)?.node
  const ofNode = (said: string): number | undefined =>
    facts.nodeWords.find((word) => word.reason === said && (word.node === '' || word.node === node))?.line
  const shared = {
    ...of,
    namespace: pod?.namespace ?? newest(rows)?.namespace ?? events[0]?.namespace ?? '',
    pod: name === UNNAMED_POD ? '' : name,
    restartPolicy: typeof policy === 'string' ? policy : 'Always',
    hasPolicy: typeof policy === 'string',
    hasObject: pod?.isWhole === true,
    ...defined({
      deletedLine: facts.deletions.get(name),
      rebootedLine: ofNode('Rebooted'),
      awayLine: ofNode('NodeNotReady'),
      // a side-car that has started is ready
      openInit: [...(pod?.containers.values() ?? [])].find(
        ({ isInit, state, ready }) => isInit && state?.is === 'running' && ready !== true,
      ),
      replacedIn: replacedIn(name, facts),
      podPhase: pod?.phase,
      podReason: pod?.reason || undefined,
      podReasonLine: pod?.reasonLine,
      podMessage: pod?.message || undefined,
    }),
  }
  const isRowOfAll = mains > 1 && !rows.some((row) => row.container !== undefined) && !newest(rows)?.status.startsWith('Init:')
  const ended = isRowOfAll ? endedIn(all, pod, logs, eventsOf) : new Set<string>()
  const hasEnded = all.some(([own, isInit]) => !isInit && ended.has(own))
  const texts: PodTexts = { name, facts, pod, rows, logs, mains, isAlone, isOnly: isOnly && isAlone, ended, hasEnded, eventsOf, shared }
  return all.map(([container, isInit]) => ofContainer(container, isInit, texts))
}

/** A pod of a Deployment that is older than others of it which run. */
function replacedIn(name: string, { listed }: ClusterFacts): string | undefined {
  const own = listed.findLast((row) => row.name === name)
  const deployment = deploymentOf(name)
  if (!own?.age || own.age.seconds < LEAST_REPLACED || deployment === undefined) return undefined
  const runs = listed.filter(
    (row) => row !== own && deploymentOf(row.name) === deployment && row.status === 'Running' && row.ready === row.containers,
  )
  return runs.length > 0 && runs.every(({ age }) => age !== undefined && age.seconds < own.age!.seconds) ? deployment : undefined
}

/** Who has just ended is started again within it. */
const LEAST_REPLACED = 600

function ofContainer(container: string, isInit: boolean, of: PodTexts): ContainerTexts {
  const { name, facts, pod, rows, logs, mains, isAlone, isOnly, eventsOf, shared } = of
  const own = pod?.containers.get(container)
  const specs = pod?.tree ? specsOf(pod.tree) : []
  const ownSpec = specs.find((spec) => spec.name === container) ?? (specs.length === 1 && isAlone ? specs[0] : undefined)
  // where another is told to have ended, and this one is not, the row's word is none of this one's
  const isBesideEnded = of.hasEnded && !of.ended.has(container)
  const row = isBesideEnded ? undefined : rowFor(container, rows)
  const isRowsOwn = row?.container !== undefined
  // a row has the sum of all: it is this one's where there is no other
  const sum = row && (mains <= 1 || isRowsOwn) && !isInit ? row.restarts : undefined
  const isUnnamed = container === UNNAMED_CONTAINER && (!ownSpec || own?.isUnnamed === true)
  return {
    ...shared,
    container: isUnnamed ? '' : container,
    isInit,
    isOneOfMany: isInit || mains > 1,
    rows: isBesideEnded ? [] : isRowsOwn ? rows.filter((row) => row.container === container) : rows,
    events: eventsOf(container, isInit).toSorted((a, b) => a.last - b.last),
    logs: logs.filter((log) => log.container === '' || log.container === container),
    runtimeWords: facts.runtimeWords.filter(({ id }) => {
      const named = id === undefined ? undefined : containerWith(id, facts)
      return named?.pod === name && (named.container === container || isAlone)
    }),
    ...oomOf(facts.ooms, pod, own, isOnly),
    ...defined({
      row,
      isBesideEnded: isBesideEnded || undefined,
      beside: [...(pod?.containers.values() ?? [])].flatMap(({ name: other, isInit: isOther, state }) =>
        other !== container && !isOther && state?.is === 'running' ? [{ name: other, ...defined({ line: state.line }) }] : [],
      )[0],
      state: withMessageLine(own?.state, facts.lines),
      lastState: withMessageLine(own?.lastState, facts.lines),
      restarts: own?.restarts === undefined ? sum : Math.max(own.restarts, sum ?? 0),
      spec: ownSpec,
      memoryLimit: own?.memoryLimit ?? ownSpec?.memoryLimit,
      command: ownSpec?.command,
      isReady: own?.ready ?? (row && row.status === 'Running' && row.ready === row.containers),
      image: own?.image || ownSpec?.image || undefined,
      id: own?.containerID,
      line: own?.line ?? row?.line ?? pod?.line,
    }),
  }
}

/** Its words say that its program ends, and not only that nothing comes after them. */
function saysEnd(log: LogFacts): boolean {
  const words = lastWordsOf([log])
  return words !== undefined && words.isEnd && !words.isLast
}

/** It waits for its next start, or was started more than once. */
const showsEnd = ({ reason, count: times }: EventFacts): boolean => reason === 'BackOff' || (reason === 'Started' && times > 1)

/** Those of its containers that are told to have ended. */
function endedIn(
  all: ReturnType<typeof containersOf>,
  pod: PodFacts | undefined,
  logs: readonly LogFacts[],
  eventsOf: PodTexts['eventsOf'],
): ReadonlySet<string> {
  const ends = logs.filter((log) => log.isPrevious || saysEnd(log))
  const isEnded = (name: string): boolean => {
    const { restarts = 0, state, lastState } = pod?.containers.get(name) ?? {}
    return (
      restarts > 0 ||
      lastState !== undefined ||
      (state !== undefined && state.is !== 'running') ||
      ends.some((log) => log.container === '' || log.container === name) ||
      eventsOf(name, false).some((event) => isProbeKill(event) || (event.container === name && showsEnd(event)))
    )
  }
  return new Set(all.flatMap(([name]) => (isEnded(name) ? [name] : [])))
}

/** The row that says most of a container; that a main one waits for the others says less. */
function rowFor(container: string, rows: readonly ListedPod[]): ListedPod | undefined {
  const row = newest(rows)
  return row && /^Init:/.test(row.status) ? row : (newest(rows.filter((own) => own.container === container)) ?? row)
}

const MOST_LINES_OF_A_STATE = 10

/** Where a state's message stands, which is more than its first line. */
function withMessageLine(state: StateFacts | undefined, lines: ClusterFacts['lines']): StateFacts | undefined {
  if (state?.line === undefined || state.message === undefined) return state
  const begin = state.message.split('\n', 1)[0]!.slice(0, 40)
  const at = lines.slice(state.line, state.line + MOST_LINES_OF_A_STATE).findIndex(({ text }) => text.includes(begin))
  return { ...state, messageLine: state.line + Math.max(0, at) }
}

/** Every container that any text names of a pod, and whether it is an init container; a nameless one where none does. */
function containersOf(
  pod: PodFacts | undefined,
  rows: readonly ListedPod[],
  events: readonly EventFacts[],
  logs: readonly LogFacts[],
): (readonly [name: string, isInit: boolean])[] {
  const named = new Map<string, boolean>()
  for (const { name, isInit } of pod?.containers.values() ?? []) named.set(name, isInit)
  const others = [
    ...events.map(({ container }) => container),
    ...rows.map(({ container }) => container),
    ...logs.map(({ container }) => container || undefined),
  ]
  for (const name of others) if (name !== undefined && !named.has(name)) named.set(name, false)
  if (named.size > 1 && named.has(UNNAMED_CONTAINER) && !pod?.tree) named.delete(UNNAMED_CONTAINER)
  return named.size === 0 ? [['', false]] : [...named]
}

/** The events of a container; what names none is of those that are in trouble, where some are, else of the one that was started most often. */
function eventsByContainer(
  pod: PodFacts | undefined,
  events: readonly EventFacts[],
  mains: number,
): (container: string, isInit: boolean) => EventFacts[] {
  const isTroubled = ({ state, lastState, restarts = 0 }: ContainerFacts): boolean =>
    state?.is === 'waiting' || lastState !== undefined || restarts > 0
  const containers = [...(pod?.containers.values() ?? [])]
  const troubled = new Set(containers.filter(isTroubled).map(({ name }) => name))
  const likely = startedMost(events)
  // an init container that has done its work is not probed, and does not back off
  const done = new Set(
    containers.filter(({ isInit, state }) => isInit && state?.is === 'terminated' && state.exitCode === 0).map(({ name }) => name),
  )
  const declared = new Set(containers.map(({ name }) => name))
  const named = events.flatMap(({ container }) => container ?? [])
  // events that name a container which the description has not are of another pod, and those beside them too
  const isOther = named.length > 0 && declared.size > 0 && named.every((name) => !declared.has(name))
  return (container, isInit) => {
    const isLikely = troubled.size > 0 ? troubled.has(container) : container === (likely ?? container) && !isInit
    const isNameless = !done.has(container) && (mains <= 1 || (isOther ? named.includes(container) : isLikely))
    return events.filter(({ container: name }) => (name === undefined ? isNameless : name === container))
  }
}

/** What the kernel says of it, by its pod's UID or its own id; where there is one container alone, one that met a limit is its. */
function oomOf(
  ooms: readonly OomFacts[],
  pod: PodFacts | undefined,
  own: ContainerFacts | undefined,
  isOnly: boolean,
): Pick<ContainerTexts, 'oom' | 'isOomLikely'> {
  const oom = ooms.find(
    ({ podUid, containerID }) =>
      (podUid !== undefined && pod?.uid === podUid) ||
      (containerID !== undefined && own?.containerID?.includes(containerID.slice(0, 12)) === true),
  )
  if (oom) return { oom }
  const last = ooms.at(-1)
  const isKilled = own?.state?.exitCode === 137 || own?.lastState?.exitCode === 137
  return isOnly && isKilled && last?.isOfLimit ? { oom: last, isOomLikely: true } : {}
}

/** The container that events tell to have been made most often, of equal ones the one that was made last: an init container is started once. */
function startedMost(events: readonly EventFacts[]): string | undefined {
  const starts = new Map<string, number>()
  for (const made of ['Started', 'Created']) {
    const counts = new Map<string, number>()
    for (const { reason, count: times, container } of events)
      if (reason === made && container !== undefined) count(counts, container, times)
    for (const [container, times] of counts) starts.set(container, Math.max(times, starts.get(container) ?? 0))
  }
  return [...starts].reduce<[string, number] | undefined>((best, start) => (!best || start[1] >= best[1] ? start : best), undefined)?.[0]
}

/** The one that knows of most restarts, the last of these: a watch prints a row at each change. Those of init containers count apart. */
const newest = (rows: readonly ListedPod[]): ListedPod | undefined =>
  rows.reduce<ListedPod | undefined>(
    (best, row) => (!best || row.restarts >= best.restarts || (/^Init:/.test(best.status) && isInitialized(row)) ? row : best),
    undefined,
  )

/** How often it was killed for a probe, or made anew for another cause of the kubelet's, and started again, as the events tell it. */
function killsIn({ events }: ContainerTexts, started: number): number {
  const isHook = ({ reason, message }: EventFacts): boolean =>
    reason === 'Killing' && /FailedPostStartHook|PostStartHookError/.test(message)
  const kills = events.filter((event) => (isProbeKill(event) && !isRepeated(event)) || SPEC_CHANGED.test(event.message) || isHook(event))
  const count = totalOf(kills)
  const last = kills.reduce((latest, kill) => Math.max(latest, kill.last), -Infinity)
  const start = events.reduce((latest, { reason, last: at }) => (reason === 'Started' ? Math.max(latest, at) : latest), -Infinity)
  // a failed hook follows its start at once
  const isOpen = started > 0 && kills.some(isHook) && last >= start
  return Math.max(0, count - (isOpen ? 1 : 0))
}

export const SPEC_CHANGED = /Container spec hash changed|definition changed, will be restarted|spec changed|resize requires restart/

/** That a container's image was there is said before each of its starts: how often it was started again at least, where events of starts are gone. */
function restartsInPulls({ isInit, isOneOfMany, events }: ContainerTexts): number {
  if (isInit || !events.some(({ reason }) => reason === 'Started') || events.some(({ reason }) => /^Failed$|BackOff/.test(reason))) return 0
  const imageOf = ({ message }: EventFacts): string | undefined => /[Ii]mage "([^"]+)"/.exec(message)?.[1]
  const pulls = events.filter(({ reason }) => reason === 'Pulled')
  const most = mostCounted(pulls)
  if (!most || !/already present/.test(most.message)) return 0
  // containers of one pod may share their image
  const isPulled = pulls.some(
    (event) => event !== most && imageOf(event) === imageOf(most) && !(isOneOfMany && /already present/.test(event.message)),
  )
  return most.count - (isPulled ? 0 : 1)
}

/** The first of those that were counted most often. */
const mostCounted = (events: readonly EventFacts[]): EventFacts | undefined =>
  events.reduce<EventFacts | undefined>((best, event) => (best && best.count >= event.count ? best : event), undefined)

/** The event that shows most of its restarts, where no text has their number. */
export const eventOfRestarts = (subject: ContainerTexts): EventFacts | undefined =>
  mostCounted(
    subject.events.filter(({ reason }) =>
      isOfPulls(subject) ? reason === 'Pulled' : reason === 'Started' || reason === 'Killing' || reason === 'SandboxChanged',
    ),
  )

/** Its number is no more than a least one: its kills are not counted, or other events count more often, or tell of longer waits than it has. */
export function isAtLeast(subject: ContainerTexts): boolean {
  if (subject.restarts !== undefined) return false
  const waited = subject.events.reduce((sum, { message, count }) => sum + (backOffIn(message) === undefined ? 0 : count), 0)
  const isOpen = subject.events.some((event) => event.isUncounted === true && isProbeKill(event))
  return isOpen || isOfPulls(subject) || waited > mostWaited(restartsOf(subject) ?? 0)
}

const isOfPulls = (subject: ContainerTexts): boolean =>
  subject.restarts === undefined && restartsInPulls(subject) > 0 && restartsInPulls(subject) > (restartsShown(subject) ?? 0)

/** How often a back-off may be told of in so many restarts and one more that is waited for: at each sync, and those are 10 s apart. */
function mostWaited(restarts: number): number {
  let told = 0
  for (let i = 0; i <= restarts && i < MOST_RESTARTS; i++) told += Math.min(300, 10 * 2 ** i) / 10 + 2
  return restarts < MOST_RESTARTS ? told : Infinity
}
const MOST_RESTARTS = 100

/** The restarts that the texts show: a count, or what their events add up to; undefined where they show none. */
export function restartsOf(subject: ContainerTexts): number | undefined {
  return isOfPulls(subject) ? restartsInPulls(subject) : restartsShown(subject)
}

export const isRestarted = (subject: ContainerTexts): boolean => (restartsOf(subject) ?? 0) > 0

/** Its state or its row says that it waits for its next start. */
export const isLooping = ({ state, row }: ContainerTexts): boolean =>
  /CrashLoopBackOff|\bRestarting$/.test(`${state?.reason ?? ''} ${row?.status ?? ''}`)

function restartsShown(subject: ContainerTexts): number | undefined {
  const { restarts, events } = subject
  const countOf = (is: (event: EventFacts) => boolean): number => totalOf(events.filter(is))
  const started = countOf(({ reason }) => reason === 'Started')
  const hasRun = started > 0 || events.some(({ reason }) => reason === 'Killing')
  const stopped = countOf((event) => isPodStop(event) && isMerged(event))
  // events of starts may be gone that those of stops still count; the last stop may have no start yet
  const stops = started <= 1 ? stopped : stopped > 2 * started ? stopped - 1 : 0
  // a sandbox may be made more often than what is in it is started: counted starts and stops say more
  const sandboxes =
    started > 1 || stops > 0 ? 0 : countOf(({ reason, message }) => reason === 'SandboxChanged' && /killed and ?re-?created/.test(message))
  const isEnded = events.some(({ reason }) => /^(?:Evicted|Preempt|TaintManager)/.test(reason))
  const shown = Math.max(killsIn(subject, started) + (hasRun ? sandboxes : 0), stops, isEnded ? 0 : Math.max(0, started - 1))
  // who has just been killed is not started yet; a table may be older than the events by more than that
  if (restarts !== undefined) return shown - restarts > (restarts > 0 ? 1 : 0) ? shown : restarts
  return shown > 0 ? shown : undefined
}

/** How much there is to tell of it: the first in this order is what a text is about. */
export function troubleOf(subject: ContainerTexts): number {
  const { row, restarts = 0, state, lastState, events, logs, podReason } = subject
  return (
    Math.min(400, restarts) +
    (row ? Math.min(300, troubleOfRow(row)) : 0) +
    (state?.is === 'waiting' ? 60 : 0) +
    (lastState ? 60 : 0) +
    (podReason === undefined ? 0 : 60) +
    events.reduce(
      (sum, { type, reason, count }) => sum + (type === 'Warning' ? 20 + Math.min(20, count) : reason === 'Killing' ? 20 : 0),
      0,
    ) +
    (logs.length > 0 ? 80 : 0)
  )
}
