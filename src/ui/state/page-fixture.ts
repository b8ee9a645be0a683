import { vi } from 'vitest'
import type { Slot } from './slot.ts'
import { memoryKeep, type TextStorage } from './storage.ts'

/** Another page of this device, without a browser: its store, and all that a person can do. It keeps nothing. */
export async function freshPage({ isReadonly = false } = {}) {
  vi.resetModules()
  const [store, actions, slots, { keepState }] = await Promise.all([
    import('./store.ts'),
    import('./actions.ts'),
    import('./slot-actions.ts'),
    import('./keeping.ts'),
  ])
  store.environment.isReadonly = isReadonly
  return { ...store, ...actions, ...slots, keepState, state: store.useStore.getState, set: store.useStore.setState }
}

/** The same, which keeps its work. */
export async function openPage(keep: TextStorage = memoryKeep(), slot?: Slot) {
  const page = await freshPage()
  const { makeCabinet } = await import('./cabinet.ts')
  const cabinet = makeCabinet(keep, () => 1)
  page.restore(cabinet, slot)
  const keeper = page.keepState()
  page.environment.keeping = keeper
  return { ...page, keep, cabinet, keeper }
}

export type Page = Awaited<ReturnType<typeof openPage>>
