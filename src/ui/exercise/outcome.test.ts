import { expect, it } from 'vitest'
import { STORY } from '../../cases/story-steps.ts'
import { fieldsOf } from '../../manifest/fields.ts'
import { stubStorage, withCabinet } from '../state/storage-fixture.ts'
import { differingRows } from './Debrief.tsx'
import { leftWords } from './ExerciseHead.tsx'
import { tookWords, whenShown } from './ExercisePanel.tsx'
import { outcomeOf, whatFollows } from './Predict.tsx'
import { labelsOf } from './QuickEdit.tsx'

it.each<[answer: number | string | null, right: number | string, tolerance: number | undefined, says: string]>([
  [null, 90.4, 5, 'It is 1 min 30 s.'],
  [null, 'It restarts', undefined, 'It is It restarts.'],
  ['It hangs', 'It hangs', undefined, '✓ Right: It hangs.'],
  ['It hangs', 'It restarts', undefined, 'You said It hangs; it is It restarts.'],
  ['3', 3, undefined, '✓ Right: 3.'],
  [90, 90.4, 5, '✓ Right: it is 1 min 30 s, to the second.'],
  [85, 90, 5, '✓ Right: it is 1 min 30 s; your pin, at 1 min 25 s, was 5 s early. Within 5 s counts as right.'],
  [84, 90, 5, 'Not quite: it is 1 min 30 s; your pin, at 1 min 24 s, was 6 s early. Within 5 s counts as right.'],
  [95, 90, 5, '✓ Right: it is 1 min 30 s; your pin, at 1 min 35 s, was 5 s late. Within 5 s counts as right.'],
  [91, 90, undefined, 'Not quite: it is 1 min 30 s; your pin, at 1 min 31 s, was 1 s late. Within 0 s counts as right.'],
])('of the answer %j, where it is %j: %s', (answer, right, tolerance, says) => {
  const outcome = outcomeOf(tolerance === undefined ? {} : { tolerance }, answer, right)
  expect(`${outcome.isRight ? '✓ ' : ''}${outcome.says}`).toBe(says)
})

it.each([
  [{ hints: 0, seconds: 59 }, 'It took no hint and 59 s.'],
  [{ hints: 1, seconds: 60 }, 'It took 1 hint and 1 min.'],
  [{ hints: 2, seconds: 150 }, 'It took 2 hints and 3 min.'],
  [{ hints: 0, seconds: 7, outage: 96 }, 'It was away for 96 s. It took no hint and 7 s.'],
])('what it took: %j', (took, says) => {
  expect(tookWords({ edits: 1, ...took })).toBe(says)
})

it.each([
  [59, 'about 4 min'],
  [60, '3 of 4 min left'],
  [239, '1 of 4 min left'],
  [240, '4 min are over; take your time'],
])('after %i s of 4 min it says %s', (seconds, says) => expect(leftWords(4, seconds)).toBe(says))

it.each([
  [0, true, 'Then the task, with its goals.'],
  [0, false, ''],
  [1, true, 'One more question follows, then the task.'],
  [1, false, 'One more question follows.'],
  [3, true, '3 more questions follow, then the task.'],
])('with %i questions left, and goals: %s', (left, hasGoals, says) => expect(whatFollows(left, hasGoals)).toBe(says))

it.each([
  [{ hint: 2 }, 'until you take hint 2'],
  [{ minutes: 5 }, 'for 5 minutes'],
  [{ code: 'x' }, 'until the trainer’s word is given'],
])('what is hidden until %j is hidden %s', (until, says) => expect(whenShown(until)).toBe(says))

it.each<[own: Record<string, string>, others: Record<string, string>, rows: string[]]>([
  [{ 'a.yaml': 'a\nb\n' }, { 'a.yaml': 'a\nb\n' }, []],
  [{ 'a.yaml': 'a\nb\nc\n' }, { 'a.yaml': 'a\nB\nc\n' }, ['− b', '+ B']],
  [{ 'a.yaml': 'a\n', 'b.yaml': 'b\n' }, { 'a.yaml': 'a\n' }, ['− the file b.yaml']],
  [{ 'a.yaml': 'a\n' }, { 'a.yaml': 'a\n', 'b.yaml': 'b\n' }, ['+ b']],
  [{ 'a.yaml': '--- a\n' }, { 'a.yaml': '+++ a\n' }, ['− --- a', '+ +++ a']],
])('from %j to %j: %j', (own, others, rows) => {
  expect(differingRows(own, others)).toEqual(rows)
})

it('names what is written twice by what holds it', () => {
  const text = 'kind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  - name: web\n    image: a\n  - name: log\n    image: a\n'
  expect([...labelsOf(fieldsOf(text).filter(({ value }) => value.kind === 'scalar')).values()]).toEqual([
    'kind: Pod',
    'name: web (in metadata)',
    'name: web (in container 1)',
    'image: a (in container 1)',
    'name: log',
    'image: a (in container 2)',
  ])
})

it.each<[stored: string | null, place: object]>([
  [null, { step: 0, isLeft: false, isNew: true }],
  ['0', { step: 0, isLeft: false }],
  ['3', { step: 3, isLeft: false }],
  ['left 3', { step: 3, isLeft: true }],
  ['left', { step: 0, isLeft: true }],
  [String(STORY.length - 1), { step: STORY.length - 1, isLeft: false }],
  [String(STORY.length), { step: 0, isLeft: false }],
  ['somewhere', { step: 0, isLeft: false }],
])('goes on with the story from what was kept, %j', async (stored, place) => {
  stubStorage(stored === null ? {} : { 'whyrestart-story': stored })
  const { storedPlace } = await withCabinet(() => import('./Task.tsx'))
  expect(storedPlace()).toEqual(place)
})
