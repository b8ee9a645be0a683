import type { Page } from '@playwright/test'
import { STORY } from '../src/cases/story-steps.ts'
import { readPayload } from '../src/share/payload.ts'
import { decodeLink } from '../src/share/link.ts'
import { placeOf } from './layout.ts'
import { axe, expect, test, type Playground } from './playground.ts'

const OFF = 'Anonymous requests off'
const LANES = ['As kubeadm writes it', OFF, 'Fix 1, insecure port', 'Fix 2, TCP probe', 'Fix 3, RBAC and a firewall']
const stage = (page: Page) => page.getByRole('region', { name: 'Stage', exact: true })

async function present(playground: Playground): Promise<void> {
  await playground.open()
  await playground.monaco()
  await playground.page.keyboard.press('p')
  await expect(stage(playground.page)).toBeVisible()
}

for (const [width, height] of [
  [1280, 720],
  [1920, 1080],
] as const)
  test(`on ${width} × ${height} a remote's keys go through the story: lanes, the line that a step names, and all that is said of it are in sight`, async ({
    playground,
    page,
  }) => {
    await page.setViewportSize({ width, height })
    await present(playground)
    expect(await page.evaluate(() => document.fullscreenElement !== null)).toBe(true)
    // what is shown already is the first step
    const go = async (n: number, key?: string): Promise<void> => {
      if (key) await page.keyboard.press(key)
      await expect(stage(page)).toContainText(`${n} of ${STORY.length}`)
      await expect(stage(page)).toContainText(STORY[n - 1]!.says)
    }
    for (const [i, { line, panel = 'why' }] of STORY.entries()) {
      await go(i + 1, i === 0 ? undefined : i % 2 ? 'PageDown' : 'ArrowRight')
      if (line) {
        const named = page.locator('.monaco .view-line', { hasText: line.has }).first()
        await expect(named).toBeInViewport()
        await expect(page.locator('.monaco .line-lit')).toEndWith(named)
      }
      if (panel === 'verdicts') await expect(page.getByText(/^All \d+ verdicts are there\./)).toBeAttached({ timeout: 60_000 })
      await expect(page.locator(panel === 'verdicts' ? '.verdict-table' : '.panel')).toBeVisible()
      await expect(page.locator(panel === 'verdicts' ? '.verdict-table' : '.panel'), `step ${i + 1}`).toBeWhole()
    }
    for (let n = STORY.length - 1; n >= 5; n--) await go(n, 'PageUp')
    for (const name of LANES) await expect(playground.lane(name)).toBeInViewport({ ratio: 1 })
    await expect(playground.restarts(OFF)).toContainText('1')
    const chain = playground.panel.getByRole('listitem')
    await expect(chain.first()).toContainText('Killing')
    for (const link of await chain.all()) await expect(link).toBeInViewport({ ratio: 1 })
    await expect(chain.last()).toContainText('--anonymous-auth=false')
    await expect(page.locator('.monaco .view-line', { hasText: '--anonymous-auth=false' })).toBeInViewport()
    await expect(stage(page)).toBeInViewport({ ratio: 1 })
    await expect(page).toFit('both')
    await page.keyboard.press('PageUp')
    await expect(stage(page)).toContainText(`4 of ${STORY.length}`)
    await page.keyboard.press('ArrowLeft')
    await expect(stage(page)).toContainText(`3 of ${STORY.length}`)
    const { violations } = await axe(page).analyze()
    expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([])
    await page.keyboard.press('p')
    await expect(stage(page)).toHaveCount(0)
    await expect.poll(() => page.evaluate(() => document.fullscreenElement === null)).toBe(true)
  })

test('number keys unfold one panel at a time; the curtain, the pointer and the black screen have keys', async ({ playground, page }) => {
  await page.setViewportSize({ width: 1280, height: 720 })
  await present(playground)
  const editor = page.getByRole('region', { name: 'Editor' })
  for (const [key, name] of [
    ['1', 'Why'],
    ['2', 'Request'],
    ['3', 'Terminal'],
    ['4', 'Events'],
    ['5', 'Verdicts'],
  ] as const) {
    await page.locator('body').press(key)
    await expect(page.locator(`#tab-${name.toLowerCase()}`)).toHaveAttribute('aria-selected', 'true')
    await expect(playground.panel).toBeVisible()
    if (key !== '1') await expect(editor).toBeHidden()
  }
  await page.keyboard.press('6')
  await expect(editor).toBeVisible()
  await expect(playground.panel).toBeHidden()
  await page.keyboard.press('0')
  await expect(editor).toBeHidden()
  for (const name of LANES) await expect(playground.lane(name)).toBeInViewport({ ratio: 1 })
  await page.keyboard.press('c')
  await expect(page.locator('.curtain')).toBeVisible()
  await page.keyboard.press('c')
  await expect(page.locator('.curtain')).toHaveCount(0)
  await page.keyboard.press('l')
  await page.mouse.move(600, 300)
  const ring = await placeOf(page.locator('.stage-pointer'))
  expect([ring.x + ring.width / 2, ring.y + ring.height / 2]).toEqual([600, 300])
  await page.keyboard.press('l')
  await expect(page.locator('.stage-pointer')).toHaveCount(0)
  await page.keyboard.press('b')
  await expect(page.locator('.stage-black')).toBeVisible()
  await page.keyboard.press('PageDown')
  await expect(page.locator('.stage-black')).toHaveCount(0)
})

