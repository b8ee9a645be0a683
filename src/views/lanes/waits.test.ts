import { expect, it } from 'vitest'
import { podInputs } from '../../sim/fixture.ts'
import { simulate } from '../../sim/simulate.ts'
import { ask } from '../../terminal/terminal.ts'
import { why } from '../why/why.ts'
import { summarize } from './summary.ts'
import type { StatusEntry, Trace } from '../../sim/trace/trace.ts'
import { waitOf } from './waits.ts'

const POD = (main: string, spec = '') =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n${spec}  containers:\n  - name: main\n    image: example.org/web:1\n${main}`
const HOLDER =
  'apiVersion: v1\nkind: Pod\nmetadata: {name: first}\nspec: {containers: [{name: a, image: x:1, ports: [{containerPort: 1, hostPort: 8080}]}]}\n'
const FILE = '  volumes: [{name: audit, hostPath: {path: /etc/kubernetes/audit-policy.yaml, type: File}}]\n'

it.each<[string, Record<string, string>, string, string, string]>([
  [
    'an image',
    { 'web.yaml': POD('') },
    'No restart. Container main waits, ImagePullBackOff: Back-off pulling',
    'ImagePullBackOff',
    'spec.containers[0].image',
  ],
  [
    'a volume',
    { 'web.yaml': POD('    volumeMounts: [{name: audit, mountPath: /a}]\n', FILE) },
    'No restart. Container main waits for a volume, ContainerCreating: MountVolume.SetUp failed for volume "audit"',
    'ContainerCreating',
    'spec.volumes[0].hostPath.type',
  ],
  [
    'its configuration',
    { 'web.yaml': POD('    env: [{name: A, valueFrom: {configMapKeyRef: {name: db, key: k}}}]\n    imagePullPolicy: IfNotPresent\n') },
    'No restart. Container main waits, CreateContainerConfigError: configmap "db" not found (web.yaml, line 8).',
    'CreateContainerConfigError',
    'spec.containers[0].env[0]',
  ],
  [
    'its deadline',
    { 'web.yaml': POD('', '  activeDeadlineSeconds: 5\n').replace('example.org/web:1', 'registry.k8s.io/pause:3.10') },
    'No restart. The pod web has ended for good, DeadlineExceeded: it was active for longer than its activeDeadlineSeconds of 5 (web.yaml, line 5)',
    'Completed',
    'spec.activeDeadlineSeconds',
  ],
  [
    'a host port',
    { 'a.yaml': HOLDER, 'web.yaml': POD('    ports: [{containerPort: 80, hostPort: 8080}]\n') },
    'No restart, if a keeps running. The kubelet has rejected web for good, NodePorts: host port 8080 is held by the pod first.',
    'NodePorts',
    'spec.containers[0].ports[0].hostPort',
  ],
  [
    'room on its node',
    { 'web.yaml': POD('    resources: {requests: {cpu: "3"}}\n') },
    'No restart. The kubelet has rejected web for good, UnexpectedAdmissionError: it asks for 1 CPU more than the node has left (web.yaml, line 8).',
    'UnexpectedAdmissionError',
    'spec.containers[0].resources.requests.cpu',
  ],
])('a lane says that it waits for %s, kubectl shows the word, and Why leads to the line', (what, manifests, text, word, path) => {
  const base = podInputs({ kubernetes: '1.33', duration: 25 })
  const away = { present: what !== 'an image', pull: 'notFound' as const, user: 'root' }
  const inputs = {
    ...base,
    node: { ...base.node, cpu: '2' },
    cluster: { ...base.cluster, attached: true },
    manifests,
    images: { 'example.org/web:1': away },
  }
  const trace = simulate(inputs)
  const summary = summarize(trace, 25)
  expect(summary.restarts).toBe(0)
  expect(summary.text).toContain(text)
  const moment = { inputs, trace, at: 25, simulate }
  const row = ask('kubectl get pods', moment)
    .stdout.split('\n')
    .find((line) => line.startsWith('web-'))
  expect(row).toMatch(new RegExp(`^web-master-node +0/1 +${word} +0 `))
  expect(ask('kubectl describe pod web-master-node', moment).stdout).toContain(word)
  const chain = why(trace, summary.entry!)
  expect(JSON.stringify(chain)).toContain(path)
})

it.each(['1.19', '1.30', '1.33', '1.34', '1.37'])(
  'a lane of %s says why an image is waited for, beside another pod that restarts',
  (kubernetes) => {
    const base = podInputs({ kubernetes, duration: 60, containers: [{ script: { exits: { after: 5, code: 3 } } }] })
    const other = POD('').replace('name: web', 'name: other')
    const images = { 'example.org/web:1': { present: false, pull: 'unauthorized' as const, user: 'root' } }
    const { text, restarts } = summarize(simulate({ ...base, manifests: { ...base.manifests, 'other.yaml': other }, images }), 25)
    expect(restarts).toBeGreaterThan(0)
    expect(text).toMatch(
      /^\d restarts?,? .*exit code 3\..* Container main waits, ImagePullBackOff: Back-off pulling image "example\.org\/web:1": /,
    )
    expect(text).toMatch(/unauthorized|authorization failed|denied/)
  },
)

it.each<[string, Parameters<typeof podInputs>[0], string, string | undefined]>([
  [
    'its init container',
    { containers: [{ name: 'migrate', init: true }, {}] },
    'No restart. The pod web waits for its init container migrate (web.yaml, line 8), which has run since 0 s and has not ended.',
    'migrate',
  ],
  [
    'the second, beside a sidecar that has started',
    { containers: [{ name: 'log', init: true, more: '    restartPolicy: Always\n' }, { name: 'migrate', init: true }, {}] },
    'No restart. The pod web waits for its init container migrate (web.yaml, line 11), which has run since 0 s and has not ended.',
    'migrate',
  ],
  [
    'a sidecar',
    {
      containers: [
        {
          name: 'proxy',
          init: true,
          startup: '{httpGet: {port: PORT}, failureThreshold: 99}',
          more: '    restartPolicy: Always\n',
          answers: { 0: 500 },
        },
        {},
      ],
    },
    'No restart. The pod web waits for its sidecar proxy (web.yaml, line 10), which has run since 0 s and has not passed its startup probe.',
    'proxy',
  ],
  [
    'a hook',
    {
      containers: [
        {
          more: '    lifecycle: {postStart: {exec: {command: [/warm]}}}\n',
          liveness: '{httpGet: {port: PORT}}',
          script: { execs: [{ command: ['/warm'], from: 0, after: 999, code: 0, output: '', missing: false }] },
        },
      ],
    },
    'No restart. Container main waits for its postStart hook (web.yaml, line 11), which has run since 0 s and has not ended: no probe asks before.',
    'main',
  ],
  [
    'nothing once an init container has ended',
    { containers: [{ init: true, name: 'a', script: { exits: { after: 2, code: 0 } } }, {}] },
    'No restart in 1 min.',
    undefined,
  ],
])('a pod that is not ready waits for %s, which its first sentence names with its line', (_, pod, text, container) => {
  const inputs = podInputs({ duration: 120, ...pod })
  const trace = simulate(inputs)
  const summary = summarize(trace, 60, inputs)
  expect(summary.text).toBe(text)
  const { kind, container: of } = trace[summary.entry ?? -1] ?? {}
  expect([kind, of]).toEqual(container === undefined ? [undefined, undefined] : ['process', container])
})

const WAITING = { id: 9, t: 9, kind: 'status', pod: 'web', phase: 'Failed', ready: false, containers: [] }
const room = (...message: string[]): object[] =>
  message.map((text, id) => ({ id, t: 0, kind: 'event', pod: 'web', reason: 'OutOfcpu', message: text }))
const asks = (resource: string, requested: number, used: number, capacity: number): string =>
  `Node didn't have enough resource: ${resource}, requested: ${requested}, used: ${used}, capacity: ${capacity}`
