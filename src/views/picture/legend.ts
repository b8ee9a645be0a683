import { RESULTS, type LaneDrawing, type ProbeRow } from '../lanes/lanes.ts'
import type { TermId } from '../text/glossary.ts'
import type { Ink } from './layout.ts'
import { paintEnd } from './paint-life.ts'
import { GUESSED, paintMark } from './paint-marks.ts'
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

/** Lines through points, each `[x, y, x, y]`. */
const lines =
  (colour: Colour, width: number, all: readonly (readonly [number, number, number, number])[], dash: number[] = []) =>
  (pen: Pen, { colours }: Ink): void => {
    pen.strokeStyle = colours[colour]
    pen.lineWidth = width
    pen.setLineDash(dash)
    pen.beginPath()
    for (const [x1, y1, x2, y2] of all) {
      pen.moveTo(x1, y1)
      pen.lineTo(x2, y2)
    }
    pen.stroke()
    pen.setLineDash([])
  }

const server = (colour: Colour, width: number, dash?: number[]) => lines(colour, width, [[0, 8, 16, 8]], dash)

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

/** In the order in which they are explained; the probes' results come first, as `RESULTS` has them. */
export const LEGEND: readonly LegendItem[] = [
  { label: 'passed', term: 'passed', paint: mark(0) },
  { label: 'failed', term: 'failed', paint: mark(1) },
  { label: 'warning', term: 'warning', paint: mark(2) },
  { label: 'could not be made', term: 'errored', paint: mark(3) },
  {
    label: 'killed',
    term: 'killed',
    paint: lines('fail', 2.5, [
      [4, 2, 12, 2],
      [8, 2, 8, 14],
    ]),
  },
  {
    label: 'all restarted',
    term: 'restart-all',
    paint: lines('fail', 2.5, [
      [2, 2, 14, 2],
      [5, 2, 5, 14],
      [11, 2, 11, 14],
    ]),
  },
  {
    label: 'lease lost',
    term: 'lease-lost',
    paint: lines('warn', 2, [
      [8, 3, 13, 8],
      [13, 8, 8, 13],
      [8, 13, 3, 8],
      [3, 8, 8, 3],
    ]),
  },
  { label: 'exited by itself', term: 'exited', paint: end('exited') },
  { label: 'completed', term: 'completed', paint: end('completed') },
  { label: 'ended by an action', term: 'ended-by-action', paint: end('action') },
  { label: 'ready', term: 'ready', paint: box('life') },
  { label: 'not ready', term: 'not-ready', paint: box('not-ready') },
  {
    label: 'back-off',
    term: 'back-off',
    paint: lines('hatch', 1.4, [
      [0, 13, 10, 3],
      [5, 13, 15, 3],
      [10, 13, 15, 8],
      [0, 8, 5, 3],
    ]),
  },
  { label: 'serving', term: 'serving', paint: server('pass', 2) },
  { label: 'starting', term: 'starting', paint: server('muted', 2, [1.5, 3]) },
  { label: 'not serving, without etcd', term: 'no-etcd', paint: server('warn', 3, [6, 3]) },
  { label: 'shutting down', term: 'shutting-down', paint: server('fail', 2, [6, 3]) },
  { label: 'hung', term: 'hung', paint: server('fail', 5, [3, 3]) },
  {
    label: 'mirror pod',
    term: 'mirror',
    paint: lines('edge', 1.5, [
      [1.5, 5, 1.5, 11],
      [1, 8, 16, 8],
    ]),
  },
  { label: 'no pod is synced', term: 'standstill', paint: lines('warn', 4, [[0, 8, 16, 8]], [2, 2]) },
  { label: 'action', term: 'action', paint: lines('action', 1.5, [[8, 0, 8, 16]], [4, 3]) },
  { label: 'no effect', term: 'idle', paint: idle },
  { label: 'time estimated', term: 'estimated', paint: mark(GUESSED) },
]

const ENDS = { killed: 'killed', exited: 'exited by itself', completed: 'completed', action: 'ended by an action', running: '' } as const
const SERVER: Readonly<Record<string, string>> = {
  serving: 'serving',
  starting: 'starting',
  'no-etcd': 'not serving, without etcd',
  'shutting-down': 'shutting down',
  hung: 'hung',
}

const ALL_RESULTS = (1 << RESULTS.length) - 1

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
    for (const row of probes) if (results !== ALL_RESULTS) results |= resultsIn(row)
    for (const { from, to, end } of lives) {
      labels.add(ENDS[end])
      if (!ready.some((span) => span.from <= from && to <= span.to)) labels.add('not ready')
    }
    if (ready.length > 0) labels.add('ready')
    if (waits.length > 0) labels.add('back-off')
    for (const { state } of spans) labels.add(SERVER[state] ?? '')
  }
  for (let n = 0; n < RESULTS.length; n++) if (results & (1 << n)) labels.add(LEGEND[n]!.label)
  if (mirror.length > 0) labels.add('mirror pod')
  if (standstills.length > 0) labels.add('no pod is synced')
  if (actions.length > 0) labels.add('action')
  if (estimated) labels.add('time estimated')
  if (actions.some(({ idle: note }) => note)) labels.add('no effect')
  return labels
}
