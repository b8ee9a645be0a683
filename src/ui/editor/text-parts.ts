/** A part of a text, whole lines of it: from one character up to another. */
export interface TextPart {
  from: number
  to: number
  /** The number of its first line, from 1, and how many it has. */
  first: number
  lines: number
}

/** So much is laid out at a time. */
const MOST = { characters: 100_000, lines: 1000 }

/** A text in parts that a text box shows quickly; a line that is longer is a part by itself. The line end between two belongs to none. */
export function partsOf(text: string): readonly TextPart[] {
  const parts: TextPart[] = []
  let part: TextPart = { from: 0, to: -1, first: 1, lines: 0 }
  for (let at = 0; ;) {
    const found = text.indexOf('\n', at)
    const end = found < 0 ? text.length : found
    if (part.lines > 0 && (part.lines === MOST.lines || end - part.from > MOST.characters)) {
      parts.push(part)
      part = { from: at, to: at, first: part.first + part.lines, lines: 0 }
    }
    part.to = end
    part.lines += 1
    if (found < 0) return [...parts, part]
    at = end + 1
  }
}

/** Whether a part has become so long that it is to be cut anew. */
export const isOvergrown = ({ from, to, lines }: TextPart): boolean => lines > 2 * MOST.lines || to - from > 2 * MOST.characters

/** Out of a part: into the one before or after it, to the text's ends, or with the line end between the two taken out. */
export type WayOut = 'before' | 'after' | 'first' | 'last' | 'join before' | 'join after'

/** Where a key leads out of a part, with the caret at a character of it; undefined where it stays within. */
export function wayOut(
  { key, ctrlKey, metaKey }: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey'>,
  own: string,
  at: number,
): WayOut | undefined {
  if (ctrlKey || metaKey) {
    if (key === 'Home' || (metaKey && key === 'ArrowUp')) return 'first'
    return key === 'End' || (metaKey && key === 'ArrowDown') ? 'last' : undefined
  }
  const isFirstLine = !own.slice(0, at).includes('\n')
  const isLastLine = !own.includes('\n', at)
  switch (key) {
    case 'ArrowUp':
    case 'PageUp':
      return isFirstLine ? 'before' : undefined
    case 'ArrowDown':
    case 'PageDown':
      return isLastLine ? 'after' : undefined
    case 'ArrowLeft':
      return at === 0 ? 'before' : undefined
    case 'ArrowRight':
      return at === own.length ? 'after' : undefined
    case 'Backspace':
      return at === 0 ? 'join before' : undefined
    case 'Delete':
      return at === own.length ? 'join after' : undefined
    default:
      return undefined
  }
}
