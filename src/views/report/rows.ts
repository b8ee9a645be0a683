import type { Trace } from '../../sim/trace/trace.ts'
import type { LaneDrawing } from '../lanes/lanes.ts'
import { timelineRows } from '../lanes/timeline-rows.ts'

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
