import { shippedLessons } from '../../cli/shipped-course.ts'
import { changesOf } from '../../lessons/attempt.ts'
import { changed, textsOf } from '../../lessons/change.ts'
import { startOf } from '../../lessons/check-exercise.ts'
import { attemptLink, progressLink, readContents } from '../../share/contents.ts'
import { linkOf } from '../../share/payload.ts'
import { expect, failNext, inMenu, test } from '../fixture/playground.ts'
import { small } from '../fixture/samples.ts'
import { A_PROBE } from './a-probe-fixture.ts'

const PROBE = shippedLessons().find(({ exercise }) => exercise.id === 'a-probe')!
const START = textsOf(startOf(PROBE))
const CHANGES = changesOf(START, changed(START, PROBE.exercise.solution!).texts)
const attempt = (more: object): string => `#${attemptLink({ exercise: 'a-probe', hints: 2, minutes: 6.5, changes: CHANGES, ...more })!}`

test('on a phone a line of the file is chosen below the task, and changed, taken out or added', async ({ page, playground }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await playground.open('#e=a-probe')
  await expect(page.getByRole('list', { name: 'Goals' })).toHaveAttribute('aria-busy', 'false')
  await expect(page.getByRole('region', { name: 'Exercise', exact: true })).toLookLike(
    `
    section “Exercise”
      h2 tabindex=-1: 1. What a probe is
      about 4 min
${A_PROBE}
      div aria-live=polite
      legend: Change or add a line of web.yaml
      select “Line to change” = “”
      output “Solved”
      button .primary: Check my fix
      output aria-live=polite
      button: Hint
      button aria-disabled=true: Start over
      button: Next exercise
  `,
    { closely: true },
  )
  const edit = page.getByRole('group', { name: 'Change or add a line of web.yaml' })
  const line = edit.getByRole('combobox', { name: 'Line to change' })
  const value = edit.getByLabel('New value')
  const comes = edit.getByRole('list', { name: 'What comes of it' }).getByRole('listitem')
  const [button, text] = [(name: string) => edit.getByRole('button', { name, exact: true }), playground.editor('main')]
  const choose = (label: string): Promise<void> => line.selectOption({ label })
  await expect(line.locator('optgroup').first().getByRole('option')).toHaveText([
    ...['apiVersion: v1', 'kind: Pod', 'name: web (in metadata)', 'name: web (in container 1)', 'image: example.org/web:1'],
    ...['containerPort in ports: 8080', 'path in livenessProbe: /healthz', 'port in livenessProbe: 8080'],
    ...['periodSeconds in livenessProbe: 10', 'failureThreshold in livenessProbe: 3', 'kind of the livenessProbe: httpGet'],
  ])
  await expect(line.locator('optgroup').nth(1).getByRole('option')).toHaveText([
    ...['+ restartPolicy', '+ terminationGracePeriodSeconds', '+ readinessProbe', '+ startupProbe'],
    ...['+ initialDelaySeconds in livenessProbe', '+ timeoutSeconds in livenessProbe'],
  ])
  await expect(edit.getByRole('combobox', { name: 'File' })).toHaveCount(0)
  await choose('failureThreshold in livenessProbe: 3')
  await expect(value).toHaveValue('3')
  await expect(edit).toLookLike(
    `
    legend: Change or add a line of web.yaml
    select “Line to change” = “spec.containers[0].livenessProbe.failureThreshold”
    button “less”: −
    input “New value” = “3”
    button “more”: +
    button aria-disabled=true: Change it
    button: Take the line out
  `,
    { closely: true },
  )
  // a keyboard on a screen neither corrects nor checks what is code
  const typed = { inputmode: 'numeric', autocapitalize: 'off', autocorrect: 'off', spellcheck: 'false', enterkeyhint: 'done' }
  for (const [name, is] of Object.entries(typed)) await expect(value).toHaveAttribute(name, is)
  await expect(button('Change it')).toBeDisabled()
  await value.fill('abc')
  await button('more').click()
  await button('more').click()
  await button('less').click()
  await expect(value).toHaveValue('4')
  await value.fill('0')
  await button('less').click()
  await expect(value).toHaveValue('0')
  await value.fill('4')
  await button('Change it').click()
  await expect(text).toHaveValue(/failureThreshold: 4\n/)
  await expect(line).toHaveValue('')
  await expect(line).toBeFocused()
  await expect(value).toHaveCount(0)
  await choose('path in livenessProbe: /healthz')
  await expect(button('more')).toHaveCount(0)
  await expect(comes).toHaveCount(0)
  await value.fill('')
  await expect(button('Change it')).toBeDisabled()
  await value.fill('/alive')
  await value.press('x')
  await expect(text).toHaveValue(/path: \/healthz/)
  await value.fill('/alive')
  await value.press('Enter')
  await expect(text).toHaveValue(/path: \/alive\n/)
  // what no reader takes as it is stands in quotes
  await choose('path in livenessProbe: /alive')
  await value.fill('path: /x')
  await value.press('Enter')
  await expect(text).toHaveValue(/path: "path: \/x"\n/)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(text).toHaveValue(/path: \/alive\n/)
  await choose('periodSeconds in livenessProbe: 10')
  await button('Take the line out').click()
  await expect(text).not.toHaveValue(/periodSeconds/)
  // what is added is shown before, and its first value is chosen then
  await choose('+ restartPolicy')
  await expect(value.getByRole('option')).toHaveText(['Always', 'OnFailure', 'Never'])
  await value.selectOption('Never')
  await expect(comes).toHaveText([/restartPolicy: Never/])
  await expect(button('Take the line out')).toHaveCount(0)
  await button('Add it').click()
  await expect(text).toHaveValue(/restartPolicy: Never\n/)
  await expect(value).toHaveValue('Never')
  await choose('+ startupProbe')
  await expect(value).toHaveCount(0)
  await expect(comes).toHaveText(['+ startupProbe:', '+ httpGet:', '+ path: /alive', '+ port: 8080', '+ failureThreshold: 4'])
  await button('Add it').click()
  await expect(value).toHaveValue('4')
  await expect(line).toHaveValue('spec.containers[0].startupProbe.failureThreshold')
  await choose('kind of the livenessProbe: httpGet')
  await value.selectOption('tcpSocket')
  await button('Change it').click()
  await expect(text).toHaveValue(/livenessProbe:\n +tcpSocket:\n +port: 8080/)
  // nothing can be chosen of an empty file
  await text.fill('')
  await expect(edit).toHaveCount(0)
  // what led there lies below the task
  expect(page.scrolled()).not.toContain('to-task')
  await page.getByRole('button', { name: 'Start over' }).click()
  await expect.poll(() => page.scrolled()).toContain('to-task')
  await page.getByRole('button', { name: 'Next exercise' }).click()
  const task = page.getByRole('region', { name: 'Exercise', exact: true })
  await expect(task.getByRole('heading', { level: 2 })).toContainText('2.')
  await expect.poll(() => page.scrolled()).toContain('to-task')
  // the keys go on from the part that is gone to
  const parts = page.getByRole('navigation', { name: 'Parts of the page' }).getByRole('button')
  for (const part of ['Answers', 'Task']) {
    await parts.filter({ hasText: part }).click()
    await expect.poll(() => page.scrolled()).toEqual([`to-${part.toLowerCase()}`])
    expect(await page.evaluate(() => document.activeElement?.id)).toBe(`to-${part.toLowerCase()}`)
  }
  // nothing is changed before the questions are answered
  await expect(task.locator('.quick-edit')).toHaveCount(0)
  await expect(task.locator('.locked')).toHaveText('Locked until the questions are answered. Skip the questions')
  // of several files the first is offered of which nothing is to be kept, and each can be chosen
  const [pod, other] = [
    START['web.yaml']!,
    'apiVersion: v1\nkind: Pod\nmetadata: {name: other}\nspec: {containers: [{name: c, image: "x", tty: true, args: [--port=80]}]}\n',
  ]
  const exercise = {
    id: 'two',
    story: 's',
    goals: [{ text: 'It runs', restarts: { max: 99 } }],
    keep: [{ text: 'It stays', file: 'a.yaml', has: 'kind: Pod' }],
  }
  await page.goto(`#${linkOf(small('Two', { exercise, lanes: [{ name: 'main', manifests: { 'a.yaml': pod, 'b.yaml': other } }] }), {})!}`)
  await expect(page.getByRole('group', { name: /^Change or add/ }).locator('legend')).toHaveText('Change or add a line of b.yaml')
  const files = page.getByRole('combobox', { name: 'File' })
  await expect(files.getByRole('option')).toHaveText(['a.yaml', 'b.yaml'])
  await expect(files).toHaveValue('b.yaml')
  const lines = page.getByRole('combobox', { name: 'Line to change' })
  const second = page.getByRole('group', { name: 'Change or add a line of b.yaml' })
  await expect(lines.locator('optgroup').first().getByRole('option')).toHaveText([
    ...['apiVersion: v1', 'kind: Pod', 'name: other', 'name: c', 'image: x', 'tty: true', '--port=80'],
  ])
  // a truth is chosen, an argument typed, and quotes stay
  await lines.selectOption({ label: 'tty: true' })
  await expect(second.getByLabel('New value').getByRole('option')).toHaveText(['true', 'false'])
  await lines.selectOption({ label: '--port=80' })
  await expect(second.getByLabel('New value')).toHaveValue('--port=80')
  await lines.selectOption({ label: 'image: x' })
  await second.getByLabel('New value').fill('y')
  await second.getByRole('button', { name: 'Change it' }).click()
  await expect(text).toHaveValue(other.replace('"x"', '"y"'))
  await lines.selectOption({ label: 'image: y' })
  await files.selectOption('a.yaml')
  await expect(lines).toHaveValue('')
  const first = page.getByRole('group', { name: 'Change or add a line of a.yaml' })
  await expect(first.getByRole('option', { name: 'image: example.org/web:1' })).toHaveCount(1)
})

