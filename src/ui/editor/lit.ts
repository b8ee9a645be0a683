import { create } from 'zustand'

/** The line that the chain of causes ends in. */
export interface Lit {
  lane: string
  file: string
  line: number
  /** Grows with every wish to see it, so that the same line can be gone to twice. */
  wish: number
}

export const useLit = create<{ lit: Lit | null }>()(() => ({ lit: null }))

export function light(lane: string, file: string, line: number): void {
  useLit.setState(({ lit }) => ({ lit: { lane, file, line, wish: (lit?.wish ?? 0) + 1 } }))
}

export const unlight = (): void => useLit.setState({ lit: null })
