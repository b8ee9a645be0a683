import type { Limits } from '../../sim/limits.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import type { Scenario } from '../../sim/scenario/strict.ts'
import { simulate } from '../../sim/simulate.ts'
import { type Entry, stopOf, type Trace } from '../../sim/trace/trace.ts'

type Entries = readonly Entry[]

/** A run that is not made again for the same inputs. */
export interface KnownRun {
  /** The number that it goes by. */
  key: number
  inputs: Inputs
  trace: Entries
  limits: Limits
  /** What it takes, in characters. */
  size: number
}

/** So many runs are known, and so many characters of them and of their inputs, whatever is on the screen. */
export const MOST_RUNS = 64
export const MOST_CHARACTERS = 40_000_000

/** Lanes' runs by their inputs. Those used last are forgotten last; those that are shown not at all. */
export class KnownRuns {
  private readonly byText = new Map<string, KnownRun>()
  private last = 0

  /** The run of these inputs, where it would come to the same within the present limits. */
  find(inputs: Inputs, limits: Limits): KnownRun | undefined {
    const text = JSON.stringify(inputs)
    const run = this.byText.get(text)
    if (!run || !holds(run, limits)) return undefined
    return this.put(text, run)
  }

  add({ inputs, trace, limits }: Pick<KnownRun, 'inputs' | 'trace' | 'limits'>): KnownRun {
    this.last += 1
    const text = JSON.stringify(inputs)
    return this.put(text, { key: this.last, inputs, trace, limits, size: text.length + charactersOf(trace) })
  }

  private put(text: string, run: KnownRun): KnownRun {
    this.byText.delete(text)
    this.byText.set(text, run)
    return run
  }

  /** Forgets what is too much, the oldest first. */
  forgetOld(present: ReadonlySet<number>): void {
    for (const [text, { key }] of this.byText) {
      if (this.byText.size <= MOST_RUNS && this.characters() <= MOST_CHARACTERS) return
      if (!present.has(key)) this.byText.delete(text)
    }
  }

  ofKey(key: number): KnownRun | undefined {
    return [...this.byText.values()].find((run) => run.key === key)
  }

  ofInputs(inputs: Inputs): KnownRun | undefined {
    return this.byText.get(JSON.stringify(inputs))
  }

  /** The numbers of all that is known. */
  keys(): number[] {
    return [...this.byText.values()].map(({ key }) => key)
  }

  /** How many characters are held. */
  characters(): number {
    return [...this.byText.values()].reduce((sum, { size }) => sum + size, 0)
  }
}

/** With more lanes each may have less. */
function holds({ trace, limits }: KnownRun, now: Limits): boolean {
  return limits.lanes === now.lanes || (!stopOf(trace) && trace.length <= now.entries)
}

/** So many of a trace's entries are measured, for all of them. */
const SAMPLE = 200

/** About what a trace takes, in the characters that would be written of it. */
export function charactersOf(trace: Entries): number {
  const step = Math.max(1, Math.floor(trace.length / SAMPLE))
  let measured = 0
  let characters = 0
  for (let n = 0; n < trace.length; n += step) {
    measured += 1
    characters += JSON.stringify(trace[n]).length
  }
  return measured === 0 ? 0 : Math.round((characters / measured) * trace.length)
}

/** Lanes whose inputs did not change are not run again. */
export const known = new KnownRuns()

/** What was run last. */
export const present: {
  scenario?: Scenario
  /** How the programs of each lane behave, as it stands in the editor. */
  programs: readonly string[]
} = { programs: [] }

/** A lane that a question is about, and the number of the picture that is shown of it. */
export interface OfLane {
  lane: number
  key?: number | undefined
}

/** The inputs that a question is about: those of the picture that is shown, which may be the last good one, else the lane's own. */
export function inputsOf({ lane, key }: OfLane): Inputs | undefined {
  const pictured = key === undefined ? undefined : known.ofKey(key)
  return pictured?.inputs ?? present.scenario?.lanes[lane]?.inputs
}

export const traceOf = (inputs: Inputs): Trace => known.ofInputs(inputs)?.trace ?? simulate(inputs)
