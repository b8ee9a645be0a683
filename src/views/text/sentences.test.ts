import { expect, it } from 'vitest'
import type { Entry } from '../../sim/trace/trace.ts'
import { tell } from './sentences.ts'
import { counted, listed, shortened } from './words.ts'

/** A trace of entries in order, each with its id; what is left out of one stands for nothing. */
const traceOf = (...entries: object[]): Entry[] =>
  entries.map((entry, id) => ({ t: 0, pod: 'web', container: 'main', ...entry, id }) as unknown as Entry)

/** The sentence of the last. */
const sentence = (...entries: object[]): string => tell(traceOf(...entries), traceOf(...entries).at(-1)!).sentence

it.each<[path: string, value: unknown, does: string]>([
  ['answers[0]', { from: 0 }, 'answers 200 from its start on'],
  ['answers[0]', { from: 90, status: 500, after: 2 }, 'takes 2 s and answers 500 from 90 s after its start on'],
  ['answers[0]', { from: 0, location: '/login' }, 'answers 302 from its start on'],
  ['answers[0]', { from: 0, location: '/login', status: 307 }, 'answers 307 from its start on'],
  ['answers[0]', { from: 0, grpc: 'NOT_SERVING' }, 'answers NOT_SERVING from its start on'],
  ['answers[0]', { from: 0, hang: true, path: '/a' }, 'hangs, asked for /a, from its start on'],
  ['answers[0]', { from: 1, refuse: true, port: 80 }, 'refuses connections, asked on port 80, from 1 s after its start on'],
  [
    'answers[0]',
    { from: 0, reset: true, method: 'PUT', path: '/a', headers: { Host: 'b' } },
    'resets connections, asked by PUT, for /a, with Host: b, from its start on',
  ],
  ['answers[0]', { from: 0, proxy: 'http://b:80/' }, 'passes requests on to http://b:80/ from its start on'],
  ['answers[0]', { from: 0, service: 'db' }, 'answers 200, asked for the service db, from its start on'],
  ['answers', [], 'has no answer yet: it takes requests and leaves them'],
  ['answers', [{ from: 5 }], 'answers only what its list of answers names, from when that says'],
  ['exits', { after: 90, code: 3 }, 'ends by itself 90 s after its start, with exit code 3'],
  ['exits', { after: 1, code: 139, signal: 11 }, 'ends by itself 1 s after its start, by signal 11'],
  ['exits', { after: 1, code: 137, reason: 'OOMKilled' }, 'ends by itself 1 s after its start, with exit code 137, out of memory'],
  ['onTerm', 'ignore', 'ignores SIGTERM'],
  ['onTerm', { after: 0, code: 0 }, 'ends right after SIGTERM, with exit code 0'],
  ['onTerm', { after: 5, code: 143 }, 'ends 5 s after SIGTERM, with exit code 143'],
  ['listens[0]', { port: 80, after: 0 }, 'listens on port 80 from its start on'],
  ['listens[0]', { port: 80, after: 7, address: '10.0.0.1' }, 'listens on port 80 from 7 s after its start on'],
  ['listens[0]', { port: 80, after: 0, address: '127.0.0.1' }, 'listens on port 80 of 127.0.0.1 alone from its start on'],
  ['listens[0]', { port: 80, after: 0, address: '::1' }, 'listens on port 80 of ::1 alone from its start on'],
  ['listens', [], 'does not listen on that port'],
  ['execs[0]', { command: ['cat', '/ok'], code: 1, after: 0 }, 'lets cat /ok end with code 1'],
  ['execs[0]', { command: ['a'], code: 0, after: 2, from: 9 }, 'lets a end with code 0 after 2 s, from 9 s after its start on'],
  ['execs[0]', { command: ['a'], missing: true }, 'has no command a in its container'],
  ['execs', [], 'has no such command in its container'],
  ['memory[1]', { from: 0, mib: 80 }, 'holds 80 MiB of memory from its start on'],
  ['memory[1]', { from: 30, mib: 300 }, 'holds 300 MiB of memory from 30 s after its start on'],
])('the rule %s of a program, %j: it %s', (path, value, does) =>
  expect(sentence({ kind: 'script', path: `processes.main.${path}`, value })).toBe(
    `As the scenario describes it, the program in main ${does}.`,
  ),
)

