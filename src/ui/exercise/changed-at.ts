import type { Texts } from '../../lessons/change.ts'

/** A line of a file, from 0. */
interface Place {
  file: string
  line: number
}

/** Where a text was changed, and where the caret stands after it. */
export interface Changed {
  from: Place
  to: Place
  /** Letters came, or letters went: not both at once, as where a selection is typed over. */
  isTyped: boolean
  /** A line's end was taken away: the caret came from the line below. */
  joins: boolean
}

/** Where one text has become another. Undefined where several files have changed, or one has come or gone. Errors: none. */
export function changedAt(before: Texts, now: Texts): Changed | undefined {
  const files = [...new Set([...Object.keys(before), ...Object.keys(now)])].filter((file) => before[file] !== now[file])
  const [file] = files
  if (file === undefined || files.length > 1) return undefined
  const [old, text] = [before[file], now[file]]
  if (old === undefined || text === undefined) return undefined
  const most = Math.min(old.length, text.length)
  let start = 0
  while (start < most && old[start] === text[start]) start++
  let rest = 0
  while (rest < most - start && old[old.length - 1 - rest] === text[text.length - 1 - rest]) rest++
  const gone = old.slice(start, old.length - rest)
  const come = text.slice(start, text.length - rest)
  const line = linesIn(text.slice(0, start))
  const to = { file, line: line + linesIn(come) }
  return { from: { file, line }, to, isTyped: gone === '' || come === '', joins: gone.includes('\n') }
}

const linesIn = (text: string): number => text.split('\n').length - 1

/** Whether it was typed on where the change before has ended: the two are one edit. */
export function goesOn({ to: last }: Changed, { from, isTyped, joins }: Changed): boolean {
  return isTyped && last.file === from.file && (last.line === from.line || (joins && last.line === from.line + 1))
}
