import { expect, it } from 'vitest'
import { httpGet, type Tried, type TryContainer, type TryPod, tryPod } from '../../fixture.ts'

const hook = (when: 'preStop' | 'postStart', handler: object): string => `    lifecycle: ${JSON.stringify({ [when]: handler })}\n`
const exec = (...command: string[]) => ({ exec: { command } })
const sleeps = (after: number) => ({ execs: [{ command: ['/bin/sleep'], code: 0, output: '', after, missing: false }] })
const texts = ({ trace }: Tried, reason: string) =>
  trace.flatMap((e) => (e.kind === 'event' && e.reason === reason ? [e.message.replaceAll(/[0-9a-f]{32}/g, 'UID')] : []))
const end = ({ trace }: Tried) => trace.flatMap((e) => (e.kind === 'process' && e.op === 'exited' ? [Math.round(e.t * 10) / 10] : []))[0]

/** A pod that is removed at 10 s, unless its inputs say otherwise. */
const removed = (container: TryContainer, more: TryPod = {}): Tried =>
  tryPod({ duration: 60, containers: [container], inputs: { actions: [{ at: 10, remove: 'web.yaml' }] }, ...more })

it.each([
  ['1.9', 'Cannot run handler: Invalid handler: &Handler{Exec:nil,HTTPGet:nil,TCPSocket:&TCPSocketAction{Port:7001,Host:,},}'],
  ['1.15', 'Cannot run handler: Invalid handler: &Handler{Exec:nil,HTTPGet:nil,TCPSocket:&TCPSocketAction{Port:7001,Host:,},}'],
  ['1.16', 'Cannot run handler: invalid handler: &Handler{Exec:nil,HTTPGet:nil,TCPSocket:&TCPSocketAction{Port:{0 7001 },Host:,},}'],
  [
    '1.25',
    'Cannot run handler: invalid handler: &LifecycleHandler{Exec:nil,HTTPGet:nil,TCPSocket:&TCPSocketAction{Port:{0 7001 },Host:,},}',
  ],
  ['1.26', 'PostStartHook failed'],
])('on %s a tcpSocket hook is valid, and always fails: %s', (kubernetes, text) => {
  const tried = tryPod({ kubernetes, duration: 8, containers: [{ more: hook('postStart', { tcpSocket: { port: 7001 } }) }] })
  expect(texts(tried, 'FailedPostStartHook')[0]).toBe(text)
  expect(tried.times('Killing').length).toBeGreaterThan(0)
})

it.each([
  ['1.27', 0, []],
  ['1.27', 1, ['PreStopHook failed']],
  ['1.28', 0, ['PreStopHook failed']],
])('on %s with a grace of %i s these preStop hooks are run that fail: %j', (kubernetes, grace, failed) => {
  const spec = `  terminationGracePeriodSeconds: ${grace}\n`
  const tried = removed({ more: hook('preStop', { tcpSocket: { port: 7001 } }) }, { kubernetes, spec })
  expect(texts(tried, 'FailedPreStopHook')).toEqual(failed)
})

// as recorded: start-1.NN/command-missing-a, life-1.NN/poststart-exec-a
it.each(['1.22', '1.28', '1.37'])(
  'on %s a life that failed at once is seen by the next relist of all, whose sandbox is a change more: the second sync finds the back-off',
  (kubernetes) => {
    const { times } = tryPod({ kubernetes, duration: 8, containers: [{ more: hook('postStart', { tcpSocket: { port: 7001 } }) }] })
    expect(times('Killing').map((t) => t.toFixed(1))).toEqual(['0.3', '1.4'])
    expect(times('BackOff').map((t) => t.toFixed(1))).toEqual(['2.2', '3.2'])
  },
)

