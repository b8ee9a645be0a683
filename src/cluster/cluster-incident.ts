import { assumedProcesses } from '../cases/assumed-processes.ts'
import { readManifest } from '../manifest/parse.ts'
import type { Pod } from '../manifest/types.ts'
import { ANYWHERE, runningOf } from '../sim/kubelet/running.ts'
import { releaseOf } from '../sim/release/release.ts'
import { lengthWords } from '../views/text/duration-words.ts'
import { counted, listed } from '../views/text/words.ts'
import { align, type Aligned } from './align.ts'
import { completed, COMPLETED_POLICY, isCompleted, manifestOf, missingFiles, probesIn, secretsIn } from './manifests.ts'
import {
  type ClusterFacts,
  type EventFacts,
  isMerged,
  type ListedPod,
  momentsIn,
  OF_THE_POD,
  type PastedLine,
  POD_REASONS,
  type PodFacts,
  SOURCES,
} from './facts.ts'
import { infer, type Inferred, type Written } from './infer.ts'
import { type BuiltPod, type ClusterIncident, documentOf, type Window, windowOf } from './lanes-of.ts'
import { withListed } from './listed-pods.ts'
import { type ContainerHistory, livesOf } from './lives.ts'
import { troubleOfRow } from './read/nameless.ts'
import { readCluster } from './read.ts'
import { releaseIn } from './release-in.ts'
import { specsOf, ownName } from './pod-specs.ts'
import { clockOf } from './time.ts'
import { POD_ENDED } from '../sim/trace/trace.ts'
import { isPodStop, isProbeKill } from './failures.ts'

function build(told: PodFacts, { events, now }: Aligned, release: string): BuiltPod {
  const own = events.filter((event) => event.pod === told.name)
  const ports = told.isWhole || !told.tree ? undefined : completed(told.tree, own)
  const pod = ports ? { ...told, tree: ports.tree } : told
  const { text, name, note } = manifestOf(pod, own)
  const parsed = readManifest(text, { file: `${name}.yaml`, nodeName: pod.node ?? 'node', release: releaseOf(release) }).pod
  const assumed = parsed ? assumedProcesses([parsed]).processes : {}
  const specs = specsOf(pod.tree ?? (parsed ? treeOf(parsed) : {}))
  const mains = specs.filter(({ isInit }) => !isInit)
  const inferred = new Map<string, Inferred>()
  const sandboxes = own.filter(({ reason }) => reason === 'SandboxChanged').flatMap(momentsIn)
  const histories = specs.map((spec) => {
    const facts = pod.containers.get(spec.name) ?? { name: spec.name, isInit: spec.isInit }
    const only = mains.length === 1 && !spec.isInit
    const mine = own.filter(({ container, reason }) =>
      container === undefined ? only && !OF_THE_POD.has(reason) : container === spec.name,
    )
    const history = livesOf(pod, spec, facts, mine, now, sandboxes)
    const container =
      parsed && [...parsed.spec.initContainers, ...parsed.spec.containers].find((initContainer) => initContainer.name === spec.name)
    // a program that is simulated by its flags needs no description; of a pod without a spec nobody knows them
    const isKnown = pod.tree && parsed && container && runningOf(parsed, container, ANYWHERE).program !== undefined
    if (!isKnown) inferred.set(spec.name, infer(history, (assumed[spec.name] ?? {}) as Written, now))
    return history
  })
  const { all, decided } = notSimulated(pod, own, histories)
  return {
    pod,
    name,
    text,
    parsed,
    note,
    histories,
    inferred,
    events: own,
    untold: ports?.untold ?? [],
    notSimulated: decided,
    unsimulated: all,
  }
}

/** Of a pod of which only events tell: what its skeleton says. */
function treeOf({ spec }: Pod): Parameters<typeof specsOf>[0] {
  return JSON.parse(JSON.stringify({ spec })) as Parameters<typeof specsOf>[0]
}

