import { choose, openMenu } from '../faults/open.ts'
import { focusLane, isText } from '../kit/hooks.ts'
import { fit, selectNeighbour, setCursor, step, stepLife, togglePlay, zoom } from '../state/actions.ts'
import { redo, undo } from '../state/slot-actions.ts'
import { durationOf } from '../state/draft.ts'
import { mode, usePage } from '../state/page.ts'
import { togglePresent } from '../state/stage.ts'
import { useStore } from '../state/store.ts'

/** The page's parts, in the order in which F6 goes through them. */
const REGIONS = ['.header', '.exercise, .story', '.editor-pane', '.lanes', '.transport', '.tabs', '.twin:not(.hidden-text)']
const FOCUSABLE = [
  'a[href]',
  'button:not(:disabled)',
  'input:not(:disabled)',
  'select:not(:disabled)',
  'textarea:not(:disabled)',
  '[tabindex="0"]',
]
  .map((text) => `${text}:not([tabindex="-1"])`)
  .join()

/** F6 goes on to the next part of the page, with Shift to the one before, wherever the focus is; until the end. */
function listenForRegions(signal: AbortSignal): void {
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'F6' || event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return
    const shown = REGIONS.flatMap((selector) => [...document.querySelectorAll<HTMLElement>(selector)]).filter((element) =>
      element.checkVisibility(),
    )
    const here = shown.findLastIndex((region) => region.contains(document.activeElement))
    for (let n = 1; n <= shown.length; n++) {
      const next = shown[(Math.max(here, event.shiftKey ? 0 : -1) + (event.shiftKey ? -n : n) + 2 * shown.length) % shown.length]!
      const target = [...next.querySelectorAll<HTMLElement>(FOCUSABLE)].find((element) =>
        element.checkVisibility({ visibilityProperty: true }),
      )
      if (!target) continue
      event.preventDefault()
      event.stopPropagation()
      target.focus()
      return
    }
  }
  document.addEventListener('keydown', onKey, { capture: true, signal })
}

export interface Shortcut {
  keys: string
  help: string
  matches(event: KeyboardEvent): boolean
  act(event: KeyboardEvent): void
}

const key =
  (...names: string[]) =>
  (event: KeyboardEvent): boolean =>
    names.includes(event.key)
const nudge = (event: KeyboardEvent, direction: 1 | -1): void =>
  setCursor(useStore.getState().cursor + direction * (event.shiftKey ? 0.1 : event.altKey ? 10 : 1))

/** Links and texts have menus of their own. */
const isMenuKey = ({ key: name, target }: KeyboardEvent): boolean =>
  name === 'ContextMenu' && (target === document.body || (target as Element).closest('.lanes') !== null)

/** In the order in which the help lists them. */
export const SHORTCUTS: readonly Shortcut[] = [
  { keys: 'Space', help: 'Play or pause', matches: key(' '), act: togglePlay },
  {
    keys: '← →',
    help: 'One second back or forward; with Shift 0.1 s, with Alt 10 s',
    matches: key('ArrowLeft', 'ArrowRight'),
    act: (event) => nudge(event, event.key === 'ArrowLeft' ? -1 : 1),
  },
  {
    keys: ', .',
    help: 'To the previous or next mark of the selected lane, and why it is there',
    matches: key(',', '.'),
    act: (event) => step(event.key === ',' ? -1 : 1),
  },
  {
    keys: '[ ]',
    help: 'To the previous or next start of a container',
    matches: key('[', ']'),
    act: (event) => stepLife(event.key === '[' ? -1 : 1),
  },
  {
    keys: '↑ ↓',
    help: 'To the lane above or below',
    matches: key('ArrowUp', 'ArrowDown'),
    act: (event) => selectNeighbour(event.key === 'ArrowUp' ? -1 : 1),
  },
  {
    keys: '0 … 9',
    help: 'To that part of the run: 3 is three tenths',
    matches: (event) => /^[0-9]$/.test(event.key),
    act: (event) => setCursor((Number(event.key) / 10) * durationOf(useStore.getState().draft)),
  },
  {
    keys: 'Home End',
    help: 'To the start or the end',
    matches: key('Home', 'End'),
    act: (event) => setCursor(event.key === 'Home' ? 0 : durationOf(useStore.getState().draft)),
  },
  {
    keys: '+ −',
    help: 'Zoom in or out around the cursor',
    matches: key('+', '=', '-', '−'),
    act: (event) => zoom(event.key === '+' || event.key === '=' ? 1 / 1.5 : 1.5),
  },
  { keys: 'F', help: 'Show the whole run', matches: key('f', 'F'), act: fit },
  {
    keys: 'X',
    help: 'Let something happen at the cursor’s time: a hang, a crash, an edit',
    matches: (event) => key('x', 'X')(event) || isMenuKey(event),
    act: () => openMenu(),
  },
  {
    keys: 'Esc',
    help: 'Close the card of an action',
    matches: (event) => event.key === 'Escape' && usePage.getState().chosenAction !== null,
    act: () => choose(null),
  },
  { keys: 'P', help: 'Present on the whole screen, and end it; Esc ends it too', matches: key('p', 'P'), act: togglePresent },
  {
    keys: 'F6',
    help: 'To the next part of the page, out of the editor too; with Shift to the one before',
    matches: () => false,
    act: () => {},
  },
  {
    keys: '?',
    help: 'This help',
    matches: key('?'),
    act: () => usePage.setState({ isHelpOpen: true }),
  },
]

