import { describe, expect, it } from 'vitest'
import { httpGet, tryPod } from '../../fixture.ts'
import type { Inputs } from '../../scenario/inputs.ts'
import { BackOffTable, CRASH_LOOP } from './backoff.ts'

type KubeletConfiguration = Partial<Inputs['kubelet']>

const CLOSED: Inputs['kubelet'] = { authentication: { anonymous: { enabled: false } }, authorization: { mode: 'Webhook' }, readOnlyPort: 0 }
import { goDuration } from '../../scenario/duration.ts'

// staging/src/k8s.io/client-go/util/flowcontrol/backoff_test.go retold, and kubernetes-facts' worked timelines.

const gaps = (times: readonly number[]) => times.slice(1).map((t, i) => Math.round(t - times[i]!))

describe('TestSlowBackoff', () => {
  it('doubles from 10 s to 300 s', () => {
    const table = new BackOffTable(CRASH_LOOP)
    const grown = []
    for (let n = 0, exit = 0; n < 8; n++, exit += 301) grown.push(table.ask('main', exit, exit + 301).nextSeconds)
    expect(grown).toEqual([10, 20, 40, 80, 160, 300, 300, 300])
  })

  it('blocks while less has passed since the exit than the entry says, and not when it is equal', () => {
    const table = new BackOffTable(CRASH_LOOP)
    table.ask('main', 0, 0)
    expect(table.ask('main', 0, 9.99)).toMatchObject({ blocked: true, until: 10 })
    expect(table.ask('main', 0, 10)).toMatchObject({ blocked: false, nextSeconds: 20 })
  })
})

describe('TestBackoffReset', () => {
  it('begins anew after more than 600 s without a change', () => {
    const table = new BackOffTable(CRASH_LOOP)
    for (const now of [0, 100, 200, 400]) table.ask('main', now - 100, now)
    expect(table.ask('main', 990, 1000.5).nextSeconds).toBe(10)
  })

  it('goes on after 600 s, and not a moment more', () => {
    const table = new BackOffTable(CRASH_LOOP)
    table.ask('main', 0, 0)
    expect(table.ask('main', 600, 600)).toMatchObject({ blocked: true, backOffSeconds: 10 })
    expect(table.ask('main', 590, 600)).toMatchObject({ blocked: false, nextSeconds: 20 })
    expect(table.ask('main', 1180, 1200)).toMatchObject({ blocked: false, nextSeconds: 40 })
    expect(table.ask('main', 1760, 1800.5)).toMatchObject({ blocked: false, nextSeconds: 10 })
  })
})

describe('a container that ends by itself', () => {
  it('starts again at once, then waits 10, 20, 40, 80, 160, 300 s from each exit', () => {
    const { trace } = tryPod({ duration: 1500, containers: [{ script: { exits: { after: 1, code: 1 } } }] })
    const exits = trace.filter((e) => e.kind === 'process' && e.op === 'exited').map((e) => e.t)
    const starts = trace.filter((e) => e.kind === 'process' && e.op === 'started').map((e) => e.t)
    const waits = starts.slice(1).map((t, i) => t - exits[i]!)
    const least = [0, 10, 20, 40, 80, 160, 300]
    waits.forEach((wait, i) => {
      expect(wait).toBeGreaterThanOrEqual(least[Math.min(i, 6)]!)
      // and up to half of the last stretch, one minute at most, more
      expect(wait).toBeLessThan(least[Math.min(i, 6)]! + 32)
    })
  })
})

