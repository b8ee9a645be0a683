import { vi } from 'vitest'
import { STORY } from '../../cases/story-steps.ts'
import { linkOf } from '../../share/payload.ts'
import { expect, test } from '../fixture/playground.ts'
import { small } from '../fixture/samples.ts'

const OFF = 'Anonymous requests off'

test('on a stage the manifest stands beside Why, with the line lit that a step names, and beside a task', async ({ playground, page }) => {
  await playground.open('?present')
  const stage = page.getByRole('region', { name: 'Stage', exact: true })
  const editor = page.getByRole('region', { name: 'Editor' })
  for (const [i, { says, line, panel = 'why' }] of STORY.entries()) {
    if (i > 0) await page.keyboard.press('ArrowRight')
    await expect(stage).toContainText(says)
    if (panel === 'why') await expect(editor).toBeVisible()
    else await expect(editor).toBeHidden()
    if (line) await expect(page.locator('.line-lit')).toHaveCount(1)
    if (!line || panel !== 'why') continue
    // no panel that comes or goes puts it out
    for (const key of ['2', '1']) await page.keyboard.press(key)
    await expect(page.locator('.line-lit')).toHaveCount(1)
  }
  await page.goto('?present#e=a-probe')
  await expect(page.getByRole('region', { name: 'Exercise', exact: true })).toBeVisible()
  await expect(editor).toBeVisible()
})

test('Verdicts has the stage for itself, and its answers bring the lanes back', { tags: 'whole' }, async ({ playground, page }) => {
  await playground.open('?present')
  await expect(playground.lane(OFF)).toBeVisible()
  await page.keyboard.press('5')
  await expect(page.getByRole('columnheader', { name: OFF })).toBeVisible()
  await expect(playground.lane(OFF)).toBeHidden()
  await page.keyboard.press('1')
  await expect(playground.lane(OFF)).toBeVisible()
})

test('a stage has Play while the changes are blocked, and names where what is hidden comes back', async ({ playground, page }) => {
  await playground.open('?present')
  const stage = page.getByRole('region', { name: 'Stage', exact: true })
  await stage.getByRole('button', { name: 'Play' }).click()
  await expect(stage.getByRole('button', { name: 'Pause' })).toBeVisible()
  await stage.getByRole('button', { name: 'Pause' }).click()
  await page.keyboard.press('c')
  await expect(page.getByText('“Hide what comes”, below, shows all again.')).toBeVisible()
  // Verdicts would tell what comes: its key chooses it no more than a tab does
  await page.keyboard.press('5')
  await page.keyboard.press('c')
  await expect(page.getByRole('tab', { name: 'Why' })).toHaveAttribute('aria-selected', 'true')
  // a step that names no panel leaves what is shown; of one that is not shown yet there is its count alone
  const steps = [{ says: 'One.', at: '60s' }]
  await page.goto(`?present#${linkOf(small('Plain', { steps }), { cursor: 30, lane: 'lane-1' })!}`)
  await playground.settled()
  await expect(stage.locator('.stage-count')).toHaveText('1 step')
  await page.keyboard.press('6')
  await page.keyboard.press('ArrowRight')
  await expect(stage.locator('.stage-count')).toHaveText('1 of 1')
  await expect(playground.panel).toBeHidden()
  await expect(page.getByRole('region', { name: 'Editor' })).toBeVisible()
})