/** Fields whose text is the scenario's own: they have the page's history, and none beside it. */
const SCENARIO_TEXT = 'textarea.plain, .monaco .inputarea, .script-form input'

/** The keys of the whole page, until the end. */
export function listenForKeys(): () => void {
  const end = new AbortController()
  document.addEventListener('keydown', onKey, { signal: end.signal })
  document.addEventListener('keydown', onUndoKey, { signal: end.signal, capture: true })
  document.addEventListener('beforeinput', onUndoInput, { signal: end.signal, capture: true })
  listenForRegions(end.signal)
  return () => end.abort()
}

/** One history for everything, in the editor and outside. */
function onUndoKey(event: KeyboardEvent): void {
  const target = event.target as HTMLElement
  const name = event.key.toLowerCase()
  if (!(event.ctrlKey || event.metaKey) || event.altKey || (name !== 'z' && name !== 'y')) return
  if (!target.matches(SCENARIO_TEXT) && (isText(target) || target.closest('dialog[open], .menu'))) return
  takeOver(event, name === 'y' || event.shiftKey ? redo : undo)
}

/** By a menu of the browser, or by a phone that is shaken. */
function onUndoInput(event: InputEvent): void {
  if (!(event.target as HTMLElement).matches(SCENARIO_TEXT)) return
  if (event.inputType === 'historyUndo') takeOver(event, undo)
  else if (event.inputType === 'historyRedo') takeOver(event, redo)
}

function takeOver(event: Event, act: () => void): void {
  event.preventDefault()
  event.stopPropagation()
  const held = document.activeElement
  act()
  // the mark or the lane that had the focus may be gone by it
  setTimeout(() => held?.isConnected === false && document.activeElement === document.body && focusLane())
}

function onKey(event: KeyboardEvent): void {
  // A dialog that has just closed may still hold the focus for a moment.
  const target = (event.target as HTMLElement).closest('dialog:not([open])') ? document.body : (event.target as HTMLElement)
  if (event.defaultPrevented || isText(target) || target.closest('dialog, .menu, .monaco')) return
  // the page around a frame has its own use for all of them, but where somebody works in the timeline
  if (mode.embedded && !target.closest('.lanes, .transport')) return
  if (event.ctrlKey || event.metaKey) return
  // What a focused control does itself with a key stays its own.
  if (event.key === ' ' && target.closest('button, select, a, summary')) return
  if (/^(Arrow|Home|End)/.test(event.key) && target.closest('[role=tablist], [role=separator], [role=tabpanel], select, .twin')) return
  if (event.altKey && !event.key.startsWith('Arrow')) return
  // on a stage a key has another meaning, which its code brings
  if (usePage.getState().isOnStage && !document.querySelector('.stage-bar') && !/^(p|Escape)$/i.test(event.key)) return
  const found = SHORTCUTS.find((shortcut) => shortcut.matches(event))
  if (!found) return
  event.preventDefault()
  found.act(event)
}