it.each<[string, object[], string]>([
  ['what no Event tells', [], ': it does not fit'],
  ['one CPU', room(asks('cpu', 3000, 500, 2500)), ': it asks for 1 CPU more than the node has left'],
  ['two CPUs', room(asks('cpu', 3000, 0, 1000)), ': it asks for 2 CPUs more than the node has left'],
  ['a part of a CPU', room(asks('cpu', 1500, 500, 1200)), ': it asks for 800m of CPU more than the node has left'],
  ['memory', room(asks('memory', 3 * 1024 ** 2, 0, 1.5 * 1024 ** 2)), ': it asks for 2 MiB of memory more than the node has left'],
  ['1 MiB', room(asks('memory', 2 * 1024 ** 2, 0, 1024 ** 2)), ': it asks for 1 MiB of memory more than the node has left'],
  ['some bytes', room(asks('memory', 500, 0, 400)), ': it asks for 100 bytes of memory more than the node has left'],
  ['a place', room(asks('pods', 1, 110, 110)), ': the node has as many pods as it may'],
  [
    'all, as a critical pod is told',
    room('failed to evict: preemption: [(res: pods, q: 1), (res: cpu, q: 500), (res: memory, q: 1048576), ]'),
    ': the node has as many pods as it may, it asks for 500m of CPU and 1 MiB of memory more than the node has left',
  ],
  ['what is no room', room('Predicate NodeAffinity failed'), ': it does not fit'],
])('a pod that its node has no room for lacks %s', (_, entries, words) => {
  const status = { ...WAITING, reason: 'OutOfcpu', message: 'it does not fit.', cause: 0 } as unknown as StatusEntry
  const wait = waitOf([...entries, status] as unknown as Trace, 9, status)
  expect(wait?.text).toBe(`the kubelet has rejected web for good, OutOfcpu${words}`)
  expect(wait?.entry).toBe(entries.length === 0 ? 9 : 0)
})

