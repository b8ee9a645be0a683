import { describe, expect, it } from 'vitest'
import { kubeadmPlane } from '../../cases/kubeadm-plane.ts'
import { httpGet, podInputs } from '../../sim/fixture.ts'
import { parseScenario } from '../../sim/scenario/scenario.ts'
import { simulate } from '../../sim/simulate.ts'
import type { Trace } from '../../sim/trace/trace.ts'
import { drawingOf } from './drawing-of.ts'
import { stateAt } from './lanes.ts'
import { restartsAt, summarize } from './summary.ts'

it('the restarts of all pods are counted, in the sentence and at the lane’s head', () => {
  const inputs = podInputs({ duration: 120, containers: [{ script: { exits: { after: 2, code: 1 } } }] })
  const text = inputs.manifests['web.yaml']!
  const others = Object.fromEntries(
    ['b', 'c'].map((name) => [
      `${name}.yaml`,
      text.replace('name: web', `name: ${name}`).replace('hostNetwork: true', 'hostNetwork: false'),
    ]),
  )
  const alone = restartsAt(simulate(inputs), 120)
  const trace = simulate({ ...inputs, manifests: { ...inputs.manifests, ...others } })
  const all = restartsAt(trace, 120)
  expect(alone).toBeGreaterThan(2)
  expect(all).toBeGreaterThan(2 * alone)
  expect(summarize(trace, 120).text).toMatch(new RegExp(`^${all} restarts`))
  expect(stateAt(drawingOf(trace, 120), 120).restarts).toBe(all)
})

describe('a postStart hook that fails', () => {
  const hooked = (kubernetes: string, postStart: string) => {
    const more = `    lifecycle: {postStart: ${postStart}}\n`
    const execs = [{ command: ['/bin/false'], code: 1, output: 'no', after: 1, missing: false }]
    const inputs = podInputs({ kubernetes, duration: 120, containers: [{ more, script: { execs } }] })
    return summarize(simulate(inputs), 60).text
  }

  it.each([
    ['1.9', " (command '/bin/false' exited with 1)"],
    ['1.14', " (command '/bin/false' exited with 1)"],
    ['1.19', " (command '/bin/false' exited with 1)"],
    ['1.37', ''],
  ])('%s: is what ended the container, which did not end by itself', (kubernetes, why) => {
    const text = hooked(kubernetes, '{exec: {command: [/bin/false]}}')
    expect(text).toContain(`: its postStart hook failed${why} (web.yaml, line 10), and the kubelet killed it (exit code 0).`)
    expect(text).not.toContain('by itself')
  })

  it('of a kind that nobody has built, or that nobody answers, too', () => {
    expect(hooked('1.19', '{tcpSocket: {port: 80}}')).toContain('its postStart hook failed (invalid handler: ')
    expect(hooked('1.19', '{httpGet: {port: 8123, host: 127.0.0.1}}')).toMatch(
      /its postStart hook failed \(.*connection refused\) \(web.yaml, line 10\), and/,
    )
  })
})

it.each([
  ['livenessProbe', 'liveness', 'which never kills: it looks healthy for ever'],
  ['startupProbe', 'startup', 'it is never started, and never killed'],
  ['readinessProbe', 'readiness', 'it is never ready'],
])('a %s that can only err is named', (field, probe, says) => {
  const inputs = podInputs({ containers: [{ more: `    ${field}: {exec: {command: [curl]}}\n` }] })
  const { text } = summarize(simulate(inputs), 200)
  expect(text).toContain(`; the ${probe} probe of main only errs`)
  expect(text).toContain(says)
  expect(text).toContain('executable file not found in $PATH')
})

it('a probe that has errors among its answers is not said to err', () => {
  const inputs = podInputs({
    containers: [
      {
        liveness: '{exec: {command: [/bin/check]}}',
        script: { execs: [{ command: ['/bin/check'], code: 0, output: '', after: 0, missing: false }] },
      },
    ],
  })
  expect(summarize(simulate(inputs), 200).text).toBe('No restart in 3 min 20 s.')
})

