import { useMemo } from 'react'
import { create } from 'zustand'
import type { LaneDrawing } from '../../views/lanes/lanes.ts'
import type { untilOf } from '../../views/lanes/until.ts'
import { results, type LaneResult } from './results.ts'

interface CurtainState {
  /** What lies right of it has not been seen yet: the cursor goes there by Play only. Null: all may be seen. */
  seen: number | null
  /** A question is open about what lies behind it: no Play moves it on, Reveal alone. */
  isAsked?: boolean
  /** Comes with what draws the curtain: a page that has none needs no code for it. */
  cut?: typeof untilOf
}

export const useCurtain = create<CurtainState>()(() => ({ seen: null }))

/** The furthest moment that may be looked at. */
export const horizon = (): number => useCurtain.getState().seen ?? Infinity

export const draw = (at: number): void => useCurtain.setState({ seen: at })
export const lift = (): void => useCurtain.setState({ seen: null })

/** Time goes on up to a moment, and the curtain with it, where no question is open about what lies behind it. */
export function advance(at: number, isRevealed = false): void {
  const { seen, isAsked } = useCurtain.getState()
  if (seen !== null && at > seen && (isRevealed || !isAsked)) useCurtain.setState({ seen: at })
}

const cuts = new WeakMap<LaneDrawing, { seen: number; drawing: LaneDrawing }>()

/** What may be seen of a lane's run: where the curtain is drawn, as it stood at that moment, made once for all who look. */
export function inSight({ drawing, index }: LaneResult, { seen, cut: untilThen }: CurtainState): LaneDrawing {
  if (seen === null || !untilThen) return drawing
  let cut = cuts.get(drawing)
  if (cut?.seen !== seen) cuts.set(drawing, (cut = { seen, drawing: untilThen(drawing, seen, (id) => index.times[id]!) }))
  return cut.drawing
}

/** The same of a lane as it is now, by its id. */
export function useDrawing(lane: string): LaneDrawing | undefined {
  const result = results((state) => state.lanes[lane])
  const curtain = useCurtain()
  return useMemo(() => result && inSight(result, curtain), [result, curtain])
}
