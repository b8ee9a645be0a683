/** Where somebody was in a text box that another editor takes the place of. */
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

let left: Stand | undefined

/** To lay such a text out only to ask where it stands takes too long. */
const LARGE = 200_000

/**
 * Leaves it to whatever comes in the same change of the page, and to nothing later. `part`: the line of the file that the box begins
 * with, and how many the file has, where it has a part of it.
 */
export function handOver(id: string, box: HTMLTextAreaElement, part?: { first: number; of: number }): void {
  if (document.activeElement !== box && box.value.length > LARGE) return
  const before = (part?.first ?? 1) - 1
  const place = (offset: number): Place => {
    const lines = box.value.slice(0, offset).split('\n')
    return { lineNumber: before + lines.length, column: lines.at(-1)!.length + 1 }
  }
  const scrolled = box.scrollTop / box.scrollHeight
  left = {
    id,
    isFocused: document.activeElement === box,
    from: place(box.selectionStart),
    to: place(box.selectionEnd),
    scrolled: part ? (before + scrolled * box.value.split('\n').length) / part.of : scrolled,
  }
  queueMicrotask(() => {
    left = undefined
  })
}

export const takeOver = (id: string): Stand | undefined => (left?.id === id ? left : undefined)
