import { expect, it } from 'vitest'
import { small } from '../fixture/samples.ts'
import { makeCabinet } from './cabinet.ts'
import { MAX_KEPT, VERSION } from './kept.ts'
import { memoryKeep, type TextStorage } from './storage.ts'

const draft = (title: string, more = 0) => small(title, more > 0 ? { note: 'x'.repeat(more) } : {})
const SLOT = 'shared:abc'
const NAME = `whyrestart/${SLOT}`
const textOf = (title: string, at = 1): string => JSON.stringify({ version: VERSION, draft: draft(title), at })

/** A storage that takes so many characters in all, and what it holds. */
function storage(texts: Readonly<Record<string, string>> = {}, room = Infinity): TextStorage & { texts: () => Record<string, string> } {
  const keep = memoryKeep(texts)
  const held = (): Record<string, string> => Object.fromEntries(keep.names().map((name) => [name, keep.read(name)!]))
  return {
    ...keep,
    write: (name, value) => {
      const others = Object.entries(held()).reduce((sum, [other, text]) => sum + (other === name ? 0 : text.length), 0)
      return others + value.length <= room && room > 0 && keep.write(name, value)
    },
    texts: held,
  }
}

it('a slot is kept under its name with the time; what the storage does not take lasts as long as the page', () => {
  const keep = storage()
  const cabinet = makeCabinet(keep, () => 7)
  expect([cabinet.put(SLOT, { draft: draft('a'), at: 0 }), keep.texts()]).toEqual(['kept', { [NAME]: textOf('a', 7) }])
  expect([cabinet.get(SLOT)?.at, cabinet.textIn(SLOT)]).toEqual([7, textOf('a', 7)])
  const large = { draft: draft('b'), at: 0, fragment: 'x'.repeat(MAX_KEPT) }
  expect([cabinet.put(SLOT, large), cabinet.get(SLOT), cabinet.textIn(SLOT)]).toEqual(['too large', large, textOf('a', 7)])
  const length = JSON.stringify({ version: VERSION, draft: draft('c'), at: 7, fragment: '' }).length
  const most = (more: number) => ({ draft: draft('c'), at: 7, fragment: 'x'.repeat(MAX_KEPT - length + more) })
  expect([cabinet.put(SLOT, most(1)), cabinet.put(SLOT, most(0)), cabinet.textIn(SLOT)?.length]).toEqual(['too large', 'kept', MAX_KEPT])
  cabinet.remove(SLOT)
  expect([keep.texts(), cabinet.get(SLOT)]).toEqual([{}, undefined])
  const none = makeCabinet(storage({}, 0), () => 7)
  expect([none.put(SLOT, { draft: draft('a'), at: 0 }), none.get(SLOT)?.draft.common.title, none.stored(SLOT)]).toEqual([
    'full',
    'a',
    undefined,
  ])
  none.remove(SLOT)
  expect(none.get(SLOT)).toBeUndefined()
})

it('things are listed by when they were written, the newest first, what is held in the page among them', () => {
  let now = 0
  const keep = storage({ 'whyrestart/nonsense': 'x', other: 'y' })
  const cabinet = makeCabinet(keep, () => (now += 1))
  for (const slot of ['own', 'shared:b', 'case:today'] as const) cabinet.put(slot, { draft: draft(slot), at: 0 })
  cabinet.put('own', { draft: draft('again'), at: 0 })
  cabinet.put('shared:c', { draft: draft('large'), at: 3.5, fragment: 'x'.repeat(MAX_KEPT) })
  expect(cabinet.slots().map(({ slot, kept }) => `${slot} ${kept.draft.common.title}`)).toEqual([
    'own again',
    'shared:c large',
    'case:today case:today',
    'shared:b shared:b',
  ])
})

it('what cannot be read is put under another name, told once, and listed', () => {
  const keep = storage({ [NAME]: 'damaged', 'whyrestart/own': 'worse', 'whyrestart-unread/4/x': 'old', 'whyrestart-unread/y': 'odd' })
  const cabinet = makeCabinet(keep)
  expect([cabinet.get(SLOT), cabinet.get('own'), cabinet.get('case:story')]).toEqual([undefined, undefined, undefined])
  const placed = [`whyrestart-unread/5/${NAME}`, 'whyrestart-unread/6/whyrestart/own']
  expect(cabinet.newlyUnread().map(({ name, text, why }) => [name, text, why])).toEqual([
    [placed[0], 'damaged', 'it was cut off or damaged'],
    [placed[1], 'worse', 'it was cut off or damaged'],
  ])
  expect(cabinet.newlyUnread()).toEqual([])
  expect(cabinet.unread().map(({ name, text }) => [name, text])).toEqual([
    ['whyrestart-unread/4/x', 'old'],
    [placed[0], 'damaged'],
    [placed[1], 'worse'],
    ['whyrestart-unread/y', 'odd'],
  ])
  cabinet.drop('whyrestart-unread/4/x')
  expect(Object.keys(keep.texts()).toSorted()).toEqual([...placed, 'whyrestart-unread/y'])
  expect([cabinet.putAway('nothing', 'x'), cabinet.putAway('whyrestart-unread/y', 'by hand')]).toEqual([true, true])
  expect(cabinet.newlyUnread()).toEqual([{ name: 'whyrestart-unread/7/whyrestart-unread/y', text: 'odd', why: 'by hand' }])
})

