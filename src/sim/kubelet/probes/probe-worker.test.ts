import { describe, expect, it } from 'vitest'
import { httpGet, podInputs, tryPod } from '../../fixture.ts'
import { simulate } from '../../simulate.ts'

// pkg/kubelet/prober/worker_test.go retold, through the public door; its names stand in the titles.

const liveness = httpGet()
const round = (t: number) => Math.round(t * 10) / 10

describe.each(['liveness', 'readiness', 'startup'] as const)('TestDoProbe: a %s worker', (type) => {
  it('waits while there is no container', () => {
    const { probes } = tryPod({
      duration: 9,
      containers: [{ name: 'first', init: true, script: { exits: { after: 60, code: 0 } } }, { [type]: liveness }],
    })
    expect(probes(type)).toEqual([])
  })

  it('ends with a pod that has failed', () => {
    const { probes, phases } = tryPod({
      spec: '  restartPolicy: Never\n',
      containers: [{ [type]: liveness, script: { exits: { after: 25, code: 1 } } }],
    })
    expect(phases().at(-1)).toBe('Failed')
    expect(probes(type).every((p) => p.t < 26)).toBe(true)
  })

  it('does not probe a container that waits for its restart', () => {
    const { probes, trace } = tryPod({ containers: [{ [type]: liveness, script: { exits: { after: 5, code: 1 } } }] })
    const down = trace.flatMap((e) =>
      e.kind === 'process' && e.op === 'exited'
        ? [{ from: e.t, to: trace.find((s) => s.kind === 'process' && s.op === 'started' && s.t > e.t)?.t ?? Infinity }]
        : [],
    )
    expect(down.length).toBeGreaterThan(2)
    // a relist may take a second to see the end
    for (const p of probes(type)) expect(down.some(({ from, to }) => p.t > from + 1.3 && p.t < to)).toBe(false)
  })

  it('asks only its own container', () => {
    const { probes } = tryPod({ duration: 60, containers: [{ name: 'main', [type]: liveness }, { name: 'other' }] })
    expect(probes(type, 'other')).toEqual([])
    expect(probes(type).length).toBeGreaterThan(0)
  })

  it('succeeds where the answer is 200', () => {
    const { probes } = tryPod({ duration: 60, containers: [{ [type]: liveness }] })
    expect(
      new Set(
        probes(type)
          .filter((p) => p.t > 2)
          .map((p) => p.result),
      ),
    ).toEqual(new Set(['success']))
  })

  it('sends nothing before the delay has passed', () => {
    const { probes } = tryPod({ duration: 60, containers: [{ [type]: httpGet('initialDelaySeconds: 25') }] })
    const [first] = probes(type)
    expect(first!.startedAt).toBeGreaterThanOrEqual(25)
    expect(first!.startedAt).toBeLessThan(35)
  })
})

describe('TestInitialDelay', () => {
  it.each([
    // clock's fraction, delay → first probe; the start, 0.32 s in, is cut to a whole second of the wall clock
    ['.000', 10, 10],
    ['.670', 10, 10],
    ['.710', 10, 20],
    ['.710', 9, 10],
  ])('counts from the start cut to whole seconds: clock %s, delay %i → %i s', (fraction, delay, first) => {
    const { probes } = tryPod({
      duration: 60,
      inputs: { clock: `2026-11-24T14:15:00${fraction}Z` },
      containers: [{ liveness: httpGet(`initialDelaySeconds: ${delay}`) }],
    })
    expect(round(probes('liveness')[0]!.startedAt)).toBe(first)
  })

  it('holds again after every restart', () => {
    const { probes, times } = tryPod({
      containers: [{ answers: { 0: 500 }, liveness: httpGet('initialDelaySeconds: 20, failureThreshold: 1') }],
    })
    for (const started of times('Started').slice(0, -1))
      expect(probes('liveness').find((p) => p.t > started)!.startedAt - started).toBeGreaterThanOrEqual(19)
  })
})

