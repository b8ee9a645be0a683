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

/** It has gone, or come to the card itself. */
export function pointAway(): void {
  clearTimeout(timer)
  if (!useCard.getState().isPressed) timer = setTimeout(closeCard, LEAVE_MS)
}

export const stayOpen = (): void => clearTimeout(timer)
