import { expect, it } from 'vitest'
import { courseText, listed } from './shipped.ts'

it('the course that comes with the page has its exercises, each with its name', async () => {
  expect(courseText().files.length).toBeGreaterThan(10)
  const all = await listed()
  expect(all.map(({ id }) => id)).toContain('a-probe')
  expect(all.filter(({ id, title }) => !id || !title)).toEqual([])
})
