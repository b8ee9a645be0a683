import { expect, it } from 'vitest'
import { align, CRICTL, DESCRIBE, table } from './columns.ts'

it('pads each cell to the longest of its column and leaves the last one alone', () => {
  expect(
    table(
      [
        ['NAME', 'READY', 'AGE'],
        ['kube-apiserver-master', '1/1', '7m'],
      ],
      { minWidth: 6, padding: 3 },
    ),
  ).toBe('NAME                    READY   AGE\nkube-apiserver-master   1/1     7m\n')
})

it('keeps a minimum width, as kubectl 1.9 and crictl do', () => {
  expect(
    table(
      [
        ['READY', 'STATUS'],
        ['1/1', 'Running'],
      ],
      { minWidth: 10, padding: 3 },
    ),
  ).toBe('READY     STATUS\n1/1       Running\n')
  expect(
    table(
      [
        ['CREATED', 'STATE'],
        ['About a minute ago', 'Exited'],
      ],
      CRICTL,
    ),
  ).toBe('CREATED              STATE\nAbout a minute ago   Exited\n')
})

it('ends a column at the first line that lacks the cell', () => {
  expect(align('Name:\ta\nPriority:\t0\nIPs:\n  IP:\t1\nControlled By:\tNode/n\n', DESCRIBE)).toBe(
    'Name:      a\nPriority:  0\nIPs:\n  IP:           1\nControlled By:  Node/n\n',
  )
})

it('pads an inner column only within its own block', () => {
  expect(align('a\tb\tc\naaaa\tbbbb\tc\nx\ty\n', DESCRIBE)).toBe('a     b     c\naaaa  bbbb  c\nx     y\n')
})

it('a short row ends where it ends, and leaves no blanks', () => {
  const rows = [['NAME', 'READY', 'AGE'], ['a', 'b'], ['c'], ['kube-apiserver', '1/1', '7m']]
  expect(
    table(rows, { minWidth: 0, padding: 1 })
      .split('\n')
      .map((line) => line.trimEnd() === line),
  ).toEqual([true, true, true, true, true])
})
