import type { MouseEvent, PointerEvent, ReactElement, ReactNode } from 'react'
import type { TermId } from '../../views/text/glossary.ts'
import { mode } from '../state/mode.ts'
import type { CardSubject } from '../state/page.ts'
import { openCard, pointAt, pointAway } from './card.ts'

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

/** A control that does something when it is pressed explains itself when it is pointed at, or reached by the keys: see `controls.ts`. */
export const explains = (term: TermId): { 'data-term': TermId } => ({ 'data-term': term })

/** What opens a card from a button. */
export function cardHandlers(subject: CardSubject): {
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
