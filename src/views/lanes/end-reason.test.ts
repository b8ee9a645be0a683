import { expect, it } from 'vitest'
import type { ProcessEntry, Trace } from '../../sim/trace/trace.ts'
import { endReason, renewedBy } from './end-reason.ts'
import { endedBy, untoldEnd } from './ends.ts'

const traceOf = (...entries: object[]): Trace =>
  entries.map((entry, id) => ({ t: id, pod: 'web', container: 'main', ...entry, id })) as unknown as Trace
const EXIT = { kind: 'process', op: 'exited', attempt: 0, code: 137 }
const START = { kind: 'process', op: 'started', attempt: 1 }
const PROBE = { kind: 'probe', probe: 'liveness', resultRun: 3, threshold: 3, output: 'EOF\nmore', result: 'failure' }
const RESULT = { kind: 'result', probe: 'liveness', value: 'Failure' }
const EVENT = { kind: 'event', type: 'Normal', reason: 'Killing', message: '' }
const LINE = { kind: 'manifest', file: 'web.yaml', line: 7, path: 'spec.containers[0].command[2]', value: '--a=b' }
const PATH = { ...LINE, line: 9, path: 'spec.containers[0].livenessProbe.httpGet.path', value: '/healthz/etcd' }
const ACTION = { kind: 'action', action: 'kill', target: 'main' }
const LOG = { kind: 'log', source: 'main', text: 'E no room\nmore' }
const LIMIT = { ...LINE, path: 'spec.containers[0].resources.limits.memory', value: '1Gi' }
const OOM = { ...EXIT, reason: 'OOMKilled' }
const SPEC = { kind: 'sync', op: 'ADD' }
const memory = (value: object) => ({ kind: 'script', path: 'processes.main.memory[1]', value })

/** A kill for a probe with these causes. */
const killed = (probe: object, ...causes: object[]): object[] => [
  ...causes,
  { ...PROBE, ...probe, cause: causes.map((_, i) => i) },
  { ...RESULT, cause: causes.length },
  { ...EVENT, cause: causes.length + 1 },
  { ...EXIT, cause: causes.length + 2 },
]
const LIST =
  'Error: [service-account-issuer is a required flag, admission-control plugin "Initializers" is unknown, --service-account-signing-key-file and --service-account-issuer are required flags]'
const itself = 'the process ended by itself with exit code'

