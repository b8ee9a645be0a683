import { defined } from '../../manifest/own.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import { countUntil } from '../../sim/trace/moment.ts'
import type { Trace } from '../../sim/trace/trace.ts'
import { drawingOf } from '../../views/lanes/drawing-of.ts'
import { reportOf } from '../../views/report/report.ts'
import { rowsCsv } from '../../views/lanes/timeline-rows.ts'
import type { WhatIf } from '../../views/what-if/what-if.ts'
import type { ReportWanted } from './simulator-messages.ts'

export { troubleOf } from '../../views/report/report.ts'

/** A lane up to a time, as a text to take away. */
export function reportText({
  inputs,
  trace,
  asked: { as, title, name, at, link },
  whatIf,
}: {
  inputs: Inputs
  trace: Trace
  asked: ReportWanted
  whatIf?: WhatIf
}): string {
  const seen = trace.slice(0, countUntil(trace, at))
  if (as === 'trace') return `${JSON.stringify({ whyrestart: 1, lanes: [{ name, entries: seen }] })}\n`
  const drawing = drawingOf(seen, at)
  if (as === 'rows') return rowsCsv([{ name, trace: seen, drawing }])
  return reportOf({ title, name, inputs, trace, drawing, at, ...(whatIf ? { whatIf } : {}), ...defined({ link }) })
}
