import { makeClient, NoAnswer } from '../simulator/client.ts'
import type { ClusterQuestion, Preview } from './answer.ts'

/** Enough for the largest texts; what takes longer is given up. */
const BUDGET_MS = 30_000

/** What texts of a cluster come to, made in a web worker of its own: whatever they are, the page stays. */
export async function previewOf(texts: readonly string[], release: string): Promise<Preview> {
  const client = makeClient<ClusterQuestion, never>(
    () => new Worker(new URL('./cluster-worker.ts', import.meta.url), { type: 'module', name: 'cluster' }),
  )
  try {
    return await client.ask<Preview>((ask) => ({ ask, texts, release }), { budgetMs: BUDGET_MS })
  } catch (error) {
    if (error instanceof NoAnswer && (error.reason === 'missing' || error.reason === 'fallen')) {
      const { answerCluster } = await import('./answer.ts')
      return answerCluster({ texts, release })
    }
    throw new Error(`What was pasted could not be read within ${BUDGET_MS / 1000} s.`, { cause: error })
  } finally {
    client.end()
  }
}
