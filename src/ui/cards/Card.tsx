import { type ReactElement, useEffect, useLayoutEffect, useRef } from 'react'
import { part } from '../kit/hooks.ts'
import { usePage } from '../state/page.ts'
import { closeCard, focusAway, pointAt, pointAway, stayOpen } from './Term.tsx'
import './cards.css'

/** The control that the pointer is at, whose card has come, or is not needed any more. */
let at: HTMLElement | null = null
let [x, y] = [-1, -1]
/** The keys have moved the focus: what the page itself leads to explains nothing. */
let isByKeys = false

const within = ({ target }: Event, what: string): HTMLElement | null =>
  target instanceof Element ? target.closest<HTMLElement>(what) : null
const controlOf = (event: Event): HTMLElement | null => within(event, '[data-term]')
const explain = (control: HTMLElement): void => pointAt({ term: control.dataset['term']! }, control)

function onMove(event: PointerEvent): void {
  // browsers tell of a move too where something comes to lie below a pointer that rests
  const hasMoved = event.clientX !== x || event.clientY !== y
  x = event.clientX
  y = event.clientY
  const control = controlOf(event)
  if (control === at || event.pointerType !== 'mouse') return
  if (control) {
    if (!hasMoved || event.buttons !== 0) return
    explain(control)
  } else if (!within(event, '.card, .term')) pointAway()
  at = control
}

/** Who presses a control knows what it is. */
function onPress(event: Event): void {
  isByKeys = false
  const control = controlOf(event)
  if (!control) return
  at = control
  pointAway()
}

/**
 * What bears a term in `data-term` explains itself, where the pointer has come to it, or the keys have. Returns how to stop.
 */
function listenForControls(): () => void {
  const stop = new AbortController()
  const { signal } = stop
  const passive = { capture: true, passive: true, signal }
  addEventListener('pointermove', onMove, passive)
  addEventListener('pointerdown', onPress, passive)
  addEventListener(
    'keydown',
    (event) => {
      if (event.key === 'Enter' || event.key === ' ') onPress(event)
      else isByKeys = event.key === 'Tab' || event.key.startsWith('Arrow')
    },
    passive,
  )
  addEventListener(
    'focusin',
    (event) => {
      const control = controlOf(event)
      if (isByKeys && control?.matches(':focus-visible')) explain(control)
    },
    passive,
  )
  addEventListener(
    'focusout',
    (event) => {
      if (!within(event, '.card, [data-term]')) return
      // from what is explained into its card, or back
      const isWithin = event.relatedTarget instanceof Element && event.relatedTarget.closest('.card, [aria-describedby=card]')
      if (isWithin) stayOpen()
      else focusAway()
    },
    passive,
  )
  return () => stop.abort()
}

const CardText = part(() => import('./CardText.tsx'), 'CardText')
const NONE = { subject: null, anchor: null, isPressed: false } as const
const GAP = 6
const EDGE = 8

/** The one card of the page: beside what it explains, gone with Escape, a click elsewhere, or what it leads to. */
export function Card(): ReactElement {
  const { subject, anchor, isPressed } = usePage((state) => state.card) ?? NONE
  const card = useRef<HTMLDivElement>(null)
  useEffect(listenForControls, [])
  useLayoutEffect(() => {
    const element = card.current
    if (!subject || !anchor) element?.hidePopover()
    if (!element || !subject || !anchor) return
    element.showPopover({ source: anchor })
    // what is only pointed at takes the keys from nobody
    if (isPressed) element.focus({ preventScroll: true })
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
    <div
      className="card"
      id="card"
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a <dialog> takes the focus wherever it opens
      role="dialog"
      tabIndex={-1}
      popover="auto"
      aria-label="What it means"
      ref={card}
      onToggle={(event) => event.newState === 'closed' && closeCard()}
      onPointerEnter={stayOpen}
      onPointerLeave={pointAway}
      data-pressed={isPressed || undefined}
    >
      {subject && <CardText subject={subject} done={() => card.current?.hidePopover()} />}
    </div>
  )
}
