import { expect, it, vi } from 'vitest'
import { drawn, SEED } from '../../drawn-fixture.ts'
import { kubeadmPlane } from '../../cases/kubeadm-plane.ts'
import { theStrangeCase } from '../../cases/the-strange-case.ts'
import { httpGet, podInputs, type TryContainer, type TryPod } from '../../sim/fixture.ts'
import { parseScenario } from '../../sim/scenario/scenario.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import { simulate } from '../../sim/simulate.ts'
import type { Trace } from '../../sim/trace/trace.ts'
import { clockWords, lengthWords } from '../text/duration-words.ts'
import { isRestart } from '../lanes/ends.ts'
import { restartsAt } from '../lanes/summary.ts'
import { changesOf, numbersOf } from './what-if-changes.ts'
import { otherOf, restartOf, type WhatIf, whatIf } from './what-if.ts'

// hundreds of runs each
vi.setConfig({ testTimeout: 120_000 })

function lane(release: string, n: number): Inputs {
  return parseScenario(JSON.stringify(theStrangeCase(release))).scenario!.lanes[n]!.inputs
}

/** What would have prevented a lane's restart of that number. */
function ask(inputs: Inputs, number = 1): WhatIf | undefined {
  const trace = simulate(inputs)
  return finish(
    inputs,
    trace,
    trace.find((entry) => entry.kind === 'process' && entry.op === 'started' && entry.attempt === number)?.id ?? -1,
  )
}

function finish(inputs: Inputs, trace: Trace, id: number): WhatIf | undefined {
  const steps = whatIf(inputs, trace, id)
  let step = steps.next()
  while (!step.done) step = steps.next()
  return step.value
}

function titles(answer: WhatIf | undefined): string[] {
  return (answer?.best ?? []).map(({ title, prices }) => [title, ...prices].join('. '))
}

const HOUR = 3600

/** When a container first ends after a time. */
function endsAfter(trace: Trace, container: string, t: number): number {
  return trace.find((entry) => entry.kind === 'process' && entry.op === 'exited' && entry.container === container && entry.t > t)!.t
}

/** Each answer, simulated from its own inputs: for its run, and for hours, with a hang after one where it promises anything of one. */
function verify(inputs: Inputs, { file, best, restart: of, without }: WhatIf): void {
  const restart = of!
  for (const { index, restarts } of without)
    expect(restartsAt(simulate({ ...inputs, actions: inputs.actions.filter((_, i) => i !== index) }), inputs.duration)).toBe(restarts)
  for (const { text, restarts, diff, prices } of drawn(best, 1)) {
    const changed = { ...inputs, manifests: { ...inputs.manifests, [file]: text } }
    const trace = simulate(changed)
    expect(restartsAt(trace, inputs.duration), `TEST_SEED=${SEED}`).toBe(restarts)
    expect(restarts).toBeLessThan(restart.number)
    expect(diff.length).toBeGreaterThan(0)
    const price = prices.join(' ')
    const again = (entry: Trace[number], after = 0) =>
      entry.kind === 'process' && entry.op === 'started' && entry.attempt > 0 && entry.container === restart.container && entry.t > after
    const long = simulate({ ...changed, duration: 4 * HOUR }).find((entry) => again(entry, inputs.duration))
    expect([price, long && clockWords(long.t)]).toEqual([price, /comes at (.*)\./.exec(price)?.[1]])
    if (price.includes('puts it off')) continue
    expect([price, trace.some((entry) => entry.kind === 'status' && entry.ready)]).toEqual([price, !price.includes('never ready')])
    const [, atStart, ends] = /hang (right after the start )?would end only after (.*)\./.exec(price) ?? []
    const at = atStart
      ? trace.find((entry) => entry.kind === 'process' && entry.op === 'started' && entry.container === restart.container)!.t + 1
      : inputs.duration
    const seconds =
      ends === undefined
        ? undefined
        : endsAfter(simulate({ ...changed, duration: at + 4 * HOUR, actions: [{ at, hang: restart.container }] }), restart.container, at) -
          at
    expect([price, seconds && lengthWords(Math.round(seconds))]).toEqual([price, ends])
    const hung = simulate({ ...changed, duration: 4 * HOUR, actions: [{ at: HOUR, hang: restart.container }] })
    expect([price, hung.some((entry) => again(entry, HOUR))]).toEqual([price, !/would not be noticed|never ready/.test(price)])
  }
}

const HANG = 'A hang would not be noticed.'
const ANONYMOUS =
  'without --anonymous-auth=false. Requests without credentials are let in again, as system:anonymous: to all that the authorization gives it, such as /version.'

it('finds the flag that an administrator added, and the two ways to ask less', () => {
  const inputs = lane('1.9', 1)
  const answer = ask(inputs, 6)!
  expect(titles(answer)).toEqual([
    ANONYMOUS,
    `a tcpSocket probe instead of httpGet in livenessProbe. ${HANG}`,
    'without livenessProbe. No such probe any more: a hang would not be noticed.',
  ])
  expect(answer.best.map(({ before, restarts }) => [before, restarts])).toEqual([
    [11, 0],
    [11, 0],
    [11, 0],
  ])
  expect(answer.best[0]!.diff).toEqual(['-    - --anonymous-auth=false'])
  expect(answer.best[1]!.diff).toEqual(['-      httpGet:', '+      tcpSocket:', '-        path: /healthz', '-        scheme: HTTPS'])
  verify(inputs, answer)
})

it('finds the flag today too, and no longer wait that would only put it off', () => {
  const inputs = lane('1.19', 1)
  const answer = ask(inputs, 2)!
  expect(titles(answer)).toEqual([ANONYMOUS])
  verify(inputs, answer)
})

