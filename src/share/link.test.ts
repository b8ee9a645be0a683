import { expect, it } from 'vitest'
import { theStrangeCase } from '../cases/the-strange-case.ts'
import { decodeLink, encodeLink } from './link.ts'

it('a link holds the whole case, and fits where chat programs cut at 2,000 characters', () => {
  const link = encodeLink(theStrangeCase('1.37'))
  expect(decodeLink(link)).toEqual({ value: theStrangeCase('1.37') })
  expect(link.length).toBeLessThan(2000)
})

it.each([
  ['cut off', (link: string) => link.slice(0, -9), /cut off: 9 of its \d+ characters/],
  ['with more behind it', (link: string) => `${link}AA`, /2 characters too many/],
  ['from the future', (link: string) => `2${link.slice(1)}`, /newer whyrestart/],
  ['of other characters', () => '%%%', /damaged/],
  ['of noise', () => '14.AAAA', /damaged/],
])('a link %s says so', (_, spoil, message) => {
  expect(decodeLink(spoil(encodeLink({ some: 'text that is long enough to be cut' })))).toEqual({ error: expect.stringMatching(message) })
})

it('a small link that unpacks to a mountain is refused', () => {
  expect(decodeLink(encodeLink('0'.repeat(20_000_000)))).toEqual({ error: 'The link is too large to open.' })
})

it('no other key than its own reaches the page', () => {
  const { value } = decodeLink(encodeLink(JSON.parse('{"__proto__":{"spoiled":true}}'))) as { value: object }
  expect(({} as { spoiled?: boolean }).spoiled).toBeUndefined()
  expect(Object.keys(value)).toEqual([])
})
