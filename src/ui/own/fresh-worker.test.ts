import { expect, it, vi } from 'vitest'
import type { Port } from '../simulator/client.ts'
import { ALIVE, askFresh } from './fresh-worker.ts'

/** A web worker that does what a test says when it is asked. */
function worker(act: (port: Port) => void): () => Port {
  return () => {
    const port: Port = { onmessage: null, onerror: null, terminate: () => undefined, postMessage: () => queueMicrotask(() => act(port)) }
    return port
  }
}

const say = (port: Port, data: unknown): void => port.onmessage?.({ data } as MessageEvent)
const fall = (port: Port): void => port.onerror?.({} as ErrorEvent)

function ask(make: () => Port, here = vi.fn<() => Promise<string>>(async () => 'made on the page'), budgetMs = 1000) {
  return { here, answer: askFresh<object, string>({ make, question: (number) => ({ ask: number }), budgetMs, here }) }
}

it('has the web worker’s answer, and nothing is done on the page', async () => {
  const { answer, here } = ask(
    worker((port) => {
      say(port, ALIVE)
      say(port, { kind: 'answer', ask: 1, value: 'made beside it' })
    }),
  )
  expect(await answer).toBe('made beside it')
  expect(here).not.toHaveBeenCalled()
})

it.each([
  [
    'can have no web worker',
    () => {
      throw new Error('none')
    },
  ],
  ['does not get its code', worker(fall)],
])('a page that %s does it itself', async (_, make) => {
  expect(await ask(make).answer).toBe('made on the page')
})

it('what has brought the web worker down is not tried on the page', async () => {
  const { answer, here } = ask(
    worker((port) => {
      say(port, ALIVE)
      fall(port)
    }),
  )
  await expect(answer).rejects.toThrow('it needs more memory than this browser gives')
  expect(here).not.toHaveBeenCalled()
})

it('what is silent or fails is told in a sentence', async () => {
  await expect(
    ask(
      worker((port) => say(port, ALIVE)),
      undefined,
      20,
    ).answer,
  ).rejects.toThrow('within 0.02 s.')
  await expect(ask(worker((port) => say(port, { kind: 'failed', ask: 1, message: 'x' }))).answer).rejects.toThrow(
    /^What was brought could not be read\.$/,
  )
})

it('what fails on the page too is told in the same words', async () => {
  const here = async (): Promise<string> => {
    throw new RangeError('Maximum call stack size exceeded')
  }
  await expect(ask(worker(fall), vi.fn<() => Promise<string>>(here)).answer).rejects.toThrow('What was brought could not be read.')
})
