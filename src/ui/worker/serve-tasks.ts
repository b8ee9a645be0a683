import { messageOf } from '../../manifest/own.ts'
import { type FromWorker, LOADED, LOADING, type WorkerScope, type Tasks, type ToWorker, Transferred } from './port.ts'

type Rooms = Readonly<Record<string, () => Promise<{ tasks: Tasks }>>>

/** Does what the page calls, each room's code loaded with its first task. */
export function serve(rooms: Rooms, scope: WorkerScope): void {
  const loaded = new Map<string, Tasks>()
  const running = new Set<number>()
  const post = (message: FromWorker, transfer: Transferable[] = []): void => scope.postMessage(message, { transfer })

  const tasksOf = async (room: string, id: number): Promise<Tasks> => {
    let tasks = loaded.get(room)
    if (tasks) return tasks
    post({ kind: 'loading', id })
    tasks = (await rooms[room]!()).tasks
    loaded.set(room, tasks)
    post({ kind: 'loaded', id })
    return tasks
  }
  const call = async ({ id, room, task, input }: Extract<ToWorker, { task: string }>): Promise<void> => {
    running.add(id)
    try {
      const tasks = loaded.get(room) ?? (await tasksOf(room, id))
      const made = (tasks[task] as (value: unknown) => unknown)(input)
      const result = isPromise(made) ? await made : made
      const value = isGenerator(result) ? await follow(result, id) : result
      if (running.has(id)) post({ kind: 'answer', id, value })
    } catch (error) {
      post({ kind: 'failed', id, message: messageOf(error) })
    } finally {
      running.delete(id)
    }
  }
  const follow = async (steps: AsyncGenerator<unknown>, id: number): Promise<unknown> => {
    for (;;) {
      const { done, value } = await steps.next()
      if (!running.has(id)) return void (await steps.return(undefined))
      if (done) return value
      if (value === LOADING || value === LOADED) post({ kind: value === LOADING ? 'loading' : 'loaded', id })
      else if (value instanceof Transferred) post({ kind: 'progress', id, value: value.value }, value.buffers)
      else post({ kind: 'progress', id, value })
    }
  }
  scope.onmessage = ({ data }: MessageEvent<ToWorker>) => {
    if ('task' in data) void call(data)
    else running.delete(data.id)
  }
  post({ kind: 'alive' })
}

const isPromise = (value: unknown): value is Promise<unknown> => value instanceof Promise

const isGenerator = (value: unknown): value is AsyncGenerator<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value
