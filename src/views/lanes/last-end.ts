import { getOrInsert } from '../../manifest/own.ts'
import { type LaneDrawing, lastUpTo, type Mark } from './lanes.ts'

type EndMark = Pick<Mark, 't' | 'id'>

const ends = new WeakMap<LaneDrawing, readonly EndMark[]>()

/** The last kill, or other end of a process, up to a time; of several at once the first that is drawn. */
export function lastEnd(drawing: LaneDrawing, t: number): EndMark | undefined {
  const all = getOrInsert(ends, drawing, () => {
    // a day of pods that fall has thousands, and each move of the cursor asks
    const drawn = drawing.tracks.flatMap(({ kills, lives }): EndMark[] => [
      ...kills,
      ...lives.flatMap((life) => (life.end !== 'killed' && life.endId !== undefined ? [{ t: life.to, id: life.endId }] : [])),
    ])
    return drawn.toReversed().sort((a, b) => a.t - b.t)
  })
  return all[lastUpTo(all, t)]
}
