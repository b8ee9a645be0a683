import { documentOf, isProof, MAX_LANES, type Draft } from '../../share/payload.ts'
import { durationOf } from '../state/draft.ts'
import { freshDraft, isSame, type Slot } from '../state/slot.ts'
import { useStore } from '../state/store.ts'
import { results, type LaneResult } from './results.ts'
import type { FromWorker, LaneAnswer, ToWorker } from './messages.ts'
import { fetchAhead, forgetSpent, inputsText, rehearse, runAhead } from './ahead.ts'
import { afterFrame } from '../page/after-frame.ts'
import { makeClient, type Port } from './client.ts'
import { inPage } from './in-page.ts'
import { opening } from './opening.ts'
import { sameIn } from '../../views/lanes/trace-index.ts'
import { PROCESSES } from '../../views/why/processes-file.ts'

/**
 * How long the web worker may be silent, a lane at a time, before it is ended and replaced. A fresh one's code is slow at first; a
 * run that was ended is tried once more in a fresh one, for the machine may have been busy. Loading has a time of its own: a
 * network may be slow where nothing is wrong.
 */
const BUDGET_MS = 1000
const FIRST_BUDGET_MS = 5000
const LOADING_BUDGET_MS = 15_000
const UNLOADED = 'The simulator could not be loaded. Change the input to try again.'

let isLoaded = false
export let isWarm = false
let run = 0
let isRetry = false
let timer: ReturnType<typeof setTimeout> | undefined
/** The lanes' ids in the order in which this run's scenario has them. */
export let order: readonly string[] = []
/** What this web worker has made, and what the page has, by key. `run`: where the page has made it. */
const byKey = new Map<number, Omit<LaneResult, 'stale'> & { run?: number }>()
/** The page's own numbers for runs go down from here. */
let ownKeys = 0
/** What the page has run itself, until the web worker is told. */
export let untold:
  | { run: number; tell: () => void; timer: ReturnType<typeof setTimeout>; isSeen: Promise<void>; seen: () => void }
  | undefined
/** The last run that the page has made itself. */
let ownRun = 0
/** An edit is on the screen before the web worker begins to work it through. */
const TELLS_AFTER_MS = 40
/** The simulator, in its web worker or on the page. */
export const client = makeClient<ToWorker, FromWorker>(
  () => {
    isLoaded = isWarm = false
    byKey.clear()
    return port()
  },
  {
    heard: (message) => receive(message),
    lost: () => {
      if (isLoaded) return end('The simulator ended unexpectedly.')
      // some browsers tell so that they allow none here
      if (isInPage) return stop(UNLOADED)
      isInPage = true
      post(useStore.getState().draft)
    },
  },
)

/** This page may have no web worker: it does the work itself. */
let isInPage = false

function port(): Port {
  try {
    if (!isInPage) return new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'simulator' })
  } catch {
    isInPage = true
  }
  return inPage()
}

function discard(): void {
  clearTimeout(timer)
  drop()
  client.end()
}

/** The web worker has been silent for too long. */
function onSilence(draft: Draft): void {
  if (!isLoaded) return stop(`The simulator could not be loaded within ${LOADING_BUDGET_MS / 1000} s. Change the input to try again.`)
  if (isRetry) return end(`The run was ended: the simulator did not answer within ${FIRST_BUDGET_MS / 1000} s.`)
  discard()
  isRetry = true
  post(draft)
}

/** Ends the web worker and says why; the next run gets a fresh one. */
function stop(message: string): void {
  discard()
  results.setState({ phase: 'stopped', ahead: false, message: withPicture(message), lanes: stale(order, message) })
}

/** These inputs are not run again unasked, not after a reload either. */
function end(message: string): void {
  stop(message)
  useStore.setState({ ended: message })
}

