import { vi } from 'vitest'
import { expect, failNext, test, type Locator, type Page } from '../fixture/playground.ts'

const task = (page: Page): Locator => page.getByRole('region', { name: 'Exercise', exact: true })
const [WIDTH, GUTTER] = [1440, 50]

test('a pin is put on the timeline by the mouse or the keys, where it is in view, and the field has the same', async ({
  page,
  playground,
}) => {
  await playground.open('#e=how-many-failures')
  const { useStore } = await import('../state/store.ts')
  const pin = page.getByRole('slider', { name: 'Your pin on the timeline' })
  const curtain = page.locator('.curtain')
  const seconds = page.getByRole('spinbutton', { name: 'Seconds' }).first()
  const { cursor } = useStore.getState()
  // half way of what is hidden, and not set
  await expect(pin).toHaveAttribute('aria-valuenow', '301')
  await expect(curtain).toLookLike(
    `
    div data-asks=true style=left: 54.058px;: Hidden until you guess: put the pin there, then press Reveal.
  `,
    { closely: true },
  )
  await expect(pin).toLookLike(
    `
    div “Your pin on the timeline” tabindex=0 aria-valuemin=0 aria-valuemax=1800 aria-valuenow=301 aria-valuetext=not set style=left: 746.529px;: drag me
  `,
    { closely: true },
  )
  await expect(pin).toHaveText('drag me')
  await expect(seconds).toHaveValue('')

  const box = { left: 40, right: 40 + WIDTH, width: WIDTH, top: 0, bottom: 20, height: 20 }
  const held = new Set<number>()
  for (const element of [await curtain.evaluate((node: HTMLElement) => node), await pin.evaluate((node: HTMLElement) => node)]) {
    element.parentElement!.getBoundingClientRect = () => box as DOMRect
    element.setPointerCapture = (id: number) => void held.add(id)
    element.hasPointerCapture = (id: number) => held.has(id)
  }
  const at = (t: number): number => 40 + GUTTER + (t / 600) * (WIDTH - GUTTER)
  const mouse = { button: 0, pointerType: 'mouse', pointerId: 1 }
  await curtain.dispatchEvent('pointermove', { ...mouse, clientX: at(200) })
  await curtain.dispatchEvent('pointerdown', { ...mouse, button: 2, clientX: at(200) })
  await expect(seconds).toHaveValue('')
  await curtain.dispatchEvent('pointerdown', { ...mouse, clientX: at(200) })
  await expect(seconds).toHaveValue('200')
  for (const [t, is] of [
    [210, 210],
    [-10, 0],
    [700, 600],
  ] as const) {
    await curtain.dispatchEvent('pointermove', { ...mouse, clientX: at(t) })
    await expect(seconds).toHaveValue(String(is))
  }
  held.clear()
  await pin.dispatchEvent('pointerdown', { ...mouse, clientX: at(300) })
  await pin.dispatchEvent('pointermove', { ...mouse, clientX: at(310) })
  await expect(pin).toHaveAttribute('aria-valuetext', '5 min 10 s')
  await expect(pin).toHaveText('5 min 10 s')

  const key = async (name: string, shiftKey = false): Promise<string> => {
    const event = new KeyboardEvent('keydown', { key: name, shiftKey, bubbles: true, cancelable: true })
    await pin.evaluate((element: HTMLElement) => element.dispatchEvent(event))
    return `${await seconds.inputValue()}${event.defaultPrevented ? '' : ', not its key'}`
  }
  expect(await key('ArrowRight')).toBe('311')
  expect(await key('ArrowUp', true)).toBe('321')
  expect(await key('ArrowLeft')).toBe('320')
  expect(await key('ArrowDown', true)).toBe('310')
  expect(await key('PageUp')).toBe('340')
  expect(await key('PageDown')).toBe('310')
  expect(await key('a')).toBe('310, not its key')
  expect(await key('Home')).toBe('0')
  expect(await key('ArrowLeft')).toBe('0')
  // none of that is the clock's
  expect(useStore.getState()).toMatchObject({ cursor, from: 0, to: 600 })
  useStore.setState({ to: 1800 })
  await page.waitForLoadState()
  expect(await key('End')).toBe('1800')
  expect(await key('ArrowRight')).toBe('1800')

  for (const [from, to, isInView] of [
    [100, 199, false],
    [100, 200, true],
    [200, 300, true],
    [201, 300, false],
  ] as const) {
    await seconds.fill('200')
    useStore.setState({ from, to })
    await page.waitForLoadState()
    expect([from, to, await pin.isVisible()]).toEqual([from, to, isInView])
  }
  useStore.setState({ from: 0, to: 600 })

  // by its buttons, and by the field that takes it away again
  const press = (name: string): Promise<void> => task(page).getByRole('button', { name, exact: true }).first().click()
  await press('Later')
  await expect(seconds).toHaveValue('205')
  await press('Earlier')
  await expect(seconds).toHaveValue('200')
  await seconds.fill('3')
  await press('Earlier')
  await expect(seconds).toHaveValue('0')
  await seconds.fill('')
  await expect(pin).toHaveText('drag me')
  await press('Later')
  await expect(seconds).toHaveValue('6')

  // Enter is Reveal in a field alone; how near it was is said
  const group = page.locator('fieldset.predict').first()
  await task(page).getByRole('button', { name: 'Later', exact: true }).first().press('Enter')
  await expect(group).not.toHaveAttribute('data-answered')
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await seconds.fill('134')
  await seconds.press('Enter')
  await expect(group).toContainText('Not quite: it is 2 min 30 s; your pin, at 2 min 14 s, was 16 s early.')
})

