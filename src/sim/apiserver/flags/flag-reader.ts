/** Read: a duration in seconds, a list, a map. */
export type FlagValue = string | number | boolean | readonly string[] | Readonly<Record<string, string>>

/** The flags as read, with defaults for what was not given. */
export interface FlagReader {
  /** Any of them. */
  isSet(...names: readonly string[]): boolean
  text(name: string): string
  number(name: string, fallback: number): number
  bool(name: string, fallback: boolean): boolean
  list(name: string): readonly string[]
  map(name: string): Readonly<Record<string, string>>
}

/** What is wrong, in upstream's words, and the flags that it is about, the main one first. */
export type FlagError = readonly [text: string, ...flags: string[]]

/**
 * Looks flags up by name and type.
 *
 * A flag of another type counts as not given, one text as a list of one.
 */
export function readerOf(values: ReadonlyMap<string, FlagValue>): FlagReader {
  const get = <T>(name: string, is: (value: FlagValue) => value is FlagValue & T, fallback: T): T => {
    const value = values.get(name)
    return value !== undefined && is(value) ? value : fallback
  }
  return {
    isSet: (...names) => names.some((name) => values.has(name)),
    text: (name) => get<string>(name, (value) => typeof value === 'string', ''),
    number: (name, fallback) => get<number>(name, (value) => typeof value === 'number', fallback),
    bool: (name, fallback) => get<boolean>(name, (value) => typeof value === 'boolean', fallback),
    list: (name) => {
      const value = values.get(name)
      return typeof value === 'string' && value !== '' ? [value] : Array.isArray(value) ? value : []
    },
    map: (name) =>
      get<Readonly<Record<string, string>>>(name, (value): value is Readonly<Record<string, string>> => typeof value === 'object', {}),
  }
}
