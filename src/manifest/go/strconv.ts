import { toBytes } from '../utf8.ts'

/** A text as Go's `%q` prints it. Follows: Go's strconv.Quote. */
export function quoteGo(text: string): string {
  return `"${text.replace(UNPRINTABLE, (c) => escapeGo(c))}"`
}

/** And what stands between quotes only with a backslash. Follows: Go's strconv.IsPrint. */
const UNPRINTABLE = /["\\]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu

/** Texts as Go's `%q` prints a list of them. */
export const quoteList = (texts: readonly string[]): string => `[${texts.map(quoteGo).join(' ')}]`

/** A quote, a backslash or what is not printable as Go's strconv escapes it. */
export function escapeGo(c: string): string {
  const code = c.codePointAt(0)!
  const [letter, digits] = code < 0x20 || code === 0x7f ? ['x', 2] : code < 0x10000 ? ['u', 4] : ['U', 8]
  return ESCAPES[c] ?? `\\${letter}${code.toString(16).padStart(digits as number, '0')}`
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
}

/** A text as Go's package time prints it, which has a quote of its own. Follows: Go's time, format.go, quote (Go 1.24). */
export function quoteTime(text: string): string {
  const body = toBytes(text)
    .replace(/["\\]/g, '\\$&')
    .replace(/[^\x20-\x7F]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`)
  return `"${body}"`
}

const TRUE = ['1', 't', 'T', 'TRUE', 'true', 'True']
const FALSE = ['0', 'f', 'F', 'FALSE', 'false', 'False']

/** A bool as Go reads it. Errors: returned in Go's words. Follows: strconv, ParseBool (Go 1.23). */
export function readBool(text: string): { value?: boolean; error?: string } {
  if (TRUE.includes(text)) return { value: true }
  if (FALSE.includes(text)) return { value: false }
  return { error: `strconv.ParseBool: parsing ${quoteGo(text)}: invalid syntax` }
}

/** What is wrong with a decimal number of so many bits; undefined: nothing. Follows: strconv, Atoi, ParseInt and ParseUint (Go 1.26). */
export function decimalError(text: string, parser: 'Atoi' | 'ParseInt' | 'ParseUint', bits: number): string | undefined {
  const isSigned = parser !== 'ParseUint'
  const wrong = (what: string): string => `strconv.${parser}: parsing ${quoteGo(text)}: ${what}`
  if (!(isSigned ? /^[+-]?\d+$/ : /^\d+$/).test(text)) return wrong('invalid syntax')
  const number = BigInt(text.replace('+', ''))
  return number === (isSigned ? BigInt.asIntN(bits, number) : BigInt.asUintN(bits, number)) ? undefined : wrong('value out of range')
}
