import { expect, it } from 'vitest'
import { parseScenario } from '../../scenario/scenario.ts'
import { simulate } from '../../simulate.ts'
import type { Trace } from '../../trace/trace.ts'

/** A pod `a` on the host's network, alone with its kubelet. */
interface Case {
  kubernetes?: string
  duration?: string
  /** Fields of the pod's spec, in YAML's flow style. */
  spec: Readonly<Record<string, unknown>>
  processes?: Readonly<Record<string, unknown>>
  actions?: readonly unknown[]
  /** Of the kubelet. */
  featureGates?: Readonly<Record<string, boolean>> | undefined
}

function run({ kubernetes = '1.37', duration = '30s', spec, processes = {}, actions = [], featureGates }: Case): Trace {
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', namespace: 'default' }, spec: { hostNetwork: true, ...spec } }
  const { scenario, diagnostics } = parseScenario(
    JSON.stringify({
      whyrestart: 1,
      kubernetes,
      duration,
      cluster: { attached: false },
      manifests: { 'a.yaml': JSON.stringify(pod) },
      processes,
      actions,
      ...(featureGates ? { kubelet: { featureGates } } : {}),
    }),
  )
  expect(diagnostics).toBeUndefined()
  return simulate(scenario!)
}

/** `SECOND CONTAINER REASON`, one an event of the given reasons. */
function events(trace: Trace, ...reasons: string[]): string[] {
  return trace.flatMap((e) => (e.kind === 'event' && reasons.includes(e.reason) ? [`${Math.floor(e.t)} ${e.container} ${e.reason}`] : []))
}

function messages(trace: Trace, reason: string): string[] {
  return trace.flatMap((e) => (e.kind === 'event' && e.reason === reason ? [e.message] : []))
}

/** `SECOND CONTAINER`, one an end of a process. */
function ends(trace: Trace): string[] {
  return trace.flatMap((e) => (e.kind === 'process' && e.op === 'exited' ? [`${Math.floor(e.t)} ${e.container}`] : []))
}

const container = (name: string, more: object = {}) => ({ name, image: 'x', ...more })
const sidecar = (name: string, more: object = {}) => container(name, { restartPolicy: 'Always', ...more })

it('stops the side-cars of a pod whose main containers are done, each after those that come later', () => {
  const trace = run({
    spec: { restartPolicy: 'Never', initContainers: [sidecar('first'), sidecar('second')], containers: [container('main')] },
    processes: { main: { exits: { after: '4s', code: 0 } }, second: { onTerm: { after: '2s', code: 0 } }, first: {} },
  })
  expect(events(trace, 'Killing')).toEqual(['5 first Killing', '5 second Killing'])
  expect(ends(trace)).toEqual(['4 main', '7 second', '7 first'])
})

it('tells Killing of all containers of a removed pod at once, and lets side-cars end after the main one', () => {
  const trace = run({
    spec: { initContainers: [sidecar('proxy')], containers: [container('main')] },
    processes: { main: { onTerm: { after: '6s', code: 0 } }, proxy: {} },
    actions: [{ at: '8s', remove: 'a.yaml' }],
  })
  expect(events(trace, 'Killing')).toEqual(['8 main Killing', '8 proxy Killing'])
  expect(ends(trace)).toEqual(['14 main', '14 proxy'])
})

it('gives a side-car no more than is left of the grace', () => {
  const trace = run({
    spec: { terminationGracePeriodSeconds: 10, initContainers: [sidecar('proxy')], containers: [container('main')] },
    processes: { main: { onTerm: { after: '6s', code: 0 } }, proxy: { onTerm: 'ignore' } },
    actions: [{ at: '8s', remove: 'a.yaml' }],
  })
  expect(ends(trace)).toEqual(['14 main', '18 proxy'])
})

it('does not start a main container again while a side-car waits for its own restart', () => {
  const trace = run({
    duration: '60s',
    spec: { initContainers: [sidecar('proxy')], containers: [container('main')] },
    processes: { proxy: { exits: { after: '1s', code: 1 } }, main: {} },
    actions: [{ at: '20s', kill: 'main' }],
  })
  const starts = trace.flatMap((e) => (e.kind === 'event' && e.reason === 'Started' ? [e] : []))
  const [, again] = starts.filter((e) => e.container === 'main')
  const proxy = starts.find((e) => e.container === 'proxy' && e.t > 20)
  expect(again!.t).toBeGreaterThan(proxy!.t)
})

it.each([
  ['1.13', 'Back-off restarting failed container', 'Back-off 10s'],
  ['1.25', 'Back-off restarting failed container', 'back-off 10s'],
  ['1.26', 'Back-off restarting failed container main in pod a-master-node_default(<uid>)', 'back-off 10s'],
])('on %s says in BackOff: %s, and as it waits: %s', (kubernetes, text, word) => {
  const trace = run({ kubernetes, spec: { containers: [container('main')] }, processes: { main: { exits: { after: '1s', code: 1 } } } })
  expect(messages(trace, 'BackOff')[0]!.replace(/[0-9a-f]{32}/, '<uid>')).toBe(text)
  // as recorded: pods-1.NN/crash-a
  const waits = trace.flatMap((e) => (e.kind === 'status' ? (e.containers[0]?.state.message ?? []) : []))
  expect(waits[0]!.startsWith(`${word} restarting failed`)).toBe(true)
})

