import { expect, test } from './playground.ts'

test.use({ isFresh: true })

const OFF = 'Anonymous requests off'

test('a simulator that never answers is ended, and the page stays alive', { tag: '@quick' }, async ({ playground, page }) => {
  await page.route(/\/worker-[^/]*\.js$/, (route) =>
    route.fulfill({ contentType: 'text/javascript', body: `self.postMessage({ kind: 'alive' })` }),
  )
  await page.clock.install()
  await page.goto('')
  await expect(playground.editor(OFF)).toBeVisible()
  // the page's patience, which need not be the test's
  await expect(async () => {
    await page.clock.runFor(1000)
    await expect(page.locator('html')).toHaveAttribute('data-state', 'stopped', { timeout: 1 })
  }).toPass({ intervals: [1] })
  // the picture that came with the page stays, and each of its lanes says so too
  await expect(page.getByText(/The run was ended/).first()).toBeVisible()
  await expect(playground.editor(OFF)).toBeVisible()
  await page.unroute(/\/worker-[^/]*\.js$/)
  await page.getByRole('combobox', { name: 'Kubernetes release' }).selectOption('1.10')
  await expect(page.locator('html')).toHaveAttribute('data-state', 'ready')
  await expect(playground.restarts(OFF)).not.toHaveText('')
})

test('a simulator that is slow to load is waited for', { tag: '@quick' }, async ({ playground, page }) => {
  await page.route(/\/worker-[^/]*\.js$/, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 7000))
    await route.continue()
  })
  await page.goto('')
  await expect(page.locator('html')).toHaveAttribute('data-state', 'ready', { timeout: 60_000 })
  await expect(playground.restarts(OFF)).not.toHaveText('')
})
