import { create } from 'zustand'

/** The line that the chain of causes ends in. */
export interface Lit {
  lane: string
  file: string
  line: number
  /** Grows with every wish to see it, so that the same line can be gone to twice. */
  wish: number
  /** The caret is wanted there too. */
  hasCaret: boolean
}

export const useLit = create<{ lit: Lit | null; /** Whether there is a way back from it. */ isVisited: boolean }>()(() => ({
  lit: null,
  isVisited: false,
}))

export function light(lane: string, file: string, line: number): void {
  useLit.setState(({ lit }) => ({ lit: { lane, file, line, wish: (lit?.wish ?? 0) + 1, hasCaret: false } }))
}

export const unlight = (): void => useLit.setState({ lit: null })

let wayBack: (() => void) | undefined

/** Goes to a line with the caret; `back` is called when the person wants to return. */
export function visitLine(lane: string, file: string, line: number, back: () => void): void {
  wayBack = back
  useLit.setState(({ lit }) => ({ lit: { lane, file, line, wish: (lit?.wish ?? 0) + 1, hasCaret: true }, isVisited: true }))
}

/** False where nobody has come from anywhere. */
export function leaveLine(): boolean {
  if (!wayBack) return false
  const back = wayBack
  stayAtLine()
  back()
  return true
}

/** There is no way back any more. */
export function stayAtLine(): void {
  wayBack = undefined
  useLit.setState({ isVisited: false })
}
