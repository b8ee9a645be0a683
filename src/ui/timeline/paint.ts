import {
  firstFrom,
  RESULTS,
  type ActionMark,
  type LaneDrawing,
  type Life,
  type ProbeRow,
  type ServerSpan,
  type Track,
  type Wait,
} from '../../views/lanes/lanes.ts'
import type { Frame, Ink } from './frame.ts'
import type { Layout, TrackLayout } from './layout.ts'
import type { TimeScale } from './scale.ts'

export function inkOf(element: Element): Ink {
  const style = getComputedStyle(element)
  const colour = (name: string): string => style.getPropertyValue(`--${name}`).trim()
  const names = [
    'surface',
    'text',
    'muted',
    'grid',
    'pass',
    'fail',
    'warn',
    'unknown',
    'life',
    'life-edge',
    'not-ready',
    'hatch',
    'action',
    'edge',
  ] as const
  return {
    scale: Number(colour('scale')) || 1,
    colours: Object.fromEntries(names.map((name) => [name, colour(name)])) as Ink['colours'],
    sans: colour('sans'),
  }
}

type Canvas = CanvasRenderingContext2D

/** Entries that stand out; the others are dimmed. */
type Chosen = ReadonlySet<number> | null

const DIMMED = 0.25

/** One lane's picture: what there is to draw, where, and what of it stands out. */
export interface Picture {
  drawing: LaneDrawing
  layout: Layout
  chosen?: Chosen
}

/** Draws one lane. Every state has its own shape, so that the picture reads in grey. */
export function paint(ctx: Canvas, { drawing, layout, chosen = null }: Picture, { scale, ink, ticks, gutter }: Frame): void {
  const { colours } = ink
  ctx.clearRect(0, 0, gutter + scale.width, layout.height)
  ctx.textBaseline = 'middle'
  ctx.font = `${Math.round(12 * ink.scale)}px ${ink.sans}`
  paintLabels(ctx, layout, drawing, ink, gutter)
  ctx.save()
  ctx.beginPath()
  ctx.rect(gutter, 0, scale.width, layout.height)
  ctx.clip()
  ctx.translate(gutter, 0)

  ctx.fillStyle = colours.grid
  for (const { t } of ticks) ctx.fillRect(Math.round(scale.x(t)), 0, 1, layout.height)

  for (const place of layout.tracks) {
    const { track } = place
    for (const wait of track.waits)
      if (isSeen(wait, scale)) dimmed(ctx, chosen, [wait.id], () => paintWait(ctx, wait, place, layout, scale, ink))
    for (const life of track.lives)
      if (isSeen(life, scale)) dimmed(ctx, chosen, [life.id], () => paintLife(ctx, life, track, place, layout, scale, ink))
    for (const span of track.server)
      if (isSeen(span, scale)) dimmed(ctx, chosen, [span.id], () => paintServer(ctx, span, place, scale, ink))
    track.probes.forEach((row, n) => paintProbes(ctx, row, place.rows[n]!, scale, ink, chosen))
    for (const life of track.lives)
      if (isRing(life) && life.to >= scale.from && life.to <= scale.to)
        dimmed(ctx, chosen, [life.endId ?? life.id], () => paintExit(ctx, life, scale, place, ink))
    for (const kill of track.kills)
      if (kill.t >= scale.from && kill.t <= scale.to) dimmed(ctx, chosen, [kill.id], () => paintKill(ctx, scale.x(kill.t), place, ink))
  }
  for (const span of drawing.mirror) {
    const left = Math.max(0, scale.x(span.from))
    ctx.fillStyle = colours.edge
    ctx.fillRect(left, layout.mirror + 1, Math.min(scale.width, scale.x(span.to)) - left, Math.max(1, Math.round(ink.scale)))
    ctx.fillRect(left, layout.mirror - 2, 2, 6)
  }
  for (const action of drawing.actions) dimmed(ctx, chosen, [action.id], () => paintAction(ctx, action, layout, scale, ink))
  ctx.restore()
}