it.each<[string, TryPod, string]>([
  [
    'a start that takes longer than the probe waits',
    { containers: [{ liveness: httpGet('initialDelaySeconds: 5, periodSeconds: 5'), answers: { 0: 500, 33: 200 } }] },
    'a startupProbe like the livenessProbe, with failureThreshold: 7',
  ],
  [
    'the same start on a release that has no startup probe yet',
    { kubernetes: '1.15', containers: [{ liveness: httpGet('initialDelaySeconds: 5, periodSeconds: 5'), answers: { 0: 500, 33: 200 } }] },
    'failureThreshold in livenessProbe: 7 instead of 3',
  ],
  [
    'a threshold that is one too low',
    { containers: [{ liveness: httpGet('failureThreshold: 4, periodSeconds: 10'), answers: { 0: 200, 35: 500, 75: 200 } }] },
    'failureThreshold in livenessProbe: 5 instead of 4',
  ],
  [
    'a path that asks for too much',
    { containers: [{ liveness: httpGet(), answers: { 0: 404 } }] },
    'a tcpSocket probe instead of httpGet in livenessProbe',
  ],
])('finds the nearest number, or the smaller block: %s', (_, pod, title) => {
  const inputs = podInputs(pod)
  const answer = ask(inputs)!
  expect(titles(answer)[0]!.split('. ')[0]).toBe(title)
  verify(inputs, answer)
})

it('offers no number that only puts it off, and nothing that does where there is nothing else, however long after the run the restart comes', () => {
  // a startup probe's 24 failures, 10 minutes of run
  const inputs = { ...lane('1.19', 1), duration: 600 }
  const answer = ask(inputs)!
  expect(titles(answer)[0]).toBe(ANONYMOUS)
  expect(titles(answer).filter((title) => /puts it off|failureThreshold|periodSeconds/.test(title))).toEqual([])
  verify(inputs, answer)
  const exits = podInputs({
    duration: 60,
    containers: [
      { liveness: httpGet('periodSeconds: 5, failureThreshold: 2'), answers: { 0: 500 }, script: { exits: { after: 90, code: 1 } } },
    ],
  })
  expect(ask(exits)).toMatchObject({ best: [], note: 'No single change of web.yaml ends it: those that were found only put it off.' })
})

it('knows that a slow probe notices a hang too, and says how late', () => {
  const pod: TryPod = {
    duration: 1800,
    containers: [{ liveness: httpGet('periodSeconds: 60, failureThreshold: 20'), answers: { 0: 500, 1210: 200 } }],
  }
  const inputs = podInputs(pod)
  const found = titles(ask(inputs))
  expect(found[0]).toMatch(
    /^a startupProbe like the livenessProbe, with failureThreshold: 21\. A hang right after the start would end only after 2\d min/,
  )
  expect(found[1]).toMatch(/^failureThreshold in livenessProbe: 21 instead of 20\. A hang would end only after 2\d min/)
  verify(inputs, ask(inputs)!)
})

it('takes what the scenario ends for no restart to prevent', () => {
  const off = lane('1.9', 1)
  const killed = { ...off, actions: [{ at: 300, kill: 'kube-apiserver' }] }
  expect(ask(killed, 2)!.best.map(({ title, before, restarts }) => [title, before, restarts])[0]).toEqual([
    'without --anonymous-auth=false',
    11,
    1,
  ])
  expect(ask({ ...lane('1.9', 0), actions: [{ at: 300, kill: 'kube-apiserver' }] })).toMatchObject({
    best: [],
    runs: 0,
    note: 'The scenario kills kube-apiserver (SIGKILL): no line of a manifest prevents that.',
  })
  expect(ask({ ...lane('1.9', 0), actions: [{ at: 300, crictl: 'stop kube-apiserver' }] })).toMatchObject({ best: [], runs: 0 })
  const removed = { ...off, actions: [{ at: 400, remove: '/etc/kubernetes/manifests/kube-apiserver.yaml' }] }
  expect(ask(removed)!.best[0]).toMatchObject({ title: 'without --anonymous-auth=false', restarts: 0 })
  const gone = simulate(removed)
  expect(restartOf(gone, gone.findLast((entry) => entry.kind === 'process' && entry.op === 'exited')!.id)).toBe(undefined)
})

it('offers no pod that is never ready where another change helps, and says so where none does', () => {
  const today = lane('1.37', 1)
  expect(titles(ask(today)).filter((title) => /ports|never ready/.test(title))).toEqual([])
  const crash = podInputs({
    containers: [
      {
        liveness: '{httpGet: {port: web}}',
        more: '    ports: [{containerPort: 7001, name: web}]\n',
        readiness: httpGet(),
        answers: { 0: 500 },
      },
    ],
  })
  const answer = ask(crash)!
  expect(answer.best.length).toBeGreaterThan(0)
  expect(titles(answer).filter((title) => !/The pod is never ready|Only puts it off/.test(title))).toEqual([])
})

it('answers for every entry that led to the restart, and for none that did not', () => {
  const inputs = lane('1.9', 1)
  const trace = simulate(inputs)
  const second = {
    pod: 'kube-apiserver',
    container: 'kube-apiserver',
    number: 1,
    // a restart begins as its container is created, some tenths of a second before the process runs
    t: expect.closeTo(trace.find((entry) => entry.kind === 'process' && entry.op === 'started' && entry.attempt === 1)!.t, 0) as number,
    end: trace.find((entry) => entry.kind === 'process' && entry.op === 'exited')!.id,
  }
  const failed = trace.find((entry) => entry.kind === 'probe')!
  const result = trace.find((entry) => entry.kind === 'result' && entry.value === 'Failure')!
  const kill = trace.find((entry) => entry.kind === 'event' && entry.reason === 'Killing')!
  for (const { id } of [failed, result, kill]) expect(finish(inputs, trace, id)?.restart).toEqual(second)
  const calm = lane('1.9', 0)
  const passes = simulate(calm)
  expect(passes.every(({ id }) => restartOf(passes, id) === undefined)).toBe(true)
})

