import {
  type Entry,
  type EntryOf,
  type ManifestEntry,
  type ProbeEntry,
  type ProcessEntry,
  type StatusEntry,
  stopOf,
  type Trace,
} from '../../sim/trace/trace.ts'
import { actionWords } from '../text/action-words.ts'
import { clockWords } from '../text/duration.ts'
import { endedBy, untoldEnd } from './ends.ts'
import { type Wait, waitOf } from './waits.ts'
import { shortened } from '../text/sentences.ts'
import { causesOf, countUntil } from '../../sim/trace/moment.ts'

/** What a lane has come to at a time. */
export interface Summary {
  /** As kubectl would count them if it could ask the kubelet. */
  restarts: number
  /** When the first restart's process started. */
  firstAt?: number
  /** One sentence. */
  text: string
  /** The entry that the sentence explains. */
  entry?: number
}

/**
 * How often the lane's containers have been started again: the sum of the restart counts in the pods' last statuses.
 *
 * Units: `at` in seconds on the simulated clock. Errors: none. Follows: nothing upstream.
 */
export function restartsAt(trace: Trace, at: number): number {
  let sum = 0
  for (const status of lastStatuses(trace, at).values()) sum += restartsOf(status)
  return sum
}

function restartsOf({ containers }: StatusEntry): number {
  return containers.reduce((sum, { restartCount }) => sum + restartCount, 0)
}

/**
 * A lane in one sentence at a time: how many restarts, since when, and why. Where the run was stopped before, that too.
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
 * const { restarts, text } = summarize(simulate(inputs), 600)
 * console.log(restarts) // 6
 * console.log(text) // 6 restarts, the first at 1 min 30 s: 3 of 3 liveness probes failed in a row …
 * ```
 */
export function summarize(trace: Trace, at: number): Summary {
  const stop = stopOf(trace)
  const run = summarizeRun(trace, at)
  const summary = { ...run, text: `${run.text}${refusedCertificates(trace, at)}` }
  return stop && stop.t <= at ? { ...summary, text: `${summary.text} ${stopWords(stop)}` } : summary
}

/** Where and why a run was stopped before its end, as a sentence. */
export function stopWords({ t, reason }: EntryOf<'stopped'>): string {
  return `The run is stopped at ${clockWords(t)}: ${reason}. What stands before is right; what would come after is not known.`
}

function summarizeRun(trace: Trace, at: number): Summary {
  const statuses = lastStatuses(trace, at)
  const restarts = restartsAt(trace, at)
  const first = firstRestart(trace, at, statuses)
  const { whose, several } = restarted(statuses)
  const count = countWords(restarts) + whose
  if (statuses.size === 0) return { restarts, text: `${gone(trace, at)}.` }
  if (restarts === 0 || !first) return quietly(trace, at, statuses, restarts === 0 ? 'No restart' : count)
  const cause = restartReason(trace, first)
  const when = `${restarts === 1 ? '' : which(first, restarts)}at ${clockWords(first.t)}${several ? `, of ${first.container}` : ''}`
  const waits = blockedUntil(trace, at)
  const now = waits === undefined ? '' : ` Now it waits for its back-off, until ${clockWords(waits)}.`
  const last = restartOfAnotherKind(trace, at, first)
  const lastly = last ? `; the last ${lastWords(trace, last)}` : ''
  return {
    restarts,
    firstAt: first.t,
    text: `${count}, ${when}${cause ? `: ${cause}` : ''}${lastly}.${now}${waitWords(waitsOf(trace, at, statuses))}${asSentence(erring(trace, at, addedAt(trace, statuses)))}${before(trace, at, statuses)}`,
    entry: first.id,
  }
}

/** Of a pod that is older than the run the first that there is may be a later one. */
function which({ attempt }: ProcessEntry, restarts: number): string {
  if (attempt <= 1) return 'the first '
  return attempt === restarts ? 'the last ' : 'the first that is shown '
}

/** A lane whose containers have not been started again: whether they run, or what they wait for. */
function quietly(trace: Trace, at: number, statuses: ReadonlyMap<string, StatusEntry>, count: string): Summary {
  const waits = waitsOf(trace, at, statuses)
  const restarts = restartsAt(trace, at)
  return {
    restarts,
    text: `${count}${waits.length > 0 ? '' : quiet(trace, at, statuses)}.${waitWords(waits)}${before(trace, at, statuses)}`,
    ...(waits[0] ? { entry: waits[0].entry } : {}),
  }
}

