import type { Locator, Page } from '@playwright/test'
import { placeOf, inkBelow } from './layout.ts'
import { axeIn, expect, inEachTheme, type Playground, test, inMenu } from './playground.ts'

const FIRST = 'As kubeadm writes it'

const OFF = 'Anonymous requests off'

const LANES = [FIRST, OFF, 'Fix 1, insecure port', 'Fix 2, TCP probe', 'Fix 3, RBAC and a firewall']

const menu = (page: Page): Locator => page.getByRole('dialog', { name: /^Fault at/ })

const markers = (page: Page): Locator => page.locator('.marker')

const marker = (page: Page, name: string | RegExp): Locator => markers(page).and(page.getByRole('button', { name }))

const HANG = 'the scenario lets kube-apiserver hang (SIGSTOP).'

async function hangAt(playground: Playground, seconds: number): Promise<void> {
  await playground.goTo(seconds)
  await (await inMenu(playground.page, /^Fault at/)).click()
  await menu(playground.page).getByRole('button', { name: 'Hang', exact: true }).click()
  await playground.settled()
}

/** Where the middle of a mark's glyph is. */
async function middle(of: Locator): Promise<{ x: number; y: number }> {
  const box = await placeOf(of)
  return { x: box.x + 12, y: box.y + box.height / 2 }
}

test('a hang by a click restarts what is probed by HTTP, in all lanes at once, and undo takes it back', async ({ playground, page }) => {
  await playground.open()
  await expect(playground.restarts(FIRST)).toHaveText('0 restarts')
  await hangAt(playground, 120)
  await playground.goTo(525)
  await expect(playground.restarts(FIRST)).toHaveText('1 restart')
  await expect(playground.restarts('Fix 2, TCP probe')).toHaveText('0 restarts')
  await expect(marker(page, `At 2 min ${HANG}`)).toHaveAttribute('aria-expanded', 'true')
  for (const name of LANES) await expect(page.locator('.chosen-line')).toSpan(playground.lane(name))
  // the pictures have it too, where the line is not
  const { x } = await placeOf(page.locator('.chosen-line'))
  await page.keyboard.press('Escape')
  await expect(page.locator('.chosen-line')).toHaveCount(0)
  for (const name of LANES) expect(await inkBelow(playground.lane(name).locator('canvas'), x, '--action')).toBeGreaterThan(20)
  const rows = page.getByRole('table', { name: 'Timeline as a table' }).getByRole('row', { name: /the scenario lets kube-apiserver hang/ })
  await expect(rows).toHaveCount(5)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(markers(page)).toHaveCount(0)
  await expect(playground.restarts(FIRST)).toHaveText('0 restarts')
})

test(
  'a mark is dragged to another time while the lanes follow, and that is one step for undo',
  { tag: '@quick' },
  async ({ playground, page }) => {
    await playground.open()
    await hangAt(playground, 500)
    await playground.goTo(525)
    await expect(playground.restarts(FIRST)).toHaveText('0 restarts')
    const from = await middle(markers(page))
    const to = await middle(page.getByText('2:00', { exact: true }))
    await page.mouse.move(from.x, from.y)
    await page.mouse.down()
    for (let step = 1; step <= 8; step++) await page.mouse.move(from.x + ((to.x - 12 - from.x) * step) / 8, from.y)
    await expect(playground.restarts(FIRST)).toHaveText('1 restart')
    await page.mouse.up()
    await expect(marker(page, /^At (1 min 5\d s|2 min( \d s)?) the scenario lets/)).toBeVisible()
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect(marker(page, `At 8 min 20 s ${HANG}`)).toBeVisible()
    await expect(playground.restarts(FIRST)).toHaveText('0 restarts')
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect(markers(page)).toHaveCount(0)
  },
)

test('a mark may be dragged past another one', async ({ playground, page }) => {
  await playground.open()
  await hangAt(playground, 120)
  await playground.goTo(260)
  await page.locator('body').press('x')
  await menu(page).getByRole('button', { name: 'Crash' }).click()
  await playground.settled()
  const from = await middle(markers(page).first())
  const to = await middle(page.getByText('8:00', { exact: true }))
  await page.mouse.move(from.x, from.y)
  await page.mouse.down()
  // slowly past the other one, and then in one leap
  for (const part of [0.1, 0.2, 0.3, 0.4, 1]) {
    await page.mouse.move(from.x + (to.x - 12 - from.x) * part, from.y)
    await playground.settled()
  }
  await page.mouse.up()
  await expect(marker(page, /^At (7 min 5\d s|8 min( \d s)?) the scenario lets kube-apiserver hang/)).toBeFocused()
  await expect(markers(page).first()).toHaveAccessibleName(/end by itself/)
})