it.each([
  ['that has room for both', Infinity, true],
  ['that is full has room for it once it is gone from its old place', 60, true],
  ['that takes nothing leaves it where it is, and it is not written over', 0, false],
])('a storage %s', (_, room, isMoved) => {
  const damaged = 'd'.repeat(40)
  const keep = storage({ [NAME]: damaged }, room)
  const cabinet = makeCabinet(keep, () => 1)
  expect(cabinet.get(SLOT)).toBeUndefined()
  expect(keep.texts()).toEqual({ [isMoved ? `whyrestart-unread/1/${NAME}` : NAME]: damaged })
  // nothing is written or removed there, and nothing is asked of it again
  expect(cabinet.newlyUnread()).toHaveLength(1)
  expect([cabinet.put(SLOT, { draft: draft('a'), at: 0 }) === 'kept', cabinet.get(SLOT)?.draft.common.title]).toEqual([room > 100, 'a'])
  cabinet.remove(SLOT)
  expect([cabinet.get(SLOT), keep.read(NAME), cabinet.newlyUnread()]).toEqual([undefined, isMoved ? null : damaged, []])
})

it('a text that has no room under its longer name either is put back, and stays as it is', () => {
  const keep = storage({ [NAME]: 'damaged' })
  const refuses: TextStorage = { ...keep, write: (name, value) => !name.startsWith('whyrestart-unread') && keep.write(name, value) }
  const cabinet = makeCabinet(refuses)
  expect([cabinet.get(SLOT), keep.texts()]).toEqual([undefined, { [NAME]: 'damaged' }])
  expect([cabinet.put(SLOT, { draft: draft('a'), at: 0 }), keep.read(NAME)]).toEqual(['full', 'damaged'])
  // of the first version’s one text too, of which a part cannot be read
  const first = JSON.stringify({ version: 1, state: { draft: draft('a'), caseId: 'own', shelved: { today: { strange: 1 } } } })
  keep.write('whyrestart', first)
  const again = makeCabinet(refuses)
  expect([again.get('own')?.draft.common.title, again.writeRecord({ theme: 'dark' }), keep.read('whyrestart')]).toEqual(['a', false, first])
})

it('ten scenarios that others took the place of are kept, the newest first and each once, as far as a million characters go', () => {
  const keep = storage()
  const cabinet = makeCabinet(keep)
  const titles = (): string[] => cabinet.earlier().map(({ common }) => String(common.title))
  for (let n = 0; n < 12; n++) expect(cabinet.setAside(draft(`${n}`))).toBe(true)
  expect(titles()).toEqual(['11', '10', '9', '8', '7', '6', '5', '4', '3', '2'])
  cabinet.setAside(draft('4'))
  expect(titles()).toEqual(['4', '11', '10', '9', '8', '7', '6', '5', '3', '2'])
  const size = JSON.stringify(draft('large', 1)).length - 1
  const large = (more: number) => draft('large', 1_000_000 - size + more)
  expect([cabinet.setAside(large(1)), titles().length]).toEqual([false, 10])
  const small2 = JSON.stringify(draft('2')).length
  expect([cabinet.setAside(large(-small2)), titles()]).toEqual([true, ['large', '4']])
  expect([cabinet.setAside(large(0)), titles()]).toEqual([true, ['large']])
})

it.each([
  ['is no list', '{}', []],
  ['was cut off', '[{', []],
  ['is of another version in part', JSON.stringify([draft('a'), { strange: 1 }]), ['a']],
])('a list of earlier scenarios that %s is set aside as it is before it is written anew', (_, text, left) => {
  const keep = storage({ 'whyrestart-earlier': text })
  const cabinet = makeCabinet(keep)
  expect(cabinet.earlier().map(({ common }) => common.title)).toEqual(left)
  expect(cabinet.setAside(draft('new'))).toBe(true)
  expect(cabinet.earlier().map(({ common }) => common.title)).toEqual(['new', ...left])
  expect(cabinet.newlyUnread()).toEqual([
    { name: 'whyrestart-unread/1/whyrestart-earlier', text, why: 'some of it is of another version, or damaged' },
  ])
})

it('what an older page could not read and this one can is among the earlier scenarios', () => {
  const unread = { 'whyrestart-unread/1/x': textOf('found'), 'whyrestart-unread/2/y': 'still damaged' }
  const keep = storage(unread)
  const cabinet = makeCabinet(keep)
  expect(cabinet.earlier().map(({ common }) => common.title)).toEqual(['found'])
  expect(cabinet.unread().map(({ name }) => name)).toEqual(['whyrestart-unread/2/y'])
})

it('of the views so many are kept, those that were looked at last; what is not told stays', () => {
  const cabinet = makeCabinet(storage())
  expect(cabinet.record()).toEqual({ views: {} })
  cabinet.writeRecord({ theme: 'dark', slot: 'own' })
  for (let n = 0; n < 60; n++) cabinet.writeRecord({ views: { [`shared:${n}`]: { cursor: n } } })
  cabinet.writeRecord({ views: { 'shared:0': { cursor: 99 } } })
  cabinet.writeRecord({ slot: 'case:today', views: { own: { cursor: 5 } } })
  const { views, ...record } = cabinet.record()
  expect(record).toEqual({ theme: 'dark', slot: 'case:today' })
  expect(Object.keys(views).length).toBe(60)
  expect([views['shared:1'], views['shared:2'], views['shared:0'], Object.keys(views).at(-1)]).toEqual([
    undefined,
    { cursor: 2 },
    { cursor: 99 },
    'own',
  ])
})
