import { expect, it } from 'vitest'
import { ticksOf, timeScale } from './scale.ts'

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
