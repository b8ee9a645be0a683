import { expect, it } from 'vitest'
import { podInputs, tryPod } from '../fixture.ts'
import { parseScenario } from '../scenario/scenario.ts'
import { simulate } from '../simulate.ts'
import type { EntryOf } from '../trace/trace.ts'

const LIMIT = '    resources: {limits: {memory: 128Mi}}\n'

it('a program above its memory limit is killed by the kernel: OOMKilled, 137, and the limit’s line is a cause', () => {
  const run = tryPod({
    duration: 120,
    containers: [
      {
        more: LIMIT,
        script: {
          memory: [
            { from: 0, mib: 80 },
            { from: 60, mib: 300 },
          ],
        },
      },
    ],
  })
  const exit = run.trace.find((e): e is EntryOf<'process'> => e.kind === 'process' && e.op === 'exited')!
  expect(exit).toMatchObject({ code: 137, signal: 'SIGKILL', reason: 'OOMKilled' })
  expect(exit.t).toBeCloseTo(60.3, 0)
  expect([exit.cause].flat().map((id) => run.trace[id!])).toMatchObject([
    { kind: 'script', path: 'processes.main.memory[1]' },
    { kind: 'manifest', path: 'spec.containers[0].resources.limits.memory', value: '128Mi' },
    { kind: 'process', op: 'started' },
  ])
  expect(run.lastStatus()).toMatchObject({ restartCount: 1, lastState: { is: 'terminated', reason: 'OOMKilled', exitCode: 137 } })
})

it.each([
  ['no limit', '', [{ from: 0, mib: 100_000 }]],
  ['the limit itself', LIMIT, [{ from: 0, mib: 128 }]],
])('with %s it lives on', (_, more, memory) => {
  expect(tryPod({ duration: 120, containers: [{ more, script: { memory } }] }).restarts()).toBe(0)
})

it.each([
  [
    { after: 5, code: 137, reason: 'OOMKilled' as const },
    { reason: 'OOMKilled', exitCode: 137 },
  ],
  [
    { after: 5, code: 3, reason: 'Error' as const },
    { reason: 'Error', exitCode: 3 },
  ],
  [
    { after: 5, code: 139, signal: 11 },
    { reason: 'Error', exitCode: 139 },
  ],
])('an end as the scenario says it: %o', (exits, state) => {
  const run = tryPod({ duration: 8, containers: [{ script: { exits } }] })
  expect(run.lastStatus()?.lastState ?? run.lastStatus()?.state).toMatchObject({ is: 'terminated', ...state })
})

it.each([
  [{ after: 5, code: 137, reason: 'OOMKilled' as const }, 'SIGKILL'],
  [{ after: 5, code: 1, reason: 'OOMKilled' as const }, undefined],
  [{ after: 5, code: 137 }, undefined],
  [{ after: 5, code: 1, signal: 15 }, 'SIGTERM'],
])('what ended it: %o %s', (exits, signal) => {
  const exit = tryPod({ duration: 8, containers: [{ script: { exits } }] }).trace.find((e) => e.kind === 'process' && e.op === 'exited')
  expect((exit as EntryOf<'process'>).signal).toBe(signal)
})

/** A server that leaves after two minutes, and a program that cannot do without it. */
function needing(more: object, actions: readonly object[] = []) {
  const needs = { url: 'http://127.0.0.1:7001/readyz', every: 2, for: 10, code: 1, says: 'leaderelection lost', ...more }
  return tryPod({
    duration: 120,
    containers: [{ name: 'server' }, { name: 'client', script: { needs } }],
    inputs: { actions: actions as never },
  })
}

it('a program that needs another ends when that has not answered for too long, and says so', () => {
  const run = needing({}, [{ at: 60, hang: 'server' }])
  const exit = run.trace.find((e): e is EntryOf<'process'> => e.kind === 'process' && e.op === 'exited' && e.container === 'client')!
  expect(exit.code).toBe(1)
  expect(exit.t).toBeGreaterThan(68)
  expect(exit.t).toBeLessThan(70.1)
  expect(run.trace[[exit.cause].flat()[0]!]).toMatchObject({ kind: 'script', path: 'processes.client.needs' })
  expect(run.trace.find((e) => e.kind === 'log' && e.source === 'client')).toMatchObject({ text: 'leaderelection lost', attempt: 0 })
})

