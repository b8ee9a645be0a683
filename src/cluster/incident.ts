import { assumedProcesses } from '../cases/assumed.ts'
import { empty } from '../cases/own-pod.ts'
import type { ScenarioDocument } from '../cases/document.ts'
import { readManifest } from '../manifest/parse.ts'
import type { Pod } from '../manifest/types.ts'
import { ANYWHERE, runningOf } from '../sim/kubelet/running.ts'
import { releaseOf } from '../sim/release/release.ts'
import { NEWEST, OLDEST } from '../sim/release/releases.ts'
import type { Happening } from '../sim/scenario/happened.ts'
import { align, type Aligned } from './align.ts'
import { type EventFacts, type Facts, isMerged, type PodFacts, type Source, SOURCES } from './facts.ts'
import { happeningsOf } from './happenings.ts'
import { type Inferred, infer, type Written } from './infer.ts'
import { type ContainerHistory, livesOf } from './lives.ts'
import { manifestOf, secretsIn } from './manifests.ts'
import { readCluster } from './read.ts'
import { missingFiles } from './named-files.ts'
import { specsOf } from './specs.ts'
import { clockOf } from './time.ts'

export const REAL_LANE = 'What really happened'
export const SIMULATED_LANE = 'Simulated'

/** What texts of a real cluster come to. */
export interface Incident {
  /** Both lanes; absent where no pod is told of. */
  document?: ScenarioDocument
  /** What was read and understood, as sentences. */
  understood: string[]
  /** What the texts do not tell, and what was assumed instead. */
  untold: string[]
  /** What could not be read, and what is not simulated. */
  troubles: string[]
  lines: { used: number; unused: number }
  /** Names of variables whose values may be secrets. */
  secrets: string[]
  /** Of each container, for the comparison: by `pod/container`, in seconds on the scenario's clock. */
  real: readonly RealContainer[]
  release: string
}

export interface RealContainer {
  pod: string
  container: string
  restarts: number
  /** Before the scenario begins. */
  restartsBefore: number
  /** The starts that a text has a time of, by the life's number in this scenario (the first is 1). */
  starts: readonly { life: number; at: number; isKnown: boolean }[]
  failures: readonly { probe: string; count: number }[]
}

const MOST_PODS = 8
/** A run may not be longer: what is older is left out. */
const MOST_SECONDS = 20 * 3600
/** So long the simulated pod has run before the first thing that is told, where its own beginning is too long ago. */
const WARM_UP_SECONDS = 30 * 60
const MOST_HAPPENINGS = 8000

/**
 * Reads what `kubectl get pod -o yaml`, `get events`, `describe pod` and a kubelet's journal have printed, and makes of it a lane of
 * what really happened and a scenario whose programs behave as the texts say.
 *
 * `asked`: the release that the caller wants, where no text names one. Errors: sentences; without a pod there is no document.
 * Follows: nothing upstream.
 */
export function incidentOf(texts: readonly string[], asked: string): Incident {
  const facts = readCluster(texts)
  const made: Incident = {
    understood: [],
    untold: [],
    troubles: [...facts.troubles],
    lines: facts.lines,
    secrets: [],
    real: [],
    release: asked,
  }
  const aligned = align(facts)
  const pods = withEvents(aligned)
  if (pods.length === 0) {
    made.troubles.push(
      facts.seen.size === 0
        ? 'Nothing of a cluster was found: no Pod, no Event, no description and no line of a kubelet’s journal.'
        : 'No text tells of a pod by its name.',
    )
    return made
  }
  const chosen = pods.toSorted((a, b) => troubleOf(b, aligned.events) - troubleOf(a, aligned.events)).slice(0, MOST_PODS)
  if (pods.length > chosen.length)
    made.troubles.push(
      `The texts tell of ${pods.length} pods: the ${MOST_PODS} with the most restarts and failures are taken, ${chosen.map(({ name }) => name).join(', ')}.`,
    )
  made.release = releaseIn(facts, chosen, asked, made)
  const built = chosen.map((pod) => build(pod, aligned, made.release))
  const window = windowOf(built, aligned)
  made.document = documentOf(built, window, facts, aligned, made)
  say(facts, aligned, built, window, made)
  return made
}

