import { expect, it } from 'vitest'
import { theStrangeCase } from '../../cases/the-strange-case.ts'
import { httpGet, podInputs, type TryPod } from '../../sim/fixture.ts'
import { parseScenario } from '../../sim/scenario/scenario.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import { simulate } from '../../sim/simulate.ts'
import { drawingOf } from '../lanes/drawing-of.ts'
import { stateAt } from '../lanes/lanes.ts'
import { why, whyText } from './why.ts'
import { whyNot } from './why-not.ts'
import type { WhyNot } from './not-restarted.ts'
import { timeText } from '../text/duration-words.ts'
import type { EntryOf } from '../../sim/trace/trace.ts'

function lane(release: string, n: number, more: object = {}): Inputs {
  return parseScenario(JSON.stringify({ ...theStrangeCase(release), ...more })).scenario!.lanes[n]!.inputs
}

function ask(inputs: Inputs, at: number): WhyNot[] {
  return whyNot({ inputs, trace: simulate(inputs), at })
}

const text = (found: readonly WhyNot[]) => found.map(({ question, answer }) => `${question} ${answer}`)
const pod = (more: TryPod, at: number) => text(ask(podInputs(more), at))

it.each<[at: number, expected: string]>([
  [
    10,
    'Why is kube-apiserver not restarted now? Its first liveness probe comes at the first tick after 15.6 s, when it has run for 15 s; a tick is every 10 s.',
  ],
  [
    60,
    'Why is kube-apiserver not restarted now? Its liveness probe has failed 4 of 8 times in a row. 4 more are needed, so at 1 min 35 s at the earliest.',
  ],
  [95.2, 'Why is kube-apiserver not restarted yet? It is being killed since 1 min 35 s: it has 30 s to end, and gets SIGKILL then.'],
  [
    575.5,
    'Why does kube-apiserver not start again now? Its back-off of 160 s, counted from its end at 9 min 35.2 s, holds it until 12 min 15 s: 160 s more.',
  ],
  [
    580,
    'Why does kube-apiserver not start again now? Its back-off of 160 s, counted from its end at 9 min 35.2 s, holds it until 12 min 15 s: 155 s more.',
  ],
])('1.9, anonymous requests off, at %d s', (at, expected) => {
  expect(text(ask(lane('1.9', 1), at))[0]).toBe(expected)
})

it('1.9: chain, why-not, and what stands at the lane’s head say the same of a back-off, from the moment on that its wait leads to', () => {
  const inputs = lane('1.9', 1)
  const trace = simulate(inputs)
  const drawing = drawingOf(trace, inputs.duration)
  const { id, from } = drawing.tracks[0]!.waits[0]!
  const { t } = trace[id]!
  expect(trace.find((entry) => entry.kind === 'process' && entry.op === 'exited' && entry.t === from)!.id).toBe(why(trace, id)[1]!.entry)
  expect(whyText(why(trace, id))).toMatch(
    /^Back-off 160 s, but the last exit was only 0\.9 s ago: wait 159 s more\.\n← kube-apiserver ends 0\.2 s after the kill began/,
  )
  expect(text(whyNot({ inputs, trace, at: t }))[0]).toContain('holds it until 12 min 15 s: 159 s more.')
  expect(stateAt(drawing, t)).toEqual({ restarts: 6, ready: '0/1', word: 'CrashLoopBackOff' })
})

it('1.9: a back-off that the kill’s own sync asks for follows from that end, beside the older one that it counts from', () => {
  const trace = simulate(lane('1.9', 1))
  const first = trace.find((entry) => entry.kind === 'backoff' && entry.blocked)!
  const [, older, end] = why(trace, first.id)
  expect(trace[end!.entry]).toMatchObject({ kind: 'process', op: 'exited', attempt: 6 })
  expect(trace[older!.entry]).toMatchObject({ kind: 'process', op: 'exited', attempt: 5 })
  expect(older!.isBeside).toBe(true)
})

