import { defined, byCharacter, isRecord } from '../../manifest/own.ts'
import { PROBES } from '../../manifest/types.ts'
import { containerAt } from '../../sim/scenario/specs.ts'
import { filesOf, runningOf } from '../../sim/kubelet/running.ts'
import { imageOf } from '../../sim/node/images.ts'
import { hostAtStart } from '../../sim/node/container-files.ts'
import { releaseFor } from '../../sim/release/release.ts'
import { lastVersionOf } from '../../sim/release/releases.ts'
import type { Running } from '../../sim/node/who-runs.ts'
import { assumedScript } from '../../sim/node/assumed.ts'
import { scriptOf } from '../../sim/node/assumed-commands.ts'
import { startWords } from '../../sim/node/assumed-shell.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import { describedScript } from '../../sim/scenario/scenario-programs.ts'
import {
  type ProcessEntry,
  type StatusEntry,
  stopOf,
  type Trace,
  isStart,
  isEnd,
  podOf,
  type Entry,
  type EntryOf,
  type ProbeEntry,
} from '../../sim/trace/trace.ts'
import { clockWords } from '../text/duration-words.ts'
import { calledAmong, counted, fieldPlace, stopWords, shortened } from '../text/words.ts'
import { endedBy, isRestart, lastBefore } from './ends.ts'
import { type PodWait, waitOf } from './waits.ts'
import { entriesUntil, lastOf, type Moment, countUntil } from '../../sim/trace/moment.ts'
import { endReason, renewedBy } from './end-reason.ts'
import { askedWrong } from '../why/asked-wrong.ts'

/** What a lane has come to at a time. */
export interface Summary {
  /** As kubectl would count them if it could ask the kubelet. */
  restarts: number
  /** One sentence. */
  text: string
  /** The entry that the sentence explains. */
  entry?: number
  /** It rests on what nobody has said of a program, which `processes` can say. */
  isAssumed?: true
}

/** How often the lane's containers have been started again: the sum of the restart counts in the pods' last statuses. */
export function restartsAt(trace: Trace, at: number): number {
  let sum = 0
  for (const status of lastStatuses(trace, at).values()) sum += restartsOf(status)
  return sum
}

function restartsOf({ containers }: StatusEntry): number {
  return containers.reduce((sum, { restartCount }) => sum + restartCount, 0)
}

/**
 * A lane in one sentence at a time: how many restarts, since when, and why. Where the run was stopped before, that too. With the `inputs`
 * of the run it goes on to what was wrong with what a probe asks, or with the command.
 *
 * Units: `at` in seconds on the simulated clock.
 *
 * @example
 * ```js
 * import { parseScenario, simulate, summarize } from 'whyrestart'
 *
 * const { scenario } = parseScenario(`whyrestart: 1
 * manifests:
 *   web.yaml: |
 *     apiVersion: v1
 *     kind: Pod
 *     metadata: {name: web}
 *     spec:
 *       containers:
 *       - {name: web, image: "web:1", livenessProbe: {httpGet: {port: 80}}}
 * processes:
 *   web: {listens: [{port: 80}], answers: [{from: 0s, status: 200}, {from: 60s, status: 500}]}`)
 * const { inputs } = scenario.lanes[0]
 * const { restarts, text } = summarize(simulate(inputs), 600, inputs)
 * console.log(restarts) // 6
 * console.log(text) // 6 restarts, the first at 1 min 30 s: 3 of 3 liveness probes failed in a row …
 * ```
 */
export function summarize(trace: Trace, at: number, inputs?: Inputs): Summary {
  const stop = stopOf(trace)
  const run = summarizeRun(trace, at, inputs)
  const summary = { ...run, text: `${run.text}${refusedCertificates(trace, at)}` }
  return stop && stop.t <= at ? { ...summary, text: `${summary.text} ${stopWords(stop)}` } : summary
}

