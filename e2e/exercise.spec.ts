import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { changed, textsOf } from '../src/lessons/change.ts'
import { check, startOf } from '../src/lessons/check-exercise.ts'
import { type Lesson, parseExercise } from '../src/lessons/parse-exercise.ts'
import { answerOf } from '../src/lessons/predict.ts'
import { axe, expect, Playground, test, inMenu } from './playground.ts'
import { shippedLessons } from '../src/cli/shipped-course.ts'

const LESSONS = shippedLessons()

const LEVELS = LESSONS.filter(({ exercise }) => exercise.solution !== undefined)

const task = (page: Page) => page.getByRole('region', { name: 'Exercise', exact: true })

const goals = (page: Page) => page.getByRole('list', { name: 'Goals' }).getByRole('listitem')

const solved = (page: Page) => page.getByRole('status', { name: 'Solved' })

async function openLevel(playground: Playground, id: string): Promise<void> {
  await playground.open(`#e=${id}`)
  await expect(task(playground.page).getByRole('heading', { level: 2 })).toBeVisible()
}

/** Answers each question with what is right, by keyboard. */
async function predict(page: Page, lesson: Lesson): Promise<void> {
  for (const question of lesson.exercise.predict) {
    const group = page.getByRole('group', { name: question.ask, exact: true })
    const right = answerOf(question, startOf(lesson))!
    if ('time' in question) await group.getByRole('slider').fill(String(Math.round(Number(right))))
    else await group.getByRole('radio', { name: String(right), exact: true }).press('Space')
    await group.getByRole('button', { name: 'Reveal' }).press('Enter')
    await expect(group).toContainText('Right', { timeout: 30_000 })
  }
}

/** Writes the solution as somebody does who knows it: by keyboard alone. */
async function write(playground: Playground, lesson: Lesson): Promise<void> {
  const { page } = playground
  const start = textsOf(startOf(lesson))
  const { texts } = changed(start, lesson.exercise.solution!)
  for (const file of Object.keys(start).filter((name) => texts[name] === undefined)) {
    await page.getByRole('group', { name: 'Files' }).getByTitle(file, { exact: true }).press('Enter')
    await (await inMenu(page, 'Remove this file')).press('Enter')
  }
  for (const [file, text] of Object.entries(texts)) {
    if (start[file] === text) continue
    if (start[file] === undefined) await (await inMenu(page, 'Add a file')).selectOption(file)
    else await page.getByRole('group', { name: 'Files' }).getByTitle(file, { exact: true }).press('Enter')
    const box = page.getByRole('textbox', { name: /^Manifest of / })
    // the file before it may still be there
    await expect(box).toHaveValue(start[file] ?? '')
    await box.focus()
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.insertText(text)
    await expect(box).toHaveValue(text)
  }
  await playground.settled()
}

// a quarter each, so that several go on at once
for (const quarter of [1, 2, 3, 4])
  test(`each level is solved by keyboard alone, and its goals are those of the shell: ${quarter} of 4`, async ({ playground, page }) => {
    test.setTimeout(300_000)
    const levels = LEVELS.filter((_, n) => n % 4 === quarter - 1)
    expect(levels.length).toBeGreaterThanOrEqual(5)
    for (const lesson of levels) {
      await openLevel(playground, lesson.exercise.id)
      await predict(page, lesson)
      const before = check(lesson).goals.map(({ holds }) => (holds ? 'done' : 'open'))
      for (const [n, word] of before.entries()) await expect(goals(page).nth(n)).toContainText(new RegExp(`^${word}`))
      await expect(solved(page)).toBeEmpty()
      await playground.monaco()
      await write(playground, lesson)
      await expect(solved(page)).toContainText('Solved.', { timeout: 30_000 })
      for (const goal of await goals(page).all()) await expect(goal).toContainText(/^done/)
    }
    await (await inMenu(page, 'Learn')).press('Enter')
    await expect(page.getByRole('dialog').getByRole('navigation', { name: 'Course' })).toContainText(
      `${levels.length} of ${LESSONS.length} solved`,
    )
  })

