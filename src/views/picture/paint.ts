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
} from '../lanes/lanes.ts'
import type { Frame, Ink } from './frame.ts'
import type { Layout, TrackLayout } from './layout.ts'
import type { Pen } from './pen.ts'
import type { TimeScale } from './scale.ts'

/** Entries that stand out; the others are dimmed. */
type Chosen = ReadonlySet<number> | null

const DIMMED = 0.25
const NONE: ReadonlySet<number> = new Set()

/** One lane's picture: what there is to draw, where, and what of it stands out. */
export interface Picture {
  drawing: LaneDrawing
  layout: Layout
  chosen?: Chosen
  /** Only what lies between these heights is wanted, in pixels from the lane's top; left out: all of it. */
  within?: { from: number; to: number }
}

/** Draws one lane, on what is clear. Every state has its own shape, so that the picture reads in grey. */
export function paint(pen: Pen, { drawing, layout: whole, chosen = null, within }: Picture, { scale, ink, ticks, gutter }: Frame): void {
  const { colours } = ink
  const layout = within ? { ...whole, tracks: whole.tracks.filter((place) => isWithin(place, within)) } : whole
  pen.textBaseline = 'middle'
  pen.font = `${Math.round(12 * ink.scale)}px ${ink.sans}`
  paintLabels(pen, layout, drawing, ink, gutter)
  pen.save()
  pen.beginPath()
  pen.rect(gutter, 0, scale.width, layout.height)
  pen.clip()
  pen.translate(gutter, 0)

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
        dimmed(pen, chosen, [life.endId ?? life.id], () => paintExit(pen, life, scale, place, ink))
    for (const kill of track.kills)
      if (kill.t >= scale.from && kill.t <= scale.to)
        dimmed(pen, chosen, [kill.id], () => paintKill(pen, scale.x(kill.t), place, ink, estimated.has(kill.id)))
  }
  for (const span of drawing.mirror) {
    const left = Math.max(0, scale.x(span.from))
    pen.fillStyle = colours.edge
    pen.fillRect(left, layout.mirror + 1, Math.min(scale.width, scale.x(span.to)) - left, Math.max(1, Math.round(ink.scale)))
    pen.fillRect(left, layout.mirror - 2, 2, 6)
  }
  for (const action of drawing.actions) dimmed(pen, chosen, [action.id], () => paintAction(pen, action, layout, scale, ink))
  pen.restore()
}

/** With what stands above its bar. */
const isWithin = ({ title, bar, bottom }: TrackLayout, { from, to }: { from: number; to: number }): boolean =>
  bottom >= from && Math.min(bar - 20, title < 0 ? bar : title) <= to

function dimmed(pen: Pen, chosen: Chosen, ids: readonly number[], draw: () => void): void {
  pen.globalAlpha = chosen && !ids.some((id) => chosen.has(id)) ? DIMMED : 1
  draw()
  pen.globalAlpha = 1
}

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

const isSeen = (span: { from: number; to: number }, scale: TimeScale): boolean => span.to >= scale.from && span.from <= scale.to

const ROW_NAMES = { startup: 'startup', readiness: 'ready', liveness: 'live' } as const

