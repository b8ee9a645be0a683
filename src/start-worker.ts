import type { WorkerProgram } from './ui/worker/client.ts'
// oxlint-disable-next-line import/default -- the bundler makes it
import address from './worker.ts?worker&url'

export const workerProgram: WorkerProgram = {
  start: (name) => new Worker(address, { type: 'module', name }),
  load: () => import(/* @vite-ignore */ address),
}
