import { expect, it } from 'vitest'
import { readYaml } from './read-yaml.ts'

it.each([
  [
    'a key too far in',
    'metadata:\n  name: a\n    labels: {}\n',
    '3:5 Line 3 is indented by 4 spaces, further than line 2, which has its value already.',
  ],
  [
    'an item’s key too far in',
    'spec:\n  - name: a\n     image: b\n',
    '3:6 Line 3 is indented by 5 spaces, further than line 2, which has its value already.',
  ],
  [
    'a key between two depths',
    'spec:\n  - name: a\n    image: b\n   command: c\n',
    '4:4 Line 4 is indented by 3 spaces; what it could belong to is indented by 4 spaces or 2 spaces.',
  ],
  [
    'a dash between two depths',
    'a:\n  - x\n - y\n',
    '3:2 Line 3 is indented by 1 space; what it could belong to is indented by 2 spaces or no space.',
  ],
  [
    'a key where the dashes stand',
    'containers:\n- name: a\nimage: b\n- name: c\n',
    '3:1 Line 3 stands as far left as the dashes of the list, and ends it: indent it by 2 spaces more, as the item’s other lines are.',
  ],
  ['no colon', 'spec:\n  name: a\n  image b\n  command: c\n', '3:3 In line 3 a colon is missing: image: b'],
  ['no colon in the first line', 'apiVersion v1\nkind: Pod\n', '1:1 In line 1 a colon is missing: apiVersion: v1'],
  ['no colon in the last line', 'kind: Pod\nspec\n', '2:1 In line 2 a colon is missing behind the name.'],
  ['no colon in an item', 'a:\n- x\n  y: 1\n', '2:1 In line 2 a colon is missing behind the name.'],
  ['no space behind a colon', 'metadata:\n  name:a\n  labels: {}\n', '2:3 In line 2 a space is missing behind the colon.'],
  ['no space behind a dash', 'a:\n  - b\n  -c\n  - d\n', '3:3 In line 3 a space is missing behind the dash.'],
  ['a second colon', 'a: b: c\n', '1:5 Line 1 has a second colon with a space behind it: put the value into quotes.'],
  ['a tab', 'metadata:\n\tname: a\n', '2:1 Line 2 is indented with a tab; YAML allows spaces alone.'],
  ['a tab behind a value', 'metadata:\n  name: a\n\tlabels: b\n', '3:1 Line 3 is indented with a tab; YAML allows spaces alone.'],
  ['an open quote', 'kind: "Pod\nmetadata:\n  name: a\n', '1:7 The quotation mark that opens in line 1 is never closed.'],
  [
    'an open bracket',
    'command: [a, b\nmetadata:\n  name: a\n',
    '1:10 The [ that opens in line 1 is not closed: a ] or a comma is missing.',
  ],
  ['an open brace', 'labels: {a: b\nkind: Pod\n', '1:9 The { that opens in line 1 is not closed: a } or a comma is missing.'],
  [
    'a question mark in brackets',
    'a: {path: /livez?exclude=etcd, port: 1}\n',
    '1:17 Within brackets a ? ends a text that has no quotes: put the one around column 17 in line 1 into quotes.',
  ],
  ['no comma', 'a: [b c, "d" e]\n', '1:4 In line 1 a comma or the closing ] is missing.'],
  ['text behind a quote', 'a: "b" c\n', '1:8 In line 1 something stands behind the end of the value: put the whole value into quotes.'],
  ['a value that begins with @', 'a: b\nc: @d\n', '2:4 In line 2 a value begins with @: put it into quotes.'],
  [
    'a value that begins with *',
    'a: *b\n',
    '1:4 A value that begins with * points to an anchor of YAML: put the one in line 1 into quotes.',
  ],
  ['no name', 'a:\n  b: 1\n  : 2\n', '3:3 In line 3 there is no name before the colon.'],
  [
    'a backslash',
    'a: "\\d"\n',
    '1:5 In double quotes a backslash begins an escape, and the one in line 1 is none: use single quotes, or double the backslash.',
  ],
])('what is wrong is said plainly, at the line that is to be mended: %s', (_name, text, wanted) => {
  const { problem } = readYaml(text, { yamlScannerLine: 'exact' })
  expect(`${problem?.line}:${problem?.column} ${problem?.plain}`).toBe(wanted)
})

