import { create } from 'zustand'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import type { TrialProgress } from '../../views/releases/release-effects.ts'
import { useResult } from '../kit/hooks.ts'
import { type WorkerCall, failureOf, type Reason, WorkerClient } from '../worker/client.ts'
import type { Differences, Pair, RecordingLine, tasks } from './evidence-tasks.ts'

/** Longer than the slowest machine needs for one question: a recording, or a scenario on a few releases. All recordings have no such limit: each line of theirs comes by itself. */
const BUDGET_MS = 15_000
const BUDGET = { budgetMs: BUDGET_MS }

export interface Replays {
  names: readonly string[]
  lines: ReadonlyMap<string, RecordingLine>
  /** What went wrong as a whole; empty where nothing did. */
  trouble: string
}

/** Replays recordings and tries releases, so that neither the page nor its lanes wait. */
const client = new WorkerClient<typeof tasks>('evidence')

const TROUBLE: Record<Reason, string> = {
  missing: 'This browser allows no web worker, in which the recordings are replayed.',
  unloaded: 'The recordings could not be loaded.',
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
  void follow().catch((error: unknown) => {
    const { reason, message } = failureOf(error)
    const why = message === '' ? TROUBLE[reason] : `Not all recordings could be replayed: ${message.replace(/\.$/, '')}.`
    // the next question gets a fresh web worker
    useReplays.setState({ trouble: why })
    began = false
  })
}

async function follow(): Promise<void> {
  const names = await client.call('names', null).result
  useReplays.setState({ names })
  const call = client.call('replayAll', null)
  for await (const line of call) useReplays.setState(({ lines }) => ({ lines: new Map(lines).set(line.name, line) }))
  await call.result
}

/** An answer, or why there is none. */
interface Fetched<T> {
  /** What it was asked for; undefined where there is none yet. */
  of: string | undefined
  value?: T
  error?: string
  /** It is of an earlier question. */
  old: boolean
}

/** Asks when `of`, which holds all that the question depends on, changes; the last answer stays until the next one is there. */
export function useFetched<T>(of: string | undefined, ask: () => Promise<T>): Fetched<T> {
  const last = useResult(of ?? '', () =>
    ask().then(
      (value) => ({ value }),
      (error: Error) => ({ error: error.message }),
    ),
  )
  return { ...last?.result, of: last?.of, old: last?.of !== of }
}

export const pairOf = (name: string): Promise<Pair> => resultOf(client.call('pair', name, BUDGET))

/** A later call takes the place of an earlier one. */
export async function differencesOf(
  inputs: Inputs,
  from: string,
  to: string,
  onProgress: (progress: TrialProgress) => void,
): Promise<Differences> {
  client.cancelAll('differences')
  const call = client.call('differences', { inputs, from, to }, BUDGET)
  for await (const progress of call) onProgress(progress)
  return resultOf(call)
}

export const restartsOn = (inputs: Inputs, releases: readonly string[]): Promise<readonly number[]> =>
  resultOf(client.call('restarts', { inputs, releases }, BUDGET))

async function resultOf<R>(call: WorkerCall<unknown, R>): Promise<R> {
  try {
    return await call.result
  } catch (error) {
    const { reason, message } = failureOf(error)
    throw new Error(message || TROUBLE[reason], { cause: error })
  }
}
