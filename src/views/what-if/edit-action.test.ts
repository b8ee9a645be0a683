import fc from 'fast-check'
import { expect, it } from 'vitest'
import { fileChange } from '../../sim/node/file-changes.ts'
import { editAction } from './edit-action.ts'

it.each<[string, string, string, object]>([
  ['a line that is taken out', 'a\nb\nc\n', 'a\nc\n', { edit: 'f', find: 'b\n', replace: '' }],
  ['a line that is added, told by the one before', 'a\nb\n', 'a\nx\nb\n', { edit: 'f', find: 'a\n', replace: 'a\nx\n' }],
  [
    'one of two that are the same',
    'p: 1\na: 1\np: 1\n',
    'p: 1\na: 1\np: 2\n',
    { edit: 'f', find: 'a: 1\np: 1\n', replace: 'a: 1\np: 2\n' },
  ],
  ['a line that is there twice from then on', 'a\n', 'a\na\n', { edit: 'f', find: 'a\n', replace: 'a\na\n' }],
  ['a new file', '', 'a\n', { write: 'f', content: 'a\n' }],
  ['a line before all others, told by the one behind', 'a\nb\n', 'x\na\nb\n', { edit: 'f', find: 'a\n', replace: 'x\na\n' }],
  ['a file that is emptied', 'a\nb\n', '', { edit: 'f', find: 'a\nb\n', replace: '' }],
  ['all of a long file', 'a: 1\n'.repeat(1000), 'b\n', { write: 'f', content: 'b\n' }],
])('%s', (_, before, after, action) => {
  expect(editAction('f', before, after)).toEqual(action)
})

it('makes of the one text the other', () => {
  const text = fc
    .array(fc.constantFrom('a\n', 'b\n', 'c: 1\n', '\n'), { maxLength: 12 })
    .chain((lines) => fc.constantFrom('', 'end').map((end) => lines.join('') + end))
  fc.assert(
    fc.property(text, text, (before, after) => {
      expect(fileChange(editAction('/f', before, after), () => before)).toEqual({ file: '/f', text: after })
    }),
  )
})
