import type { Page } from '@playwright/test'
import { theStrangeCase } from '../src/cases/the-strange-case.ts'
import { draftOf, linkOf } from '../src/share/payload.ts'
import { expect, shiftOf, test, watchShift } from './playground.ts'

/** Chrome's own preset, in bits a second and milliseconds. */
const SLOW_3G = { offline: false, latency: 400, downloadThroughput: 400_000 / 8, uploadThroughput: 400_000 / 8 }

/** A scenario that the page has not been built with. */
const LINK = `#${linkOf(draftOf(theStrangeCase('1.30')), {})!}`

interface Weight {
  /** Of all that has come by then, packed as it came over the network. */
  bytes: number
  pictureMs: number
  files: readonly string[]
}

/** What has come over a slow network when the first picture stands, by the page's and its web workers' own accounts. */
async function weigh(page: Page, path: string, isWorkerHeld = false): Promise<Weight> {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Network.enable')
  await cdp.send('Network.emulateNetworkConditions', SLOW_3G)
  await page.addInitScript(() => {
    const watch = new MutationObserver(() => {
      const { dataset } = document.documentElement
      if (dataset['state'] === 'ready') dataset['pictured'] ??= String(performance.timeOrigin + performance.now())
    })
    watch.observe(document, { subtree: true, attributes: true, childList: true })
  })
  if (isWorkerHeld) await page.route(/\/worker-[^/]*\.js$/, () => {})
  await page.goto(path)
  await expect(page.locator('html')).toHaveAttribute('data-pictured', /./, { timeout: 60_000 })
  const at = Number(await page.locator('html').getAttribute('data-pictured'))
  const loaded = (): [name: string, endsAt: number, bytes: number][] =>
    [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].map((entry) => {
      const { name, responseEnd, encodedBodySize } = entry as PerformanceResourceTiming
      return [name, performance.timeOrigin + responseEnd, encodedBodySize]
    })
  // a web worker whose program has not come has no account
  const workers = isWorkerHeld ? [] : page.workers()
  const all = [...(await page.evaluate(loaded)), ...(await Promise.all(workers.map((worker) => worker.evaluate(loaded)))).flat()]
  const before = all.filter(([, endsAt]) => endsAt <= at)
  return {
    bytes: before.reduce((sum, [, , bytes]) => sum + bytes, 0),
    pictureMs: at - (await page.evaluate(() => performance.timeOrigin)),
    files: before.map(([name, , bytes]) => `${name.replace(/^.*\//, '')} ${bytes}`),
  }
}

const isWorker = (file: string): boolean => /^worker-/.test(file)
const kB = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`

test('on slow 3G the page shows the case that it opens with within what comes in six seconds, before the simulator', async ({ page }) => {
  const { bytes, files, pictureMs } = await weigh(page, '', true)
  console.log(`page before the first picture: ${kB(bytes)}, ${(pictureMs / 1000).toFixed(1)} s at 400 kbit/s and 400 ms`)
  expect(files.filter((file) => /woff2|monaco|codeEditor|editor\.api/i.test(file))).toEqual([])
  expect(bytes, files.join('\n')).toBeGreaterThan(100_000)
  expect(bytes, files.join('\n')).toBeLessThanOrEqual(196_500)
  // the address, the page and what it names take turns: three ways there and back; the time itself is the machine's too
  expect((bytes / SLOW_3G.downloadThroughput) * 1000 + 3 * SLOW_3G.latency).toBeLessThanOrEqual(6000)
})

test('a link’s first picture of a kube-apiserver takes at most 539 kB', async ({ page }) => {
  const { bytes, files } = await weigh(page, LINK)
  console.log(`page before a link's first picture: ${kB(bytes)}`)
  expect(files.some(isWorker), files.join('\n')).toBe(true)
  expect(files.filter((file) => /woff2|monaco|codeEditor|editor\.api/i.test(file))).toEqual([])
  expect(bytes, files.join('\n')).toBeLessThanOrEqual(539_000)
})

test('a frame with a link takes at most 478.5 kB in all before its first picture', async ({ page }) => {
  const { bytes, files } = await weigh(page, `embed.html${LINK}`)
  console.log(`frame before its first picture: ${kB(bytes)}`)
  expect(files.some(isWorker), files.join('\n')).toBe(true)
  expect(files.filter((file) => /woff2|monaco|codeEditor|editor\.api/i.test(file))).toEqual([])
  expect(bytes, files.join('\n')).toBeLessThanOrEqual(478_500)
})

test('the picture that came with the page is the one that the simulator makes, and nothing moves when it does', async ({
  playground,
  page,
}) => {
  await watchShift(page)
  // the simulator is held up until the picture has been seen
  let letGo = (): void => undefined
  const held = new Promise<void>((resolve) => (letGo = resolve))
  await page.route(/\/worker-[^/]*\.js$/, async (route) => {
    await held
    await route.continue()
  })
  await playground.open()
  const lane = playground.lane('Anonymous requests off')
  await expect(playground.restarts('Anonymous requests off')).toHaveText('6 restarts')
  await page.evaluate(() => document.fonts.ready)
  const before = await lane.locator('canvas').first().screenshot()
  const shiftBefore = await shiftOf(page)
  letGo()
  await expect(page.locator('.why pre').first()).toContainText('NAME')
  await page.evaluate(() => document.fonts.ready)
  const shift = await shiftOf(page)
  console.log(`layout shift ${shiftBefore}, ${shift.toFixed(4)} in all`)
  expect(shift).toBeLessThan(0.1)
  await expect(playground.restarts('Anonymous requests off')).toHaveText('6 restarts')
  expect(before.length).toBeGreaterThan(1000)
  expect((await lane.locator('canvas').first().screenshot()).equals(before), 'the same pixels').toBe(true)
})

test('a frame lets no text become code or HTML, and no style come from anywhere else', async ({ page }) => {
  await page.goto('embed.html')
  await expect(page.locator('html')).toHaveAttribute('data-state', 'ready')
  const policy = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content')
  // the poster's own style is known by its hash
  expect(policy).toMatch(/ style-src 'self'( 'sha256-[\w+/=]+')?;/)
  const refused = await page.evaluate(() => {
    const tries: [string, () => unknown][] = [
      ['innerHTML', () => (document.createElement('div').innerHTML = '<b>x</b>')],
      // the page's own policy lets no foreign script run; the frame's lets none even be named
      ['a foreign script', () => (document.createElement('script').src = 'https://example.com/x.js')],
      ['a policy of another name', () => (globalThis as any).trustedTypes.createPolicy('other', {})],
    ]
    const names = tries.flatMap(([name, act]) => {
      try {
        act()
        return []
      } catch {
        return [name]
      }
    })
    const style = document.createElement('style')
    style.textContent = 'body { outline: 7px solid red }'
    document.head.append(style)
    return [...names, ...(getComputedStyle(document.body).outlineWidth === '7px' ? [] : ['an inline style'])]
  })
  expect(refused).toEqual(['innerHTML', 'a foreign script', 'a policy of another name', 'an inline style'])
})