it.each<[string, object[], string]>([
  ['a probe', killed({}), '3 of 3 liveness probes failed in a row (EOF)'],
  [
    'a probe, of which nobody tells how often it failed',
    killed({ resultRun: 0 }),
    'the kubelet killed it for its failed liveness probe (EOF)',
  ],
  [
    'a probe, at length, and a server that says so at length',
    killed({ output: 'a'.repeat(121) }, { ...LOG, text: 'b'.repeat(161) }),
    `3 of 3 liveness probes failed in a row (${'a'.repeat(49)} … ${'a'.repeat(73)}), the server saying: ${'b'.repeat(65)} … ${'b'.repeat(97)}`,
  ],
  ['a probe without an output', killed({ output: '\n' }), '3 of 3 liveness probes failed in a row'],
  ['a probe whose server says why', killed({}, LOG), '3 of 3 liveness probes failed in a row (EOF), the server saying: E no room'],
  [
    'a probe whose server says why, and for a flag',
    killed({}, LOG, LINE),
    '3 of 3 liveness probes failed in a row (EOF), the server saying: E no room',
  ],
  ['a probe, for a flag', killed({}, LINE), '3 of 3 liveness probes failed in a row (EOF), because of --a=b (web.yaml, line 7)'],
  [
    'a probe, for a line of another file',
    killed({}, { ...LINE, file: '/etc/a', path: 'kind' }),
    '3 of 3 liveness probes failed in a row (EOF), because of --a=b (/etc/a, line 7)',
  ],
  ['a probe, for another field', killed({}, { ...LINE, path: 'spec.hostNetwork' }), '3 of 3 liveness probes failed in a row (EOF)'],
  [
    'a path that its authorization does not open',
    killed({}, { ...LINE, value: '--authorization-mode=RBAC' }, PATH),
    '3 of 3 liveness probes failed in a row (EOF), because of /healthz/etcd (web.yaml, line 9)',
  ],
  [
    'a path that is open to all',
    killed({}, { ...LINE, value: '--authorization-mode=RBAC' }, { ...PATH, value: '/livez?verbose' }),
    '3 of 3 liveness probes failed in a row (EOF), because of --authorization-mode=RBAC (web.yaml, line 7)',
  ],
  ['a path, for another flag', killed({}, LINE, PATH), '3 of 3 liveness probes failed in a row (EOF), because of --a=b (web.yaml, line 7)'],
  [
    'etcd’s address',
    killed({}, SPEC, { ...LINE, value: '--etcd-servers=x' }),
    '3 of 3 liveness probes failed in a row (EOF), because of --etcd-servers=x (web.yaml, line 7)',
  ],
  ['a lost etcd', killed({}, SPEC, { kind: 'etcd', state: 'down' }), '3 of 3 liveness probes failed in a row (EOF), because etcd is gone'],
  ['a hung etcd', killed({}, SPEC, { kind: 'etcd', state: 'hung' }), '3 of 3 liveness probes failed in a row (EOF), because etcd hangs'],
  ['a probe that nobody tells of', [RESULT, { ...EXIT, cause: 0 }], 'the kubelet killed it for its failed liveness probe'],
  ['the scenario', [ACTION, { ...EXIT, cause: 0 }], 'the scenario kills main (SIGKILL)'],
  ['its memory', [{ ...OOM, signal: 'SIGKILL' }], 'the kernel killed the process for its memory (OOMKilled, exit code 137)'],
  [
    'its memory and its limit',
    [LIMIT, memory({ from: 0, mib: 300 }), { ...OOM, signal: 'SIGKILL', cause: [0, 1] }],
    'the kernel killed the process for its memory (OOMKilled, exit code 137): main wanted 300 MiB from its start on, above its limit of 1Gi (web.yaml, line 7)',
  ],
  [
    'its memory, later',
    [
      LINE,
      { ...memory({ from: 5 }), path: 'processes.main.exits' },
      memory({ from: 60, mib: 300 }),
      { ...OOM, signal: 'SIGKILL', cause: [0, 1, 2] },
    ],
    'the kernel killed the process for its memory (OOMKilled, exit code 137): main wanted 300 MiB 60 s after its start',
  ],
  [
    'a child’s memory',
    [LIMIT, { ...OOM, code: 1, cause: 0 }],
    'the process ended with exit code 1, after the kernel had killed one of its own for its memory (OOMKilled), above its limit of 1Gi (web.yaml, line 7)',
  ],
  [
    'a hook, as told up to 1.25',
    [
      LINE,
      { ...EVENT, reason: 'FailedPostStartHook', message: 'Exec lifecycle hook ([a]) failed - error: no such file, message: ""', cause: 0 },
      { ...EXIT, cause: 1 },
    ],
    'its postStart hook failed (no such file) (web.yaml, line 7), and the kubelet killed it (exit code 137)',
  ],
  [
    'a hook, as told today',
    [
      { ...EVENT, reason: 'FailedPostStartHook', message: 'PostStartHook failed' },
      { ...EXIT, code: undefined, cause: 0 },
    ],
    'its postStart hook failed, and the kubelet killed it (exit code 0)',
  ],
  [
    'a hook without a handler',
    [
      { ...EVENT, reason: 'FailedPostStartHook', message: 'Cannot run handler: none: ' },
      { ...EXIT, cause: 0 },
    ],
    'its postStart hook failed (none), and the kubelet killed it (exit code 137)',
  ],
  [
    'its pod’s deadline',
    [
      { ...EVENT, reason: 'DeadlineExceeded' },
      { ...EVENT, cause: 0 },
      { ...EXIT, cause: 1 },
    ],
    'its pod had been active for longer than its activeDeadlineSeconds (exit code 137)',
  ],
  ['nobody', [{ ...EXIT, code: 0 }], `${itself} 0`],
  ['an Event that does not say why', [EVENT, { ...EXIT, cause: 0 }], `${itself} 137`],
  ['nobody, by a signal', [{ ...EXIT, code: 139, signal: 'SIGSEGV' }], `${itself} 139, by SIGSEGV`],
  [
    'nobody, with its last log',
    [LOG, { ...LOG, text: 'I 1124 done' }, { ...LOG, source: 'side', text: 'x' }, { ...EXIT, code: 1 }],
    `${itself} 1, saying: E no room`,
  ],
  [
    'nobody, with several logs',
    [
      { ...LOG, text: 'first' },
      { ...LOG, text: 'c'.repeat(161) },
      { ...EXIT, code: 1 },
    ],
    `${itself} 1, saying: ${'c'.repeat(65)} … ${'c'.repeat(97)}`,
  ],
  [
    'nobody, with a list of errors',
    [
      { ...LOG, text: LIST },
      { ...EXIT, code: 1 },
    ],
    `${itself} 1, saying: ${LIST}`,
  ],
  [
    'nobody, with the log that is the cause',
    [LOG, { ...LOG, text: 'W b' }, { ...EXIT, code: 1, cause: 0 }],
    `${itself} 1, saying: E no room`,
  ],
  ['nobody, well, with a log', [LOG, { ...EXIT, code: 0 }], `${itself} 0`],
  [
    'nobody, 29 s after its log',
    [
      { ...LOG, t: 100 },
      { ...EXIT, code: 1, t: 129 },
    ],
    `${itself} 1, saying: E no room`,
  ],
  [
    'nobody, 30 s after its log',
    [
      { ...LOG, t: 100 },
      { ...EXIT, code: 1, t: 130 },
    ],
    `${itself} 1`,
  ],
  [
    'a log for a lost etcd',
    [
      { kind: 'etcd', state: 'down' },
      { ...LOG, cause: 0 },
      { ...EXIT, code: 1, cause: 1 },
    ],
    `${itself} 1, saying: E no room, because etcd is gone`,
  ],
  [
    'its script',
    [LINE, { kind: 'warning', message: 'Its script does not find /a, for', cause: 0 }, { ...EXIT, code: 127, cause: 1 }],
    `${itself} 127: its script (web.yaml, line 7) does not find /a`,
  ],
  [
    'its script, from no line',
    [
      { kind: 'warning', message: 'It does not find /a, for' },
      { ...EXIT, code: 127, cause: 0 },
    ],
    `${itself} 127: its script does not find /a`,
  ],
  [
    'a script that finds all',
    [
      { kind: 'warning', message: 'It does not find /a, for' },
      { ...EXIT, code: 1, cause: 0 },
    ],
    `${itself} 1`,
  ],
])('a process ended for %s', (_, entries, reason) => {
  const trace = traceOf(...entries)
  expect(endReason(trace, trace.at(-1) as ProcessEntry)).toBe(reason)
})

