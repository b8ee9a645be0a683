import type { FileProblem } from './problems.ts'

/** What stands in a lane's files and is not simulated. */
export interface LeftOut {
  file: string
  /** From 1. */
  line: number
  message: string
}

/** Those of a lane's problems that say what no run and no verdict takes into account. */
export function leftOutOf(problems: readonly Pick<FileProblem, 'code' | 'file' | 'range' | 'message'>[]): LeftOut[] {
  return problems.flatMap(({ code, file, range, message }) => (code === 'NOT_SIMULATED' ? [{ file, line: range.start.line, message }] : []))
}