const SOLVED = { hints: 3, edits: 5, seconds: 9, answers: [], solved: { edits: 5, hints: 3, seconds: 9 } }
const progress = (of: object): string => `#${progressLink(of as never)!}`

test('an attempt that came by a link is another’s until somebody says that it is theirs; it is handed in, and progress goes to another device', async ({
  page,
  playground,
}) => {
  const task = page.getByRole('region', { name: 'Exercise', exact: true })
  const hints = page.getByRole('list', { name: 'Hints' }).getByRole('listitem')
  const kept = (): Promise<string[]> => page.evaluate(() => Object.keys(localStorage).filter((name) => name.includes('attempt')))
  const inProgress = (): Promise<object> => page.evaluate(() => JSON.parse(localStorage.getItem('whyrestart-progress')!).of['a-probe'])
  await page.goto(attempt({ exercise: 'gone' }))
  await expect(page.locator('.notice')).toContainText(
    'The attempt is at an exercise gone that this page does not have: open the exercise first.',
  )
  await page.goto(attempt({ changes: { 'web.yaml': [7, [3, 1, ['x']]] } }))
  await expect(page.locator('.notice')).toContainText('The attempt cannot be shown:')
  await page.goto('#e=a-probe')
  await expect(task).toBeVisible()
  await page.getByRole('button', { name: 'Hint', exact: true }).click()
  await playground.editor('main').fill('# of my own')
  await page.goto(attempt({ name: 'Ada' }))
  await expect(page.locator('.notice')).toContainText('Your own attempt at it is set aside: New lists it.')
  expect(await page.evaluate(() => localStorage.getItem('whyrestart-earlier'))).toContain('# of my own')
  await expect(task).toContainText('This is the attempt of Ada. It is not counted as yours; Start over begins your own.')
  await expect(playground.editor('main')).toHaveValue(/path: \/alive/)
  await expect(hints).toHaveCount(2)
  expect(await kept()).toEqual(['whyrestart-attempt-of:a-probe', 'whyrestart-attempt-took:a-probe'])
  expect(await inProgress()).toMatchObject({ hints: 1 })
  await page.reload()
  await playground.settled()
  await expect(task).toContainText('This is the attempt of Ada.')
  await page.getByRole('button', { name: 'Start over' }).click()
  await expect(task).not.toContainText('This is the attempt')
  await expect(hints).toHaveCount(1)
  await expect(playground.editor('main')).toHaveValue(/path: \/healthz/)
  expect(await kept()).toEqual([])
  await page.goto(attempt({}))
  await expect(task).toContainText('This attempt came by a link without a name. It is not counted as yours.')
  await page.getByRole('button', { name: 'It is mine: count it' }).click()
  await expect(task).not.toContainText('This attempt')
  await expect(hints).toHaveCount(2)
  expect(await inProgress()).toMatchObject({ hints: 2, seconds: 390 })
  expect(await kept()).toEqual([])

  await page.getByRole('button', { name: 'Hand in' }).click()
  const menu = page.locator('.hand-in')
  await expect(menu).toContainText('Without a name nobody can tell whose it is')
  const bob = page.getByRole('textbox', { name: 'Your name, if you like' })
  await expect(bob).toHaveAttribute('maxlength', '60')
  await bob.fill(' Bob ')
  await expect(menu).not.toContainText('Without a name')
  await page.evaluate(() => navigator.clipboard.writeText(''))
  await menu.getByRole('button', { name: 'Copy the link of my attempt' }).click()
  await expect(menu.getByRole('status')).toHaveText(/^Copied: \d{3} characters\. Paste it where your trainer collects them\.$/)
  const handed = await page.evaluate(() => navigator.clipboard.readText())
  expect(handed).toMatch(/^http:\/\/127\.0\.0\.1\/#/)
  const [, fragment] = handed.split('#')
  expect(readContents(fragment!)).toEqual({
    value: { is: 'attempt', attempt: { exercise: 'a-probe', name: 'Bob', hints: 2, minutes: 6.5, changes: CHANGES } },
  })
  // where the page was given a course its link brings that along
  const search = (course: string): Promise<void> =>
    page.evaluate(() => history.replaceState(history.state, '', `/${course}${location.hash}`))
  await search('?course=our%20team.yaml')
  await menu.getByRole('button', { name: 'Copy the link of my attempt' }).click()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`http://127.0.0.1/?course=our%20team.yaml#${fragment}`)
  await search('')
  await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true }))
  await menu.getByRole('button', { name: 'Copy the link of my attempt' }).click()
  await expect(menu.getByRole('status')).toHaveText('Copying is not allowed here: copy the link by hand.')
  const byHand = menu.getByRole('textbox', { name: 'The link of my attempt' })
  await expect(byHand).toHaveValue(handed)
  await byHand.focus()
  expect(await byHand.evaluate(({ selectionStart, selectionEnd }: HTMLTextAreaElement) => [selectionStart, selectionEnd])).toEqual([
    0,
    handed.length,
  ])
  await menu.getByRole('button', { name: 'Show its QR code' }).click()
  await expect(page.getByRole('dialog', { name: 'QR code of my attempt' })).toBeVisible()
  await expect(menu.getByRole('status')).toBeEmpty()
  await expect(menu.getByRole('textbox', { name: 'The link of my attempt' })).toHaveCount(0)
  await page.getByRole('button', { name: 'Smaller' }).click()
  const noise = Array.from({ length: 15_000 }, (_, n) => (Math.imul(n + 1, 2654435761) >>> 0).toString(36)).join('')
  const mine = await playground.editor('main').inputValue()
  await playground.editor('main').fill(`${mine}# ${noise}\n`)
  await page.getByRole('button', { name: 'Hand in' }).click()
  await menu.getByRole('button', { name: 'Show its QR code' }).click()
  await expect(menu.getByRole('status')).toHaveText('This attempt is too large for a link.')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await playground.editor('main').fill(mine)

  await page.goto(progress({ 'a-probe': SOLVED, 'the-crash': { hints: 0, edits: 0, seconds: 3, answers: [] } }))
  await expect(page.locator('.notice')).toContainText(
    'in 2 exercises: 1 is solved now that was not here. Nothing that this device had is lost.',
  )
  await expect(page).toHaveURL(/#e=how-many-failures$/)
  // who works here goes on doing so, and nothing is said of the exercise before
  await page.getByRole('button', { name: 'Hand in' }).click()
  await expect(bob).toHaveValue(' Bob ')
  await expect(menu.getByRole('status')).toBeEmpty()
  await page.keyboard.press('Escape')
  await (await inMenu(page, 'Learn')).click()
  await page.getByRole('button', { name: /^Continue on another device/ }).click()
  const dialog = page.getByRole('dialog', { name: 'Continue on another device' })
  await expect(dialog).toContainText('What is solved, with hints, time and answers, in 2 exercises.')
  const own = await dialog.getByRole('textbox', { name: 'Link', exact: true }).inputValue()
  expect(readContents(own.replace(/^.*#/, ''))).toMatchObject({
    value: { progress: { 'a-probe': { hints: 3, seconds: 390, solved: SOLVED.solved } } },
  })
  await expect(dialog.getByRole('img', { name: 'QR code: my progress' })).toBeVisible()
  const other = dialog.getByRole('textbox', { name: 'A link from the other device' })
  for (const [text, says] of [
    ['nothing', 'There is no link in it.'],
    [`see ${handed}`, 'The link holds no progress: it opens in the address of the page.'],
    [`${own.slice(0, -9)}`, 'cut off'],
  ] as const) {
    await other.fill(text)
    await dialog.getByRole('button', { name: 'Take it up here' }).click()
    await expect(dialog.getByRole('status').last()).toContainText(says)
  }
  await other.fill(`http://127.0.0.1/${progress({ 'the-crash': SOLVED })}`)
  await failNext('open')
  await dialog.getByRole('button', { name: 'Take it up here' }).click()
  await expect(dialog.getByRole('status').last()).toHaveText(
    'The progress is here now; the next exercise could not be opened: a part of the page did not come.',
  )
  await other.fill(`http://127.0.0.1/${progress({ 'how-many-failures': SOLVED })}`)
  await dialog.getByRole('button', { name: 'Take it up here' }).click()
  await expect(dialog).toHaveCount(0)
  await expect(page.locator('.notice')).toContainText('in 1 exercise: 1 is solved now')
  await page.goto(progress({ 'a-probe': SOLVED }))
  await expect(page.locator('.notice')).toContainText('in 1 exercise: none is solved now that was not here.')
})
