import { placeOf } from './layout.ts'
import { expect, test } from './playground.ts'

const OFF = 'Anonymous requests off'

test('a click on a failed probe says why it failed', async ({ playground, page }) => {
  await playground.open()
  const track = playground.lane(OFF).locator('canvas')
  const box = await placeOf(track)
  // The last kill's probes stand right of the middle; a sweep over the row meets one.
  const y = box.y + 46
  for (let x = box.x + 80; x < box.x + box.width; x += 4) {
    await page.mouse.move(x, y)
    if (await page.locator('.tip', { hasText: 'liveness failure' }).isVisible()) break
  }
  await page.mouse.down()
  await page.mouse.up()
  await expect(playground.panel).toContainText('Why, in “Anonymous requests off”')
  await expect(playground.panel.getByRole('listitem').first()).toContainText('401')
  await expect(playground.panel.getByRole('button', { name: /line 39/ }).first()).toBeVisible()
})

test('a shared link opens what was shared, and a cut one says so', async ({ playground, page }) => {
  await playground.open()
  await playground.goTo(60)
  await page.getByRole('button', { name: 'Share' }).click()
  const link = await page.getByRole('textbox', { name: 'Link' }).inputValue()
  await page.goto('about:blank')
  await playground.open('?safe')
  await page.evaluate(() => localStorage.clear())
  await page.goto('about:blank')
  await playground.open(link)
  await expect(playground.slider).toHaveValue('60')
  await expect(page.getByText('You are looking at a shared scenario')).toBeVisible()
  // a new visitor has nothing that could be kept
  await expect(page.getByText('your own is kept')).toHaveCount(0)
  await page.goto('about:blank')
  await playground.open(link.slice(0, -20))
  await expect(page.getByText(/The link was cut off: 20 of its/)).toBeVisible()
  await expect(page.getByText(/own work/)).toHaveCount(0)
})

test('a link that is put into the address of an open page opens beside what is there; undo and a button lead back', async ({
  playground,
  page,
}) => {
  await playground.open()
  await playground.goTo(300)
  await page.getByRole('button', { name: 'Share' }).click()
  const link = await page.getByRole('textbox', { name: 'Link' }).inputValue()
  await page.keyboard.press('Escape')
  await playground.goTo(60)
  await playground.rewrite(OFF, (text) => `# mine\n${text}`)
  await page.goto(link)
  await playground.settled()
  await expect(playground.slider).toHaveValue('300')
  await expect(playground.editor(OFF)).not.toHaveValue(/^# mine/)
  expect(page.url()).toBe(link)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(playground.editor(OFF)).toHaveValue(/^# mine/)
  await expect(page.getByText('You are looking at a shared scenario')).toBeHidden()
  await page.goto(link)
  await page.getByRole('button', { name: /^(Back to my own|Leave it)$/ }).click()
  await expect(playground.editor(OFF)).toHaveValue(/^# mine/)
  await page.goto(link.slice(0, -9))
  await expect(page.getByText('Your own work is shown instead')).toBeVisible()
  await expect(playground.editor(OFF)).toHaveValue(/^# mine/)
})