it.each<[string, object, readonly object[], number]>([
  ['it is always there', {}, [], 0],
  [
    'it is away for less',
    {},
    [
      { at: 60, hang: 'server' },
      { at: 66, resume: 'server' },
    ],
    0,
  ],
  ['nobody is ever there', { url: 'http://127.0.0.1:9/' }, [], 3],
])('and where %s it is restarted %d times', (_, more, actions, restarts) => {
  expect(needing(more, actions).restarts('client')).toBe(restarts)
})

/** The state before the last of a container that its liveness probe has killed, which nothing describes. */
function undescribed(image: string, command: readonly string[] = []) {
  const liveness = 'livenessProbe: {httpGet: {path: /nothing, port: 9, host: 192.0.2.1}, periodSeconds: 5, failureThreshold: 2}'
  const text = `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  hostNetwork: true\n  containers:\n  - name: main\n    image: ${image}\n${
    command.length > 0 ? `    command: ${JSON.stringify(command)}\n` : '    stdin: true\n'
  }    ${liveness}\n`
  const trace = simulate({ ...podInputs({ duration: 90 }), manifests: { 'web.yaml': text }, processes: {} })
  const exit = trace.find((e): e is EntryOf<'process'> => e.kind === 'process' && e.op === 'exited')
  const kill = trace.find((e) => e.kind === 'event' && e.reason === 'Killing')
  const warning = trace.find((e): e is EntryOf<'warning'> => e.kind === 'warning')
  return { code: exit?.code, after: exit && kill ? Math.round(exit.t - kill.t) : undefined, says: warning?.message }
}

it.each<[string, readonly string[], number, number, RegExp]>([
  ['busybox:1', [], 137, 30, /a shell does that is PID 1/],
  ['x/web:1', ['/bin/sh', '-c', 'while true; do date; sleep 5; done'], 137, 30, /a shell does/],
  ['x/web:1', ['sh', '-c', 'exec java -jar /app.jar'], 143, 0, /as Java does/],
  ['x/web:1', ['python3', 'app.py'], 137, 30, /as Python does/],
  ['x/web:1', ['/usr/local/bin/python3.12', 'app.py'], 137, 30, /as Python does/],
  ['docker.io/library/node:22', [], 137, 30, /as Node does/],
  ['x/web:1', ['sleep', '3600'], 137, 30, /such as sleep/],
  ['eclipse-temurin:21', [], 143, 0, /as Java does/],
  ['registry.k8s.io/sig-storage/csi-provisioner:v5.2.0', [], 2, 0, /a program in Go does without a handler; with one it is mostly 0/],
  ['registry.k8s.io/metrics-server/metrics-server:v0.7.2', [], 0, 0, /as metrics-server does/],
  ['registry.k8s.io/external-dns/external-dns', [], 0, 0, /as external-dns does\./],
  ['x/web:1', ['/manager'], 0, 0, /as a manager of controller-runtime does/],
  ['registry.k8s.io/coredns/coredns:v1.11.1', [], 0, 0, /as coredns does without lameduck/],
  ['registry.k8s.io/ingress-nginx/controller:v1.12.1', [], 0, 10, /after 10 s with code 0, as the ingress-nginx controller does/],
  ['registry.k8s.io/ingress-nginx/controller:v1.12.1', ['/nginx-ingress-controller', '--post-shutdown-grace-period=3'], 0, 3, /after 3 s/],
  ['x/web:1', [], 143, 0, /as most programs do/],
  ['nginx:1.27', [], 0, 0, /as nginx does/],
  ['httpd', [], 0, 0, /as httpd does/],
  ['docker.io/library/redis:7', [], 0, 0, /as redis does/],
  ['postgres:16', [], 0, 0, /as postgres does/],
  ['nginx', ['nginx', '-g', 'daemon off;'], 0, 0, /as nginx does/],
  ['mirror.gcr.io/postgres:17', [], 0, 0, /as postgres does/],
  ['quay.io/prometheus/prometheus:v3', [], 0, 0, /as prometheus does/],
  ['registry.k8s.io/pause:3.10', [], 0, 0, /with code 0, as pause does\./],
  ['k8s.gcr.io/fluentd-elasticsearch:v2', [], 143, 0, /as most programs do/],
  ['nginx', ['sh', '-c', 'nginx -g "daemon off;"'], 137, 30, /a shell does/],
  ['acme/nginx:1', [], 143, 0, /as most programs do/],
  // whatever its name ends in
  ['calico/node:v3.29.0', [], 143, 0, /as most programs do/],
  ['acme/python:3', [], 143, 0, /as most programs do/],
])('a program that nobody has described, in %s %j, ends on SIGTERM with %d', (image, command, code, after, says) => {
  const found = undescribed(image, command)
  expect(found).toMatchObject({ code, after })
  expect(found.says).toMatch(/^Nothing says how the program in container main behaves\. Assumed: /)
  expect(found.says).toMatch(says)
})

