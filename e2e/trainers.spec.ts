import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Locator, Page } from '@playwright/test'
import { changesOf } from '../src/lessons/attempt.ts'
import { textsOf } from '../src/lessons/change.ts'
import { startOf } from '../src/lessons/check-exercise.ts'
import { parseExercise } from '../src/lessons/parse-exercise.ts'
import { attemptLink } from '../src/share/contents.ts'
import { expect, Playground, test, inMenu } from './playground.ts'
import { readQr } from './read-qr.ts'

const docs = join(import.meta.dirname, '../docs')
const GUIDE = readFileSync(join(docs, 'trainers.md'), 'utf8')
/** With PICTURES=1 the guide's pictures are made anew; without it each must be there. */
const isMaking = Boolean(process.env['PICTURES'])

const seen: string[] = []

async function picture(of: Page | Locator, name: string): Promise<void> {
  seen.push(name)
  const path = join(docs, 'pictures', `${name}.png`)
  if (isMaking) await of.screenshot({ path, animations: 'disabled', caret: 'hide' })
  expect(existsSync(path) && statSync(path).size > 5000, `${path}: PICTURES=1 makes it`).toBe(true)
  expect(GUIDE, name).toContain(`(pictures/${name}.png)`)
}

const task = (page: Page) => page.getByRole('region', { name: 'Exercise', exact: true })
const learn = async (page: Page) => (await inMenu(page, 'Learn')).click()

/** A probe that asks the port alone: what the exercise is about. */
const fixed = (text: string): string => text.replace(/httpGet:\n +path: \S+\n( +)port: 8080/, 'tcpSocket:\n$1port: 8080')

