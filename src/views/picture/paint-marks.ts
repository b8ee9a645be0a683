import { RESULTS, type ProbeRow, firstFrom, type Life, type ContainerTrack, type BackOffWait, type ServerSpan } from '../lanes/lanes.ts'
import type { Ink, TimeScale, Pen, Layout, TrackLayout } from './layout.ts'
import { firstPlace } from '../../manifest/own.ts'

const SUCCESS = RESULTS.indexOf('success')

const COLOUR = ['pass', 'fail', 'warn', 'unknown', 'fail'] as const

/** Behind the results: a failure whose time no text tells. */
const GUESSED = 4

const signOf = ({ results, ids }: ProbeRow, n: number, estimated: ReadonlySet<number>): number =>
  results[n] === 1 && estimated.has(ids[n]!) ? GUESSED : results[n]!

/** A row of probes. */
export function paintProbes(
  pen: Pen,
  row: ProbeRow,
  y: number,
  scale: TimeScale,
  ink: Ink,
  chosen: ChosenEntries,
  estimated: ReadonlySet<number>,
): void {
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
    for (const [dx, dy] of result === GUESSED ? CORNERS : CORNERS.slice(0, 2)) {
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
  chosen: ChosenEntries,
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

/** Entries that stand out; the others are dimmed. */
export type ChosenEntries = ReadonlySet<number> | null

const DIMMED = 0.25

/** What is not among the chosen is drawn paler. */
export function dimmed(pen: Pen, chosen: ChosenEntries, ids: readonly number[], draw: () => void): void {
  pen.globalAlpha = chosen && !ids.some((id) => chosen.has(id)) ? DIMMED : 1
  draw()
  pen.globalAlpha = 1
}

/** No font's digits are narrower at that size, in pixels. */
const NARROW_DIGIT = 4

/** A life of a container, as a bar. */
export function paintLife(
  pen: Pen,
  life: Life,
  track: ContainerTrack,
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
  const { ready } = track
  for (let n = firstPlace(ready.length, (n) => ready[n]!.to > first); n < ready.length && ready[n]!.from < last; n++) {
    const from = Math.max(ready[n]!.from, first)
    const to = Math.min(ready[n]!.to, last)
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
  // an end out of sight is none of this picture's
  const code = hasSign(life) && life.code !== undefined && life.to <= scale.to ? [`${life.number}  exit ${life.code}`] : []
  const text = [...code, String(life.number)].find(
    (candidate) => from + pen.measureText(candidate).width + 3 * ink.scale < Math.min(scale.width, right),
  )
  if (text) pen.fillText(text, from, top + layout.bar / 2 + 0.5)
  pen.font = `${Math.round(12 * ink.scale)}px ${ink.sans}`
}

/** A wait between two lives. */
export function paintWait(pen: Pen, wait: BackOffWait, place: TrackLayout, layout: Layout, scale: TimeScale, ink: Ink): void {
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

/** What a kube-apiserver does in a life, along its bar. */
export function paintServer(pen: Pen, span: ServerSpan, place: TrackLayout, scale: TimeScale, ink: Ink): void {
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

/** Where the kubelet has begun to kill. */
export function paintKill(pen: Pen, x: number, place: TrackLayout, ink: Ink, isGuess: boolean, isAll = false): void {
  pen.fillStyle = pen.strokeStyle = ink.colours.fail
  const top = place.bar - 5 * ink.scale
  const bottom = place.bottom - 3 * ink.scale
  if (isGuess) {
    pen.lineWidth = 2.5 * ink.scale
    pen.setLineDash(GUESS)
    line(pen, x, top, x, bottom)
    pen.setLineDash([])
  } else for (const shift of isAll ? [-3, 3] : [0]) pen.fillRect(x + (shift - 1.25) * ink.scale, top, 2.5 * ink.scale, bottom - top)
  const wide = isAll ? 6 : 4
  pen.fillRect(x - wide * ink.scale, top, 2 * wide * ink.scale, 2.5 * ink.scale)
}

/** Whoever was not killed by the kubelet has a sign where it ended. */
const SIGN = { exited: 'fail', completed: 'pass', action: 'action' } as const

type LifeSign = keyof typeof SIGN

/** Whether an end is marked. */
export function hasSign(life: Life): life is Life & { end: LifeSign } {
  return life.end in SIGN
}

/** The mark of an end. */
export function paintExit(pen: Pen, { to, end }: { to: number; end: LifeSign }, scale: TimeScale, place: TrackLayout, ink: Ink): void {
  paintEnd(pen, end, scale.x(to), place.bar - 3 * ink.scale, place.server - 2 * ink.scale, ink)
}

/** A stem as short as the life's own bar, and on it a ring where it failed, a diamond where its work was done, a disc where an action ended it. */
export function paintEnd(pen: Pen, end: LifeSign, x: number, y: number, bottom: number, { scale, colours }: Ink): void {
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

/** A straight line. */
export function line(pen: Pen, x1: number, y1: number, x2: number, y2: number): void {
  pen.beginPath()
  pen.moveTo(x1, y1)
  pen.lineTo(x2, y2)
  pen.stroke()
}

/** Where a program has lost its lease: a rhombus above the sign of its end, which is the same moment. */
export function paintLease(pen: Pen, x: number, place: TrackLayout, { colours, scale }: Ink): void {
  const reach = LEASE_PIXELS * scale
  const y = place.bar - reach - 7 * scale
  pen.strokeStyle = colours.warn
  pen.fillStyle = colours.surface
  pen.lineWidth = 2 * scale
  pen.beginPath()
  pen.moveTo(x, y - reach)
  pen.lineTo(x + reach, y)
  pen.lineTo(x, y + reach)
  pen.lineTo(x - reach, y)
  pen.lineTo(x, y - reach)
  pen.fill()
  pen.stroke()
}

/** How far a lost lease's mark reaches, at scale 1. */
const LEASE_PIXELS = 5