const waitsOf = (trace: Trace, at: number, statuses: ReadonlyMap<string, StatusEntry>): readonly Wait[] =>
  [...statuses.values()].flatMap((status) => waitOf(trace, at, status) ?? [])

const waitWords = (waits: readonly Wait[]): string => waits.map(({ text }) => ` ${text.charAt(0).toUpperCase()}${text.slice(1)}.`).join('')

/** A restart that had to wait is told apart from the end that it follows. */
function lastWords(trace: Trace, start: ProcessEntry): string {
  const exited = exitBefore(trace, start)!
  const reason = endReason(trace, exited)
  if (start.t - exited.t < APART_SECONDS) return `at ${clockWords(start.t)}: ${reason}`
  return `at ${clockWords(start.t)}, after its back-off; at ${clockWords(exited.t)} ${reason}`
}

/** Whose restarts they are, where there is more than one container. */
function restarted(statuses: ReadonlyMap<string, StatusEntry>): { whose: string; several: boolean } {
  const all = [...statuses.values()].flatMap(({ containers }) => containers)
  const some = all.filter(({ restartCount }) => restartCount > 0)
  if (some.length > 1) return { whose: ` (${some.map(({ name, restartCount }) => `${name} ${restartCount}`).join(', ')})`, several: true }
  return { whose: all.length > 1 && some[0] ? ` of ${some[0].name}` : '', several: false }
}

/** The last restart of the same container, where something else led to it than to the first. */
function restartOfAnotherKind(trace: Trace, at: number, first: ProcessEntry): ProcessEntry | undefined {
  const last = trace.findLast(
    (entry): entry is ProcessEntry =>
      entry.t <= at &&
      entry.kind === 'process' &&
      entry.op === 'started' &&
      entry.attempt > 0 &&
      entry.uid === first.uid &&
      entry.container === first.container,
  )
  const [one, other] = [exitBefore(trace, first), last && exitBefore(trace, last)]
  return one && other && endedBy(trace, one) !== endedBy(trace, other) ? last : undefined
}

/** A start so long after an end has waited for its back-off. */
const APART_SECONDS = 5

function countWords(restarts: number): string {
  return restarts === 1 ? '1 restart' : `${restarts} restarts`
}

/** What there is to say without a pod. */
function gone(trace: Trace, at: number): string {
  const removed = trace.findLast((entry) => entry.kind === 'sync' && entry.t <= at && entry.op === 'REMOVE')
  if (removed) return `No pod: it was taken down at ${clockWords(removed.t)}`
  return trace.some((entry) => entry.kind === 'sync') ? 'No restart' : 'No restart; no manifest could be read'
}

/** An edit makes another pod, which counts from 0: what the ones before had come to. */
function before(trace: Trace, at: number, statuses: ReadonlyMap<string, StatusEntry>): string {
  const older = new Map<string, Map<string, StatusEntry>>()
  const end = countUntil(trace, at)
  for (let i = 0; i < end; i++) {
    const entry = trace[i]!
    if (entry.kind !== 'status' || entry.uid === undefined) continue
    const pod = entry.pod ?? ''
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
        ` Before it was made anew at ${clockWords(added.get(pod) ?? 0)} ${statuses.size > 1 ? pod : 'the pod'} had ${countWords(restarts)}.`,
      )
  }
  return said.join('')
}

/** When the kubelet took up the pods that statuses are of, by their names. */
function addedAt(trace: Trace, statuses: ReadonlyMap<string, StatusEntry>): Map<string, number> {
  const added = new Map([...statuses.keys()].map((pod) => [pod, 0]))
  for (const entry of trace)
    if (entry.kind === 'sync' && entry.op === 'ADD' && statuses.get(entry.pod ?? '')?.uid === entry.uid) added.set(entry.pod ?? '', entry.t)
  return added
}

/**
 * Why a container had to be started again, as half a sentence: what ended the life before.
 *
 * Units: none. Errors: undefined where the trace has no life before it. Follows: nothing upstream.
 */