it('a certificate that somebody was refused for is named, from then on', () => {
  const { scenario } = parseScenario(
    JSON.stringify({
      ...{ whyrestart: 1, kubernetes: '1.37', clock: '2026-11-24T14:15:00.000Z', duration: '400s', manifests: kubeadmPlane('1.37') },
      cluster: { certificates: { 'apiserver-etcd-client': { notAfter: '2026-11-24T14:17:00Z' } } },
      actions: [{ at: '150s', kill: 'kube-apiserver' }],
    }),
  )
  const trace = simulate(scenario!.lanes[0]!.inputs)
  expect(summarize(trace, 100).text).not.toContain('certificate')
  expect(summarize(trace, 400).text).toMatch(
    / At \d+ min \d+ s the certificate apiserver-etcd-client was refused: it is good from 2026-11-24T14:05:00Z to 2026-11-24T14:17:00Z only\.$/,
  )
})

it.each([
  ['Never', 4, 'No restart in 1 min 40 s; web has ended for good, Failed: main ended with exit code 4.'],
  ['Never', 0, 'No restart in 1 min 40 s; web has ended for good, Succeeded.'],
  ['OnFailure', 0, 'No restart in 1 min 40 s; web has ended for good, Succeeded.'],
])('with restartPolicy %s a pod whose container ended with %i has ended for good', (policy, code, says) => {
  const inputs = podInputs({ spec: `  restartPolicy: ${policy}\n`, containers: [{ script: { exits: { after: 3, code } } }] })
  expect(summarize(simulate(inputs), 100).text).toBe(says)
})

it('a pod that has succeeded is not told by its sidecar, which ended after the others', () => {
  const inputs = podInputs({
    spec: '  restartPolicy: Never\n',
    containers: [
      { name: 'ship', init: true, more: '    restartPolicy: Always\n', script: { onTerm: { after: 0, code: 7 } } },
      { script: { exits: { after: 3, code: 0 } } },
    ],
  })
  expect(summarize(simulate(inputs), 100).text).toBe('No restart in 1 min 40 s; web has ended for good, Succeeded.')
})

it('an etcd of several members rests on the others', () => {
  const initial = (others: string): string => kubeadmPlane('1.37')['etcd.yaml']!.replace(/(--initial-cluster=\S+)/, `$1${others}`)
  const text = (others: string): string => {
    const inputs = { ...podInputs({ duration: 60 }), manifests: { 'etcd.yaml': initial(others) } }
    return summarize(simulate(inputs), 60, inputs).text
  }
  expect(text('')).toBe('No restart in 1 min.')
  expect(text(',b=https://192.168.1.101:2380,c=https://192.168.1.102:2380')).toBe(
    'No restart in 1 min, if its program reaches the other 2 members.',
  )
})

it.each([
  [
    'an image above the last that is known',
    ['v1.37.2', 'v1.37.222'],
    'No restart in 1 min, if its program is to be had as v1.37.222 (the last version that is known is v1.37.2).',
  ],
  ['an image below it', ['v1.37.2', 'v1.37.0'], 'No restart in 1 min.'],
  [
    'a memory limit',
    ['resources:\n', 'resources:\n      limits: {memory: 128Mi}\n'],
    'No restart in 1 min, if its program stays below its memory limit (kube-apiserver.yaml, line 69).',
  ],
])('a kube-apiserver with %s rests on it', (_what, [from, to], says) => {
  const text = kubeadmPlane('1.37')['kube-apiserver.yaml']!.replace(from!, to!)
  const inputs = { ...podInputs({ duration: 60 }), manifests: { 'kube-apiserver.yaml': text } }
  expect(summarize(simulate(inputs), 60, inputs).text).toBe(says)
})

