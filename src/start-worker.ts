import address from 'virtual:worker'
import type { WorkerProgram } from './ui/worker/port.ts'

export const workerProgram: WorkerProgram = {
  start: (name) => new Worker(address, { type: 'module', name }),
  load: () => import('./worker.ts'),
}
