import type { Inputs } from '../sim/scenario/inputs.ts'
import { begin, wholeOf } from '../sim/simulate.ts'
import { type EntryOf, type ProcessEntry, stopOf, type Trace, isStart, isEnd } from '../sim/trace/trace.ts'
import type { Trial } from './verdicts/questions.ts'

/** A run is looked at so often, at its start and later: whether it has shown what it was made for, and whether others have a turn. */
const FIRST_SECONDS = 5
export const STEP_SECONDS = 20

/** What takes its time, in steps: between two of them others may be answered, or it may be given up. */
export type Steps<T> = Generator<void, T>

/** Works off to its end what is made in steps, and gives what came of it. Errors: as the steps throw. */
export function finished<T>(steps: Generator<unknown, T>): T {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}

/** Passes on what is made in steps, and says at each of them how far it is. Errors: as the steps throw. */
export function* reporting<T, S, P>(steps: Generator<S, T>, progress: (step: S) => P): Generator<P, T> {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
    yield progress(step.value)
  }
}

/** A run of a lane's variant. */
export interface TrialRun {
  trial: Trial
  inputs: Inputs
  trace: Trace
}

/** A lane with something changed, and its run, taken only as far as somebody looks. */
export class Experiment implements TrialRun {
  readonly trial: Trial
  readonly inputs: Inputs
  readonly trace: Trace
  private readonly goTo: (at: number) => void
  private at = -1

  /** `lane`: the inputs that the trial changes. Errors: as `simulate`. */
  constructor(lane: Inputs, trial: Trial = { name: '', fields: {} }) {
    this.trial = trial
    this.inputs = { ...lane, ...trial.fields }
    const { trace, goTo } = begin(this.inputs)
    this.trace = trace
    this.goTo = goTo
  }

  /** Its trace, at least as far as a time. Errors: throws HalfRun where it is stopped before. */
  until(at: number): Trace {
    if (at > this.at) this.goTo((this.at = at))
    const stop = stopOf(this.trace)
    return stop && stop.t <= at ? wholeOf(this.trace) : this.trace
  }

  /** Goes on until it has shown after `from` what it was made for, at the latest until a time. */
  *steps(until: number, hasShown: (trace: Trace) => boolean = () => false, from = 0): Steps<this> {
    let at = 0
    do {
      at = Math.min(at + (at < STEP_SECONDS ? FIRST_SECONDS : STEP_SECONDS), until)
      this.until(at)
      yield
    } while (at < until && !(at > from && hasShown(this.trace)))
    return this
  }
}

/** A container, by its pod's name and its own. */
export interface ContainerName {
  pod: string
  container: string
}

/** The container that a lane is about. */
export interface Main extends ContainerName {
  /** Whether it is a simulated kube-apiserver. */
  isServer: boolean
}

/** Whether an entry is about a container. */
export function isOf(entry: { pod?: string; container?: string }, { pod, container }: ContainerName): boolean {
  return entry.pod === pod && entry.container === container
}

/** The starts of a container's process after a moment, or all. */
export function startsAfter(trace: Trace, of: ContainerName, after = -Infinity): ProcessEntry[] {
  return trace.filter((entry): entry is ProcessEntry => isStart(entry) && entry.t > after && isOf(entry, of))
}

/**
 * A container's process's end after a moment.
 *
 * Errors: undefined where it goes on.
 */
export function endAfter(trace: Trace, of: ContainerName, after: number): ProcessEntry | undefined {
  return trace.find((entry): entry is ProcessEntry => isEnd(entry) && entry.t > after && isOf(entry, of))
}

/**
 * The entry with which the main container serves after a moment: the kube-apiserver's own word, or the first status that calls
 * the container ready.
 *
 * Errors: undefined where it does not.
 */
export function servesAfter(trace: Trace, main: Main, after: number): EntryOf<'server'> | EntryOf<'status'> | undefined {
  for (const entry of trace) {
    if (entry.t <= after || entry.pod !== main.pod) continue
    if (main.isServer && entry.kind === 'server' && entry.state === 'serving') return entry
    if (
      !main.isServer &&
      entry.kind === 'status' &&
      entry.containers.some((c) => c.name === main.container && c.ready && c.state.is === 'running')
    )
      return entry
  }
  return undefined
}
