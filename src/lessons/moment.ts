import { type Check, seconds } from '../sim/scenario/check.ts'
import { closer } from '../sim/scenario/schema.ts'
import { MOST_SECONDS } from '../sim/scenario/fields.ts'

/** A moment that a run may be taken to, or a length within it: what `seconds` reads, up to the longest run. */
export const moment: Check<number> = closer(seconds, (value, at) => {
  const found = seconds(value, at)
  if (found > MOST_SECONDS) at.wrong('TOO_LONG', value, 'at most 24h')
  return Math.min(found, MOST_SECONDS)
})
