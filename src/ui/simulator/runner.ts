import type { Diagnostic } from '../../manifest/diagnostic.ts'
import { documentOf, isProof, type Draft } from '../../share/payload.ts'
import { durationOf } from '../state/draft.ts'
import { freshDraft, isSame, type Slot } from '../state/slot.ts'
import { useStore } from '../state/store.ts'
import { LOADING_BUDGET_MS, WorkerTimeout, WorkerClient } from '../worker/client.ts'
import { type LaneResult, results } from '../state/results.ts'
import type { LaneAnswer, RunInput } from './simulator-messages.ts'
import type { tasks } from './tasks.ts'
import { opening } from './opening.ts'
import { sameIn } from '../../views/lanes/mark-words.ts'
import { PROCESSES } from '../../views/text/words.ts'

/**
 * How long the web worker may be silent, a lane at a time, before it is ended and replaced. A fresh one's code is slow at first; a
 * run that was ended is tried once more in a fresh one, for the machine may have been busy.
 */
const BUDGET_MS = 1000
const FIRST_BUDGET_MS = 5000

export let isWarm = false
let run = 0
let isRetry = false
/** The lanes' ids in the order in which this run's scenario has them. */
export let order: readonly string[] = []
/** What this web worker has made, by key. */
const byKey = new Map<number, Omit<LaneResult, 'stale'>>()
/** The key of a picture that no run of this page has made. */
const NO_RUN = 0

/** The simulator, in its web worker or on the page. */
export const simulator = new WorkerClient<typeof tasks>('simulator', { inPage: true, onLost })

function forget(): void {
  isWarm = false
  byKey.clear()
}

function onLost(): void {
  forget()
  const { phase, ahead } = results.getState()
  // whoever waits for a run says it by itself
  if (phase !== 'running' && !ahead) end(FALLEN)
}

const FALLEN = 'The simulator ended unexpectedly.'

/** No answer has come to the run that is waited for. */
function onNoAnswer({ reason, message }: WorkerTimeout, draft: Draft): void {
  if (reason === 'failed') return end(`The simulator failed: ${message}.`)
  if (reason === 'fallen') return end(FALLEN)
  if (reason !== 'silent')
    return stop(`The simulator could not be loaded within ${LOADING_BUDGET_MS / 1000} s. Change the input to try again.`)
  if (isRetry) return end(`The run was ended: the simulator did not answer within ${FIRST_BUDGET_MS / 1000} s.`)
  isRetry = true
  post(draft)
}

/** Says why there is no run; the next one gets a fresh web worker. */
function stop(message: string): void {
  simulator.end()
  forget()
  results.setState({ phase: 'stopped', ahead: false, message: withPicture(message), lanes: stale(order, message) })
}

/** These inputs are not run again unasked, not after a reload either. */
function end(message: string): void {
  stop(message)
  useStore.setState({ ended: message })
}

const withPicture = (message: string): string =>
  Object.keys(pictures()).length > 0 ? `${message} The last good run stays; change the input to run again.` : message

/** The slot whose lanes the pictures are of. */
let pictured: Slot | undefined

/** The pictures that there are of what is open: those of another scenario's lanes are not shown under these names. */
export function pictures(): Readonly<Record<string, LaneResult>> {
  return pictured === useStore.getState().slot ? results.getState().lanes : {}
}

function stale(ids: readonly string[], message: string): Record<string, LaneResult> {
  const next: Record<string, LaneResult> = { ...pictures() }
  for (const id of ids) if (next[id]) next[id] = { ...next[id], stale: message }
  return next
}

/** Runs the draft; an earlier run's answers are ignored from here on. */
function runDraft(draft: Draft): void {
  isRetry = false
  post(draft)
}

function post(draft: Draft): void {
  run += 1
  order = draft.lanes.map((lane) => lane.id)
  results.setState({ phase: 'running', ahead: false, message: '' })
  // what would have prevented a restart is asked anew of another run
  simulator.cancelAll('whatIf')
  void follow(run, draft)
}

/** Waits for a run; what an outdated one has made is not made again, and has to be kept all the same. */
async function follow(number: number, draft: Draft): Promise<void> {
  const call = simulator.call(
    'run',
    { ...textsOf(draft), shown: Object.values(pictures()).map(({ key }) => key) },
    { budgetMs: () => (isWarm ? BUDGET_MS : FIRST_BUDGET_MS) },
  )
  for await (const { key, made } of call) {
    byKey.set(key, { ...made, key })
  }
  try {
    const answer = await call.result
    isWarm = true
    if ('refused' in answer) {
      if (number === run) refuse(answer.refused[0]!)
      return
    }
    for (const key of byKey.keys()) if (!answer.kept.includes(key)) byKey.delete(key)
    if (number === run) show(accept(answer.lanes))
  } catch (error) {
    if (number === run && error instanceof WorkerTimeout) onNoAnswer(error, draft)
  }
}

