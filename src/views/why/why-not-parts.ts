import type { StartLine } from '../text/line-at-start.ts'
import type { Entry, EntryOf } from '../../sim/trace/trace.ts'
import type { PodAt } from './pods-at.ts'

/** Why something has not happened, with what says so. */
export interface WhyNot {
  question: string
  answer: string
  /** Entries of the trace. */
  entries: readonly { id: number; t: number; text: string }[]
  /** Lines of the manifest; `place` is where a person can edit it, if anywhere. */
  lines: readonly { file: string; line: number; text: string; place?: StartLine }[]
}

/** A line of a file, as it was read at a time; where none is said, as it is now. */
export interface Line {
  file: string
  line: number
  text: string
  at?: number
}

/** A question with its answer, before it is known where its lines can be edited. */
export interface Unplaced extends Omit<WhyNot, 'lines'> {
  lines: readonly Line[]
}

export type Answer = Omit<Unplaced, 'question'>

/** An entry under a name. */
export function named(entry: EntryOf<Entry['kind']>, what: string): WhyNot['entries'][number] {
  return { id: entry.id, t: entry.t, text: what }
}

/** The line that says so; none where only a default does. */
export function lineOf({ file, readAt, manifest }: Pick<PodAt, 'file' | 'readAt' | 'manifest'>, path: string): Line[] {
  if (!manifest.has(path)) return []
  return [{ ...lineAt(manifest.text, file, manifest.rangeOf(path).start.line), at: readAt }]
}

/** A line with its text; where only brackets open on it, as in JSON, the first after it that says something. */
export function lineAt(text: string, file: string, from: number): Line {
  const rows = text.split('\n')
  let line = from
  while (line < rows.length && /^[\s[{]*$/.test(rows[line - 1] ?? '')) line++
  return { file, line, text: rows[line - 1]?.trim().replace(/^- (?=\S)/, '') ?? '' }
}
