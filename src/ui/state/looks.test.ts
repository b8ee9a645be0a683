import { describe, expect, it } from 'vitest'
import { theStrangeCase } from '../../cases/the-strange-case.ts'
import { type Draft, draftOf, MAX_LANES } from '../../share/payload.ts'
import { makeCabinet } from './cabinet.ts'
import { durationOf, firstLook, freeId, freeName, isFull } from './draft.ts'
import { parseKept, parseRecord, upgradeFirst } from './kept.ts'
import { freshPage } from './page-fixture.ts'
import { viewOf } from './store.ts'
import { isHidden, type LearnerProgress, NEW, type OpenExercise } from './session.ts'
import { maybeSlot } from './slot.ts'
import { browserKeep, memoryKeep } from './storage.ts'

const draft = draftOf(theStrangeCase('1.37'))
const lasting = (duration: unknown): Draft => ({ ...draft, common: { ...draft.common, duration } }) as Draft

it.each([
  ['10m', 600],
  ['1s', 1],
  ['0s', 1800],
  ['24h', 86_400],
  ['24h1s', 1800],
  ['soon', 1800],
  [600, 1800],
])('a run of %s is drawn %s s long', (duration, seconds) => expect(durationOf(lasting(duration))).toBe(seconds))

it.each([
  [['lane-1', 'lane-7'], 'lane-8'],
  [['mine'], 'lane-1'],
  [[], 'lane-1'],
])('beside the lanes %j the next is %s', (ids, next) => {
  expect(freeId(ids.map((id) => ({ id, name: id, muted: false, fields: {} })))).toBe(next)
})

it('what really happened is looked at first, else what the first lane is held against', () => {
  const lane = (id: string, fields: object = {}) => ({ id, name: id, muted: false, fields })
  const of = (...lanes: object[]): string => firstLook({ common: {}, lanes } as never)
  expect([of(lane('a')), of(lane('a'), lane('b')), of(lane('a'), lane('b'), lane('c', { happened: [] }))]).toEqual(['a', 'b', 'c'])
})

it('a run that shows why a verdict is so takes no other lane’s place', () => {
  const lanes = (count: number, ...more: string[]) =>
    [...Array.from({ length: count }, (_, n) => `lane-${n}`), ...more].map((id) => ({ id, name: id, muted: false, fields: {} }))
  expect(
    [lanes(MAX_LANES), lanes(MAX_LANES - 1), lanes(MAX_LANES - 1, 'proof-9'), lanes(MAX_LANES, 'proof-9')].map((all) =>
      isFull({ common: {}, lanes: all } as never),
    ),
  ).toEqual([true, false, false, true])
})

it.each([
  ['a', 'b', 'a', 'a 2'],
  ['a', 'a 2', 'a 2', 'a 3'],
  ['a', 'a 2', 'c', 'c'],
])('beside %s and %s a lane %s is named %s', (first, second, name, free) => {
  expect(
    freeName(
      [first, second].map((name) => ({ id: name, name, muted: false, fields: {} })),
      name,
    ),
  ).toBe(free)
})

it.each([
  [{ cursor: 0 }, { cursor: 0 }],
  [{ cursor: 1800 }, { cursor: 1800 }],
  [{ cursor: 1801 }, {}],
  [{ cursor: -1 }, {}],
  [
    { from: 0, to: 1800 },
    { from: 0, to: 1800 },
  ],
  [{ from: 5, to: 5 }, {}],
  [{ from: 5, to: 1801 }, {}],
  [{ from: 60 }, { from: 60, to: 720 }],
  [{ to: 60 }, { from: 0, to: 60 }],
  [{ lane: 'lane-9' }, {}],
  [
    { lane: 'lane-2', panel: 'events', file: 'a' },
    { lane: 'lane-2', panel: 'events', file: 'a' },
  ],
] as const)('of the view %o there is left %o', (view, left) => expect(viewOf(draft, view)).toEqual(left))

