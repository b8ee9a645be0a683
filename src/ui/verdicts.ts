import { create } from 'zustand'
import type { Inputs } from '../sim/scenario.ts'
import type { Cell, QuestionId } from '../views/verdicts/cell.ts'
import { QUESTIONS } from '../views/verdicts/questions.ts'
import type { FromWorker, ToWorker } from './messages.ts'
import { results } from './results.ts'
import { isProof, useStore } from './store.ts'

export type Cells = Readonly<Partial<Record<QuestionId, Cell>>>

/** Verdicts by what they depend on: derived, never kept. */
export const verdicts = create<{ byKey: ReadonlyMap<string, Cells> }>()(() => ({ byKey: new Map() }))

/** A lane that takes longer is given up; a fresh web worker answers for the next one. */
const PATIENCE_MS = 15_000
const KEEPS = 64

const keys = new WeakMap<Inputs, string>()

/** What the verdicts on a lane depend on: not what the scenario does or asks, and not for how long. */
export function verdictKey(inputs: Inputs): string {
  let key = keys.get(inputs)
  if (key === undefined) keys.set(inputs, (key = JSON.stringify({ ...inputs, actions: [], requests: [], duration: 0 })))
  return key
}

/** Whether some lane has a kube-apiserver, as its own run shows. */
export function asksServers(): boolean {
  return Object.values(results.getState().lanes).some(({ drawing }) => drawing.tracks.some((track) => track.server.length > 0))
}

let worker: Worker | undefined
let askNumber = 0
let resolveAsk: ((cells: Cells | null | undefined) => void) | undefined

/**
 * One lane's verdicts, by a web worker of their own: the one that runs the lanes stays free for the cursor, and is not taken for
 * hung while a large lane is tried. Undefined where it took too long.
 */
function ask({ inputs, questions }: Task): Promise<Cells | null | undefined> {
  worker ??= start()
  askNumber += 1
  const number = askNumber
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      worker?.terminate()
      worker = undefined
      resolve(undefined)
    }, PATIENCE_MS)
    resolveAsk = (cells) => {
      clearTimeout(timer)
      resolve(cells)
    }
    worker!.postMessage({ kind: 'judge', ask: number, inputs, questions } satisfies ToWorker)
  })
}

function start(): Worker {
  const made = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'trials' })
  made.onmessage = ({ data }: MessageEvent<FromWorker>) => {
    if (data.kind === 'answer' && data.ask === askNumber) resolveAsk?.(data.value as Cells | null)
  }
  made.onerror = () => {
    worker = undefined
    resolveAsk?.(null)
  }
  return made
}

interface Task {
  key: string
  inputs: Inputs
  questions: readonly QuestionId[]
}

/** The first lane that is not answered for; the present inputs alone count. */
function nextTask(): Task | undefined {
  const { draft } = useStore.getState()
  const { lanes } = results.getState()
  const { byKey } = verdicts.getState()
  const withServer = asksServers()
  for (const { id } of draft.lanes) {
    const inputs = lanes[id]?.inputs
    if (!inputs || isProof(id)) continue
    const key = verdictKey(inputs)
    const questions = QUESTIONS.filter((one) => (withServer || !one.server) && !byKey.get(key)?.[one.id]).map((one) => one.id)
    if (questions.length > 0) return { key, inputs, questions }
  }
  return undefined
}

function keep(key: string, cells: Cells): void {
  verdicts.setState(({ byKey }) => {
    const next = new Map(byKey)
    const all = { ...next.get(key), ...cells }
    next.delete(key)
    next.set(key, all)
    if (next.size > KEEPS) next.delete(next.keys().next().value!)
    return { byKey: next }
  })
}

const failed = (reason: string): Cell => ({ value: '?', sort: 0, tone: 'not asked', reason })

let watchers = 0
let isBusy = false

async function work(): Promise<void> {
  if (isBusy) return
  isBusy = true
  for (let task = nextTask(); task && watchers > 0; task = nextTask()) {
    const cells = await ask(task)
    const why = cells === null ? 'A trial run failed.' : `The trial runs were given up after ${PATIENCE_MS / 1000} s.`
    keep(task.key, cells ?? Object.fromEntries(task.questions.map((question) => [question, failed(why)])))
  }
  isBusy = false
}

/** Answers what is open, and again whenever the inputs change; until it is stopped. */
export function keepJudging(): () => void {
  watchers += 1
  void work()
  const stop = results.subscribe((state, before) => {
    if (state.phase === 'ready' && state.lanes !== before.lanes) void work()
  })
  return () => {
    watchers -= 1
    stop()
  }
}

const last = new Map<string, Cells>()

/** A lane's verdicts, with what it showed last where the new ones are not there yet. */
export function shownCells(lane: string, cells: Cells): Cells {
  const shown = { ...last.get(lane), ...cells }
  last.set(lane, shown)
  return shown
}
