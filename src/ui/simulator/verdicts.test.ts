import { expect, it } from 'vitest'
import { shownCells, verdictKey } from './verdicts.ts'

it('verdicts depend on the lane, and not on what the scenario does or asks, nor for how long', () => {
  const inputs = { seed: 1, actions: [], requests: [], duration: 60 } as never as Parameters<typeof verdictKey>[0]
  const keyOf = (more: object): string => verdictKey({ ...inputs, ...more })
  const key = keyOf({})
  expect(['actions', 'requests'].map((name) => keyOf({ [name]: [{}] }))).toEqual([key, key])
  expect([keyOf({ duration: 7 }), keyOf({ seed: 2 })]).toEqual([key, expect.not.stringMatching(/"seed":1,/)])
})

it('a lane shows what it showed last where nothing newer is there, of the 64 lanes that were looked at last', () => {
  const cells = (value: string) => ({ calm: { value } }) as never
  expect(shownCells('a', cells('0'))).toEqual(cells('0'))
  expect(shownCells('a', {})).toEqual(cells('0'))
  expect(shownCells('a', { hang: { value: 'x' } } as never)).toEqual({ calm: { value: '0' }, hang: { value: 'x' } })
  for (let n = 0; n < 63; n++) shownCells(`lane-${n}`, cells(String(n)))
  expect(shownCells('a', {})).toMatchObject({ calm: { value: '0' } })
  // the next one takes the place of that which was looked at longest ago
  shownCells('b', cells('b'))
  expect([shownCells('lane-1', {}), shownCells('a', {}), shownCells('lane-0', {})]).toMatchObject([
    { calm: { value: '1' } },
    { calm: { value: '0' } },
    {},
  ])
  expect(Object.keys(shownCells('lane-0', {}))).toEqual([])
})
