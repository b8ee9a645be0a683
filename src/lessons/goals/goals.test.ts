import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { changed, textsOf } from '../change.ts'
import { check, startOf } from '../check-exercise.ts'
import { lessonOf, webExercise } from '../fixture.ts'
import { parseExercise } from '../parse-exercise.ts'
import { schemaOf } from '../../sim/scenario/scenario-schema.ts'
import { goals } from './goal.ts'
import { plainType } from './goal-subjects.ts'

/** How a goal stands at the start and in the solution. */
function both(goal: string, how: Parameters<typeof webExercise>[0] = {}) {
  const lesson = lessonOf(webExercise({ ...how, goals: `    - {text: a goal, ${goal}}` }))
  const start = check(lesson).goals[0]!
  const solved = check(lesson, { texts: changed(textsOf(startOf(lesson)), lesson.exercise.solution!).texts }).goals[0]!
  return { start, solved }
}

/** What a goal is refused for. */
const refusedFor = (goal: string): string[] =>
  (parseExercise(webExercise({ goals: `    - {text: a goal, ${goal}}` })).diagnostics ?? []).map(({ message }) => message)

describe('a goal', () => {
  it.each([
    [
      'restarts: {max: 0}',
      /^main is restarted at 1 min 20 s: 8 of 8 liveness probes failed in a row \(HTTP probe failed with statuscode: 401\)\.$/,
    ],
    ['ready: {at: 9m30s}', /^main is not ready at 9 min 30 s: it waits \(CrashLoopBackOff\)\.$/],
    ['ready: {from: 10s, to: 20m}', /^main is not ready at \d+ min \d+ s: it waits \(CrashLoopBackOff\)\.$/],
    ['state: {is: running, at: 9m30s}', /^main is waiting \(CrashLoopBackOff\) at 9 min 30 s; wanted: running\.$/],
    [
      'probe: {type: liveness, result: success}',
      /^The last liveness probe of main before 30 min came to failure \(.*401\); wanted: success\.$/,
    ],
    ['event: {reason: Unhealthy, max: 0}', /^The Event Unhealthy comes at \d+ s: Liveness probe failed/],
    ['not: {event: {reason: Killing, message: liveness}}', /^The Event Killing with "liveness" has come \d+ times by 30 min\.$/],
    ['not: {restarted: {after: 1m, within: 30s}}', /^A restart of main begins at 1 min \d+ s: 8 of 8 liveness probes failed in a row\.$/],
    ['when: [{at: 10m, hang: main}], restarted: {after: 10m, within: 90s}', /^Nothing is restarted between 10 min and 11 min 30 s: /],
    ['verdict: {question: calm, best: good}', /^Restarts, no fault: \d+, (not )?ready; wanted: good\. /],
  ])('%s fails at the start, with the moment, and holds in the solution', (goal, why) => {
    const { start, solved } = both(goal)
    expect(start).toMatchObject({ n: 1, text: 'a goal', holds: false, at: expect.any(Number), proof: { trial: {} } })
    expect(start.why).toMatch(why)
    expect(solved).toEqual({ n: 1, text: 'a goal', holds: true })
  })

  const passes = (text: string) => text.replace('path: /healthz}  # who', 'path: /livez}  # who').replace(/^ {2}solution.*\n/m, '')
  const readiness = (probe: string) => ({ readiness: `readinessProbe: {httpGet: {host: 127.0.0.1, port: ${probe}}` })
  it.each<[string, string, { readiness?: string }?, ((text: string) => string)?]>([
    [
      'ready: {at: 5s}',
      'main is not ready at 5 s: its readiness probe failed (HTTP probe failed with statuscode: 401).',
      readiness('8080}'),
    ],
    [
      'ready: {at: 5s}',
      'main is not ready at 5 s: its readiness probe has passed 2 of 3 times.',
      readiness('8080, path: /livez}, successThreshold: 3'),
    ],
    [
      'ready: {at: 5s}',
      'main is not ready at 5 s: it was started at 0 s, and its readiness probe has not asked since.',
      readiness('8080, path: /livez}, initialDelaySeconds: 20'),
    ],
    [
      'ready: {at: 5s}',
      'main is not ready at 5 s: its readiness probe failed (Get … dial tcp 127.0.0.1:9: connect: connection refused).',
      readiness(`9, path: /${'a'.repeat(150)}}`),
    ],
    [
      'ready: {at: 5s}',
      'main is not ready at 5 s: its startup probe has not passed yet.',
      { readiness: 'startupProbe: {tcpSocket: {host: 127.0.0.1, port: 8080}, initialDelaySeconds: 20}' },
    ],
    [
      'when: [{at: 1m, crash: main}], ready: {at: 61s}',
      'main is not ready at 1 min 1 s: it has ended with exit code 2 (Error).',
      {},
      (text) => text.replace('hostNetwork: true', 'restartPolicy: Never'),
    ],
    [
      'when: [{at: 1m, restart: kubelet}], ready: {at: 62s}',
      'main is not ready at 1 min 2 s: the kubelet was started at 1 min 1 s, and its readiness probe has not asked since.',
      readiness('8080, path: /livez}'),
    ],
    [
      'when: [{at: 1m, restart: kubelet}], ready: {from: 62.978s, to: 63s}',
      'main is not ready at 1 min 2 s: its readiness probe has only just passed.',
      readiness('8080, path: /livez}'),
    ],
    [
      'when: [{at: 1m, hang: main}], restarted: {after: 1m, within: 15s}',
      'Nothing is restarted between 1 min and 1 min 15 s: 2 of 8 liveness probes have failed in a row by then. The next restart begins at 2 min 11 s.',
    ],
    [
      'restarted: {after: 1m, within: 5s}',
      'Nothing is restarted between 1 min and 1 min 5 s: no liveness or startup probe asks in this time. Nor is it in the 10 min after.',
      {},
      (text) => text.replace(/ {8}livenessProbe:\n.*\n.*\n.*\n/, ''),
    ],
    [
      'restarted: {after: 1m, within: 15s}',
      'Nothing is restarted between 1 min and 1 min 15 s: the liveness probe cannot be made (GET http://127.0.0.1:nope/livez), and that never counts. Nor is it in the 10 min after.',
      {},
      (text) => text.replace('port: 8080, path: /livez}', 'port: nope, path: /livez}'),
    ],
    [
      'when: [{at: 1m, crash: main}, {at: 65s, crash: main}], restarted: {after: 62s, within: 6s}',
      'Nothing is restarted between 1 min 2 s and 1 min 8 s: main has ended at 1 min 5 s with exit code 2, and waits to be started again. The next restart begins at 1 min 17 s.',
    ],
  ])('%s says: %s', (goal, why, how = {}, change = (text) => text) => {
    const goals = `    - {text: a goal, kubernetes: "1.37", seed: 1, ${goal}}`
    expect(check(lessonOf(change(passes(webExercise({ ...how, goals }))))).goals[0]!.why).toBe(why)
  })

  it.each([
    [
      'event: {reason: Killing, max: 1}',
      'The Event Killing comes for the 2nd time at 2 min 40 s: Container main failed liveness probe, will be restarted.',
    ],
    [
      'event: {reason: Killing, max: 2}',
      'The Event Killing comes for the 3rd time at 4 min: Container main failed liveness probe, will be restarted.',
    ],
    ['event: {reason: Killing, min: 2, until: 2m}', 'The Event Killing has come once by 2 min, and at least 2 are wanted.'],
    ['event: {reason: Killing, min: 1, max: 1, until: 2m}'],
    ['event: {reason: Killing, until: 2m}'],
    ['event: {reason: Killing, until: 1m}', 'The Event Killing has not come by 1 min, and at least 1 is wanted.'],
    ['log: {source: main, message: x, max: 0}'],
    ['restarts: {min: 5, max: 5, until: 1m}', 'main has no restart at 1 min, and 5 are wanted.'],
    ['restarts: {min: 1, max: 5, until: 1m}', 'main has no restart at 1 min, and at least 1 is wanted.'],
    ['restarts: {min: 3, max: 5, until: 100s}', 'main has 1 restart at 1 min 40 s, and at least 3 are wanted.'],
    ['restarts: {min: 1, max: 1, until: 100s}'],
    [
      'restarts: {max: 1}',
      'main is restarted for the 2nd time at 2 min 40 s (at most 1 is wanted): 8 of 8 liveness probes failed in a row (HTTP probe failed with statuscode: 401).',
    ],
    ['state: {is: running, exitCode: 3, at: 9m30s}', 'main is waiting (CrashLoopBackOff) at 9 min 30 s; wanted: running (exit code 3).'],
    [
      'lastState: {is: terminated, reason: Error, exitCode: 3, at: 9m30s}',
      'main’s last state is terminated (Completed, exit code 0) at 9 min 30 s; wanted: terminated (Error, exit code 3).',
    ],
    ['lastState: {exitCode: 0, at: 9m30s}'],
    ['probe: {type: readiness, result: success, at: 1m}', 'No readiness probe has asked before 1 min.'],
    [
      'request: {at: 1m, url: "http://127.0.0.1:8080/healthz", status: 200}',
      'GET http://127.0.0.1:8080/healthz from the node at 1 min is answered 401; wanted: 200.',
    ],
    [
      'request: {at: 1m, url: "http://127.0.0.1:8080/healthz", body: x}',
      'GET http://127.0.0.1:8080/healthz from the node at 1 min is answered 401, without the text "x".',
    ],
  ])('%s says of the run as it is: %s', (goal, why?: string) => {
    const goals = `    - {text: a goal, kubernetes: "1.37", seed: 1, ${goal}}`
    expect(check(lessonOf(webExercise({ goals }))).goals[0]!.why).toBe(why)
  })

  it('of restarts does not wait for an init container that has done its work', () => {
    const withInit = (goal: string): string =>
      webExercise({ goals: `    - {text: a goal, ${goal}}` })
        .replace('      containers:\n', '      initContainers: [{name: setup, image: "example.org/setup:1"}]\n      containers:\n')
        .replace('processes:\n', 'processes:\n  setup: {exits: {after: 1s, code: 0}}\n')
    const judged = (goal: string) => check(lessonOf(withInit(goal))).goals[0]!
    expect(judged('restarts: {min: 1, until: 100s}')).toMatchObject({ holds: true })
    expect(judged('restarts: {min: 1, until: 30s}').why).toBe('main has no restart at 30 s, and at least 1 is wanted.')
    expect(judged('restarts: {max: 0, until: 30s}')).toMatchObject({ holds: true })
    expect(judged('container: setup, restarts: {max: 0}')).toMatchObject({ holds: true })
    // nor is it, where none is named, to be running or ready
    expect(judged('state: {is: running, at: 30s}')).toMatchObject({ holds: true })
    expect(judged('container: setup, state: {is: running, at: 30s}')).toMatchObject({ holds: false })
    expect(judged('ready: {at: 30s}')).toMatchObject({ holds: true })
  })

  it.each([
    [
      'restarted: {after: 0s, within: 30s}',
      'Nothing is restarted between 0 s and 30 s: 2 of 8 liveness probes have failed in a row by then. The next restart begins at 1 min 20 s.',
    ],
  ])('%s: the first start of a container is no restart', (goal, why) => {
    const goals = `    - {text: a goal, kubernetes: "1.37", seed: 1, ${goal}}`
    expect(check(lessonOf(webExercise({ goals }))).goals[0]!.why).toBe(why)
  })

  /** Each with the last moment that it looks at, in seconds: the run ends at 1800 s. */
  it.each([
    ['ready: {at: 20s}', 20],
    ['ready: {from: 5s, to: 20s}', 20],
    ['ready: {from: 5s}', 1800],
    ['ready: {last: 30s}', 1800],
    ['state: {is: running, at: 20s}', 20],
    ['state: {is: running}', 1800],
    ['lastState: {exitCode: 0, at: 20s}', 20],
    ['probe: {type: liveness, result: success, at: 20s}', 20],
    ['probe: {type: liveness, result: success}', 1800],
    ['event: {reason: Killing, until: 20s}', 20],
    ['log: {source: main, message: x}', 1800],
    ['restarts: {max: 0, until: 20s}', 20],
    ['restarts: {max: 0}', 1800],
    ['restarted: {after: 15s, within: 5s}', 20],
    ['restarted: {after: 15s}', 1800],
    ['request: {at: 20s, url: "http://127.0.0.1:8080/", status: 200}', 80],
    ['starts: {on: "1.37"}', 360],
    ['not: {restarts: {max: 0, until: 20s}}', 20],
    ['any: [{restarts: {max: 0, until: 20s}}, {ready: {at: 30s}}]', 30],
  ])('%s looks up to %d s, and is refused an action behind that', (goal, last) => {
    const refused = (at: number) => refusedFor(`when: [{at: ${at}s, crash: main}], ${goal}`)
    expect(refused(last)).toEqual([])
    expect(refused(last + 1)).toEqual([`found "${last + 1}s"; allowed: a moment up to ${last}s, behind which this goal does not look`])
  })

  it.each([
    ['seed', 20, '1', 'a whole number, or a list of 1 to 20'],
    ['kubernetes', 40, '"1.37"', 'a release, or a list of 1 to 40'],
    ['when', 50, '{at: 5s, crash: main}', 'at most 50 actions'],
    ['request: {at: 5s, url: "http://127.0.0.1/", status', 20, '200', 'a status, or none, or a list of 1 to 20'],
    ['verdict: {question: calm, best', 20, 'good', 'good, costs, bad, or a value that the cell may have, or a list of 1 to 20'],
    ['starts: {on', 40, '"1.37"', 'a release, or a list of 1 to 40'],
    ['any', 10, '{restarts: {max: 0}}', 'a list of 1 to 10 goals'],
  ])('has in %s at most %d', (field, most, item, allowed) => {
    const listOf = (count: number) => `${field}: [${Array.from({ length: count }, () => item).join(', ')}]${field.includes('{') ? '}' : ''}`
    const kind = /^(seed|kubernetes|when)$/.test(field) ? 'restarts: {max: 0}, ' : ''
    expect(refusedFor(kind + listOf(most))).toEqual([])
    expect(refusedFor(kind + listOf(most + 1))).toEqual([`found a list of ${most + 1}; allowed: ${allowed}`])
  })

  it('counts up to a million', () => {
    expect(refusedFor('restarts: {min: 1000000, max: 1000000}')).toEqual([])
    for (const bound of ['min', 'max'])
      expect(refusedFor(`restarts: {${bound}: 1000001}`)).toEqual([expect.stringMatching(/^found 1000001; allowed: .* 0 to 1000000$/)])
  })

  it.each<[goal: string, why?: string]>([
    ['ready: {at: 79s}'],
    ['not: {ready: {at: 79s}}', 'main and side are ready at 1 min 19 s.'],
    ['restarts: {max: 0, until: 80s}'],
    ['container: side, restarts: {max: 0}'],
    ['restarts: {min: 1}', 'side has no restart at 30 min, and at least 1 is wanted.'],
    ['container: main, restarts: {min: 1}'],
    ['container: side, event: {reason: Killing, max: 0}'],
    [
      'container: main, event: {reason: Killing, max: 0}',
      'The Event Killing comes at 1 min 20 s: Container main failed liveness probe, will be restarted.',
    ],
    ['container: side, probe: {type: liveness, result: success}', 'No liveness probe has asked before 30 min.'],
    ['container: main, probe: {type: liveness, result: failure}'],
    ['container: side, state: {exitCode: 3}', 'side is running at 30 min; wanted: exit code 3.'],
    ['lastState: {exitCode: 0, at: 9m}', 'side has not ended before at 9 min; wanted: exit code 0.'],
    ['container: main, restarted: {after: 1m, within: 30s}'],
    [
      'container: side, restarted: {after: 1m, within: 30s}',
      'Nothing is restarted between 1 min and 1 min 30 s: no liveness or startup probe asks in this time. Nor is it in the 10 min after.',
    ],
  ])('%s, where main is restarted and side beside it is not: %s', (goal, why) => {
    const goals = `    - {text: a goal, kubernetes: "1.37", seed: 1, ${goal}}`
    const both = webExercise({ goals }).replace(
      '      - name: main',
      '      - {name: side, image: "example.org/side:1"}\n      - name: main',
    )
    const [judged] = check(lessonOf(both)).goals
    expect([judged!.holds, judged!.why]).toEqual([why === undefined, why])
  })

  it('of a verdict that nobody can give is told at the beginning', () => {
    const { start } = both('verdict: {question: etcd, best: good}')
    expect([start.at, start.why]).toEqual([
      0,
      'etcd lost: restarted after: not asked; wanted: good. No kube-apiserver is simulated in this lane.',
    ])
  })

  describe('of a control plane', () => {
    const level = lessonOf(readFileSync(join(import.meta.dirname, '../levels/today.yaml'), 'utf8'))
    const solved = changed(textsOf(startOf(level)), level.exercise.solution!).texts
    const file = 'kube-apiserver.yaml'
    const judged = (goals: string[], change = (text: string): string => text) => {
      const { exercise } = lessonOf(webExercise({ goals: goals.map((goal) => `    - {text: a, ${goal}}`).join('\n') }))
      return check(
        { ...level, exercise: { ...level.exercise, goals: exercise.goals } },
        { texts: { ...solved, [file]: change(solved[file]!) } },
      ).goals
    }

    it('says who refuses a request', () => {
      expect(judged(['request: {at: 5m, url: "https://127.0.0.1:6443/api/v1/nodes", status: 200}'])[0]).toMatchObject({
        at: 300,
        why: 'GET https://127.0.0.1:6443/api/v1/nodes from the node at 5 min is answered 401 (authentication: anonymous: Anonymous requests are allowed for /livez, /readyz, /healthz only, not for /api/v1/nodes); wanted: 200.',
      })
    })

    it.each<[what: string, at: number, why: string, change?: (text: string) => string]>([
      ['its probes pass', 20.316, 'On 1.37 it is ready at 20 s.'],
      [
        'nothing asks whether it is ready',
        20.312,
        'On 1.37 it is ready at 20 s.',
        (text) => text.replace(/ {4}readinessProbe:\n(?: {6}.*\n)+/, ''),
      ],
      [
        'it is ready before it serves',
        4.92,
        'On 1.37 it is ready at 4 s.',
        (text) => text.replace(/ {4}(readiness|startup)Probe:\n(?: {6}.*\n)+/g, ''),
      ],
      [
        'it does not know a flag',
        0.74,
        'On 1.37 it ends at 0 s: the process ended by itself with exit code 1, saying: Error: unknown flag: --etcd-serverz, because of --etcd-serverz=https://127.0.0.1:2379 (kube-apiserver.yaml, line 24).',
        (text) => text.replace('--etcd-servers', '--etcd-serverz'),
      ],
      [
        'its startup probe is refused',
        280.352,
        'On 1.37 it serves, but ends at 4 min 40 s: 24 of 24 startup probes failed in a row (HTTP probe failed with statuscode: 401), because of conditions: (/etc/kubernetes/pki/auth.yaml, line 5).',
        (text) => text.replace(/(startupProbe:[^]*?path: )\/livez/, '$1/version'),
      ],
      [
        'its readiness probe is refused',
        360,
        'On 1.37 it is not ready within 6 min.',
        (text) => text.replace('path: /readyz', 'path: /version'),
      ],
      [
        'its file is empty',
        360,
        "On 1.37 no kube-apiserver is started: kube-apiserver.yaml, line 1: Object 'Kind' is missing in 'null'.",
        () => '',
      ],
    ])('says where %s, at %d s: %s', (_, at, why, change) => {
      const goals = judged(['seed: 1, starts: {on: ["1.37"]}', 'seed: 1, not: {starts: {on: ["1.37"]}}'], change)
      const isReady = why.includes('is ready')
      expect(goals.map(({ holds }) => holds)).toEqual([isReady, !isReady])
      expect(goals[isReady ? 1 : 0]).toMatchObject({ at, why })
    })
  })

  it.each([
    ['Probe.spec.containers.livenessProbe.failureThreshold of type int32', 'failureThreshold must be a whole number'],
    ['PodSpec.spec.hostNetwork of type bool.', 'hostNetwork must be true or false'],
    ['Container.spec.containers.image of type string', 'image must be a text'],
    ['Container.spec.containers.args of type []string', 'args must be a list'],
    ['Container.spec.containers.livenessProbe of type v1.Probe', undefined],
    ['a.b of type constructor', undefined],
    ['a.b', undefined],
  ])('that Go cannot unmarshal a text into the field %s means: %s', (field, plain) => {
    expect(plainType(`json: cannot unmarshal string into Go struct field ${field}`)).toBe(plain)
  })

  it('that writes shares no run with one that reads', () => {
    const admin = 'caller: {certificate: {cn: kubernetes-admin, o: [system:masters], ca: cluster}}'
    const url = 'https://127.0.0.1:6443/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/system:public-info-viewer'
    const goals = ['at: 5m, method: DELETE', 'at: 6m'].map(
      (how) => `    - {text: a, request: {${how}, url: "${url}", ${admin}, status: 200}}`,
    )
    const level = lessonOf(readFileSync(join(import.meta.dirname, '../levels/today.yaml'), 'utf8'))
    const { exercise } = lessonOf(webExercise({ goals: goals.join('\n') }))
    const lesson = { ...level, exercise: { ...level.exercise, goals: exercise.goals } }
    expect(check(lesson, { texts: changed(textsOf(startOf(level)), level.exercise.solution!).texts }).goals.map(({ why }) => why)).toEqual([
      undefined,
      undefined,
    ])
  })

  it('says of a container that is started again that it has not been asked, not what an earlier life of it answered', () => {
    const readiness = 'readinessProbe: {tcpSocket: {host: 127.0.0.1, port: 8080}}'
    expect(both('ready: {from: 2s, to: 20m}', { readiness }).start.why).toMatch(
      /^main is not ready at 1 min 20 s: it was started at 1 min 20 s, and its readiness probe has not asked since\.$/,
    )
  })

  it.each([
    ['restarts: {min: 1}', /^main has no restart at 30 min, and at least 1 is wanted\.$/],
    [
      'any: [{restarts: {min: 1}}, {restarts: {min: 2}}]',
      /^None of 2 holds, such as: main has no restart at 30 min, and at least 1 is wanted\.$/,
    ],
    ['all: [{ready: {at: 1m}}, {restarts: {min: 2}}]', /^main has no restart at 30 min, and at least 2 are wanted\.$/],
    ['not: {all: [{ready: {at: 1m}}, {restarts: {max: 0}}]}', /^All 2 hold, such as: main is ready at 1 min\.$/],
    [
      'log: {source: kubelet, message: Probe failed}',
      /^The line "Probe failed" in the log of kubelet has not come by 30 min, and at least 1 is wanted\.$/,
    ],
    ['lastState: {reason: Error, at: 2m}', /^main has not ended before at 2 min; wanted: Error\.$/],
    ['restarted: {after: 1m, within: 30s}', /^Nothing is restarted between 1 min and 1 min 30 s: the liveness probe still passes/],
    [
      'request: {at: 30s, url: "http://127.0.0.1:8080/livez", status: 401}',
      /^GET .* from the node at 30 s is answered 200; wanted: 401\.$/,
    ],
    ['request: {at: 30s, url: "http://127.0.0.1:9/", status: [200, 401]}', /reaches nobody \(curl: \(7\).*; wanted: 200 or 401\.$/],
  ])('%s says why not where nothing goes wrong', (goal, why) => {
    expect(both(goal).solved.why).toMatch(why)
  })

  it.each([
    ['request: {at: 30s, url: "http://127.0.0.1:8080/healthz", status: [200, 401]}'],
    ['request: {at: 30s, url: "http://127.0.0.1:9/", status: none}'],
    ['restarts: {max: 0, until: 1m}'],
    ['kubernetes: ["1.9", "1.37"], seed: [1, 2], restarts: {max: 1, until: 100s}'],
    ['pod: web, container: main, ready: {at: 1m}'],
    ['not: {not: {restarts: {max: 0, until: 1m}}}'],
    ['any: [{restarts: {max: 0}}, {restarts: {max: 0, until: 1m}}]'],
    ['all: [{restarts: {max: 0, until: 1m}}, {ready: {at: 1m}}]'],
    ['not: {any: [{restarts: {max: 0}}, {ready: {at: 9m30s}}]}'],
    ['all: [{any: [{ready: {at: 1m}}]}, {when: [{at: 2m, kill: main}], restarted: {after: 2m, within: 30s}}]'],
    ['restarts: {max: 0, until: 1m}, when: [{at: 10s, hang: main}]'],
  ])('%s holds at the start', (goal) => {
    expect(both(goal).start).toMatchObject({ holds: true })
  })

  it('is held against each release and seed, and shows the trial that it fails in', () => {
    const { start } = both('kubernetes: ["1.37", "1.9"], seed: [7], restarts: {max: 0, until: 80.5s}')
    expect(start.proof!.trial.fields).toMatchObject({ seed: 7 })
    expect(start.why).toMatch(/^Also tried with other chances \(seed 7\): main is restarted at 1 min /)
    expect(both('kubernetes: "1.20", seed: 7, restarts: {max: 3}').start.why).toMatch(
      /^Also tried on Kubernetes 1\.20, with other chances \(seed 7\): main is restarted for the 4th time at [^(]* \(at most 3 are wanted\): 8 of 8/,
    )
    const other = both('when: [{at: 10m, hang: main}], seed: 3, kubernetes: "1.20", restarted: {after: 10m, within: 90s}').start
    expect(other.proof).toMatchObject({
      trial: {
        name: 'hang main at 10 min, on 1.20, seed 3',
        fields: { kubernetes: '1.20', seed: 3, actions: [{ at: 600, hang: 'main' }] },
      },
    })
  })

  it('of a start is none of another program’s, whatever becomes of that', () => {
    expect(both('starts: {on: ["1.37"]}').start.why).toBe('On 1.37 no kube-apiserver is started.')
  })

  it('blames no probe for a container that has ended and is not to be started again', () => {
    const ends = lessonOf(
      webExercise({ goals: '    - {text: a, when: [{at: 5s, crash: main}], restarted: {after: 5s, within: 30s}}' }).replace(
        'hostNetwork: true',
        'restartPolicy: Never',
      ),
    )
    expect(check(ends).goals[0]!.why).toMatch(
      /^Nothing is restarted between 5 s and 35 s: main has ended at 5 s with exit code 2, and restartPolicy is Never\./,
    )
  })

  it('says what the kubelet says of a file that a trial spoils', () => {
    expect(both('when: [{at: 1m, write: web.yaml, content: "kind: ["}], ready: {at: 3m}').start.why).toMatch(
      /^There is no pod at 3 min: the kubelet says "Could not process manifest file" err=/,
    )
  })

  it('says when a restart begins that is late, also by less than a moment that can be said', () => {
    expect(both('restarted: {after: 70s, within: 10s}').start.why).toMatch(/ The next restart begins just after\.$/)
  })

  it('does not hold where the file cannot be read, or nobody is there', () => {
    const lesson = lessonOf(webExercise({ goals: '    - {text: calm, restarts: {max: 0}}\n    - {text: ready, ready: {at: 1m}}' }))
    for (const texts of [{ 'web.yaml': 'a: [' }, { 'web.yaml': '' }, {}])
      for (const goal of check(lesson, { texts: texts as Record<string, string> }).goals) {
        expect(goal).toMatchObject({ holds: false, at: expect.any(Number) })
        expect(goal.why).toMatch(/^There is no pod at /)
      }
    expect(check(lesson, { texts: { 'web.yaml': 'a: [' } }).goals[0]!.why).toMatch(/: web\.yaml, line 1: /)
    // of two files the first, whatever is only a warning before it
    const two = { 'a.yaml': 'a: 1\nb: [', 'web.yaml': '\na: [' }
    expect(check(lesson, { texts: two }).goals[0]!.why).toMatch(/: a\.yaml, line \d: /)
    const unknown = { 'a.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: a, strange: 1}\nspec: {containers: [{name: a, image: ""}]}' }
    expect(check(lesson, { texts: unknown }).goals[0]!.why).toMatch(/: a\.yaml, line 4: /)
    // who can be read, and is no longer there, is not told as a file's fault
    expect(check(lesson, { texts: {} }).goals[0]!.why).toMatch(/^There is no pod at \d+ min\.$/)
  })

  it('of a hung server is one of no answer, and of a body of its text', () => {
    const goal = 'when: [{at: 10s, hang: main}], request: {at: 20s, url: "http://127.0.0.1:8080/livez", status: none}'
    expect(both(goal).start.holds).toBe(true)
    expect(both('request: {at: 20s, url: "http://127.0.0.1:8080/livez", body: abc}').start.why).toMatch(
      /answered 200, without the text "abc"\.$/,
    )
  })
})

it('look at each pod’s container, where two have one of the same name', () => {
  const db = `  db.yaml: |
    apiVersion: v1
    kind: Pod
    metadata: {name: db}
    spec: {containers: [{name: main, image: "example.org/db:1", livenessProbe: {exec: {command: [check]}, periodSeconds: 1}}]}
`
  const text = webExercise({
    goals: '    - {text: a, probe: {type: liveness, result: success}}\n    - {text: b, pod: db, probe: {type: liveness, result: success}}',
  })
    .replace('manifests:\n', `manifests:\n${db}`)
    .replace('processes:\n', 'processes:\n  db/main: {execs: [{command: [check], code: 0}]}\n')
  expect(check(lessonOf(text)).goals.map(({ holds }) => holds)).toEqual([false, true])
})

it('ask a request of their own beside those that the scenario has', () => {
  const ask = (path: string) => `request: {at: 30s, url: "http://127.0.0.1:8080${path}", status: 200}`
  const scenario = 'requests: [{at: 30s, from: node, url: "http://127.0.0.1:8080/healthz"}]\n'
  const goals = `    - {text: a, ${ask('/livez')}}\n    - {text: b, ${ask('/healthz')}}`
  expect(check(lessonOf(webExercise({ goals, scenario }))).goals.map(({ holds }) => holds)).toEqual([true, false])
})

it('are at least one and at most thirty', () => {
  const of = (count: number) => () => lessonOf(webExercise({ goals: '    - {text: a, restarts: {max: 99}}\n'.repeat(count) }))
  expect(of(30)).not.toThrow()
  expect(of(31)).toThrow(/1 to 30 goals/)
  expect(() => lessonOf(webExercise({ goals: '    []' }))).toThrow(/1 to 30 goals/)
})

it('have a schema of two levels, of which the first has a text', () => {
  type Nested = { required?: string[]; additionalProperties?: boolean; properties: Record<string, Nested>; items: Nested; type: string }
  const { minItems, maxItems, items } = schemaOf(goals) as unknown as Nested & { minItems: number; maxItems: number }
  expect([minItems, maxItems, items.required, items.additionalProperties]).toEqual([1, 30, ['text'], false])
  const { not, any } = items.properties
  expect([not!.required, not!.additionalProperties, not!.properties['not']]).toEqual([undefined, false, { type: 'object' }])
  expect(any).toEqual({ type: 'array', items: not, minItems: 1, maxItems: 10 })
})
