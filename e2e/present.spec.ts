import { expect, test, inMenu } from './playground.ts'

const OFF = 'Anonymous requests off'

for (const [width, height] of [
  [1024, 768],
  [1280, 720],
  [1440, 900],
] as const)
  test(
    `a stage of ${width} × ${height} has what a speaker needs in sight, by keyboard too`,
    { tag: width === 1024 ? '@quick' : [] },
    async ({ playground, page }) => {
      await page.setViewportSize({ width, height })
      await playground.open()
      await expect(page.locator('.header')).toTakeRows(1)
      await page.locator('body').press('p')
      await expect(page.getByRole('region', { name: 'Stage', exact: true })).toBeVisible()
      await expect(page.locator('.header')).toTakeRows(1)
      // locked, nothing that would change the scenario is there
      await expect(page.getByRole('button', { name: 'Add', exact: true })).toBeHidden()
      await expect(page.getByRole('region', { name: 'Stage', exact: true })).toBeVisible()
      await page.locator('body').press('u')
      for (const name of ['Undo', 'Redo', 'Play', 'View', 'Next mark', 'Add', 'The strange case', 'More'])
        await expect(page.getByRole('button', { name, exact: true })).toBeInViewport({ ratio: 1 })
      await page.keyboard.press('6')
      await expect(page.getByRole('button', { name: 'File', exact: true })).toBeInViewport({ ratio: 1 })
      await page.keyboard.press('5')
      await expect(playground.panel).toBeInViewport()
      await expect(page).toFit()
      // a fault, seen in the lanes, and taken back
      await page.keyboard.press('1')
      await page.locator('body').press('ArrowDown')
      await page.keyboard.press('x')
      await playground.hangAndUndo()
    },
  )

test('what is seldom needed stands behind one button, by mouse and by key', async ({ playground, page }) => {
  await page.setViewportSize({ width: 1024, height: 768 })
  await playground.open()
  const more = page.getByRole('button', { name: 'More', exact: true })
  await more.focus()
  await page.keyboard.press('Enter')
  const reset = page.getByRole('button', { name: 'Start over', exact: true })
  await expect(reset).toBeInViewport({ ratio: 1 })
  await page.keyboard.press('Escape')
  await expect(reset).toBeHidden()
  await expect(more).toBeFocused()
  await (await inMenu(page, 'How we know')).click()
  await expect(page.getByRole('dialog', { name: 'How we know' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(more).toBeFocused()
  await playground.rewrite(OFF, (text) => `# mine\n${text}`)
  await (await inMenu(page, 'Start over')).click()
  await page.getByRole('dialog', { name: 'Start over' }).getByRole('button', { name: 'Start over' }).click()
  await expect(playground.editor(OFF)).not.toHaveValue(/^# mine/)
  await (await inMenu(page, 'Embed')).click()
  await expect(page.getByRole('dialog', { name: 'Embed' })).toBeVisible()
})
