import { describe, expect, it } from 'vitest'
import { httpGet, tryPod, type TryContainer } from '../../fixture.ts'

const CHANCE = { syncs: {}, started: {}, seen: {}, initialSleep: {}, mounted: {} }
/** Killed once, at 10 s, and never ready: each sync after that probes it at once. */
const KILLED: TryContainer = {
  liveness: httpGet('periodSeconds: 10, failureThreshold: 1'),
  readiness: httpGet('periodSeconds: 60, failureThreshold: 9'),
  answers: { 0: 500 },
}
/** Of those after the kill. */
const readinessSeconds = (containers: readonly TryContainer[], kubernetes: string, until: number): number[] =>
  tryPod({ kubernetes, duration: until, containers })
    .probes('readiness')
    .map(({ t }) => Math.round(t * 10) / 10)
    .filter((t) => t > 10.1)

describe('the syncs of one pod', () => {
  it.each(['1.22', '1.28', '1.35'])(
    '%s: a relist that sees an end and a start is two changes: the pod is synced by it, and once more by the next',
    (kubernetes) => {
      expect(readinessSeconds([KILLED], kubernetes, 15)).toEqual([11.2, 12.2])
    },
  )

  it('1.37: the pod’s own relist, once the sync that started it is over, is the first of the two', () => {
    expect(readinessSeconds([{ ...KILLED, script: { onTerm: { after: 0.5, code: 0 } } }], '1.37', 15)).toEqual([10.7, 11.2])
  })

  it('what happens while a sync waits for the pod cache wakes another one', () => {
    const beside: TryContainer = { name: 'beside', startup: httpGet('periodSeconds: 12') }
    expect(readinessSeconds([KILLED, beside], '1.28', 15)).toEqual([11.2, 12.2, 13.2])
  })
})

describe('a startup probe that passes', () => {
  it.each([
    [
      'with the tick that finds the container: a sync is about that already, and the next one waits for the relist',
      'periodSeconds: 10',
      10.2,
    ],
    ['later: it is synced at once', 'periodSeconds: 10, initialDelaySeconds: 15', 20],
  ])('%s', (_, startup, seconds) => {
    const { probes } = tryPod({
      duration: 30,
      containers: [{ startup: httpGet(startup), readiness: httpGet('periodSeconds: 60') }],
    })
    expect(probes('startup').at(-1)!.t).toBeCloseTo(Math.floor(seconds), 1)
    expect(probes('readiness')[0]!.t).toBeCloseTo(seconds, 1)
  })
})

describe('two workers that tick in one moment', () => {
  it.each(['1.22', '1.28'])(
    '%s: that a container has ended needs no answer, so the sync that follows does not find yet that another fails',
    (kubernetes) => {
      const { times } = tryPod({
        kubernetes,
        duration: 24,
        containers: [
          { name: 'loop', readiness: httpGet('periodSeconds: 20'), script: { exits: { after: 3, code: 1 } } },
          {
            name: 'fails',
            liveness: httpGet('periodSeconds: 10, failureThreshold: 2'),
            answers: { 0: 500 },
            script: { onTerm: { after: 2, code: 0 } },
          },
        ],
        inputs: { chance: { ...CHANCE, syncs: { web: [] } } },
      })
      const [killing] = times('Killing', 'fails')
      expect(times('Pulled', 'loop').filter((t) => t > 19)).toEqual([expect.closeTo(20, 1)])
      expect(killing).toBeGreaterThan(times('Started', 'loop').at(-1)!)
    },
  )

  it('1.37: a new life’s startup worker, which has just found it, is before its liveness worker: that waits until it has started', () => {
    const { probes, times } = tryPod({
      duration: 58,
      containers: [
        {
          startup: httpGet('periodSeconds: 10'),
          liveness: httpGet('periodSeconds: 10, failureThreshold: 1'),
          answers: { 0: 200, 29: 500 },
        },
      ],
    })
    expect(times('Killing').map(Math.floor)).toEqual([30])
    const after = (type: string): number[] => probes(type).flatMap(({ t }) => (t > 31 ? [Math.floor(t)] : []))
    expect([after('startup'), after('liveness')]).toEqual([[50], []])
  })
})