it.each([
  ['1.13', 'Created container', 'Started container', 'Killing container with id docker://main:Need to kill Pod'],
  ['1.14', 'Created container main', 'Started container main', 'Stopping container main'],
])('on %s says %s, %s and %s', (kubernetes, created, started, killing) => {
  const trace = run({
    kubernetes,
    spec: { containers: [container('main')] },
    processes: { main: {} },
    actions: [{ at: '8s', remove: 'a.yaml' }],
  })
  expect([messages(trace, 'Created'), messages(trace, 'Started'), messages(trace, 'Killing')]).toEqual([[created], [started], [killing]])
})

it.each([
  ['1.31', 1],
  ['1.32', 0],
])('on %s a startup worker that has passed stores %i failures after an exit', (kubernetes, failures) => {
  const startupProbe = { tcpSocket: { host: '127.0.0.1', port: 7001 }, periodSeconds: 3 }
  const trace = run({
    kubernetes,
    spec: { containers: [container('main', { startupProbe })] },
    processes: { main: { listens: [{ port: 7001, tls: false }], exits: { after: '6s', code: 1 } } },
    duration: '19s',
  })
  // the second exit, at about 13 s, is followed by a wait
  expect(trace.filter((e) => e.kind === 'result' && e.probe === 'startup' && e.value === 'Failure')).toHaveLength(failures)
})

it.each([
  ['1.37', 'has', true],
  // pkg/kubelet/prober/prober_manager.go, AddPod: nothing is added behind a worker that is there (v1.32.13)
  ['1.32', 'has no', true],
  ['1.32', 'has', false],
])(
  'on %s, where the main container %s probe, a side-car that has ended in a pod that never restarts is probed again: %s',
  (kubernetes, has, isProbed) => {
    const livenessProbe = { tcpSocket: { host: '127.0.0.1', port: 7001 }, periodSeconds: 1 }
    const exec = { livenessProbe: { exec: { command: ['true'] } } }
    const trace = run({
      kubernetes,
      spec: {
        restartPolicy: 'Never',
        initContainers: [sidecar('proxy', { livenessProbe })],
        containers: [container('main', has === 'has' ? exec : {})],
      },
      processes: { proxy: { listens: [{ port: 7001, tls: false }], exits: { after: '5s', code: 1 } }, main: {} },
    })
    const [, , third] = trace.filter((e) => e.kind === 'event' && e.reason === 'Started' && e.container === 'proxy')
    expect(trace.some((e) => e.kind === 'probe' && e.container === 'proxy' && e.t > third!.t)).toBe(isProbed)
  },
)

const http = (more: object = {}) => ({ httpGet: { host: '127.0.0.1', port: 7001 }, periodSeconds: 5, failureThreshold: 1, ...more })
const answers = (answer: object) => ({ main: { listens: [{ port: 7001, tls: false }], answers: [{ from: '0s', ...answer }] } })

it.each([
  ['1.37', { status: 300, location: 'http://127.0.0.1:7001/other' }, 'warning', 'Probe terminated redirects, Response body: '],
  ['1.37', { status: 302 }, 'warning', 'Probe terminated redirects, Response body: '],
  ['1.22', { status: 302 }, 'failure', 'Get "http://127.0.0.1:7001/": 302 response missing Location header'],
  ['1.22', { status: 307 }, 'warning', ''],
])('on %s an answer %j is a %s: %s', (kubernetes, answer, result, output) => {
  const trace = run({
    kubernetes,
    spec: { containers: [container('main', { livenessProbe: http() })] },
    processes: answers(answer),
    duration: '8s',
  })
  const probe = trace.find((e) => e.kind === 'probe')
  expect(probe?.result).toBe(result)
  expect(probe?.output.startsWith(output)).toBe(true)
})

