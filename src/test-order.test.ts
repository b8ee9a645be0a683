import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { TestSpecification, Vitest } from 'vitest/node'
import { TestOrder } from '../build/test-order.ts'

const root = import.meta.dirname
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.test\.tsx?$/.test(file))
  .map((file) => ({ moduleId: join(root, file), project: { config: { isolate: false } } }) as TestSpecification)

const partOf = (index: number, count: number): TestSpecification[] =>
  new TestOrder({ config: { shard: { index, count } } } as unknown as Vitest).shard(files)

test.each([1, 2, 3, 4, 7])('%i machines run each test file once, and about as many', (count) => {
  expect(files.length).toBeGreaterThan(100)
  const parts = Array.from({ length: count }, (_, n) => partOf(n + 1, count))
  expect(new Set(parts.flat())).toEqual(new Set(files))
  expect(parts.flat().length).toBe(files.length)
  const sizes = parts.map(({ length }) => length)
  expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
})