const withPicture = (message: string): string =>
  Object.keys(pictures()).length > 0 ? `${message} The last good picture stays; change the input to run again.` : message

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
  if (!isRetry && runHere(draft)) return
  tellNow()
  results.setState({ phase: 'running', ahead: false, message: '' })
  if (client.post({ kind: 'run', run, ...textsOf(draft), shown: Object.values(pictures()).map(({ key }) => key) })) watch(draft)
}

/** Runs a small draft in the page itself; false where that could take too long. The web worker is told as soon as it is seen. */
function runHere(draft: Draft): boolean {
  if (isInPage || !client.isRunning() || pictured !== useStore.getState().slot) return false
  const texts = textsOf(draft)
  if (texts.proof) return false
  const present = Object.values(pictures()).filter(({ stale: why }) => why === '')
  const known = new Map([...present, ...byKey.values()].map((one) => [inputsText(one.inputs), one]))
  const start = performance.now()
  const lanes = runAhead(texts.text, order, (text) => known.has(text))
  if (!lanes) return false
  const answers = lanes.map(({ inputs, made, unread }): LaneAnswer => {
    const before = known.get(inputsText(inputs))
    if (before && !made) {
      byKey.set(before.key, { ...before, run })
      return { key: before.key, unread }
    }
    const { readable, ...picture } = made!
    const key = (ownKeys -= 1)
    byKey.set(key, { ...picture, key, good: readable, run })
    return { key, unread }
  })
  const next = accept(answers)
  // pictures that stay although their text has gone are asked about: their runs have to be known
  if (Object.values(next).some(({ stale: why }) => why !== '')) tellNow()
  else drop()
  ownRun = run
  const tell = (): void => {
    const shownKeys = Object.values(pictures()).map(({ key }) => key)
    const message = { kind: 'run', run, ...texts, shown: shownKeys, own: answers.map(({ key }) => key) } as const
    if (client.post(message)) watch(draft)
  }
  let seen = (): void => undefined
  const isSeen = new Promise<void>((resolve) => void (seen = resolve))
  afterFrame(seen)
  untold = { run, tell, timer: setTimeout(tellNow, TELLS_AFTER_MS), isSeen, seen }
  // whoever asks as soon as it is shown asks of this run
  show(next, performance.now() - start)
  return true
}

/** Before something is asked, the web worker has to know what of. */
function tellNow(): void {
  const told = untold
  drop()
  told?.tell()
}

function drop(): void {
  clearTimeout(untold?.timer)
  untold?.seen()
  untold = undefined
}

/** What is asked of an edit as soon as it is shown waits until it is seen: what the web worker does for it takes time from the picture. */
export async function tellOnceSeen(): Promise<void> {
  await untold?.isSeen
  tellNow()
}

/** A scenario has so many lanes at most; the run behind a verdict may come on top of them. */
function textsOf(draft: Draft): Pick<Extract<ToWorker, { kind: 'run' }>, 'text' | 'proof'> {
  const textOf = (lanes: Draft['lanes']): string => JSON.stringify(documentOf({ ...draft, lanes }))
  const place = draft.lanes.findIndex(({ id }) => isProof(id))
  if (draft.lanes.length <= MAX_LANES || place < 0) return { text: textOf(draft.lanes) }
  return { text: textOf(draft.lanes.toSpliced(place, 1)), proof: { place, text: textOf([draft.lanes[place]!]) } }
}

function watch(draft: Draft): void {
  clearTimeout(timer)
  timer = setTimeout(() => onSilence(draft), !isLoaded ? LOADING_BUDGET_MS : isWarm ? BUDGET_MS : FIRST_BUDGET_MS)
}

