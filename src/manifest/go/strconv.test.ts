import { expect, it } from 'vitest'
import { escapeGo, quoteGo, quoteList, quoteTime, readBool } from './strconv.ts'

it.each([
  ['', '""', '""'],
  ['a"\\', String.raw`"a\"\\"`, String.raw`"a\"\\"`],
  ['\n\t\u0001\u007F', String.raw`"\n\t\x01\x7f"`, '"\\x0a\\x09\\x01\u007F"'],
  ['é~ ', '"é~ "', String.raw`"\xc3\xa9~ "`],
  ['\u0085\u00A0\u{E0001}', String.raw`"\u0085\u00a0\U000e0001"`, String.raw`"\xc2\x85\xc2\xa0\xf3\xa0\x80\x81"`],
])('%j is %s as strconv quotes it, and %s as the package time does', (text, quoted, ofTime) => {
  expect(quoteGo(text)).toBe(quoted)
  expect(quoteTime(text)).toBe(ofTime)
  expect(quoteList([text, 'b'])).toBe(`[${quoted} "b"]`)
  expect([...'\u0007\b\f\n\r\t\v'].map(escapeGo).join('')).toBe(String.raw`\a\b\f\n\r\t\v`)
})

it('a bool is read of six words each, and of no other', () => {
  for (const text of ['1', 't', 'T', 'TRUE', 'true', 'True']) expect(readBool(text)).toEqual({ value: true })
  for (const text of ['0', 'f', 'F', 'FALSE', 'false', 'False']) expect(readBool(text)).toEqual({ value: false })
  for (const text of ['yes', 'tRUE', '']) expect(readBool(text)).toEqual({ error: `strconv.ParseBool: parsing "${text}": invalid syntax` })
})
