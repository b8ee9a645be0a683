import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { main } from '../src/cli/main.ts'
import { type Attempt, changesOf } from '../src/lessons/attempt.ts'
import { type FilesChange, changed, textsOf } from '../src/lessons/change.ts'
import { startOf } from '../src/lessons/check-exercise.ts'
import { answerOf } from '../src/lessons/predict.ts'
import { type Lesson, parseExercise } from '../src/lessons/parse-exercise.ts'
import { attemptLink } from '../src/share/contents.ts'
import { walkByTab } from './layout.ts'
import { axe, expect, test, type Playground, inMenu } from './playground.ts'

const file = (id: string): string => join(import.meta.dirname, `../src/lessons/levels/${id}.yaml`)
const lessonOf = (id: string): Lesson => parseExercise(readFileSync(file(id), 'utf8')).value!
const CASE = lessonOf('the-strange-case')
const PROBE = lessonOf('a-probe')

function linkAt(lesson: Lesson, change: FilesChange | undefined, more: Partial<Attempt> = {}): string {
  const start = textsOf(startOf(lesson))
  const changes = change ? changesOf(start, changed(start, change).texts) : {}
  const link = attemptLink({ exercise: lesson.exercise.id, hints: 1, minutes: 6.5, changes, ...more })!
  return `https://example.org/whyrestart/#${link}`
}

const wrong = (n: number): FilesChange => CASE.exercise.wrong[n]!.change
const [QUESTION] = CASE.exercise.predict
const ANSWERS = QUESTION && 'choose' in QUESTION ? QUESTION.choose : []
const of = (change: FilesChange | undefined, i: number): string =>
  linkAt(CASE, change, { hints: i % 4, minutes: i / 2, answers: [ANSWERS[i % ANSWERS.length]!] })
const spoiled = (link: string): string => `${link.slice(0, -30)}${link.at(-30) === 'A' ? 'B' : 'A'}${link.slice(-29)}`

/** A chat of forty attempts, with names and noise around them, and what goes wrong in a room. */
const CHAT = [
  'Here is where we collect: paste your link, please!',
  ...Array.from({ length: 18 }, (_, i) => `[10:${10 + i}] Learner ${i + 1}: ${of(CASE.exercise.solution, i)}`),
  ...Array.from({ length: 7 }, (_, i) => `Learner ${i + 19}, ${of(wrong(0), i)} (is that right?)`),
  ...Array.from({ length: 5 }, (_, i) => `${i + 1}. Learner ${i + 26} <${of(wrong(1), i)}>`),
  'well done so far',
  ...Array.from({ length: 4 }, (_, i) => `Learner ${i + 31}\n  10:5${i} AM\n${of(wrong(4), i)}`),
  `Mallory: ${linkAt(CASE, undefined, { hints: 0, minutes: 0, ...({ solved: true, goals: [1, 1, 1] } as object) })}`,
  `Eve: ${of(CASE.exercise.solution, 3).slice(0, -9)}`,
  `Eva: ${spoiled(of(CASE.exercise.solution, 3))}`,
  `Learner 19: ${of(CASE.exercise.solution, 77)}`,
  `Learner 1: ${of(CASE.exercise.solution, 0)}`,
  `Elsewhere: ${linkAt(PROBE, PROBE.exercise.solution)}`,
  `Nowhere: ${linkAt(CASE, undefined, { exercise: 'gone' })}`,
  `Older: ${linkAt(CASE, undefined, { changes: { 'kube-apiserver.yaml': [7, [3, 1, ['x']]] } })}`,
].join('\n')

const room = (page: Page) => page.getByRole('region', { name: 'The room', exact: true })
const rows = (page: Page) => room(page).getByRole('table').locator('tbody').getByRole('row')

async function openRoom(playground: Playground): Promise<void> {
  if (playground.page.url() === 'about:blank') await playground.open()
  await (await inMenu(playground.page, 'Learn')).click()
  await playground.page.getByText('For trainers', { exact: true }).click()
  await playground.page.getByRole('button', { name: /^The room/ }).click()
  await expect(room(playground.page)).toBeVisible()
}

async function paste(page: Page, text: string): Promise<void> {
  await room(page).getByRole('textbox').fill(text)
  await room(page).getByRole('button', { name: 'Add them' }).press('Enter')
  await judged(page)
}

const judged = async (page: Page): Promise<void> => {
  await expect(room(page).getByRole('table')).toBeVisible({ timeout: 60_000 })
  await expect(room(page).getByRole('progressbar')).toHaveCount(0, { timeout: 60_000 })
}