const HEIGHTS = [102, 40, 40, 21, 1, 101, 5, 97, 60]

test('a text that is higher than its box is read by pages of whole sentences, back too; then it folds', async ({ page, playground }) => {
  let resize!: () => void
  await page.addInitScript(() => {
    globalThis.ResizeObserver = class {
      readonly #look: () => void
      constructor(look: () => void) {
        this.#look = look
      }
      observe(element: Element): void {
        if (element.matches('.exercise-story')) resize = this.#look
      }
      unobserve(): void {}
      disconnect(): void {}
    } as never
    const style = globalThis.getComputedStyle
    globalThis.getComputedStyle = (element: Element) =>
      element.matches('.exercise-story') ? ({ maxHeight: '100px' } as CSSStyleDeclaration) : style(element)
    const heightOf = (box: HTMLElement): number =>
      [...box.querySelectorAll<HTMLElement>('.sentence')].reduce(
        (sum, { dataset }, n) => sum + (dataset['off'] === undefined ? HEIGHTS[n]! : 0),
        0,
      )
    Object.defineProperty(HTMLElement.prototype, 'scrollHeight', {
      get(this: HTMLElement) {
        return this.matches('.exercise-story') ? heightOf(this) : 0
      },
      configurable: true,
    })
    Object.defineProperty(HTMLElement.prototype, 'clientHeight', { get: () => 100, configurable: true })
  })
  await playground.open('#e=a-probe')
  const story = task(page).locator('.exercise-story')
  const button = (name: string): Locator => task(page).getByRole('button', { name, exact: true })
  const seen = (): Promise<string> =>
    story.evaluate((box: HTMLElement) => {
      const units = [...box.querySelectorAll<HTMLElement>('.sentence')]
      const shown = units.flatMap(({ dataset }, n) => (dataset['off'] === undefined ? [n] : []))
      return `${shown.join(' ')}${box.style.maxHeight === 'none' ? ', whole' : ''}`
    })
  const pages = ['0, whole', '1 2 3', '4', '5', '6']
  for (const [n, units] of pages.entries()) {
    expect(await seen()).toBe(units)
    await expect(button('Back')).toHaveCount(n === 0 ? 0 : 1)
    if (n < pages.length - 1) await button('Read on').click()
  }
  await button('Back').click()
  expect(await seen()).toBe('5')
  await button('Read on').click()
  // what questions have come to is in sight when it comes, its last above all; what was skipped changes no page
  const come = (skipped: string): Promise<void> =>
    story.evaluate((box: HTMLElement) => {
      box.querySelector('.questions')?.remove()
      box.insertAdjacentHTML('beforeend', `<div class="questions"${skipped}><p class="sentence">a</p><p class="sentence">b</p></div>`)
    })
  await come(' data-skipped="true"')
  expect(await seen()).toBe('6')
  await come('')
  await expect.poll(seen).toBe('8')
  await story.evaluate((box: HTMLElement) => box.querySelector('.questions')!.remove())
  await expect.poll(seen).toBe('6')
  // in a box of another size the pages are others, and what was read last is in sight
  const before = [...HEIGHTS]
  HEIGHTS.fill(20)
  resize()
  expect(await seen()).toBe('5 6')
  HEIGHTS.splice(0, Infinity, ...before)
  resize()
  await button('Fold').click()
  expect(await seen()).toBe('0')
  await expect(task(page).locator('.reading')).toHaveAttribute('data-shape', 'folded')
  await expect(button('Task')).toHaveAttribute('aria-expanded', 'false')
  await expect(button('Back')).toHaveCount(0)
  await button('Task').click()
  await expect(task(page).locator('.reading')).toHaveAttribute('data-shape', 'whole')
  expect(await seen()).toBe('0')
  await expect(button('Read on')).toHaveCount(0)
})

