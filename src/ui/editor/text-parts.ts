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
