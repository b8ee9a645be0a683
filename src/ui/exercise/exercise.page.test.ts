import { type Page, expect, paste, Playground, test, inMenu } from '../fixture/playground.ts'
import { DEPLOYMENT } from '../fixture/samples.ts'
import { shippedLessons } from '../../cli/shipped-course.ts'
import { startOf } from '../../lessons/check-exercise.ts'
import type { Lesson } from '../../lessons/parse-exercise.ts'
import { answerOf } from '../../lessons/predict.ts'
import '../../views/all.ts'

const LESSONS = shippedLessons()

const task = (page: Page) => page.getByRole('region', { name: 'Exercise', exact: true })

const goals = (page: Page) => page.getByRole('list', { name: 'Goals' }).getByRole('listitem')

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

test('the course has one list, in the task or in Learn, and it says which exercise is open', async ({ playground, page }) => {
  await openLevel(playground, 'the-back-off')
  const course = page.getByRole('navigation', { name: 'Course' })
  await course.getByText(`0 of ${LESSONS.length} solved`).click()
  await expect(course.getByRole('link')).toHaveCount(LESSONS.length)
  await expect(course.locator('a[aria-current]')).toHaveAttribute('href', '#e=the-back-off')
  await (await inMenu(page, 'Learn')).click()
  await expect(page.getByRole('dialog').getByRole('link').first()).toBeVisible()
  await expect(course.getByRole('link')).toHaveCount(LESSONS.length)
  await expect(course.locator('a[aria-current]')).toHaveAttribute('href', '#e=the-back-off')
  await page.keyboard.press('Escape')
  await expect(course).toContainText(`0 of ${LESSONS.length} solved`)
})

