import type { ButtonHTMLAttributes, PointerEvent, ReactElement, ReactNode } from 'react'
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

/** A control that does something when it is pressed explains itself when it is pointed at, or reached by the keys. */
export const explains = (term: TermId): { 'data-term': TermId } => ({ 'data-term': term })

type Handlers = Pick<
  ButtonHTMLAttributes<HTMLElement>,
  'onClick' | 'onPointerEnter' | 'onPointerLeave' | 'onPointerUp' | 'onPointerCancel' | 'onContextMenu'
>

/** Where a finger rests for long. */
let held: HTMLElement | null = null

/** What opens a card from a button: a press, a long one too, and a mouse that rests on it. */
export function cardHandlers(subject: CardSubject): Handlers {
  const lift = ({ currentTarget }: PointerEvent<HTMLElement>): void => {
    // a browser closes what is open once it has heard of this
    if (held === currentTarget) setTimeout(() => openCard(subject, currentTarget, true))
    held = null
  }
  return {
    onClick: (event) => {
      event.stopPropagation()
      openCard(subject, event.currentTarget, true)
    },
    onPointerEnter: (event) => {
      if (event.pointerType === 'mouse') pointAt(subject, event.currentTarget)
    },
    onPointerLeave: pointAway,
    onPointerUp: lift,
    onPointerCancel: lift,
    onContextMenu: (event) => {
      if ((event.nativeEvent as globalThis.PointerEvent).pointerType !== 'touch') return
      event.preventDefault()
      held = event.currentTarget
    },
  }
}