it('says so where no single change helps, and where the text is an action’s', () => {
  const crash = podInputs({ containers: [{ script: { exits: { after: 5, code: 1 } } }] })
  expect(ask(crash)).toMatchObject({ best: [], file: 'web.yaml' })
  expect(ask(lane('1.37', 2))).toMatchObject({ best: [] })
  const { manifests } = lane('1.9', 1)
  const edited = {
    ...lane('1.9', 0),
    actions: [{ at: 30, write: '/etc/kubernetes/manifests/kube-apiserver.yaml', content: manifests['kube-apiserver.yaml']! }],
  }
  const answer = ask(edited)!
  expect(answer).toMatchObject({
    best: [],
    note: expect.stringContaining('changed by an action'),
    without: [{ index: 0, at: 30, told: { action: 'write' }, isEdit: true, restarts: 0 }],
  })
  verify(edited, answer)
})

it('tries no line of what happened, of a file that is gone, and of a deadline that an action has set', () => {
  const crash = podInputs({ containers: [{ liveness: httpGet(), answers: { 0: 404 } }] })
  const trace = simulate(crash)
  expect(finish({ ...crash, happened: [] }, trace, trace.find(isRestart)!.id)).toMatchObject({
    runs: 0,
    note: 'This is what happened: the lane that simulates it can be changed.',
  })
  const unready = { readiness: httpGet('periodSeconds: 2'), answers: { 0: 404 }, script: { onTerm: { after: 20, code: 0 } } } as const
  const gone = podInputs({ duration: 60, containers: [unready], inputs: { actions: [{ at: 20, remove: 'web.yaml' }] } })
  const late = simulate(gone)
  const warned = late.find((entry) => entry.kind === 'event' && entry.type === 'Warning' && entry.t > 20)!
  expect(finish(gone, late, warned.id)).toMatchObject({ file: '', best: [], note: 'No file had the pod web any more by then.' })
  const edit = { at: 10, edit: 'web.yaml', find: 'Seconds: 300', replace: 'Seconds: 40' }
  const ended = podInputs({ spec: '  activeDeadlineSeconds: 300\n', inputs: { actions: [edit] } })
  const told = simulate(ended)
  expect(finish(ended, told, told.find((entry) => entry.kind === 'event' && entry.reason === 'DeadlineExceeded')!.id)).toMatchObject({
    without: [{ outcome: 'its deadline does not end it' }],
    best: [],
    note: 'web.yaml had been changed by an action by then, so no line of it was tried.',
  })
})

it('counts a change with which fewer restarts come, where none keeps all away, and says which it only puts off', () => {
  const script = { lives: [{ exits: { after: 5, code: 1 } }] }
  const inputs = podInputs({ duration: 26, containers: [{ liveness: httpGet('failureThreshold: 1'), answers: { 0: 404 }, script }] })
  expect(titles(ask(inputs, 2))).toEqual([
    `a tcpSocket probe instead of httpGet in livenessProbe. ${HANG}`,
    'without failureThreshold in livenessProbe. Only puts it off: restart 2 comes at 30 s.',
    'without livenessProbe. No such probe any more: a hang would not be noticed.',
  ])
})

it('leaves etcd out of what a probe asks where etcd is lost, and names what each other way costs', () => {
  const inputs = {
    ...lane('1.37', 0),
    actions: [
      { at: 300, etcd: 'kill' },
      { at: 900, etcd: 'start' },
    ],
  } satisfies Inputs
  const answer = ask(inputs, 8)!
  expect(titles(answer)).toEqual([
    'path in livenessProbe: /livez?exclude=etcd instead of /livez',
    expect.stringMatching(/^failureThreshold in livenessProbe: \d+ instead of 8\. A hang would end only after 10 min/),
    `a tcpSocket probe instead of httpGet in livenessProbe. ${HANG}`,
  ])
  expect(answer.without).toEqual([{ index: 0, at: 300, told: { action: 'etcd', target: 'kill' }, isEdit: false, before: 8, restarts: 0 }])
  verify(inputs, answer)
  const old = { ...lane('1.9', 0), actions: inputs.actions }
  const before = ask(old)!
  expect(titles(before).join()).not.toContain('exclude')
  verify(old, before)
})

it('leaves etcd out of what a kube-apiserver’s own probe asks, and of no other container’s', () => {
  const text = lane('1.37', 0).manifests['kube-apiserver.yaml']!
  const side = `  - name: side\n    image: side\n    livenessProbe:\n      httpGet: {path: /healthz, port: 8080}\n`
  const titlesOf = (manifest: string) => changesOf(manifest).flatMap(({ title }) => (title.includes('exclude') ? [title] : []))
  expect(titlesOf(text.replace('  containers:\n', `  containers:\n${side}`))).toEqual(titlesOf(text))
  expect(titlesOf(text)).not.toEqual([])
})

it('says what a kube-apiserver guards no more where a flag goes or is another', () => {
  const text = lane('1.37', 1).manifests['kube-apiserver.yaml']!.replace('=Node,RBAC', '=AlwaysAllow')
  const costs = changesOf(text).flatMap(({ title, notes }) => (notes ? [`${title}: ${notes.join()}`] : []))
  const all =
    'Requests without credentials are let in again, as system:anonymous: to all that the authorization gives it, such as /version.'
  expect(costs).toEqual([
    'without --authorization-mode=AlwaysAllow: Everybody who is let in may do everything then.',
    'without --enable-admission-plugins=NodeRestriction: A kubelet may change other nodes and their pods then.',
    `without --anonymous-auth=false: ${all}`,
    `--anonymous-auth=true instead of --anonymous-auth=false: ${all}`,
  ])
})

