import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { check } from './check-exercise.ts'
import { type Course, parseCourse } from './course.ts'
import { prove } from './proof.ts'

const here = import.meta.dirname
const { course, problems } = parseCourse(readFileSync(join(here, 'course.yaml'), 'utf8'), (file) => ({
  text: readFileSync(join(here, file), 'utf8'),
}))

it('the course can be read, and has every level that there is', () => {
  expect(problems).toBeUndefined()
  expect(course!.exercises.map(({ file }) => file).toSorted()).toEqual(
    readdirSync(join(here, 'levels'))
      .map((file) => `levels/${file}`)
      .toSorted(),
  )
})

describe.each((course as Course).exercises.map((lesson) => [lesson.exercise.id, lesson] as const))('%s', (id, lesson) => {
  const { exercise } = lesson
  it('is proven: run `npm run simulate -- --check src/lessons/course.yaml --proof`', () => {
    expect(prove(lesson).filter(({ holds }) => !holds)).toEqual([])
  })

  it('states its idea in a sentence, has four hints, two wrong answers, and is named as its file', () => {
    expect(exercise.story).toMatch(/^\*\*[^*]+\.\*\*/)
    expect(exercise.hints.length).toBeGreaterThanOrEqual(4)
    expect(exercise.wrong.length).toBeGreaterThanOrEqual(2)
    expect(exercise.minutes).toBeLessThanOrEqual(10)
    expect(lesson.file).toBe(`levels/${id}.yaml`)
  })

  it('has its goals judged within a moment', () => {
    check(lesson)
    const times = Array.from({ length: 3 }, () => {
      const from = performance.now()
      check(lesson)
      return performance.now() - from
    })
    // 100 ms on a quiet machine
    expect(Math.min(...times)).toBeLessThan(400)
  })
})

it('leads from each level to the next', () => {
  const exercises = (course as Course).exercises.map(({ exercise }) => exercise)
  expect(exercises.slice(0, -1).map(({ next }) => next)).toEqual(exercises.slice(1).map(({ id }) => id))
})
