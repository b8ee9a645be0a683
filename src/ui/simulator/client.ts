/** What is used of a web worker. */
export interface Port {
  postMessage(message: unknown): void
  terminate(): void
  onmessage: ((event: MessageEvent) => void) | null
  onerror: ((event: ErrorEvent) => void) | null
}

/** Why no answer comes: none can be made here, it fell, it was silent for too long, it was ended, or it says that it failed. */
export type Reason = 'missing' | 'fallen' | 'silent' | 'ended' | 'failed'

export class NoAnswer extends Error {
  readonly reason: Reason
  constructor(reason: Reason, message = '') {
    super(message)
    this.reason = reason
  }
}

interface Asking {
  /** Where nothing is heard of the question for longer, the web worker is ended; left out: it is waited for. */
  budgetMs?: number
  /** What is heard of the question before its answer. */
  heard?: (message: never) => void
}

export interface Client<To> {
  /** Starts the web worker where there is none, and says whether there is one now. */
  post(message: To): boolean
  /** A question, with the number that its answer bears. Rejects with `NoAnswer`. */
  ask<T>(question: (number: number) => To, asking?: Asking): Promise<T>
  /** Ends the web worker; whoever waits gets no answer, and the next message goes to a fresh one. */
  end(reason?: Reason): void
  isRunning(): boolean
}

interface Waiting {
  resolve(value: never): void
  reject(why: NoAnswer): void
  heard(message: never): void
}

/**
 * The one client of web workers: each is made when the first message goes to it, and made again after it was ended. An answer is
 * `{kind: 'answer', ask, value}` or `{kind: 'failed', ask, message}`; what else bears a question's number is heard by whoever has
 * asked it, and all the rest by `heard`.
 */
export function makeClient<To, From>(
  make: () => Port,
  { heard, lost }: { heard?: (message: From) => void; lost?: (reason: Reason) => void } = {},
): Client<To> {
  let port: Port | undefined
  let last = 0
  const waiting = new Map<number, Waiting>()

  const end = (reason: Reason = 'ended'): void => {
    port?.terminate()
    port = undefined
    const left = [...waiting.values()]
    waiting.clear()
    for (const { reject } of left) reject(new NoAnswer(reason))
  }
  const lose = (reason: Reason): void => {
    end(reason)
    lost?.(reason)
  }
  const receive = (message: { kind: string; ask?: number; value?: unknown; message?: string }): void => {
    const asker = message.ask === undefined ? undefined : waiting.get(message.ask)
    if (message.ask === undefined) return heard?.(message as From)
    if (message.kind === 'answer') asker?.resolve(message.value as never)
    else if (message.kind === 'failed') asker?.reject(new NoAnswer('failed', message.message))
    else asker?.heard(message as never)
  }
  const start = (): Port | undefined => {
    try {
      const made = make()
      made.onmessage = ({ data }) => port === made && receive(data)
      made.onerror = () => port === made && lose('fallen')
      return made
    } catch {
      return undefined
    }
  }
  const post = (message: To): boolean => {
    port ??= start()
    if (port) port.postMessage(message)
    else lose('missing')
    return port !== undefined
  }
  const ask = <T>(question: (number: number) => To, { budgetMs, heard: listen }: Asking = {}): Promise<T> => {
    const number = (last += 1)
    return new Promise<T>((resolve, reject) => {
      let timer: ReturnType<typeof setTimeout> | undefined
      const wait = (): void => {
        clearTimeout(timer)
        if (budgetMs !== undefined) timer = setTimeout(() => lose('silent'), budgetMs)
      }
      const settle =
        <V>(then: (value: V) => void) =>
        (value: V): void => {
          clearTimeout(timer)
          waiting.delete(number)
          then(value)
        }
      waiting.set(number, {
        resolve: settle(resolve) as (value: never) => void,
        reject: settle(reject),
        heard: (message) => {
          wait()
          listen?.(message)
        },
      })
      wait()
      post(question(number))
    })
  }
  return { post, ask, end: (reason) => end(reason), isRunning: () => port !== undefined }
}
