import { expect, it } from 'vitest'
import { escapeGo, quoteGo, quoteList, quoteTime, readBool } from './go/strconv.ts'
import { base64Bytes, decodeBase64, decodeUtf8, encodeBase64, encodeBase64Url, fromBase64Url, fromBytes, toBytes } from './utf8.ts'

// of RFC 4648, 10, and some of more bytes a character
it.each([
  ['', ''],
  ['f', 'Zg=='],
  ['fo', 'Zm8='],
  ['foo', 'Zm9v'],
  ['foob', 'Zm9vYg=='],
  ['fooba', 'Zm9vYmE='],
  ['foobar', 'Zm9vYmFy'],
  ['é', 'w6k='],
  ['…', '4oCm'],
  ['🙂', '8J+Zgg=='],
  ['\u0000\u0001', 'AAE='],
  ['???>', 'Pz8/Pg=='],
])('%j is %s in base64, and back', (text, base64) => {
  expect(encodeBase64(text)).toBe(base64)
  expect(decodeBase64(base64)).toBe(text)
  expect(base64Bytes(base64)).toBe(toBytes(text))
  expect(fromBase64Url(encodeBase64Url(text))).toBe(base64)
})

it.each(['Zg', 'Zg=', 'Z', '=', 'Zg==Zg==', 'Zm9v!', 'Zm 9v'])('%j is no base64', (text) => {
  expect(base64Bytes(text)).toBeUndefined()
})

it('bytes that are no UTF-8 are no text', () => {
  expect(base64Bytes('/w==')).toBe('\xFF')
  expect(decodeBase64('/w==')).toBeUndefined()
  expect(decodeUtf8('\xC3\xA9')).toBe('é')
  expect(decodeUtf8('\xC3')).toBeUndefined()
  expect(decodeUtf8('100%')).toBe('100%')
})

it.each([
  ['é', '\xC3\xA9'],
  ['…', '\xE2\x80\xA6'],
  ['🙂', '\xF0\x9F\x99\x82'],
  ['%', '%'],
])('%s has its bytes, and each cut leaves U+FFFD', (text, bytes) => {
  expect(toBytes(text)).toBe(bytes)
  expect(fromBytes(bytes)).toBe(text)
  for (let n = 1; n < bytes.length; n++) expect(fromBytes(bytes.slice(0, n))).toBe('\uFFFD')
})

it('half a surrogate pair is U+FFFD', () => {
  for (const half of ['\uD83D', '\uDE42', 'a\uD83Db', '\uDE42\uD83D'])
    expect(fromBytes(toBytes(half))).toBe(half.replaceAll(/[\uD800-\uDFFF]/g, '\uFFFD'))
})

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
