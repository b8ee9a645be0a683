import { expect, it } from 'vitest'
import { axisUnit, pointed, ticksOf, timeScale } from './layout.ts'

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
  [0, 1800, ['0:00', '10:00', '20:00', '30:00'], 'min:s'],
  [0, 45, ['0:00', '0:15', '0:30', '0:45'], 'min:s'],
  [3600, 7200, ['1:00:00', '1:20:00', '1:40:00', '2:00:00'], 'h:min:s'],
])('an axis from %s s to %s s has the digits of the clock, and says what they count', (from, to, labels, unit) => {
  const scale = timeScale(from, to, 400)
  const ticks = ticksOf(scale, 120).map(({ label }) => label)
  expect(labels.filter((label) => ticks.includes(label)).length).toBeGreaterThanOrEqual(2)
  expect(ticks.every((label) => /^(\d+:\d\d|\d+):\d\d$/.test(label))).toBe(true)
  expect(axisUnit(scale)).toBe(unit)
})

it('lines are as many seconds apart as a person counts in', () => {
  const apart = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600]
  expect(apart.map((step) => ticksOf(timeScale(0, 8 * step, 608), 76)[1]!.t)).toEqual(apart)
  expect(timeScale(0, 10, 0).x(10)).toBe(1)
})
