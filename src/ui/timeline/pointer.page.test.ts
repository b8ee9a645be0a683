import { linkOf } from '../../share/payload.ts'
import { expect, test, type Locator, type Playground } from '../fixture/playground.ts'
import { small } from '../fixture/samples.ts'
import { LEFT } from '../fixture/window.ts'

const OFF = 'Anonymous requests off'

/** Happy-dom's page is so wide, and the names of the rows take a part of it. */
const WIDTH = 1440
const gutterIn = async ({ page }: Playground): Promise<number> =>
  Number.parseFloat(await page.locator('.axis-unit').evaluate((unit: HTMLElement) => unit.style.width))

const px = (value: number): string => `${Number(value.toFixed(6))}px`

interface Hand {
  /** Where a time of the span from `from` to `to` stands. */
  at(t: number, from?: number, to?: number): number
  /** What a mouse does at a place, or at several one after the other. */
  press(track: Locator, places: readonly number[], more?: object): Promise<void>
  axis: Locator
  lane: Locator
  seen(): Promise<string>
}

async function handOf(playground: Playground): Promise<Hand> {
  const { page } = playground
  const gutter = await gutterIn(playground)
  const axis = page.locator('.axis-track')
  return {
    axis,
    lane: playground.lane(OFF).locator('.lane-track'),
    at: (t, from = 0, to = 720) => LEFT + gutter + ((t - from) / (to - from)) * (WIDTH - gutter),
    async press(track, [first = 0, ...places], more = {}) {
      const mouse = { button: 0, pointerType: 'mouse', pointerId: 1, clientY: 0, ...more }
      await track.dispatchEvent('pointerdown', { ...mouse, clientX: first })
      for (const clientX of places) await track.dispatchEvent('pointermove', { ...mouse, clientX })
      await track.dispatchEvent('pointerup', { ...mouse, clientX: places.at(-1) ?? first })
    },
    seen: async () => {
      const ticks = await axis.locator('.tick').allTextContents()
      const { from, to } = (await import('../state/store.ts')).useStore.getState()
      const span = `${from.toFixed(2)} to ${to.toFixed(2)}`
      return `${await playground.slider.inputValue()}: ${span}, ${ticks.filter((text) => text !== '')[0]} to ${ticks.at(-1)}, ${ticks.length} ticks`
    },
  }
}

