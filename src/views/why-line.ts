import { fieldAt, fieldsOf } from '../manifest/fields.ts'
import { causesOf } from '../sim/moment.ts'
import type { Inputs } from '../sim/scenario.ts'
import type { Entry, Trace } from '../sim/trace.ts'
import { clockWords } from './duration.ts'
import { lineAtStart, type LineAt, type StartLine, textAt } from './line-at-start.ts'
import { effects } from './why-effects.ts'
import { whyNothing } from './why-nothing.ts'

/** What a line of a file has caused. */
export interface LineEffects {
  file: string
  line: number
  /** Where a person can edit it, if anywhere. */
  place?: StartLine
  /** As it stands, without the blanks around it and a list's dash. */
  text: string
  groups: readonly EffectGroup[]
  /** Where it caused nothing: why, if anything is known. */
  note?: string
}

export interface EffectGroup {
  /** `48 liveness probes failed, the first at 18 s`. */
  label: string
  /** The entries, oldest first. */
  ids: readonly number[]
  /** What they are, where that is more than the label says. */
  more?: string
}

/**
 * Everything that a line has caused, grouped by kind, in the order in which the groups begin. A line that holds others, such as
 * `livenessProbe:`, answers for them too.
 *
 * Units: lines count from 1. Errors: none; a line that is not there has caused nothing.
 * Follows: nothing upstream.
 */
export function effectsOfLine(inputs: Inputs, trace: Trace, { file, line, at }: LineAt): LineEffects {
  const text = textAt(inputs, { file, at })
  const place = lineAtStart(inputs, { file, line, at })
  const found = { file, line, ...(place ? { place } : {}), text: text.split('\n')[line - 1]?.trim().replace(/^- (?=\S)/, '') ?? '' }
  const roots = rootsOf(inputs, trace, file, line, text)
  const groups = roots.every((id) => isTiming(trace[id]!)) ? held(trace, roots) : grouped(trace, effects(trace, roots))
  return groups.length > 0 ? { ...found, groups } : { ...found, groups, note: whyNothing(inputs, trace, { file, text, line }) }
}