function say(facts: ClusterFacts, aligned: Aligned, built: readonly BuiltPod[], window: Window, made: ClusterIncident): void {
  const { understood, untold, troubles } = made
  understood.push(...[...facts.seen].map(([source, count]) => `Read: ${count} ${SOURCES[source][count === 1 ? 1 : 2]}.`))
  for (const { pod, name, parsed, histories, inferred, note, untold: open, unsimulated } of built) {
    untold.push(...open)
    if (ownName(pod.name) !== pod.name) understood.push(`${pod.name} is called ${name} in the lanes.`)
    for (const { spec, starts, knownStarts, restarts } of histories) {
      const what = inferred.get(spec.name)
      const does = what ? [...new Set(what.does)] : ['is simulated by its own flags']
      understood.push(`${spec.name} of ${name}: ${counted(restarts, 'restart')}${does.length > 0 ? `; it ${does.join('; it ')}` : ''}.`)
      if (starts > knownStarts && starts > 1)
        untold.push(
          `When ${starts - knownStarts} of the ${starts} starts of ${spec.name} were: they stand where back-offs would have put them.`,
        )
      untold.push(...(what?.untold ?? []))
    }
    if (!pod.tree) {
      for (const { spec, events } of histories)
        for (const [probe, what] of probesIn(events).assumed)
          untold.push(`What the ${probe} probe of ${spec.name} asks: no text says it, and ${what} is assumed.`)
      if (pod.containers.size === 0) untold.push(`What the containers of ${name} are called: main is assumed, and no other.`)
    }
    const isReadyTold = histories.every(({ spec, facts: { ready }, lives }) => spec.isInit || ready !== undefined || lives.length === 0)
    if (!pod.isWhole)
      untold.push(
        pod.tree
          ? `The whole spec of ${pod.name}: describe leaves out what is not its own line (security contexts, hooks, volumes’ details, where one argument of a probe’s command ends). kubectl get pod -o yaml has it.`
          : `The spec of ${pod.name}: a probe’s period, thresholds and delays are Kubernetes’ defaults here${isReadyTold ? '' : ', and a container is ready from its start on where no readiness probe is told'}. kubectl get pod -o yaml has them.`,
      )
    if (isCompleted(pod))
      untold.push(`The restartPolicy of ${pod.name}: that of a pod that stays Completed is not Always, and ${COMPLETED_POLICY} is assumed.`)
    const left = /without its (.*), for/.exec(note)?.[1]
    if (left !== undefined)
      untold.push(`What ${pod.name} takes from the API (${left}): it is left out, for the simulated pod is a static one.`)
    if (parsed) untold.push(...missingFiles(parsed))
    troubles.push(...unsimulated)
  }
  const merged = aligned.events.filter(isMerged).length
  if (merged > 0)
    untold.push(
      `When those between the first and the last of ${merged} merged ${merged === 1 ? 'Event' : 'Events'} were: only their number is told.`,
    )
  if (window.isCut)
    untold.push(
      `What was before ${clockOf(window.from)}: the pod is older than a run may be long, and its restarts before are not in the simulated lane, which begins with a fresh pod.`,
    )
  const late = new Map(
    made.real.flatMap(({ pod, restarts, late: by, isLeftOut }) => (by > 0 && restarts > 0 && !isLeftOut ? [[pod, by] as const] : [])),
  )
  if (late.size > 0)
    untold.push(
      `Each pod of the simulated lane begins with it, ${listed([...late].map(([pod, by]) => `${pod} ${lengthWords(by)}`))} too early: ${late.size === 1 ? 'it' : 'each'} is compared for as long as it was there.`,
    )
  untold.push(...aligned.assumed, ...facts.assumed)
  understood.push(...aligned.says)
  for (const [what, count] of facts.passedOver) untold.push(`Left out: ${count === 1 ? '' : `${count} times `}${what}.`)
  made.secrets = [...new Set(built.flatMap(({ pod }) => secretsIn(pod)))]
}

/** Pods that only events tell of are pods too. */
function withEvents(pods: readonly PodFacts[], events: readonly EventFacts[]): PodFacts[] {
  const all = new Map(pods.map((pod) => [pod.name, pod]))
  const held = new Set(events.flatMap(({ reason, pod }) => (reason === 'FailedScheduling' ? [pod] : [])))
  for (const event of events) {
    const known = all.get(event.pod)
    if (known?.tree) continue
    const pod: PodFacts = known
      ? { ...known }
      : { namespace: event.namespace || 'default', name: event.pod, containers: new Map(), source: event.source }
    all.set(event.pod, pod)
    // what was made is bound to its node at once, where nothing kept it from that
    if (event.reason === 'Scheduled' && !held.has(event.pod)) pod.created ??= event.first
    const { container: name } = event
    if (name !== undefined && !pod.containers.has(name)) pod.containers.set(name, { name, isInit: false })
  }
  return [...all.values()]
}

function troubleOf(pod: PodFacts, events: readonly EventFacts[], row: ListedPod | undefined): number {
  // a status that is none of a pod that runs or is done counts as much as some restarts
  let sum = row ? troubleOfRow({ ...row, restarts: 0 }) : 0
  for (const { restarts = 0, state } of pod.containers.values()) sum += restarts * 10 + (state?.is === 'waiting' ? 5 : 0)
  for (const event of events) if (event.pod === pod.name && event.type === 'Warning') sum += Math.min(event.count, 100)
  return sum
}

