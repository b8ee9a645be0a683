import { askFresh } from '../own/fresh-worker.ts'
import type { ClusterQuestion, Preview } from './answer.ts'

/** Enough for the largest texts; what takes longer is given up. */
const BUDGET_MS = 30_000

/** What texts of a cluster come to, made in a web worker of its own: whatever they are, the page stays. */
export const previewOf = (texts: readonly string[], release: string): Promise<Preview> =>
  askFresh<ClusterQuestion, Preview>({
    make: () => new Worker(new URL('./cluster-worker.ts', import.meta.url), { type: 'module', name: 'cluster' }),
    question: (ask) => ({ ask, texts, release }),
    budgetMs: BUDGET_MS,
    here: async () => (await import('./answer.ts')).answerCluster({ texts, release }),
  })
