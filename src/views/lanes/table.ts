import type { Entry, Trace } from '../../sim/trace/trace.ts'
import { causesOf } from '../../sim/trace/moment.ts'
import { tell } from '../text/sentences.ts'

/** A row of the timeline's text twin. */
export interface Row {
  t: number
  lane: string
  /** `pod/container`, `pod`, or empty. */
  object: string
  kind: Entry['kind']
  what: string
  why: string
  /** Its id in the lane's trace. */
  entry: number
}

export interface Filter {
  lane?: string
  object?: string
  kinds?: readonly Entry['kind'][]
  from?: number
  to?: number
  /** Part of what or why, in any case. */
  text?: string
}

/** Kinds that say where something stands, rather than that it happened. */
const ROOTS: readonly Entry['kind'][] = ['manifest', 'release', 'script']

/**
 * All lanes' entries as rows, in order of time, lanes in their order where the times are equal.
 *
 * Units: seconds on the simulated clock.
 */
export function rows(lanes: readonly { name: string; entries: Trace }[], filter: Filter = {}): Row[] {
  const needle = filter.text?.toLowerCase()
  return lanes
    .filter(({ name }) => filter.lane === undefined || filter.lane === name)
    .flatMap(({ name, entries }) => entries.filter((entry) => passes(entry, filter)).map((entry) => row(name, entries, entry)))
    .filter((r) => needle === undefined || r.what.toLowerCase().includes(needle) || r.why.toLowerCase().includes(needle))
    .toSorted((a, b) => a.t - b.t)
}

function passes(entry: Entry, { object, kinds, from = -Infinity, to = Infinity }: Filter): boolean {
  if (kinds ? !kinds.includes(entry.kind) : ROOTS.includes(entry.kind)) return false
  return entry.t >= from && entry.t <= to && (object === undefined || objectOf(entry) === object || entry.pod === object)
}

function row(lane: string, trace: Trace, entry: Entry): Row {
  const cause = trace[causesOf(entry)[0] ?? -1]
  return {
    t: entry.t,
    lane,
    object: objectOf(entry),
    kind: entry.kind,
    what: tell(trace, entry).sentence,
    why: cause ? tell(trace, cause).sentence : '',
    entry: entry.id,
  }
}

function objectOf({ pod, container }: Entry): string {
  return [pod, container].filter((part) => part !== undefined).join('/')
}