/** A program that listens in plain HTTP on 7001, by TLS on 7002, and in HTTP/2 alone on 7004. */
const SERVER = {
  listens: [
    { port: 7001, tls: false },
    { port: 7002, tls: true },
    { port: 7004, tls: false, http1: false, http2: true },
  ],
  answers: [
    { status: 404 },
    { path: '/x', status: 200 },
    { path: '/x/y?z=1', status: 399 },
    { path: '/dir/here', status: 302, location: 'there' },
    { path: '/dir/there', status: 200 },
    { path: '/root', status: 301, location: '/dir/there' },
    { path: '/off', status: 303, location: 'http://10.9.9.9/x' },
    { path: '/round', status: 307, location: '/round' },
    { path: '/secret', headers: { host: 'a.example' }, status: 204 },
    { path: '/to-secret', status: 308, location: '/secret' },
    { path: '/to-secret-by-url', status: 308, location: 'http://127.0.0.1:7001/secret' },
    { path: '/nowhere', status: 302 },
    { path: '/low', status: 199, body: 'low' },
    { path: '/high', status: 400 },
    { path: '/text', status: 304, body: 'not modified' },
    { path: '/hang', hang: true },
    { path: '/reset', reset: true },
    { path: '/late', after: '1s', status: 200 },
    { path: '/soon', after: '900ms', status: 200 },
    { grpc: 'SERVING' },
    { grpc: 'NOT_SERVING', service: 'bad' },
  ],
}

const HOST_A = { httpHeaders: [{ name: 'Host', value: 'a.example' }] }
const MODERN = 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)'

/** Follows: pkg/probe/http/http_test.go, TestHTTPProbeChecker; pkg/probe/tcp/tcp_test.go; what Go says, as it ran there. */
it.each<[string, object, string]>([
  ['1.37', { path: '/x' }, 'success'],
  ['1.37', { path: 'x' }, 'success'],
  ['1.37', { path: '/x/y' }, 'success'],
  ['1.37', { path: '/x/y?z=1' }, 'warning Probe terminated redirects, Response body:'],
  ['1.37', {}, 'failure HTTP probe failed with statuscode: 404'],
  ['1.37', { path: '/low' }, 'failure HTTP probe failed with statuscode: 199'],
  ['1.37', { path: '/high' }, 'failure HTTP probe failed with statuscode: 400'],
  ['1.37', { path: '/text' }, 'warning Probe terminated redirects, Response body: not modified'],
  ['1.13', { path: '/text' }, 'success'],
  ['1.37', { path: '/dir/here' }, 'success'],
  ['1.37', { path: '/root' }, 'success'],
  ['1.37', { path: '/off' }, 'warning Probe terminated redirects, Response body: <a href="http://10.9.9.9/x">See Other</a>.'],
  ['1.23', { path: '/off' }, 'warning'],
  [
    '1.13',
    { path: '/off' },
    'failure Get http://10.9.9.9/x: net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)',
  ],
  ['1.37', { path: '/round' }, 'failure Get "/round": stopped after 10 redirects'],
  ['1.18', { path: '/round' }, 'failure Get /round: stopped after 10 redirects'],
  ['1.37', { path: '/secret' }, 'failure HTTP probe failed with statuscode: 404'],
  ['1.37', { path: '/secret', ...HOST_A }, 'success'],
  ['1.37', { path: '/to-secret', ...HOST_A }, 'success'],
  ['1.11', { path: '/to-secret', ...HOST_A }, 'success'],
  ['1.10', { path: '/to-secret', ...HOST_A }, 'failure HTTP probe failed with statuscode: 404'],
  ['1.37', { path: '/to-secret-by-url', ...HOST_A }, 'failure HTTP probe failed with statuscode: 404'],
  ['1.22', { path: '/nowhere' }, 'failure Get "http://127.0.0.1:7001/nowhere": 302 response missing Location header'],
  ['1.37', { path: '/hang' }, `failure Get "http://127.0.0.1:7001/hang": ${MODERN}`],
  [
    '1.18',
    { path: '/hang' },
    'failure Get http://127.0.0.1:7001/hang: net/http: request canceled (Client.Timeout exceeded while awaiting headers)',
  ],
  [
    '1.37',
    { path: '/reset' },
    'failure Get "http://127.0.0.1:7001/reset": read tcp 127.0.0.1:48466->127.0.0.1:7001: read: connection reset by peer',
  ],
  ['1.37', { path: '/late' }, `failure Get "http://127.0.0.1:7001/late": ${MODERN}`],
  ['1.37', { path: '/soon' }, 'success'],
  ['1.37', { path: '/x', port: 7002, scheme: 'HTTPS' }, 'success'],
  ['1.37', { path: '/x', port: 7002 }, 'failure HTTP probe failed with statuscode: 400'],
  ['1.37', { path: '/x', scheme: 'HTTPS' }, 'failure Get "https://127.0.0.1:7001/x": http: server gave HTTP response to HTTPS client'],
  ['1.37', { path: '/x', port: 7009 }, 'failure Get "http://127.0.0.1:7009/x": dial tcp 127.0.0.1:7009: connect: connection refused'],
  [
    '1.37',
    { host: 'localhost', path: '/x', port: 7009 },
    'failure Get "http://localhost:7009/x": dial tcp 127.0.0.1:7009: connect: connection refused',
  ],
  [
    '1.37',
    { host: 'nowhere.example' },
    'failure Get "http://nowhere.example:7001/": dial tcp: lookup nowhere.example on 127.0.0.53:53: no such host',
  ],
  ['1.37', { host: '10.9.9.9' }, `failure Get "http://10.9.9.9:7001/": ${MODERN}`],
  [
    '1.37',
    { host: '10.244.0.77', timeoutSeconds: 4 },
    'failure Get "http://10.244.0.77:7001/": dial tcp 10.244.0.77:7001: connect: no route to host',
  ],
  ['1.37', { host: '10.244.0.77', timeoutSeconds: 3 }, `failure Get "http://10.244.0.77:7001/": ${MODERN}`],
  ['1.37', { host: '[::1]' }, 'failure Get "http://[[::1]]:7001/": dial tcp: address [[::1]]:7001: missing port in address'],
  ['1.37', { host: 'a:b' }, 'failure Get "http://[a:b]:7001/": dial tcp: lookup a:b: no such host'],
  ['1.37', { host: '-a.example' }, 'failure Get "http://-a.example:7001/": dial tcp: lookup -a.example: no such host'],
  ['1.37', { host: 'a b' }, 'unknown parse "http://a%20b:7001/": invalid URL escape "%20"'],
  ['1.25', { host: 'a b' }, 'failure parse "http://a%20b:7001/": invalid URL escape "%20"'],
  ['1.18', { host: 'a/b' }, 'failure parse http://a%2Fb:7001/: invalid URL escape "%2F"'],
  ['1.37', { port: 'web' }, 'failure HTTP probe failed with statuscode: 404'],
])('on %s a probe by HTTP of %j: %s', (kubernetes, { timeoutSeconds, ...fields }: { timeoutSeconds?: number }, told) => {
  expect(
    toldOf(kubernetes, { httpGet: { host: '127.0.0.1', port: 7001, ...fields }, ...(timeoutSeconds ? { timeoutSeconds } : {}) }),
  ).toMatch(starts(told))
})

