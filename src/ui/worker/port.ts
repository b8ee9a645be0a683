/** What is used of a web worker. */
export interface Port {
  postMessage(message: unknown): void
  terminate(): void
  onmessage: ((event: MessageEvent) => void) | null
  onerror: ((event: ErrorEvent) => void) | null
}

/** What a web worker's program uses of its surroundings. */
export interface Scope {
  onmessage: ((event: MessageEvent) => void) | null
  postMessage(message: unknown, options?: { transfer: Transferable[] }): void
}

/** The one program of all web workers; each kind of page says once where it is. */
export interface WorkerProgram {
  /** Errors: throws where this page may have no web worker. */
  start(name: string): Port
  /** The same program for the page itself: it offers what it does. */
  load(): Promise<unknown>
  /** It is in the page from the beginning, which then does any work that no web worker does. */
  isHere?: boolean
}

type Serve = (scope: Scope) => void

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
export function startWorker(name: string): Port {
  if (!program) throw new Error('the page has not said where its web worker is')
  return program.start(name)
}

/** The work of a web worker, done by the page itself: a message at a time, and the page can draw in between. Nobody watches over it. */
export function startInPage(): Port {
  let isEnded = false
  const scope: Scope = {
    onmessage: null,
    postMessage: (data) => {
      if (!isEnded) port.onmessage?.({ data } as MessageEvent)
    },
  }
  const loaded = (program?.load() ?? Promise.reject(new Error('no program'))).then(() => shared.whyrestartTasks!(scope))
  const port: Port = {
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
