/** What differs by release: its value in 1.9, and in the minor releases that gave it another. */
export interface ReleaseRule<T, Name extends string = string> {
  first: T
  changes: Readonly<Record<number, T>>
  /** Another rule: in a release that changes both, a reader is shown one change, under that name. */
  shownWith?: Name
}

export const rule = <T>(first: T, changes: Readonly<Record<number, T>>, shownWith?: string): ReleaseRule<T> =>
  shownWith === undefined ? { first, changes } : { first, changes, shownWith }

/** Not in 1.9, and from that minor release on. */
export const since = (minor: number, shownWith?: string): ReleaseRule<boolean> => rule(false, { [minor]: true }, shownWith)

/** In 1.9, and no longer from that minor release on. */
export const until = (minor: number, shownWith?: string): ReleaseRule<boolean> => rule(true, { [minor]: false }, shownWith)

export type RulesFor<Values> = { readonly [K in keyof Values]-?: ReleaseRule<Values[K]> }
export type ValuesOf<Rules> = { [K in keyof Rules]: Rules[K] extends ReleaseRule<infer T> ? T : never }

type RuleTable = Readonly<Record<string, ReleaseRule<unknown>>>

const cache = new WeakMap<RuleTable, Map<number, unknown>>()

/** What some rules say in a minor release. */
export function valuesAt<Rules extends RuleTable>(rules: Rules, minor: number): ValuesOf<Rules> {
  const values = cache.get(rules) ?? new Map<number, unknown>()
  cache.set(rules, values)
  if (!values.has(minor)) values.set(minor, Object.fromEntries(Object.entries(rules).map(([name, rule]) => [name, valueAt(rule, minor)])))
  return values.get(minor) as ValuesOf<Rules>
}

function valueAt({ first, changes }: ReleaseRule<unknown>, minor: number): unknown {
  const last = Object.keys(changes).findLast((since) => Number(since) <= minor)
  return last === undefined ? first : changes[Number(last)]
}
