import { getOrInsert } from '../../manifest/own.ts'
import { SizedCache } from '../../manifest/sized-cache.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import type { Cells, VerdictProgress } from '../../views/verdicts/judge-lane.ts'
import { QUESTIONS, type VerdictCell, type QuestionId } from '../../views/verdicts/questions.ts'
import { type WorkerCall, failureOf, type Reason, WorkerClient } from '../worker/client.ts'
import { hasServer, results } from '../state/results.ts'
import { isWarm, simulator } from './runner.ts'
import type { tasks } from './tasks.ts'
import { isProof, MAX_LANES } from '../../share/payload.ts'
import { useStore } from '../state/store.ts'

/** A lane of which nothing is heard for longer is given up; a fresh web worker answers for the next one. */
const PATIENCE_MS = 15_000
/** So many lanes' verdicts are kept. */
const KEEPS = 64

const keys = new WeakMap<Inputs, string>()

/** What the verdicts on a lane depend on: not what the scenario does or asks, and not for how long. */
export function verdictKey(inputs: Inputs): string {
  return getOrInsert(keys, inputs, () => JSON.stringify({ ...inputs, actions: [], requests: [], duration: 0 }))
}

/**
 * Large lanes have a web worker of their own: the one that runs them stays free for the cursor, and is not taken for hung while such a
 * lane is tried.
 */
const trials = new WorkerClient<typeof tasks>('simulator', { name: 'trials' })
/** A run of fewer entries is tried in slices by the web worker that has run it: its code is there, and warm. */
const SMALL = 5000

let underWay: { task: VerdictTask; call: WorkerCall<VerdictProgress, Cells> } | undefined

/** One lane's verdicts. What is known is kept as it comes. */
async function ask(task: VerdictTask): Promise<Cells | Reason> {
  const { inputs, questions } = task
  const isSmall = task.entries <= SMALL && isWarm && simulator.isRunning
  const call = isSmall
    ? simulator.call('judge', { inputs, questions })
    : trials.call('judge', { inputs, questions }, { budgetMs: PATIENCE_MS })
  underWay = { task, call }
  try {
    for await (const { cells, question } of call) {
      keep(task.key, cells)
      results.setState({ judging: { key: task.key, question } })
    }
    return await call.result
  } catch (error) {
    return failureOf(error).reason
  } finally {
    underWay = undefined
    results.setState({ judging: undefined })
  }
}

/** Nobody waits any more for what is under way. */
const stop = (): void => underWay?.call.cancel()

interface VerdictTask {
  key: string
  inputs: Inputs
  questions: readonly QuestionId[]
  /** Of its run. */
  entries: number
}

/** What is open, lane by lane; the present inputs alone count. */
function openTasks(): VerdictTask[] {
  const { draft } = useStore.getState()
  const { lanes, verdicts: byKey } = results.getState()
  const withServer = hasServer(lanes)
  return draft.lanes.flatMap(({ id }) => {
    const inputs = lanes[id]?.inputs
    if (!inputs || inputs.happened || isProof(id)) return []
    const key = verdictKey(inputs)
    const questions = QUESTIONS.filter((question) => (withServer || !question.server) && !byKey.get(key)?.[question.id]).map(
      (question) => question.id,
    )
    return questions.length > 0 ? [{ key, inputs, questions, entries: lanes[id]!.index.times.length }] : []
  })
}

/** Those of the lanes that are shown in any case. */
const judged = new SizedCache<Cells>({ entries: KEEPS, characters: 4_000_000, least: MAX_LANES + 1 })

function keep(key: string, cells: Cells): void {
  judged.set(key, { ...judged.get(key), ...cells })
  results.setState({ verdicts: judged.values() })
}

const failed = (reason: string): VerdictCell => ({ value: '?', sort: 0, tone: 'not asked', reason })

let watchers = 0
let isBusy = false

async function work(): Promise<void> {
  if (isBusy) return
  isBusy = true
  for (let [task] = openTasks(); task && watchers > 0; [task] = openTasks()) {
    const { key, questions } = task
    const cells = await ask(task)
    // it was cancelled, or another run has begun in a fresh web worker
    if (cells === 'ended') continue
    const why =
      cells === 'silent' ? `The trial runs were given up: for ${PATIENCE_MS / 1000} s nothing came of them.` : 'A trial run failed.'
    keep(
      key,
      typeof cells === 'object'
        ? cells
        : Object.fromEntries(
            questions.filter((question) => !results.getState().verdicts.get(key)?.[question]).map((question) => [question, failed(why)]),
          ),
    )
  }
  isBusy = false
}

/** Answers what is open, and again whenever the inputs change; until it is stopped. */
export function keepJudging(): () => void {
  watchers += 1
  void work()
  const unsubscribe = results.subscribe((state, before) => {
    if (state.phase !== 'ready' || state.lanes === before.lanes) return
    if (underWay && !openTasks().some(({ key }) => key === underWay?.task.key)) stop()
    void work()
  })
  return () => {
    watchers -= 1
    unsubscribe()
    if (watchers === 0) stop()
  }
}

/** Verdicts before somebody asks for them, beside a page that is at rest: the chosen lane's first. A run has precedence. */
export async function judgeAhead(): Promise<void> {
  if (isBusy || !isWarm || results.getState().phase !== 'ready') return
  isBusy = true
  const unsubscribe = results.subscribe(({ phase }) => phase === 'running' && watchers === 0 && stop())
  for (let task = smallTask(); task && watchers === 0; task = smallTask()) {
    const cells = await ask(task)
    if (typeof cells !== 'object') break
    keep(task.key, cells)
  }
  unsubscribe()
  isBusy = false
  void work()
}

function smallTask(): VerdictTask | undefined {
  const chosen = results.getState().lanes[useStore.getState().lane]?.inputs
  const small = openTasks().filter(({ entries }) => entries <= SMALL)
  return small.find(({ inputs }) => inputs === chosen) ?? small[0]
}

const last = new Map<string, Cells>()

/** A lane's verdicts, with what it showed last where the new ones are not there yet. */
export function shownCells(lane: string, cells: Cells): Cells {
  const shown = { ...last.get(lane), ...cells }
  last.delete(lane)
  last.set(lane, shown)
  for (const old of last.keys()) if (last.size > KEEPS) last.delete(old)
  return shown
}
