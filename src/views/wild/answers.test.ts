import { expect, it } from 'vitest'
import { drawingOf } from '../lanes/drawing-of.ts'
import { problemsOf } from '../lanes/problems.ts'
import { timelineRows } from '../lanes/timeline-rows.ts'
import { tell } from '../text/sentences.ts'
import { type Report, tried } from './tried-fixture.ts'

// What a program answers, and how it ends: row by row.

const liveness = (handler: string, more = 'periodSeconds: 5, failureThreshold: 3'): Report => ({
  spec: 'hostNetwork: true',
  container: `livenessProbe: {${handler}, ${more}}`,
  duration: '40s',
})
const described = (main: object): Pick<Report, 'scenario'> => ({ scenario: { processes: { main } } })
const listens = [{ port: 8080 }]

interface Row {
  title: string
  probe: string
  main: object
  kubernetes?: string
  more?: string
  /** The outputs of the failed probes; none: it never fails. */
  fails: readonly string[]
}

const OK = { from: '0s', status: 200 }
const url = (path = '/', host = '127.0.0.1:8080') => `Get "http://${host}${path}"`

it.each<Row>([
  {
    title: 'by path, from when on',
    probe: 'httpGet: {host: 127.0.0.1, port: 8080, path: /ready}',
    main: { listens, answers: [OK, { from: '12s', path: '/ready', status: 503 }] },
    fails: ['HTTP probe failed with statuscode: 503'],
  },
  {
    title: 'another path is left alone',
    probe: 'httpGet: {host: 127.0.0.1, port: 8080, path: /live}',
    main: { listens, answers: [OK, { from: '0s', path: '/ready', status: 503 }] },
    fails: [],
  },
  {
    title: 'by port',
    probe: 'httpGet: {host: 127.0.0.1, port: 8081}',
    main: { listens: [...listens, { port: 8081 }], answers: [OK, { from: '0s', port: 8081, status: 500 }] },
    fails: ['HTTP probe failed with statuscode: 500'],
  },
  {
    title: 'by method: a probe is a GET',
    probe: 'httpGet: {host: 127.0.0.1, port: 8080}',
    main: { listens, answers: [OK, { from: '0s', method: 'POST', status: 500 }] },
    fails: [],
  },
  {
    title: 'by header, which the probe sends',
    probe: 'httpGet: {host: 127.0.0.1, port: 8080, httpHeaders: [{name: Host, value: shop.example}]}',
    main: {
      listens,
      answers: [
        { from: '0s', status: 400 },
        { from: '0s', status: 200, headers: { Host: 'shop.example' } },
      ],
    },
    fails: [],
  },
  {
    title: 'and without it',
    probe: 'httpGet: {host: 127.0.0.1, port: 8080}',
    main: {
      listens,
      answers: [
        { from: '0s', status: 400 },
        { from: '0s', status: 200, headers: { Host: 'shop.example' } },
      ],
    },
    fails: ['HTTP probe failed with statuscode: 400'],
  },
  ...(['1.9', '1.37'] as const).map((kubernetes): Row => {
    const page = { from: '0s', path: '/new', headers: { Host: 'shop.example' }, status: 200 }
    const answers = [{ from: '0s', status: 400 }, { from: '0s', path: '/old', status: 302, location: 'http://127.0.0.1:8080/new' }, page]
    return {
      title: `on ${kubernetes} the Host header is lost after a redirect that names a host`,
      kubernetes,
      probe: 'httpGet: {host: 127.0.0.1, port: 8080, path: /old, httpHeaders: [{name: Host, value: shop.example}]}',
      main: { listens, answers },
      fails: ['HTTP probe failed with statuscode: 400'],
    }
  }),
  {
    title: 'a redirect to another host is success, with a warning',
    probe: 'httpGet: {host: 127.0.0.1, port: 8080}',
    main: { listens, answers: [{ from: '0s', status: 302, location: 'https://login.example/' }] },
    fails: [],
  },
  {
    title: 'HTTPS asked, HTTP spoken',
    probe: 'httpGet: {host: 127.0.0.1, port: 8080, scheme: HTTPS}',
    main: { listens, answers: [OK] },
    fails: ['Get "https://127.0.0.1:8080/": http: server gave HTTP response to HTTPS client'],
  },
  {
    title: 'HTTP asked, HTTPS spoken',
    probe: 'httpGet: {host: 127.0.0.1, port: 8080}',
    main: { listens: [{ port: 8080, tls: true }], answers: [OK] },
    fails: ['HTTP probe failed with statuscode: 400'],
  },
  {
    title: 'nobody listens',
    probe: 'httpGet: {host: 127.0.0.1, port: 8081}',
    main: { listens, answers: [OK] },
    fails: [`${url('/', '127.0.0.1:8081')}: dial tcp 127.0.0.1:8081: connect: connection refused`],
  },
  ...(['NOT_SERVING', 'UNKNOWN'] as const).map((grpc): Row => ({
    title: `gRPC: ${grpc}`,
    probe: 'grpc: {port: 8080}',
    main: { listens, answers: [{ from: '0s', grpc }] },
    fails: [`service unhealthy (responded with "${grpc}")`],
  })),
  { title: 'gRPC: SERVING', probe: 'grpc: {port: 8080}', main: { listens, answers: [{ from: '0s', grpc: 'SERVING' }] }, fails: [] },
  {
    title: 'gRPC: begins to fail',
    probe: 'grpc: {port: 8080}',
    main: {
      listens,
      answers: [
        { from: '0s', grpc: 'SERVING' },
        { from: '12s', grpc: 'NOT_SERVING' },
      ],
    },
    fails: ['service unhealthy (responded with "NOT_SERVING")'],
  },
  {
    title: 'gRPC: no such service',
    probe: 'grpc: {port: 8080, service: shop}',
    main: { listens, answers: [{ from: '0s', grpc: 'SERVING', service: 'other' }] },
    fails: ['error: health rpc probe failed: rpc error: code = NotFound desc = unknown service'],
  },
  {
    title: 'gRPC: no health service',
    probe: 'grpc: {port: 8080}',
    main: { listens, answers: [{ from: '0s', grpc: 'UNIMPLEMENTED' }] },
    fails: [
      'error: this server does not implement the grpc health protocol (grpc.health.v1.Health): unknown service grpc.health.v1.Health',
    ],
  },
  {
    title: 'gRPC: none at all',
    probe: 'grpc: {port: 8080}',
    main: { listens: [], answers: [] },
    fails: ['timeout: failed to connect service "192.168.1.100:8080" within 1s: context deadline exceeded'],
  },
  {
    title: 'a name that nobody knows',
    probe: 'httpGet: {host: nobody.example, port: 8080}',
    main: { listens, answers: [OK] },
    fails: [`${url('/', 'nobody.example:8080')}: dial tcp: lookup nobody.example on 127.0.0.53:53: no such host`],
  },
  {
    title: 'and on 1.9, by TCP',
    kubernetes: '1.9',
    probe: 'tcpSocket: {host: nobody.example, port: 8080}',
    main: { listens, answers: [OK] },
    fails: ['dial tcp: lookup nobody.example on 127.0.0.53:53: no such host'],
  },
  {
    title: 'an address far away',
    probe: 'httpGet: {host: 203.0.113.7, port: 8080}',
    main: { listens, answers: [OK] },
    fails: [`${url('/', '203.0.113.7:8080')}: context deadline exceeded (Client.Timeout exceeded while awaiting headers)`],
  },
  {
    title: 'by TCP too',
    probe: 'tcpSocket: {host: 203.0.113.7, port: 8080}',
    main: { listens, answers: [OK] },
    fails: ['dial tcp 203.0.113.7:8080: i/o timeout'],
  },
  {
    title: 'an address of its own link that nobody has',
    probe: 'httpGet: {host: 192.168.1.77, port: 8080}',
    more: 'periodSeconds: 10, timeoutSeconds: 8, failureThreshold: 3',
    main: { listens, answers: [OK] },
    fails: [`${url('/', '192.168.1.77:8080')}: dial tcp 192.168.1.77:8080: connect: no route to host`],
  },
  {
    title: 'an address of IPv6 stands in brackets',
    probe: 'httpGet: {host: "2001:db8::7", port: 8080}',
    main: { listens, answers: [OK] },
    fails: [`${url('/', '[2001:db8::7]:8080')}: context deadline exceeded (Client.Timeout exceeded while awaiting headers)`],
  },
  {
    title: 'the machine’s own of IPv6',
    probe: 'tcpSocket: {host: "::1", port: 8081}',
    main: { listens, answers: [OK] },
    fails: ['dial tcp [::1]:8081: connect: connection refused'],
  },
  {
    title: 'a command that begins to fail',
    probe: 'exec: {command: [cat, /tmp/healthy]}',
    main: { execs: [{ command: ['cat', '/tmp/healthy'] }, { command: ['cat', '/tmp/healthy'], from: '12s', code: 1, output: 'gone\n' }] },
    fails: ['gone\n'],
  },
  {
    title: 'a command’s variables are put in, as far as the manifest gives them a value',
    probe: 'exec: {command: [check, "$(A)", "$$(A)", "$(B)"]}, terminationGracePeriodSeconds: 1',
    main: { execs: [{ command: ['check', '1', '$(A)', '$(B)'], code: 1, output: 'found\n' }] },
    fails: ['found\n'],
  },
])('$title', ({ probe, main, kubernetes = '1.37', more, fails }) => {
  const report = { ...liveness(probe, more), ...described(main), kubernetes }
  const seen = tried({ ...report, container: `${report.container}\nenv: [{name: A, value: "1"}]` })
  expect(seen.failures).toEqual(fails)
  expect(seen.told.filter((line) => line.startsWith('Unhealthy: '))).toEqual(
    fails.map((output) => `Unhealthy: Liveness probe failed: ${output}`),
  )
  expect(seen.main!.restartCount > 0).toBe(fails.length > 0)
  expect(seen.failures.filter((output) => output.includes('refused') && !fails.includes(output))).toEqual([])
})

