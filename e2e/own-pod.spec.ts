import { readFileSync } from 'node:fs'
import type { Locator, Page } from '@playwright/test'
import { axe, expect, inEachTheme, type Playground, test, inMenu, paste } from './playground.ts'
import { DEPLOYMENT } from '../src/ui/fixture/samples.ts'

const OFF = 'Anonymous requests off'

const notice = (page: Page): Locator => page.locator('.notice')

const programs = (page: Page): Locator => page.getByRole('button', { name: 'behaviour: what its programs do' })

async function start(playground: Playground, page: Page, choice: string): Promise<void> {
  await playground.open()
  await (await inMenu(page, 'New')).click()
  await page.getByRole('dialog', { name: 'A scenario of your own' }).getByRole('button', { name: choice }).click()
  await playground.settled()
}

test('a ready lane is added by keyboard, runs, and undo takes it back', async ({ playground, page }) => {
  await playground.open()
  await (await inMenu(page, 'Add lane')).focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Add a lane' })
  await expect(dialog.getByRole('button', { name: /^Copy of/ })).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Anonymous on health paths only' })).toBeDisabled()
  await expect(dialog).toContainText('Not on 1.9: anonymous.conditions came with 1.31')
  await dialog.getByRole('button', { name: 'Bearer token in the probe' }).focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  const name = 'Side-car with a certificate'
  await expect(page.getByRole('textbox', { name: `Manifest of ${name}` })).toBeAttached()
  await expect(playground.restarts(name)).toHaveText('0 restarts')
  await expect(playground.lane(name)).toContainText('2/2 Running')
  await expect(page.getByRole('button', { name: 'Add', exact: true })).toBeFocused()
  await page.keyboard.press('ControlOrMeta+z')
  await expect(playground.lane(name)).toHaveCount(0)
})

test('the work is carried away as a file, and opens again elsewhere', async ({ playground, page }) => {
  await start(playground, page, 'A small pod')
  await page.getByRole('button', { name: 'Share' }).click()
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save the scenario' }).click()])
  expect(download.suggestedFilename()).toBe('my-own-pod.yaml')
  const text = readFileSync(await download.path(), 'utf8')
  expect(text).toContain('web.yaml: |\n')
  expect(text).toMatch(/^ +answers:\n +- from: 0s\n +status: 200\n/m)
  // the page itself would keep what is open
  await page.route('**/favicon.ico', (route) => route.fulfill({ status: 204 }))
  await page.goto('favicon.svg')
  await page.evaluate(() => localStorage.clear())
  await playground.open()
  await (await inMenu(page, 'New')).click()
  await page.getByLabel('Choose files…').setInputFiles({ name: 'mine.yaml', mimeType: 'application/yaml', buffer: Buffer.from(text) })
  await expect(notice(page)).toContainText('mine.yaml is a scenario: My own pod.')
  await expect(playground.restarts('As it is')).toHaveText('5 restarts')
  await notice(page).getByRole('button', { name: 'Dismiss' }).click()
  await notice(page).getByRole('button', { name: 'Leave it' }).click()
  await expect(playground.restarts(OFF)).toHaveText('6 restarts')
})

test('axe finds nothing in the dialogs and the form, in either theme', async ({ playground, page }) => {
  await start(playground, page, 'A small pod')
  const check = (what: string): Promise<void> =>
    inEachTheme(page, async () => {
      const { violations } = await axe(page).exclude('.monaco').analyze()
      expect(violations.map(({ id, nodes }) => `${what}: ${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`)).toEqual([])
    })
  await programs(page).click()
  for (const add of ['+ Port', '+ Answer', '+ Command']) await page.getByRole('button', { name: add }).click()
  await page.getByRole('textbox', { name: 'on port' }).first().fill('x')
  await check('form')
  await (await inMenu(page, 'New')).click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await check('new')
  await page.keyboard.press('Escape')
  await (await inMenu(page, 'Add lane')).click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await check('add')
})

test('a phone takes a pod of one’s own too', async ({ playground, page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await start(playground, page, 'A small pod')
  await programs(page).click()
  await page.getByRole('button', { name: '+ Answer' }).click()
  await expect(page.getByRole('group', { name: 'Answer 3' })).toBeVisible()
  await expect(page).toFit()
  await (await inMenu(page, 'Add lane')).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Empty' }).click()
  await expect(playground.lane('Empty')).toContainText('No manifest yet')
  await page.screenshot({ path: 'test-results/own-phone.png', fullPage: true })
})

test('the chain of a restart comes to the rule of the program, and its line lights up in the editor', async ({ playground, page }) => {
  await start(playground, page, 'Empty')
  await page.getByRole('button', { name: 'Play' }).focus()
  await paste(page, DEPLOYMENT)
  await playground.settled()
  await programs(page).click()
  await page.getByRole('button', { name: 'YAML', exact: true }).click()
  await page.locator('.monaco-editor').first().click()
  await expect(page.locator('.monaco-editor.focused')).toBeVisible()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.insertText('shop:\n  listens: [{port: 8080}]\n  answers:\n  - {from: 0s}\n  - {from: 60s, hang: true}\n')
  await playground.settled()
  await page.getByRole('slider', { name: 'Time' }).focus()
  await page.keyboard.press('End')
  const rule = page.getByRole('list', { name: 'Chain of causes' }).getByRole('button', { name: 'behaviour, line 5' })
  await expect(rule).toBeVisible()
  await rule.click()
  await expect(page.locator('.monaco-editor .line-lit').first()).toBeVisible()
})

test('each lane that is added comes into view', async ({ playground, page }) => {
  await page.setViewportSize({ width: 1440, height: 900 })
  await playground.open()
  await (await inMenu(page, 'Today, 1.37')).click()
  await playground.settled()
  for (const name of ['Bearer token in the probe', 'Side-car with a certificate']) {
    await (await inMenu(page, 'Add lane')).click()
    await page.getByRole('dialog').getByRole('button', { name, exact: true }).click()
    await playground.settled()
    const lane = playground.lane(name)
    await expect(lane).toHaveAttribute('data-selected')
    await expect(lane).toBeInViewport({ ratio: 0.98 })
  }
})