const line = (path: string, at: number, more = {}): object => ({
  id: at,
  t: 0,
  kind: 'manifest',
  file: 'web.yaml',
  line: at + 4,
  path,
  value: 80,
  pod: 'web',
  ...more,
})
it.each<[string, string, object[], string]>([
  [
    'lines',
    'OutOfcpu',
    [
      line('spec.containers[0].resources.requests.cpu', 0),
      line('spec.containers[1].resources.requests.cpu', 1),
      line('spec.hostNetwork', 2),
    ],
    ': it asks for 1 CPU more than the node has left (web.yaml, lines 4 and 5)',
  ],
  [
    'line',
    'OutOfcpu',
    [line('spec.containers[0].resources.requests.cpu', 0), line('spec.containers[0].resources.requests.memory', 1)],
    ': it asks for 1 CPU more than the node has left (web.yaml, line 4)',
  ],
  [
    'only line of two containers',
    'OutOfcpu',
    [line('spec.containers[0].resources.requests.cpu', 0), line('spec.containers[1].resources.requests.cpu', 1, { line: 4 })],
    ': it asks for 1 CPU more than the node has left (web.yaml, line 4)',
  ],
  [
    'port that another pod has',
    'NodePorts',
    [line('spec.containers[0].ports[0].hostPort', 0), line('spec.containers[0].ports[0].hostPort', 1, { pod: 'db' })],
    ': host port 80 is held by the pod db',
  ],
])('a pod is rejected for its %s', (_, reason, lines, words) => {
  const event = { id: 5, t: 0, kind: 'event', pod: 'web', reason, message: asks('cpu', 3000, 0, 2000), cause: lines.map((_, i) => i) }
  const status = { ...WAITING, reason, message: 'no', cause: 5 } as unknown as StatusEntry
  const trace = [...lines]
  trace[5] = event
  expect(waitOf(trace as unknown as Trace, 9, status)?.text).toBe(`the kubelet has rejected web for good, ${reason}${words}`)
})

it.each([
  ['Evicted', 'the pod web was driven from its node for good, Evicted: no'],
  ['Preempting', 'the pod web was driven from its node for good, Preempting: no'],
  ['NodeAffinity', 'the kubelet has rejected web for good, NodeAffinity: no'],
])('of a pod that is %s', (reason, text) => {
  const status = { ...WAITING, reason, message: 'no.' } as unknown as StatusEntry
  expect(waitOf([], 9, status)).toEqual({ text, entry: 9 })
})

it('a pod waits for the init container that runs, since its newest start', () => {
  const containers = [
    { name: 'setup', init: true, state: { is: 'running' } },
    { name: 'main', state: { is: 'waiting', reason: 'PodInitializing' } },
  ]
  const process = { kind: 'process', pod: 'web', container: 'setup', op: 'started' }
  const of = (...entries: object[]) =>
    waitOf(entries.map((entry, id) => ({ id, t: 2 * id, ...process, ...entry })) as unknown as Trace, 99, {
      ...WAITING,
      phase: 'Pending',
      containers,
    } as unknown as StatusEntry)
  const others = [{ pod: 'db' }, { uid: 'other' }, { container: 'main' }, { kind: 'event' }, { op: 'kill' }]
  const text = (since: string): string => `the pod web waits for its init container setup, which has run since ${since} and has not ended`
  expect(of({})).toEqual({ text: text('0 s'), entry: 0 })
  expect(of({}, { op: 'exited' }, {}, ...others)).toEqual({ text: text('4 s'), entry: 2 })
  expect(of({}, { op: 'exited' }, ...others)).toBeUndefined()
})

