import { axeIn, expect, inEachTheme, test, inMenu } from './playground.ts'

const OFF = 'Anonymous requests off'

test('axe finds nothing on the page in either theme', { tag: '@quick' }, async ({ playground, page }) => {
  await playground.open()
  await playground.monaco()
  await inEachTheme(page, async (theme) => {
    // Monaco's inner parts are its own; its text box has its name and is tested below. The walk looks at the other panels
    const { violations } = await axeIn(page, theme).exclude('.monaco').analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`)).toEqual([])
  })
})

test('everything by keyboard alone', { tag: '@quick' }, async ({ playground, page }) => {
  await playground.open()
  await playground.monaco()
  await page.locator('body').press('0')
  await expect(playground.slider).toHaveAttribute('aria-valuetext', '0 s: 0 restarts')
  await page.keyboard.press('End')
  await expect(playground.slider).toHaveValue('1800')
  await page.keyboard.press('Home')
  await page.keyboard.press('.')
  await expect(playground.panel).toContainText(`Why, in “${OFF}”`)
  await page.keyboard.press(']')
  await page.keyboard.press(']')
  await expect(playground.restarts(OFF)).toHaveText(/[12] restarts?/)
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('textbox', { name: 'Manifest of Fix 1, insecure port' })).toBeAttached()
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeHidden()
  await page.keyboard.press(' ')
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible()
  await page.keyboard.press(' ')
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible()
})

for (const width of [390, 320])
  test(
    `${width} px: one lane at a time, nothing to scroll sideways`,
    { tag: width === 390 ? '@quick' : [] },
    async ({ playground, page }) => {
      await page.setViewportSize({ width, height: 844 })
      await playground.open()
      await expect(playground.restarts(OFF)).toHaveText('6 restarts')
      await expect(page).toFit()
      await page.getByRole('button', { name: 'Fix 2, TCP probe', exact: true }).click()
      await expect(playground.restarts('Fix 2, TCP probe')).toHaveText('0 restarts')
      await playground.rewrite('Fix 2, TCP probe', (text) => text.replace(/tcpSocket:\n +host: .*\n/, 'tcpSocket:\n'))
      await page.screenshot({ path: `test-results/phone-${width}.png`, fullPage: true })
    },
  )

test('a phone’s dialogs begin at their beginning, and their labels stay whole', { tag: '@quick' }, async ({ playground, page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await playground.open()
  await (await inMenu(page, 'Help')).click()
  await expect(page.getByRole('heading', { name: 'Keys' })).toBeInViewport({ ratio: 1 })
  await page.keyboard.press('Escape')
  await (await inMenu(page, 'Embed')).click()
  for (const name of ['Title', 'Playback', 'Why', 'Files', 'Read only']) {
    const label = page.getByRole('dialog').getByRole('checkbox', { name, exact: true }).locator('xpath=..')
    await expect(label).toTakeRows(1)
    await expect(label).toBeInViewport({ ratio: 1 })
  }
})

test('900 px: stacked, lanes first', { tag: '@quick' }, async ({ playground, page }) => {
  await page.setViewportSize({ width: 880, height: 1000 })
  await playground.open()
  await expect(playground.lane(OFF)).toBeAbove(page.locator('.editor'))
})

test(
  'on paper stand the title, the lanes, why, and the address; nothing that is pressed',
  { tag: '@quick' },
  async ({ playground, page }) => {
    await playground.open()
    await expect(playground.panel).toContainText('8 of 8 liveness probes failed')
    await page.emulateMedia({ media: 'print' })
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')))
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await expect(page.getByRole('button', { name: 'Play' })).toBeHidden()
    await expect(playground.editor('Anonymous requests off')).toBeHidden()
    for (const name of ['As kubeadm writes it', 'Fix 3, RBAC and a firewall'])
      await expect(playground.lane(name).locator('canvas')).toBeVisible()
    await expect(playground.panel).toContainText('8 of 8 liveness probes failed')
    // all of it is in the flow: the page is as long as what stands on it
    await expect(playground.panel).toBeWithin(page.locator('html'))
    expect(await page.evaluate(() => getComputedStyle(document.documentElement, '::after').content)).toContain('http')
  },
)

test('an exercise on paper has its task, its goals and its manifest, and none of its buttons', async ({ playground, page }) => {
  await playground.open('#e=a-probe')
  const exercise = page.getByRole('region', { name: 'Exercise', exact: true })
  await expect(exercise.getByRole('list', { name: 'Goals' })).toBeVisible()
  await page.emulateMedia({ media: 'print' })
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')))
  await expect(exercise.getByText('After three bad answers in a row')).toBeVisible()
  await expect(exercise.getByRole('button', { name: 'liveness probe' })).toBeVisible()
  await expect(exercise.getByRole('list', { name: 'Goals' })).toBeVisible()
  await expect(exercise.locator('pre').filter({ hasText: 'failureThreshold: 3' })).toBeVisible()
  await expect(exercise.getByRole('button', { name: 'Check my fix' })).toBeHidden()
  await expect(page.getByRole('region', { name: 'main', exact: true })).toBeVisible()
  await page.evaluate(() => dispatchEvent(new Event('afterprint')))
  await page.emulateMedia({ media: 'screen' })
  await expect(exercise.locator('pre').filter({ hasText: 'failureThreshold: 3' })).toHaveCount(0)
})
