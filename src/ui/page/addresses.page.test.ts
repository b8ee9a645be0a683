import { linkOf } from '../../share/payload.ts'
import { expect, inMenu, test } from '../fixture/playground.ts'
import { DEPLOYMENT, small } from '../fixture/samples.ts'

const heading = (text: string): RegExp => new RegExp(`^${text}`)

test('an address opens what it names, at its moment; what it does not name is said, and what was open stays', async ({
  playground,
  page,
}) => {
  await playground.open()
  const notices = page.locator('.notices')
  const title = page.getByRole('heading', { level: 1 })
  await page.goto('#case=today&t=7m')
  await expect(playground.slider).toHaveValue('420')
  await expect(page.getByRole('combobox', { name: 'Kubernetes release' })).toHaveValue('1.37')
  for (const [address, says] of [
    ['#kept=shared:abc', 'What the address names is no longer kept on this device. “The strange case” is shown instead.'],
    ['#e=nothing', 'There is no exercise nothing here. “The strange case” is shown instead.'],
    ['#yaml=%', 'The link is damaged: a % in it begins no character. “The strange case” is shown instead.'],
    [`#yaml=${'x'.repeat(60_000)}`, 'The link is too large to open. “The strange case” is shown instead.'],
    ['#yaml=hello', 'is no Kubernetes object'],
  ] as const) {
    await page.goto(address)
    await expect(notices).toContainText(says)
    await expect(page).toHaveURL(/#case=today$/)
    await expect(playground.slider).toHaveValue('420')
  }
  // of the front door’s own case too
  await (await inMenu(page, 'As it was, 1.9')).click()
  await expect(page).toHaveURL(/#case=story$/)
  await page.goto('#e=nothing')
  await expect(notices).toContainText('There is no exercise nothing here.')
  await expect(page).toHaveURL(/#case=story$/)
  // what was edited is somebody's own work
  await playground.rewrite('Anonymous requests off', (text) => `# mine\n${text}`)
  await page.goto('#e=nothing')
  await expect(notices).toContainText('There is no exercise nothing here. Your own work is shown instead.')
  await expect(page).toHaveURL(/#case=story$/)
  await page.getByRole('button', { name: 'Undo' }).click()
  await playground.settled()
  await page.goto(`#yaml=${encodeURIComponent(DEPLOYMENT)}`)
  await expect(title).toHaveText(heading('shop'))
  await expect(notices).toContainText('The link’s text is a Deployment: its pod template runs as a static pod named shop')
  await expect(notices).toContainText('You are looking at a shared scenario.')
  await expect(notices).not.toContainText('instead')
  await playground.settled()
  await page.getByRole('button', { name: 'Leave it' }).click()
  await expect(title).toHaveText(heading('The strange case'))
  await expect(page.locator('.lane-name[aria-current]')).toBeFocused()
  await page.goto(`#yaml=${encodeURIComponent('whyrestart: 1\ntitle: By hand\nlanes: [{name: One, manifests: {}}]\n')}`)
  await expect(title).toHaveText(heading('By hand'))
  await page.goto(`#yaml=${encodeURIComponent(`whyrestart: 1\ntitle: By hand\nlanes: [{name: ${'x'.repeat(201)}, manifests: {}}]\n`)}`)
  await expect(notices).toContainText('instead.')
  await expect(title).toHaveText(heading('By hand'))
  await page.goto(`#yaml=${encodeURIComponent('whyrestart: 1\nexercise: {id: x}\nlanes: [{name: One, manifests: {}}]\n')}`)
  await expect(notices).toContainText(
    'This exercise cannot be opened: line 1, exercise.goals: found nothing; allowed: a list of goals, or predict with questions. “By hand” is shown instead.',
  )
  await expect(title).toHaveText(heading('By hand'))
  // where the exercises do not come, and where they need what this browser does not allow
  const { followAddress } = await import('./follow-address.ts')
  const { WorkerTimeout } = await import('../worker/client.ts')
  for (const [error, says] of [
    [new Error('no'), 'What the address names could not be opened.'],
    [new WorkerTimeout('silent'), 'What the address names could not be opened.'],
    [new WorkerTimeout('missing'), 'This browser allows no web worker, which exercises need.'],
    [new WorkerTimeout('fallen'), 'This browser allows no web worker, which exercises need.'],
  ] as const) {
    history.replaceState(null, '', '#e=a-probe')
    await followAddress(() => Promise.reject(error))
    await expect(notices).toContainText(`${says} “By hand” is shown instead.`)
  }
})

test('by the front door somebody is where he was: at an exercise, touched or not, and at what was shared', async ({ playground, page }) => {
  const task = page.getByRole('region', { name: 'Exercise', exact: true })
  const editor = page.getByRole('textbox', { name: /^Manifest of/ })
  const title = page.getByRole('heading', { level: 1 })
  await playground.open('#e=a-probe')
  // where it begins
  await expect(playground.slider).toHaveValue('30.24')
  await playground.open('')
  await expect(page).toHaveURL(/#e=a-probe$/)
  await expect(task).toBeVisible()
  await editor.fill(`# mine\n${await editor.inputValue()}`)
  await playground.open('')
  await expect(page).toHaveURL(/#e=a-probe$/)
  await expect(task).toBeVisible()
  await expect(editor).toHaveValue(/^# mine/)
  // while somebody writes that is marked; what is pressed meanwhile does not move away under the press
  const main = page.locator('main')
  const marks: string[] = []
  for (const act of [
    () => editor.focus(),
    () => playground.slider.dispatchEvent('pointerdown', {}),
    () => playground.slider.focus(),
    () => playground.slider.dispatchEvent('pointerup', {}),
    () => editor.focus(),
    () => editor.dispatchEvent('pointerdown', {}),
    () => playground.slider.focus(),
    () => editor.dispatchEvent('pointercancel', {}),
  ]) {
    await act()
    await page.pass(0.01)
    marks.push(await main.evaluate((element: Element) => (element.hasAttribute('data-writing') ? 'writes' : '–')))
  }
  expect(marks).toEqual(['writes', 'writes', 'writes', '–', 'writes', 'writes', 'writes', '–'])
  const shared = `#${linkOf(small('Shared'), { cursor: 30, lane: 'lane-2' })!}`
  await playground.open(shared)
  await expect(title).toHaveText('Shared')
  await playground.goTo(60)
  await editor.fill(`# mine too\n${await editor.inputValue()}`)
  await playground.open('')
  await expect(title).toHaveText('Shared')
  await expect(editor).toHaveValue(/^# mine too/)
  // where it was left, and not where the link led
  await expect(playground.slider).toHaveValue('60')
  await expect(page).toHaveURL(/#2/)
  await page.reload()
  await expect(playground.slider).toHaveValue('60')
  // of two addresses the later one counts, whichever takes longer to come
  await page.evaluate(() => {
    for (const hash of ['#e=a-probe', '#case=today']) location.hash = hash
  })
  await expect(title).toHaveText('The strange case')
  await expect(page).toHaveURL(/#case=today$/)
  await page.goto(shared)
  await expect(playground.slider).toHaveValue('30')
  await page.getByRole('button', { name: 'Keep it as my own' }).click()
  await expect(page).toHaveURL(/#own$/)
  await expect(editor).toHaveValue(/^# mine too/)
  await expect(page.locator('.notice')).toHaveCount(0)
  await page.goto('#e=nothing')
  await expect(page.locator('.notice')).toContainText('There is no exercise nothing here. Your own work is shown instead.')
  // a course is waited for where the address names nothing else, wherever in it the course stands
  let come = (): void => undefined
  let isLate = true
  await page.addInitScript(() =>
    Object.assign(globalThis, {
      fetch: () =>
        new Promise((resolve) => {
          come = () => resolve(new Response('', { status: 404 }))
          if (!isLate) come()
        }),
    }),
  )
  const none = 'The course none.yaml cannot be opened: there is no none.yaml beside this page. Your own work is shown instead.'
  const release = page.getByRole('combobox', { name: 'Kubernetes release' })
  await page.goto('?safe&course=none.yaml#case=today')
  await expect(release).toHaveValue('1.37')
  await expect(page.locator('.notice')).not.toContainText('none.yaml')
  await page.evaluate(() => come())
  await expect(page.locator('.notice')).toContainText(none)
  await page.goto('?safe&course=none.yaml')
  await expect(page.locator('html')).not.toHaveAttribute('data-state', 'ready')
  await page.evaluate(() => come())
  await expect(page.locator('.notice')).toContainText(none)
  // what was wrong with it is said beside what the address names, however long that takes to come
  isLate = false
  await page.goto('?course=none.yaml&safe#e=a-probe')
  await expect(task).toBeVisible()
  await expect(page.locator('.notice')).toContainText(none)
})

test('a phone shows the chosen lane and the first, the others by name; the skip link leads to them', async ({ playground, page }) => {
  await page.setViewportSize({ width: 390, height: 800 })
  await playground.open()
  const folded = (): Promise<string[]> =>
    page.locator('section.lane').evaluateAll((lanes: Element[]) => lanes.map((lane) => (lane.hasAttribute('data-folded') ? '–' : 'drawn')))
  const picker = page.locator('.one-lane')
  const above = page.locator('.axis > .axis-head')
  await expect(picker).toHaveCount(0)
  // the lanes' own buttons leave the first screen to the lanes
  await expect(above).toHaveCount(0)
  await expect(page.locator('.axis-head')).toHaveCount(1)
  expect(await folded()).toEqual(['drawn', 'drawn', '–', '–', '–'])
  await page.getByRole('button', { name: 'Fix 2, TCP probe', exact: true }).click()
  expect(await folded()).toEqual(['drawn', '–', '–', 'drawn', '–'])
  await page.getByRole('link', { name: 'To the timeline' }).click()
  expect(await page.evaluate(() => document.activeElement!.closest('.lanes') !== null)).toBe(true)
  await expect(page).toHaveURL(/\/$/)
  // more heads than stand in sight of one another
  const six = Array.from({ length: 6 }, (_, n) => `{name: Lane ${n}, manifests: {}}`)
  await page.goto(`#yaml=${encodeURIComponent(`whyrestart: 1\nlanes: [${six.join(', ')}]\n`)}`)
  await playground.settled()
  await expect(above).toHaveCount(1)
  await picker.getByRole('combobox', { name: 'Lane' }).selectOption('Lane 5')
  await expect(picker.getByRole('button', { name: 'Next lane' })).toBeDisabled()
  await picker.getByRole('button', { name: 'Previous lane' }).click()
  expect(await folded()).toEqual(['drawn', '–', '–', '–', 'drawn', '–'])
  await picker.getByRole('combobox', { name: 'Lane' }).selectOption('Lane 0')
  await expect(picker.getByRole('button', { name: 'Previous lane' })).toBeDisabled()
  await picker.getByRole('button', { name: 'Next lane' }).click()
  expect(await folded()).toEqual(['drawn', 'drawn', '–', '–', '–', '–'])
  await page.goto('#e=a-probe')
  const parts = page.getByRole('navigation', { name: 'Parts of the page' })
  await expect(parts).toLookLike(`
    nav “Parts of the page”
      button: Task
      button: Timeline
      button: Answers
      button: Manifest
  `)
  for (const name of ['Manifest', 'Answers', 'Timeline', 'Task']) {
    await parts.getByRole('button', { name }).click()
    expect(await page.evaluate(() => document.activeElement!.id)).toBe(`to-${name.toLowerCase()}`)
  }
})

test('a page that fails keeps the texts: to save, to try again, or to set aside and begin anew', async ({ playground, page }) => {
  await playground.open(`#${linkOf(small('Mine'), {})!}`)
  await playground.rewrite('Left alone', (text) => `# my own\n${text}`)
  await page.evaluate(() => {
    Object.assign(globalThis, {
      matchMedia: () => {
        // oxlint-disable-next-line no-throw-literal -- code of others may throw anything
        throw 'out of order'
      },
    })
  })
  await page.locator('body').press('p')
  const fallen = page.locator('main.fallen')
  await expect(fallen).toLookLike(`
    h1: This page has failed
    That is a fault of whyrestart, not of your manifest. Your texts are still here:
    a href=blob:…: Save them as a scenario file
    button: Try again
    button: Set them aside, and begin anew
    pre
      | out of order
  `)
  expect(page.troubles.join()).toContain('out of order')
  page.troubles.length = 0
  expect(page.isAskedToReload).toBe(false)
  await fallen.getByRole('button', { name: 'Try again' }).click()
  expect(page.isAskedToReload).toBe(true)
  await fallen.getByRole('button', { name: 'Set them aside, and begin anew' }).click()
  const kept = await page.evaluate(() => Object.keys(localStorage).filter((name) => localStorage.getItem(name)!.includes('# my own')))
  expect(kept).toEqual([expect.stringMatching(/^whyrestart-unread\/1\/whyrestart\/shared:/)])
})

test('a scenario has the title that is typed, unless that is empty, the same, or left with Escape; Start over says where nothing was done', async ({
  playground,
  page,
}) => {
  await playground.open(`#${linkOf(small('Mine'), {})!}`)
  const heading = page.getByRole('heading', { level: 1 })
  const undo = page.getByRole('button', { name: 'Undo' })
  for (const [typed, key, title] of [
    ['Other', 'Escape', 'Mine'],
    ['  ', 'Enter', 'Mine'],
    ['Mine', 'Enter', 'Mine'],
    [` ${'x'.repeat(201)}`, 'Enter', 'x'.repeat(200)],
  ] as const) {
    await (await inMenu(page, 'Rename')).click()
    const field = page.getByRole('textbox', { name: 'Title of the scenario' })
    await expect(field).toBeFocused()
    await field.fill(typed)
    await field.press(key)
    await expect(heading).toHaveText(title)
    await expect(heading.getByRole('button')).toBeFocused()
  }
  // what was not changed is no step
  await undo.click()
  await expect(heading).toHaveText('Mine')
  await (await inMenu(page, 'Rename')).click()
  await page.getByRole('textbox', { name: 'Title of the scenario' }).fill('By a press elsewhere')
  await playground.slider.focus()
  await expect(heading).toHaveText('By a press elsewhere')
  await expect(playground.slider).toBeFocused()
  await undo.click()
  await page.getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('button', { name: 'Start over', exact: true }).click()
  await expect(page.locator('.notice')).toContainText('“Mine” is as it was at its start.')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  // what else stands behind More
  for (const [theme, isNow] of [
    ['light', 'light'],
    ['dark', 'dark'],
    ['system', 'light'],
  ] as const) {
    const entry = await inMenu(page, /^Theme: /)
    await entry.click()
    await expect(entry).toHaveText(`Theme: ${theme}`)
    await expect(page.locator('html')).toHaveAttribute('data-theme', isNow)
  }
  const { usePage } = await import('../state/page.ts')
  const { tell } = await import('../state/slot-actions.ts')
  const { useStore } = await import('../state/store.ts')
  const themes: string[] = []
  for (const [theme, colorScheme, forcedColors, presenting] of [
    ['system', 'light', 'active', false],
    ['system', 'dark', 'active', false],
    ['light', 'dark', 'active', false],
    ['light', 'dark', 'none', false],
    ['system', 'dark', 'none', true],
    ['dark', 'light', 'none', false],
    ['system', 'light', 'none', false],
  ] as const) {
    useStore.setState({ theme, presenting })
    await page.emulateMedia({ colorScheme, forcedColors })
    const { theme: ground, present } = document.documentElement.dataset
    themes.push(`${usePage.getState().theme}, ${ground}${present === undefined ? '' : ', presented'}`)
  }
  expect(themes).toEqual([
    'light forced, light',
    'dark forced, dark',
    'dark forced, dark',
    'light, light',
    'dark presenting, dark, presented',
    'dark, dark',
    'light, light',
  ])
  // what is told can be tried again, or dismissed, each for itself
  const { results } = await import('../state/results.ts')
  const lines = page.locator('.notice-line').filter({ hasNotText: 'You are looking at' })
  let tries = 0
  useStore.setState({ notice: '' })
  tell({ cause: 'unkept', text: 'It was not kept.', again: () => void (tries += 1) })
  tell({ cause: 'too large', text: 'It is too large.' })
  await expect(lines).toHaveText(['It was not kept.Try againDismiss', 'It is too large.Dismiss'])
  await lines.first().getByRole('button', { name: 'Try again' }).click()
  expect(tries).toBe(1)
  await lines.first().getByRole('button', { name: 'Dismiss' }).click()
  await expect(lines).toHaveText(['It is too large.Dismiss'])
  await lines.first().getByRole('button', { name: 'Dismiss' }).click()
  await expect(lines).toHaveCount(0)
  useStore.setState({ notice: 'It was done.' })
  await lines.getByRole('button', { name: 'Dismiss' }).click()
  await expect(lines).toHaveCount(0)
  results.setState({ message: 'It goes on for ever.' })
  await expect(lines).toHaveText(['It goes on for ever.'])
  useStore.setState({ ended: 'It was ended.' })
  await expect(lines).toHaveText(['It goes on for ever.Run it again'])
  results.setState({ message: '' })
  useStore.setState({ ended: '' })
  const help = page.getByRole('dialog', { name: 'Keys' })
  for (const close of [
    () => help.getByRole('button', { name: 'Close' }).click(),
    // a press on what lies behind it, and not one that began in its own margin
    async () => {
      await help.dispatchEvent('mousedown', { clientX: 20, clientY: 10 })
      await help.dispatchEvent('click')
      await expect(help).toBeVisible()
      await help.dispatchEvent('mousedown', { clientX: 0, clientY: 0 })
      await help.dispatchEvent('click')
    },
  ]) {
    await (await inMenu(page, /^Help/)).click()
    // what lies below it is not undone from within it
    await help.getByRole('button', { name: 'Close' }).press('Control+z')
    await expect(heading).toHaveText('Mine')
    await help.getByRole('heading').click()
    await expect(help).toBeVisible()
    await close()
    await expect(help).toHaveCount(0)
  }
  const address = page.url()
  for (const [entry, part] of [
    ['How we know', 'how-we-know'],
    ['What changed', 'what-changed'],
  ] as const) {
    await (await inMenu(page, entry)).click()
    await expect(page).toHaveURL(new RegExp(`#${part}$`))
    await page.goBack()
    await expect(page).toHaveURL(address)
  }
  await page.locator('h1').getByRole('button').click()
  await page.getByRole('button', { name: 'A whole control plane' }).click()
  await expect(heading).toHaveText(/control plane/)
})

test('View zooms around the cursor, a page key moves it half a minute, and a calm page plays four steps a second', async ({
  playground,
  page,
}) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await playground.open(`#${linkOf(small('Mine'), { cursor: 100, from: 0, to: 300 })!}`)
  const ticks = async (): Promise<string> => {
    const texts = (await page.locator('.axis-track .tick').allTextContents()).filter((text) => text !== '')
    return `${texts[0]} to ${texts.at(-1)}`
  }
  await playground.goTo(100)
  for (const [entry, span] of [
    ['Zoom in', '0:45 to 3:45'],
    ['Zoom out', '0:00 to 5:00'],
  ] as const) {
    await (await inMenu(page, entry)).click()
    expect(await ticks()).toBe(span)
  }
  // the keys go round its entries, and what is pressed again and again leaves it open
  const focus = (): Promise<string> => page.evaluate(() => document.activeElement!.textContent)
  const way: string[] = []
  await expect(page.locator('.transport .menu')).toHaveAttribute('style', 'left: 8px; top: 29px;')
  // what was pressed last has left it open
  for (let n = 0; n < 2; n++) await page.getByRole('button', { name: 'View', exact: true }).click()
  for (const key of ['', 'ArrowUp', 'ArrowDown', 'ArrowDown', 'End', 'Home', 'ArrowDown']) {
    if (key !== '') await page.keyboard.press(key)
    way.push(await focus())
  }
  expect(way).toEqual(['Fit F', 'Hide what comes', 'Fit F', 'Zoom in +', 'Hide what comes', 'Fit F', 'Zoom in +'])
  await expect(playground.slider).toHaveValue('100')
  await page.getByRole('button', { name: 'Zoom in' }).click()
  await page.getByRole('button', { name: 'Zoom out' }).click()
  expect(await ticks()).toBe('0:00 to 5:00')
  await page.keyboard.press('ArrowUp')
  expect(await focus()).toBe('Zoom in +')
  await page.getByRole('button', { name: /^Fit/ }).click()
  await expect(page.getByRole('button', { name: 'Zoom in' })).toHaveCount(0)
  for (const [key, time] of [
    ['PageUp', '130'],
    ['PageDown', '100'],
    ['Tab', '100'],
  ] as const) {
    await playground.slider.press(key)
    await expect(playground.slider).toHaveValue(time)
  }
  const seen = (): Promise<string> => playground.slider.inputValue()
  await playground.select('Asked')
  await page.getByRole('button', { name: 'Next mark' }).click()
  const next = await seen()
  await page.getByRole('button', { name: 'Next mark' }).click()
  await page.getByRole('button', { name: 'Previous mark' }).click()
  expect([Number(next) > 100, await seen()]).toEqual([true, next])
  for (const entry of ['Mirror pods', 'Hide what comes']) {
    for (const isOn of [true, false]) {
      await (await inMenu(page, entry)).click()
      const isHidden = isOn && entry === 'Hide what comes'
      await expect(page.locator('.curtain')).toHaveCount(isHidden ? 1 : 0)
      await expect(page.getByRole('tab', { name: 'Verdicts' })).toHaveCount(isHidden ? 0 : 1)
      await expect(await inMenu(page, entry)).toHaveAttribute('aria-pressed', String(isOn))
    }
  }
  await playground.goTo(100)
  await page.getByRole('combobox', { name: 'Speed' }).selectOption('×10')
  await page.getByRole('button', { name: 'Play' }).click()
  // a step is due at the first frame after 250 ms, which may be 16 ms later
  for (const [seconds, least, most] of [
    [0.2, 100, 100],
    [0.2, 102.5, 102.7],
    [0.3, 105, 105.4],
  ] as const) {
    await page.pass(seconds)
    const value = Number(await playground.slider.inputValue())
    expect([value >= least, value <= most]).toEqual([true, true])
  }
  // a window that has slept has nothing to make up for
  const { clock } = await import('../fixture/clock.ts')
  const awake = await playground.slider.inputValue()
  clock.now += 1000
  await page.pass(0.1)
  await expect(playground.slider).toHaveValue(awake)
  // at the end it rests, and begins anew
  await playground.goTo(299)
  await page.pass(0.6)
  await expect(playground.slider).toHaveValue('300')
  await page.getByRole('button', { name: 'Play' }).click()
  await expect(playground.slider).toHaveValue('0')
  await page.getByRole('button', { name: 'Pause' }).click()
  await page.pass(0.6)
  await expect(playground.slider).toHaveValue('0')
  // an incident has a speed of its own, which leaves the reader's as it was, and waits while somebody types
  const { useSession } = await import('../state/session.ts')
  const { useStore } = await import('../state/store.ts')
  const speed = page.getByRole('combobox', { name: 'Speed' })
  useSession.setState({ speed: 2, isHeld: true })
  await expect(speed).toHaveValue('2')
  await speed.selectOption('×5')
  expect([useSession.getState().speed, useStore.getState().speed]).toEqual([5, 10])
  await page.getByRole('button', { name: 'Play' }).click()
  await page.pass(0.6)
  await expect(playground.slider).toHaveValue('0')
  useSession.setState({ isHeld: false })
  await page.pass(0.6)
  expect(Number(await seen())).toBeLessThan(4)
  expect(Number(await seen())).toBeGreaterThan(1)
  useSession.setState({ speed: undefined })
  await expect(speed).toHaveValue('10')
})

test('a stage has the whole screen where the browser gives it, and ends with it; a window beside it does not end it', async ({
  playground,
  page,
}) => {
  const asked: string[] = []
  const screen = { whole: false, hasFocus: true }
  await page.addInitScript(() => {
    Object.defineProperty(document, 'fullscreenElement', {
      get: () => (screen.whole ? document.documentElement : null),
      configurable: true,
    })
    Object.assign(document, { exitFullscreen: async () => void asked.push('exit'), hasFocus: () => screen.hasFocus })
    Object.assign(document.documentElement, { requestFullscreen: async () => void asked.push('request') })
  })
  await playground.open(`#${linkOf(small('Mine'), {})!}`)
  const bar = page.locator('.stage-bar')
  const change = async (more: Partial<typeof screen>): Promise<void> => {
    Object.assign(screen, more)
    await page.evaluate(() => document.dispatchEvent(new Event('fullscreenchange')))
  }
  await page.keyboard.press('p')
  await expect(bar).toBeVisible()
  await change({ whole: true })
  await expect(bar).toBeVisible()
  await change({ whole: false, hasFocus: false })
  await expect(bar).toBeVisible()
  await change({ hasFocus: true })
  await expect(bar).toHaveCount(0)
  await change({})
  expect(asked.splice(0)).toEqual(['request'])
  await page.keyboard.press('p')
  await expect(bar).toBeVisible()
  await change({ whole: true })
  await page.keyboard.press('p')
  await expect(bar).toHaveCount(0)
  expect(asked.splice(0)).toEqual(['request', 'exit'])
  // where it is whole already nothing is asked for
  await page.keyboard.press('p')
  await expect(bar).toBeVisible()
  expect(asked).toEqual([])
})