/** What the shell says of the same text. */
async function inShell(id: string, text: string): Promise<{ out: string; err: string }> {
  let [out, err] = ['', '']
  const read = (name: string): string => (name === 'links.txt' ? text : readFileSync(name, 'utf8'))
  const io = { out: (t: string) => void (out += t), err: (t: string) => void (err += t), read, write: () => undefined }
  main(['--check', file(id), '--with', 'links.txt', '--csv'], io)
  return { out, err }
}

async function csv(page: Page): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), room(page).getByRole('button', { name: 'CSV' }).click()])
  return readFileSync((await download.path())!, 'utf8')
}

test('forty attempts out of a chat: goals, ways and claims, with the figures of the shell', async ({ playground, page }) => {
  await openRoom(playground)
  await paste(page, CHAT)
  const shell = await inShell('the-strange-case', CHAT)
  expect(await csv(page)).toBe(shell.out)
  expect(shell.out.trim().split('\n')).toHaveLength(1 + 36)
  await expect(rows(page)).toHaveCount(36)
  // nineteen have mended it, one of them on a second try
  await expect(room(page)).toContainText('19 of 35 solved')
  const ways = room(page).getByRole('region', { name: 'Ways' })
  await expect(ways.getByRole('button', { name: /^19 liveness probe by TCP instead of HTTP/ })).toBeVisible()
  await expect(ways.getByRole('button', { name: /^6 anonymous requests allowed/ })).toBeVisible()
  await expect(ways.getByRole('button', { name: /^5 liveness probe made more patient/ })).toBeVisible()
  await expect(ways.getByRole('button', { name: /^4 liveness probe removed/ })).toBeVisible()
  // what a link claims is worked out again
  const mallory = rows(page).filter({ hasText: 'Mallory' })
  await expect(mallory).toContainText('nothing changed')
  await expect(mallory.getByRole('img', { name: 'does not hold' }).first()).toBeVisible()
  await expect(rows(page).filter({ hasText: 'an earlier attempt of Learner 19' })).toHaveCount(1)
  // each that makes no row is said with its line, as in the shell
  const refused = room(page).getByRole('list', { name: 'Links that are left out' })
  for (const [, line, why] of shell.err.matchAll(/^links\.txt:(\d+):1: link: (.*)$/gm)) {
    if (why === 'found no link' || why!.includes('the attempt is one at')) continue
    await expect(refused).toContainText(`line ${line} of`)
    await expect(refused).toContainText(why!.replace('links.txt', 'what was pasted'))
  }
  await expect(refused).toContainText('an attempt at the exercise "gone", which is not here')
  // the exercise of one of them is another
  await room(page).getByRole('combobox', { name: 'Exercise' }).selectOption('a-probe')
  await expect(rows(page)).toHaveCount(1)
  await expect(rows(page)).toContainText('liveness probe asks for /alive')
})

test('the room survives a reload, is gone with Forget, and opens an attempt on the projector', async ({ playground, page }) => {
  await openRoom(playground)
  await paste(page, CHAT)
  await page.reload()
  await judged(page)
  await expect(rows(page)).toHaveCount(36)
  const questions = room(page).getByRole('region', { name: 'Questions' })
  await questions.getByRole('button', { name: 'Show what is right' }).click()
  const right = String(answerOf(QUESTION!, startOf(CASE)))
  await expect(questions).toContainText(new RegExp(`\\d+ right: ${right}`))
  await expect(questions.getByRole('listitem')).toHaveCount(ANSWERS.length)
  await room(page).getByRole('button', { name: 'Open Learner 5 on the projector' }).click()
  await expect(page.locator('html')).toHaveAttribute('data-present', '')
  await expect(playground.lane('Learner 5')).toBeVisible()
  await expect(playground.restarts('Learner 5')).toContainText('0')
  await expect(playground.lane('As it begins')).toBeVisible()
  await expect(playground.restarts('As it begins')).not.toHaveText(/^0/)
  await page.goBack()
  await judged(page)
  for (const name of ['Learner 20', 'Learner 26'])
    await room(page)
      .getByRole('checkbox', { name: `Mark ${name}`, exact: true })
      .check()
  await room(page).getByRole('button', { name: 'Open the 2 marked on the projector' }).click()
  for (const name of ['As it begins', 'Learner 20', 'Learner 26']) await expect(playground.lane(name)).toBeVisible()
  // the end of the stage leads to the room as it was left, and nothing of the attempt is open below it
  await page.keyboard.press('Escape')
  await expect(rows(page)).toHaveCount(36)
  await expect(room(page).getByRole('progressbar')).toHaveCount(0)
  await expect(room(page).getByRole('button', { name: 'Open the 2 marked on the projector' })).toBeFocused()
  await expect(room(page).getByRole('checkbox', { name: 'Mark Learner 26', exact: true })).toBeChecked()
  await expect(page.locator('html')).not.toHaveAttribute('data-present')
  await page.keyboard.press('Escape')
  await expect(room(page)).toHaveCount(0)
  await expect(playground.lane('Learner 20')).toHaveCount(0)
  await expect(page.locator('.notice')).toHaveCount(0)
  await (await inMenu(page, 'New')).click()
  await page.getByRole('button', { name: 'Forget everything on this device' }).click()
  await page.getByRole('button', { name: 'Yes, forget it all' }).click()
  expect(await page.evaluate(() => localStorage.getItem('whyrestart-room'))).toBeNull()
  await openRoom(playground)
  await expect(room(page).getByRole('table')).toHaveCount(0)
})

