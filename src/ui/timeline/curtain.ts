import { useMemo } from 'react'
import { create } from 'zustand'
import type { LaneDrawing } from '../../views/lanes/lanes.ts'
import { untilOf } from '../../views/lanes/until.ts'
import { results, type LaneResult } from '../simulator/results.ts'

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

const cuts = new WeakMap<LaneDrawing, { seen: number; drawing: LaneDrawing }>()

/** What may be seen of a lane's run: where the curtain is drawn, as it stood at that moment, made once for all who look. */
export function inSight({ drawing, index }: LaneResult, seen: number | null): LaneDrawing {
  if (seen === null) return drawing
  let cut = cuts.get(drawing)
  if (cut?.seen !== seen) cuts.set(drawing, (cut = { seen, drawing: untilOf(drawing, seen, (id) => index.times[id]!) }))
  return cut.drawing
}

/** The same of a lane as it is now, by its id. */
export function useDrawing(lane: string): LaneDrawing | undefined {
  const result = results((state) => state.lanes[lane])
  const seen = useCurtain((state) => state.seen)
  return useMemo(() => result && inSight(result, seen), [result, seen])
}
