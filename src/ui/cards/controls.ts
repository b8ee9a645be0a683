import type { TermId } from '../../views/text/glossary.ts'
import { pointAt, pointAway } from './card.ts'

/** The control that the pointer is at, whose card has come, or is not needed any more. */
let at: HTMLElement | null = null
let [x, y] = [-1, -1]

const within = ({ target }: Event, what: string): HTMLElement | null =>
  target instanceof Element ? target.closest<HTMLElement>(what) : null
const controlOf = (event: Event): HTMLElement | null => within(event, '[data-term]')
const explain = (control: HTMLElement): void => pointAt({ term: control.dataset['term'] as TermId }, control)

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
  const control = controlOf(event)
  if (!control) return
  at = control
  pointAway()
}

/**
 * What bears a term in `data-term` explains itself, where the pointer has come to it, or the keys have. Returns how to stop.
 */
export function listenForControls(): () => void {
  const stop = new AbortController()
  const { signal } = stop
  const passive = { capture: true, passive: true, signal }
  addEventListener('pointermove', onMove, passive)
  addEventListener('pointerdown', onPress, passive)
  addEventListener('keydown', (event) => (event.key === 'Enter' || event.key === ' ') && onPress(event), passive)
  addEventListener(
    'focusin',
    (event) => {
      const control = controlOf(event)
      if (control?.matches(':focus-visible')) explain(control)
    },
    passive,
  )
  addEventListener('focusout', (event) => controlOf(event) && pointAway(), passive)
  return () => stop.abort()
}