describe('TestFailureThreshold, TestSuccessThreshold', () => {
  it('kills at the third failure in a row, not before', () => {
    const { times, probes } = tryPod({ duration: 60, containers: [{ answers: { 0: 500 }, liveness }] })
    expect(
      probes('liveness')
        .slice(0, 3)
        .map((p) => p.resultRun),
    ).toEqual([1, 2, 3])
    expect(times('Killing')[0]).toBeCloseTo(probes('liveness')[2]!.t, 1)
  })

  it('begins to count anew after one success', () => {
    const { restarts } = tryPod({ containers: [{ answers: { 0: 500, 25: 200, 35: 500, 55: 200 }, liveness }] })
    expect(restarts()).toBe(0)
  })

  it('is ready at the third success in a row', () => {
    const { trace, probes } = tryPod({ duration: 60, containers: [{ readiness: httpGet('successThreshold: 3, periodSeconds: 4') }] })
    const ready = trace.find((e) => e.kind === 'status' && e.ready)!
    expect(ready.t).toBeCloseTo(probes('readiness').filter((p) => p.result === 'success')[2]!.t, 1)
  })
})

describe('TestOnHoldOnLivenessOrStartupCheckFailure', () => {
  it.each(['liveness', 'startup'] as const)('asks nothing between a failed %s probe and the new container', (type) => {
    const { probes, times } = tryPod({
      duration: 120,
      spec: '  terminationGracePeriodSeconds: 20\n',
      containers: [{ answers: { 0: 500 }, [type]: httpGet('periodSeconds: 2'), script: { onTerm: 'ignore' } }],
    })
    const killed = times('Killing')[0]!
    const started = times('Started')[1]!
    expect(started - killed).toBeGreaterThan(19)
    expect(probes(type).filter((p) => p.t > killed + 0.1 && p.t < started)).toEqual([])
  })
})

describe('TestResultRunOnLivenessCheckFailure, OnStartupCheckFailure', () => {
  it.each([
    ['1.9', 'liveness', [3, 2, 2]],
    ['1.10', 'liveness', [3, 2, 2]],
    ['1.11', 'liveness', [3, 3, 3]],
    ['1.15', 'liveness', [3, 3, 3]],
    ['1.37', 'liveness', [3, 3, 3]],
    ['1.37', 'startup', [3, 3, 3]],
  ] as const)('in %s each %s kill takes %j failures', (kubernetes, type, counts) => {
    const { probes, times } = tryPod({ kubernetes, duration: 150, containers: [{ answers: { 0: 500 }, [type]: liveness }] })
    const killings = [0, ...times('Killing')]
    expect(counts.map((_, i) => probes(type).filter((p) => p.t > killings[i]! + 0.2 && p.t <= killings[i + 1]! + 0.2).length)).toEqual([
      ...counts,
    ])
  })
})

describe('TestLivenessProbeDisabledByStarted, TestStartupProbeDisabledByStarted', () => {
  it('asks liveness and readiness only once the startup probe has passed, and the startup probe no more', () => {
    const { probes } = tryPod({
      duration: 120,
      containers: [{ answers: { 0: 500, 34: 200 }, startup: httpGet('failureThreshold: 10'), liveness, readiness: liveness }],
    })
    const passed = probes('startup').find((p) => p.result === 'success')!
    expect(round(passed.t)).toBe(40)
    expect(probes('startup').at(-1)).toBe(passed)
    expect(probes('liveness').every((p) => p.t > passed.t)).toBe(true)
    expect(probes('readiness').every((p) => p.t >= passed.t)).toBe(true)
  })

  it('ignores a startup probe where the release has none', () => {
    const { probes, restarts } = tryPod({ kubernetes: '1.13', containers: [{ answers: { 0: 500 }, startup: liveness }] })
    expect([probes('startup').length, restarts()]).toEqual([0, 0])
  })
})

describe('a result', () => {
  it.each([
    ['1.9', 'liveness', 3],
    ['1.37', 'liveness', 3],
    ['1.37', 'liveness', 1],
    ['1.37', 'readiness', 4],
  ] as const)('on %s a %s failure names each of its %i probes, the newest first, and the threshold', (kubernetes, type, threshold) => {
    const { trace, probes } = tryPod({
      kubernetes,
      duration: 60,
      containers: [{ answers: { 0: 200, 4: 500 }, [type]: httpGet(`periodSeconds: 3, failureThreshold: ${threshold}`) }],
    })
    const failures = trace.filter((e) => e.kind === 'result' && e.value === 'Failure' && e.t > 3)
    expect(failures.length).toBeGreaterThan(0)
    for (const { t, cause } of failures) {
      const run = probes(type).filter((p) => p.t <= t)
      expect(cause).toEqual([
        ...run
          .slice(-threshold)
          .map(({ id }) => id)
          .toReversed(),
        expect.any(Number),
      ])
      expect(trace[(cause as number[]).at(-1)!]).toMatchObject({ path: expect.stringContaining('failureThreshold') })
    }
  })
})

