import type { Limits } from '../../sim/limits.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import type { Scenario } from '../../sim/scenario/strict.ts'
import { buffersOf } from '../../views/lanes/trace-index.ts'
import { KnownRuns } from './known-runs.ts'
import { runLane } from './lane-run.ts'
import type { FromWorker } from './messages.ts'

/** Lanes whose inputs did not change are not run again. */
export const known = new KnownRuns()

/** What was asked for last. */
export const present: {
  scenario?: Scenario
  /** How the programs of each lane behave, as it stands in the editor. */
  programs: readonly string[]
} = { programs: [] }

/** What is under way, and ends when something newer is asked for: the search for changes, and the verdicts. */
export const underWay: { trying?: { ask: number } | undefined; judging?: { ask: number } | undefined } = {}

export let post = (message: FromWorker, transfer: Transferable[] = []): void => self.postMessage(message, { transfer })

/** Says what is answered to somebody else. */
export function answerTo(send: (message: FromWorker) => void): void {
  post = send
  post({ kind: 'alive' })
}

/**
 * The number of a lane's run; what the page has not seen is sent ahead, its drawing made here. What it has made itself it has given
 * a number already.
 */
export function ran(inputs: Inputs, limits: Limits, own?: number): number {
  const before = known.find(inputs, limits, own)
  if (before) return before.keys[0]!
  const { trace, made } = runLane(inputs, limits)
  const [key] = known.add({ inputs, trace, limits }, own).keys
  if (own === undefined) post({ kind: 'made', key: key!, made }, buffersOf(made.index, made.drawing))
  return key!
}
