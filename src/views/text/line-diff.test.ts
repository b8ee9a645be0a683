import { expect, it } from 'vitest'
import { lineDiff } from './line-diff.ts'

it.each([
  ['the same text differs in nothing', 'a\nb', 'a\nb', [], [], []],
  ['a new line is added', 'a\nb', 'a\nx\nb', [2], [], []],
  ['a line in place of another is changed', 'a\nb\nc', 'a\nx\nc', [], [2], [{ after: 1, text: 'b' }]],
  ['a line that is gone is removed', 'a\nb\nc', 'a\nc', [], [], [{ after: 1, text: 'b' }]],
  ['a line moved down is gone above and new below', 'x\na\nb', 'a\nb\nx', [3], [], [{ after: 0, text: 'x' }]],
  ['an empty text has one line', '', 'a', [], [1], [{ after: 0, text: '' }]],
])('%s', (_, before, after, added, changed, removed) => {
  expect(lineDiff(before, after)).toEqual({ added, changed, removed })
})

it('two long texts without a common line are compared at once', () => {
  const text = (word: string): string => Array.from({ length: 5000 }, (_, n) => `${word}${n}`).join('\n')
  expect(lineDiff(text('a'), text('b')).changed).toHaveLength(5000)
})
