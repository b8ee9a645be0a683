import type { Check } from '../sim/scenario/check.ts'
import { describe, schemaOf } from '../sim/scenario/schema.ts'

/** One, or a list of them. */
export function several<T>(of: Check<T>, most: number, what: string): Check<readonly T[]> {
  return describe(
    () => ({ anyOf: [schemaOf(of), { type: 'array', items: schemaOf(of), minItems: 1, maxItems: most }] }),
    (value, at) => {
      if (!Array.isArray(value)) return [of(value, at)]
      if (value.length === 0 || value.length > most) at.wrong('VALUE', value, `${what}, or a list of 1 to ${most}`)
      return value.slice(0, most).map((item, i) => of(item, at.into(i)))
    },
  )
}
