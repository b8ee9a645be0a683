/** What each web worker does, by its name. */
export const WORK: ReadonlyMap<string, () => Promise<unknown>> = new Map<string, () => Promise<unknown>>([
  ['simulator', () => import('../simulator/worker.ts')],
  ['trials', () => import('../simulator/worker.ts')],
  ['exercise', () => import('../exercise/exercise-worker.ts')],
  ['own', () => import('../own/own-worker.ts')],
  ['cluster', () => import('../cluster/cluster-worker.ts')],
  ['room', () => import('../room/room-worker.ts')],
])