it.each<[string, KubeletConfiguration, number[]]>([
  ['1.35', { crashLoopBackOff: { maxContainerRestartPeriod: 30 } }, [10, 20, 30, 30]],
  ['1.34', { crashLoopBackOff: { maxContainerRestartPeriod: 30 }, featureGates: { KubeletCrashLoopBackOffMax: true } }, [10, 20, 30, 30]],
  ['1.31', { crashLoopBackOff: { maxContainerRestartPeriod: 30 } }, [10, 20, 40, 80, 160, 300]],
  ['1.35', { crashLoopBackOff: { maxContainerRestartPeriod: 4 } }, [4, 4, 4]],
  ['1.34', { featureGates: { ReduceDefaultCrashLoopBackOffDecay: true } }, [1, 2, 4, 8, 16, 32, 60, 60]],
  ['1.36', { featureGates: { ReduceDefaultCrashLoopBackOffDecay: true } }, [1, 2, 4, 8, 16, 32, 64, 128, 256, 300]],
  ['1.32', { featureGates: { ReduceDefaultCrashLoopBackOffDecay: true } }, [10, 20, 40, 80, 160, 300]],
])('on %s a kubelet with %o has a container that ends again and again wait %o s', (kubernetes, configuration, waits) => {
  const { trace } = tryPod({
    kubernetes,
    duration: 900,
    containers: [{ script: { exits: { after: 1, code: 1 } } }],
    inputs: { kubelet: { ...CLOSED, ...configuration } },
  })
  const entries = trace.flatMap((e) => (e.kind === 'backoff' && e.blocked ? [e.backOffSeconds] : []))
  expect(entries.filter((seconds, i) => entries.indexOf(seconds) === i)).toEqual([...new Set(waits)])
})

it('the same by the kubelet’s own file, and a word in its log where it cannot use that', () => {
  const tried = (kubernetes: string, more: string) =>
    tryPod({
      kubernetes,
      duration: 120,
      containers: [{ script: { exits: { after: 1, code: 1 } } }],
      inputs: {
        files: {
          '/var/lib/kubelet/config.yaml': `apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\ncrashLoopBackOff: {maxContainerRestartPeriod: ${more}}\n`,
        },
      },
    }).trace.flatMap((e) =>
      e.kind === 'backoff' && e.blocked
        ? [`${e.backOffSeconds} s`]
        : e.kind === 'log' && e.text.includes('"command failed"')
          ? [e.text]
          : [],
    )
  expect(new Set(tried('1.36', '15s'))).toEqual(new Set(['10 s', '15 s']))
  expect(tried('1.34', '15s')[0]).toContain(
    'FeatureGate KubeletCrashLoopBackOffMax not enabled, CrashLoopBackOff.MaxContainerRestartPeriod must not be set',
  )
  expect(tried('1.36', '10m')[0]).toContain('CrashLoopBackOff.MaxContainerRestartPeriod (got: 600 seconds) must be set between 1s and 300s')
  expect(tried('1.36', 'soon')[0]).toContain('time: invalid duration')
})

describe('a liveness loop of 90 s', () => {
  const { times } = tryPod({
    duration: 1800,
    containers: [{ answers: { 0: 401 }, liveness: httpGet('initialDelaySeconds: 15, timeoutSeconds: 15, failureThreshold: 8') }],
  })

  it('looks at the instance that had exited before the kill: the first six kills never wait', () => {
    expect(gaps(times('Started')).slice(0, 6)).toEqual([90, 90, 90, 90, 90, 90])
  })

  it('is blocked first by the entry of 160 s, and then alternates', () => {
    const started = gaps(times('Started'))
    expect(started[6]).toBeGreaterThanOrEqual(240)
    expect(started[6]).toBeLessThan(275)
    expect(started[7]).toBeGreaterThanOrEqual(380)
    expect(started[8]).toBeLessThan(95)
  })
})

it('never waits where a cycle takes longer than the longest back-off', () => {
  const { times } = tryPod({
    duration: 3000,
    containers: [{ answers: { 0: 500 }, liveness: httpGet('initialDelaySeconds: 290, failureThreshold: 3') }],
  })
  expect(times('BackOff')).toEqual([])
})

it.each([
  [10, '10s'],
  [80, '1m20s'],
  [300, '5m0s'],
  [3600, '1h0m0s'],
])('prints %i s as %s', (seconds, text) => {
  expect(goDuration(seconds)).toBe(text)
})
