import { isRestart } from '../lanes/ends.ts'
import { defined } from '../../manifest/own.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import { causesOf, firstCause, firstOf, lastOf } from '../../sim/trace/moment.ts'
import { type Entry, type ManifestEntry, type ProbeEntry, type ServerEntry, type Trace, isStart, isEnd } from '../../sim/trace/trace.ts'
import { type AnswerMeaning, meaningOf, ruleOf } from './rule-of.ts'
import { bearerOf, isArgument, tell } from '../text/sentences.ts'
import type { Telling } from '../text/process-sentences.ts'

/** One link of a chain of causes. */
export interface Link extends Telling {
  /** Its id in the trace. */
  entry: number
  t: number
  kind: Entry['kind']
  /** Beside the one before it, not below: what else had a say in that. */
  isBeside: boolean
  /** The lines of files that had a say in it, as roots of the trace. */
  lines: readonly ManifestEntry[]
  /** The rule of the model behind it, as `RULES` names it. */
  ruleId?: string
  /** What the answer to a probe means. */
  meaning?: AnswerMeaning
}

/** Longer than any chain of one life. */
const MAX_LINKS = 60

/**
 * Why an entry happened: from itself back to a line of a file, an action or a rule of the release. A life's chain ends with that
 * life's own reasons; it does not go through the lives before. With the `inputs` of the run a failed probe is followed to whom or what it
 * should have asked.
 *
 * Units: seconds on the simulated clock. An id that is not in the trace has an empty chain.
 * Each link names its source.
 *
 * @example
 * ```js
 * import { parseScenario, simulate, summarize, why } from 'whyrestart'
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
 * const trace = simulate(inputs)
 * const chain = why(trace, summarize(trace, 600).entry, inputs)
 * console.log(chain[0].sentence) // web starts again: restart 1.
 * console.log(chain.at(-1).kind) // script
 * ```
 */
export function why(trace: Trace, id: number, inputs?: Inputs): Link[] {
  const links: Link[] = []
  const seen = new Set<number>()
  const add = (entry: Entry, isBeside: boolean): void => {
    seen.add(entry.id)
    const [ruleId, found] = [ruleOf(trace, entry), isBeside ? undefined : meaningOf(trace, entry, inputs)]
    // of a start that fails again and again it is said once
    const meaning = links.some((link) => link.meaning?.text === found?.text) ? undefined : found
    links.push({
      ...tell(trace, entry),
      entry: entry.id,
      t: entry.t,
      kind: entry.kind,
      isBeside,
      lines: isBeside ? [] : linesOf(trace, entry),
      ...defined({ ruleId }),
      ...(meaning ? { meaning } : {}),
    })
  }
  let next = trace[id]
  while (next && links.length < MAX_LINKS) {
    const entry: Entry = next
    // what had a say in a later one, and is a cause of this too, is told here
    const beside = seen.has(entry.id) ? links.findIndex((link) => link.isBeside && link.entry === entry.id) : undefined
    if (beside === -1) break
    if (beside !== undefined) links.splice(beside, 1)
    add(entry, false)
    const isFirst = links.length === 1
    // the start of a life is where the one before ends the story
    next = !isFirst && isRestart(entry) ? originOf(trace, entry) : mainCause(trace, entry)
    if (isFirst || !isRestart(entry)) for (const side of besides(trace, entry)) if (!seen.has(side.id) && side !== next) add(side, true)
  }
  return links
}

/** The links as lines of text, for goldens and for people who cannot see the panel. *
 * @example
 * ```js
 * import { parseScenario, simulate, summarize, why, whyText } from 'whyrestart'
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
 * const trace = simulate(inputs)
 * console.log(whyText(why(trace, summarize(trace, 600).entry)).split('\n')[1]) // ← web ends right after the kill began: exit code 0.
 * ```
 */
