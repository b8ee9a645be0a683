import type { LineDiff } from '../../views/text/line-diff.ts'
import type { Problem } from '../state/results.ts'

export interface TextProps {
  /** Changes when another text is shown. */
  id: string
  label: string
  text: string
  /** False where it is too long, and not taken. */
  write(text: string): boolean
  problems: readonly Problem[]
  diff: LineDiff
  litLine: number
  litWish: number
  /** The caret is wanted on that line. */
  litCaret: boolean
  /** Lines that something came of. */
  causes: readonly number[]
  /** The person has put the caret on a line, or clicked beside it (`isAsked`). */
  onLine(line: number, isAsked: boolean): void
  release: string
  /** It may be read and not changed. */
  isLocked: boolean
  /** The line that is to be seen first, 0 where that is the first one; `of` changes with what is open. */
  begin: { line: number; of: string }
}
