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
  /** Behind the lane's name: `hang at 10:00`. Empty for the calm run. */
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