const PROBE = { kind: 'probe', probe: 'liveness', startedAt: 0, output: '', target: '', threshold: 3 }
it.each<[object, string]>([
  [{ result: 'success', resultRun: 1, threshold: 1 }, 'passed (1 is enough).'],
  [{ result: 'success', resultRun: 4, threshold: 1, t: 3 }, 'passed (4 in a row; 1 is enough).'],
  [{ result: 'failure', resultRun: 3, t: 0.49 }, 'failed (3 of 3 in a row).'],
  [{ result: 'failure', resultRun: 4, t: 0.5 }, 'failed (4 in a row; 3 are enough), after 0.5 s.'],
  [{ result: 'warning', resultRun: 1, threshold: 1, output: 'moved\n' }, 'passed with a warning (1 is enough): moved.'],
  [
    { result: 'failure', resultRun: 1, target: 'GET http://a/', output: 'Get "http://a/": EOF' },
    'failed (1 of 3 in a row), GET http://a/: EOF.',
  ],
  [{ result: 'unknown', resultRun: 0, output: 'no pipe.' }, 'could not be made (an error, which does not count): no pipe.'],
])('a probe %j: The liveness probe %s', (own, says) => expect(sentence({ ...PROBE, ...own })).toBe(`The liveness probe ${says}`))

const failures = (count: number, first = 1, more = {}) =>
  Array.from({ length: count }, (_, i) => ({ ...PROBE, result: 'failure', resultRun: first + i, ...more }))
const RESULT = { kind: 'result', probe: 'liveness', value: 'Failure' }
const passed = { resultRun: 1, threshold: 1, result: 'success' }
it.each<[string, object[], string]>([
  ['three failures', [...failures(3), { ...RESULT, cause: [2, 1, 0] }], '3 of 3 failures in a row: the liveness probe counts as failed.'],
  [
    'three failures, one of them before the restart',
    [...failures(2, 2), { ...RESULT, cause: [1, 0] }],
    '3 of 3 failures in a row, 1 from the life before: the liveness probe counts as failed.',
  ],
  [
    'one failure that is enough',
    [...failures(1, 1, { threshold: 1 }), { ...RESULT, cause: 0 }],
    'One failure is enough: the liveness probe counts as failed.',
  ],
  [
    'one success that is enough',
    [
      { ...PROBE, ...passed },
      { ...RESULT, value: 'Success', cause: 0 },
    ],
    'One success is enough: the liveness probe counts as passed.',
  ],
  [
    'the last of two successes',
    [
      { ...PROBE, result: 'success', resultRun: 2, threshold: 2 },
      { ...RESULT, probe: 'readiness', value: 'Success', cause: 0 },
    ],
    '2 of 2 successes in a row: the readiness probe counts as passed.',
  ],
  [
    'an end',
    [
      { kind: 'process', op: 'exited' },
      { ...RESULT, probe: 'readiness', cause: 0 },
    ],
    'main has ended: until there is a new container its readiness counts as failed.',
  ],
  [
    'a start',
    [
      { kind: 'process', op: 'started' },
      { ...RESULT, probe: 'readiness', cause: 0 },
    ],
    'A new container counts as not ready until its readiness probe passes.',
  ],
])('a result after %s', (_, entries, says) => expect(sentence(...entries)).toBe(says))

