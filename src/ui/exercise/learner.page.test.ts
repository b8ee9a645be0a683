import { type Locator, type Page, expect, failNext, test, type Playground, inMenu, paste, drop } from '../fixture/playground.ts'
import { shippedLessons } from '../../cli/shipped-course.ts'
import { startOf } from '../../lessons/check-exercise.ts'
import type { Lesson } from '../../lessons/parse-exercise.ts'
import { answerOf } from '../../lessons/predict.ts'
import '../../views/all.ts'

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

test('who checks before answering is led to the question, and the own lane stays the one that is edited', async ({ playground, page }) => {
  await openLevel(playground, 'how-many-failures')
  const lesson = lessonOf('how-many-failures')
  page.scrolled()
  await page.getByRole('button', { name: 'Check my fix' }).click()
  await expect(task(page)).toContainText('Answer the questions first')
  await expect.poll(() => page.scrolled()).toEqual([lesson.exercise.predict[0]!.ask])
  // nothing can be typed before
  await expect(playground.editor('main')).not.toBeEditable()
  await expect(page.getByRole('group', { name: lesson.exercise.predict[0]!.ask }).getByRole('slider')).toBeFocused()
  // what was guessed stays where the answer does not come, to be revealed later
  await failNext('answer')
  const first = page.locator('fieldset.predict').first()
  await first.getByRole('spinbutton', { name: 'Seconds' }).fill('7')
  await first.getByRole('button', { name: 'Reveal' }).click()
  await expect(page.locator('.notice')).toContainText('A part of the page could not be fetched')
  await expect(first.getByRole('spinbutton', { name: 'Seconds' })).toHaveValue('7')
  await expect(first.getByRole('button', { name: 'Reveal' })).toBeEnabled()
  for (const question of lesson.exercise.predict) {
    const group = page.getByRole('group', { name: question.ask, exact: true })
    // a guess is one question's
    await expect(group.getByRole('spinbutton', { name: 'Seconds' })).toHaveValue(question === lesson.exercise.predict[0] ? '7' : '')
    await group.getByRole('spinbutton', { name: 'Seconds' }).fill(String(Math.round(Number(answerOf(question, startOf(lesson))))))
    await group.getByRole('button', { name: 'Reveal' }).press('Enter')
    await expect(group).toContainText('Right', { timeout: 30_000 })
    // the keys go on with the next question, or with what may be done then
    const next = question === lesson.exercise.predict.at(-1) ? 'Check my fix' : 'Your pin'
    const focused = (): Promise<string> =>
      page.evaluate(() => document.activeElement!.getAttribute('aria-label') ?? document.activeElement!.textContent!)
    await expect.poll(focused).toBe(next)
  }
  await expect(task(page)).not.toContainText('Answer the questions first')
  await playground.monaco()
  await playground.rewrite('main', (text) => text.replace('failureThreshold: 3', 'failureThreshold: 1000'))
  await page.getByRole('button', { name: 'Check my fix' }).click()
  await expect(task(page)).toContainText('But hang it at 10 min', { timeout: 60_000 })
  await expect(page.getByRole('region', { name: /^main, / })).toBeVisible()
  await expect(task(page).locator('.fix-found')).toLookLike(
    `
    output aria-live=polite: span data-broken: Left alone for 30 minutes it has 0 restarts. But hang it at 10 min, and it stays hung. 120 of its 120 liveness probes fail, at most 120 in a row; it takes 1000. The run that sh…
  `,
    { closely: true },
  )
  await expect(playground.editor('main')).toHaveValue(/failureThreshold: 1000/)
})