function dimmed(ctx: Canvas, chosen: Chosen, ids: readonly number[], draw: () => void): void {
  ctx.globalAlpha = chosen && !ids.some((id) => chosen.has(id)) ? DIMMED : 1
  draw()
  ctx.globalAlpha = 1
}

/** Dashed from top to bottom; where nothing came of it dotted, below a ring. */
function paintAction(ctx: Canvas, { t, idle }: ActionMark, layout: Layout, scale: TimeScale, ink: Ink): void {
  const x = scale.x(t)
  const ring = idle ? 3.5 * ink.scale : 0
  ctx.strokeStyle = ink.colours.action
  ctx.lineWidth = 1.5
  ctx.setLineDash(idle ? [1.5, 6] : [4, 3])
  line(ctx, x, 2 * ring + 1, x, layout.height)
  ctx.setLineDash([])
  if (!idle) return
  ctx.beginPath()
  ctx.arc(x, ring + 1, ring, 0, 7)
  ctx.stroke()
}

const isSeen = (span: { from: number; to: number }, scale: TimeScale): boolean => span.to >= scale.from && span.from <= scale.to

const ROW_NAMES = { startup: 'startup', readiness: 'ready', liveness: 'live' } as const

function paintLabels(ctx: Canvas, layout: Layout, drawing: LaneDrawing, ink: Ink, gutter: number): void {
  ctx.fillStyle = ink.colours.muted
  ctx.textAlign = 'right'
  for (const place of layout.tracks) {
    if (place.title >= 0) {
      ctx.textAlign = 'left'
      ctx.fillText(place.track.container, gutter + 4, place.title + 8 * ink.scale)
      ctx.textAlign = 'right'
    }
    place.track.probes.forEach(({ probe }, n) => ctx.fillText(ROW_NAMES[probe], gutter - 8, place.rows[n]!))
  }
  if (drawing.mirror.length && layout.tracks.length) {
    ctx.font = `${Math.round(11 * ink.scale)}px ${ink.sans}`
    ctx.fillText('mirror', gutter - 8, layout.mirror + 1)
    ctx.font = `${Math.round(12 * ink.scale)}px ${ink.sans}`
  }
}

function paintLife(ctx: Canvas, life: Life, track: Track, place: TrackLayout, layout: Layout, scale: TimeScale, ink: Ink): void {
  const { colours } = ink
  const left = Math.max(-4, scale.x(life.from))
  const right = Math.min(scale.width + 4, scale.x(life.to))
  const width = Math.max(1, right - left)
  const top = place.bar
  ctx.fillStyle = colours['not-ready']
  ctx.fillRect(left, top, width, layout.bar)
  ctx.fillStyle = colours.life
  for (const ready of track.ready) {
    const from = Math.max(ready.from, life.from, scale.from)
    const to = Math.min(ready.to, life.to, scale.to)
    if (to > from) ctx.fillRect(scale.x(from), top, scale.x(to) - scale.x(from), layout.bar)
  }
  ctx.strokeStyle = colours['life-edge']
  ctx.lineWidth = ink.scale
  if (width > 3) ctx.strokeRect(left + 0.5, top + 0.5, width - 1, layout.bar - 1)
  else {
    ctx.fillStyle = colours['life-edge']
    ctx.fillRect(left, top, width, layout.bar)
  }
  ctx.fillStyle = colours.text
  ctx.textAlign = 'left'
  ctx.font = `600 ${Math.round(12.5 * ink.scale)}px ${ink.sans}`
  const code = isRing(life) && life.code !== undefined ? [`${life.number}  exit ${life.code}`] : []
  const from = Math.max(0, left) + 5 * ink.scale
  const text = [...code, String(life.number)].find(
    (candidate) => from + ctx.measureText(candidate).width + 3 * ink.scale < Math.min(scale.width, right),
  )
  if (text) ctx.fillText(text, from, top + layout.bar / 2 + 0.5)
  ctx.font = `${Math.round(12 * ink.scale)}px ${ink.sans}`
}

