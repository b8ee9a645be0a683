import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { changed, textsOf } from '../src/lessons/change.ts'
import { startOf } from '../src/lessons/check-exercise.ts'
import { parseExercise } from '../src/lessons/parse-exercise.ts'
import { axe, expect, Playground, test, inMenu } from './playground.ts'
import { readQr } from './read-qr.ts'

const levels = join(import.meta.dirname, '../src/lessons/levels')

const TEXT = readFileSync(join(levels, 'a-probe.yaml'), 'utf8')

const FIRST = parseExercise(TEXT).value!

const task = (page: Page) => page.getByRole('region', { name: 'Exercise', exact: true })

const heading = (page: Page) => task(page).getByRole('heading', { level: 2 })

const course = (page: Page) => page.getByRole('dialog', { name: 'Learn' }).getByRole('navigation', { name: 'Course' })

async function solveFirst({ page }: Playground): Promise<void> {
  await expect(heading(page)).toHaveText(FIRST.scenario.title)
  const start = textsOf(startOf(FIRST))
  const { texts } = changed(start, FIRST.exercise.solution!)
  // the plain box: Monaco may come in between
  await page.setViewportSize({ width: 700, height: 900 })
  for (const [file, text] of Object.entries(texts)) {
    if (start[file] === text) continue
    await page.getByRole('group', { name: 'Files' }).getByTitle(file, { exact: true }).click()
    await page.getByRole('textbox', { name: /^Manifest of / }).fill(text)
  }
  await expect(page.getByRole('status', { name: 'Solved' })).toContainText('Solved.', { timeout: 30_000 })
}

/** Brings an exercise as a file, as a trainer has written it. */
async function bring(page: Page, name: string, text: string): Promise<void> {
  await (await inMenu(page, 'New')).click()
  await page.getByLabel('Choose files…').setInputFiles({ name, mimeType: 'application/yaml', buffer: Buffer.from(text) })
}

test('a device is cleared between groups: asked once, with what goes, and in all tabs of it', async ({ playground, page, context }) => {
  await playground.open('#e=a-probe')
  await solveFirst(playground)
  const other = new Playground(await context.newPage())
  await other.open('#e=not-ready')
  await other.page.getByRole('button', { name: 'Hint', exact: true }).click()

  await (await inMenu(page, 'Learn')).click()
  await expect(course(page)).toContainText('1 of')
  await page.getByText('For trainers', { exact: true }).click()
  await page.getByRole('button', { name: 'Clear this device for the next group' }).click()
  const asked = page.getByRole('dialog').getByRole('alert')
  await expect(asked).toContainText('attempts at exercises and how far you are in them')
  await asked.getByRole('button', { name: 'Yes, forget it all' }).click()
  await expect(page.locator('.notice')).toContainText('All that this page kept on this device is forgotten.')
  await playground.settled()
  await expect(task(page)).toHaveCount(0)
  await expect(page).toHaveURL(/\/$/)
  await (await inMenu(page, 'Learn')).click()
  await expect(course(page)).toContainText('0 of')
  // what stood in the other tab does not come back with it
  await expect(task(other.page)).toHaveCount(0)
  await other.page.close()
  await page.goto('#e=a-probe')
  await expect(heading(page)).toBeVisible()
  await expect(page.getByRole('textbox', { name: /^Manifest of / })).toHaveValue(textsOf(startOf(FIRST))['web.yaml']!)
})

