import type { FromWorker, InputOf, ProgressOf, ResultOf, SharedTasks, Tasks, ToWorker, WorkerScope } from './serve-tasks.ts'

/** What is used of a web worker. */
export interface WorkerPort {
  postMessage(message: unknown): void
  terminate(): void
  onmessage: ((event: MessageEvent) => void) | null
  onerror: ((event: ErrorEvent) => void) | null
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

let program: WorkerProgram | undefined

export function setWorkerProgram(of: WorkerProgram): void {
  program = of
}

const isProgramHere = (): boolean => program?.isHere === true

/** Errors: throws where there can be none, or the page has not said where its program is. */
const startWorker = (name: string): WorkerPort => program!.start(name)

/**
 * The work of a web worker, done by the page itself: a message at a time, and the page can draw in between. Nobody watches over it.
 *
 * @public the one-file page's own module, which the build writes, starts it too
 */
export function startInPage(): WorkerPort {
  let isEnded = false
  const scope: WorkerScope = {
    onmessage: null,
    postMessage: (data) => {
      if (!isEnded) port.onmessage?.({ data } as MessageEvent)
    },
  }
  const loaded = (program?.load() ?? Promise.reject(new Error('no program'))).then(() =>
    (globalThis as SharedTasks).whyrestartTasks!(scope),
  )
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

/** Why no answer comes: no web worker can be made, its code did not come, it fell, was silent for too long, was ended, or failed. */
export type Reason = 'missing' | 'unloaded' | 'fallen' | 'silent' | 'ended' | 'failed'

export class WorkerTimeout extends Error {
  readonly reason: Reason
  constructor(reason: Reason, message = '') {
    super(message)
    this.reason = reason
  }
}

/** Why a call came to no answer; whatever else was thrown has failed. */
export const failureOf = (error: unknown): { reason: Reason; message: string } =>
  error instanceof WorkerTimeout ? error : { reason: 'failed', message: '' }

/** How long code may take to come over a slow network, where a call has a budget at all. */
export const LOADING_BUDGET_MS = 15_000

interface ClientOptions {
  /** The web worker's name, where several work for one room. */
  name?: string
  /** Where no web worker can be made, or its code does not come, the page does the work itself. */
  inPage?: boolean
  /** It has ended otherwise than by `end`; the next call starts a fresh one. */
  onLost?: (reason: Reason) => void
}

interface CallOptions {
  /** A web worker that is silent for longer is ended; without it the call waits. */
  budgetMs?: number | (() => number)
}

/** A task under way: its progress as it comes, its result at the end. */
export interface WorkerCall<P, R> extends AsyncIterable<P> {
  /** Rejects with `WorkerTimeout`. */
  readonly result: Promise<R>
  /** Nobody waits for it any more: it comes to nothing. */
  cancel(): void
}

/** A room's web worker: made with the first call, and made again after it was ended. */
export class WorkerClient<T extends Tasks> {
  private readonly room: string
  private readonly options: ClientOptions
  private readonly calls = new Map<number, OpenCall>()
  private port: WorkerPort | undefined
  private isInPage = false
  /** Its program has come. */
  private isAlive = false

  constructor(room: string, options: ClientOptions = {}) {
    this.room = room
    this.options = options
  }

  get isRunning(): boolean {
    return this.port !== undefined
  }

  call<K extends keyof T & string>(
    task: K,
    input: InputOf<T[K]>,
    { budgetMs }: CallOptions = {},
  ): WorkerCall<ProgressOf<T[K]>, ResultOf<T[K]>> {
    lastId += 1
    const id = lastId
    const call = new OpenCall({ id, room: this.room, task, input }, budgetMs)
    this.calls.set(id, call)
    this.watch(call)
    this.port ??= this.start()
    this.port?.postMessage(call.message)
    return {
      result: call.result as Promise<ResultOf<T[K]>>,
      [Symbol.asyncIterator]: () => call.progress() as AsyncIterator<ProgressOf<T[K]>>,
      cancel: () => this.cancel(call),
    }
  }

  /** Cancels all calls of one task. */
  cancelAll(task: keyof T & string): void {
    for (const call of this.calls.values()) if (call.message.task === task) this.cancel(call)
  }

  private cancel(call: OpenCall): void {
    const { id } = call.message
    if (!this.calls.has(id)) return
    this.port?.postMessage({ id, isCancelled: true } satisfies ToWorker)
    this.settle(call).fail(new WorkerTimeout('ended'))
  }

  /** Ends the web worker; whoever waits gets no answer. */
  end(reason: Reason = 'ended'): void {
    this.port?.terminate()
    this.port = undefined
    this.isAlive = false
    for (const call of this.calls.values()) this.settle(call).fail(new WorkerTimeout(reason))
  }

  private start(): WorkerPort | undefined {
    try {
      return this.listen(this.isInPage ? startInPage() : startWorker(this.options.name ?? this.room))
    } catch {
      return this.instead('missing')
    }
  }

  private listen(port: WorkerPort): WorkerPort {
    port.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      if (this.port === port) this.receive(data)
    }
    port.onerror = () => {
      if (this.port !== port) return
      if (this.isAlive) return this.lose('fallen')
      this.port = this.instead('unloaded')
      for (const { message } of this.calls.values()) this.port?.postMessage(message)
    }
    return port
  }

  /** The page itself, where it may do the work. */
  private instead(reason: Reason): WorkerPort | undefined {
    if (!(this.options.inPage || isProgramHere()) || this.isInPage) {
      // whoever calls has to have the call before it fails
      queueMicrotask(() => this.lose(reason))
      return undefined
    }
    this.isInPage = true
    return this.listen(startInPage())
  }

  private lose(reason: Reason): void {
    this.end(reason)
    this.options.onLost?.(reason)
  }

  private receive(message: FromWorker): void {
    // whatever it says, it is there, and not hung
    this.isAlive = true
    const call = message.kind === 'alive' ? undefined : this.calls.get(message.id)
    if (call) call.isLoading = message.kind === 'loading'
    for (const open of this.calls.values()) this.watch(open)
    if (!call) return
    if (message.kind === 'answer') return this.settle(call).succeed(message.value)
    if (message.kind === 'failed') return this.settle(call).fail(new WorkerTimeout('failed', message.message))
    if (message.kind === 'progress') call.add(message.value)
  }

  private watch(call: OpenCall): void {
    clearTimeout(call.timer)
    if (call.budgetMs === undefined) return
    const isLoading = !this.isAlive || call.isLoading
    const ms = isLoading ? LOADING_BUDGET_MS : typeof call.budgetMs === 'function' ? call.budgetMs() : call.budgetMs
    call.timer = setTimeout(() => this.lose(isLoading ? 'unloaded' : 'silent'), ms)
  }

  private settle(call: OpenCall): OpenCall {
    clearTimeout(call.timer)
    this.calls.delete(call.message.id)
    return call
  }
}

let lastId = 0

class OpenCall {
  readonly message: Extract<ToWorker, { task: string }>
  readonly budgetMs: number | (() => number) | undefined
  readonly result: Promise<unknown>
  isLoading = false
  timer: ReturnType<typeof setTimeout> | undefined
  private readonly queue: unknown[] = []
  private isOver = false
  private wake = (): void => undefined
  private resolve!: (value: unknown) => void
  private reject!: (why: WorkerTimeout) => void

