import { expect, test } from './playground.ts'

const OFF = 'Anonymous requests off'

for (const [width, height] of [
  [1024, 768],
  [1280, 720],
  [1440, 900],
] as const)
  test(`a stage of ${width} × ${height} has what a speaker needs in sight, by keyboard too`, async ({ playground, page }) => {
    await page.setViewportSize({ width, height })
    await playground.open()
    expect((await page.locator('.header').boundingBox())!.height).toBeLessThan(50)
    await page.getByRole('button', { name: 'Present' }).focus()
    await page.keyboard.press('Enter')
    await expect(page.locator('html')).toHaveAttribute('data-present', '')
    expect((await page.locator('.header').boundingBox())!.height).toBeLessThan(60)
    // locked, nothing that would change the scenario is there
    await expect(page.getByRole('button', { name: /^Fault at/ })).toBeHidden()
    await expect(page.getByRole('region', { name: 'Stage', exact: true })).toBeVisible()
    await page.locator('body').press('u')
    for (const name of [
      'Undo',
      'Redo',
      'Play',
      'Zoom in',
      'Zoom out',
      'Fit',
      'Next mark',
      /^Fault at/,
      '+ Add lane',
      'As it was, 1.9',
      'More',
    ])
      await expect(page.getByRole('button', { name, exact: true }).or(page.getByRole('button', { name })).first()).toBeInViewport({
        ratio: 1,
      })
    await page.keyboard.press('6')
    await expect(page.getByRole('button', { name: /^Edit at/ })).toBeInViewport({ ratio: 1 })
    await page.keyboard.press('5')
    await expect(playground.panel).toBeInViewport()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width)
    // a fault, seen in the lanes, and taken back
    await page.locator('body').press('ArrowDown')
    await page.keyboard.press('x')
    await page
      .getByRole('dialog', { name: /^Fault at/ })
      .getByRole('button', { name: 'Hang', exact: true })
      .press('Enter')
    await expect(page.locator('.marker')).toHaveCount(1)
    await page.keyboard.press('Control+z')
    await expect(page.locator('.marker')).toHaveCount(0)
  })

test('Share, Embed and Present stand in one row from 1280 on', async ({ playground, page }) => {
  await page.setViewportSize({ width: 1280, height: 720 })
  await playground.open()
  const share = (await page.getByRole('button', { name: 'Share', exact: true }).boundingBox())!
  for (const name of ['Present', 'Embed', 'More', 'Help']) {
    const button = page.getByRole('button', { name, exact: true })
    await expect(button).toBeInViewport({ ratio: 1 })
    const box = (await button.boundingBox())!
    expect(Math.abs(box.y + box.height / 2 - share.y - share.height / 2)).toBeLessThan(8)
  }
  await page.getByRole('button', { name: 'Embed', exact: true }).click()
  await expect(page.getByRole('dialog', { name: 'Embed' })).toBeVisible()
})

test('what is seldom needed stands behind one button where there is less room', async ({ playground, page }) => {
  await page.setViewportSize({ width: 1024, height: 768 })
  await playground.open()
  const more = page.getByRole('button', { name: 'More', exact: true })
  await more.focus()
  await page.keyboard.press('Enter')
  const embed = page.getByRole('button', { name: 'Embed' })
  await expect(embed).toBeInViewport({ ratio: 1 })
  const [button, menu] = [(await more.boundingBox())!, (await page.locator('#more').boundingBox())!]
  expect(Math.abs(menu.y - button.y - button.height)).toBeLessThan(8)
  await page.keyboard.press('Escape')
  await expect(embed).toBeHidden()
  await expect(more).toBeFocused()
  await more.click()
  await embed.click()
  await expect(page.getByRole('dialog', { name: 'Embed' })).toBeVisible()
  await expect(page.locator('#more')).toBeHidden()
  await page.keyboard.press('Escape')
  await expect(more).toBeFocused()
  await more.click()
  await page.getByRole('button', { name: 'How we know' }).click()
  await expect(page.getByRole('dialog', { name: 'How we know' })).toBeVisible()
  await page.keyboard.press('Escape')
  await playground.rewrite(OFF, (text) => `# mine\n${text}`)
  await more.click()
  await page.getByRole('button', { name: 'Reset' }).click()
  await page.getByRole('dialog', { name: 'Reset' }).getByRole('button', { name: 'Reset it' }).click()
  await expect(playground.editor(OFF)).not.toHaveValue(/^# mine/)
})