it('names the numbers’ lines, and the entries that it speaks of', () => {
  const inputs = lane('1.9', 1)
  const [found] = ask(inputs, 60)
  expect(found!.lines).toEqual([
    { file: 'kube-apiserver.yaml', line: 42, text: 'failureThreshold: 8', place: { file: 'kube-apiserver.yaml', line: 42 } },
  ])
  expect(simulate(inputs)[found!.entries[0]!.id]).toMatchObject({ kind: 'probe', result: 'failure', resultRun: 4 })
})

it('lets the restart come when it said, and no sooner', () => {
  const inputs = lane('1.9', 1)
  const kill = simulate(inputs).find((entry) => entry.kind === 'result' && entry.value === 'Failure')!
  expect(ask(inputs, 60)[0]!.answer).toContain('1 min 35 s')
  expect(Math.floor(kill.t)).toBe(95)
})

it('a startup probe goes first', () => {
  const found = text(ask(lane('1.37', 1), 100))
  expect(found).toEqual([
    'Why is kube-apiserver not restarted now? Its startup probe has failed 8 of 24 times in a row. 16 more are needed, so at 4 min 10 s at the earliest. Until it has passed, the liveness probe is not asked.',
    'Why is the pod kube-apiserver not ready? The startup probe of kube-apiserver has not passed yet: before that nothing is ready.',
  ])
})

it.each([
  ['kill', 'gone'],
  ['hang', 'hung'],
] as const)('an etcd that a tcpSocket probe does not ask for: %s', (etcd, is) => {
  const [found] = ask(lane('1.9', 3, { actions: [{ at: '300s', etcd }] }), 500)
  expect(found!.answer).toMatch(
    new RegExp(`takes a connection\\. etcd has been ${is} since 5 min all the same: the probe does not ask for it\\.$`),
  )
})

it('a hang that a tcpSocket probe does not notice', () => {
  const [found] = ask(lane('1.9', 3, { actions: [{ at: '600s', hang: 'kube-apiserver' }] }), 700)
  expect(found!.answer).toBe(
    'Its liveness probe passes, the last time at 11 min 35 s. It asks no more than whether the port takes a connection. The server has been hung since 10 min all the same.',
  )
  expect(found!.entries.map((entry) => entry.text)).toEqual(['that probe', 'the hang'])
})

it.each<[string, TryPod, number, RegExp]>([
  ['no liveness probe', {}, 30, /^Why is main not restarted now\? It has no liveness probe: nobody asks/],
  ['a probe that cannot be made', { containers: [{ liveness: '{exec: {command: [curl]}}' }] }, 30, /an error does not count: rpc error/],
  ['a probe that passes', { containers: [{ liveness: httpGet() }] }, 30, /Its liveness probe passes, the last time at 20 s\.$/],
  [
    'restartPolicy Never',
    { spec: '  restartPolicy: Never\n', containers: [{ script: { exits: { after: 5, code: 3 } } }] },
    30,
    /^Why does main not start again now\? restartPolicy is Never, and it has ended with exit code 3\.$/,
  ],
  [
    'restartPolicy OnFailure, and no failure',
    { spec: '  restartPolicy: OnFailure\n', containers: [{ script: { exits: { after: 5, code: 0 } } }] },
    30,
    /restartPolicy is OnFailure, and it has ended with exit code 0/,
  ],
  [
    'a grace of its own',
    {
      containers: [
        { liveness: httpGet('terminationGracePeriodSeconds: 7, failureThreshold: 1'), answers: { 0: 500 }, script: { onTerm: 'ignore' } },
      ],
    },
    11,
    /it has 7 s to end/,
  ],
])('%s', (_, more, at, expected) => {
  expect(pod(more, at)[0]).toMatch(expected)
})

