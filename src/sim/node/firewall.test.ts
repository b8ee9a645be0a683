import { expect, it } from 'vitest'
import { kubeadmManifest } from '../../cases/kubeadm-manifest.ts'
import { ask } from '../../terminal/terminal.ts'
import { podInputs, type Tried, tryPod } from '../fixture.ts'
import type { FirewallRule } from '../scenario/inputs.ts'
import { simulate } from '../simulate.ts'

const block = (port: number, from: FirewallRule['from'] = 'node') => ({ firewall: [{ block: port, from }] })
const outputs = (tried: Tried) => [
  ...new Set(tried.probes('liveness').map(({ output, t, startedAt }) => `${Math.round(t - startedAt)} s: ${output}`)),
]
const probed = (kubernetes: string, liveness: string, more: object) =>
  tryPod({ kubernetes, duration: 60, containers: [{ liveness }], inputs: more })

it.each([
  [
    '1.9',
    '{httpGet: {host: 127.0.0.1, port: PORT}, timeoutSeconds: 12}',
    '12 s: Get http://127.0.0.1:7001/: net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)',
  ],
  [
    '1.37',
    '{httpGet: {host: 127.0.0.1, port: PORT}, timeoutSeconds: 2}',
    '2 s: Get "http://127.0.0.1:7001/": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
  ],
  // no handshake begins before the connection stands
  [
    '1.37',
    '{httpGet: {host: 127.0.0.1, port: PORT, scheme: HTTPS}, timeoutSeconds: 12}',
    '12 s: Get "https://127.0.0.1:7001/": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
  ],
  ['1.37', '{tcpSocket: {host: 127.0.0.1, port: PORT}, timeoutSeconds: 3}', '3 s: dial tcp 127.0.0.1:7001: i/o timeout'],
])('on %s a firewall for what comes from the node drops its probes: %s', (kubernetes, liveness, output) => {
  expect(outputs(probed(kubernetes, liveness, block(7001)))).toEqual([output])
  const others = [block(7001, 'outside'), block(7001, 'pod'), block(7002)].map((more) =>
    outputs(probed(kubernetes, '{tcpSocket: {host: 127.0.0.1, port: PORT}}', more)),
  )
  expect(others).toEqual([['0 s: '], ['0 s: '], ['0 s: ']])
})

it('a hook gives up as Go’s dialer does, after 30 s', () => {
  const more = '    lifecycle: {postStart: {httpGet: {host: 127.0.0.1, port: 7001, path: /x}}}\n'
  const tried = tryPod({ kubernetes: '1.25', duration: 60, containers: [{ more }], inputs: block(7001) })
  const failed = tried.trace.find((e) => e.kind === 'event' && e.reason === 'FailedPostStartHook')
  expect(failed).toMatchObject({ message: expect.stringContaining('dial tcp 127.0.0.1:7001: i/o timeout') })
  expect(failed!.t - tried.times('Started')[0]!).toBeCloseTo(30, 1)
})

it('a program that passes questions on cannot pass them where they are dropped', () => {
  const script = { answers: [{ from: 0, proxy: 'http://127.0.0.1:7002/' }] }
  const run = (more: object) =>
    tryPod({
      duration: 60,
      containers: [{ name: 'proxy', liveness: '{httpGet: {host: 127.0.0.1, port: PORT}, timeoutSeconds: 40}', script }, {}],
      inputs: more,
    }).probes('liveness', 'proxy')[0]
  expect(run(block(7003))).toMatchObject({ result: 'success' })
  expect(run(block(7002))).toMatchObject({ output: 'HTTP probe failed with statuscode: 502' })
})

it.each(['1.19', '1.37'])('on %s neither kubectl nor the kubelet reaches a kube-apiserver behind it', (kubernetes) => {
  const inputs = podInputs({
    kubernetes,
    duration: 200,
    inputs: {
      ...block(6443),
      cluster: { attached: true, etcd: 'up', objects: [] },
      manifests: { 'kube-apiserver.yaml': kubeadmManifest(kubernetes) },
      actions: [{ at: 10, kubectl: 'delete pod kube-apiserver-master-node -n kube-system' }],
    },
  })
  const trace = simulate(inputs)
  const dropped = 'Unable to connect to the server: dial tcp 192.168.1.100:6443: i/o timeout\n'
  expect(trace.find((e) => e.kind === 'printed')).toMatchObject({ t: 40, stderr: dropped, exit: 1 })
  expect(trace.some((e) => e.kind === 'mirror')).toBe(false)
  expect(trace.find((e) => e.kind === 'event' && e.reason === 'Unhealthy')).toMatchObject({
    message: expect.stringContaining('context deadline exceeded'),
  })
  expect(ask('kubectl get pods', { inputs, trace, at: 100, simulate }).stderr).toBe(dropped)
})
