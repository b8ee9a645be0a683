import { takeOver, type Stand } from './hand-over.ts'

/** So many lines are seen above one that is gone to. */
const ABOVE = 6

/** Scrolls a text box to a line, from 1. */
function scrollToLine(box: HTMLTextAreaElement, line: number): void {
  box.scrollTop = (box.scrollHeight / box.value.split('\n').length) * Math.max(0, line - ABOVE)
}

/** Marks a text box from a character up to another, and scrolls there where it is out of sight. */
export function putCaret(box: HTMLTextAreaElement, from: number, to = from): void {
  box.setSelectionRange(from, to)
  const line = box.value.slice(0, to).split('\n').length
  const height = box.scrollHeight / box.value.split('\n').length
  const top = (line - 1) * height - box.scrollTop
  if (top < 0 || top > box.clientHeight - 2 * height) scrollToLine(box, line)
}

/** Takes up where somebody was in the editor before; `first`: the line of the file that the box begins with. */
export function standIn(box: HTMLTextAreaElement, { isFocused, from, to, scrolled }: Stand, first = 1): void {
  const lines = box.value.split('\n')
  const offset = ({ lineNumber, column }: Stand['from']): number => {
    const before = lines.slice(0, lineNumber - first)
    return before.reduce((sum, line) => sum + line.length + 1, 0) + Math.min(column - 1, lines[lineNumber - first]?.length ?? 0)
  }
  if (first === 1) box.scrollTop = scrolled * box.scrollHeight
  putCaret(box, offset(from), offset(to))
  if (isFocused) box.focus({ preventScroll: true })
}

/** The same in a box that is just there. */
export function comeIn(box: HTMLTextAreaElement | null, id: string): void {
  const stand = box && takeOver(id)
  if (stand) standIn(box, stand)
}

/** Puts the caret behind what is new of a text. */
export function goToChange(box: HTMLTextAreaElement | null, old: string, next: string): void {
  if (box?.value === next && document.activeElement === box) putCaret(box, changeOf(old, next).to)
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