test('the ten steps of the trainers’ guide, from an idea to forty laptops', async ({ playground, page, browser, baseURL }) => {
  test.setTimeout(240_000)
  page.setDefaultTimeout(30_000)
  await page.setViewportSize({ width: 1280, height: 720 })
  await page.addInitScript(() => localStorage.setItem('whyrestart-story', 'left'))
  await playground.open()

  // 1: an idea
  await (await inMenu(page, 'New')).click()
  const fresh = page.getByRole('dialog', { name: 'A scenario of your own' })
  await picture(page, 'trainers-1-new')
  await fresh.getByRole('button', { name: 'A small pod' }).click()
  await playground.settled()
  await expect(playground.restarts('As it is')).not.toHaveText('0 restarts')

  // 2: a task
  await learn(page)
  await page.getByText('For trainers', { exact: true }).click()
  await page.getByRole('button', { name: 'Make an exercise of this' }).click()
  const make = page.getByRole('dialog', { name: 'Make an exercise of this' })
  await make.getByRole('textbox', { name: 'Title' }).fill('The web that works')
  await make
    .getByRole('textbox', { name: /^The task/ })
    .fill('The pod `web` is killed again and again, although it serves its customers. Let it run, and keep watch over it.')
  await make.getByRole('textbox', { name: /^Hints/ }).fill('What does the probe ask, and what does it get?\nWhat else could be asked?')
  const goals = make.getByRole('group', { name: 'What must hold at the end' })
  await expect(goals.getByText('does not hold yet').first()).toBeVisible({ timeout: 30_000 })
  await goals.getByRole('checkbox').first().check()
  await make.getByRole('textbox', { name: 'A word of yours that shows it all before' }).fill('sesame')
  await make.getByRole('textbox', { name: /^Hints/ }).scrollIntoViewIfNeeded()
  await picture(page, 'trainers-2-make')
  const [saved] = await Promise.all([page.waitForEvent('download'), make.getByRole('button', { name: 'Save as a file' }).click()])
  const lesson = parseExercise(readFileSync(await saved.path(), 'utf8')).value!

  // 3: tried, as a learner has it
  await make.getByRole('button', { name: 'Try it' }).click()
  await expect(task(page).getByRole('heading', { level: 2 })).toHaveText('The web that works')
  await expect(page.getByRole('tab', { name: 'Verdicts' })).toHaveCount(0)
  await picture(page, 'trainers-3-try')

  // 4: solved, and whatever fits it tried
  await playground.monaco()
  await playground.rewrite('As it is', fixed)
  await expect(page.getByRole('status', { name: 'Solved' })).toContainText('Solved.', { timeout: 30_000 })
  await page.getByRole('button', { name: 'Check my fix' }).click()
  await expect(page.getByRole('progressbar', { name: 'Check my fix' })).toHaveCount(0, { timeout: 60_000 })
  await expect(playground.panel).toContainText(/restart/)
  await picture(page, 'trainers-4-solved')

  // 5: handed out, with a picture that telephones read
  await (await inMenu(page, 'Share')).click()
  const share = page.getByRole('dialog', { name: 'Share' })
  const link = await share.getByRole('textbox', { name: 'Link' }).inputValue()
  await picture(page, 'trainers-5-share')
  await share.getByRole('button', { name: 'As large as the screen' }).click()
  const large = page.getByRole('dialog', { name: 'QR code of the link' })
  expect(await readQr(large.getByRole('img'))).toBe(link)
  await large.getByRole('button', { name: 'Smaller' }).click()

  // 6: from a stick, without a network
  const [html] = await Promise.all([page.waitForEvent('download'), share.getByRole('button', { name: 'Save as one HTML file' }).click()])
  const path = test.info().outputPath(html.suggestedFilename())
  await html.saveAs(path)
  const laptop = await browser.newContext({ viewport: { width: 1280, height: 720 }, offline: true })
  const stick = new Playground(await laptop.newPage())
  stick.page.setDefaultTimeout(30_000)
  await stick.page.goto(pathToFileURL(path).href)
  await stick.settled()
  await expect(task(stick.page).getByRole('heading', { level: 2 })).toHaveText('The web that works')
  await picture(stick.page, 'trainers-6-stick')

  // 7: solved there, and handed in
  await stick.page.getByRole('textbox', { name: 'Manifest of As it is' }).fill(fixed(textsOf(startOf(lesson))['web.yaml']!))
  await expect(stick.page.getByRole('status', { name: 'Solved' })).toContainText('Solved.', { timeout: 30_000 })
  await stick.page.getByRole('button', { name: 'Hand in', exact: true }).click()
  await stick.page.getByRole('textbox', { name: 'Your name, if you like' }).fill('Ada')
  await stick.page.getByRole('button', { name: 'Show its QR code' }).click()
  const handed = stick.page.getByRole('dialog', { name: 'QR code of my attempt' })
  await picture(stick.page, 'trainers-7-hand-in')
  const attempt = await readQr(handed.getByRole('img'))
  expect(attempt).toMatch(new RegExp(`^${baseURL}#`))
  await laptop.close()

  // 8: on the projector
  await page.keyboard.press('Escape')
  await (await inMenu(page, 'Present')).click()
  await expect(page.getByRole('region', { name: 'Stage', exact: true })).toBeVisible()
  await playground.settled()
  await picture(page, 'trainers-8-present')
  await (await inMenu(page, 'Present')).click()

  // 9: the room
  const start = textsOf(startOf(lesson))
  const text = start['web.yaml']!
  const answers = [
    text,
    fixed(text),
    text.replace('failureThreshold: 3', 'failureThreshold: 1000'),
    text.replace('path: /healthz', 'path: /'),
  ]
  const links = Array.from({ length: 39 }, (_, i) => {
    const changes = changesOf(start, { ...start, 'web.yaml': answers[[1, 2, 1, 0, 3][i % 5]!]! })
    return `Learner ${i + 1}: ${baseURL}#${attemptLink({ exercise: lesson.exercise.id, hints: i % 3, minutes: 3 + (i % 8), changes })}`
  })
  await learn(page)
  await page.getByText('For trainers', { exact: true }).click()
  await page.getByRole('button', { name: /^The room/ }).click()
  const room = page.getByRole('region', { name: 'The room', exact: true })
  await room.getByRole('textbox').fill([...links, `Ada: ${attempt}`].join('\n'))
  await room.getByRole('button', { name: 'Add them' }).click()
  await expect(room.getByRole('table').first()).toContainText('Ada', { timeout: 60_000 })
  await expect(room.getByRole('progressbar')).toHaveCount(0, { timeout: 60_000 })
  await picture(page, 'trainers-9-room')
  await page.goBack()

  // 10: the next group
  await learn(page)
  await page.getByText('For trainers', { exact: true }).click()
  await page.getByRole('button', { name: 'Clear this device for the next group' }).click()
  const asked = page.getByRole('dialog').getByRole('alert')
  await asked.scrollIntoViewIfNeeded()
  await picture(page, 'trainers-10-clear')
  await asked.getByRole('button', { name: 'Yes, forget it all' }).click()
  await expect(page.locator('.notice')).toContainText('is forgotten')

  expect(stick.troubles).toEqual([])
  expect([...GUIDE.matchAll(/\(pictures\/(trainers-[\w-]+)\.png\)/g)].map(([, name]) => name)).toEqual(seen)
})