test('an exercise on a stage can be changed, as its task asks; a case cannot', async ({ playground, page }) => {
  await playground.open('?present')
  const lock = page.getByRole('button', { name: 'Block changes' })
  await expect(lock).toHaveAttribute('aria-pressed', 'true')
  await playground.lane(OFF).getByRole('button', { name: OFF, exact: true }).dblclick()
  await expect(page.getByRole('textbox', { name: "Lane's name" })).toHaveCount(0)
  await page.keyboard.press('?')
  const keys = page.getByRole('dialog', { name: 'Keys' }).getByRole('row')
  await expect(keys.nth(7)).toHaveText('EWhile presenting: write the steps')
  await expect(keys.nth(8)).toHaveText('SpacePlay or pause')
  await expect(keys.filter({ hasText: 'While presenting' })).toHaveCount(8)
  await page.keyboard.press('Escape')
  await page.goto('?present#e=a-probe')
  const task = page.getByRole('region', { name: 'Exercise', exact: true })
  await expect(task).toBeVisible()
  await expect(lock).toHaveAttribute('aria-pressed', 'false')
  await page.keyboard.press('0')
  await expect(task).toBeHidden()
  await page.keyboard.press('7')
  await expect(task).toBeVisible()
  // what a task hides is no panel of the stage
  const { useSession } = await import('../state/session.ts')
  const { useStore } = await import('../state/store.ts')
  useSession.setState(({ exercise }) => ({ exercise: { ...exercise!, hide: { parts: ['terminal'], until: 'solved' } } }))
  for (const [key, panel] of [
    ['2', 'request'],
    ['3', 'request'],
    ['4', 'events'],
  ] as const) {
    await page.keyboard.press(key)
    expect(useStore.getState().panel).toBe(panel)
  }
  // nor is the curtain that it draws a person’s to draw
  const { usePage } = await import('../state/page.ts')
  useSession.setState(({ exercise }) => ({ exercise: { ...exercise!, hide: { parts: ['future'], until: 'solved' } } }))
  await page.keyboard.press('c')
  expect(usePage.getState().seen).toBeNull()
  usePage.setState({ seen: 60 })
  await page.keyboard.press('c')
  expect(usePage.getState().seen).not.toBeNull()
})

/** A message between windows takes its time. */
const LONG = { timeout: 20_000 }

/** Another window of this device, and what it is sent. */
function otherWindow(id: string) {
  const channel = new BroadcastChannel(`whyrestart-notes-${id}`)
  const came: Record<string, unknown>[] = []
  channel.onmessage = ({ data }: MessageEvent) => void came.push(data as Record<string, unknown>)
  return { came, post: (message: object) => channel.postMessage(message), close: () => channel.close() }
}

