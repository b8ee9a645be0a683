import { useRef, type MouseEvent, type TouchEvent } from 'react'
import { mode } from '../state/mode.ts'
import { pointed } from '../../views/picture/scale.ts'
import type { Frame } from '../../views/picture/frame.ts'
import { openMenu } from './open.ts'

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