export function restartReason(trace: Trace, start: ProcessEntry): string | undefined {
  const exited = exitBefore(trace, start)
  return exited && endReason(trace, exited)
}

/**
 * The last status of each pod that there is, by its name. One that is taken down is there until its processes have ended; where
 * another of that name follows, until that has a status.
 *
 * Units: `at` in seconds on the simulated clock. Errors: none. Follows: nothing upstream.
 */
export function lastStatuses(trace: Trace, at: number): Map<string, StatusEntry> {
  const out = new Map<string, StatusEntry>()
  const running = new Map<string, number>()
  const gone = new Set<string>()
  const end = countUntil(trace, at)
  for (let i = 0; i < end; i++) {
    const entry = trace[i]!
    const pod = entry.pod ?? ''
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
  const end = countUntil(trace, at)
  for (let i = 0; i < end; i++) {
    const entry = trace[i]!
    if (entry.kind === 'process' && entry.op === 'started' && entry.attempt > 0 && statuses.get(entry.pod ?? '')?.uid === entry.uid)
      return entry
  }
  return undefined
}

function exitBefore(trace: Trace, start: ProcessEntry): ProcessEntry | undefined {
  for (let i = start.id - 1; i >= 0; i--) {
    const entry = trace[i]!
    if (
      entry.kind === 'process' &&
      entry.op === 'exited' &&
      entry.container === start.container &&
      entry.pod === start.pod &&
      entry.uid === start.uid
    )
      return entry
  }
  return undefined
}

/**
 * Why a process ended, as half a sentence.
 *
 * Units: none. Errors: none. Follows: nothing upstream.
 */
export function endReason(trace: Trace, exited: ProcessEntry): string {
  const root = flagOf(trace, exited)
  const because = root ? `, because of ${String(root.value)} (${root.file}, line ${root.line})` : ''
  const chain = mainChain(trace, exited)
  const action = chain.find((entry) => entry.kind === 'action')
  const probe = probeOf(chain)
  if (probe) {
    const told = causesOf(probe)
      .map((id) => trace[id])
      .find((entry) => entry?.kind === 'log')
    const output = probe.output.trim().split('\n')[0] ?? ''
    const answer = output ? ` (${shortened(output, 120)})` : ''
    return `${probe.resultRun} of ${probe.threshold} ${probe.probe} probes failed in a row${answer}${told?.kind === 'log' ? `, the server saying: ${shortened(told.text, 160)}` : because || lostEtcd(trace, probe)}`
  }
  // a real cluster's texts may tell of the kill, and not of what was failed
  const killed = chain.find((entry) => entry.kind === 'result')
  if (killed?.kind === 'result') return `the kubelet killed it for its failed ${killed.probe} probe`
  if (action?.kind === 'action') return `the scenario ${actionWords(action).does}`
  if (exited.reason === 'OOMKilled') return outOfMemory(trace, exited)
  const hook = chain.find((entry): entry is EntryOf<'event'> => entry.kind === 'event' && entry.reason === 'FailedPostStartHook')
  if (hook) return `its postStart hook failed${hookWords(hook.message)}, and the kubelet killed it (exit code ${exited.code ?? 0})`
  const log =
    causesOf(exited)
      .map((id) => trace[id])
      .find((entry) => entry?.kind === 'log') ??
    trace.slice(0, exited.id).findLast((entry) => entry.kind === 'log' && entry.source === exited.container && !entry.text.startsWith('I '))
  const said =
    log?.kind === 'log' && exited.code !== 0 && exited.t - log.t < 30 ? `, saying: ${shortened(log.text.split('\n')[0]!, 160)}` : ''
  const lost = log ? lostEtcd(trace, log) : ''
  if (isTold(trace, exited)) return toldEnd(trace, exited)
  const signal = exited.signal === undefined ? '' : `, by ${exited.signal}`
  return `the process ended by itself with exit code ${exited.code ?? 0}${signal}${said}${lost}`
}

/** Whether a real cluster's texts have told it, and nothing more of why. */
const isTold = (trace: Trace, exited: ProcessEntry): boolean => trace[causesOf(exited)[0] ?? -1]?.kind === 'evidence'

/** 137 and 143 are signals, which somebody has sent. */
function toldEnd(trace: Trace, exited: ProcessEntry): string {
  const { code, container } = exited
  const status = trace.slice(exited.id + 1, exited.id + 3).find((entry) => entry.kind === 'status' && causesOf(entry).includes(exited.id))
  const message = status?.kind === 'status' ? status.containers.find(({ name }) => name === container)?.state.message : undefined
  const said = message ? `, saying: ${shortened(message.split('\n')[0]!, 160)}` : ''
  const untold = untoldEnd(trace, exited)
  if (untold === 'end') return `the process ended; how is not told${said}`
  if (untold === 'killer')
    return `the process was killed (exit code ${code}, ${code === 137 ? 'SIGKILL' : 'SIGTERM'}); by whom is not told${said}`
  return `the process ended by itself with exit code ${code}${said}`
}

function outOfMemory(trace: Trace, exited: ProcessEntry): string {
  const limit = causesOf(exited)
    .map((id) => trace[id])
    .find((cause) => cause?.kind === 'manifest' && cause.path.endsWith('.limits.memory'))
  const line = limit?.kind === 'manifest' ? `, above its limit of ${String(limit.value)} (${limit.file}, line ${limit.line})` : ''
  return exited.signal === undefined
    ? `the process ended with exit code ${exited.code ?? 0}, after the kernel had killed one of its own for its memory (OOMKilled)${line}`
    : `the kernel killed the process for its memory (OOMKilled, exit code ${exited.code ?? 0})${line}`
}

/** What a failed hook's Event says of why; since 1.26 it does not. */
function hookWords(message: string): string {
  const why = /^Cannot run handler: ([^]*)$|failed - error: ([^]*), message: "/.exec(message)
  return why ? ` (${shortened((why[1] ?? why[2])!.replace(/: $/, ''), 120)})` : ''
}

function lostEtcd(trace: Trace, entry: Entry): string {
  const causes = causesOf(entry).map((id) => trace[id])
  const flag = causes.find((cause) => cause?.kind === 'manifest' && /^--etcd-/.test(String(cause.value)))
  if (flag?.kind === 'manifest') return `, because of ${String(flag.value)} (${flag.file}, line ${flag.line})`
  const etcd = causes.find((cause) => cause?.kind === 'etcd')
  return etcd?.kind === 'etcd' ? `, because etcd ${etcd.state === 'hung' ? 'hangs' : 'is gone'}` : ''
}

/**
 * The probe for which the kubelet ended a process.
 *
 * Units: none. Errors: undefined where it ended otherwise. Follows: nothing upstream.
 */
export function killingProbe(trace: Trace, exited: ProcessEntry): ProbeEntry | undefined {
  return probeOf(mainChain(trace, exited))
}

const probeOf = (chain: readonly Entry[]): ProbeEntry | undefined => chain.find((entry): entry is ProbeEntry => entry.kind === 'probe')

function mainChain(trace: Trace, from: Entry): Entry[] {
  const out: Entry[] = []
  const seen = new Set<number>()
  for (let entry: Entry | undefined = from; entry && !seen.has(entry.id); entry = trace[causesOf(entry)[0] ?? -1]) {
    seen.add(entry.id)
    out.push(entry)
    if (entry.kind === 'log' || (entry.kind === 'process' && entry !== from)) break
  }
  return out
}

/** The command's flag, or the file's line, that the first probe in the chain was answered by. */
function flagOf(trace: Trace, exited: ProcessEntry): ManifestEntry | undefined {
  const probe = killingProbe(trace, exited)
  const cause = probe && trace[causesOf(probe)[0] ?? -1]
  return cause?.kind === 'manifest' && (cause.file.startsWith('/') || /\.(command|args)\[\d+\]$/.test(cause.path)) ? cause : undefined
}

/** What there is to say of a lane without a restart. */
function quiet(trace: Trace, at: number, statuses: ReadonlyMap<string, StatusEntry>): string {
  const end = countUntil(trace, at)
  const from = addedAt(trace, statuses)
  let failed = 0
  for (let i = 0; i < end; i++) {
    const entry = trace[i]!
    if (entry.kind === 'probe' && entry.result === 'failure' && entry.t >= (from.get(entry.pod ?? '') ?? Infinity)) failed++
  }
  const over = [...statuses.values()].filter(isOver)
  const unready = [...statuses.values()].filter((status) => !status.ready && !isOver(status)).length
  const probes = failed ? `; ${failed === 1 ? '1 probe has' : `${failed} probes have`} failed` : ''
  return `${over.map(overWords).join('')}${erring(trace, at, from)}${probes}${unready ? `; ${unready === statuses.size ? 'not ready' : `${unready} of ${statuses.size} pods not ready`}` : ''}`
}

/** A pod whose containers have ended, and are not started again. */
const isOver = ({ phase, reason }: StatusEntry): boolean => reason === undefined && (phase === 'Failed' || phase === 'Succeeded')

function overWords({ pod, phase, containers }: StatusEntry): string {
  const failed = containers.find(({ state }) => state.is === 'terminated' && state.exitCode !== 0)
  const how = failed ? `: ${failed.name} ended with exit code ${failed.state.exitCode ?? 0}` : ''
  return `; ${pod ?? 'the pod'} has ended for good, ${phase}${how}`
}

/** What is said of probes that can only err, by what they are for. */
const ERRS: Readonly<Record<ProbeEntry['probe'], string>> = {
  liveness: 'only errs, which never kills: it looks healthy for ever',
  startup: 'only errs: it is never started, and never killed',
  readiness: 'only errs: it is never ready',
}

/** Half sentences as a whole one. */
const asSentence = (halves: string): string => (halves === '' ? '' : ` ${halves.charAt(2).toUpperCase()}${halves.slice(3)}.`)

/** Probes of the pods that there are which have come to nothing but errors since their containers last began: half a sentence each. */
function erring(trace: Trace, at: number, from: ReadonlyMap<string, number>): string {
  const last = new Map<string, { probe: ProbeEntry; only: boolean }>()
  const end = countUntil(trace, at)
  for (let i = 0; i < end; i++) {
    const entry = trace[i]!
    if (entry.kind === 'process' && entry.op === 'started') {
      for (const probe of ['liveness', 'startup', 'readiness']) last.delete(`${entry.pod}/${entry.container}/${probe}`)
    } else if (entry.kind === 'probe' && entry.t >= (from.get(entry.pod ?? '') ?? Infinity)) {
      const key = `${entry.pod}/${entry.container}/${entry.probe}`
      last.set(key, { probe: entry, only: entry.result === 'unknown' && last.get(key)?.only !== false })
    }
  }
  return [...last.values()]
    .filter(({ only }) => only)
    .map(({ probe: { container, probe, output } }) => {
      const said = output.trim().split('\n')[0] ?? ''
      return `; the ${probe} probe of ${container} ${ERRS[probe]}${said ? ` (${shortened(said, 120)})` : ''}`
    })
    .join('')
}

/** Certificates that somebody was refused for by then, being out of their time. */
function refusedCertificates(trace: Trace, at: number): string {
  const end = countUntil(trace, at)
  let said = ''
  for (let i = 0; i < end; i++) {
    const entry = trace[i]!
    const [, name, verb, life] = entry.kind === 'release' ? (/^The certificate (\S+) (is good|expires) (.*)\.$/.exec(entry.rule) ?? []) : []
    if (name === undefined) continue
    said += ` At ${clockWords(entry.t)} the certificate ${name} ${verb === 'expires' ? 'expires: whoever is shown it from then on refuses it' : `was refused: it is good ${life} only`}.`
  }
  return said
}

/** Until when a container that has not started again since is held back; nobody waits for what an older pod waited for. */
function blockedUntil(trace: Trace, at: number): number | undefined {
  const over = new Set<string>()
  const keyOf = ({ pod = '', container = '' }: Entry): string => `${pod}/${container}`
  for (let i = countUntil(trace, at) - 1; i >= 0; i--) {
    const entry = trace[i]!
    if (entry.kind === 'sync' && entry.op === 'REMOVE') over.add(entry.pod ?? '')
    else if (entry.kind === 'process' && entry.op === 'started') over.add(keyOf(entry))
    else if (entry.kind === 'backoff' && !over.has(keyOf(entry)) && !over.has(entry.pod ?? '')) {
      if (entry.blocked && entry.until !== undefined && entry.until > at) return entry.until
      over.add(keyOf(entry))
    }
  }
  return undefined
}
