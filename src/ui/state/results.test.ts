import { expect, it } from 'vitest'
import type { LaneDrawing } from '../../views/lanes/lanes.ts'
import { usePage } from './page.ts'
import { advance, hasServer, horizon, inSight, type LaneResult } from './results.ts'

it('what lies behind the curtain is cut off, once for all who look', () => {
  const drawing = { tracks: [] } as unknown as LaneDrawing
  const result = { drawing, index: { times: Float64Array.of(1, 2) } } as unknown as LaneResult
  const cuts: unknown[] = []
  const cut = (of: LaneDrawing, seen: number, timeOf: (id: number) => number): LaneDrawing => {
    cuts.push([of === drawing, seen, timeOf(1)])
    return { seen } as never
  }
  expect([inSight(result, null, cut), inSight(result, 5, undefined)]).toEqual([drawing, drawing])
  expect([5, 5, 6].map((seen) => inSight(result, seen, cut))).toEqual([{ seen: 5 }, { seen: 5 }, { seen: 6 }])
  expect(cuts).toEqual([
    [true, 5, 2],
    [true, 6, 2],
  ])
})

it.each<[what: string, seen: number | null, isAsked: boolean, isRevealed: boolean, then: number | null]>([
  ['without a curtain', null, false, false, null],
  ['before it', 9, false, false, 9],
  ['behind it', 5, false, false, 7],
  ['while a question is open', 5, true, false, 5],
  ['as its answer is revealed', 5, true, true, 7],
])('time that goes on to 7 s %s', (_, seen, isAsked, isRevealed, then) => {
  usePage.setState({ seen, isAsked })
  if (isRevealed) advance(7, true)
  else advance(7)
  expect(usePage.getState().seen).toBe(then)
})

it('a kube-apiserver runs where some container of some lane shows one; the curtain is as far as may be looked', () => {
  const lane = (...servers: number[]) => ({ drawing: { tracks: servers.map((count) => ({ server: Array(count).fill({}) })) } })
  const has = (...lanes: object[]): boolean => hasServer({ ...lanes } as never)
  expect([has(), has(lane()), has(lane(0, 0)), has(lane(0), lane(0, 2)), has(lane(1), lane())]).toEqual([false, false, false, true, true])
  usePage.setState({ seen: null })
  expect(horizon()).toBe(Infinity)
  usePage.setState({ seen: 5 })
  expect(horizon()).toBe(5)
})
