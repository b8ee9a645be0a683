import type { Workbox } from 'workbox-window'
import { create } from 'zustand'
import { keptBeside } from '../exercise/beside.ts'

/**
 * Whether the page is kept on this device. Only where a person asked for it: a service worker is set up then, and never in a
 * frame of another page.
 */
interface Offline {
  is: 'impossible' | 'unknown' | 'not kept' | 'keeping' | 'kept' | 'newer' | 'failed'
  /** What it takes; 0 while that is not known. */
  files: number
  bytes: number
  /** While it is being kept. */
  done: number
  /** What of the page is on the device, as its caches have it. */
  parts: readonly { name: string; isKept: boolean }[]
}

export const useOffline = create<Offline>(() => ({ is: isPossible() ? 'unknown' : 'impossible', files: 0, bytes: 0, done: 0, parts: [] }))

const SCRIPT = './sw.js'
const LOOK_EVERY_MS = 250

/** What is kept, in words, and a file of each. */
export const PARTS: readonly { name: string; file: RegExp }[] = [
  { name: 'the page with its simulator', file: /\/assets\/worker-[^/]*\.js/ },
  { name: 'the full editor', file: /\/assets\/Monaco-[^/]*\.js/ },
  { name: 'the exercises of the course', file: /\/assets\/exercise-worker-[^/]*\.js/ },
  { name: 'the recordings behind “How we know”', file: /\/assets\/[^/]*\.trace-[^/]*\.js/ },
  { name: 'the page in one file, to hand out', file: /\/whyrestart-single\.html/ },
]

function isPossible(): boolean {
  return 'serviceWorker' in navigator && window.isSecureContext && window.top === window && location.protocol !== 'file:'
}

const set = useOffline.setState

/** At the start: what stands, and whether a newer version is there; asks the network only where the page is kept already. */
export async function lookForKept(): Promise<void> {
  if (!isPossible()) return
  const registration = await navigator.serviceWorker.getRegistration(SCRIPT).catch(() => undefined)
  if (!registration?.active) return set({ is: 'not kept' })
  set({ is: registration.waiting ? 'newer' : 'kept' })
  await listen()
}

export async function keep(): Promise<void> {
  set({ is: 'keeping', done: 0 })
  const counting = setInterval(() => void countKept(), LOOK_EVERY_MS)
  try {
    await listen()
    await navigator.serviceWorker.ready
    set({ is: 'kept' })
    await lookIntoCaches()
  } catch {
    set({ is: 'failed' })
  } finally {
    clearInterval(counting)
  }
}

export async function forget(): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration(SCRIPT)
  await registration?.unregister()
  await Promise.all((await caches.keys()).map((name) => caches.delete(name)))
  workbox = undefined
  set({ is: 'not kept', bytes: 0, parts: [] })
  await readSize()
}

/** Loads the page again, newer. Its texts are kept by the browser apart from it. */
export async function useNewer(): Promise<void> {
  const box = await listen()
  box.addEventListener('controlling', () => location.reload())
  box.messageSkipWaiting()
}

/** How much it takes, for people to know before. */
export async function readSize(): Promise<void> {
  const { is, bytes } = useOffline.getState()
  if (is === 'kept') return lookIntoCaches()
  if (bytes > 0) return
  const size = (await fetch('./offline.json').then(
    (response) => response.json(),
    () => undefined,
  )) as { files: number; bytes: number } | undefined
  if (size) set({ files: size.files, bytes: size.bytes })
}

/** Looks what is there: how many files, of how many bytes, and which parts. */
async function lookIntoCaches(): Promise<void> {
  const addresses: string[] = []
  let bytes = 0
  for (const name of await caches.keys()) {
    const cache = await caches.open(name)
    for (const request of await cache.keys()) {
      addresses.push(request.url)
      bytes += (await (await cache.match(request))?.blob())?.size ?? 0
    }
  }
  const beside = keptBeside()
  const parts = PARTS.map(({ name, file }) => ({ name, isKept: addresses.some((address) => file.test(address)) }))
  set({
    files: addresses.length,
    bytes,
    parts: beside === undefined ? parts : [...parts, { name: `the course ${beside.name}`, isKept: beside.isKept }],
  })
}

async function countKept(): Promise<void> {
  let done = 0
  for (const name of await caches.keys()) done += (await (await caches.open(name)).keys()).length
  if (useOffline.getState().is === 'keeping') set({ done })
}

let workbox: Promise<Workbox> | undefined

function listen(): Promise<Workbox> {
  workbox ??= import('workbox-window').then(async (module) => {
    const box = new module.Workbox(SCRIPT)
    box.addEventListener('waiting', () => set({ is: 'newer' }))
    await box.register()
    return box
  })
  workbox.catch(() => (workbox = undefined))
  return workbox
}
