import { expect, Playground, test } from './playground.ts'

test.use({ isFresh: true })

test('asked for it, the page is kept whole and opens without a network, editor and recordings included', async ({
  playground,
  page,
  context,
}) => {
  await playground.open()
  await page.getByRole('button', { name: 'Offline: not kept on this device' }).click()
  const dialog = page.getByRole('dialog', { name: 'Without a network' })
  await expect(dialog.getByRole('status')).toContainText(/[0-9.]+ MB/)
  await dialog.getByRole('button', { name: 'Keep for offline use' }).click()
  await expect(dialog.getByRole('status')).toContainText('kept on this device', { timeout: 30_000 })
  await dialog.getByRole('button', { name: 'Close' }).click()

  await context.setOffline(true)
  await page.reload()
  await playground.settled()
  await expect(playground.restarts('Anonymous requests off')).toHaveText('6 restarts')
  await playground.monaco()
  await page.getByRole('button', { name: 'How we know' }).click()
  await expect(page.getByText('recordings replayed without a difference')).toBeVisible({ timeout: 30_000 })
  await expect(page.getByRole('progressbar', { name: 'Recordings replayed' })).toHaveCount(0, { timeout: 30_000 })

  await page.goBack()
  await page.getByRole('button', { name: 'Offline: kept on this device' }).click()
  await context.setOffline(false)
  await page.getByRole('button', { name: 'Keep it no longer' }).click()
  await expect(dialog.getByRole('status')).toContainText('can be kept')
  expect(await page.evaluate(async () => (await caches.keys()).length)).toBe(0)
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
    () => page.getByRole('button', { name: /^Fault at/ }).click(),
    () => page.getByRole('button', { name: 'New', exact: true }).click(),
    () => page.getByRole('button', { name: 'How we know' }).click(),
  ]) {
    await open()
    await expect(page.getByText('A part of the page could not be fetched')).toBeVisible()
    await page.getByRole('button', { name: 'Dismiss' }).click()
  }
  await playground.tab('Events')
  await expect(playground.restarts('Anonymous requests off')).toHaveText('6 restarts')
})
