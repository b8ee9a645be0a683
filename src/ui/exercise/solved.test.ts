import { beforeEach, expect, it, vi } from 'vitest'
import { stubStorage, withCabinet } from '../state/storage-fixture.ts'
import type { GoalVerdict } from '../../lessons/judge-goals.ts'
import type { OpenExercise } from '../state/session.ts'

const exercise = { id: 'a-probe', goals: ['It runs', 'It hangs'], kept: [], questions: [{ ask: 'When?', seen: 0 }], locked: [] }

const goals = (...holds: boolean[]): GoalVerdict[] => holds.map((is, i) => ({ n: i + 1, text: '', holds: is }))

/** An exercise that is open, and a clock that goes when it is told to. */
async function open() {
  stubStorage({})
  const progress = await withCabinet(() => import('./course/progress.ts'))
  const solved = await import('./solved.ts')
  const { useSession } = await import('../state/session.ts')
  progress.beginSession(exercise as unknown as OpenExercise)
  solved.keepSolved()
  const edit = (): void => {
    useSession.setState({ isCurrent: false })
    solved.beginRest()
  }
  edit()
  return {
    ...solved,
    edit,
    judged: (...holds: boolean[]) => useSession.setState({ goals: goals(...holds), isCurrent: true }),
    session: useSession.getState,
    kept: () => progress.allProgress().get('a-probe')?.solved,
  }
}

beforeEach(() => {
  vi.unstubAllGlobals()
  vi.useFakeTimers()
})

it('is solved once the text has rested for two seconds, not on the way to another text', async () => {
  const page = await open()
  page.judged(true, true)
  vi.advanceTimersByTime(1999)
  expect([page.allHold(page.session()), page.isSolved(page.session()), page.kept()]).toEqual([true, false, undefined])
  page.edit()
  page.judged(true, false)
  vi.advanceTimersByTime(2000)
  expect(page.kept()).toBeUndefined()
  page.edit()
  page.judged(true, true)
  vi.advanceTimersByTime(2000)
  expect(page.isSolved(page.session())).toBe(true)
  expect(page.kept()).toBeDefined()
})

it('an incident waits for nobody to rest', async () => {
  const page = await open()
  const { useSession } = await import('../state/session.ts')
  page.judged(true, true)
  const isSolvedAs = (more: object): boolean => page.isSolved({ ...useSession.getState(), exercise: { ...exercise, ...more } as never })
  expect([isSolvedAs({}), isSolvedAs({ isIncident: false }), isSolvedAs({ isIncident: true })]).toEqual([false, false, true])
})

it('is solved at once where it is checked, though a question is open, and is kept then', async () => {
  const page = await open()
  page.judged(true, true)
  page.endRest()
  expect(page.isSolved(page.session())).toBe(true)
  expect(page.kept()).toBeDefined()
})

it('that is broken by a later edit says what, and stays kept', async () => {
  const page = await open()
  page.judged(true, true)
  page.endRest()
  page.edit()
  expect(page.brokenSince(page.session())).toBeUndefined()
  page.judged(true, false)
  expect([page.brokenSince(page.session()), page.isSolved(page.session())]).toEqual(['goal 2 does not hold', false])
  expect(page.kept()).toBeDefined()
})

it('says what no longer holds since it was solved, once it is judged', async () => {
  const page = await open()
  expect(page.brokenSince(page.session())).toBeUndefined()
  page.judged(true, true)
  vi.advanceTimersByTime(2000)
  expect(page.brokenSince(page.session())).toBeUndefined()
  const { useSession } = await import('../state/session.ts')
  page.judged(false, false)
  expect(page.brokenSince(page.session())).toBe('goal 1 does not hold, goal 2 does not hold')
  useSession.setState({ kept: [{ text: '', holds: false }] })
  page.judged(true, false)
  expect(page.brokenSince(page.session())).toBe('goal 2 does not hold, something that is to be kept is broken')
  page.judged(true, true)
  expect([page.brokenSince(page.session()), page.allHold(page.session())]).toEqual(['something that is to be kept is broken', false])
  page.edit()
  expect(page.brokenSince(page.session())).toBeUndefined()
})

it('of questions alone is solved once they are answered, by nobody who skips them', async () => {
  const page = await open()
  const { useSession } = await import('../state/session.ts')
  const asks = { ...exercise, goals: [] } as unknown as OpenExercise
  const { progress } = page.session()
  const after = (change: object): boolean => {
    useSession.setState({ exercise: asks, progress: { ...progress, ...change } })
    return page.isSolved(page.session())
  }
  expect([after({}), after({ isSkipped: true }), after({ answers: [null] }), after({ answers: [7] })]).toEqual([false, false, false, true])
})
