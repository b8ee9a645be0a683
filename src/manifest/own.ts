/**
 * What an object itself holds under a name. A name that a person has given may be any word, be it `constructor` or `toString`,
 * which every object seems to have.
 */
export function own<T>(of: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(of, name) ? of[name] : undefined
}

/** An object, and no list? */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
