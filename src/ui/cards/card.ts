import { type CardSubject, usePage } from '../state/page.ts'

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

export const stayOpen = (): void => clearTimeout(timer)
