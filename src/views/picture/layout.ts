import type { LaneDrawing, Track } from '../lanes/lanes.ts'

/** Where a lane's rows lie, in pixels from its top. */
export interface Layout {
  height: number
  tracks: readonly TrackLayout[]
  mirror: number
  bar: number
  row: number
}

export interface TrackLayout {
  track: Track
  /** Where the container's name stands; negative where there is but one. */
  title: number
  bar: number
  server: number
  rows: readonly number[]
  bottom: number
}

/** A picture with more is too high for a browser, and takes too long to be drawn; the text beside it has all. */
export const MOST_TRACKS = 200

/** Pixels left of the time axis, for the rows' names; `scale` is the text's size beside the usual one. */
export const gutterOf = (scale: number): number => Math.round(50 * scale)

interface Shape {
  /** With less air, so that five lanes fit a projector beside what explains them. */
  isDense?: boolean
  hasMirror?: boolean
}

/** Where the rows of a lane lie, by what its drawing has and how large its text is. */
export function layoutOf(drawing: LaneDrawing | undefined, scale: number, { isDense = false, hasMirror = !isDense }: Shape = {}): Layout {
  const px = (length: number): number => Math.round(length * scale)
  const bar = px(20)
  const row = px(15)
  let y = px(isDense ? 6 : hasMirror ? 10 : 8)
  const tracks = (drawing?.tracks ?? []).slice(0, MOST_TRACKS).map((track, _, all): TrackLayout => {
    const title = all.length > 1 ? y : -1
    // room for the name, and for a mark's head below it
    if (all.length > 1) y += px(20)
    const top = y
    y += bar
    const server = y + px(2)
    if (track.server.length) y += px(7)
    y += px(3)
    const rows = track.probes.map(() => {
      const middle = y + row / 2
      y += row
      return middle
    })
    y += px(isDense ? 2 : 5)
    return { track, title, bar: top, server, rows, bottom: y }
  })
  if (!hasMirror) return { height: Math.max(y + px(3), px(isDense ? 54 : 60)), tracks, mirror: -1000, bar, row }
  const mirror = y + px(3)
  if (drawing?.mirror.length) y += px(10)
  // before its run has come a lane has the room of a pod with one probe and a mirror
  return { height: Math.max(y + px(6), px(drawing ? 64 : 76)), tracks, mirror, bar, row }
}