test('the axis and the lanes by pointer: a click, a drag, the wheel and two fingers', async ({ playground, page }) => {
  await playground.open()
  const { at, axis, lane, press, seen } = await handOf(playground)
  const way: string[] = []
  const note = async (what: string): Promise<void> => void way.push(`${what} ${await seen()}`)
  const wheel = (track: Locator, more: object): Promise<void> =>
    track.dispatchEvent('wheel', { clientX: at(360), deltaX: 0, deltaY: 0, ctrlKey: false, metaKey: false, shiftKey: false, ...more })
  const fingers = (type: string, ...places: number[]): Promise<void> =>
    lane.dispatchEvent(type, { touches: places.map((clientX) => ({ clientX })) })
  await press(axis, [at(300)])
  await note('a click on the axis:')
  const line = Math.round((at(300) - LEFT) * 2) / 2 - 0.75
  await expect(page.locator('.cursor-line')).toHaveAttribute('style', `transform: translateX(${line}px); visibility: visible;`)
  await press(axis, [at(100), at(101)])
  await note('a hand that shakes:')
  await press(axis, [at(100)], { button: 2 })
  await note('the other button:')
  await axis.dispatchEvent('pointerdown', { button: 0, pointerId: 1, clientX: at(240) })
  await axis.dispatchEvent('pointermove', { clientX: at(120) })
  await expect(page.locator('.brush')).toHaveAttribute('style', `left: ${px(at(120) - LEFT)}; width: ${px(at(240) - at(120))};`)
  await axis.dispatchEvent('pointercancel')
  await note('a drag that is broken off:')
  await expect(page.locator('.brush')).toHaveCount(0)
  await press(axis, [at(240), at(120)])
  await note('a drag to the left:')
  await expect(page.locator('.cursor-line')).toHaveAttribute('style', /visibility: hidden/)
  // what was dragged over is no part of the axis any more, nor is the flag of a time elsewhere
  await expect(page.locator('.brush, .flag')).toHaveCount(0)
  await axis.dispatchEvent('dblclick')
  await note('a double click:')
  await press(axis, [at(1200, 0, 1800), at(2400, 0, 1800)])
  await note('a drag out of the axis to the right:')
  await axis.dispatchEvent('dblclick')
  await press(axis, [at(720, 0, 1800), at(-600, 0, 1800)])
  await note('and to the left:')
  await wheel(axis, { deltaY: -1 })
  await note('the wheel on the axis:')
  await wheel(axis, { deltaY: 1 })
  await note('and back:')
  await wheel(axis, { deltaY: 100, shiftKey: true })
  await note('with Shift:')
  await wheel(axis, { deltaX: -1000 })
  await note('to the side:')
  await wheel(lane, { deltaY: 100 })
  await note('on a lane:')
  await wheel(lane, { deltaY: -1, ctrlKey: true })
  await note('with Ctrl:')
  await wheel(lane, { deltaY: 1, metaKey: true })
  await note('and back, with Meta:')
  await wheel(lane, { deltaY: -1, ctrlKey: true })
  await wheel(lane, { deltaX: 50, deltaY: 10 })
  await note('more to the side than down:')
  await axis.dispatchEvent('dblclick')
  await fingers('touchstart', at(360) - 100, at(360) + 100)
  await fingers('touchmove', at(360) - 200, at(360) + 200)
  await fingers('touchend', at(360))
  await note('two fingers apart:')
  await fingers('touchmove', at(360) - 50, at(360) + 50)
  await note('and one that comes again:')
  await press(axis, [at(0, 0, 1800)])
  await axis.dispatchEvent('dblclick')
  await press(lane, [at(600, 0, 1800), at(500, 0, 1800)])
  await note('a drag in a lane:')
  await press(lane, [at(600, 0, 1800), at(600, 0, 1800) + 3])
  await note('a click in it:')
  await press(lane, [at(600, 0, 1800), at(600, 0, 1800) + 4])
  await note('a drag as short as can be in it:')
  await press(axis, [at(0, 0, 1800), at(720, 0, 1800)])
  await press(lane, [at(600), at(500), at(400)], { altKey: true })
  await note('a drag with Alt:')
  await press(lane, [at(600), at(500)], { button: 1 })
  await note('by another button:')
  await press(lane, [at(600, 200, 920), at(2000, 200, 920)])
  await note('a drag in it beyond what is seen:')
  await press(lane, [at(600, 200, 920), at(-100, 200, 920)])
  await note('and to the left:')
  await lane.dispatchEvent('pointerdown', { button: 0, pointerId: 1, clientX: at(600) })
  await lane.dispatchEvent('pointercancel')
  await lane.dispatchEvent('pointermove', { pointerId: 1, clientX: at(300), pointerType: 'touch' })
  await note('one that is broken off:')
  await press(lane, [at(0) - 1], { clientY: 500 })
  await note('a click on a row’s name:')
  await axis.dispatchEvent('dblclick')
  await press(lane, [at(1234, 0, 1800)], { clientY: 500 })
  await note('a click where nothing is:')
  const other = playground.lane('Fix 1, insecure port')
  await press(other.locator('.lane-track'), [at(0, 0, 1800) - 1], { clientY: 500 })
  await expect(other).toHaveAttribute('data-selected', 'true')
  await press(lane, [at(1234, 0, 1800)], { clientY: 500 })
  await expect(playground.lane(OFF)).toHaveAttribute('data-selected', 'true')
  await press(lane, [at(0, 0, 1800)], { clientY: 500 })
  await note('at the very beginning:')
  await press(axis, [at(100, 0, 1800), at(100, 0, 1800) + 5])
  await note('a drag as short as can be:')
  expect(way).toMatchInlineSnapshot(`
    [
      "a click on the axis: 300: 0.00 to 720.00, 0:00 to 12:00, 13 ticks",
      "a hand that shakes: 101: 0.00 to 720.00, 0:00 to 12:00, 13 ticks",
      "the other button: 101: 0.00 to 720.00, 0:00 to 12:00, 13 ticks",
      "a drag that is broken off: 101: 0.00 to 720.00, 0:00 to 12:00, 13 ticks",
      "a drag to the left: 101: 120.00 to 240.00, 2:00 to 4:00, 13 ticks",
      "a double click: 101: 0.00 to 1800.00, 0:00 to 30:00, 16 ticks",
      "a drag out of the axis to the right: 101: 1200.00 to 1800.00, 20:00 to 30:00, 11 ticks",
      "and to the left: 101: 0.00 to 720.00, 0:00 to 12:00, 13 ticks",
      "the wheel on the axis: 101: 46.96 to 673.04, 1:00 to 11:00, 11 ticks",
      "and back: 101: 0.00 to 720.00, 0:00 to 12:00, 13 ticks",
      "with Shift: 101: 51.80 to 771.80, 1:00 to 12:00, 12 ticks",
      "to the side: 101: 0.00 to 720.00, 0:00 to 12:00, 13 ticks",
      "on a lane: 101: 0.00 to 720.00, 0:00 to 12:00, 13 ticks",
      "with Ctrl: 101: 46.96 to 673.04, 1:00 to 11:00, 11 ticks",
      "and back, with Meta: 101: 0.00 to 720.00, 0:00 to 12:00, 13 ticks",
      "more to the side than down: 101: 69.48 to 695.56, 2:00 to 11:00, 10 ticks",
      "two fingers apart: 101: 450.00 to 1350.00, 8:00 to 22:00, 15 ticks",
      "and one that comes again: 101: 450.00 to 1350.00, 8:00 to 22:00, 15 ticks",
      "a drag in a lane: 500: 0.00 to 1800.00, 0:00 to 30:00, 16 ticks",
      "a click in it: 576.2: 0.00 to 1800.00, 0:00 to 30:00, 16 ticks",
      "a drag as short as can be in it: 605.18: 0.00 to 1800.00, 0:00 to 30:00, 16 ticks",
      "a drag with Alt: 605.18: 200.00 to 920.00, 4:00 to 15:00, 12 ticks",
      "by another button: 605.18: 200.00 to 920.00, 4:00 to 15:00, 12 ticks",
      "a drag in it beyond what is seen: 920: 200.00 to 920.00, 4:00 to , 12 ticks",
      "and to the left: 200.00000000000003: 200.00 to 920.00, 4:00 to 15:00, 12 ticks",
      "one that is broken off: 200.00000000000003: 200.00 to 920.00, 4:00 to 15:00, 12 ticks",
      "a click on a row’s name: 200.00000000000003: 200.00 to 920.00, 4:00 to 15:00, 12 ticks",
      "a click where nothing is: 1234: 0.00 to 1800.00, 0:00 to 30:00, 16 ticks",
      "at the very beginning: 0: 0.00 to 1800.00, 2:00 to 30:00, 16 ticks",
      "a drag as short as can be: 0: 100.00 to 106.47, 1:40 to 1:46, 7 ticks",
    ]
  `)
})

