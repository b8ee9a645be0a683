import { axe, expect, test } from './playground.ts'

test('the first Tab offers a way to the timeline, and F6 goes through the page’s parts and back, out of the editor too', async ({
  playground,
  page,
}) => {
  await page.setViewportSize({ width: 1280, height: 720 })
  await playground.open()
  await playground.monaco()
  const address = page.url()
  await page.keyboard.press('Tab')
  const skip = page.getByRole('link', { name: 'To the timeline' })
  await expect(skip).toBeFocused()
  await expect(skip).toBeInViewport()
  await page.keyboard.press('Enter')
  const within = (): Promise<string> =>
    page.evaluate(() =>
      ['.header', '.story, .exercise', '.editor-pane', '.lanes', '.transport', '.tabs']
        .filter((selector) => document.activeElement?.closest(selector))
        .join(),
    )
  expect(await within()).toBe('.lanes')
  expect(page.url()).toBe(address)
  const seen: string[] = []
  for (let n = 0; n < 6; n++) {
    await page.keyboard.press('F6')
    seen.push(await within())
  }
  expect(new Set(seen)).toEqual(new Set(['.header', '.story, .exercise', '.editor-pane', '.lanes', '.transport', '.tabs']))
  await page.keyboard.press('Shift+F6')
  expect(await within()).toBe(seen.at(-2))
})

test('the table has all rows, page by page, and follows the cursor', async ({ playground, page }) => {
  await playground.open()
  await page.getByRole('button', { name: 'Table' }).click()
  await page.getByLabel('Kind of rows').selectOption('everything')
  const said = page.locator('.twin-filter > span')
  await expect(said).toHaveText(/^rows \d+ to \d+ of \d{3,}$/)
  const table = page.getByRole('table', { name: 'Timeline as a table' })
  await playground.goTo(0)
  await expect(said).toHaveText(/^rows 1 to 200 of /)
  await expect(page.getByRole('button', { name: 'Earlier rows' })).toBeDisabled()
  await page.getByRole('button', { name: 'Later rows' }).click()
  await expect(said).toHaveText(/^rows 201 to 400 of /)
  await playground.goTo(1790)
  await expect(said).toHaveText(/^rows (\d+) to (\d+) of \2$/)
  await expect(page.getByRole('button', { name: 'Later rows' })).toBeDisabled()
  await expect(table.getByRole('row').last()).toContainText('29 min')
})

test('it is said what was stepped to, which lane is chosen, and what is wrong with its manifest', async ({ playground, page }) => {
  await playground.open()
  const said = page.locator('p.hidden-text[aria-live=polite]')
  await page.keyboard.press(',')
  await expect(said).toHaveText(/^\d+ min .*, liveness failure: HTTP probe failed with statuscode: 401\. At /)
  await expect(said).toContainText('Chosen: Anonymous requests off.')
  await playground.rewrite('Anonymous requests off', (text) => text.replace('kind: Pod', 'kind: Pot'))
  await expect(said).toContainText(/Line \d+ of kube-apiserver\.yaml: /)
})

test('at a zoom of 400 % nothing sticks before what has the focus', async ({ playground, page }) => {
  await page.setViewportSize({ width: 320, height: 256 })
  await playground.open()
  const stuck = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('body *')]
      .filter(
        (one) =>
          one.checkVisibility() &&
          ['sticky', 'fixed'].includes(getComputedStyle(one).position) &&
          // what sticks to a side alone covers nothing above or below
          (getComputedStyle(one).top !== 'auto' || getComputedStyle(one).bottom !== 'auto') &&
          one.clientHeight > 24 &&
          one.clientWidth > 200,
      )
      .map((one) => one.className),
  )
  expect(stuck).toEqual([])
  for (let n = 0; n < 25; n++) {
    await page.keyboard.press('Tab')
    const isCovered = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement
      const box = element.getBoundingClientRect()
      if (box.width === 0 || box.height === 0) return false
      const top = document.elementFromPoint(Math.min(318, box.x + Math.min(4, box.width / 2)), Math.min(254, box.y + box.height / 2))
      return top !== null && !element.contains(top) && !top.contains(element) && getComputedStyle(top.closest('*')!).position === 'sticky'
    })
    expect(isCovered).toBe(false)
  }
  await page.screenshot({ path: 'test-results/zoom-400.png' })
})

test('in forced colours what is pressed or chosen looks other than what is not', async ({ playground, page }) => {
  await page.emulateMedia({ forcedColors: 'active' })
  await page.setViewportSize({ width: 1440, height: 900 })
  await playground.open()
  const looks = (name: string): Promise<string> =>
    page
      .getByRole('tab', { name, exact: true })
      .evaluate((one) => [getComputedStyle(one).backgroundColor, getComputedStyle(one).color].join())
  expect(await looks('Why')).not.toBe(await looks('Events'))
  // a theme for black would hide what is white in it
  await playground.monaco()
  await expect(page.locator('.monaco-editor:is(.hc-black, .hc-light)')).toHaveCount(0)
  await page.screenshot({ path: 'test-results/forced-colours.png' })
  expect((await axe(page).exclude('.monaco').withRules(['label-content-name-mismatch']).analyze()).violations).toEqual([])
})
