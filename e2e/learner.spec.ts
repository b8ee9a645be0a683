import type { Locator, Page } from '@playwright/test'
import { changesOf } from '../src/lessons/attempt.ts'
import { changed, textsOf } from '../src/lessons/change.ts'
import { startOf } from '../src/lessons/check-exercise.ts'
import type { Lesson } from '../src/lessons/parse-exercise.ts'
import { answerOf } from '../src/lessons/predict.ts'
import { attemptLink } from '../src/share/contents.ts'
import { placeOf, shareOf, isInSight } from './layout.ts'
import { axe, expect, test, type Playground, inMenu } from './playground.ts'
import { shippedLessons } from '../src/cli/shipped-course.ts'

const LESSONS = shippedLessons()

/** What somebody stumbles over who has never been here. */

const lessonOf = (id: string): Lesson => LESSONS.find(({ exercise }) => exercise.id === id)!

const task = (page: Page): Locator => page.getByRole('region', { name: 'Exercise', exact: true })

const solved = (page: Page): Locator => page.getByRole('status', { name: 'Solved' })

const title = (page: Page): Locator => task(page).getByRole('heading', { level: 2 })

async function openLevel(playground: Playground, id: string): Promise<void> {
  await playground.open(`#e=${id}`)
  await expect(title(playground.page)).toHaveText(lessonOf(id).scenario.title)
}

