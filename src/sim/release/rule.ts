/** What differs by release: its value in 1.9, and in the minor releases that gave it another. */
export interface ReleaseRule<T, Name extends string = string> {
  first: T
  changes: Readonly<Record<number, T>>
  /** Where both rules change in one release, a reader is shown one change, under the name of this other rule. */
  with?: Name
}

export const rule = <T>(first: T, changes: Readonly<Record<number, T>>, beside?: string): ReleaseRule<T> =>
  beside === undefined ? { first, changes } : { first, changes, with: beside }

/** Not in 1.9, and from that minor release on. */
export const since = (minor: number, beside?: string): ReleaseRule<boolean> => rule(false, { [minor]: true }, beside)

/** In 1.9, and no longer from that minor release on. */
export const until = (minor: number, beside?: string): ReleaseRule<boolean> => rule(true, { [minor]: false }, beside)

export type RulesFor<Values> = { readonly [K in keyof Values]-?: ReleaseRule<Values[K]> }
export type ValuesOf<Rules> = { [K in keyof Rules]: Rules[K] extends ReleaseRule<infer T> ? T : never }

type RuleTable = Readonly<Record<string, ReleaseRule<unknown>>>

const cache = new WeakMap<RuleTable, Map<number, unknown>>()

/** What some rules say in a minor release. */
export function valuesAt<Rules extends RuleTable>(rules: Rules, minor: number): ValuesOf<Rules> {
  const values = cache.get(rules) ?? new Map<number, unknown>()
  cache.set(rules, values)
  if (!values.has(minor)) values.set(minor, Object.fromEntries(Object.entries(rules).map(([name, each]) => [name, valueAt(each, minor)])))
  return values.get(minor) as ValuesOf<Rules>
}

function valueAt({ first, changes }: ReleaseRule<unknown>, minor: number): unknown {
  const last = Object.keys(changes).findLast((since) => Number(since) <= minor)
  return last === undefined ? first : changes[Number(last)]
}
