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