const START = { kind: 'process', op: 'started', uid: 'u', attempt: 0 }
const EXIT = { kind: 'process', op: 'exited', uid: 'u', attempt: 0, t: 30 }
const KILL = { kind: 'event', reason: 'Killing', t: 10 }
const GRACE = { kind: 'manifest', path: 'spec.terminationGracePeriodSeconds', value: 20 }
it.each<[string, object[], string]>([
  ['first start', [START], 'main starts for the first time.'],
  ['second restart', [{ ...START, attempt: 2 }], 'main starts again: restart 2.'],
  ['port', [{ ...START, op: 'listening' }], 'main is listening.'],
  [
    'kill by its grace',
    [KILL, GRACE, { ...EXIT, code: 137, cause: [0, 1] }],
    'main has not ended within its grace of 20 s and gets SIGKILL, 20 s after the kill began: exit code 137.',
  ],
  [
    'quick end after a kill',
    [
      { ...KILL, t: 0 },
      { ...EXIT, t: 0.09, code: 0, cause: 0 },
    ],
    'main ends right after the kill began: exit code 0.',
  ],
  [
    'slower end after a kill',
    [
      { ...KILL, t: 0 },
      { ...EXIT, t: 0.1, code: 0, cause: 0 },
    ],
    'main ends 0.1 s after the kill began: exit code 0.',
  ],
  ['end after a kill, without its code', [KILL, { ...EXIT, cause: 0 }], 'main ends 20 s after the kill began.'],
  [
    'kill that its Event tells of later',
    [
      { kind: 'result', t: 28 },
      { ...EXIT, code: 1, cause: 0 },
    ],
    'main ends 2 s after the kill began: exit code 1.',
  ],
  [
    'end with its pod',
    [
      { kind: 'sync', t: 28 },
      { ...EXIT, code: 1, cause: 0 },
    ],
    'main ends 2 s after the kill began: exit code 1.',
  ],
  [
    'kill by the scenario',
    [{ kind: 'action' }, { ...EXIT, code: 137, signal: 'SIGKILL', cause: 0 }],
    'main ends by SIGKILL: exit code 137.',
  ],
  ['end by the scenario', [{ kind: 'action' }, { ...EXIT, code: 1, cause: 0 }], 'main ends: exit code 1.'],
  [
    'end with the node',
    [
      { kind: 'node', part: 'node' },
      { ...EXIT, code: 2, cause: 0 },
    ],
    'main ends as the node goes down: exit code 2.',
  ],
  [
    'end with Docker',
    [
      { kind: 'node', part: 'docker' },
      { ...EXIT, code: 2, cause: 0 },
    ],
    'main ends as its runtime is restarted: exit code 2.',
  ],
  ['end of its own', [START, { ...EXIT, code: 3, cause: 0 }], 'main ends by itself, 30 s after its start: exit code 3.'],
  [
    'end of its own, after another life',
    [START, { ...EXIT, t: 5 }, { ...START, t: 10, attempt: 1 }, { ...EXIT, code: 0, cause: 2 }],
    'main ends by itself, 20 s after its start: exit code 0.',
  ],
  [
    'end beside the starts of others',
    [START, { ...START, t: 9, container: 'side' }, { ...START, t: 9, pod: 'db' }, { ...START, t: 9, uid: 'v' }, { ...EXIT, cause: 0 }],
    'main ends by itself, 30 s after its start: exit code 0.',
  ],
  [
    'end whose container’s making it came of',
    [
      { kind: 'event', reason: 'Created' },
      { ...EXIT, code: 1, cause: 0 },
    ],
    'main ends by itself: exit code 1.',
  ],
  [
    'kill for its memory',
    [START, { ...EXIT, code: 137, signal: 'SIGKILL', reason: 'OOMKilled', cause: 0 }],
    'The kernel kills main for its memory (OOMKilled), 30 s after its start: exit code 137.',
  ],
  [
    'end after a kill of a child for its memory',
    [START, { ...EXIT, code: 1, reason: 'OOMKilled', cause: 0 }],
    'main ends by itself, 30 s after its start, for the kernel has killed one of its own for its memory (OOMKilled): exit code 1.',
  ],
  [
    'end that a cluster tells of without its code',
    [{ kind: 'evidence' }, { ...EXIT, cause: 0 }],
    'main ends: the text does not say with which exit code.',
  ],
  [
    'SIGKILL that a cluster tells of',
    [{ kind: 'evidence' }, { ...EXIT, code: 137, cause: 0 }],
    'main is killed: exit code 137. The text does not say by whom.',
  ],
  [
    'SIGTERM that a cluster tells of',
    [{ kind: 'evidence' }, { ...EXIT, code: 143, cause: 0 }],
    'main is killed: exit code 143. The text does not say by whom.',
  ],
  ['crash that a cluster tells of', [{ kind: 'evidence' }, { ...EXIT, code: 139, cause: 0 }], 'main ends by itself: exit code 139.'],
])('a process’ %s', (_, entries, says) => expect(sentence(...entries)).toBe(says))

