import { vi } from 'vitest'
import { linkOf } from '../../share/payload.ts'
import { expect, inMenu, type Page, test } from '../fixture/playground.ts'
import { small } from '../fixture/samples.ts'

const said: string[] = []
let registering: () => Promise<void> = async () => undefined
const heard = new Map<string, () => void>()
vi.mock('workbox-window', () => ({
  Workbox: class {
    constructor(script: string) {
      said.push(`made of ${script}`)
    }
    addEventListener(name: string, callback: () => void): void {
      heard.set(name, callback)
    }
    register = (): Promise<void> => registering()
    messageSkipWaiting = (): void => heard.get('controlling')?.()
  },
}))

/** What a browser with service workers has, as far as the page asks for it. */
class Worker {
  state = 'installing'
  readonly #callbacks: (() => void)[] = []
  addEventListener(_type: string, callback: () => void): void {
    this.#callbacks.push(callback)
  }
  become(state: string): void {
    this.state = state
    for (const callback of this.#callbacks) callback()
  }
}
interface Registration {
  scope: string
  active?: object | undefined
  installing?: Worker | undefined
  waiting?: Worker | undefined
}
const HERE = 'http://127.0.0.1/'
const FILES = ['assets/worker-1.js', 'assets/Monaco-1.js', 'assets/a-probe-1.js', 'whyrestart-single.html']

async function browserWith(page: Page, caches: Map<string, readonly string[]>): Promise<{ registration?: Registration | undefined }> {
  const has: { registration?: Registration | undefined } = {}
  await page.addInitScript(() => {
    // the page stands by itself
    Object.assign(globalThis, { top: globalThis.window })
    const unregister = async (): Promise<void> => void (has.registration = undefined)
    Object.defineProperty(navigator, 'serviceWorker', {
      value: { getRegistration: async () => has.registration && { ...has.registration, unregister } },
      configurable: true,
    })
    Object.assign(globalThis, {
      caches: {
        keys: async () => [...caches.keys()],
        delete: async (name: string) => caches.delete(name),
        open: async (name: string) => ({
          keys: async () => caches.get(name)!.map((file) => ({ url: HERE + file })),
          match: async () => ({ blob: async () => ({ size: 1_100_000 }) }),
        }),
      },
      fetch: async (address: string) => (said.push(address), { ok: true, json: async () => ({ files: 7, bytes: 12_340_000 }) }),
    })
  })
  return has
}

test('the page is kept on the device once somebody asks for it and every file has come, is taken off again, and a newer one is told of', async ({
  page,
  playground,
}) => {
  const caches = new Map<string, readonly string[]>([
    [`workbox-precache-v2-${HERE}`, FILES],
    [`workbox-precache-v2-${HERE}other/`, ['x']],
    [`another-${HERE}`, ['y']],
  ])
  const has = await browserWith(page, caches)
  await playground.open(`#${linkOf(small('Two ways'), {})!}`)
  const dialog = page.getByRole('dialog', { name: 'Without a network' })
  const status = dialog.getByRole('status')
  const button = (name: string) => dialog.getByRole('button', { name, exact: true })
  await (await inMenu(page, 'Offline: not kept on this device')).click()
  await expect(status).toHaveText(
    'The page can be kept on this device: 12.3 MB. From then on it opens without a network, in a workshop or on a train.',
  )
  await expect(dialog.getByRole('list', { name: 'What would be kept' }).getByRole('listitem')).toHaveCount(5)
  expect(said).toEqual(['./offline.json'])

  // no service worker can be made; then a file does not come; then all of them
  await button('Keep for offline use').click()
  await expect(status).toHaveText('It could not be kept: the network, or the room on this device, was not enough. Nothing else is lost.')
  for (const end of ['redundant', 'activated']) {
    const worker = new Worker()
    has.registration = { scope: HERE, installing: worker }
    await button('Try again').click()
    await page.pass(0.3)
    await expect(status).toBeFocused()
    await expect(status).toHaveText('Being kept.')
    await expect(dialog.getByRole('progressbar')).toHaveAttribute('max', '7')
    worker.become(end)
    await page.pass(0.3)
    if (end === 'redundant') await expect(status).toContainText('It could not be kept')
  }
  await expect(status).toHaveText('The page is kept on this device: 4.4 MB. It opens without a network.')
  // on the way there may be more than were told of, or none were told of
  const { usePage } = await import('../state/page.ts')
  const { offline } = usePage.getState()
  for (const [files, most] of [
    [7, '7'],
    [0, '1'],
  ] as const) {
    usePage.setState({ offline: { ...offline, is: 'keeping', files, done: 9 } })
    await expect(status).toHaveText('Being kept.')
    await expect(dialog.getByRole('progressbar')).toHaveAttribute('max', most)
    if (files > 0) await expect(dialog.getByRole('progressbar')).toHaveAttribute('value', most)
  }
  usePage.setState({ offline })
  await expect(dialog.getByRole('list', { name: 'What is kept' }).getByRole('listitem')).toHaveText([
    'the page with its simulator: kept',
    'the full editor: kept',
    'the exercises of the course: kept',
    'the recordings behind “How we know”: not kept',
    'the page in one file, to hand out: kept',
  ])
  await expect(button('Use the newer version')).toHaveCount(0)
  expect(said.filter((text) => text.startsWith('made'))).toEqual(Array.from({ length: 3 }, () => 'made of ./sw.js'))
  heard.get('waiting')!()
  await expect(status).toHaveText('A newer version has been fetched. Your texts stay as they are.')
  await button('Use the newer version').click()
  await page.pass(0.1)
  expect(page.isAskedToReload).toBe(true)
  await button('Keep it no longer').click()
  await expect(status).toContainText('The page can be kept on this device: 12.3 MB.')
  expect([...caches.keys()]).toEqual([`workbox-precache-v2-${HERE}other/`, `another-${HERE}`])
  expect(has.registration).toBeUndefined()
  await button('Close').click()
  await expect(dialog).toHaveCount(0)

  // what stands is looked for at the start; another page's is none of its business
  caches.set(`workbox-precache-v2-${HERE}`, FILES)
  for (const [registration, says] of [
    [{ scope: HERE, active: {} }, 'Offline: kept on this device'],
    [{ scope: HERE, active: {}, waiting: new Worker() }, 'Offline: a newer version is there'],
    [{ scope: 'http://127.0.0.1/above', active: {} }, 'Offline: not kept on this device'],
  ] as const) {
    has.registration = registration
    await page.reload()
    await expect(await inMenu(page, says)).toBeVisible()
    if (says !== 'Offline: kept on this device') continue
    await (await inMenu(page, says)).click()
    await expect(status).toHaveText('The page is kept on this device: 4.4 MB. It opens without a network.')
  }
})
