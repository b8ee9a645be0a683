import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { simulate } from '../sim/simulate.ts'
import { drawingOf } from '../views/lanes/drawing-of.ts'
import { startOf } from './check-exercise.ts'
import { firstLook } from './first-look.ts'
import { lessonOf, webExercise } from './fixture.ts'
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