  constructor(message: Extract<ToWorker, { task: string }>, budgetMs: number | (() => number) | undefined) {
    this.message = message
    this.budgetMs = budgetMs
    this.result = new Promise((resolve, reject) => {
      this.resolve = resolve
      this.reject = reject
    })
    // whoever only follows the progress is told there that it has ended
    this.result.catch(() => undefined)
  }

  add(value: unknown): void {
    this.queue.push(value)
    this.wake()
  }

  succeed(value: unknown): void {
    this.resolve(value)
    this.finish()
  }

  fail(why: WorkerTimeout): void {
    this.reject(why)
    this.finish()
  }

  private finish(): void {
    this.isOver = true
    this.wake()
  }

  async *progress(): AsyncGenerator<unknown> {
    for (;;) {
      while (this.queue.length > 0) yield this.queue.shift()
      if (this.isOver) return
      await new Promise<void>((resolve) => void (this.wake = resolve))
    }
  }
}

/**
 * Calls a task in a web worker of its own, which is gone afterwards: what was brought may have hung the last one. Where this page can
 * have none, or its code does not come, the page does the work itself; what has brought one down is not tried again on the page.
 *
 * Errors: rejects with a sentence; `WorkerTimeout` is its cause.
 */
export async function callFresh<T extends Tasks, K extends keyof T & string>(
  room: string,
  task: K,
  input: InputOf<T[K]>,
  budgetMs: number,
): Promise<ResultOf<T[K]>> {
  const worker = new WorkerClient<T>(room, { inPage: true })
  try {
    return await worker.call(task, input, { budgetMs }).result
  } catch (error) {
    const { reason } = failureOf(error)
    throw new Error(
      reason === 'silent'
        ? `What was brought could not be read within ${budgetMs / 1000} s.`
        : reason === 'fallen'
          ? 'What was brought could not be read: it needs more memory than this browser gives.'
          : 'What was brought could not be read.',
      { cause: error },
    )
  } finally {
    worker.end()
  }
}
