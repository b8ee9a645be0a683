import type { Inputs } from '../../sim/scenario/inputs.ts'
import type { Scenario } from '../../sim/scenario/strict.ts'
import { simulate } from '../../sim/simulate.ts'
import type { Trace } from '../../sim/trace/trace.ts'
import { KnownRuns } from './known-runs.ts'

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
