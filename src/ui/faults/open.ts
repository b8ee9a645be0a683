import { type MouseEvent, type TouchEvent, useRef } from 'react'
import { listOf } from '../../manifest/own.ts'
import type { Action } from '../../sim/scenario/inputs.ts'
import { type Frame, pointed } from '../../views/picture/layout.ts'
import { addActions, addLaneActions } from '../state/actions.ts'
import { laneById } from '../state/draft.ts'
import { mode, type OpenParts, usePage } from '../state/page.ts'
import { useSession } from '../state/session.ts'
import { environment, useStore } from '../state/store.ts'

/** Texts that somebody has typed at a time and not saved, by lane and path. */
export const unsaved = new Map<string, string>()

export const choose = (chosenAction: string | null): void => usePage.setState({ chosenAction })
export const edit = (editing: OpenParts['editing']): void => usePage.setState({ editing })

/** Nobody means a hundredth of a second. */
const tidy = (t: number): number => Math.round(t * 10) / 10

/** What may happen at a time: the cursor's, below the button that offers it, where nothing else is said. */
export function openMenu(at = useStore.getState().cursor, place?: { x: number; y: number }): void {
  if (environment.isReadonly) return
  const button = document.querySelector('#fault')?.getBoundingClientRect()
  const spot = place ?? (button && { x: button.left, y: button.bottom })
  // where the timeline is hidden nothing is offered on it
  if (spot) usePage.setState({ faultMenu: { at: tidy(at), ...spot } })
}

const LONG_MS = 500
const STILL_PX = 10

/** The right button, the menu key, or a finger that stays: the menu of what may happen at the time under it. */
export function usePress({ scale, gutter }: Frame) {
  const finger = useRef({ timer: 0, x: 0, y: 0 })
  const open = (element: Element, x: number, y: number): void => {
    const place = x - element.getBoundingClientRect().left - gutter
    openMenu(place < 0 || place > scale.width ? undefined : pointed(scale, scale.t(place)), { x, y })
  }
  const lift = (): void => clearTimeout(finger.current.timer)
  if (mode.readonly) return {}
  return {
    onContextMenu: (event: MouseEvent) => {
      event.preventDefault()
      open(event.currentTarget, event.clientX, event.clientY)
    },
    onTouchStart: ({ currentTarget, touches }: TouchEvent) => {
      lift()
      const { clientX: x, clientY: y } = touches[0]!
      if (touches.length === 1) finger.current = { x, y, timer: window.setTimeout(() => open(currentTarget, x, y), LONG_MS) }
    },
    onTouchMove: ({ touches }: TouchEvent) => {
      const { clientX, clientY } = touches[0]!
      if (Math.hypot(clientX - finger.current.x, clientY - finger.current.y) > STILL_PX) lift()
    },
    onTouchEnd: lift,
    onTouchCancel: lift,
  }
}

/** Not while something else has to be mended against the clock. */
function lookAt(key: string): void {
  if (!useSession.getState().exercise?.isIncident) choose(key)
}

/** One more action, which is looked at then; its key. */
export function addAction(action: Action): string {
  const before = useStore.getState().draft.common['actions']
  const key = `/${listOf(before).length}`
  addActions([action])
  lookAt(key)
  return key
}

/**
 * One more change of a file that somebody has edited in a lane: what is found and replaced is so in all lanes that have that text; a
 * whole text is that lane's alone.
 */
export function addFileChange(lane: string, action: Action): string {
  const { draft } = useStore.getState()
  if (!('write' in action) || draft.lanes.length === 1) return addAction(action)
  const before = listOf(laneById(draft, lane)?.fields['actions'] ?? draft.common['actions'])
  const key = `${lane}/${before.length}`
  addLaneActions(lane, [action])
  lookAt(key)
  return key
}
