import { type Draft, withoutShown } from '../../share/payload.ts'
import { report, tell } from './slot-actions.ts'
import { type Cabinet, makeCabinet } from './cabinet.ts'
import type { KeptSlot } from './kept.ts'
import { mode } from './page.ts'
import { isSame, isVisit, maybeSlot, type Slot, slotKey } from './slot.ts'
import { browserKeep, device, keep, OURS, tabKeep, type TextStorage } from './storage.ts'
import { type Keeping, environment, notAside, type PageState, restore, useStore } from './store.ts'

/** Inputs are written when they have been still for so long, and a view when it is at rest. */
const QUIET_MS = 400

const LARGE = 'What you have here is too large for this browser to keep: it is lost on reload. Save it as a file, by Share.'

const CLEARED = 'What this browser had kept for the page was cleared. What this page had of it is kept again.'
const THEIRS = 'Another tab has changed this page’s texts.'
const OTHER = 'Another tab has changed this page’s texts too.'

export interface Keeper extends Keeping {
  stop(): void
  /** Another tab has written something: says so where it is what is open here, once. */
  onStorage(): void
}

/**
 * Writes what changes, and never on the way: while the clock plays nothing is written, and texts only when they have changed.
 * Another tab may have the same thing open, and this page may have slept meanwhile: nobody writes over what the other has done.
 */
export function keepState(): Keeper {
  const { cabinet } = environment
  const { getState, setState } = useStore
  let timer: ReturnType<typeof setTimeout> | undefined
  /** The inputs as they stand in the storage. */
  let written: { slot: Slot; draft: Draft; ended: string } | undefined
  /** The storage's text of it, as this page has left or found it. */
  let known: string | null = null
  let isLookDirty = false
  let isTold = false
  let isAside = false

  const begin = (): void => {
    const state = getState()
    written = !needsText(state) || cabinet.get(state.slot) ? state : undefined
    known = cabinet.textIn(state.slot)
    isLookDirty = true
    isTold = isAside = false
    schedule()
  }
  const onStorage = (): void => {
    const { slot, draft, start } = getState()
    if (isTold || cabinet.textIn(slot) === known || isSame(cabinet.stored(slot)?.draft ?? start, withoutShown(draft))) return
    isTold = true
    const isOwn = !isSame(withoutShown(draft), start)
    // what is gone may have been forgotten, by whoever says so in a moment
    if (cabinet.textIn(slot) !== null) setOursAside()
    setState({ notice: isOwn ? `${OTHER} Yours stay here until you reload; then New lists them.` : `${THEIRS} A reload shows them.` })
  }
  const schedule = (): void => {
    clearTimeout(timer)
    timer = setTimeout(flush, QUIET_MS)
  }
  function flush(): void {
    clearTimeout(timer)
    const state = getState()
    // who has only looked leaves what is there
    const areInputsDirty = state.draft !== written?.draft || state.ended !== written.ended
    if (!areInputsDirty) setOursAside()
    if (!areInputsDirty && !isLookDirty) return
    const isWorking = (!areInputsDirty || writeInputs(state)) && cabinet.writeRecord(recordOf(state))
    isLookDirty = false
    if (isWorking !== state.isKept) setState({ isKept: isWorking })
  }
  /** False where the browser does not take it. */
  function writeInputs(state: PageState): boolean {
    if (cabinet.textIn(state.slot) !== known) setTheirsAside(state)
    written = state
    isAside = false
    const result = putInto(cabinet, state)
    known = cabinet.textIn(state.slot)
    const troubles = state.troubles.filter(({ cause }) => cause !== 'too large')
    if (result === 'too large') setState({ troubles: [...troubles, { cause: 'too large', text: LARGE }] })
    else if (troubles.length < state.troubles.length) setState({ troubles })
    return result !== 'full'
  }
  function setTheirsAside({ slot, draft }: PageState): void {
    const theirs = cabinet.stored(slot)?.draft
    if (!theirs || isSame(theirs, draft)) return
    if (setAside(theirs, 'What it had is')) setState({ notice: `${OTHER} What it had is set aside: New lists it.` })
  }
  /** What is open here and was kept, once another tab has written or removed it. */
  function setOursAside(): void {
    const { slot, draft, start } = getState()
    if (isAside || known === null || cabinet.textIn(slot) === known) return
    const ours = withoutShown(draft)
    if (isSame(ours, start) || isSame(ours, cabinet.stored(slot)?.draft ?? start)) return
    isAside = true
    setAside(ours, 'What is open here is')
  }
  function setAside(draft: Draft, what: string): boolean {
    if (cabinet.setAside(draft)) return true
    const trouble = notAside(draft, `${OTHER} ${what}`)
    setState(({ troubles }) => ({ troubles: [...troubles.filter(({ cause }) => cause !== 'aside'), trouble] }))
    return false
  }

  begin()
  const stop = useStore.subscribe((state, before) => {
    if (looks(state) !== looks(before)) isLookDirty = true
    if (state.draft !== before.draft || state.ended !== before.ended || (isLookDirty && !state.playing)) schedule()
  })
  return {
    flush,
    begin,
    onStorage,
    stop: () => {
      stop()
      clearTimeout(timer)
    },
  }
}