test('the task stays with its exercise: on reload, by the bare address, in a second tab, by Back, and pressed again', async ({
  playground,
  page,
  context,
}) => {
  const isThere = async (of: Page): Promise<void> => {
    await expect(title(of)).toContainText('1.')
    await expect(of).toHaveURL(/#e=a-probe$/)
    await expect(of.locator('.notices')).toBeEmpty()
  }
  await openLevel(playground, 'a-probe')
  await page.reload()
  await isThere(page)
  // nothing was done with it yet, but the page keeps what it shows
  await expect.poll(() => page.evaluate(() => localStorage.getItem('whyrestart') !== null)).toBe(true)
  await page.goto('./')
  await isThere(page)
  await playground.monaco()
  await playground.rewrite('main', (text) => text.replace('failureThreshold: 3', 'failureThreshold: 1000'))
  await page.getByRole('button', { name: 'Check my fix' }).click()
  await expect(task(page)).toContainText('Left alone for 30 minutes it has 0 restarts. But', { timeout: 60_000 })
  await page.reload()
  await isThere(page)
  await page.goto('./')
  await isThere(page)
  const other = await context.newPage()
  await other.goto('./')
  await isThere(other)
  await other.close()
  await (await inMenu(page, 'Today, 1.37')).click()
  await expect(task(page)).toHaveCount(0)
  await page.goBack()
  await isThere(page)
  await (await inMenu(page, 'Learn')).click()
  await page.getByRole('dialog').getByRole('link', { name: /^1\. / }).click()
  await expect(page.getByRole('dialog', { name: 'Learn' })).toBeHidden()
  await isThere(page)
  await playground.rewrite('main', (text) => text.replace('path: /healthz', 'path: /alive').replace('1000', '3'))
  await expect(solved(page)).toContainText('Solved')
  await page.reload()
  await isThere(page)
  await expect(solved(page)).toContainText('Solved')
})

test('at 1280 by 720 the question and its answers are in sight, and the story is not a slit', async ({ playground, page }) => {
  test.setTimeout(240_000)
  await page.setViewportSize({ width: 1280, height: 720 })
  for (const { exercise } of LESSONS) {
    await openLevel(playground, exercise.id)
    const [question] = exercise.predict
    await expect(page.locator('.exercise-story'), exercise.id).toHoldLines(3)
    // its title, its time, the course and the way out take one row
    await expect(page.getByRole('banner'), exercise.id).toTakeRows(1)
    if (exercise.id === 'a-probe') {
      // a low window has three lines: Read on turns the page, and none begins or ends within a sentence
      await page.setViewportSize({ width: 1280, height: 620 })
      await expect(page.getByRole('button', { name: 'Read on', exact: true })).toBeVisible()
      const sentences = page.locator('.exercise-story .sentence')
      const pages: string[][] = []
      for (let isLast = false; !isLast;) {
        const seen = await sentences.filter({ visible: true }).allTextContents()
        await expect(page.locator('.exercise-story')).toBeWhole()
        pages.push([seen[0]!, seen.at(-1)!])
        isLast = !(await page.getByRole('button', { name: 'Read on', exact: true }).isVisible())
        if (!isLast) await page.getByRole('button', { name: 'Read on', exact: true }).click()
      }
      expect(pages.length).toBeGreaterThan(1)
      expect([pages[0]![0], pages.at(-1)![1]]).toEqual([await sentences.first().textContent(), await sentences.last().textContent()])
      await page.setViewportSize({ width: 1280, height: 720 })
    }
    if (!question) continue
    const group = page.getByRole('group', { name: question.ask, exact: true })
    await expect.poll(() => isInSight(group.getByRole('button', { name: 'Reveal' })), exercise.id).toBe(true)
    for (const input of await group.locator('input').all()) expect(await isInSight(input)).toBe(true)
    await expect(page.locator('.curtain')).toContainText('Hidden until')
  }
})

test('the pin stands on the timeline: dragged there, moved by the arrows, and the same as the number', async ({ playground, page }) => {
  await openLevel(playground, 'how-many-failures')
  const pin = page.getByRole('slider', { name: 'Your pin on the timeline' })
  const seconds = page.getByRole('spinbutton', { name: 'Seconds' })
  const reveal = page.getByRole('button', { name: 'Reveal' })
  await expect(pin).toHaveAttribute('aria-valuetext', 'not set')
  await expect(reveal).toBeDisabled()
  const box = await placeOf(pin)
  const y = box.y + 12
  await page.mouse.move(box.x + box.width / 2, y)
  await page.mouse.down()
  await page.mouse.move(box.x - 100, y, { steps: 4 })
  await page.mouse.up()
  const dragged = Number(await seconds.inputValue())
  expect(dragged).toBeGreaterThan(20)
  await pin.focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Shift+ArrowRight')
  await expect(seconds).toHaveValue(String(dragged + 11))
  await seconds.fill('151')
  await expect(pin).toHaveAttribute('aria-valuetext', '2 min 31 s')
  await expect(reveal).toBeEnabled()
  // a press beside the pin is a guess too, and reveals nothing
  await page.locator('.curtain').click({ position: { x: 40, y: 40 } })
  await expect(seconds).not.toHaveValue('151')
  await expect(page.getByText(/^Right\b/)).toHaveCount(0)
})

test('each level begins where something is to be seen, and answers nothing by that', async ({ playground, page }) => {
  test.setTimeout(240_000)
  for (const { exercise } of LESSONS) {
    await openLevel(playground, exercise.id)
    await expect(page.getByRole('region', { name: exercise.lane, exact: true }).or(page.locator('.clock-says'))).toBeVisible()
    const [question] = exercise.predict
    const right = question && 'time' in question ? Number(answerOf(question, startOf(lessonOf(exercise.id)))) : Infinity
    const isBetween = async (): Promise<boolean> => {
      const at = Number(await playground.slider.inputValue())
      return at > 0.5 && at < right
    }
    // the level before stands there for a moment
    await expect.poll(isBetween, exercise.id).toBe(true)
  }
})

test('a broken text is said once, Enter indents, and the probe is in sight at the start', async ({ playground, page }) => {
  await openLevel(playground, 'the-strange-case')
  await playground.monaco()
  await expect(page.locator('.monaco .view-line', { hasText: 'livenessProbe' }).first()).toBeInViewport()
  await openLevel(playground, 'not-ready')
  await playground.monaco()
  const start = await playground.editor('main').inputValue()
  await playground.rewrite('main', (text) => `a: [\n${text}`)
  await expect(page.locator('.shared-reason')).toHaveCount(1)
  await expect(page.getByRole('list', { name: 'Goals' }).locator('small')).toHaveCount(0)
  await playground.rewrite('main', () => start)
  const box = playground.editor('main')
  await box.focus()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.insertText('spec:')
  await page.keyboard.press('Enter')
  await page.keyboard.insertText('x: 1')
  await expect(box).toHaveValue('spec:\n  x: 1')
})

test('every control of an exercise explains itself by pointing and by keyboard', async ({ playground, page }) => {
  await openLevel(playground, 'a-probe')
  // the cards come once there is a picture
  await page.waitForLoadState('networkidle')
  const card = page.getByRole('dialog', { name: 'What it means' })
  for (const [name, says] of [
    [/^Edit at/, 'becomes an action'],
    [/^Fault at/, 'Lets something happen'],
    ['behaviour: what its programs do', 'How the programs in the containers behave'],
    ['Hide what comes', 'Hides all that comes after'],
    ['Check my fix', 'is advice'],
    ['Hint', 'is counted'],
    ['Next exercise', 'exercise that follows'],
    ['main', 'One variant of the pod'],
    ['Leave the exercise', 'Your attempt is kept'],
  ] as const) {
    await (await inMenu(page, name)).first().hover()
    await expect(card).toContainText(says)
    await page.keyboard.press('Escape')
    await page.mouse.move(1, 1)
    await expect(card).toBeHidden()
  }
  const check = page.getByRole('button', { name: 'Check my fix' })
  await page.getByRole('list', { name: 'Goals' }).click()
  await page.keyboard.press('Tab')
  await check.focus()
  await expect(card).toContainText('is advice')
  await expect(check).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(card).toBeHidden()
  await expect(check).toBeFocused()
})

test('a made exercise is shared as a link that opens elsewhere, and as a file', async ({ playground, page, browser }) => {
  await playground.open('#case=story')
  await (await inMenu(page, 'Learn')).click()
  await page.getByText('For trainers', { exact: true }).click()
  await page.getByRole('button', { name: /^Make an exercise of this/ }).click()
  const dialog = page.getByRole('dialog', { name: 'Make an exercise of this' })
  await dialog.getByLabel('Title').fill('Handed out')
  await dialog.getByRole('checkbox', { name: /^kube-apiserver is not restarted/ }).check({ timeout: 60_000 })
  await expect(dialog.getByRole('checkbox', { name: /^The other lanes/ })).toBeChecked()
  await dialog.getByRole('button', { name: 'Try it' }).click()
  await expect(title(page)).toHaveText('Handed out')
  await (await inMenu(page, 'Share')).click()
  const share = page.getByRole('dialog', { name: 'Share' })
  const address = await share.getByRole('textbox', { name: 'Link' }).inputValue()
  const [download] = await Promise.all([page.waitForEvent('download'), share.getByRole('button', { name: 'Save handed-out.yaml' }).click()])
  expect(download.suggestedFilename()).toBe('handed-out.yaml')
  const elsewhere = await browser.newContext()
  const other = await elsewhere.newPage()
  await other.goto(address)
  await expect(title(other)).toHaveText('Handed out')
  await expect(other.getByRole('list', { name: 'Goals' }).getByRole('listitem')).toHaveCount(1)
  await elsewhere.close()
})

test('an incident tells no reasons, gives the terminal the room, and says when it was solved', async ({ page, browser }) => {
  test.setTimeout(150_000)
  await page.goto('./#e=the-night-shift')
  const goals = page.getByRole('list', { name: 'Goals' })
  await expect(goals).toHaveAttribute('aria-busy', 'false')
  await expect(goals.locator('small')).toHaveCount(0)
  await expect(task(page)).toContainText('Press Play')
  await expect(page.locator('.lanes')).toHaveCount(0)
  expect(await shareOf(page.getByRole('tabpanel'))).toBeGreaterThan(0.6)
  await page.getByRole('combobox', { name: 'Speed' }).selectOption({ label: '×60' })
  await page.getByRole('button', { name: 'Play' }).click()
  await expect(page.getByRole('slider', { name: 'Time', exact: true })).toHaveAttribute('aria-valuetext', /^(5|6|7) min/)
  await page.getByRole('button', { name: 'Pause' }).click()
  const command = page.getByRole('textbox', { name: 'Command' })
  const slips = ['s/^  containers$/  containers:/', 's/127.0.0.1:2378/127.0.0.1:2379/', 's/--alow-/--allow-/', '/--anonymous-auth=false/d']
  for (const slip of slips) {
    await command.fill(`sed -i '${slip}' /etc/kubernetes/manifests/kube-apiserver.yaml`)
    await command.press('Enter')
  }
  // it counts once it has been well for two minutes
  await page.getByRole('button', { name: 'Play' }).click()
  await expect(solved(page)).toContainText(/Solved at \d+ min( \d+ s)?\. It was away for \d+ s/, { timeout: 60_000 })
  // the clock stands by itself then
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible()
  await expect(page.getByRole('tab', { selected: true })).toHaveText('Terminal')
  const score = `Out of service for ${/away for (\d+ s)/.exec((await solved(page).textContent())!)![1]!}`
  await expect(task(page).locator('.aside', { hasText: 'Out of service' })).toContainText(score)

  // what was typed is in the link, and comes back elsewhere
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.getByRole('button', { name: 'Hand in', exact: true }).click()
  await page.getByRole('button', { name: 'Copy the link of my attempt' }).click()
  await expect(page.getByText(/^Copied: /)).toBeVisible()
  const address = await page.evaluate(() => navigator.clipboard.readText())
  const elsewhere = await browser.newContext()
  const other = await elsewhere.newPage()
  await other.goto(address)
  await expect(solved(other)).toContainText('Solved', { timeout: 30_000 })
  await expect(task(other).locator('.aside', { hasText: 'Out of service' })).toContainText(score)
  await other.reload()
  await expect(task(other).locator('.aside', { hasText: 'Out of service' })).toContainText(score)
  await elsewhere.close()
})

test('a question with its pin, an incident, and the making of an exercise have no fault that axe sees, and hide in any colours', async ({
  playground,
  page,
}) => {
  const faults = async (): Promise<unknown> => (await axe(page).analyze()).violations.map(({ id, nodes }) => [id, nodes[0]?.html])
  await openLevel(playground, 'how-many-failures')
  await expect(page.getByRole('slider', { name: 'Your pin on the timeline' })).toBeVisible()
  expect(await faults()).toEqual([])
  await page.emulateMedia({ forcedColors: 'active' })
  const ground = await page.locator('.curtain').evaluate((element) => getComputedStyle(element).backgroundColor)
  expect(ground).not.toMatch(/transparent|, 0\)$/)
  // the tag of the pin, which is dragged, is told from the text beside it
  const tag = await page.locator('.pin span').evaluate((element) => getComputedStyle(element).backgroundColor)
  expect(tag).not.toBe(ground)
  await page.emulateMedia({ forcedColors: 'none' })
  await openLevel(playground, 'the-night-shift')
  expect(await faults()).toEqual([])
  await playground.open('#case=story')
  await (await inMenu(page, 'Learn')).click()
  await page.getByText('For trainers', { exact: true }).click()
  await page.getByRole('button', { name: /^Make an exercise of this/ }).click()
  await expect(page.getByRole('dialog').getByRole('checkbox', { name: /^kube-apiserver is not restarted/ })).toBeVisible({
    timeout: 60_000,
  })
  expect(await faults()).toEqual([])
})

