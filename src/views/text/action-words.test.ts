import { describe, expect, it } from 'vitest'
import { toldOf } from '../../sim/node/action-told.ts'
import { kubeadmPlane } from '../../cases/kubeadm-plane.ts'
import { theStrangeCase } from '../../cases/the-strange-case.ts'
import { httpGet, podInputs } from '../../sim/fixture.ts'
import { parseScenario } from '../../sim/scenario/scenario.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import { simulate } from '../../sim/simulate.ts'
import { causesOf } from '../../sim/trace/moment.ts'
import { ACTION_KINDS } from '../../sim/scenario/scenario-fields.ts'
import { clockTime } from './duration-words.ts'
import { effectGroups, effects } from '../why/effect-groups.ts'
import { drawingOf } from '../lanes/drawing-of.ts'
import { bandsOf, marksIn, scheduled, actionWords } from '../lanes/scheduled.ts'
import { tell } from './sentences.ts'
import { why } from '../why/why.ts'

const ALL = `whyrestart: 1
actions:
- {at: 1s, hang: a}
- {at: 1s, resume: a}
- {at: 1s, slow: a, by: 5s}
- {at: 1s, slow: a, by: 0s}
- {at: 1s, crash: a}
- {at: 1s, kill: a}
- {at: 1s, crictl: stop a}
- {at: 1s, kubectl: delete pod a}
- {at: 1s, etcd: kill}
- {at: 1s, etcd: start}
- {at: 1s, etcd: hang}
- {at: 1s, etcd: resume}
- {at: 1s, etcd: fill}
- {at: 1s, etcd: defrag}
- {at: 1s, slowDisk: node, by: 3s}
- {at: 1s, slowDisk: node, by: 0s}
- {at: 1s, fullDisk: node}
- {at: 1s, freeDisk: node}
- {at: 1s, webhook: policy, is: unreachable}
- {at: 1s, webhook: policy, is: answers}
- {at: 1s, take: 6443}
- {at: 1s, free: 6443}
- {at: 1s, startDelay: 8s}
- {at: 1s, startDelay: 0s}
- {at: 1s, cpu: a, times: 4}
- {at: 1s, cpu: a, times: 1}
- {at: 1s, sandbox: web}
- {at: 1s, restart: kubelet}
- {at: 1s, restart: docker}
- {at: 1s, reboot: node}
- {at: 1s, write: a.yaml, content: x}
- {at: 1s, edit: a.yaml, find: "a: 1\\n  b: 2", replace: ""}
- {at: 1s, spoil: a.yaml}
- {at: 1s, copy: a.yaml, to: b.yaml}
- {at: 1s, remove: a.yaml}
`

it('has words for each action', () => {
  const actions = parseScenario(ALL).scenario!.actions
  expect(ACTION_KINDS.filter((kind) => !actions.some((action) => kind in action))).toEqual([])
  expect(actions.map((action) => actionWords(toldOf(action))).map(({ label, does }) => `${label}: ${does}`)).toMatchInlineSnapshot(`
    [
      "hangs: lets a hang (SIGSTOP)",
      "not hung: ends the hang of a (SIGCONT)",
      "slow 5 s: slows a down: each answer comes 5 s later",
      "not slow: lets a answer as fast as before",
      "exit code 2: lets the program in a end by itself, with exit code 2",
      "kill -9: kills a (SIGKILL)",
      "crictl stop: runs crictl stop a",
      "kubectl delete: runs kubectl delete pod a",
      "etcd killed: kills etcd (SIGKILL)",
      "etcd started: starts etcd",
      "etcd hangs: lets etcd hang (SIGSTOP)",
      "etcd not hung: ends the hang of etcd (SIGCONT)",
      "etcd full: fills etcd up to its quota: its alarm NOSPACE is raised",
      "etcd defragmented: compacts and defragments etcd, and disarms its alarm",
      "disk 3 s: slows the node’s disk down: each write of etcd’s takes 3 s longer",
      "disk not slow: lets the disk write as fast as before",
      "disk full: leaves no room on the disk that etcd writes to",
      "disk has room: makes room on the disk that etcd writes to",
      "webhook unreachable: leaves nobody listening behind the webhook policy",
      "webhook answers: lets the webhook policy answer, and allow, as before",
      "port 6443 taken: starts another program that takes port 6443",
      "port 6443 free: ends the other program that takes port 6443",
      "starts 8 s late: leaves the node little CPU: each container starts 8 s later",
      "starts in time: gives the node its CPU back: containers start as fast as before",
      "CPU ÷ 4: leaves a little CPU: its start and its answers take 4 times as long",
      "CPU back: gives a its CPU back",
      "sandbox lost: ends the sandbox of web",
      "kubelet restarted: restarts the kubelet",
      "docker restarted: restarts docker",
      "reboot: reboots the node: the kubelet is back after 40 s",
      "edit: writes a.yaml",
      "edit: edits a.yaml: “a: 1 b: 2” becomes nothing",
      "YAML broken: breaks the YAML of a.yaml, as a typing error does",
      "copy: copies a.yaml to b.yaml",
      "removed: removes a.yaml",
    ]
  `)
})