it('says how late a hang right after the start would end, where a change lets a container wait longer only then', () => {
  const inputs = podInputs({
    containers: [
      {
        liveness: httpGet('periodSeconds: 5'),
        more: '    startupProbe: {httpGet: {port: 7001}, periodSeconds: 5, failureThreshold: 2}\n',
        answers: { 0: 500, 33: 200 },
      },
    ],
  })
  const answer = ask(inputs)!
  expect(titles(answer)[0]).toMatch(/^\w+ in startupProbe: \d+ instead of \d\. A hang right after the start would end only after /)
  verify(inputs, answer)
})

it('names an item of a list with its list, and an argument as it stands', () => {
  const rules = '[{action: Restart, exitCodes: {operator: In, values: [42, 7]}}]'
  const text = `spec: {containers: [{name: a, args: [--on, --off], restartPolicyRules: ${rules}}]}`
  const titles = changesOf(text).map(({ title }) => title)
  expect(titles).toEqual(expect.arrayContaining(['without 42 in exitCodes.values', 'without --on']))
})

it('changes no word of a probe’s command, whose flags are another program’s', () => {
  const text = 'spec: {containers: [{name: a, livenessProbe: {exec: {command: [probe, --quick, --timeout=5]}}}]}'
  expect(changesOf(text).flatMap(({ title }) => (title.includes('--') ? [title] : []))).toEqual([])
  expect(numbersOf(text)).toEqual([])
})

it('counts what it tries from the first on', () => {
  const inputs = podInputs({ containers: [{ liveness: httpGet(), answers: { 0: 404 } }] })
  const trace = simulate(inputs)
  const restart = trace.find((entry) => entry.kind === 'process' && entry.op === 'started' && entry.attempt === 1)!
  expect(whatIf(inputs, trace, restart.id).next().value).toEqual({ done: 0, of: 21 })
})

it('changes block style, brackets and quotes alike, one thing at a time', () => {
  const block =
    'spec:\n  containers:\n  - livenessProbe:\n      httpGet:\n        path: /\n        port: 80   # a comment\n      periodSeconds: 5\n    name: "a"\n    args:\n    - --on=true\n    - --off\n    - word\n'
  const texts = (text: string) => Object.fromEntries(changesOf(text).map(({ title, text: changed }) => [title, changed]))
  expect(Object.keys(texts(block))).toEqual([
    'without livenessProbe',
    'without httpGet in livenessProbe',
    'a tcpSocket probe instead of httpGet in livenessProbe',
    'without path in livenessProbe',
    'without port in livenessProbe',
    'without periodSeconds in livenessProbe',
    'without name',
    'without args',
    'without --on=true',
    '--on=false instead of --on=true',
    'without --off',
    '--off=false instead of --off',
  ])
  expect(texts(block)['without livenessProbe']).toBe(
    'spec:\n  containers:\n  - name: "a"\n    args:\n    - --on=true\n    - --off\n    - word\n',
  )
  expect(texts(block)['a tcpSocket probe instead of httpGet in livenessProbe']).toContain(
    '      tcpSocket:\n        port: 80   # a comment\n      periodSeconds: 5\n',
  )
  const flow = 'spec: {containers: [{livenessProbe: {httpGet: {port: 80, scheme: HTTP}, periodSeconds: 5}, name: a}]}\n'
  expect(texts(flow)['scheme in livenessProbe: HTTPS instead of HTTP']).toBe(flow.replace('HTTP}', 'HTTPS}'))
  expect(texts(flow)['a tcpSocket probe instead of httpGet in livenessProbe']).toBe(
    flow.replace('httpGet: {port: 80, scheme: HTTP}', 'tcpSocket: {port: 80}'),
  )
  expect(texts(flow)['without periodSeconds in livenessProbe']).toBe(flow.replace(', periodSeconds: 5', ''))
  expect(numbersOf(block).map(({ value, to }) => [value, to(value + 1).title])).toEqual([
    [80, 'port in livenessProbe: 81 instead of 80'],
    [5, 'periodSeconds in livenessProbe: 6 instead of 5'],
  ])
  expect(Object.keys(texts('a:\n- - x\n  - y\nb: false\n'))).toEqual([
    'without a',
    'without y in a[0]',
    'without b',
    'b: true instead of false',
  ])
  expect(changesOf('a: [')).toEqual([])
})

it('changes the file that the kubelet reads: of two with one pod the last, or what it was copied from', () => {
  const off = lane('1.9', 1)
  const text = off.manifests['kube-apiserver.yaml']!
  const beside = { ...off, manifests: { 'kube-apiserver.yaml': text, 'kube-apiserver.yaml.bak': text } }
  expect(ask(beside)).toMatchObject({ file: 'kube-apiserver.yaml.bak', best: [{ title: 'without --anonymous-auth=false' }, {}, {}] })
  const directory = '/etc/kubernetes/manifests/'
  const copied = { ...off, actions: [{ at: 1, copy: `${directory}kube-apiserver.yaml`, to: `${directory}kube-apiserver.yaml.bak` }] }
  expect(ask(copied)).toMatchObject({ file: 'kube-apiserver.yaml', best: [{ title: 'without --anonymous-auth=false' }, {}, {}] })
})

it('mends a wrong port where the probe names it: nobody looks for the server elsewhere', () => {
  const calm = lane('1.9', 0)
  const name = 'kube-apiserver.yaml'
  const text = calm.manifests[name]!.replace(/^(\s+port: )6443$/m, '$16444')
  expect(text).not.toBe(calm.manifests[name])
  const answer = titles(ask({ ...calm, manifests: { ...calm.manifests, [name]: text } }))
  expect(answer[0]).toBe('port in livenessProbe: 6443 instead of 6444')
  expect(answer.join('\n')).not.toContain('--secure-port')
  // where clients never reached it no change is to blame
  const moved = text.replaceAll('6443', '7443').replace('port: 6444', 'port: 7443').replace('path: /healthz', 'path: /nowhere')
  expect(titles(ask({ ...calm, manifests: { ...calm.manifests, [name]: moved } }))[0]).toBe(
    'path in livenessProbe: /healthz instead of /nowhere',
  )
})