test('a trainer’s own steps are written on a stage, changed, moved and shown; the notes know each, and lead on', async ({
  playground,
  page,
}) => {
  const opened: string[] = []
  let isAllowed = false
  await page.addInitScript(() =>
    Object.assign(globalThis, {
      open: (address: string) => (opened.push(address), isAllowed ? { close: () => opened.push('closed') } : null),
    }),
  )
  await playground.open(`?present#${linkOf(small('Two ways'), { cursor: 60, lane: 'lane-1', panel: 'events' })!}`)
  const stage = page.getByRole('region', { name: 'Stage', exact: true })
  const dialog = page.getByRole('dialog', { name: 'Steps' })
  const steps = dialog.getByRole('listitem')
  const [status, add] = [dialog.getByRole('status'), dialog.getByRole('button', { name: /^Add a step/ })]
  await expect(stage.locator('.stage-words')).toHaveText('Two ways')
  await expect(stage.getByRole('button', { name: 'Next step' })).toHaveCount(0)
  await page.keyboard.press('e')
  await add.click()
  await expect(status).toHaveText('Added as step 1.')
  await expect(steps.locator('small')).toHaveText(['1 min, “Asked”, Events'])
  const says = dialog.getByRole('textbox', { name: 'What is said at step 1' })
  await expect(says).toHaveValue('What is to be seen here.')
  await says.fill('First.')
  await says.fill('')
  await expect(says).toHaveValue('First.')
  await dialog.getByRole('textbox', { name: 'For the speaker alone' }).fill('Mind the gap.')
  await dialog.getByRole('button', { name: 'Close' }).click()
  await expect(stage.locator('.stage-count')).toHaveText('1 of 1')
  await playground.goTo(120)
  await page.keyboard.press('2')
  await page.keyboard.press('e')
  await add.click()
  await expect(dialog).toLookLike(`
    dialog open
      h2: Steps
      button “Close”: ✕
      A step is a moment, a lane, a panel and a line, with your words. They are part of the scenario: a link and a file hold them.
      button: Add a step from what is shown now
      Added as step 2.
      li
        What is said at step 1
        textarea = “First.”
        For the speaker alone
        textarea = “Mind the gap.”
        1 min, “Asked”, Events
        button: Show it
        button: Let it show what is shown now
        button “Step 1 up” disabled: ↑
        button “Step 1 down”: ↓
        button “Remove step 1”: ✕
      li aria-current=step
        What is said at step 2
        textarea = “What is to be seen here.”
        For the speaker alone
        textarea = “”
        2 min, “Asked”, Request
        button: Show it
        button: Let it show what is shown now
        button “Step 2 up”: ↑
        button “Step 2 down” disabled: ↓
        button “Remove step 2”: ✕
  `)
  await dialog.getByRole('button', { name: 'Step 2 up' }).click()
  await expect(status).toHaveText('Step 2 is step 1 now.')
  await expect(steps.locator('small')).toHaveText(['2 min, “Asked”, Request', '1 min, “Asked”, Events'])
  await dialog.getByRole('button', { name: 'Step 1 down' }).click()
  await expect(steps.locator('small')).toHaveText(['1 min, “Asked”, Events', '2 min, “Asked”, Request'])
  await steps.first().getByRole('button', { name: 'Show it' }).click()
  await expect(playground.slider).toHaveValue('60')
  for (const n of [0, 1]) await steps.nth(n).getByRole('button', { name: 'Let it show what is shown now' }).click()
  await expect(steps.locator('small')).toHaveText(['1 min, “Asked”, Events', '1 min, “Asked”, Events'])
  // its words stay, and a key in them is no key of the stage
  for (const [n, value] of ['First.', 'Mind the gap.', 'What is to be seen here.', ''].entries())
    await expect(steps.locator('textarea').nth(n)).toHaveValue(value)
  await dialog.getByRole('button', { name: 'Close' }).press('b')
  await expect(page.locator('.stage-black')).toHaveCount(0)
  await playground.goTo(180)
  await add.click()
  await expect(steps.locator('small').nth(1)).toHaveText('3 min, “Asked”, Events')
  await expect(dialog.locator('[aria-current=step] small')).toHaveText(['3 min, “Asked”, Events'])
  const { results } = await import('../state/results.ts')
  const { useStore } = await import('../state/store.ts')
  const [track] = results.getState().lanes['lane-1']!.drawing.tracks
  for (const [id, what] of [
    [track!.kills[1]!.id, ', the kill'],
    [track!.lives[1]!.id, ', the start'],
    [track!.probes[0]!.ids[0]!, ''],
  ] as const) {
    useStore.setState({ selected: { lane: 'lane-1', id }, panel: 'events' })
    await steps.nth(1).getByRole('button', { name: 'Let it show what is shown now' }).click()
    await expect(steps.locator('small').nth(1)).toHaveText(`3 min, “Asked”, Events${what}`)
  }
  // a line is lit in its own lane, and has a text
  const { usePage } = await import('../state/page.ts')
  for (const [lane, line, what] of [
    ['lane-1', 2, ', kind: Pod'],
    ['lane-2', 2, ''],
    ['lane-1', 99, ''],
  ] as const) {
    usePage.setState({ lit: { lane, file: 'web.yaml', line, wish: 1, hasCaret: false } })
    await steps.nth(1).getByRole('button', { name: 'Let it show what is shown now' }).click()
    await expect(steps.locator('small').nth(1)).toHaveText(`3 min, “Asked”, Events${what}`)
  }
  await dialog.getByRole('button', { name: 'Remove step 3' }).click()
  await expect(status).toHaveText('Step 3 is removed; undo brings it back.')
  await dialog.getByRole('button', { name: 'Close' }).click()

  await expect(stage.locator('.stage-count')).toHaveText('2 of 2')
  await expect(stage.getByRole('button', { name: 'Next step' })).toBeDisabled()
  await page.keyboard.press('PageUp')
  await expect(stage.locator('.stage-count')).toHaveText('1 of 2')
  await expect(stage.locator('.stage-words')).toHaveText('First.')
  await expect(stage.getByRole('button', { name: 'Previous step' })).toBeDisabled()
  await expect(playground.slider).toHaveValue('60')
  // the speaker’s window
  await page.keyboard.press('n')
  await expect(stage).toLookLike(`
    section “Stage”
      button “Previous step” title=Page up, ← disabled: ◂
      button “Next step” title=Page down, →: ▸
      1 of 2
      First.
      div “On stage”
        button title=Lets the time go on: Play Space
        button title=Opens your notes in a second window aria-pressed=false: Notes N
        button title=Hides what comes after the cursor aria-pressed=false: Hide what comes C
        button title=Puts a ring around the mouse pointer aria-pressed=false: Pointer L
        button title=Shows nothing while you speak; the next step shows the page again aria-pressed=false: Black screen B
        button title=Keeps keys and clicks from changing the scenario aria-pressed=true: Block changes U
        button title=Writes what is shown at each step, with your words: Steps E
        button: Whole screen
        button: End Esc
      The browser did not let a second window open: allow it for this page, and press N again.
  `)
  isAllowed = true
  await page.keyboard.press('n')
  await expect(stage.getByRole('status')).toHaveText('')
  const [, id] = /^\/\?notes=([\w-]+)$/.exec(opened.at(-1)!)!
  const notes = otherWindow(id!)
  notes.post({ kind: 'hello' })
  const last = async (): Promise<unknown> => (await page.pass(0.1), notes.came.at(-1))
  await expect.poll(last, LONG).toMatchObject({
    kind: 'step',
    title: 'Two ways',
    n: 1,
    of: 2,
    says: 'First.',
    notes: 'Mind the gap.',
    next: 'What is to be seen here.',
    at: 60,
  })
  await expect(stage.getByRole('button', { name: 'Notes' })).toHaveAttribute('aria-pressed', 'true')
  notes.post({ kind: 'go', by: 1 })
  await expect.poll(last, LONG).toMatchObject({ n: 2, of: 2, says: 'What is to be seen here.', notes: '', next: '', at: 180 })
  notes.post({ kind: 'closed' })
  await expect(stage.getByRole('button', { name: 'Notes' })).toHaveAttribute('aria-pressed', 'false')
  notes.post({ kind: 'hello' })
  await expect(stage.getByRole('button', { name: 'Notes' })).toHaveAttribute('aria-pressed', 'true')
  await page.keyboard.press('n')
  await expect.poll(async () => (await page.pass(0.1), notes.came), LONG).toContainEqual({ kind: 'over' })
  expect(opened.at(-1)).toBe('closed')
  await expect(stage.getByRole('button', { name: 'Notes' })).toHaveAttribute('aria-pressed', 'false')
  notes.post({ kind: 'hello' })
  await expect(stage.getByRole('button', { name: 'Notes' })).toHaveAttribute('aria-pressed', 'true')
  // what else a speaker does
  await page.keyboard.press('l')
  await page.locator('body').dispatchEvent('pointermove', { clientX: 30, clientY: 40 })
  await expect(page.locator('.stage-pointer')).toHaveAttribute('style', /translate\(30px, 40px\)/)
  await page.keyboard.press('l')
  await expect(page.locator('.stage-pointer')).toHaveCount(0)
  await page.keyboard.press('Shift+b')
  await expect(page.locator('.stage-black')).toHaveCount(0)
  await page.keyboard.press('b')
  await expect(page.getByRole('button', { name: 'The screen is black' })).toBeFocused()
  await page.keyboard.press('ArrowLeft')
  await expect(page.locator('.stage-black')).toHaveCount(0)
  // from the very beginning too
  await page.keyboard.press('Home')
  await expect(playground.slider).toHaveValue('0')
  await page.keyboard.press('c')
  await expect(stage.getByRole('button', { name: 'Hide what comes' })).toHaveAttribute('aria-pressed', 'true')
  await page.keyboard.press('c')
  await expect(stage.getByRole('button', { name: 'Hide what comes' })).toHaveAttribute('aria-pressed', 'false')
  const editor = page.getByRole('region', { name: 'Editor' })
  await page.keyboard.press('6')
  await expect(editor).toBeVisible()
  await page.keyboard.press('0')
  await expect(editor).toBeHidden()
  await expect(playground.panel).toBeHidden()
  await page.keyboard.press('Control+u')
  await expect(stage.getByRole('button', { name: 'Block changes' })).toHaveAttribute('aria-pressed', 'true')
  await page.keyboard.press('u')
  await expect(stage.getByRole('button', { name: 'Block changes' })).toHaveAttribute('aria-pressed', 'false')
  // the talk has gone on since one moment
  expect(new Set(notes.came.flatMap((said) => (said['kind'] === 'step' ? [said['sinceMs']] : []))).size).toBe(1)
  notes.came.splice(0)
  let asked = 0
  Object.assign(document.documentElement, { requestFullscreen: async () => void asked++ })
  await stage.getByRole('button', { name: 'Whole screen' }).click()
  expect(asked).toBe(1)
  // steps that are gone are counted no more
  await page.keyboard.press('ArrowRight')
  await expect(stage.locator('.stage-count')).toHaveText('2 of 2')
  const { draft } = useStore.getState()
  useStore.setState({ draft: { ...draft, common: { ...draft.common, steps: [{ says: 'Alone.' }] } } })
  await expect(stage.locator('.stage-count')).toHaveText('1 of 1')
  await expect(stage.locator('.stage-words')).toHaveText('Alone.')
  await stage.getByRole('button', { name: 'End' }).click()
  await expect(stage).toHaveCount(0)
  await expect.poll(async () => (await page.pass(0.1), notes.came), LONG).toContainEqual({ kind: 'over' })
  notes.close()
})

