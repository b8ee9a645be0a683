import { offerTasks, serve, type WorkerScope } from './ui/worker/serve-tasks.ts'
import { tasks } from './ui/simulator/tasks.ts'

/** The one program of all web workers: what each room of the page has done beside it. The simulator is there from the beginning. */
const serveTasks = (scope: WorkerScope): void =>
  serve(
    {
      simulator: async () => ({ tasks }),
      own: () => import('./ui/own/own-tasks.ts'),
      cluster: () => import('./ui/cluster/cluster-tasks.ts'),
      exercise: () => import('./ui/exercise/exercise-tasks.ts'),
      room: () => import('./ui/room/room-tasks.ts'),
      evidence: () => import('./ui/evidence/evidence-tasks.ts'),
    },
    scope,
  )

// a page may have to do without web workers, and loads it itself
if (typeof document === 'undefined') serveTasks(self)
else offerTasks(serveTasks)
