import { moment } from '../../sim/scenario/fields.ts'
import { optional, whole } from '../../sim/scenario/check.ts'
import type { At } from '../../sim/scenario/check.ts'
import { clockWords } from '../../views/text/duration.ts'
import { shortened } from '../../views/text/telling.ts'
import type { Outcome } from './goal-kind.ts'

/** How often something may come; neither said: at least once. */
export interface Bounds {
  min?: number
  max?: number
  until?: number
}

const MOST = 1_000_000

/** The fields of bounds as they are written. */
export const BOUNDS = { min: optional(whole(0, MOST)), max: optional(whole(0, MOST)), until: optional(moment) }

/** Errors: reported at `at`; VALUE where the bounds cross. */
export function checkBounds({ min, max }: Bounds, at: At): void {
  if (min !== undefined && max !== undefined && min > max) at.into('min').wrong('VALUE', min, `at most max, which is ${max}`)
}

/**
 * Whether as many have come as are wanted. `what` begins the sentence, `words` are what one of them says.
 *
 * Units: `at` in seconds on the simulated clock.
 */
export function counted(
  found: readonly { id: number; t: number; words: string }[],
  what: string,
  { min, max }: Bounds,
  at: number,
): Outcome {
  const least = min ?? (max === undefined ? 1 : 0)
  if (max !== undefined && found.length > max) {
    const over = found[max]!
    const which = max === 0 ? '' : ` for the ${ordinal(max + 1)} time`
    const seen = `${what} comes${which} at ${clockWords(over.t)}`
    return {
      holds: false,
      at: over.t,
      seen: `${seen}.`,
      why: `${seen}: ${shortened(over.words.replace(/\.+$/, ''), 160)}.`,
      entry: over.id,
    }
  }
  const holds = found.length >= least
  const wanted = holds ? '' : `, and at least ${least} ${least === 1 ? 'is' : 'are'} wanted`
  const count = found.length === 0 ? 'has not come' : found.length === 1 ? 'has come once' : `has come ${found.length} times`
  const last = found.at(-1)
  return { holds, at: last?.t ?? at, why: `${what} ${count} by ${clockWords(at)}${wanted}.`, ...(last ? { entry: last.id } : {}) }
}

/** `1st`, `2nd`, `11th`. */
export function ordinal(n: number): string {
  const tens = n % 100
  const end = tens > 10 && tens < 14 ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th')
  return `${n}${end}`
}