it('since 1.35 a crash loop is tried again when its back-off is over, whatever else fails beside it', () => {
  const containers: TryContainer[] = [
    { name: 'loop', script: { exits: { after: 1, code: 1 } } },
    { name: 'root', more: '    securityContext: {runAsNonRoot: true}\n' },
  ]
  const { trace } = tryPod({
    duration: 120,
    containers,
    inputs: { images: { 'docker.io/lab/target:1': { present: true, pull: { after: 1 }, user: 'root' } } },
  })
  const waits = trace.flatMap((e) => (e.kind === 'backoff' && e.blocked && e.container === 'loop' ? [[e.t, e.until!] as const] : []))
  const tries = trace.flatMap((e) => (e.kind === 'event' && e.reason === 'Failed' && e.container === 'root' ? [e.t] : []))
  expect(waits.length).toBeGreaterThan(3)
  for (const [from, until] of waits) expect(tries.filter((t) => t > from + 1.5 && t < until)).toEqual([])
})

it.each([
  [
    '1.19',
    'Http lifecycle hook (/x) for Container "main" in Pod "web-master-node_default(UID)" failed - error: failed to find networking container, message: ""',
  ],
  ['1.37', 'PreStopHook failed'],
])('on %s an httpGet hook without a host finds no address on the host’s network, and the pod’s own elsewhere', (kubernetes, text) => {
  const container = { more: hook('preStop', { httpGet: { path: '/x', port: 7001 } }) }
  for (const attached of [true, false]) {
    const cluster = { attached, etcd: 'up' as const, objects: [] }
    expect(
      texts(removed(container, { kubernetes, inputs: { cluster, actions: [{ at: 10, remove: 'web.yaml' }] } }), 'FailedPreStopHook'),
    ).toEqual([text])
  }
  expect(texts(removed(container, { kubernetes, spec: '  hostNetwork: false\n' }), 'FailedPreStopHook')).toEqual([])
})

it.each([
  [
    '1.25',
    'Exec lifecycle hook ([/bin/sleep]) for Container "main" in Pod "web-master-node_default(UID)" failed - error: command \'/bin/sleep\' exited with 137: , message: ""',
  ],
  ['1.37', 'PreStopHook failed'],
])('on %s a preStop command that outlasts the grace is killed with its container, and only then fails', (kubernetes, text) => {
  const tried = removed(
    { more: hook('preStop', exec('/bin/sleep')), script: { ...sleeps(300), onTerm: 'ignore' } },
    { kubernetes, spec: '  terminationGracePeriodSeconds: 5\n' },
  )
  expect(texts(tried, 'FailedPreStopHook')).toEqual([text])
  expect(tried.times('FailedPreStopHook').map(Math.floor)).toEqual([Math.floor(end(tried)!)])
})

it('a preStop command that outlasts the grace and ends well before the container does is not told of', () => {
  const tried = removed(
    { more: hook('preStop', exec('/bin/sleep')), script: { ...sleeps(6), onTerm: 'ignore' } },
    { spec: '  terminationGracePeriodSeconds: 5\n' },
  )
  expect(tried.times('FailedPreStopHook')).toEqual([])
  expect(end(tried)).toBe(17)
})

it('a command dies with its container: its postStart hook fails, and so does its probe', () => {
  const dies = (at: number) => ({ actions: [{ at, crash: 'main', code: 1 }] })
  const started = tryPod({
    duration: 8,
    containers: [{ more: hook('postStart', exec('/bin/sleep')), script: sleeps(300) }],
    inputs: dies(5),
  })
  expect(started.times('FailedPostStartHook')).toEqual([5])
  const probed = tryPod({
    duration: 18,
    containers: [{ liveness: '{exec: {command: [/bin/sleep]}, timeoutSeconds: 60}', script: sleeps(30) }],
    inputs: dies(15),
  })
  expect(probed.probes('liveness').map(({ t, result, output }) => [t, result, output])).toEqual([[15, 'failure', '']])
})