it.each([
  [8080, ''],
  [8081, ' (not among its ports: 8080)'],
])('a first sentence that rests on port %i says where the container has none such', (port, says) => {
  const more = `    ports: [{containerPort: 8080}]\n    livenessProbe: {httpGet: {port: ${port}}}\n`
  const inputs = { ...podInputs({ duration: 60, containers: [{ more }] }), processes: {} }
  expect(summarize(simulate(inputs), 60, inputs).text).toBe(
    `No restart in 1 min, if its program answers 200 on port ${port}${says} from the start.`,
  )
})

it('where nobody says whom an image runs as, the first sentence rests on it too', () => {
  const inputs = podInputs({ duration: 100, spec: '  securityContext: {runAsNonRoot: true}\n' })
  expect(summarize(simulate({ ...inputs, processes: {} }), 90).text).toMatch(
    /^No restart in 1 min 30 s, if its program does not run as root and keeps running\./,
  )
  expect(summarize(simulate(inputs), 90).text).toMatch(/^No restart in 1 min 30 s, if its program does not run as root\./)
})

it('a probe that can only err is named beside another container’s restarts', () => {
  const inputs = podInputs({
    containers: [
      { name: 'main', more: '    livenessProbe: {exec: {command: [curl]}}\n' },
      { name: 'other', script: { exits: { after: 3, code: 1 } } },
    ],
  })
  expect(summarize(simulate(inputs), 200).text).toMatch(
    /^\d+ restarts of other, .* The liveness probe of main only errs, which never kills: [^.]*\./,
  )
})

it('a certificate that expires while nothing restarts is named from then on', () => {
  const { scenario } = parseScenario(
    JSON.stringify({
      ...{ whyrestart: 1, kubernetes: '1.37', clock: '2026-11-24T14:15:00.000Z', duration: '400s', manifests: kubeadmPlane('1.37') },
      cluster: { certificates: { 'admin.conf': { notAfter: '2026-11-24T14:17:00Z' } } },
    }),
  )
  const trace = simulate(scenario!.lanes[0]!.inputs)
  expect(summarize(trace, 119).text).toBe('No restart in 1 min 59 s.')
  expect(summarize(trace, 200).text).toBe(
    'No restart in 3 min 20 s. At 2 min the certificate admin.conf expires: whoever is shown it from then on refuses it.',
  )
})

it.each([
  ['passes', { 0: 200 }, undefined],
  ['fails', { 0: 500 }, 'failure'],
  ['fails first', { 0: 500, 35: 200 }, undefined],
  ['passes first', { 0: 200, 35: 500 }, 'failure'],
])('the sentence of a pod whose readiness probe %s leads to that probe where it keeps the pod from being ready', (_, answers, result) => {
  const inputs = podInputs({ duration: 100, containers: [{ answers, readiness: httpGet('failureThreshold: 1') }] })
  const trace = simulate(inputs)
  const { entry } = summarize(trace, 90)
  const probe = trace[entry ?? -1]
  expect(probe?.kind === 'probe' ? probe.result : probe?.kind).toBe(result)
})

it('the sentence of a pod that is ready leads to the probe that only errs', () => {
  expect(summarize(traceOf([...BEGUN, probed(5, 'unknown'), probed(6, 'unknown')]), 10)).toMatchObject({
    text: 'No restart in 10 s; the liveness probe of main only errs, which never kills: it looks healthy for ever (EOF).',
    entry: 4,
  })
})

it('a pod whose probe has passed too few times to be ready is not said to be kept by it', () => {
  const trace = simulate(podInputs({ duration: 60, containers: [{ readiness: httpGet('successThreshold: 6') }] }))
  expect(summarize(trace, 25).entry).toBeUndefined()
})

it.each([
  ['/livez/ping', /because of \/livez\/ping \(kube-apiserver\.yaml, line \d+\)/],
  ['/livez', /^No restart in 6 min 40 s\.$/],
])('of a probe of %s that gets 403 the page is to blame, for RBAC is as it should be', (path, says) => {
  const manifests = { 'kube-apiserver.yaml': kubeadmPlane('1.37')['kube-apiserver.yaml']!.replaceAll('path: /livez', `path: ${path}`) }
  const { scenario } = parseScenario(
    JSON.stringify({ whyrestart: 1, kubernetes: '1.37', clock: '2026-11-24T14:15:00.000Z', duration: '400s', manifests }),
  )
  expect(summarize(simulate(scenario!.lanes[0]!.inputs), 400).text).toMatch(says)
})

