import { expect, test, inMenu, listeners } from '../fixture/playground.ts'

test('what a fix must keep is said before it is broken, and marked when it is', async ({ playground, page }) => {
  await playground.open('#e=a-probe')
  const kept = page.getByRole('list', { name: 'To be kept' }).getByRole('listitem')
  await expect(kept).toHaveText(['To be kept: The probe still asks by HTTP', 'To be kept: The image stays the same'])
  await playground.rewrite('main', (text) => text.replace('image: example.org/web:1', 'image: example.org/other:1'))
  await expect(kept).toHaveText(['To be kept: The probe still asks by HTTP', 'To be kept, and broken: The image stays the same'])
  await expect(page.locator('.kept-broken')).toHaveCount(1)
})

test('another fault hides again what was shown once the first was solved, and that counts on', async ({ playground, page }) => {
  await playground.open()
  const progress = (): Promise<{ hints: number; solved?: object }> =>
    page.evaluate(() => JSON.parse(localStorage.getItem('whyrestart-progress')!).of['the-night-shift'])
  await page.evaluate(() =>
    localStorage.setItem(
      'whyrestart-progress',
      JSON.stringify({
        version: 1,
        of: {
          'the-night-shift': {
            hints: 1,
            edits: 2,
            seconds: 90,
            answers: [],
            solved: { edits: 2, hints: 1, seconds: 90, at: 300, outage: 80 },
          },
        },
      }),
    ),
  )
  await playground.open('#e=the-night-shift')
  await expect(page.getByRole('tab', { name: 'Why' })).toBeVisible()
  await page.getByRole('button', { name: 'Another fault' }).click()
  await expect(page.getByRole('tab', { name: 'Why' })).toHaveCount(0)
  await expect(page.getByRole('region', { name: 'Exercise' })).toContainText('Paused at 4 min: both clocks stand')
  expect(await progress()).toMatchObject({ hints: 0, before: { outage: 80 } })
  expect(await progress()).not.toHaveProperty('solved')
  await page.reload()
  await expect(page.getByRole('button', { name: 'Another fault' })).toBeVisible()
  await expect(page.getByRole('tab', { name: 'Why' })).toHaveCount(0)
  await page
    .getByText(/^\d+ of \d+ solved/)
    .first()
    .click()
  await expect(page.getByRole('listitem').filter({ hasText: 'The night shift' })).toHaveAttribute('data-holds', 'true')
})

test('who mends a level in the terminal is told that its goals look at the text', async ({ playground, page }) => {
  await playground.open('#e=the-crash')
  const exercise = page.getByRole('region', { name: 'Exercise' })
  await expect(exercise).not.toContainText('What you did at')
  // what is not even calm is shown where its program ends for the first time, be it that nobody kills it
  const { useStore } = await import('../state/store.ts')
  await page.getByRole('button', { name: 'Check my fix' }).click()
  await expect(exercise).toContainText('It is not calm')
  expect(useStore.getState()).toMatchObject({ cursor: 0.72, selected: { id: expect.any(Number) } })
  await playground.goTo(360)
  const command = page.getByRole('textbox', { name: 'Command' })
  await command.fill("sed -i 's#pki/etc$#pki/etcd#' settings.yaml")
  await command.press('Enter')
  await expect(exercise).toContainText('What you did at 6 min is so from then on')
  await expect(page.getByRole('log', { name: 'Output' })).toContainText('# done at 6:00; Undo takes it back')
  await playground.rewrite('main', (text) => text.replace(/pki\/etc$/m, 'pki/etcd'))
  await expect(page.getByRole('status', { name: 'Solved' })).toContainText('Solved')
  await expect(exercise).not.toContainText('What you did at')
})