test('what is solved stays solved when more is tried: the rest is advice', async ({ playground, page }) => {
  await openLevel(playground, 'the-strange-case')
  const lesson = lessonOf('the-strange-case')
  for (const question of lesson.exercise.predict) {
    const group = page.getByRole('group', { name: question.ask, exact: true })
    await group.getByRole('radio', { name: String(answerOf(question, startOf(lesson))), exact: true }).check()
    await group.getByRole('button', { name: 'Reveal' }).click()
    await expect(group).toContainText('Right', { timeout: 30_000 })
  }
  await playground.monaco()
  await expect(task(page).getByRole('list', { name: 'Goals' })).toLookLike(
    `
    ul “Goals” aria-busy=false
      li
        open:
        The kube-apiserver is not restarted in 30 minutes
        button aria-disabled=false: Show me
      li data-holds=true
        done:
        A stranger outside still gets 401 for /version
        em: (keep it so)
      li
        open:
        At the end its liveness probe passes
        button aria-disabled=false: Show me
  `,
    { closely: true },
  )
  // it holds every goal, and opens a door
  await playground.rewrite(lesson.exercise.lane, (text) =>
    text
      .replace(
        '    - --anonymous-auth=false\n',
        '    - --anonymous-auth=false\n    - --insecure-port=8888\n    - --insecure-bind-address=0.0.0.0\n',
      )
      .replace(/port: 6443\n( +)scheme: HTTPS/, 'port: 8888\n$1scheme: HTTP'),
  )
  await expect(solved(page)).toContainText('Solved')
  await expect(page.getByRole('region', { name: 'Debrief' })).toContainText('The rule')
  await expect.poll(() => page.scrolled()).toContain('Solved')
  await page.getByRole('button', { name: 'Check my fix' }).click()
  await expect(task(page)).toContainText('The goals hold: this is advice beyond them.', { timeout: 60_000 })
  await expect(solved(page)).toHaveText(/^Solved\. It took no hint and \d+ s\.$/)
  await expect(task(page).locator('[data-broken]')).toHaveCount(0)
  await expect(task(page).locator('.fix-found')).toLookLike(
    `
    output aria-live=polite: span data-advice=true: The goals hold: this is advice beyond them. Left alone for 30 minutes it has 0 restarts. But let a stranger outside ask without credentials, and too much is shown: everyth…
  `,
    { closely: true },
  )
  await expect(task(page).getByRole('list', { name: 'Goals' })).toLookLike(
    `
    ul “Goals” aria-busy=false
      li data-holds=true
        done:
        The kube-apiserver is not restarted in 30 minutes
      li data-holds=true
        done:
        A stranger outside still gets 401 for /version
      li data-holds=true
        done:
        At the end its liveness probe passes
  `,
    { closely: true },
  )
  await expect(task(page).locator('.exercise-buttons')).toLookLike(
    `
    button .primary: Next exercise
    button: Check my fix
    output aria-live=polite: span data-advice=true: The goals hold: this is advice beyond them. Left alone for 30 minutes it has 0 restarts. But let a stranger outside ask without credentials, and too much is shown: everyth…
    button: Start over
    button: Show the solution
  `,
    { closely: true },
  )
})

test('in an incident vi opens at once, where neither the editor nor the lanes are to be seen', async ({ playground, page }) => {
  await openLevel(playground, 'the-night-shift')
  const command = page.getByRole('textbox', { name: 'Command' })
  for (const editor of ['vi', 'vim', 'nano']) {
    await command.fill(`${editor} /etc/kubernetes/manifests/kube-apiserver.yaml`)
    await command.press('Enter')
    const dialog = page.getByRole('dialog', { name: '/etc/kubernetes/manifests/kube-apiserver.yaml' })
    await expect(dialog).toBeVisible()
    // what it began with is not to be changed here
    await expect(dialog.getByRole('button', { name: /^Save/ })).toHaveCount(1)
    await expect(dialog).toContainText('it is an action in the life of the cluster, as if somebody had saved it there.')
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await expect(dialog).toHaveCount(0)
  }
  await command.fill('vi /etc/kubernetes/manifests/kube-apiserver.yaml')
  await command.press('Enter')
  const text = page.getByRole('textbox', { name: /^Text of .*kube-apiserver.yaml at/ })
  await text.fill(`# mine\n${await text.inputValue()}`)
  await page.getByRole('button', { name: /^Save at/ }).click()
  await playground.settled()
  await command.fill('head -n 1 /etc/kubernetes/manifests/kube-apiserver.yaml')
  await command.press('Enter')
  await expect(page.getByRole('log', { name: 'Output' })).toContainText('# mine')
  // the menu of faults is the timeline’s: it does not come here, nor later
  await page.getByRole('tab', { selected: true }).focus()
  await page.keyboard.press('x')
  await expect(page.getByRole('dialog')).toHaveCount(0)
})

