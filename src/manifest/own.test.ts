import { expect, it } from 'vitest'
import { assertUnreachable, defined, isRecord, listOf, messageOf, own } from './own.ts'

it('what a person names is looked up among an object’s own names', () => {
  expect(own({ a: 1 }, 'a')).toBe(1)
  expect(own<unknown>({ a: 1 }, 'constructor')).toBeUndefined()
})

it.each<[unknown, boolean, readonly unknown[]]>([
  [{}, true, []],
  [[1], false, [1]],
  [null, false, []],
  ['ab', false, []],
])('%j is an object: %s; as a list it is %j', (value, isObject, list) => {
  expect(isRecord(value)).toBe(isObject)
  expect(listOf(value)).toEqual(list)
})

it('a field without a value is left out, and no other', () => {
  expect(Object.keys(defined({ a: undefined, b: 0, c: '', d: false, e: null }))).toEqual(['b', 'c', 'd', 'e'])
})

it('what was thrown is a sentence', () => {
  expect([messageOf(new Error('a')), messageOf('b')]).toEqual(['a', 'b'])
  expect(() => assertUnreachable('c' as never)).toThrow('unexpected "c"')
})
