import { expect, it } from 'vitest'
import { podInputs } from '../../sim/fixture.ts'
import { changedLines, differingLines, lineBefore, lineDiff, normalDiff, unifiedDiff, lineAtStart } from './line-diff.ts'

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

it.each([
  ['the same text', 'a\nb', 'a\nb', [1, 2]],
  ['a line more', 'a\nb', 'a\nx\nb', [1, undefined, 2]],
  ['a line less', 'a\nb\nc', 'a\nc', [1, 3]],
  ['another line', 'a\nb\nc', 'a\nx\nc', [1, undefined, 3]],
  ['lines less above, and more below', 'x\ny\na', 'a\nz', [3, undefined]],
])('of %s each line knows which it was', (_, before, after, lines) => {
  expect(lines.map((_, i) => lineBefore(before, after, i + 1))).toEqual(lines)
  expect(lineBefore(before, after, lines.length + 1)).toBeUndefined()
})

it.each([
  ['a\n', 'a\n', ''],
  ['a', 'a\n', '--- old\n+++ new\n'],
  ['', 'a', '--- old\n+++ new\n@@ -0,0 +1,1 @@\n+a\n'],
  ['a\n', 'b', '--- old\n+++ new\n@@ -1,1 +1,1 @@\n-a\n+b\n'],
  ['1\n2\n3\n4\n5\n', '1\n2\n3\n4\n', '--- old\n+++ new\n@@ -2,4 +2,3 @@\n 2\n 3\n 4\n-5\n'],
])('diff -u of %j and %j', (before, after, diff) => expect(unifiedDiff(before, after, 'old', 'new')).toBe(diff))

it.each([
  ['a\n', 'a\n', ''],
  ['a\nb\nc\n', 'a\nx\ny\n', '2,3c2,3\n< b\n< c\n---\n> x\n> y\n'],
  ['a\nb\n', 'x\na\nb\ny', '0a1\n> x\n2a4\n> y\n'],
  ['a\nb\nc\n', 'c\n', '1,2d0\n< a\n< b\n'],
])('diff of %j and %j', (before, after, diff) => expect(normalDiff(before, after)).toBe(diff))

it.each([
  ['a line in place of another, without the indentation that both have', '  a:\n    b: 1', '  a:\n      b: 2', ['2 − b: 1', '2 +   b: 2']],
  ['lines that are gone, and others below', 'a\nb\nc', 'b\nc\nd  ', ['1 − a', '3 + d']],
  ['a line more above, and one less below', 'b\nc', 'x\nb', ['1 + x', '3 − c']],
  ['an empty line among others', '    a', '    a\n\n    b', ['2 + ', '3 + b']],
])('of %s a person reads', (_, before, after, lines) => {
  expect(differingLines(lineDiff(before, after), after).map(({ at, text }) => `${Math.ceil(at)} ${text}`)).toEqual(lines)
})

it('the lines that differ stand alone', () => expect(changedLines('a\nb\nc', 'a\nx\nc')).toEqual(['-b', '+x']))

const directory = '/etc/kubernetes/manifests/'
it.each<[string, number, string, { file: string; line: number } | undefined]>([
  ['before all actions', 0, 'web.yaml', { file: 'web.yaml', line: 2 }],
  ['with its whole path', 0, `${directory}web.yaml`, { file: 'web.yaml', line: 2 }],
  ['after a line was written above', 20, 'web.yaml', undefined],
  ['of a copy', 40, 'copy.yaml', { file: 'web.yaml', line: 2 }],
  ['of a file that was written', 40, 'own.yaml', undefined],
  ['of a file that is not there yet', 0, 'copy.yaml', undefined],
  ['of a file elsewhere', 40, '/root/a.txt', { file: '/root/a.txt', line: 2 }],
])('line 2 %s', (_, at, file, start) => {
  const inputs = podInputs({
    inputs: {
      files: { '/root/a.txt': 'a\nb\n' },
      actions: [
        { at: 5, copy: `${directory}web.yaml`, to: `${directory}copy.yaml` },
        { at: 10, write: `${directory}web.yaml`, content: 'apiVersion: v1\n# new\nkind: Pod\n' },
        { at: 10, write: `${directory}own.yaml`, content: 'a\nb\n# own\n' },
      ],
    },
  })
  expect(lineAtStart(inputs, { file, line: 2, at })).toEqual(start)
})
