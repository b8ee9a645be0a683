import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { expect, it } from 'vitest'
import type { Schema } from '../sim/scenario/scenario-schema.ts'
import { trouble } from '../sim/scenario/schema-fixture.ts'
import { parseCourse } from './course.ts'
import { held } from '../runs-fixture.ts'
import { courseSchema, fileSchema } from './file-schema.ts'
import { webExercise } from './fixture.ts'
import { parseExercise } from './parse-exercise.ts'

const SCHEMA = fileSchema() as Schema
const LEVELS = join(import.meta.dirname, 'levels')

it.each(readdirSync(LEVELS))('takes the course’s %s', (file) => {
  expect(trouble(parse(readFileSync(join(LEVELS, file), 'utf8')), SCHEMA, file)).toBeUndefined()
})

it('takes whole files, a removed one, one release or several, a status or none, and every kind of goal', () => {
  const goals = [
    'restarts: {min: 1, max: 2, until: 1m}',
    'ready: {from: 1m, to: 2m}, kubernetes: "1.9", seed: 3',
    'restarted: {after: 1m}, kubernetes: ["1.9", "1.10"], seed: [3, 4]',
    'request: {at: 1m, url: "http://a/", status: none}',
    'request: {at: 1m, url: "http://a/", status: [200, "401"], body: x}',
    'probe: {type: liveness, result: failure}',
    'event: {reason: Killing}',
    'state: {is: running}',
    'lastState: {exitCode: 137}',
    'starts: {on: ["1.9"]}',
    'verdict: {question: hang, best: [good, 3]}',
    'not: {not: {ready: {at: 1m}}}',
    'any: [{ready: {at: 1m}}, {all: [{restarts: {max: 1}}]}]',
    'log: {source: kubelet, message: x, max: 0}',
  ]
  const text = webExercise({
    goals: goals.map((goal) => `    - {text: a, ${goal}}`).join('\n'),
    more: '  wrong: [{name: w, change: {web.yaml: x, /a: null}, fails: [1, keep]}]\n  keep: [{text: a, file: web.yaml, hasNot: b}]\n',
  }).replace('/a: null', 'web.yaml.bak: x')
  expect(parseExercise(text).diagnostics).toBeUndefined()
  expect(trouble(parse(text), SCHEMA, '')).toBeUndefined()
})

it.each([
  ['an unknown field', { more: '  storry: x\n' }],
  ['an unknown field of a goal', { goals: '    - {text: a, restarts: {maxx: 1, max: 1}}' }],
  ['a goal without a text', { goals: '    - {restarts: {max: 1}}' }],
  ['a release that there is not', { goals: '    - {text: a, starts: {on: ["1.99"]}}' }],
  ['no goal', { goals: '    []' }],
  ['a part that cannot be hidden', { more: '  hide: {parts: [whi]}\n' }],
  ['a wrong answer that names no goal', { more: '  wrong: [{name: w, change: {web.yaml: x}, fails: []}]\n' }],
  ['a code that is no SHA-256', { more: '  hide: {parts: [why], until: {code: sesame}}\n' }],
  ['half a question', { more: '  predict: [{ask: a, time: {kill: 1}}]\n' }],
])('refuses %s, as the checks do', (_, how) => {
  expect(parseExercise(webExercise(how)).diagnostics).toBeDefined()
  expect(trouble(parse(webExercise(how)), SCHEMA, '')).toBeDefined()
})

const COURSE = courseSchema() as Schema
const readOf = (file: string) => ({ text: file === 'a.yaml' ? webExercise() : readFileSync(join(LEVELS, '..', file), 'utf8') })

it('takes the course that is shipped, and one with an exercise in it', () => {
  const inline = JSON.stringify({
    course: 1,
    title: 'C',
    exercises: [{ file: 'a.yaml' }, { exercise: parse(webExercise().replace('id: web', 'id: b')) }],
  })
  for (const text of [readFileSync(join(LEVELS, '../course.yaml'), 'utf8'), inline]) {
    expect(parseCourse(text, readOf).problems).toBeUndefined()
    expect(trouble(parse(text), COURSE, 'course')).toBeUndefined()
  }
})

it.each([
  ['another version', 'course: 2\ntitle: C\nexercises: [{file: a.yaml}]'],
  ['no title', 'course: 1\nexercises: [{file: a.yaml}]'],
  ['no exercise', 'course: 1\ntitle: C\nexercises: []'],
  ['an unknown field', 'course: 1\ntitle: C\nexercises: [{file: a.yaml}]\nhints: 3'],
  ['a name alone', 'course: 1\ntitle: C\nexercises: [a.yaml]'],
  ['a misspelt member', 'course: 1\ntitle: C\nexercises: [{fil: a.yaml}]'],
  ['both a file and an exercise', `course: 1\ntitle: C\nexercises: [{file: a.yaml, exercise: ${JSON.stringify(parse(webExercise()))}}]`],
  ['a scenario without a task', 'course: 1\ntitle: C\nexercises: [{exercise: {whyrestart: 1}}]'],
  ['a task that is none', 'course: 1\ntitle: C\nexercises: [{exercise: {whyrestart: 1, exercise: {id: a, goalz: []}}}]'],
])('refuses a course with %s, as the checks do', (_, text) => {
  expect(parseCourse(text, readOf).problems).toBeDefined()
  expect(trouble(parse(text), COURSE, 'course')).toBeDefined()
})

/**
 * What a field must be, beside its kind: from where to where, of how many, and what it is where it is left out. What fields of one name
 * have in common stands there once.
 */
function boundsIn(schema: object, path: readonly string[] = [], found = new Set<string>()): Set<string> {
  const facts = Object.entries(schema).flatMap(([word, value]: [string, unknown]) => {
    const isHeld = word === 'required' ? String(value) !== '' : /^(?:min|max|default$)/.test(word) && typeof value !== 'object'
    return isHeld && path.at(-1) !== 'kubernetes' ? `${word} ${String(value)}` : []
  })
  if (facts.length > 0) found.add(`${path.at(-1) ?? 'file'}: ${facts.join(', ')}`)
  for (const [word, inner] of Object.entries(schema)) {
    if (typeof inner !== 'object' || inner === null || word === 'default' || word === 'required') continue
    const isName = /^\d+$|^(?:properties|anyOf|oneOf|allOf|items|additionalProperties)$/.test(word)
    boundsIn(inner as object, isName ? path : [...path, word], found)
  }
  return found
}

const bounds = [fileSchema(), courseSchema()].reduce<Set<string>>((found, schema) => boundsIn(schema, [], found), new Set())

it.each(held(import.meta.dirname, 'bounds.txt', [['fields', [...bounds].join('\n')]]))('holds the bounds of all %s', (_, expected, text) =>
  expect(text).toBe(expected),
)
