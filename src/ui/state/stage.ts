import { mode, usePage } from './page.ts'
import { environment, useStore } from './store.ts'
import { isExerciseSlot } from './slot.ts'

const PRESENT = 'present'

/** Keeps the stage with the store's word for it, and the address; an address that names it begins on it. */
export function keepStage(): void {
  useStore.subscribe(({ presenting, slot }, before) => {
    if (presenting !== before.presenting) turn(presenting)
    else if (presenting && slot !== before.slot) begin()
  })
  if (new URLSearchParams(location.search).has(PRESENT)) useStore.setState({ presenting: true })
}

/** Of an exercise its task is shown first, which asks for changes: they are not blocked. */
function begin(): void {
  const isExercise = isExerciseSlot(useStore.getState().slot)
  usePage.setState({ onStage: isExercise ? 'task' : 'panel' })
  setLocked(!isExercise)
}

function turn(isOn: boolean): void {
  usePage.setState({ isOnStage: isOn })
  // what was said before is not for those who look on
  if (isOn) useStore.setState({ notice: '' })
  if (isOn) begin()
  else setLocked(false)
  const query = new URLSearchParams(location.search)
  if (isOn) query.set(PRESENT, '')
  else query.delete(PRESENT)
  const text = query.toString().replace(/=(?=&|$)/g, '')
  try {
    history.replaceState(history.state, '', `${location.pathname}${text === '' ? '' : `?${text}`}${location.hash}`)
  } catch {
    // a page on a disk keeps the address that it has
  }
}

/** While it is locked, no edit has an effect, whoever asks for it. A frame, which may be read only, has no stage. */
export function setLocked(isLocked: boolean): void {
  environment.isReadonly = isLocked
  usePage.setState({ isLocked })
  document.documentElement.toggleAttribute('data-locked', isLocked)
}

/** What somebody does on purpose is done all the same: a command in the terminal, a step of his own. */
export function onPurpose(act: () => void): void {
  const before = environment.isReadonly
  environment.isReadonly = mode.readonly
  try {
    act()
  } finally {
    environment.isReadonly = before
  }
}

/** Escape ends it, on the whole screen too, where the browser keeps that key for itself; a window that opens beside it does not. */
export function listenForItsEnd(signal: AbortSignal): void {
  const leave = (): void => {
    if (!document.fullscreenElement && document.hasFocus() && useStore.getState().presenting) useStore.setState({ presenting: false })
  }
  document.addEventListener('fullscreenchange', leave, { signal })
}

/** By a click or a key, which is what a browser asks for before it gives the whole screen. */
export function togglePresent(): void {
  const presenting = !useStore.getState().presenting
  useStore.setState({ presenting })
  if (presenting) wholeScreen()
  else if (document.fullscreenElement) void document.exitFullscreen().catch(() => undefined)
}

/** Where the browser does not give it, the window stays as it is. */
export function wholeScreen(): void {
  if (!document.fullscreenElement) void document.documentElement.requestFullscreen?.().catch(() => undefined)
}
