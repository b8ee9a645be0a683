import { expect, it } from 'vitest'
import { fieldAt, fieldsOf, lastLine } from './fields.ts'

const TEXT = `# a pod
apiVersion: v1
metadata:
  name: web
spec:
  containers:
  - name: main
    command: [a, b]
    args:
    - one
    - two: 2
      more: |
        text
  - image: x

# the end
`

it('a text has its fields in their order, each before those inside it', () => {
  expect(fieldsOf(TEXT).map(({ path }) => path)).toEqual([
    ...['apiVersion', 'metadata', 'metadata.name', 'spec', 'spec.containers', 'spec.containers[0]', 'spec.containers[0].name'],
    ...['spec.containers[0].command', 'spec.containers[0].command[0]', 'spec.containers[0].command[1]', 'spec.containers[0].args'],
    ...['spec.containers[0].args[0]', 'spec.containers[0].args[1]', 'spec.containers[0].args[1].two', 'spec.containers[0].args[1].more'],
    ...['spec.containers[1]', 'spec.containers[1].image'],
  ])
  expect(fieldsOf('a: [')).toEqual([])
  expect(fieldsOf('')).toEqual([])
})

it.each<[number, string | undefined]>([
  [1, undefined],
  [2, 'apiVersion'],
  [3, 'metadata'],
  [4, 'metadata.name'],
  [6, 'spec.containers'],
  [7, 'spec.containers[0].name'],
  [8, 'spec.containers[0].command'],
  [10, 'spec.containers[0].args[0]'],
  [11, 'spec.containers[0].args[1].two'],
  [12, 'spec.containers[0].args[1].more'],
  [13, undefined],
  [14, 'spec.containers[1].image'],
  [15, undefined],
  [16, undefined],
])('line %i begins %s', (line, path) => {
  expect(fieldAt(fieldsOf(TEXT), line)?.path).toBe(path)
})

it.each<[string, number]>([
  ['apiVersion', 2],
  ['metadata', 4],
  ['spec', 14],
  ['spec.containers', 14],
  ['spec.containers[0]', 13],
  ['spec.containers[0].command', 8],
  ['spec.containers[0].args', 13],
  ['spec.containers[0].args[1].more', 13],
  ['spec.containers[1]', 14],
])('%s has its last line in %i', (path, line) => {
  expect(lastLine(fieldsOf(TEXT).find((field) => field.path === path)!.value) + 1).toBe(line)
})

it('a collection in brackets ends where it is closed, and one in quotes where they are', () => {
  const fields = fieldsOf('a: [b,\n  c\n]\nd: "e\n  f"\ng:\n  h: {i: j\n  }\nk: {}\n')
  expect(fields.filter(({ path }) => /^\w$/.test(path)).map(({ path, value }) => `${path} ${lastLine(value) + 1}`)).toEqual([
    ...['a 3', 'd 5', 'g 8', 'k 9'],
  ])
})