test('what one tab has solved stays solved, whatever another tab does with the same level', async ({ playground, page, context }) => {
  await openLevel(playground, 'a-probe')
  const other = await context.newPage()
  await other.goto('./#e=a-probe')
  await expect(task(other).getByRole('heading', { level: 2 })).toContainText('1.')
  const { exercise } = LESSONS.find((lesson) => lesson.exercise.id === 'a-probe')!
  const name = exercise.lane
  await playground.monaco()
  await playground.rewrite(name, (text) => text.replace('path: /healthz', 'path: /alive'))
  await expect(page.getByRole('status', { name: 'Solved' })).toContainText('Solved')
  const all = `1 of ${LESSONS.length} solved`
  await expect(other.getByRole('navigation', { name: 'Course' })).toContainText(all)
  await expect(other.getByText('Another tab has changed this page’s texts. A reload shows them.')).toBeVisible()
  // the older tab goes on in its own texts
  const late = new Playground(other)
  await late.monaco()
  await late.rewrite(name, (text) => text.replace('periodSeconds: 10', 'periodSeconds: 20'))
  await expect(page.getByText('Yours stay here until you reload; then New lists them.')).toBeVisible()
  await page.reload()
  await expect(page.getByRole('navigation', { name: 'Course' })).toContainText(all)
})

test('two exercises in two tabs keep apart', async ({ playground, page, context }) => {
  await openLevel(playground, 'a-probe')
  const other = await context.newPage()
  await other.goto('#e=not-ready')
  await expect(task(other)).toBeVisible()
  await page.getByRole('button', { name: 'Hint', exact: true }).click()
  await other.getByRole('button', { name: 'Hint', exact: true }).click()
  await other.getByRole('button', { name: 'Hint', exact: true }).click()
  await page.reload()
  await expect(page.getByRole('list', { name: 'Hints' }).getByRole('listitem')).toHaveCount(1)
  await other.reload()
  await expect(other.getByRole('list', { name: 'Hints' }).getByRole('listitem')).toHaveCount(2)
})

test('on a phone a level is solved without a keyboard, with a lane in sight', async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })
  const page = await context.newPage()
  await page.goto('#e=a-probe')
  await expect(task(page)).toBeVisible()
  const lesson = LESSONS[0]!
  const { texts } = changed(textsOf(startOf(lesson)), lesson.exercise.solution!)
  const [file] = Object.keys(texts) as [string]
  const path = /path: (\S+)/.exec(texts[file]!)![1]!
  const line = page.getByRole('combobox', { name: 'Line to change' })
  const option = await line.locator('option', { hasText: 'path' }).first().getAttribute('value')
  await line.selectOption(option)
  await page.getByRole('textbox', { name: 'New value' }).fill(path)
  await page.getByRole('button', { name: 'Change it' }).tap()
  await expect(goals(page).first()).toContainText(/^done/, { timeout: 30_000 })
  await expect(page).toFit()
  await context.close()
})

test('an exercise, its dialogs and the story have no fault that axe sees', async ({ playground, page }) => {
  const faults = async (): Promise<unknown> => (await axe(page).analyze()).violations.map(({ id, nodes }) => [id, nodes[0]?.html])
  await playground.open()
  await expect(page.getByRole('region', { name: 'Story' })).toBeVisible()
  expect(await faults()).toEqual([])
  await (await inMenu(page, 'Learn')).click()
  await expect(page.getByRole('dialog', { name: 'Learn' }).getByRole('link').first()).toBeVisible()
  expect(await faults()).toEqual([])
  await page.keyboard.press('Escape')
  await openLevel(playground, 'the-strange-case')
  expect(await faults()).toEqual([])
})

