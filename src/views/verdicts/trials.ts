import type { Inputs } from '../../sim/scenario.ts'
import { simulate } from '../../sim/simulate.ts'
import type { EntryOf, ProcessEntry, Trace } from '../../sim/trace.ts'
import { clockDigits } from '../duration.ts'
import { type Cell, NEVER, type Trial, type TrialFields } from './cell.ts'

/** How long the calm run is. */
export const CALM_SECONDS = 1800
/** When a fault comes, at the earliest, and how long its consequences are waited for. */
export const FAULT_SECONDS = 600
export const PATIENCE_SECONDS = 1200

export interface Run {
  trial: Trial
  inputs: Inputs
  trace: Trace
}

/** The container that a lane is about. */
export interface Main {
  pod: string
  container: string
  /** Whether it is a simulated kube-apiserver. */
  isServer: boolean
}

/**
 * A lane's trial runs. The scenario's own actions and requests are left out of all of them, and etcd is up.
 *
 * Units: seconds on the simulated clock. Errors: as `simulate`. Follows: nothing upstream.
 */
export class Trials {
  readonly inputs: Inputs
  private readonly base: TrialFields
  private readonly made = new Map<string, unknown>()

  constructor(inputs: Inputs) {
    const etcd = inputs.cluster.etcd === 'up' ? {} : { cluster: { ...inputs.cluster, etcd: 'up' as const } }
    this.base = { actions: [], requests: [], ...etcd }
    this.inputs = { ...inputs, ...this.base }
  }

  /** What differs from the lane's own inputs, under a name. */
  trial(name: string, fields: TrialFields = {}): Trial {
    return { name, fields: { ...this.base, ...fields } }
  }

  run(trial: Trial, duration: number): Run {
    const inputs = { ...this.inputs, ...trial.fields, duration }
    return { trial, inputs, trace: simulate(inputs) }
  }

  /** What several questions read is worked out once. */
  once<T>(key: string, make: () => T): T {
    if (!this.made.has(key)) this.made.set(key, make())
    return this.made.get(key) as T
  }

  get calm(): Run {
    return this.once('calm', () => this.run(this.trial(''), CALM_SECONDS))
  }

  get main(): Main | undefined {
    return this.once('main', () => mainOf(this.calm.trace))
  }

  /** The first moment from `from` on at which the main process serves in the calm run, or runs where it is no server. */
  upFrom(from: number): number | undefined {
    const span = this.main && upSpans(this.calm.trace, this.main).find(([start, end]) => end - Math.max(start, from) > LEAST_SECONDS)
    if (!span) return undefined
    const [start, end] = span
    if (start <= from) return from
    // a whole second is easier to find again
    const whole = Math.ceil(start + LEAST_SECONDS)
    return whole < end ? whole : Math.round((start + end) * 500) / 1000
  }
}

/** A process that is up for less is not worth a fault. */
const LEAST_SECONDS = 0.5

/** The kube-apiserver; else the first main container with a probe that kills; else the first main container. */
function mainOf(trace: Trace): Main | undefined {
  const server = trace.find((entry) => entry.kind === 'server')
  if (server) return { pod: server.pod ?? '', container: server.container, isServer: true }
  const inits = new Set(trace.flatMap((entry) => (entry.kind === 'status' ? entry.containers.filter((c) => c.init).map((c) => `${entry.pod}/${c.name}`) : [])))
  const kills = new Set(trace.flatMap((entry) => (entry.kind === 'probe' && entry.probe !== 'readiness' ? [`${entry.pod}/${entry.container}`] : [])))
  const starts = trace.filter((entry): entry is ProcessEntry => entry.kind === 'process' && entry.op === 'started' && !inits.has(`${entry.pod}/${entry.container}`))
  const start = starts.find((entry) => kills.has(`${entry.pod}/${entry.container}`)) ?? starts[0]
  return start && { pod: start.pod ?? '', container: start.container, isServer: false }
}

/** When the main process is up: serving, or running where it is no server. */
function upSpans(trace: Trace, main: Main): [start: number, end: number][] {
  const spans: [number, number][] = []
  let since: number | undefined
  const turn = (t: number, up: boolean): void => {
    if (up) since ??= t
    else if (since !== undefined) {
      spans.push([since, t])
      since = undefined
    }
  }
  for (const entry of trace) {
    if (!isOf(entry, main)) continue
    if (main.isServer && entry.kind === 'server') turn(entry.t, entry.state === 'serving')
    if (!main.isServer && entry.kind === 'process' && (entry.op === 'started' || entry.op === 'exited')) turn(entry.t, entry.op === 'started')
  }
  if (since !== undefined) spans.push([since, Infinity])
  return spans
}

/**
 * Whether an entry is about the main container.
 *
 * Units: none. Errors: none. Follows: nothing upstream.
 */
export function isOf(entry: { pod?: string; container?: string }, main: Main): boolean {
  return entry.pod === main.pod && entry.container === main.container
}

/**
 * The starts of the main container's process after a moment.
 *
 * Units: `after` in seconds on the simulated clock. Errors: none. Follows: nothing upstream.
 */
export function startsAfter(trace: Trace, main: Main, after: number): ProcessEntry[] {
  return trace.filter((entry): entry is ProcessEntry => entry.kind === 'process' && entry.op === 'started' && entry.t > after && isOf(entry, main))
}

/**
 * The entry with which the main container serves after a moment: the kube-apiserver's own word, or the first status that calls
 * the container ready.
 *
 * Units: `after` in seconds on the simulated clock. Errors: undefined where it does not. Follows: nothing upstream.
 */
export function servesAfter(trace: Trace, main: Main, after: number): EntryOf<'server'> | EntryOf<'status'> | undefined {
  for (const entry of trace) {
    if (entry.t <= after || entry.pod !== main.pod) continue
    if (main.isServer && entry.kind === 'server' && entry.state === 'serving') return entry
    if (!main.isServer && entry.kind === 'status' && entry.containers.some((c) => c.name === main.container && c.ready && c.state.is === 'running')) return entry
  }
  return undefined
}

/**
 * Nothing can be tried on a lane of which nothing is up from a moment on.
 *
 * Units: `from` in seconds on the simulated clock. Errors: none. Follows: nothing upstream.
 */
export function neverUp(trials: Trials, from: number): Cell {
  const { main, calm } = trials
  const last = calm.trace.findLast(({ kind }) => kind === 'server' || kind === 'process' || kind === 'log')
  return {
    value: '–',
    note: 'never up',
    sort: NEVER,
    tone: 'bad',
    reason: main ? `${main.container} ${main.isServer ? 'does not serve' : 'does not run'} at any time from ${clockDigits(from)} to ${clockDigits(CALM_SECONDS)}.` : 'No container of this lane ever starts.',
    ...(last ? { proof: { kind: 'run', trial: calm.trial, from: 0, at: CALM_SECONDS, entry: last.id } } : {}),
  }
}
