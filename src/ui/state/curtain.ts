import { useMemo } from 'react'
import type { LaneDrawing } from '../../views/lanes/lanes.ts'
import { type OpenParts, usePage } from './page.ts'
import { type LaneResult, results } from './results.ts'

/** The furthest moment that may be looked at. */
export const horizon = (): number => usePage.getState().seen ?? Infinity

export const draw = (at: number): void => usePage.setState({ seen: at })
export const lift = (): void => usePage.setState({ seen: null })

/** Time goes on up to a moment, and the curtain with it, where no question is open about what lies behind it. */
export function advance(at: number, isRevealed = false): void {
  const { seen, isAsked } = usePage.getState()
  if (seen !== null && at > seen && (isRevealed || !isAsked)) usePage.setState({ seen: at })
}

const cuts = new WeakMap<LaneDrawing, { seen: number; drawing: LaneDrawing }>()

/** What may be seen of a lane's run: where the curtain is drawn, as it stood at that moment, made once for all who look. */
export function inSight({ drawing, index }: LaneResult, seen: OpenParts['seen'], untilThen: OpenParts['cut']): LaneDrawing {
  if (seen === null || !untilThen) return drawing
  let cut = cuts.get(drawing)
  if (cut?.seen !== seen) cuts.set(drawing, (cut = { seen, drawing: untilThen(drawing, seen, (id) => index.times[id]!) }))
  return cut.drawing
}

/** The same of a lane as it is now, by its id. */
export function useDrawing(lane: string): LaneDrawing | undefined {
  const result = results((state) => state.lanes[lane])
  const seen = usePage((state) => state.seen)
  const cut = usePage((state) => state.cut)
  return useMemo(() => result && inSight(result, seen, cut), [result, seen, cut])
}
