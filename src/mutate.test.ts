import { expect, it } from 'vitest'
import { mutationsOf } from '../build/mutate.mjs'

it.each([
  ['if (a < 2) b()', ['a <= 2', 'a < 3', 'true', 'false', ';']],
  ['const c = a && !b', ['a || !b', 'a && b']],
  ['const c = a ?? 0', ['c = a', 'a ?? 1']],
  ["const c = 'a' + b", []],
  ['const c = d ? 1 : 2', ['!(d) ? 1 : 2', 'd ? 2 : 2', 'd ? 1 : 3']],
  ['const c: 1 | 2 = all.some(x)', ['all.every(x)']],
  ['const c = d.toString()', []],
  ["add({ id: 0, t: 0, kind: 'event', n: 0 })", ['n: 1', ';']],
])('in `%s` it plants each small error, and in types none', (code, expected) => {
  const planted = mutationsOf(code, 'ts').map(({ start, end, by }) => code.slice(0, start) + by + code.slice(end))
  expect(planted).toHaveLength(expected.length)
  for (const text of expected) expect(planted.some((line) => line.includes(text))).toBe(true)
})