const MOST_PODS = 8

/** The trouble of texts that no line is read of: what answers why says as much. */
export const NOTHING_FOUND = 'Nothing of a cluster was found: no Pod, no Event, no description and no line of a kubelet’s journal.'

/**
 * Reads what `kubectl get pod -o yaml`, `get events`, `describe pod` and a kubelet's journal have printed, and makes of it a lane of
 * what really happened and a scenario whose programs behave as the texts say.
 *
 * `asked`: the release that is taken where no text names one; `isAsked`: a person has said so, whatever the texts’ words speak for. Errors: sentences; without a pod there is no document.
 */
export function incidentOf(texts: readonly string[], asked: string, isAsked = false): ClusterIncident {
  return incidentIn(readCluster(texts), asked, isAsked)
}

/** The same of what has been read. */
export function incidentIn(facts: ClusterFacts, asked: string, isAsked: boolean): ClusterIncident {
  const made: ClusterIncident = {
    understood: [],
    untold: [],
    troubles: [...facts.troubles],
    notSimulated: [],
    lines: usedOf(facts.lines.flatMap((line) => [line, ...(line.rests ?? [])])),
    secrets: [],
    real: [],
    release: asked,
    hasSpec: false,
  }
  const { aligned, pods } = placed(facts)
  if (pods.length === 0) {
    if (facts.seen.size > 0 || facts.troubles.length === 0)
      made.troubles.push(facts.seen.size === 0 && made.lines.used === 0 ? NOTHING_FOUND : untoldOf(facts))
    return made
  }
  const rows = new Map(facts.listed.map((row) => [row.name, row]))
  const trouble = new Map(pods.map((pod) => [pod, troubleOf(pod, aligned.events, rows.get(pod.name))]))
  const chosen = pods.toSorted((a, b) => trouble.get(b)! - trouble.get(a)!).slice(0, MOST_PODS)
  if (pods.length > chosen.length)
    made.troubles.push(
      `The texts tell of ${pods.length} pods: the ${MOST_PODS} that are in most trouble are taken, ${chosen.map(({ name }) => name).join(', ')}.`,
    )
  made.release = releaseIn(facts, aligned, asked, isAsked, made)
  const built = chosen.map((pod) => build(pod, aligned, made.release))
  made.hasSpec = chosen.every(({ tree }) => tree !== undefined)
  const window = windowOf(built, aligned)
  made.document = documentOf(built, window, facts, aligned, made)
  say(facts, aligned, built, window, made)
  return made
}

/** Why no pod comes of texts that are read. */
function untoldOf({ made }: ClusterFacts): string {
  if (made.length === 0) return 'No text tells of a pod by its name.'
  const names = new Set(made)
  return `Of ${listed([...names].slice(0, MOST_PODS))} no text tells more than that ${names.size === 1 ? 'it was' : 'they were'} made: kubectl describe pod ${made.at(-1)} does.`
}

/** How many of the lines that were pasted tell something, how many not, and how many stand around them; one that a terminal has wrapped is several, and several in one are what the best of them is. */
function usedOf(lines: readonly PastedLine[]): ClusterIncident['lines'] {
  const rising = lines.toSorted((a, b) => (a.use < b.use ? -1 : 1))
  const uses = [...new Map(rising.map(({ file, number, use }) => [`${file}:${number}`, use])).values()]
  const countOf = (use: PastedLine['use']): number => uses.filter((own) => own === use).length
  return { used: countOf('used'), unused: countOf('unused'), frame: countOf('frame') }
}

/** All facts on one clock, and every pod that a text tells of, as the newest of them has it. */
function placed(facts: ClusterFacts): { aligned: Aligned; pods: PodFacts[] } {
  const aligned = align(facts)
  const told = withEvents(facts.pods, aligned.events)
  const isAdrift = told.length === 0 || aligned.isAdrift
  const { pods, printed, assumed } = withListed(facts, told, aligned, isAdrift ? undefined : aligned.now)
  if (printed === undefined) return { aligned, pods }
  return { aligned: { ...aligned, isAdrift, now: Math.max(aligned.now, printed), assumed: [...aligned.assumed, ...assumed] }, pods }
}

/** Reasons that no kubelet here has, and whether one keeps a pod's containers from being started. */
const ELSEWHERE = POD_REASONS.filter(({ unsimulated }) => unsimulated !== '')
const HAS_BEGUN = /^(?:Pulling|Pulled|Created|Failed|BackOff)$/
const UNTOLD_WAIT = 'no text says what it waits for'
const CANNOT_BE_MADE = /^(?:CreateContainerConfigError|CreateContainerError)$/

