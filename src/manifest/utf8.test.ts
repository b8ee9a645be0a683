import { expect, it } from 'vitest'
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
