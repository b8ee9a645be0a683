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

/** What is used of a web worker. */
export interface WorkerPort {
  postMessage(message: unknown): void
  terminate(): void
  onmessage: ((event: MessageEvent) => void) | null
  onerror: ((event: ErrorEvent) => void) | null
}

/** What a web worker's program uses of its surroundings. */
export interface WorkerScope {
  onmessage: ((event: MessageEvent) => void) | null
  postMessage(message: unknown, options?: { transfer: Transferable[] }): void
}

/** The one program of all web workers; each kind of page says once where it is. */
export interface WorkerProgram {
  /** Errors: throws where this page may have no web worker. */
  start(name: string): WorkerPort
  /** The same program for the page itself: it offers what it does. */
  load(): Promise<unknown>
  /** It is in the page from the beginning, which then does any work that no web worker does. */
  isHere?: boolean
}

type Serve = (scope: WorkerScope) => void

/** The page and the program are bundled apart: a name that both know is all that they share. */
const shared = globalThis as { whyrestartTasks?: Serve }

/** The program's own part, where the page has loaded it. */
export function offerTasks(serve: Serve): void {
  shared.whyrestartTasks = serve
}

let program: WorkerProgram | undefined

export function setWorkerProgram(of: WorkerProgram): void {
  program = of
}

export const isProgramHere = (): boolean => program?.isHere === true

/** Errors: throws where there can be none. */
export function startWorker(name: string): WorkerPort {
  if (!program) throw new Error('the page has not said where its web worker is')
  return program.start(name)
}

/** The work of a web worker, done by the page itself: a message at a time, and the page can draw in between. Nobody watches over it. */
export function startInPage(): WorkerPort {
  let isEnded = false
  const scope: WorkerScope = {
    onmessage: null,
    postMessage: (data) => {
      if (!isEnded) port.onmessage?.({ data } as MessageEvent)
    },
  }
  const loaded = (program?.load() ?? Promise.reject(new Error('no program'))).then(() => shared.whyrestartTasks!(scope))
  const port: WorkerPort = {
    onmessage: null,
    onerror: null,
    postMessage: (data) =>
      void loaded.then(
        () => setTimeout(() => !isEnded && scope.onmessage?.({ data } as MessageEvent)),
        () => !isEnded && port.onerror?.({} as ErrorEvent),
      ),
    terminate: () => {
      isEnded = true
    },
  }
  return port
}
