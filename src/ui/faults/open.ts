import { create } from 'zustand'
import { made, useStore } from '../state/store.ts'

/** What is open over the timeline; it is no part of the scenario. */
interface Open {
  /** The menu of faults: for which time, and where on the screen. */
  menu: { at: number; x: number; y: number } | null
  /** The action that is looked at, by its key. */
  chosen: string | null
  /** Its mark takes the focus as soon as it is there. */
  fresh: string | null
  /** The marks' order while one of them is moved: nothing changes places under the pointer. */
  order: readonly string[] | null
  /** A file that is edited at a time; without a text, as it is then. */
  editing: { lane: string; at: number; file: string; text?: string } | null
}

export const useOpen = create<Open>()(() => ({ menu: null, chosen: null, fresh: null, order: null, editing: null }))

/** Texts that somebody has typed at a time and not saved, by lane and path. */
export const unsaved = new Map<string, string>()

export const choose = (chosen: string | null): void => useOpen.setState({ chosen })
export const edit = (editing: Open['editing']): void => useOpen.setState({ editing })

/** Nobody means a hundredth of a second. */
const tidy = (t: number): number => Math.round(t * 10) / 10

/** What may happen at a time: the cursor's, below the button that offers it, where nothing else is said. */
export function openMenu(at = useStore.getState().cursor, place?: { x: number; y: number }): void {
  if (made.isReadonly) return
  const button = document.querySelector('#fault')?.getBoundingClientRect()
  // where the timeline is hidden nothing is offered on it
  if (!place && !button) return
  useOpen.setState({ menu: { at: tidy(at), ...(place ?? { x: button?.left ?? 0, y: button?.bottom ?? 0 }) } })
}
