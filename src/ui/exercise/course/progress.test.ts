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
    of: { 'a-probe': { hints: 'x' }, 'the-back-off': { hints: 2, answers: {} }, 'the-crash': { hints: 3 } },
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
  page.mergeProgress(new Map([['a-probe', { hints: 1, edits: 4, seconds: 9, answers: [], solved: done }]]))
  expect(page.allProgress().get('a-probe')).toEqual({ hints: 0, edits: 0, seconds: 0, answers: [], turn: 1, before: done })
})