it('says what readiness waits for', () => {
  const found = pod({ containers: [{ readiness: httpGet('failureThreshold: 2'), answers: { 0: 503 } }] }, 35)
  expect(found.at(-1)).toMatch(
    /^Why is the pod web not ready\? The readiness probe of main fails \(\d+ in a row; 2 are enough\): HTTP probe failed with statuscode: 503\.$/,
  )
  expect(pod({ containers: [{ readiness: httpGet() }] }, 35).at(-1)).not.toContain('not ready')
})

it('says why there is no pod at all', () => {
  const inputs = lane('1.9', 0)
  expect(text(ask({ ...inputs, manifests: {} }, 5))).toEqual(['Why is there no pod? There is no file in the static-pod directory.'])
  expect(text(ask({ ...inputs, manifests: { 'a.yaml': 'kind: Pod\n' } }, 5))[0]).toMatch(
    /^Why is there no pod\? The kubelet makes no pod of a\.yaml: /,
  )
  const tabbed = 'apiVersion: v1\nmetadata:\n  name: web\n\tlabels: {}\nkind: Pod\n'
  const [found] = ask({ ...inputs, manifests: { 'a.yaml': tabbed } }, 5)
  expect([found?.answer, found?.lines[0]?.line]).toEqual([
    'The kubelet makes no pod of a.yaml: Line 4 is indented with a tab, and YAML allows spaces alone. The kubelet says: yaml: line 3: found a tab character that violates indentation.',
    4,
  ])
})

it.each(['1.9', '1.19', '1.37'])('%s: an edit’s new pod is not asked about the old one’s end, grace or probes', (release) => {
  const grace = '  terminationGracePeriodSeconds: 40\n'
  const inputs = lane(release, 0, { actions: [{ at: '100s', edit: 'kube-apiserver.yaml', find: 'spec:\n', replace: `spec:\n${grace}` }] })
  const trace = simulate(inputs)
  const end = trace.find((entry) => entry.kind === 'process' && entry.op === 'exited')!.t
  const fresh = trace.findLast((entry) => entry.kind === 'process' && entry.op === 'started')!.t
  const removed = trace.find((entry) => entry.kind === 'sync' && entry.op === 'REMOVE')!.t
  const old = text(ask(inputs, (removed + Math.min(end, fresh)) / 2))
  expect(old[0]).toMatch(
    /^Why does kube-apiserver of the old pod still run\? Its file was taken away or changed at 1 min 40 s: it has 30 s to end/,
  )
  for (const at of [fresh + 0.1, end + 0.1, 140]) expect(text(ask(inputs, at)).join('\n')).not.toMatch(/It ended at|not restarted yet/)
  expect(
    old.some((said) => /^Why does the new pod kube-apiserver not start yet\? The one before it is still being stopped/.test(said)),
  ).toBe(release === '1.37')
})

it('a spoiled file: its pod goes on, and that is what is asked about', () => {
  const spoil = (release: string, at: number) =>
    text(ask(lane(release, 1, { actions: [{ at: '100s', spoil: 'kube-apiserver.yaml' }] }), at))
  for (const [release, until] of [
    ['1.9', 'goes on.'],
    ['1.19', 'until the directory is next listed, every 20 s.'],
  ] as const) {
    const [first, second] = spoil(release, 100.5)
    expect(first).toMatch(/^Why does kube-apiserver not follow kube-apiserver\.yaml\? The kubelet makes no pod of kube-apiserver\.yaml: /)
    expect(first!.endsWith(until)).toBe(true)
    expect(second).toMatch(/^Why is kube-apiserver not restarted/)
  }
  expect(spoil('1.19', 200)).toHaveLength(1)
  expect(spoil('1.19', 200)[0]).toMatch(/^Why is there no pod\? The kubelet makes no pod of kube-apiserver\.yaml: /)
})

it('an init container that runs has no readiness to wait for', () => {
  const found = pod(
    { containers: [{ name: 'first', init: true, script: { exits: { after: 50, code: 0 } } }, { readiness: httpGet() }] },
    20,
  )
  expect(found.at(-1)).toBe(
    'Why is the pod web not ready? The init container first has not ended yet: all others wait until it has, with exit code 0.',
  )
})

