import { mode } from './page.ts'

/** Texts that are kept by name. Reading what is not there gives null; writing says whether it worked. */
export interface TextStorage {
  read(name: string): string | null
  write(name: string, value: string): boolean
  remove(name: string): void
  names(): readonly string[]
}

/** The browser's storage, which is allowed to be missing, blocked or full. */
export function browserKeep(get: () => Storage): TextStorage {
  const attempt = <T>(act: (storage: Storage) => T, otherwise: T): T => {
    try {
      return act(get())
    } catch {
      return otherwise
    }
  }
  return {
    read: (name) => attempt((storage) => storage.getItem(name), null),
    write: (name, value) =>
      attempt((storage) => {
        // what cannot be read is not written over
        storage.getItem(name)
        storage.setItem(name, value)
        // some take a text and keep nothing of it
        return storage.getItem(name) === value
      }, false),
    remove: (name) => attempt((storage) => storage.removeItem(name), undefined),
    names: () => attempt((storage) => Array.from({ length: storage.length }, (_, i) => storage.key(i) ?? ''), []),
  }
}

/** What is gone with the page: for a frame in somebody's page, and for a start that is to change nothing. */
export function memoryKeep(texts: Readonly<Record<string, string>> = {}): TextStorage {
  const kept = new Map(Object.entries(texts))
  return {
    read: (name) => kept.get(name) ?? null,
    write: (name, value) => {
      kept.set(name, value)
      return true
    },
    remove: (name) => void kept.delete(name),
    names: () => [...kept.keys()],
  }
}

/** Where progress of exercises is kept: on the device, unless the page is a frame or was started safely. */
export const keep = mode.embedded || mode.safe ? memoryKeep() : browserKeep(() => window.localStorage)
