import { expect, it } from 'vitest'
import { held } from '../runs-fixture.ts'
import { answerOfScenario, textsOfManifest } from './answer.ts'
import { candidateQuestions, candidatesOf, tryExercise } from './candidates.ts'
import { startOf } from './check-exercise.ts'
import { parseCourse } from './course.ts'
import { firstLook } from './first-look.ts'
import { lessonOf, webExercise } from './fixture.ts'
import { parseExercise } from './parse-exercise.ts'

/** Fields of an exercise that are refused: `said.txt` has where, and with which sentence. */
const WRONG = [
  'id: Web',
  'story: 3',
  'story: ""',
  'lane: none',
  'needs: [1]',
  'hints: [""]',
  'hints: 3',
  'hints: [a, b, c, d, e, f, g, h, i, j, k]',
  'allow: everything',
  'keep: 3',
  'keep: []',
  'keep: [{file: nope.yaml, has: x}]',
  'keep: [{file: web.yaml}]',
  'keep: [{file: web.yaml, has: nothing}]',
  'keep: [{file: web.yaml, has: 8080, hasNot: x}]',
  'keep: [{text: a, restarts: {max: 0}}]',
  'predict: []',
  'predict: {}',
  'predict: [{}]',
  'predict: [{ask: a, time: {kill: 1}, tolerance: 1s}]',
  'predict: [{ask: a, time: {kill: 1, start: 1, of: main}, tolerance: 1s}]',
  'predict: [{ask: a, time: {of: main}, tolerance: 1s}]',
  'predict: [{ask: a, time: {kill: 0, of: main}, tolerance: 1s}]',
  'predict: [{ask: a, time: {kill: 1, of: mian}, tolerance: 1s}]',
  'predict: [{ask: a, time: {kill: 1, of: main, pod: wbe}, tolerance: 1s}]',
  'predict: [{ask: a, time: {kill: 99, of: main}, tolerance: 1s}]',
  'predict: [{ask: a, time: {kill: 1, of: main}}]',
  'predict: [{ask: a, time: {kill: 1, of: main}, tolerance: 1s, choose: [a, b], right: a}]',
  'predict: [{ask: a, choose: [a], right: a}]',
  'predict: [{ask: a, choose: [a, b], right: c}]',
  'predict: [{ask: a, choose: [a, b], right: ""}]',
  'predict: [{ask: a, choose: [a, b], right: []}]',
  'predict: [{ask: a, choose: [a, b], right: {}}]',
  'predict: [{ask: a, choose: ["1", "2"], right: {restarts: {of: main}, exitCode: {of: main}}}]',
  'predict: [{ask: a, choose: ["200", "401"], right: {request: {at: 1m, url: nowhere}}}]',
  'predict: [{ask: a, choose: ["0", "1"], right: {exitCode: {of: main, at: 99h}}}]',
  'predict: [{ask: a, choose: [x, y], right: {reason: {of: main, at: 10m}}}]',
  'hide: {parts: [why], until: {hint: 1}}',
  'wrong: [{hint: 1}]',
  'wrong: [{hint: 1, change: [{file: web.yaml, find: failureThreshold, replace: x}]}]',
  'hints: [a]\n  wrong: [{hint: 2, change: [{file: web.yaml, find: "8", replace: "9"}]}]',
  'hints: [a]\n  wrong: [{hint: 1, fails: [7], change: [{file: web.yaml, find: failureThreshold, replace: x}]}]',
  'hints: [a]\n  wrong: [{hint: 1, fails: [keep], change: [{file: web.yaml, find: failureThreshold, replace: x}]}]',
  'hints: [a]\n  wrong: [{hint: 1, change: []}]',
  'hints: [a]\n  wrong: [{hint: 1, change: 3}]',
  'hints: [a]\n  wrong: [{hint: 1, change: {web.yaml: 3}}]',
  'hints: [a]\n  wrong: [{hint: 1, change: {nope.yaml: null}}]',
  'hints: [a]\n  wrong: [{hint: 1, change: [{file: nope.yaml, find: a, replace: b}]}]',
  'hints: [a]\n  wrong: [{hint: 1, change: [{file: web.yaml, find: "", replace: b}]}]',
  'hints: [a]\n  wrong: [{hint: 1, change: [{file: web.yaml, find: nowhere, replace: b}]}]',
  'solved: 3',
  'password: abc',
  'starts: 3',
  'incident: 3',
  'incident: {}',
  'incident: {of: main, faults: []}',
  'incident: {of: mian, faults: [{name: a, actions: [{at: 5m, hang: main}], solution: [{at: 6m, crictl: stop main}]}]}',
  'incident: {of: main, faults: [{name: a, actions: [], solution: []}]}',
  'incident: {of: main, faults: [{name: a, actions: [{at: 5m, hang: main}]}, {name: a, actions: [{at: 5m, hang: main}]}]}',
  'incident: {of: main, faults: 3}',
]