const body = (more: string) => `    ports: [{containerPort: 7001}]\n${more}`

it.each<[string, TryPod, string]>([
  [
    'a wrong port, in two probes at once',
    { containers: [{ liveness: '{httpGet: {port: 9090}}', readiness: '{httpGet: {port: 9090}}', more: body('') }] },
    'port in livenessProbe and readinessProbe: 7001 instead of 9090',
  ],
  [
    'a wrong path, where the program is known to have another',
    {
      containers: [
        {
          liveness: httpGet(),
          script: {
            answers: [
              { from: 0, status: 404 },
              { from: 0, path: '/alive', status: 200 },
            ],
          },
        },
      ],
    },
    'path in livenessProbe: /alive instead of /healthz',
  ],
  [
    'a scheme that nobody has written',
    { containers: [{ liveness: httpGet(), script: { listens: [{ port: 7001, tls: true, after: 0 }] } }] },
    'scheme in livenessProbe: HTTPS instead of HTTP',
  ],
  [
    'a time-out that nobody has written, and that is too short',
    { containers: [{ liveness: httpGet(), script: { answers: [{ from: 0, status: 200, after: 2.5 }] } }] },
    'timeoutSeconds in livenessProbe: 3 instead of 1',
  ],
  [
    'a memory limit, in its own unit',
    {
      containers: [
        {
          more: '    resources: {limits: {memory: 128Mi}}\n',
          script: {
            memory: [
              { from: 0, mib: 80 },
              { from: 60, mib: 300 },
            ],
          },
        },
      ],
    },
    'memory in resources.limits: 300Mi instead of 128Mi. It holds 80 MiB from its start on, 300 MiB from 60 s on: a node has to have that much to give.',
  ],
  [
    'an exec probe whose program is not in the image',
    {
      kubernetes: '1.18',
      containers: [
        {
          liveness: '{exec: {command: [curl, -f, "http://localhost:7001/healthz"]}}',
          startup: '{exec: {command: [sh, -c, "wget -qO- localhost:7001"]}}',
        },
      ],
    },
    'an httpGet probe instead of exec in livenessProbe and startupProbe',
  ],
  [
    'an exec probe that asks by gRPC',
    {
      containers: [
        {
          liveness: '{exec: {command: [/bin/grpc_health_probe, "-addr=:7001"]}}',
          script: {
            answers: [{ from: 0, grpc: 'SERVING' }],
            execs: [{ command: ['/bin/grpc_health_probe', '-addr=:7001'], code: 2, output: '', after: 0, missing: false }],
          },
        },
      ],
    },
    'a grpc probe instead of exec in livenessProbe',
  ],
])('offers first what mends it: %s', (_, pod, title) => {
  const inputs = podInputs(pod)
  const answer = ask(inputs)!
  expect(titles(answer)[0]).toBe(title)
  expect(answer.best[0]).toMatchObject({ restarts: 0 })
  verify({ ...inputs, duration: inputs.duration }, { ...answer, best: answer.best.filter(({ title: text }) => /Probe/.test(text)) })
})

const ASSUMED = 'Assumed: its program takes that for the address that it listens on.'
it.each([
  ['args: ["--listen=127.0.0.1:8080"]', `--listen=0.0.0.0:8080 instead of --listen=127.0.0.1:8080. ${ASSUMED}`],
  ['args: [--db, "localhost:5432", --host, localhost]', `0.0.0.0 instead of localhost. ${ASSUMED}`],
  ['env: [{name: DB_URL, value: "http://localhost:5432"}, {name: HOST, value: "127.0.0.1"}]', `0.0.0.0 instead of 127.0.0.1. ${ASSUMED}`],
  ['command: [sh, -c, "exec serve --bind 127.0.0.1:8080 /srv"]', `0.0.0.0:8080 instead of 127.0.0.1:8080 in its script. ${ASSUMED}`],
  [
    'args: ["--upstream=127.0.0.1:9000"]',
    'its program listening on 0.0.0.0 instead of 127.0.0.1. No line of the manifest says where it listens: its own flag, variable or file does.',
  ],
])('a program on localhost with %s listens on all addresses before its probe goes', (field, title) => {
  const manifest = `apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {containers: [{name: web, image: "web:1", ${field}, livenessProbe: {httpGet: {port: 8080}}}]}`
  const processes = { web: { listens: [{ port: 8080, address: '127.0.0.1' }], answers: [{ status: 200 }] } }
  const { inputs } = parseScenario(JSON.stringify({ whyrestart: 1, manifests: { 'web.yaml': manifest }, processes })).scenario!.lanes[0]!
  const answer = ask(inputs)
  expect(titles(answer)).toEqual([title, expect.stringMatching(/^without livenessProbe\. No such probe any more/)])
  const { text, processes: programs } = answer!.best[0]!
  // a scenario takes them as they are
  const again = parseScenario(JSON.stringify({ whyrestart: 1, manifests: { 'web.yaml': text }, processes: programs }))
  expect(restartsAt(simulate(again.scenario!.lanes[0]!.inputs), 1800)).toBe(0)
})

it('gives a slow start a startup probe, then a higher threshold, then a delay, and breaks no probe to be rid of its failures', () => {
  const inputs = podInputs({
    duration: 1800,
    containers: [
      {
        liveness: '{httpGet: {host: 127.0.0.1, port: web}, initialDelaySeconds: 10}',
        more: '    ports: [{containerPort: 7001, hostPort: 7001, name: web}]\n',
        script: { listens: [{ port: 7001, tls: false, after: 75 }] },
      },
    ],
  })
  const answer = ask(inputs)!
  expect(titles(answer)).toEqual([
    expect.stringMatching(
      /^a startupProbe like the livenessProbe, with failureThreshold: 8\. A hang right after the start would end only after \d+ s\.$/,
    ),
    expect.stringMatching(/^failureThreshold in livenessProbe: 8 instead of 3\. A hang would end only after \d+ s\.$/),
    expect.stringMatching(
      /^initialDelaySeconds in livenessProbe: 5\d instead of 10\. A hang right after the start would end only after \d+ s\.$/,
    ),
  ])
  verify(inputs, answer)
})