const WAIT = { kind: 'backoff', blocked: true, backOffSeconds: 40, sinceExitSeconds: 10, until: 30, nextSeconds: 40 }
const GO = { kind: 'backoff', blocked: false, backOffSeconds: 20, sinceExitSeconds: 25, nextSeconds: 40 }
const MORE = { ...WAIT, t: 2, until: 39 }
const WAITS = 'Back-off 40 s, but the last exit was only 10 s ago: wait 30 s more.'
it.each<[string, object, object[], string]>([
  ['none', { ...GO, backOffSeconds: 0 }, [], 'No back-off yet: start at once. The next one is 40 s.'],
  ['over', GO, [], 'Back-off 20 s, and the last exit was 25 s ago: start at once. The next one is 40 s.'],
  ['to be waited for', WAIT, [], WAITS],
  [
    'counted from a newer exit by the next sync',
    WAIT,
    [MORE],
    'Back-off 40 s, but the last exit that this sync knew of was only 10 s ago: wait. The next sync counts from the newest exit, so 39 s more.',
  ],
  ['asked again within a second of its end', WAIT, [{ ...MORE, until: 31 }], WAITS],
  ['asked again after the next start', WAIT, [{ ...START, attempt: 1 }, MORE], WAITS],
  ['asked of another container', WAIT, [{ ...MORE, container: 'side' }], WAITS],
  ['asked of another pod', WAIT, [{ ...MORE, pod: 'db' }], WAITS],
  ['over at the next sync', WAIT, [{ ...GO, t: 30 }], WAITS],
])('a back-off %s', (_, entry, later, says) => {
  const trace = traceOf(entry, ...later)
  expect(tell(trace, trace[0]!).sentence).toBe(says)
})

it('a back-off has the numbers that it was decided by', () => {
  const values = (entry: object) => tell(traceOf(entry), traceOf(entry)[0]!).values
  expect(values({ ...WAIT, t: 0.5 })).toEqual({ backOffSeconds: 40, sinceExitSeconds: 10, waitSeconds: 29.5, nextSeconds: 40 })
  expect(values({ ...GO, backOffSeconds: 0, sinceExitSeconds: undefined })).toMatchObject({ sinceExitSeconds: 0 })
  expect(values({ ...GO, t: 5 })).toEqual({ backOffSeconds: 20, sinceExitSeconds: 25, waitSeconds: 0, nextSeconds: 40 })
})

const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const bearer = (claims: object): string => `Bearer ${base64({ alg: 'RS256' })}.${base64(claims)}.c2ln`
const HEADER = 'spec.containers[0].livenessProbe.httpGet.httpHeaders[0].value'
const LIFE = { sub: 'system:serviceaccount:a:b', iat: 3600, exp: 7261 }
it.each<[path: string, value: string, rule: string]>([
  [
    HEADER,
    bearer(LIFE),
    'A token of system:serviceaccount:a:b: it expires at 02:01:01 UTC, 1 h 1 min 1 s after it was issued; the server lets it pass for one minute more.',
  ],
  [HEADER, bearer({ ...LIFE, exp: undefined }), ''],
  [HEADER, bearer({ ...LIFE, iat: undefined }), ''],
  [HEADER, 'Bearer none', ''],
  ['spec.containers[0].env[0].value', bearer(LIFE), ''],
])('a line %s with a token', (path, value, rule) =>
  expect(tell([], { ...traceOf({ kind: 'manifest', file: 'web.yaml', line: 3, path, value })[0]! }).rule).toBe(rule),
)