it('a gRPC probe is dropped without a word on 1.22, which the page says, and an error that does not count on 1.23', () => {
  const { inputs } = tried({ ...liveness('grpc: {port: 8080}'), kubernetes: '1.22' })
  expect(problemsOf(inputs).problems.map(({ message }) => message)).toContainEqual(
    expect.stringContaining('drops grpc without a word: Kubernetes has it from 1.23 on'),
  )
  const seen = tried({ ...liveness('grpc: {port: 8080}'), kubernetes: '1.23' })
  expect(seen.told).toContain('Unhealthy: Liveness probe errored: missing probe handler for web-master-node_default(UID):main')
  expect(seen.main?.restartCount).toBe(0)
})

it.each([
  [
    'the limit',
    'resources: {limits: {memory: 128Mi}}',
    { memory: [{ from: '10s', mib: 300 }] },
    'OOMKilled 137',
    'the kernel killed the process for its memory (OOMKilled, exit code 137): main wanted 300 MiB 10 s after its start, above its limit of 128Mi (web.yaml, line',
  ],
  [
    'a child of it',
    '',
    { exits: { after: '10s', code: 1, reason: 'OOMKilled' } },
    'OOMKilled 1',
    'the process ended with exit code 1, after the kernel had killed one of its own for its memory (OOMKilled)',
  ],
  ['a signal', '', { exits: { after: '10s', signal: 11 } }, 'Error 139', 'the process ended by itself with exit code 139, by SIGSEGV'],
  ['a code', '', { exits: { after: '10s', code: 3 } }, 'Error 3', 'the process ended by itself with exit code 3'],
  ['none', '', { exits: { after: '10s', code: 0 } }, 'Completed 0', 'the process ended by itself with exit code 0'],
])('a program that ends for %s', (_, container, main, end, says) => {
  for (const kubernetes of ['1.9', '1.37']) {
    const seen = tried({ kubernetes, container, duration: '20s', ...described(main) })
    expect(seen.ends).toEqual([end])
    expect(seen.main?.restartCount).toBe(1)
    expect(seen.text).toContain(says)
  }
})

