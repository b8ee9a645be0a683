import type { Inputs } from '../../sim/scenario/inputs.ts'
import type { Trace } from '../../sim/trace/trace.ts'
import { finished, reporting, type Steps } from '../experiment.ts'
import { adminPorts, anonymousFrom, kubeletPorts, podsAccount, secretsInSpec } from './access-questions.ts'
import { calm, crash, edit, etcdLost, hang } from './faults.ts'
import { QUESTIONS, type VerdictCell, notAsked, type QuestionId } from './questions.ts'
import { passesOn, startsOn } from './release-questions.ts'
import { type LaneTrials, trialsOf } from './trials.ts'

const ANSWERS: Readonly<Record<QuestionId, (trials: LaneTrials) => VerdictCell | Steps<VerdictCell>>> = {
  calm,
  hang,
  etcd: etcdLost('kill'),
  etcdHung: etcdLost('hang'),
  crash,
  edit,
  outside: anonymousFrom('outside'),
  pod: anonymousFrom('pod'),
  node: anonymousFrom('node'),
  account: podsAccount,
  kubelet: kubeletPorts,
  admin: adminPorts,
  secrets: secretsInSpec,
  starts: startsOn,
  passes: passesOn,
}

export type Cells = Readonly<Partial<Record<QuestionId, VerdictCell>>>

/** How far a lane's verdicts are. */
export interface VerdictProgress {
  /** What is being found out. */
  question: QuestionId
  /** What is known by now. */
  cells: Cells
}

/**
 * One lane's answers to questions, found by trial runs of its own inputs, in steps of a few milliseconds; beside its own run, where
 * that has been made.
 *
 * Errors: as `simulate`.
 */
export function* judge(inputs: Inputs, questions: readonly QuestionId[], run?: Trace): Generator<VerdictProgress, Cells> {
  const trials = yield* reporting(trialsOf(inputs, run), () => ({ question: 'calm', cells: {} }))
  return yield* judgeTrials(trials, questions)
}

/**
 * The same for whoever has the calm run already.
 *
 * Errors: as `simulate`.
 */
export function* judgeTrials(trials: LaneTrials, questions: readonly QuestionId[]): Generator<VerdictProgress, Cells> {
  const cells: Partial<Record<QuestionId, VerdictCell>> = {}
  for (const question of questions) {
    const answer = unaskable(trials, question) ?? ANSWERS[question](trials)
    cells[question] = 'value' in answer ? answer : yield* reporting(answer, () => ({ question, cells }))
    yield { question, cells }
  }
  return cells
}

const OF_SERVERS: ReadonlySet<QuestionId> = new Set(QUESTIONS.flatMap(({ id, server }) => (server ? [id] : [])))

function unaskable({ main }: LaneTrials, id: QuestionId): VerdictCell | undefined {
  return OF_SERVERS.has(id) && !main?.isServer
    ? notAsked(main ? 'No kube-apiserver is simulated in this lane.' : 'No container of this lane ever starts.')
    : undefined
}

/**
 * One lane's answers to all questions, in their order.
 *
 * Errors: as `simulate`.
 *
 * @example
 * ```js
 * import { parseScenario, verdicts } from 'whyrestart'
 *
 * const { scenario } = parseScenario(`whyrestart: 1
 * manifests:
 *   web.yaml: |
 *     apiVersion: v1
 *     kind: Pod
 *     metadata: {name: web}
 *     spec:
 *       containers:
 *       - {name: web, image: "web:1", livenessProbe: {httpGet: {port: 80}}}
 * processes:
 *   web: {listens: [{port: 80}], answers: [{from: 0s, status: 200}, {from: 60s, status: 500}]}`)
 * const { inputs } = scenario.lanes[0]
 * const { calm, hang } = verdicts(inputs)
 * console.log(calm.value, calm.tone) // 11 bad
 * console.log(hang.reason) // Restarted 3 min 37 s after the hang: 3 of 3 liveness probes failed in a row …
 * ```
 */
export function verdictsOf(inputs: Inputs): Record<QuestionId, VerdictCell> {
  const steps = judge(
    inputs,
    QUESTIONS.map(({ id }) => id),
  )
  return finished(steps) as Record<QuestionId, VerdictCell>
}