/** All pods of these specs, with nothing described, but for `processes`. */
function together(specs: readonly string[], processes: Record<string, unknown> = {}) {
  const manifests = Object.fromEntries(
    specs.map((spec, i) => [`${i}.yaml`, `apiVersion: v1\nkind: Pod\nmetadata: {name: pod-${i}}\nspec: ${spec}\n`]),
  )
  const scenario = JSON.stringify({ whyrestart: 1, kubernetes: '1.33', duration: '120s', manifests, processes })
  const trace = simulate(parseScenario(scenario).scenario!.lanes[0]!.inputs)
  return {
    restarts: (name: string) =>
      trace.flatMap((e) => (e.kind === 'status' ? e.containers : [])).findLast((c) => c.name === name)?.restartCount,
    listens: trace.flatMap((e) => (e.kind === 'process' && e.op === 'listening' ? [e.container] : [])),
    results: (name: string) => [...new Set(trace.flatMap((e) => (e.kind === 'probe' && e.container === name ? [e.result] : [])))],
    logs: trace.flatMap((e) => (e.kind === 'log' ? [`${e.source}: ${e.text}`] : [])),
    warnings: trace.flatMap((e) => (e.kind === 'warning' ? [e.message] : [])),
  }
}

const asks = (handler: string) => `livenessProbe: {${handler}}`
const ENVOY = '{name: proxy, image: envoyproxy/envoy:v1.30, ports: [{containerPort: 15021}]}'

it.each([
  ['a main container', `{containers: [{name: app, image: x, ${asks('httpGet: {port: 15021}')}}, ${ENVOY}]}`],
  ['one that is asked by HTTPS', `{containers: [{name: app, image: x, ${asks('httpGet: {port: 15021, scheme: HTTPS}')}}, ${ENVOY}]}`],
  ['one that is asked by gRPC', `{containers: [{name: app, image: x, ${asks('grpc: {port: 15021}')}}, ${ENVOY}]}`],
  [
    'a side-car',
    `{initContainers: [${ENVOY.replace('{', '{restartPolicy: Always, ')}], containers: [{name: app, image: x, ${asks('tcpSocket: {port: 15021}')}}]}`,
  ],
])('a port that one container’s probe asks is that of the one which has it among its ports: %s', (_, spec) => {
  const { restarts, listens, results } = together([spec])
  expect([restarts('app'), restarts('proxy'), listens, results('app')]).toEqual([0, 0, ['proxy'], ['success']])
})

it.each([
  ['a flag for its port', '{name: health, image: x, args: [--health-port=29652]}', 29652, 'health'],
  ['a flag and its word', '{name: health, image: x, args: [--listen, "0.0.0.0:29652"]}', 29652, 'health'],
  ['CSI’s side-car, whose flag says nothing', '{name: health, image: "registry.k8s.io/sig-storage/livenessprobe:v2"}', 9808, 'health'],
  ['a flag for whom it asks', '{name: health, image: x, args: ["--upstream=127.0.0.1:29652"]}', 29652, 'app'],
  ['a URL', '{name: health, image: x, args: ["--listen-url=http://127.0.0.1:29652"]}', 29652, 'app'],
])('a port that is asked of one container is that of another which says that it listens there, by %s', (_, beside, port, who) => {
  expect(together([`{containers: [{name: app, image: x, ${asks(`httpGet: {port: ${port}}`)}}, ${beside}]}`]).listens).toEqual([who])
})

it('CSI’s side-car answers in the place of a driver that declares the port', () => {
  const app = `{name: app, image: x, ports: [{name: healthz, containerPort: 9808}], ${asks('httpGet: {port: healthz}')}}`
  expect(together([`{containers: [${app}, {name: health, image: "registry.k8s.io/sig-storage/livenessprobe:v2"}]}`]).listens).toEqual([
    'health',
  ])
})

