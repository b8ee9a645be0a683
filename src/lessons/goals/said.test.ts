import { expect, it } from 'vitest'
import { held } from '../../runs-fixture.ts'
import { lessonOf, webExercise } from '../fixture.ts'
import { judgeGoals } from '../judge-goals.ts'
import { parseExercise } from '../parse-exercise.ts'

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
  'log: {source: main, message: "the answer is", max: 0}',
  'restarts: {max: 10}',
  'restarts: {max: 11}',
  'restarts: {max: 12}',
  'pod: web-master-node, ready: {at: 5s}',
  'ready: {last: 31m}',
  'restarted: {after: 80s, within: 10s}',
  'restarted: {after: 85s, within: 80s}',
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
  'not: {not: {not: {not: {restarts: {max: 0, until: 1m}}}}}',
  'not: {any: [{all: [{not: {not: {restarts: {max: 0}}}}]}]}',
  `any: [${'{restarts: {max: 0}}, '.repeat(10)}]`,
  `any: [${'{restarts: {max: 0}}, '.repeat(11)}]`,
  'all: 3',
  'any: [{}]',
  'any: [{text: "", restarts: {max: 0}}]',
  'restarts: {max: 0}, when: [{at: 5s, crash: main}]',
  'restarts: {max: 0}, when: [{at: 5s, crash: nobody}]',
  'restarts: {max: 0}, when: 3',
  'restarts: {max: 0}, kubernetes: ["1.9", "1.37"]',
  'restarts: {max: 0}, kubernetes: "1.99"',
  'restarts: {max: 0}, seed: [1, 2]',
  'restarts: {max: 0}, seed: x',
]

function refused(text: string): string {
  const { diagnostics } = parseExercise(text)
  return (diagnostics ?? []).map(({ path, message, range }) => `${range.start.line} ${path}: ${message}`).join('\n')
}

const texts = GOALS.map((goal): [string, string] => {
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
})

it.each(held(import.meta.dirname, 'said.txt', texts))('%s', (_, expected, text) => expect(text).toBe(expected))
