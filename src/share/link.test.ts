import { createHash } from 'node:crypto'
import { deflateSync, strToU8 } from 'fflate'
import { expect, it } from 'vitest'
import { theStrangeCase } from '../cases/the-strange-case.ts'
import { checksum, decodeLink, encodeLink, MAX_LINK } from './link.ts'
import { DICTIONARY_1 } from './dictionary-1.ts'

const linkOf = (value: unknown): string => encodeLink(value)!

it('a link holds the whole case, and fits where chat programs cut at 2,000 characters', () => {
  const link = linkOf(theStrangeCase('1.37'))
  expect(decodeLink(link)).toEqual({ value: theStrangeCase('1.37') })
  expect(link.length).toBeLessThan(2000)
})

it('no letter of the dictionary has changed: every link ever made needs it as it is', () => {
  expect(createHash('sha256').update(DICTIONARY_1).digest('hex')).toBe('5aaf3517f9bfae7afefc53edc81200536638ec50a1e3e5b57dde55e4b72c1650')
})

it('the checksum is CRC-32', () => {
  expect([...checksum(new TextEncoder().encode('123456789'))]).toEqual([0xcb, 0xf4, 0x39, 0x26])
})

it.each([
  ['cut off', (link: string) => link.slice(0, -9), /cut off: 9 of its \d+ characters/],
  ['cut off, with a bracket behind it', (link: string) => `${link.slice(0, -9)})`, /damaged/],
  ['with more behind it', (link: string) => `${link}AA`, /2 characters too many/],
  ['from the future', (link: string) => `3${link.slice(1)}`, /newer whyrestart \(format 3\)/],
  ['of a format that there never was', (link: string) => `0${link.slice(1)}`, /damaged/],
  ['of other characters', () => '%%%', /damaged/],
  ['of noise', () => '14.AAAA', /damaged/],
  ['without end', () => `1${'z'.repeat(400)}.AAAA`, /^The link is damaged: it holds characters that no link has\.$/],
  ['longer than any', () => '1zzzzz.AAAA', /too large to open/],
])('a link %s says so', (_, spoil, message) => {
  expect(decodeLink(spoil(linkOf({ some: 'text that is long enough to be cut' })))).toEqual({ error: expect.stringMatching(message) })
})

it.each([')', '.', ',', ').', '?fbclid=IwAR0_x-1', '&utm_source=mail', '">', '%29', ' and so on'])(
  'what stands behind a whole link is cut off: %s',
  (behind) => {
    const value = { some: 'text' }
    expect(decodeLink(`${linkOf(value)}${behind}`)).toEqual({ value })
  },
)

it('no single character of a link can be changed and open another scenario', () => {
  const value = { common: { title: 'Mine', port: 8080 }, lanes: [{ name: 'One' }] }
  const link = linkOf(value)
  const start = link.indexOf('.') + 1
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const opened: unknown[] = []
  for (let at = start; at < link.length; at++)
    for (const letter of letters) {
      if (letter === link[at]) continue
      const result = decodeLink(`${link.slice(0, at)}${letter}${link.slice(at + 1)}`)
      if ('value' in result) opened.push(result.value)
    }
  // what is packed ends in bits that mean nothing
  expect(opened.length).toBeLessThan(64)
  expect(opened).toEqual(opened.map(() => value))
})

it('a small link that unpacks to a mountain is refused, and none is made', () => {
  expect(encodeLink('0'.repeat(20_000_000))).toBeUndefined()
  const packed = deflateSync(strToU8(JSON.stringify('0'.repeat(6_000_000))), { level: 9, dictionary: strToU8(DICTIONARY_1) })
  const text = Buffer.from(packed).toString('base64url')
  expect(decodeLink(`1${text.length.toString(36)}.${text}`)).toEqual({ error: 'The link is too large to open.', isLarge: true })
})

it('a link as long as any is made and opened, one that would be longer is not made', () => {
  let noise = ''
  for (let i = 0, x = 1; i < 53_513; i++) noise += String.fromCharCode(33 + ((x = (x * 48271) % 0x7fffffff) % 90))
  const longest = linkOf(noise.slice(0, -1))
  expect([longest.length, encodeLink(noise)]).toEqual([MAX_LINK, undefined])
  expect(decodeLink(longest)).toEqual({ value: noise.slice(0, -1) })
})

it('no other key than its own reaches the page', () => {
  const { value } = decodeLink(linkOf(JSON.parse('{"__proto__":{"spoiled":true}}'))) as { value: object }
  expect(({} as { spoiled?: boolean }).spoiled).toBeUndefined()
  expect(Object.keys(value)).toEqual([])
})

it('a link of any length is opened again, also where its pieces are whole', () => {
  let noise = ''
  for (let i = 0, x = 1; i < 700; i++) noise += String.fromCharCode(33 + ((x = (x * 48271) % 0x7fffffff) % 90))
  for (let length = 520; length < 700; length++)
    expect(decodeLink(linkOf(noise.slice(0, length)))).toEqual({ value: noise.slice(0, length) })
})

it.each([
  [
    'a link that says that it is as long as any',
    `2${MAX_LINK.toString(36)}.AAAA`,
    'The link was cut off: 59996 of its 60000 characters are missing.',
  ],
  ['one that says that it is longer', `2${(MAX_LINK + 1).toString(36)}.AAAA`, 'The link is too large to open.'],
  ['one that is as long as any', `24.${'A'.repeat(MAX_LINK)}`, 'The link is damaged: it has 59996 characters too many.'],
  ['one that is longer', `24.${'A'.repeat(MAX_LINK + 1)}`, 'The link is too large to open.'],
])('%s', (_, link, error) => expect(decodeLink(link)).toEqual({ error }))

it('a text as large as any is packed and unpacked, a larger one neither', () => {
  const [large, larger] = [3_999_998, 3_999_999].map((length) => encodeLink('a'.repeat(length)))
  expect([large?.length, larger]).toEqual([expect.any(Number), undefined])
  const link = linkOf('abc')
  expect([decodeLink(link, 5), decodeLink(link, 4)]).toEqual([{ value: 'abc' }, { error: 'The link is too large to open.', isLarge: true }])
})
