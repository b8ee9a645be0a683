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

test('the QR code of a link is read back, small and as large as a projector has it, in both themes', async ({ playground, page }) => {
  await page.setViewportSize({ width: 1280, height: 720 })
  await playground.open('#e=how-many-failures')
  const dialog = await openShare(page)
  const link = await dialog.getByRole('textbox', { name: 'Link' }).inputValue()
  expect(link).toMatch(/#e=how-many-failures$/)
  const picture = dialog.getByRole('img', { name: 'QR code: the link' })
  expect(await readQr(picture)).toBe(link)
  await dialog.getByRole('button', { name: 'As large as the screen' }).click()
  expect((await picture.boundingBox())!.height).toBeGreaterThan(600)
  expect(await readQr(picture)).toBe(link)
  await dialog.getByRole('button', { name: 'Smaller' }).click()
  await page.keyboard.press('Escape')

  // a scenario of the page's own with all its texts, in the dark
  await page.getByRole('button', { name: 'New', exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'A small pod' }).click()
  await page.emulateMedia({ colorScheme: 'dark' })
  await playground.settled()
  await openShare(page)
  const whole = await dialog.getByRole('textbox', { name: 'Link' }).inputValue()
  expect(whole.length).toBeGreaterThan(300)
  await dialog.getByRole('button', { name: 'As large as the screen' }).click()
  expect(await readQr(picture)).toBe(whole)
})

test('Share fits a phone, has no faults that axe finds, and is left by the keyboard', async ({ playground, page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await playground.open('#e=a-probe')
  await expect(heading(page)).toBeVisible()
  const dialog = await openShare(page)
  await expect(dialog.getByRole('textbox', { name: 'Link' })).toBeVisible()
  const { violations } = await new AxeBuilder({ page }).include('dialog.share').analyze()
  expect(violations).toEqual([])
  expect(await dialog.evaluate((element) => element.scrollWidth - element.clientWidth)).toBeLessThanOrEqual(0)
  await page.screenshot({ path: test.info().outputPath('share-390.png') })
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'Share' })).toBeFocused()
})

test('the whole course is handed out: one HTML file leads from level to level, and its file opens as a course', async ({
  playground,
  page,
  browser,
}) => {
  await playground.open('#e=how-many-failures')
  const dialog = await openShare(page)
  await dialog.getByRole('radio', { name: 'The whole course' }).check()
  await expect(dialog.getByRole('textbox', { name: 'Link' })).toHaveValue(/#e=a-probe$/)
  const file = await download(page, 'Download course.yaml')
  expect(readFileSync(file, 'utf8')).toMatch(/^course: 1\ntitle: /)
  const disk = await fromDisk(browser, await download(page, 'Download as one HTML file'))
  await expect(heading(disk.page)).toHaveText(FIRST.scenario.title)
  await solve(disk)
  await disk.page.getByRole('button', { name: 'Next exercise' }).click()
  await expect(heading(disk.page)).toContainText('2.')
  await expect(disk.page.getByRole('navigation', { name: 'Course' })).toContainText('1 of')
  // the next double click goes on where it was left
  const again = disk.page.url().replace(/#.*$/, '')
  await disk.page.goto('about:blank')
  await disk.page.goto(again)
  await expect(heading(disk.page)).toContainText('2.')
  expect(disk.playground.troubles).toEqual([])
  await disk.page.context().close()

  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'New', exact: true }).click()
  await page.getByLabel('Choose files…').setInputFiles(file)
  await expect(heading(page)).toHaveText(FIRST.scenario.title)
})

test('a scenario in one HTML file opens at the moment that was looked at', async ({ playground, page, browser }) => {
  await playground.open()
  await playground.goTo(60)
  await playground.rewrite('Anonymous requests off', (text) => `# handed out </script><!-- <script>\n${text}`)
  await openShare(page)
  const disk = await fromDisk(browser, await download(page, 'Download as one HTML file'))
  await expect(disk.playground.slider).toHaveValue('60')
  await expect(disk.playground.editor('Anonymous requests off')).toHaveValue(/^# handed out <\/script><!-- <script>\n/)
  await disk.playground.goTo(420)
  await expect(disk.playground.restarts('Anonymous requests off')).toHaveText('5 restarts')
  // verdicts, what if, the terminal and the request panel are in it
  await disk.playground.tab('Terminal')
  await disk.page.getByRole('textbox', { name: 'Command' }).fill('kubectl get po -n kube-system')
  await disk.page.keyboard.press('Enter')
  await expect(disk.playground.panel).toContainText('kube-apiserver-master')
  await disk.playground.tab('Verdicts')
  await expect(disk.playground.panel.getByRole('table').first()).toContainText('Fix 1', { timeout: 60_000 })
  expect(disk.playground.troubles).toEqual([])
  await disk.page.context().close()
})

test('where a file from a disk gets no web worker, the page does the work itself, and the exercise is judged', async ({
  playground,
  page,
  browser,
}) => {
  await playground.open('#e=a-probe')
  await expect(heading(page)).toBeVisible()
  await openShare(page)
  const path = await download(page, 'Download as one HTML file')
  for (const how of ['throws', 'falls'] as const) {
    const context = await browser.newContext({ offline: true })
    const refused = await context.newPage()
    await refused.addInitScript((kind) => {
      class Denied extends EventTarget {
        onerror: ((event: Event) => void) | null = null
        constructor() {
          super()
          if (kind === 'throws') throw new DOMException('refused', 'SecurityError')
          setTimeout(() => this.onerror?.(new Event('error')))
        }
        postMessage(): void {}
        terminate(): void {}
      }
      Object.defineProperty(window, 'Worker', { value: Denied })
    }, how)
    const other = new Playground(refused)
    await refused.goto(pathToFileURL(path).href)
    await other.settled()
    await solve({ playground: other, page: refused })
    expect(other.troubles).toEqual([])
    await context.close()
  }
})