const HEALTH_PATHS_ALONE: readonly [string, number][] = [
  ['1.30', 1],
  ['1.31', 2],
  ['1.33', 2],
  ['1.37', 2],
]
it.each(drawn(HEALTH_PATHS_ALONE, 2))(
  'on %s anonymous requests may be let in on the health paths alone, where the release has that',
  (release, count) => {
    const { best } = ask(lane(release, 1))!
    expect(best).toHaveLength(count)
    expect(best[0]).toMatchObject({ title: 'without --anonymous-auth=false' })
    if (count === 1) return
    expect(best[1]).toMatchObject({
      title: 'an AuthenticationConfiguration for the health paths alone instead of --anonymous-auth=false',
      restarts: 0,
      files: { '/etc/kubernetes/pki/authentication.yaml': expect.stringContaining('- path: /livez') },
      prices: ['It takes a file more on the node, /etc/kubernetes/pki/authentication.yaml.'],
    })
    expect(best[1]!.diff.join().includes('--feature-gates')).toBe(release === '1.31')
  },
)

it('mounts a file that a flag names, before it takes the flag away; one that is not on the node is put there', () => {
  const calm = lane('1.37', 0)
  const file = '/etc/kubernetes/audit-policy.yaml'
  const text = calm.manifests['kube-apiserver.yaml']!.replace('    - --authorization-mode', `    - --audit-policy-file=${file}\n$&`)
  const titlesOf = (files: Inputs['files']) => {
    const inputs = { ...calm, files, manifests: { ...calm.manifests, 'kube-apiserver.yaml': text } }
    const answer = ask(inputs)!
    const { text: mended, files: more } = answer.best[0]!
    expect(restartsAt(simulate({ ...inputs, files: { ...files, ...more }, manifests: { 'kube-apiserver.yaml': mended } }), 1800)).toBe(0)
    return titles(answer)
  }
  expect(titlesOf({})).toEqual([
    `a mount of ${file}. The file has to lie on the node: one is assumed there, in its shortest form.`,
    `without --audit-policy-file=${file}`,
  ])
  const policy = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: None}]\n'
  expect(titlesOf({ [file]: policy })[0]).toBe(`a mount of ${file}`)
})

const plane = (actions: object[]): Inputs =>
  parseScenario(JSON.stringify({ whyrestart: 1, kubernetes: '1.37', duration: '200s', manifests: kubeadmPlane('1.37'), actions })).scenario!
    .lanes[0]!.inputs

it('a liveness probe that asks a database asks its own program instead, before it is taken away', () => {
  const command = ['pg_isready', '-h', 'db']
  const inputs = podInputs({
    duration: 300,
    containers: [
      {
        liveness: '{exec: {command: [pg_isready, -h, db]}}',
        more: '    ports: [{containerPort: 7001}]\n',
        script: { execs: [{ command, code: 1, output: 'no response', after: 0, missing: false }] },
      },
    ],
  })
  expect(titles(ask(inputs)).slice(0, 2)).toEqual([
    'an httpGet probe of its own port 7001 instead of exec in livenessProbe. Its program has to answer there without asking db itself.',
    'without livenessProbe. No such probe any more: a hang would not be noticed.',
  ])
})

it('a pod for which its node has no room asks for what is left', () => {
  const text = `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  - name: main\n    image: x:1\n    resources:\n      requests: {cpu: "3", memory: 1Gi}\n`
  const { scenario } = parseScenario(
    JSON.stringify({ whyrestart: 1, duration: '1m', node: { cpu: '2', memory: '1536Mi' }, manifests: { 'web.yaml': text } }),
  )
  const { inputs } = scenario!.lanes[0]!
  const trace = simulate(inputs)
  const answer = finish(inputs, trace, trace.find((entry) => entry.kind === 'event' && entry.reason === 'UnexpectedAdmissionError')!.id)
  expect(answer?.restart?.container).toBe('main')
  expect(titles(answer)[0]).toBe('cpu: 2000m instead of 3. It is promised so much less: a node that is busy gives it no more.')
})

it('a standstill of the kubelet’s sync loop comes of the action that removed the file, and of no line', () => {
  const inputs = plane([
    { at: '30s', kill: 'kube-scheduler' },
    { at: '60s', remove: 'etcd.yaml' },
  ])
  const trace = simulate(inputs)
  const loop = trace.filter((e) => e.kind === 'node' && e.part === 'sync loop')
  for (const { id } of loop.slice(0, 2)) {
    const { other, without, best, note } = finish(inputs, trace, id)!
    expect(other).toEqual({ is: 'standstill', id: loop[0]!.id, t: loop[0]!.t })
    expect(without.map(({ at, isEdit, outcome }) => [at, isEdit, outcome])).toEqual([
      [60, true, `0 standstills instead of ${loop.filter((e) => e.kind === 'node' && !e.up).length}`],
    ])
    expect([best, note]).toEqual([[], expect.stringMatching(/^No line of a manifest prevents it/)])
  }
})

