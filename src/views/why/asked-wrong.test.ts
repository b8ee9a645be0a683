import { expect, it } from 'vitest'
import { parseScenario } from '../../sim/scenario/scenario.ts'
import type { ProbeEntry, Trace } from '../../sim/trace/trace.ts'
import { askedWrong } from './asked-wrong.ts'

interface Row {
  /** Of its container main, in one line each; the probe stands in line 8. */
  liveness?: string
  main?: string
  spec?: string
  side?: string
  programs?: Record<string, object>
  kubernetes?: string
  output: string
  /** Seconds since its start, and what else has happened by then. */
  age?: number
  begun?: object[]
  happened?: object[]
}

/** What is wrong with a liveness probe of such a pod that failed with such an output. */
function wrong(row: Row, entry: object = {}): string | undefined {
  const { liveness = '{httpGet: {port: 80}}', main = '', spec = '', side = '', programs, output, age = 60, happened = [] } = row
  const { begun = [{ t: 10, kind: 'process', op: 'started', attempt: 0 }] } = row
  const text = `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  - name: main\n    image: a\n    livenessProbe: ${liveness}\n${main.replaceAll(/^(?=.)/gm, '    ')}\n${side}\n${spec}`
  const { scenario, diagnostics } = parseScenario(
    JSON.stringify({
      whyrestart: 1,
      kubernetes: row.kubernetes ?? '1.37',
      manifests: { 'web.yaml': text },
      ...(programs ? { processes: programs } : {}),
    }),
  )
  if (!scenario) throw new Error(JSON.stringify(diagnostics))
  const probe = { t: 10 + age, kind: 'probe', probe: 'liveness', result: 'failure', output, ...entry }
  const trace = [...begun, ...happened, probe].map((item, id) => ({ pod: 'web', container: 'main', ...item, id })) as unknown as Trace
  return askedWrong(trace, trace.at(-1) as ProbeEntry, scenario.lanes[0]!.inputs)?.text
}

const REFUSED = 'dial tcp 10.0.0.1:80: connect: connection refused'
const listens = (...sockets: object[]) => ({ main: { listens: sockets, answers: [{ status: 200 }] } })
const answers = (...list: object[]) => ({ main: { listens: [{ port: 80 }], answers: list } })
const LISTENING = { t: 40, kind: 'process', op: 'listening' }
const inside = '; kubectl port-forward, which comes from inside the pod, is served all the same'

