import { firstPlace } from '../../manifest/own.ts'
import { type LaneDrawing, type ProbeRow, type TimeSpan, type ContainerTrack } from './lanes.ts'

/**
 * The drawing as it stood at a moment: what ends later goes on, how it ends is not known, and what begins later is not there. The
 * tracks and their rows stay, so that nothing moves when more becomes known. `timeOf`: when an entry of the trace was written.
 */
export function untilOf(drawing: LaneDrawing, at: number, timeOf: (id: number) => number): LaneDrawing {
  if (at >= drawing.end) return drawing
  const { times, ids } = drawing.stops
  const stops = countUpTo(times, at)
  return {
    end: at,
    tracks: drawing.tracks.map((track) => trackUntil(track, at, timeOf)),
    actions: upTo(drawing.actions, ({ t }) => t <= at),
    mirror: spansUntil(drawing.mirror, at),
    standstills: spansUntil(drawing.standstills, at),
    stops: { times: times.subarray(0, stops), ids: ids.subarray(0, stops) },
    statuses: new Map([...drawing.statuses].map(([pod, entries]) => [pod, upTo(entries, ({ t }) => t <= at)])),
    taken: upTo(drawing.taken, (t) => t <= at),
    removals: new Map([...drawing.removals].map(([pod, spans]) => [pod, spansUntil(spans, at)])),
    ...(drawing.estimated ? { estimated: drawing.estimated } : {}),
  }
}

function trackUntil(track: ContainerTrack, at: number, timeOf: (id: number) => number): ContainerTrack {
  const lives = upTo(track.lives, ({ from }) => from <= at)
  const waits = upTo(track.waits, ({ from, id }) => from <= at && timeOf(id) <= at)
  return {
    ...track,
    lives: cutOff(lives, at, ({ from, id, number }) => ({ from, to: at, id, number, end: 'running' })),
    waits: cutOff(waits, at, (wait) => ({ ...wait, to: at, isOpen: true })),
    kills: upTo(track.kills, ({ t }) => t <= at),
    leases: upTo(track.leases, ({ t }) => t <= at),
    ready: spansUntil(track.ready, at),
    probes: track.probes.map((row) => rowUntil(row, at)),
    server: spansUntil(track.server, at),
  }
}

const spansUntil = <T extends TimeSpan>(spans: readonly T[], at: number): readonly T[] =>
  cutOff(
    upTo(spans, ({ from }) => from <= at),
    at,
    (span) => ({ ...span, to: at }),
  )

/** What a list came to last, where it was a part of it. */
const parts = new WeakMap<readonly unknown[], readonly unknown[]>()

/** What of a list is there already: the same list as before as long as nothing is added, for time goes on in many small steps. */
function upTo<T>(all: readonly T[], isThere: (item: T) => boolean): readonly T[] {
  let count = 0
  while (count < all.length && isThere(all[count]!)) count++
  if (count === all.length) return all
  let part = parts.get(all) as readonly T[] | undefined
  if (part?.length !== count) parts.set(all, (part = all.slice(0, count)))
  return part
}

/** What ends later goes on: few do, and the others stay the ones that they are. */
function cutOff<T extends TimeSpan>(there: readonly T[], at: number, open: (span: T) => T): readonly T[] {
  let cut: T[] | undefined
  for (let n = there.length - 1; n >= 0; n--) if (there[n]!.to > at) (cut ??= [...there])[n] = open(there[n]!)
  return cut ?? there
}

function rowUntil(row: ProbeRow, at: number): ProbeRow {
  const count = countUpTo(row.times, at)
  return { ...row, times: row.times.subarray(0, count), results: row.results.subarray(0, count), ids: row.ids.subarray(0, count) }
}

/** How many ascending times are not after a moment. */
const countUpTo = (times: Float64Array, at: number): number => firstPlace(times.length, (n) => times[n]! > at)