function receive(message: FromWorker): void {
  switch (message.kind) {
    case 'alive':
      isLoaded = true
      if (results.getState().phase === 'running' || results.getState().ahead) watch(useStore.getState().draft)
      return
    case 'fetching':
      isLoaded = false
      return watch(useStore.getState().draft)
    case 'unfetched':
      if (message.run === run) stop(UNLOADED)
      return
    case 'progress':
      if (message.run === run) watch(useStore.getState().draft)
      return
    case 'refused': {
      if (message.run !== run) return
      finish()
      const first = message.diagnostics[0]
      const text = first ? `${first.path ? `${first.path}: ` : ''}${first.message}` : 'The scenario is not valid.'
      results.setState({ phase: 'ready', ahead: false, message: text, lanes: stale(order, text) })
      return
    }
    case 'crashed':
      if (message.run !== run) return
      finish()
      return end(`The simulator failed: ${message.message}.`)
    case 'made': {
      // What an outdated run has made is not made again: it has to be kept all the same.
      const { readable, ...made } = message.made
      byKey.set(message.key, { ...made, key: message.key, good: readable })
      return
    }
    case 'done':
      // of what the page has run since, the web worker has not been told yet
      for (const [key, one] of byKey) if ((one.run ?? 0) <= message.run && !message.kept.includes(key)) byKey.delete(key)
      if (message.run !== run) return
      finish()
      if (run === ownRun) return
      if (isEditing && message.spentMs < QUICK_MS) void rehearse(pictures)
      return show(accept(message.lanes), message.spentMs)
    // what bears a question's number goes to whoever has asked it
    case 'answer':
    case 'trying':
    case 'judging':
  }
}

function finish(): void {
  isWarm = true
  clearTimeout(timer)
}

function show(lanes: Record<string, LaneResult>, spentMs: number): void {
  const { selected } = useStore.getState()
  const before = selected && pictures()[selected.lane]?.index
  const after = selected && lanes[selected.lane]?.index
  pictured = useStore.getState().slot
  results.setState({ phase: 'ready', message: '', spentMs, ahead: false, lanes })
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
    const made = byKey.get(answer.key)
    if (!made) return
    const { unread } = answer
    if (unread.length === 0) next[id] = shown(before[id], made, 'This manifest cannot be read')
    else
      next[id] = shown(
        before[id],
        { ...made, problems: [...unread, ...made.problems.filter(({ file }) => file !== PROCESSES)], good: false },
        'How its programs behave cannot be read',
      )
  })
  return next
}

/** An unreadable text's own picture would be an empty one; the last good one, dimmed, helps more. */
function shown(before: LaneResult | undefined, made: Omit<LaneResult, 'stale'>, trouble: string): LaneResult {
  if (made.good) return before?.index === made.index && before.stale === '' ? before : { ...made, stale: '' }
  if (before?.good) return { ...before, problems: made.problems, stale: `${trouble}. What you see is the last good picture.` }
  return { ...made, stale: `${trouble}, so it is left out.` }
}

/** Runs what has been opened, but not what had to be ended. */
function begin(): void {
  forgetSpent()
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
  const lanes = runs.map(({ readable, ...made }, i) => [order[i], { ...made, key: (ownKeys -= 1), good: readable, stale: '' }] as const)
  show(Object.fromEntries(lanes), 0)
  results.setState({ ahead: true })
}

/** Runs once more what was ended. */
export function runAgain(): void {
  useStore.setState({ ended: '' })
  runDraft(useStore.getState().draft)
}

/** Where all lanes together took the web worker longer, the page does not try. */
const QUICK_MS = 40
let isEditing = false

/** Whoever goes into an editor is about to change something. */
function prepareForEdits(): () => void {
  const onFocus = ({ target }: FocusEvent): void => {
    if (isEditing || !(target as Element).closest?.('.editor-pane')) return
    isEditing = true
    void fetchAhead().then(() => rehearse(pictures))
  }
  document.addEventListener('focusin', onFocus)
  return () => document.removeEventListener('focusin', onFocus)
}

/** Runs now, and again whenever the inputs change; the document's state attribute follows. */
export function keepRunning(): () => void {
  const show = (): void => {
    document.documentElement.dataset.state = results.getState().phase
  }
  const stopShowing = results.subscribe(show)
  show()
  begin()
  const stopPreparing = prepareForEdits()
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
    stopPreparing()
    stopRunning()
  }
}
