import { create } from 'zustand'

/** What lies right of it has not been seen yet: the cursor goes there by Play only. Null: all may be seen. */
export const useCurtain = create<{ seen: number | null }>()(() => ({ seen: null }))

/** The furthest moment that may be looked at. */
export const horizon = (): number => useCurtain.getState().seen ?? Infinity

export const draw = (at: number): void => useCurtain.setState({ seen: at })
export const lift = (): void => useCurtain.setState({ seen: null })

/** Time goes on up to a moment, and the curtain with it. */
export function advance(at: number): void {
  const { seen } = useCurtain.getState()
  if (seen !== null && at > seen) useCurtain.setState({ seen: at })
}