test('on a phone the player takes two rows, and no line to change is named twice', async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })
  const page = await context.newPage()
  await page.goto('#e=a-probe')
  await expect(task(page)).toBeVisible()
  await expect(page.getByRole('group', { name: 'Playback' })).toTakeRows(2)
  const options = await page.getByRole('combobox', { name: 'Line to change' }).locator('option').allTextContents()
  expect(new Set(options).size).toBe(options.length)
  await page.goto('#e=how-many-failures')
  const lesson = lessonOf('how-many-failures')
  for (const question of lesson.exercise.predict) {
    const group = page.getByRole('group', { name: question.ask, exact: true })
    await group.getByRole('spinbutton', { name: 'Seconds' }).fill(String(Math.round(Number(answerOf(question, startOf(lesson))))))
    await group.getByRole('button', { name: 'Reveal' }).tap()
    await expect(group).toContainText('Right', { timeout: 30_000 })
  }
  const { texts } = changed(textsOf(startOf(lesson)), lesson.exercise.solution!)
  const line = page.getByRole('combobox', { name: 'Line to change' })
  await line.selectOption(await line.locator('option', { hasText: 'failureThreshold' }).getAttribute('value'))
  await page.getByRole('textbox', { name: 'New value' }).fill(/failureThreshold: (\d+)/.exec(Object.values(texts)[0]!)![1]!)
  await page.getByRole('button', { name: 'Change it' }).tap()
  await expect(solved(page)).toContainText('Solved', { timeout: 30_000 })
  await expect(page).toFit()
  // what is not there yet is added, and then changed
  await page.goto('#e=not-ready')
  await expect(page.getByRole('heading', { name: /Not ready is not dead/, level: 1 })).toBeVisible()
  const change = async (label: RegExp, value: string): Promise<void> => {
    await line.selectOption(await line.locator('option', { hasText: label }).getAttribute('value'))
    await page.getByRole('textbox', { name: 'New value' }).fill(value)
    await page.getByRole('button', { name: 'Change it' }).tap()
  }
  await line.selectOption('+ readinessProbe')
  await expect(page.getByRole('list', { name: 'What comes of it' })).toContainText('readinessProbe:')
  await expect(page.getByRole('textbox', { name: /^Manifest of/ })).not.toHaveValue(/readinessProbe/)
  await page.getByRole('button', { name: 'Add it' }).tap()
  await expect(page.getByRole('textbox', { name: 'New value' })).toHaveValue('/database')
  await change(/^path in livenessProbe/, '/alive')
  await expect(solved(page)).toContainText('Solved', { timeout: 30_000 })
  await context.close()
})

