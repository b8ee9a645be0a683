import { compileFunction } from 'node:vm'
import { expect, it } from 'vitest'
import { mutationsOf, withSwitches } from '../build/mutate.mjs'

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

it.each([
  'let r = 1\nif (r < 2 || r > 5) r += 2\nelse r -= 3\nr = r * 4 + r * 2',
  'const list = [1, 2], r = []\nlist.find((n) => r.push(n) > 1)\nr.push(1 > 2 ? 3 : 4)',
  'let r, list\nr = list?.find((n) => n > 0).length ?? 7',
  'const o = { 1: [3, 4] }\nlet r = o[1]?.find((n) => n > 2) ?? o[2].length',
  'const o = { r: 1 }, list = [o]\nlet r = o\nlist.find(Boolean).r = 5\nr = [list.find(Boolean).r += 6, o.r]',
  'const { a = 4 } = {}\nlet r = `${!(a === 4)} ${true && a}`',
])('with each error behind a switch `%s` does what it does with that one alone', (code) => {
  const planted = mutationsOf(code, 'ts').map((mutation, n) => ({ ...mutation, n }))
  const result = (text: string, active?: number): string => {
    try {
      return String(compileFunction(`${text}\nreturn r`, ['mutant'])((n: number) => n === active))
    } catch (error) {
      return String(error)
    }
  }
  expect(result(withSwitches(code, planted))).toBe(result(code))
  for (const mutation of planted) {
    const { n, start, end, by } = mutation
    const changed = result(code.slice(0, start) + by + code.slice(end))
    expect([result(withSwitches(code, planted), n), result(withSwitches(code, [mutation]), n)]).toEqual([changed, changed])
  }
})

it.each(['import.meta.glob("*", { eager: true })', 'const { 1: a } = b'])(
  'where one text only is possible, as in `%s`, it plants none',
  (code) => {
    expect(mutationsOf(code, 'ts').filter(({ what }) => what !== 'a statement gone')).toEqual([])
  },
)
