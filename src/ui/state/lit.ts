import { usePage } from './page.ts'

export function light(lane: string, file: string, line: number): void {
  usePage.setState(({ lit }) => ({ lit: { lane, file, line, wish: (lit?.wish ?? 0) + 1, hasCaret: false } }))
}

export const unlight = (): void => usePage.setState({ lit: null })

let wayBack: (() => void) | undefined

/** Goes to a line with the caret; `back` is called when the person wants to return. */
export function visitLine(lane: string, file: string, line: number, back: () => void): void {
  wayBack = back
  usePage.setState(({ lit }) => ({ lit: { lane, file, line, wish: (lit?.wish ?? 0) + 1, hasCaret: true }, isVisited: true }))
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
  usePage.setState({ isVisited: false })
}
