import { expect, it } from 'vitest'
import { held } from '../runs-fixture.ts'
import { answerOfScenario, textsOfManifest } from './answer.ts'
import { candidateQuestions, candidatesOf, tryExercise } from './candidates.ts'
import { startOf } from './check-exercise.ts'
import { parseCourse } from './course.ts'
import { firstLook } from './first-look.ts'
import { lessonOf, webExercise } from './fixture.ts'
import { judgeGoals } from './judge-goals.ts'
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
  'predict: [{ask: a, choose: [a], right: a}]',
  'predict: [{ask: a, choose: [a, b], right: c}]',
  'predict: [{ask: a, choose: [a, b], right: ""}]',
  'predict: [{ask: a, choose: [a, b], right: []}]',
  'predict: [{ask: a, choose: [a, b], right: {}}]',
  'predict: [{ask: a, choose: ["1", "2"], right: {restarts: {of: main}, exitCode: {of: main}}}]',
  'predict: [{ask: a, choose: ["200", "401"], right: {request: {at: 1m, url: nowhere}}}]',
  'predict: [{ask: a, choose: ["0", "1"], right: {exitCode: {of: main, at: 99h}}}]',
  'predict: [{ask: a, choose: [x, y], right: {reason: {of: main, at: 10m}}}]',
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

/** Goals, each as it stands at the start, and why. */
const GOALS = [
  'restarts: {}',
  'restarts: {max: 3, min: 1}',
  'restarts: {max: 1}',
  'restarts: {min: 99}',
  'restarts: {max: 0, until: 70s}',
  'restarts: {min: 1, until: 70s}',
  'restarts: {min: 5, max: 2}',
  'ready: {}',
  'ready: {at: 5s}',
  'ready: {from: 5s, to: 60s}',
  'ready: {from: 60s, to: 5s}',
  'ready: {last: 30s}',
  'ready: {at: 5s, from: 1s}',
  'ready: {last: 5s, at: 1s}',
  'pod: nope, ready: {at: 5s}',
  'container: nope, ready: {at: 5s}',
  'container: main, pod: web, ready: {at: 5s}',
  'state: {}',
  'state: {is: waiting, at: 5s}',
  'state: {is: running, at: 5s}',
  'state: {is: terminated, exitCode: 3}',
  'state: {reason: CrashLoopBackOff}',
  'state: {reason: CrashLoopBackOff, at: 29m}',
  'state: {exitCode: 0, at: 29m}',
  'state: {is: asleep}',
  'state: {exitCode: 256}',
  'restarted: {}',
  'restarted: {after: 1m}',
  'restarted: {after: 1m, within: 5s}',
  'restarted: {after: 1m, within: 30s}',
  'restarted: {after: 29m, within: 5s}',
  'probe: {}',
  'probe: {type: liveness}',
  'probe: {type: liveness, result: failure}',
  'probe: {type: liveness, result: success, at: 30s}',
  'probe: {type: readiness, result: success}',
  'probe: {type: startup, result: success}',
  'event: {}',
  'event: {reason: Unhealthy}',
  'event: {reason: Unhealthy, min: 99999}',
  'event: {reason: Unhealthy, max: 3}',
  'event: {reason: Killing, message: liveness, min: 1}',
  'event: {reason: Killing, message: startup, min: 1}',
  'event: {reason: Nothing, max: 0}',
  'log: {}',
  'log: {source: main, message: x, min: 1}',
  'log: {source: kubelet, message: Probe, min: 1}',
  'log: {source: main, message: x, max: 0}',
  'request: {}',
  'request: {at: 30s, url: "http://127.0.0.1:8080/livez"}',
  'request: {at: 30s, url: "http://127.0.0.1:8080/livez", status: 200}',
  'request: {at: 30s, url: "http://127.0.0.1:8080/healthz", status: 200}',
  'request: {at: 30s, url: "http://127.0.0.1:8080/healthz", status: [200, 401]}',
  'request: {at: 30s, url: "http://127.0.0.1:8080/healthz", status: none}',
  'request: {at: 30s, url: "http://127.0.0.1:9/", status: none}',
  'request: {at: 30s, url: "http://127.0.0.1:9/", status: 200}',
  'request: {at: 30s, url: "http://127.0.0.1:8080/livez", status: 200, body: hello}',
  'request: {at: 30s, url: "http://127.0.0.1:8080/livez", status: 99}',
  'verdict: {}',
  'verdict: {question: calm, best: good}',
  'verdict: {question: hang, best: costs}',
  'verdict: {question: crash, best: good}',
  'verdict: {question: frob, best: good}',
  'verdict: {question: calm, best: frob}',
  'starts: {}',
  'starts: {on: "1.37"}',
  'starts: {on: ["1.9", "1.37"]}',
  'starts: {on: "1.8"}',
  'not: {restarts: {max: 0}}',
  'not: {restarts: {min: 1}}',
  'not: {not: {restarts: {min: 1}}}',
  'any: [{restarts: {max: 0}}, {ready: {at: 5s}}]',
  'any: [{restarts: {max: 0}}, {state: {is: terminated, at: 5s}}]',
  'all: [{restarts: {min: 1}}, {ready: {at: 5s}}]',
  'all: [{restarts: {min: 1}}, {state: {is: terminated, at: 5s}}]',
  'any: []',
  'any: [{text: a, restarts: {max: 0}}]',
  'not: {frob: 1}',
  'frob: {max: 0}',
  'restarts: {max: 0}, ready: {at: 5s}',
  'restarts: {max: 0}, when: [{at: 5s, crash: main}]',
  'restarts: {max: 0}, when: [{at: 5s, crash: nobody}]',
  'restarts: {max: 0}, when: 3',
  'restarts: {max: 0}, kubernetes: ["1.9", "1.37"]',
  'restarts: {max: 0}, kubernetes: "1.99"',
  'restarts: {max: 0}, seed: [1, 2]',
  'restarts: {max: 0}, seed: x',
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
]
const two = { ...startOf(lesson), manifests: { ...manifests, 'b.yaml': web.replace('name: web', 'name: shop') } }

const texts: [string, string][] = [
  ...WRONG.map((more): [string, string] => [`exercise with ${more.replaceAll('\n', ' ')}`, refused(webExercise({ more: `  ${more}\n` }))]),
  ...['- 3', '- {}', '- {text: ""}', '- {text: a}', '', 'x'].map((goals): [string, string] => [
    `exercise with the goals ${goals}`,
    refused(webExercise({ goals: `    ${goals}` })),
  ]),
  ...GOALS.map((goal): [string, string] => {
    const text = webExercise({
      goals: `    - {text: a goal, ${goal}}`,
      readiness: 'readinessProbe: {httpGet: {host: 127.0.0.1, port: 8080, path: /livez}}',
    })
    const wrong = refused(text)
    if (wrong !== '') return [`goal ${goal}`, wrong]
    const { exercise, scenario } = lessonOf(text)
    return [
      `goal ${goal}`,
      judgeGoals(exercise, scenario.lanes[0]!.inputs)
        .map((verdict) => JSON.stringify(verdict))
        .join('\n'),
    ]
  }),
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
