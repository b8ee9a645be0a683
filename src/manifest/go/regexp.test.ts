import { expect, it } from 'vitest'
import { regexpError } from './regexp.ts'

// as Go's regexp.Compile says of them (Go 1.24)
it.each([
  ['^(?P<n>a|[^]-a\\d[:alpha:]b-\\x{e9}]{2,}?)+\\Q(\\E*\\pL\\p{^Greek}\\12\\-(?i-s:)(?U)$', undefined],
  ['a{,2}{01}', undefined],
  ['a{1000}b{2,2}c{0,1}d{3,}', undefined],
  ['a{2,1001}', 'invalid repeat count: `{2,1001}`'],
  ['*.example.com', 'missing argument to repetition operator: `*`'],
  ['^(+?)$', 'missing argument to repetition operator: `+?`'],
  ['^a|(?i){2}$', 'missing argument to repetition operator: `{2}`'],
  ['a*?+b', 'invalid nested repetition operator: `*?+`'],
  ['a{2,1}?', 'invalid repeat count: `{2,1}`'],
  ['a{1001}', 'invalid repeat count: `{1001}`'],
  ['//(a:', 'missing closing ): `//(a:`'],
  ['a)b', 'unexpected ): `a)b`'],
  ['^[a$', 'missing closing ]: `[a$`'],
  ['[\\a-\\v]\\t\\n', undefined],
  ['[\\v-\\a]', 'invalid character class range: `\\v-\\a`'],
  ['[a-\\8]', 'invalid escape sequence: `\\8`'],
  ['[b-a]', 'invalid character class range: `b-a`'],
  ['[[:nope:]]', 'invalid character class range: `[:nope:]`'],
  ['\\p{Nope}', 'invalid character class range: `\\p{Nope}`'],
  ['\\p{L', 'invalid character class range: `\\p{L`'],
  ['[\\8]', 'invalid escape sequence: `\\8`'],
  ['\\xg$', 'invalid escape sequence: `\\xg$`'],
  ['\\C', 'invalid escape sequence: `\\C`'],
  ['a\\', 'trailing backslash at end of expression: ``'],
  ['(?<a', 'invalid named capture: `(?<a`'],
  ['(?P<>a)', 'invalid named capture: `(?P<>`'],
  ['(?=a)', 'invalid or unsupported Perl syntax: `(?=`'],
])('%s', (text, wrong) => expect(regexpError(text)).toBe(wrong && `error parsing regexp: ${wrong}`))
