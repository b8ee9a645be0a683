/** A text that is read from its beginning to its end: what each of the terminal's small languages is read with. */
export class TextReader {
  protected at = 0
  protected readonly text: string

  constructor(text: string) {
    this.text = text
  }

  /** What comes next where it is like a sticky pattern, which is then read. */
  protected match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)
    if (found) this.at = pattern.lastIndex
    return found
  }

  /** The same as a text. */
  protected take(pattern: RegExp): string | undefined {
    return this.match(pattern)?.[0]
  }

  /** What parts words in a line. */
  protected blanks(): void {
    this.take(/[^\S\n]*/y)
  }

  /** All up to a mark, which is read too. Errors: undefined where it does not come any more. */
  protected takeUntil(mark: string): string | undefined {
    const end = this.text.indexOf(mark, this.at)
    if (end < 0) return undefined
    const before = this.text.slice(this.at, end)
    this.at = end + mark.length
    return before
  }
}

/** The words of a text, each as a sticky and global pattern's first group has it, and what of it is like none. */
export function tokensOf(text: string, token: RegExp): { tokens: string[]; rest: string } {
  const found = [...text.matchAll(token)]
  const last = found.at(-1)
  return { tokens: found.map(([, word]) => word!), rest: text.slice(last ? last.index + last[0].length : 0).trim() }
}

/** What is wrong with a text in one of the terminal's small languages, in that language's words. */
export class Wrong extends Error {}

/** What reading a text comes to. Errors: `error`, what is wrong with it. */
export function tried<T extends object>(read: () => T): T | { error: string } {
  try {
    return read()
  } catch (error) {
    if (error instanceof Wrong) return { error: error.message }
    throw error
  }
}

/** Whether an order is what a sign says. */
export const HOLDS: Readonly<Record<string, (order: number) => boolean>> = {
  '==': (order) => order === 0,
  '!=': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
}
