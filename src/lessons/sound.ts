import { At, type Check } from '../sim/scenario/check.ts'

/** What a check makes of a value, and whether it had nothing against it: what is wrong already is not complained about twice. */
export function checkSoundly<T>(check: Check<T>, value: unknown, at: At): { found: T; isSound: boolean } {
  let isSound = true
  const found = check(
    value,
    new At((problem) => {
      isSound = false
      at.report(problem)
    }, at.steps),
  )
  return { found, isSound }
}