it.each([
  [
    'the limit',
    { memory: [{ from: '10s', mib: 300 }] },
    'killed by the kernel for its memory (OOMKilled), exit code 137',
    'The kernel kills main for its memory (OOMKilled), 10 s after its start: exit code 137.',
  ],
  [
    'a child of it',
    { exits: { after: '10s', code: 1, reason: 'OOMKilled' } },
    'exited by itself, after the kernel had killed one of its own for its memory (OOMKilled), exit code 1',
    'main ends by itself, 10 s after its start, for the kernel has killed one of its own for its memory (OOMKilled): exit code 1.',
  ],
  [
    'a code',
    { exits: { after: '10s', code: 3 } },
    'exited by itself, exit code 3',
    'main ends by itself, 10 s after its start: exit code 3.',
  ],
])('the timeline and Why say of a program that ends for %s what the summary says', (_, main, row, sentence) => {
  for (const kubernetes of ['1.9', '1.37']) {
    const { trace } = tried({ kubernetes, container: 'resources: {limits: {memory: 128Mi}}', duration: '15s', ...described(main) })
    expect(timelineRows(drawingOf(trace, 15), trace).find(({ kind }) => kind === 'end')?.text).toBe(row)
    const exit = trace.find((entry) => entry.kind === 'process' && entry.op === 'exited')
    expect(exit && tell(trace, exit).sentence).toBe(sentence)
  }
})

