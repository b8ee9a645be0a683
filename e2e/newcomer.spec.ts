import { expect, test } from './playground.ts'

const box = { name: /^Manifest of / }

test('a low window with four hints open shows the goals, and Solved when it is', async ({ playground, page }) => {
  await page.setViewportSize({ width: 1280, height: 720 })
  await playground.open('#e=a-probe')
  const task = page.getByRole('region', { name: 'Exercise', exact: true })
  for (let n = 0; n < 4; n++) await task.getByRole('button', { name: 'Hint', exact: true }).click()
  await expect(task.getByRole('list', { name: 'Hints' }).getByRole('listitem')).toHaveCount(4)
  await expect(task.locator('.exercise-foot')).toHoldLines(8)
  await playground.monaco()
  await playground.rewrite('main', (text) => text.replace('path: /healthz', 'path: /alive'))
  const solved = task.getByRole('status', { name: 'Solved' })
  await expect(solved).toContainText('Solved.')
  await expect(solved).toBeInViewport({ ratio: 1 })
  // no scroll of the task takes it away
  for (const end of [0, 9999]) {
    await task.evaluate((item, top) => item.scrollTo({ top }), end)
    await expect(solved).toBeInViewport({ ratio: 1 })
  }
})

test('in a low window a count of the problems is seen, and leads to them; YAML’s trouble is said plainly, at its line', async ({
  playground,
  page,
}) => {
  await page.setViewportSize({ width: 1280, height: 720 })
  await playground.open('#e=a-probe')
  await playground.monaco()
  await playground.rewrite('main', (text) => text.replace('kind: Pod', 'kind Pod'))
  const count = page.getByRole('button', { name: '1 problem', exact: true })
  await expect(count).toBeInViewport({ ratio: 1 })
  await count.click()
  const problem = playground.problems.getByRole('listitem')
  await expect(problem).toBeInViewport({ ratio: 0.8 })
  await expect(problem).toContainText('Error: In line 2 a colon is missing: kind: Pod The kubelet says: yaml: line ')
  await expect(problem.getByRole('button', { name: 'line 2', exact: true })).toBeFocused()
  await playground.rewrite('main', (text) => text.replace('kind Pod', 'kind: Pod'))
  await expect(count).toHaveCount(0)
})

test('a log’s lines are read whole', async ({ playground, page }) => {
  await playground.open()
  await playground.tab('Terminal')
  const command = page.getByRole('textbox', { name: 'Command' })
  await command.fill('journalctl -u kubelet')
  await command.press('Enter')
  const lines = page.getByRole('log', { name: 'Output' }).locator('.lines')
  await expect(lines.last()).toContainText('kubelet[')
  for (const locator of await lines.all()) await expect(locator).toFit()
  await expect(page.getByRole('log', { name: 'Output' })).toFit()
})

test('Enter in the seconds of a guess is Reveal, and its pin crosses no words', async ({ playground, page }) => {
  await page.setViewportSize({ width: 1280, height: 720 })
  await playground.open('#e=the-back-off')
  const group = page.getByRole('group', { name: 'When does report start for the second time?' })
  await expect(page.locator('.curtain p')).toBeAbove(page.locator('.pin'))
  await expect(group.locator('legend')).toBeWithin(group)
  const seconds = group.getByRole('spinbutton', { name: 'Seconds' })
  await seconds.press('Enter')
  await expect(group.getByRole('button', { name: 'Reveal' })).toBeVisible()
  await seconds.fill('6')
  await seconds.press('Enter')
  await expect(group).toContainText(/^When does report start for the second time\?(Right|Not quite)/)
})

test('an incident offers another fault, from its start, and Undo brings the one before back', async ({ playground, page }) => {
  await playground.open('#e=the-night-shift')
  const score = page.getByRole('region', { name: 'Exercise' }).getByText(/Out of service for \d+ s/)
  await expect(score).toBeVisible()
  const seed = (): Promise<string | null> => page.evaluate(() => localStorage.getItem('whyrestart-seed:the-night-shift'))
  const before = await seed()
  await page.getByRole('button', { name: 'Another fault' }).click()
  await expect.poll(seed).not.toBe(before)
  await expect(score).toBeVisible()
  await expect(page.getByRole('region', { name: 'Exercise' })).toContainText('Paused at 4 min')
  const after = await seed()
  await page.reload()
  await expect(score).toBeVisible()
  expect(await seed()).toBe(after)
})

test('an attempt whose link has no name counts for nobody before somebody says that it is his', async ({ playground, page }) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await playground.open('#e=a-probe')
  await playground.monaco()
  await playground.rewrite('main', (text) => text.replace('path: /healthz', 'path: /alive'))
  await expect(page.getByRole('status', { name: 'Solved' })).toContainText('Solved.')
  await page.getByRole('button', { name: 'Hand in', exact: true }).click()
  await expect(page.getByText('Without a name nobody can tell whose it is')).toBeVisible()
  await page.getByRole('button', { name: 'Copy the link of my attempt' }).click()
  await expect(page.getByText(/^Copied: /)).toBeVisible()
  const link = await page.evaluate(() => navigator.clipboard.readText())
  // another device: nothing of this one is kept, and the page that would keep it is gone
  await page.goto('embed.html')
  await page.evaluate(() => localStorage.clear())
  await playground.open(link)
  const says = page.getByText('This attempt came by a link without a name.')
  await expect(says).toBeVisible()
  await expect(page.getByRole('textbox', box)).toHaveValue(/path: \/alive/)
  const record = (): Promise<string> => page.evaluate(() => localStorage.getItem('whyrestart-progress') ?? '')
  await expect(page.getByRole('status', { name: 'Solved' })).toContainText('Solved.')
  expect(await record()).not.toContain('solved')
  await page.getByRole('button', { name: 'It is mine: count it' }).click()
  await expect(says).toHaveCount(0)
  await expect.poll(record).toContain('solved')
})

test('on a phone the manifest is one tap from its task, and back', async ({ playground, page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await playground.open('#e=a-probe')
  const parts = page.getByRole('navigation', { name: 'Parts of the page' })
  await parts.getByRole('button', { name: 'Manifest' }).click()
  await expect(page.getByRole('textbox', box)).toBeInViewport()
  await expect(parts).toBeInViewport({ ratio: 1 })
  await parts.getByRole('button', { name: 'Timeline' }).click()
  await expect(playground.lane('main')).toBeInViewport({ ratio: 0.9 })
  await parts.getByRole('button', { name: 'Task' }).click()
  await expect(page.getByRole('heading', { level: 2, name: '1. What a probe is' })).toBeInViewport({ ratio: 1 })
})
