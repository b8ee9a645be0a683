import { describe, expect, it } from 'vitest'
import { httpGet, podInputs, tryPod, type TryPod } from '../fixture.ts'
import { parseScenario } from '../scenario/scenario.ts'
import type { Action } from '../scenario/inputs.ts'
import { simulate } from '../simulate.ts'
import type { EntryOf } from '../trace/trace.ts'
import { summarize } from '../../views/lanes/summary.ts'

const acting = (...actions: Action[]): NonNullable<TryPod['inputs']> => ({ actions })
const PROBES = { liveness: httpGet('failureThreshold: 3'), readiness: httpGet() }

/** The last life of main, as its status tells it at the end. */
const lastOf = (pod: TryPod) => tryPod(pod).lastStatus()

describe('the kubelet’s garbage collection, once a minute', () => {
  const CHANCE = podInputs({}).chance
  /** Between the second end, at 90.8 s, and the relist that sees it: whether the life before is told of. */
  const lost = (kubernetes: string, { collects, restart = [] }: { collects?: number; restart?: Action[] }): boolean => {
    const actions: Action[] = [{ at: 40, crash: 'main', code: 1 }, ...restart, { at: 90.8, crash: 'main', code: 1 }]
    const run = tryPod({
      kubernetes,
      duration: 92,
      inputs: { actions, chance: { ...CHANCE, ...(collects !== undefined && { collects }) } },
    })
    const ended = run.trace.findLast((e): e is EntryOf<'status'> => e.kind === 'status' && e.containers[0]!.state.is === 'terminated')
    expect(ended?.t).toBeGreaterThan(90.8)
    return ended!.containers[0]!.lastState === undefined
  }

  it.each([
    [undefined, false],
    [30.9, true],
    [30.7, false],
    [31.9, false],
  ])('where it is pinned at %s s, the life before the one that has just ended is gone: %s', (collects, isLost) => {
    expect(lost('1.28', { ...(collects !== undefined && { collects }) })).toBe(isLost)
  })

  it.each([
    [29.9, '1.28', true],
    [29.7, '1.28', false],
    [29.9, '1.37', false],
  ])(
    'restarted at %f s, it collects each minute from its own start; a kubelet %s tells the life before no more: %s',
    (at, kubernetes, isLost) => {
      expect(lost(kubernetes, { restart: [{ at, restart: 'kubelet' }] })).toBe(isLost)
    },
  )
})

