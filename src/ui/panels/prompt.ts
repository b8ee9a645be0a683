import type { KeyboardEvent } from 'react'

/** Nothing where the terminal has not come yet. */
export const focusPrompt = (): void => document.querySelector<HTMLInputElement>('#command')?.focus({ preventScroll: true })

/** What is typed over the output, or at the terminal's tab, stands at the prompt; no letter of it is a shortcut of the page. */
export function typeAtPrompt(event: KeyboardEvent<HTMLElement>): void {
  const { key, ctrlKey, metaKey, altKey, target } = event
  if (target instanceof HTMLInputElement || ctrlKey || metaKey || altKey || [...key].length !== 1 || key === ' ') return
  focusPrompt()
  event.stopPropagation()
}