it.each<[string, object, string]>([
  ['1.37', { port: 7001 }, 'success'],
  ['1.37', { port: 'web' }, 'success'],
  ['1.37', { port: 7009 }, 'failure dial tcp 127.0.0.1:7009: connect: connection refused'],
  ['1.37', { host: 'nowhere.example', port: 80 }, 'failure dial tcp: lookup nowhere.example on 127.0.0.53:53: no such host'],
  ['1.37', { host: '10.9.9.9', port: 80 }, 'failure dial tcp 10.9.9.9:80: i/o timeout'],
  ['1.37', { host: '10.244.0.77', port: 80, timeoutSeconds: 4 }, 'failure dial tcp 10.244.0.77:80: connect: no route to host'],
  ['1.37', { host: '10.244.0.77', port: 80, timeoutSeconds: 3 }, 'failure dial tcp 10.244.0.77:80: i/o timeout'],
  ['1.37', { host: 'a b', port: 80 }, 'failure dial tcp: lookup a b: no such host'],
  ['1.37', { host: '[::1]', port: 80 }, 'failure dial tcp: address [[::1]]:80: missing port in address'],
])('on %s a probe by TCP of %j: %s', (kubernetes, { timeoutSeconds, ...fields }: { timeoutSeconds?: number }, told) => {
  expect(toldOf(kubernetes, { tcpSocket: { host: '127.0.0.1', ...fields }, ...(timeoutSeconds ? { timeoutSeconds } : {}) })).toMatch(
    starts(told),
  )
})

/** Follows: pkg/probe/grpc/grpc_test.go, TestGrpcProber_Probe. */
it.each<[string, object, string]>([
  ['1.37', { port: 7004 }, 'success'],
  ['1.37', { port: 7004, service: 'bad' }, 'failure service unhealthy (responded with "NOT_SERVING")'],
  ['1.37', { port: 7009 }, 'failure timeout: failed to connect service ":7009" within 1s: context deadline exceeded'],
  ['1.23', { port: 7004 }, 'unknown missing probe handler for '],
])('on %s a probe by gRPC of %j: %s', (kubernetes, grpc, told) => {
  expect(toldOf(kubernetes, { grpc })).toMatch(starts(told))
})

it.each<[string, string]>([
  ['1.37', 'unknown rpc error: code = '],
  ['1.18', 'failure OCI runtime exec failed: exec failed: '],
])('on %s a command that is a path and is missing: %s', (kubernetes, told) => {
  const output = toldOf(kubernetes, { exec: { command: ['/bin/none'] } })
  expect(output).toMatch(starts(told))
  expect(output).toContain('/bin/none')
  expect(output).toContain('no such file or directory')
})

/** The result and output of a pod's first readiness probe. */
function toldOf(kubernetes: string, probe: object): string {
  const trace = run({
    kubernetes,
    spec: {
      containers: [container('main', { ports: [{ name: 'web', containerPort: 7001 }], readinessProbe: { periodSeconds: 10, ...probe } })],
    },
    processes: { main: SERVER },
    duration: '16s',
  })
  const first = trace.find((e) => e.kind === 'probe')
  return `${first?.result} ${first?.output}`.trim()
}