describe('what a scenario pins of the relist', () => {
  const exits: TryContainer = { script: { exits: { after: 20, code: 1 } } }
  const pulled = (ended: readonly number[], kubernetes = '1.28'): number | undefined =>
    tryPod({
      kubernetes,
      duration: 30,
      containers: [exits],
      inputs: { chance: { ...CHANCE, started: { main: [0.4] }, ended: { main: ended } } },
    }).times('Pulled')[1]

  it.each([
    [20.5, 20.5],
    [21.3, 21.3],
  ])('an end is seen at the pin: %f s', (pin, seconds) => {
    expect(pulled([pin])).toBeCloseTo(seconds, 1)
  })

  it('a pin more than a second and a half after the end is of another one', () => {
    expect(pulled([22.5])).toBeLessThan(21.5)
  })

  it.each([
    [{}, [20, 25]],
    [{ actions: [19.85] }, [19.85, 25]],
    [{ actions: [24.6] }, [20, 24.6]],
    [{ actions: [19.4, 20.1] }, [20, 25]],
  ])('an action takes effect when the scenario has it, or when it is pinned: %o', (chance, seconds) => {
    const { trace } = tryPod({
      duration: 30,
      containers: [{}],
      inputs: {
        actions: [
          { at: 20, kill: 'main' },
          { at: 25, kill: 'main' },
        ],
        chance: { ...CHANCE, ...chance },
      },
    })
    expect(trace.flatMap(({ kind, t }) => (kind === 'action' ? [t] : []))).toEqual(seconds)
  })

  it('the other relists lie a second and what one takes from a pinned one', () => {
    const chance = { ...CHANCE, started: { main: [0.4] }, seen: { main: [0.7] } }
    const { times } = tryPod({ kubernetes: '1.28', duration: 30, containers: [exits], inputs: { chance } })
    // 0.7 s and 20 relists of 1.0125 s
    expect(times('Pulled')[1]).toBeCloseTo(20.95, 1)
  })
})

describe('a restarted kubelet', () => {
  const restarted = (restarts: readonly { up: number; sleeps: Record<string, { liveness: number }> }[], kubernetes = '1.37') =>
    tryPod({
      kubernetes,
      duration: 120,
      spec: '  volumes:\n  - name: conf\n    emptyDir: {}\n',
      containers: [{ liveness: httpGet('periodSeconds: 10') }],
      inputs: { actions: [{ at: 60, restart: 'kubelet' }], chance: { ...CHANCE, restarts } },
    })

  it.each(['1.19', '1.28', '1.37'])('%s: has its pods again, and its workers awake, when the scenario says so', (kubernetes) => {
    const { trace, probes } = restarted([{ up: 63, sleeps: { main: { liveness: 4 } } }], kubernetes)
    expect(trace.filter((e) => e.kind === 'sync' && e.t > 0).map(({ t }) => t)).toEqual([63])
    const [next] = probes('liveness').filter(({ t }) => t > 60)
    // counted from then, the mounting of its volumes included
    expect(next!.t).toBeCloseTo(67, 1)
  })

  it('without a word on it is back soon, and its workers sleep up to a period', () => {
    const { trace, probes } = restarted([])
    const [up] = trace.filter((e) => e.kind === 'sync' && e.t > 0).map(({ t }) => t)
    expect(up).toBeCloseTo(61.5, 1)
    const [next] = probes('liveness').filter(({ t }) => t > 60)
    expect(next!.t - up!).toBeLessThan(10)
  })

  it('sees what runs once more with its second relist', () => {
    const { trace } = tryPod({
      kubernetes: '1.28',
      duration: 120,
      containers: [{ readiness: httpGet('periodSeconds: 10') }],
      inputs: {
        actions: [{ at: 60, restart: 'kubelet' }],
        chance: { ...CHANCE, restarts: [{ up: 63, sleeps: { main: { readiness: 8 } } }] },
      },
    })
    const ready = trace
      .filter((e) => e.kind === 'status' && e.t > 60)
      .map((e) => [Math.round(e.t * 100) / 100, e.kind === 'status' && e.ready])
    // without its workers it takes the pod for ready at first
    expect(ready.slice(0, 2)).toEqual([
      [63, true],
      [63.55, false],
    ])
  })
})
