/** The flags as read, with defaults for what was not given. */
export interface FlagReader {
  given(name: string): boolean
  text(name: string): string
  number(name: string, fallback: number): number
  bool(name: string, fallback: boolean): boolean
  list(name: string): readonly string[]
  map(name: string): Readonly<Record<string, string>>
}

/** What is wrong, in upstream's words, and the flags that it is about, the main one first. */
export type Wrong = readonly [text: string, ...flags: string[]]
