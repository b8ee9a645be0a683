import { isStart } from '../../sim/trace/trace.ts'
import { finished } from '../experiment.ts'
import { summarize } from '../lanes/summary.ts'
import { whatIf } from '../what-if/what-if.ts'
import { why, whyText } from '../why/why.ts'
import { type Report, tried } from './tried-fixture.ts'

export { type Report, tried } from './tried-fixture.ts'

/** What the first sentence or Why says; the fix that stands first; one that must not stand anywhere. */
export type Row = [name: string, report: Report, says: RegExp, fix: RegExp | undefined, never?: RegExp]

/** Manifests by their files, with a change of some. */
export function edited(files: object, change: (files: Record<string, string>) => void): Record<string, string> {
  const copy = { ...files } as Record<string, string>
  change(copy)
  return copy
}

/** What the lane's first sentence and Why say of its first restart, or of what it waits for; and which changes mend it, the best first. */
export function mended(report: Report): { told: string; titles: string[] } {
  const { inputs, trace } = tried({ duration: '10m', ...report })
  const { text, entry } = summarize(trace, inputs.duration, inputs)
  const start = trace.find((entry) => isStart(entry) && entry.attempt === 1)
  const from = start?.id ?? entry ?? -1
  const told = `${text}\n${whyText(why(trace, from, inputs))}`.replaceAll(/\([0-9a-f]{32}\)/g, '')
  const titles = (finished(whatIf(inputs, trace, from))?.best ?? []).map(({ title, prices }) => [title, ...prices].join('. '))
  return { told, titles }
}
