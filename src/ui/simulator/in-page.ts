import type { Port } from './client.ts'
import type { FromWorker, ToWorker } from './messages.ts'

/**
 * What a web worker would do, done by the page itself: for a frame or a browser that allows none. Nobody watches over it; what grows
 * beyond its caps ends by itself.
 */
export function inPage(): Port {
  let isEnded = false
  const port: Port = {
    onmessage: null,
    onerror: null,
    postMessage: (message) =>
      void answerer.then(
        // the page can draw in between
        (receive) => setTimeout(() => !isEnded && receive(message as ToWorker)),
        () => !isEnded && port.onerror?.({} as ErrorEvent),
      ),
    terminate: () => {
      isEnded = true
    },
  }
  const answerer = import('./same-thread.ts').then(({ answerTo, receive }) => {
    answerTo((message: FromWorker) => !isEnded && port.onmessage?.({ data: message } as MessageEvent))
    return receive
  })
  return port
}
