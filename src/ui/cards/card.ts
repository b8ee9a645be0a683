import { create } from 'zustand'
import type { TermId } from '../../views/text/glossary.ts'

/** What a card is about: a word of the page, or a rule of the model. */
export type Subject = { term: TermId } | { rule: string; release: string }

interface CardState {
  subject: Subject | null
  /** What was pressed, or is pointed at; the card stands beside it. */
  anchor: HTMLElement | null
  /** Pressed for, not merely pointed at: it stays until it is closed. */
  isPressed: boolean
}

export const useCard = create<CardState>()(() => ({ subject: null, anchor: null, isPressed: false }))

export function openCard(subject: Subject, anchor: HTMLElement, isPressed: boolean): void {
  useCard.setState({ subject, anchor, isPressed })
}

export const closeCard = (): void => useCard.setState({ subject: null, anchor: null, isPressed: false })

/** Rest before a card comes by pointing alone, and before it goes again. */
const REST_MS = 450
const LEAVE_MS = 300
let timer: ReturnType<typeof setTimeout> | undefined

/** The pointer has come to a word. */
export function pointAt(subject: Subject, anchor: HTMLElement): void {
  clearTimeout(timer)
  if (useCard.getState().isPressed) return
  timer = setTimeout(() => openCard(subject, anchor, false), REST_MS)
}

let [x, y, moved] = [-1, -1, false]
globalThis.addEventListener?.(
  'pointermove',
  (event) => {
    moved = event.clientX !== x || event.clientY !== y
    x = event.clientX
    y = event.clientY
  },
  { capture: true, passive: true },
)

/** Whether the last move of the pointer was one: browsers tell of a move too where something comes to lie below a pointer that rests. */
export const hasMoved = (): boolean => moved

/** The control that the pointer is at, whose card has come, or is not needed any more. */
let at: HTMLElement | undefined

/** The pointer moves on a control: its card comes once, and not where it is being pressed. */
export function pointOnceAt(subject: Subject, anchor: HTMLElement): void {
  if (at === anchor) return
  at = anchor
  pointAt(subject, anchor)
}

/** Who presses a control knows what it is. */
export function press(anchor: HTMLElement): void {
  at = anchor
  clearTimeout(timer)
  if (!useCard.getState().isPressed) closeCard()
}

/** It has gone, or come to the card itself. */
export function pointAway(): void {
  at = undefined
  clearTimeout(timer)
  if (!useCard.getState().isPressed) timer = setTimeout(closeCard, LEAVE_MS)
}

export const stayOpen = (): void => clearTimeout(timer)
