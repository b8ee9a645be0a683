import type { Trace } from '../../sim/trace/trace.ts'
import { endWords, ESTIMATED, RESULT_WORDS, RESULTS, SERVER_WORDS, type LaneDrawing } from './lanes.ts'
import { timeText } from '../text/duration.ts'
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
 *
 * Units: seconds. Errors: none. Follows: nothing upstream.
 */
export function timelineRows(drawing: LaneDrawing, trace: Trace, withPassed = true): TimelineRow[] {
  const rows: TimelineRow[] = []
  const several = drawing.tracks.length > 1
  for (const track of drawing.tracks) {
    const of = several ? `${track.container}: ` : ''
    for (const life of track.lives) {
      rows.push({ t: life.from, id: life.id, kind: 'start', what: `${of}life ${life.number} starts`, text: '' })
      if (life.end !== 'running')
        rows.push({
          t: life.to,
          id: life.endId ?? life.id,
          kind: 'end',
          what: `${of}life ${life.number} ends`,
          text: [endWords(life), life.code === undefined ? '' : `exit code ${life.code}`].filter(Boolean).join(', '),
        })
    }
    for (const kill of track.kills)
      rows.push({ t: kill.t, id: kill.id, kind: 'kill', what: `${of}${kill.all ? 'restarts all' : 'killed'}`, text: kill.label })
    for (const { t, id, label } of track.leases) rows.push({ t, id, kind: 'lease', what: `${of}loses its lease`, text: label })
    for (const wait of track.waits)
      rows.push({
        t: trace[wait.id]!.t,
        id: wait.id,
        kind: 'back-off',
        what: `${of}back-off ${wait.seconds} s`,
        text: wait.isOpen ? '' : `until ${timeText(wait.to)}`,
      })
    for (const span of track.ready) {
      rows.push({ t: span.from, id: span.id, kind: 'ready', what: `${of}ready`, text: '' })
      if (span.to < drawing.end) rows.push({ t: span.to, id: span.id, kind: 'ready', what: `${of}not ready`, text: '' })
    }
    for (const row of track.probes)
      for (let n = 0; n < row.times.length; n++) {
        if (!withPassed && row.results[n] === PASSED) continue
        const entry = trace[row.ids[n]!]
        const result = RESULTS[row.results[n]!]!
        rows.push({
          t: row.times[n]!,
          id: row.ids[n]!,
          kind: result === 'success' ? 'passed' : 'probe',
          what: `${of}${row.probe} probe ${RESULT_WORDS[result]}`,
          text: entry?.kind === 'probe' ? entry.output : '',
        })
      }
    for (const span of track.server)
      rows.push({ t: span.from, id: span.id, kind: 'server', what: `${of}server ${SERVER_WORDS[span.state]}`, text: '' })
  }
  for (const span of drawing.mirror) {
    rows.push({ t: span.from, id: span.id, kind: 'mirror', what: 'mirror pod created', text: '' })
    if (span.to < drawing.end) rows.push({ t: span.to, id: span.id, kind: 'mirror', what: 'mirror pod deleted', text: '' })
  }
  for (const span of drawing.standstills) {
    rows.push({ t: span.from, id: span.id, kind: 'standstill', what: 'the kubelet’s sync loop stands still', text: standstillWords(span) })
    if (span.to < drawing.end) rows.push({ t: span.to, id: span.id, kind: 'standstill', what: 'the kubelet’s sync loop goes on', text: '' })
  }
  for (const action of drawing.actions)
    rows.push({ t: action.t, id: action.id, kind: 'action', what: `the scenario ${action.label}`, text: action.idle ?? '' })
  const { estimated } = drawing
  if (estimated) for (const row of rows) if (estimated.has(row.id)) row.what += ESTIMATED
  return rows.sort((a, b) => a.t - b.t || a.id - b.id)
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

/** The rows of one kind. Units: seconds. */
export function rowsOfKind(drawing: LaneDrawing, trace: Trace, kind: RowKind): TimelineRow[] {
  const of = OF_KIND[kind]
  const rows = timelineRows(drawing, trace, of === undefined)
  return of ? rows.filter((row) => of.includes(row.kind)) : rows
}

const PASSED = RESULTS.indexOf('success')
