import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, Page } from '@playwright/test'
import { changed, textsOf } from '../src/lessons/change.ts'
import { startOf } from '../src/lessons/check-exercise.ts'
import { parseExercise } from '../src/lessons/parse-exercise.ts'
import { shareOf } from './layout.ts'
import { axe, expect, Playground, test, inMenu } from './playground.ts'
import { readQr } from './read-qr.ts'

const dist = join(import.meta.dirname, '../dist')

const lessons = join(import.meta.dirname, '../src/lessons/levels')

const FIRST = parseExercise(readFileSync(join(lessons, 'a-probe.yaml'), 'utf8')).value!

/** A small exercise of another course, titled as it is called. */
function ownExercise(id: string): object {
  const manifest =
    'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  - name: web\n    image: example.org/web:1\n' +
    '    livenessProbe:\n      httpGet: {port: 8080, path: /healthz}\n'
  return {
    whyrestart: 1,
    title: id,
    kubernetes: '1.37',
    manifests: { 'web.yaml': manifest },
    processes: { web: { listens: [{ port: 8080 }], answers: [{ from: '0s', status: 500 }] } },
    exercise: { id, story: 'Let it run.', goals: [{ text: 'web is not restarted', restarts: { max: 0 } }] },
  }
}

const task = (page: Page) => page.getByRole('region', { name: 'Exercise', exact: true })

const heading = (page: Page) => task(page).getByRole('heading', { level: 2 })

const share = (page: Page) => page.getByRole('dialog', { name: 'Share' })

async function openShare(page: Page) {
  await (await inMenu(page, 'Share')).click()
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
  const path = await download(page, 'Save as one HTML file')
  expect(path).toMatch(/\.html$/)
  // it is the page in one file, whose size `delivery.spec.ts` holds
  expect(statSync(path).size).toBeLessThanOrEqual(statSync(new URL('../dist/whyrestart-single.html', import.meta.url)).size + 20_000)

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
  const again = await download(disk.page, 'Save as one HTML file')
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
  const large = page.getByRole('dialog', { name: 'QR code of the link' })
  expect(await shareOf(large.getByRole('img'))).toBeGreaterThan(0.6)
  expect(await readQr(large.getByRole('img'))).toBe(link)
  await large.getByRole('button', { name: 'Smaller' }).click()
  await expect(picture).toBeVisible()
  await page.keyboard.press('Escape')

  // a scenario of the page's own with all its texts, in the dark
  await (await inMenu(page, 'New')).click()
  await page.getByRole('dialog').getByRole('button', { name: 'A small pod' }).click()
  await page.emulateMedia({ colorScheme: 'dark' })
  await playground.settled()
  await openShare(page)
  const whole = await dialog.getByRole('textbox', { name: 'Link' }).inputValue()
  expect(whole.length).toBeGreaterThan(300)
  await dialog.getByRole('button', { name: 'As large as the screen' }).click()
  expect(await readQr(large.getByRole('img'))).toBe(whole)
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
  const file = await download(page, 'Save course.yaml')
  expect(readFileSync(file, 'utf8')).toMatch(/^course: 1\ntitle: /)
  const disk = await fromDisk(browser, await download(page, 'Save as one HTML file'))
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
  await (await inMenu(page, 'New')).click()
  await page.getByLabel('Choose files…').setInputFiles(file)
  await expect(heading(page)).toHaveText(FIRST.scenario.title)
})

