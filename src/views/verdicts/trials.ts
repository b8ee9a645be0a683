import { entriesUntil } from '../../sim/trace/moment.ts'
import { restartsAfter, restartsOf } from '../../manifest/restart-rules.ts'
import { type Container, containerIn } from '../../manifest/types.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import { specAt } from '../../sim/scenario/specs.ts'
import { type ProcessEntry, stopOf, type Trace, isStart, podOf } from '../../sim/trace/trace.ts'
import { Experiment, isOf, type Main, type TrialRun, type Steps } from '../experiment.ts'
import { clockWords } from '../text/duration-words.ts'
import { Spans } from '../lanes/drawing-of.ts'
import type { TimeSpan } from '../lanes/lanes.ts'
import { lastStatuses } from '../lanes/summary.ts'
import { killingProbe } from '../lanes/end-reason.ts'
import { type VerdictCell, NEVER, notAsked, type Trial, type TrialFields } from './questions.ts'

/** How long the calm run is. */
export const CALM_SECONDS = 1800
/** When a fault comes, at the earliest, and how long its consequences are waited for. */
export const FAULT_SECONDS = 600
export const PATIENCE_SECONDS = 1200
/**
 * A lane's trial runs; the questions share them. The scenario's own actions and requests are left out of all, and etcd is up. `run` is
 * the lane's own, where that has been made: one in which nothing is done is the calm run.
 *
 * Errors: as `simulate`.
 */
export function* trialsOf(inputs: Inputs, run?: Trace): Steps<LaneTrials> {
  const base = {
    actions: [],
    requests: [],
    ...(inputs.cluster.etcd === 'up' ? {} : { cluster: { ...inputs.cluster, etcd: 'up' as const } }),
  }
  const bare = { ...inputs, ...base }
  const trial = { name: '', fields: base }
  const { actions, requests, cluster, duration } = inputs
  const isCalm = actions.length === 0 && requests.length === 0 && cluster.etcd === 'up' && duration >= CALM_SECONDS
  const calm =
    run && isCalm && !stopOf(run)
      ? { trial, inputs: bare, trace: entriesUntil(run, CALM_SECONDS) }
      : yield* new Experiment(bare, trial).steps(CALM_SECONDS)
  return new LaneTrials(bare, base, calm)
}

/** A lane's calm run, and the variants of it that the questions try. */
export class LaneTrials {
  readonly inputs: Inputs
  readonly calm: TrialRun
  readonly main: Main | undefined
  private readonly base: TrialFields
  private readonly made = new Map<string, unknown>()

  constructor(inputs: Inputs, base: TrialFields, calm: TrialRun) {
    this.inputs = inputs
    this.base = base
    this.calm = calm
    this.main = mainOf(calm.trace)
  }

  /** What differs from the lane's own inputs, under a name. */
  trial(name: string, fields: TrialFields = {}): Trial {
    return { name, fields: { ...this.base, ...fields } }
  }

  /** As far as `until`, or until it has shown after `from` what it was made for. */
  run(trial: Trial, until: number, hasShown?: (trace: Trace) => boolean, from?: number): Steps<TrialRun> {
    return new Experiment(this.inputs, trial).steps(until, hasShown, from)
  }

  /** What several questions read is worked out once. */
  *once<T>(key: string, make: () => Steps<T>): Steps<T> {
    if (!this.made.has(key)) this.made.set(key, yield* make())
    return this.made.get(key) as T
  }

  /** The first moment from `from` on at which the main process serves in the calm run, or runs where it is no server. */
  upFrom(from: number): number | undefined {
    const span = this.main && upSpans(this.calm.trace, this.main).find((up) => up.to - Math.max(up.from, from) > LEAST_SECONDS)
    if (!span) return undefined
    if (span.from <= from) return from
    // a whole second is easier to find again
    const whole = Math.ceil(span.from + LEAST_SECONDS)
    return whole < span.to ? whole : Number((span.from + LEAST_SECONDS / 2).toFixed(3))
  }
}

/** A process that is up for less is not worth a fault. */
const LEAST_SECONDS = 0.5