function summarizeRun(trace: Trace, at: number, inputs: Inputs | undefined): Summary {
  const statuses = lastStatuses(trace, at)
  const restarts = restartsAt(trace, at)
  const { text: assumed, isOfPrograms } = assumedWords({ trace, at, statuses, inputs }, restarts > 0)
  const first = firstRestart(trace, at, statuses)
  const { whose, several } = restarted(statuses)
  const count = capital(counted(restarts, 'restart')) + whose
  if (statuses.size === 0) return { restarts, text: `${gone(trace, at)}.` }
  const rests = isOfPrograms ? { isAssumed: true as const } : {}
  if (restarts === 0 || !first)
    return {
      ...rests,
      ...quietly(
        { trace, at, statuses, inputs },
        restarts === 0 ? `${noRestart({ trace, at, statuses, inputs })}${assumed && `, if ${assumed}`}` : count,
      ),
    }
  const cause = restartReason(trace, first, inputs)
  const when = `${restarts === 1 ? '' : which(first, restarts)}at ${clockWords(first.t)}${several ? `, of ${calledAmong([...statuses.values()], first.pod, first.container)}` : ''}`
  const waits = blockedUntil(trace, at)
  const now = waits === undefined ? '' : ` Now it waits for its back-off, until ${clockWords(waits)}.`
  const last = restartOfAnotherKind(trace, at, first)
  const lastly = last ? `; the last ${lastWords(trace, last, inputs)}` : ''
  return {
    ...rests,
    restarts,
    text: `${count}, ${when}${cause ? `: ${cause}` : ''}${lastly}.${now}${waitWords(waitsOf({ trace, at, statuses, inputs }))}${asSentence(erring(trace, at, addedAt(trace, statuses), inputs))}${before(trace, at, statuses)}${assumed && ` Assumed: ${assumed}.`}`,
    entry: first.id,
  }
}

/** What a sentence says of the back-off at its own time. */
export const WAITS_NOW = / Now it waits for its back-off, until [\d .hmins]+\./

/** What a program that is described as one would be that nobody describes has to do; undefined for any other. */
function asAssumed(inputs: Inputs, at: number, podName: string, name: string): string | undefined {
  const script = describedScript(inputs.processes, podName, name)
  const found = script && !script.lives && !script.needs ? containerAt({ inputs, at }, podName, name) : undefined
  if (!script || !found || scriptOf(startWords(found.container)) !== undefined) return undefined
  const { script: own, restartsIf } = assumedScript(found.pod, found.container, inputs)
  return sortedJson(script) === sortedJson({ ...own, deafUntil: undefined }) ? restartsIf : undefined
}

/** The program of the control plane that runs in a container, with its arguments. */
function simulatedIn(inputs: Inputs, at: number, podName: string, name: string): Running | undefined {
  // an edit may have called it otherwise by now
  const found = containerAt({ inputs, at }, podName, name)
  const running = found && runningOf(found.pod, found.container, inputs)
  return running?.program === undefined ? undefined : running
}

