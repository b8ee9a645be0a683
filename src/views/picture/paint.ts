import type { ActionMark, LaneDrawing, TimeSpan } from '../lanes/lanes.ts'
import type { Frame, Ink, Layout, TimeScale, TrackLayout, Pen } from './layout.ts'
import {
  paintProbes,
  type ChosenEntries,
  dimmed,
  paintWait,
  paintLease,
  paintLife,
  paintServer,
  hasSign,
  paintExit,
  paintKill,
  line,
} from './paint-marks.ts'

const NONE: ReadonlySet<number> = new Set()

/** One lane's picture: what there is to draw, where, and what of it stands out. */
export interface Picture {
  drawing: LaneDrawing
  layout: Layout
  chosen?: ChosenEntries
  /** Only what lies between these heights is wanted, in pixels from the lane's top; left out: all of it. */
  within?: { from: number; to: number }
}

/** Draws one lane, on what is clear. Every state has its own shape, so that the picture reads in grey. */
export function paint(pen: Pen, { drawing, layout: whole, chosen = null, within }: Picture, { scale, ink, ticks, gutter }: Frame): void {
  const { colours } = ink
  const layout = within ? { ...whole, tracks: whole.tracks.filter((place) => isWithin(place, whole.bar, within)) } : whole
  pen.textBaseline = 'middle'
  pen.font = `${Math.round(12 * ink.scale)}px ${ink.sans}`
  paintLabels(pen, layout, drawing, ink, gutter)
  pen.save()
  pen.beginPath()
  pen.rect(gutter, 0, scale.width, layout.height)
  pen.clip()
  pen.translate(gutter, 0)

  for (const span of drawing.standstills)
    if (isSeen(span, scale)) dimmed(pen, chosen, [span.id], () => paintStandstill(pen, span, layout, scale, ink))
  pen.fillStyle = colours.grid
  for (const { t } of ticks) pen.fillRect(Math.round(scale.x(t)), 0, 1, layout.height)

  const { estimated = NONE } = drawing
  for (const place of layout.tracks) {
    const { track } = place
    for (const wait of track.waits)
      if (isSeen(wait, scale)) dimmed(pen, chosen, [wait.id], () => paintWait(pen, wait, place, layout, scale, ink))
    for (const life of track.lives)
      if (isSeen(life, scale)) dimmed(pen, chosen, [life.id], () => paintLife(pen, life, track, place, layout, scale, ink, estimated))
    for (const span of track.server)
      if (isSeen(span, scale)) dimmed(pen, chosen, [span.id], () => paintServer(pen, span, place, scale, ink))
    track.probes.forEach((row, n) => paintProbes(pen, row, place.rows[n]!, scale, ink, chosen, estimated))
    for (const life of track.lives)
      if (hasSign(life) && life.to >= scale.from && life.to <= scale.to)
        dimmed(pen, chosen, [life.endId!], () => paintExit(pen, life, scale, place, ink))
    for (const kill of track.kills)
      if (kill.t >= scale.from && kill.t <= scale.to)
        dimmed(pen, chosen, [kill.id], () => paintKill(pen, scale.x(kill.t), place, ink, estimated.has(kill.id), kill.all))
  }
  for (const place of layout.tracks)
    for (const lost of place.track.leases)
      if (lost.t >= scale.from && lost.t <= scale.to) dimmed(pen, chosen, [lost.id], () => paintLease(pen, scale.x(lost.t), place, ink))
  for (const span of drawing.mirror) {
    const left = Math.max(0, scale.x(span.from))
    pen.fillStyle = colours.edge
    pen.fillRect(left, layout.mirror + 1, Math.min(scale.width, scale.x(span.to)) - left, Math.max(1, Math.round(ink.scale)))
    pen.fillRect(left, layout.mirror - 2, 2, 6)
  }
  for (const action of drawing.actions) dimmed(pen, chosen, [action.id], () => paintAction(pen, action, layout, scale, ink))
  pen.restore()
}

/** With its name and the marks' heads above its bar, which have the height of a bar. */
const isWithin = ({ bar, bottom }: TrackLayout, height: number, { from, to }: { from: number; to: number }): boolean =>
  bottom >= from && bar - height <= to

/** Dashed from top to bottom; where nothing came of it dotted, below a ring. */
function paintAction(pen: Pen, { t, idle }: ActionMark, layout: Layout, scale: TimeScale, ink: Ink): void {
  const x = scale.x(t)
  const ring = idle ? 3.5 * ink.scale : 0
  pen.strokeStyle = ink.colours.action
  pen.lineWidth = 1.5
  pen.setLineDash(idle ? [1.5, 6] : [4, 3])
  line(pen, x, 2 * ring + 1, x, layout.height)
  pen.setLineDash([])
  if (!idle) return
  pen.beginPath()
  pen.arc(x, ring + 1, ring, 0, 7)
  pen.stroke()
}

/** Behind all of the lane, below a dotted bar. */
function paintStandstill(pen: Pen, span: TimeSpan, layout: Layout, scale: TimeScale, { colours, scale: size }: Ink): void {
  const left = Math.max(0, scale.x(span.from))
  const right = Math.min(scale.width, scale.x(span.to))
  pen.fillStyle = colours.grid
  pen.fillRect(left, 0, right - left, layout.height)
  pen.strokeStyle = colours.warn
  pen.lineWidth = STANDSTILL_PIXELS * size
  pen.setLineDash([2 * size, 2 * size])
  line(pen, left, 2 * size, right, 2 * size)
  pen.setLineDash([])
}

/** How high the bar of a standstill is, at scale 1. */
const STANDSTILL_PIXELS = 4

const isSeen = (span: { from: number; to: number }, scale: TimeScale): boolean => span.to >= scale.from && span.from <= scale.to

const ROW_NAMES = { startup: 'startup', readiness: 'ready', liveness: 'live' } as const

function paintLabels(pen: Pen, layout: Layout, drawing: LaneDrawing, ink: Ink, gutter: number): void {
  pen.fillStyle = ink.colours.muted
  pen.textAlign = 'right'
  for (const place of layout.tracks) {
    if (place.title >= 0) {
      pen.textAlign = 'left'
      pen.fillText(place.name, gutter + 4, place.title + 8 * ink.scale)
      pen.textAlign = 'right'
    }
    place.track.probes.forEach(({ probe }, n) => pen.fillText(ROW_NAMES[probe], gutter - 8, place.rows[n]!))
  }
  if (drawing.mirror.length && layout.tracks.length) {
    pen.font = `${Math.round(11 * ink.scale)}px ${ink.sans}`
    pen.fillText('mirror', gutter - 8, layout.mirror + 1)
    pen.font = `${Math.round(12 * ink.scale)}px ${ink.sans}`
  }
}
