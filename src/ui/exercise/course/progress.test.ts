import { beforeEach, expect, it, vi } from 'vitest'
import { stubStorage, withCabinet } from '../../state/storage-fixture.ts'
import { progressLink, readContents, type SharedProgress } from '../../../share/contents.ts'
import type { OpenExercise, LearnerProgress } from '../../state/session.ts'

const NAME = 'whyrestart-progress'
const exercise = { id: 'a-probe', goals: ['It runs'], kept: [] } as unknown as OpenExercise

/** The page's progress, with what the browser has kept. */
async function progressOf(kept: Readonly<Record<string, string>>) {
  const storage = stubStorage(kept)
  const progress = await withCabinet(() => import('./progress.ts'))
  return { ...progress, storage }
}

beforeEach(() => {
  vi.unstubAllGlobals()
})

it('is kept by exercise, and each exercise leaves the others’ as it is', async () => {
  const first = await progressOf({})
  first.beginSession(exercise)
  first.setProgress({ hints: 2 })
  const second = await progressOf(Object.fromEntries(first.storage))
  second.beginSession({ ...exercise, id: 'the-back-off' })
  second.setProgress({ hints: 1 })
  expect([...second.allProgress()].map(([id, { hints }]) => [id, hints])).toEqual([
    ['a-probe', 2],
    ['the-back-off', 1],
  ])
})

it('that the browser does not take is said, once, until it is taken', async () => {
  const { storage, ...page } = await progressOf({})
  const { useStore } = await import('../../state/store.ts')
  const said = (): string[] => useStore.getState().troubles.map(({ text }) => text)
  page.beginSession(exercise)
  const isFull = vi.spyOn(storage, 'set').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError')
  })
  page.setProgress({ hints: 1 })
  page.setProgress({ hints: 2 })
  expect(said()).toEqual([expect.stringContaining('no room for how far you are in the exercises: it is lost on reload')])
  isFull.mockRestore()
  page.setProgress({ hints: 3 })
  expect(said()).toEqual([])
})

it.each([
  ['a newer page’s', JSON.stringify({ version: 2, of: { 'a-probe': { hints: 3 } } })],
  ['cut off', '{"version":1,"of":{"a-pr'],
  ['a list', '{"version":1,"of":[]}'],
])('that is %s counts as none, and is set aside before it would be written over', async (_, text) => {
  const { storage, ...page } = await progressOf({ [NAME]: text })
  expect([...page.allProgress()]).toEqual([])
  page.beginSession(exercise)
  expect(storage.get(NAME)).toBe(text)
  page.setProgress({ hints: 1 })
  expect(page.allProgress().get('a-probe')?.hints).toBe(1)
  expect([...storage].filter(([name]) => name.startsWith('whyrestart-unread/')).map(([, value]) => value)).toEqual([text])
})

it('of one exercise that cannot be read costs none of the others, is set aside as it is, and is said', async () => {
  const text = JSON.stringify({
    version: 1,
    of: {
      ...{ 'a-probe': { hints: 'x' }, 'the-back-off': { hints: 2, answers: {} }, 'the-crash': { hints: 3 } },
      ...{ none: 7, edits: { edits: '1' }, seconds: { seconds: null }, turn: { turn: [] }, solved: { solved: 7 }, before: { before: 'x' } },
    },
  })
  const { storage, ...page } = await progressOf({ [NAME]: text })
  const { useStore } = await import('../../state/store.ts')
  page.beginSession(exercise)
  page.setProgress({ hints: 1 })
  expect([...page.allProgress()].map(([id, { hints }]) => [id, hints])).toEqual([
    ['the-crash', 3],
    ['a-probe', 1],
  ])
  expect(storage.get(`whyrestart-unread/1/${NAME}`)).toBe(text)
  await Promise.resolve()
  expect(useStore.getState().troubles).toEqual([
    expect.objectContaining({
      text: expect.stringContaining('cannot be read: the progress in it'),
      file: expect.objectContaining({ text }),
    }),
  ])
})

