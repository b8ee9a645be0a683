import { changesBetween, type Change } from '../../sim/release/release.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import { factsOf, fieldEffects, flagEffects, refusals } from './beside-the-rows.ts'
import { textOf } from './reading.ts'
import { runBefore, tryRow, type Baseline, type Effect } from './trial.ts'

/** How many of the rows have been tried. */
export interface TrialProgress {
  done: number
  all: number
}

/**
 * What lies between two releases, and what it does to a lane: what touches it first, then what changes texts only, each oldest first.
 * Which of the two releases is older does not matter. It is found by running the lane: on the release before each row, and on that
 * release with the row alone.
 *
 * Errors: throws RangeError as `releaseOf`. Follows: nothing upstream; each row names its own source.
 */
export function* effectsOf(from: string, to: string, inputs: Inputs): Generator<TrialProgress, Effect[]> {
  const rows = changesBetween(from, to)
  const known: Effect[] = []
  let baseline: Baseline | undefined
  let minor = 0
  for (const [done, change] of rows.entries()) {
    yield { done, all: rows.length }
    if (!baseline || minor !== change.since - 1) baseline = runBefore(inputs, (minor = change.since - 1))
    known.push(effectOf(baseline, change))
  }
  const facts = factsOf(inputs, [from, to])
  known.push(...fieldEffects(from, to, inputs), ...flagEffects(from, to, facts))
  const effects = [...known, ...refusals(from, to, facts, known)]
  const weight = (effect: Effect): number => (effect.touches ? 0 : effect.texts ? 1 : 2)
  return effects.toSorted((a, b) => weight(a) - weight(b) || a.change.since - b.change.since)
}

function effectOf(baseline: Baseline, change: Change): Effect {
  const text = { since: change.since, ...textOf(change) }
  const difference = tryRow(baseline, change)
  if (!difference) return { change: text, touches: false, texts: false, why: 'The run is the same with it.' }
  return { change: text, texts: true, ...difference }
}
