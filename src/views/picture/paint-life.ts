import { firstPlace } from '../../manifest/own.ts'
import type { Life, ContainerTrack, BackOffWait, ServerSpan } from '../lanes/lanes.ts'
import type { Ink, Layout, TimeScale, TrackLayout, Pen } from './layout.ts'

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
