import { messageOf } from '../../manifest/own.ts'

/**
 * What a web worker can be asked, by name: each task takes one value and comes to another one, or yields its progress on the way. It
 * ends early where the page cancels it.
 */
export type Tasks = Readonly<Record<string, (input: never) => unknown>>

export type InputOf<F> = F extends (input: infer I) => unknown ? I : never
export type ProgressOf<F> = F extends (input: never) => infer R
  ? Awaited<R> extends AsyncGenerator<infer P>
    ? PlainMessage<P>
    : never
  : never
export type ResultOf<F> = F extends (input: never) => infer R
  ? Awaited<R> extends AsyncGenerator<unknown, infer T>
    ? T
    : Awaited<R>
  : never
type PlainMessage<P> = P extends Transferred<infer V> ? V : P extends symbol ? never : P

/** Yielded by a task that waits for code to come, and when that is there: a network may be slow where nothing is wrong. */
export const LOADING: unique symbol = Symbol('loading')
export const LOADED: unique symbol = Symbol('loaded')

/** Progress whose memory is handed over without a copy. */
export class Transferred<T> {
  readonly value: T
  readonly buffers: Transferable[]

  constructor(value: T, buffers: Transferable[]) {
    this.value = value
    this.buffers = buffers
  }
}

/** A room's task is called, or a call is cancelled; calls are numbered by the page. */
export type ToWorker = { id: number; room: string; task: string; input: unknown } | { id: number; isCancelled: true }

export type FromWorker =
  /** The program has come. */
  | { kind: 'alive' }
  | { kind: 'loading' | 'loaded'; id: number }
  | { kind: 'progress'; id: number; value: unknown }
  | { kind: 'answer'; id: number; value: unknown }
  | { kind: 'failed'; id: number; message: string }

/** What a web worker's program uses of its surroundings. */
export interface WorkerScope {
  onmessage: ((event: MessageEvent) => void) | null
  postMessage(message: unknown, options?: { transfer: Transferable[] }): void
}

type Rooms = Readonly<Record<string, () => Promise<{ tasks: Tasks }>>>

/** Does what the page calls, each room's code loaded with its first task. */
export function serve(rooms: Rooms, scope: WorkerScope): void {
  const loaded = new Map<string, Tasks>()
  const running = new Set<number>()
  const post = (message: FromWorker, transfer: Transferable[] = []): void => scope.postMessage(message, { transfer })

  const load = async (room: string, id: number): Promise<Tasks> => {
    post({ kind: 'loading', id })
    const { tasks } = await rooms[room]!()
    loaded.set(room, tasks)
    post({ kind: 'loaded', id })
    return tasks
  }
  const call = async ({ id, room, task, input }: Extract<ToWorker, { task: string }>): Promise<void> => {
    running.add(id)
    try {
      const tasks = loaded.get(room) ?? (await load(room, id))
      const result = await (tasks[task] as (value: unknown) => unknown)(input)
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

const isGenerator = (value: unknown): value is AsyncGenerator<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value

/** The page and the program are bundled apart: a name that both know is all that they share. */
export interface SharedTasks {
  whyrestartTasks?: (scope: WorkerScope) => void
}

/** The program's own part, where the page has loaded it. */
export function offerTasks(serveTasks: (scope: WorkerScope) => void): void {
  ;(globalThis as SharedTasks).whyrestartTasks = serveTasks
}

/** How long a task keeps others waiting at a time. */
const SLICE_MS = 12

/** Lets others have their turn. A web worker's timers would wait 4 ms each time; a page draws meanwhile. */
function nextTask(): Promise<void> {
  if (typeof document !== 'undefined') return new Promise((resolve) => setTimeout(resolve))
  const { port1, port2 } = new MessageChannel()
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(null)
  })
}

/** What steps come to, where nobody follows them. */
export async function endOf<T>(steps: AsyncGenerator<unknown, T>): Promise<T> {
  let step = await steps.next()
  while (!step.done) step = await steps.next()
  return step.value
}

/** Works steps off without keeping other calls waiting; yields the last one of each slice. */
export async function* inSlices<S, T>(steps: Generator<S, T>): AsyncGenerator<S, T> {
  for (;;) {
    const until = performance.now() + SLICE_MS
    let step = steps.next()
    while (!step.done && performance.now() < until) step = steps.next()
    if (step.done) return step.value
    yield step.value
    await nextTask()
  }
}