it.each<[number, string]>([
  [0, '0:00'],
  [300, '5:00'],
  [3930, '1:05:30'],
  [90.5, '1:30.5'],
  [90.62, '1:30.62'],
  [59.999, '1:00'],
  [3599.996, '1:00:00'],
])('%d s is %s', (t, text) => {
  expect(clockTime(t)).toBe(text)
})

it('tells an action with what became of it', () => {
  const trace = simulate({ ...podInputs({}), actions: [{ at: 90, remove: 'other.yaml' }] })
  expect(
    tell(
      trace,
      trace.find((e) => e.kind === 'action')!,
    ).sentence,
  ).toBe('At 1 min 30 s the scenario removes other.yaml. There is no such file.')
})

it('marks in a lane what nothing came of there', () => {
  const actions = [
    { at: 10, edit: 'web.yaml', find: 'nonsense', replace: '' },
    { at: 20, slow: 'main', by: 0 },
    { at: 30, crash: 'main', code: 2 },
  ]
  expect(drawingOf(simulate({ ...podInputs({}), actions }), 300).actions.map(({ idle }) => idle)).toEqual([
    'The text is not there.',
    'The program in main is not slow.',
    undefined,
  ])
})

const strange = (n: number) => parseScenario(JSON.stringify(theStrangeCase('1.9'))).scenario!.lanes[n]!.inputs

it.each<[string, Inputs, string, [string, string]]>([
  [
    'a kube-apiserver',
    strange(0),
    'kube-apiserver',
    ['10 liveness probes passed, the first at 5 min 10 s', '20 liveness probes passed, the first at 6 min 45 s'],
  ],
  [
    'a scripted program',
    podInputs({ containers: [{ liveness: httpGet('timeoutSeconds: 6'), answers: { 0: 200 } }] }),
    'main',
    ['10 liveness probes passed, the first at 5 min 5 s', '20 liveness probes passed, the first at 6 min 40 s'],
  ],
])('says what came of it that %s is slow, and then as fast again', (_, inputs, target, expected) => {
  const actions = [
    { at: 300, slow: target, by: 5 },
    { at: 400, slow: target, by: 0 },
  ]
  const trace = simulate({ ...inputs, duration: 600, actions })
  expect(trace.filter(({ kind }) => kind === 'action').map(({ id }) => effectGroups(trace, [id])[0]?.label)).toEqual(expected)
  expect(drawingOf(trace, 600).actions.map(({ idle }) => idle)).toEqual([undefined, undefined])
})

it('says what came of a command, of an etcd that hangs, and of a server that serves', () => {
  const actions = [
    { at: '30s', kubectl: 'create namespace shop' },
    { at: '1m', etcd: 'hang' },
  ]
  const requests = [{ at: '50s', url: 'https://127.0.0.1:6443/livez' }]
  const plane = { whyrestart: 1, kubernetes: '1.37', duration: '80s', manifests: kubeadmPlane('1.37'), actions, requests }
  const trace = simulate(parseScenario(JSON.stringify(plane)).scenario!.lanes[0]!.inputs)
  const came = (id: number): string[] => effectGroups(trace, [id]).map(({ label }) => label)
  const [created, hung] = trace.filter(({ kind }) => kind === 'action').map(({ id }) => came(id))
  expect(created).toEqual(['1 API object created, at 30 s'])
  expect(hung).toContain('2 leases lost, the first at 1 min 11 s')
  expect(came(causesOf(trace.find(({ kind }) => kind === 'response')!)[0]!)).toContain('1 answer to requests, at 50 s')
})