export function whyText(links: readonly Link[]): string {
  return links
    .map(({ sentence, proof, isBeside, kind, lines, meaning }, i) => {
      const said = kind === 'manifest' ? '' : lines.map((line) => ` [${placeText(line)}]`).join('')
      const means = meaning ? `  = ${meaning.text}\n` : ''
      return `${i === 0 ? '' : isBeside ? '  + ' : '← '}${sentence}${proof === undefined ? '' : ` (${proof})`}${said}\n${means}`
    })
    .join('')
}

function placeText({ line, path, value, isDefault }: ManifestEntry): string {
  const [name = ''] = path.split('.').slice(-1)
  const said = isArgument(path) || name === '' ? String(value) : value === null ? name : `${name}: ${String(value)}`
  return `${isDefault ? 'default' : `line ${line}`}: ${said}`
}

/** A start's causes are those of its image's being there: pulled, created, started; and what held the start itself up. */
function causesOfStart(trace: Trace, start: Entry): readonly number[] {
  let causes = causesOf(start)
  const own = causes.slice(1)
  for (let entry = trace[causes[0]!]; entry?.kind === 'event' && /^(Created|Pulled)$/.test(entry.reason); entry = trace[causes[0]!])
    causes = causesOf(entry)
  return [...causes, ...own]
}

/** Why there is a further life at all, whatever ended the one before: the restart policy, or else what had all containers begin anew. */
function originOf(trace: Trace, start: Entry): Entry | undefined {
  const causes = all(trace, causesOfStart(trace, start))
  return firstOf(causes, 'manifest', ({ path }) => /(^|\.)restartPolicy$/.test(path)) ?? causes[0]
}

function mainCause(trace: Trace, entry: Entry): Entry | undefined {
  switch (entry.kind) {
    case 'process': {
      const causes = all(trace, entry.op === 'started' ? causesOfStart(trace, entry) : causesOf(entry))
      return (isWaitedFor(trace, entry) ? causes.find(isWaitedLine) : undefined) ?? causes[0]
    }
    case 'probe':
      return causeOfProbe(trace, entry)
    case 'event':
      return (entry.reason === 'Failed' ? lineOfStart(trace, entry) : undefined) ?? firstCause(trace, entry)
    case 'server':
      return causeOfServer(trace, entry)
    default:
      return firstCause(trace, entry)
  }
}

/** What a life that never ran was to start: the lives before it failed for the same. */
function lineOfStart(trace: Trace, entry: Entry): Entry | undefined {
  const causes = all(trace, causesOf(entry))
  if (causes[0]?.kind !== 'event' || causes[0].reason !== 'Created') return undefined
  return firstOf(causes, 'manifest', ({ path }) => /\.(command\[0\]|image)$/.test(path))
}

/** The line of an init container's command, or of a postStart hook, for whose end the kubelet waits. */
const isWaitedLine = (cause: Entry): boolean =>
  cause.kind === 'manifest' &&
  (/\.lifecycle\.postStart$/.test(cause.path) || /^spec\.initContainers\[\d+\]\.(command|args)(\[\d+\])?$/.test(cause.path))

/** A start for whose end, or whose hook's, the pod waits as long as the run goes on. */
export function isWaitedFor(trace: Trace, entry: Entry): boolean {
  if (entry.kind !== 'process' || entry.op !== 'started') return false
  const isOwn = (other: Entry): boolean => other.pod === entry.pod && other.id > entry.id
  const line = all(trace, causesOfStart(trace, entry)).find(isWaitedLine)
  if (line?.kind !== 'manifest') return false
  if (trace.some((other) => isOwn(other) && isEnd(other) && other.container === entry.container)) return false
  const status = lastOf(trace, Infinity, 'status', ({ pod }) => pod === entry.pod)
  const state = status?.containers.find(({ name }) => name === entry.container)?.state
  return line.path.startsWith('spec.initContainers') ? state?.is === 'running' : state?.is === 'waiting'
}

