import { changesBetween, type Change, type Rules } from '../../sim/release/release.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import { APISERVER_JUDGES } from './apiserver-judges.ts'
import { fieldEffects, flagEffects, refusals } from './beside-the-rows.ts'
import { factsOf, type Facts } from './facts.ts'
import { JUDGED_ALIKE } from './judged-alike.ts'
import { KUBELET_JUDGES } from './kubelet-judges.ts'
import { textOf } from './reading.ts'
import type { Effect, Judge, Verdict } from './verdict.ts'

/**
 * What lies between two releases, and whether it touches these inputs: what touches them first, then what changes texts
 * only, each oldest first. Which of the two releases is older does not matter.
 *
 * A row about manifests or flags is tried: the release before it is given that row alone, and reads them again. One about the
 * kubelet is judged by what the pods have.
 *
 * Units: none. Errors: throws RangeError as `releaseOf`. Follows: nothing upstream; each row names its own source.
 */
export function effectsOf(from: string, to: string, inputs: Inputs): Effect[] {
  const rows = changesBetween(from, to)
  const facts = factsOf(inputs, [from, to])
  const known = [
    ...rows.map((change): Effect => ({ change: { since: change.since, ...textOf(change) }, ...judge(change, facts) })),
    ...fieldEffects(from, to, inputs),
    ...flagEffects(from, to, facts, rows),
  ]
  const effects = [...known, ...refusals(from, to, facts, known)]
  const weight = ({ touches, texts }: Effect): number => (touches ? 0 : texts ? 1 : 2)
  return effects.toSorted((a, b) => weight(a) - weight(b) || a.change.since - b.change.since)
}

/** By rule, every one of them: the compiler names a new one that nobody judges. */
const JUDGES: Readonly<Record<keyof Rules, Judge>> = { ...JUDGED_ALIKE, ...KUBELET_JUDGES, ...APISERVER_JUDGES }

/** The strongest of what a row's rules come to. */
function judge(change: Change, facts: Facts): Verdict {
  const judges = new Set((Object.keys(change.set) as (keyof Rules)[]).map((name) => JUDGES[name]))
  const verdicts = [...judges].map((one) => one(facts, change))
  return verdicts.find((verdict) => verdict.touches) ?? verdicts.find((verdict) => verdict.texts) ?? verdicts[0]!
}