test('an edit of one’s own lane takes away the run that showed what its old text does; undo brings back both', async ({
  playground,
  page,
}) => {
  await openLevel(playground, 'a-probe')
  await playground.monaco()
  await playground.rewrite('main', (text) => text.replace('failureThreshold: 3', 'failureThreshold: 1000'))
  await page.getByRole('button', { name: 'Check my fix' }).click()
  await expect(task(page)).toContainText('Left alone for 30 minutes it has 0 restarts. But', { timeout: 60_000 })
  const shown = page.getByRole('region', { name: /^main, / })
  await expect(shown).toHaveCount(1)
  await playground.rewrite('main', (text) => text.replace('path: /healthz', 'path: /alive').replace('1000', '3'))
  await expect(shown).toHaveCount(0)
  // nor is anything said of that text
  await expect(task(page).locator('.fix-found')).toBeEmpty()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(shown).toHaveCount(1)
  await expect(task(page).locator('.fix-found')).toContainText('Left alone for 30 minutes it has 0 restarts.')
  await expect(playground.editor('main')).toHaveValue(/failureThreshold: 1000/)
})

test('the editor is locked while a question is open and says so; who skips the questions may type, and is told the answers', async ({
  playground,
  page,
}) => {
  await openLevel(playground, 'how-many-failures')
  const editor = page.getByRole('region', { name: 'Editor' })
  await expect(editor).toContainText('Locked until the questions are answered.')
  await page.getByRole('button', { name: 'Skip the questions' }).click()
  await expect(editor).not.toContainText('Locked')
  await expect(task(page)).toContainText('It is 2 min 30 s.')
  await expect(playground.editor('main')).toBeEditable()
  await page.getByRole('button', { name: 'behaviour: what its programs do' }).click()
  await expect(editor).toContainText('Given: the task is solved in the manifest.')
})

test('a command in the text is pressed by mouse or keys: a whole one runs, one that lacks something waits in the terminal', async ({
  playground,
  page,
}) => {
  await openLevel(playground, 'the-crash')
  const output = page.getByRole('log', { name: 'Output' })
  await task(page).getByRole('button', { name: 'kubectl logs settings-master-node --previous' }).press('Enter')
  await expect(output).toContainText('/etc/kubernetes/pki/etcd/server.crt: no such file or directory')
  await openLevel(playground, 'an-expired-certificate')
  await page.getByRole('tab', { name: 'Events' }).click()
  await task(page).getByRole('button', { name: 'crictl logs', exact: true }).click()
  const command = page.getByRole('textbox', { name: 'Command' })
  await expect(command).toHaveValue('crictl logs ')
  await expect(command).toBeFocused()
  await expect(output).not.toContainText('crictl logs')
})

