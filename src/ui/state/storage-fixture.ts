import { vi } from 'vitest'

/** A window in a test whose storage holds what is given, and all of the page's code anew. Returns what the storage holds. */
export function stubStorage(kept: Readonly<Record<string, string>>): Map<string, string> {
  const storage = new Map(Object.entries(kept))
  vi.resetModules()
  vi.stubGlobal('window', {
    localStorage: {
      get length() {
        return storage.size
      },
      key: (n: number) => [...storage.keys()][n] ?? null,
      getItem: (name: string) => storage.get(name) ?? null,
      setItem: (name: string, value: string) => void storage.set(name, value),
      removeItem: (name: string) => void storage.delete(name),
    },
  })
  return storage
}

/** What `load` imports, with a cabinet that keeps in that storage. */
export async function withCabinet<T>(load: () => Promise<T>): Promise<T> {
  const [loaded, { environment }, { makeCabinet }, { device }] = await Promise.all([
    load(),
    import('./store.ts'),
    import('./cabinet.ts'),
    import('./storage.ts'),
  ])
  environment.cabinet = makeCabinet(device)
  return loaded
}