const TOLD = { kind: 'evidence' }
const stateOf = (message: string, name = 'main') => ({
  kind: 'status',
  cause: 1,
  containers: [
    { name: 'side', state: { message: 'no' } },
    { name, state: { message } },
  ],
})
it.each<[string, object, object[], string]>([
  ['no code', { code: undefined }, [], 'the process ended; the text does not say with which exit code'],
  ['137', {}, [], 'the process was killed (exit code 137, SIGKILL); the text does not say by whom'],
  [
    '143, and a message',
    { code: 143 },
    [stateOf('a\nb')],
    'the process was killed (exit code 143, SIGTERM); the text does not say by whom, saying: a',
  ],
  ['3, and a message behind another entry', { code: 3 }, [LOG, stateOf('a')], `${itself} 3, saying: a`],
  ['3, and a message of another container', { code: 3 }, [stateOf('a', 'late')], `${itself} 3`],
  ['3, and a message much later', { code: 3 }, [LOG, LOG, stateOf('a')], `${itself} 3`],
  ['3, and a status of another cause', { code: 3 }, [{ ...stateOf('a'), cause: 0 }], `${itself} 3`],
  ['OOMKilled', { reason: 'OOMKilled', signal: 'SIGKILL' }, [], 'the kernel killed the process for its memory (OOMKilled, exit code 137)'],
])('of an end that a cluster tells of with %s', (_, exit, later, reason) => {
  const trace = traceOf(TOLD, { ...EXIT, cause: 0, ...exit }, ...later)
  expect(endReason(trace, trace[1] as ProcessEntry)).toBe(reason)
})