test('Learn makes an exercise of the open one too', { tags: 'whole' }, async ({ playground, page }) => {
  await playground.open('#e=a-probe')
  await (await inMenu(page, 'Learn')).click()
  await page.getByText('For trainers', { exact: true }).click()
  await page.getByRole('button', { name: /^Make an exercise of this/ }).click()
  const dialog = page.getByRole('dialog', { name: 'Make an exercise of this' })
  await expect(dialog.getByRole('textbox', { name: 'Title' })).toBeVisible()
  await page.pass(1)
  await expect(dialog).toLookLike(
    `
    dialog data-brings=page open
      h2: Make an exercise of this
      button “Close”: ✕
      Title
      input = “1. What a probe is” maxlength=200
      Minutes
      input = “4” min=1 max=240
      The task, in your words (Markdown)
      textarea = 5 lines rows=4 placeholder=What has happened, and what is to be done.
      legend: What must hold at the end
      input checked
      web is not restarted in 30 minutes as the exercise has it
      input checked
      When web hangs, it is killed within 60 seconds as the exercise has it
      input
      web is ready at the end does not hold yet: to be reached
      input
      When web hangs, it is restarted within 3 minutes does not hold yet: to be reached
      input
      When web crashes, it is started again within 1 minute does not hold yet: to be reached
      legend: Ask first
      Answered before the timeline is shown. The simulator knows the answers.
      input
      When is web killed for the first time? 30 s
      input
      When is web killed for the second time? 1 min
      input
      What does the probe of web get? 500
      input
      With which exit code does web end for the first time? 0
      input
      How often is web restarted in 30 min? 13
      Hints, one a line, the gentlest first
      textarea = 4 lines rows=3
      legend: Hidden until it is solved
      What would tell the answer. What is ticked is hidden from the learner, and the task says so.
      input
      Why: the chain of causes, down to the line
      input checked
      What if: changes that would have helped
      input checked
      Verdicts: the table of what each lane costs
      input
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
      select = “:before”
      Told afterwards, in your words (Markdown)
      textarea = 7 lines rows=3 placeholder=Left empty, the run tells what was shown, what else works, and the rule.
      What this form does not have stays as the exercise has it: what is to be kept, its wrong answers.
      button .primary: Try it
      button: Copy a link
      button: Save as a file
  `,
    { closely: true },
  )
  await expect(dialog.getByRole('group', { name: 'Wrong answers that must not pass' })).toLookLike(
    `
    legend: Wrong answers that must not pass
    Tried by the simulator. What is ticked stands in the file, and the proof holds it.
    input
    A threshold of 1000 in the livenessProbe fails goal 2
    input
    No livenessProbe fails goal 2 and what is to be kept
    input
    A livenessProbe that only opens the port fails goal 2 and what is to be kept
  `,
    { closely: true },
  )
  await page.keyboard.press('Escape')
  await playground.rewrite('main', (text) => `${text}# mine\n`)
  await (await inMenu(page, 'Learn')).click()
  await page.getByText('For trainers', { exact: true }).click()
  await page.getByRole('button', { name: /^Make an exercise of this/ }).click()
  await page.pass(1)
  const begins = dialog.getByRole('combobox', { name: 'The learner begins with' })
  const solution = dialog.getByRole('combobox', { name: 'The solution' })
  await expect(begins).toHaveValue('now')
  await expect(solution.getByRole('option')).toHaveText(['none is given', 'as the exercise has it'])
  await begins.selectOption('given')
  await expect(begins).toHaveValue('given')
  await expect(solution.getByRole('option')).toHaveText([
    'none is given',
    'as the exercise has it',
    'as it stands now, with what was changed in it',
  ])
  await solution.selectOption(':now')
  await begins.selectOption('now')
  await expect(solution).toHaveValue('')
  // what was filled in is there again
  await dialog.getByLabel('Title').fill('Half done')
  await page.keyboard.press('Escape')
  await (await inMenu(page, 'Learn')).click()
  await page.getByText('For trainers', { exact: true }).click()
  await page.getByRole('button', { name: /^Make an exercise of this/ }).click()
  await expect(dialog.getByLabel('Title')).toHaveValue('Half done')
  await expect(begins).toHaveValue('now')
  await dialog.getByRole('button', { name: 'Fill in anew' }).click()
  await expect(dialog.getByLabel('Title')).toHaveValue('1. What a probe is')
  // what it asks already stands below what could be asked
  await page.keyboard.press('Escape')
  await playground.open('#e=exit-codes')
  await (await inMenu(page, 'Learn')).click()
  await page.getByText('For trainers', { exact: true }).click()
  await page.getByRole('button', { name: /^Make an exercise of this/ }).click()
  await page.pass(1)
  await expect(dialog.getByRole('group', { name: 'Ask first' })).toLookLike(
    `
    legend: Ask first
    Answered before the timeline is shown. The simulator knows the answers.
    input
    When is web killed for the first time? 30 s
    input
    When is web killed for the second time? 1 min
    input
    What does the probe of web get? 500
    input
    With which exit code does web end for the first time? 0
    input
    How often is web restarted in 30 min? 13
  `,
    { closely: true },
  )
})

