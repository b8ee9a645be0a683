import { getOrInsert } from '../../manifest/own.ts'
import type { Replay } from './known-differences.ts'

/** What is read of an entry, be it recorded or simulated: `entry` in the trace. */
interface Entry {
  t: number
  kind: string
  pod?: string
  container?: string
  probe?: string
  result?: string
  output?: string
  type?: string
  reason?: string
  message?: string
  containers?: readonly ContainerStatus[]
  /** It may be missing on the other side. */
  optional?: boolean
}

interface ContainerStatus {
  name: string
  restartCount: number
  ready: boolean
  started?: boolean
  lastState?: { reason?: string; exitCode?: number }
}

interface Comparison {
  matched: number
  total: number
  /** A line each, of every list the first three. */
  differences: string[]
}

/** Seconds by which a time may differ: a real machine's own latencies. */
const TOLERANCE = { probe: 1.6, event: 2, status: 3 }

/**
 * A new container's readiness is probed at once at every sync, while its process comes up or goes down: how often, and with what answer
 * in these first seconds, is chance. Such probes and their Events are optional.
 */
const UNSETTLED_SECONDS = 1.5
/** A kube-apiserver takes 2 to 5 s to serve. */
const UNSETTLED_SERVER_SECONDS = 5
/** A removed pod's readiness is probed until the next housekeeping, every 2 s. */
const UNSETTLED_REMOVAL_SECONDS = 2.2

/** Names that no two runs share: ids, addresses of clients, Go's exec details. */
const normalised = (text = ''): string =>
  text
    .replace(/\b[0-9a-f]{64}\b/g, '<id>')
    .replace(/\b[0-9a-f]{32}\b/g, '<uid>')
    .replace(/(read tcp|write tcp) [\d.]+:\d+->/g, '$1 <client>->')
    .replace(/failed to start exec \\?"[^"\\]*\\?"/g, 'failed to start exec <id>')
    .replace(/audit-id: \S+/gi, 'audit-id: <id>')
    .trim()

/** What the Go of today and Docker 26, with which 1.9.4 was recorded, say otherwise than those of 2018. */
const normalisedRuntime = (text: string): string =>
  text
    .replace(/Get "(\S+)":/g, 'Get $1:')
    .replace(/(connect|getsockopt): connection refused/g, '<call>: connection refused')
    .replace(
      /(context deadline exceeded|net\/http: request canceled) \(Client\.Timeout exceeded while awaiting headers\)/g,
      '<Client.Timeout>',
    )
    .replace(/(?:rpc error: code = 2 desc = oci runtime error|OCI runtime exec failed): exec failed: .*/gs, '<exec failed>')

const withoutRuntime = (entries: readonly Entry[]): Entry[] =>
  entries.map((entry) => ({
    ...entry,
    ...(entry.output !== undefined && { output: normalisedRuntime(entry.output) }),
    ...(entry.message !== undefined && { message: normalisedRuntime(entry.message) }),
  }))

const groupBy = <T>(entries: readonly T[], keyOf: (entry: T) => string): Map<string, T[]> => {
  const groups = new Map<string, T[]>()
  for (const entry of entries) getOrInsert(groups, keyOf(entry), () => []).push(entry)
  return groups
}

/** A list of one kind, as it is compared. */
interface List<T> {
  name: string
  /** Seconds by which times may differ. */
  tolerance: number
  same(recorded: T, simulated: T): boolean
  show(entry: T): string
}

type Timed = { t: number; optional?: boolean }

/** Leaves out the optional entries that have no partner on the other side. */
function align<T extends Timed>(recorded: readonly T[], simulated: readonly T[], { same, tolerance }: List<T>): [T[], T[]] {
  const left: T[] = []
  const right: T[] = []
  for (let i = 0, j = 0; i < recorded.length || j < simulated.length;) {
    const a = recorded[i]
    const b = simulated[j]
    const isPair = a !== undefined && b !== undefined && same(a, b) && Math.abs(a.t - b.t) <= tolerance
    if (!isPair && b?.optional) j++
    else if (!isPair && a?.optional) i++
    else {
      if (a) left.push(a)
      if (b) right.push(b)
      i++
      j++
    }
  }
  return [left, right]
}