/** What is looked at: the lanes, the cursor, the selected entry's lane, the panel. */
async function lookOf(): Promise<string> {
  const { useStore } = await import('../state/store.ts')
  const { draft, lane, cursor, selected, panel, playing } = useStore.getState()
  const nameOf = (id: string): string => draft.lanes.find((candidate) => candidate.id === id)!.name
  const entry = selected && 'id' in selected ? `, an entry of ${nameOf(selected.lane)}` : ''
  return `${draft.lanes.map(({ name }) => name).join(' | ')}; ${nameOf(lane)} at ${cursor.toFixed(2)}${entry}, ${panel}${playing ? ', playing' : ''}`
}

/** A line more, which changes nothing. */
async function edit(page: Page): Promise<void> {
  const box = page.getByRole('textbox', { name: /^Manifest of/ })
  await box.fill(`${await box.inputValue()}# mine\n`)
  await page.pass(1)
}

const skip = (page: Page): Promise<void> => page.getByRole('button', { name: 'Skip the questions' }).click()

test('a goal that does not hold shows the request or the run that says so, in the learner’s own lane where that is the run', async ({
  page,
  playground,
}) => {
  const goal = (n: number): Locator => task(page).getByRole('list', { name: 'Goals' }).getByRole('listitem').nth(n)
  const show = (n: number): Promise<void> => goal(n).getByRole('button', { name: 'Show me' }).click()
  await playground.open('#e=who-is-asking')
  await playground.monaco()
  await skip(page)
  await edit(page)
  await page.getByRole('tab', { name: 'Events' }).click()
  await show(0)
  await playground.settled()
  expect(await lookOf()).toBe('main; main at 120.00, request')
  await expect(page.getByRole('combobox', { name: 'URL' })).toHaveValue('https://192.168.1.100:6443/metrics')

  await playground.open('#e=not-ready')
  await expect(task(page).getByRole('heading', { level: 2 })).toContainText('ready')
  const box = page.getByRole('textbox', { name: /^Manifest of/ })
  await box.fill((await box.inputValue()).replace(/failureThreshold: \d+/, 'failureThreshold: 1000'))
  await page.pass(1)
  await page.getByRole('tab', { name: 'Events' }).click()
  await show(1)
  await playground.settled()
  expect(await lookOf()).toBe('main; main at 300.00, an entry of main, why')
  await page.getByRole('tab', { name: 'Events' }).click()
  await expect(goal(3)).toContainText('Tried: hang web at 15 min. Nothing is restarted')
  await show(3)
  await page.pass(1)
  await playground.settled()
  const hung = 'main, hang web at 15 min'
  expect(await lookOf()).toBe(`main | ${hung}; main at 960.00, an entry of ${hung}, why`)
  // a line that it names is gone to in that run's lane, and what is explained stays
  const line = playground.panel.getByRole('button', { name: /^web\.yaml, line \d+$/ }).first()
  await line.click()
  expect(await lookOf()).toBe(`main | ${hung}; ${hung} at 960.00, an entry of ${hung}, why`)
  await expect(playground.editor(hung)).toBeFocused()
  await expect(page.locator('.line-lit')).toHaveCount(1)
  await page.keyboard.press('Escape')
  await expect(line).toBeFocused()
  const { useStore } = await import('../state/store.ts')
  useStore.setState({ lane: useStore.getState().draft.lanes[0]!.id, cursor: 10 })
  await page.pass(0.1)
  // a run that looks as one's own does is shown there: no second lane would say more
  await box.fill('apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: other, image: x}]}\n')
  await page.pass(1)
  await show(3)
  await page.pass(1)
  expect(await lookOf()).toBe('main; main at 960.00, why')
})

