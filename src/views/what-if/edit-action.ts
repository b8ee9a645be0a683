import type { FileAction } from '../../sim/scenario/inputs.ts'

/** Beyond this a change is a new text rather than an edit. */
const MOST_CHARACTERS = 4000

/**
 * What somebody has changed in a file, as an action: the lines that changed, so that a lane whose file differs elsewhere keeps
 * what is its own; the whole text where the file is new, or the change is large.
 */
export function editAction(file: string, text: string, after: string): FileAction {
  const old = linesOf(text)
  const now = linesOf(after)
  let head = 0
  while (head < old.length && old[head] === now[head]) head++
  let tail = 0
  while (tail < Math.min(old.length, now.length) - head && old.at(-1 - tail) === now.at(-1 - tail)) tail++
  // the first place where the text stands must be the right one: else the lines before tell it apart, or those behind it
  const before = Array.from({ length: head + 1 }, (_, i) => [head - i, tail] as const)
  const behind = Array.from({ length: tail }, (_, i) => [head, tail - 1 - i] as const)
  for (const places of [before, behind])
    for (const [from, left] of places) {
      const find = old.slice(from, old.length - left).join('')
      if (find.length > MOST_CHARACTERS) break
      if (find !== '' && text.indexOf(find) === lengthOf(old, from))
        return { edit: file, find, replace: now.slice(from, now.length - left).join('') }
    }
  return { write: file, content: after }
}

/** Each with its line break. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? []
}

function lengthOf(lines: readonly string[], count: number): number {
  let length = 0
  for (let i = 0; i < count; i++) length += lines[i]!.length
  return length
}
