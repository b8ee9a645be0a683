import fc from 'fast-check'
import { expect, it } from 'vitest'
import { jq } from './jq.ts'

const VALUE = {
  items: [
    { type: 'Warning', count: 3, 'a b': [1, 2] },
    { type: 'Normal', count: 1 },
  ],
}
const made = (filter: string) => {
  const done = jq(filter, VALUE)
  return done.error === undefined ? JSON.stringify(done.values) : done.error
}

it.each([
  ['.items[0].type', '["Warning"]'],
  ['.items[].count', '[3,1]'],
  ['.items | length', '[2]'],
  ['.items[] | select(.type == "Warning") | .count', '[3]'],
  ['.items[] | select(.count > 0 and .type != "Normal") | ."type"', '["Warning"]'],
  ['[.items[] | {type, n: .count}]', '[[{"type":"Warning","n":3},{"type":"Normal","n":1}]]'],
  ['.items | map(.count) | add', '[4]'],
  ['.items[] | "\\(.type): \\(.count)"', '["Warning: 3","Normal: 1"]'],
  ['.items[-1].type, (.items | first | keys)', '["Normal",["a b","count","type"]]'],
  ['.items[0]["a b"][1:]', '[[2]]'],
  ['.nope.deeper', '[null]'],
  ['.items.x', 'Cannot index array with "x"'],
  ['.items.x?', '[]'],
  ['.items[] | [.type, .count, null] | @tsv', '["Warning\\t3\\t","Normal\\t1\\t"]'],
  ['[.items[].type, "a\\"b"] | @csv', '["\\"Warning\\",\\"Normal\\",\\"a\\"\\"b\\""]'],
  ['.items | @csv', 'object ({...}) is not valid in a csv row'],
  ['.items[].type | select(test("^W.*g$"))', '["Warning"]'],
  ['[.items[].type] | sort | join(",")', '["Normal,Warning"]'],
  [
    '[.items | contains([{"type":"arn"}]), contains([{"type":"arn"},{"type":"no"}]), contains([{"a b":[2]}]), contains([{"a b":[2,3]}])]',
    '[[true,false,true,false]]',
  ],
  ['.items[] | select(.type, .count == 1) | .count', '[3,1,1]'],
  ['.items[] | select(empty, .count > 5, null)', '[]'],
  [
    '[.items[].type | endswith("arn"), endswith("ing"), startswith("ing"), startswith("No")]',
    '[[false,true,false,false,false,false,false,true]]',
  ],
  ['[.items[] | map(select(type == "number") | ., . + 1)]', '[[[3,4],[1,2]]]'],
  ['[.items[0]["a b"] == [1,2], {} == {}, [] == [1], {"a":1} != {"a":1}, [[]] == [[]]]', '[[true,true,false,false,true]]'],
  ['[0, "", [], {}, null, false, true] | map(not)', '[[false,false,false,false,true,true,false]]'],
])('%s', (filter, out) => expect(made(filter)).toBe(out))

it.each([
  ['parentheses within each other', 49, (n: number) => `${'('.repeat(n)}1${')'.repeat(n)}`, 'nested too deeply'],
  ['values', 20_000, (n: number) => `map(${Array.from({ length: n / 2 }, () => '.').join()})`, 'more than 20000 values'],
])('takes no more %s than %i', (_, most, filter, error) => {
  const value = [1, 2]
  expect(jq(filter(most), value).error).toBeUndefined()
  expect(jq(filter(most + 2), value).error).toBe(error)
})

it('counts what each sum takes, so that a line of many ends', () => {
  const value = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`k${i}`, i]))
  expect(() => jq(Array.from({ length: 140 }, () => '.').join(' + '), value)).toThrow('5 million steps')
  expect(jq('. + .', value).error).toBeUndefined()
})

it('takes a step by a dot before brackets, and refuses an escape that JSON has not', () => {
  expect(made('.items.[0].type')).toBe(made('.items[0].type'))
  expect(jq('.a?', [1])).toEqual({ values: [] })
  expect(jq('."\\x"', {}).error).toBeDefined()
})

it('says what it knows', () => expect(made('.items | frob')).toMatch(/^frob\/0 is not defined; this terminal's jq knows \., /))

it('never throws (seed 1)', () => {
  const word = fc.constantFrom(
    '.',
    'items',
    '[',
    ']',
    '[]',
    '|',
    'select(',
    ')',
    '"type"',
    '==',
    '{',
    '}',
    ',',
    'map(',
    '..',
    '?',
    '"\\(',
    'length',
    '-1',
    '__proto__',
  )
  fc.assert(
    fc.property(fc.array(fc.oneof(word, fc.string()), { maxLength: 8 }), (parts) => {
      expect(jq(parts.join(' '), VALUE)).toBeTypeOf('object')
    }),
    { seed: 1, numRuns: 3000 },
  )
})