test('the speaker’s window shows the step, what comes next and the time, leads on by keys and buttons, and ends with the stage', async ({
  page,
}) => {
  const now = Date.UTC(2026, 10, 24, 14, 15)
  const clock = vi.spyOn(Date, 'now').mockReturnValue(now)
  const stage = otherWindow('abc')
  const step = {
    kind: 'step',
    title: 'Two ways',
    n: 1,
    of: 2,
    says: 'First.',
    notes: 'Mind the gap.',
    next: 'Second.',
    at: 61,
    sinceMs: now - 3_725_000,
  }
  await page.goto('?notes=abc')
  const main = page.getByRole('main')
  await expect(main).toHaveText('Waiting for the page that presents …')
  await expect.poll(async () => (await page.pass(0.1), stage.came), LONG).toEqual([{ kind: 'hello' }])
  expect(await page.title()).toBe('Notes: whyrestart')
  stage.post(step)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Two ways')
  await expect(main).toContainText('Step 1 of 2')
  await expect(page.getByRole('region', { name: 'This step' })).toHaveText('First.Mind the gap.On the page it is 1 min 1 s.')
  await expect(page.getByRole('region', { name: 'Next step' })).toHaveText('NextSecond.')
  await expect(page.getByRole('timer')).toHaveText('14:15, for 62:05')
  clock.mockReturnValue(now + 61_000)
  await page.pass(1)
  await expect(page.getByRole('timer')).toHaveText('14:16, for 63:06')
  clock.mockReturnValue(now)
  const [back, next] = [page.getByRole('button', { name: 'Back' }), page.getByRole('button', { name: 'Next step' })]
  await expect(back).toBeDisabled()
  await next.click()
  await page.keyboard.press('PageUp')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Shift+ArrowRight')
  await page.keyboard.press('ArrowDown')
  const go = (by: number): object => ({ kind: 'go', by })
  await expect.poll(async () => (await page.pass(0.1), stage.came.slice(1)), LONG).toEqual([go(1), go(-1), go(1)])
  stage.post({ ...step, n: 2, says: '', notes: '', next: '' })
  await expect(page.getByRole('region', { name: 'This step' })).toHaveText('No words for what is shown.On the page it is 1 min 1 s.')
  await expect(page.getByRole('region', { name: 'Next step' })).toHaveText('NextThat was the last one.')
  await expect(next).toBeDisabled()
  await back.click()
  await expect.poll(async () => (await page.pass(0.1), stage.came.at(-1)), LONG).toEqual(go(-1))
  stage.post({ ...step, n: 0, sinceMs: now + 60_000 })
  await expect(main).toContainText('Before the first step of 2')
  await expect(page.getByRole('timer')).toContainText(', for 0:00')
  await page.evaluate(() => dispatchEvent(new Event('pagehide')))
  await expect.poll(async () => (await page.pass(0.1), stage.came.at(-1)), LONG).toEqual({ kind: 'closed' })
  stage.post({ kind: 'over' })
  await expect(main).toHaveText('The presentation is over. This window can be closed.')
  stage.close()
  clock.mockRestore()
})