const starts = (text: string): RegExp => new RegExp(`^${text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}`)

it.each([
  ['1.19', 'rpc error: code = DeadlineExceeded desc = failed to exec in container: timeout 1m30s exceeded: context deadline exceeded', 90],
  ['1.33', 'command timed out: "/bin/check" timed out after 1m30s', 90],
  // Docker lets it run on; the kubelet gives up two minutes later
  ['1.18', 'rpc error: code = DeadlineExceeded desc = context deadline exceeded', 210],
])('on %s a time-out of minutes is written as Go does: %s', (kubernetes, output, took) => {
  const livenessProbe = { exec: { command: ['/bin/check'] }, timeoutSeconds: 90 }
  const trace = run({
    kubernetes,
    duration: '15m',
    spec: { containers: [container('main', { livenessProbe })] },
    processes: { main: { execs: [{ command: ['/bin/check'], after: '10m', code: 0 }] } },
  })
  const probe = trace.find((e) => e.kind === 'probe')!
  expect(probe.output).toBe(output)
  expect(Math.round(probe.t - probe.startedAt)).toBe(took)
})

it.each([
  ['1.18', 'success', 5],
  ['1.19', 'unknown', 1],
])('on %s a command that takes 5 s of 1 s is a %s', (kubernetes, result, took) => {
  const livenessProbe = { exec: { command: ['/bin/check'] }, periodSeconds: 10 }
  const trace = run({
    kubernetes,
    duration: '60s',
    spec: { containers: [container('main', { livenessProbe })] },
    processes: { main: { execs: [{ command: ['/bin/check'], after: '5s', code: 0 }] } },
  })
  const probe = trace.find((e) => e.kind === 'probe')!
  expect(probe.result).toBe(result)
  expect(Math.round(probe.t - probe.startedAt)).toBe(took)
})

it.each([
  ['1.10', 'getsockopt'],
  ['1.11', 'connect'],
])('on %s a refused connection is told as Go does: %s', (kubernetes, call) => {
  for (const livenessProbe of [{ httpGet: { host: '127.0.0.1', port: 7009 } }, { tcpSocket: { host: '127.0.0.1', port: 7009 } }]) {
    const trace = run({ kubernetes, spec: { containers: [container('main', { livenessProbe })] }, processes: { main: {} } })
    expect(trace.find((e) => e.kind === 'probe')?.output).toMatch(new RegExp(`dial tcp 127.0.0.1:7009: ${call}: connection refused$`))
  }
})

it.each(['1.9', '1.19', '1.30', '1.37'])(
  'on %s a redirect to a port that refuses is a failure, time and again, and kills',
  (kubernetes) => {
    const trace = run({
      kubernetes,
      duration: '60s',
      spec: {
        containers: [
          container('main', { livenessProbe: { httpGet: { host: '127.0.0.1', port: 7001 }, failureThreshold: 2, periodSeconds: 5 } }),
        ],
      },
      processes: { main: { listens: [{ port: 7001 }], answers: [{ status: 302, location: 'http://127.0.0.1:7009/x' }] } },
    })
    const failures = trace.flatMap((e) => (e.kind === 'probe' ? [e.output] : []))
    expect(new Set(failures).size).toBe(1)
    expect(failures[0]).toMatch(/^Get "?http:\/\/127\.0\.0\.1:7009\/x"?: dial tcp 127\.0\.0\.1:7009: \w+: connection refused$/)
    expect(events(trace, 'Killing').length).toBeGreaterThanOrEqual(3)
  },
)

it.each([
  ['1.9', 'Liveness probe errored: strconv.Atoi: parsing "nope": invalid syntax'],
  ['1.30', 'Liveness probe errored: strconv.Atoi: parsing "nope": invalid syntax'],
  ['1.36', 'Liveness probe errored and resulted in unknown state: strconv.Atoi: parsing "nope": invalid syntax'],
  ['1.37', 'Liveness probe errored and resulted in unknown state: port "nope" not found'],
])('on %s a port whose name is not there is an error that does not count: %s', (kubernetes, text) => {
  const trace = run({ kubernetes, spec: { containers: [container('main', { livenessProbe: { httpGet: { port: 'nope' } } })] } })
  expect(new Set(messages(trace, 'Unhealthy'))).toEqual(new Set([text]))
  expect(events(trace, 'Killing')).toEqual([])
})

const failedHook =
  'Exec lifecycle hook ([/bin/check 1]) for Container "main" in Pod "a-master-node_default(<uid>)" failed - error: command \'/bin/check 1\' exited with 2: , message: "no\\n"'

