import { forget, report, tell } from './actions.ts'
import { makeCabinet } from './cabinet.ts'
import { keepState } from './keeping.ts'
import { takeUp } from './make-store.ts'
import { mode } from './mode.ts'
import { maybeSlot, slotKey } from './slot.ts'
import { browserKeep, memoryKeep } from './storage.ts'
import { made, useStore } from './store.ts'

const kept = browserKeep(() => window.localStorage)

/** Where the page keeps what it keeps; a safe start neither reads nor changes what was kept. */
export const keep = mode.safe ? memoryKeep() : kept

/** Takes up what was kept, and keeps what is done from now on. */
export function keepPage(): void {
  // an entry of the browser's history knows what was open, where its address does not say it
  const { slot } = (history.state ?? {}) as { slot?: unknown }
  takeUp(made, makeCabinet(keep), maybeSlot(slot))
  const keeper = keepState(made)
  made.keeping = keeper
  // what is on the screen when the page goes is there when it comes again
  const flush = (): void => {
    if (!isCleared) keeper.flush()
  }
  addEventListener('pagehide', flush)
  document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && flush())
  // another tab has cleared the device: what stands here would come back with this one
  addEventListener('storage', ({ key, newValue }) => {
    if (key === CLEARED && newValue !== null) beginAnew()
    else if (key === null) flush()
    else if (key === slotKey(useStore.getState().slot)) keeper.onStorage()
  })
  report()
  if ((history.state as { isCleared?: boolean } | null)?.isCleared) {
    history.replaceState(null, '')
    useStore.setState({ notice: 'All that this page kept on this device is forgotten.' })
  }
  if (mode.safe) tellSafe()
}

let isCleared = false
/** Told to the other tabs, and gone at once. */
const CLEARED = 'whyrestart-cleared'

/** The page as somebody finds it who was never here, in all its tabs. */
export function clearDevice(): void {
  forget()
  keep.write(CLEARED, 'now')
  keep.remove(CLEARED)
  beginAnew()
}

/** Loads the page again, without what it was led to by its address; what was handed out with it opens again. */
function beginAnew(): void {
  isCleared = true
  made.keeping = { flush: () => undefined, begin: () => undefined }
  history.replaceState({ isCleared }, '', location.href.replace(/#.*$/, ''))
  location.reload()
}

/** What is kept can be taken away. */
function tellSafe(): void {
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
