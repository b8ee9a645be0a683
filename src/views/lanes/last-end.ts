import { getOrInsert } from '../../manifest/own.ts'
import { type LaneDrawing, lastUpTo, type Mark } from './lanes.ts'

type EndMark = Pick<Mark, 't' | 'id'> & { pod: string }

const ends = new WeakMap<LaneDrawing, readonly EndMark[]>()

/** The last kill, or other end of a process, up to a time, of one pod where it is named; of several at once the first that is drawn. */
export function lastEnd(drawing: LaneDrawing, t: number, of?: string): EndMark | undefined {
  const all = getOrInsert(ends, drawing, () => {
    // a day of pods that fall has thousands, and each move of the cursor asks
    const drawn = drawing.tracks.flatMap(({ pod, kills, lives }): EndMark[] => [
      ...kills.map((kill) => ({ t: kill.t, id: kill.id, pod })),
      // what ends with its pod has no kill of its own
      ...lives.flatMap((life, n) => {
        const kill = kills[lastUpTo(kills, lives[n + 1]?.from ?? Infinity)]
        const isTold = life.end === 'killed' && kill !== undefined && kill.t >= life.from
        return isTold || life.endId === undefined ? [] : [{ t: life.to, id: life.endId, pod }]
      }),
    ])
    return drawn.toReversed().sort((a, b) => a.t - b.t)
  })
  let last = lastUpTo(all, t)
  while (of !== undefined && last >= 0 && all[last]!.pod !== of) last--
  return all[last]
}
