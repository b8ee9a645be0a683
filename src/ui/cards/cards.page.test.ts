import { RULES } from '../../views/releases/model-rules.ts'
import { TERMS } from '../../views/text/glossary.ts'
import { expect, test, type Locator } from '../fixture/playground.ts'
import { link, small } from '../fixture/samples.ts'

interface Box {
  left: number
  top: number
  bottom: number
}

test('a control explains itself where a mouse rests or the keys lead, beside it, and a word where it is pressed', async ({
  page,
  playground,
}) => {
  const stays: { element: Element; place: () => void; isOver: boolean }[] = []
  await page.addInitScript(() => {
    globalThis.ResizeObserver = class {
      readonly place: () => void
      stay: (typeof stays)[number] | undefined
      constructor(place: () => void) {
        this.place = place
      }
      observe(element: Element): void {
        stays.push((this.stay = { element, place: this.place, isOver: false }))
      }
      unobserve(): void {}
      disconnect(): void {
        if (this.stay) this.stay.isOver = true
      }
    } as never
  })
  await playground.open(link(small('Cards')))
  const card = page.locator('#card')
  const control = playground.lane('Left alone').locator('[data-term=lane]')
  const other = playground.lane('Asked').locator('[data-term=lane]')
  const isOpen = (): Promise<boolean> => card.isVisible()
  let x = 10
  const move = (target: Locator, more: object = {}): Promise<void> =>
    target.dispatchEvent('pointermove', { clientX: (x += 1), clientY: 5, buttons: 0, pointerType: 'mouse', ...more })
  const elsewhere = page.locator('h1')

  /** Of two milliseconds in which it comes to be so, the first has it not. */
  const after = async (seconds: number, isWanted: boolean): Promise<void> => {
    await page.pass(seconds - 0.0005)
    expect(await isOpen()).toBe(!isWanted)
    await page.pass(0.001)
    expect(await isOpen()).toBe(isWanted)
  }
  const staysClosed = async (): Promise<void> => {
    await page.pass(2)
    expect(await isOpen()).toBe(false)
  }

  // a mouse that rests on it
  await move(control)
  await after(0.45, true)
  await expect(card.getByRole('heading')).toHaveText(TERMS.get('lane')!.title)
  await expect(card).toContainText(TERMS.get('lane')!.says)
  await expect(control).toHaveAttribute('aria-describedby', 'card')
  await expect(card).toHaveAccessibleName('What it means')
  await expect(card).not.toHaveAttribute('data-pressed')
  // it may go on to the card, and stay there
  await move(elsewhere)
  await page.pass(0.2)
  await card.hover()
  await page.pass(2)
  expect(await isOpen()).toBe(true)
  await elsewhere.hover()
  await after(0.3, false)
  await expect(control).not.toHaveAttribute('aria-describedby')
  expect(stays.filter(({ element }) => element.id === 'card').map(({ isOver }) => isOver)).toEqual([true])
  await move(elsewhere)
  // what comes to lie below a mouse that rests, a mouse that drags, and a finger
  await move(control, { clientX: x })
  await staysClosed()
  await move(control, { buttons: 1 })
  await staysClosed()
  await move(control, { pointerType: 'touch' })
  await staysClosed()
  // by height alone it has moved too
  await move(control, { clientX: x, clientY: 6 })
  await after(0.45, true)
  await move(elsewhere)
  await after(0.3, false)
  // who presses it knows what it is, and is told nothing until they have been elsewhere
  for (const before of [control, elsewhere]) {
    await move(before)
    await page.pass(0.3)
    await control.dispatchEvent('pointerdown')
    await staysClosed()
    await move(control)
    await staysClosed()
    await move(elsewhere)
  }
  await move(control)
  await page.pass(0.3)
  await move(elsewhere)
  await staysClosed()

  // by the keys, and not by what leads to it otherwise
  await control.focus()
  await staysClosed()
  for (const key of ['Tab', 'ArrowDown']) {
    await elsewhere.dispatchEvent('keydown', { key })
    await other.focus()
    await after(0.45, true)
    await elsewhere.dispatchEvent('focusin')
    // into the card and back it stays, and it never lies over what the keys come to next
    await other.dispatchEvent('focusout', { relatedTarget: await card.evaluate((element) => element) })
    await page.pass(2)
    expect(await isOpen()).toBe(true)
    await card.dispatchEvent('focusout', { relatedTarget: await other.evaluate((element) => element) })
    await page.pass(2)
    expect(await isOpen()).toBe(true)
    await other.blur()
    expect(await isOpen()).toBe(false)
  }
  for (const key of ['Enter', ' ', 'a']) {
    await elsewhere.dispatchEvent('keydown', { key: 'Tab' })
    await other.dispatchEvent('keydown', { key })
    await other.focus()
    await staysClosed()
    await other.blur()
  }
  await elsewhere.dispatchEvent('keydown', { key: 'Tab' })
  await elsewhere.dispatchEvent('pointerdown')
  await other.focus()
  await staysClosed()
  // a key that presses it closes what explains it
  await other.blur()
  await elsewhere.dispatchEvent('keydown', { key: 'Tab' })
  await other.focus()
  await after(0.45, true)
  await other.dispatchEvent('keydown', { key: 'Enter' })
  await after(0.3, false)

  // a word that is pressed stays explained
  const word = playground.lane('Asked').getByRole('button', { name: 'CrashLoopBackOff' })
  await word.click()
  expect(await isOpen()).toBe(true)
  await expect(card).toHaveAttribute('data-pressed', 'true')
  await expect(word).not.toHaveAttribute('aria-describedby')
  await move(control)
  await page.pass(1)
  await expect(card.getByRole('heading')).toHaveText(TERMS.get('CrashLoopBackOff')!.title)
  await move(elsewhere)
  await page.pass(1)
  expect(await isOpen()).toBe(true)
  await page.keyboard.press('Escape')
  expect(await isOpen()).toBe(false)
  // and one that a mouse rests on, no finger; a finger that stays presses it, once it is lifted from it
  await word.dispatchEvent('pointerover', { pointerType: 'touch' })
  await staysClosed()
  await word.dispatchEvent('pointerout')
  await word.dispatchEvent('pointerover', { pointerType: 'mouse' })
  await after(0.45, true)
  await word.dispatchEvent('pointerout')
  await after(0.3, false)
  for (const [pointerType, end, isHeld] of [
    ['touch', 'pointerup', true],
    ['touch', 'pointercancel', true],
    ['mouse', 'pointerup', false],
  ] as const) {
    const menu = Object.assign(new Event('contextmenu', { bubbles: true, cancelable: true }), { pointerType })
    await word.evaluate((element: HTMLElement) => element.dispatchEvent(menu))
    expect(menu.defaultPrevented).toBe(isHeld)
    await word.dispatchEvent(end)
    await page.pass(0.01)
    expect(await isOpen()).toBe(isHeld)
    await page.keyboard.press('Escape')
    await word.dispatchEvent(end)
    await staysClosed()
  }

  // beside what it is about, and in the window, whatever comes into it
  const boxes = new Map<string, object>()
  const place = async (anchor: Box, own: { width: number; height: number }): Promise<string> => {
    boxes.set('word', { ...anchor, width: 40, height: 20 })
    boxes.set('card', own)
    await word.click()
    stays.at(-1)!.place()
    return await card.evaluate(({ style }: HTMLElement) => `${style.left} ${style.top}`)
  }
  for (const [name, element] of [
    ['word', word],
    ['card', card],
  ] as const)
    await element.evaluate((node: HTMLElement) => (node.getBoundingClientRect = () => boxes.get(name) as DOMRect))
  const own = { width: 300, height: 100 }
  expect(await place({ left: 100, top: 200, bottom: 220 }, own)).toBe('100px 226px')
  expect(await place({ left: 100, top: 766, bottom: 786 }, own)).toBe('100px 792px')
  expect(await place({ left: 100, top: 767, bottom: 787 }, own)).toBe('100px 661px')
  expect(await place({ left: 100, top: 50, bottom: 890 }, own)).toBe('100px 8px')
  expect(await place({ left: 1400, top: 200, bottom: 220 }, own)).toBe('1132px 226px')
  expect(await place({ left: 3, top: 200, bottom: 220 }, own)).toBe('8px 226px')
  expect(await place({ left: 100, top: 200, bottom: 220 }, { ...own, width: 1500 })).toBe('8px 226px')

  // gone with it, and where it does nothing any more
  await word.evaluate((element: HTMLButtonElement) => (element.disabled = true))
  expect(await isOpen()).toBe(false)
  await word.evaluate((element: HTMLButtonElement) => (element.disabled = false))
  // it takes the keys from nobody where it comes by pointing, and none that somebody has given it
  await control.evaluate((element: HTMLElement) => element.setAttribute('aria-describedby', 'its-own'))
  await elsewhere.getByRole('button').focus()
  await move(control)
  await after(0.45, true)
  await expect(elsewhere.getByRole('button')).toBeFocused()
  await expect(control).toHaveAttribute('aria-describedby', 'its-own')
  await control.evaluate((element: HTMLElement) => element.remove())
  expect(await isOpen()).toBe(false)
  await word.click()
  await expect(card).toBeFocused()
})