/** Each field that there is, so that a new one has to be thought of here. */
type Whole<T> = {
  [K in keyof T]-?: NonNullable<T[K]> extends readonly unknown[]
    ? T[K]
    : NonNullable<T[K]> extends object
      ? Whole<NonNullable<T[K]>>
      : NonNullable<T[K]>
}

it('goes to another device whole', () => {
  const solved = { edits: 3, hints: 1, seconds: 240, at: 512.5, outage: 96 }
  const whole: Whole<Omit<LearnerProgress, 'before'>> & Pick<LearnerProgress, 'before'> = {
    hints: 2,
    edits: 5,
    seconds: 300,
    solved,
    before: { ...solved, at: 400 },
    answers: [12.5, 'it restarts', null],
    isUnlocked: true,
    sawSolution: true,
    isSkipped: true,
    turn: 2,
  }
  const shared: Whole<Omit<SharedProgress, 'before'>> = whole
  const read = readContents(progressLink({ 'an-incident': whole })!)
  expect(read).toEqual({ value: { is: 'progress', progress: { 'an-incident': shared } } })
})

const done = { edits: 1, hints: 0, seconds: 20 }

it('of two tabs stays the farther of each: what one has solved is not lost when the other goes on', async () => {
  const first = await progressOf({})
  first.beginSession(exercise)
  // the other tab solves it, and tells nobody
  first.storage.set(NAME, JSON.stringify({ version: 1, of: { 'a-probe': { hints: 2, edits: 1, seconds: 20, answers: [], solved: done } } }))
  first.setProgress({ edits: 3 })
  expect(first.allProgress().get('a-probe')).toEqual({ hints: 2, edits: 3, seconds: 20, answers: [], solved: done })
})

it('begins anew with another fault, and another tab’s older way does not bring the end of it back', async () => {
  const page = await progressOf({})
  page.beginSession(exercise)
  page.setProgress({ solved: done, edits: 4 })
  page.beginAgain()
  expect(page.allProgress().get('a-probe')).toEqual({ hints: 0, edits: 0, seconds: 0, answers: [], turn: 1, before: done })
  const { useSession } = await import('../../state/session.ts')
  expect(Object.keys(useSession.getState().progress).toSorted()).toEqual(['answers', 'before', 'edits', 'hints', 'seconds', 'turn'])
  page.mergeProgress(new Map([['a-probe', { hints: 1, edits: 4, seconds: 9, answers: [], solved: done }]]))
  expect(page.allProgress().get('a-probe')).toEqual({ hints: 0, edits: 0, seconds: 0, answers: [], turn: 1, before: done })
})

it('of what was asked and shown before stays with another fault', async () => {
  const page = await progressOf({})
  page.beginSession(exercise)
  const shown = { answers: [7], isUnlocked: true, isSkipped: true }
  page.setProgress({ ...shown, hints: 2, seconds: 9, sawSolution: true })
  page.beginAgain()
  expect(page.allProgress().get('a-probe')).toEqual({ hints: 0, edits: 0, seconds: 0, turn: 1, ...shown })
})

it('begins a session with nothing of the one before but the pin; what is to be kept holds, and an incident’s clock is quick', async () => {
  const page = await progressOf({})
  const { useSession } = await import('../../state/session.ts')
  useSession.setState({ outage: 7, trouble: 'no', isCurrent: true, pin: 5, asksPin: true })
  page.beginSession({ ...exercise, kept: ['The image'] })
  const { outage, trouble, isCurrent, pin, asksPin, goals, kept, speed } = useSession.getState()
  expect({ outage, trouble, isCurrent, pin, asksPin, goals, kept, speed }).toEqual({
    ...{ outage: undefined, trouble: '', isCurrent: false, pin: 5, asksPin: true, speed: undefined },
    ...{ goals: [{ n: 1, text: 'It runs', holds: false }], kept: [{ text: 'The image', holds: true }] },
  })
  page.beginSession({ ...exercise, isIncident: true })
  expect(useSession.getState().speed).toBe(5)
  page.endSession()
  expect(useSession.getState()).toMatchObject({ exercise: null, pin: 5 })
})