test('hints come one at a time, Check my fix plays what breaks it, Start over and Next lead on, and nothing is lost', async ({
  playground,
  page,
}) => {
  await openLevel(playground, 'a-probe')
  await page.getByRole('button', { name: 'Hint', exact: true }).click()
  await expect(page.getByRole('list', { name: 'Hints' }).getByRole('listitem')).toHaveCount(1)
  await playground.monaco()
  const box = page.getByRole('textbox', { name: /^Manifest of / })
  const name = (await box.getAttribute('aria-label'))!.replace('Manifest of ', '')
  const start = await box.inputValue()
  // a threshold that nobody lives to see: calm, and blind
  await playground.rewrite(name, (text) => text.replace(/failureThreshold: \d+/, 'failureThreshold: 1000'))
  await page.getByRole('button', { name: 'Check my fix' }).click()
  await expect(task(page)).toContainText('Left alone for 30 minutes it has 0 restarts. But', { timeout: 60_000 })
  await expect(page.getByRole('region', { name: new RegExp(`^${name}, `) })).toBeVisible()
  await page.reload()
  await expect(box).toHaveValue(/failureThreshold: 1000/)
  await expect(page.getByRole('list', { name: 'Hints' }).getByRole('listitem')).toHaveCount(1)
  await page.getByRole('button', { name: 'Start over' }).click()
  await expect(box).toHaveValue(start)
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await expect(box).toHaveValue(/failureThreshold: 1000/)
  await page.getByRole('button', { name: 'Next exercise' }).click()
  await expect(task(page).getByRole('heading', { level: 2 })).toContainText('2.')
  await expect(page).toHaveURL(/#e=how-many-failures$/)
  await page.goBack()
  await expect(task(page).getByRole('heading', { level: 2 })).toContainText('1.')
  await expect(box).toHaveValue(/failureThreshold: 1000/)
})

test('a question comes before its answer: the picture waits behind a curtain, and no panel tells', async ({ playground, page }) => {
  await openLevel(playground, 'how-many-failures')
  const lesson = LESSONS.find(({ exercise }) => exercise.id === 'how-many-failures')!
  await expect(page.locator('.curtain')).toBeVisible()
  await playground.slider.fill('900')
  await expect.poll(async () => Number(await playground.slider.inputValue())).toBeLessThan(10)
  await expect(goals(page).first()).not.toContainText('is restarted at')
  await expect(page.getByRole('tab', { name: 'Verdicts' })).toHaveCount(0)
  await (await inMenu(page, 'Table')).click()
  await expect(page.getByRole('table', { name: 'Timeline as a table' })).not.toContainText('killed')
  // nor does Play, nor a command that waits
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await expect(task(page).getByText('Answer first: Play goes on when the question is answered.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible()
  expect(Number(await playground.slider.inputValue())).toBeLessThan(10)
  await page.getByRole('tab', { name: 'Terminal' }).click()
  await page.getByRole('textbox', { name: 'Command' }).fill('sleep 300; kubectl get po')
  await page.getByRole('textbox', { name: 'Command' }).press('Enter')
  await expect(page.getByRole('log', { name: 'Output' })).toContainText('It would wait for what is asked for: answer the question first.')
  await predict(page, lesson)
  await expect(page.locator('.curtain')).toHaveCount(0)
})

test('what an exit code says is not seen before it is said', async ({ playground, page }) => {
  await openLevel(playground, 'exit-codes')
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await expect(task(page).getByText('Answer first: Play goes on')).toBeVisible()
  const seen = Number(await playground.slider.inputValue())
  expect(seen).toBeLessThan(90)
  const why = page.getByRole('tabpanel', { name: 'Why' })
  await expect(why).not.toContainText('2 min')
  await expect(page.getByRole('region', { name: 'main', exact: true })).not.toContainText(/exit [01]/)
  // the first answer opens the first one's outcome, and no other
  const [first] = LESSONS.find(({ exercise }) => exercise.id === 'exit-codes')!.exercise.predict
  const group = page.getByRole('group', { name: first!.ask, exact: true })
  await group.getByRole('radio', { name: '0', exact: true }).check()
  await group.getByRole('button', { name: 'Reveal' }).click()
  await expect(group).toContainText('Right: 0.')
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await expect(task(page).getByText('Answer first: Play goes on')).toBeVisible()
  expect(Number(await playground.slider.inputValue())).toBeLessThan(100)
})

test('the story goes on step by step, is left, and greets nobody twice', async ({ playground, page }) => {
  await playground.open()
  const story = page.getByRole('region', { name: 'Story' })
  await expect(story).toContainText('whyrestart shows, second by second, why a pod keeps restarting')
  for (let n = 2; n <= 9; n++) {
    await story.getByRole('button', { name: n === 2 ? 'Walk through this case' : 'Next step' }).click()
    await expect(story).toContainText(`${n} of 9`)
  }
  await expect(playground.panel).toContainText('Fix 1')
  await page.reload()
  await expect(story).toContainText('9 of 9')
  await story.getByRole('button', { name: 'Leave the story' }).click()
  await page.reload()
  await playground.settled()
  await expect(story).toHaveText('▸ The story: step 9 of 9')
})

test('an exercise is made of the open case, and tried at once', async ({ playground, page }) => {
  await playground.open()
  await (await inMenu(page, 'Learn')).click()
  await page.getByText('For trainers', { exact: true }).click()
  await page.getByRole('button', { name: /^Make an exercise of this/ }).click()
  const dialog = page.getByRole('dialog', { name: 'Make an exercise of this' })
  await dialog.getByLabel('Title').fill('My own task')
  await dialog.getByRole('checkbox', { name: /^kube-apiserver is not restarted/ }).check()
  await expect(dialog.getByText('No task is written: a learner sees the goals alone.')).toBeVisible()
  await dialog.getByRole('textbox', { name: /^The task/ }).fill('Make it **calm**. <img src=x>')
  await expect(dialog.getByText('No task is written')).toHaveCount(0)
  await dialog.getByRole('button', { name: 'Try it' }).click()
  await expect(task(page).getByRole('heading', { level: 2 })).toHaveText('My own task')
  await expect(task(page)).toContainText('<img src=x>')
  await expect(goals(page)).toHaveCount(1)
  await page.reload()
  await expect(task(page).getByRole('heading', { level: 2 })).toHaveText('My own task')
})

test('another level begins at an empty terminal, and the list that led to it goes', async ({ playground, page }) => {
  await openLevel(playground, 'a-slow-node')
  const screen = page.getByRole('log', { name: 'Output' })
  await expect(screen).toContainText('# printed at ')
  const command = page.getByRole('textbox', { name: 'Command' })
  await command.fill('echo of the slow node')
  await command.press('Enter')
  await expect(screen).toContainText('echo of the slow node')
  const list = page.getByRole('navigation', { name: 'Course' })
  await list.getByRole('button', { name: /of 26/ }).click()
  await list.getByRole('link', { name: /^10\./ }).click()
  await expect(task(page).getByRole('heading', { level: 2 })).toContainText('10.')
  await expect(list.getByRole('link', { name: /^10\./ })).toBeHidden()
  await expect(screen).toContainText('# printed at ')
  await expect(screen).not.toContainText('echo of the slow node')
  await command.press('ArrowUp')
  await expect(command).toHaveValue('')
})

const ALONE = `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - name: web
    image: example.com/web:1
    ports: [{containerPort: 8080}]
    livenessProbe: {httpGet: {path: /healthz, port: 8080}}
`

for (const [kind, manifest] of Object.entries({ Deployment: DEPLOYMENT, Pod: ALONE }))
  test(`an exercise is made of a ${kind} that was pasted, and the room takes its link`, async ({ playground, page }) => {
    await playground.open()
    await page.waitForLoadState('networkidle')
    await page.getByRole('button', { name: 'Play' }).focus()
    await paste(page, manifest)
    await expect(playground.lane('Anonymous requests off')).toBeHidden()
    await (await inMenu(page, 'Learn')).click()
    await page.getByText('For trainers', { exact: true }).click()
    await page.getByRole('button', { name: /^Make an exercise of this/ }).click()
    const dialog = page.getByRole('dialog', { name: 'Make an exercise of this' })
    await dialog.getByLabel('Title').fill('Of a paste')
    await dialog.getByRole('checkbox', { name: /is not restarted in/ }).check()
    await expect(dialog).toContainText(/holds already|does not hold yet/)
    await dialog.getByRole('button', { name: 'Try it' }).click()
    await expect(task(page).getByRole('heading', { level: 2 })).toHaveText('Of a paste')
    const hash = new URL(page.url()).hash
    await page.goto('#room')
    const room = page.getByRole('region', { name: 'The room' })
    await room.getByRole('textbox').fill(`http://localhost/${hash}`)
    await room.getByRole('button', { name: 'Add them' }).click()
    await expect(room).toContainText('The exercise “Of a paste” is here now.')
    await expect(room.getByRole('list', { name: 'Links that are left out' })).toHaveCount(0)
    await room.getByRole('button', { name: 'Empty the room' }).click()
  })

test('an exercise that is tried once more tells why of its own run, and none of the run that was solved', async ({ playground, page }) => {
  const tryIt = async (says: string): Promise<void> => {
    await (await inMenu(page, 'Learn')).click()
    await page.getByText('For trainers', { exact: true }).click()
    await page.getByRole('button', { name: /^Make an exercise of this/ }).click()
    const dialog = page.getByRole('dialog', { name: 'Make an exercise of this' })
    await dialog.getByRole('checkbox', { name: /^kube-apiserver is not restarted/ }).check()
    await expect(dialog).toContainText(says)
    const solution = dialog.getByRole('combobox', { name: 'The solution' })
    if (await solution.getByRole('option', { name: 'as you solved it when you tried it' }).count()) {
      await solution.selectOption({ label: 'as you solved it when you tried it' })
      await expect(dialog).toContainText('Its solution solves it.')
    }
    await dialog.getByRole('button', { name: 'Try it' }).click()
    await expect(goals(page)).toHaveCount(1)
    await playground.settled()
  }
  await playground.open()
  await tryIt('No manifest has solved this yet: try it.')
  await playground.slider.fill('625')
  const chain = page.getByRole('list', { name: 'Chain of causes' })
  await expect(chain).toContainText('9 min 35.2 sEvent Killing')
  await playground.monaco()
  await playground.rewrite('Anonymous requests off', (text) => text.replace('    - --anonymous-auth=false\n', ''))
  await page.getByRole('button', { name: 'Check my fix' }).click()
  await expect(task(page)).toContainText('Solved.')
  await page.getByRole('button', { name: 'Leave the exercise' }).click()
  await playground.settled()
  await tryIt('You have solved it when you tried it: “The solution” can be that.')
  await expect(chain).toContainText('9 min 35.2 sEvent Killing')
})

test('what was counted up to a moment is in view once it is told, and the clock stands there', async ({ playground, page }) => {
  await openLevel(playground, 'a-static-pod')
  const lesson = LESSONS.find(({ exercise }) => exercise.id === 'a-static-pod')!
  await predict(page, lesson)
  await playground.settled()
  await expect(playground.slider).toHaveValue('330')
})

test('an exercise that asks first is printed as a sheet: its questions, its goals, the manifest and the way to it', async ({
  playground,
  page,
}) => {
  await openLevel(playground, 'how-many-failures')
  const { exercise } = LESSONS.find(({ exercise: { id } }) => id === 'how-many-failures')!
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')))
  await expect(page.getByRole('list', { name: 'Questions on paper' }).getByRole('listitem').first()).toContainText(exercise.predict[0]!.ask)
  await expect(page.getByRole('list', { name: 'Goals on paper' }).getByRole('listitem')).toHaveCount(exercise.goals.length)
  await expect(page.locator('.on-paper')).toContainText('livenessProbe')
  await expect(page.getByRole('img', { name: 'QR code: the exercise' })).toBeVisible()
  await page.evaluate(() => dispatchEvent(new Event('afterprint')))
  await expect(page.getByRole('list', { name: 'Questions on paper' })).toHaveCount(0)
})