function paintLabels(pen: Pen, layout: Layout, drawing: LaneDrawing, ink: Ink, gutter: number): void {
  pen.fillStyle = ink.colours.muted
  pen.textAlign = 'right'
  for (const place of layout.tracks) {
    if (place.title >= 0) {
      pen.textAlign = 'left'
      pen.fillText(place.track.container, gutter + 4, place.title + 8 * ink.scale)
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

/** No font's digits are narrower at that size, in pixels. */
const NARROW_DIGIT = 4

/** The place of the first of ascending spans that ends after a time. */
function firstEndingAfter(spans: readonly { to: number }[], t: number): number {
  let low = 0
  let high = spans.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (spans[middle]!.to <= t) low = middle + 1
    else high = middle
  }
  return low
}

function paintLife(
  pen: Pen,
  life: Life,
  track: Track,
  place: TrackLayout,
  layout: Layout,
  scale: TimeScale,
  ink: Ink,
  estimated: ReadonlySet<number>,
): void {
  const { colours } = ink
  const left = Math.max(-4, scale.x(life.from))
  const right = Math.min(scale.width + 4, scale.x(life.to))
  const width = Math.max(1, right - left)
  const top = place.bar
  pen.fillStyle = colours['not-ready']
  pen.fillRect(left, top, width, layout.bar)
  const first = Math.max(life.from, scale.from)
  const last = Math.min(life.to, scale.to)
  for (let n = firstEndingAfter(track.ready, first); n < track.ready.length && track.ready[n]!.from < last; n++) {
    const from = Math.max(track.ready[n]!.from, first)
    const to = Math.min(track.ready[n]!.to, last)
    if (to <= from) continue
    pen.fillStyle = colours.life
    pen.fillRect(scale.x(from), top, scale.x(to) - scale.x(from), layout.bar)
    // seen without colour too: what is ready stands on a line
    pen.fillStyle = colours['life-edge']
    pen.fillRect(scale.x(from), top + layout.bar - 3 * ink.scale, scale.x(to) - scale.x(from), 3 * ink.scale)
  }
  pen.strokeStyle = colours['life-edge']
  pen.lineWidth = ink.scale
  if (width > 3) {
    if (estimated.has(life.id) || estimated.has(life.endId!)) pen.setLineDash(GUESS)
    pen.strokeRect(left + 0.5, top + 0.5, width - 1, layout.bar - 1)
    pen.setLineDash([])
  } else {
    pen.fillStyle = colours['life-edge']
    pen.fillRect(left, top, width, layout.bar)
  }
  const from = Math.max(0, left) + 5 * ink.scale
  // a day of lives has no room for their numbers: to measure them all takes longer than the picture
  if (from + (String(life.number).length * NARROW_DIGIT + 3) * ink.scale >= Math.min(scale.width, right)) return
  pen.fillStyle = colours.text
  pen.textAlign = 'left'
  pen.font = `600 ${Math.round(12.5 * ink.scale)}px ${ink.sans}`
  const code = hasSign(life) && life.code !== undefined ? [`${life.number}  exit ${life.code}`] : []
  const text = [...code, String(life.number)].find(
    (candidate) => from + pen.measureText(candidate).width + 3 * ink.scale < Math.min(scale.width, right),
  )
  if (text) pen.fillText(text, from, top + layout.bar / 2 + 0.5)
  pen.font = `${Math.round(12 * ink.scale)}px ${ink.sans}`
}

function paintWait(pen: Pen, wait: Wait, place: TrackLayout, layout: Layout, scale: TimeScale, ink: Ink): void {
  const left = Math.max(-2, scale.x(wait.from))
  const right = Math.min(scale.width + 2, scale.x(wait.to))
  const top = place.bar + 2
  const height = layout.bar - 4
  pen.strokeStyle = ink.colours.hatch
  pen.lineWidth = 1.2 * ink.scale
  const step = 6 * ink.scale
  const end = Math.max(left + 1, right)
  // one path for all of them, each cut where the wait begins and ends
  pen.beginPath()
  for (let x = Math.floor((left - height) / step) * step; x < end; x += step) {
    const [from, to] = [Math.max(x, left), Math.min(x + height, end)]
    if (to <= from) continue
    pen.moveTo(from, top + height - (from - x))
    pen.lineTo(to, top + height - (to - x))
  }
  pen.stroke()
  // the words have a gap on either side
  if (right - left <= (NARROW_DIGIT + 12) * ink.scale) return
  const text = [`back-off ${wait.seconds} s`, `${wait.seconds} s`].find(
    (candidate) => pen.measureText(candidate).width + 12 * ink.scale < right - left,
  )
  if (!text) return
  const width = pen.measureText(text).width + 8 * ink.scale
  const middle = (Math.max(0, left) + Math.min(scale.width, right)) / 2
  pen.fillStyle = ink.colours.surface
  pen.fillRect(middle - width / 2, top, width, height)
  pen.fillStyle = ink.colours.text
  pen.textAlign = 'center'
  pen.fillText(text, middle, top + height / 2 + 0.5)
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

function paintServer(pen: Pen, span: ServerSpan, place: TrackLayout, scale: TimeScale, ink: Ink): void {
  const { dash, width, ink: name } = SERVER[span.state]
  pen.strokeStyle = ink.colours[name]
  pen.lineWidth = width * ink.scale
  pen.setLineDash(dash.map((length) => length * ink.scale))
  const y = place.server + 2 * ink.scale
  line(pen, Math.max(0, scale.x(span.from)), y, Math.min(scale.width, scale.x(span.to)), y)
  pen.setLineDash([])
}

/** Broken lines, as all that stands where it may have been. */
const GUESS = [2, 3]

function paintKill(pen: Pen, x: number, place: TrackLayout, ink: Ink, isGuess: boolean): void {
  pen.fillStyle = pen.strokeStyle = ink.colours.fail
  const top = place.bar - 5 * ink.scale
  const bottom = place.bottom - 3 * ink.scale
  if (isGuess) {
    pen.lineWidth = 2.5 * ink.scale
    pen.setLineDash(GUESS)
    line(pen, x, top, x, bottom)
    pen.setLineDash([])
  } else pen.fillRect(x - 1.25 * ink.scale, top, 2.5 * ink.scale, bottom - top)
  pen.fillRect(x - 4 * ink.scale, top, 8 * ink.scale, 2.5 * ink.scale)
}

/** Whoever was not killed by the kubelet has a sign where it ended. */
const SIGN = { exited: 'fail', completed: 'pass', action: 'action' } as const
type Sign = keyof typeof SIGN

function hasSign(life: Life): life is Life & { end: Sign } {
  return life.end in SIGN
}

function paintExit(pen: Pen, { to, end }: { to: number; end: Sign }, scale: TimeScale, place: TrackLayout, ink: Ink): void {
  paintEnd(pen, end, scale.x(to), place.bar - 3 * ink.scale, place.server - 2 * ink.scale, ink)
}

/** A stem as short as the life's own bar, and on it a ring where it failed, a diamond where its work was done, a disc where an action ended it. */
export function paintEnd(pen: Pen, end: Sign, x: number, y: number, bottom: number, { scale, colours }: Ink): void {
  pen.strokeStyle = colours[SIGN[end]]
  pen.fillStyle = end === 'exited' ? colours.surface : colours[SIGN[end]]
  pen.lineWidth = 1.6 * scale
  line(pen, x, y + 3 * scale, x, bottom)
  pen.beginPath()
  if (end === 'completed') {
    const half = 3.2 * scale
    pen.moveTo(x, y - half)
    pen.lineTo(x + half, y)
    pen.lineTo(x, y + half)
    pen.lineTo(x - half, y)
    pen.closePath()
  } else pen.arc(x, y, 3 * scale, 0, 7)
  pen.fill()
  pen.stroke()
}

const SUCCESS = RESULTS.indexOf('success')
const COLOUR = ['pass', 'fail', 'warn', 'unknown', 'fail'] as const
/** Behind the results: a failure whose time no text tells. */
export const GUESSED = 4

const signOf = ({ results, ids }: ProbeRow, n: number, estimated: ReadonlySet<number>): number =>
  results[n] === 1 && estimated.has(ids[n]!) ? GUESSED : results[n]!

function paintProbes(pen: Pen, row: ProbeRow, y: number, scale: TimeScale, ink: Ink, chosen: Chosen, estimated: ReadonlySet<number>): void {
  const first = Math.max(0, firstFrom(row.times, scale.from) - 1)
  const last = Math.min(row.times.length, firstFrom(row.times, scale.to) + 1)
  if ((last - first) * 6 * ink.scale > scale.width) paintDense(pen, row, first, last, y, scale, ink, chosen, estimated)
  else
    for (let n = first; n < last; n++)
      dimmed(pen, chosen, [row.ids[n]!], () => paintMark(pen, signOf(row, n, estimated), scale.x(row.times[n]!), y, ink))
}

const CORNERS = [
  [-1, -1],
  [1, -1],
  [1, 1],
  [-1, 1],
] as const

/** One mark of its own; also what the legend shows. */
export function paintMark(pen: Pen, result: number, x: number, y: number, ink: Ink): void {
  const size = 3.6 * ink.scale
  pen.strokeStyle = pen.fillStyle = ink.colours[COLOUR[result]!]
  pen.lineWidth = 1.8 * ink.scale
  pen.beginPath()
  if (result === SUCCESS) pen.arc(x, y, 2.7 * ink.scale, 0, 7)
  else if (result === 1 || result === GUESSED) {
    // what is estimated has nothing in its middle
    const inner = result === GUESSED ? 1.5 * ink.scale : -size
    for (const [dx, dy] of CORNERS.slice(0, result === GUESSED ? 4 : 2)) {
      pen.moveTo(x + dx * size, y + dy * size)
      pen.lineTo(x + dx * inner, y + dy * inner)
    }
    pen.stroke()
    return
  } else if (result === 2) {
    pen.moveTo(x, y - size - 0.5)
    pen.lineTo(x + size + 1, y + size)
    pen.lineTo(x - size - 1, y + size)
    pen.closePath()
  } else {
    pen.font = `700 ${Math.round(12 * ink.scale)}px ${ink.sans}`
    pen.textAlign = 'center'
    pen.fillText('?', x, y + 0.5)
    pen.font = `${Math.round(12 * ink.scale)}px ${ink.sans}`
    return
  }
  pen.fill()
}

/** By result: a dot's worth where passed, tall where failed, the upper half where warned, with a gap where it could not be made, in three pieces where it is estimated. */
const STROKES: readonly (readonly (readonly [from: number, to: number])[])[] = [
  [[-2, 2]],
  [[-5.5, 5.5]],
  [[-5.5, 0]],
  [
    [-5.5, -2],
    [2, 5.5],
  ],
  [
    [-5.5, -3],
    [-1.2, 1.2],
    [3, 5.5],
  ],
]

/** Too many for marks of their own: strokes at their very places; one a pixel at most. */
function paintDense(
  pen: Pen,
  row: ProbeRow,
  first: number,
  last: number,
  y: number,
  scale: TimeScale,
  ink: Ink,
  chosen: Chosen,
  estimated: ReadonlySet<number>,
): void {
  const perSecond = scale.width / (scale.to - scale.from)
  const spacing = ((row.times[last - 1]! - row.times[first]!) * perSecond) / Math.max(1, last - first - 1)
  const stroke = spacing < 2 ? 1 : Math.min(2.5 * ink.scale, spacing * 0.55)
  // Close together all within a pixel are one, and what is alike beside it is one with it.
  const isPacked = spacing < 2
  let column = -Infinity
  let x = 0
  let worst = 0
  let stands = false
  let run: { left: number; right: number; worst: number; stands: boolean } | undefined
  let brush = -1
  const draw = (): void => {
    if (!run) return
    const next = 2 * run.worst + Number(run.stands)
    if (next !== brush) {
      brush = next
      pen.globalAlpha = run.stands ? 1 : DIMMED
      pen.fillStyle = ink.colours[COLOUR[run.worst]!]
    }
    for (const [from, to] of STROKES[run.worst]!)
      pen.fillRect(run.left, y + from * ink.scale, run.right - run.left, (to - from) * ink.scale)
  }
  const flush = (): void => {
    if (column === -Infinity) return
    const left = x - stroke / 2
    if (isPacked && run?.right === left && run.worst === worst && run.stands === stands) {
      run.right = left + stroke
      return
    }
    draw()
    run = { left, right: left + stroke, worst, stands }
  }
  for (let n = first; n < last; n++) {
    const place = (row.times[n]! - scale.from) * perSecond
    // Far apart each mark is a column of its own.
    const next = isPacked ? Math.floor(place) : n
    if (next !== column) {
      flush()
      column = next
      x = isPacked ? next + 0.5 : place
      worst = 0
      stands = false
    }
    stands ||= !chosen || chosen.has(row.ids[n]!)
    const result = signOf(row, n, estimated)
    // A failure outweighs a warning and an error, since it alone counts.
    if (result === 1 || (worst !== 1 && result > worst)) worst = result
  }
  flush()
  draw()
  pen.globalAlpha = 1
}

function line(pen: Pen, x1: number, y1: number, x2: number, y2: number): void {
  pen.beginPath()
  pen.moveTo(x1, y1)
  pen.lineTo(x2, y2)
  pen.stroke()
}
