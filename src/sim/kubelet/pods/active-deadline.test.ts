import { expect, it } from 'vitest'
import { httpGet, tryPod } from '../../fixture.ts'
import type { Trace } from '../../trace/trace.ts'

const eventsOf = (trace: Trace, reason: string) => trace.flatMap((e) => (e.kind === 'event' && e.reason === reason ? [e] : []))
const lastOf = (trace: Trace) => trace.flatMap((e) => (e.kind === 'status' ? [e] : [])).at(-1)!

it.each([
  ['Always', '1.22', 3],
  ['OnFailure', '1.25', 3],
  ['Never', '1.28', 4],
  ['Always', '1.37', 4],
])(
  'with restartPolicy %s on %s a pod past its deadline fails, is stopped and never starts again, told %i times',
  (policy, kubernetes, times) => {
    const { trace, restarts } = tryPod({
      kubernetes,
      duration: 200,
      spec: `  restartPolicy: ${policy}\n  activeDeadlineSeconds: 40\n`,
      containers: [{ script: { onTerm: { after: 0.1, code: 0 } } }],
    })
    const events = eventsOf(trace, 'DeadlineExceeded')
    expect(events.map(({ type, message }) => `${type} ${message}`)).toEqual(
      Array.from({ length: times }, () => 'Normal Pod was active on the node longer than the specified deadline'),
    )
    // the start counts from its whole second, and the sync loop looks once a second
    expect(events[0]!.t).toBeGreaterThan(39)
    expect(events[0]!.t).toBeLessThan(41.1)
    expect(eventsOf(trace, 'Killing').map(({ message }) => message)).toEqual(['Stopping container main'])
    expect(eventsOf(trace, 'Killing')[0]!.t - events[0]!.t).toBeGreaterThan(0)
    const failed = trace.flatMap((e) => (e.kind === 'status' && e.phase === 'Failed' ? [e] : []))
    expect(failed.map(({ reason, ready, containers }) => [reason, ready, containers[0]!.state.is])).toEqual([
      ['DeadlineExceeded', false, 'running'],
      ['DeadlineExceeded', false, 'terminated'],
    ])
    expect(restarts()).toBe(0)
  },
)

it('up to 1.21 the sync that finds a pod past its deadline stops it too, and its status tells for ever that its container runs', () => {
  for (const kubernetes of ['1.9', '1.19']) {
    const { trace } = tryPod({ kubernetes, duration: 200, spec: '  activeDeadlineSeconds: 40\n', containers: [{}] })
    expect(eventsOf(trace, 'DeadlineExceeded')).toHaveLength(1)
    expect(trace.filter((e) => e.kind === 'process' && e.op === 'exited')).toHaveLength(1)
    expect(lastOf(trace)).toMatchObject({
      phase: 'Failed',
      reason: 'DeadlineExceeded',
      containers: [{ ready: false, state: { is: 'running' } }],
    })
  }
})

it('a pod has its grace and its hook at its deadline, and is probed no more once it has failed', () => {
  const { trace } = tryPod({
    duration: 200,
    spec: '  activeDeadlineSeconds: 40\n  terminationGracePeriodSeconds: 12\n',
    containers: [
      {
        script: { onTerm: 'ignore' },
        liveness: httpGet('periodSeconds: 1'),
        more: '    lifecycle: {preStop: {sleep: {seconds: 5}}}\n',
      },
    ],
  })
  const [first] = eventsOf(trace, 'DeadlineExceeded')
  const killed = eventsOf(trace, 'Killing')[0]!
  const end = trace.find((e) => e.kind === 'process' && e.op === 'exited')!
  expect(end.t - killed.t).toBeCloseTo(12, 0)
  expect(end).toMatchObject({ code: 137 })
  expect(trace.filter((e) => e.kind === 'probe' && e.t > first!.t + 1.1)).toEqual([])
  expect(trace.filter((e) => e.kind === 'probe' && e.t < first!.t).length).toBeGreaterThan(30)
})

it('the deadline counts from the pod’s start, not from a container’s: init containers and back-offs use it up', () => {
  const long = tryPod({
    duration: 100,
    spec: '  activeDeadlineSeconds: 20\n',
    containers: [{ name: 'setup', init: true, script: { exits: { after: 60, code: 0 } } }, {}],
  })
  expect(long.trace.some((e) => e.kind === 'process' && e.container === 'main')).toBe(false)
  expect(lastOf(long.trace)).toMatchObject({ phase: 'Failed', reason: 'DeadlineExceeded' })

  const crashing = tryPod({
    duration: 300,
    spec: '  activeDeadlineSeconds: 100\n',
    containers: [{ script: { exits: { after: 1, code: 3 } } }],
  })
  const last = lastOf(crashing.trace)
  expect(last).toMatchObject({
    reason: 'DeadlineExceeded',
    containers: [{ state: { is: 'terminated', reason: 'ContainerStatusUnknown', exitCode: 137 }, lastState: { exitCode: 3 } }],
  })
  expect(crashing.trace.some((e) => e.kind === 'process' && e.op === 'started' && e.t > last.t)).toBe(false)
})

it('a pod that has ended by itself before its deadline stays as it is', () => {
  const { trace } = tryPod({
    duration: 200,
    spec: '  restartPolicy: Never\n  activeDeadlineSeconds: 40\n',
    containers: [{ script: { exits: { after: 5, code: 0 } } }],
  })
  expect(eventsOf(trace, 'DeadlineExceeded')).toEqual([])
  expect(lastOf(trace)).toMatchObject({ phase: 'Succeeded' })
})

it.each([
  ['without a kube-apiserver counts from its own start', false, 130],
  ['with one counts on', true, 100],
])('a kubelet that is restarted %s', (_, attached, fails) => {
  const { trace } = tryPod({
    kubernetes: '1.37',
    duration: 200,
    spec: '  activeDeadlineSeconds: 100\n',
    containers: [{}],
    inputs: { cluster: { attached, etcd: 'up' as const, objects: [] }, actions: [{ at: 30, restart: 'kubelet' }] },
  })
  const [first] = eventsOf(trace, 'DeadlineExceeded')
  expect(Math.abs(first!.t - fails)).toBeLessThan(6)
})
