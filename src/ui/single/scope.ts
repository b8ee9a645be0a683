import type { Port } from '../simulator/client.ts'
import { WORK } from './work.ts'

/** What a web worker's code uses of its surroundings. */
interface Scope {
  onmessage: ((event: MessageEvent) => void) | null
  postMessage(message: unknown): void
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void
  self: Scope
}

const ports = new Map<string, Port>()
const scopes = new Map<string, { scope: Scope; receive: (message: unknown) => void }>()

/**
 * The surroundings of a web worker's code: its own, or what the page stands in with where it does that work itself. The build of
 * the one file puts this before the code of each.
 */
export function scopeOf(name: string): Scope {
  if (typeof document === 'undefined') return globalThis as unknown as Scope
  const listeners: ((event: MessageEvent) => void)[] = []
  const scope: Scope = {
    onmessage: null,
    postMessage: (message) => ports.get(name)?.onmessage?.({ data: message } as MessageEvent),
    addEventListener: (_type, listener) => void listeners.push(listener),
    get self() {
      return scope
    },
  }
  const receive = (message: unknown): void => {
    const event = { data: message } as MessageEvent
    scope.onmessage?.(event)
    for (const listener of listeners) listener(event)
  }
  scopes.set(name, { scope, receive })
  return scope
}

/** The work of a web worker, done by the page: one message at a time, and the page can draw in between. */
export function portInPage(name: string): Port {
  let isEnded = false
  const port: Port = {
    onmessage: null,
    onerror: null,
    postMessage: (message) =>
      void loaded.then(
        () => setTimeout(() => !isEnded && scopes.get(name)?.receive(message)),
        () => !isEnded && port.onerror?.({} as ErrorEvent),
      ),
    terminate: () => {
      isEnded = true
    },
  }
  ports.set(name, port)
  const loaded = WORK.get(name)?.() ?? Promise.reject(new Error(name))
  return port
}