it('holds no slow action for the reason of a refusal that came late', () => {
  const trace = simulate({ ...strange(1), actions: [{ at: 300, slow: 'kube-apiserver', by: 5 }] })
  const kill = trace.find((entry) => entry.kind === 'event' && entry.reason === 'Killing' && entry.t > 300)!
  expect(effects(trace, [trace.find(({ kind }) => kind === 'action')!.id])).toContain(kill.id)
  const chain = why(trace, kill.id)
  expect(chain.filter(({ isBeside }) => !isBeside).at(-1)!.sentence).toContain('--anonymous-auth=false')
  expect(chain.filter(({ isBeside }) => isBeside).map(({ sentence }) => sentence)).toContain(
    'At 5 min the scenario slows kube-apiserver down: each answer comes 5 s later.',
  )
})

it('says of a slow program that no probe waits for whom it is slow', () => {
  const actions = [{ at: 20, slow: 'main', by: 5 }]
  expect(drawingOf(simulate({ ...podInputs({}), actions }), 300).actions.map(({ idle }) => idle)).toEqual([
    'No probe here waits for an answer; whoever sends a request does.',
  ])
})

describe('the actions on the axis', () => {
  const lists = [
    {
      lane: '',
      actions: [
        { at: '5m', hang: 'a' },
        { at: 90, crash: 'a' },
        { at: '5m', hang: 'a' },
        { at: 'soon', hang: 'a' },
        { at: '1s' },
        null,
        'x',
        { at: '1s', slow: 'a', by: 'much' },
      ],
    },
    {
      lane: 'lane-2',
      actions: [
        { hang: 'a', at: 300 },
        { at: '6m', resume: 'a' },
      ],
    },
    { lane: 'lane-3', actions: undefined },
  ]

  it('stand in order, once where several lists say the same, and without those that cannot be read', () => {
    const found = scheduled(lists)
    expect(found.map(({ at, told, places }) => [at, told.action, places.map(({ lane, index }) => `${lane}/${index}`).join(' ')])).toEqual([
      [90, 'crash', '/1'],
      [300, 'hang', '/0 lane-2/0'],
      [300, 'hang', '/2'],
      [360, 'resume', 'lane-2/1'],
    ])
    expect(found[0]?.told.code).toBe(2)
  })

  it('are bands from what they begin to what they end', () => {
    const actions = [
      { at: 10, hang: 'a' },
      { at: 20, resume: 'a' },
      { at: 30, hang: 'b' },
      { at: 40, etcd: 'kill' },
      { at: 50, etcd: 'start' },
      { at: 60, take: 1 },
      { at: 70, startDelay: '8s' },
      { at: 80, startDelay: '0s' },
      { at: 85, slow: 'a', by: '5s' },
      { at: 86, slow: 'a', by: '6s' },
      { at: 87, slow: 'a', by: '0s' },
      { at: 90, crash: 'a' },
      { at: 91, free: 2 },
    ]
    expect(
      bandsOf(scheduled([{ lane: '', actions }]), 100).map(({ from, to, told }) => `${from}-${to} ${told.action} ${told.target}`),
    ).toEqual(['10-20 hang a', '40-50 etcd kill', '60-100 take 1', '70-80 startDelay 8s', '85-86 slow a', '86-87 slow a'])
  })
})

it('an axis has a mark of each action where there are few, else so many of those in sight, and what is needed', () => {
  const all = scheduled([{ lane: '', actions: Array.from({ length: 1000 }, (_, i) => ({ at: `${i}s`, hang: `c${i}` })) }])
  expect(marksIn(all, { from: 0, to: 10 }, 1000)).toBe(all)
  const times = (from: number, to: number, needed = -1): number[] =>
    marksIn(all, { from, to }, 100, ({ at }) => at === needed).map(({ at }) => at)
  expect(times(20, 24)).toEqual([20, 21, 22, 23, 24])
  const wide = times(0, 999)
  expect([wide.length, wide[0], wide[1], wide.at(-1)]).toEqual([100, 0, 10, 990])
  expect(times(20, 22, 700)).toEqual([20, 21, 22, 700])
  expect(times(2000, 3000)).toEqual([])
})

const long = 'a'.repeat(40)
it.each([
  ['', 'nothing'],
  [' a\n  b ', '“a b”'],
  [long, `“${long}”`],
  [`${long}b`, `“${'a'.repeat(39)}…”`],
])('an edit of %j names %s', (find, quote) =>
  expect(actionWords({ action: 'edit', target: 'web.yaml', find, replace: 'b' }).does).toBe(`edits web.yaml: ${quote} becomes “b”`),
)