it.each<[string, Row, string | undefined]>([
  [
    'its port’s name, of several',
    {
      liveness: '{httpGet: {port: web}}',
      main: 'ports: [{containerPort: 80, name: http}, {containerPort: 81}, {containerPort: 82, name: side}]',
      output: 'port "web" not found',
    },
    'no port of main is called web (web.yaml, line 8), but http is (80) and side is (82)',
  ],
  [
    'its port’s name, of none',
    { liveness: '{tcpSocket: {port: web}}', main: 'ports: [{containerPort: 80}]', output: 'strconv.Atoi: parsing "web": invalid syntax' },
    'no port of main is called web (web.yaml, line 8), and none has a name',
  ],
  [
    'a host that is the node',
    { liveness: '{httpGet: {port: 80, host: 127.0.0.1}}', programs: listens({ port: 80 }), output: REFUSED },
    '127.0.0.1 (web.yaml, line 8) is the node itself, for the kubelet asks, and the pod has a network of its own; main listens on 80 of the pod, where the kubelet asks if no host is named',
  ],
  [
    'a host that is the node, where nobody listens',
    { liveness: '{httpGet: {port: 81, host: 192.168.1.100}}', programs: listens({ port: 80 }), output: REFUSED },
    '192.168.1.100 (web.yaml, line 8) is the node itself, for the kubelet asks, and the pod has a network of its own',
  ],
  [
    'a host that is the node, and its port the pod’s',
    {
      liveness: '{httpGet: {port: 80, host: 127.0.0.1}}',
      main: 'ports: [{containerPort: 80, hostPort: 80}]',
      programs: listens({ port: 80 }),
      output: REFUSED,
    },
    undefined,
  ],
  [
    'a host that is the node, and another port the pod’s',
    {
      liveness: '{httpGet: {port: 80, host: 127.0.0.1}}',
      main: 'ports: [{containerPort: 80, hostPort: 81}]',
      programs: listens({ port: 80 }),
      output: REFUSED,
    },
    '127.0.0.1 (web.yaml, line 8) is the node itself, for the kubelet asks, and the pod has a network of its own; main listens on 80 of the pod, where the kubelet asks if no host is named',
  ],
  [
    'a host that is the node, with the node’s network',
    { liveness: '{httpGet: {port: 80, host: 127.0.0.1}}', spec: '  hostNetwork: true', programs: listens({ port: 80 }), output: REFUSED },
    undefined,
  ],
  [
    'a name that nobody knows',
    { liveness: '{httpGet: {port: 80, host: db}}', programs: listens({ port: 80 }), output: 'lookup db: no such host' },
    'no such host as db (web.yaml, line 8) is known to the node; main listens on 80 of the pod, where the kubelet asks if no host is named',
  ],
  [
    'another machine',
    {
      liveness: '{tcpSocket: {port: 80, host: 10.9.9.9}}',
      spec: '  hostNetwork: true',
      programs: listens({ port: 81 }),
      output: 'dial tcp 10.9.9.9:80: i/o timeout',
    },
    'nobody answers at 10.9.9.9 (web.yaml, line 8), which is not the pod’s address',
  ],
  [
    'a loopback address',
    { programs: listens({ port: 80, address: '127.0.0.1' }), output: REFUSED },
    `main listens on 80 (web.yaml, line 8) of 127.0.0.1 alone, and the kubelet asks the pod’s address${inside}`,
  ],
  [
    'a loopback address, and another beside it',
    { programs: listens({ port: 80, address: '127.0.0.1' }, { port: 80, address: '0.0.0.0' }), output: REFUSED },
    undefined,
  ],
  [
    'a loopback address, and all of IPv6 beside it',
    { programs: listens({ port: 80, address: '127.0.0.1' }, { port: 80, address: '::' }), output: REFUSED },
    undefined,
  ],
  [
    'a loopback address, and all beside it',
    { programs: listens({ port: 80, address: '127.0.0.1' }, { port: 80 }), output: REFUSED },
    undefined,
  ],
  [
    'a loopback address of IPv6 alone, on the node’s network',
    {
      liveness: '{httpGet: {port: 80, host: 127.0.0.1}}',
      spec: '  hostNetwork: true',
      programs: listens({ port: 80, address: '::1' }),
      output: REFUSED,
    },
    'main listens on 80 (web.yaml, line 8) of ::1 alone, and the probe asks 127.0.0.1',
  ],
  [
    'a loopback address, on the node’s network, asked at its own',
    {
      liveness: '{httpGet: {port: 80, host: 192.168.1.100}}',
      spec: '  hostNetwork: true',
      programs: listens({ port: 80, address: '127.0.0.1' }),
      output: REFUSED,
    },
    `main listens on 80 (web.yaml, line 8) of 127.0.0.1 alone, and the probe asks 192.168.1.100${inside}`,
  ],
  [
    'its patience',
    {
      liveness: '{httpGet: {port: 80}, initialDelaySeconds: 5, periodSeconds: 7, failureThreshold: 4}',
      programs: listens({ port: 80, after: 90 }),
      output: REFUSED,
    },
    'main listens on 80 only 90 s after its start, and the liveness probe (web.yaml, line 8) counts as failed 26 s to 33 s after that start',
  ],
  [
    'a program that is late',
    { programs: listens({ port: 80, after: 59 }), age: 60.7, output: REFUSED },
    'main has not listened on 80 yet, 60 s after its start, and the liveness probe (web.yaml, line 8) counts as failed 20 s to 30 s after that start',
  ],
  [
    'a program as late as it may be',
    { programs: listens({ port: 80, after: 60 }), output: REFUSED },
    'main listens on 80 only 60 s after its start, and the liveness probe (web.yaml, line 8) counts as failed 20 s to 30 s after that start',
  ],
  ['a program that has listened', { programs: listens({ port: 80, after: 9 }), happened: [LISTENING], output: REFUSED }, undefined],
  [
    'a program that has listened there',
    { programs: listens({ port: 80, after: 9 }), happened: [{ ...LISTENING, port: 80 }], output: REFUSED },
    undefined,
  ],
  [
    'a program that has listened elsewhere, and another’s',
    {
      programs: listens({ port: 80, after: 9 }),
      happened: [
        { ...LISTENING, port: 81 },
        { ...LISTENING, pod: 'db' },
        { ...LISTENING, op: 'stopped' },
      ],
      output: REFUSED,
    },
    'main has not listened on 80 yet, 60 s after its start, and the liveness probe (web.yaml, line 8) counts as failed 20 s to 30 s after that start',
  ],
  [
    'its port',
    { main: 'ports:\n- containerPort: 81', programs: listens({ port: 81 }), output: REFUSED },
    'nobody listens on 80 (web.yaml, line 8); main declares 81 (web.yaml, line 10), and its program listens there',
  ],
  [
    'its port, of several',
    { main: 'ports:\n- containerPort: 81\n- containerPort: 82', programs: listens({ port: 81 }, { port: 83 }), output: REFUSED },
    'nobody listens on 80 (web.yaml, line 8); main declares 81 (web.yaml, line 10) and 82 (web.yaml, line 11), and its program listens on 81 and 83',
  ],
  [
    'its port, none declared',
    { programs: listens({ port: 81 }), output: 'timeout: failed to connect service' },
    'nobody listens on 80 (web.yaml, line 8); main declares no port, and its program listens on 81',
  ],
  [
    'its port, none heard',
    { programs: listens(), output: REFUSED },
    'nobody listens on 80 (web.yaml, line 8); main declares no port, and its program listens nowhere',
  ],
  [
    'its port, another container’s',
    { side: '  - {name: side, image: b}', programs: { ...listens(), side: { listens: [{ port: 81 }] } }, output: REFUSED },
    'nobody listens on 80 (web.yaml, line 8); main declares no port, and side listens on 81',
  ],
  [
    'its port, that of another container',
    { side: '  - {name: side, image: b}', programs: { ...listens(), side: { listens: [{ port: 80 }] } }, output: REFUSED },
    undefined,
  ],
  [
    'TLS where there is none',
    {
      liveness: '{httpGet: {port: 80, scheme: HTTPS}}',
      programs: listens({ port: 80 }),
      output: 'http: server gave HTTP response to HTTPS client',
    },
    'port 80 speaks plain HTTP, and scheme HTTPS (web.yaml, line 8) has it asked by TLS',
  ],
  [
    'TLS, and 400',
    {
      liveness: '{httpGet: {port: 80, scheme: HTTPS}}',
      programs: listens({ port: 80, tls: true }),
      output: 'HTTP probe failed with statuscode: 400',
    },
    undefined,
  ],
  [
    'no TLS where there is',
    { programs: listens({ port: 81 }, { port: 80, tls: true }), output: 'HTTP probe failed with statuscode: 400' },
    'port 80 speaks TLS, and scheme HTTP (the default) has it asked in plain HTTP',
  ],
  [
    'the scheme, of a kube-apiserver, which speaks TLS on its secure port',
    {
      liveness: '{httpGet: {port: 6443, scheme: HTTP}}',
      main: 'command: [kube-apiserver]',
      output: 'HTTP probe failed with statuscode: 400',
      happened: [LISTENING],
    },
    'port 6443 speaks TLS, and scheme HTTP (web.yaml, line 8) has it asked in plain HTTP',
  ],
  ['no TLS, and 400', { programs: listens({ port: 80 }), output: 'HTTP probe failed with statuscode: 400' }, undefined],
  [
    'its protocol, gRPC',
    { programs: answers({ grpc: 'SERVING' }), output: 'malformed HTTP response "\\x00"' },
    'port 80 speaks gRPC, and httpGet (web.yaml, line 8) has it asked in HTTP/1.1; a grpc probe asks it',
  ],
  [
    'its protocol, HTTP/2',
    { programs: answers({ status: 200 }), output: 'malformed HTTP status code "\\x00"' },
    'port 80 speaks HTTP/2, and httpGet (web.yaml, line 8) has it asked in HTTP/1.1',
  ],
  [
    'its path',
    {
      liveness: '{httpGet: {port: 80, path: /alive}}',
      programs: answers({ status: 404 }, { path: '/healthz', status: 200 }, { path: '/moved', status: 399 }, { path: '/bad', status: 400 }),
      output: 'statuscode: 404',
    },
    'its program answers 404 to /alive (web.yaml, line 8), and 200 to /healthz and 399 to /moved',
  ],
  [
    'its path, which another probe has right',
    {
      main: 'readinessProbe: {httpGet: {port: 80, path: /ready}}',
      programs: answers({ status: 404 }, { path: '/ready' }, { path: '/ready' }),
      output: 'statuscode: 404',
    },
    'its program answers 404 to / (the default), and 200 to /ready, which its readiness probe asks for',
  ],
  [
    'its path, which two others have right',
    {
      main: 'readinessProbe: {httpGet: {port: 80, path: /ready}}\nstartupProbe: {httpGet: {port: 80, path: /ready}}',
      programs: answers({ status: 404 }, { path: '/ready' }),
      output: 'statuscode: 404',
    },
    'its program answers 404 to / (the default), and 200 to /ready, which its readiness and startup probes ask for',
  ],
  [
    'its path, of no good one',
    {
      programs: answers(
        { status: 404 },
        { path: '/b', hang: true },
        { path: '/c', reset: true },
        { path: '/d', port: 81 },
        { path: '/e', from: '61s' },
      ),
      output: 'statuscode: 404',
    },
    undefined,
  ],
  [
    'its path, good from now on and on its port',
    { programs: answers({ status: 404 }, { path: '/d', port: 80 }, { path: '/e', from: '60s' }), output: 'statuscode: 404' },
    'its program answers 404 to / (the default), and 200 to /d and 200 to /e',
  ],
  [
    'a path that it has',
    { liveness: '{httpGet: {port: 80, path: /a/b}}', programs: answers({ status: 404 }, { path: '/a' }), output: 'statuscode: 404' },
    undefined,
  ],
  [
    'a header',
    { programs: answers({ status: 401 }, { status: 204, headers: { Token: 'x' } }), output: 'statuscode: 401' },
    'its program answers 204 to whoever sends Token: x; the liveness probe sends no Token (web.yaml, line 8)',
  ],
  [
    'a header’s value',
    {
      liveness: '{httpGet: {port: 80, httpHeaders: [{name: A, value: b}, {name: token, value: z}]}}',
      programs: answers({ status: 401 }, { headers: { A: 'b', Token: 'x' }, path: '/' }),
      output: 'statuscode: 401',
    },
    'its program answers 200 to whoever sends Token: x; the liveness probe sends Token: z (web.yaml, line 8)',
  ],
  [
    'a header that it sends',
    {
      liveness: '{httpGet: {port: 80, httpHeaders: [{name: token, value: x}]}}',
      programs: answers({ status: 401 }, { headers: { Token: 'x' } }),
      output: 'statuscode: 401',
    },
    undefined,
  ],
  [
    'a header for another path',
    { programs: answers({ status: 401 }, { headers: { Token: 'x' }, path: '/a' }), output: 'statuscode: 401' },
    undefined,
  ],
  [
    'a header that is of no use',
    { programs: answers({ status: 401 }, { headers: { Token: 'x' }, status: 400 }), output: 'statuscode: 401' },
    undefined,
  ],
  [
    'its time-out',
    {
      programs: answers(
        { status: 200, after: '2s' },
        { path: '/a', after: '4s' },
        { path: '/b', after: '9s', port: 81 },
        { path: '/c', after: '8s', status: 500 },
      ),
      output: 'Client.Timeout exceeded',
    },
    'its program takes up to 4 s to answer, and the liveness probe waits 1 s (the default)',
  ],
  [
    'its time-out, on its port',
    {
      liveness: '{httpGet: {port: 80}, timeoutSeconds: 3}',
      programs: answers({ after: '4s', port: 80 }, { path: '/a' }),
      output: 'context deadline exceeded',
    },
    'its program takes up to 4 s to answer, and the liveness probe waits 3 s (web.yaml, line 8)',
  ],
  [
    'a time-out that is enough',
    { liveness: '{httpGet: {port: 80}, timeoutSeconds: 4}', programs: answers({ after: '4s' }), output: 'context deadline exceeded' },
    undefined,
  ],
  ['a program of which each life is another', { programs: { main: { listens: [{ port: 81 }], lives: [{}] } }, output: REFUSED }, undefined],
  ['a container without such a probe', { liveness: 'null', programs: listens(), output: REFUSED }, undefined],
  [
    'a program that nobody has described',
    {
      happened: [
        { ...LISTENING, port: 81 },
        { ...LISTENING, port: 80, container: 'side' },
        { ...LISTENING, port: 80, pod: 'db' },
      ],
      output: REFUSED,
    },
    'nobody listens on 80 (web.yaml, line 8); main declares no port, and its program listens on 81',
  ],
  [
    'a kube-apiserver’s port',
    { main: 'command: [/usr/bin/kube-apiserver, --secure-port=6444]', happened: [LISTENING], output: REFUSED },
    'nobody listens on 80 (web.yaml, line 8); main declares no port, and its program listens on 6444',
  ],
  [
    'a kube-apiserver’s own port',
    { main: 'command: [kube-apiserver]', happened: [LISTENING], output: REFUSED },
    'nobody listens on 80 (web.yaml, line 8); main declares no port, and its program listens on 6443',
  ],
])('what is wrong with %s', (_, row, text) => expect(wrong(row)).toBe(text))