/** The line's own entries, and those of the fields inside what it begins. */
function rootsOf(inputs: Inputs, trace: Trace, file: string, line: number, text: string): number[] {
  const path = fieldAt(fieldsOf(text), line)?.path
  return trace.flatMap((entry) => {
    if (entry.kind !== 'manifest' || entry.file !== file || entry.isDefault) return []
    const isIn = path !== undefined && entry.path.startsWith(path) && /^[.[]|^$/.test(entry.path.slice(path.length))
    // what was written later is another text
    return (entry.line === line || isIn) && textAt(inputs, { file, at: entry.t }) === text ? [entry.id] : []
  })
}

/** What says when a probe is sent, and nothing of what comes of it. */
function isTiming(entry: Entry): boolean {
  return entry.kind === 'manifest' && /\.(initialDelaySeconds|periodSeconds)$/.test(entry.path)
}

function held(trace: Trace, roots: readonly number[]): EffectGroup[] {
  const probes = trace.filter((entry) => entry.kind === 'probe' && causesOf(entry).some((cause) => roots.includes(cause)))
  const [first] = probes
  if (first?.kind !== 'probe') return []
  const root = trace[roots[0]!]!
  const delays = root.kind === 'manifest' && root.path.endsWith('initialDelaySeconds')
  const kind = delays ? `first ${first.probe} probe|first ${first.probe} probes of a life held back by it` : `${first.probe} probe|${first.probe} probes sent by its clock`
  return [group(trace, kind, probes.map(({ id }) => id))]
}

function grouped(trace: Trace, ids: readonly number[]): EffectGroup[] {
  const groups = new Map<string, number[]>()
  for (const id of ids) {
    const kind = kindOf(trace, trace[id]!)
    if (kind === undefined) continue
    const group = groups.get(kind)
    if (group) group.push(id)
    else groups.set(kind, [id])
  }
  const all = [...groups].map(([kind, members]) => group(trace, kind, members))
  const events = ids.filter((id) => isPlainEvent(trace[id]!))
  return events.length > 0 ? [...all, { ...group(trace, 'Event|Events', events), more: reasons(trace, events) }] : all
}

function group(trace: Trace, kind: string, ids: readonly number[]): EffectGroup {
  const first = clockWords(trace[ids[0]!]!.t)
  return { label: `${counted(kind, ids.length)}, ${ids.length === 1 ? 'at' : 'the first at'} ${first}`, ids }
}

/** `85 Unhealthy, 68 BackOff`. */
function reasons(trace: Trace, ids: readonly number[]): string {
  const counts = new Map<string, number>()
  for (const id of ids) {
    const entry = trace[id]!
    if (entry.kind === 'event') counts.set(entry.reason, (counts.get(entry.reason) ?? 0) + 1)
  }
  return [...counts].map(([reason, count]) => `${count} ${reason}`).join(', ')
}

/** One that only tells of what another entry stands for. */
function isPlainEvent(entry: Entry): boolean {
  return entry.kind === 'event' && entry.reason !== 'Killing'
}

/** What happened, for one and, behind the bar, for several; undefined for what only stands for something else. */
function kindOf(trace: Trace, entry: Entry): string | undefined {
  switch (entry.kind) {
    case 'probe':
      return `${entry.probe} probe|${entry.probe} probes ${PROBED[entry.result]}`
    case 'result':
      // of a container that has just begun or ended
      if (trace[causesOf(entry)[0] ?? -1]?.kind !== 'probe') return undefined
      return `time the ${entry.probe} probe|times the ${entry.probe} probe counted as ${entry.value === 'Failure' ? 'failed' : 'passed'}`
    case 'event':
      return isPlainEvent(entry) ? undefined : `kill|kills of ${entry.container ?? 'the pod'}`
    case 'process':
      return process(entry)
    case 'backoff':
      return entry.blocked ? `start|starts of ${entry.container} held back by the back-off` : undefined
    case 'status':
      return 'change|changes of the pod’s status'
    case 'mirror':
      return entry.op === 'updated' ? 'status|statuses that the API was told' : `mirror pod|mirror pods ${entry.op}`
    case 'server':
      return entry.state === 'exited' ? undefined : `time the kube-apiserver|times the kube-apiserver ${SERVER[entry.state]}`
    case 'sync':
      return `pod|pods ${{ ADD: 'taken up', REMOVE: 'taken down', UPDATE: 'changed' }[entry.op]} by the kubelet`
    case 'log':
      return `line|lines in the log of ${entry.source}`
    case 'response':
      return 'answer|answers to requests'
    case 'warning':
      return 'note|notes'
    case 'object':
      return `API object|API objects ${entry.op}`
    case 'printed':
    case 'etcd':
    case 'port':
    case 'manifest':
    case 'action':
    case 'release':
      return undefined
    default:
      return assertUnreachable(entry)
  }
}

function process({ op, container, attempt }: Extract<Entry, { kind: 'process' }>): string {
  if (op === 'started') return attempt === 0 ? `first start|first starts of ${container}` : `restart|restarts of ${container}`
  return op === 'exited' ? `end|ends of ${container}` : `time that ${container}|times that ${container} was ${op}`
}

const SERVER = {
  starting: 'started',
  accepting: 'accepted connections without an answer',
  forbidding: 'answered without its roles',
  unready: 'was not ready',
  serving: 'came to serve',
  hung: 'hung',
  'shutting-down': 'shut down',
} as const
const PROBED = { success: 'passed', failure: 'failed', warning: 'warned', unknown: 'could not be made' } as const

/** `1 kill of main`, `6 kills of main`. */
function counted(kind: string, count: number): string {
  const [one = '', several = ''] = kind.split('|')
  if (count > 1) return `${count} ${several}`
  // the two begin alike; what follows the word that differs is the same
  const rest = several.split(' ').slice(one.split(' ').length).join(' ')
  return `1 ${one} ${rest}`.trim()
}

function assertUnreachable(value: never): never {
  throw new Error(`not an entry: ${JSON.stringify(value)}`)
}