/** Walks two lists side by side: their first three differences are told with their place, and the rest is counted. */
function walk<T extends Timed>(list: List<T>, all: readonly T[], allSimulated: readonly T[], end: number): Comparison {
  const { name, same, show, tolerance } = list
  const [recorded, simulated] = align(all, allSimulated, list)
  const told = (entry: T | undefined): string => (entry ? `${entry.t} s ${show(entry)}` : 'nothing more')
  const differences: string[] = []
  let matched = 0
  for (let i = 0; i < Math.max(recorded.length, simulated.length); i++) {
    const r = recorded[i]
    const s = simulated[i]
    // an entry at the very end may fall on either side of it
    if ((!r || !s) && (r ?? s)!.t > end - tolerance - 1) break
    if (r && s && same(r, s) && Math.abs(r.t - s.t) <= tolerance) matched++
    else differences.push(`${name} #${i + 1}: recorded ${told(r)} | simulated ${told(s)}`)
  }
  if (differences.length > 3) differences.splice(3, Infinity, `${name}: … and ${differences.length - 3} more`)
  return { matched, total: recorded.length, differences }
}

const unsettledSeconds = ({ reason, container = '', message = '' }: Entry): number => {
  if (reason === 'Started' && container.startsWith('kube-apiserver')) return UNSETTLED_SERVER_SECONDS
  return message.startsWith('Stopping container') ? UNSETTLED_REMOVAL_SECONDS : UNSETTLED_SECONDS
}

const isReadinessEvent = ({ kind, message = '' }: Entry): boolean => kind === 'event' && message.startsWith('Readiness probe ')

function markUnsettled(entries: readonly Entry[], actions: readonly Entry[]): Entry[] {
  const turns = [...entries.filter(({ kind, reason }) => kind === 'event' && (reason === 'Started' || reason === 'Killing')), ...actions]
  const isNearTurn = ({ t, container }: Entry): boolean =>
    turns.some(
      (turn) => (turn.kind === 'action' || turn.container === container) && t >= turn.t - 0.1 && t - turn.t <= unsettledSeconds(turn),
    )
  const isReadiness = (entry: Entry): boolean => (entry.kind === 'probe' && entry.probe === 'readiness') || isReadinessEvent(entry)
  return entries.map((entry) => (isReadiness(entry) && isNearTurn(entry) ? { ...entry, optional: true } : entry))
}

/** What a person sees of a container's status. */
interface StatusStep extends Timed {
  key: string
  text: string
}

/** The steps of each container's status; one that a poll twice a second, or the tolerance, may miss is optional. */
function statusSteps(entries: readonly Entry[]): Map<string, StatusStep[]> {
  const steps = new Map<string, StatusStep[]>()
  for (const { kind, t, containers = [] } of entries) {
    if (kind !== 'status') continue
    for (const { name, restartCount, ready, started, lastState } of containers) {
      const list = steps.get(name) ?? []
      steps.set(name, list)
      const key = JSON.stringify([restartCount, ready, started ?? null, lastState?.reason ?? null, lastState?.exitCode ?? null])
      const last = `${lastState?.reason ?? '-'} ${lastState?.exitCode ?? ''}`
      if (list.at(-1)?.key !== key)
        list.push({ t, key, text: `restarts ${restartCount} ready ${ready} started ${started ?? null} last ${last}` })
    }
  }
  for (const list of steps.values())
    list.forEach((step, i) => (step.optional = i < list.length - 1 && list[i + 1]!.t - step.t <= TOLERANCE.status))
  return steps
}

/** By container: what each of its waits between two starts was told as, if at all. */
function waits(entries: readonly Entry[]): Map<string, (string | undefined)[]> {
  const found = new Map<string, (string | undefined)[]>()
  for (const { kind, container = '', reason, message } of entries) {
    if (kind !== 'event') continue
    const list = found.get(container) ?? []
    found.set(container, list)
    if (reason === 'Started') list.push(undefined)
    if (reason === 'BackOff' && list.length > 0) list[list.length - 1] ??= normalised(message)
  }
  return found
}

