import { expect, test, inMenu } from '../fixture/playground.ts'

const OFF = 'Anonymous requests off'

test('the timeline has a text twin that says the same', async ({ playground, page }) => {
  await playground.open()
  const twin = page.getByRole('table', { name: 'Timeline as a table' })
  await expect(twin).toContainText('liveness probe failed')
  await (await inMenu(page, 'Table')).click()
  await page.getByRole('combobox', { name: 'Rows of lane' }).selectOption(OFF)
  await page.getByRole('combobox', { name: 'Kind of rows' }).selectOption('starts, ends, kills, back-off')
  await expect(twin.getByRole('row').filter({ hasText: /life \d+ starts/ })).toHaveCount(12)
})

test('on paper the axis goes to the run’s end, and the part that was looked at is seen again after', async ({ playground, page }) => {
  await playground.open('#e=a-probe')
  const axis = page.locator('.axis')
  await expect(axis).toContainText('10:00')
  await expect(page.getByRole('table', { name: 'Timeline as a table' })).toHaveCount(1)
  const before = await axis.innerText()
  expect(before).not.toMatch(/2\d:00/)
  await page.emulateMedia({ media: 'print' })
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')))
  await expect.poll(() => axis.innerText()).toMatch(/25:00|28:00/)
  await page.evaluate(() => dispatchEvent(new Event('afterprint')))
  await page.emulateMedia({ media: 'screen' })
  await expect.poll(() => axis.innerText()).toBe(before)
})