it.each([
  ['runs on', {}, ['without activeDeadlineSeconds. Nothing ends the pod any more.']],
  [
    'would have ended by itself',
    { exits: { after: 70, code: 0 } },
    ['activeDeadlineSeconds: 73 instead of 40', 'without activeDeadlineSeconds'],
  ],
])('a pod’s deadline is mended by its own line: of a program that %s', (_, script, expected) => {
  const inputs = podInputs({ spec: '  activeDeadlineSeconds: 40\n  restartPolicy: Never\n', containers: [{ script }] })
  const trace = simulate(inputs)
  const told = trace.filter(
    (e) =>
      (e.kind === 'event' && (e.reason === 'DeadlineExceeded' || e.reason === 'Killing')) ||
      (e.kind === 'process' && e.op === 'exited') ||
      (e.kind === 'status' && e.reason === 'DeadlineExceeded'),
  )
  expect(told.length).toBeGreaterThan(3)
  for (const { id } of told) {
    const answer = finish(inputs, trace, id)!
    expect(answer.other).toEqual(expect.objectContaining({ is: 'deadline', pod: 'web' }))
    expect(titles(answer)).toEqual(expected)
    for (const { text } of answer.best)
      expect(
        simulate({ ...inputs, manifests: { ...inputs.manifests, [answer.file]: text } }).some(
          (e) => e.kind === 'event' && e.reason === 'DeadlineExceeded',
        ),
      ).toBe(false)
  }
})

it.each([
  ['["/app/server --x"]', 'command: ["/app/server","--x"] instead of ["/app/server --x"]'],
  ['[server]', '/app/server instead of server'],
  ['["/bin/server"]', '/app/server instead of /bin/server'],
  ['[servr]', '/app/server instead of servr'],
  ['["a b; c"]', 'without command'],
  ['["/app/server --x; y"]', 'without command'],
])('a command %s that cannot be started is mended: %s', (command, title) => {
  const pod = `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: main, image: example.org/web:1, command: ${command}}]}\n`
  const { scenario } = parseScenario(
    JSON.stringify({
      ...{ whyrestart: 1, kubernetes: '1.37', duration: '120s', cluster: { attached: false }, manifests: { 'web.yaml': pod } },
      images: { 'example.org/web:1': { programs: ['/bin/sh', '/app/server'] } },
    }),
  )
  const { inputs } = scenario!.lanes[0]!
  const trace = simulate(inputs)
  const failed = trace.find((entry) => entry.kind === 'event' && entry.reason === 'Failed')!
  expect(finish(inputs, trace, failed.id)?.best.map((change) => change.title)).toEqual([title])
})

it('a liveness probe that nothing but errors came of kills nobody, and what lets it pass is offered', () => {
  const more = '    ports: [{containerPort: 7001, name: http}]\n'
  const inputs = podInputs({ duration: 60, containers: [{ liveness: '{httpGet: {port: web, host: 127.0.0.1}}', more }] })
  const trace = simulate(inputs)
  const probes = trace.filter((entry) => entry.kind === 'probe')
  expect(probes.map(({ result }) => result)).toContain('unknown')
  const answer = finish(inputs, trace, probes.at(-1)!.id)!
  expect(answer.other).toEqual({ is: 'blind', id: probes.at(-1)!.id, t: probes.at(-1)!.t, pod: 'web', container: 'main' })
  expect(answer.best.map(({ title, outcome, restarts, before }) => [title, outcome, restarts, before])).toEqual([
    ['port in livenessProbe: 7001 instead of web', 'the liveness probe passes', 0, 1],
  ])
  const readiness = podInputs({ duration: 60, containers: [{ readiness: '{httpGet: {port: web, host: 127.0.0.1}}', more }] })
  const other = simulate(readiness)
  expect(otherOf(other, other.find((entry) => entry.kind === 'probe')!.id)).toBeUndefined()
})

const PROBE = { kind: 'probe', pod: 'web', container: 'main', probe: 'liveness', result: 'unknown' }
const EVENT = { kind: 'event', type: 'Warning', pod: 'web', container: 'main', reason: 'Failed' }
const LOOP = { kind: 'node', part: 'sync loop', up: false, pod: 'web' }
const DEADLINE = { kind: 'event', type: 'Normal', pod: 'web', reason: 'DeadlineExceeded' }
const EXITED = { kind: 'process', op: 'exited', pod: 'web', container: 'main', attempt: 0 }
const traceOf = (entries: readonly object[]): Trace => entries.map((entry, id) => ({ t: id, ...entry, id })) as unknown as Trace

it.each<[string, object[], unknown]>([
  ['a probe that only errs', [PROBE, PROBE], { is: 'blind', id: 1, t: 1, pod: 'web', container: 'main' }],
  ['a probe that has passed too', [{ ...PROBE, result: 'success' }, PROBE], undefined],
  [
    'a probe beside others that pass',
    [
      { ...PROBE, probe: 'readiness', result: 'success' },
      { ...PROBE, pod: 'db', result: 'success' },
      { ...PROBE, container: 'side', result: 'failure' },
      PROBE,
    ],
    { is: 'blind', id: 3, t: 3, pod: 'web', container: 'main' },
  ],
  ['a readiness probe that only errs', [{ ...PROBE, probe: 'readiness' }], undefined],
  ['a standstill', [LOOP], { is: 'standstill', id: 0, t: 0 }],
  ['the end of a standstill', [LOOP, { ...LOOP, up: true, cause: 0 }], { is: 'standstill', id: 0, t: 0 }],
  ['the kubelet’s stop', [{ ...LOOP, part: 'kubelet' }], undefined],
  ['a deadline', [{ ...DEADLINE, pod: 'db' }, DEADLINE, DEADLINE], { is: 'deadline', id: 1, t: 1, pod: 'web' }],
  ['a kill by it', [DEADLINE, { ...DEADLINE, reason: 'Killing', cause: 0 }], { is: 'deadline', id: 0, t: 0, pod: 'web' }],
  ['a kill by another', [DEADLINE, EVENT, { ...DEADLINE, reason: 'Killing', cause: 1 }], undefined],
  ['what else came of it', [DEADLINE, { ...DEADLINE, reason: 'Stopped', cause: 0 }], undefined],
  ['a status of it', [DEADLINE, { kind: 'status', pod: 'web', reason: 'DeadlineExceeded' }], { is: 'deadline', id: 0, t: 0, pod: 'web' }],
  ['a status of another reason', [DEADLINE, { kind: 'status', pod: 'web', reason: 'Evicted' }], undefined],
  ['an end of its own', [DEADLINE, EXITED], undefined],
  ['an entry of no pod', [DEADLINE, { kind: 'etcd', state: 'down' }], undefined],
])('what else than a restart: %s', (_, entries, other) => expect(otherOf(traceOf(entries), entries.length - 1)).toEqual(other))

