import { makeStore } from './make-store.ts'
import { mode } from './mode.ts'

/** The store of this page, and what goes with it: see `keep-page.ts` for what it keeps. */
export const made = makeStore({ isReadonly: mode.readonly })
export const useStore = made.store