test('a scenario in one HTML file opens at the moment that was looked at', async ({ playground, page, browser }) => {
  await playground.open()
  await playground.goTo(60)
  await playground.rewrite('Anonymous requests off', (text) => `# handed out </script><!-- <script>\n${text}`)
  await openShare(page)
  const disk = await fromDisk(browser, await download(page, 'Save as one HTML file'))
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
  await expect(disk.page.getByText(/^All \d+ verdicts are there\./)).toBeAttached({ timeout: 60_000 })
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
  const path = await download(page, 'Save as one HTML file')
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

test('index.html, opened from a disk, says what to do instead, and the file that it names is the whole page', async ({ browser }) => {
  const context = await browser.newContext({ offline: true })
  const page = await context.newPage()
  await page.goto(pathToFileURL(join(dist, 'index.html')).href)
  await expect(page.getByText('Opened from a disk, this page may load none of its parts')).toBeVisible({ timeout: 3000 })
  await expect(page.getByText('the network is gone')).toHaveCount(0)
  const { violations } = await axe(page).analyze()
  expect(violations).toEqual([])
  await page.screenshot({ path: test.info().outputPath('from-disk.png') })
  await page.getByRole('link', { name: 'whyrestart-single.html' }).click()
  const playground = new Playground(page)
  await playground.settled()
  await expect(playground.restarts('Anonymous requests off')).toHaveText('6 restarts')
  expect(playground.troubles).toEqual([])
  await context.close()
})

// what is kept for offline use, and what the browser has of before, are not mixed
test.describe('with a browser profile of its own', () => {
  test.use({ isFresh: true })

  test('a course beside the page is opened by its name, goes on after a reload, and is there without a network once it was kept', async ({
    playground,
    page,
    context,
  }) => {
    const files: Record<string, string> = {
      'mine.yaml': 'course: 1\ntitle: Our own course\nexercises: [{file: parts/one.yaml}, {file: parts/two.yaml}]\n',
      'parts/one.yaml': readFileSync(join(lessons, 'a-probe.yaml'), 'utf8')
        .replace('id: a-probe', 'id: our-one')
        .replace(/^ +next: .*\n/m, ''),
      'parts/two.yaml': readFileSync(join(lessons, 'how-many-failures.yaml'), 'utf8')
        .replace('id: how-many-failures', 'id: our-two')
        .replace(/^ +next: .*\n/m, ''),
    }
    let asked = 0
    await context.route(/\/(mine|parts\/\w+)\.yaml$/, (route) => {
      asked += 1
      const body = files[new URL(route.request().url()).pathname.slice(1)]
      return body === undefined ? route.fulfill({ status: 404 }) : route.fulfill({ body, contentType: 'application/yaml' })
    })
    await playground.open('?course=mine.yaml')
    await expect(heading(page)).toContainText('1.')
    await expect(page).toHaveURL(/\?course=mine\.yaml#e=our-one$/)
    await expect(page.getByRole('navigation', { name: 'Course' })).toContainText('0 of 2 solved')
    expect(asked).toBe(3)
    // none of them says what follows it: the order of the course does
    await page.getByRole('button', { name: 'Next exercise' }).click()
    await expect(page).toHaveURL(/#e=our-two$/)
    await page.reload()
    await playground.settled()
    await expect(page.getByRole('navigation', { name: 'Course' })).toContainText('0 of 2 solved')
    const dialog = await openShare(page)
    await expect(dialog.getByRole('textbox', { name: 'Link' })).toHaveValue(/\?course=mine\.yaml#e=our-two$/)
    await page.keyboard.press('Escape')

    await (await inMenu(page, 'Offline: not kept on this device')).click()
    const kept = page.getByRole('dialog', { name: 'Without a network' })
    await kept.getByRole('button', { name: 'Keep for offline use' }).click()
    await expect(kept.getByRole('status')).toContainText('is kept on this device', { timeout: 60_000 })
    const parts = kept.getByRole('list', { name: 'What is kept' }).getByRole('listitem')
    await expect(parts.filter({ hasText: 'the course mine.yaml' })).toContainText('kept')
    await context.unroute(/\/(mine|parts\/\w+)\.yaml$/)
    await context.setOffline(true)
    await page.reload()
    await playground.settled()
    await expect(page.getByRole('navigation', { name: 'Course' })).toContainText('0 of 2 solved')
  })
})

test('a course that is not beside the page, or of another host, is refused in a sentence', async ({ page }) => {
  const playground = new Playground(page)
  await playground.open('?course=nothing.yaml')
  await expect(
    page.getByText('The course nothing.yaml cannot be opened: there is no nothing.yaml beside this page. Your own work is shown instead.'),
  ).toBeVisible()
  await playground.open('?course=https%3A%2F%2Fexample.org%2Fc.yaml')
  await expect(page.getByText('https://example.org/c.yaml is not beside this page')).toBeVisible()
  await expect(playground.restarts('Anonymous requests off')).toHaveText('6 restarts')
})

test('a course whose files did not come is fetched by Try again, to the exercise that the address names', async ({ page, context }) => {
  const playground = new Playground(page)
  let isAway = true
  await context.route('**/late.yaml', (route) =>
    isAway
      ? route.abort()
      : route.fulfill({
          contentType: 'application/yaml',
          body: `course: 1\ntitle: Late\nexercises: [{exercise: ${JSON.stringify(ownExercise('late-one'))}}, {exercise: ${JSON.stringify(ownExercise('late-two'))}}]`,
        }),
  )
  await playground.open('?course=late.yaml#e=late-two')
  const notice = page.getByText('The course late.yaml cannot be opened: it cannot be fetched.')
  await expect(notice).toBeVisible()
  await page.getByRole('button', { name: 'Try again', exact: true }).click()
  await expect(notice).toBeVisible()
  await expect(task(page)).toHaveCount(0)
  isAway = false
  await page.getByRole('button', { name: 'Try again', exact: true }).click()
  await expect(heading(page)).toHaveText('late-two')
  await expect(notice).toHaveCount(0)
  await expect(page).toHaveURL(/\?course=late\.yaml#e=late-two$/)
})

test('a page of the site that came in the place of a course is no course', async ({ playground, page }) => {
  await page.route('**/lost.yaml', (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Here</title>' }))
  await playground.open('?course=lost.yaml')
  await expect(page.getByText('there is no lost.yaml beside this page, but a page of the site in its place')).toBeVisible()
})

test('an attempt at a course beside the page is opened by its link alone, and has its row in the room', async ({
  playground,
  page,
  context,
}) => {
  await context.route('**/room.yaml', (route) =>
    route.fulfill({
      contentType: 'application/yaml',
      body: `course: 1\ntitle: Ours\nexercises: [{file: room-one.yaml}]`,
    }),
  )
  await context.route('**/room-one.yaml', (route) =>
    route.fulfill({ contentType: 'application/yaml', body: JSON.stringify(ownExercise('room-one')) }),
  )
  await playground.open('?course=room.yaml')
  await page.getByRole('button', { name: 'Hand in', exact: true }).click()
  await page.getByRole('textbox', { name: 'Your name, if you like' }).fill('Ada')
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.getByRole('button', { name: 'Copy the link of my attempt' }).click()
  await expect(page.getByText(/^Copied: /)).toBeVisible()
  const link = await page.evaluate(() => navigator.clipboard.readText())
  expect(link).toContain('?course=room.yaml#')

  const other = new Playground(await context.newPage())
  await other.open(link)
  await expect(task(other.page).getByText('This is the attempt of Ada.')).toBeVisible()
  await other.page.close()

  await (await inMenu(page, 'Learn')).click()
  await page.getByText('For trainers', { exact: true }).click()
  await page.getByRole('button', { name: /^The room/ }).click()
  const room = page.getByRole('region', { name: 'The room', exact: true })
  await room.getByRole('textbox', { name: /^Links of attempts/ }).fill(`Ada: ${link}`)
  await room.getByRole('button', { name: 'Add them' }).click()
  await expect(room.getByRole('table').locator('tbody').getByRole('row')).toHaveCount(1)
  await expect(room.getByRole('row', { name: /Ada/ })).toBeVisible()
})