describe('systemctl restart kubelet', () => {
  it.each(['1.9', '1.13', '1.19', '1.24', '1.37'])('%s: containers run on, and no counter moves', (kubernetes) => {
    const run = tryPod({ kubernetes, containers: [PROBES], inputs: acting({ at: 100, restart: 'kubelet' }) })
    expect(run.restarts()).toBe(0)
    expect(run.times('Started')).toHaveLength(1)
    expect(run.trace.some((e) => e.kind === 'process' && e.op === 'exited')).toBe(false)
    expect(run.trace.filter((e) => e.kind === 'node').map(({ part, up }) => [part, up])).toEqual([
      ['kubelet', false],
      ['kubelet', true],
    ])
    // the new one finds the file, and the pod is the same
    const adds = run.trace.filter((e): e is EntryOf<'sync'> => e.kind === 'sync')
    expect(adds.map(({ op }) => op)).toEqual(['ADD', 'ADD'])
    expect(adds[0]!.uid).toBe(adds[1]!.uid)
    expect(run.lastStatus()).toMatchObject({ ready: true, state: { is: 'running' } })
  })

  it('probes nobody while there is none, and its workers begin anew with a sleep of their own', () => {
    const run = tryPod({ containers: [{ liveness: httpGet() }], inputs: acting({ at: 100, restart: 'kubelet' }) })
    const probes = run.probes('liveness').map(({ t }) => t)
    expect(probes.filter((t) => t > 100 && t < 101.5)).toEqual([])
    const phases = [...new Set(probes.map((t) => Math.round((t % 10) * 100) / 100))]
    expect(phases).toHaveLength(2)
    expect(probes.find((t) => t > 101.5)).toBeLessThan(112)
  })

  it('forgets the failures that it has counted', () => {
    // failing from 60 s on: at 90.01 it would be killed
    const pod = { containers: [{ liveness: httpGet('failureThreshold: 3'), answers: { 0: 200, 60: 500 } }], duration: 98 } as const
    expect(tryPod(pod).times('Killing')).toHaveLength(1)
    const run = tryPod({ ...pod, inputs: acting({ at: 85, restart: 'kubelet' }) })
    expect(run.times('Killing')).toEqual([])
  })

  it('forgets its back-offs: what waits is started at once', () => {
    const crash = { script: { exits: { after: 1, code: 1 } }, answers: {} }
    const at = tryPod({ containers: [crash], duration: 200 }).times('BackOff')[3]!
    const run = tryPod({ containers: [crash], duration: 200, inputs: acting({ at: at + 5, restart: 'kubelet' }) })
    const next = run.times('Started').find((t) => t > at)!
    expect(next - at).toBeLessThan(8)
    expect(run.trace.find((e) => e.kind === 'backoff' && e.t > at)).toMatchObject({ blocked: false, backOffSeconds: 0, nextSeconds: 10 })
  })

  it.each([
    ['1.30', 'passes through not ready'],
    ['1.37', 'keeps started'],
  ])('%s: a startup probe that has passed %s', (kubernetes) => {
    const run = tryPod({
      kubernetes,
      containers: [{ startup: httpGet(), readiness: httpGet() }],
      inputs: acting({ at: 100, restart: 'kubelet' }),
    })
    const after = run.trace.filter((e): e is EntryOf<'status'> => e.kind === 'status' && e.t > 100).map(({ containers: [c] }) => c!)
    expect(after.some(({ started }) => started === false)).toBe(kubernetes === '1.30')
    expect(after.at(-1)).toMatchObject({ started: true, ready: true })
    expect(run.probes('startup').some(({ t }) => t > 100)).toBe(kubernetes === '1.30')
  })

  // nothing remembers that it has not started yet, and what is older than the kubelet is not asked again
  it.each([
    ['1.34', false],
    ['1.35', true],
    ['1.37', true],
  ])('%s: before a startup probe has passed, it ends that probe: %s', (kubernetes, ends) => {
    const run = tryPod({
      kubernetes,
      containers: [
        {
          startup: httpGet('failureThreshold: 60'),
          liveness: httpGet(),
          answers: { 0: 503 },
        },
      ],
      inputs: acting({ at: 100, restart: 'kubelet' }),
    })
    expect(run.probes('liveness').length > 0).toBe(ends)
    expect(run.probes('startup').some(({ t }) => t > 103 && t < 120)).toBe(!ends)
    expect(run.restarts() > 0).toBe(ends)
  })

  it.each([
    ['1.9', 0],
    ['1.17', 0],
    ['1.18', 1],
    ['1.37', 1],
  ])('%s: tells no event about a probe of what it has not started itself: %i', (kubernetes, events) => {
    const run = tryPod({
      kubernetes,
      duration: 200,
      containers: [{ liveness: httpGet('failureThreshold: 9'), answers: { 0: 200, 120: 500 } }],
      inputs: acting({ at: 100, restart: 'kubelet' }),
    })
    expect(run.probes('liveness').some(({ result }) => result === 'failure')).toBe(true)
    expect(run.times('Unhealthy').length > 0 ? 1 : 0).toBe(events)
  })

  it('reads what has become of the directory meanwhile, and stops what has no file any more', () => {
    const run = tryPod({ inputs: acting({ at: 100, restart: 'kubelet' }, { at: 101, remove: 'web.yaml' }) })
    const gone = run.trace.find((e) => e.kind === 'sync' && e.op === 'REMOVE')!
    expect(gone.t).toBeGreaterThan(101.5)
    expect(gone.t).toBeLessThan(104)
    expect(run.trace.find((e) => e.kind === 'process' && e.op === 'exited')!.t).toBeGreaterThan(gone.t)
    expect(run.times('Killing')).toHaveLength(1)
  })

  it('leaves a container alone that it was about to kill, where containerd runs it; Docker goes on by itself', () => {
    const pod = (kubernetes: string): TryPod => ({
      kubernetes,
      duration: 130,
      containers: [{ liveness: httpGet('failureThreshold: 2'), answers: { 0: 200, 50: 500 }, script: { onTerm: 'ignore' } }],
    })
    const kill = Math.max(...tryPod(pod('1.37')).times('Killing'))
    const ends = (kubernetes: string) =>
      tryPod({ ...pod(kubernetes), duration: kill + 45, inputs: acting({ at: kill + 10, restart: 'kubelet' }) }).trace.filter(
        (e) => e.kind === 'process' && e.op === 'exited' && e.t < kill + 32,
      )
    expect(ends('1.37')).toEqual([])
    expect(ends('1.13')).toHaveLength(1)
  })
})

