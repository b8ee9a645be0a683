import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type Attempt, changesOf } from '../../lessons/attempt.ts'
import { attemptLink, courseLink, progressLink } from '../../share/contents.ts'
import { linkOf } from '../../share/payload.ts'
import { small } from '../fixture/samples.ts'
import { incident, opened, pageWith, withText } from './exercise-fixture.ts'

beforeEach(() => {
  vi.unstubAllGlobals()
  vi.useFakeTimers()
})

afterEach(() => {
  vi.clearAllTimers()
  vi.useRealTimers()
})

const linkOfAttempt = (exercise: string, more: Partial<Attempt> = {}): string =>
  attemptLink({ exercise, hints: 2, minutes: 1.5, changes: {}, ...more })!
const atOnce = (act: () => void): void => act()

it('opens somebody’s attempt over the exercise: changed, new and gone files; one’s own is set aside', async () => {
  const page = await pageWith({})
  const start = small('').lanes[0]!.fields['manifests'] as Readonly<Record<string, string>>
  const theirs = changesOf(start, { 'new.yaml': 'kind: Pod\n' })
  expect(await page.openLink(linkOfAttempt('a', { name: 'Ada', changes: theirs, answers: [9] }), atOnce)).toBeUndefined()
  const manifests = (): unknown => page.store().draft.lanes[0]!.fields['manifests']
  expect(manifests()).toEqual({ 'new.yaml': 'kind: Pod\n' })
  expect(page.session()).toMatchObject({ attemptOf: 'Ada', progress: { hints: 2, seconds: 90, answers: [] } })
  // what is no incident has no fault and nothing done
  expect(Object.keys(page.store().draft.lanes[0]!.fields)).toEqual(['manifests'])
  expect(page.store().notice).toBe('')
  // over another's nothing of one's own is lost; over one's own it is kept beside
  await page.openLink(linkOfAttempt('a', { changes: changesOf(start, { 'web.yaml': 'two\n' }), answers: [9, 'yes'] }), atOnce)
  // what nobody has signed may be one's own
  expect(page.session().progress.answers).toEqual([9, 'yes'])
  expect([manifests(), page.store().notice, page.session().attemptOf]).toEqual([{ 'web.yaml': 'two\n' }, '', ''])
  page.startOver()
  page.keepsDraft(withText(page.store().draft, 'mine\n'))
  await page.openLink(linkOfAttempt('a', { changes: changesOf(start, { 'web.yaml': 'three\n' }) }), atOnce)
  expect([manifests(), page.store().notice]).toEqual([{ 'web.yaml': 'three\n' }, 'Your own attempt at it is set aside: New lists it.'])
  // what is the same already takes the place of nothing
  page.startOver()
  page.keepsDraft(withText(page.store().draft, 'three\n'))
  await page.openLink(linkOfAttempt('a', { changes: changesOf(start, { 'web.yaml': 'three\n' }) }), atOnce)
  expect([manifests(), page.store().notice]).toEqual([{ 'web.yaml': 'three\n' }, ''])
})

it('opens what somebody did in an incident after its fault, and its clock stands where it was done last', async () => {
  const page = await pageWith({ open: ({ id, seed = 3 }) => incident(id, seed) })
  const actions = [
    { at: '100s', hang: 'web' },
    { at: '90s', resume: 'web' },
  ]
  expect(await page.openLink(linkOfAttempt('night', { actions, seed: 7 }), atOnce)).toBeUndefined()
  expect(page.calls('open')).toEqual([{ id: 'night', seed: 7 }])
  const [own, other] = page.store().draft.lanes
  expect(own!.fields).toMatchObject({ seed: 7, actions: [{ at: '67s', do: 'kill-7' }, ...actions] })
  expect(other!.fields).not.toHaveProperty('actions')
  expect([page.store().cursor, page.usePage.getState().seen]).toEqual([100, null])
  expect(await page.openLink(linkOfAttempt('night', { seed: 7 }), atOnce)).toBeUndefined()
  expect(page.store().cursor).toBe(60)
})

it.each<[what: string, link: string, says: string]>([
  [
    'of an exercise that is not here',
    linkOfAttempt('gone'),
    'The attempt is at an exercise gone that this page does not have: open the exercise first.',
  ],
  ['of another start', linkOfAttempt('a', { changes: { 'web.yaml': [1, [0, 1, ['x']]] } }), 'The attempt cannot be shown: '],
  ['with what nobody can do', linkOfAttempt('a', { actions: [{ at: '1s', do: 'fly' }] }), 'The attempt cannot be shown: actions[0]'],
  ['that holds nothing', 'zz', ''],
  ['of a course that is none', courseLink({ course: 1, exercises: [] })!, 'no course'],
  ['of a scenario that is no exercise', linkOf(small('x'), {})!, 'It is no exercise.'],
])('says why a link %s cannot be opened', async (_, of, says) => {
  const page = await pageWith({
    open: ({ id }) => (id === undefined ? { error: 'It is no exercise.' } : id === 'gone' ? { error: 'none' } : opened(id)),
    take: ({ text }) => (text.includes('"course"') ? { error: 'no course' } : {}),
  })
  const said = await page.openLink(of, atOnce)
  expect(says === '' ? said : said!.slice(0, says.length)).toBe(says)
})

const solvedProgress = { hints: 0, edits: 1, seconds: 9, answers: [], solved: { edits: 1, hints: 0, seconds: 9 } }

it.each([
  [{ a: solvedProgress }, 'in 1 exercise: 1 is solved now that was not here.'],
  [{ a: solvedProgress, b: solvedProgress }, 'in 2 exercises: 2 are solved now that were not here.'],
  [{ a: { ...solvedProgress, solved: undefined } }, 'in 1 exercise: none is solved now that was not here.'],
])('takes another device’s progress %j, and goes on with what is not solved', async (progress, says) => {
  const page = await pageWith({ course: () => ({ exercises: [{ id: 'a' }, { id: 'c' }] }) })
  await page.openLink(progressLink(JSON.parse(JSON.stringify(progress)) as never)!, atOnce)
  expect(page.store().notice).toContain(`The progress of another device has come, ${says} Nothing that this device had is lost.`)
  expect(page.session().exercise?.id).toBe(progress.a.solved ? 'c' : 'a')
  const none = await pageWith({})
  await none.openLink(progressLink({})!, atOnce)
  expect(none.session().exercise).toBeNull()
  expect(none.calls('open')).toEqual([])
})