test('progress goes to another device by a link and by a QR code, and costs none of what is there', async ({
  playground,
  page,
  browser,
}) => {
  await playground.open('#e=a-probe')
  await solveFirst(playground)
  await page.setViewportSize({ width: 1280, height: 720 })
  await (await inMenu(page, 'Learn')).click()
  await page.getByRole('button', { name: 'Continue on another device' }).click()
  const dialog = page.getByRole('dialog', { name: 'Continue on another device' })
  const link = await dialog.getByRole('textbox', { name: 'Link', exact: true }).inputValue()
  expect(await readQr(dialog.getByRole('img', { name: 'QR code: my progress' }))).toBe(link)
  const { violations } = await axe(page).include('dialog[open]').analyze()
  expect(violations).toEqual([])

  // another device, where a hint was taken in another exercise
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } })
  const there = new Playground(await context.newPage())
  await there.open(new URL('#e=not-ready', link).href)
  await there.page.getByRole('button', { name: 'Hint', exact: true }).click()
  await (await inMenu(there.page, 'Learn')).click()
  await there.page.getByRole('button', { name: 'Continue on another device' }).click()
  const here = there.page.getByRole('dialog', { name: 'Continue on another device' })
  await here.getByRole('textbox', { name: 'A link from the other device' }).fill('hello')
  await here.getByRole('button', { name: 'Take it up here' }).click()
  await expect(here).toContainText('There is no link in it.')
  await here.getByRole('textbox', { name: 'A link from the other device' }).fill(`Look: ${link}`)
  await here.getByRole('button', { name: 'Take it up here' }).click()
  await expect(there.page.locator('.notice')).toContainText(
    'in 1 exercise: 1 is solved now that was not here. Nothing that this device had is lost.',
  )
  await expect(heading(there.page)).toContainText('2.')
  await (await inMenu(there.page, 'Learn')).click()
  await expect(course(there.page)).toContainText('1 of')
  await there.page.keyboard.press('Escape')
  await there.page.goto(new URL('#e=not-ready', link).href)
  await expect(there.page.getByRole('list', { name: 'Hints' }).getByRole('listitem')).toHaveCount(1)
  // once more, by the address: nothing is counted twice
  await there.page.goto('about:blank')
  await there.open(link)
  await expect(there.page.locator('.notice')).toContainText('none is solved now that was not here')
  expect(there.troubles).toEqual([])
  await context.close()
})

test('where the other lanes are hidden nothing names them: no table of requests, no comparison, no voice, no picker of a phone', async ({
  playground,
  page,
}) => {
  await playground.open()
  const own = `${TEXT.replace('id: a-probe', 'id: mine').replace(/^ +hide: .*\n/m, '')}  lane: Yours\n  hide: {parts: [lanes]}\n`
  await bring(page, 'mine.yaml', `${own}lanes: [{name: First zebra}, {name: Yours}, {name: Last zebra}]\n`)
  await expect(heading(page)).toBeVisible()
  await playground.settled()
  await expect(page.getByRole('textbox', { name: 'Manifest of Yours' })).toBeVisible()
  await page.getByRole('tab', { name: 'Request' }).click()
  await expect(page.getByRole('table', { name: 'The same request in all lanes' }).getByRole('rowheader')).toHaveText(['Yours'])
  // said once things are quiet
  await expect(page.locator('p[aria-live=polite]').filter({ hasText: /^At .*: Yours \d+ restarts?\./ })).toHaveCount(1)
  await expect(page.locator('body')).not.toContainText('zebra')
  await page.getByRole('tab', { name: 'Verdicts' }).click()
  await expect(page.getByRole('grid', { name: 'What each lane costs' })).toContainText('Yours')
  await page.setViewportSize({ width: 390, height: 844 })
  await expect(page.getByRole('region', { name: 'Yours', exact: true })).toBeVisible()
  await expect(page.locator('body')).not.toContainText('zebra')
})

test('the word of an exercise that is made on the page is not in its file', async ({ playground, page }) => {
  await playground.open()
  await (await inMenu(page, 'New')).click()
  await page.getByRole('dialog').getByRole('button', { name: 'A small pod' }).click()
  await playground.settled()
  await (await inMenu(page, 'Learn')).click()
  await page.getByText('For trainers', { exact: true }).click()
  await page.getByRole('button', { name: 'Make an exercise of this' }).click()
  const dialog = page.getByRole('dialog', { name: 'Make an exercise of this' })
  await dialog.getByRole('textbox', { name: 'A word of yours that shows it all before' }).fill('sesame')
  await dialog.getByRole('group', { name: 'What must hold at the end' }).getByRole('checkbox').first().check()
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    dialog
      .getByRole('button', { name: /Save as a file|Save/ })
      .first()
      .click(),
  ])
  const text = readFileSync(await file.path(), 'utf8')
  expect(text).toContain(createHash('sha256').update('sesame').digest('hex'))
  expect(text).not.toContain('sesame')
})

test('the time of an exercise is shown, and nothing ends with it', async ({ playground, page }) => {
  await page.clock.install()
  await playground.open('#e=a-probe')
  await expect(task(page)).toContainText('about 4 min')
  await page.clock.runFor(130_000)
  await expect(task(page)).toContainText('2 of 4 min left')
  await page.clock.runFor(200_000)
  await expect(task(page)).toContainText('4 min are over; take your time')
  await expect(page.getByRole('button', { name: 'Check my fix' })).toBeEnabled()
})