it.each([
  ['own', true],
  ['case:story', true],
  ['case:tomorrow', false],
  [`shared:${'a'.repeat(192)}`, true],
  [`shared:${'a'.repeat(193)}`, false],
  ['shared:', false],
  [7, false],
])('%s may be a slot: %s', (value, isOne) => expect(maybeSlot(value)).toBe(isOne ? value : undefined))

describe('a part of the page that an exercise hides', () => {
  const open = (until: unknown, questions: readonly object[] = []): OpenExercise =>
    ({ id: 'a', questions, hide: { parts: ['verdicts'], until } }) as unknown as OpenExercise
  it.each<[string, unknown, Partial<LearnerProgress>, boolean]>([
    ['until the second hint, after one', { hint: 2 }, { hints: 1 }, true],
    ['until the second hint, after two', { hint: 2 }, { hints: 2 }, false],
    ['for two minutes, a second before', { minutes: 2 }, { seconds: 119 }, true],
    ['for two minutes, then', { minutes: 2 }, { seconds: 120 }, false],
    ['until it is solved', 'solved', { hints: 9, seconds: 9999 }, true],
    ['until it is solved, and it is', 'solved', { solved: { edits: 0, hints: 0, seconds: 0 } }, false],
    ['until a word is said, and it was', { code: 'x' }, { isUnlocked: true }, false],
  ])('%s', (_, until, progress, hidden) => {
    expect(isHidden({ exercise: open(until), progress: { ...NEW, ...progress } }, 'verdicts')).toBe(hidden)
    expect(isHidden({ exercise: open(until), progress: { ...NEW, ...progress } }, 'timeline')).toBe(false)
  })
  it('what lies ahead, and what tells of it, while a question is open; nothing without an exercise', () => {
    const asked = open('solved', [{ ask: 'When?', seen: 1 }])
    const hidden = (['future', 'what-if', 'timeline'] as const).map((part) => isHidden({ exercise: asked, progress: NEW }, part))
    expect([...hidden, isHidden({ exercise: null, progress: NEW }, 'future')]).toEqual([true, true, false, false])
  })
})

describe('lanes', () => {
  const page = freshPage
  const names = ({ state }: Awaited<ReturnType<typeof page>>): string =>
    state()
      .draft.lanes.map(({ id }) => id.slice(5))
      .join('')
  it('the keys go from neighbour to neighbour, and stop at the ends', async () => {
    const { selectNeighbour, state } = await page()
    const way = ([-1, -1, 1, 1, 1, 1, 1] as const).map((step) => {
      selectNeighbour(step)
      return state().lane
    })
    expect(way).toEqual(['lane-1', 'lane-1', 'lane-2', 'lane-3', 'lane-4', 'lane-5', 'lane-5'])
  })
  it('move by one place, within their list', async () => {
    const lanes = await page()
    lanes.moveLane('lane-1', -1)
    expect(names(lanes)).toBe('12345')
    lanes.moveLane('lane-2', 1)
    lanes.moveLane('lane-5', -1)
    expect(names(lanes)).toBe('13254')
    lanes.orderLanes(['lane-5', 'lane-1'])
    expect(names(lanes)).toBe('51324')
  })
  it('one that is removed takes what was selected in it; the next is looked at, and the last of all stays', async () => {
    const lanes = await page()
    lanes.selectEntry('lane-2', 7)
    lanes.removeLane('lane-3')
    expect(lanes.state()).toMatchObject({ lane: 'lane-2', selected: { lane: 'lane-2', id: 7 } })
    lanes.set({ selected: { lane: 'lane-2', id: 7 } })
    lanes.removeLane('lane-2')
    expect(lanes.state()).toMatchObject({ lane: 'lane-4', selected: null })
    lanes.removeLane('lane-5')
    lanes.removeLane('lane-4')
    expect(lanes.state().lane).toBe('lane-1')
    lanes.removeLane('lane-1')
    expect(names(lanes)).toBe('1')
    lanes.duplicateLane('lane-9')
    lanes.duplicateLane('lane-1')
    expect([names(lanes), lanes.state().lane]).toEqual(['12', 'lane-2'])
    // a copy stands below its original, and one of nothing at the end
    lanes.duplicateLane('lane-1')
    lanes.addLaneWith('Another', {})
    lanes.addLaneWith('One more', {}, 'lane-9')
    expect(names(lanes)).toBe('13245')
  })
})