test('a card leads to the first such mark of a lane, the chosen one before the others, and says what is known of a rule', async ({
  page,
  playground,
}) => {
  await playground.open(link(small('Cards')))
  const { openCard } = await import('./Term.tsx')
  const { useStore } = await import('../state/store.ts')
  const card = page.getByRole('dialog', { name: 'What it means' })
  const about = async (subject: Parameters<typeof openCard>[0]): Promise<void> => {
    await playground.lane('Left alone').evaluate((anchor: HTMLElement) => openCard(subject, anchor, true))
    await expect(card.getByRole('heading')).toBeVisible()
  }
  const seen = (): string => {
    const { lane, selected, cursor, playing, panel, draft } = useStore.getState()
    return `${draft.lanes.find(({ id }) => id === lane)!.name} at ${cursor} ${selected?.lane === lane ? panel : ''} ${playing ? 'playing' : 'still'}`
  }
  useStore.setState({ playing: true })
  await about({ term: 'killed' })
  await card.getByRole('button', { name: 'Show me one' }).click()
  await expect(card).toBeHidden()
  expect(seen()).toBe('Asked at 30.012 why still')
  await about({ term: 'ready' })
  await card.getByRole('button', { name: 'Show me one' }).click()
  expect(seen()).toBe('Asked at 0.328 why still')
  await playground.select('Left alone')
  await about({ term: 'ready' })
  await card.getByRole('button', { name: 'Show me one' }).click()
  expect(seen()).toBe('Left alone at 0.328 why still')
  for (const term of ['hung', 'curtain'] as const) {
    await about({ term })
    await expect(card.getByRole('button')).toHaveCount(0)
  }
  const ofRule = async (id: string): Promise<string[]> => {
    await about({ rule: id, release: '1.30' })
    const links = await card.getByRole('link').evaluateAll((all: HTMLAnchorElement[]) => all.map(({ href, title }) => `${title} ${href}`))
    return [await card.innerText(), ...links]
  }
  const upstream = 'https://github.com/kubernetes/kubernetes/blob/v1.30.14'
  const [mirror, status] = ['pkg/kubelet/pod/mirror_client.go', 'pkg/kubelet/status/status_manager.go']
  expect(await ofRule('mirror')).toEqual([
    expect.stringMatching(/^kubectl sees .* code: mirror_client\.go, status_manager\.go\. It was read there, not recorded\.$/),
    `${mirror} ${upstream}/${mirror}`,
    `${status} ${upstream}/${status}`,
  ])
  const { id, recordings } = RULES.find((rule) => rule.recordings.length > 1)!
  expect((await ofRule(id))[0]).toContain(`.go. ${recordings.length} recorded runs of real clusters show it.`)
})
