import { afterEach, expect, it, vi } from 'vitest'
import { readLink } from '../../share/payload.ts'
import { small } from '../fixture/samples.ts'

afterEach(() => vi.unstubAllGlobals())

/** The module of a page at an address, anew; `text`: what stands in the file that it came in. */
async function pageWith(text?: string | null) {
  vi.resetModules()
  vi.stubGlobal('location', new URL('https://why.example/play/?x=1#y'))
  vi.stubGlobal('document', { querySelector: () => (text === undefined ? null : { textContent: text }) })
  const [found, { useStore }] = await Promise.all([import('./given.ts'), import('./store.ts')])
  return { ...found, useStore }
}

it('an address of what is looked at is the page’s, with the stage where it is presented, and an exercise is passed on as it was given', async () => {
  const { linkToHere, useStore } = await pageWith()
  const draft = small('Passed on')
  const linkOf = (state: object, ...how: Parameters<typeof linkToHere>): string => {
    useStore.setState({ draft, slot: 'own', fragment: '', presenting: false, ...state })
    return linkToHere(...how)!.replace(/#2\w+\..*/, '#2…')
  }
  const exercise = { slot: 'exercise:a', fragment: 'e=a' }
  expect([
    linkOf({}),
    linkOf({ presenting: true }),
    linkOf({ slot: 'shared:x', fragment: 'yaml=x' }),
    linkOf(exercise),
    linkOf({ ...exercise, presenting: true }),
    linkOf({ ...exercise, fragment: '' }),
    linkOf({ presenting: true }, 'embed.html', '?theme=dark'),
    linkOf(exercise, 'index.html'),
  ]).toEqual([
    'https://why.example/play/#2…',
    'https://why.example/play/?present#2…',
    'https://why.example/play/#2…',
    'https://why.example/play/#e=a',
    'https://why.example/play/?present#e=a',
    'https://why.example/play/#2…',
    'https://why.example/play/embed.html?theme=dark#2…',
    'https://why.example/play/index.html#e=a',
  ])
})

it('what is only shown is in no link', async () => {
  const { linkToHere, useStore } = await pageWith()
  const draft = small('Passed on')
  const [first, second] = draft.lanes
  useStore.setState({ draft: { ...draft, lanes: [first!, { ...second!, id: 'proof-1', isShown: true }] }, slot: 'own', fragment: '' })
  const read = readLink(linkToHere()!.split('#')[1]!)
  expect('value' in read && read.value.draft.lanes.map(({ name }) => name)).toEqual(['Asked'])
})

it.each<[what: string, text: string | null | undefined, given: object, address: string]>([
  ['no file', undefined, {}, 'https://why.example/play/'],
  ['a file that was given nothing', 'null', {}, ''],
  ['an empty one', null, {}, ''],
  ['a damaged one', '{', {}, ''],
  ['one that knows where it is from', '{"home": "https://a.example/", "more": 1}', { home: 'https://a.example/' }, 'https://a.example/'],
  ['one that would lead astray', '{"home": "javascript:alert(1)"}', {}, ''],
  ['one with a text and a scenario', '{"text": "x", "payload": {"a": 1}}', { text: 'x', payload: { a: 1 } }, ''],
  ['one with neither', '{"home": 7, "text": 7, "payload": null}', {}, ''],
  ['one with a word for a scenario', '{"payload": "x"}', {}, ''],
])('what a page has that came in %s', async (_, text, given, address) => {
  const page = await pageWith(text)
  expect([page.given, page.pageAddress(), page.isSingle]).toEqual([given, address, text !== undefined])
})