it('of one other person is nothing of another’s', async () => {
  const page = await progressOf({})
  const { useSession } = await import('../../state/session.ts')
  page.beginSession(exercise)
  page.setAttemptOf('Ada')
  page.setProgress({ hints: 3, seconds: 90 })
  page.setAttemptOf('Bob')
  expect(useSession.getState()).toMatchObject({ attemptOf: 'Bob', progress: { hints: 0, seconds: 0 } })
})

it('that comes once its exercise is left is nobody’s', async () => {
  const page = await progressOf({})
  page.setProgress({ hints: 2 })
  expect([...page.storage]).toEqual([])
})

it('that could not be set aside is not written over', async () => {
  const text = JSON.stringify({ version: 1, of: { 'a-probe': 'far', 'the-crash': { hints: 3 } } })
  const page = await progressOf({ [NAME]: text })
  page.beginSession(exercise)
  vi.spyOn(page.storage, 'set').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError')
  })
  page.setProgress({ hints: 1 })
  expect(page.storage.get(NAME)).toBe(text)
})

it('hears what another tab has solved, where it is one’s own attempt, and tells who asks', async () => {
  let tell: ((event: { key: string }) => void) | undefined
  vi.stubGlobal('addEventListener', (_: string, hear: typeof tell) => (tell = hear))
  vi.stubGlobal('removeEventListener', (_: string, hear: typeof tell) => tell === hear && (tell = undefined))
  const page = await progressOf({})
  const { useSession } = await import('../../state/session.ts')
  const heard = vi.fn<() => void>()
  const stop = page.hearOtherTabs(heard)
  const write = (hints: number, of = 'a-probe'): void =>
    void page.storage.set(NAME, JSON.stringify({ version: 1, of: { [of]: { hints } } }))
  write(3)
  tell!({ key: NAME })
  expect([useSession.getState().progress.hints, heard.mock.calls.length]).toEqual([0, 1])
  page.beginSession({ ...exercise, id: 'the-crash' })
  tell!({ key: NAME })
  expect(useSession.getState().progress.hints).toBe(0)
  page.beginSession(exercise)
  write(4)
  tell!({ key: 'else' })
  expect([useSession.getState().progress.hints, heard.mock.calls.length]).toEqual([3, 2])
  tell!({ key: NAME })
  expect([useSession.getState().progress.hints, heard.mock.calls.length]).toEqual([4, 3])
  page.setAttemptOf('Ada')
  write(5)
  tell!({ key: NAME })
  expect(useSession.getState().progress.hints).toBe(0)
  stop()
  expect(tell).toBeUndefined()
})

it('of somebody else is not mixed with one’s own: what one has seen oneself stays seen; without a name it can be taken as one’s own', async () => {
  const page = await progressOf({})
  const { useSession } = await import('../../state/session.ts')
  const now = () => useSession.getState().progress
  page.beginSession(exercise)
  page.setAttemptOf('Ada')
  expect(now()).toEqual({ hints: 0, edits: 0, seconds: 0, answers: [] })
  page.setAttemptOf(undefined)
  page.setProgress({ isUnlocked: true, isSkipped: true, answers: [7], hints: 1 })
  page.setAttemptOf('Ada')
  expect(now()).toEqual({ hints: 0, edits: 0, seconds: 0, answers: [7], isSkipped: true, isUnlocked: true })
  page.setAttemptOf(undefined)
  page.setProgress({ solved: done })
  page.setAttemptOf('')
  expect(now()).toMatchObject({ isUnlocked: true })
  expect(now()).not.toHaveProperty('solved')
  page.setProgress({ hints: 3, seconds: 90, answers: [7, 8] })
  // a reload knows it too
  const later = await progressOf(Object.fromEntries(page.storage))
  const session = await import('../../state/session.ts')
  later.beginSession(exercise)
  expect(session.useSession.getState()).toMatchObject({ attemptOf: '', progress: { hints: 3, seconds: 90, answers: [7, 8] } })
  expect(later.allProgress().get('a-probe')).toMatchObject({ hints: 1 })
  later.takeAttempt()
  expect(session.useSession.getState().attemptOf).toBeUndefined()
  expect(later.allProgress().get('a-probe')).toMatchObject({ hints: 3, seconds: 90, answers: [7, 8], solved: done })
  expect([...later.storage.keys()]).toEqual([NAME])
})