it('how a container could not be started before says nothing of what it waits for now', () => {
  const lastState = { is: 'terminated', reason: 'StartError', exitCode: 128, message: 'no such file' }
  const waits = (reason: string) => {
    const container = { name: 'main', state: { is: 'waiting', reason, message: 'Back-off pulling' }, lastState }
    return waitOf([] as unknown as Trace, 9, { ...WAITING, containers: [container] } as unknown as StatusEntry)?.text
  }
  expect(['ImagePullBackOff', 'ContainerCreating', 'CrashLoopBackOff'].map(waits)).toEqual([
    expect.stringMatching(/^(?!.*StartError).*ImagePullBackOff/),
    undefined,
    'container main cannot be started, StartError 128: no such file; it waits for its back-off',
  ])
})

const FAILED = { t: 3, kind: 'event', pod: 'web', container: 'main', reason: 'Failed', message: 'Error: no such file' }
const ADDED = { t: 4, kind: 'sync', op: 'ADD', pod: 'web' }
const RAN = { is: 'terminated', reason: 'StartError', exitCode: 128, message: 'no such file' }
it.each<[string, object, object[], string, number]>([
  [
    'and waits',
    { state: { is: 'waiting', reason: 'CrashLoopBackOff' }, lastState: RAN },
    [FAILED, { ...FAILED, container: 'side' }, { ...FAILED, reason: 'Pulled' }],
    '; it waits for its back-off',
    0,
  ],
  ['and has ended', { state: RAN }, [FAILED, FAILED], '', 1],
  ['as no Event tells', { state: RAN }, [], '', 9],
  ['as only an Event of the pod before it tells', { state: RAN }, [FAILED, ADDED], '', 9],
  ['as an Event tells before its file is edited', { state: RAN }, [FAILED, { ...ADDED, op: 'UPDATE' }], '', 0],
  ['as an Event tells before another pod comes', { state: RAN }, [FAILED, { ...ADDED, pod: 'db' }, { ...ADDED, uid: 'other' }], '', 0],
])('a container that cannot be started, %s', (_, container, events, then, entry) => {
  const status = { ...WAITING, containers: [{ name: 'main', ...container }] } as unknown as StatusEntry
  const trace = events.map((event, id) => ({ ...event, id })) as unknown as Trace
  expect(waitOf(trace, 9, status)).toEqual({ text: `container main cannot be started, StartError 128: no such file${then}`, entry })
})

it.each<[string, object[], boolean]>([
  ['nothing came after', [], true],
  ['its image was pulled', [{ reason: 'Pulling' }], false],
  ['it was made', [{ reason: 'Created' }], false],
  ['another pod went on', [{ reason: 'Pulled', pod: 'db' }], true],
  ['a probe failed', [{ reason: 'Unhealthy' }], true],
])('a container waits for a volume where %s since the mount failed: %o', (_, later, waits) => {
  const event = { t: 1, kind: 'event', pod: 'web', container: 'main', message: 'no such volume' }
  const trace = [{ ...event, reason: 'FailedMount' }, ...later.map((entry) => ({ ...event, ...entry }))].map((entry, id) => ({
    ...entry,
    id,
  }))
  const containers = [{ name: 'main', state: { is: 'waiting', reason: 'ContainerCreating' } }]
  const wait = waitOf(trace as unknown as Trace, 9, { ...WAITING, containers } as unknown as StatusEntry)
  expect(wait?.text.startsWith('container main waits for a volume, ContainerCreating: no such volume')).toBe(waits || undefined)
})

it.each<[string, object, string]>([
  [
    'could not be started',
    { state: { is: 'terminated', reason: 'StartError', exitCode: 128 } },
    'container main cannot be started, StartError 128: ',
  ],
  ['waits for its image', { state: { is: 'waiting', reason: 'ImagePullBackOff' } }, 'container main waits, ImagePullBackOff: '],
])('of a container that %s, and of which neither status nor Event say more', (_, container, text) => {
  const status = { ...WAITING, containers: [{ name: 'main', ...container }] } as unknown as StatusEntry
  expect(waitOf([], 9, status)).toEqual({ text, entry: 9 })
})

it('a pod that is rejected without a word, and one past a deadline that nobody has written', () => {
  expect(waitOf([], 9, { ...WAITING, reason: 'NodeAffinity' } as unknown as StatusEntry)?.text).toBe(
    'the kubelet has rejected web for good, NodeAffinity: ',
  )
  expect(waitOf([], 9, { ...WAITING, reason: 'DeadlineExceeded' } as unknown as StatusEntry)).toEqual({
    text: 'the pod web has ended for good, DeadlineExceeded: it was active for longer than its activeDeadlineSeconds',
    entry: 9,
  })
})
