import { expect, it } from 'vitest'
import { pointed, shortClock, ticksOf, timeScale } from './scale.ts'

it('a place on the axis and its time lead to each other, wherever the axis begins', () => {
  const scale = timeScale(600, 900, 1200)
  expect([scale.x(600), scale.x(750), scale.x(900)]).toEqual([0, 600, 1200])
  for (const x of [0, 1, 333, 1200]) expect(scale.x(scale.t(x))).toBeCloseTo(x)
  expect(scale.t(600)).toBe(750)
})

it('lines stand at whole steps of the clock, far enough apart', () => {
  const scale = timeScale(605, 1205, 600)
  const ticks = ticksOf(scale, 76)
  expect(ticks.map(({ t }) => t)).toEqual([720, 840, 960, 1080, 1200])
})

it.each([
  [0, 3600, 1000, 12.34, 12],
  [0, 30, 1000, 12.34, 12.3],
  [0, 99, 1000, 12.34, 12.3],
  [0, 100, 1000, 12.34, 12],
])('from %s s to %s s on %s pixels a pointer at %s s means %s s', (from, to, width, t, meant) => {
  expect(pointed(timeScale(from, to, width), t)).toBe(meant)
})

it('the first and the last line stand at the ends of the axis', () => {
  const ticks = ticksOf(timeScale(600, 1200, 600), 90).map(({ t }) => t)
  expect([ticks[0], ticks.at(-1)]).toEqual([600, 1200])
})

it.each([
  [0, '0m00s'],
  [67.9, '1m07s'],
  [3600, '1h00m00s'],
  [3665, '1h01m05s'],
  [36_000, '10h00m00s'],
])('%s s is shown as %s', (t, text) => {
  expect(shortClock(t)).toBe(text)
})
