import { keptBeside } from '../exercise/make/given-text.ts'
import { usePage } from '../state/page.ts'
import { listen, listenAnew, ownRegistration, setOffline as set } from './keep.ts'

const LOOK_EVERY_MS = 250

/** What is kept, in words, and a file of each. */
export const PARTS: readonly { name: string; file: RegExp }[] = [
  { name: 'the page with its simulator', file: /\/assets\/worker-[^/]*\.js/ },
  { name: 'the full editor', file: /\/assets\/Monaco-[^/]*\.js/ },
  { name: 'the exercises of the course', file: /\/assets\/a-probe-[^/]*\.js/ },
  { name: 'the recordings behind “How we know”', file: /\/recorded\/[^/]*\.bin/ },
  { name: 'the page in one file, to hand out', file: /\/whyrestart-single\.html/ },
]

/** Keeps all of the page. It is kept once every file has come; where one does not, nothing is. */
export async function keep(): Promise<void> {
  set({ is: 'keeping', done: 0 })
  const counting = setInterval(() => void countKept(), LOOK_EVERY_MS)
  try {
    await listen()
    await installed()
    set({ is: 'kept' })
    await lookIntoCaches()
  } catch {
    listenAnew()
    set({ is: 'failed' })
  } finally {
    clearInterval(counting)
  }
}

/** Rejects where a file did not come: the browser throws the service worker away then, and says so to nobody else. */
async function installed(): Promise<void> {
  const registration = await ownRegistration()
  if (registration?.active) return
  const worker = registration?.installing ?? registration?.waiting
  if (!worker) throw new Error('The service worker could not be installed.')
  await new Promise<void>((resolve, reject) => {
    const look = (): void => {
      if (worker.state === 'activated') resolve()
      else if (worker.state === 'redundant') reject(new Error('The service worker could not be installed.'))
    }
    worker.addEventListener('statechange', look)
    look()
  })
}

/** This page's own: what others of this host have kept stays theirs. */
async function ownCaches(): Promise<readonly string[]> {
  const scope = new URL('./', location.href).href
  return (await caches.keys()).filter((name) => name.startsWith('workbox-precache-') && name.endsWith(`-${scope}`))
}

/** Takes the page off this device. */
export async function forget(): Promise<void> {
  await (await ownRegistration())?.unregister()
  await Promise.all((await ownCaches()).map((name) => caches.delete(name)))
  listenAnew()
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
  const { is, bytes } = usePage.getState().offline
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
  for (const name of await ownCaches()) {
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
  for (const name of await ownCaches()) done += (await (await caches.open(name)).keys()).length
  if (usePage.getState().offline.is === 'keeping') set({ done })
}
