import { expect, it } from 'vitest'
import type { Attempt } from '../lessons/attempt.ts'
import {
  attemptIn,
  attemptLink,
  contentsName,
  courseLink,
  fragmentIn,
  progressLink,
  readContents,
  type SharedProgress,
} from './contents.ts'
import { encodeLink } from './link.ts'
import { withGiven } from './one-file.ts'

const ATTEMPT: Attempt = { exercise: 'a-probe', hints: 0, minutes: 0, changes: {} }
const PROGRESS: SharedProgress = { edits: 0, hints: 0, seconds: 0, answers: [] }
const many = <T>(count: number, item: T): T[] => Array.from({ length: count }, () => item)
const long = (count: number): string => 'x'.repeat(count)

/** What is said of a link that holds this. */
function saidOf(value: unknown): string {
  const read = readContents(encodeLink({ version: 2, ...(value as object) })!)
  return 'error' in read ? read.error : contentsName(read.value)
}

it.each<[what: string, more: object, wrong?: object]>([
  ['as little as there may be', {}, { exercise: undefined }],
  ['an exercise of 200 characters', { exercise: long(200) }, { exercise: long(201) }],
  ['a name of 200 characters', { name: long(200) }, { name: long(201) }],
  ['no hint', { hints: 0 }, { hints: -1 }],
  ['whole hints', { hints: 2 }, { hints: 1.5 }],
  ['a part of a minute', { minutes: 0.5 }, { minutes: -0.5 }],
  ['50 answers', { answers: many(50, 1) }, { answers: many(51, 1) }],
  ['answers of each kind', { answers: [null, 1.5, long(200)] }, { answers: [long(201)] }],
  ['a file that is gone', { changes: { a: null } }, { changes: { a: 3 } }],
  ['a file’s text', { changes: { a: 'x' } }, { changes: { a: [] } }],
  ['hunks of a text', { changes: { a: [0, [1, 0, ['x']], [2, 1, []]] } }, { changes: { a: [0, [1, 0, 'x']] } }],
  ['the length of a text', { changes: { a: [0] } }, { changes: { a: [-1] } }],
  ['1000 actions', { actions: many(1000, {}) }, { actions: many(1001, {}) }],
  ['a seed', { seed: 0 }, { seed: -1 }],
])('an attempt may have %s', (_, more, wrong) => {
  expect(saidOf({ attempt: { ...ATTEMPT, ...more } })).toBe('an attempt at an exercise')
  expect(saidOf({ attempt: { ...ATTEMPT, ...wrong } })).toBe('The link can be read, but it holds no valid attempt.')
})

it.each<[what: string, more: object, wrong: object]>([
  ['counts from nothing on', { edits: 0 }, { edits: -1 }],
  ['parts of a second', { seconds: 0.5 }, { seconds: -0.5 }],
  ['how it was solved', { solved: { edits: 1, hints: 0, seconds: 2, at: 0, outage: 0 } }, { solved: { edits: 1, hints: 0 } }],
  ['how it was solved before', { before: { edits: 1, hints: 0, seconds: 2 } }, { before: { edits: 1, hints: 0, seconds: 2, outage: -1 } }],
  ['how often it was asked for', { turn: 0 }, { turn: -1 }],
  ['answers', { answers: [null] }, { answers: undefined }],
  ['what has been seen', { isUnlocked: true, sawSolution: true, isSkipped: false }, { isUnlocked: 1 }],
])('progress may have %s', (_, more, wrong) => {
  expect(saidOf({ progress: { a: { ...PROGRESS, ...more } } })).toBe('somebody’s progress')
  expect(saidOf({ progress: { a: { ...PROGRESS, ...wrong } } })).toBe('The link can be read, but it holds no valid progress.')
})

it.each([
  ['no exercise', []],
  ['500 exercises', Array.from({ length: 500 }, (_, i) => `e${i}`)],
  ['an id of 80 characters', [long(80)]],
  ['the letters of an id', ['a-B_9']],
])('progress is of %s', (_, ids) => {
  expect(saidOf({ progress: Object.fromEntries(ids.map((id) => [id, PROGRESS])) })).toBe('somebody’s progress')
})

it.each([
  ['501 exercises', Array.from({ length: 501 }, (_, i) => `e${i}`)],
  ['an id of 81 characters', [long(81)]],
  ['an id that is none', ['']],
  ['an id with a space', ['a b']],
])('progress is not of %s', (_, ids) => {
  expect(saidOf({ progress: Object.fromEntries(ids.map((id) => [id, PROGRESS])) })).toBe(
    'The link can be read, but it holds no valid progress.',
  )
})

it('a course has a list of exercises, and whatever else a course file has', () => {
  expect(saidOf({ course: { exercises: [], title: 'x' } })).toBe('a course')
  expect(saidOf({ course: { exercises: {} } })).toBe('The link can be read, but it holds no valid course.')
})

it('what is of another version is none of them, and neither is what is no object', () => {
  for (const [is, value] of [
    ['attempt', ATTEMPT],
    ['progress', {}],
    ['course', { exercises: [] }],
  ] as const)
    expect(saidOf({ version: 3, [is]: value })).toBe(`The link can be read, but it holds no valid ${is}.`)
  for (const value of [null, 3, 'attempt'])
    expect(readContents(encodeLink(value)!)).toEqual({ error: 'The link can be read, but it holds no scenario.' })
  expect(readContents('nonsense')).toEqual({ error: 'The link is damaged: it holds characters that no link has.' })
})

it('an attempt comes back out of its link, and of another link is said where it leads', () => {
  const attempt = { ...ATTEMPT, name: 'Ada', answers: [1, 'x', null], seed: 3 }
  expect(attemptIn(attemptLink(attempt)!)).toEqual({ attempt })
  expect(attemptIn(courseLink({ exercises: [] })!)).toEqual({ error: 'The link leads to a course, and not to an attempt.' })
  expect(attemptIn(progressLink({})!)).toEqual({ error: 'The link leads to somebody’s progress, and not to an attempt.' })
  expect(attemptIn('nonsense')).toEqual({ error: expect.any(String) })
})

it.each([
  ['1abc.abcdef', '1abc.abcdef'],
  [' https://example.org/page/#1abc.abcdef \n', '1abc.abcdef'],
  ['12.abcdef', '12.abcdef'],
  ['123456.abcdef', '123456.abcdef'],
  ['1234567.abcdef', undefined],
  ['1.abcdef', undefined],
  ['1abc.abcde', undefined],
  ['see 1abc.abcdef', undefined],
  ['1abc.abcdef and more', undefined],
  ['', undefined],
])('of %j the fragment is %s', (pasted, fragment) => expect(fragmentIn(pasted)).toBe(fragment))

it('what the one file is given stands in its place, and ends no element', () => {
  const place = (json: string): string => `<p>1</p><script type="application/json" id="whyrestart-given">${json}</script><p>2</p>`
  expect(withGiven(place('{}'), { home: 'https://example.org/$1', text: '</script>' })).toBe(
    place(String.raw`{"version":1,"home":"https://example.org/$1","text":"\u003c/script>"}`),
  )
  expect(withGiven('<p>1</p>', { text: 'x' })).toBeUndefined()
})