/** The kube-apiserver; else the first main container with a probe that kills; else the first main container. */
function mainOf(trace: Trace): Main | undefined {
  const server = serverOf(trace)
  if (server) return server
  const inits = new Set(
    trace.flatMap((entry) => (entry.kind === 'status' ? entry.containers.filter((c) => c.init).map((c) => `${entry.pod}/${c.name}`) : [])),
  )
  const kills = new Set(
    trace.flatMap((entry) => (entry.kind === 'probe' && entry.probe !== 'readiness' ? [`${entry.pod}/${entry.container}`] : [])),
  )
  const starts = trace.filter((entry): entry is ProcessEntry => isStart(entry) && !inits.has(`${entry.pod}/${entry.container}`))
  const start = starts.find((entry) => kills.has(`${entry.pod}/${entry.container}`)) ?? starts[0]
  return start && { pod: podOf(start), container: start.container, isServer: false }
}

/**
 * A run's kube-apiserver.
 *
 * Errors: undefined where none was started.
 */
export function serverOf(trace: Trace): Main | undefined {
  const server = trace.find((entry) => entry.kind === 'server')
  return server && { pod: podOf(server), container: server.container, isServer: true }
}

/**
 * What a run's files say of its main container.
 *
 * Errors: undefined where no file does.
 */
export const specOf = (inputs: Inputs, main: Main): Container | undefined =>
  containerIn(specAt({ inputs, at: 0 }, main.pod), main.container)

/** When the main process is up: serving, or running where it is no server. */
function upSpans(trace: Trace, main: Main): readonly TimeSpan[] {
  const spans = new Spans(Infinity)
  for (const entry of trace) {
    if (!isOf(entry, main)) continue
    if (main.isServer && entry.kind === 'server') spans.set(entry.t, entry.id, entry.state === 'serving')
    if (!main.isServer && entry.kind === 'process' && (entry.op === 'started' || entry.op === 'exited'))
      spans.set(entry.t, entry.id, entry.op === 'started')
  }
  return spans.done()
}

/**
 * The end of a container that the kubelet has killed for a probe, and that its restartPolicy, or its pod's, does not start again.
 *
 * Errors: undefined where there is none.
 * Follows: pkg/kubelet/container/helpers.go, ShouldContainerBeRestarted (v1.37.2).
 */
export function killedForGood({ inputs, trace }: TrialRun, main?: Main): ProcessEntry | undefined {
  const ends = new Map<string, ProcessEntry>()
  for (const entry of trace) {
    if (entry.kind !== 'process' || (main && !isOf(entry, main))) continue
    const key = `${entry.pod}/${entry.container}`
    if (entry.op === 'started') ends.delete(key)
    else if (entry.op === 'exited') ends.set(key, entry)
  }
  return [...ends.values()].find((end) => {
    if (!killingProbe(trace, end)) return false
    const { own, policy } = restartsOf(specAt({ inputs, at: 0 }, podOf(end)), end.container)
    return !restartsAfter(end.code!, own, policy)
  })
}

/**
 * Why it is not started again, as a sentence.
 *
 * Follows: as `killedForGood`.
 */
export function notAgain({ inputs }: TrialRun, of: { pod?: string; container: string }): string {
  const { policy } = restartsOf(specAt({ inputs, at: 0 }, podOf(of)), of.container)
  return policy === 'Never'
    ? 'It is not started again: restartPolicy is Never.'
    : policy === 'OnFailure'
      ? 'It is not started again: restartPolicy is OnFailure, and it ended with exit code 0.'
      : 'It is not started again.'
}

/** Nothing can be tried on a lane of which nothing is up from a moment on. One that has done its work has nothing to be asked. */
export function neverUp({ main, calm }: LaneTrials, from: number): VerdictCell {
  const { trace } = calm
  if (main && lastStatuses(trace, from).get(main.pod)?.phase === 'Succeeded' && !killedForGood(calm, main)) {
    return notAsked(`${main.container} has done its work before ${clockWords(from)}, and nothing is left to be tried.`)
  }
  const last = trace.findLast(({ kind }) => kind === 'server' || kind === 'process' || kind === 'log')
  return {
    value: '–',
    note: 'never up',
    sort: NEVER,
    tone: 'bad',
    reason: main
      ? `${main.container} ${main.isServer ? 'does not serve' : 'does not run'} at any time from ${clockWords(from)} to ${clockWords(CALM_SECONDS)}.`
      : 'No container of this lane ever starts.',
    ...(last ? { proof: { kind: 'run', trial: calm.trial, from: 0, at: CALM_SECONDS, entry: last.id } } : {}),
  }
}
