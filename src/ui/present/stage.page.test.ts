import { STORY } from '../../cases/story-steps.ts'
import { expect, test } from '../fixture/playground.ts'

const OFF = 'Anonymous requests off'

test('on a stage the manifest stands beside Why, with the line lit that a step names, and beside a task', async ({ playground, page }) => {
  await playground.open('?present')
  const stage = page.getByRole('region', { name: 'Stage', exact: true })
  const editor = page.getByRole('region', { name: 'Editor' })
  for (const [i, { says, line, panel = 'why' }] of STORY.entries()) {
    if (i > 0) await page.keyboard.press('ArrowRight')
    await expect(stage).toContainText(says)
    if (panel === 'why') await expect(editor).toBeVisible()
    else await expect(editor).toBeHidden()
    if (line) await expect(page.locator('.line-lit')).toHaveCount(1)
  }
  await page.goto('?present#e=a-probe')
  await expect(page.getByRole('region', { name: 'Exercise', exact: true })).toBeVisible()
  await expect(editor).toBeVisible()
})

test('Verdicts has the stage for itself, and its answers bring the lanes back', async ({ playground, page }) => {
  await playground.open('?present')
  await expect(playground.lane(OFF)).toBeVisible()
  await page.keyboard.press('5')
  await expect(page.getByRole('columnheader', { name: OFF })).toBeVisible()
  await expect(playground.lane(OFF)).toBeHidden()
  await page.keyboard.press('1')
  await expect(playground.lane(OFF)).toBeVisible()
})

test('a stage has Play while the changes are blocked, and names where what is hidden comes back', async ({ playground, page }) => {
  await playground.open('?present')
  const stage = page.getByRole('region', { name: 'Stage', exact: true })
  await stage.getByRole('button', { name: 'Play' }).click()
  await expect(stage.getByRole('button', { name: 'Pause' })).toBeVisible()
  await stage.getByRole('button', { name: 'Pause' }).click()
  await page.keyboard.press('c')
  await expect(page.getByText('“Hide what comes”, below, shows all again.')).toBeVisible()
})

test('an exercise on a stage can be changed, as its task asks; a case cannot', async ({ playground, page }) => {
  await playground.open('?present')
  const lock = page.getByRole('button', { name: 'Block changes' })
  await expect(lock).toHaveAttribute('aria-pressed', 'true')
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keys' }).getByRole('row').first()).toContainText('While presenting')
  await page.keyboard.press('Escape')
  await page.goto('?present#e=a-probe')
  await expect(page.getByRole('region', { name: 'Exercise', exact: true })).toBeVisible()
  await expect(lock).toHaveAttribute('aria-pressed', 'false')
})
