import { MANIFEST_DIRECTORY } from '../../sim/node/file-changes.ts'
import { filesAt } from '../../sim/trace/moment.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import { lineBefore } from './line-diff.ts'

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
