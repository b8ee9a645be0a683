import { getOrInsert } from '../../manifest/own.ts'
import { causesOf, firstCause } from '../../sim/trace/moment.ts'
import type { Entry, Trace } from '../../sim/trace/trace.ts'
import { RESULT_WORDS } from '../lanes/lanes.ts'
import { clockWords } from '../text/duration-words.ts'

export interface EffectGroup {
  /** `48 liveness probes failed, the first at 18 s`. */
  label: string
  /** The entries, oldest first. */
  ids: readonly number[]
  /** What they are, where that is more than the label says. */
  more?: string
}

/** All that came of some entries, grouped by kind, in the order in which the groups begin. */
export function effectGroups(trace: Trace, roots: readonly number[]): EffectGroup[] {
  const ids = effects(trace, roots)
  const groups = new Map<string, number[]>()
  for (const id of ids) {
    const kind = kindOf(trace, trace[id]!)
    if (kind === undefined) continue
    getOrInsert(groups, kind, () => []).push(id)
  }
  const all = [...groups].map(([kind, members]) => group(trace, kind, members))
  const events = ids.filter((id) => isPlainEvent(trace[id]!))
  return events.length > 0 ? [...all, { ...group(trace, 'Event|Events', events), more: reasons(trace, events) }] : all
}

/**
 * Entries of one kind; what it is called for one and, behind the bar, for several.
 *
 * There is at least one.
 */
export function group(trace: Trace, kind: string, ids: readonly number[]): EffectGroup {
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
const kindOf = (trace: Trace, entry: Entry): string | undefined =>
  (NAMES[entry.kind] as (entry: Entry, trace: Trace) => string | undefined)(entry, trace)

const nothing = (): undefined => undefined

const NAMES: { [K in Entry['kind']]: (entry: Extract<Entry, { kind: K }>, trace: Trace) => string | undefined } = {
  probe: ({ probe, result }) => `${probe} probe|${probe} probes ${RESULT_WORDS[result]}`,
  result: (entry, trace) => {
    const { probe, value } = entry
    // of a container that has just begun or ended
    if (firstCause(trace, entry)?.kind !== 'probe') return undefined
    return `time the ${probe} probe|times the ${probe} probe counted as ${value === 'Failure' ? 'failed' : 'passed'}`
  },
  event: (entry) => (isPlainEvent(entry) ? undefined : `kill|kills of ${entry.container!}`),
  process,
  backoff: ({ blocked, container }) => (blocked ? `start|starts of ${container} held back by the back-off` : undefined),
  restartAll: () => 'restart|restarts of all containers',
  lease: () => `lease|leases lost`,
  status: () => 'change|changes of the pod’s status',
  mirror: ({ op }) => (op === 'updated' ? 'status|statuses that the API was told' : `mirror pod|mirror pods ${op}`),
  server: ({ state }) => (state === 'exited' ? undefined : `time the kube-apiserver|times the kube-apiserver ${SERVER[state]}`),
  sync: ({ op }) => `pod|pods ${{ ADD: 'taken up', REMOVE: 'taken down', UPDATE: 'changed' }[op]} by the kubelet`,
  log: ({ source }) => `line|lines in the log of ${source}`,
  response: () => 'answer|answers to requests',
  evidence: () => 'note|notes',
  warning: () => 'note|notes',
  object: ({ op }) => `API object|API objects ${op}`,
  ...{ printed: nothing, etcd: nothing, port: nothing, node: nothing, manifest: nothing },
  ...{ script: nothing, action: nothing, release: nothing, stopped: nothing },
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

/** `1 kill of main`, `6 kills of main`. */
function counted(kind: string, count: number): string {
  const [part = '', several = ''] = kind.split('|')
  if (count > 1) return `${count} ${several}`
  // the two begin alike; what follows the word that differs is the same
  const rest = several.split(' ').slice(part.split(' ').length).join(' ')
  return `1 ${part} ${rest}`.trim()
}

/**
 * All that came of some entries, in order. A container's next life does not count: it would have happened anyhow what happens in
 * it; only its start does.
 */
export function effects(trace: Trace, ids: readonly number[]): number[] {
  const caused = new Set(ids)
  const passedOn = new Set(ids)
  for (const entry of trace) {
    if (caused.has(entry.id) || !causesOf(entry).some((cause) => passedOn.has(cause))) continue
    caused.add(entry.id)
    if (entry.kind !== 'process' || entry.op !== 'started') passedOn.add(entry.id)
  }
  for (const id of ids) caused.delete(id)
  return [...caused]
}
