import { expect, test, type Locator, type Playground } from '../fixture/playground.ts'

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
    at: (t, from = 0, to = 720) => gutter + ((t - from) / (to - from)) * (WIDTH - gutter),
    async press(track, [first = 0, ...places], more = {}) {
      const mouse = { button: 0, pointerType: 'mouse', pointerId: 1, clientY: 0, ...more }
      await track.dispatchEvent('pointerdown', { ...mouse, clientX: first })
      for (const clientX of places) await track.dispatchEvent('pointermove', { ...mouse, clientX })
      await track.dispatchEvent('pointerup', { ...mouse, clientX: places.at(-1) ?? first })
    },
    seen: async () => {
      const ticks = await axis.locator('.tick').allTextContents()
      return `${await playground.slider.inputValue()}: ${ticks.filter((text) => text !== '')[0]} to ${ticks.at(-1)}, ${ticks.length} ticks`
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
  await press(axis, [at(100), at(101)])
  await note('a hand that shakes:')
  await press(axis, [at(100)], { button: 2 })
  await note('the other button:')
  await axis.dispatchEvent('pointerdown', { button: 0, pointerId: 1, clientX: at(240) })
  await axis.dispatchEvent('pointermove', { clientX: at(120) })
  await expect(page.locator('.brush')).toHaveAttribute('style', `left: ${px(at(120))}; width: ${px(at(240) - at(120))};`)
  await axis.dispatchEvent('pointercancel')
  await note('a drag that is broken off:')
  await press(axis, [at(240), at(120)])
  await note('a drag to the left:')
  await axis.dispatchEvent('dblclick')
  await note('a double click:')
  await press(axis, [at(0, 0, 1800), at(720, 0, 1800)])
  await wheel(axis, { deltaY: -1 })
  await note('the wheel on the axis:')
  await wheel(axis, { deltaY: 1 })
  await note('and back:')
  await wheel(axis, { deltaY: 100, shiftKey: true })
  await note('with Shift:')
  await wheel(axis, { deltaX: -1000 })
  await note('to the side:')
  await wheel(lane, { deltaY: -1 })
  await note('on a lane:')
  await wheel(lane, { deltaY: -1, ctrlKey: true })
  await note('with Ctrl:')
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
  await press(lane, [at(600, 0, 1800), at(600, 0, 1800) + 2])
  await note('a click in it:')
  await press(axis, [at(0, 0, 1800), at(720, 0, 1800)])
  await press(lane, [at(600), at(500), at(400)], { altKey: true })
  await note('a drag with Alt:')
  await press(lane, [at(600), at(500)], { button: 1 })
  await note('by another button:')
  expect(way).toMatchInlineSnapshot(`
    [
      "a click on the axis: 300: 0:00 to 12:00, 13 ticks",
      "a hand that shakes: 101: 0:00 to 12:00, 13 ticks",
      "the other button: 101: 0:00 to 12:00, 13 ticks",
      "a drag that is broken off: 101: 0:00 to 12:00, 13 ticks",
      "a drag to the left: 101: 2:00 to 4:00, 13 ticks",
      "a double click: 101: 0:00 to 30:00, 16 ticks",
      "the wheel on the axis: 101: 1:00 to 11:00, 11 ticks",
      "and back: 101: 0:00 to 12:00, 13 ticks",
      "with Shift: 101: 1:00 to 12:00, 12 ticks",
      "to the side: 101: 0:00 to 12:00, 13 ticks",
      "on a lane: 101: 0:00 to 12:00, 13 ticks",
      "with Ctrl: 101: 1:00 to 11:00, 11 ticks",
      "more to the side than down: 101: 2:00 to 11:00, 10 ticks",
      "two fingers apart: 101: 8:00 to 22:00, 15 ticks",
      "and one that comes again: 101: 8:00 to 22:00, 15 ticks",
      "a drag in a lane: 500: 0:00 to 30:00, 16 ticks",
      "a click in it: 576.2: 0:00 to 30:00, 16 ticks",
      "a drag with Alt: 576.2: 4:00 to 15:00, 12 ticks",
      "by another button: 576.2: 4:00 to 15:00, 12 ticks",
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
  await expect(tip).toHaveAttribute('style', /(^|; )right: \d/)
  await over(at(95.2))
  await expect(tip).toHaveAttribute('style', /(^|; )left: \d/)
  await expect(lane).toHaveAttribute('style', /cursor: pointer/)
  await over(10)
  await expect(tip).toHaveCount(0)
  await over(at(95.2), 'touch')
  await expect(tip).toHaveCount(0)
  await over(at(95.2))
  await lane.dispatchEvent('pointerout', { relatedTarget: null })
  await expect(tip).toHaveCount(0)
  await playground.select('As kubeadm writes it')
  await press(lane, [at(495.2)], { clientY: 30 })
  await expect(playground.panel.getByRole('list', { name: 'Chain of causes' }).getByRole('listitem').first()).toContainText('Event Killing')
  await expect(playground.lane(OFF)).toHaveAttribute('data-selected', 'true')
  await expect(playground.slider).toHaveAttribute('aria-valuetext', /^8 min 15 s/)
})