function paintWait(ctx: Canvas, wait: Wait, place: TrackLayout, layout: Layout, scale: TimeScale, ink: Ink): void {
  const left = Math.max(-2, scale.x(wait.from))
  const right = Math.min(scale.width + 2, scale.x(wait.to))
  const top = place.bar + 2
  const height = layout.bar - 4
  ctx.save()
  ctx.beginPath()
  ctx.rect(left, top, Math.max(1, right - left), height)
  ctx.clip()
  ctx.strokeStyle = ink.colours.hatch
  ctx.lineWidth = 1.2 * ink.scale
  const step = 6 * ink.scale
  for (let x = Math.floor((left - height) / step) * step; x < right; x += step) line(ctx, x, top + height, x + height, top)
  const text = [`back-off ${wait.seconds} s`, `${wait.seconds} s`].find(
    (candidate) => ctx.measureText(candidate).width + 12 * ink.scale < right - left,
  )
  if (text) {
    const width = ctx.measureText(text).width + 8 * ink.scale
    const middle = (Math.max(0, left) + Math.min(scale.width, right)) / 2
    ctx.fillStyle = ink.colours.surface
    ctx.fillRect(middle - width / 2, top, width, height)
    ctx.fillStyle = ink.colours.text
    ctx.textAlign = 'center'
    ctx.fillText(text, middle, top + height / 2 + 0.5)
  }
  ctx.restore()
}

/** Starting is dotted, not serving everybody is dashed, serving is a line, hung is thick with gaps. */
const SERVER: Record<ServerSpan['state'], { dash: number[]; width: number; ink: 'muted' | 'pass' | 'fail' | 'warn' }> = {
  starting: { dash: [1.5, 3], width: 2, ink: 'muted' },
  accepting: { dash: [4, 3], width: 2, ink: 'muted' },
  forbidding: { dash: [4, 3], width: 2, ink: 'warn' },
  unready: { dash: [8, 3], width: 2, ink: 'warn' },
  'no-etcd': { dash: [8, 3], width: 3, ink: 'warn' },
  serving: { dash: [], width: 2, ink: 'pass' },
  hung: { dash: [3, 3], width: 5, ink: 'fail' },
  'shutting-down': { dash: [8, 3], width: 2, ink: 'fail' },
  exited: { dash: [], width: 0, ink: 'muted' },
}

function paintServer(ctx: Canvas, span: ServerSpan, place: TrackLayout, scale: TimeScale, ink: Ink): void {
  const { dash, width, ink: name } = SERVER[span.state]
  ctx.strokeStyle = ink.colours[name]
  ctx.lineWidth = width * ink.scale
  ctx.setLineDash(dash.map((length) => length * ink.scale))
  const y = place.server + 2 * ink.scale
  line(ctx, Math.max(0, scale.x(span.from)), y, Math.min(scale.width, scale.x(span.to)), y)
  ctx.setLineDash([])
}

function paintKill(ctx: Canvas, x: number, place: TrackLayout, ink: Ink): void {
  ctx.fillStyle = ink.colours.fail
  const top = place.bar - 5 * ink.scale
  const bottom = place.bottom - 3 * ink.scale
  ctx.fillRect(x - 1.25 * ink.scale, top, 2.5 * ink.scale, bottom - top)
  ctx.fillRect(x - 4 * ink.scale, top, 8 * ink.scale, 2.5 * ink.scale)
}

/** Whoever was not killed by the kubelet has a ring where it ended. */
const RING = { exited: 'fail', completed: 'pass', action: 'action' } as const

function isRing(life: Life): life is Life & { end: keyof typeof RING } {
  return life.end in RING
}

/** The bar is as short as the life's own, with a ring on top. */
function paintExit(ctx: Canvas, { to, end }: { to: number; end: keyof typeof RING }, scale: TimeScale, place: TrackLayout, ink: Ink): void {
  const x = scale.x(to)
  ctx.strokeStyle = ink.colours[RING[end]]
  ctx.lineWidth = 1.6 * ink.scale
  const radius = 3 * ink.scale
  const top = place.bar - 3 * ink.scale
  line(ctx, x, top + radius, x, place.server - 2 * ink.scale)
  // an action's own mark is a ring, where nothing came of it
  ctx.fillStyle = end === 'action' ? ink.colours.action : ink.colours.surface
  ctx.beginPath()
  ctx.arc(x, top, radius, 0, 7)
  ctx.fill()
  ctx.stroke()
}