test('on a phone the caret stays where it is typed, while the line that the chain names comes and goes', async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })
  const page = await context.newPage()
  await page.goto('#e=a-probe')
  const box = page.getByRole('textbox', { name: /^Manifest of/ })
  const chain = page.getByRole('list', { name: 'Chain of causes' })
  await expect(chain).toContainText('path: /healthz')
  const before = await box.inputValue()
  const from = before.indexOf('path: /healthz') + 'path: /healthz'.length
  await box.tap()
  await box.evaluate((element: HTMLTextAreaElement, place) => element.setSelectionRange(place, place), from)
  const selection = (): Promise<number[]> => box.evaluate((element: HTMLTextAreaElement) => [element.selectionStart, element.selectionEnd])
  for (const n of [1, 2]) {
    await page.keyboard.press('Backspace')
    // until the run's answer, and the chain's, have come
    await expect(chain.getByText('path: /healthz'.slice(0, -n), { exact: true })).toBeVisible()
    await expect(page.locator('html')).toHaveAttribute('data-state', 'ready')
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
    expect(await selection()).toEqual([from - n, from - n])
  }
  await expect(box).toHaveValue(before.replace('path: /healthz', 'path: /healt'))
  await context.close()
})

test('what ends behind the curtain is told nowhere: no exit code in the picture, at the pointer, or in the table', async ({
  playground,
  page,
}) => {
  await page.addInitScript(() => {
    const words = new Set<string>()
    Object.assign(globalThis, { drawnWords: words })
    const { fillText } = CanvasRenderingContext2D.prototype
    CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
      words.add(text)
      fillText.call(this, text, ...place)
    }
  })
  const drawn = (): Promise<string[]> => page.evaluate(() => [...(globalThis as unknown as { drawnWords: Set<string> }).drawnWords])
  await openLevel(playground, 'exit-codes')
  await expect(page.locator('.curtain')).toBeVisible()
  await page.evaluate(() => (globalThis as unknown as { drawnWords: Set<string> }).drawnWords.clear())
  // all is drawn anew
  await page.setViewportSize({ width: 1400, height: 880 })
  await expect.poll(drawn).toContain('1')
  expect((await drawn()).filter((text) => /exit/.test(text))).toEqual([])
  const picture = await placeOf(playground.lane('main').locator('canvas'))
  const tips = new Set<string>()
  for (let y = 4; y < picture.height; y += 8) {
    await page.mouse.move(picture.x + 75, picture.y + y)
    for (const text of await page.locator('.tip').allTextContents()) tips.add(text)
  }
  expect([...tips].filter((text) => text.startsWith('life 1, started at ')).length).toBeGreaterThan(0)
  expect([...tips].filter((text) => /exit|ended|1 min 4/.test(text))).toEqual([])
  const table = page.getByRole('table', { name: 'Timeline as a table' })
  await expect(table).toContainText('life 1 starts')
  await expect(table).not.toContainText(/exit code|life 1 ends/)
})

