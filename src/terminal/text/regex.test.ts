import fc from 'fast-check'
import { expect, it } from 'vitest'
import { workedMs } from '../../worked-fixture.ts'
import { pattern } from './regex.ts'

const found = (text: string, line: string, extended = true, ignoreCase = false) => {
  const made = pattern(text, extended, ignoreCase)
  if ('error' in made) return made.error
  const at = made.find(line)
  return at && line.slice(at.start, at.end)
}

it.each<[string, string, string | undefined, boolean?]>([
  ['anon', '--anonymous-auth=false', 'anon'],
  ['^- ', '- --anonymous', '- '],
  ['[0-9]+s', 'for 120s', '120s'],
  ['a|bc', 'xbc', 'bc'],
  ['(ab)+c', 'xababc', 'ababc'],
  ['(ab){2}', 'abab', 'abab'],
  ['a{2,}', 'caaat', 'aaa'],
  ['a{,1}b', 'aab', 'ab'],
  ['x$', 'xyx', 'x'],
  ['\\bget\\b', 'forget get', 'get'],
  ['[[:digit:]]+', 'a12', '12'],
  ['[^a]', 'ab', 'b'],
  ['a+b', 'a+b', 'a+b', false],
  ['a\\+b', 'aab', 'aab', false],
  ['a\\|b', 'b', 'b', false],
  ['\\.', 'a.b', '.'],
  ['', 'x', ''],
  ['q', 'x', undefined],
  ['[', 'x', 'Unmatched [, [^, [:, [., or [='],
  ['(', 'x', 'Unmatched ( or \\('],
  ['a\\', 'x', 'Trailing backslash'],
])('%j finds in %j: %j', (text, line, what, extended = true) => expect(found(text, line, extended)).toBe(what))

it.each([
  ['repeats', 255, (n: number) => `a{${n}}`],
  ['repeats at most', 255, (n: number) => `a{1,${n}}`],
  ['repeats at least', 255, (n: number) => `a{${n},}`],
  ['brackets within each other', 49, (n: number) => `${'('.repeat(n)}a${')'.repeat(n)}`],
  ['characters', 4998, (n: number) => 'a'.repeat(n)],
])('takes no more %s than %i', (_, most, text) => {
  expect(pattern(text(most), true, false)).not.toHaveProperty('error')
  expect(pattern(text(most + 1), true, false)).toEqual({ error: 'Regular expression too big' })
})

it('does not mind case when it is told not to', () => expect(found('FALSE', 'auth=false', true, true)).toBe('false'))

it('never hangs', () => {
  const start = workedMs()
  found('(a+)+$', `${'a'.repeat(5000)}b`)
  found('(x*)*(x*)*(x*)*y', 'x'.repeat(5000))
  expect(workedMs() - start).toBeLessThan(1000)
})

it('agrees with JavaScript where both know the words (seed 1)', () => {
  const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', 'c?', 'a*', 'b+', '(ab)', '(a|bc)', '(b|)*', '(a*b){1,2}')
  fc.assert(
    fc.property(fc.array(atom, { maxLength: 5 }), fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 }), (parts, line) => {
      const made = pattern(parts.join(''), true, false)
      expect('find' in made && made.find(line) !== undefined).toBe(new RegExp(parts.join('')).test(line))
    }),
    { seed: 1, numRuns: 2000 },
  )
})
