import { ESTIMATED, firstFrom, type LaneDrawing } from '../../views/lanes/lanes.ts'
import {
  actionMarkWords,
  killWords,
  leaseWords,
  lifeWords,
  probeWords,
  serverWords,
  standstillWords,
  waitWords,
  type TraceIndex,
} from '../../views/lanes/mark-words.ts'
import type { Layout, TimeScale } from '../../views/picture/layout.ts'

export interface Hit {
  id: number
  t: number
  text: string
}

const REACH = 9

/** What lies under the pointer; `x` from the track's left edge. */
export function hitOf(...asked: Parameters<typeof found>): Hit | undefined {
  const hit = found(...asked)
  return hit && asked[0].estimated?.has(hit.id) ? { ...hit, text: hit.text + ESTIMATED } : hit
}

function found(drawing: LaneDrawing, index: TraceIndex, layout: Layout, scale: TimeScale, x: number, y: number): Hit | undefined {
  const t = scale.t(x)
  for (const place of layout.tracks) {
    const { track } = place
    if (y < place.bar - 17 || y > place.bottom) continue
    const row = place.rows.findIndex((middle) => Math.abs(y - middle) <= layout.row / 2)
    if (row >= 0) {
      const { times, ids } = track.probes[row]!
      const after = firstFrom(times, t)
      const near = [after - 1, after].filter((n) => n >= 0 && n < times.length && Math.abs(scale.x(times[n]!) - x) <= REACH)
      near.sort((a, b) => Math.abs(times[a]! - t) - Math.abs(times[b]! - t))
      const n = near[0]
      if (n !== undefined) return { id: ids[n]!, t: times[n]!, text: probeWords(track.probes[row]!, n, index) }
    }
    const kill = track.kills.find((mark) => Math.abs(scale.x(mark.t) - x) <= 5)
    if (kill) return { id: kill.id, t: kill.t, text: killWords(kill) }
    const lost = track.leases.find((mark) => Math.abs(scale.x(mark.t) - x) <= 5)
    if (lost && y < place.bar) return { id: lost.id, t: lost.t, text: leaseWords(lost) }
    if (row >= 0) continue
    const wait = track.waits.find((span) => span.from <= t && t <= span.to)
    if (wait) return { id: wait.id, t: index.times[wait.id]!, text: waitWords(wait) }
    const server = y >= place.server - 1 && track.server.find((span) => span.from <= t && t <= span.to)
    if (server) return { id: server.id, t: server.from, text: serverWords(server) }
    const life = track.lives.find((span) => span.from <= t && t <= span.to)
    if (life) return { id: life.id, t: life.from, text: lifeWords(life) }
  }
  const action = drawing.actions.find((mark) => Math.abs(scale.x(mark.t) - x) <= 5)
  if (action) return { id: action.id, t: action.t, text: actionMarkWords(action) }
  const standstill = drawing.standstills.find((span) => span.from <= t && t <= span.to)
  return standstill && { id: standstill.id, t: standstill.from, text: standstillWords(standstill) }
}