describe('systemctl restart RUNTIME', () => {
  it('containerd: its containers know nothing of it', () => {
    const run = tryPod({ containers: [PROBES], inputs: acting({ at: 100, restart: 'containerd' }) })
    expect(run.restarts()).toBe(0)
    expect(run.probes('liveness').every(({ result }) => result === 'success')).toBe(true)
  })

  it('docker: it takes its containers with it, and each starts once again in a new sandbox', () => {
    const run = tryPod({
      kubernetes: '1.13',
      containers: [PROBES, { name: 'slow', script: { onTerm: { after: 3, code: 143 } } }],
      inputs: acting({ at: 100, restart: 'docker' }),
    })
    expect(run.restarts()).toBe(1)
    expect(run.restarts('slow')).toBe(1)
    expect(run.lastStatus('slow')).toMatchObject({ ready: true, lastState: { exitCode: 143, reason: 'Error' } })
    expect(run.trace.filter((e) => e.kind === 'event' && e.reason === 'SandboxChanged')).toHaveLength(1)
    expect(run.times('Started').at(-1)).toBeGreaterThan(104)
  })

  it('says so where the release runs another', () => {
    const run = tryPod({ inputs: acting({ at: 100, restart: 'docker' }) })
    expect(run.trace.find((e) => e.kind === 'action')).toMatchObject({ note: expect.stringContaining('containerd') as string })
    expect(run.trace.some((e) => e.kind === 'node')).toBe(false)
  })
})

