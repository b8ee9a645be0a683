import { expect, it } from 'vitest'
import { changeOf } from './PlainText.tsx'

it.each([
  ['', '', 0, 0],
  ['', 'x', 0, 1],
  ['x', '', 0, 0],
  ['ab', 'aXb', 1, 2],
  ['aXb', 'ab', 1, 1],
  ['a', 'aa', 1, 2],
  ['aa', 'a', 1, 1],
  ['abab', 'ab', 2, 2],
  ['one two three', 'one TWO three', 4, 7],
  ['the same', 'the same', 8, 8],
  ['', 'a', 0, 1],
  ['aa', 'aaa', 2, 3],
  ['abc', 'abc', 3, 3],
  ['abc', 'axc', 1, 2],
  ['abc', 'ac', 1, 1],
  ['ab', 'abab', 2, 4],
])('where %j has become %j is new what stands from %i to %i', (old, next, from, to) => {
  expect(changeOf(old, next)).toEqual({ from, to })
})