test('what fails from the beginning is shown in the learner’s own picture, at its first kill', async ({ page, playground }) => {
  await playground.open('#e=how-many-failures')
  await skip(page)
  await failNext('fix')
  await page.getByRole('button', { name: 'Check my fix' }).click()
  await expect(task(page).locator('.exercise-buttons')).toLookLike(
    `
    button .primary: Check my fix
    output aria-live=polite: It could not be tried to the end. Try again.
    button: Hint
    button aria-disabled=true: Start over
    button: Next exercise
    about 4 min
  `,
    { closely: true },
  )
  // while it is tried another press begins nothing
  const { WorkerClient } = await import('../worker/client.ts')
  const call = vi.spyOn(WorkerClient.prototype, 'call')
  const pressed = await page.getByRole('button', { name: 'Check my fix' }).evaluate(async (button: HTMLButtonElement) => {
    button.focus()
    button.click()
    await Promise.resolve()
    const isDisabled = button.getAttribute('aria-disabled')
    button.click()
    return [isDisabled, document.activeElement === button]
  })
  expect([pressed, call.mock.calls.map(([asked]) => asked).filter((asked) => asked === 'fix')]).toEqual([['true', true], ['fix']])
  call.mockRestore()
  await expect(task(page).locator('.fix-found')).toContainText(
    'It is not calm: in 30 minutes there are 8 restarts, the first at 2 min 30 s',
  )
  expect(await lookOf()).toBe('main; main at 150.01, an entry of main, why')
})

test('an incident’s clock runs on and never back, and waits for who types', async ({ page, playground }) => {
  await playground.open('#e=the-night-shift')
  const { useStore } = await import('../state/store.ts')
  const { usePage } = await import('../state/page.ts')
  const says = task(page).locator('.clock-says')
  await expect(says).toContainText('Paused at 4 min')
  const seen = usePage.getState().seen!
  for (const [to, stands] of [
    [seen - 0.01, seen - 0.01],
    [seen - 0.02, seen],
    [10, seen],
  ] as const) {
    useStore.setState({ cursor: to })
    expect(useStore.getState().cursor).toBe(stands)
  }
  await page.getByRole('button', { name: 'Play' }).click()
  const isHeld = async (): Promise<boolean> => {
    await page.pass(0.2)
    return (await says.innerText()) === 'The clock waits while you type.'
  }
  expect(await isHeld()).toBe(false)
  await expect(says).toContainText('The clock runs, 5 s in one second.')
  const command = page.getByRole('textbox', { name: 'Command' })
  await command.fill('ls')
  expect(await isHeld()).toBe(true)
  await page.pass(2)
  expect(await isHeld()).toBe(true)
  await command.fill('')
  expect(await isHeld()).toBe(false)
  // another field with something in it is no command, and another key nothing that is typed
  await playground.slider.focus()
  await playground.slider.press('Shift')
  expect(await isHeld()).toBe(false)
  await page.locator('body').evaluate((body) => body.append(body.ownerDocument.createElement('dialog')))
  await page.locator('dialog').dispatchEvent('keydown', { key: 'a' })
  expect(await isHeld()).toBe(true)
  await page.pass(1.6)
  expect(await isHeld()).toBe(true)
  await page.pass(0.2)
  expect(await isHeld()).toBe(false)
  useStore.setState({ cursor: 1199.9 })
  await page.pass(1)
  await expect(says).toHaveText('The clock has come to its end, 20 min. Start over begins the same incident anew.')
})