test('the right button opens the menu for the time under the pointer, and that can be typed', async ({ playground, page }) => {
  await playground.open()
  const track = playground.lane(OFF).locator('canvas')
  const tick = await placeOf(page.locator('.tick', { hasText: '4:00' }))
  const y = (await placeOf(track)).y + 20
  await page.mouse.click(tick.x + 1, y, { button: 'right' })
  await expect(menu(page)).toHaveAccessibleName(/^Fault at (3:5\d|4:0\d)/)
  const time = menu(page).getByRole('textbox', { name: 'Time' })
  await time.fill('soon')
  await expect(menu(page)).toContainText('minutes:seconds as on the clock, such as 5:00')
  await time.fill('1:30')
  await time.press('Enter')
  await menu(page).getByRole('spinbutton', { name: 'by how many seconds, slow' }).fill('16')
  await menu(page).getByRole('button', { name: 'Slow down' }).click()
  await expect(marker(page, 'At 1 min 30 s the scenario slows kube-apiserver down: each answer comes 16 s later.')).toBeVisible()
  await playground.goTo(525)
  await expect(playground.restarts(FIRST)).toHaveText('1 restart')
})

test('what belongs together is a band, and what comes of it is seen in the pictures', async ({ playground, page }) => {
  await playground.open()
  await hangAt(playground, 120)
  await playground.goTo(260)
  await page.locator('body').press('x')
  await menu(page).getByRole('button', { name: 'End the hang' }).click()
  await playground.settled()
  const glyph = (n: number): Locator => markers(page).nth(n).locator('.glyph')
  await expect(page.locator('.band')).toReach(glyph(0), glyph(1))
  await page.screenshot({ path: 'test-results/faults-wide.png' })
})

test('axe finds nothing in the menu and on a mark, in either theme', async ({ playground, page }) => {
  await playground.open()
  await hangAt(playground, 120)
  const holds = (): Promise<void> =>
    inEachTheme(page, async (theme) => {
      const { violations } = await axeIn(page, theme).include('[role="dialog"]').analyze()
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`)).toEqual([])
    })
  await expect(page.getByRole('dialog', { name: 'Action of the scenario' })).toBeVisible()
  await playground.settled()
  await holds()
  await page.locator('body').press('x')
  await expect(menu(page)).toBeVisible()
  await holds()
})

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true })

  test('a finger that stays opens the menu at the bottom', { tag: '@quick' }, async ({ playground, page }) => {
    await playground.open()
    const track = playground.lane(OFF).locator('.lane-track')
    const box = await placeOf(track)
    const touch = { identifier: 1, clientX: box.x + box.width / 2, clientY: box.y + 20 }
    await track.dispatchEvent('touchstart', { touches: [touch], changedTouches: [touch], targetTouches: [touch] })
    await expect(menu(page)).toBeVisible()
    await track.dispatchEvent('touchend', { touches: [], changedTouches: [touch], targetTouches: [] })
    await expect(menu(page)).toLieAtTheBottom()
    await page.screenshot({ path: 'test-results/faults-phone.png' })
    await menu(page).getByRole('button', { name: 'Kill etcd' }).click()
    await expect(page.getByRole('dialog', { name: 'Action of the scenario' })).toContainText('the scenario kills etcd (SIGKILL).')
    await expect(page).toFit()
  })
})

for (const isStage of [false, true])
  test(`what is said of a fault covers no lane’s head nor what came of it${isStage ? ', on a stage' : ''}, and a press beside it closes it`, async ({
    playground,
    page,
  }) => {
    await page.setViewportSize({ width: 1440, height: 900 })
    await playground.open()
    if (isStage) {
      await (await inMenu(page, 'Present')).click()
      await expect(page.getByRole('region', { name: 'Stage', exact: true })).toBeVisible()
      await page.locator('body').press('u')
    }
    await hangAt(playground, 120)
    const card = page.getByRole('dialog', { name: 'Action of the scenario' })
    await expect(playground.lane(LANES[2]!)).toBeAbove(card)
    // the mark, once it is there, has the focus
    await expect(markers(page)).toBeFocused()
    await page.keyboard.press('Tab')
    await expect(card.getByRole('textbox', { name: 'At' })).toBeFocused()
    await page.keyboard.press('Shift+Tab')
    await expect(markers(page)).toBeFocused()
    await page
      .getByRole('heading', { level: 1 })
      .or(page.getByRole('tab', { name: 'Why' }))
      .last()
      .click()
    await expect(card).toHaveCount(0)
    await markers(page).click()
    await expect(card).toBeVisible()
    await markers(page).click()
    await expect(card).toHaveCount(0)
  })

test('a mark at the right edge has its name before it', async ({ playground, page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await playground.open()
  await hangAt(playground, 680)
  await expect(markers(page)).toHaveText('hangs')
  await expect(markers(page)).toBeInViewport({ ratio: 1 })
  await expect(markers(page).locator('.glyph')).toStandOver(page.locator('.chosen-line'))
})