describe('reboot', () => {
  const reboot = { at: 100, reboot: 'node', takes: 40 } as const

  it.each([
    ['1.37', { reason: 'Unknown', exitCode: 255 }],
    ['1.24', { reason: 'Unknown', exitCode: 255 }],
    // Docker stops its own and remembers
    ['1.13', { reason: 'Error', exitCode: 143 }],
  ])('%s: every container restarts once, and its last state is what the runtime knows', (kubernetes, lastState) => {
    const script = { onTerm: { after: 1, code: 143 } } as const
    const run = tryPod({
      kubernetes,
      containers: [
        { ...PROBES, script },
        { name: 'other', script },
      ],
      inputs: acting(reboot),
    })
    for (const name of ['main', 'other']) {
      expect(run.restarts(name)).toBe(1)
      expect(run.lastStatus(name)).toMatchObject({ ready: true, state: { is: 'running' }, lastState })
      expect(run.times('Started', name).at(-1)).toBeGreaterThan(140)
      expect(run.times('Started', name).at(-1)).toBeLessThan(142)
    }
    expect(run.trace.filter((e) => e.kind === 'event' && e.reason === 'SandboxChanged')).toHaveLength(1)
    expect(run.trace.filter((e) => e.t > 101.5 && e.t < 140 && e.kind === 'probe')).toEqual([])
  })

  it('runs init containers again', () => {
    const init = { name: 'prepare', init: true, script: { exits: { after: 2, code: 0 } }, answers: {} }
    const run = tryPod({ containers: [init, PROBES], inputs: acting(reboot) })
    expect(run.times('Started', 'prepare')).toHaveLength(2)
    expect(run.times('Started').at(-1)!).toBeGreaterThan(run.times('Started', 'prepare').at(-1)! + 2)
    expect(run.restarts()).toBe(1)
  })

  // the new sandbox's first sync still sees the init containers that it removes, and begins with the first of them
  it.each([
    ['1.13', [1, 0, 0, 1], undefined],
    ['1.24', [1, 0, 0, 1], undefined],
    ['1.35', [1, 0, 0, 1], undefined],
    ['1.36', [1, 1, 1, 1], 'Completed'],
    ['1.37', [1, 1, 1, 1], 'Completed'],
  ])('%s: counts the restarts of init containers and of the main one as %j', (kubernetes, counts, last) => {
    const init = (name: string) => ({ name, init: true, script: { exits: { after: 2, code: 0 } }, answers: {} })
    const names = ['one', 'two', 'logs', 'main']
    const sideCar = { name: 'logs', init: true, more: kubernetes < '1.29' ? '' : '    restartPolicy: Always\n' }
    const logs = kubernetes < '1.29' ? init('logs') : sideCar
    const run = tryPod({ kubernetes, containers: [init('one'), init('two'), logs, PROBES], inputs: acting(reboot) })
    expect(names.map((name) => run.restarts(name))).toEqual(counts)
    expect(run.lastStatus('two')).toMatchObject({ ready: true, state: { is: 'terminated', reason: 'Completed' } })
    expect(run.lastStatus('two')!.lastState?.reason).toBe(last)
    // until it runs again an init container is told as it ended
    const between = run.trace
      .filter((e): e is EntryOf<'status'> => e.kind === 'status' && e.t > 140)
      .flatMap(({ containers }) => containers)
    expect(between.filter(({ name, state }) => name === 'two' && state.is === 'waiting')).toEqual([])
  })

  it('leaves a pod ended that is not to run again', () => {
    const run = tryPod({ spec: '  restartPolicy: Never\n', inputs: acting(reboot) })
    expect(run.restarts()).toBe(0)
    expect(run.phases().at(-1)).toBe('Failed')
    expect(lastOf({ spec: '  restartPolicy: OnFailure\n', inputs: acting(reboot) })).toMatchObject({ restartCount: 1 })
  })

  it('is out of reach meanwhile', () => {
    const ask = (at: number) =>
      ({
        at,
        from: 'outside',
        method: 'GET',
        url: 'http://192.168.1.100:7001/',
        caller: {},
        userAgent: 'curl/7.88.1',
        headers: {},
      }) as const
    const { trace } = tryPod({ inputs: { ...acting(reboot), requests: [ask(90), ask(120), ask(150)] } })
    expect(trace.filter((e) => e.kind === 'response').map(({ status }) => status)).toEqual([200, null, 200])
    expect(JSON.stringify(trace.find((e) => e.kind === 'response' && e.n === 1))).toContain('it is being rebooted')
  })

  it('goes well with whatever else happens at the same time', () => {
    const actions: Action[] = [
      { at: 99.9, restart: 'kubelet' },
      { at: 100, reboot: 'node', takes: 6 },
      { at: 101, restart: 'containerd' },
      { at: 102, reboot: 'node', takes: 6 },
      { at: 106.2, restart: 'containerd' },
      { at: 106.3, restart: 'kubelet' },
      { at: 106.4, reboot: 'node', takes: 5 },
    ]
    const run = tryPod({ containers: [PROBES], inputs: { actions } })
    expect(run.lastStatus()).toMatchObject({ ready: true, state: { is: 'running' } })
    expect(run.trace.filter((e) => e.kind === 'action' && e.note !== undefined)).toHaveLength(2)
  })
})