it('a container that only sleeps listens nowhere, whatever ports it declares', () => {
  const util = '{name: util, image: debian, command: [tail, -f, /dev/null], ports: [{containerPort: 6379}]}'
  expect(together([`{containers: [${util}, {name: web, image: x, ports: [{containerPort: 80}]}]}`]).listens).toEqual(['web'])
})

it('a port that only probes ask is the first’s, and one that the scenario gives to another is not taken', () => {
  const two = `{containers: [{name: b, image: x, ${asks('httpGet: {port: 9}')}}, {name: a, image: x, ${asks('tcpSocket: {port: 9}')}}]}`
  expect(together([two]).listens).toEqual(['b'])
  const described = together([two], { a: { listens: [{ port: 9, tls: false }], answers: [{ from: '0s', status: 500 }] } })
  expect([described.listens, described.results('b'), described.results('a')]).toEqual([['a'], ['failure'], ['success']])
})

it('of two containers that both say to have a port the second ends over and over, and says why', () => {
  const item = (name: string) => `{name: ${name}, image: nginx, ports: [{containerPort: 80}], ${asks('httpGet: {port: 80}')}}`
  const { restarts, logs, warnings } = together([`{containers: [${item('a')}, ${item('b')}]}`])
  expect([restarts('a'), restarts('b')! > 2]).toEqual([0, true])
  expect(logs).toContain('b: listen tcp :80: bind: address already in use')
  expect(warnings.join()).not.toContain('assumed not to need it')
})

it('pods on the node’s network do not fail because a port is assumed to be each one’s, and it is said', () => {
  const spec = (name: string) => `{hostNetwork: true, containers: [{name: ${name}, image: x, ${asks('tcpSocket: {port: 9099}')}}]}`
  const { restarts, listens, warnings } = together([spec('a'), spec('b')])
  expect([restarts('a'), restarts('b'), listens.length]).toEqual([0, 0, 1])
  expect(warnings.join('\n')).toMatch(/Port 9099 is in use by another program already: that of container [ab], which nobody has described/)
})

it('what an action has taken of the node’s ports is taken from a program that nobody has described', () => {
  const pod = (more: string): string =>
    `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {hostNetwork: true, containers: [{name: web, image: x, ${asks('tcpSocket: {port: 9099}')}${more}}]}\n`
  const run = (more = '', port = 9099) => {
    const inputs = { ...podInputs({ duration: 60 }), processes: {}, manifests: { 'web.yaml': pod(more) } }
    const trace = simulate({
      ...inputs,
      actions: [
        { at: 10, take: port },
        { at: 20, kill: 'web' },
      ],
    })
    return trace.flatMap((e) => (e.kind === 'log' && e.source === 'web' ? [e.text] : []))
  }
  const taken = 'listen tcp :9099: bind: address already in use'
  expect(run()[0]).toBe(taken)
  expect(run(', ports: [{containerPort: 9099}]')[0]).toBe(taken)
  expect(run('', 9098)).toEqual([])
})

it.each([
  ['10.0.0.7', []],
  ['192.168.1.100', ['c']],
  ['127.0.0.1', ['c']],
])('a probe of %s says only of a program on the node that it listens there: %j', (host, listens) => {
  for (const handler of ['httpGet', 'tcpSocket']) {
    const found = together([`{hostNetwork: true, containers: [{name: c, image: x, ${asks(`${handler}: {host: ${host}, port: 8080}`)}}]}`])
    expect(found.listens).toEqual(listens)
    expect(found.results('c')).toEqual([listens.length > 0 ? 'success' : 'failure'])
  }
})

it('a good manifest never restarts because nothing describes its program', () => {
  const probes = `    ports: [{name: http, containerPort: 8080}]
    livenessProbe: {httpGet: {path: /healthz, port: http}}
    readinessProbe: {tcpSocket: {port: 9090}}
    startupProbe: {exec: {command: [/bin/check]}}
`
  const text = `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  initContainers: [{name: before, image: x}]\n  containers:\n  - name: main\n    image: x/web:1\n${probes}`
  const inputs = podInputs({ duration: 600 })
  const trace = simulate({ ...inputs, cluster: { ...inputs.cluster, attached: true }, manifests: { 'web.yaml': text }, processes: {} })
  const last = trace.findLast((e): e is EntryOf<'status'> => e.kind === 'status')
  expect(last).toMatchObject({ phase: 'Running', ready: true })
  expect(last?.containers.map(({ restartCount }) => restartCount)).toEqual([0, 0])
})
