/** What was thrown, as a sentence. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** Ends a switch that has a case for every value: the compiler refuses it where one is missing. */
export function assertUnreachable(value: never): never {
  throw new Error(`unexpected ${JSON.stringify(value)}`)
}

/**
 * What an object itself holds under a name. A name that a person has given may be any word, be it `constructor` or `toString`,
 * which every object seems to have.
 */
export function own<T>(of: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(of, name) ? of[name] : undefined
}

/** A field by its path, whose names a point parts. */
export function fieldAt(of: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((under, name) => (isRecord(under) ? own(under, name) : undefined), of)
}

/** An object, and no list? */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A patch laid over a value: objects merge, all else replaces, and null takes away. Follows: RFC 7386. */
export function mergePatch(under: unknown, over: unknown): unknown {
  if (!isRecord(over)) return over
  const merged = new Map<string, unknown>(isRecord(under) ? Object.entries(under) : [])
  for (const [key, value] of Object.entries(over)) {
    if (value === null) merged.delete(key)
    else merged.set(key, mergePatch(merged.get(key), value))
  }
  return Object.fromEntries(merged)
}

/** What is no list has nothing in it. */
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as readonly unknown[]) : [])

/** The order of two numbers, or of two texts by their characters, as `toSorted()` has that by itself. */
export const byCharacter = <T extends number | string>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0)

/** What a map holds under a key; made, and kept there, where it holds nothing. */
export function getOrInsert<K, V>(map: { get(key: K): V | undefined; set(key: K, value: V): unknown }, key: K, make: () => NoInfer<V>): V {
  let value = map.get(key)
  if (value === undefined) map.set(key, (value = make()))
  return value
}

/** The place of the first of so many that a test holds for, as it does for all behind it; their number where it holds for none. */
export function firstPlace(count: number, holds: (place: number) => boolean): number {
  let [low, high] = [0, count]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (holds(middle)) high = middle
    else low = middle + 1
  }
  return low
}

/** The fields that have a value: an optional field is left out rather than set to undefined. */
export function defined<T extends object>(fields: T): Defined<T> {
  const found: Partial<T> = {}
  for (const key in fields) if (fields[key] !== undefined) found[key] = fields[key]
  return found as unknown as Defined<T>
}

type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}

/** Those of one key together, in the order in which the keys come first. */
export function grouped<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>()
  for (const item of items) getOrInsert(groups, keyOf(item), () => []).push(item)
  return groups
}