describe('a sandbox that is lost', () => {
  const LOST: Action = { at: 60.5, sandbox: 'web' }
  const INIT: NonNullable<TryPod['containers']> = [{ name: 'init', init: true, script: { exits: { after: 1, code: 0 } } }, {}]

  it.each(['1.9', '1.15', '1.24', '1.35', '1.37'])('%s: is made anew, and each container once more, without a back-off', (kubernetes) => {
    const run = tryPod({
      kubernetes,
      containers: [{ name: 'main' }, { name: 'side', script: { onTerm: { after: 4, code: 0 } } }],
      inputs: acting(LOST),
    })
    const events = run.trace.flatMap((e) => (e.kind === 'event' && e.t > 60 ? [e] : []))
    expect(events[0]).toMatchObject({ reason: 'SandboxChanged', message: 'Pod sandbox changed, it will be killed and re-created.' })
    // the relist sees it within a second
    expect(events[0]!.t).toBeGreaterThan(60.5)
    expect(events[0]!.t).toBeLessThan(61.6)
    expect([run.restarts('main'), run.restarts('side')]).toEqual([1, 1])
    // none begins before the last has ended
    expect(run.times('Started', 'main')[1]).toBeGreaterThan(events[0]!.t + 4)
    expect(run.trace.some((e) => e.kind === 'backoff' && e.blocked)).toBe(false)
  })

  it.each<[string, TryPod, Record<string, number>, number]>([
    ['init containers run again', { containers: INIT }, { init: 1, main: 1 }, 1],
    [
      'what hangs is killed after the grace',
      { containers: [{ script: { onTerm: 'ignore' } }], spec: '  terminationGracePeriodSeconds: 7\n' },
      { main: 1 },
      1,
    ],
    // Never: what has run is not run again, and no other sandbox made
    ['with Never all ends', { spec: '  restartPolicy: Never\n' }, { main: 0 }, 0],
    ['lost again, all again', { inputs: acting(LOST, { at: 100, sandbox: 'web' }) }, { main: 2 }, 2],
    ['lost while the kubelet is away', { inputs: acting({ at: 60, restart: 'kubelet' }, LOST) }, { main: 1 }, 1],
    ['another pod keeps its own', { inputs: acting({ at: 60, sandbox: 'db' }) }, { main: 0 }, 0],
  ])('%s', (_, pod, restarts, changes) => {
    const run = tryPod({ inputs: acting(LOST), ...pod })
    expect(Object.fromEntries(Object.keys(restarts).map((name) => [name, run.restarts(name)]))).toEqual(restarts)
    expect(run.trace.filter((e) => e.kind === 'event' && e.reason === 'SandboxChanged')).toHaveLength(changes)
  })

  it('is no restart of the program’s own doing, and an action that finds nothing says so', () => {
    const pod: TryPod = { containers: INIT, duration: 90, inputs: acting(LOST) }
    expect(summarize(tryPod(pod).trace, 90).text).toMatch(/^2 restarts .*: the scenario ends the sandbox of web\./)
    const { trace } = tryPod({ inputs: acting({ at: 60, sandbox: 'db' }) })
    expect(trace.find((e) => e.kind === 'action')).toMatchObject({ note: 'No pod db has a sandbox.' })
  })
})

it('refuses what cannot be restarted, in a sentence', () => {
  const errors = (action: string) => parseScenario(`whyrestart: 1\nactions:\n- {at: 1s, ${action}}\n`).diagnostics?.map((d) => d.message)
  expect(errors('restart: nginx')).toEqual([expect.stringMatching(/^found "nginx"; allowed: .*kubelet.*containerd.*docker/)])
  expect(errors('reboot: node, takes: 1s')).toEqual([expect.stringContaining('at least 5s')])
  expect(errors('reboot: node')).toBeUndefined()
  expect(errors('restart: kubelet, takes: 9s')).toEqual([expect.stringContaining('only beside reboot')])
})

it('has the same trace with and without a look in between', () => {
  const inputs = podInputs({ containers: [PROBES], inputs: acting({ at: 50, restart: 'kubelet' }, { at: 100, reboot: 'node', takes: 40 }) })
  expect(JSON.stringify(simulate(inputs))).toBe(JSON.stringify(simulate(structuredClone(inputs))))
})