it.each<[string, object[], ReturnType<typeof endedBy>, ReturnType<typeof untoldEnd>]>([
  ['nothing', [EXIT], 'itself', undefined],
  ['a result', [RESULT, { ...EXIT, cause: 0 }], 'probe', undefined],
  ['a result, by its Event', [RESULT, { ...EVENT, cause: 0 }, { ...EXIT, cause: 1 }], 'probe', undefined],
  ['a sync', [SPEC, { ...EXIT, cause: 0 }], 'file', undefined],
  ['an action', [ACTION, { ...EXIT, cause: 0 }], 'action', undefined],
  [
    'the node',
    [
      { kind: 'node', part: 'node' },
      { ...EXIT, cause: 0 },
    ],
    'action',
    undefined,
  ],
  [
    'an action that took its sandbox',
    [ACTION, { ...EVENT, reason: 'SandboxChanged', cause: 0 }, { ...EVENT, cause: 1 }, { ...EXIT, cause: 2 }],
    'action',
    undefined,
  ],
  [
    'a hook',
    [
      { ...EVENT, reason: 'FailedPostStartHook' },
      { ...EXIT, cause: 0 },
    ],
    'hook',
    undefined,
  ],
  [
    'a deadline',
    [
      { ...EVENT, reason: 'DeadlineExceeded' },
      { ...EXIT, cause: 0 },
    ],
    'deadline',
    undefined,
  ],
  [
    'its pod’s eviction',
    [
      { ...EVENT, reason: 'Evicted' },
      { ...EXIT, cause: 0 },
    ],
    'eviction',
    undefined,
  ],
  [
    'its start',
    [
      { ...EVENT, reason: 'Created' },
      { ...EXIT, cause: 0 },
    ],
    'itself',
    undefined,
  ],
  ['a cluster’s text of a kill', [TOLD, { ...EVENT, cause: 0 }, { ...EXIT, code: undefined, cause: 1 }], 'kill', undefined],
  ['a cluster’s text without a code', [TOLD, { ...EXIT, code: undefined, cause: 0 }], 'itself', 'end'],
  ['a cluster’s text with 143', [TOLD, { ...EXIT, code: 143, cause: 0 }], 'itself', 'killer'],
  ['a cluster’s text with 137', [TOLD, { ...EXIT, cause: 0 }], 'itself', 'killer'],
  ['a cluster’s text with 138', [TOLD, { ...EXIT, code: 138, cause: 0 }], 'itself', undefined],
  ['a cluster’s text of the memory', [TOLD, { ...OOM, cause: 0 }], 'itself', undefined],
])('an end whose cause is %s', (_, entries, by, untold) => {
  const trace = traceOf(...entries)
  const exit = trace.at(-1) as ProcessEntry
  expect([endedBy(trace, exit), untoldEnd(trace, exit)]).toEqual([by, untold])
})

it('who has renewed a container is who took its sandbox', () => {
  const of = (...entries: object[]) => renewedBy(traceOf(...entries), traceOf(...entries).at(-1) as ProcessEntry)
  const changed = { ...EVENT, reason: 'SandboxChanged', cause: 0 }
  expect(of(ACTION, changed, { ...START, cause: 1 })).toBe('the scenario kills main (SIGKILL)')
  expect(of(ACTION, { ...EVENT, cause: 0 }, { ...START, cause: 1 })).toBeUndefined()
  expect(of(SPEC, changed, { ...START, cause: 1 })).toBeUndefined()
})
