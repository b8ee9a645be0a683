import { type ContainerTrack, type LaneDrawing, rowNames } from '../lanes/lanes.ts'
import { clockDigits } from '../text/duration-words.ts'
import colours from '../../texts/colours.tsv?raw'
import { readTable } from '../../texts/text-table.ts'

/** A stretch of time on a stretch of pixels. */
export interface TimeScale {
  /** Seconds. */
  from: number
  to: number
  /** Pixels. */
  width: number
  x(t: number): number
  t(x: number): number
}

/**
 * Pixels by seconds, and back, of a picture from one time to another; also beyond its edges.
 *
 * Units: seconds, and pixels; a picture without width counts as one pixel wide.
 */
export function timeScale(from: number, to: number, width: number): TimeScale {
  const pixels = Math.max(1, width)
  return { from, to, width, x: (t) => ((t - from) / (to - from)) * pixels, t: (x) => from + (x / pixels) * (to - from) }
}

/** As exact as a pointer is: whole seconds, or tenths where ten of them are a pixel and more. */
export function pointed({ from, to, width }: TimeScale, t: number): number {
  return to - from < width / 10 ? Math.round(t * 10) / 10 : Math.round(t)
}

const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400]

/** Where the axis has lines: whole steps of the clock, at least `gap` pixels apart. */
export function ticksOf(scale: TimeScale, gap: number): { t: number; label: string }[] {
  const perPixel = (scale.to - scale.from) / scale.width
  const step = STEPS.find((candidate) => candidate / perPixel >= gap) ?? 21600
  const ticks = []
  for (let n = Math.ceil(scale.from / step - 1e-9); n * step <= scale.to + 1e-9; n++)
    ticks.push({ t: n * step, label: clockDigits(n * step) })
  return ticks
}

/** What the digits of an axis count, to stand beside it. */
export const axisUnit = ({ to }: TimeScale): string => (to < 3600 ? 'min:s' : 'h:min:s')

/** What all lanes on one axis have in common. */
export interface Frame {
  scale: TimeScale
  ticks: readonly { t: number; label: string }[]
  /** How wide the rows' names are. */
  gutter: number
  ink: Ink
}

/** What a picture has colours for; a theme gives each its value. */
export const INK_NAMES = [
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

/** The theme's values that a picture needs. */
export interface Ink {
  scale: number
  colours: Record<(typeof INK_NAMES)[number], string>
  sans: string
}

/** Where a lane's rows lie, in pixels from its top. */
export interface Layout {
  height: number
  tracks: readonly TrackLayout[]
  mirror: number
  bar: number
  row: number
}

export interface TrackLayout {
  track: ContainerTrack
  name: string
  /** Where its name stands; negative where there is but one. */
  title: number
  bar: number
  server: number
  rows: readonly number[]
  bottom: number
}

/** A picture with more is too high for a browser, and takes too long to be drawn; the text beside it has all. */
const MOST_TRACKS = 200

/** Pixels left of the time axis, for the rows' names; `scale` is the text's size beside the usual one. */
export const gutterOf = (scale: number): number => Math.round(50 * scale)

interface LaneShape {
  /** With less air, so that five lanes fit a projector beside what explains them. */
  isDense?: boolean
  hasMirror?: boolean
}

/** Where the rows of a lane lie, by what its drawing has and how large its text is. */
export function layoutOf(
  drawing: LaneDrawing | undefined,
  scale: number,
  { isDense = false, hasMirror = !isDense }: LaneShape = {},
): Layout {
  const px = (length: number): number => Math.round(length * scale)
  const bar = px(20)
  const row = px(15)
  let y = px(isDense ? 6 : hasMirror ? 10 : 8)
  const nameOf = rowNames(drawing?.tracks ?? [])
  const tracks = (drawing?.tracks ?? []).slice(0, MOST_TRACKS).map((track, _, all): TrackLayout => {
    const title = all.length > 1 ? y : -1
    // room for the name, and for a mark's head below it
    if (all.length > 1) y += px(20)
    const top = y
    y += bar
    const server = y + px(2)
    if (track.server.length) y += px(7)
    y += px(3)
    const rows = track.probes.map(() => {
      const middle = y + row / 2
      y += row
      return middle
    })
    y += px(isDense ? 2 : 5)
    return { track, name: nameOf(track), title, bar: top, server, rows, bottom: y }
  })
  if (!hasMirror) return { height: Math.max(y + px(3), px(isDense ? 54 : 60)), tracks, mirror: -1000, bar, row }
  const mirror = y + px(3)
  if (drawing?.mirror.length) y += px(10)
  // before its run has come a lane has the room of a pod with one probe and a mirror
  return { height: Math.max(y + px(6), px(drawing ? 64 : 76)), tracks, mirror, bar, row }
}

export const THEMES = ['light', 'dark'] as const
/** The colours of a picture. */
export type PictureTheme = (typeof THEMES)[number]

/** The page's colours for what is drawn without a page; a test holds them against its style sheet. */
const COLOURS = readTable(colours, 'colour', ...THEMES)

/** What a picture is drawn with where no page gives it; no font has to be there. */
export function inkFor(theme: PictureTheme): Ink {
  const own = Object.fromEntries(COLOURS.map((row) => [row.colour, row[theme]])) as Ink['colours']
  return { scale: 1, colours: own, sans: "'Source Sans 3', 'Segoe UI', system-ui, sans-serif" }
}

/** Of a canvas's context what the pictures use: a canvas is one, and so is `SvgPen`. Units: pixels, from the left top. */
export interface Pen {
  fillStyle: unknown
  strokeStyle: unknown
  lineWidth: number
  globalAlpha: number
  font: string
  textAlign: string
  textBaseline: string
  save(): void
  restore(): void
  translate(x: number, y: number): void
  beginPath(): void
  rect(x: number, y: number, width: number, height: number): void
  clip(): void
  moveTo(x: number, y: number): void
  lineTo(x: number, y: number): void
  /** Only whole circles are drawn. */
  arc(x: number, y: number, radius: number, from: number, to: number): void
  closePath(): void
  fill(): void
  stroke(): void
  setLineDash(lengths: number[]): void
  fillRect(x: number, y: number, width: number, height: number): void
  strokeRect(x: number, y: number, width: number, height: number): void
  fillText(text: string, x: number, y: number): void
  measureText(text: string): { width: number }
}
