import questions from '../../texts/questions.tsv?raw'
import { readTable } from '../../texts/table.ts'
import type { QuestionId } from './cell.ts'

/** What the questions are about, in the order in which they are shown. */
export const GROUPS = {
  restart: 'Does it restart?',
  noticed: 'What is noticed, and how soon?',
  callers: 'Who gets in?',
  releases: 'Where does it work?',
} as const
type Group = keyof typeof GROUPS

/** A question that is asked of every lane. */
export interface VerdictQuestion {
  id: QuestionId
  /** Beside its row. */
  head: string
  group: Group
  /** Exactly what is asked, in one sentence. */
  definition: string
  /** As a person says it to whom it matters. */
  matters: string
  /** Only a simulated kube-apiserver can be asked. */
  server: boolean
}

/** In the order in which they are tried. */
export const QUESTIONS: readonly VerdictQuestion[] = readTable(questions, 'id', 'group', 'asks', 'head', 'matters', 'definition').map(
  ({ id, group, asks, ...texts }) => ({ id: id as QuestionId, group: group as Group, server: asks === 'a kube-apiserver', ...texts }),
)