test('nothing edits the scenario by accident, before U says so; and the address brings the stage back', async ({ playground, page }) => {
  await page.setViewportSize({ width: 1280, height: 720 })
  await present(playground)
  await page.keyboard.press('6')
  const text = await playground.editor(OFF).inputValue()
  await page.locator('.monaco .view-line').nth(3).click()
  await page.keyboard.type('oops')
  await page.keyboard.press('Delete')
  await page.keyboard.press('Control+z')
  await page.locator('body').press('x')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await playground.lane(OFF).getByRole('button', { name: OFF, exact: true }).dblclick()
  await expect(page.getByRole('textbox', { name: 'Lane’s name' })).toHaveCount(0)
  await playground.lane(OFF).locator('canvas').click({ button: 'right' })
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await page.evaluate(() => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', 'kind: Pod')
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  })
  await expect(page.getByText('While presenting nothing is brought in')).toBeVisible()
  await expect(playground.editor(OFF)).toHaveValue(text)
  await expect(page.getByRole('region', { name: /^My own|^As it is/ })).toHaveCount(0)
  expect(page.url()).toContain('?present')
  await page.reload()
  await expect(stage(page)).toBeVisible()
  await playground.settled()
  await expect(page.getByRole('button', { name: 'Add', exact: true })).toBeHidden()
  await page.locator('body').press('u')
  await page.locator('body').press('x')
  await playground.hangAndUndo()
})