test('what a trainer has written is there again after Escape, a reload and Try it, and what was solved is its solution', async ({
  playground,
  page,
}) => {
  await playground.open()
  await (await inMenu(page, 'New')).click()
  await page.getByRole('button', { name: 'A small pod' }).click()
  await playground.settled()
  const make = page.getByRole('dialog', { name: 'Make an exercise of this' })
  const opened = async (): Promise<void> => {
    await (await inMenu(page, 'Learn')).click()
    await page.getByText('For trainers', { exact: true }).click()
    await page.getByRole('button', { name: /^Make an exercise of this/ }).click()
    await expect(make.getByRole('checkbox', { name: /^web is not restarted/ })).toBeVisible({ timeout: 60_000 })
  }
  const isWhole = async (): Promise<void> => {
    await expect(make.getByLabel('Title')).toHaveValue('Ours')
    await expect(make.getByRole('textbox', { name: /^The task/ })).toHaveValue('Save **it**.')
    await expect(make.getByRole('textbox', { name: /^Hints/ })).toHaveValue('Look.\nLook again.')
    await expect(make.getByRole('checkbox', { name: /^web is not restarted/ })).toBeChecked()
    await expect(make.getByRole('checkbox', { name: /^Events/ })).toBeChecked()
  }
  await opened()
  await make.getByLabel('Title').fill('Ours')
  await make.getByRole('textbox', { name: /^The task/ }).fill('Save **it**.')
  await make.getByRole('textbox', { name: /^Hints/ }).fill('Look.\nLook again.')
  await make.getByRole('checkbox', { name: /^web is not restarted/ }).check()
  await make.getByRole('checkbox', { name: /^Events/ }).check()
  await make.getByRole('textbox', { name: /^A word of yours/ }).fill('sesame')
  await page.keyboard.press('Escape')
  await opened()
  await isWhole()
  await page.reload()
  await playground.settled()
  expect(await page.evaluate(() => Object.values(localStorage).join())).not.toContain('sesame')
  await opened()
  await isWhole()

  await make.getByRole('button', { name: 'Try it' }).click()
  await expect(task(page).getByRole('heading', { level: 2 })).toHaveText('Ours')
  await playground.rewrite('As it is', (text) => text.replace('/healthz', '/alive'))
  await opened()
  await isWhole()
  await make.getByRole('combobox', { name: 'The learner begins with' }).selectOption('the exercise as it was given')
  await make.getByRole('combobox', { name: 'The solution' }).selectOption({ label: 'as it stands now, with what was changed in it' })
  await make.getByRole('textbox', { name: /^The task/ }).fill('Save all of it.')
  await expect(make.getByRole('button', { name: 'Save as a file' })).toBeEnabled({ timeout: 60_000 })
  const [file] = await Promise.all([page.waitForEvent('download'), make.getByRole('button', { name: 'Save as a file' }).click()])
  expect(file.suggestedFilename()).toBe('ours.yaml')
  const text = readFileSync(await file.path(), 'utf8')
  expect(text).toContain('\n  story: Save all of it.\n')
  const { exercise, scenario } = parseExercise(text).value!
  expect(exercise.hide?.until).toEqual({ code: createHash('sha256').update('sesame').digest('hex') })
  expect(exercise.solution).toMatchObject({ 'web.yaml': expect.stringContaining('/alive') })
  expect(scenario.lanes[0]!.inputs.manifests['web.yaml']).toContain('/healthz')

  await make.getByRole('button', { name: 'Try it' }).click()
  await expect(task(page)).toContainText('Save all of it.')
  await expect(playground.editor('As it is')).toHaveValue(/\/healthz/)
  await opened()
  await make.getByRole('textbox', { name: /^Hints/ }).fill('Never mind.')
  await make.getByRole('button', { name: 'Fill in anew' }).click()
  await expect(make.getByRole('textbox', { name: /^Hints/ })).toHaveValue('Look.\nLook again.')
})
