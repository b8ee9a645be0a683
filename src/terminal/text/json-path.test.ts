import fc from 'fast-check'
import { expect, it } from 'vitest'
import { jsonPath } from './json-path.ts'

const VALUE = {
  kind: 'List',
  items: [
    { name: 'a', n: 1, 'x.y': true },
    { name: 'b', n: 2, tags: ['p', 'q'] },
  ],
}

it.each([
  ['{.kind}', 'List'],
  ['kind', 'List'],
  ['{.items[*].name}', 'a b'],
  ['{.items[-1].name}', 'b'],
  ['{.items[0:1].name}', 'a'],
  ["{.items[0]['x\\.y']}", 'true'],
  // a dot without a backslash goes deeper, as kubectl's does
  ["{.items[0]['x.y']}", ''],
  ["{.items[*]['name','n']}", 'a b 1 2'],
  ["{.items[*]['name', 'tags']}", 'a b ["p","q"]'],
  ['{.items[0].x\\.y}', 'true'],
  ['{.items[1].tags}', '["p","q"]'],
  ['{.items[?(@.name=="b")].n}', '2'],
  ['{.items[?(@.n!=2)].name}', 'a'],
  ['n: {.items[0].n}{"\\n"}', 'n: 1\n'],
  ['{range .items[*]}{.name}={.n}{"\\t"}{end}.', 'a=1\tb=2\t.'],
  ['{.nope.deeper}', ''],
  ['{..name}', 'a b'],
  ['{.items[1]..}', '{"name":"b","n":2,"tags":["p","q"]} b ["p","q"] p q'],
  ['{..nope}', ''],
  ["{['kind']}", 'List'],
  ['{.items[0:1].name}', 'a'],
  ['{.items[1:1].name}', ''],
  ['{.items[-1].name}{.items[-2:].name}{.items[:1].name}{.items[1:].name}', 'ba bab'],
  ["{.items[?(@.name!='a')].n}", '2'],
  ['{"a\\"b\\\\c"}', 'a"b\\c'],
])('%s gives %j', (template, text) => expect(jsonPath(template, VALUE)).toEqual({ text }))

it.each([
  ['{.items[5].name}', /array index out of bounds: index 5, length 2/],
  ['{.kind[0]}', /is not array or slice/],
  ['{.items', /unclosed action/],
  ['{range .items[*]}x', /range without end/],
  ['{end}', /nothing to end/],
  ['{..*}', /unrecognized character in action: "\*"/],
  ['{.items[?(@.n>1)]}', /knows == and !=/],
  ['{.items[?(@.n==)]}', /unterminated filter/],
  ['{.items[?(@.n==1]}', /unterminated filter/],
  ['{.items[1:0]}', /starting index 1 is greater than ending index 0/],
  ['{.items[-3]}', /array index out of bounds: index -1, length 2/],
  ['{.items[0:3]}', /array index out of bounds: index 2, length 2/],
  ["{['a b']}", /invalid array index 'a b'/],
  ["{['a'", /unterminated array/],
  ['{"a\\', /unterminated quoted string/],
  ['{.items[]}', /invalid array index/],
])('%s: %s', (template, words) => expect(jsonPath(template, VALUE).error).toMatch(words))

it('takes no more ranges within each other than 19', () => {
  const ranges = (n: number) => `${'{range .items}'.repeat(n)}${'{end}'.repeat(n)}`
  expect(jsonPath(ranges(19), VALUE).error).toBeUndefined()
  expect(jsonPath(ranges(20), VALUE).error).toBe('too deeply nested')
})

it('throws at no template', () => {
  const part = fc.constantFrom('{', '}', '.', '[', ']', '*', '?(', '@', '==', '"', "'", 'range ', 'end', 'items', '0', ':', '\\', ' ')
  fc.assert(
    fc.property(fc.array(fc.oneof(part, fc.string({ maxLength: 3 })), { maxLength: 12 }), (parts) => {
      const made = jsonPath(parts.join(''), VALUE)
      expect(made.text ?? made.error).toBeTypeOf('string')
    }),
    { seed: 1, numRuns: 1000 },
  )
})