const MANUAL_EXEC = `apiVersion: v1
kind: Pod
metadata: {labels: {test: liveness}, name: liveness-exec}
spec:
  containers:
  - name: liveness
    image: registry.k8s.io/busybox:1.27.2
    args:
    - /bin/sh
    - -c
    - touch /tmp/healthy; sleep 30; rm -f /tmp/healthy; sleep 600
    livenessProbe:
      exec: {command: [cat, /tmp/healthy]}
      initialDelaySeconds: 5
      periodSeconds: 5
`

it('the manual’s example of a command: well for 30 s, then killed, again and again; SIGKILL ends its shell', () => {
  const seen = tried({ manifests: { 'a.yaml': MANUAL_EXEC }, duration: '180s' })
  const missing = "cat: can't open '/tmp/healthy': No such file or directory\n"
  expect(seen.failures).toEqual([missing])
  expect(seen.times('Unhealthy')[0]).toBeGreaterThan(30)
  expect(seen.ends).toEqual(['Error 137'])
  expect(seen.main?.restartCount).toBe(2)
  const warning = seen.trace.find((e) => e.kind === 'warning')
  expect(warning).toMatchObject({
    message: expect.stringContaining('Assumed: it runs its script, which makes /tmp/healthy, removes /tmp/healthy after 30 s') as string,
  })
})

it.each([
  ['a loop without an end', 'touch /tmp/ok\nsleep 30\nrm /tmp/ok\nwhile true; do\n  sleep 5\ndone', '[test, -f, /tmp/ok]'],
  ['another program at its end', 'touch /tmp/ok; sleep 30; rm /tmp/ok; exec /app/server --port 80', '[cat, /tmp/ok]'],
  ['a file that must not be', 'sleep 30 && touch /tmp/bad && while :; do date; sleep 1; done', '[sh, -c, "test ! -f /tmp/bad"]'],
  ['a file that gets another name', 'touch /tmp/ok; sleep 30; mv /tmp/ok /tmp/gone; sleep infinity', '[ls, /tmp/ok]'],
])('a shell’s script with %s is followed: well for 30 s, then killed', (_, script, probe) => {
  const seen = tried({
    manifests: {
      'a.yaml': `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - name: main\n    image: busybox\n    command: [sh, -c, ${JSON.stringify(script)}]\n    livenessProbe: {exec: {command: ${probe}}, periodSeconds: 5}\n`,
    },
    duration: '60s',
  })
  expect(seen.failures).toHaveLength(1)
  expect(seen.times('Unhealthy')[0]).toBeGreaterThan(30)
  expect(seen.times('Unhealthy')[0]).toBeLessThan(36)
  expect(seen.times('Killing')).toHaveLength(1)
})