test('a trainer writes steps of what is shown, moves and deletes them; a link and a file hold them', async ({ playground, page }) => {
  await playground.open('#case=today')
  await page.locator('body').press('p')
  await expect(stage(page)).toBeVisible()
  await expect(stage(page).getByRole('button', { name: 'Next step' })).toHaveCount(0)
  await playground.lane(OFF).getByRole('button', { name: OFF, exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Steps' })
  const add = dialog.getByRole('button', { name: 'Add a step from what is shown now' })
  const close = dialog.getByRole('button', { name: 'Close' })
  await page.locator('body').press('4')
  await expect(page.locator('#tab-events')).toHaveAttribute('aria-selected', 'true')
  await page.locator('body').press('e')
  await add.press('Enter')
  await dialog.getByRole('textbox', { name: 'What is said at step 1' }).fill('See the events.')
  await dialog.getByRole('textbox', { name: 'For the speaker alone' }).fill('Wait for questions.')
  // words that are selected beyond their field's edge close nothing
  await dialog.getByRole('textbox', { name: 'For the speaker alone' }).hover()
  await page.mouse.down()
  await dialog.hover({ position: { x: 4, y: 120 } })
  await page.mouse.up()
  await expect(dialog).toBeVisible()
  await close.press('Enter')
  // gone, not only closed: a key pressed in between opens nothing
  await expect(page.locator('dialog.stage-steps')).toHaveCount(0)
  await page.locator('body').press('2')
  await expect(page.locator('#tab-request')).toHaveAttribute('aria-selected', 'true')
  await page.locator('body').press('e')
  await add.press('Enter')
  await dialog.getByRole('textbox', { name: 'What is said at step 2' }).fill('Ask it yourself.')
  await expect(dialog.getByRole('listitem')).toHaveCount(2)
  await dialog.getByRole('button', { name: 'Step 1 down' }).press('Enter')
  await expect(dialog.getByRole('textbox', { name: 'What is said at step 1' })).toHaveValue('Ask it yourself.')
  await dialog.getByRole('button', { name: 'Step 2 up' }).press('Enter')
  await close.press('Enter')
  await expect(stage(page)).toContainText('2 of 2')
  await page.locator('body').press('0')
  await page.keyboard.press('PageUp')
  await expect(stage(page)).toContainText('See the events.')
  await expect(page.locator('#tab-events')).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('PageDown')
  await expect(page.locator('#tab-request')).toHaveAttribute('aria-selected', 'true')
  // in a link, which opens on the stage
  await page.locator('body').press('u')
  await page.getByRole('button', { name: 'Share', exact: true }).click()
  const link = await page.getByRole('textbox', { name: 'Link' }).inputValue()
  expect(link).toContain('?present#')
  const opened = decodeLink(link.replace(/^[^#]*#/, ''))
  const payload = 'value' in opened ? readPayload(opened.value) : opened
  expect('value' in payload && payload.value.draft.common['steps']).toMatchObject([
    { says: 'See the events.', lane: OFF, panel: 'events', notes: 'Wait for questions.' },
    { says: 'Ask it yourself.', lane: OFF, panel: 'request' },
  ])
  const other = await page.context().newPage()
  await other.goto(link)
  await expect(stage(other)).toBeVisible()
  await expect(stage(other)).toContainText('2 of 2')
  await other.locator('body').press('PageUp')
  await expect(stage(other)).toContainText('See the events.')
  await other.locator('body').press('e')
  await other.getByRole('dialog', { name: 'Steps' }).getByRole('button', { name: 'Remove step 1' }).press('Enter')
  await expect(other.getByRole('dialog', { name: 'Steps' }).getByRole('listitem')).toHaveCount(1)
  await other.close()
})

test('the speaker has notes in a second window, which goes on by the same keys and closes with the presentation', async ({
  playground,
  page,
}) => {
  await present(playground)
  const [notes] = await Promise.all([page.waitForEvent('popup'), page.keyboard.press('n')])
  await expect(notes.getByRole('main')).toContainText(`Step 1 of ${STORY.length}`)
  await expect(notes.getByRole('region', { name: 'This step' })).toContainText(STORY[0]!.says)
  await expect(notes.getByRole('region', { name: 'Next step' })).toContainText(STORY[1]!.says)
  await expect(notes.getByRole('timer', { name: 'Clock' })).toContainText(/^\d\d:\d\d, for \d+:\d\d$/)
  await notes.locator('body').press('PageDown')
  await expect(stage(page)).toContainText(STORY[1]!.says)
  await expect(notes.getByRole('main')).toContainText(`Step 2 of ${STORY.length}`)
  await notes.getByRole('button', { name: 'Next step' }).press('Enter')
  await expect(stage(page)).toContainText(`3 of ${STORY.length}`)
  const { violations } = await axe(notes).analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([])
  const button = stage(page).getByRole('button', { name: /^Notes/ })
  await expect(button).toHaveAttribute('aria-pressed', 'true')
  await notes.close()
  await expect(button).toHaveAttribute('aria-pressed', 'false')
  const [again] = await Promise.all([page.waitForEvent('popup'), page.locator('body').press('n')])
  await expect(again.getByRole('main')).toContainText(`Step 3 of ${STORY.length}`)
  await Promise.all([again.waitForEvent('close'), page.locator('body').press('p')])
})

test('a projector of 1280 × 720 zoomed to 150 % keeps the words of the step in sight', async ({ playground, page }) => {
  await page.setViewportSize({ width: 853, height: 480 })
  await playground.open()
  await page.locator('body').press('p')
  const words = page.getByRole('region', { name: 'Stage', exact: true }).locator('.stage-words')
  await expect(words).toBeInViewport({ ratio: 1 })
  await page.keyboard.press('ArrowRight')
  await expect(words).toHaveText(/static pod/)
  await expect(words).toBeInViewport({ ratio: 1 })
})

test('an exercise is presented with its task, and a phone has the stage below its lanes', async ({ playground, page }) => {
  await playground.open('#e=the-strange-case')
  await page.locator('body').press('p')
  await expect(page.getByRole('region', { name: 'Exercise', exact: true })).toBeInViewport()
  await page.setViewportSize({ width: 390, height: 844 })
  await expect(stage(page)).toBeVisible()
  await expect(page).toFit()
  // the cursor's line is where its time stands on the axis
  await playground.goTo(60)
  await expect(page.locator('.flag')).toStandOver(page.locator('.cursor-line'))
})

test('a task is told whole on the stage where there is room, and a case begins with the step that is shown already', async ({
  playground,
  page,
}) => {
  await playground.open('#e=a-probe')
  await expect(page.getByRole('region', { name: 'Exercise', exact: true })).toBeVisible()
  await page.keyboard.press('p')
  await expect(stage(page)).toBeVisible()
  await expect(page.locator('.monaco .view-line', { hasText: '/healthz' })).toBeInViewport()
  await expect(page.locator('.exercise-story')).toBeWhole()
  await page.keyboard.press('Escape')
  await playground.open('#case=story')
  await page.keyboard.press('p')
  await expect(stage(page)).toContainText(`1 of ${STORY.length}`)
  await expect(stage(page)).toContainText(STORY[0]!.says)
  await page.keyboard.press('Escape')
  await playground.goTo(300)
  await page.keyboard.press('p')
  await expect(stage(page)).toContainText(`${STORY.length} steps`)
  await page.keyboard.press('PageDown')
  await expect(stage(page)).toContainText(`1 of ${STORY.length}`)
})
