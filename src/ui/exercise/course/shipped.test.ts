import { expect, it } from 'vitest'
import { shippedCourse } from './shipped.ts'

it('the course that comes with the page has its exercises, each with its name', async () => {
  const { outline, texts } = await shippedCourse()
  expect(texts.size).toBeGreaterThan(10)
  expect(outline.exercises.map(({ id }) => id)).toEqual([...texts.keys()])
  expect(outline.exercises.filter(({ id, title }) => !id || !title)).toEqual([])
})
