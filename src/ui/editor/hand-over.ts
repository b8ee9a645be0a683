/** Where somebody was in an editor that another takes the place of. */
export interface Stand {
  id: string
  isFocused: boolean
  from: Place
  to: Place
  /** How far down, as a part of the whole. */
  scrolled: number
}

interface Place {
  lineNumber: number
  column: number
}

/** The line of the file that a text box begins with, and how many the file has, where the box has a part of it. */
export interface PartOfFile {
  first: number
  of: number
}

let left: Stand | undefined
let timer: ReturnType<typeof setTimeout> | undefined

/** To lay such a text out only to ask where it stands takes too long. */
const LARGE = 200_000
/** The code of what comes may have to be fetched. */
const WAITS_MS = 5000

/** Leaves it to whatever shows that text next: whoever goes somewhere else meanwhile is not brought back. */
export function leave(stand: Stand): void {
  forget()
  left = stand
  timer = setTimeout(forget, WAITS_MS)
  document.addEventListener('focusin', forget, { once: true })
}

/** Leaves where somebody is in a text box. */
export function handOver(id: string, box: HTMLTextAreaElement, part?: PartOfFile): void {
  if (document.activeElement !== box && box.value.length > LARGE) return
  const before = (part?.first ?? 1) - 1
  const place = (offset: number): Place => {
    const lines = box.value.slice(0, offset).split('\n')
    return { lineNumber: before + lines.length, column: lines.at(-1)!.length + 1 }
  }
  const scrolled = box.scrollTop / box.scrollHeight
  leave({
    id,
    isFocused: document.activeElement === box,
    from: place(box.selectionStart),
    to: place(box.selectionEnd),
    scrolled: part ? (before + scrolled * box.value.split('\n').length) / part.of : scrolled,
  })
}

function forget(): void {
  left = undefined
  clearTimeout(timer)
  document.removeEventListener('focusin', forget)
}

/** Whether somebody was in that text right before. */
export const isAwaited = (id: string): boolean => left?.id === id

/** Takes it up, once; undefined where nobody has been in that text right before. */
export function takeOver(id: string): Stand | undefined {
  const stand = isAwaited(id) ? left : undefined
  if (stand) forget()
  return stand
}
