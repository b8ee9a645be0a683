import { mode } from './mode.ts'

/** Storage that is allowed to be missing, blocked or full: reading gives null, writing says whether it worked. */
function storage(): Storage | null {
  try {
    return window.localStorage
  } catch {
    return null
  }
}

let failed = false
const listeners = new Set<() => void>()

export const safeStorage = {
  read(name: string): string | null {
    try {
      return mode.embedded ? null : (storage()?.getItem(name) ?? null)
    } catch {
      return null
    }
  },
  write(name: string, value: string): void {
    // the frame of a blog has no say in what the page itself keeps
    if (mode.embedded) return
    try {
      const place = storage()
      if (!place) throw new Error('no storage')
      place.setItem(name, value)
      if (failed) report(false)
    } catch {
      if (!failed) report(true)
    }
  },
  remove(name: string): void {
    try {
      storage()?.removeItem(name)
    } catch {
      // nothing was there
    }
  },
}

function report(value: boolean): void {
  failed = value
  for (const listener of listeners) listener()
}

/** For `useSyncExternalStore`: true while the last write did not work. */
export const storageTrouble = {
  subscribe(listener: () => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
  failed: (): boolean => failed,
}

/** `?safe` starts with the built-in case and reads nothing that was kept. */
export function startsSafe(): boolean {
  return new URLSearchParams(location.search).has('safe')
}