/** A file that a program of the control plane has missed, though a volume mounts its place from the node: whether that has it nobody says. */
function missedFile({ trace, at, inputs }: Moment, podName: string, name: string): string | undefined {
  const log = lastOf(trace, at, 'log', ({ pod, source, text }) => pod === podName && source === name && MISSED.test(text))
  const path = log && MISSED.exec(log.text)?.[1]
  const found = containerAt({ inputs, at }, podName, name)
  if (path === undefined || !found) return undefined
  const place = filesOf(found.pod, found.container, inputs, hostAtStart(inputs, releaseFor(inputs).runtime)).hostPlace(path)?.path
  return place === undefined || KUBEADMS.test(place) ? undefined : place
}
const MISSED = /(?:open|stat|read) (\/[^\s:"\]]+): (?:no such file or directory|is a directory)/
/** What kubeadm has made is known. */
const KUBEADMS = /^\/etc\/kubernetes\/(pki\/|[\w-]+\.conf$)/

/** What is taken for granted of a program of the control plane that was not restarted: that there is its image, and memory enough. */
function takenForGranted(inputs: Inputs, at: number, podName: string, name: string): string[] {
  const found = containerAt({ inputs, at }, podName, name)!
  const { image } = found.container
  const [, minor, patch] = imageOf(inputs, image) ? [] : (VERSION.exec(image) ?? [])
  const last = lastVersionOf(Number(minor))
  const limit = fieldPlace(found, `${found.path}.resources.limits.memory`)
  return [
    ...(last !== undefined && Number(patch) > Number(last.split('.')[2])
      ? [`is to be had as v1.${minor}.${patch} (the last version that is known is ${last})`]
      : []),
    ...(limit === '' ? [] : [`stays below its memory limit${limit}`]),
  ]
}
/** Of an image of Kubernetes itself. */
const VERSION = /(?:^|\/)kube-[a-z-]+:v1\.(\d+)\.(\d+)(?:@|$)/

/** How many members an etcd's cluster has beside itself, which are taken to be there. */
function otherMembers(running: Running | undefined): number {
  const words = running?.program === 'etcd' ? running.args.join(' ') : ''
  return (/(?:^| )--?initial-cluster[= ](\S+)/.exec(words)?.[1]?.split(',').length ?? 1) - 1
}

const sortedJson = (value: unknown): string =>
  JSON.stringify(value, (_, item: unknown) =>
    isRecord(item) ? Object.fromEntries(Object.entries(item).toSorted(([a], [b]) => byCharacter(a, b))) : item,
  )

/** So many programs are named in a sentence. */
const NAMED_PROGRAMS = 3

/**
 * What is assumed of programs that nobody has described, as far as restarts depend on it: of those that were restarted, where any was.
 * Empty where nothing is assumed.
 */
function assumedWords({ trace, at, statuses, inputs }: LaneMoment, isRestarted: boolean): { text: string; isOfPrograms: boolean } {
  const containers = [...statuses].flatMap(([pod, status]) => status.containers.map((container) => ({ pod, ...container })))
  const byContainer = new Map<string, { pod: string; name: string; does: string }>()
  const add = (pod: string, name: string, does: string): void => {
    const container = containers.find((item) => item.pod === pod && item.name === name)
    if (!container || (isRestarted && container.restartCount === 0)) return
    const before = byContainer.get(`${pod}/${name}`)
    byContainer.set(`${pod}/${name}`, { pod, name, does: before ? `${before.does} and ${does}` : does })
  }
  for (const entry of trace)
    if (entry.kind === 'warning' && entry.t <= at && entry.assumed !== undefined) add(podOf(entry), entry.container!, entry.assumed)
  // what is written down as it is assumed is assumed all the same
  for (const { pod, name } of inputs && !inputs.happened ? containers : []) {
    const does = byContainer.has(`${pod}/${name}`) ? undefined : asAssumed(inputs!, at, pod, name)
    if (does !== undefined) add(pod, name, does)
    const running = simulatedIn(inputs!, at, pod, name)
    const file = running && missedFile({ trace, at, inputs: inputs! }, pod, name)
    if (file !== undefined) add(pod, name, `finds no ${file} on its node, of which nothing says that it has it`)
    if (running && !isRestarted) for (const does of takenForGranted(inputs!, at, pod, name)) add(pod, name, does)
    const members = otherMembers(running)
    if (members > 0) add(pod, name, `reaches the other ${members === 1 ? 'member' : `${members} members`}`)
  }
  // what a probe hears weighs more than that a program does not end
  const weight = ({ does }: { does: string }): number => Number(!/answers|listens|succeeds when/.test(does))
  const warnings = [...byContainer.values()].toSorted((a, b) => weight(a) - weight(b))
  const isOfPrograms = warnings.some(({ pod, name }) => !inputs || !simulatedIn(inputs, at, pod, name))
  if (warnings.length > 1 && warnings.every(({ does }) => does === 'keeps running'))
    return { text: 'its programs keep running', isOfPrograms }
  if (warnings.length === 1 && containers.length === 1 && statuses.size === 1)
    return { text: `its program ${warnings[0]!.does}`, isOfPrograms }
  const more = warnings.length - NAMED_PROGRAMS
  const said = warnings.slice(0, NAMED_PROGRAMS).map(({ name, does }) => `${name} ${does}`)
  if (more > 0) said.push(`${more} more ${more === 1 ? 'does' : 'do'} as assumed`)
  return { text: said.join(', '), isOfPrograms }
}

/** Of a pod that is older than the run the first that there is may be a later one. */
function which({ attempt }: ProcessEntry, restarts: number): string {
  if (attempt <= 1) return 'the first '
  return attempt === restarts ? 'the last ' : 'the first that is shown '
}

/** A lane whose containers have not been started again: whether they run, or what they wait for. */
function quietly(seen: LaneMoment, count: string): Summary {
  const { trace, at, statuses } = seen
  const waits = waitsOf(seen)
  const restarts = restartsAt(trace, at)
  return {
    restarts,
    text: `${count}${waits.length > 0 ? '' : quiet(trace, at, statuses, seen.inputs)}.${waitWords(waits)}${before(trace, at, statuses)}`,
    ...explained(waits[0]?.entry ?? troubled(seen) ?? erringProbes(trace, at, addedAt(trace, statuses))[0]?.id),
  }
}

const explained = (entry: number | undefined): Pick<Summary, 'entry'> => defined({ entry })

/** The last probe of a pod that is not ready, where it did not pass. */
function troubled({ trace, at, statuses }: LaneMoment): number | undefined {
  const last = lastOf(trace, at, 'probe', (probe) => statuses.get(podOf(probe))?.ready === false)
  return last?.result === 'success' ? undefined : last?.id
}

/** A lane at a time, and the pods that it has then. */
interface LaneMoment {
  trace: Trace
  at: number
  statuses: ReadonlyMap<string, StatusEntry>
  inputs: Inputs | undefined
}

const waitsOf = ({ trace, at, statuses, inputs }: LaneMoment): readonly PodWait[] =>
  [...statuses.values()].flatMap((status) => waitOf(trace, at, status, inputs) ?? [])

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`

const waitWords = (waits: readonly PodWait[]): string => waits.map(({ text }) => ` ${capital(text)}.`).join('')

/** A restart that had to wait is told apart from the end that it follows. */
function lastWords(trace: Trace, start: ProcessEntry, inputs: Inputs | undefined): string {
  const exited = lastBefore(trace, start, isEnd)!
  const reason = endReason(trace, exited, inputs)
  if (start.t - exited.t < APART_SECONDS) return `at ${clockWords(start.t)}: ${reason}`
  return `at ${clockWords(start.t)}, after its back-off; at ${clockWords(exited.t)} ${reason}`
}

/** Whose restarts they are, where there is more than one container. */
function restarted(statuses: ReadonlyMap<string, StatusEntry>): { whose: string; several: boolean } {
  const pods = [...statuses.values()]
  const all = pods.flatMap(({ pod, containers }) =>
    containers.map(({ name, restartCount }) => ({ called: calledAmong(pods, pod, name), restartCount })),
  )
  const some = all.filter(({ restartCount }) => restartCount > 0)
  if (some.length > 1)
    return { whose: ` (${some.map(({ called, restartCount }) => `${called} ${restartCount}`).join(', ')})`, several: true }
  return { whose: all.length > 1 && some[0] ? ` of ${some[0].called}` : '', several: false }
}

/** The last restart of the same container, where something else led to it than to the first. */
function restartOfAnotherKind(trace: Trace, at: number, first: ProcessEntry): ProcessEntry | undefined {
  const last = lastOf(trace, at, 'process', (entry) => isStart(entry) && entry.uid === first.uid && entry.container === first.container)
  const [firstEnd, lastEnd] = [lastBefore(trace, first, isEnd), last && lastBefore(trace, last, isEnd)]
  return firstEnd && lastEnd && endedBy(trace, firstEnd) !== endedBy(trace, lastEnd) ? last : undefined
}

/** A start so long after an end has waited for its back-off. */
const APART_SECONDS = 5

/**
 * For how long there was none: as long as the run lasts, or since a pod was made anew. Of a pod that waits that says nothing, and a
 * real cluster's pods may be older than its texts.
 */
function noRestart(seen: LaneMoment): string {
  const { trace, at, statuses, inputs } = seen
  const from = before(trace, at, statuses) === '' ? 0 : Math.max(...addedAt(trace, statuses).values())
  const seconds = Math.min(at, stopOf(trace)?.t ?? at) - from
  return seconds < 1 || inputs?.happened || waitsOf(seen).length > 0 ? 'No restart' : `No restart in ${clockWords(seconds)}`
}

/** What there is to say without a pod. */
function gone(trace: Trace, at: number): string {
  const last = lastOf(trace, at, 'sync', ({ op }) => op !== 'UPDATE')
  if (last?.op === 'REMOVE') return `No pod: it was taken down at ${clockWords(last.t)}`
  return trace.some((entry) => entry.kind === 'sync') ? 'No restart' : 'No restart; no manifest could be read'
}

/** An edit makes another pod, which counts from 0: what the ones before had come to. */
function before(trace: Trace, at: number, statuses: ReadonlyMap<string, StatusEntry>): string {
  const older = new Map<string, Map<string, StatusEntry>>()
  for (const entry of entriesUntil(trace, at)) {
    if (entry.kind !== 'status' || entry.uid === undefined) continue
    const pod = podOf(entry)
    const now = statuses.get(pod)
    if (!now || now.uid === entry.uid) continue
    if (!older.has(pod)) older.set(pod, new Map())
    older.get(pod)!.set(entry.uid, entry)
  }
  if (older.size === 0) return ''
  const added = addedAt(trace, statuses)
  const said: string[] = []
  for (const [pod, ones] of older) {
    const restarts = [...ones.values()].reduce((sum, status) => sum + restartsOf(status), 0)
    if (restarts > 0)
      said.push(
        ` Before it was made anew at ${clockWords(added.get(pod)!)} ${statuses.size > 1 ? pod : 'the pod'} had ${counted(restarts, 'restart')}.`,
      )
  }
  return said.join('')
}

/**
 * Why a container had to be started again, as half a sentence: what ended the life before.
 *
 * Errors: undefined where the trace has no life before it.
 */
export function restartReason(trace: Trace, start: ProcessEntry, inputs?: Inputs): string | undefined {
  const exited = lastBefore(trace, start, isEnd)
  return exited && (renewedBy(trace, start) ?? endReason(trace, exited, inputs))
}

/**
 * The last status of each pod that there is, by its name. One that is taken down is there until its processes have ended; where
 * another of that name follows, until that has a status.
 */
export function lastStatuses(trace: Trace, at: number): Map<string, StatusEntry> {
  const out = new Map<string, StatusEntry>()
  const running = new Map<string, number>()
  const gone = new Set<string>()
  for (const entry of entriesUntil(trace, at)) {
    const pod = podOf(entry)
    if (entry.kind === 'status') out.set(pod, entry)
    else if (entry.kind === 'process' && (entry.op === 'started' || entry.op === 'exited'))
      running.set(pod, (running.get(pod) ?? 0) + (entry.op === 'started' ? 1 : -1))
    else if (entry.kind === 'sync' && entry.op === 'REMOVE') gone.add(pod)
    else if (entry.kind === 'sync' && entry.op === 'ADD') {
      if (!running.get(pod)) out.delete(pod)
      gone.delete(pod)
    }
  }
  for (const pod of gone) if (!running.get(pod)) out.delete(pod)
  return out
}

function firstRestart(trace: Trace, at: number, statuses: ReadonlyMap<string, StatusEntry>): ProcessEntry | undefined {
  const isOfOne = (entry: ProcessEntry): boolean => statuses.get(podOf(entry))?.uid === entry.uid
  return entriesUntil(trace, at).find((entry): entry is ProcessEntry => isRestart(entry) && isOfOne(entry))
}

/** When the kubelet took up the pods that statuses are of, by their names. */
function addedAt(trace: Trace, statuses: ReadonlyMap<string, StatusEntry>): Map<string, number> {
  const added = new Map([...statuses.keys()].map((pod) => [pod, 0]))
  for (const entry of trace)
    if (entry.kind === 'sync' && entry.op === 'ADD' && statuses.get(podOf(entry))?.uid === entry.uid) added.set(podOf(entry), entry.t)
  return added
}

/** What there is to say of a lane without a restart. */
function quiet(trace: Trace, at: number, statuses: ReadonlyMap<string, StatusEntry>, inputs?: Inputs): string {
  const from = addedAt(trace, statuses)
  let failed = 0
  for (const entry of entriesUntil(trace, at)) {
    if (entry.kind === 'probe' && entry.result === 'failure' && entry.t >= (from.get(podOf(entry)) ?? Infinity)) failed++
  }
  const over = [...statuses.values()].filter(isOver)
  const unready = [...statuses.values()].filter((status) => !status.ready && !isOver(status)).length
  const probes = failed ? `; ${failed === 1 ? '1 probe has' : `${failed} probes have`} failed` : ''
  return `${over.map(overWords).join('')}${erring(trace, at, from, inputs)}${probes}${unready ? `; ${unready === statuses.size ? 'not ready' : `${unready} of ${statuses.size} pods not ready`}` : ''}`
}

/** A pod whose containers have ended, and are not started again. */
const isOver = ({ phase, reason }: StatusEntry): boolean => reason === undefined && (phase === 'Failed' || phase === 'Succeeded')

function overWords({ pod, phase, containers }: StatusEntry): string {
  // a sidecar that is ended after the others, or failed before, is no failure of a pod that has succeeded
  const failed = phase === 'Failed' && containers.find(({ state }) => state.is === 'terminated' && state.exitCode)
  const how = failed ? `: ${failed.name} ended with exit code ${failed.state.exitCode!}` : ''
  return `; ${pod!} has ended for good, ${phase}${how}`
}

/** What is said of probes that can only err, by what they are for. */
const ERRS: Readonly<Record<ProbeEntry['probe'], string>> = {
  liveness: 'only errs, which never kills: it looks healthy for ever',
  startup: 'only errs: it is never started, and never killed',
  readiness: 'only errs: it is never ready',
}

/** Half sentences as a whole one. */
const asSentence = (halves: string): string => (halves === '' ? '' : ` ${halves.charAt(2).toUpperCase()}${halves.slice(3)}.`)

/** Probes of the pods that there are which have come to nothing but errors since their containers last began: the last of each. */
function erringProbes(trace: Trace, at: number, from: ReadonlyMap<string, number>): ProbeEntry[] {
  const last = new Map<string, { probe: ProbeEntry; only: boolean }>()
  for (const entry of entriesUntil(trace, at)) {
    if (isStart(entry)) {
      for (const probe of PROBES) last.delete(`${entry.pod}/${entry.container}/${probe}`)
    } else if (entry.kind === 'probe' && entry.t >= (from.get(podOf(entry)) ?? Infinity)) {
      const key = `${entry.pod}/${entry.container}/${entry.probe}`
      last.set(key, { probe: entry, only: entry.result === 'unknown' && last.get(key)?.only !== false })
    }
  }
  return [...last.values()].filter(({ only }) => only).map(({ probe }) => probe)
}

/** Half a sentence for each of them. */
function erring(trace: Trace, at: number, from: ReadonlyMap<string, number>, inputs?: Inputs): string {
  return erringProbes(trace, at, from)
    .map((entry) => {
      const { container, probe, output } = entry
      const said = output.trim().split('\n')[0]!
      const wrong = inputs && askedWrong(trace, entry, inputs)
      return `; the ${probe} probe of ${container} ${ERRS[probe]}${said ? ` (${shortened(said, 120)})` : ''}${wrong ? `, for ${wrong.text}` : ''}`
    })
    .join('')
}

/** Certificates that somebody was refused for by then, being out of their time. */
function refusedCertificates(trace: Trace, at: number): string {
  let said = ''
  for (const entry of entriesUntil(trace, at)) {
    if (entry.kind === 'release' && entry.rule.startsWith('The certificate ')) said += certificateWords(entry)
  }
  return said
}

/** That a certificate has expired, or that somebody was refused for it. */
function certificateWords({ t, rule }: EntryOf<'release'>): string {
  const [, name, verb, life] = /^The certificate (\S+) (is good|expires) (.*)\.$/.exec(rule)!
  const how = verb === 'expires' ? 'expires: whoever is shown it from then on refuses it' : `was refused: it is good ${life} only`
  return ` At ${clockWords(t)} the certificate ${name} ${how}.`
}

/** Until when a container that has not started again since is held back; nobody waits for what an older pod waited for. */
function blockedUntil(trace: Trace, at: number): number | undefined {
  const over = new Set<string>()
  const keyOf = ({ pod = '', container = '' }: Entry): string => `${pod}/${container}`
  for (let i = countUntil(trace, at) - 1; i >= 0; i--) {
    const entry = trace[i]!
    if (entry.kind === 'sync' && entry.op === 'REMOVE') over.add(podOf(entry))
    else if (isStart(entry)) over.add(keyOf(entry))
    else if (entry.kind === 'backoff' && !over.has(keyOf(entry)) && !over.has(podOf(entry))) {
      if (entry.blocked && entry.until !== undefined && entry.until > at) return entry.until
      over.add(keyOf(entry))
    }
  }
  return undefined
}
