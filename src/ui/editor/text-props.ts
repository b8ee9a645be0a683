import type { LineDiff } from '../../views/text/line-diff.ts'
import type { LaneFileProblem } from '../state/results.ts'

/** So many lines are seen above one that is gone to. */
const ABOVE = 6

/** Marks a text box from a character up to another, and scrolls there where it is out of sight. */
export function putCaret(box: HTMLTextAreaElement, from: number, to = from): void {
  box.setSelectionRange(from, to)
  const line = box.value.slice(0, to).split('\n').length
  const height = box.scrollHeight / box.value.split('\n').length
  const top = (line - 1) * height - box.scrollTop
  if (top < 0 || top > box.clientHeight - 2 * height) box.scrollTop = height * Math.max(0, line - ABOVE)
}

/** What is new where one text has become another: from one character of the other up to another. */
export function changeOf(old: string, next: string): { from: number; to: number } {
  const most = Math.min(old.length, next.length)
  let from = 0
  while (from < most && old[from] === next[from]) from++
  let same = 0
  while (same < most - from && old[old.length - 1 - same] === next[next.length - 1 - same]) same++
  return { from, to: next.length - same }
}

/** Where somebody is in a text when another editor takes this one's place: the same text, the same cursor. */
export interface EditorCursor {
  id: string
  isFocused: boolean
  /** Characters of the text. */
  from: number
  to: number
}

let left: EditorCursor | undefined

/** Leaves it to whatever shows that text next: whoever goes somewhere else meanwhile is not brought back. */
export function leave(cursor: EditorCursor): void {
  left = cursor
  document.addEventListener('focusin', forget, { once: true })
}

function forget(): void {
  left = undefined
  document.removeEventListener('focusin', forget)
}

/** Takes it up, once; undefined where nobody has been in that text right before. */
export function takeOver(id: string): EditorCursor | undefined {
  const cursor = left?.id === id ? left : undefined
  if (cursor) forget()
  return cursor
}

export interface TextProps {
  /** Changes when another text is shown. */
  id: string
  label: string
  text: string
  /** False where it is too long, and not taken. */
  write(text: string): boolean
  problems: readonly LaneFileProblem[]
  diff: LineDiff
  litLine: number
  litWish: number
  /** The caret is wanted on that line. */
  litCaret: boolean
  /** Lines that something came of. */
  causes: readonly number[]
  /** The person has put the caret on a line, or clicked beside it (`isAsked`). */
  onLine(line: number, isAsked: boolean): void
  release: string
  /** It may be read and not changed. */
  isLocked: boolean
  /** The line that is to be seen first, 0 where that is the first one; `of` changes with what is open. */
  begin: { line: number; of: string }
}
