import { makeStore } from './make-store.ts'
import { mode } from './page.ts'

/** The store of this page, and what goes with it: see `keeping.ts` for what it keeps. */
export const made = makeStore({ isReadonly: mode.readonly })
export const useStore = made.store
