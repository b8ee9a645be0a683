import { expect, it } from 'vitest'
import { Budget, Spent, textOf } from './output.ts'

it.each([
  ['a', '', 'a'],
  ['a', 'b\n', 'a\nb\n'],
  ['a\n', 'b\n', 'a\nb\n'],
  ['', 'b\n', 'b\n'],
  ['', '', ''],
])('of %j and %j a screen shows %j', (stdout, stderr, shown) => expect(textOf({ stdout, stderr, exit: 0 })).toBe(shown))

it('a screen shows what comes first first', () =>
  expect(textOf({ stdout: 'a\n', stderr: 'b\n', exit: 0, screen: 'b\na\n' })).toBe('b\na\n'))

it('a line may take 5 million steps, and 2 million characters of which four are a step', () => {
  const budget = new Budget()
  budget.write(2_000_000)
  expect(() => budget.write(1)).toThrow('2 million characters')
  budget.spend(4_500_000)
  expect(() => budget.spend(1)).toThrow(Spent)
  // and to show what it has a part of that once more
  budget.allowEnd()
  budget.write(1_000_000)
  expect(() => budget.write(1)).toThrow(Spent)
  expect(() => budget.spend(1)).toThrow('5 million steps')
})