/** Courses: the members' lines. */
const COURSES = [
  '',
  '- {}',
  '- 3',
  '- {file: a.yaml}',
  '- {file: nope.yaml}',
  '- {file: a.yaml, exercise: {}}',
  '- {exercise: 3}',
  '- {exercise: {id: x}}',
  '- {file: a.yaml}\n- {file: a.yaml}',
  '- {file: bad.yaml}',
  '- {file: ""}',
  '- {file: a.yaml, frob: 1}',
]

function courseOf(members: string): string {
  const text = `course: 1\ntitle: Course\nexercises:\n${members}\n`
  const files = new Map([
    ['a.yaml', webExercise()],
    ['bad.yaml', webExercise({ goals: '    - {}' })],
  ])
  const { course, problems } = parseCourse(text, (file) => {
    const found = files.get(file)
    return found === undefined ? { error: 'no such file' } : { text: found }
  })
  return course ? JSON.stringify(course).slice(0, 200) : JSON.stringify(problems)
}

function refused(text: string): string {
  const { diagnostics } = parseExercise(text)
  return (diagnostics ?? []).map(({ path, message, range }) => `${range.start.line} ${path}: ${message}`).join('\n')
}

const lesson = lessonOf(webExercise({ readiness: 'readinessProbe: {httpGet: {host: 127.0.0.1, port: 8080, path: /livez}}' }))
const { manifests } = startOf(lesson)
const web = manifests['web.yaml']!
const TEXTS: [string, string][] = [
  ['web.yaml', 'x'],
  ['other.yaml', 'x'],
  ['other.yaml', web],
  ['other.yaml', web.replace('name: web', 'name: shop')],
  ['wbe.yaml', web.replace('name: web', 'name: shop')],
  ['wbe.yaml', web.replace('name: web', 'name: other')],
]
const two = { ...startOf(lesson), manifests: { ...manifests, 'b.yaml': web.replace('name: web', 'name: shop') } }

const texts: [string, string][] = [
  ...WRONG.map((more): [string, string] => [`exercise with ${more.replaceAll('\n', ' ')}`, refused(webExercise({ more: `  ${more}\n` }))]),
  ...['- 3', '- {}', '- {text: ""}', '- {text: a}', '', 'x'].map((goals): [string, string] => [
    `exercise with the goals ${goals}`,
    refused(webExercise({ goals: `    ${goals}` })),
  ]),
  ...TEXTS.map(([file, text], i): [string, string] => [
    `the text ${i} of ${file}`,
    JSON.stringify(textsOfManifest(startOf(lesson), file, text)),
  ]),
  ...TEXTS.map(([file, text], i): [string, string] => [
    `of two the text ${i} of ${file}`,
    JSON.stringify(textsOfManifest(two, file, text)),
  ]),
  ['the answer of a scenario', JSON.stringify(answerOfScenario(lesson, lesson.scenario.lanes))],
  [
    'the answer of a scenario without files',
    JSON.stringify(answerOfScenario(lesson, [{ name: 'x', inputs: { ...startOf(lesson), manifests: {} } }])),
  ],
  ...COURSES.map((members): [string, string] => [`course of ${members.replaceAll('\n', ' ')}`, courseOf(members)]),
  ['what is looked at first', JSON.stringify(firstLook(lesson))],
  [
    'candidates',
    candidatesOf(startOf(lesson))
      .map((candidate) => JSON.stringify(candidate))
      .join('\n'),
  ],
  [
    'questions',
    candidateQuestions(startOf(lesson))
      .map((question) => JSON.stringify(question))
      .join('\n'),
  ],
  ['a trial', JSON.stringify(tryExercise(lesson))],
]

it.each(held(import.meta.dirname, 'said.txt', texts))('%s', (_, expected, text) => expect(text).toBe(expected))