/** A pod, its manifest and its containers' histories. */
interface Built {
  pod: PodFacts
  name: string
  text: string
  parsed: Pod | undefined
  note: string
  histories: ContainerHistory[]
  inferred: Map<string, Inferred>
  events: EventFacts[]
}

/** Pods that only events tell of are pods too. */
function withEvents({ pods, events }: Aligned): PodFacts[] {
  const all = new Map(pods.map((pod) => [pod.name, pod]))
  for (const event of events) {
    const known = all.get(event.pod)
    if (known?.object || known?.described) continue
    const pod: PodFacts = known ?? { namespace: event.namespace || 'default', name: event.pod, containers: new Map(), source: event.source }
    all.set(event.pod, pod)
    const name = event.container ?? containerNamed(event.message)
    if (name !== undefined && !pod.containers.has(name)) pod.containers.set(name, { name, isInit: false })
  }
  return [...all.values()]
}

/** What an Event's words name: `Started container web`, `Container web failed liveness probe`. */
function containerNamed(message: string): string | undefined {
  return (
    /(?:Created|Started) container:? ([a-z0-9][a-z0-9-]{0,62})$|Container ([a-z0-9][a-z0-9-]{0,62}) failed|container=([a-z0-9-]{1,63})|restarting failed container ([a-z0-9-]{1,63}) in pod/
      .exec(message)
      ?.slice(1)
      .find((one) => one !== undefined && one !== 'with') ?? undefined
  )
}

function troubleOf(pod: PodFacts, events: readonly EventFacts[]): number {
  let sum = 0
  for (const { restarts = 0, state } of pod.containers.values()) sum += restarts * 10 + (state?.is === 'waiting' ? 5 : 0)
  for (const event of events) if (event.pod === pod.name && event.type === 'Warning') sum += Math.min(event.count, 100)
  return sum
}

function releaseIn(facts: Facts, pods: readonly PodFacts[], asked: string, made: Incident): string {
  const images = pods.flatMap(({ containers }) => [...containers.values()].flatMap(({ image }) => image ?? []))
  const server = images
    .map((image) => /kube-(?:apiserver|controller-manager|scheduler|proxy)[^:]*:v(1\.\d{1,2})\./.exec(image)?.[1])
    .find(Boolean)
  const told = facts.release ?? (server === undefined ? undefined : { name: server, from: `an image of the control plane is v${server}` })
  if (!told) {
    made.untold.push(`The cluster’s release: ${asked} is assumed. kubectl version, or kubectl get nodes, says it.`)
    return asked
  }
  const minor = Number(told.name.slice(2))
  const known = Math.min(NEWEST, Math.max(OLDEST, minor))
  if (known === minor) made.understood.push(`Kubernetes ${told.name}: ${told.from}.`)
  else made.untold.push(`The cluster runs ${told.name}, which is not simulated: 1.${known} is taken, the nearest one.`)
  return `1.${known}`
}

function build(pod: PodFacts, { events, now }: Aligned, release: string): Built {
  const own = events.filter((event) => event.pod === pod.name)
  const { text, name, note } = manifestOf(pod, own)
  const parsed = readManifest(text, { file: `${name}.yaml`, nodeName: pod.node ?? 'node', release: releaseOf(release) }).pod
  const assumed = parsed ? assumedProcesses([parsed]).processes : {}
  const specs = specsOf(pod.object ?? pod.described ?? (parsed ? treeOf(parsed) : {}))
  const mains = specs.filter(({ isInit }) => !isInit)
  const inferred = new Map<string, Inferred>()
  const histories = specs.map((spec) => {
    const facts = pod.containers.get(spec.name) ?? { name: spec.name, isInit: spec.isInit }
    const only = mains.length === 1 && !spec.isInit
    const mine = own.filter((event) => {
      const named = event.container ?? containerNamed(event.message)
      return named === spec.name || (named === undefined && only && !OF_THE_POD.has(event.reason))
    })
    const history = livesOf(pod, spec, facts, mine, now)
    const container = parsed && [...parsed.spec.initContainers, ...parsed.spec.containers].find((one) => one.name === spec.name)
    const isKnown = parsed && container && runningOf(parsed, container, ANYWHERE).program !== undefined
    // a program that is simulated by its flags needs no description
    if (!isKnown) inferred.set(spec.name, infer(history, (assumed[spec.name] ?? {}) as Written, now))
    return history
  })
  return { pod, name, text, parsed, note, histories, inferred, events: own }
}

