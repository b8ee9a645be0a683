import questions from '../../texts/questions.tsv?raw'
import { NEWEST, OLDEST } from '../../sim/release/releases.ts'
import { readTable } from '../../texts/text-table.ts'
import { defined } from '../../manifest/own.ts'
import type { Inputs, ScenarioRequest } from '../../sim/scenario/inputs.ts'

/** What can be asked of a lane; each is a line of `src/texts/questions.tsv`. */
export type QuestionId =
  | 'calm'
  | 'hang'
  | 'etcd'
  | 'etcdHung'
  | 'crash'
  | 'edit'
  | 'outside'
  | 'pod'
  | 'node'
  | 'account'
  | 'kubelet'
  | 'admin'
  | 'secrets'
  | 'starts'
  | 'passes'

/** `not asked` where the question makes no sense. */
export type Tone = 'good' | 'costs' | 'bad' | 'not asked'

/** One lane's answer to one question. */
export interface VerdictCell {
  /** In a few words. */
  value: string
  /** What stands beside it where there is room. */
  note?: string
  /** The less, the better; `NEVER` for what does not happen at all. */
  sort: number
  tone: Tone
  /** One sentence. */
  reason: string
  /** All that was tried, a line each. */
  list?: readonly string[]
  /** The run, or the request, that shows it. */
  proof?: Proof
}

/** A note: the calm run is restarted as soon, or as often. */
export const ANYWAY = 'restarts anyway'

/** Larger than any time and any count. */
export const NEVER = 1e9

/** What a trial changes of a lane's inputs. */
export type TrialFields = Partial<Pick<Inputs, 'kubernetes' | 'seed' | 'duration' | 'actions' | 'requests' | 'cluster'>>

/** A run of the lane with something done to it. */
export interface Trial {
  /** Behind the lane's name: `hang at 10 min`. Empty for the calm run. */
  name: string
  fields: TrialFields
}

/** What shows that an answer is right, for everybody to see again. */
export type Proof =
  /** A run, the moment that decides in it, and the entry. */
  | { kind: 'run'; trial: Trial; from: number; at: number; entry: number }
  /** A request put to the lane's calm run. */
  | { kind: 'request'; trial: Trial; at: number; request: Pick<ScenarioRequest, 'from' | 'method' | 'url' | 'caller'> }

/** A question that makes no sense here. */
export function notAsked(reason: string): VerdictCell {
  return { value: 'not asked', sort: 0, tone: 'not asked', reason }
}

/** What does not happen at all, and should. */
export const never = (reason: string, proof: Proof, note?: string): VerdictCell => ({
  value: 'never',
  ...defined({ note }),
  sort: NEVER,
  tone: 'bad',
  reason,
  proof,
})

/** What the questions are about, in the order in which they are shown. */
export const GROUPS = {
  restart: 'Does it restart?',
  noticed: 'What is noticed, and how soon?',
  callers: 'Who gets in?',
  releases: 'Where does it work?',
} as const
type QuestionGroup = keyof typeof GROUPS

/** A question that is asked of every lane. */
export interface VerdictQuestion {
  id: QuestionId
  /** Beside its row. */
  head: string
  group: QuestionGroup
  /** Exactly what is asked, in one sentence. */
  definition: string
  /** As a person says it to whom it matters. */
  matters: string
  /** Only a simulated kube-apiserver can be asked. */
  server: boolean
}

/** In the order in which they are tried. */
export const QUESTIONS: readonly VerdictQuestion[] = readTable(questions, 'id', 'group', 'asks', 'head', 'matters', 'definition').map(
  ({ id, group, asks, definition, ...texts }) => ({
    id: id as QuestionId,
    group: group as QuestionGroup,
    server: asks === 'a kube-apiserver',
    definition: definition.replace('{oldest}', `1.${OLDEST}`).replace('{newest}', `1.${NEWEST}`),
    ...texts,
  }),
)

/** A tone as a shape and as a word, so that nobody has to tell colours apart. */
export const TONES: Readonly<Record<Tone, { mark: string; word: string }>> = {
  good: { mark: '✓', word: 'good' },
  costs: { mark: '△', word: 'costs' },
  bad: { mark: '✕', word: 'bad' },
  'not asked': { mark: '–', word: 'not asked' },
}

/** The verdicts as text: a block a question, with its definition, and in it a line a lane. */
export function verdictsText(lanes: readonly { name: string; cells: Readonly<Record<QuestionId, VerdictCell>> }[]): string {
  const name = Math.max(...lanes.map((lane) => lane.name.length))
  const isServer = QUESTIONS.some(({ id, server }) => server && lanes.some(({ cells }) => cells[id].tone !== 'not asked'))
  const printed = QUESTIONS.filter(({ server }) => isServer || !server)
  const value = Math.max(...lanes.flatMap(({ cells }) => printed.map(({ id }) => cellText(cells[id]).length)))
  const blocks = printed.map(({ id, head, definition }) => {
    const lines = lanes.map((lane) => {
      const cell = lane.cells[id]
      return `  ${TONES[cell.tone].mark} ${lane.name.padEnd(name)}  ${cellText(cell).padEnd(value)}  ${cell.reason}\n`
    })
    return `${head}\n  ${definition}\n${lines.join('')}`
  })
  const left = QUESTIONS.length - printed.length
  return `${blocks.join('\n')}${left ? `\n${left} more questions are asked where a lane has a kube-apiserver.\n` : ''}`
}

/** An answer in its few words, with what stands beside it. */
export const cellText = ({ value, note }: VerdictCell): string => (note === undefined ? value : `${value}, ${note}`)
