import { makeClient } from '../simulator/client.ts'
import type { Asked } from './messages.ts'
import { type Draft, documentOf } from '../../share/payload.ts'
import type { Candidate } from '../../lessons/candidates.ts'

/** Exercises are read and judged in a web worker of their own. */
export const client = makeClient<Asked, never>(
  () => new Worker(new URL('./exercise-worker.ts', import.meta.url), { type: 'module', name: 'exercise' }),
)

/** What a task could ask for, of a lane as it is. */
export function askCandidates(draft: Draft, lane: string): Promise<Candidate[]> {
  const document = JSON.stringify(documentOf(draft))
  const name = draft.lanes.find(({ id }) => id === lane)?.name ?? ''
  return client.ask((ask) => ({ kind: 'candidates', ask, document, lane: name }), { budgetMs: CHECK_MS })
}

/** A document as a file's text. */
export const askFile = (document: object): Promise<string> => client.ask((ask) => ({ kind: 'file', ask, document }))

/** A check that is silent for longer is ended; the next one begins anew. */
export const CHECK_MS = 20_000
