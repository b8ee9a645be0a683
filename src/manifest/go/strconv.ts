import { toBytes } from '../utf8.ts'

/** A text as Go's `%q` prints it. Follows: Go's strconv.Quote; characters that no font has stay as they are. */
export function quoteGo(text: string): string {
  // oxlint-disable-next-line no-control-regex
  const body = text.replace(/["\\\u0000-\u001F\u007F]/g, (c) => escapeGo(c))
  return `"${body}"`
}

/** Texts as Go's `%q` prints a list of them. */
export const quoteList = (texts: readonly string[]): string => `[${texts.map(quoteGo).join(' ')}]`

/** A quote, a backslash or a control character as Go's strconv escapes it. */
export const escapeGo = (c: string): string => ESCAPES[c] ?? `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`

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
