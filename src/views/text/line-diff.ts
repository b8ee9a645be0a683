import { createTwoFilesPatch, diffArrays, FILE_HEADERS_ONLY, structuredPatch } from 'diff'
import { MANIFEST_DIRECTORY } from '../../sim/node/file-changes.ts'
import { filesAt } from '../../sim/trace/moment.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'

const CONTEXT = 3

/** What differs between two texts, as `diff -u` prints it; empty where nothing does. A last line without its end counts as a whole one. */
export function unifiedDiff(before: string, after: string, nameBefore: string, nameAfter: string): string {
  if (before === after) return ''
  return createTwoFilesPatch(nameBefore, nameAfter, whole(before), whole(after), undefined, undefined, {
    context: CONTEXT,
    headerOptions: FILE_HEADERS_ONLY,
  })
}

/** The same as `diff` prints it without an option. Follows: GNU diffutils, normal.c. */
export function normalDiff(before: string, after: string): string {
  const { hunks } = structuredPatch('', '', whole(before), whole(after), undefined, undefined, { context: 0 })
  return hunks
    .map(({ oldStart, oldLines, newStart, newLines, lines }) => {
      const op = oldLines === 0 ? 'a' : newLines === 0 ? 'd' : 'c'
      const marked = (sign: string, mark: string): string[] =>
        lines.flatMap((line) => (line.startsWith(sign) ? `${mark} ${line.slice(1)}` : []))
      const between = op === 'c' ? ['---'] : []
      const head = `${rangeOf(oldStart, oldLines)}${op}${rangeOf(newStart, newLines)}`
      return [head, ...marked('-', '<'), ...between, ...marked('+', '>'), ''].join('\n')
    })
    .join('')
}

/** Of no lines the one before them. */
const rangeOf = (start: number, count: number): string =>
  count === 0 ? String(start - 1) : count === 1 ? String(start) : `${start},${start + count - 1}`

const whole = (text: string): string => (text === '' || text.endsWith('\n') ? text : `${text}\n`)

/** How a text differs from another, line by line. */
export interface LineDiff {
  /** Lines of the new text, from 1, that the old one lacks and that stand in no old line's place. */
  added: readonly number[]
  /** Lines of the new text that stand in the place of other old ones. */
  changed: readonly number[]
  /** Lines of the old text that are gone; `after` is the line of the new text that they stood behind, 0 for the top. */
  removed: readonly { after: number; text: string }[]
}

/** Two texts with more lines than this that differ are changed as a whole: they are not searched for what they have in common. */
const MOST_EDITS = 1000

/** Lines that the two texts share, or that one of them lacks: what is gone stands before what has come in its place. */
function partsOf(before: string, after: string): { value: string[]; removed?: boolean; added?: boolean }[] {
  const old = before.split('\n')
  const now = after.split('\n')
  return (
    diffArrays(old, now, { maxEditLength: MOST_EDITS }) ?? [
      { value: old, removed: true },
      { value: now, added: true },
    ]
  )
}

/**
 * Compares two texts line by line.
 *
 * Units: lines count from 1.
 */
export function lineDiff(before: string, after: string): LineDiff {
  const added: number[] = []
  const changed: number[] = []
  const removed: { after: number; text: string }[] = []
  let line = 0
  let gone: readonly string[] = []
  for (const part of [...partsOf(before, after), { value: [], removed: false, added: false }]) {
    if (part.removed) {
      gone = part.value
      continue
    }
    const fresh = part.added ? part.value.length : 0
    for (let n = 0; n < fresh; n++) (n < gone.length ? changed : added).push(line + n + 1)
    for (const [n, text] of gone.entries()) removed.push({ after: line + Math.min(n, fresh), text })
    gone = []
    line += part.value.length
  }
  return { added, changed, removed }
}

/**
 * Where a line of the new text stood in the old one.
 *
 * Units: lines count from 1. Errors: undefined where it is new.
 */
export function lineBefore(before: string, after: string, line: number): number | undefined {
  let old = 0
  let now = 0
  for (const { value, removed, added } of partsOf(before, after)) {
    if (!removed && line <= now + value.length) return added ? undefined : old + line - now
    if (!added) old += value.length
    if (!removed) now += value.length
  }
  return undefined
}

/** The lines that differ, each with `-` or `+` before it. */
export const changedLines = (before: string, after: string): string[] =>
  unifiedDiff(before, after, '', '')
    .split('\n')
    .slice(2)
    .filter((line) => /^[-+]/.test(line))

export interface DifferingLine {
  at: number
  kind: 'added' | 'removed'
  text: string
}

/** The lines that differ, in their order. */
export function differingLines(diff: LineDiff, text: string): DifferingLine[] {
  const lines = text.split('\n')
  const rows = [
    ...diff.removed.map(({ after, text: gone }) => ({ at: after + 0.4, kind: 'removed' as const, text: gone.trimEnd() })),
    ...[...diff.added, ...diff.changed].map((line) => ({ at: line, kind: 'added' as const, text: lines[line - 1]!.trimEnd() })),
  ].sort((a, b) => a.at - b.at)
  // the indentation that all of them have says nothing; the rest of it is YAML
  const common = Math.min(...rows.filter(({ text: row }) => row !== '').map(({ text: row }) => row.search(/\S/)))
  return rows.map((row) => ({ ...row, text: `${row.kind === 'removed' ? '−' : '+'} ${row.text.slice(common)}` }))
}

/** A line of a file as it was at a time. */
export interface LineAt {
  /** A bare name is one of the static-pod directory. */
  file: string
  line: number
  at: number
}

/** A line of a file that the lane begins with. */
export type StartLine = Pick<LineAt, 'file' | 'line'>

/** The text of a file at a time; empty where there is none. */
export function textAt(inputs: Inputs, { file, at }: Pick<LineAt, 'file' | 'at'>): string {
  return filesAt({ inputs, at }).get(file.startsWith('/') ? file : `${MANIFEST_DIRECTORY}/${file}`) ?? ''
}

/**
 * Where a line of a file stands in what the lane begins with, which is what a person can edit: in the same file, or in the one
 * that it was copied from.
 *
 * Units: seconds on the simulated clock; lines count from 1. Errors: undefined where an action has written the line.
 */
export function lineAtStart(inputs: Inputs, { file, line, at }: LineAt): StartLine | undefined {
  const text = textAt(inputs, { file, at })
  const start = filesAt({ inputs, at: -1 })
  const path = file.startsWith('/') ? file : `${MANIFEST_DIRECTORY}/${file}`
  const source = start.has(path) ? path : [...start].find(([, other]) => other === text)?.[0]
  const own = source === undefined ? undefined : lineBefore(start.get(source)!, text, line)
  return own === undefined ? undefined : { file: source!.replace(`${MANIFEST_DIRECTORY}/`, ''), line: own }
}
