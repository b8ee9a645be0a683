import { fieldAt, fieldsOf } from '../../manifest/fields.ts'
import type { Trace, RequestStep } from '../../sim/trace/trace.ts'
import { filesAt, manifestsAt, type Moment } from '../../sim/trace/moment.ts'

const ABOVE = 'processes.'

/**
 * The line of the text of `processes` that has a rule, such as `processes.main.exits`; where the text does not say it, what holds it.
 *
 * Units: lines count from 1. Errors: 1 where nothing of it is there.
 */
export function lineOfScript(text: string, path: string): number {
  const fields = fieldsOf(text)
  for (let at = path.slice(ABOVE.length); at !== ''; at = at.replace(/(\.|\[)?[^.[]*$/, '')) {
    const field = fields.find((field) => field.path === at)
    if (field) return (field.key ?? field.value).start.line + 1
  }
  return 1
}

/**
 * The rules that a line of the text of `processes` begins, and those inside it, as roots of the trace.
 *
 * Units: lines count from 1.
 */
export function rootsOfScript(trace: Trace, text: string, line: number): number[] {
  const path = fieldAt(fieldsOf(text), line)?.path
  if (path === undefined) return []
  const own = `${ABOVE}${path}`
  return trace.flatMap((entry) => {
    if (entry.kind !== 'script') return []
    const isIn = entry.path.startsWith(own) && /^[.[]|^$/.test(entry.path.slice(own.length))
    // a rule's own fields, each in a line
    const isAround = own.startsWith(entry.path) && /^\./.test(own.slice(entry.path.length))
    return isIn || isAround ? [entry.id] : []
  })
}

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
