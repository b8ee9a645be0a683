import { manifestOf } from '../../sim/scenario/specs.ts'
import { type DocumentField, fieldAt, fieldsOf } from '../../manifest/fields.ts'
import { own } from '../../manifest/own.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import { simulateWhole } from '../../sim/simulate.ts'
import { causesOf } from '../../sim/trace/moment.ts'
import type { Entry, Trace } from '../../sim/trace/trace.ts'
import { problemsOf } from '../lanes/problems.ts'
import { restartsAt, summarize } from '../lanes/summary.ts'
import { type LineAt, lineAtStart, type StartLine, textAt } from '../text/line-diff.ts'
import { applied, type TextEdit, removal } from '../what-if/what-if-edit.ts'
import { type EffectGroup, effectGroups, group } from './effect-groups.ts'
import { PROCESSES } from '../text/words.ts'
import { rootsOfScript } from './script-line.ts'

/** A line of a file as the lane begins with it. */
interface FirstLine {
  file: string
  text: string
  line: number
}

/**
 * Why a line has caused nothing, in a sentence: from what is known of it, and from a run without it.
 *
 * Units: lines count from 1.
 */
function whyNothing(inputs: Inputs, trace: Trace, line: FirstLine): string {
  const words = line.text.split('\n')[line.line - 1]?.trim() ?? ''
  if (words === '') return 'An empty line.'
  if (words.startsWith('#')) return 'A comment: nobody reads it but people.'
  const fields = fieldsOf(line.text)
  const field = fieldAt(fields, line.line)
  if (!field) return 'It goes on with what a line above it begins.'
  if (line.file === PROCESSES) return 'It has not come to it in this run, or nobody has asked.'
  const known = problemsOf(inputs).problems.find((problem) => problem.file === line.file && problem.range.start.line === line.line)
  if (known) return known.message
  if (line.file.startsWith('/')) return 'Nothing that was asked in this run hangs on it.'
  if (own(inputs.manifests, line.file) !== line.text) return 'Nothing in this run hangs on it.'
  return withoutIt(inputs, trace, line, fields, field)
}

function withoutIt(
  inputs: Inputs,
  trace: Trace,
  { file, text }: FirstLine,
  fields: readonly DocumentField[],
  field: DocumentField,
): string {
  if (/\.command\[0\]$/.test(field.path)) return 'It names the program that runs.'
  const edits = removalAbove(text, fields, field)
  if (!edits) return 'It only holds what stands below it.'
  const changed = applied(text, edits)
  const { pod, error, diagnostics } = manifestOf(inputs, file, changed)
  const { pod: own } = manifestOf(inputs, file, text)
  if (!own) return 'The kubelet makes no pod of this file.'
  if (!pod)
    return `It only has to be there. Without it the kubelet refuses the file: ${diagnostics.find(({ severity }) => severity === 'error')?.message ?? error!}`
  if (JSON.stringify(pod.raw) === JSON.stringify(own.raw)) return 'It says what is the default anyway.'
  if (JSON.stringify([pod.metadata.name, pod.spec]) === JSON.stringify([own.metadata.name, own.spec]))
    return 'Nothing that is simulated here hangs on it.'
  const without = simulateWhole({ ...inputs, manifests: { ...inputs.manifests, [file]: changed } })
  const [now, then] = [trace, without].map((trace) => JSON.stringify(countsOf(trace, inputs.duration)))
  if (now === then) return 'Simulated without it, the run comes to the same.'
  return `It is only missed where it is not there. Simulated without it: ${summarize(without, inputs.duration, inputs).text}`
}

/** What takes a field out; where nothing would be left of what holds it, that instead. */
function removalAbove(text: string, fields: readonly DocumentField[], field: DocumentField): TextEdit[] | undefined {
  const out = removal(text, field)
  if (out) return out
  const above = fields.find(({ value }) => value === field.parent)
  return above && removalAbove(text, fields, above)
}

function countsOf(trace: Trace, end: number): { restarts: number; failed: number } {
  return { restarts: restartsAt(trace, end), failed: trace.filter((entry) => entry.kind === 'probe' && entry.result === 'failure').length }
}

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
 * Units: lines count from 1; `programs` is the text of `processes`, where that is the file. A line that is not there has caused nothing.
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
