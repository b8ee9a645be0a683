import { callFresh } from '../worker/fresh.ts'
import type { Preview, tasks } from './tasks.ts'

/** Enough for the largest texts; what takes longer is given up. */
const BUDGET_MS = 30_000

/** What texts of a cluster come to, made in a web worker of its own: whatever they are, the page stays. */
export const previewOf = (texts: readonly string[], release: string): Promise<Preview> =>
  callFresh<typeof tasks, 'preview'>('cluster', 'preview', { texts, release }, BUDGET_MS)
