import { expect, it } from 'vitest'
import { answerOf } from './predict.ts'
import { startOf } from './check-exercise.ts'
import { firstLook } from './first-look.ts'
import { lessonOf, webExercise } from './fixture.ts'

it('begins where something can be seen: after the first restart', () => {
  const lesson = lessonOf(webExercise())
  const { at, questions } = firstLook(lesson)
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
