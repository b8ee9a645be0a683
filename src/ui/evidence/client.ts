import { create } from 'zustand'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import { makeClient, NoAnswer, type Reason } from '../simulator/client.ts'
import type { TrialProgress } from '../../views/releases/release-effects.ts'
import type { Answer, Differences, Line, Pair, EvidenceQuestion } from './messages.ts'

/** Longer than the slowest machine needs for one question: a recording, or a scenario on a few releases. All recordings have no such limit: each line of theirs comes by itself. */
const BUDGET_MS = 15_000

export interface Replays {
  names: readonly string[]
  lines: ReadonlyMap<string, Line>
  /** What went wrong as a whole; empty where nothing did. */
  trouble: string
}

/** The second web worker: replays recordings and tries releases, so that neither the page nor its lanes wait. */
const client = makeClient<EvidenceQuestion, Answer>(
  () => new Worker(new URL('./evidence-worker.ts', import.meta.url), { type: 'module', name: 'evidence' }),
  {
    heard: (answer) => receive(answer),
    lost: (reason) => stop(TROUBLE[reason]),
  },
)

const TROUBLE: Record<Reason, string> = {
  missing: 'This browser allows no web worker, in which the recordings are replayed.',
  fallen: 'The recordings could not be loaded.',
  silent: `The simulator did not answer within ${BUDGET_MS / 1000} s.`,
  ended: 'The simulator was ended.',
  failed: 'The simulator failed.',
}

let began = false
/** What is known of the recordings so far. */
export const useReplays = create<Replays>()(() => ({ names: [], lines: new Map(), trouble: '' }))

/** Replays all recordings, once; again where they came to no end. */
export function replayAll(): void {
  if (began) return
  began = true
  useReplays.setState({ trouble: '' })
  client.post({ kind: 'replay all' })
}

export const pairOf = (name: string): Promise<Pair> => ask<Pair>((number) => ({ kind: 'show', ask: number, name }))
export const differencesOf = (
  inputs: Inputs,
  from: string,
  to: string,
  onProgress: (progress: TrialProgress) => void,
): Promise<Differences> => ask<Differences>((number) => ({ kind: 'differences', ask: number, inputs, from, to }), onProgress)
export const restartsOn = (inputs: Inputs, releases: readonly string[]): Promise<readonly number[]> =>
  ask<readonly number[]>((number) => ({ kind: 'restarts', ask: number, inputs, releases }))

async function ask<T>(question: (number: number) => EvidenceQuestion, onProgress?: (progress: TrialProgress) => void): Promise<T> {
  try {
    return await client.ask<T>(question, { budgetMs: BUDGET_MS, ...(onProgress ? { heard: onProgress } : {}) })
  } catch (error) {
    const { reason = 'failed', message = '' } = error instanceof NoAnswer ? error : {}
    throw new Error(message || TROUBLE[reason], { cause: error })
  }
}

function receive(answer: Answer): void {
  if (answer.kind === 'names') useReplays.setState({ names: answer.names })
  else if (answer.kind === 'trouble') stop(`Not all recordings could be replayed: ${answer.message.replace(/\.$/, '')}.`)
  else if (answer.kind === 'line') useReplays.setState(({ lines }) => ({ lines: new Map(lines).set(answer.line.name, answer.line) }))
}

/** The next question gets a fresh one. */
function stop(message: string): void {
  began = false
  useReplays.setState({ trouble: message })
}
