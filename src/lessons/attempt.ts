import { At, type CheckProblem } from '../sim/scenario/check-value.ts'
import { INPUTS } from '../sim/scenario/scenario-fields.ts'
import type { Action } from '../sim/scenario/inputs.ts'
import { pathText } from '../sim/scenario/text.ts'
import { textIn, type LaneTexts } from './change.ts'
import { hashOf } from '../sim/trace/ids.ts'

/** What a learner hands in: who, how far, and the texts as they differ from those that the exercise begins with. */
export interface Attempt {
  /** The exercise's id. */
  exercise: string
  name?: string
  /** How many hints were taken. */
  hints: number
  minutes: number
  /** What was answered to the exercise's questions, in their order: seconds or a choice, null where nothing was. */
  answers?: readonly (number | string | null)[]
  changes: Readonly<Record<string, AttemptChange>>
  /** Of an incident: what was done, as a scenario writes it, and the seed that brought the fault. */
  actions?: readonly unknown[]
  seed?: number
}

/** A file that is gone, a new one, or another text of one: a checksum of the start's, then what takes the place of which lines. */
export type AttemptChange = null | string | readonly [checksum: number, ...hunks: readonly Hunk[]]

/** From which line on, from 0; how many go; what comes. */
type Hunk = readonly [line: number, removed: number, lines: readonly string[]]

/**
 * An attempt's texts as changes of the start's.
 */
export function changesOf(start: LaneTexts, texts: LaneTexts): Record<string, AttemptChange> {
  const changes = new Map<string, AttemptChange>()
  for (const file of Object.keys(start)) if (!Object.hasOwn(texts, file)) changes.set(file, null)
  for (const [file, text] of Object.entries(texts)) {
    const before = textIn(start, file)
    if (before === undefined) changes.set(file, text)
    else if (before !== text) changes.set(file, [hashOf(before), ...hunksOf(before.split('\n'), text.split('\n'))])
  }
  return Object.fromEntries(changes)
}

/**
 * The texts of an attempt.
 *
 * Errors: a sentence where the exercise's own texts are not those that it was made on.
 */
export function textsOfAttempt(start: LaneTexts, changes: Attempt['changes']): { texts: LaneTexts } | { error: string } {
  const after = new Map(Object.entries(start))
  for (const [file, by] of Object.entries(changes)) {
    const before = textIn(start, file)
    if (by === null) after.delete(file)
    else if (typeof by === 'string') after.set(file, by)
    else {
      const [sum, ...hunks] = by
      if (before === undefined || hashOf(before) !== sum)
        return { error: `the attempt was made on another ${file} than the exercise has: the exercise has been changed since` }
      after.set(file, patched(before.split('\n'), hunks).join('\n'))
    }
  }
  return { texts: Object.fromEntries(after) }
}

/**
 * What was done in an attempt at an incident.
 *
 * Errors: a sentence where one is no action of a scenario.
 */
export function actionsOfAttempt({ actions = [] }: Pick<Attempt, 'actions'>): { actions: readonly Action[] } | { error: string } {
  const problems: CheckProblem[] = []
  const read = INPUTS.actions(actions, new At((problem) => problems.push(problem), ['actions']))
  const [first] = problems
  return first ? { error: `${pathText(first.steps)}: ${first.message}` } : { actions: read }
}

/** The lines that differ, where those before and behind are the same; twice, so that two edits far apart stay small. */
function hunksOf(before: readonly string[], after: readonly string[], offset = 0, depth = 0): Hunk[] {
  let from = 0
  while (from < before.length && from < after.length && before[from] === after[from]) from++
  let end = 0
  while (end < before.length - from && end < after.length - from && before.at(-1 - end) === after.at(-1 - end)) end++
  const [old, young] = [before.slice(from, before.length - end), after.slice(from, after.length - end)]
  const split = depth < MOST_DEEP ? anchorOf(old, young) : undefined
  if (!split) return [[offset + from, old.length, young]]
  const [i, j] = split
  return [
    ...hunksOf(old.slice(0, i), young.slice(0, j), offset + from, depth + 1),
    ...hunksOf(old.slice(i), young.slice(j), offset + from + i, depth + 1),
  ]
}

const MOST_DEEP = 20

/** A line that both have, once each, to hold the texts together at: the one nearest to the middle. */
function anchorOf(old: readonly string[], young: readonly string[]): [number, number] | undefined {
  const places = (lines: readonly string[]): Map<string, number> => {
    const once = new Map<string, number>()
    lines.forEach((line, i) => once.set(line, once.has(line) ? -1 : i))
    return once
  }
  const there = places(young)
  const middle = old.length / 2
  let best: [number, number] | undefined
  for (const [line, i] of places(old)) {
    const j = there.get(line) ?? -1
    if (i < 0 || j < 0) continue
    if (!best || Math.abs(i - middle) < Math.abs(best[0] - middle)) best = [i, j]
  }
  return best
}

function patched(lines: readonly string[], hunks: readonly Hunk[]): string[] {
  const out = [...lines]
  for (const [line, removed, added] of hunks.toReversed()) out.splice(line, removed, ...added)
  return out
}
