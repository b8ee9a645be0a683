import { type Field, lastLine } from '../../manifest/fields.ts'

/** Characters of a text, and what comes in their place. */
export interface Edit {
  from: number
  to: number
  insert: string
}

/**
 * A text with some of its parts replaced; no two of them overlap.
 *
 * Units: places count from 0.
 */
export function applied(text: string, edits: readonly Edit[]): string {
  return edits.toSorted((a, b) => b.from - a.from).reduce((now, { from, to, insert }) => now.slice(0, from) + insert + now.slice(to), text)
}

/**
 * What takes a field or a member of a list out of a text, with the lines or the comma that go with it.
 *
 * Errors: undefined where nothing would be left of what holds it.
 */
export function removal(text: string, { key, value, parent }: Field): Edit[] | undefined {
  const step = parent.kind === 'mapping' ? 2 : 1
  const count = parent.children.length / step
  if (count < 2) return undefined
  const place = parent.children.indexOf(key ?? value) / step
  const next = parent.children[(place + 1) * step]
  if (parent.flow) {
    const before = place > 0 ? parent.children[place * step - 1] : undefined
    return [
      next
        ? { from: (key ?? value).start.index, to: next.start.index, insert: '' }
        : { from: before!.end.index, to: value.end.index, insert: '' },
    ]
  }
  const starts = linesOf(text)
  const lineStart = starts[(key ?? value).start.line]!
  const end = starts[lastLine(value) + 1] ?? text.length
  const head = text.slice(lineStart, (key ?? value).start.index)
  // the dash before a member's first field goes to its next one
  if (key && head.trim() !== '') return next ? [{ from: lineStart, to: next.start.index, insert: head }] : undefined
  return head.replace('-', '').trim() === '' ? [{ from: lineStart, to: end, insert: '' }] : undefined
}

/** Where each line begins. */
function linesOf(text: string): number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}