test('Escape leaves Present, once nothing is open over it', async ({ playground, page }) => {
  await playground.open()
  await (await inMenu(page, 'Present')).click()
  const stage = page.getByRole('region', { name: 'Stage', exact: true })
  await expect(stage).toBeVisible()
  await page.evaluate(() => document.fullscreenElement && document.exitFullscreen())
  await page.waitForFunction(() => !document.fullscreenElement)
  // a browser that gave the whole screen has ended it by now
  if (!(await stage.isVisible())) await page.locator('body').press('p')
  await page.locator('body').press('b')
  await expect(page.locator('.stage-black')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.locator('.stage-black')).toBeHidden()
  await expect(stage).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(stage).toBeHidden()
  await expect(page.getByRole('button', { name: 'Present', exact: true })).toHaveCount(0)
  // and it takes all along that it listened with: as many listen after the next time
  const left = listeners()
  await page.locator('body').press('p')
  await expect(stage).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(stage).toBeHidden()
  expect(left()).toEqual({})
})

test(
  'undo says where there is nothing to undo, and the story that it tells of the case as it opens',
  { tags: 'whole' },
  async ({ playground, page }) => {
    await playground.open()
    const story = page.getByRole('region', { name: 'Story', exact: true })
    await expect(story).not.toContainText('You have changed this case')
    await page.getByRole('combobox', { name: 'Kubernetes release' }).selectOption('1.10')
    await playground.settled()
    await expect(story).toHaveText(/^You have changed this case: Start over \(under More\) brings it back/)
    await page.reload()
    await playground.settled()
    // what it names is there when undo’s history is gone
    await expect(story).toHaveText(/^You have changed this case: Start over \(under More\) brings it back/)
    await page.getByRole('button', { name: 'Undo', exact: true }).click()
    await expect(page.getByText('Nothing is left to undo. Start over brings back the start.')).toBeVisible()
    await expect(page.getByRole('combobox', { name: 'Kubernetes release' })).toHaveValue('1.10')
    await story.getByRole('button', { name: 'Walk through this case' }).click()
    await expect(story).toLookLike(
      `
    section “Story”
      p aria-live=polite data-room=This is what the administrator saw at 8 min 45 s: Running, 6 restarts, and an AGE of seve…: The kube-apiserver is a static pod: the kubelet on the node runs it from this file. Every 10 sec…
      button “Back”: ◂
      button .primary: Next step
      step 2 of 9
      span title=You have changed this case: Start over (under More) brings it back.: · changed by you
      button “Leave the story” title=Leave the story: ✕
  `,
      { closely: true },
    )
  },
)

test('who has no kube-apiserver is offered no etcd to lose, and no ways out of another’s case unfolded', async ({ playground, page }) => {
  await playground.open('#e=a-probe')
  await (await inMenu(page, /^Fault at /)).click()
  await expect(page.getByRole('button', { name: 'Hang', exact: true })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Kill etcd' })).toHaveCount(0)
})