// a trace by hand: the time first
const sync = (t: number, op: 'ADD' | 'UPDATE' | 'REMOVE', more = {}) => ({ t, kind: 'sync', op, ...more })
const started = (t: number, attempt: number, more = {}) => ({ t, kind: 'process', op: 'started', attempt, ...more })
const exited = (t: number, attempt: number, more = {}) => ({ t, kind: 'process', op: 'exited', attempt, code: 1, ...more })
const status = (t: number, restarts: Record<string, number>, more = {}) => ({
  ...{ t, kind: 'status', phase: 'Running', ready: true, container: undefined },
  containers: Object.entries(restarts).map(([name, restartCount]) => ({ name, restartCount, state: { is: 'running' } })),
  ...more,
})
const probed = (t: number, result: string, more = {}) => ({ t, kind: 'probe', probe: 'liveness', result, output: 'EOF', ...more })
const waits = (t: number, until: number, more = {}) => ({ t, kind: 'backoff', blocked: true, until, ...more })
const assumed = (t: number, container: string, words: string) => ({ t, kind: 'warning', container, assumed: words })
const expired = (t: number, name: string) => ({ t, kind: 'release', rule: `The certificate ${name} expires 2026-11-24T14:17:00Z.` })
const traceOf = (entries: readonly object[]): Trace =>
  entries.map((entry, id) => ({ pod: 'web', container: 'main', uid: '1', ...entry, id })) as unknown as Trace

