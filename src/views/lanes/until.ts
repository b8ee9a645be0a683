import { firstFrom, type LaneDrawing, type ProbeRow, type Span, type Track } from './lanes.ts'

/**
 * The drawing as it stood at a moment: what ends later goes on, how it ends is not known, and what begins later is not there. The
 * tracks and their rows stay, so that nothing moves when more becomes known. `timeOf`: when an entry of the trace was written.
 *
 * Units: seconds. Errors: none. Follows: nothing upstream.
 */
export function untilOf(drawing: LaneDrawing, at: number, timeOf: (id: number) => number): LaneDrawing {
  if (at >= drawing.end) return drawing
  const { times, ids } = drawing.stops
  const stops = countUpTo(times, at)
  return {
    end: at,
    tracks: drawing.tracks.map((track) => trackUntil(track, at, timeOf)),
    actions: drawing.actions.filter(({ t }) => t <= at),
    mirror: spansUntil(drawing.mirror, at),
    stops: { times: times.subarray(0, stops), ids: ids.subarray(0, stops) },
    statuses: new Map([...drawing.statuses].map(([pod, entries]) => [pod, entries.filter(({ t }) => t <= at)])),
    taken: drawing.taken.filter((t) => t <= at),
    removals: new Map([...drawing.removals].map(([pod, spans]) => [pod, spansUntil(spans, at)])),
    ...(drawing.estimated ? { estimated: drawing.estimated } : {}),
  }
}

function trackUntil(track: Track, at: number, timeOf: (id: number) => number): Track {
  return {
    ...track,
    lives: track.lives
      .filter(({ from }) => from <= at)
      .map((life) => (life.to <= at ? life : { from: life.from, to: at, id: life.id, number: life.number, end: 'running' as const })),
    waits: track.waits
      .filter(({ from, id }) => from <= at && timeOf(id) <= at)
      .map((wait) => (wait.to <= at ? wait : { ...wait, to: at, isOpen: true as const })),
    kills: track.kills.filter(({ t }) => t <= at),
    ready: spansUntil(track.ready, at),
    probes: track.probes.map((row) => rowUntil(row, at)),
    server: spansUntil(track.server, at),
  }
}

const spansUntil = <T extends Span>(spans: readonly T[], at: number): T[] =>
  spans.filter(({ from }) => from <= at).map((span) => (span.to <= at ? span : { ...span, to: at }))

function rowUntil(row: ProbeRow, at: number): ProbeRow {
  const count = countUpTo(row.times, at)
  return { ...row, times: row.times.subarray(0, count), results: row.results.subarray(0, count), ids: row.ids.subarray(0, count) }
}

/** How many ascending times are not after a moment. */
function countUpTo(times: Float64Array, at: number): number {
  let count = firstFrom(times, at)
  while (count < times.length && times[count]! <= at) count++
  return count
}