const STATUS = {
  kind: 'status',
  pod: 'web',
  phase: 'Running',
  ready: false,
  containers: [
    { name: 'side', ready: true },
    { name: 'main', ready: false },
    { name: 'late', ready: false },
  ],
}
const AGAIN = { kind: 'process', op: 'started', pod: 'web', container: 'main', attempt: 1 }
const NEVER = { pod: 'web', container: 'main', number: 0, t: 0, end: 0 }
it.each<[string, object, object[], unknown]>([
  ['a warning', EVENT, [STATUS], NEVER],
  ['a warning of the pod: its first container that is not ready', { ...EVENT, container: undefined }, [STATUS], NEVER],
  [
    'a warning of the pod whose containers are all ready',
    { ...EVENT, container: undefined },
    [{ ...STATUS, containers: [{ name: 'a', ready: true }] }],
    undefined,
  ],
  ['a normal Event', { ...EVENT, type: 'Normal' }, [STATUS], undefined],
  ['a readiness probe’s failure', { ...PROBE, probe: 'readiness', result: 'failure' }, [STATUS], NEVER],
  ['a readiness probe’s success', { ...PROBE, probe: 'readiness', result: 'success' }, [STATUS], undefined],
  ['a liveness probe’s failure', { ...PROBE, result: 'failure' }, [STATUS], undefined],
  ['a pod that is ready for once', EVENT, [{ ...STATUS, ready: true }, STATUS], undefined],
  ['another pod that is ready', EVENT, [{ ...STATUS, pod: 'db', ready: true }, STATUS], NEVER],
  ['a pod with a restart', EVENT, [AGAIN, STATUS], undefined],
  ['another pod’s restart', EVENT, [{ ...AGAIN, pod: 'db' }, STATUS], NEVER],
  ['a first start', EVENT, [{ ...AGAIN, attempt: 0 }, STATUS], NEVER],
  ['a pod that fails', EVENT, [{ ...STATUS, phase: 'Failed' }], undefined],
  ['a pod that succeeds', EVENT, [{ ...STATUS, phase: 'Succeeded' }], undefined],
  ['a pod that is evicted', EVENT, [{ ...STATUS, reason: 'Evicted' }], undefined],
  ['a pod that is rejected', EVENT, [{ ...STATUS, containers: [], reason: 'Failed' }], { ...NEVER, container: '' }],
  ['a pod that is rejected for another reason', EVENT, [{ ...STATUS, containers: [], reason: 'Evicted' }], undefined],
  ['a pod without a status', EVENT, [], undefined],
])('a pod that is never ready: %s', (_, entry, later, restart) => expect(restartOf(traceOf([entry, ...later]), 0)).toEqual(restart))

const KILLING = { ...EVENT, type: 'Normal', reason: 'Killing' }
it.each<[string, object[], number, unknown]>([
  ['its start', [EXITED, AGAIN], 1, 1],
  ['the end before it', [EXITED, AGAIN], 0, 1],
  ['an end that is waited for', [EXITED, { kind: 'backoff', pod: 'web', container: 'main' }], 0, 1],
  ['an end that another container’s start follows', [EXITED, { ...AGAIN, container: 'side' }], 0, undefined],
  ['an end that another pod’s start follows', [EXITED, { ...AGAIN, pod: 'db' }], 0, undefined],
  ['an end that a first start follows', [EXITED, { ...AGAIN, attempt: 0 }], 0, undefined],
  [
    'an end that a start of the pod made anew follows',
    [
      { ...EXITED, uid: 'a' },
      { ...AGAIN, uid: 'b' },
    ],
    0,
    undefined,
  ],
  ['a start before the end', [AGAIN, EXITED], 1, undefined],
  ['the kill', [KILLING, { ...EXITED, cause: 0 }, AGAIN], 0, undefined],
  ['what led to the kill', [PROBE, { ...KILLING, cause: 0 }, { ...EXITED, cause: 0 }, AGAIN], 0, 1],
  ['of several ends the last before it', [EXITED, AGAIN, { ...EXITED, attempt: 1 }, { ...AGAIN, attempt: 2 }], 3, 2],
])('a restart follows from %s', (_, entries, id, number) => expect(restartOf(traceOf(entries), id)?.number).toEqual(number))

const BLIND = [
  'a tcpSocket probe instead of httpGet in livenessProbe',
  'without livenessProbe. No such probe any more: a hang would not be noticed.',
]
it.each<[string, TryContainer, string[]]>([
  ['fails to the end of a day', { answers: { 0: 200, 82000: 500 } }, []],
  [
    'passes again before that',
    { answers: { 0: 200, 82000: 500, 84500: 200 } },
    [`failureThreshold in livenessProbe: 5 instead of 3. ${HANG}`],
  ],
  [
    'fails to the end of a day, and its readiness probe passes',
    { answers: { 0: 200, 82000: 500 }, readiness: '{tcpSocket: {port: PORT}, periodSeconds: 700}' },
    [],
  ],
])('a restart near the longest run’s end is put off by a higher threshold, or prevented: its liveness probe %s', (_, container, more) => {
  const liveness = httpGet('periodSeconds: 600, timeoutSeconds: 1')
  const [tcp, without] = BLIND
  const answer = ask(podInputs({ duration: 86_400, containers: [{ liveness, ...container }] }))
  expect(titles(answer)).toEqual([`${tcp}. ${HANG}`, without, ...more])
})