it.each([
  ['1.21', 22.1],
  ['1.22', 30.1],
  ['1.27', 30.1],
  ['1.28', 22.1],
])('on %s a removed pod whose preStop takes 8 of its 12 s ends at %f s', (kubernetes, at) => {
  const container = { more: hook('preStop', exec('/bin/sleep')), script: { ...sleeps(8), onTerm: 'ignore' as const } }
  const spec = '  terminationGracePeriodSeconds: 12\n'
  expect(end(removed(container, { kubernetes, spec }))).toBe(at)
  // by a probe the hook's time is taken off on every release
  const probed = tryPod({
    kubernetes,
    spec,
    duration: 60,
    containers: [{ ...container, liveness: httpGet('failureThreshold: 1'), answers: { 0: 500 } }],
  })
  expect(end(probed)! - probed.times('Killing')[0]!).toBeLessThan(13)
})

it.each(['1.19', '1.37'])(
  'on %s an answer that comes just when timeoutSeconds are over is too late, by HTTP as by a command',
  (kubernetes) => {
    const first = (after: number) => {
      const http = tryPod({
        kubernetes,
        duration: 20,
        containers: [{ liveness: httpGet('timeoutSeconds: 2'), script: { answers: [{ from: 0, status: 200, after }] } }],
      })
      const command = tryPod({
        kubernetes,
        duration: 20,
        containers: [{ liveness: '{exec: {command: [/bin/sleep]}, timeoutSeconds: 2}', script: sleeps(after) }],
      })
      return [http, command].map((tried) => tried.probes('liveness')[0]!.result === 'success')
    }
    expect(first(2)).toEqual([false, false])
    expect(first(1.99)).toEqual([true, true])
  },
)

// as recorded: life-1.NN/poststart-exec-a
it.each([
  ['1.9', 'PostStartHookError'],
  ['1.10', "PostStartHookError: command '/bin/fails' exited with 3: "],
  ['1.21', "PostStartHookError: command '/bin/fails' exited with 3: "],
  ['1.22', 'PostStartHookError'],
  ['1.37', 'PostStartHookError'],
])('on %s a container whose postStart hook fails waits because of %s', (kubernetes, reason) => {
  const script = { execs: [{ command: ['/bin/fails'], code: 3, output: 'said so', after: 0, missing: false }] }
  const { trace } = tryPod({ kubernetes, duration: 60, containers: [{ more: hook('postStart', exec('/bin/fails')), script }] })
  const waits = trace.flatMap((e) =>
    e.kind === 'status' ? e.containers.flatMap(({ state }) => (state.reason === reason ? [state.message] : [])) : [],
  )
  expect(waits[0]).toContain('message: "said so"')
})

it.each([
  ['1.21', 'liveness', 30],
  ['1.22', 'liveness', 3],
  // of the one that has failed
  ['1.22', 'startup', 5],
])('on %s the own grace of a %s probe lets what ignores SIGTERM live for %i s', (kubernetes, failed, grace) => {
  const probe = (kind: string, terminationGracePeriodSeconds: number) =>
    `    ${kind}Probe: ${JSON.stringify({ tcpSocket: { port: 7999 }, periodSeconds: 1, failureThreshold: 1, terminationGracePeriodSeconds })}\n`
  const more = probe('liveness', 3) + (failed === 'startup' ? probe('startup', 5) : '')
  const tried = tryPod({ kubernetes, duration: 60, containers: [{ more, script: { onTerm: 'ignore' } }] })
  expect(Math.round(end(tried)! - tried.times('Killing')[0]!)).toBe(grace)
})

it.each([
  ['1.13', 'Killing container with id docker://main:FailedPostStartHook'],
  ['1.14', 'FailedPostStartHook'],
  ['1.37', 'FailedPostStartHook'],
])('on %s the kill after a failed postStart hook is told as: %s', (kubernetes, text) => {
  const tried = tryPod({ kubernetes, duration: 8, containers: [{ more: hook('postStart', { tcpSocket: { port: 7001 } }) }] })
  expect(texts(tried, 'Killing')[0]).toBe(text)
})

it.each([
  ['1.29', 10],
  ['1.30', 16],
])('on %s a removed pod whose preStop sleeps 6 s ends at %f s', (kubernetes, at) => {
  expect(end(removed({ more: hook('preStop', { sleep: { seconds: 6 } }) }, { kubernetes }))).toBe(at)
})