test('a mark under the pointer says what it is; a click on it asks why', async ({ playground, page }) => {
  await playground.open()
  const { at, lane, press } = await handOf(playground)
  const tip = page.locator('.tip')
  const over = (x: number, pointerType = 'mouse'): Promise<void> =>
    lane.dispatchEvent('pointermove', { clientX: x, clientY: 30, pointerType })
  await over(at(495.2))
  await expect(tip).toHaveText(/^8 min 15.2 s, killed: /)
  await expect(tip).toHaveAttribute('style', `right: ${px(WIDTH - at(495.2) + 12)}; top: 44px;`)
  await over(at(95.2))
  await expect(tip).toHaveAttribute('style', `top: 44px; left: ${px(at(95.2) + 12)};`)
  await expect(lane).toHaveAttribute('style', /cursor: pointer/)
  await over(10)
  await expect(tip).toHaveCount(0)
  await over(at(95.2), 'touch')
  await expect(tip).toHaveCount(0)
  await over(at(95.2))
  await lane.dispatchEvent('pointerout', { relatedTarget: null })
  await expect(tip).toHaveCount(0)
  await over(at(95.2))
  await lane.dispatchEvent('pointerdown', { button: 0, pointerId: 1, clientX: at(95.2) })
  await expect(tip).toHaveCount(0)
  await lane.dispatchEvent('pointercancel')
  await playground.select('As kubeadm writes it')
  await press(lane, [at(495.2)], { clientY: 30 })
  await expect(playground.panel.getByRole('list', { name: 'Chain of causes' }).getByRole('listitem').first()).toContainText(
    'The kubelet kills',
  )
  await expect(playground.panel.locator('.why')).toHaveAttribute('data-about', 'entry')
  await expect(playground.lane(OFF)).toHaveAttribute('data-selected', 'true')
  await expect(playground.slider).toHaveAttribute('aria-valuetext', /^8 min 15 s/)
  await expect(playground.slider).toHaveValue('495.27')
  // the time stands in a flag at the cursor, which stays whole at both ends, and covers no other time
  const gutter = await gutterIn(playground)
  for (const [t, left, hidden] of [
    [0, gutter + 26, '0:00'],
    [300, at(300) - LEFT, '5:00'],
    [720, WIDTH - 34, '12:00'],
  ] as const) {
    await playground.goTo(t)
    await expect(page.locator('.flag')).toHaveAttribute('style', `left: ${px(left)};`)
    await expect(page.locator('.flag')).toHaveText(hidden)
    const shown = (await page.locator('.tick').allTextContents()).filter((text) => text !== '')
    expect([shown.includes(hidden), shown.length]).toEqual([false, 12])
  }
  await expect(page.locator('.tick').nth(5)).toHaveAttribute('style', `left: ${px(at(300) - LEFT)};`)
  // what is hidden does not give itself away
  await playground.goTo(300)
  await page.getByRole('button', { name: 'View', exact: true }).click()
  await page.getByRole('button', { name: 'Hide what comes' }).click()
  await over(at(495.2))
  await expect(tip).toHaveCount(0)
  await over(at(95.2))
  await expect(tip).toHaveCount(1)
})

