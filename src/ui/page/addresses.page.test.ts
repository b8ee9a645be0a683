import { expect, inMenu, test } from '../fixture/playground.ts'
import { DEPLOYMENT } from '../fixture/samples.ts'

const heading = (text: string): RegExp => new RegExp(`^${text}`)

test('an address opens what it names, at its moment; what it does not name is said, and what was open stays', async ({
  playground,
  page,
}) => {
  await playground.open()
  const notices = page.locator('.notices')
  const title = page.getByRole('heading', { level: 1 })
  await page.goto('#case=today&t=7m')
  await expect(playground.slider).toHaveValue('420')
  await expect(page.getByRole('combobox', { name: 'Kubernetes release' })).toHaveValue('1.37')
  for (const [address, says] of [
    ['#kept=shared:abc', 'What the address names is no longer kept on this device. “The strange case” is shown instead.'],
    ['#e=nothing', 'There is no exercise nothing here. “The strange case” is shown instead.'],
    ['#yaml=%', 'The link is damaged: a % in it begins no character. “The strange case” is shown instead.'],
    [`#yaml=${'x'.repeat(60_000)}`, 'The link is too large to open. “The strange case” is shown instead.'],
    ['#yaml=hello', 'is no Kubernetes object'],
  ] as const) {
    await page.goto(address)
    await expect(notices).toContainText(says)
    await expect(page).toHaveURL(/#case=today$/)
    await expect(playground.slider).toHaveValue('420')
  }
  // of the front door’s own case too
  await (await inMenu(page, 'As it was, 1.9')).click()
  await expect(page).toHaveURL(/#case=story$/)
  await page.goto('#e=nothing')
  await expect(notices).toContainText('There is no exercise nothing here.')
  await expect(page).toHaveURL(/#case=story$/)
  await page.goto(`#yaml=${encodeURIComponent(DEPLOYMENT)}`)
  await expect(title).toHaveText(heading('shop'))
  await expect(notices).toContainText('The link’s text is a Deployment: its pod template runs as a static pod named shop')
  await expect(notices).toContainText('You are looking at a shared scenario.')
  await expect(notices).not.toContainText('instead')
  await playground.settled()
  await page.getByRole('button', { name: 'Leave it' }).click()
  await expect(title).toHaveText(heading('The strange case'))
  await page.goto(`#yaml=${encodeURIComponent('whyrestart: 1\ntitle: By hand\nlanes: [{name: One, manifests: {}}]\n')}`)
  await expect(title).toHaveText(heading('By hand'))
  await page.goto(`#yaml=${encodeURIComponent(`whyrestart: 1\ntitle: By hand\nlanes: [{name: ${'x'.repeat(201)}, manifests: {}}]\n`)}`)
  await expect(notices).toContainText('instead.')
  await expect(title).toHaveText(heading('By hand'))
})

test('a phone shows the chosen lane and the first, the others by name; the skip link leads to them', async ({ playground, page }) => {
  await page.setViewportSize({ width: 390, height: 800 })
  await playground.open()
  const folded = (): Promise<string[]> =>
    page.locator('section.lane').evaluateAll((lanes: Element[]) => lanes.map((lane) => (lane.hasAttribute('data-folded') ? '–' : 'drawn')))
  const picker = page.locator('.one-lane')
  await expect(picker).toLookLike(`
    button “Previous lane”: ‹
    select “Lane” = “lane-2”
    button “Next lane”: ›
  `)
  expect(await folded()).toEqual(['drawn', 'drawn', '–', '–', '–'])
  await picker.getByRole('button', { name: 'Next lane' }).click()
  await picker.getByRole('button', { name: 'Next lane' }).click()
  expect(await folded()).toEqual(['drawn', '–', '–', 'drawn', '–'])
  await picker.getByRole('combobox', { name: 'Lane' }).selectOption('lane-5')
  await expect(picker.getByRole('button', { name: 'Next lane' })).toBeDisabled()
  await picker.getByRole('button', { name: 'Previous lane' }).click()
  await picker.getByRole('combobox', { name: 'Lane' }).selectOption('lane-1')
  await expect(picker.getByRole('button', { name: 'Previous lane' })).toBeDisabled()
  expect(await folded()).toEqual(['drawn', 'drawn', '–', '–', '–'])
  await page.getByRole('link', { name: 'To the timeline' }).click()
  expect(await page.evaluate(() => document.activeElement!.closest('.lanes') !== null)).toBe(true)
  await expect(page).toHaveURL(/\/$/)
  await page.goto('#e=a-probe')
  const parts = page.getByRole('navigation', { name: 'Parts of the page' })
  await expect(parts).toLookLike(`
    nav “Parts of the page”
      button: Task
      button: Timeline
      button: Answers
      button: Manifest
  `)
  for (const name of ['Manifest', 'Answers', 'Timeline', 'Task']) {
    await parts.getByRole('button', { name }).click()
    expect(await page.evaluate(() => document.activeElement!.id)).toBe(`to-${name.toLowerCase()}`)
  }
})
