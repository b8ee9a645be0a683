import { type Entry, type ProcessEntry, type Trace, isEnd } from '../../sim/trace/trace.ts'
import { endedBy, isRestart, lastBefore } from '../lanes/ends.ts'
import { causesOf } from '../../sim/trace/moment.ts'
import { isWaitedFor } from '../why/why.ts'
import { effects } from '../why/effect-groups.ts'

/** A restart of a container: the one that ends its life `number - 1`. Or that it is never ready at all, which has the number 0. */
export interface Restart {
  pod: string
  container: string
  /** Counts from 1. */
  number: number
  /** When the life before it ends. */
  t: number
  /** The entry of that end, or of what keeps it from being ready. */
  end: number
}

/**
 * The restart that an entry led to, or is; or else that its pod is never ready.
 *
 * Errors: undefined where it led to neither.
 */
export function restartOf(trace: Trace, id: number): Restart | undefined {
  const entry = trace[id]
  return entry && (ledTo(trace, entry) ?? neverReady(trace, entry))
}

function ledTo(trace: Trace, entry: Entry): Restart | undefined {
  const led = isRestart(entry) ? lastBefore(trace, entry, isEnd) : firstEnd(trace, entry)
  if (!led || !isEnd(led) || led.pod === undefined || endedBy(trace, led) === 'file') return undefined
  // one that runs once is not restarted
  const isWanted = trace.some((entry) => entry.id > led.id && isSame(entry, led) && (isRestart(entry) || entry.kind === 'backoff'))
  return isWanted ? { pod: led.pod, container: led.container, number: led.attempt + 1, t: led.t, end: led.id } : undefined
}

/** Of what goes wrong in a pod that has no restart and is never ready in the whole run; of one that is rejected as a whole no container is named. */
function neverReady(trace: Trace, entry: Entry): Restart | undefined {
  const isTrouble =
    (entry.kind === 'event' && entry.type === 'Warning') ||
    (entry.kind === 'probe' && entry.result !== 'success' && entry.probe !== 'liveness') ||
    isWaitedFor(trace, entry)
  const { pod } = entry
  if (!isTrouble || pod === undefined) return undefined
  const statuses = trace.filter((item) => item.kind === 'status' && item.pod === pod)
  const last = statuses.at(-1)
  if (last?.kind === 'status' && last.containers.length === 0 && entry.kind === 'event' && last.reason === entry.reason)
    return { pod, container: '', number: 0, t: entry.t, end: entry.id }
  const isOver = last?.kind !== 'status' || last.reason !== undefined || /Failed|Succeeded/.test(last.phase)
  const isRestarted = trace.some((item) => isRestart(item) && item.pod === pod)
  if (isOver || isRestarted || statuses.some((item) => item.kind === 'status' && item.ready)) return undefined
  const container = entry.container ?? last.containers.find(({ ready }) => !ready)?.name
  return container === undefined ? undefined : { pod, container, number: 0, t: entry.t, end: entry.id }
}

/** The first end of a process that came of an entry. An Event only tells of what its causes are. */
function firstEnd(trace: Trace, entry: Entry): Entry | undefined {
  const from = entry.kind === 'event' ? causesOf(entry) : [entry.id]
  return [...from, ...effects(trace, from)].map((id) => trace[id]).find((entry) => entry && isEnd(entry))
}

/** An end that hangs on the manifest: neither the scenario's own doing, nor that of another text. */
export function isPreventable(trace: Trace, entry: Entry): entry is ProcessEntry {
  return isEnd(entry) && !['action', 'eviction', 'file'].includes(endedBy(trace, entry))
}

function isSame(entry: Entry, other: Entry): boolean {
  const isOtherPod = entry.kind === 'process' && other.kind === 'process' && entry.uid !== other.uid
  return entry.container === other.container && entry.pod === other.pod && !isOtherPod
}
