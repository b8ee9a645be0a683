/** What differs by release: its value in 1.9, and in the minor releases that gave it another. */
export interface Rule<T, Name extends string = string> {
  first: T
  changes: Readonly<Record<number, T>>
  /** The rule beside it whose change is the same one to a reader, where both change in a release. */
  with?: Name
}

export const rule = <T>(first: T, changes: Readonly<Record<number, T>>, beside?: string): Rule<T> =>
  beside === undefined ? { first, changes } : { first, changes, with: beside }

/** Not in 1.9, and from that minor release on. */
export const since = (minor: number, beside?: string): Rule<boolean> => rule(false, { [minor]: true }, beside)

/** In 1.9, and no longer from that minor release on. */
export const until = (minor: number, beside?: string): Rule<boolean> => rule(true, { [minor]: false }, beside)

export type RulesFor<Values> = { readonly [K in keyof Values]-?: Rule<Values[K]> }
export type ValuesOf<Rules> = { [K in keyof Rules]: Rules[K] extends Rule<infer T> ? T : never }

/** What some rules say in a minor release. */
export function valuesAt<Rules extends Readonly<Record<string, Rule<unknown>>>>(rules: Rules, minor: number): ValuesOf<Rules> {
  const valueOf = ({ first, changes }: Rule<unknown>): unknown => {
    const last = Object.keys(changes).findLast((at) => Number(at) <= minor)
    return last === undefined ? first : changes[Number(last)]
  }
  return Object.fromEntries(Object.entries(rules).map(([name, each]) => [name, valueOf(each)])) as ValuesOf<Rules>
}
