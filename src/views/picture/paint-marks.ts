import { RESULTS, type ProbeRow, firstFrom } from '../lanes/lanes.ts'
import type { Ink, TimeScale, Pen } from './layout.ts'

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