it('a postStart hook that hangs is named, and not a probe to come', () => {
  const hook = '    lifecycle: {postStart: {httpGet: {host: 127.0.0.1, port: 7001, path: /hook}}}\n'
  const found = pod({ containers: [{ liveness: httpGet(), more: hook, answers: { 0: 'hang' } }] }, 60)
  expect(found[0]).toMatch(/^Why is main not restarted now\? Its postStart hook has been running since \d/)
  expect(pod({ containers: [{ liveness: httpGet(), more: hook }] }, 60)[0]).toMatch(/Its liveness probe passes/)
})

it('1.19: a startup probe’s verdict waits for a sync', () => {
  const inputs = lane('1.19', 1)
  const trace = simulate(inputs)
  const verdict = trace.find((entry) => entry.kind === 'result' && entry.probe === 'startup' && entry.value === 'Failure')!
  const kill = trace.find((entry) => entry.kind === 'event' && entry.reason === 'Killing')!
  expect(kill.t - verdict.t).toBeGreaterThan(1)
  expect(text(ask(inputs, verdict.t + 0.5))[0]).toMatch(
    /^Why is kube-apiserver not restarted yet\? Its startup probe counts as failed since .*, and the kubelet kills it when it next looks at its pod: up to 1\.20 that may take 90 s\.$/,
  )
  expect(text(ask(inputs, kill.t + 0.5))[0]).toMatch(/It is being killed since/)
})

it('the grace is that of what kills: a probe’s own for that probe, else the pod’s', () => {
  const more = {
    containers: [
      {
        liveness: httpGet('terminationGracePeriodSeconds: 7, failureThreshold: 1'),
        answers: { 0: 200, 40: 500 } as const,
        script: { onTerm: 'ignore' as const },
      },
    ],
  }
  const removed = { ...more, inputs: { actions: [{ at: 20, remove: '/etc/kubernetes/manifests/web.yaml' }] } }
  expect(pod(removed, 21)[0]).toMatch(/still run\? .*it has 30 s to end/)
  expect(pod(more, 51)[0]).toMatch(/it has 7 s to end/)
})

it('names the same time in a sentence and beside it: an end within the first second', () => {
  const inputs = podInputs({ containers: [{ script: { exits: { after: 0.1, code: 1 } } }] })
  const trace = simulate(inputs)
  const end = trace.find((entry) => entry.kind === 'process' && entry.op === 'exited')!
  expect(text(whyNot({ inputs, trace, at: end.t }))[0]).toContain(`It ended at ${timeText(end.t)}, `)
  expect(timeText(end.t)).not.toBe('0 s')
})

it.each(['1.9', '1.37'])('%s: of a text that cannot be read the line itself is shown, not the error once more', (release) => {
  const [found] = ask(lane(release, 1, { actions: [{ at: '300s', spoil: 'kube-apiserver.yaml' }] }), 400)
  const { answer, lines } = found!
  expect(answer).toContain('yaml: line ')
  expect(lines).toHaveLength(1)
  expect(lines[0]!.text).not.toContain('yaml: line')
})

it('in JSON a line that only opens a container is passed over', () => {
  const json = JSON.stringify(
    { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec: { containers: [{ name: 'main', image: 'web:1' }] } },
    null,
    2,
  )
  const inputs = { ...podInputs({ containers: [{}] }), manifests: { 'web.json': json } }
  expect(ask(inputs, 60)[0]!.lines).toMatchObject([{ file: 'web.json', text: '"name": "main",' }])
})

