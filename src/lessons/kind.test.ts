import { expect, it } from 'vitest'
import { workedMs } from '../worked-fixture.ts'
import { lessonKind } from './parse-exercise.ts'

const pod = (key: string, value: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  labels:\n    ${key}: ${value}\nspec:\n  containers: [{name: web, image: web}]\n`

it.each([
  ['a course', 'course: 1\ntitle: x\nexercises: []\n', 'course'],
  ['a course behind the mark of a document', '---\n# ours\n"course": 1\n', 'course'],
  ['a course of a later format, to be told so', 'course: 2\n', 'course'],
  ['a course as JSON, whichever field comes first', '{"title": "x", "course": 1}', 'course'],
  ['a course with the braces of YAML', '{course: 1, title: x}', 'course'],
  ['an exercise', 'whyrestart: 1\nexercise:\n  id: a\n', 'exercise'],
  ['an exercise from a system with other ends of lines', 'whyrestart: 1\r\nexercise:\r\n\r\n  id: a\r\n', 'exercise'],
  ['an exercise with a comment before its fields', 'whyrestart: 1\nexercise: # mine\n\n# more\n  # of it\n  id: a\n', 'exercise'],
  ['an exercise in braces', 'whyrestart: 1\nexercise: {id: a}\n', 'exercise'],
  ['an exercise as JSON', '{\n "whyrestart": 1,\n "exercise": {"id": "a"}\n}', 'exercise'],
  ['an exercise whose story speaks of a course', 'whyrestart: 1\nexercise:\n  story: x\ncourse: 1\n', 'exercise'],
  ['a scenario', 'whyrestart: 1\ntitle: x\n', undefined],
  ['a Pod with a label course', pod('course', 'k8s'), undefined],
  ['a Pod whose label course is a number', pod('course', '"1"'), undefined],
  ['a Pod with a label exercise', pod('exercise', 'one'), undefined],
  ['a Pod as JSON with both', JSON.stringify({ kind: 'Pod', metadata: { labels: { course: '1', exercise: 'a' } } }, null, 2), undefined],
  ['a chat about an exercise', 'Ann\nexercise: a-probe\nhttps://example.com/#1abc.defghij\n', undefined],
  ['a chat about exercises', 'exercise:\na-probe\n', undefined],
  ['a chat about a course', 'course: the second one\n', undefined],
  ['nothing', '', undefined],
])('%s is known for what it is', (_, text, kind) => expect(lessonKind(text)).toBe(kind))

it.each([
  ['empty lines', '\n'.repeat(1_000_000)],
  ['lines of blanks', '          \n'.repeat(100_000)],
  ['one line of blanks', `exercise:${' '.repeat(1_000_000)}x`],
  ['comments behind the field', `exercise:\n${'#\n'.repeat(500_000)}x`],
  ['the field over and over', 'exercise:\n\n\n'.repeat(80_000)],
  ['braces', '{'.repeat(1_000_000)],
])('a megabyte of %s is looked through at once', (_, text) => {
  const before = workedMs()
  expect(lessonKind(text)).toBeUndefined()
  expect(workedMs() - before).toBeLessThan(10_000)
})