const LINE = { kind: 'manifest', file: 'web.yaml', line: 7 }
const STATUS = { kind: 'status', phase: 'Running', ready: false }
const LOOP = { kind: 'node', part: 'sync loop', pod: 'kube-scheduler', t: 10.4 }
it.each<[object[], string]>([
  [[{ ...LINE, path: '', value: 'web is gone' }], 'web.yaml: the pod web is gone.'],
  [[{ ...LINE, path: 'spec.containers[0].args[1]', value: '--a=b' }], 'web.yaml, line 7: --a=b'],
  [
    [{ ...LINE, file: '/var/lib/kubelet/config.yaml', path: 'syncFrequency', value: 'syncFrequency: 1s' }],
    '/var/lib/kubelet/config.yaml, line 7: syncFrequency: 1s',
  ],
  [[{ ...LINE, path: 'spec.containers[0].livenessProbe', value: null }], 'web.yaml, line 7: livenessProbe'],
  [[{ ...LINE, path: 'spec.restartPolicy', value: 'Never' }], 'web.yaml, line 7: restartPolicy: Never'],
  [
    [{ ...LINE, path: 'spec.containers[0].periodSeconds', value: 10, isDefault: true }],
    'web.yaml says nothing of periodSeconds in containers: 10 is the default.',
  ],
  [[{ ...STATUS, containers: [] }], 'The pod’s status is now Running, not ready: no containers.'],
  [
    [
      {
        ...STATUS,
        ready: true,
        containers: [
          { name: 'main', state: { is: 'running' }, restartCount: 1 },
          { name: 'side', state: { is: 'terminated', reason: 'Error', exitCode: 0 }, restartCount: 2 },
          { name: 'late', state: { is: 'waiting', reason: 'PodInitializing' }, restartCount: 0 },
        ],
      },
    ],
    'The pod’s status is now Running, ready: main running, 1 restart; side terminated (Error, exit code 0), 2 restarts; late waiting (PodInitializing), 0 restarts.',
  ],
  [
    [{ ...STATUS, phase: 'Failed', reason: 'Evicted', message: 'Low on memory.' }],
    'The pod’s status is now Failed, for good: Evicted. Low on memory.',
  ],
  [
    [{ ...LOOP, up: false }],
    'The kubelet’s sync loop stands still: it wants to delete the mirror pod kube-scheduler, and the kube-apiserver does not answer.',
  ],
  [
    [
      { ...LOOP, up: false },
      { ...LOOP, up: true, t: 75, cause: 0 },
    ],
    'The kubelet’s sync loop goes on: for 65 s no pod of the node was synced.',
  ],
  [[{ ...STATUS, phase: 'Failed', reason: 'Evicted' }], 'The pod’s status is now Failed, for good: Evicted.'],
  [[{ kind: 'node', part: 'kubelet', up: false }], 'The kubelet is stopped.'],
  [[{ kind: 'node', part: 'containerd', up: true }], 'containerd is back.'],
  [[{ kind: 'node', part: 'node', up: false }], 'The node goes down.'],
  [[{ kind: 'node', part: 'node', up: true }], 'The node is back.'],
  [[START, { kind: 'server', uid: 'u', state: 'serving', t: 12 }], 'The kube-apiserver serves, 12 s after its start.'],
  [[START, { kind: 'server', uid: 'u', state: 'starting' }], 'The kube-apiserver starts.'],
  [[START, { kind: 'server', uid: 'u', state: 'hung', t: 12, note: 'stopped' }], 'The kube-apiserver hangs (stopped).'],
  [[START, { kind: 'server', uid: 'u', state: 'serving' }], 'The kube-apiserver serves.'],
  [
    [{ kind: 'object', op: 'created', object: { group: 'rbac.authorization.k8s.io', resource: 'roles', name: 'a', namespace: 'b' } }],
    'Role a in b is created.',
  ],
  [[{ kind: 'object', op: 'deleted', object: { group: 'metrics.k8s.io', resource: 'nodes', name: 'a' } }], 'nodes a is deleted.'],
  [[{ kind: 'object', op: 'updated', object: { group: '', resource: 'nodes', name: 'a' } }], 'Node a is updated.'],
  [[{ kind: 'response', status: null, error: 'EOF', steps: [] }], 'No answer: EOF'],
  [[{ kind: 'response', status: 403, steps: [] }], 'The answer is 403.'],
  [[{ kind: 'port', taken: true, port: 80 }], 'Another program on the node listens on port 80.'],
  [[{ kind: 'port', taken: false, port: 80 }], 'Another program on the node no longer has port 80.'],
  [[{ kind: 'printed', stdout: 'a\n', stderr: 'b\n', exit: 0 }], 'kubectl prints: a\nb'],
  [[{ kind: 'log', source: 'main', text: 'ready\n' }], 'main logs: ready'],
  [[{ kind: 'log', source: 'kubelet', text: 'ready\n' }], 'The kubelet logs: ready'],
])('%j', (entries, says) => expect(sentence(...entries)).toBe(says))

it('an estimate says that it is one, and other evidence does not', () => {
  const rule = (own: object) => tell([], traceOf({ kind: 'evidence', says: 'It ended.', ...own })[0]!).rule
  expect(rule({})).toBe('')
  expect(rule({ isEstimated: true })).toMatch(/\w/)
})

it.each([
  ['a text of just the limit', shortened('aaa bbb cc', 10), 'aaa bbb cc'],
  ['a longer text, without its middle, in whole words', shortened('aaa bbb ccc', 10), 'aaa … ccc'],
  ['no word', listed([]), ''],
  ['one word', listed(['a']), 'a'],
  ['two words', listed(['a', 'b']), 'a and b'],
  ['three words', listed(['a', 'b', 'c']), 'a, b and c'],
  ['none', counted(0, 'restart'), '0 restarts'],
  ['one', counted(1, 'restart'), '1 restart'],
  ['more', counted(2, 'restart'), '2 restarts'],
])('how a sentence has %s', (_, words, expected) => expect(words).toBe(expected))
