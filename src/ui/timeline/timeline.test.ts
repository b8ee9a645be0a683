import { expect, it } from 'vitest'
import { targetsOf } from './LaneView.tsx'
import { drawnOf, isUnder } from './Timeline.tsx'

const lane = (id: string, isShown = false) => ({ id, name: id, muted: false, fields: {}, ...(isShown ? { isShown: true as const } : {}) })
const LANES = [lane('a'), lane('b'), lane('proof-1', true), lane('c'), lane('d', true), lane('proof-2')]

it.each([
  ['a', 'a b proof-1'],
  ['b', 'a b proof-1'],
  ['c', 'a proof-1 c'],
  ['proof-1', 'a proof-1'],
  ['proof-2', 'a proof-1 proof-2'],
  ['none of them', 'a b proof-1'],
])('where %s is selected a small screen has %s', (selected, drawn) => {
  expect(drawnOf(LANES, selected).map(({ id }) => id)).toEqual(drawn.split(' '))
})

it.each([
  [100, 100, true],
  [125, 100, true],
  [126, 100, false],
  [29, 100, true],
  [28, 100, false],
])('a label at %s is under the flag of a cursor at %s: %s', (tick, cursor, isSo) => expect(isUnder(tick, cursor)).toBe(isSo))

it.each<[what: string, middles: number[], targets: [top: number, height: number][]]>([
  ['none', [], []],
  ['one', [50], [[38, 24]]],
  [
    'two that stand apart',
    [50, 74],
    [
      [38, 24],
      [62, 24],
    ],
  ],
  [
    'two that stand close',
    [50, 73],
    [
      [37.5, 24],
      [61.5, 24],
    ],
  ],
  [
    'three close, and one apart',
    [50, 64, 78, 102],
    [
      [28, 24],
      [52, 24],
      [76, 24],
      [90, 24],
    ],
  ],
  [
    'four close',
    [50, 64, 78, 92],
    [
      [27, 22],
      [49, 22],
      [71, 22],
      [93, 22],
    ],
  ],
])('what is pressed of row names: %s', (_, middles, targets) => {
  expect(targetsOf(middles).map(({ top, height }) => [top, height])).toEqual(targets)
})