/** A server that serves is not why a probe failed: then it is what was asked. */
function causeOfProbe(trace: Trace, entry: ProbeEntry): Entry | undefined {
  const causes = all(trace, causesOf(entry))
  if (entry.result !== 'failure') return causes[0]
  const notFound = /statuscode: 404$/.test(entry.output) ? firstOf(causes, 'manifest', ({ path }) => path.endsWith('.path')) : undefined
  // the flag that names the key is not why a token has an end
  const expired = firstOf(causes, 'log', ({ text }) => /token has expired/i.test(text))
    ? firstOf(causes, 'manifest', (cause) => bearerOf(cause) !== undefined)
    : undefined
  return notFound ?? expired ?? causes.find((cause) => cause.kind !== 'server' || cause.state !== 'serving')
}

/** The states that it comes up through follow from its start. */
function causeOfServer(trace: Trace, entry: ServerEntry): Entry | undefined {
  let cause = firstCause(trace, entry)
  while (cause?.kind === 'server') cause = trace[causesOf(cause).at(-1)!]
  return cause
}

/** What else a person should see of an entry's causes: the back-off's word on a start, the API that a mirror needs, etcd, who made a probe's answer late. */
function besides(trace: Trace, entry: Entry): Entry[] {
  const causes = all(trace, isStart(entry) ? causesOfStart(trace, entry) : causesOf(entry)).slice(1)
  // the first of several is this start's own
  if (entry.kind === 'process')
    return [
      causes.filter(({ kind }) => kind === 'backoff').slice(0, 1),
      causes.filter(({ kind }) => kind === 'action' || kind === 'script'),
      causes.flatMap((cause) => heldUp(trace, cause)),
    ].flat()
  // the older end that it was compared with
  if (entry.kind === 'backoff') return causes.filter(({ kind }) => kind === 'process')
  if (entry.kind === 'mirror') return causes.filter(({ kind }) => kind === 'server')
  if (entry.kind === 'event')
    return causes.flatMap((cause) => (cause.kind === 'etcd' || cause.kind === 'port' ? [cause] : heldUp(trace, cause)))
  return causes.filter(
    ({ kind }) =>
      kind === 'etcd' || kind === 'port' || kind === 'script' || ((kind === 'log' || kind === 'action') && entry.kind === 'probe'),
  )
}

/** Of the kubelet's loop that has stood still before: that it has, and how that came about. */
function heldUp(trace: Trace, cause: Entry): Entry[] {
  if (cause.kind !== 'node' || cause.part !== 'sync loop') return []
  const found: Entry[] = []
  for (let next: Entry | undefined = cause; next && found.length < MAX_LINKS; next = mainCause(trace, next)) found.push(next)
  return found
}

/** The lines to name beside an entry: those of its causes that say with which numbers it came about. */
function linesOf(trace: Trace, entry: Entry): ManifestEntry[] {
  if (entry.kind === 'manifest') return [entry]
  const start = isStart(entry)
  const lines = all(trace, start ? causesOfStart(trace, entry) : causesOf(entry)).filter((cause) => cause.kind === 'manifest')
  const shown = lines.filter((line) => line !== mainCause(trace, entry))
  if (entry.kind === 'probe') {
    // of one that passed also what let it in
    const more =
      entry.result === 'success'
        ? ({ file, path }: ManifestEntry) => isArgument(path) || file.startsWith('/')
        : ({ path }: ManifestEntry) => path.endsWith('.httpHeaders')
    return [...shown.filter(({ path }) => /(Probe|\.timeoutSeconds|\.initialDelaySeconds)$/.test(path)), ...shown.filter(more)]
  }
  if (start) return shown.filter((line) => /restartPolicy$/.test(line.path) || isWaitedLine(line))
  // how long its end took hangs on flags too; they are not why it ended
  return isEnd(entry) ? shown.filter(({ path, value }) => !isArgument(path) || /^--shutdown/.test(String(value))) : shown
}

function all(trace: Trace, ids: readonly number[]): Entry[] {
  return ids.map((id) => trace[id]!)
}