test('the attempt of somebody else says whose it is, and is not counted for whoever opens it', async ({ playground, page }) => {
  const lesson = lessonOf('a-probe')
  const start = textsOf(startOf(lesson))
  const changes = changesOf(start, changed(start, lesson.exercise.solution!).texts)
  const link = attemptLink({ exercise: 'a-probe', name: 'Ana', hints: 1, minutes: 6.5, changes })!
  await playground.open(`#${link}`)
  const says = task(page).getByText('This is the attempt of Ana. It is not counted as yours')
  await expect(says).toBeVisible()
  await expect(solved(page)).toContainText('Solved')
  const record = (): Promise<string | null> => page.evaluate(() => localStorage.getItem('whyrestart-progress'))
  expect(await record()).toBeNull()
  await page.reload()
  await expect(says).toBeVisible()
  // what its link says of it, and nothing of what it does not
  await expect(solved(page)).toContainText('Solved. It took 1 hint and 7 min.')
  expect(await record()).toBeNull()
  await task(page).getByRole('button', { name: 'Start over' }).click()
  await expect(says).toHaveCount(0)
  await expect(solved(page)).not.toContainText('Solved')
  // one's own is counted
  await task(page).getByRole('button', { name: 'Hint', exact: true }).click()
  await expect.poll(record).toContain('"hints":1')
  expect(await record()).not.toContain('solved')
  await playground.rewrite('main', (text) => text.replace('path: /healthz', 'path: /alive'))
  await expect(solved(page)).toContainText('It took 1 hint')
  await page.goto('about:blank')
  await playground.open(`#${link}`)
  await expect(says).toBeVisible()
  await expect(solved(page)).toContainText('Solved. It took 1 hint and 7 min.')
})