/** A back-off is told again at every sync, at moments that are chance: what counts is whether each wait has any, and its text. */
function compareWaits(recorded: readonly Entry[], simulated: readonly Entry[]): Comparison {
  const others = waits(simulated)
  const differences: string[] = []
  let total = 0
  for (const [container, list] of waits(recorded)) {
    const other = others.get(container) ?? []
    for (const [i, text] of list.slice(0, -1).entries()) {
      total++
      if (i < other.length && other[i] === text) continue
      const what = `recorded ${text ?? 'no back-off'} | simulated ${other[i] ?? 'no back-off'}`
      differences.push(`wait after start #${i + 1} of ${container}: ${what}`)
    }
  }
  return { matched: total - differences.length, total, differences }
}

/** Probes by container and type. */
const probesOf = (entries: readonly Entry[]): Map<string, Entry[]> =>
  groupBy(
    entries.filter(({ kind }) => kind === 'probe'),
    ({ probe, container }) => `${probe} probe of ${container}`,
  )

/**
 * Events by container. The readiness worker runs beside the rest of the kubelet: their order within one moment is chance. Whether a
 * removed pod's sandbox is still there depends on the minute of the kubelet's garbage collection.
 */
const eventsOf = (entries: readonly Entry[]): Map<string, Entry[]> =>
  groupBy(
    entries.filter(({ kind, reason }) => kind === 'event' && reason !== 'BackOff' && reason !== 'SandboxChanged'),
    (entry) => `${isReadinessEvent(entry) ? 'readiness events' : 'events'} of ${entry.container ?? 'the pod'}`,
  )

function compareEntries(recorded: readonly Entry[], simulated: readonly Entry[]): Comparison {
  const end = recorded.reduce((latest, { t }) => Math.max(latest, t), 0) + 1
  const actions = recorded.filter(({ kind }) => kind === 'action')
  const until = (entries: readonly Entry[]): Entry[] =>
    markUnsettled(
      entries.filter(({ t }) => t <= end),
      actions,
    )
  const [r, s] = [until(recorded), until(simulated)]
  const each = (grouped: (entries: readonly Entry[]) => Map<string, Entry[]>, list: Omit<List<Entry>, 'name'>): Comparison[] => {
    const [left, right] = [grouped(r), grouped(s)]
    return [...new Set([...left.keys(), ...right.keys()])].map((name) =>
      walk({ name, ...list }, left.get(name) ?? [], right.get(name) ?? [], end),
    )
  }
  const steps = statusSteps(s)
  const parts = [
    ...each(probesOf, {
      tolerance: TOLERANCE.probe,
      same: (a, b) => a.result === b.result && normalised(a.output) === normalised(b.output),
      show: ({ result, output }) => `${result} ${normalised(output)}`,
    }),
    ...each(eventsOf, {
      tolerance: TOLERANCE.event,
      same: (a, b) => a.type === b.type && a.reason === b.reason && normalised(a.message) === normalised(b.message),
      show: ({ type, reason, message }) => `${type} ${reason}: ${normalised(message)}`,
    }),
    compareWaits(r, s),
    ...[...statusSteps(r)].map(([container, list]) =>
      walk(
        {
          name: `status of ${container}`,
          tolerance: TOLERANCE.status,
          same: (a: StatusStep, b) => a.key === b.key,
          show: ({ text }) => text,
        },
        list,
        steps.get(container) ?? [],
        end,
      ),
    ),
  ]
  return {
    matched: parts.reduce((sum, { matched }) => sum + matched, 0),
    total: parts.reduce((sum, { total }) => sum + total, 0),
    differences: parts.flatMap(({ differences }) => differences),
  }
}

/** Holds a recording against what is simulated: each pod of a whole control plane by itself. */
export function compare(name: string, kubernetes: string, recorded: readonly Entry[], simulated: readonly Entry[]): Replay[] {
  const sides = kubernetes === '1.9' ? [withoutRuntime(recorded), withoutRuntime(simulated)] : [recorded, simulated]
  const [r, s] = sides as [readonly Entry[], readonly Entry[]]
  if (!name.startsWith('planes/')) return [{ name, kubernetes, ...compareEntries(r, s) }]
  return [...new Set(r.flatMap(({ pod }) => pod ?? []))].map((pod) => {
    const ofPod = (entries: readonly Entry[]): Entry[] => entries.filter((entry) => entry.pod === pod)
    return { name: `${name} ${pod}`, kubernetes, ...compareEntries(ofPod(r), ofPod(s)) }
  })
}
