import { expect, it } from 'vitest'
import { freeze, thaw } from './frozen.ts'

it('gives back what JSON has no word for: numbers without an end, what is not there, columns, maps and sets', () => {
  const value = {
    none: undefined,
    nothing: null,
    numbers: [1, -0.5, Infinity, -Infinity, undefined],
    times: Float64Array.of(0, 1.25, Infinity),
    kinds: Int32Array.of(-1, 7),
    bytes: Uint8Array.of(0, 255),
    map: new Map<unknown, unknown>([
      ['a', { of: new Map([[1, undefined]]) }],
      ['b', [new Set(['c'])]],
    ]),
  }
  const back = thaw(freeze(value))
  expect(back).toStrictEqual(value)
  expect(Number.isNaN(thaw(freeze(NaN)))).toBe(true)
})