function refuse({ path, message }: Diagnostic): void {
  const text = `${path ? `${path}: ` : ''}${message}`
  results.setState({ phase: 'ready', message: text, lanes: stale(order, text) })
}

/** A scenario has so many lanes at most; the run behind a verdict comes on top of them. */
function textsOf(draft: Draft): Pick<RunInput, 'text' | 'proof'> {
  const textOf = (lanes: Draft['lanes']): string => JSON.stringify(documentOf({ ...draft, lanes }))
  const place = draft.lanes.findIndex(({ id }) => isProof(id))
  if (place < 0) return { text: textOf(draft.lanes) }
  return { text: textOf(draft.lanes.toSpliced(place, 1)), proof: { place, text: textOf([draft.lanes[place]!]) } }
}

function show(lanes: Record<string, LaneResult>): void {
  const { selected } = useStore.getState()
  const before = selected && pictures()[selected.lane]?.index
  const after = selected && lanes[selected.lane]?.index
  pictured = useStore.getState().slot
  results.setState({ phase: 'ready', message: '', ahead: false, lanes })
  // Another run's entry of that number is another thing; the same one may have moved.
  if (!selected || !before || before === after) return
  const same = after ? sameIn(after, before, selected.id) : undefined
  if (same === undefined) useStore.setState({ selected: null })
  else if (same !== selected.id) useStore.setState({ selected: { lane: selected.lane, id: same } })
}

function accept(answers: readonly LaneAnswer[]): Record<string, LaneResult> {
  const before = pictures()
  const next: Record<string, LaneResult> = {}
  answers.forEach((answer, index) => {
    const id = order[index]!
    const made = byKey.get(answer.key)!
    const { unread } = answer
    if (unread.length === 0) next[id] = laneResult(before[id], made, 'This manifest cannot be read')
    else
      next[id] = laneResult(
        before[id],
        { ...made, problems: [...unread, ...made.problems.filter(({ file }) => file !== PROCESSES)], good: false },
        'How its programs behave cannot be read',
      )
  })
  return next
}

/** An unreadable text's own picture would be an empty one; the last good one, dimmed, helps more. */
function laneResult(before: LaneResult | undefined, made: Omit<LaneResult, 'stale'>, trouble: string): LaneResult {
  if (made.good) return before?.index === made.index && before.stale === '' ? before : { ...made, stale: '' }
  if (before?.good) return { ...before, problems: made.problems, stale: `${trouble}. What you see is the last good run.` }
  return { ...made, stale: `${trouble}, so it is left out.` }
}

/** Runs what has been opened, but not what had to be ended. */
function begin(): void {
  const { draft, ended } = useStore.getState()
  if (!ended) {
    runDraft(draft)
    if (opening && isSame(draft, freshDraft('case:story')!)) void showAhead(opening)
    return
  }
  order = []
  run += 1
  results.setState({ phase: 'stopped', message: `${ended} It is not run again by itself.`, lanes: {} })
}

/** The case that the page opens with was run when the page was built: its picture does not wait for the simulator, which confirms it. */
async function showAhead(load: NonNullable<typeof opening>): Promise<void> {
  const mine = run
  const runs = await load().catch(() => [])
  if (runs.length !== order.length || mine !== run || results.getState().phase !== 'running') return
  const lanes = runs.map((made, i) => [order[i], { ...made, key: NO_RUN, stale: '' }] as const)
  show(Object.fromEntries(lanes))
  results.setState({ ahead: true })
}

/** Runs once more what was ended. */
export function runAgain(): void {
  useStore.setState({ ended: '' })
  runDraft(useStore.getState().draft)
}

/** Runs now, and again whenever the inputs change; the document's state attribute follows. */
export function keepRunning(): () => void {
  const show = (): void => {
    document.documentElement.dataset.state = results.getState().phase
  }
  const stopShowing = results.subscribe(show)
  show()
  begin()
  const stopRunning = useStore.subscribe((state, before) => {
    if (state.draft === before.draft && state.slot === before.slot) return
    if (state.slot !== before.slot) return begin()
    if (state.ended) useStore.setState({ ended: '' })
    // `data-state` says running before anybody can look.
    runDraft(state.draft)
    const end = durationOf(state.draft)
    if (state.cursor > end) useStore.setState({ cursor: end })
  })
  return () => {
    stopShowing()
    stopRunning()
  }
}