describe('what is kept', () => {
  it.each([
    ['cut off', '{"version": 2', 'cut off or damaged'],
    ['a list', '[]', 'cut off or damaged'],
    ['newer', '{"version": 3}', 'written by a newer whyrestart (version 3, and this one knows 2)'],
    ['of the first version', '{"version": 1}', 'of no version that there has been'],
    ['too long', `"${'x'.repeat(4_499_999)}"`, 'it has 4,500,001 characters'],
    ['as long as may be', `"${'x'.repeat(4_499_998)}"`, 'cut off or damaged'],
  ])('and %s is not read', (_, text, why) => expect(parseKept(text)).toMatchObject({ error: expect.stringContaining(why) }))

  it.each<[unknown, object]>([
    [
      { cursor: 0, from: 3, to: 5, lane: 'a', panel: 'why', file: 'f' },
      { cursor: 0, from: 3, to: 5, lane: 'a', panel: 'why', file: 'f' },
    ],
    [{ cursor: 86_400, from: 5, to: 5 }, { cursor: 86_400 }],
    [{ cursor: 86_401, to: 5, panel: 'roof', file: 7 }, {}],
    [{ cursor: -1, lane: 7 }, {}],
    ['x', {}],
  ])('of the view %j is %j', (view, left) => {
    expect(parseRecord(JSON.stringify({ version: 2, views: { own: view, nowhere: view } }))).toEqual({ value: { views: { own: left } } })
  })

  it.each<[object, object]>([
    [
      { speed: 1, theme: 'dark', weights: { calm: 2 } },
      { speed: 1, theme: 'dark', weights: { calm: 2 } },
    ],
    [{ speed: 600, theme: 'pink', weights: { calm: 3 } }, { speed: 600 }],
    [{ speed: 601, weights: { calm: -1 } }, {}],
    [{ speed: 0, weights: { calm: 0.5 } }, {}],
    [
      { slot: 'own', home: 'case:story', views: [] },
      { slot: 'own', home: 'case:story' },
    ],
    [{ slot: 'case:tomorrow', home: 7, weights: { calm: 0 } }, { weights: { calm: 0 } }],
  ])('of the page’s own %j is %j', (record, left) => {
    expect(parseRecord(JSON.stringify({ version: 2, ...record }))).toEqual({ value: { views: {}, ...left } })
  })

  it('by a page that wrote no time counts as the oldest', () => {
    expect(parseKept(JSON.stringify({ version: 2, draft }))).toMatchObject({ value: { at: 0 } })
  })

  it('by the first version on a shelf is taken up but for the open case’s place', () => {
    const state = { draft, caseId: 'today', shelved: { today: draft, story: draft, own: null }, own: null }
    const kept = { draft, start: draft, at: 0 }
    const taken = (more: object = {}) => upgradeFirst(JSON.stringify({ version: 1, state: { ...state, ...more } }))!
    expect(taken({ cursor: 7, speed: 30 })).toEqual({
      slots: [
        { slot: 'case:today', kept },
        { slot: 'case:story', kept },
      ],
      record: { slot: 'case:today', home: 'case:today', speed: 30, views: { 'case:today': { cursor: 7 } } },
      error: '',
    })
    // beside what somebody visited what is his own is the open case’s
    const visiting = taken({ draft: { ...draft, common: { ...draft.common, title: 'Visited' } }, own: draft, shelved: { today: draft } })
    expect(visiting.slots.map(({ slot }) => slot)).toEqual([expect.stringMatching(/^shared:/), 'case:today'])
    // of what cannot be read in part nothing is said to be open
    const damaged = taken({ shelved: { story: { strange: 1 } } })
    expect(damaged).toMatchObject({
      slots: [{ slot: 'case:today' }],
      record: { home: 'case:today', views: {} },
      error: expect.stringMatching(/./),
    })
    expect(damaged.record.slot).toBeUndefined()
    expect(upgradeFirst('{')).toBeUndefined()
    expect(upgradeFirst('{"version": 2, "state": {}}')).toBeUndefined()
  })

  it('set aside in part is read as far as it can be, and the rest put away as it is', () => {
    const text = JSON.stringify([draft, { lanes: 7 }])
    const keep = memoryKeep({ 'whyrestart-earlier': text })
    const cabinet = makeCabinet(keep, () => 1)
    expect(cabinet.earlier()).toEqual([draft])
    const other = { ...draft, common: { ...draft.common, title: 'Other' } }
    expect(cabinet.setAside(other)).toBe(true)
    expect(cabinet.earlier()).toEqual([other, draft])
    expect(cabinet.unread()).toMatchObject([{ name: 'whyrestart-unread/1/whyrestart-earlier', text }])
    expect(cabinet.setAside(draft)).toBe(true)
    expect(cabinet.earlier()).toEqual([draft, other])
    expect(cabinet.putAway('whyrestart', 'x')).toBe(true)
    keep.write('whyrestart', '{')
    expect(cabinet.putAway('whyrestart', 'x')).toBe(true)
    expect(cabinet.unread().map(({ name }) => name)).toContain('whyrestart-unread/2/whyrestart')
  })

  /** A browser's storage, which does not take the names that it is told of. */
  const storageOf = (held: Map<string, string>, refused = new Set<string>()): Storage =>
    ({
      get length() {
        return held.size
      },
      key: (n: number) => [...held.keys()][n] ?? null,
      getItem: (name: string) => held.get(name) ?? null,
      setItem: (name: string, text: string) => {
        if (refused.has(name)) throw new DOMException('full', 'QuotaExceededError')
        held.set(name, text)
      },
      removeItem: (name: string) => void held.delete(name),
    }) as Storage

  it('and was cleared is written again, which is told once all of it is back', async () => {
    const held = new Map([['another', 'x']])
    const refused = new Set<string>()
    const keep = browserKeep(() => storageOf(held, refused))
    let told = 0
    keep.onRestored(() => void (told += 1))
    keep.write('whyrestart/a', '1')
    keep.write('whyrestart/b', '2')
    keep.write('whyrestart/c', '3')
    keep.remove('whyrestart/c')
    expect([keep.read('whyrestart/a'), keep.names()]).toEqual(['1', ['another', 'whyrestart/a', 'whyrestart/b']])
    await Promise.resolve()
    expect(told).toBe(0)
    held.clear()
    expect([keep.read('whyrestart/b'), [...held.keys()], told]).toEqual(['2', ['whyrestart/a', 'whyrestart/b'], 0])
    await Promise.resolve()
    expect(told).toBe(1)
    held.delete('whyrestart/a')
    expect(keep.read('whyrestart/a')).toBe('1')
    await Promise.resolve()
    expect(told).toBe(2)
    refused.add('whyrestart/b')
    held.clear()
    expect([keep.names(), keep.read('whyrestart/b'), keep.write('whyrestart/b', '4')]).toEqual([['whyrestart/a'], null, false])
    await Promise.resolve()
    expect(told).toBe(2)
  })

  it('is as another tab has left it', () => {
    const held = new Map<string, string>()
    const keep = browserKeep(() => storageOf(held))
    keep.write('whyrestart/a', '1')
    keep.write('whyrestart/b', '2')
    // what another tab has removed does not come back; what it has written does, and nothing of another page
    keep.follow('whyrestart/a', null)
    keep.follow('whyrestart/b', '3')
    keep.follow('another', '4')
    held.clear()
    keep.restore()
    expect([...held]).toEqual([['whyrestart/b', '3']])
    keep.end()
    const name = 'whyrestart/b'
    expect([keep.read(name), keep.write(name, '5'), keep.names(), held.get(name)]).toEqual([null, true, [], '3'])
  })
})