it.each([
  ['1.9', 'postStart', 'FailedPostStartHook', failedHook],
  ['1.25', 'postStart', 'FailedPostStartHook', failedHook],
  ['1.26', 'postStart', 'FailedPostStartHook', 'PostStartHook failed'],
  ['1.25', 'preStop', 'FailedPreStopHook', failedHook],
  ['1.26', 'preStop', 'FailedPreStopHook', 'PreStopHook failed'],
])('on %s tells of a %s hook that fails by %s: %s', (kubernetes, hook, reason, text) => {
  const lifecycle = { [hook]: { exec: { command: ['/bin/check', '1'] } } }
  const execs = [{ command: ['/bin/check', '1'], code: 2, output: 'no\n' }]
  const trace = run({
    kubernetes,
    spec: { containers: [container('main', { lifecycle })] },
    processes: { main: { execs } },
    actions: [{ at: '8s', remove: 'a.yaml' }],
  })
  expect(messages(trace, reason)[0]?.replace(/[0-9a-f]{32}/, '<uid>')).toBe(text)
})

it.each([
  ['1.37', [], 'liveness', true],
  ['1.37', ['readiness'], 'liveness', false],
  ['1.37', ['liveness'], 'readiness', true],
  ['1.19', [], 'liveness', false],
])('on %s a pod with the probes %j, edited under its UID to have %s too, has it asked: %s', (kubernetes, before, added, asked) => {
  const pod = (probes: readonly string[]) =>
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'a', namespace: 'default', uid: 'd3b0' },
      spec: { hostNetwork: true, containers: [container('main', Object.fromEntries(probes.map((probe) => [`${probe}Probe`, http()])))] },
    })
  const { scenario } = parseScenario(
    JSON.stringify({
      whyrestart: 1,
      kubernetes,
      duration: '120s',
      cluster: { attached: false },
      manifests: { 'a.yaml': pod(before) },
      processes: answers({ status: 200 }),
      actions: [{ at: '30s', write: 'a.yaml', content: pod([...before, added]) }],
    }),
  )
  const trace = simulate(scenario!)
  expect(trace.some((e) => e.kind === 'sync' && e.op === 'UPDATE')).toBe(true)
  expect(trace.some((e) => e.kind === 'probe' && e.probe === added)).toBe(asked)
})

const getHook = (hook: string, port: number, scheme = 'HTTP') => ({
  lifecycle: { [hook]: { httpGet: { host: '127.0.0.1', port, scheme, path: '/x' } } },
})

it.each([
  [
    '1.19',
    'Http lifecycle hook (/x) for Container "main" in Pod "a-master-node_default(<uid>)" failed - error: Get "http://127.0.0.1:7009//x": dial tcp 127.0.0.1:7009: connect: connection refused, message: ""',
  ],
  [
    '1.9',
    'Http lifecycle hook (/x) for Container "main" in Pod "a-master-node_default(<uid>)" failed - error: Get http://127.0.0.1:7009//x: dial tcp 127.0.0.1:7009: getsockopt: connection refused, message: ""',
  ],
  [
    '1.25',
    'HTTP lifecycle hook (/x) for Container "main" in Pod "a-master-node_default(<uid>)" failed - error: Get "http://127.0.0.1:7009//x": dial tcp 127.0.0.1:7009: connect: connection refused, message: ""',
  ],
  ['1.37', 'PostStartHook failed'],
])('on %s a postStart hook by HTTP that is refused costs the container: %s', (kubernetes, text) => {
  const trace = run({
    kubernetes,
    spec: { containers: [container('main', getHook('postStart', 7009))] },
    processes: { main: {} },
    duration: '8s',
  })
  expect(messages(trace, 'FailedPostStartHook')[0]?.replace(/[0-9a-f]{32}/, '<uid>')).toBe(text)
  expect(trace.some((e) => e.kind === 'event' && e.reason === 'Killing')).toBe(true)
})

it('takes any answer for a hook that has been done, and asks in plain HTTP where HTTPS is not spoken', () => {
  const spec = { containers: [container('main', getHook('postStart', 7001, 'HTTPS'))] }
  const reasons = (kubernetes: string) =>
    run({ kubernetes, spec, processes: answers({ status: 500 }), duration: '8s' }).flatMap((e) => (e.kind === 'event' ? [e.reason] : []))
  expect(reasons('1.37')).toEqual(['Pulling', 'Pulled', 'Created', 'Started', 'LifecycleHTTPFallback'])
  expect(reasons('1.25')).toEqual(['Pulling', 'Pulled', 'Created', 'Started'])
})

it('waits for a postStart hook for ever, and for a preStop hook until the grace is over', () => {
  const processes = answers({ hang: true })
  const [first, second] = [getHook('postStart', 7001), getHook('preStop', 7001)].map((lifecycle) =>
    run({
      spec: {
        terminationGracePeriodSeconds: 10,
        containers: [container('main', { ...lifecycle, livenessProbe: http({ tcpSocket: { port: 7009 }, httpGet: undefined }) })],
      },
      processes,
      duration: '60s',
    }),
  )
  expect(messages(first!, 'Killing')).toEqual([])
  const killing = second!.find((e) => e.kind === 'event' && e.reason === 'Killing')!
  const exit = second!.find((e) => e.kind === 'process' && e.op === 'exited')!
  expect(exit.t - killing.t).toBeGreaterThan(10)
  expect(exit.t - killing.t).toBeLessThan(13)
})

