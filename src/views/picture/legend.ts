import { firstMarks } from '../lanes/first-marks.ts'
import type { LaneDrawing } from '../lanes/lanes.ts'
import legend from '../../texts/legend.tsv?raw'
import { readTable } from '../../texts/text-table.ts'
import type { Ink, Pen } from './layout.ts'
import { paintMark, paintEnd } from './paint-marks.ts'

/** What a mark means. */
export interface LegendItem {
  label: string
  /** Its card in the glossary. */
  term: string
  /** Draws it within 16 × 16 pixels, at scale 1. */
  paint: (pen: Pen, ink: Ink) => void
}

type Colour = keyof Ink['colours']

const mark =
  (result: number) =>
  (pen: Pen, ink: Ink): void => {
    pen.textBaseline = 'middle'
    paintMark(pen, result, 8, 8, { ...ink, scale: 1 })
  }

type Line = readonly number[]

/** Lines through points, each `[x, y, x, y]`. */
const lines =
  (colour: Colour, width: number, all: readonly Line[], dash: number[] = []) =>
  (pen: Pen, { colours }: Ink): void => {
    pen.strokeStyle = colours[colour]
    pen.lineWidth = width
    pen.setLineDash(dash)
    pen.beginPath()
    for (const [x1, y1, x2, y2] of all) {
      pen.moveTo(x1!, y1!)
      pen.lineTo(x2!, y2!)
    }
    pen.stroke()
    pen.setLineDash([])
  }

const box =
  (colour: 'life' | 'not-ready') =>
  (pen: Pen, { colours }: Ink): void => {
    pen.fillStyle = colours[colour]
    pen.fillRect(1, 3, 14, 10)
    if (colour === 'life') {
      pen.fillStyle = colours['life-edge']
      pen.fillRect(1, 10.5, 14, 2.5)
    }
    pen.strokeStyle = colours['life-edge']
    pen.lineWidth = 1
    pen.strokeRect(1, 3, 14, 10)
  }

const end =
  (how: 'exited' | 'completed' | 'action') =>
  (pen: Pen, ink: Ink): void =>
    paintEnd(pen, how, 8, 4, 14, { ...ink, scale: 1 })

const idle = (pen: Pen, ink: Ink): void => {
  pen.strokeStyle = ink.colours.action
  pen.lineWidth = 1.5
  pen.beginPath()
  pen.arc(8, 4, 3, 0, 7)
  pen.stroke()
  lines('action', 1.5, [[8, 8, 8, 16]], [1.5, 3])(pen, ink)
}

/** How a line of the table has it drawn. */
const DRAWS: Readonly<Record<string, (row: Record<'of' | 'width' | 'lines' | 'dash', string>) => LegendItem['paint']>> = {
  mark: ({ of }) => mark(Number(of)),
  end: ({ of }) => end(of as 'exited' | 'completed' | 'action'),
  box: ({ of }) => box(of as 'life' | 'not-ready'),
  lines: ({ of, width, lines: all, dash }) => lines(of as Colour, Number(width), all.split(', ').map(numbersOf), numbersOf(dash)),
  idle: () => idle,
}

const numbersOf = (text: string): number[] => (text === '' ? [] : text.split(' ').map(Number))

/** In the order in which they are explained; the probes' results come first, as `RESULTS` has them. */
export const LEGEND: readonly LegendItem[] = readTable(legend, 'label', 'term', 'draws', 'of', 'width', 'lines', 'dash').map(
  ({ label, term, draws, ...row }) => ({ label, term, paint: DRAWS[draws]!(row) }),
)

/** The labels of what a lane has; of other marks nobody asks. */
export function labelsOf(drawing: LaneDrawing): ReadonlySet<string> {
  const marks = firstMarks(drawing)
  return new Set(LEGEND.flatMap(({ label, term }) => (marks.has(term) ? [label] : [])))
}
