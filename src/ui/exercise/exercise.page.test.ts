import { type Page, expect, failNext, handedIn, listeners, paste, Playground, test, inMenu } from '../fixture/playground.ts'
import { DEPLOYMENT } from '../fixture/samples.ts'
import { shippedLessons } from '../../cli/shipped-course.ts'
import { startOf } from '../../lessons/check-exercise.ts'
import type { Lesson } from '../../lessons/parse-exercise.ts'
import { answerOf } from '../../lessons/predict.ts'
import { readContents } from '../../share/contents.ts'
import { parse } from 'yaml'
import '../../views/all.ts'
import { A_PROBE } from './a-probe-fixture.ts'
import { sha256 } from './sha256.ts'

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
  const some = { hints: 0, edits: 0, seconds: 0, answers: [] }
  const of = { 'a-probe': { ...some, solved: { hints: 0, edits: 1, seconds: 9 } }, 'not-ready': { ...some, edits: 1 } }
  const more = { 'a-slow-start': { ...some, hints: 1 }, 'exit-codes': { ...some, answers: ['0'] } }
  page.kept.set('whyrestart-progress', JSON.stringify({ version: 1, of: { ...of, ...more } }))
  await openLevel(playground, 'the-back-off')
  const course = page.getByRole('navigation', { name: 'Course' })
  await course.getByText(`1 of ${LESSONS.length} solved`).click()
  const rows = course.locator('li:not(.part)')
  const minutes = (n: number): string => `${LESSONS[n]!.exercise.minutes} min`
  for (const [n, says] of ['solved', 'next · ', 'begun · ', 'begun · ', 'open now · ', 'begun · ', ''].entries())
    await expect(rows.nth(n).locator('small')).toHaveText(n === 0 ? says : says + minutes(n))
  await expect(course.locator('[data-holds]')).toHaveText(/solved$/)
  await expect(course.locator('[data-next]')).toHaveText(/next/)
  await expect(course.locator('.part')).toHaveCount(4)
  // what opens elsewhere is the browser's own
  const isTaken = (keys: object): Promise<boolean> =>
    rows
      .nth(2)
      .locator('a')
      .evaluate((link: HTMLElement) => {
        const address = link.getAttribute('href')!
        link.removeAttribute('href')
        const isPrevented = !link.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, ...keys }))
        link.setAttribute('href', address)
        return isPrevented
      })
  for (const key of ['ctrlKey', 'metaKey', 'shiftKey', 'altKey']) expect(await isTaken({ [key]: true })).toBe(false)
  await course.getByText(`1 of ${LESSONS.length} solved`).click()
  await expect(course.getByRole('link')).toHaveCount(LESSONS.length)
  await expect(course.locator('a[aria-current]')).toHaveAttribute('href', '#e=the-back-off')
  await (await inMenu(page, 'Learn')).click()
  const dialog = page.getByRole('dialog', { name: 'Learn' })
  await expect(dialog.getByRole('link').first()).toBeVisible()
  await expect(course.getByRole('link')).toHaveCount(LESSONS.length)
  await expect(course.locator('a[aria-current]')).toHaveAttribute('href', '#e=the-back-off')
  await course.locator('p').click()
  await dialog.getByText('For trainers', { exact: true }).click()
  await expect(dialog.locator('.choice')).toHaveText([
    'The story, in nine stepsWhy one line led to 6 restarts in 7 minutes. Two sentences a step.',
    'Continue on another deviceHow far you are, as a link or a QR code; and from another device to this one.',
    'Back to the caseYour attempt is kept.',
    'Make an exercise of thisThe exercise as it stands, with your changes, becomes another task: what to say, what must hold, hints, what is hidden.',
    'The roomThe attempts that were handed in as links. Who solved it, and in which way.',
  ])
  await page.keyboard.press('Escape')
  await expect(course).toContainText(`1 of ${LESSONS.length} solved`)
  await (await inMenu(page, 'Learn')).click()
  await dialog.getByRole('button', { name: /^Back to the case/ }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('The strange case')
})