it.each([
  [{ httpGet: { port: 7009, path: '/healthz' } }, 'Get "http://:7009/healthz": dial tcp :7009: connect: connection refused'],
  [{ httpGet: { host: 'localhost', port: 7009 } }, 'Get "http://localhost:7009/": dial tcp 127.0.0.1:7009: connect: connection refused'],
  [{ tcpSocket: { port: 7009 } }, 'dial tcp :7009: connect: connection refused'],
  [{ tcpSocket: { host: 'localhost', port: 7009 } }, 'dial tcp 127.0.0.1:7009: connect: connection refused'],
])('names the address that was dialled, as Go does: %j', (handler, output) => {
  const trace = run({
    spec: { containers: [container('main', { livenessProbe: { ...handler, periodSeconds: 5 } })] },
    processes: { main: {} },
    duration: '8s',
  })
  expect(trace.find((e) => e.kind === 'probe')?.output).toBe(output)
})

it.each([
  ['1.22', []],
  ['1.23', ['Liveness probe errored: missing probe handler for a-master-node_default(UID):main']],
  ['1.24', ['Liveness probe failed: timeout: failed to connect service ":7999" within 1s: context deadline exceeded']],
])('on %s a gRPC probe of a closed port is told as %j', (kubernetes, texts) => {
  const livenessProbe = { grpc: { port: 7999 }, periodSeconds: 2, failureThreshold: 2 }
  const trace = run({ kubernetes, spec: { containers: [container('main', { livenessProbe })] }, processes: { main: {} } })
  const eventsOf = (reason: string) => [
    ...new Set(trace.flatMap((e) => (e.kind === 'event' && e.reason === reason ? [e.message.replace(/\([0-9a-f]+\)/, '(UID)')] : []))),
  ]
  expect(eventsOf('Unhealthy')).toEqual(texts)
  expect(eventsOf('Killing').length).toBe(kubernetes === '1.24' ? 1 : 0)
  expect(eventsOf('Pulled').length).toBe(kubernetes === '1.22' ? 0 : 1)
})

it.each([
  ['1.9', false],
  ['1.21', false],
  ['1.22', true],
  ['1.37', true],
])('on %s readiness is probed after its pod was removed: %s', (kubernetes, probed) => {
  const readinessProbe = { tcpSocket: { port: 7999 }, periodSeconds: 1 }
  const trace = run({
    kubernetes,
    spec: { containers: [container('main', { readinessProbe })] },
    processes: { main: { onTerm: { after: '9s', code: 0 } } },
    actions: [{ at: '10.2s', remove: 'a.yaml' }],
  })
  const removedAt = trace.find((e) => e.kind === 'sync' && e.op === 'REMOVE')!.t
  const after = trace.filter((e) => e.kind === 'probe' && e.t > removedAt + 0.01)
  expect(after.length > 0).toBe(probed)
  expect(after.filter((e) => e.t > removedAt + 2.1)).toEqual([])
})

/** What becomes of the first liveness probe of a container that listens on 7001. */
function firstProbe(
  probe: object,
  listens: object | undefined,
  featureGates: Case['featureGates'],
  answer: object = { status: 200 },
): string {
  const trace = run({
    featureGates,
    spec: { containers: [container('main', { livenessProbe: probe })] },
    processes: listens ? { main: { listens: [{ port: 7001, ...listens }], answers: [{ from: '0s', ...answer }] } } : {},
  })
  const first = trace.find((e) => e.kind === 'probe')
  return `${first?.result} ${first?.output}`.trim().replace(/127.0.0.1:\d{5}/, 'CLIENT')
}
const H2C = { H2CContainerProbe: true }
const GRPC_TLS = { GRPCContainerProbeTLS: true }
const asked = (more: object = {}) => ({ httpGet: { port: 7001, ...more } })
const grpc = (more: object = {}) => ({ grpc: { port: 7001, ...more } })
const HTTP2_ONLY = { http1: false, http2: true }
const RESET = 'failure Get "http://:7001/": read tcp CLIENT->127.0.0.1:7001: read: connection reset by peer'
const NOT_HTTP2 =
  'failure Get "http://:7001/": http2: failed reading the frame payload: http2: frame too large, note that the frame header looked like an HTTP/1.1 header'
const NO_GRPC = 'failure timeout: failed to connect service ":7001" within 1s: context deadline exceeded'