const BEGUN = [sync(0, 'ADD'), started(1, 0), status(2, { main: 0 })]
const TWICE = [...BEGUN, exited(10, 0), started(11, 1), status(12, { main: 1 }), exited(20, 1)]
const ITSELF = 'the process ended by itself with exit code 1'
it.each<[string, object[], Record<number, string>]>([
  ['no manifest', [{ t: 0, kind: 'log', source: 'kubelet', text: 'no' }], { 5: 'No restart; no manifest could be read.' }],
  ['no status yet', [sync(0, 'ADD')], { 5: 'No restart.' }],
  ['a pod that never came to run', [sync(0, 'ADD'), sync(7, 'REMOVE')], { 6.9: 'No restart.', 7: 'No pod: it was taken down at 7 s.' }],
  [
    'a file beside one that could not be read',
    [{ t: 0, kind: 'log', source: 'kubelet', text: 'no' }, sync(0, 'ADD')],
    { 5: 'No restart.' },
  ],
  [
    'a file that was away for some time',
    [
      ...[...TWICE.slice(0, -1), sync(15, 'REMOVE'), exited(16, 1), sync(30, 'ADD', { uid: '2' })],
      ...[started(31, 0, { uid: '2' }), status(32, { main: 0 }, { uid: '2' }), exited(35, 0, { uid: '2' })],
    ],
    {
      20: 'No pod: it was taken down at 15 s.',
      31: 'No restart.',
      36: 'No restart in 6 s. Before it was made anew at 30 s the pod had 1 restart.',
    },
  ],
  [
    'a file that was edited twice',
    [
      ...[...TWICE.slice(0, -1), sync(15, 'REMOVE'), exited(15, 1), sync(15, 'ADD', { uid: '2' })],
      ...[started(16, 0), exited(17, 0), started(18, 1), status(19, { main: 1 })].map((entry) => ({ ...entry, uid: '2' })),
      ...[sync(30, 'REMOVE'), exited(30, 1), sync(30, 'ADD', { uid: '3' })],
      ...[started(31, 0, { uid: '3' }), status(32, { main: 0 }, { uid: '3' })],
    ],
    { 40: 'No restart in 10 s. Before it was made anew at 30 s the pod had 2 restarts.' },
  ],
  [
    'a pod in its first second',
    [sync(0, 'ADD'), started(0.2, 0), status(0.3, { main: 0 })],
    { 0.9: 'No restart.', 1: 'No restart in 1 s.' },
  ],
  [
    'two pods that are taken down, one after the other',
    [
      ...[...BEGUN, ...BEGUN.map((entry) => ({ ...entry, pod: 'db' })), sync(7, 'REMOVE'), exited(8, 0)],
      ...[sync(9, 'REMOVE'), exited(9.5, 0)].map((entry) => ({ ...entry, pod: 'db' })),
    ],
    { 8.5: 'No restart in 8 s.', 10: 'No pod: it was taken down at 9 s.' },
  ],
  [
    'two pods, of which one is edited',
    [
      ...BEGUN.map((entry) => ({ ...entry, pod: 'db' })),
      ...[...TWICE.slice(0, -1), sync(15, 'REMOVE'), exited(15, 1), sync(15, 'ADD', { uid: '2' })],
      ...[started(19, 0, { uid: '2' }), status(20, { main: 0 }, { uid: '2' })],
    ],
    { 20: 'No restart in 5 s. Before it was made anew at 15 s web had 1 restart.' },
  ],
  [
    'a pod that is taken down: it is there until its process has ended',
    [...BEGUN, sync(7, 'REMOVE'), exited(9, 0)],
    { 6: 'No restart in 6 s.', 8: 'No restart in 8 s.', 9: 'No pod: it was taken down at 7 s.' },
  ],
  ['a restart that the status counts', TWICE, { 11: 'No restart in 11 s.', 12: `1 restart, at 11 s: ${ITSELF}.` }],
  [
    'a restart that ends at once, and otherwise',
    [...BEGUN, exited(10, 0), started(11, 1), exited(11, 1, { code: 9 }), status(12, { main: 1 })],
    { 12: `1 restart, at 11 s: ${ITSELF}.` },
  ],
  [
    'more restarts, the back-off and its end',
    [...TWICE, waits(21, 30), started(30, 2), status(31, { main: 2 })],
    {
      20: `1 restart, at 11 s: ${ITSELF}.`,
      21: `1 restart, at 11 s: ${ITSELF}. Now it waits for its back-off, until 30 s.`,
      29.9: `1 restart, at 11 s: ${ITSELF}. Now it waits for its back-off, until 30 s.`,
      30: `1 restart, at 11 s: ${ITSELF}.`,
      31: `2 restarts, the first at 11 s: ${ITSELF}.`,
    },
  ],
  [
    'a back-off that a start has cut short',
    [...TWICE, waits(21, 60), started(30, 2), status(31, { main: 2 })],
    { 29: `1 restart, at 11 s: ${ITSELF}. Now it waits for its back-off, until 1 min.`, 40: `2 restarts, the first at 11 s: ${ITSELF}.` },
  ],
  [
    'a back-off, whatever is read of its file meanwhile, until the kubelet asks anew',
    [...TWICE, waits(21, 60), sync(22, 'UPDATE'), waits(30, 60, { blocked: false })],
    { 29: `1 restart, at 11 s: ${ITSELF}. Now it waits for its back-off, until 1 min.`, 40: `1 restart, at 11 s: ${ITSELF}.` },
  ],
  [
    'the back-off of a pod that is taken away beside another',
    [
      ...[...BEGUN, exited(10, 0), started(11, 1), status(12, { main: 1 })].map((entry) => ({ ...entry, pod: 'db' })),
      ...[...TWICE, waits(21, 60), sync(25, 'REMOVE')],
    ],
    { 30: `1 restart, at 11 s: ${ITSELF}.` },
  ],
  [
    'a back-off that was over when it was asked for',
    [...TWICE, waits(21, 21), waits(22, 40, { blocked: false })],
    { 25: `1 restart, at 11 s: ${ITSELF}.` },
  ],
  [
    'a pod that is older than what is shown',
    [sync(0, 'ADD'), exited(3, 6), started(4, 7), status(5, { main: 7 }), started(9, 8), status(9, { main: 8 })],
    { 5: `7 restarts, the last at 4 s: ${ITSELF}.`, 9: `8 restarts, the first that is shown at 4 s: ${ITSELF}.` },
  ],
  [
    'another end for the last restart than for the first, at once and after its back-off',
    [
      ...TWICE.slice(0, -1),
      { t: 20, kind: 'action', action: 'kill', target: 'main' },
      exited(20, 1, { cause: 6, code: 137 }),
      started(24.9, 2),
      status(24.9, { main: 2 }),
      { t: 40, kind: 'action', action: 'kill', target: 'main' },
      exited(40, 2, { cause: 10, code: 137 }),
      started(45, 3),
      status(45, { main: 3 }),
    ],
    {
      24.9: `2 restarts, the first at 11 s: ${ITSELF}; the last at 24 s: the scenario kills main (SIGKILL).`,
      45: `3 restarts, the first at 11 s: ${ITSELF}; the last at 45 s, after its back-off; at 40 s the scenario kills main (SIGKILL).`,
    },
  ],
  [
    'an edit: the old pod counts until the new one has a status',
    [
      ...TWICE.slice(0, -1),
      sync(15, 'REMOVE'),
      sync(15, 'ADD', { uid: '2' }),
      exited(18, 1),
      started(19, 0, { uid: '2' }),
      status(20, { main: 0 }, { uid: '2' }),
    ],
    {
      15: `1 restart, at 11 s: ${ITSELF}.`,
      20: 'No restart in 5 s. Before it was made anew at 15 s the pod had 1 restart.',
    },
  ],
  [
    'failed probes: those of this pod alone',
    [
      ...BEGUN,
      probed(5, 'failure'),
      sync(6, 'REMOVE'),
      exited(6, 0),
      sync(7, 'ADD', { uid: '2' }),
      started(7, 0, { uid: '2' }),
      status(7, { main: 0 }, { uid: '2' }),
      probed(7, 'failure', { uid: '2' }),
      probed(9, 'failure', { uid: '2' }),
    ],
    {
      5: 'No restart in 5 s; 1 probe has failed.',
      7: 'No restart in 7 s; 1 probe has failed.',
      9: 'No restart in 9 s; 2 probes have failed.',
    },
  ],
  [
    'several pods of which some are not ready',
    [...BEGUN, sync(3, 'ADD', { pod: 'db', uid: '3' }), status(4, { db: 0 }, { pod: 'db', uid: '3', ready: false })],
    { 3: 'No restart in 3 s.', 4: 'No restart in 4 s; 1 of 2 pods not ready.' },
  ],
  [
    'a probe that only errs, since its container last began',
    [...TWICE.slice(0, -1), probed(13, 'success'), probed(14, 'unknown'), exited(20, 1), started(21, 2), probed(22, 'unknown')],
    {
      14: `1 restart, at 11 s: ${ITSELF}.`,
      22: `1 restart, at 11 s: ${ITSELF}. The liveness probe of main only errs, which never kills: it looks healthy for ever (EOF).`,
    },
  ],
  [
    'a certificate',
    [...BEGUN, expired(4, 'admin.conf')],
    {
      3.9: 'No restart in 3 s.',
      4: 'No restart in 4 s. At 4 s the certificate admin.conf expires: whoever is shown it from then on refuses it.',
    },
  ],
  [
    'what is assumed of its program, from when that is said',
    [...BEGUN, assumed(3, 'main', 'keeps running'), assumed(5, 'main', 'answers 200')],
    {
      2: 'No restart in 2 s.',
      3: 'No restart in 3 s, if its program keeps running.',
      5: 'No restart in 5 s, if its program keeps running and answers 200.',
    },
  ],
  [
    'what is assumed of two programs',
    [sync(0, 'ADD'), status(1, { a: 0, b: 0 }), ...['a', 'b'].map((name) => assumed(2, name, 'keeps running'))],
    { 2: 'No restart in 2 s, if its programs keep running.' },
  ],
  [
    'what is assumed of more than three programs: first who answers',
    [
      sync(0, 'ADD'),
      status(1, { a: 0, b: 0, c: 0, d: 0, e: 0 }),
      ...['a', 'b', 'c'].map((name) => assumed(2, name, 'keeps running')),
      assumed(3, 'd', 'answers 200'),
      assumed(4, 'e', 'listens on port 80'),
    ],
    {
      2: 'No restart in 2 s, if its programs keep running.',
      3: 'No restart in 3 s, if d answers 200, a keeps running, b keeps running, 1 more does as assumed.',
      4: 'No restart in 4 s, if d answers 200, e listens on port 80, a keeps running, 2 more do as assumed.',
    },
  ],
  [
    'what is assumed where one of two was restarted: of that one',
    [
      ...[sync(0, 'ADD'), assumed(0, 'a', 'keeps running'), assumed(0, 'b', 'answers 200')],
      ...[
        started(1, 0, { container: 'a' }),
        exited(2, 0, { container: 'a' }),
        started(3, 1, { container: 'a' }),
        status(3, { a: 1, b: 0 }),
      ],
    ],
    { 3: `1 restart of a, at 3 s: ${ITSELF}. Assumed: a keeps running.` },
  ],
  [
    'a stop',
    [...BEGUN, { t: 9, kind: 'stopped', reason: 'too much' }],
    {
      8.9: 'No restart in 8 s.',
      9: 'No restart in 9 s. The run is stopped at 9 s: too much. What stands before is right; what would come after is not known.',
    },
  ],
])('the sentence of a lane with %s', (_, entries, texts) => {
  const trace = traceOf(entries)
  expect(Object.fromEntries(Object.keys(texts).map((at) => [at, summarize(trace, Number(at)).text]))).toEqual(texts)
})