test('a key on its own is the stage’s, but what is typed in a text that can be changed; Page down leads on from there too', async ({
  playground,
  page,
}) => {
  await playground.open('?present')
  const stage = page.getByRole('region', { name: 'Stage', exact: true })
  const black = page.locator('.stage-black')
  const count = stage.locator('.stage-count')
  const editor = page.getByRole('textbox', { name: /^Manifest of/ })
  const back = stage.getByRole('button', { name: 'Previous step' })
  await expect(count).toHaveText(/^1 of \d+$/)
  await expect(back).toBeDisabled()
  const next = stage.getByRole('button', { name: 'Next step' })
  await next.click()
  await next.click()
  await expect(count).toHaveText(/^3 of /)
  await back.click()
  await back.click()
  await expect(count).toHaveText(/^1 of /)
  await page.keyboard.press('b')
  await black.click()
  await expect(black).toHaveCount(0)
  await page.keyboard.press('PageDown')
  await expect(back).toBeEnabled()
  // nothing can be typed while the changes are blocked
  await page.keyboard.press('6')
  await editor.press('b')
  await expect(black).toBeVisible()
  await page.keyboard.press('ArrowRight')
  await expect(black).toHaveCount(0)
  await expect(count).toHaveText(/^3 of /)
  for (const modifier of ['Control', 'Meta', 'Alt', 'Shift']) await page.keyboard.press(`${modifier}+ArrowRight`)
  await expect(count).toHaveText(/^3 of /)
  await page.keyboard.press('u')
  await page.keyboard.press('6')
  await editor.press('b')
  await expect(black).toHaveCount(0)
  await editor.press('PageDown')
  await expect(count).toHaveText(/^4 of /)
  // what is open over the page is closed before the stage is left
  const { usePage } = await import('../state/page.ts')
  await editor.blur()
  usePage.setState({ chosenAction: 'one' })
  await page.keyboard.press('Escape')
  await expect(stage).toBeVisible()
  usePage.setState({ chosenAction: null })
  await stage.getByRole('button', { name: 'Steps' }).focus()
  await page.keyboard.press('Escape')
  await expect(stage).toHaveCount(0)
  await expect(page.locator('.lane-name[aria-current]')).toBeFocused()
})