test('on a phone Enter changes a line, and the next exercise begins at its top with nothing of the one before', async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })
  const page = await context.newPage()
  await page.goto('#e=a-probe')
  const line = page.getByRole('combobox', { name: 'Line to change' })
  await line.selectOption('path in livenessProbe: /healthz')
  const value = page.getByRole('textbox', { name: 'New value' })
  await value.fill('/nowhere')
  await value.press('Enter')
  // a thumb has no tip: the reasons stand there whole
  const reason = page.getByRole('list', { name: 'Goals' }).locator('small').last()
  await expect(reason).toBeVisible()
  await expect(reason).toBeWhole()
  await line.selectOption('path in livenessProbe: /nowhere')
  await value.fill('/alive')
  await value.press('Enter')
  await expect(page.getByRole('status', { name: 'Solved' })).toContainText('Solved.', { timeout: 30_000 })
  await line.selectOption('path in livenessProbe: /alive')
  await page.getByRole('button', { name: 'Hand in', exact: true }).tap()
  await page.getByRole('textbox', { name: 'Your name, if you like' }).fill('Ada')
  await page.getByRole('button', { name: 'Next exercise' }).tap()
  await expect(title(page)).toHaveText(lessonOf('how-many-failures').scenario.title)
  await expect(title(page)).toBeInViewport()
  await expect(value).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Check my fix' })).toHaveCount(1)
  await expect(page.getByRole('textbox', { name: 'Your name, if you like' })).toBeHidden()
  await page.getByRole('button', { name: 'Hand in', exact: true }).tap()
  await expect(page.getByRole('textbox', { name: 'Your name, if you like' })).toHaveValue('Ada')
  await context.close()
})

test('in a low window a press on Show me shows the run, and the reason stays whole', async ({ playground, page }) => {
  await page.setViewportSize({ width: 1280, height: 720 })
  await openLevel(playground, 'a-probe')
  const goal = page.getByRole('list', { name: 'Goals' }).getByRole('listitem').nth(1)
  const show = goal.getByRole('button', { name: 'Show me' })
  await expect(show).toBeEnabled()
  await show.click()
  await expect(playground.lane('main, hang web at 10 min')).toBeVisible()
  await expect(show).toBeFocused()
  await expect(goal.locator('small')).toBeWhole()
})