const NOW = 'Why is main not restarted now?'
const AGAIN = 'Why does main not start again now?'
const UNTIL = 'Until it has passed, the liveness probe is not asked.'
const CRASHES: TryPod = { duration: 40, containers: [{ script: { exits: { after: 5, code: 3 } } }] }
const STARTS: TryPod = {
  duration: 40,
  containers: [
    { startup: httpGet('initialDelaySeconds: 3, periodSeconds: 5, failureThreshold: 2'), liveness: httpGet(), answers: { 0: 500, 7: 200 } },
  ],
}
it.each<[string, TryPod, number, answer: string, entries: string, lines: number[]]>([
  [
    'a probe before its initial delay is over',
    STARTS,
    3.31,
    `${NOW} Its first startup probe comes at the first tick after 3.3 s, when it has run for 3 s; a tick is every 5 s. ${UNTIL}`,
    'its start',
    [11],
  ],
  [
    'a probe from then on',
    STARTS,
    3.32,
    `${NOW} Its first startup probe is still to come: one is sent every 5 s. ${UNTIL}`,
    'its start',
    [11],
  ],
  [
    'a probe that has failed once, by two fields of one line',
    STARTS,
    6,
    `${NOW} Its startup probe has failed 1 of 2 times in a row. 1 more is needed, so at 10 s at the earliest. ${UNTIL}`,
    'the last failure',
    [11],
  ],
  [
    'a life without a liveness probe',
    CRASHES,
    1,
    `${NOW} It has no liveness probe: nobody asks whether it still answers. Only its own end would have it started again.`,
    'its start',
    [8],
  ],
  [
    'a startup probe that has passed, alone',
    { containers: [{ startup: httpGet() }] },
    30,
    `${NOW} Its startup probe has passed, and it has no liveness probe: nobody asks whether it still answers. Only its own end would have it started again.`,
    'its start',
    [8],
  ],
  [
    'an end that no sync knows of yet',
    CRASHES,
    6,
    `${AGAIN} It ended at 5.3 s, and the kubelet’s next sync is still to come.`,
    'its end',
    [],
  ],
  [
    'a start that the status does not show yet',
    CRASHES,
    6.351,
    `Why is main not restarted again? It has just been started again; the pod’s status, which kubectl shows, still says Error.`,
    'its start',
    [],
  ],
  [
    'a start that the status shows',
    CRASHES,
    6.36,
    `Why is main not restarted again? It has no liveness probe: nobody asks whether it still answers. Only its own end would have it started again.`,
    'its start',
    [8],
  ],
  [
    'a back-off, from the newest end on',
    CRASHES,
    20,
    `${AGAIN} Its back-off of 10 s, counted from its end at 11.3 s, holds it until 21 s: 1.4 s more.`,
    'the back-off, its end',
    [],
  ],
  [
    'a back-off that is over',
    CRASHES,
    22,
    `${AGAIN} Its back-off is over since 21 s: the next sync starts it.`,
    'the back-off, its end',
    [],
  ],
  [
    'a back-off that is over, of a release that does not wait for just that',
    { ...CRASHES, kubernetes: '1.19' },
    22,
    `${AGAIN} Its back-off is over since 21 s: it is tried again every 10 to 15 s.`,
    'the back-off, its end',
    [],
  ],
  [
    'the next life’s end, with the back-off of the one before',
    CRASHES,
    31.1,
    `${AGAIN} It ended at 31 s, and the kubelet’s next sync is still to come.`,
    'its end',
    [],
  ],
])('of %s', (_, more, at, answer, entries, lines) => {
  const [found] = ask(podInputs(more), at)
  expect(`${found!.question} ${found!.answer}`).toBe(answer)
  expect(found!.entries.map((entry) => entry.text).join(', ')).toBe(entries)
  expect(found!.lines.map(({ line }) => line)).toEqual(lines)
})

