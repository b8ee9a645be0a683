import type { FocusEvent, KeyboardEvent, MouseEvent, PointerEvent, ReactElement, ReactNode } from 'react'
import type { TermId } from '../../views/text/glossary.ts'
import { mode } from '../state/mode.ts'
import { hasMoved, openCard, pointAt, pointAway, pointOnceAt, press, type Subject } from './card.ts'

interface Props {
  id: TermId
  children: ReactNode
  /** Where what is seen is drawn elsewhere. */
  name?: string
  style?: React.CSSProperties
}

/** A word that explains itself: by click, by pointing, by keyboard. In a frame it is a word like any other. */
export function Term({ id, children, name, style }: Props): ReactElement {
  if (mode.embedded) return <>{children}</>
  return (
    <button
      type="button"
      className="term"
      aria-haspopup="dialog"
      aria-label={name}
      style={style}
      {...cardHandlers({ term: id })}
      onPointerDown={(event) => event.stopPropagation()}
    >
      {children}
    </button>
  )
}

/** A control that does something when it is pressed explains itself when it is pointed at, or reached by the keys. */
export function explains(term: TermId): {
  onPointerMove: (event: PointerEvent<HTMLElement>) => void
  onPointerLeave: () => void
  onPointerDown: (event: PointerEvent<HTMLElement>) => void
  onKeyDown: (event: KeyboardEvent<HTMLElement>) => void
  onFocus: (event: FocusEvent<HTMLElement>) => void
  onBlur: () => void
} {
  const subject = { term }
  return {
    // a control that comes to rest below a pointer which stands still was not pointed at
    onPointerMove: (event) => {
      const { pointerType, buttons, currentTarget } = event
      if (pointerType === 'mouse' && buttons === 0 && hasMoved()) pointOnceAt(subject, currentTarget)
    },
    onPointerLeave: pointAway,
    onPointerDown: (event) => press(event.currentTarget),
    onKeyDown: ({ key, currentTarget }) => (key === 'Enter' || key === ' ') && press(currentTarget),
    onFocus: (event) => {
      if (event.currentTarget.matches(':focus-visible')) pointAt(subject, event.currentTarget)
    },
    onBlur: pointAway,
  }
}

/** What opens a card from a button. */
export function cardHandlers(subject: Subject): {
  onClick: (event: MouseEvent<HTMLElement>) => void
  onPointerEnter: (event: PointerEvent<HTMLElement>) => void
  onPointerLeave: () => void
} {
  return {
    onClick: (event) => {
      event.stopPropagation()
      openCard(subject, event.currentTarget, true)
    },
    onPointerEnter: (event) => {
      if (event.pointerType === 'mouse') pointAt(subject, event.currentTarget)
    },
    onPointerLeave: pointAway,
  }
}
