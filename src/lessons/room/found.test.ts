import { expect, it } from 'vitest'
import { workedMs } from '../../worked-fixture.ts'
import { linksIn, looksLikeName } from './found.ts'

const LINK = `2${(24).toString(36)}.abcdefghijklmnopqrstuvwx`
const ADDRESS = `https://example.org/room/#${LINK}`

it.each([
  ['a name and a link', `Ada ${ADDRESS}`, 'Ada'],
  ['a list', `3. Ada Lovelace: ${ADDRESS}`, 'Ada Lovelace'],
  ['a chat’s export', `[12/05/2018, 09:30:12] Ada Lovelace: here is mine ${ADDRESS}`, 'Ada Lovelace'],
  ['another one', `2018-05-12 09:30 - Ada: ${ADDRESS} (finally)`, 'Ada'],
  ['a table', `Ada,${ADDRESS},done`, 'Ada'],
  ['a quoted mail', `> > Ada wrote: <${ADDRESS}>`, 'Ada'],
  ['a link of Markdown', `- Ada [my attempt](${ADDRESS})`, 'Ada [my attempt'],
  ['a tab and the fragment alone', `Ada\t#${LINK}`, 'Ada'],
  ['a full stop that is the name’s', `Bob, B.: ${ADDRESS}`, 'Bob, B.'],
  ['nothing', ADDRESS, ''],
])('finds the link and the name in %s', (_, line, name) => {
  expect(linksIn(line).found).toEqual([{ line: 1, name, fragment: LINK }])
})

it('takes the name that a chat writes over what was said, and no sentence for one', () => {
  const text = `Ada Lovelace\n  10:32 AM\n${ADDRESS}\n\nwho is next?\n${ADDRESS}\n`
  expect(linksIn(text)).toEqual({
    found: [
      { line: 3, name: 'Ada Lovelace', isAbove: true, fragment: LINK },
      { line: 6, name: '', fragment: LINK },
    ],
    without: [2, 5],
  })
})

it.each([
  ['an empty line between', `Ada\n\n${ADDRESS}`, 'Ada'],
  ['a time and an empty line between', `Ada\n10:32 AM\n\n${ADDRESS}`, 'Ada'],
  ['more between than a chat writes', `Ada\n\n\n\n${ADDRESS}`, ''],
  ['a question between', `Ada\nwhat now?\n${ADDRESS}`, ''],
  ['a sentence of one capital', `Please find attached\n${ADDRESS}`, ''],
  ['another address', `https://example.org/#top\n${ADDRESS}`, ''],
  ['a sentence of small letters', `here it is\n${ADDRESS}`, ''],
  ['one small word', `ada\n${ADDRESS}`, 'ada'],
])('of a name above with %s it takes %j', (_, text, name) => {
  expect(linksIn(text).found.map((item) => item.name)).toEqual([name])
})

it('takes no name from above a line that has a link of its own', () => {
  expect(linksIn(`Ada\n${ADDRESS}\n${ADDRESS}`).found.map(({ name }) => name)).toEqual(['Ada', ''])
})

it('puts together a link that a mail program has cut into lines', () => {
  const cut = `Ada: ${ADDRESS.slice(0, -14)}\n> ${ADDRESS.slice(-14, -6)}\n${ADDRESS.slice(-6)}\nBob ${ADDRESS}`
  expect(linksIn(cut)).toEqual({
    found: [
      { line: 1, name: 'Ada', fragment: LINK },
      { line: 4, name: 'Bob', fragment: LINK },
    ],
    without: [],
  })
})

it('finds several links in a line, tells lines without one, and takes no version or number for a link', () => {
  const { found, without } = linksIn(`Ada ${ADDRESS}, Bob ${ADDRESS}\nupgrade to 1.37.2 at 12.30\n\nsee https://example.org/#top`)
  expect(found.map(({ name }) => name)).toEqual(['Ada', 'Bob'])
  expect(without).toEqual([2, 4])
})

it.each([
  ['letters', 'a'.repeat(400_000)],
  ['blanks before a link', `Ada${' '.repeat(400_000)}- ${ADDRESS}`],
  ['beginnings of addresses', 'a://'.repeat(20_000)],
  ['empty lines', '\n'.repeat(400_000)],
])('a long text of %s is looked through at once', (_, text) => {
  const before = workedMs()
  linksIn(text)
  expect(workedMs() - before).toBeLessThan(10_000)
})

it.each([
  ['at its end, with nothing behind', `Ada: ${ADDRESS.slice(0, -14)}`, 14, []],
  ['with a word that is too long behind', `Ada: ${ADDRESS.slice(0, -4)}\nabcdefgh`, 4, [2]],
  ['with a sentence behind', `Ada: ${ADDRESS.slice(0, -4)}\nthat is all`, 4, [2]],
  ['with its rest behind', `Ada: ${ADDRESS.slice(0, -4)}\n${ADDRESS.slice(-4)}`, 0, []],
])('a link that is cut %s stays as it is, and what is behind is no link', (_, text, lacks, without) => {
  expect(linksIn(text)).toEqual({ found: [{ line: 1, name: 'Ada', fragment: LINK.slice(0, LINK.length - lacks) }], without })
})

it.each([
  ['', false],
  ['ada', true],
  ['Ada Lovelace', true],
  ['ada lovelace', false],
  ['Ada King Of Lovelace', true],
  ['Änne 😀', true],
  ['Here is my link', false],
  ['https://example.org/#top', false],
  ['Ada King Countess Of Lovelace', false],
  ['Ada?', false],
])('%j looks like a name: %s', (text, is) => expect(looksLikeName(text)).toBe(is))