it.each([
  'port "web" not found',
  'HTTP probe failed with statuscode: 400',
  'malformed HTTP response',
  'HTTP probe failed with statuscode: 404',
  'HTTP probe failed with statuscode: 500',
])('a command that prints “%s” is no request of the kubelet’s', (output) => {
  const programs = { main: { listens: [{ port: 80, tls: true }], answers: [{ status: 200, path: '/a', headers: { Host: 'b' } }] } }
  expect(wrong({ liveness: '{exec: {command: [check]}}', programs, output }) ?? '').not.toMatch(/asked|sends|answers/)
})

it('of a program whose start nobody has seen, what listened since time began counts', () => {
  const happened = [{ ...LISTENING, t: 5, port: 81 }]
  const text = 'nobody listens on 80 (web.yaml, line 8); main declares no port, and its program listens on 81'
  expect(wrong({ begun: [], happened, output: REFUSED })).toBe(text)
})

it('only a probe that failed or could not be made has asked wrongly', () => {
  const row = { programs: listens(), output: REFUSED }
  expect(wrong(row, { result: 'unknown' })).toBeDefined()
  expect(wrong(row, { result: 'success' })).toBeUndefined()
  expect(wrong(row, { result: 'warning' })).toBeUndefined()
  expect(wrong(row, { container: 'side' })).toBeUndefined()
})
