import type { Trace } from '../../sim/trace/trace.ts'
import { drawingOf } from '../../views/lanes/drawing-of.ts'
import type { ContainerTrack } from '../../views/lanes/lanes.ts'

/** A run small enough to have two hundred of them on one axis: the container that is restarted most. */
export interface LanePicture {
  /** Seconds on the simulated clock, as all of these. */
  end: number
  container: string
  restarts: number
  lives: readonly (readonly [from: number, to: number])[]
  kills: readonly number[]
  waits: readonly (readonly [from: number, to: number])[]
  ready: readonly (readonly [from: number, to: number])[]
}

/** Lives beyond these are not drawn one by one. */
const MOST_DRAWN = 200

/**
 * The picture of a run.
 *
 * Units: seconds. A run without a container is an empty picture.
 */
export function pictureOf(trace: Trace, end: number): LanePicture {
  const { tracks } = drawingOf(trace, end)
  let most: ContainerTrack | undefined
  for (const track of tracks) if (!most || track.lives.length > most.lives.length) most = track
  const spans = (list: readonly { from: number; to: number }[]): (readonly [number, number])[] =>
    list.slice(0, MOST_DRAWN).map(({ from, to }) => [tidy(from), tidy(to)] as const)
  return {
    end,
    container: most?.container ?? '',
    restarts: Math.max(0, (most?.lives.length ?? 0) - 1),
    lives: spans(most?.lives ?? []),
    kills: (most?.kills ?? []).slice(0, MOST_DRAWN).map(({ t }) => tidy(t)),
    waits: spans(most?.waits ?? []),
    ready: spans(most?.ready ?? []),
  }
}

const tidy = (t: number): number => Math.round(t * 10) / 10