// the same rules with blank lines, comments, dashes and other breaks between; empty where only the reader's own words are left
it.each([
  ['a: 1\n\n# b\n  c: 2\n', '4:3 Line 4 is indented by 2 spaces; what it could belong to is indented by no space.'],
  ['a: b\n # c\n\n   d: e\n', '4:4 Line 4 is indented by 3 spaces; what it could belong to is indented by no space.'],
  ['a:\n- b:\n     c: 1\n e: 2', '4:2 Line 4 is indented by 1 space; what it could belong to is indented by 5 spaces or 2 spaces.'],
  ['a:\n  b:\n  - c\n - d', '4:2 Line 4 is indented by 1 space; what it could belong to is indented by 2 spaces or no space.'],
  [
    'a:\n  b: 1\n  -',
    '2:3 Line 2 stands as far left as the dashes of the list, and ends it: indent it by 2 spaces more, as the item’s other lines are.',
  ],
  ['a:\n  - b\n  c: d', '3:3 Line 3 stands where the dashes of the list stand, and has none.'],
  ['- b\n-c: d', '2:1 Line 2 stands where the dashes of the list stand, and has none.'],
  ['a:\n  b\n    c: d', '3:5 Line 3 is indented by 4 spaces, further than line 2, which has its value already.'],
  ['a: b\n  "c": d', '2:3 Line 2 is indented by 2 spaces, further than line 1, which has its value already.'],
  ['a:\n  b\n  c: d', '2:3 In line 2 a colon is missing behind the name.'],
  ['a:\n  - b c\n    d: e', '2:3 In line 2 a colon is missing: b: c'],
  ['a.b/c-d e\nf: g', '1:1 In line 1 a colon is missing: a.b/c-d: e'],
  ['http://x\nb: c', '1:1 In line 1 a colon is missing behind the name.'],
  ['a: "x": y', '1:7 Line 1 has a second colon with a space behind it: put the value into quotes.'],
  ['a:\tb: c', '1:5 '],
  ['a: b\nc:\td: e', '2:5 '],
  ['"a" b: c', '1:5 In line 1 something stands behind the end of the value: put the whole value into quotes.'],
  [' : b', '1:2 In line 1 there is no name before the colon.'],
  ['a: |\n \tb', '2:2 Line 2 is indented with a tab; YAML allows spaces alone.'],
  ["a: 'b\n--- c", '1:4 The quotation mark that opens in line 1 is never closed.'],
  ['a: [b?, c]', '1:6 Within brackets a ? ends a text that has no quotes: put the one around column 6 in line 1 into quotes.'],
  ['a: ["b?" c]', '1:4 In line 1 a comma or the closing ] is missing.'],
  ['\uFEFFa: @b', '1:4 In line 1 a value begins with @: put it into quotes.'],
  ['a: 1\r\nb: 2\u2028c: %d', '3:4 In line 3 a value begins with %: put it into quotes.'],
  ['a: & b', '1:5 '],
  ['a: b\nc: [\n', '2:4 The [ that opens in line 2 is never closed.'],
  ['a: [[b], {c: d},\n\n# e', '1:4 The [ that opens in line 1 is never closed.'],
  ['{"a": "b",', '1:1 The { that opens in line 1 is never closed.'],
  ['a: b\nc: {d: [}', '2:9 A value or the closing ] is missing before the } in line 2.'],
  ['a: {b: c, d: {], e: f}', '1:15 A value or the closing } is missing before the ] in line 1.'],
  ['a: [b, , c]', '1:8 A value is missing before the , in line 1.'],
  ['a: ]', '1:4 A value is missing before the ] in line 1.'],
  ['a: [b]\nc: }', '2:4 A value is missing before the } in line 2.'],
  ['a: b\n\u0001', '1:1 '],
  ['a: ["x"?b]', '1:8 Within brackets a ? ends a text that has no quotes: put the one around column 8 in line 1 into quotes.'],
  [
    'a: 1\n- b',
    '1:1 Line 1 stands as far left as the dashes of the list, and ends it: indent it by 2 spaces more, as the item’s other lines are.',
  ],
])('in %j stands %s', (text, wanted) => {
  const { problem } = readYaml(text, { yamlScannerLine: 'exact' })
  expect(`${problem?.line}:${problem?.column} ${problem?.plain}`).toBe(wanted)
})

it.each([
  ['a: b\nc: @d', 'line 2', 'line 1'],
  ['a: b\n- c', 'line 1', 'line 1'],
  ['a: b\n\nc: d\n- e', 'line 3', 'line 3'],
])('in %j it names %s, and an older one %s', (text, exact, less) => {
  const lineBy = (yamlScannerLine: 'exact' | 'one less') => /line \d+/.exec(readYaml(text, { yamlScannerLine }).problem!.text)?.[0]
  expect([lineBy('exact'), lineBy('one less')]).toEqual([exact, less])
})

it('stands where the reader stopped, without a guess, where no rule knows it', () => {
  const { problem } = readYaml('%YAML 1.1\n%YAML 1.1\n---\na: b\n', { yamlScannerLine: 'exact' })
  expect(problem).toMatchObject({ line: 2, plain: '' })
})