/** What is the same as the start needs no keeping, where something leads to it. */
function needsText({ slot, draft, start, fragment, ended }: PageState): boolean {
  return ended !== '' || slot === 'own' || (isVisit(slot) && fragment === '') || !isSame(withoutShown(draft), start)
}

function putInto(cabinet: Cabinet, state: PageState): ReturnType<Cabinet['put']> {
  const { slot, start, fragment, ended } = state
  const draft = withoutShown(state.draft)
  if (!needsText(state)) {
    cabinet.remove(slot)
    return 'kept'
  }
  const isStart = isSame(draft, start)
  const kept: KeptSlot = { draft, at: 0 }
  if (!isStart && fragment === '' && !slot.startsWith('case:')) kept.start = start
  if (fragment !== '') kept.fragment = fragment
  if (ended !== '') kept.ended = ended
  return cabinet.put(slot, kept)
}

/** Changes with what of the view is kept. */
const looks = (state: PageState): string => JSON.stringify(recordOf(state))

function recordOf({ slot, home, theme, speed, weights, cursor, from, to, lane, panel, file }: PageState) {
  return { slot, home, theme, speed, weights, views: { [slot]: { cursor, from, to, lane, panel, file } } }
}

/** Takes up what was kept, and keeps what is done from now on. */
export function keepPage(): void {
  // an entry of the browser's history knows what was open, where its address does not say it
  const { slot } = (history.state ?? {}) as { slot?: unknown }
  restore(makeCabinet(keep), maybeSlot(slot))
  const keeper = keepState()
  environment.keeping = keeper
  device.onRestored(() => useStore.setState({ notice: CLEARED }))
  // what is on the screen when the page goes is there when it comes again, and so is what the browser has cleared meanwhile
  const flush = (): void => {
    device.restore()
    keeper.flush()
  }
  addEventListener('pagehide', flush)
  document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && flush())
  // another tab has cleared the device: what stands here would come back with this one
  addEventListener('storage', ({ key, newValue }) => {
    if (key === null) return flush()
    device.follow(key, newValue)
    if (key === CLEARED_KEY && newValue !== null) beginAnew()
    else if (key === slotKey(useStore.getState().slot)) keeper.onStorage()
  })
  report()
  if ((history.state as { isCleared?: boolean } | null)?.isCleared) {
    history.replaceState(null, '')
    useStore.setState({ notice: 'All that this page kept on this device is forgotten.' })
  }
  if (mode.safe) tellSafe()
}

/** The other tabs read it before anything is gone. */
const CLEARED_KEY = 'whyrestart-cleared'

/** The page as somebody finds it who was never here, in all its tabs. */
export function clearDevice(): void {
  keep.write(CLEARED_KEY, 'now')
  forget(keep)
  beginAnew()
}

function forget(kept: TextStorage): void {
  for (const name of kept.names()) if (OURS.test(name)) kept.remove(name)
}

/** Loads the page again, without what it was led to by its address; what was handed out with it opens again. */
function beginAnew(): void {
  device.end()
  forget(tabKeep)
  history.replaceState({ isCleared: true }, '', location.href.replace(/#.*$/, ''))
  location.reload()
}

/** What is kept can be taken away. */
function tellSafe(): void {
  const kept = browserKeep(() => window.localStorage)
  const texts = Object.fromEntries(
    kept
      .names()
      .filter((name) => name.startsWith('whyrestart'))
      .map((name) => [name, kept.read(name)]),
  )
  tell({
    cause: 'safe',
    text: 'This is a safe start: what this browser keeps for the page is neither read nor changed, and nothing that you do here is kept.',
    ...(Object.keys(texts).length > 0 ? { file: { name: 'whyrestart-kept.json', text: JSON.stringify(texts, null, 1) } } : {}),
  })
}