it('the manual’s example of HTTP answers 500 from 10 s on, that of gRPC is etcd and passes, that of TCP passes', () => {
  const item = (container: string) =>
    tried({
      duration: '60s',
      manifests: { 'a.yaml': `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [${container}]}\n` },
    })
  const http = item(
    '{name: liveness, image: "registry.k8s.io/e2e-test-images/agnhost:2.40", args: [liveness], livenessProbe: {httpGet: {path: /healthz, port: 8080}, initialDelaySeconds: 3, periodSeconds: 3}}',
  )
  expect(http.failures).toEqual(['HTTP probe failed with statuscode: 500'])
  expect(http.times('Unhealthy')[0]).toBeGreaterThan(10)
  const grpc = item(
    '{name: etcd, image: "registry.k8s.io/etcd:3.5.1-0", command: [/usr/local/bin/etcd, --data-dir, /var/lib/etcd, --listen-client-urls, "http://0.0.0.0:2379", --advertise-client-urls, "http://127.0.0.1:2379"], ports: [{containerPort: 2379}], livenessProbe: {grpc: {port: 2379}, initialDelaySeconds: 10}}',
  )
  const tcp = item(
    '{name: goproxy, image: "registry.k8s.io/goproxy:0.1", ports: [{containerPort: 8080}], readinessProbe: {tcpSocket: {port: 8080}}, livenessProbe: {tcpSocket: {port: 8080}}}',
  )
  for (const seen of [grpc, tcp]) expect([seen.failures, seen.main?.restartCount, seen.last.ready]).toEqual([[], 0, true])
})

it.each([
  ['[/bin/sh, -c, "while true; do date; sleep 5; done"]', 137, 30],
  ['[python3, app.py]', 137, 30],
  ['[node, server.js]', 137, 30],
  ['[java, -jar, /app.jar]', 143, 0],
  ['[/usr/local/bin/cloud-controller-manager]', 2, 0],
  ['[/app/server]', 143, 0],
])('nobody has described %s: on SIGTERM it ends with %d after %d s, never Completed, and that is said', (command, code, after) => {
  const seen = tried({
    ...liveness('tcpSocket: {host: 203.0.113.7, port: 1}'),
    container: `command: ${command}\nlivenessProbe: {tcpSocket: {host: 203.0.113.7, port: 1}, periodSeconds: 5}`,
    duration: '90s',
  })
  const exit = seen.trace.find((e) => e.kind === 'process' && e.op === 'exited')!
  expect([exit.kind === 'process' && exit.code, Math.round(exit.t - seen.times('Killing')[0]!)]).toEqual([code, after])
  expect(seen.ends).toEqual([`Error ${code}`])
  expect(seen.trace.find((e) => e.kind === 'warning')).toMatchObject({
    message: expect.stringMatching(/Assumed: .* on SIGTERM .* Describe it under processes\./) as string,
  })
})

it('the form’s own word on SIGTERM counts instead', () => {
  const report = liveness('httpGet: {host: 127.0.0.1, port: 8081}')
  const on = (onTerm: unknown) => tried({ ...report, duration: '90s', ...described({ onTerm }) }).ends
  expect(on({ after: '1s', code: 7 })).toEqual(['Error 7'])
  expect(on('ignore')).toEqual(['Error 137'])
})