describe('the ticker', () => {
  it('never restarts with the container: all probes keep one phase', () => {
    const { probes } = tryPod({ duration: 1200, containers: [{ answers: { 0: 500 }, liveness: httpGet('periodSeconds: 7') }] })
    const phases = new Set(probes('liveness').map((p) => Math.round((p.startedAt % 7) * 100) / 100))
    expect(phases).toEqual(new Set([0.01]))
  })

  it('keeps one tick for a probe that is late: a hanging server is asked back to back', () => {
    const { probes } = tryPod({
      duration: 100,
      containers: [{ answers: { 0: 'hang' }, liveness: httpGet('timeoutSeconds: 15, failureThreshold: 8') }],
    })
    const gaps = probes('liveness')
      .slice(1, 6)
      .map((p, i) => round(p.startedAt - probes('liveness')[i]!.startedAt))
    expect(gaps).toEqual([15, 15, 15, 15, 15].slice(0, gaps.length))
  })
})

describe('TestProbe: what cannot be made', () => {
  it.each([
    ['an exec probe that cannot start', '{exec: {command: [curl, -f, localhost]}}'],
    ['a port name that nobody has', '{httpGet: {host: 127.0.0.1, port: nope, path: /}}'],
  ])('%s never kills', (_, probe) => {
    const { probes, restarts } = tryPod({ duration: 600, containers: [{ liveness: probe }] })
    expect(new Set(probes('liveness').map((p) => p.result))).toEqual(new Set(['unknown']))
    expect(restarts()).toBe(0)
  })

  it('as a startup probe blocks for ever', () => {
    const { restarts, lastStatus } = tryPod({ duration: 600, containers: [{ startup: '{exec: {command: [curl]}}', liveness }] })
    expect([restarts(), lastStatus()?.started, lastStatus()?.ready]).toEqual([0, false, false])
  })
})

describe('TestHTTPProbeChecker', () => {
  it.each([
    [199, 'failure'],
    [200, 'success'],
    [204, 'success'],
    [399, 'warning'],
    [400, 'failure'],
    [401, 'failure'],
    [500, 'failure'],
  ])('status %i is a %s', (status, result) => {
    const { probes } = tryPod({ duration: 15, containers: [{ answers: { 0: status }, liveness }] })
    expect(probes('liveness')[0]!.result).toBe(result)
  })
})

describe('TestCleanUp', () => {
  it('asks nothing of a pod whose file is gone', () => {
    const inputs = podInputs({
      duration: 120,
      containers: [{ liveness, readiness: liveness }],
      inputs: { actions: [{ at: 33, remove: 'web.yaml' }] },
    })
    const late = simulate(inputs).filter((e) => e.kind === 'probe' && e.t > 36)
    expect(late).toEqual([])
  })

  it.each(['1.9', '1.37'])('lets an answer come that is under way when the pod is to end on %s, and asks no more', (kubernetes) => {
    const { probes } = tryPod({
      kubernetes,
      duration: 60,
      containers: [
        {
          answers: { 0: 'hang' },
          liveness: httpGet('periodSeconds: 1, timeoutSeconds: 4, failureThreshold: 99'),
          script: { onTerm: { after: 12, code: 0 } },
        },
      ],
      inputs: { actions: [{ at: 35, remove: 'web.yaml' }] },
    })
    const { startedAt, t } = probes('liveness').at(-1)!
    expect([startedAt < 35, t > 35]).toEqual([true, true])
  })
})