test('a chat that is dropped or pasted anywhere opens the room; an exercise of one’s own is dropped into it', async ({
  playground,
  page,
}) => {
  const own = readFileSync(file('a-probe'), 'utf8').replace('id: a-probe', 'id: my-own')
  const lesson = parseExercise(own).value!
  const chat = ['Ada', 'Bob'].map((name) => `${name} ${linkAt(lesson, lesson.exercise.solution)}`).join('\n')
  // an open exercise holds nobody back; what takes pasted texts comes after the picture
  await playground.open('#e=a-probe')
  await page.waitForLoadState('networkidle')
  await page.evaluate((text) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', text)
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, chat)
  await expect(room(page)).toBeVisible()
  await expect(room(page).getByRole('list', { name: 'Links that are left out' })).toContainText('paste its link, or drop its file')
  const data = await page.evaluateHandle((text) => {
    const transfer = new DataTransfer()
    transfer.items.add(new File([text], 'my-own.yaml', { type: 'text/yaml' }))
    return transfer
  }, own)
  await room(page).dispatchEvent('drop', { dataTransfer: data })
  await judged(page)
  await expect(rows(page)).toHaveCount(2)
  await expect(room(page)).toContainText('2 of 2 solved')
})

test('codes are scanned where the browser reads them', async ({ playground, page }) => {
  const link = of(CASE.exercise.solution, 1)
  await page.addInitScript((rawValue) => {
    class BarcodeDetector {
      detect = (): Promise<object[]> => Promise.resolve([{ rawValue }])
    }
    Object.assign(globalThis, { BarcodeDetector })
    const canvas = document.createElement('canvas')
    const media = { getUserMedia: () => Promise.resolve(canvas.captureStream(5)) }
    Object.defineProperty(navigator, 'mediaDevices', { value: media })
    setInterval(() => canvas.getContext('2d')?.fillRect(0, 0, 9, 9), 50)
  }, link)
  await openRoom(playground)
  await room(page).getByRole('button', { name: 'Scan QR codes' }).click()
  await expect(room(page).getByRole('status', { name: 'Scanned' })).toHaveText('1 scanned.')
  await room(page).getByRole('button', { name: 'Stop scanning' }).click()
  await judged(page)
  await expect(rows(page)).toHaveCount(1)
})

test('the room has no fault that axe sees, and fits a phone', async ({ playground, page }) => {
  await openRoom(playground)
  await paste(page, CHAT)
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    const { violations } = await axe(page).include('dialog.evidence').analyze()
    expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([])
  }
  await page.setViewportSize({ width: 390, height: 844 })
  await expect(page.locator('dialog.evidence')).toFit()
  await expect(page).toFit()
})

test('at a zoom of 400 % nothing of a room with attempts lies before what has the focus, and each target can be met', async ({
  playground,
  page,
}) => {
  await openRoom(playground)
  await room(page)
    .getByRole('textbox')
    .fill([of(CASE.exercise.solution, 1), of(wrong(0), 2)].map((link, i) => `Learner ${i}: ${link}`).join('\n'))
  await room(page).getByRole('button', { name: 'Add them' }).click()
  await expect(rows(page)).toHaveCount(2, { timeout: 60_000 })
  await page.setViewportSize({ width: 320, height: 256 })
  await room(page).getByRole('textbox').focus()
  const { stops, small } = await walkByTab(page)
  expect(stops).toBeGreaterThan(10)
  expect(small).toEqual([])
})