const OF_THE_POD: ReadonlySet<string> = new Set([
  'Scheduled',
  'FailedScheduling',
  'FailedMount',
  'FailedAttachVolume',
  'SuccessfulAttachVolume',
  'SandboxChanged',
  'FailedCreatePodSandBox',
  'Evicted',
  'NodeNotReady',
  'SyncLoopAdd',
  'Preempted',
  'TaintManagerEviction',
])

/** Of a pod of which only events tell: what its skeleton says. */
function treeOf({ spec }: Pod): Parameters<typeof specsOf>[0] {
  return JSON.parse(JSON.stringify({ spec })) as Parameters<typeof specsOf>[0]
}

interface Window {
  /** Seconds since 1970 at t = 0, and how long the run is. */
  from: number
  duration: number
  /** The pods are older than that. */
  isCut: boolean
}

function windowOf(built: readonly Built[], { events, now }: Aligned): Window {
  const begins = built.flatMap(({ pod, histories, events: own }) => {
    const firsts = [pod.startTime ?? pod.created, histories[0]?.lives[0]?.start.at, own[0]?.first]
    return firsts.filter((at) => at !== undefined)
  })
  const begin = begins.length === 0 ? now - 60 : begins.reduce((least, at) => Math.min(least, at), Infinity)
  // whole seconds are what the texts have
  const end = now + 1
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

/** A life's number in the scenario: those before its beginning are not in it. */
function livesBefore({ lives, starts }: ContainerHistory, from: number): number {
  const first = lives.find(({ start, end }) => start.at >= from || (end?.at ?? Infinity) > from)
  return first ? first.number - 1 : Math.max(0, starts - 1)
}

function documentOf(built: readonly Built[], window: Window, facts: Facts, aligned: Aligned, made: Incident): ScenarioDocument {
  const base = empty(made.release)
  const happened: Happening[] = []
  const manifests: Record<string, string> = {}
  const processes: Record<string, unknown> = {}
  const images: Record<string, unknown> = {}
  const real: RealContainer[] = []
  const retries: Record<string, number[]> = {}
  const names = built.flatMap(({ histories }) => histories.map(({ spec }) => spec.name))
  for (const { name, text, pod, histories, inferred, events } of built) {
    manifests[fileName(name, manifests)] = text
    const taken = pod.startTime ?? pod.created ?? events[0]?.first ?? window.from
    happened.push({ at: Math.max(taken, window.from), is: 'added', pod: name })
    for (const event of events) if (OF_THE_POD.has(event.reason) && event.reason !== 'SyncLoopAdd') happened.push(...podEvent(event, name))
    for (const history of histories) {
      const own = inferred.get(history.spec.name)
      const before = window.isCut ? livesBefore(history, window.from) : 0
      const isShared = names.filter((one) => one === history.spec.name).length > 1
      if (own) processes[isShared ? `${name}/${history.spec.name}` : history.spec.name] = shifted(own.program, before)
      if (own?.image) images[history.spec.image] = own.image
      happened.push(...happeningsOf(history, name))
      real.push(realOf(history, name, before, window.from))
    }
    const told = real
      .filter((one) => one.pod === name)
      .flatMap(({ starts }) => starts.flatMap(({ life, at, isKnown }) => (isKnown && life > 1 ? [at] : [])))
    if (told.length > 0) retries[name] = [...new Set(told)].toSorted((a, b) => a - b)
  }
  made.real = real
  const placed = placedOf(happened, window, made)
  const node = {
    name: facts.node?.name ?? built[0]!.pod.node ?? base.node.name,
    ip: /^\d+(\.\d+){3}$/.test(facts.node?.ip ?? '') ? facts.node!.ip! : base.node.ip,
  }
  const simulated = {
    name: SIMULATED_LANE,
    manifests,
    ...(Object.keys(processes).length > 0 ? { processes } : {}),
    ...(Object.keys(images).length > 0 ? { images } : {}),
    ...(Object.keys(retries).length > 0 ? { chance: { retries } } : {}),
  }
  return {
    ...base,
    title: `${built[0]!.pod.name}${built.length > 1 ? ` and ${built.length - 1} more` : ''}, from a real cluster`.slice(0, 200),
    clock: aligned.isAdrift ? base.clock : clockOf(window.from),
    duration: `${window.duration}s`,
    node,
    lanes: [{ name: REAL_LANE, happened: placed }, simulated],
  }
}

function podEvent(event: EventFacts, pod: string): Happening[] {
  const { type, reason, message, first, last, source } = event
  return (isMerged(event) ? [first, last] : [first]).map((at) => ({ at, is: 'event', pod, type, reason, message, from: SOURCES[source] }))
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

function realOf({ spec, facts, lives, starts, events }: ContainerHistory, pod: string, before: number, from: number): RealContainer {
  const count = new Map<string, number>()
  for (const event of events) {
    const probe = event.reason === 'Unhealthy' ? /^(\w+) probe failed/.exec(event.message)?.[1]?.toLowerCase() : undefined
    if (probe !== undefined) count.set(probe, (count.get(probe) ?? 0) + event.count)
  }
  const restarts = Math.max(facts.restarts ?? 0, starts - 1, 0)
  return {
    pod,
    container: spec.name,
    restarts,
    restartsBefore: before,
    starts: lives
      .filter(({ number }) => number > before)
      .map(({ number, start }) => ({ life: number - before, at: start.at - from, isKnown: start.estimated === undefined })),
    failures: [...count].map(([probe, sum]) => ({ probe, count: sum })),
  }
}

/** On the scenario's clock, in order, and no more than can be looked at. */
function placedOf(happened: readonly Happening[], { from, duration }: Window, made: Incident): Happening[] {
  const order: Readonly<Record<Happening['is'], number>> = {
    added: 0,
    failed: 1,
    event: 2,
    ended: 3,
    waiting: 4,
    started: 5,
    ready: 6,
    unready: 7,
  }
  const placed = happened
    .map((one) => ({ ...one, at: Math.round((one.at - from) * 1000) / 1000 }))
    .filter(({ at, is }) => at >= 0 || is === 'added')
    .map((one) => ({ ...one, at: Math.min(Math.max(0, one.at), duration) }))
    .toSorted((a, b) => a.at - b.at || order[a.is] - order[b.is])
  if (placed.length <= MOST_HAPPENINGS) return placed
  made.troubles.push(`The texts tell of ${placed.length} things: the last ${MOST_HAPPENINGS} are shown.`)
  const kept = placed.slice(-MOST_HAPPENINGS)
  return kept.some(({ is }) => is === 'added') ? kept : [...placed.filter(({ is }) => is === 'added'), ...kept]
}

function fileName(name: string, taken: Readonly<Record<string, string>>): string {
  const safe =
    name
      .replaceAll(/[^\w.-]+/g, '-')
      .replace(/^[.-]+/, '')
      .slice(0, 60) || 'pod'
  return Object.hasOwn(taken, `${safe}.yaml`) ? `${safe}-${Object.keys(taken).length}.yaml` : `${safe}.yaml`
}

function say(facts: Facts, aligned: Aligned, built: readonly Built[], window: Window, made: Incident): void {
  const { understood, untold, troubles } = made
  understood.push(...[...facts.seen].map(([source, count]) => seenWords(source, count)))
  for (const { pod, name, parsed, histories, inferred, note } of built) {
    for (const { spec, starts, knownStarts, facts: own } of histories) {
      const what = inferred.get(spec.name)
      const restarts = Math.max(own.restarts ?? 0, starts - 1, 0)
      const counted = `${spec.name} of ${name}: ${restarts === 1 ? '1 restart' : `${restarts} restarts`}`
      const does = what ? [...new Set(what.does)] : ['is simulated by its own flags']
      understood.push(`${counted}${does.length > 0 ? `; it ${does.join('; it ')}` : ''}.`)
      if (starts > knownStarts && starts > 1)
        untold.push(
          `When ${starts - knownStarts} of the ${starts} starts of ${spec.name} were: they stand where back-offs would have put them.`,
        )
      untold.push(...(what?.untold ?? []))
    }
    if (!pod.object)
      untold.push(
        pod.described
          ? `The whole spec of ${pod.name}: describe leaves out what is not its own line (security contexts, hooks, volumes’ details, where one argument of a probe’s command ends). kubectl get pod -o yaml has it.`
          : `The spec of ${pod.name}: a probe’s period, thresholds and delays are Kubernetes’ defaults here. kubectl get pod -o yaml has them.`,
      )
    if (/without its/.test(note))
      untold.push(
        `What ${pod.name} takes from the API (${/without its (.*), for/.exec(note)?.[1] ?? 'references'}): it is left out, for the simulated pod is a static one.`,
      )
    if (parsed) untold.push(...missingFiles(parsed))
    troubles.push(...notSimulated(pod, built.find((one) => one.pod === pod)!.events))
  }
  const merged = aligned.events.filter((event) => isMerged(event)).length
  if (merged > 0)
    untold.push(
      `When those between the first and the last of ${merged} merged ${merged === 1 ? 'Event' : 'Events'} were: only their number is told.`,
    )
  if (window.isCut)
    untold.push(
      `What was before ${clockOf(window.from)}: the pod is older than a run may be long, and its restarts before are not in the simulated lane, which begins with a fresh pod.`,
    )
  untold.push(...aligned.assumed)
  understood.push(...aligned.says)
  for (const [what, count] of facts.passedOver) untold.push(`Left out: ${count === 1 ? '' : `${count} times `}${what}.`)
  made.secrets = [...new Set(built.flatMap(({ pod }) => secretsIn(pod)))]
}

function seenWords(source: Source, count: number): string {
  const words: Readonly<Record<Source, readonly [string, string]>> = {
    pod: ['1 Pod', 'Pods'],
    events: ['1 Event', 'Events'],
    table: ['1 row of a table of events', 'rows of a table of events'],
    describe: ['1 description of a pod', 'descriptions of pods'],
    journal: ['1 line of a kubelet’s journal', 'lines of a kubelet’s journal'],
  }
  return `Read: ${count === 1 ? words[source][0] : `${count} ${words[source][1]}`}.`
}

/** Reasons that no kubelet here has. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  FailedScheduling: 'no node was found for it',
  FailedMount: 'a volume could not be mounted',
  FailedAttachVolume: 'a volume could not be attached',
  Evicted: 'it was evicted from its node',
  FailedCreatePodSandBox: 'its network or sandbox could not be made',
  NodeNotReady: 'its node was not ready',
  SandboxChanged: 'its sandbox was made anew, as after a reboot',
  Preempted: 'a pod of higher priority took its place',
  TaintManagerEviction: 'a taint of its node drove it away',
}

function notSimulated(pod: PodFacts, events: readonly EventFacts[]): string[] {
  const found = Object.keys(ELSEWHERE).filter((reason) => events.some((event) => event.reason === reason) || pod.reason === reason)
  const waits = [...pod.containers.values()].filter(
    ({ state }) => state?.is === 'waiting' && /CreateContainerConfigError|CreateContainerError/.test(state.reason ?? ''),
  )
  return [
    ...found.map((reason) => `Not simulated: ${reason} of ${pod.name}, ${ELSEWHERE[reason]}. The lane of what happened has it.`),
    ...waits.map(
      ({ name, state }) =>
        `Not simulated: ${name} waits with ${state!.reason}${state!.message ? ` (${state!.message.slice(0, 120)})` : ''}; a static pod may not refer to what it waits for.`,
    ),
  ]
}
