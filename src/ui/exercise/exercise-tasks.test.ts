import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readContents } from '../../share/contents.ts'
import { type CourseOutline, tasks } from './exercise-tasks.ts'

const LEVELS = join(import.meta.dirname, '../../lessons/levels')
const PROBE = readFileSync(join(LEVELS, 'a-probe.yaml'), 'utf8')
const own = (id: string, change: (text: string) => string = (text) => text): string => change(PROBE.replace('id: a-probe', `id: ${id}`))
/** Its text within a course. */
const within = (text: string): string => text.trimEnd().replaceAll('\n', '\n      ')
const course = (...members: readonly string[]): string =>
  `course: 1\ntitle: Ours\nend: Well done.\nexercises:\n${members.map((member) => `  - ${member}\n`).join('')}`
const opened = async (asked: Parameters<typeof tasks.open>[0]) => {
  const answer = await tasks.open(asked)
  if ('error' in answer) throw new Error(answer.error)
  return answer
}

it('an exercise of the page is known by its id, with the one behind it in the course; another has no number', async () => {
  const { exercise, link } = await opened({ id: 'a-probe' })
  expect(exercise).toMatchObject({ id: 'a-probe', isOfCourse: true, next: 'how-many-failures', hasSolution: true, minutes: 4 })
  expect(link).toBeUndefined()
  expect((await opened({ id: 'how-many-failures' })).exercise.next).toBe((await tasks.course()).exercises[2]!.id)
  expect((await opened({ id: (await tasks.course()).exercises.at(-1)!.id })).exercise.next).toBeUndefined()
  expect(await tasks.open({ id: 'none' })).toEqual({ error: 'There is no exercise none here.' })
})

it.each([
  ['', /^This exercise cannot be opened: line 1, exercise: found null;/],
  [own('x', (text) => text.replace('  story:', '  tale:')), /^This exercise cannot be opened: line \d+, exercise\.tale: .+\.$/],
  [own('x', (text) => text.replace('  story:', '  tale:').replace('  goals:', '  aims:')), /\. There are \d more problems\.$/],
])('what is no exercise is refused: %#', async (text, error) => {
  expect(await tasks.open({ text })).toEqual({ error: expect.stringMatching(error) })
})

it('one of somebody’s own comes with a link that has all of it, leads where it says, and is handed out as it was given', async () => {
  const text = own('mine', (mine) => mine.replace('next: how-many-failures', 'next: elsewhere'))
  const { exercise, link } = await opened({ text })
  expect(exercise).toMatchObject({ id: 'mine', isOfCourse: false, next: 'elsewhere' })
  expect(readContents(link!)).toMatchObject({ value: { is: 'scenario', payload: { draft: { common: { exercise: { id: 'mine' } } } } } })
  const out = await tasks.handOut({ id: 'mine', isWhole: false })
  expect(out).toEqual({ text: expect.stringContaining('id: mine'), fragment: link, whole: link })
  expect(await tasks.task('mine')).toMatchObject({ id: 'mine', minutes: 4 })
  expect(await tasks.task('none')).toBeNull()
  expect(tasks.solution('mine')!['web.yaml']).toContain('path: /alive')
})

it('one of the page is handed out by its id, and the page’s course by that of its first', async () => {
  await opened({ id: 'a-probe' })
  const out = await tasks.handOut({ id: 'a-probe', isWhole: false })
  expect(out).toMatchObject({ text: PROBE, fragment: 'e=a-probe' })
  expect(readContents(out.whole!)).toMatchObject({ value: { is: 'scenario' } })
  const whole = await tasks.handOut({ id: '', isWhole: true })
  expect(whole).toMatchObject({ text: expect.stringMatching(/^course: 1\n/), fragment: 'e=a-probe' })
  expect(whole.text).toContain('id: how-many-failures')
})

it.each([
  [PROBE, null],
  [
    course('file: a.yaml'),
    { error: 'This course cannot be opened: cannot read a.yaml: a course that is opened alone has its exercises in it, as exercise: ….' },
  ],
])('what is no course, or not whole, is not taken: %#', (text, answer) => {
  expect(tasks.take({ text })).toEqual(answer)
})

it('the files of a course are those that it names; what is no course names none', () => {
  expect(tasks.files(course('file: a.yaml', `exercise:\n      ${within(own('x'))}`, 'file: b.yaml'))).toEqual(['a.yaml', 'b.yaml'])
  expect(tasks.files(PROBE)).toEqual([])
  expect(tasks.files('course: 1\nexercises: [')).toEqual([])
  expect(tasks.files('course: 1\nexercises: none')).toEqual([])
})

it('a goal’s run differs from the learner’s own where it is drawn otherwise', async () => {
  await opened({ id: 'a-probe' })
  const texts = tasks.solution('a-probe')!
  const patient = { ...texts, 'web.yaml': texts['web.yaml']!.replace('failureThreshold: 3', 'failureThreshold: 1000') }
  expect(tasks.differs({ id: 'a-probe', texts: patient, goal: 2 })).toBe(true)
  expect(tasks.differs({ id: 'a-probe', texts, goal: 2 })).toBe(false)
  expect(() => tasks.differs({ id: 'none', texts, goal: 1 })).toThrow('no exercise none is open')
})

it('of a lane that is not there nothing can be asked', () => {
  const nobodys = { document: JSON.stringify({ whyrestart: 1, lanes: [{ name: 'main' }] }), lane: 'nobody’s' }
  expect([tasks.candidates(nobodys), tasks.questions(nobodys), tasks.tryOut('no exercise')]).toEqual([[], [], null])
})

// the last: from here on it stands in the place of the page's own
it('a course that is taken has its exercises, from files or in it, and is handed out whole', async () => {
  const second = own('second', (text) => text.replace(/title: .*/, 'title: The second'))
  const taken = tasks.take({ text: course('file: a.yaml', `exercise:\n      ${within(second)}`), files: { 'a.yaml': own('first') } })
  const exercises = [
    { id: 'first', title: '1. What a probe is', minutes: 4 },
    { id: 'second', title: 'The second', minutes: 4 },
  ]
  expect(taken).toEqual({ title: 'Ours', end: 'Well done.', exercises } satisfies CourseOutline)
  expect(await tasks.course()).toEqual(taken)
  expect((await opened({ id: 'first' })).exercise).toMatchObject({ isOfCourse: true, next: 'second' })
  expect((await opened({ id: 'second' })).exercise.next).toBeUndefined()
  expect(await tasks.task('second')).toMatchObject({ id: 'second' })
  const out = await tasks.handOut({ id: '', isWhole: true })
  expect(readContents(out.fragment!)).toMatchObject({ value: { is: 'course', course: { title: 'Ours', exercises: [{}, {}] } } })
  expect((await tasks.handOut({ id: 'first', isWhole: false })).whole).toMatch(/^2/)
})
