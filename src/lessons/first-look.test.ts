import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { simulate } from '../sim/simulate.ts'
import { drawingOf } from '../views/lanes/drawing-of.ts'
import { startOf } from './check-exercise.ts'
import { firstLook } from './first-look.ts'
import { lessonOf, webExercise } from './fixture.ts'
import { parseExercise } from './parse-exercise.ts'
import { answerOf } from './predict.ts'

it('begins where something can be seen: after the first restart', () => {
  const { at, questions } = firstLook(lessonOf(webExercise()))
  expect(questions).toEqual([])
  expect(at).toBeGreaterThan(60)
  expect(at).toBeLessThan(150)
})

it('begins before what is asked for, and shows of each question what the one before has answered', () => {
  const lesson = lessonOf(
    webExercise({
      more: '  predict:\n    - {ask: first, time: {kill: 1, of: main}, tolerance: 5s}\n    - {ask: second, time: {kill: 2, of: main}, tolerance: 5s}\n',
    }),
  )
  const { at, questions } = firstLook(lesson)
  const [first, second] = lesson.exercise.predict.map((question) => answerOf(question, startOf(lesson)) as number)
  expect(questions).toHaveLength(2)
  expect(at).toBe(questions[0])
  expect(questions[0]).toBeLessThan(first! - 10)
  expect(questions[1]).toBeGreaterThanOrEqual(first!)
  expect(questions[1]).toBeLessThan(second! - 10)
})

const TIME = (of: string): string => `{ask: a, time: {${of}, of: main}, tolerance: 5s}`
const ANSWER = (right: string): string => `{ask: a, choose: [x, y], right: ${right}}`
/** Each with the moment that is looked at first, how far the picture may be seen while a question is open, and how far it reaches. */
const LOOKS: readonly (readonly [name: string, predict: string, more?: string])[] = [
  ['nothing is asked', ''],
  ['nothing is asked of what goes well', '', 'calm'],
  ['the first start', TIME('start: 1')],
  ['the second start', TIME('start: 2')],
  ['the third start', TIME('start: 3')],
  ['the first kill', TIME('kill: 1')],
  ['the second kill', TIME('kill: 2')],
  ['the ninth kill, which does not come', TIME('kill: 99')],
  ['a word', ANSWER('x')],
  ['how many restarts', ANSWER('{restarts: {of: main, at: 5m}}')],
  ['how many restarts of what goes well', ANSWER('{restarts: {of: main, at: 5m}}'), 'calm'],
  [
    'how many restarts, after an action',
    ANSWER('{restarts: {of: main, at: 5m}}'),
    'actions: [{at: 2m, crash: main}, {at: 6m, crash: main}]',
  ],
  ['an exit code', ANSWER('{exitCode: {of: main, at: 2m}}')],
  ['an exit code at the end', ANSWER('{exitCode: {of: main}}')],
  ['a reason', ANSWER('{reason: {of: main, at: 2m}}')],
  ['an answer to a request', ANSWER('{request: {at: 1m, from: node, url: "http://127.0.0.1:8080/healthz"}}')],
  ['a later question that an earlier one would show', `${TIME('kill: 2')}, ${ANSWER('x')}`],
]

it('looks first where it shows what it is about, and answers nothing', () => {
  const rows = LOOKS.map(([name, predict, more = '']) => {
    const isCalm = more === 'calm'
    const text = webExercise({
      scenario: isCalm || more === '' ? '' : `${more}\n`,
      more: predict && `  predict: [${predict.replace('x, y', '"0", "1", x, "143", "200", ready, not ready')}]\n`,
    })
    const parsed = parseExercise(isCalm ? text.replace('path: /healthz', 'path: /livez').replace(/ {2}solution.*\n/, '') : text)
    if (!parsed.value) return `${name}: ${parsed.diagnostics.map(({ message }) => message).join()}`
    const { at, questions, until } = firstLook(parsed.value)
    return `${name}: ${at}, [${questions.join(', ')}], ${until}`
  })
  expect(rows).toMatchInlineSnapshot(`
    [
      "nothing is asked: 80.24, [], 720",
      "nothing is asked of what goes well: 300, [], 720",
      "the first start: 0, [0], 120",
      "the second start: 1.32, [1.32], 120",
      "the third start: 80.24, [80.24], 300",
      "the first kill: 1.32, [1.32], 120",
      "the second kill: 80.02, [80.02], 300",
      "the ninth kill, which does not come: 1.32, [1.32], 120",
      "a word: 1.32, [1.32], 720",
      "how many restarts: 80.24, [80.24], 720",
      "how many restarts of what goes well: 1.32, [1.32], 720",
      "how many restarts, after an action: 120, [120], 720",
      "an exit code: 79.042, [79.042], 720",
      "an exit code at the end: 1739.042, [1739.042], 720",
      "a reason: 79.232, [79.232], 720",
      "an answer to a request: 59, [59], 720",
      "a later question that an earlier one would show: 1.32, [1.32, 1.32], 300",
    ]
  `)
})

it.each([
  ['2m', 90],
  ['90s', 60],
  ['20s', 1.32],
])('an incident at %s is looked at from a calm moment before it, as far as there is one', (at, begin) => {
  const incident = `  incident: {of: main, faults: [{name: a, actions: [{at: 5m, crash: main}], solution: [{at: 6m, resume: main}]}, {name: b, actions: [{at: ${at}, hang: main}], solution: [{at: 6m, resume: main}]}]}\n`
  const text = webExercise({ more: incident })
    .replace('path: /healthz', 'path: /livez')
    .replace(/ {2}solution: .*\n/, '')
  expect(firstLook(lessonOf(text)).at).toBe(begin)
})

it.each([
  ['30s', 120],
  ['9m', 900],
  ['29m', 1800],
])('a picture shows an answer at %s with room behind it', (at, until) => {
  const calm = webExercise({
    scenario: `actions: [{at: ${at}, crash: main}]\n`,
    more: '  predict: [{ask: a, time: {start: 2, of: main}, tolerance: 5s}]\n',
  })
  expect(firstLook(lessonOf(calm.replace('path: /healthz', 'path: /livez').replace(/ {2}solution.*\n/, ''))).until).toBe(until)
})

const levels = join(import.meta.dirname, 'levels')
it.each(readdirSync(levels))('%s shows no answer of a question that is still open', (file) => {
  const lesson = lessonOf(readFileSync(join(levels, file), 'utf8'))
  const inputs = startOf(lesson)
  const { tracks } = drawingOf(simulate(inputs), inputs.duration)
  /** When the picture shows it; what is no moment of it is never seen too early. */
  const answered = lesson.exercise.predict.map((question): number => {
    if ('time' in question) return Number(answerOf(question, inputs))
    if (typeof question.right === 'string' || !('exitCode' in question.right)) return Infinity
    const { of, at = inputs.duration } = question.right.exitCode
    const lives = tracks.find(({ container }) => container === of)!.lives
    return lives.findLast(({ end, to }) => end !== 'running' && to <= at)!.to
  })
  const tooFar = firstLook(lesson).questions.filter((seen, n) => answered.slice(n).some((at) => at <= seen))
  expect(tooFar).toEqual([])
})