const STILL = 'still to come: one is sent every 10 s.'
const BLIND = 'it has no liveness probe: nobody asks whether it still answers. Only its own end would have it started again.'
it.each<[what: string, more: TryPod, at: number, expected: string[]]>([
  [
    'a readiness probe that errs',
    { containers: [{ readiness: '{httpGet: {port: nowhere}}' }] },
    35,
    [
      `Why is main not restarted now? I${BLIND.slice(1)}`,
      'Why is the pod web not ready? The readiness probe of main could not be made: port "nowhere" not found.',
    ],
  ],
  [
    'a readiness probe that fails without a word',
    {
      containers: [
        {
          readiness: '{exec: {command: [/ready]}}',
          script: { execs: [{ command: ['/ready'], code: 1, output: '', after: 0, missing: false }] },
        },
      ],
    },
    35,
    [
      `Why is main not restarted now? I${BLIND.slice(1)}`,
      'Why is the pod web not ready? The readiness probe of main fails (5 in a row; 3 are enough).',
    ],
  ],
  [
    'a readiness probe that waits',
    { containers: [{ readiness: httpGet('initialDelaySeconds: 20') }] },
    5,
    [
      `Why is main not restarted now? I${BLIND.slice(1)}`,
      'Why is the pod web not ready? The readiness probe of main has not been answered yet: until it has passed, it is not ready.',
    ],
  ],
  [
    'a startup probe, before',
    { containers: [{ startup: httpGet('periodSeconds: 10') }] },
    3,
    [
      `Why is main not restarted now? Its first startup probe is ${STILL} Until it has passed, the liveness probe is not asked.`.replace(
        '10 s.',
        '10 s.',
      ),
      'Why is the pod web not ready? The startup probe of main has not passed yet: before that nothing is ready.',
    ],
  ],
  [
    'a startup probe, after',
    { containers: [{ startup: httpGet('periodSeconds: 10') }] },
    10.5,
    [`Why is main not restarted now? Its startup probe has passed, and ${BLIND}`],
  ],
])('%s', (_, more, at, expected) => expect(pod(more, at)).toEqual(expected))

const FAILING: TryPod = { containers: [{ liveness: httpGet('periodSeconds: 10, failureThreshold: 3'), answers: { 0: 500 } }] }
it.each([
  [5, `not restarted now? Its first liveness probe is ${STILL}`],
  [15, 'not restarted now? Its liveness probe has failed 1 of 3 times in a row. 2 more are needed, so at 30 s at the earliest.'],
  [25, 'not restarted now? Its liveness probe has failed 2 of 3 times in a row. 1 more is needed, so at 30 s at the earliest.'],
  [30.05, 'start again now? It ended at 30 s, and the kubelet’s next sync is still to come.'],
])('a probe that fails three times, at %d s: %s', (at, says) => expect(pod(FAILING, at)[0]).toContain(says))

it('a back-off holds until its very end, and no longer', () => {
  const ends: TryPod = { containers: [{ script: { exits: { after: 5, code: 1 } } }] }
  const wait = simulate(podInputs(ends)).find((entry) => entry.kind === 'backoff' && entry.blocked) as EntryOf<'backoff'>
  const says = (at: number) => pod(ends, at)[0]!.replace('Why does main not start again now? ', '')
  expect(says(wait.t)).toBe('Its back-off of 10 s, counted from its end at 11.3 s, holds it until 21 s: 9.2 s more.')
  expect([wait.until! - 0.01, wait.until!, wait.until! + 0.01].map((at) => says(at).includes('is over since 21 s'))).toEqual([
    false,
    true,
    true,
  ])
})

it('a pod that the kubelet read before its file was written, by a recording’s pins, is passed over when it goes', () => {
  const good = 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: web, image: "web:1"}]}\n'
  const { inputs } = parseScenario(
    JSON.stringify({
      whyrestart: 1,
      duration: '1m',
      manifests: { 'web.yaml': 'kind: [' },
      actions: [
        { at: '10s', write: 'web.yaml', content: good },
        { at: '30s', remove: 'web.yaml' },
      ],
      chance: { actions: [9.5, 29.5] },
    }),
  ).scenario!.lanes[0]!
  expect(text(ask(inputs, 20))).toEqual(['Why is there no pod? The kubelet has not taken it up yet.'])
  expect(text(ask(inputs, 50))).toEqual(['Why is there no pod? There is no file in the static-pod directory.'])
})
