import { usePage } from './page.ts'
import { useStore } from './store.ts'

export function light(lane: string, file: string, line: number): void {
  usePage.setState(({ lit }) => ({ lit: { lane, file, line, wish: (lit?.wish ?? 0) + 1, hasCaret: false } }))
}

/** A step's own line: no panel that comes or goes puts it out. */
export function lightStep(lane: string, file: string, line: number): void {
  light(lane, file, line)
  usePage.setState(({ lit }) => ({ lit: lit && { ...lit, stepOf: useStore.getState().slot } }))
}

export const isStepLit = (): boolean => usePage.getState().lit?.stepOf === useStore.getState().slot

export function unlight(): void {
  if (!isStepLit()) usePage.setState({ lit: null })
}

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