/** `PROBES | FROM ANSWER, … → what the kubelet does, and when`: from the start of each process on; the pod's first second is 0. */
const TIMES = `
liveness {} | 0s 200 → ready 0
liveness {} | 0s 500 → killed 30, killed 60, killed 90, ready 0
liveness {periodSeconds: 5} | 0s 500 → killed 15, killed 30, killed 45, killed 60, killed 95, ready 0, not ready 60, ready 81, not ready 95
liveness {failureThreshold: 1} | 0s 500 → killed 10, killed 20, killed 30, killed 40, killed 70, ready 0, not ready 40, ready 69, not ready 70
liveness {failureThreshold: 2} | 0s 500 → killed 20, killed 40, killed 60, killed 80, killed 100, ready 0, not ready 100
liveness {initialDelaySeconds: 15} | 0s 500 → killed 40, killed 80, ready 0
liveness {initialDelaySeconds: 15, failureThreshold: 1} | 0s 500 → killed 20, killed 40, killed 60, killed 80, killed 100, ready 0, not ready 100
liveness {timeoutSeconds: 1} | 0s hang → killed 31, killed 61, killed 91, ready 0
liveness {timeoutSeconds: 8} | 0s hang → killed 38, killed 68, killed 98, ready 0
liveness {} | 0s refuse → killed 30, killed 60, killed 90, ready 0
liveness {} | 0s reset → killed 30, killed 60, killed 90, ready 0
liveness {} | 0s 200, 25s 500 → killed 50, killed 100, ready 0
liveness {} | 0s 200, 25s 500, 45s 200 → ready 0
liveness {} | 0s 200, 25s 500, 44s 200, 55s 500 → killed 80, ready 0
liveness {failureThreshold: 2} | 0s 200, 15s 500, 25s 200, 35s 500, 45s 200 → ready 0
liveness {periodSeconds: 1, failureThreshold: 10} | 0s 200, 5s 500 → killed 15, killed 30, killed 45, killed 60, killed 103, killed 118, ready 0, not ready 60, ready 88, not ready 118
liveness {terminationGracePeriodSeconds: 5} | 0s 500 → killed 30, killed 60, killed 90, ready 0
readiness {} | 0s 200 → ready 0
readiness {} | 0s 500 → nothing
readiness {} | 0s 200, 35s 500 → ready 0, not ready 60
readiness {failureThreshold: 1} | 0s 200, 35s 500 → ready 0, not ready 40
readiness {} | 0s 200, 35s 500, 55s 200 → ready 0
readiness {successThreshold: 2} | 0s 200 → ready 1
readiness {successThreshold: 2} | 0s 200, 35s 500, 75s 200 → ready 1, not ready 61, ready 91
readiness {successThreshold: 2} | 0s 200, 35s 500, 45s 200 → ready 1
readiness {initialDelaySeconds: 12} | 0s 200 → ready 21
readiness {periodSeconds: 3} | 0s 500, 8s 200 → ready 10
startup {} | 0s 200 → ready 10
startup {} | 0s 500 → killed 30, killed 60, killed 90
startup {failureThreshold: 6} | 0s 500, 45s 200 → ready 50
startup {failureThreshold: 4} | 0s 500, 45s 200 → killed 40, killed 80
startup {failureThreshold: 6}, liveness {} | 0s 500, 45s 200, 65s 500 → killed 90, ready 50, not ready 100
startup {failureThreshold: 6}, readiness {} | 0s 500, 45s 200 → ready 50
startup {periodSeconds: 2, failureThreshold: 30}, liveness {periodSeconds: 3}, readiness {periodSeconds: 4} | 0s 500, 21s 200 → ready 22
startup {initialDelaySeconds: 20} | 0s 200 → ready 20
startup {} | 0s 200, 15s 500 → ready 10
liveness {}, readiness {} | 0s 200, 35s 500 → killed 60, ready 0, not ready 60, ready 60
`

describe('a probe’s numbers decide when, in two minutes', () => {
  it.each(
    TIMES.trim()
      .split('\n')
      .map((row) => row.split(/ \| | → /) as [string, string, string]),
  )('%s | %s → %s', (probes, answers, happens) => {
    const { times, trace } = tryPod({
      duration: 120,
      containers: [
        {
          answers: Object.fromEntries(
            [...answers.matchAll(/(\d+)s (\w+)/g)].map(([, t, answer]) => [t, /^\d/.test(answer!) ? Number(answer) : answer]),
          ),
          ...Object.fromEntries([...probes.matchAll(/(\w+) \{(.*?)\}/g)].map(([, type, more]) => [type, httpGet(more)])),
        },
      ],
    })
    const ready = trace.flatMap((e) =>
      e.kind === 'status' ? e.containers.map((container) => ({ t: Math.round(e.t), isReady: container.ready })) : [],
    )
    const turns = ready.filter(({ isReady }, i) => isReady !== (ready[i - 1]?.isReady ?? false))
    const told = [
      ...times('Killing').map((t) => `killed ${Math.round(t)}`),
      ...turns.map(({ t, isReady }) => `${isReady ? '' : 'not '}ready ${t}`),
    ]
    expect(told.join(', ') || 'nothing').toBe(happens)
  })
})