/** What is not simulated of a pod, as sentences; and the one that decided what happened to it, where one did. */
interface NotSimulated {
  all: string[]
  decided: { text: string; isWhole: boolean } | undefined
}

/** What no kubelet here does, of what the texts tell of a pod: each as a sentence with the cluster's own words. */
function notSimulated(pod: PodFacts, events: readonly EventFacts[], histories: readonly ContainerHistory[]): NotSimulated {
  const hasRun = histories.some(({ lives }) => lives.length > 0)
  // of restarts of which no text says how they came about there is nothing to simulate
  const hasOwn = histories.some(({ lives, kills }) => kills > 0 || lives.slice(0, -1).some(({ end }) => end?.code !== undefined))
  const found = ELSEWHERE.flatMap(({ reason, of, unsimulated }) => {
    const event = events.findLast((eventFacts) => eventFacts.reason === reason && isTelling(eventFacts, events))
    if (!event && pod.reason !== reason) return []
    const words = event?.message ?? pod.message ?? ''
    return [{ reason, isHeld: of === 'held', text: sentence(`${reason} of ${pod.name}, ${unsimulated}`, words) }]
  })
  const isPending =
    (pod.listed?.at(-1)?.row.status ?? pod.phase) === 'Pending' &&
    histories.every(({ facts: { state }, lives }) => state === undefined && lives.length === 0) &&
    !events.some(({ reason }) => HAS_BEGUN.test(reason)) &&
    !found.some(({ isHeld }) => isHeld)
  const pending = isPending ? [{ reason: 'Pending', text: sentence(`Pending of ${pod.name}`, UNTOLD_WAIT) }] : []
  const created = histories.flatMap(({ facts: { name, state }, lives, events: own }) => {
    const reason = state?.is === 'waiting' ? (state.reason ?? '') : ''
    // its image, or what holds the pod up, may be told of
    const isUntold =
      reason === 'ContainerCreating' && !own.some((event) => HAS_BEGUN.test(event.reason)) && !found.some(({ isHeld }) => isHeld)
    if (lives.length === 0 && isUntold) return [{ reason, text: sentence(`${reason} of ${name} in ${pod.name}`, UNTOLD_WAIT) }]
    if (lives.length > 0 || !CANNOT_BE_MADE.test(reason)) return []
    const words = state!.message ?? own.findLast((event) => event.reason === 'Failed')?.message ?? ''
    return [{ reason, text: sentence(`${reason} of ${name} in ${pod.name}`, words) }]
  })
  const waiting = [...pending, ...created]
  const held = hasRun ? undefined : (found.find(({ isHeld }) => isHeld) ?? waiting[0])
  const ended = found.find(({ reason }) => POD_ENDED.has(reason))
  const stopped = stoppedWhole(pod, events, histories)
  const decided = ended ?? held ?? waiting[0] ?? stopped
  return {
    all: [...found, ...waiting, ...(stopped ? [stopped] : [])].map(({ text }) => text),
    decided: decided && { text: decided.text, isWhole: decided === held || decided === stopped || (decided === ended && !hasOwn) },
  }
}

const MOST_OWN = 2

/** Its sandbox, or all of it, was stopped again and again, and no text has another end: when is not told of each, so that no run shows it. */
function stoppedWhole(
  pod: PodFacts,
  events: readonly EventFacts[],
  histories: readonly ContainerHistory[],
): { reason: string; text: string } | undefined {
  const stops = events.filter((event) => event.reason === 'SandboxChanged' || isPodStop(event))
  const most = stops.reduce((best, { count }) => Math.max(best, count), 0)
  const hasOwn = events.some(isProbeKill) || histories.some(({ facts }) => facts.lastState?.exitCode !== undefined)
  if (most <= MOST_OWN || hasOwn) return undefined
  const last = stops.findLast(({ count }) => count === most)!
  return { reason: last.reason, text: sentence(`${last.reason} of ${pod.name}, ${most} times`, last.message) }
}

/** Of volumes the mount's own words say more than that the kubelet has waited for it. */
function isTelling({ reason, message }: EventFacts, events: readonly EventFacts[]): boolean {
  if (reason !== 'FailedMount' || message.startsWith('MountVolume')) return true
  return !events.some((eventFacts) => eventFacts.reason === 'FailedMount' && eventFacts.message.startsWith('MountVolume'))
}

function sentence(what: string, words: string): string {
  const said = words.length > MOST_WORDS ? `${words.slice(0, MOST_WORDS - 1)}…` : words.replace(/\.$/, '')
  return `Not simulated: ${what}${said === '' ? '' : `: ${said}`}.`
}

const MOST_WORDS = 300