/** A pod of so many containers, each with a probe. */
const high = (count: number): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n${Array.from(
    { length: count },
    (_, n) => `  - {name: c${n}, image: x, livenessProbe: {tcpSocket: {port: 80}, periodSeconds: 100}}\n`,
  ).join('')}`

test('of a lane that is higher than the screen so much is drawn as is in sight, and a little around it', async ({ playground, page }) => {
  const places = { top: 0, width: 1440, pane: [0, 900] as number[] }
  const observed: { callback: () => void; targets: string[] }[] = []
  await page.addInitScript(() => {
    const plain = Element.prototype.getBoundingClientRect
    Element.prototype.getBoundingClientRect = function () {
      if (this.matches('.lane-track > div')) return new DOMRect(0, places.top, places.width, 20)
      return this.matches('.pane') ? new DOMRect(0, places.pane[0], 1440, places.pane[1]! - places.pane[0]!) : plain.call(this)
    }
    globalThis.ResizeObserver = class {
      readonly it: (typeof observed)[number]
      constructor(callback: () => void) {
        observed.push((this.it = { callback, targets: [] }))
      }
      observe(target: Element) {
        this.it.targets.push(target.className)
      }
      unobserve() {}
      disconnect() {
        observed.splice(observed.indexOf(this.it), 1)
      }
    } as never
    Object.assign(globalThis, { devicePixelRatio: 2 })
  })
  const draft = small('High', {
    lanes: [
      { name: 'Asked', manifests: { 'web.yaml': high(24) } },
      { name: 'Low', manifests: { 'web.yaml': high(1) } },
    ],
  })
  await playground.open(`#${linkOf(draft, {})!}`)
  const canvas = page.getByRole('region', { name: 'Asked', exact: true }).locator('canvas')
  let pen = ''
  await canvas.evaluate((element: HTMLCanvasElement) => {
    Object.assign(element.getContext('2d')!, {
      setTransform: (...numbers: number[]) => (pen = `moved by ${numbers.at(-1)!}`),
      clearRect: (...numbers: number[]) => (pen += `, cleared ${numbers.join(' ')}`),
    })
  })
  const drawn = (): Promise<string> =>
    canvas.evaluate(({ width, height, style }: HTMLCanvasElement) =>
      height === 0 && width === 0
        ? 'nothing'
        : `${style.transform.replace(/\D/g, '') || 0} +${style.height.slice(0, -2)}, ${width} × ${height}, ${pen}`,
    )
  const followers = () => observed.filter(({ targets }) => targets.includes('pane'))
  expect(followers().map(({ targets }) => targets)).toEqual([['pane', '']])
  const seen: string[] = []
  for (const [what, act] of [
    ['at the top', {}],
    ['scrolled a little', { top: -255 }],
    ['a step', { top: -512 }],
    ['to its end', { top: -1500 }],
    ['away', { top: -2600 }],
    ['to its beginning', { top: 1100 }],
    ['below the screen', { top: 1156 }],
    ['in a pane', { top: 0, pane: [600, 700] }],
    ['in one that reaches out of sight', { top: -700, pane: [-300, 2000] }],
    ['folded', { width: 0 }],
  ] as const) {
    Object.assign(places, act)
    if ('pane' in act) await page.evaluate(() => followers()[0]!.callback())
    else await canvas.evaluate((lane: Element) => lane.dispatchEvent(new Event('scroll')))
    seen.push(`${what}: ${await drawn()}`)
  }
  Object.assign(places, { top: 0, width: 1440, pane: [0, 2000] })
  // a window that has become lower
  await page.setViewportSize({ width: 1440, height: 400 })
  seen.push(`on a low screen: ${await drawn()}`)
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')))
  seen.push(`on paper: ${(await drawn()).split(', m')[0]}`)
  expect(seen).toMatchInlineSnapshot(`
    [
      "at the top: 0 +1280, 2880 × 2560, ",
      "scrolled a little: 0 +1523, 2880 × 3046, moved by 0, cleared 0 0 1440 1523",
      "a step: 256 +1267, 2880 × 2534, moved by -512, cleared 0 256 1440 1267",
      "to its end: 1024 +499, 2880 × 998, moved by -2048, cleared 0 1024 1440 499",
      "away: nothing",
      "to its beginning: 0 +256, 2880 × 512, moved by 0, cleared 0 0 1440 256",
      "below the screen: nothing",
      "in a pane: 256 +768, 2880 × 1536, moved by -512, cleared 0 256 1440 768",
      "in one that reaches out of sight: 256 +1267, 2880 × 2534, moved by -512, cleared 0 256 1440 1267",
      "folded: nothing",
      "on a low screen: 0 +768, 2880 × 1536, moved by 0, cleared 0 0 1440 768",
      "on paper: 0 +1523, 2880 × 3046",
    ]
  `)
  // a lane that is gone follows nothing
  await page.getByRole('button', { name: 'Actions on Asked' }).click()
  await page.getByRole('menuitem', { name: 'Remove' }).click()
  await expect(page.locator('.lane')).toHaveCount(1)
  expect(followers()).toEqual([])
  await page.evaluate(() => ['scroll', 'resize'].map((type) => document.dispatchEvent(new Event(type, { bubbles: true }))))
  // a frame in somebody else’s page has no pane
  await page.goto(`embed.html#${linkOf(draft, {})!}`)
  await expect(page.locator('html')).toHaveAttribute('data-state', 'ready')
  expect(observed.map(({ targets }) => targets)).toContainEqual([''])
})
