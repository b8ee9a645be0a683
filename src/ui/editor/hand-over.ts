/** Where somebody is in a text when another editor takes this one's place: the same text, the same cursor. */
export interface Cursor {
  id: string
  isFocused: boolean
  /** Characters of the text. */
  from: number
  to: number
}

let left: Cursor | undefined

/** Leaves it to whatever shows that text next: whoever goes somewhere else meanwhile is not brought back. */
export function leave(cursor: Cursor): void {
  left = cursor
  document.addEventListener('focusin', forget, { once: true })
}

function forget(): void {
  left = undefined
  document.removeEventListener('focusin', forget)
}

/** Takes it up, once; undefined where nobody has been in that text right before. */
export function takeOver(id: string): Cursor | undefined {
  const cursor = left?.id === id ? left : undefined
  if (cursor) forget()
  return cursor
}
