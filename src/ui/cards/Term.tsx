import type { ButtonHTMLAttributes, PointerEvent, ReactElement, ReactNode } from 'react'
import { type CardSubject, mode, usePage } from '../state/page.ts'

let timer: ReturnType<typeof setTimeout> | undefined

export function openCard(subject: CardSubject, anchor: HTMLElement, isPressed: boolean): void {
  // a finger that is lifted has left the word before it has pressed it
  clearTimeout(timer)
  usePage.setState({ card: { subject, anchor, isPressed } })
}

export const closeCard = (): void => usePage.setState({ card: null })

/** Rest before a card comes by pointing alone, and before it goes again. */
const REST_MS = 450
const LEAVE_MS = 300

/** The pointer has come to a word. */
export function pointAt(subject: CardSubject, anchor: HTMLElement): void {
  clearTimeout(timer)
  if (usePage.getState().card?.isPressed) return
  timer = setTimeout(() => openCard(subject, anchor, false), REST_MS)
}

/** It has gone, or come to the card itself. */
export function pointAway(): void {
  clearTimeout(timer)
  if (!usePage.getState().card?.isPressed) timer = setTimeout(closeCard, LEAVE_MS)
}

/** The keys have led elsewhere: what explained the control before may lie over what has the focus now. */
export function focusAway(): void {
  clearTimeout(timer)
  if (!usePage.getState().card?.isPressed) closeCard()
}

export const stayOpen = (): void => clearTimeout(timer)

interface Props {
  id: string
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
export const explains = (term: string): { 'data-term': string } => ({ 'data-term': term })

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
