import type { Brought, Imported } from '../../cases/import.ts'
import type { Payload, Read } from '../../share/payload.ts'
import { askFresh } from './fresh-worker.ts'
import type { OwnAnswer, PostedQuestion, OwnQuestion } from './own-answer.ts'

/** Enough for what may be brought; what takes longer is given up. */
const BUDGET_MS = 5000

/** Takes texts from elsewhere apart, in a web worker of its own: whatever they are, the page stays. */
export async function importBrought(texts: readonly Brought[], release: string): Promise<Imported> {
  const answer = await ask({ kind: 'import', texts, release })
  if ('imported' in answer) return answer.imported
  throw new Error('The texts could not be read.')
}

/** The scenario as a file that a person can read. */
export async function scenarioFile(document: string): Promise<string> {
  const answer = await ask({ kind: 'write', document })
  if ('text' in answer) return answer.text
  throw new Error('The scenario could not be written.')
}

/** What a link holds that takes its time to unpack. */
export async function readLargeLink(link: string): Promise<Read<Payload>> {
  const answer = await ask({ kind: 'open', link })
  if ('opened' in answer) return answer.opened
  throw new Error('The link could not be read.')
}

const ask = (question: OwnQuestion): Promise<OwnAnswer> =>
  askFresh<PostedQuestion, OwnAnswer>({
    make: () => new Worker(new URL('./own-worker.ts', import.meta.url), { type: 'module', name: 'own' }),
    question: (number) => ({ ...question, ask: number }),
    budgetMs: BUDGET_MS,
    here: async () => (await import('./own-answer.ts')).answerOwn(question),
  })
