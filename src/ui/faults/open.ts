import { type Page, usePage } from '../state/page.ts'
import { made, useStore } from '../state/store.ts'

/** Texts that somebody has typed at a time and not saved, by lane and path. */
export const unsaved = new Map<string, string>()

export const choose = (chosenAction: string | null): void => usePage.setState({ chosenAction })
export const edit = (editing: Page['editing']): void => usePage.setState({ editing })

/** Nobody means a hundredth of a second. */
const tidy = (t: number): number => Math.round(t * 10) / 10

/** What may happen at a time: the cursor's, below the button that offers it, where nothing else is said. */
export function openMenu(at = useStore.getState().cursor, place?: { x: number; y: number }): void {
  if (made.isReadonly) return
  const button = document.querySelector('#fault')?.getBoundingClientRect()
  // where the timeline is hidden nothing is offered on it
  if (!place && !button) return
  usePage.setState({ faultMenu: { at: tidy(at), ...(place ?? { x: button?.left ?? 0, y: button?.bottom ?? 0 }) } })
}