test('hints come one at a time, Check my fix plays what breaks it, Start over and Next lead on, and nothing is lost', async ({
  playground,
  page,
}) => {
  await openLevel(playground, 'a-probe')
  page.scrolled()
  await page.getByRole('button', { name: 'Hint', exact: true }).click()
  await expect(page.getByRole('list', { name: 'Hints' }).getByRole('listitem')).toHaveCount(1)
  await expect.poll(() => page.scrolled()).toEqual(['The program works, but its pro'])
  await expect(page.getByRole('list', { name: 'Goals' })).toHaveAttribute('aria-busy', 'false')
  await expect(task(page)).toLookLike(
    `
    section “Exercise”
      h2 tabindex=-1: 1. What a probe is
${A_PROBE}
      div aria-live=polite: ol “Hints”: li: The program works, but its probe gets bad answers, and so it is killed.
      output “Solved”
      button .primary: Check my fix
      output aria-live=polite
      button: Hint
      button aria-disabled=true: Start over
      button: Next exercise
      about 4 min
  `,
    { closely: true },
  )
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')))
  await expect(page.locator('.on-paper')).toContainText('path: /healthz')
  await expect(page.locator('[data-sheet]')).toHaveCount(0)
  await page.evaluate(() => dispatchEvent(new Event('afterprint')))
  await playground.monaco()
  const box = page.getByRole('textbox', { name: /^Manifest of / })
  const name = (await box.getAttribute('aria-label'))!.replace('Manifest of ', '')
  const start = await box.inputValue()
  // a threshold that nobody lives to see: calm, and blind
  await playground.rewrite(name, (text) => text.replace(/failureThreshold: \d+/, 'failureThreshold: 1000'))
  const checkFix = page.getByRole('button', { name: 'Check my fix' })
  await checkFix.click()
  // it keeps the focus, and tries nothing a second time
  await expect(checkFix).toHaveAttribute('aria-disabled', 'true')
  await expect(checkFix).toBeEnabled()
  page.scrolled()
  await checkFix.click()
  await expect(task(page)).toContainText('Left alone for 30 minutes it has 0 restarts. But', { timeout: 60_000 })
  await expect.poll(() => page.scrolled()).toContainEqual(expect.stringMatching(/^Left alone/))
  await expect(page.getByRole('region', { name: new RegExp(`^${name}, `) })).toBeVisible()
  const drawn = 'The run that shows it is drawn below yours; your own lane is the one that you edit.'
  await expect(task(page)).toContainText(drawn)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(task(page)).not.toContainText(drawn)
  await page.getByRole('button', { name: 'Redo' }).click()
  await expect(task(page)).toContainText(drawn)
  await expect(page.getByRole('list', { name: 'Goals' })).toHaveAttribute('aria-busy', 'false')
  await expect(task(page).locator('.exercise-foot')).toLookLike(
    `
    ul “Goals” aria-busy=false
      li data-holds=true
        done:
        web is not restarted in 30 minutes
      li
        open:
        When web hangs, it is killed within 60 seconds
        small title=Nothing is restarted between 10 min and 11 min: 65 of 1000 liveness probes have failed in…: Tried: hang web at 10 min. Nothing is restarted between 10 min and 11 min: 65 of 1000 liveness probes have fail…
        button aria-disabled=false: Show me
    ul “To be kept”
      li: To be kept: The probe still asks by HTTP
      li: To be kept: The image stays the same
    div aria-live=polite: ol “Hints”: li: The program works, but its probe gets bad answers, and so it is killed.
  `,
    { closely: true },
  )
  await expect(task(page).locator('.exercise-buttons')).toLookLike(
    `
    button .primary: Check my fix
    output aria-live=polite: span data-broken: Left alone for 30 minutes it has 0 restarts. But hang it at 10 min, and it stays hung. 120 of its 120 liveness probes fail, 179 in a row with those before; it takes 1000. The r…
    button: Hint
    button: Start over
    button: Next exercise
    about 4 min
  `,
    { closely: true },
  )
  await page.reload()
  await expect(box).toHaveValue(/failureThreshold: 1000/)
  await expect(page.getByRole('list', { name: 'Hints' }).getByRole('listitem')).toHaveCount(1)
  await page.getByRole('button', { name: 'Start over' }).click()
  await expect(box).toHaveValue(start)
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await expect(box).toHaveValue(/failureThreshold: 1000/)
  for (let n = 2; n <= 4; n++) {
    await expect(page.getByRole('button', { name: 'Show the solution' })).toHaveCount(0)
    await page.getByRole('button', { name: 'Hint', exact: true }).click()
  }
  await expect(page.getByRole('list', { name: 'Hints' }).getByRole('listitem')).toHaveCount(4)
  await expect(page.getByRole('button', { name: 'Hint', exact: true })).toBeDisabled()
  await expect(page.getByRole('button', { name: 'Hint', exact: true })).toBeFocused()
  const lines = page.getByRole('region', { name: 'Lines of the solution' })
  await page.getByRole('button', { name: 'Show the solution' }).click()
  await expect(lines).toBeVisible()
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await expect(lines).toBeHidden()
  await page.getByRole('button', { name: 'Redo', exact: true }).click()
  await expect(lines).toLookLike(
    `
    section “Lines of the solution”
      The solution runs in a lane of its own; your text stays. It differs in these lines:
      pre
        | −         path: /healthz
        | +         path: /alive
        | −       failureThreshold: 1000
        | +       failureThreshold: 3
  `,
    { closely: true },
  )
  await expect.poll(() => page.scrolled()).toContain('Lines of the solution')
  // a check that draws no other run leaves it
  await playground.rewrite(name, () => start)
  await checkFix.click()
  await expect(task(page)).toContainText('It is not calm', { timeout: 60_000 })
  await expect(lines).toBeVisible()
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await expect(box).toHaveValue(/failureThreshold: 1000/)
  await page.getByRole('button', { name: 'Next exercise' }).click()
  await expect(task(page).getByRole('heading', { level: 2 })).toContainText('2.')
  await expect(task(page).getByRole('heading', { level: 2 })).toBeFocused()
  await expect(page).toHaveURL(/#e=how-many-failures$/)
  await page.goBack()
  await expect(task(page).getByRole('heading', { level: 2 })).toContainText('1.')
  await expect(box).toHaveValue(/failureThreshold: 1000/)
})

test('a question comes before its answer: the picture waits behind a curtain, and no panel tells', async ({ playground, page }) => {
  await openLevel(playground, 'how-many-failures')
  const lesson = LESSONS.find(({ exercise }) => exercise.id === 'how-many-failures')!
  await expect(page.locator('.curtain')).toHaveText('Hidden until you guess: put the pin there, then press Reveal.')
  await expect(page.locator('.curtain')).toHaveAttribute('data-asks', 'true')
  await expect(task(page)).toLookLike(
    `
    section “Exercise”
      h2 tabindex=-1: 2. How many failures, how often
      div data-shape=lines
        div tabindex=0
          Two minutes after its start
          code .unbroken: web
          tidies its files for 45 seconds, and answers
          code .unbroken: 500
          meanwhile.
          The kubelet asks every
          code .unbroken: periodSeconds
          , and kills after
          code .unbroken: failureThreshold
          bad answers in a row; one good answer, and it counts from 0.
          Put the pin where the first kill comes. Then change the manifest: tidying is to do no harm, and a hang is to be noticed within 2 minutes.
        button: Fold
      div data-open=true
        fieldset “The first bad answer comes at 2 min 10 s. When is web killed for the first time?”
          legend: The first bad answer comes at 2 min 10 s. When is web killed for the first time?
          input “Your pin” = “0” aria-valuetext=not set min=0 max=600 step=1
          button “Earlier”: −
          input “Seconds” = “” min=0 step=1
          s
          button “Later”: +
          not set
          button disabled .primary: Reveal
          Drag the pin on the timeline, or here, or type the seconds, and press Enter. Within 8 s counts as right.
        One more question follows, then the task.
      div aria-live=polite
      output “Solved”
      button: Check my fix
      output aria-live=polite
      button: Hint
      button aria-disabled=true: Start over
      button: Next exercise
      about 4 min
  `,
    { closely: true },
  )
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
  // what happens is played up to its moment, and never back
  const { useStore } = await import('../state/store.ts')
  const played: number[] = []
  const stop = useStore.subscribe(({ cursor }, before) => void (cursor === before.cursor || played.push(cursor)))
  page.scrolled()
  await predict(page, lesson)
  stop()
  // the outcome of each comes into sight
  expect(page.scrolled()).toMatchInlineSnapshot(`
    [
      "questions",
      "Right: it is 5 min, to the sec",
    ]
  `)
  expect(played).toEqual(played.toSorted((a, b) => a - b))
  expect(played.length).toBeGreaterThan(1)
  const { usePage } = await import('../state/page.ts')
  expect(usePage.getState()).toMatchObject({ seen: null, isAsked: false })
  await expect(page.locator('.curtain')).toHaveCount(0)
  await expect(task(page)).toLookLike(
    `
    section “Exercise”
      h2 tabindex=-1: 2. How many failures, how often
      div data-shape=lines
        div tabindex=0
          Two minutes after its start
          code .unbroken: web
          tidies its files for 45 seconds, and answers
          code .unbroken: 500
          meanwhile.
          The kubelet asks every
          code .unbroken: periodSeconds
          , and kills after
          code .unbroken: failureThreshold
          bad answers in a row; one good answer, and it counts from 0.
          Put the pin where the first kill comes. Then change the manifest: tidying is to do no harm, and a hang is to be noticed within 2 minutes.
          fieldset “The first bad answer comes at 2 min 10 s. When is web killed for the first time?” data-answered=true
            legend: The first bad answer comes at 2 min 10 s. When is web killed for the first time?
            p data-right=true: Right: it is 2 min 30 s, to the second.
            The probe at 2 min is just in time to be answered well; those at 2 min 10 s, 2 min 20 s and 2 min 30 s are bad, and the third of 3 kills.
          fieldset “When is web killed for the second time? (It ends at once when it is asked to.)” data-answered=true
            legend: When is web killed for the second time? (It ends at once when it is asked to.)
            p data-right=true: Right: it is 5 min, to the second.
            The new container tidies its files 2 minutes after its own start at 2 min 30 s, so all comes again 2 min 30 s later.
        button: Fold
      ul “Goals” aria-busy=false
        li
          open:
          web is not restarted in 30 minutes
          button aria-disabled=false: Show me
        li
          open:
          When web hangs, it is killed within 2 minutes
          em: (after the first)
      ul “To be kept”: li: To be kept: The probe still asks for /healthz
      div aria-live=polite
      output “Solved”
      button .primary: Check my fix
      output aria-live=polite
      button: Hint
      button aria-disabled=true: Start over
      button: Next exercise
      about 4 min
  `,
    { closely: true },
  )
  // the room counts the answers
  const handed = await handedIn(page)
  expect(readContents(handed.split('#')[1]!)).toMatchObject({ value: { attempt: { exercise: 'how-many-failures', answers: [150, 300] } } })
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
  await expect(page.locator('.curtain')).toHaveText('Hidden until the question is answered.')
  await expect(group).toLookLike(
    `
    fieldset “With which exit code does the container done end?”
      legend: With which exit code does the container done end?
      input = “0”
      0
      input = “1”
      1
      input = “137”
      137
      input = “143”
      143
      button disabled .primary: Reveal
      Choose an answer first.
  `,
    { closely: true },
  )
  await group.getByRole('radio', { name: '1', exact: true }).check()
  await group.getByRole('radio', { name: '0', exact: true }).check()
  await expect(group).toLookLike(
    `
    fieldset “With which exit code does the container done end?”
      legend: With which exit code does the container done end?
      input = “0” checked
      0
      input = “1”
      1
      input = “137”
      137
      input = “143”
      143
      button .primary: Reveal
      Reveal shows what really happens.
  `,
    { closely: true },
  )
  await group.getByRole('button', { name: 'Reveal' }).click()
  await expect(group).toContainText('Right: 0.')
  await expect(task(page).locator('.questions')).toLookLike(
    `
    div data-open=true
      fieldset “With which exit code does the container done end?” data-answered=true
        legend: With which exit code does the container done end?
        p data-right=true: Right: 0.
        It ended by itself, and all went well: that is 0.
      fieldset “With which exit code does the container broken end?”
        legend: With which exit code does the container broken end?
        input = “0”
        0
        input = “1”
        1
        input = “137”
        137
        input = “143”
        143
        button disabled .primary: Reveal
        Choose an answer first.
      One more question follows, then the task.
  `,
    { closely: true },
  )
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await expect(task(page).getByText('Answer first: Play goes on')).toBeVisible()
  expect(Number(await playground.slider.inputValue())).toBeLessThan(100)
  // who leaves it sees all of what is open then, and after the next time no more listen
  const { usePage } = await import('../state/page.ts')
  const leave = async (): Promise<void> => {
    await page.getByRole('button', { name: 'Leave the exercise' }).click()
    await expect(task(page)).toHaveCount(0)
    await playground.settled()
    expect(usePage.getState()).toMatchObject({ seen: null, isAsked: false })
    await expect(page.locator('.lane-name[aria-current]')).toBeFocused()
  }
  await leave()
  const left = listeners()
  await page.goBack()
  await expect(task(page)).toBeVisible()
  await playground.settled()
  expect(usePage.getState().seen).toBeLessThan(100)
  await leave()
  expect(left()).toEqual({})
})

test('the story goes on step by step, is left, and greets nobody twice', async ({ playground, page }) => {
  await playground.open()
  const story = page.getByRole('region', { name: 'Story' })
  await expect(story).toContainText('whyrestart shows, second by second, why a pod keeps restarting')
  await expect(story).toLookLike(
    `
    section “Story”
      p aria-live=polite data-room=whyrestart shows, second by second, why a pod keeps restarting. Here it is one line too m…: whyrestart shows, second by second, why a pod keeps restarting. Here it is one line too many.
      button title=A manifest, or what kubectl printed. Ctrl V anywhere does it too: Paste yours
      button .primary: Walk through this case
      button: Learn step by step
  `,
    { closely: true },
  )
  for (let n = 2; n <= 9; n++) {
    await story.getByRole('button', { name: n === 2 ? 'Walk through this case' : 'Next step' }).click()
    await expect(story).toContainText(`${n} of 9`)
    if (n !== 3) continue
    await expect(story).toLookLike(
      `
      section “Story”
        p aria-live=polite data-room=This is what the administrator saw at 8 min 45 s: Running, 6 restarts, and an AGE of seve…
          An administrator reads that anonymous requests are a risk, and adds one line:
          span .unbroken: --anonymous-auth=false.
          Nothing else is different.
        button “Back”: ◂
        button .primary: Next step
        step 3 of 9
        button “Leave the story” title=Leave the story: ✕
    `,
      { closely: true },
    )
    await story.getByRole('button', { name: 'Back' }).click()
    await expect(story).toContainText('2 of 9')
    await story.getByRole('button', { name: 'Next step' }).click()
  }
  await expect(playground.panel).toContainText('Fix 1')
  await page.reload()
  await expect(story).toContainText('9 of 9')
  await story.getByRole('button', { name: 'To the exercises' }).click()
  const learn = page.getByRole('dialog', { name: 'Learn' })
  await expect(learn.getByRole('navigation', { name: 'Course' })).toBeVisible()
  await page.keyboard.press('Escape')
  await story.getByRole('button', { name: 'Leave the story' }).click()
  await page.reload()
  await playground.settled()
  await expect(story).toHaveText('▸ The story: step 9 of 9')
  await (await inMenu(page, 'Learn')).click()
  await learn.getByRole('button', { name: /^The story/ }).click()
  await expect(learn).toHaveCount(0)
  await expect(story).toContainText('step 1 of 9')
  await expect(story.getByRole('button', { name: 'Back' })).toBeDisabled()
  await story.getByRole('button', { name: 'Leave the story' }).click()
  await expect(story).toHaveText('▸ The story: nine steps')
  await story.getByRole('button').click()
  await expect(story).toContainText('step 1 of 9')
})

test('an exercise is made of the open case, and tried at once', { tags: 'whole' }, async ({ playground, page }) => {
  await playground.open()
  await (await inMenu(page, 'Learn')).click()
  await page.getByText('For trainers', { exact: true }).click()
  await page.getByRole('button', { name: /^Make an exercise of this/ }).click()
  const dialog = page.getByRole('dialog', { name: 'Make an exercise of this' })
  await expect(dialog).toLookLike(
    `
    dialog data-brings=page open
      h2: Make an exercise of this
      button “Close”: ✕
      Title
      input = “The strange case” maxlength=200
      Minutes
      input = “10” min=1 max=240
      The learner works in
      select = “lane-2”
      The task, in your words (Markdown)
      textarea = “” rows=4 placeholder=What has happened, and what is to be done.
      legend: What must hold at the end
      input
      kube-apiserver is not restarted in 30 min does not hold yet: to be reached
      input
      kube-apiserver is ready at the end does not hold yet: to be reached
      input
      When kube-apiserver hangs, it is restarted within 3 minutes does not hold yet: to be reached
      input
      When kube-apiserver crashes, it is started again within 1 minute does not hold yet: to be reached
      input
      When etcd is lost, the kube-apiserver is not restarted for it within 10 minutes does not hold yet: to be reached
      input
      A stranger outside does not get /version holds already: a fix must keep it
      input
      A stranger outside does not get /api/v1/secrets holds already: a fix must keep it
      legend: Ask first
      Answered before the timeline is shown. The simulator knows the answers.
      input
      When is kube-apiserver killed for the first time? 1 min 35 s
      input
      When is kube-apiserver killed for the second time? 2 min 55 s
      input
      What does the probe of kube-apiserver get? 401
      input
      With which exit code does kube-apiserver end for the first time? 0
      input
      How often is kube-apiserver restarted in 30 min? 11
      Hints, one a line, the gentlest first
      textarea = “” rows=3
      legend: Hidden until it is solved
      What would tell the answer. What is ticked is hidden from the learner, and the task says so.
      input
      Why: the chain of causes, down to the line
      input checked
      What if: changes that would have helped
      input checked
      Verdicts: the table of what each lane costs
      input checked
      The other lanes: they may show the answer
      input
      Request: who gets which answer
      input
      Events
      input
      Terminal
      input
      What comes after the cursor: the clock runs by Play
      A word of yours that shows it all before
      input = “” maxlength=60
      Only its hash is in the file. Left empty, being solved alone shows it.
      The solution
      select = “”
      Told afterwards, in your words (Markdown)
      textarea = “” rows=3 placeholder=Left empty, the run tells what was shown, what else works, and the rule.
      button disabled .primary: Try it
      button disabled: Copy a link
      button disabled: Save as a file
      Choose at least one thing that must hold.
  `,
    { closely: true },
  )
  await dialog.getByLabel('Title').fill('My own task')
  await dialog.getByRole('checkbox', { name: /^kube-apiserver is not restarted/ }).check()
  const minutes = dialog.getByRole('spinbutton', { name: 'Minutes' })
  // no more than a file of an exercise may say
  await expect(dialog.getByLabel('Title')).toHaveAttribute('maxlength', '200')
  for (const [name, is] of Object.entries({ min: '1', max: '240' })) await expect(minutes).toHaveAttribute(name, is)
  await expect(dialog.getByRole('combobox', { name: 'The solution' }).getByRole('option')).toHaveText([
    'none is given',
    ...['As kubeadm writes it', 'Fix 1, insecure port', 'Fix 2, TCP probe', 'Fix 3, RBAC and a firewall'].map((name) => `as in “${name}”`),
  ])
  for (const [typed, is] of [
    ['7', '7'],
    ['', '1'],
  ] as const) {
    await minutes.fill(typed)
    await expect(minutes).toHaveValue(is)
  }
  await dialog.getByRole('checkbox', { name: /^What does the probe/ }).check()
  await dialog.getByRole('textbox', { name: /^Hints/ }).fill('Look at the probe.\n\nWho asks?')
  await dialog.getByRole('textbox', { name: /^Told afterwards/ }).fill('It was **401**.')
  const events = dialog.getByRole('checkbox', { name: 'Events' })
  await events.check()
  await dialog.getByRole('checkbox', { name: /^What if/ }).uncheck()
  await expect(events).toBeChecked()
  await page.pass(1)
  await expect(dialog.getByRole('group', { name: 'Wrong answers that must not pass' })).toLookLike(
    `
    legend: Wrong answers that must not pass
    Tried by the simulator. What is ticked stands in the file, and the proof holds it.
    input disabled
    A threshold of 1000 in the livenessProbe solves it, too: is that meant?
    input disabled
    No livenessProbe solves it, too: is that meant?
    input disabled
    A livenessProbe that only opens the port solves it, too: is that meant?
  `,
    { closely: true },
  )
  await dialog.getByRole('combobox', { name: 'The solution' }).selectOption({ label: 'as in “As kubeadm writes it”' })
  await dialog.getByRole('textbox', { name: /^A word of yours/ }).fill('sesame')
  await page.pass(1)
  await expect(dialog.locator('.exercise-buttons')).toLookLike(
    `
    button .primary: Try it
    button: Copy a link
    button: Save as a file
    button: Fill in anew
    Its solution solves it.
    No task is written: a learner sees the goals alone.
  `,
    { closely: true },
  )
  await dialog.getByRole('button', { name: 'Copy a link' }).click()
  await expect(dialog.locator('.exercise-buttons output')).toHaveText(/^Copied: a link of \d+ characters, with the whole exercise in it\.$/)
  const saved = page.waitForEvent('download')
  await dialog.getByRole('button', { name: 'Save as a file' }).click()
  await page.pass(1)
  const file = await (await saved).text()
  expect(parse(file).exercise).toEqual({
    id: 'my-own-task',
    minutes: 1,
    lane: 'Anonymous requests off',
    story: '',
    goals: [{ text: 'kube-apiserver is not restarted in 30 min', container: 'kube-apiserver', restarts: { max: 0 } }],
    hints: ['Look at the probe.', 'Who asks?'],
    predict: [{ ask: 'What does the probe of kube-apiserver get?', choose: ['200', '401', '403', '404', '500', '503'], right: '401' }],
    debrief: 'It was **401**.',
    solution: { 'kube-apiserver.yaml': expect.not.stringContaining('--anonymous-auth') },
    hide: { parts: ['verdicts', 'lanes', 'events'], until: { code: sha256('sesame') } },
  })
  // what nobody could open is held back
  const said = dialog.locator('.exercise-buttons output')
  for (const name of ['Copy a link', 'Save as a file']) {
    await minutes.fill('10.5')
    await dialog.getByRole('button', { name }).click()
    await expect(said).toHaveText(/^This exercise cannot be opened: line 1, exercise\.minutes: found 10\.5/)
    await minutes.fill('240')
    await dialog.getByRole('button', { name }).click()
    await expect(said).not.toHaveText(/cannot be opened/)
  }
  // what does not come is said
  await failNext('file')
  await dialog.getByRole('button', { name: 'Save as a file' }).click()
  await expect(said).toHaveText('It could not be written: a part of the page did not come. Try again.')
  await failNext('open')
  await dialog.getByRole('button', { name: 'Try it' }).click()
  await expect(said).toHaveText('It could not be opened: a part of the page did not come. Try again.')
  // whether anything solves it, and what is solved already
  const must = (name: RegExp) => dialog.getByRole('checkbox', { name })
  const tried = dialog.locator('.tried')
  await must(/^kube-apiserver is not restarted/).uncheck()
  await must(/^When kube-apiserver hangs/).check()
  await dialog.getByRole('combobox', { name: 'The solution' }).selectOption({ label: 'as in “Fix 2, TCP probe”' })
  await expect(tried).toHaveText(/^Its solution does not: /)
  await must(/^When kube-apiserver hangs/).uncheck()
  await must(/^A stranger outside does not get .version/).check()
  await expect(tried).toHaveText('It is solved from the start: ask for something that does not hold yet.')
  // of another lane other things hold, and nothing is asked for yet
  await must(/^kube-apiserver is not restarted/).check()
  await dialog.getByRole('combobox', { name: 'The learner works in' }).selectOption({ label: 'Fix 2, TCP probe' })
  await expect(dialog.getByText('kube-apiserver is not restarted in 30 min holds already: a fix must keep it')).toBeVisible()
  await expect(must(/^kube-apiserver is not restarted/)).not.toBeChecked()
  await expect(dialog.getByRole('button', { name: 'Try it' })).toBeDisabled()
  await expect(dialog.getByRole('combobox', { name: 'The solution' }).getByRole('option')).toHaveText([
    'none is given',
    ...['As kubeadm writes it', 'Anonymous requests off', 'Fix 1, insecure port', 'Fix 3, RBAC and a firewall'].map(
      (name) => `as in “${name}”`,
    ),
  ])
  await dialog.getByRole('button', { name: 'Fill in anew' }).click()
  await expect(dialog.getByLabel('Title')).toHaveValue('The strange case')
  await expect(dialog.getByRole('button', { name: 'Fill in anew' })).toHaveCount(0)
  await dialog.getByLabel('Title').fill('My own task')
  await dialog.getByRole('checkbox', { name: /^kube-apiserver is not restarted/ }).check()
  await expect(dialog.getByText('No task is written: a learner sees the goals alone.')).toBeVisible()
  await dialog.getByRole('textbox', { name: /^A word of yours/ }).fill(' sesame ')
  await dialog.getByRole('textbox', { name: /^The task/ }).fill('Make it **calm**. <img src=x>')
  await expect(dialog.getByText('No task is written')).toHaveCount(0)
  await dialog.getByRole('button', { name: 'Try it' }).click()
  await expect(task(page).getByRole('heading', { level: 2 })).toHaveText('My own task')
  await expect(task(page).getByRole('heading', { level: 2 })).toBeFocused()
  await expect(task(page)).toContainText('<img src=x>')
  await expect(goals(page)).toHaveCount(1)
  await page.reload()
  await expect(task(page).getByRole('heading', { level: 2 })).toHaveText('My own task')
  // made anew, its word stands, of which only the hash is known
  await (await inMenu(page, 'Learn')).click()
  await page.getByText('For trainers', { exact: true }).click()
  await page.getByRole('button', { name: /^Make an exercise of this/ }).click()
  const hidden = dialog.getByRole('group', { name: 'Hidden until it is solved' })
  await expect(hidden.getByRole('button', { name: 'Do without a word' })).toBeVisible()
  await expect(hidden).toLookLike(
    `
    legend: Hidden until it is solved
    What would tell the answer. What is ticked is hidden from the learner, and the task says so.
    input
    Why: the chain of causes, down to the line
    input checked
    What if: changes that would have helped
    input checked
    Verdicts: the table of what each lane costs
    input checked
    The other lanes: they may show the answer
    input
    Request: who gets which answer
    input
    Events
    input
    Terminal
    input
    What comes after the cursor: the clock runs by Play
    A word of yours that shows it all before
    input = “” maxlength=60 placeholder=the same word as before
    Only its hash is in the file.
    button: Do without a word
  `,
    { closely: true },
  )
  await hidden.getByRole('button', { name: 'Do without a word' }).click()
  await expect(hidden).toContainText('Left empty, being solved alone shows it.')
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
  // what is solved in another tab is solved in the list
  const solved = list.getByRole('button', { name: /of 26/ })
  await expect(solved).toContainText('0 of 26')
  await page.evaluate(() => {
    const record = JSON.parse(localStorage.getItem('whyrestart-progress') ?? '{"version":1,"of":{}}') as { of: Record<string, object> }
    record.of['a-probe'] = { hints: 0, edits: 1, seconds: 9, answers: [], solved: { edits: 1, hints: 0, seconds: 9 } }
    localStorage.setItem('whyrestart-progress', JSON.stringify(record))
    for (const key of ['another', 'whyrestart-progress']) dispatchEvent(Object.assign(new Event('storage'), { key }))
  })
  await expect(solved).toContainText('1 of 26')
})

test('an exercise is made of what was pasted, and the room takes its link', async ({ playground, page }) => {
  await playground.open()
  await page.waitForLoadState('networkidle')
  await page.getByRole('button', { name: 'Play' }).focus()
  await paste(page, DEPLOYMENT)
  await expect(playground.lane('Anonymous requests off')).toBeHidden()
  await (await inMenu(page, 'Learn')).click()
  await page.getByText('For trainers', { exact: true }).click()
  await page.getByRole('button', { name: /^Make an exercise of this/ }).click()
  const dialog = page.getByRole('dialog', { name: 'Make an exercise of this' })
  // no other lane could show the answer
  const hidden = dialog.getByRole('group', { name: 'Hidden until it is solved' })
  await expect(hidden.getByRole('checkbox', { name: /^(What if|Verdicts)/, checked: true })).toHaveCount(2)
  await expect(hidden.getByRole('checkbox', { checked: true })).toHaveCount(2)
  await dialog.getByLabel('Title').fill('Of a paste')
  await dialog.getByRole('checkbox', { name: /is not restarted in/ }).check()
  await expect(dialog).toContainText(/holds already|does not hold yet/)
  await dialog.getByRole('button', { name: 'Try it' }).click()
  await expect(task(page).getByRole('heading', { level: 2 })).toHaveText('Of a paste')
  const hash = new URL(page.url()).hash
  await (await inMenu(page, 'Learn')).click()
  await page.getByText('For trainers', { exact: true }).click()
  await page.getByRole('button', { name: /^The room/ }).click()
  await expect(page).toHaveURL(/#room$/)
  const room = page.getByRole('region', { name: 'The room' })
  await room.getByRole('textbox').fill(`http://localhost/${hash}`)
  await room.getByRole('button', { name: 'Add them' }).click()
  await expect(room).toContainText('The exercise “Of a paste” is here now.')
  await expect(room.getByRole('list', { name: 'Links that are left out' })).toHaveCount(0)
  await room.getByRole('button', { name: 'Empty the room' }).click()
})

test(
  'an exercise that is tried once more tells why of its own run, and none of the run that was solved',
  { tags: 'whole' },
  async ({ playground, page }) => {
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
    await expect(chain).toContainText('9 min 35.2 sThe kubelet kills')
    await playground.monaco()
    await playground.rewrite('Anonymous requests off', (text) => text.replace('    - --anonymous-auth=false\n', ''))
    await page.getByRole('button', { name: 'Check my fix' }).click()
    await expect(task(page)).toContainText('Solved.')
    // what leads back to a case does not lead to what is one's own
    const { useStore } = await import('../state/store.ts')
    useStore.setState({ hasOwn: true })
    await page.getByRole('button', { name: 'Leave the exercise' }).click()
    await playground.settled()
    await tryIt('You have solved it when you tried it: “The solution” can be that.')
    await expect(chain).toContainText('9 min 35.2 sThe kubelet kills')
  },
)

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
  await expect(page.locator('[data-sheet]')).toLookLike(
    `
    div data-sheet=true
      ol “Questions on paper”
        li: The first bad answer comes at 2 min 10 s. When is web killed for the first time?
        li: When is web killed for the second time? (It ends at once when it is asked to.)
      ul “Goals on paper”
        li: ☐ web is not restarted in 30 minutes
        li: ☐ When web hangs, it is killed within 2 minutes
      svg “QR code: the exercise”
      h3: web.yaml
      pre
        | apiVersion: v1
        | kind: Pod
        | metadata:
        |   name: web
        | spec:
        |   containers:
        |   - name: web
        |     image: example.org/web:1
        |     livenessProbe:
        |       httpGet:
        |         path: /healthz
        |         port: 8080
        |       periodSeconds: 10
        |       failureThreshold: 3
  `,
    { closely: true },
  )
  const { usePage } = await import('../state/page.ts')
  const { lane, file } = (await import('../state/store.ts')).useStore.getState()
  const paper = page.locator('.on-paper')
  const plain = await paper.evaluate((element: HTMLElement) => element.textContent)
  expect(plain).toBe((await playground.editor('main').inputValue()).toString())
  for (const [at, marked] of [
    [1, 'apiVersion: v1'],
    [3, 'metadata:'],
  ] as const) {
    usePage.setState({ lit: { lane, file: file || 'web.yaml', line: at, wish: 1, hasCaret: false } })
    await page.waitForLoadState()
    await expect(paper.locator('b')).toHaveText(marked)
    expect(await paper.evaluate((element: HTMLElement) => element.textContent)).toBe(plain)
  }
  await expect(page.locator('.on-paper')).toContainText('livenessProbe')
  await expect(page.getByRole('img', { name: 'QR code: the exercise' })).toBeVisible()
  await page.evaluate(() => dispatchEvent(new Event('afterprint')))
  await expect(page.getByRole('list', { name: 'Questions on paper' })).toHaveCount(0)
})
