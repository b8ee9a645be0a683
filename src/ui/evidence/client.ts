import type { Inputs } from '../../sim/scenario/scenario.ts'
import type { Answer, Differences, Line, Pair, Question } from './messages.ts'

/** Longer than the slowest machine needs for one recording; a runaway scenario is cut off. */
const BUDGET_MS = 15_000

export interface Replays {
  names: readonly string[]
  lines: ReadonlyMap<string, Line>
  /** What went wrong as a whole; empty where nothing did. */
  trouble: string
}

/** The second web worker: replays recordings and tries releases, so that neither the page nor its lanes wait. */
let worker: Worker | undefined
let asked = 0
let began = false
let replays: Replays = { names: [], lines: new Map(), trouble: '' }
const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (why: Error) => void }>()
const listeners = new Set<() => void>()

export const replayStore = {
  subscribe(listener: () => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
  get: (): Replays => replays,
}

/** Replays all recordings, once. */
export function replayAll(): void {
  if (began) return
  began = true
  post({ kind: 'replay all' })
}

export const pairOf = (name: string): Promise<Pair> => ask<Pair>((number) => ({ kind: 'show', ask: number, name }))
export const differencesOf = (inputs: Inputs, from: string, to: string): Promise<Differences> =>
  ask<Differences>((number) => ({ kind: 'differences', ask: number, inputs, from, to }))
export const restartsOn = (inputs: Inputs, releases: readonly string[]): Promise<readonly number[]> =>
  ask<readonly number[]>((number) => ({ kind: 'restarts', ask: number, inputs, releases }))

function ask<T>(question: (number: number) => Question): Promise<T> {
  const number = (asked += 1)
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => stop(`The simulator did not answer within ${BUDGET_MS / 1000} s.`), BUDGET_MS)
    const settle =
      <V>(then: (value: V) => void) =>
      (value: V): void => {
        clearTimeout(timer)
        waiting.delete(number)
        then(value)
      }
    waiting.set(number, { resolve: settle(resolve) as (value: unknown) => void, reject: settle(reject) })
    post(question(number))
  })
}

function post(question: Question): void {
  if (!worker) {
    worker = new Worker(new URL('./evidence-worker.ts', import.meta.url), { type: 'module', name: 'evidence' })
    worker.onmessage = ({ data }: MessageEvent<Answer>) => receive(data)
    worker.onerror = () => stop('The recordings could not be loaded.')
  }
  worker.postMessage(question)
}

function receive(answer: Answer): void {
  switch (answer.kind) {
    case 'names':
      return show({ names: answer.names })
    case 'line':
      return show({ lines: new Map(replays.lines).set(answer.line.name, answer.line) })
    case 'answer':
      return waiting.get(answer.ask)?.resolve(answer.value)
    case 'failed':
      return waiting.get(answer.ask)?.reject(new Error(answer.message))
  }
}

/** Ends the web worker; the next question gets a fresh one. */
function stop(message: string): void {
  worker?.terminate()
  worker = undefined
  began = false
  for (const { reject } of [...waiting.values()]) reject(new Error(message))
  show({ trouble: message })
}

function show(change: Partial<Replays>): void {
  replays = { ...replays, ...change }
  for (const listener of listeners) listener()
}
