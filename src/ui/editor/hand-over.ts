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

/** Leaves it to whatever comes in the same change of the page, and to nothing later. */
export function handOver(id: string, box: HTMLTextAreaElement): void {
  if (document.activeElement !== box && box.value.length > LARGE) return
  const place = (offset: number): Place => {
    const lines = box.value.slice(0, offset).split('\n')
    return { lineNumber: lines.length, column: lines.at(-1)!.length + 1 }
  }
  left = {
    id,
    isFocused: document.activeElement === box,
    from: place(box.selectionStart),
    to: place(box.selectionEnd),
    scrolled: box.scrollTop / box.scrollHeight,
  }
  queueMicrotask(() => {
    left = undefined
  })
}

export const takeOver = (id: string): Stand | undefined => (left?.id === id ? left : undefined)
