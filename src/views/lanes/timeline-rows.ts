import type { Trace } from '../../sim/trace/trace.ts'
import {
  endWords,
  ESTIMATED,
  RESULT_WORDS,
  RESULTS,
  rowNames,
  SERVER_WORDS,
  type LaneDrawing,
  type TimeSpan,
  type ContainerTrack,
} from './lanes.ts'
import { timeText } from '../text/duration-words.ts'
import { standstillWords } from './mark-words.ts'

/** One thing of the drawing in words: the timeline for those who read it. */
export interface TimelineRow {
  t: number
  id: number
  /** A closed list, to filter by. */
  kind: 'start' | 'end' | 'kill' | 'back-off' | 'probe' | 'passed' | 'ready' | 'server' | 'mirror' | 'lease' | 'standstill' | 'action'
  what: string
  text: string
}

/**
 * All that is drawn of a lane, as rows in order of time. A passed probe is of kind `passed`, any other of kind `probe`; those that
 * passed may be left out, for they are nearly all.
 */
export function timelineRows(drawing: LaneDrawing, trace: Trace, withPassed = true): TimelineRow[] {
  const { end, tracks, mirror, standstills, actions, estimated } = drawing
  const nameOf = rowNames(tracks)
  const rows = [
    ...tracks.flatMap((track) => trackRows(track, trace, tracks.length > 1 ? `${nameOf(track)}: ` : '', end, withPassed)),
    ...turns(mirror, end, 'mirror', 'mirror pod created', 'mirror pod deleted'),
    ...turns(standstills, end, 'standstill', 'the kubelet’s sync loop stands still', 'the kubelet’s sync loop goes on', standstillWords),
    ...actions.map(({ t, id, label, idle = '' }): TimelineRow => ({ t, id, kind: 'action', what: `the scenario ${label}`, text: idle })),
  ]
  if (estimated) for (const row of rows) if (estimated.has(row.id)) row.what += ESTIMATED
  return rows.sort((a, b) => a.t - b.t || a.id - b.id)
}

/** A row as something begins, and one as it ends within the run. */
const turns = (
  spans: readonly TimeSpan[],
  end: number,
  kind: TimelineRow['kind'],
  begins: string,
  ends: string,
  textOf: (span: TimeSpan) => string = () => '',
): TimelineRow[] =>
  spans.flatMap((span) => [
    { t: span.from, id: span.id, kind, what: begins, text: textOf(span) },
    ...(span.to < end ? [{ t: span.to, id: span.id, kind, what: ends, text: '' }] : []),
  ])

function trackRows(track: ContainerTrack, trace: Trace, of: string, end: number, withPassed: boolean): TimelineRow[] {
  const rows: TimelineRow[] = []
  for (const life of track.lives) {
    rows.push({ t: life.from, id: life.id, kind: 'start', what: `${of}life ${life.number} starts`, text: '' })
    if (life.end !== 'running')
      rows.push({
        t: life.to,
        id: life.endId!,
        kind: 'end',
        what: `${of}life ${life.number} ends`,
        text: [endWords(life), life.code === undefined ? '' : `exit code ${life.code}`].filter(Boolean).join(', '),
      })
  }
  for (const kill of track.kills)
    rows.push({ t: kill.t, id: kill.id, kind: 'kill', what: `${of}${kill.all ? 'restarts all' : 'killed'}`, text: kill.label })
  for (const { t, id, label } of track.leases) rows.push({ t, id, kind: 'lease', what: `${of}loses its lease`, text: label })
  for (const wait of track.waits) {
    // a sync after the back-off starts it, so not in the moment when that is over
    const how = track.lives.some(({ from }) => from === wait.to) ? 'started again at' : 'until'
    rows.push({
      t: trace[wait.id]!.t,
      id: wait.id,
      kind: 'back-off',
      what: `${of}back-off ${wait.seconds} s`,
      text: wait.isOpen ? '' : `${how} ${timeText(wait.to)}`,
    })
  }
  rows.push(...turns(track.ready, end, 'ready', `${of}ready`, `${of}not ready`))
  for (const probe of track.probes) rows.push(...probeRows(probe, trace, of, withPassed))
  for (const { from, id, state } of track.server)
    rows.push({ t: from, id, kind: 'server', what: `${of}server ${SERVER_WORDS[state]}`, text: '' })
  return rows
}

function probeRows(
  { probe, times, ids, results }: ContainerTrack['probes'][number],
  trace: Trace,
  of: string,
  withPassed: boolean,
): TimelineRow[] {
  const rows: TimelineRow[] = []
  for (let n = 0; n < times.length; n++) {
    if (!withPassed && results[n] === PASSED) continue
    const id = ids[n]!
    const entry = trace[id]
    const result = RESULTS[results[n]!]!
    rows.push({
      t: times[n]!,
      id,
      kind: result === 'success' ? 'passed' : 'probe',
      what: `${of}${probe} probe ${RESULT_WORDS[result]}`,
      text: entry?.kind === 'probe' ? entry.output : '',
    })
  }
  return rows
}

/** Which rows of a table a person may want; a closed list, in the order in which it is offered. */
export const ROW_KINDS = ['main', 'all', 'lives', 'trouble', 'servers', 'actions'] as const
export type RowKind = (typeof ROW_KINDS)[number]

const OF_KIND: Readonly<Record<RowKind, readonly TimelineRow['kind'][] | undefined>> = {
  main: ['start', 'end', 'kill', 'back-off', 'probe', 'ready', 'server', 'mirror', 'lease', 'standstill', 'action'],
  all: undefined,
  lives: ['start', 'end', 'kill', 'back-off'],
  trouble: ['probe'],
  servers: ['server', 'ready', 'mirror', 'lease', 'standstill'],
  actions: ['action'],
}

/** The rows of one kind. */
export function rowsOfKind(drawing: LaneDrawing, trace: Trace, kind: RowKind): TimelineRow[] {
  const of = OF_KIND[kind]
  const rows = timelineRows(drawing, trace, of === undefined)
  return of ? rows.filter((row) => of.includes(row.kind)) : rows
}

const PASSED = RESULTS.indexOf('success')

/** A line of a table: RFC 4180, without its end; a cell is quoted where it has to be, and never taken for a formula by a spreadsheet. */
export const csvLine = (cells: readonly string[]): string => cells.map(csvCell).join(',')

function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** The columns of a lane's rows as CSV. */
const ROW_COLUMNS = ['lane', 'seconds', 'kind', 'what', 'text', 'entry'] as const

/** All that is drawn of lanes as CSV, a row each in order of time: RFC 4180, but with line feeds alone. */
export function rowsCsv(lanes: readonly { name: string; trace: Trace; drawing: LaneDrawing }[]): string {
  const rows = lanes.flatMap(({ name, trace, drawing }) =>
    timelineRows(drawing, trace).map(({ t, kind, what, text, id }) => [
      name,
      String(Math.round(t * 1000) / 1000),
      kind,
      what,
      text,
      String(id),
    ]),
  )
  return [[...ROW_COLUMNS], ...rows].map((row) => `${csvLine(row)}\n`).join('')
}