it.each([
  ['{"hints": 2', 0],
  ['{"hints": "2", "seconds": 9}', 0],
  ['{"hints": 2}', 0],
  ['{"hints": 2, "seconds": 9}', 2],
])('of somebody else is read where it is whole: %s', async (text, hints) => {
  const page = await progressOf({ 'whyrestart-attempt-of:a-probe': 'Ada', 'whyrestart-attempt-took:a-probe': text })
  const { useSession } = await import('../../state/session.ts')
  page.beginSession(exercise)
  expect(useSession.getState().progress.hints).toBe(hints)
})

type Way = Partial<LearnerProgress>
const old = { ...done, seconds: 5 }
const older = { ...done, seconds: 3 }

it.each<[what: string, own: Way, other: Way, both: Way]>([
  ['answers, one’s own first', { answers: [1, null] }, { answers: [2, 3, null] }, { answers: [1, 3, null] }],
  ['what was solved, one’s own first', { solved: done, before: old }, { solved: old, before: done }, { solved: done, before: old }],
  ['what the other has solved', {}, { solved: old, before: older }, { solved: old, before: older }],
  ['what was seen', { isUnlocked: true, sawSolution: true }, { isSkipped: true }, { isUnlocked: true, sawSolution: true, isSkipped: true }],
  [
    'what the other has seen',
    { isSkipped: true },
    { isUnlocked: true, sawSolution: true },
    { isUnlocked: true, sawSolution: true, isSkipped: true },
  ],
  ['the farther of each', { hints: 3, edits: 1, seconds: 9 }, { hints: 1, edits: 4, seconds: 8 }, { hints: 3, edits: 4, seconds: 9 }],
  ['the later fault’s', { turn: 1, hints: 1 }, { turn: 2, hints: 0 }, { turn: 2, hints: 0 }],
  ['the same fault’s', { turn: 2, hints: 1 }, { turn: 2, hints: 0 }, { turn: 2, hints: 1 }],
  ['what was solved before the later fault', { solved: done, before: old }, { turn: 1 }, { turn: 1, before: done }],
  ['what was solved before that', { before: old }, { turn: 1 }, { turn: 1, before: old }],
  ['what the later one has before it', { turn: 1, before: older }, { solved: done, before: old }, { turn: 1, before: older }],
])('of two devices is laid together: %s', async (_, own, other, both) => {
  const way = (part: Way): LearnerProgress => ({ hints: 0, edits: 0, seconds: 0, answers: [], ...part })
  const page = await progressOf({ [NAME]: JSON.stringify({ version: 1, of: { 'a-probe': way(own) } }) })
  page.beginSession(exercise)
  const { useSession } = await import('../../state/session.ts')
  page.mergeProgress(new Map([['another', way({ hints: 9 })]]))
  expect(useSession.getState().progress).toEqual(way(own))
  page.mergeProgress(new Map([['a-probe', way(other)]]))
  expect(page.allProgress().get('a-probe')).toEqual(way(both))
  expect(useSession.getState().progress).toEqual(way(both))
})

it('of two devices says how many exercises it was of, and how many are newly solved', async () => {
  const page = await progressOf({ [NAME]: JSON.stringify({ version: 1, of: { a: { solved: done }, b: {} } }) })
  const of = (part: Way): LearnerProgress => ({ hints: 0, edits: 0, seconds: 0, answers: [], ...part })
  const theirs = new Map([
    ['a', of({ solved: done })],
    ['b', of({ solved: done })],
    ['c', of({ solved: done })],
    ['d', of({ hints: 1 })],
  ])
  expect(page.mergeProgress(theirs)).toEqual({ exercises: 4, newlySolved: 2 })
  expect([...page.allProgress().keys()]).toEqual(['a', 'b', 'c', 'd'])
})
