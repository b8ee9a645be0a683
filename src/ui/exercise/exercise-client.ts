import type { ExerciseTrial } from '../../lessons/candidates.ts'
import { type Draft, documentOf } from '../../share/payload.ts'
import { WorkerClient } from '../worker/client.ts'
import type { OfferedTask, tasks } from './exercise-tasks.ts'
import { laneById } from '../state/draft.ts'

/** Exercises are read and judged in a web worker of their own. */
export const client = new WorkerClient<typeof tasks>('exercise')

/** What a task could ask, of a lane as it is. */
export const askOffered = (draft: Draft, lane: string): Promise<OfferedTask> =>
  client.call('offered', { document: JSON.stringify(documentOf(draft)), lane: laneById(draft, lane)!.name }, { budgetMs: CHECK_MS }).result

/** An exercise that is being made, tried as a learner would. */
export const askTrial = (text: string): Promise<ExerciseTrial | null> => client.call('tryOut', text, { budgetMs: CHECK_MS }).result

/** A document as a file's text; or why nobody could open that. */
export const askFile = (document: object): Promise<{ text: string } | { error: string }> => client.call('file', document).result

/** A check that is silent for longer is ended; the next one begins anew. */
export const CHECK_MS = 20_000