const SUCCESS = RESULTS.indexOf('success')
const COLOUR = ['pass', 'fail', 'warn', 'unknown'] as const

function paintProbes(ctx: Canvas, row: ProbeRow, y: number, scale: TimeScale, ink: Ink, chosen: Chosen): void {
  const first = Math.max(0, firstFrom(row.times, scale.from) - 1)
  const last = Math.min(row.times.length, firstFrom(row.times, scale.to) + 1)
  if ((last - first) * 6 * ink.scale > scale.width) paintDense(ctx, row, first, last, y, scale, ink, chosen)
  else
    for (let n = first; n < last; n++)
      dimmed(ctx, chosen, [row.ids[n]!], () => paintMark(ctx, row.results[n]!, scale.x(row.times[n]!), y, ink))
}

/** One mark of its own; also what the legend shows. */
export function paintMark(ctx: Canvas, result: number, x: number, y: number, ink: Ink): void {
  const size = 3.6 * ink.scale
  ctx.strokeStyle = ctx.fillStyle = ink.colours[COLOUR[result]!]
  ctx.lineWidth = 1.8 * ink.scale
  ctx.beginPath()
  if (result === SUCCESS) ctx.arc(x, y, 2.7 * ink.scale, 0, 7)
  else if (result === 1) {
    ctx.moveTo(x - size, y - size)
    ctx.lineTo(x + size, y + size)
    ctx.moveTo(x + size, y - size)
    ctx.lineTo(x - size, y + size)
    ctx.stroke()
    return
  } else if (result === 2) {
    ctx.moveTo(x, y - size - 0.5)
    ctx.lineTo(x + size + 1, y + size)
    ctx.lineTo(x - size - 1, y + size)
    ctx.closePath()
  } else {
    ctx.font = `700 ${Math.round(12 * ink.scale)}px ${ink.sans}`
    ctx.textAlign = 'center'
    ctx.fillText('?', x, y + 0.5)
    ctx.font = `${Math.round(12 * ink.scale)}px ${ink.sans}`
    return
  }
  ctx.fill()
}

/** Too many for marks of their own: strokes at their very places, short where passed, tall where not; one a pixel at most. */
function paintDense(ctx: Canvas, row: ProbeRow, first: number, last: number, y: number, scale: TimeScale, ink: Ink, chosen: Chosen): void {
  const perSecond = scale.width / (scale.to - scale.from)
  const spacing = ((row.times[last - 1]! - row.times[first]!) * perSecond) / Math.max(1, last - first - 1)
  const stroke = spacing < 2 ? 1 : Math.min(2.5 * ink.scale, spacing * 0.55)
  let column = -Infinity
  let x = 0
  let worst = 0
  let stands = false
  const flush = (): void => {
    if (column === -Infinity) return
    ctx.globalAlpha = stands ? 1 : DIMMED
    const height = (worst === SUCCESS ? 4 : 11) * ink.scale
    ctx.fillStyle = ink.colours[COLOUR[worst]!]
    ctx.fillRect(x - stroke / 2, y - height / 2, stroke, height)
  }
  for (let n = first; n < last; n++) {
    const place = (row.times[n]! - scale.from) * perSecond
    // Far apart each mark is a column of its own, close together all within a pixel are one.
    const next = spacing < 2 ? Math.floor(place) : n
    if (next !== column) {
      flush()
      column = next
      x = spacing < 2 ? next + 0.5 : place
      worst = 0
      stands = false
    }
    stands ||= !chosen || chosen.has(row.ids[n]!)
    const result = row.results[n]!
    // A failure outweighs a warning and an error, since it alone counts.
    if (result === 1 || (worst !== 1 && result > worst)) worst = result
  }
  flush()
  ctx.globalAlpha = 1
}

function line(ctx: Canvas, x1: number, y1: number, x2: number, y2: number): void {
  ctx.beginPath()
  ctx.moveTo(x1, y1)
  ctx.lineTo(x2, y2)
  ctx.stroke()
}