it.each<[string, object, object | undefined, Case['featureGates'], string]>([
  ['HTTP/2 where it is spoken', asked({ protocol: 'HTTP2' }), HTTP2_ONLY, H2C, 'success'],
  ['HTTP/2 where both are', asked({ protocol: 'HTTP2' }), { http2: true }, H2C, 'success'],
  ['HTTP/1.1 where both are', asked({ protocol: 'HTTP1' }), { http2: true }, H2C, 'success'],
  ['HTTP/2 where only HTTP/1.1 is spoken', asked({ protocol: 'HTTP2' }), {}, H2C, NOT_HTTP2],
  ['HTTP/1.1 where only HTTP/2 is spoken', asked(), HTTP2_ONLY, H2C, RESET],
  ['HTTP/1.1 where the gate is off, whatever the field says', asked({ protocol: 'HTTP2' }), HTTP2_ONLY, undefined, RESET],
  ['HTTP/1.1 where the gate is off, which is enough for a server of it', asked({ protocol: 'HTTP2' }), {}, undefined, 'success'],
  ['HTTP/2 of a program that nobody has described', asked({ protocol: 'HTTP2' }), undefined, H2C, 'success'],
  ['HTTP/1.1 of one that the manifest asks in HTTP/2', asked({ protocol: 'HTTP2' }), undefined, undefined, RESET],
])('asks in %s', (_, probe, listens, gates, told) => {
  expect(firstProbe(probe, listens, gates)).toBe(told)
})

it.each<[string, object, object | undefined, Case['featureGates'], string]>([
  ['by TLS a server of TLS', grpc({ mode: 'TLS' }), { tls: true }, GRPC_TLS, 'success'],
  ['by TLS one without it', grpc({ mode: 'TLS' }), {}, GRPC_TLS, NO_GRPC],
  ['in plaintext a server of TLS', grpc({ mode: 'Plaintext' }), { tls: true }, GRPC_TLS, NO_GRPC],
  ['in plaintext one without it', grpc(), {}, GRPC_TLS, 'success'],
  ['in plaintext where the gate is off, whatever the field says', grpc({ mode: 'TLS' }), {}, undefined, 'success'],
  ['in plaintext where the gate is off, even a server of TLS', grpc({ mode: 'TLS' }), { tls: true }, undefined, NO_GRPC],
  ['by TLS a program that nobody has described', grpc({ mode: 'TLS' }), undefined, GRPC_TLS, 'success'],
])('asks for the health of gRPC %s', (_, probe, listens, gates, told) => {
  expect(firstProbe(probe, listens, gates, { grpc: 'SERVING' })).toBe(told)
})

const HTTP2 = { port: 7001, protocol: 'HTTP2' }
it.each<[string, object, string | undefined]>([
  ['httpGet: HTTP2', { httpGet: HTTP2 }, undefined],
  [
    'httpGet: HTTP2 by HTTPS',
    { httpGet: { ...HTTP2, scheme: 'HTTPS' } },
    'httpGet.protocol: Invalid value: "HTTP2": HTTP2 cannot be combined with scheme HTTPS',
  ],
  [
    'httpGet: HTTP2 of a host',
    { httpGet: { ...HTTP2, host: '127.0.0.1' } },
    'httpGet.host: Forbidden: may not be set when protocol is HTTP2',
  ],
  ['httpGet: HTTP1 of a host', { httpGet: { port: 7001, protocol: 'HTTP1', host: '127.0.0.1' } }, undefined],
  [
    'httpGet: no protocol of them',
    { httpGet: { port: 7001, protocol: 'h2c' } },
    'httpGet.protocol: Unsupported value: "h2c": supported values: "HTTP1", "HTTP2"',
  ],
  ['grpc: TLS', grpc({ mode: 'TLS' }), undefined],
  ['grpc: no mode of them', grpc({ mode: 'mTLS' }), 'grpc.mode: Unsupported value: "mTLS": supported values: "Plaintext", "TLS"'],
])('of %s a kubelet says what is wrong where its gates are on, and nothing where they are off', (_, probe, wrong) => {
  const said = (featureGates: Case['featureGates']) =>
    run({ featureGates, spec: { containers: [container('main', { livenessProbe: probe })] } }).flatMap((e) =>
      e.kind === 'manifest' && typeof e.value === 'string' && /Probe\./.test(e.value) ? [e.value] : [],
    )
  const path = 'spec.containers[0].livenessProbe.'
  expect(said({ ...H2C, ...GRPC_TLS })).toEqual(wrong === undefined ? [] : [path + wrong])
  expect(said(undefined)).toEqual([])
})

it('asks a gRPC server in HTTP/2 for a page, and is told that it takes no GET', () => {
  expect(firstProbe(asked({ protocol: 'HTTP2' }), {}, H2C, { grpc: 'SERVING' })).toBe('failure HTTP probe failed with statuscode: 405')
})

it('does not know the two fields before 1.37', () => {
  const trace = run({
    kubernetes: '1.36',
    spec: { containers: [container('main', { livenessProbe: asked({ protocol: 'HTTP2' }) })] },
    processes: { main: { listens: [{ port: 7001 }], answers: [{ from: '0s', status: 200 }] } },
  })
  expect(trace.find((e) => e.kind === 'probe')?.result).toBe('success')
})
