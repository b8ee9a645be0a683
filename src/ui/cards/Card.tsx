import { Suspense, useEffect, useLayoutEffect, useRef, type ReactElement } from 'react'
import { part } from '../kit/part.ts'
import { closeCard, pointAway, stayOpen, useCard } from './card.ts'
import { listenForControls } from './controls.ts'
import './cards.css'

const CardText = part(() => import('./CardText.tsx'), 'CardText')
const GAP = 6
const EDGE = 8

/** The one card of the page: beside what it explains, gone with Escape, a click elsewhere, or what it leads to. */
export function Card(): ReactElement {
  const { subject, anchor, isPressed } = useCard()
  const card = useRef<HTMLDialogElement>(null)
  useEffect(listenForControls, [])
  useLayoutEffect(() => {
    const element = card.current
    if (!subject || !anchor) element?.hidePopover()
    if (!element || !subject || !anchor) return
    const focused = document.activeElement
    element.showPopover({ source: anchor })
    // what is only pointed at takes the keys from nobody
    if (!isPressed && focused instanceof HTMLElement && focused !== document.activeElement) focused.focus({ preventScroll: true })
    const place = (): void => {
      const [box, own] = [anchor.getBoundingClientRect(), element.getBoundingClientRect()]
      const below = box.bottom + GAP + own.height <= innerHeight - EDGE
      element.style.left = `${Math.max(EDGE, Math.min(box.left, innerWidth - own.width - EDGE))}px`
      element.style.top = `${below ? box.bottom + GAP : Math.max(EDGE, box.top - GAP - own.height)}px`
    }
    place()
    const observer = new ResizeObserver(place)
    observer.observe(element)
    // what it explains may go, or do nothing any more
    const gone = new MutationObserver(() => (!anchor.isConnected || anchor.matches(':disabled')) && element.hidePopover())
    gone.observe(document.body, { childList: true, subtree: true, attributeFilter: ['disabled'] })
    // a control is told with its card, a word is one itself
    const isTold = !isPressed && !anchor.hasAttribute('aria-describedby')
    if (isTold) anchor.setAttribute('aria-describedby', element.id)
    return () => {
      observer.disconnect()
      gone.disconnect()
      if (isTold) anchor.removeAttribute('aria-describedby')
    }
  }, [subject, anchor, isPressed])
  return (
    // The pointer may rest on it.
    <dialog
      className="card"
      id="card"
      popover="auto"
      aria-label="What it means"
      ref={card}
      onToggle={(event) => event.newState === 'closed' && closeCard()}
      onPointerEnter={stayOpen}
      onPointerLeave={pointAway}
      data-pressed={isPressed || undefined}
    >
      {subject && (
        <Suspense>
          <CardText subject={subject} done={() => card.current?.hidePopover()} />
        </Suspense>
      )}
    </dialog>
  )
}
