import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')
const filesOf = (folder: string, pattern: RegExp): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => join(folder, file))
    .filter((file) => pattern.test(file))
const read = (file: string): string => readFileSync(join(root, file), 'utf8')

const PAGE = filesOf('src', /\.page\.test\.ts$/)
const UNITS = filesOf('src', /\.test\.tsx?$/)
const CONFIG = read('e2e/playwright.config.ts')
const SPECS = filesOf('e2e', /^e2e\/[\w-]+\.spec\.ts$/)
const QUICK = SPECS.filter((file) => read(file).includes("'@quick'"))

/** The places of a pattern in files, as `file:line`. */
const placesOf = (pattern: RegExp, files: readonly string[]): string[] =>
  files.flatMap((file) =>
    read(file)
      .split('\n')
      .flatMap((line, n) => (pattern.test(line) ? [`${file}:${n + 1}: ${line.trim()}`] : [])),
  )

it('looks at every test', () => {
  expect(UNITS.length).toBeGreaterThan(180)
  expect(PAGE.length).toBeGreaterThan(1)
  expect(QUICK.length).toBeGreaterThan(4)
  expect(SPECS.length).toBeGreaterThan(30)
})

it('no test of npm test asks what time it is, and none but those of budgets waits for so many milliseconds', () => {
  const clock = /\b(Date\.now|performance\.now|waitForTimeout|process\.hrtime)\(/
  expect(placesOf(clock, [...UNITS, ...QUICK])).toEqual([])
  expect(placesOf(/\bwaitForTimeout\(/, filesOf('e2e', /^e2e\/[\w-]+\.ts$/))).toEqual([])
})

it('a browser test is tried twice in npm run test:all alone', () => {
  expect(CONFIG).toMatch(/^ {2}retries: 0,$/m)
  expect(CONFIG.match(/retries: [1-9]/g)).toEqual(['retries: 1'])
  expect(/name: 'rest'.*retries: 1/.test(CONFIG)).toBe(true)
})

it('what is expected of a page is waited for, not read once', () => {
  const once =
    /expect\(\s*await [^)]*\.(textContent|innerText|allTextContents|isVisible|isChecked|getAttribute|count)\([^)]*\)\s*\)\.(?!toBe\(before|not\.toBe\(before)/
  expect(placesOf(once, PAGE)).toEqual([])
})

it('no browser test but the walk measures places: the others say what lies where by e2e/layout.ts', () => {
  const measure = /\b(boundingBox|getBoundingClientRect|elementFromPoint|(offset|client|scroll|inner)(Width|Height))\b/
  const specs = SPECS.filter((file) => file !== 'e2e/walk.spec.ts')
  expect(placesOf(measure, specs)).toEqual([])
})

it('no test is left out', () => {
  const all = [...UNITS, ...filesOf('e2e', /\.spec\.ts$/)]
  expect(placesOf(/\b(test|it|describe)\.(skip|fixme|only|todo)\(/, all)).toEqual([])
})

it('whatever draws a part of a sweep names the seed that draws it', () => {
  const users = UNITS.filter((file) => /from '.*drawn-fixture\.ts'/.test(read(file)))
  expect(users.length).toBeGreaterThan(0)
  expect(users.filter((file) => !read(file).includes('TEST_SEED=${SEED}'))).toEqual([])
})
