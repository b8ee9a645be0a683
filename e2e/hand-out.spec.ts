import AxeBuilder from '@axe-core/playwright'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, Page } from '@playwright/test'
import { changed, textsOf } from '../src/lessons/change.ts'
import { startOf } from '../src/lessons/check-exercise.ts'
import { parseExercise } from '../src/lessons/parse.ts'
import { expect, Playground, test } from './playground.ts'
import { readQr } from './read-qr.ts'

const lessons = join(import.meta.dirname, '../src/lessons/levels')
const FIRST = parseExercise(readFileSync(join(lessons, 'a-probe.yaml'), 'utf8')).value!

const task = (page: Page) => page.getByRole('region', { name: 'Exercise', exact: true })
const heading = (page: Page) => task(page).getByRole('heading', { level: 2 })
const share = (page: Page) => page.getByRole('dialog', { name: 'Share' })

async function openShare(page: Page) {
  await page.getByRole('button', { name: 'Share' }).click()
  await expect(share(page)).toBeVisible()
  return share(page)
}

/** The file that Share writes, under the name that it has. */
async function download(page: Page, name: string): Promise<string> {
  const [file] = await Promise.all([page.waitForEvent('download'), share(page).getByRole('button', { name }).click()])
  const path = test.info().outputPath(file.suggestedFilename())
  await file.saveAs(path)
  return path
}

/** A file from a stick, opened by a double click, on a machine without a network. */
async function fromDisk(browser: Browser, path: string, fragment = ''): Promise<{ playground: Playground; page: Page }> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, offline: true })
  const page = await context.newPage()
  const foreign: string[] = []
  page.on('request', (request) => /^(data|blob|file):/.test(request.url()) || foreign.push(request.url()))
  const playground = new Playground(page)
  await page.goto(`${pathToFileURL(path).href}${fragment}`)
  await playground.settled()
  expect(foreign).toEqual([])
  return { playground, page }
}

async function solve({ playground, page }: { playground: Playground; page: Page }): Promise<void> {
  const start = textsOf(startOf(FIRST))
  const { texts } = changed(start, FIRST.exercise.solution!)
  for (const [file, text] of Object.entries(texts)) {
    if (start[file] === text) continue
    await page.getByRole('group', { name: 'Files' }).getByTitle(file, { exact: true }).click()
    await page.getByRole('textbox', { name: /^Manifest of / }).fill(text)
  }
  await playground.settled()
  await expect(page.getByRole('status', { name: 'Solved' })).toContainText('Solved.', { timeout: 30_000 })
}

test('one HTML file with an exercise in it, opened from a disk without a network, is solved there', async ({
  playground,
  page,
  browser,
  baseURL,
}) => {
  await playground.open('#e=a-probe')
  await expect(heading(page)).toBeVisible()
  await openShare(page)
  const path = await download(page, 'Download as one HTML file')
  expect(path).toMatch(/\.html$/)
  const size = statSync(path).size
  console.log(`one HTML file with an exercise ${(size / 1_000_000).toFixed(2)} MB`)
  expect(size).toBeLessThanOrEqual(2_500_000)

  const disk = await fromDisk(browser, path)
  await expect(heading(disk.page)).toHaveText(FIRST.scenario.title)
  expect(disk.page.workers().length, 'the simulator has a web worker of its own').toBeGreaterThan(0)
  await solve(disk)
  await disk.page.reload()
  await expect(heading(disk.page)).toHaveText(FIRST.scenario.title)
  // a link that is made there leads to the page that the file is of
  await openShare(disk.page)
  await expect(share(disk.page).getByRole('textbox', { name: 'Link' })).toHaveValue(new RegExp(`^${baseURL}#`))
  // and the file can be passed on
  const again = await download(disk.page, 'Download as one HTML file')
  const third = await fromDisk(browser, again)
  await expect(heading(third.page)).toHaveText(FIRST.scenario.title)
  expect([...disk.playground.troubles, ...third.playground.troubles]).toEqual([])
  await disk.page.context().close()
  await third.page.context().close()
})
