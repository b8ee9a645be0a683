import { expect, it } from 'vitest'
import { textOf } from './output.ts'

it.each([
  ['a', '', 'a'],
  ['a', 'b\n', 'a\nb\n'],
  ['a\n', 'b\n', 'a\nb\n'],
  ['', 'b\n', 'b\n'],
  ['', '', ''],
])('of %j and %j a screen shows %j', (stdout, stderr, shown) => expect(textOf({ stdout, stderr, exit: 0 })).toBe(shown))

it('a screen shows what comes first first', () =>
  expect(textOf({ stdout: 'a\n', stderr: 'b\n', exit: 0, screen: 'b\na\n' })).toBe('b\na\n'))
