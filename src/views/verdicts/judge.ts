import type { Inputs } from '../../sim/scenario.ts'
import { adminPorts, anonymousFrom, kubeletPorts, podsAccount, secretsInSpec } from './access.ts'
import { type Cell, notAsked, type QuestionId } from './cell.ts'
import { calm, crash, edit, etcdLost, hang } from './faults.ts'
import { QUESTIONS } from './questions.ts'
import { passesOn, runsOn } from './releases.ts'
import { Trials } from './trials.ts'

const ANSWERS: Readonly<Record<QuestionId, (trials: Trials) => Cell>> = {
  calm,
  hang,
  etcd: etcdLost,
  crash,
  edit,
  outside: anonymousFrom('outside'),
  pod: anonymousFrom('pod'),
  node: anonymousFrom('node'),
  account: podsAccount,
  kubelet: kubeletPorts,
  admin: adminPorts,
  secrets: secretsInSpec,
  runs: runsOn,
  passes: passesOn,
}

/**
 * The trials of a lane; the questions that are put to them share their runs.
 *
 * Units: none. Errors: none. Follows: nothing upstream.
 */
export function trialsOf(inputs: Inputs): Trials {
  return new Trials(inputs)
}

/**
 * One lane's answer to one question, found by trial runs of its own inputs.
 *
 * Units: none. Errors: as `simulate`. Follows: nothing upstream.
 */
export function judge(trials: Trials, id: QuestionId): Cell {
  const { main } = trials
  const { server } = QUESTIONS.find((question) => question.id === id)!
  if (server && !main?.isServer) return notAsked(main ? 'No kube-apiserver is simulated in this lane.' : 'No container of this lane ever starts.')
  return ANSWERS[id](trials)
}

/**
 * One lane's answers to all questions, in their order.
 *
 * Units: none. Errors: as `simulate`. Follows: nothing upstream.
 */
export function verdictsOf(inputs: Inputs): Record<QuestionId, Cell> {
  const trials = new Trials(inputs)
  return Object.fromEntries(QUESTIONS.map(({ id }) => [id, judge(trials, id)])) as Record<QuestionId, Cell>
}
