import { expect, it } from 'vitest'
import { timeScale } from '../../views/picture/layout.ts'
import { isInSight, stripesOf } from './Rail.tsx'

// a pixel is a second
const SCALE = timeScale(100, 200, 100)

it.each<[what: string, bands: [from: number, to: number][], stripes: [left: number, right: number][]]>([
  ['none', [], []],
  [
    'apart by more than a pixel',
    [
      [110, 120],
      [122, 130],
    ],
    [
      [10, 20],
      [22, 30],
    ],
  ],
  [
    'that touch but for a pixel',
    [
      [110, 120],
      [121, 130],
    ],
    [[10, 30]],
  ],
  [
    'one in another',
    [
      [110, 150],
      [120, 130],
      [149, 151],
    ],
    [[10, 51]],
  ],
  [
    'that begin or end out of sight',
    [
      [50, 110],
      [190, 300],
    ],
    [
      [0, 10],
      [90, 100],
    ],
  ],
  [
    'that are out of sight',
    [
      [0, 99],
      [201, 300],
    ],
    [],
  ],
  [
    'at the very edges',
    [
      [0, 100],
      [200, 300],
    ],
    [
      [0, 0],
      [100, 100],
    ],
  ],
])('bands %s', (_, bands, stripes) => {
  const drawn = stripesOf(bands.map(([from, to], n) => ({ from, to, key: `${n}` })) as never, SCALE)
  expect(drawn.map(({ left, right }) => [left, right])).toEqual(stripes)
})

it.each([
  [99.9, false],
  [100, true],
  [200, true],
  [200.1, false],
])('a mark at %s s is in sight: %s', (at, isSeen) => {
  expect(isInSight({ at } as never, SCALE)).toBe(isSeen)
})
