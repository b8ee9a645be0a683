import { expect, test, inMenu } from '../fixture/playground.ts'

test('what a fix must keep is said before it is broken, and marked when it is', async ({ playground, page }) => {
  await playground.open('#e=a-probe')
  const kept = page.getByRole('list', { name: 'To be kept' }).getByRole('listitem')
  await expect(kept).toHaveText(['To be kept: The probe still asks by HTTP', 'To be kept: The image stays the same'])
  await playground.rewrite('main', (text) => text.replace('image: example.org/web:1', 'image: example.org/other:1'))
  await expect(kept).toHaveText(['To be kept: The probe still asks by HTTP', 'To be kept, and broken: The image stays the same'])
})

test('another fault hides again what was shown once the first was solved, and that counts on', async ({ playground, page }) => {
  await playground.open()
  const progress = (): Promise<{ hints: number; solved?: object }> =>
    page.evaluate(() => JSON.parse(localStorage.getItem('whyrestart-progress')!).of['the-night-shift'])
  await page.evaluate(() =>
    localStorage.setItem(
      'whyrestart-progress',
      JSON.stringify({
        version: 1,
        of: {
          'the-night-shift': {
            hints: 1,
            edits: 2,
            seconds: 90,
            answers: [],
            solved: { edits: 2, hints: 1, seconds: 90, at: 300, outage: 80 },
          },
        },
      }),
    ),
  )
  await playground.open('#e=the-night-shift')
  await expect(page.getByRole('tab', { name: 'Why' })).toBeVisible()
  await page.getByRole('button', { name: 'Another fault' }).click()
  await expect(page.getByRole('tab', { name: 'Why' })).toHaveCount(0)
  await expect(page.getByRole('region', { name: 'Exercise' })).toContainText('Paused at 4 min 0 s: both clocks stand')
  expect(await progress()).toMatchObject({ hints: 0, before: { outage: 80 } })
  expect(await progress()).not.toHaveProperty('solved')
  await page.reload()
  await expect(page.getByRole('button', { name: 'Another fault' })).toBeVisible()
  await expect(page.getByRole('tab', { name: 'Why' })).toHaveCount(0)
  await page
    .getByText(/^\d+ of \d+ solved/)
    .first()
    .click()
  await expect(page.getByRole('listitem').filter({ hasText: 'The night shift' })).toHaveAttribute('data-holds', 'true')
})

test('who mends a level in the terminal is told that its goals look at the text', async ({ playground, page }) => {
  await playground.open('#e=the-crash')
  const exercise = page.getByRole('region', { name: 'Exercise' })
  await expect(exercise).not.toContainText('What you did at')
  const command = page.getByRole('textbox', { name: 'Command' })
  await command.fill("sed -i 's#pki/etc$#pki/etcd#' settings.yaml")
  await command.press('Enter')
  await expect(exercise).toContainText('What you did at 6 min 0 s is so from then on')
  await playground.rewrite('main', (text) => text.replace(/pki\/etc$/m, 'pki/etcd'))
  await expect(page.getByRole('status', { name: 'Solved' })).toContainText('Solved')
  await expect(exercise).not.toContainText('What you did at')
})

test('Learn makes an exercise of the open one too', async ({ playground, page }) => {
  await playground.open('#e=a-probe')
  await (await inMenu(page, 'Learn')).click()
  await page.getByText('For trainers', { exact: true }).click()
  await page.getByRole('button', { name: /^Make an exercise of this/ }).click()
  await expect(page.getByRole('dialog', { name: 'Make an exercise of this' })).toBeVisible()
})

test('Escape leaves Present, once nothing is open over it', async ({ playground, page }) => {
  await playground.open()
  await (await inMenu(page, 'Present')).click()
  const stage = page.getByRole('region', { name: 'Stage', exact: true })
  await expect(stage).toBeVisible()
  await page.evaluate(() => document.fullscreenElement && document.exitFullscreen())
  await page.waitForFunction(() => !document.fullscreenElement)
  // a browser that gave the whole screen has ended it by now
  if (!(await stage.isVisible())) await page.locator('body').press('p')
  await page.locator('body').press('b')
  await expect(page.locator('.stage-black')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.locator('.stage-black')).toBeHidden()
  await expect(stage).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(stage).toBeHidden()
  await expect(page.getByRole('button', { name: 'Present', exact: true })).toHaveCount(0)
})

test('undo says where there is nothing to undo, and the story that it tells of the case as it opens', async ({ playground, page }) => {
  await playground.open()
  const story = page.getByRole('region', { name: 'Story', exact: true })
  await expect(story).not.toContainText('You have changed the case since')
  await page.getByRole('combobox', { name: 'Kubernetes release' }).selectOption('1.10')
  await playground.settled()
  await expect(story).toContainText('You have changed the case since')
  await page.reload()
  await playground.settled()
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await expect(page.getByText('Nothing is left to undo. Start over brings back the start.')).toBeVisible()
  await expect(page.getByRole('combobox', { name: 'Kubernetes release' })).toHaveValue('1.10')
})

test('who has no kube-apiserver is offered no etcd to lose, and no ways out of another’s case unfolded', async ({ playground, page }) => {
  await playground.open('#e=a-probe')
  await (await inMenu(page, /^Fault at /)).click()
  await expect(page.getByRole('button', { name: 'Hang', exact: true })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Kill etcd' })).toHaveCount(0)
})
