import type { RequestStep } from '../../sim/trace/trace.ts'
import { filesAt, manifestsAt, type Moment } from '../../sim/trace/moment.ts'

/** A line of a file of the lane. */
export interface StepPlace {
  file: string
  line: number
  text: string
}

/**
 * The line that made a step of a request come out as it did: the flag in the manifest, the field in another file, or the object of the scenario.
 *
 * Units: `at` in seconds on the simulated clock; lines count from 1.
 * Errors: undefined where no line says so: the flag is not there, and its default holds.
 */
export function placeOfStep(moment: Pick<Moment, 'inputs' | 'at'>, because: RequestStep['because']): StepPlace | undefined {
  if (!because) return undefined
  if (because.file !== undefined && because.line !== undefined) {
    const text = filesAt(moment).get(because.file)?.split('\n')[because.line - 1]
    if (text !== undefined) return { file: because.file, line: because.line, text }
  }
  if (because.file !== undefined && because.path !== undefined) {
    const found = lineOfPath(filesAt(moment).get(because.file) ?? '', because.path)
    if (found) return { file: because.file, ...found }
  }
  if (because.flag === undefined) return undefined
  const flag = new RegExp(`--${because.flag.replace(/[^\w-]/g, '')}(?![\\w-])`)
  for (const [file, text] of manifestsAt(moment)) {
    const lines = text.split('\n')
    const index = lines.findLastIndex((line) => flag.test(line) && !/^\s*#/.test(line))
    if (index >= 0) return { file, line: index + 1, text: lines[index]! }
  }
  return undefined
}

/** The deepest name of the path that is there, each looked for below the one before. */
function lineOfPath(text: string, path: string): { line: number; text: string } | undefined {
  const lines = text.split('\n')
  let at = -1
  for (const name of path.split(/[.[\]]+/).filter((part) => part !== '' && !/^\d+$/.test(part))) {
    const next = lines.findIndex((line, i) => i > at && new RegExp(`^[\\s-]*["']?${name.replace(/\W/g, '')}["']?\\s*:`).test(line))
    if (next < 0) break
    at = next
  }
  return at < 0 ? undefined : { line: at + 1, text: lines[at]! }
}

/**
 * The step that decided: the chain ends with whoever refuses or answers.
 *
 * Units: a place in the list, -1 where it is empty.
 */
export function decidingStep(steps: readonly RequestStep[]): number {
  return steps.length - 1
}