it('the probes of a pod that was taken away are no longer counted', () => {
  const base = podInputs({ containers: [{ readiness: httpGet('periodSeconds: 10'), answers: { 0: 500 } }] })
  const text = base.manifests['web.yaml']!
  const other = text.replace('name: web', 'name: db').replace('hostNetwork: true', 'hostNetwork: false')
  const inputs = { ...base, manifests: { ...base.manifests, 'db.yaml': other }, actions: [{ at: 60, remove: 'web.yaml' }] }
  const trace = simulate(inputs)
  const failed = (pod: string, until: number) =>
    trace.filter((entry) => entry.kind === 'probe' && entry.pod === pod && entry.result === 'failure' && entry.t <= until).length
  expect(summarize(trace, 59).text).toContain(`; ${failed('web', 59) + failed('db', 59)} probes have failed`)
  expect(summarize(trace, 120).text).toContain(`; ${failed('db', 120)} probes have failed`)
})

it('an edit that calls the container otherwise is not tripped over at its very moment', () => {
  const base = podInputs({})
  const inputs = { ...base, actions: [{ at: 50, edit: 'web.yaml', find: '- name: main', replace: '- name: other' }] }
  expect(summarize(simulate(inputs), 50, inputs).text).toMatch(/^No restart/)
})

it.each([
  [3, ''],
  [5, ', 2 more do as assumed'],
  [4, ', 1 more does as assumed'],
])('of %d programs that nobody describes three are named', (count, more) => {
  const containers = ['a', 'b', 'c', 'd', 'e'].slice(0, count).map((name) => ({ name, liveness: httpGet() }))
  const inputs = { ...podInputs({ containers }), processes: {} }
  const named = ['a', 'b', 'c'].map((name, i) => `${name} answers 200 to /healthz on port ${7001 + i} from the start`).join(', ')
  expect(summarize(simulate(inputs), 100, inputs).text).toBe(`No restart in 1 min 40 s, if ${named}${more}.`)
})
