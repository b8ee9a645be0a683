import { fieldAt, fieldsOf } from '../../manifest/fields.ts'
import { causesOf } from '../../sim/trace/moment.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import type { Entry, Trace } from '../../sim/trace/trace.ts'
import { type EffectGroup, effectGroups, group } from './effect-groups.ts'
import { lineAtStart, type LineAt, type StartLine, textAt } from '../text/line-at-start.ts'
import { PROCESSES } from './processes-file.ts'
import { rootsOfScript } from './script-line.ts'
import { whyNothing } from './why-nothing.ts'

/** What a line of a file has caused. */
export interface LineEffects {
  file: string
  line: number
  /** Where a person can edit it, if anywhere. */
  place?: StartLine
  /** As it stands, without the blanks around it and a list's dash. */
  text: string
  groups: readonly EffectGroup[]
  /** Where it caused nothing: why, if anything is known. */
  note?: string
}

/**
 * Everything that a line has caused, grouped by kind, in the order in which the groups begin. A line that holds others, such as
 * `livenessProbe:`, answers for them too.
 *
 * Units: lines count from 1; `programs` is the text of `processes`, where that is the file. Errors: none; a line that is not there has caused nothing.
 */
export function effectsOfLine(inputs: Inputs, trace: Trace, { file, line, at }: LineAt, programs = ''): LineEffects {
  const isScript = file === PROCESSES
  const text = isScript ? programs : textAt(inputs, { file, at })
  const place = isScript ? { file, line } : lineAtStart(inputs, { file, line, at })
  const found = {
    file,
    line,
    ...(place ? { place } : {}),
    text:
      text
        .split('\n')
        [line - 1]?.trim()
        .replace(/^- (?=\S)/, '') ?? '',
  }
  const roots = isScript ? rootsOfScript(trace, text, line) : rootsOf(inputs, trace, file, line, text)
  const groups = roots.every((id) => isTiming(trace[id]!)) ? held(trace, roots) : effectGroups(trace, roots)
  return groups.length > 0 ? { ...found, groups } : { ...found, groups, note: whyNothing(inputs, trace, { file, text, line }) }
}

/** The line's own entries, and those of the fields inside what it begins. */
function rootsOf(inputs: Inputs, trace: Trace, file: string, line: number, text: string): number[] {
  const path = fieldAt(fieldsOf(text), line)?.path
  return trace.flatMap((entry) => {
    if (entry.kind !== 'manifest' || entry.file !== file || entry.isDefault) return []
    const isIn = path !== undefined && entry.path.startsWith(path) && /^[.[]|^$/.test(entry.path.slice(path.length))
    // what was written later is another text
    return (entry.line === line || isIn) && textAt(inputs, { file, at: entry.t }) === text ? [entry.id] : []
  })
}

/** What says when a probe is sent, and nothing of what comes of it. */
function isTiming(entry: Entry): boolean {
  return entry.kind === 'manifest' && /\.(initialDelaySeconds|periodSeconds)$/.test(entry.path)
}

function held(trace: Trace, roots: readonly number[]): EffectGroup[] {
  const probes = trace.filter((entry) => entry.kind === 'probe' && causesOf(entry).some((cause) => roots.includes(cause)))
  const [first] = probes
  if (first?.kind !== 'probe') return []
  const root = trace[roots[0]!]!
  const delays = root.kind === 'manifest' && root.path.endsWith('initialDelaySeconds')
  const kind = delays
    ? `first ${first.probe} probe|first ${first.probe} probes of a life held back by it`
    : `${first.probe} probe|${first.probe} probes sent by its clock`
  return [
    group(
      trace,
      kind,
      probes.map(({ id }) => id),
    ),
  ]
}
