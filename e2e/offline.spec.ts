import { createServer, request as ask } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, Playground, test, inMenu } from './playground.ts'

test.use({ isFresh: true })

test('asked for it, the page is kept whole and opens without a network, editor and recordings included', async ({
  playground,
  page,
  context,
}) => {
  await playground.open()
  await (await inMenu(page, 'Offline: not kept on this device')).click()
  const dialog = page.getByRole('dialog', { name: 'Without a network' })
  await expect(dialog.getByRole('status')).toContainText(/[0-9.]+ MB/)
  await expect(dialog.getByRole('button', { name: 'Keep for offline use' })).toBeFocused()
  await dialog.getByRole('button', { name: 'Keep for offline use' }).click()
  await expect(dialog.getByRole('status')).toContainText('kept on this device', { timeout: 30_000 })
  await dialog.getByRole('button', { name: 'Close' }).click()

  await context.setOffline(true)
  await page.reload()
  await playground.settled()
  await expect(playground.restarts('Anonymous requests off')).toHaveText('6 restarts')
  await playground.open('?present')
  await expect(page.getByRole('region', { name: 'Stage', exact: true })).toBeVisible()
  await playground.open('./')
  await playground.monaco()
  await (await inMenu(page, 'How we know')).click()
  await expect(page.getByText('recordings replayed without a difference')).toBeVisible({ timeout: 30_000 })
  await expect(page.getByRole('progressbar', { name: 'Recordings replayed' })).toHaveCount(0, { timeout: 30_000 })

  await page.goBack()
  await (await inMenu(page, 'Offline: kept on this device')).click()
  await context.setOffline(false)
  // others of the same host have their own
  const others = ['another-page', 'workbox-precache-v2-http://example.com/', `workbox-precache-v2-${new URL('other/', page.url()).href}`]
  await page.evaluate((names) => Promise.all(names.map((name) => caches.open(name))), others)
  await page.getByRole('button', { name: 'Keep it no longer' }).click()
  await expect(dialog.getByRole('status')).toContainText('can be kept')
  expect(await page.evaluate(() => caches.keys())).toEqual(others)
})

test('a page that is kept leaves all other files of its folder to the host', async ({ page }) => {
  // a text of the host has no icon, which the browser complains of
  const playground = new Playground(page)
  await playground.open()
  await (await inMenu(page, 'Offline: not kept on this device')).click()
  const dialog = page.getByRole('dialog', { name: 'Without a network' })
  await dialog.getByRole('button', { name: 'Keep for offline use' }).click()
  await expect(dialog.getByRole('status')).toContainText('kept on this device', { timeout: 30_000 })
  await page.reload()
  expect(await page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true)
  await page.goto('licences.txt')
  await expect(page.locator('body')).toContainText('Apache')
  await expect(page.locator('#root')).toHaveCount(0)
  await page.goto('scenario.schema.json')
  await expect(page.locator('body')).toContainText('"$schema"')
})

test('where one file does not come, it is said, and trying again keeps the page', async ({ page, baseURL }) => {
  let isWhole = false
  const host = createServer((asked, answer) => {
    if (!isWhole && /\/Monaco-[^/]*\.js/.test(asked.url ?? '')) return answer.writeHead(404).end()
    ask(new URL(asked.url ?? '/', baseURL), (found) => {
      answer.writeHead(found.statusCode!, found.headers)
      found.pipe(answer)
    }).end()
    return undefined
  })
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve))
  try {
    const playground = new Playground(page)
    await playground.open(`http://127.0.0.1:${(host.address() as AddressInfo).port}/`)
    await (await inMenu(page, 'Offline: not kept on this device')).click()
    const dialog = page.getByRole('dialog', { name: 'Without a network' })
    await dialog.getByRole('button', { name: 'Keep for offline use' }).click()
    await expect(dialog.getByRole('status')).toContainText('It could not be kept', { timeout: 30_000 })
    isWhole = true
    await dialog.getByRole('button', { name: 'Try again' }).click()
    await expect(dialog.getByRole('status')).toContainText('kept on this device', { timeout: 30_000 })
  } finally {
    host.closeAllConnections()
    host.close()
  }
})

test('nothing is kept that nobody asked for, and nothing at all in a frame', async ({ playground, page, baseURL }) => {
  await playground.open()
  expect(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length)).toBe(0)
  await page.setContent(`<iframe src="${baseURL}" title="whyrestart" width="1300" height="800"></iframe>`)
  const frame = page.frameLocator('iframe')
  await expect(frame.getByRole('button', { name: 'Share' })).toBeVisible()
  await expect(frame.getByRole('button', { name: /^Offline/ })).toHaveCount(0)
})

test('a part that cannot be fetched is said, and everything else stays', async ({ page }) => {
  const playground = new Playground(page)
  await page.route(/\/(VerdictsPanel|FaultMenu|NewDialog|HowWeKnow)-[^/]+\.js$/, (route) => route.abort())
  await playground.open()
  for (const open of [
    () => playground.tab('Verdicts'),
    async () => (await inMenu(page, /^Fault at/)).click(),
    async () => (await inMenu(page, 'New')).click(),
    async () => (await inMenu(page, 'How we know')).click(),
  ]) {
    await open()
    await expect(page.getByText('A part of the page could not be fetched')).toBeVisible()
    await page.getByRole('button', { name: 'Dismiss' }).click()
  }
  await playground.tab('Events')
  await expect(playground.restarts('Anonymous requests off')).toHaveText('6 restarts')
})

test('exercises and recordings that do not come are told of, and come once they can', async ({ playground, page }) => {
  const missing = 'A part of the page could not be fetched'
  await playground.open()
  await page.route(/\/worker-[^/]+\.js$/, (route) => route.fulfill({ status: 404 }))
  await page.getByRole('button', { name: 'Learn', exact: true }).click()
  await expect(page.getByText(missing)).toBeVisible()
  await page.unrouteAll()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Dismiss' }).click()
  await page.getByRole('button', { name: 'Learn', exact: true }).click()
  const course = page.getByRole('navigation', { name: 'Course' })
  await course.getByRole('link').first().click()
  await expect(page.getByRole('region', { name: 'Exercise', exact: true })).toBeVisible()

  await page.route(/\/decay-1\.37-[^/]+\.bin$/, (route) => route.fulfill({ status: 404 }))
  await page.goto('#how-we-know')
  await expect(page.getByText(/^Not all recordings could be replayed: .+\.$/)).toBeVisible({ timeout: 30_000 })
  await expect(page.getByRole('progressbar', { name: 'Recordings replayed' })).toHaveCount(0)
})
