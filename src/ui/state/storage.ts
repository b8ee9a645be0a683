import { isRecord } from '../../manifest/own.ts'
import { mode } from './page.ts'

/** Texts that are kept by name. Reading what is not there gives null; writing says whether it worked. */
export interface TextStorage {
  read(name: string): string | null
  write(name: string, value: string): boolean
  remove(name: string): void
  names(): readonly string[]
}

/** The page's own names, and those of the widths of its panels, which a library keeps: others may keep theirs under the same address. */
export const OURS = /^(react-resizable-panels:)?whyrestart/

/** What a text says as JSON; undefined where it is none, as one is that was cut off. */
export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text, (key, inner: unknown) => (key === '__proto__' ? undefined : inner))
  } catch {
    return undefined
  }
}

/** The same of an object; none where it is something else. */
export function fieldsIn(text: string): Readonly<Record<string, unknown>> {
  const read = jsonIn(text)
  return isRecord(read) ? read : {}
}

interface BrowserKeep extends TextStorage {
  /** Writes again what the browser has cleared of what this page has found or written. */
  restore(): void
  onRestored(listener: () => void): void
  /** Another tab has written this text, or removed it. */
  follow(name: string, text: string | null): void
  /** From now on nothing is read or written. */
  end(): void
}

/** The browser's storage, which is allowed to be missing, blocked or full, and to be cleared at any time. */
export function browserKeep(get: () => Storage): BrowserKeep {
  /** As this page has found and written them. What is missing in the storage, and has not been removed by a page, was cleared. */
  const texts = new Map<string, string>()
  let onRestored = (): void => undefined
  let isOver = false
  const attempt = <T>(act: (storage: Storage) => T, otherwise: T): T => {
    try {
      return isOver ? otherwise : act(get())
    } catch {
      return otherwise
    }
  }
  const restore = (storage: Storage): void => {
    const cleared = [...texts].filter(([name]) => storage.getItem(name) === null)
    for (const [name, text] of cleared) attempt(() => storage.setItem(name, text), undefined)
    // who reads may be a component that renders
    if (cleared.length > 0 && cleared.every(([name, text]) => storage.getItem(name) === text)) queueMicrotask(onRestored)
  }
  const textIn = (storage: Storage, name: string): string | null => {
    if (texts.has(name) && storage.getItem(name) === null) restore(storage)
    const text = storage.getItem(name)
    if (text !== null) texts.set(name, text)
    return text
  }
  return {
    read: (name) => attempt((storage) => textIn(storage, name), null),
    write: (name, value) =>
      isOver ||
      attempt((storage) => {
        // what cannot be read is not written over
        textIn(storage, name)
        storage.setItem(name, value)
        // some take a text and keep nothing of it
        return textIn(storage, name) === value
      }, false),
    remove: (name) => {
      texts.delete(name)
      attempt((storage) => storage.removeItem(name), undefined)
    },
    names: () =>
      attempt((storage) => {
        restore(storage)
        const names = Array.from({ length: storage.length }, (_, i) => storage.key(i) ?? '')
        // what nobody has looked at yet can be cleared too
        for (const name of names) if (OURS.test(name)) textIn(storage, name)
        return names
      }, []),
    restore: () => attempt(restore, undefined),
    onRestored: (listener) => void (onRestored = listener),
    follow: (name, text) => {
      if (text === null) texts.delete(name)
      else if (OURS.test(name)) texts.set(name, text)
    },
    end: () => void (isOver = true),
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

export const device = browserKeep(() => window.localStorage)

/** Where the page keeps what it keeps: on the device, unless it is a frame, or was started safely, which neither reads nor changes that. */
export const keep = mode.embedded || mode.safe ? memoryKeep() : device

/** What a reload finds again and another tab does not. */
export const tabKeep = mode.embedded || mode.safe ? memoryKeep() : browserKeep(() => window.sessionStorage)
