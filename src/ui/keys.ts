import { fit, redo, selectNeighbour, setCursor, step, stepLife, togglePlay, undo, zoom } from './actions.ts'
import { choose, openMenu } from './faults/open.ts'
import { durationOf, useStore } from './store.ts'

export interface Shortcut {
  keys: string
  help: string
  matches(event: KeyboardEvent): boolean
  act(event: KeyboardEvent): void
}

const key = (...names: string[]) => (event: KeyboardEvent): boolean => names.includes(event.key)
const nudge = (event: KeyboardEvent, direction: 1 | -1): void =>
  setCursor(useStore.getState().cursor + direction * (event.shiftKey ? 0.1 : event.altKey ? 10 : 1))

/** Links and texts have menus of their own. */
const isMenuKey = ({ key: name, target }: KeyboardEvent): boolean => name === 'ContextMenu' && (target === document.body || (target as Element).closest('.lanes') !== null)

/** In the order in which the help lists them. */
export const SHORTCUTS: readonly Shortcut[] = [
  { keys: 'Space', help: 'Play or pause', matches: key(' '), act: togglePlay },
  { keys: '← →', help: 'One second back or on; with Shift a tenth, with Alt ten', matches: key('ArrowLeft', 'ArrowRight'), act: (event) => nudge(event, event.key === 'ArrowLeft' ? -1 : 1) },
  { keys: ', .', help: 'To the previous or next mark of the selected lane, and why it is there', matches: key(',', '.'), act: (event) => step(event.key === ',' ? -1 : 1) },
  { keys: '[ ]', help: 'To the previous or next start of a container', matches: key('[', ']'), act: (event) => stepLife(event.key === '[' ? -1 : 1) },
  { keys: '↑ ↓', help: 'To the lane above or below', matches: key('ArrowUp', 'ArrowDown'), act: (event) => selectNeighbour(event.key === 'ArrowUp' ? -1 : 1) },
  {
    keys: '0 … 9',
    help: 'To that many tenths of the run',
    matches: (event) => /^[0-9]$/.test(event.key),
    act: (event) => setCursor((Number(event.key) / 10) * durationOf(useStore.getState().draft)),
  },
  { keys: 'Home End', help: 'To the start or the end', matches: key('Home', 'End'), act: (event) => setCursor(event.key === 'Home' ? 0 : durationOf(useStore.getState().draft)) },
  { keys: '+ −', help: 'Zoom in or out around the cursor', matches: key('+', '=', '-', '−'), act: (event) => zoom(event.key === '+' || event.key === '=' ? 1 / 1.5 : 1.5) },
  { keys: 'F', help: 'Show the whole run', matches: key('f', 'F'), act: fit },
  { keys: 'X', help: 'Let something happen at the cursor’s time: a hang, a crash, an edit', matches: (event) => key('x', 'X')(event) || isMenuKey(event), act: () => openMenu() },
  { keys: 'Esc', help: 'Close what is said about an action', matches: key('Escape'), act: () => choose(null) },
  {
    keys: '?',
    help: 'This help',
    matches: key('?'),
    act: () => document.querySelector<HTMLDialogElement>('#help')?.showModal(),
  },
]

/** Undo outside of text fields; the editor has its own. */
const UNDO: readonly { matches(event: KeyboardEvent): boolean; act(): void }[] = [
  { matches: (event) => event.key.toLowerCase() === 'z' && !event.shiftKey, act: undo },
  { matches: (event) => event.key.toLowerCase() === 'y' || (event.key.toLowerCase() === 'z' && event.shiftKey), act: redo },
]

export function onKey(event: KeyboardEvent): void {
  // A dialog that has just closed may still hold the focus for a moment.
  const target = (event.target as HTMLElement).closest('dialog:not([open])') ? document.body : (event.target as HTMLElement)
  if (event.defaultPrevented || isText(target) || target.closest('dialog, .menu, .monaco')) return
  if (event.ctrlKey || event.metaKey) {
    const found = UNDO.find((shortcut) => shortcut.matches(event))
    if (found) {
      event.preventDefault()
      found.act()
    }
    return
  }
  // What a focused control does itself with a key stays its own.
  if (event.key === ' ' && target.closest('button, select, a, summary')) return
  if (/^(Arrow|Home|End)/.test(event.key) && target.closest('[role=tablist], [role=separator], [role=tabpanel], select, .twin')) return
  if (event.altKey && !event.key.startsWith('Arrow')) return
  const found = SHORTCUTS.find((shortcut) => shortcut.matches(event))
  if (!found) return
  event.preventDefault()
  found.act(event)
}

export function isText(element: HTMLElement): boolean {
  if (element instanceof HTMLInputElement) return element.type !== 'range' && element.type !== 'checkbox'
  return element instanceof HTMLTextAreaElement || element.isContentEditable
}
