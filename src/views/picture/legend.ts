import { RESULTS, type LaneDrawing, type ProbeRow, type ServerSpan } from '../lanes/lanes.ts'
import legend from '../../texts/legend.tsv?raw'
import { readTable } from '../../texts/text-table.ts'
import type { TermId } from '../text/glossary.ts'
import type { Ink } from './layout.ts'
import { paintEnd } from './paint-life.ts'
import { paintMark } from './paint-marks.ts'
import type { Pen } from './pen.ts'

/** What a mark means. */
export interface LegendItem {
  label: string
  /** Its card in the glossary. */
  term: TermId
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
  ({ label, term, draws, ...row }) => ({ label, term: term as TermId, paint: DRAWS[draws]!(row) }),
)

const ENDS = { killed: 'killed', exited: 'exited by itself', completed: 'completed', action: 'ended by an action', running: '' } as const
const SERVER: Readonly<Record<ServerSpan['state'], string>> = {
  serving: 'serving',
  starting: 'starting',
  accepting: '',
  forbidding: '',
  unready: '',
  exited: '',
  'no-etcd': 'not serving, without etcd',
  'shutting-down': 'shutting down',
  hung: 'hung',
}

/** A bit for each result that a row has. */
function resultsIn({ results }: ProbeRow): number {
  let bits = 0
  for (let n = 0; n < results.length; n++) bits |= 1 << results[n]!
  return bits
}

/** The labels of what a lane has, each once; of other marks nobody asks. Of hundreds of containers each is looked at for what no other has. */
export function labelsOf({ tracks, mirror, standstills, actions, estimated }: LaneDrawing): ReadonlySet<string> {
  const labels = new Set<string>()
  let results = 0
  for (const { lives, ready, waits, kills, leases, probes, server: spans } of tracks) {
    if (leases.length > 0) labels.add('lease lost')
    if (kills.some(({ all }) => all)) labels.add('all restarted')
    for (const row of probes) results |= resultsIn(row)
    for (const { from, to, end } of lives) {
      labels.add(ENDS[end])
      if (!ready.some((span) => span.from <= from && to <= span.to)) labels.add('not ready')
    }
    if (ready.length > 0) labels.add('ready')
    if (waits.length > 0) labels.add('back-off')
    for (const { state } of spans) labels.add(SERVER[state])
  }
  for (let n = 0; n < RESULTS.length; n++) if (results & (1 << n)) labels.add(LEGEND[n]!.label)
  if (mirror.length > 0) labels.add('mirror pod')
  if (standstills.length > 0) labels.add('no pod is synced')
  if (actions.length > 0) labels.add('action')
  if (estimated) labels.add('time estimated')
  if (actions.some(({ idle: note }) => note)) labels.add('no effect')
  return labels
}