test('what is typed on is solved when it rests, not on the way there', async ({ playground, page }) => {
  await openLevel(playground, 'how-many-failures')
  await page.getByRole('button', { name: 'Skip the questions' }).click()
  await playground.monaco()
  // while somebody writes the task keeps its height, until it is solved
  const height = (): Promise<string> => task(page).evaluate(({ style }: HTMLElement) => style.height)
  const writes = (isSo: boolean): Promise<void> =>
    page.locator('#main').evaluate((main: HTMLElement) => void main.toggleAttribute('data-writing', isSo))
  await task(page).evaluate((section) => Object.defineProperty(section, 'offsetHeight', { value: 321 }))
  for (const isSo of [true, false, true]) {
    await writes(isSo)
    await expect.poll(height).toBe(isSo ? '321px' : '')
  }
  await playground.rewrite('main', (text) => text.replace('failureThreshold: 3', 'failureThreshold: 10'))
  await expect(solved(page)).toContainText('All goals hold. It counts once the text has rested')
  await playground.rewrite('main', (text) => text.replace('failureThreshold: 10', 'failureThreshold: 1000'))
  await page.pass(5)
  await expect(solved(page)).toBeEmpty()
  await playground.rewrite('main', (text) => text.replace('failureThreshold: 1000', 'failureThreshold: 8'))
  await writes(true)
  await page.pass(3)
  await expect(solved(page)).toContainText('Solved.')
  await expect.poll(height).toBe('')
  await writes(false)
  const debrief = page.getByRole('region', { name: 'Debrief' })
  await expect(debrief).toContainText(
    'have become 0. When web hangs, it is killed within 2 minutes (tried at 10 min): a restart of web begins at 11 min',
    {
      timeout: 30_000,
    },
  )
  await expect(task(page).getByRole('button', { name: 'Next exercise' })).toBeVisible()
  await expect(debrief).toLookLike(
    `
    section “Debrief”
      What you have shown. 8 restarts in 30 min have become 0. When web hangs, it is killed within 2 minutes (tried at 10 min): a restart of web begins at 11 min 11 s: 8 of 8 liveness probes failed in a row.
      The rule.
      code .unbroken: periodSeconds
      times
      code .unbroken: failureThreshold
      is about the time until a hang is noticed, and about the longest trouble that does no harm. It is one number for both: you choose which mistake is cheaper.
      What else works, at a price. Any threshold from 6 to 12; 5 is too few where chance lets five probes fall into the 45 seconds. The higher, the longer a hang lasts; the lower, the sooner a longer tidying hurts. Best of …
      code .unbroken: 200
      while it tidies.
      How Kubernetes counts:
      a href=https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/prober/worker.go: worker.go
      .
      In a real cluster kubectl describe pod web-master-node said before the fix:
      pre
        | Warning  Unhealthy  5m (x25 over 27m)  kubelet  spec.containers{web}: Liveness probe failed: HTTP probe failed with statuscode: 500
  `,
    { closely: true },
  )
  await page.getByRole('button', { name: 'Show the solution' }).click()
  await expect(solved(page)).toHaveText(/ s\. The solution was shown\.$/)
  const lines = page.getByRole('region', { name: 'Lines of the solution' })
  await expect(lines).toHaveText('Your text is the solution, line by line.')
  await playground.rewrite('main', (text) => text.replace('failureThreshold: 8', 'failureThreshold: 1000'))
  await expect(lines).toLookLike(
    `
    section “Lines of the solution”
      The solution runs in a lane of its own; your text stays. It differs in these lines:
      pre
        | −       failureThreshold: 1000
        | +       failureThreshold: 8
  `,
    { closely: true },
  )
  await expect(debrief).toHaveCount(0)
  await expect(solved(page)).toContainText('What you have solved stays so. But as the text stands now, goal 2 does not hold.')
})

test('who chooses a level in the list goes on from its task by the keys', async ({ playground, page }) => {
  await playground.open()
  const task = page.getByRole('region', { name: 'Exercise' })
  // the one that is open too
  for (const _time of [1, 2]) {
    await (await inMenu(page, 'Learn')).click()
    await page.getByRole('dialog', { name: 'Learn' }).getByRole('navigation', { name: 'Course' }).getByRole('link').first().click()
    await expect(task).toBeVisible()
    await expect(page.getByRole('dialog', { name: 'Learn' })).toHaveCount(0)
    await expect(task.locator('h2').first()).toBeFocused()
  }
})

test('nobody is taken out of an exercise by what is pasted or dropped beside its fields', async ({ playground, page }) => {
  const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: other}\nspec: {containers: [{name: other, image: other}]}\n'
  const notice = page.locator('.notice')
  for (const id of ['a-probe', 'the-night-shift']) {
    await openLevel(playground, id)
    await page.waitForLoadState('networkidle')
    await page.getByRole('button', { name: 'Play' }).focus()
    await paste(page, pod)
    await expect(notice).toContainText('An exercise is open: leave it first')
    await expect(title(page)).toHaveText(lessonOf(id).scenario.title)
  }
  await openLevel(playground, 'a-probe')
  await drop(page, { 'pod.yaml': pod })
  await expect(notice).toContainText('An exercise is open: leave it first')
  await expect(page).toHaveURL(/#e=a-probe$/)
  // who asks for a scenario of their own has left by that
  await (await inMenu(page, 'New')).click()
  await expect(page.getByRole('dialog', { name: 'A scenario of your own' })).toBeVisible()
  await paste(page, pod)
  await expect(title(page)).toHaveCount(0)
})
