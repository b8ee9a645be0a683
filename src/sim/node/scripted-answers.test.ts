import { expect, it } from 'vitest'
import { tryPod, type TryContainer } from '../fixture.ts'
import type { ProcessScript } from '../scenario/scenario-programs.ts'
import { parseScenario } from '../scenario/scenario.ts'
import { simulate } from '../simulate.ts'

interface Asked {
  probe: string
  script?: Partial<ProcessScript>
  kubernetes?: string
  containers?: readonly TryContainer[]
}

/** What each of a readiness probe's first tries comes to, by the moment it was sent. */
function outputs({ probe, script = {}, kubernetes = '1.37', containers = [] }: Asked, duration = 60): Map<string, number> {
  const main: TryContainer = {
    readiness: `{${probe}, periodSeconds: 5}`,
    script: { listens: [{ port: 7001, tls: false, after: 0 }], ...script },
  }
  const seen = new Map<string, number>()
  for (const { result, output, startedAt } of tryPod({ kubernetes, duration, containers: [main, ...containers] }).probes('readiness'))
    if (!seen.has(`${result} ${output}`.trim())) seen.set(`${result} ${output}`.trim(), startedAt)
  return seen
}

const GET = (more: string) => `httpGet: {host: 127.0.0.1, port: 7001, ${more}}`
const only = (asked: Asked): string[] => [...outputs(asked).keys()].filter((text) => !text.includes('connection refused'))

it.each<[string, string, ProcessScript['answers'], string]>([
  [
    'its path',
    'path: /ready',
    [
      { from: 0, status: 200 },
      { from: 0, path: '/ready', status: 503 },
    ],
    '503',
  ],
  [
    'a longer path before a shorter',
    'path: /a/b',
    [
      { from: 0, path: '/a/b', status: 503 },
      { from: 0, path: '/a', status: 500 },
    ],
    '503',
  ],
  [
    'another path',
    'path: /live',
    [
      { from: 0, status: 500 },
      { from: 0, path: '/ready', status: 503 },
    ],
    '500',
  ],
  [
    'its query',
    'path: "/ready?full=1"',
    [
      { from: 0, path: '/ready', status: 500 },
      { from: 0, path: '/ready?full', status: 503 },
    ],
    '503',
  ],
  [
    'its port',
    'path: /',
    [
      { from: 0, status: 500 },
      { from: 0, port: 7001, status: 503 },
      { from: 0, port: 8081, status: 502 },
    ],
    '503',
  ],
  [
    'its method',
    'path: /',
    [
      { from: 0, method: 'GET', status: 503 },
      { from: 0, method: 'POST', status: 500 },
    ],
    '503',
  ],
  [
    'its header',
    'path: /, httpHeaders: [{name: host, value: shop.example}]',
    [
      { from: 0, status: 400 },
      { from: 0, headers: { Host: 'shop.example' }, status: 503 },
    ],
    '503',
  ],
  [
    'the last of two that are equal',
    'path: /a',
    [
      { from: 0, path: '/a', status: 500 },
      { from: 0, path: '/a', status: 503 },
    ],
    '503',
  ],
  [
    'more conditions before a longer path',
    'path: /abc',
    [
      { from: 0, path: '/abc', status: 500 },
      { from: 0, path: '/', method: 'GET', status: 503 },
    ],
    '503',
  ],
  ['what nobody knows', 'path: /live', [{ from: 0, path: '/ready', status: 200 }], '404'],
])('answers by %s', (_, action, answers, status) => {
  expect(only({ probe: GET(action), script: { answers } })).toEqual([`failure HTTP probe failed with statuscode: ${status}`])
})

it('an answer for one path begins in its time, and leaves the others as they are', () => {
  const answers = [
    { from: 0, status: 200 },
    { from: 30, path: '/ready', status: 503 },
  ]
  const seen = outputs({ probe: GET('path: /ready'), script: { answers } })
  expect(seen.get('failure HTTP probe failed with statuscode: 503')).toBeGreaterThan(30)
  expect(only({ probe: GET('path: /live'), script: { answers } })).toEqual(['success'])
})

it.each([
  // Go 1.9 loses it always, kubernetes/kubernetes#71592; later ones where the Location names a host
  ['1.9', '/login', 'failure HTTP probe failed with statuscode: 400'],
  ['1.19', 'http://127.0.0.1:7001/login', 'failure HTTP probe failed with statuscode: 400'],
  ['1.37', 'http://127.0.0.1:7001/login', 'failure HTTP probe failed with statuscode: 400'],
  ['1.37', '/login', 'success'],
])('on %s the Host header is with the redirect to %s: %s', (kubernetes, location, outcome) => {
  const headers = { Host: 'shop.example' }
  const answers = [
    { from: 0, status: 400 },
    { from: 0, path: '/', headers, status: 302, location },
    { from: 0, path: '/login', headers, status: 200 },
  ]
  const probe = GET('path: /, httpHeaders: [{name: Host, value: shop.example}]')
  expect(only({ probe, script: { answers }, kubernetes })).toEqual([outcome])
})

it.each<[string, string, ProcessScript['answers'], string]>([
  ['SERVING', '', [{ from: 0, grpc: 'SERVING' }], 'success'],
  ['SERVING for any service', ', service: etcd', [{ from: 0, grpc: 'SERVING' }], 'success'],
  ['NOT_SERVING', '', [{ from: 0, grpc: 'NOT_SERVING' }], 'failure service unhealthy (responded with "NOT_SERVING")'],
  ['UNKNOWN', '', [{ from: 0, grpc: 'UNKNOWN' }], 'failure service unhealthy (responded with "UNKNOWN")'],
  [
    'UNIMPLEMENTED',
    '',
    [{ from: 0, grpc: 'UNIMPLEMENTED' }],
    'failure error: this server does not implement the grpc health protocol (grpc.health.v1.Health): unknown service grpc.health.v1.Health',
  ],
  [
    'no such service',
    ', service: db',
    [{ from: 0, grpc: 'SERVING', service: 'web' }],
    'failure error: health rpc probe failed: rpc error: code = NotFound desc = unknown service',
  ],
  [
    'one service before all',
    ', service: db',
    [
      { from: 0, grpc: 'NOT_SERVING', service: 'db' },
      { from: 0, grpc: 'SERVING' },
    ],
    'failure service unhealthy (responded with "NOT_SERVING")',
  ],
  ['an answer that is late', '', [{ from: 0, grpc: 'SERVING', after: 2 }], 'failure timeout: health rpc did not complete within 1s'],
  [
    'a server of plain HTTP',
    '',
    [{ from: 0, status: 200 }],
    'failure timeout: failed to connect service "192.168.1.100:7001" within 1s: context deadline exceeded',
  ],
  ['none that listens', '', [], 'failure timeout: failed to connect service "192.168.1.100:7001" within 1s: context deadline exceeded'],
])('gRPC: %s', (_, service, answers, outcome) => {
  const probe = `grpc: {port: 7001${service}}`
  const attached = { inputs: { cluster: { attached: true, etcd: 'up' as const, objects: [] } } }
  const listens = answers.length > 0 ? [{ port: 7001, tls: false, after: 0 }] : []
  const run = tryPod({
    duration: 60,
    containers: [{ readiness: `{${probe}, periodSeconds: 5}`, script: { answers, listens } }],
    ...attached,
  })
  expect([...new Set(run.probes('readiness').map(({ result, output }) => `${result} ${output}`.trim()))]).toEqual([outcome])
})

it('a server of gRPC alone has no HTTP', () => {
  expect(only({ probe: GET('path: /'), script: { answers: [{ from: 0, grpc: 'SERVING' }] } })).toEqual([
    String.raw`failure Get "http://127.0.0.1:7001/": net/http: HTTP/1.x transport connection broken: malformed HTTP response "\x00\x00\x06\x04\x00\x00\x00\x00\x00\x00\x05\x00\x00@\x00"`,
  ])
})

it('an exec probe begins to fail, as the manual’s own example does', () => {
  const command = ['cat', '/tmp/healthy']
  const execs = [
    { command, code: 0, output: '', after: 0, missing: false },
    { from: 30, command, code: 1, output: "cat: can't open '/tmp/healthy': No such file or directory\n", after: 0, missing: false },
  ]
  const run = tryPod({
    duration: 60,
    containers: [{ liveness: '{exec: {command: [cat, /tmp/healthy]}, initialDelaySeconds: 5, periodSeconds: 5}', script: { execs } }],
  })
  const failures = run.probes('liveness').filter(({ result }) => result === 'failure')
  expect(failures[0]?.startedAt).toBeGreaterThan(30)
  expect(failures[0]?.output).toBe("cat: can't open '/tmp/healthy': No such file or directory\n")
  expect(failures).toHaveLength(3)
  expect(run.times('Killing')[0]).toBeGreaterThan(40)
})

it.each([
  [
    'a name',
    'httpGet: {host: db.example, port: 80}',
    'failure Get "http://db.example:80/": dial tcp: lookup db.example on 127.0.0.53:53: no such host',
  ],
  ['a name, by TCP', 'tcpSocket: {host: db.example, port: 80}', 'failure dial tcp: lookup db.example on 127.0.0.53:53: no such host'],
  [
    'an address that nobody has',
    'httpGet: {host: 10.1.2.3, port: 80}',
    'failure Get "http://10.1.2.3:80/": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
  ],
  ['such an address, by TCP', 'tcpSocket: {host: 10.1.2.3, port: 80}', 'failure dial tcp 10.1.2.3:80: i/o timeout'],
  [
    'a neighbour that is not there',
    'httpGet: {host: 192.168.1.77, port: 80}, timeoutSeconds: 4',
    'failure Get "http://192.168.1.77:80/": dial tcp 192.168.1.77:80: connect: no route to host',
  ],
  [
    'such a neighbour, by TCP',
    'tcpSocket: {host: 192.168.1.77, port: 80}, timeoutSeconds: 4',
    'failure dial tcp 192.168.1.77:80: connect: no route to host',
  ],
  ['such a neighbour, and no patience', 'tcpSocket: {host: 192.168.1.77, port: 80}', 'failure dial tcp 192.168.1.77:80: i/o timeout'],
])('a probe’s host is %s', (_, probe, output) => {
  expect([...outputs({ probe }).keys()]).toEqual([output])
})

const BAD = String.raw`parse "http://[http:%2F%2Fdb.example]:80/": invalid URL escape "%2F"`

it.each([
  ['1.37', 'httpGet: {host: "http://db.example", port: 80}', `unknown ${BAD}`],
  ['1.26', 'httpGet: {host: "http://db.example", port: 80}', `unknown ${BAD}`],
  ['1.25', 'httpGet: {host: "http://db.example", port: 80}', `failure ${BAD}`],
  ['1.9', 'httpGet: {host: db.example/x, port: 80}', 'failure parse http://db.example%2Fx:80/: invalid URL escape "%2F"'],
  ['1.37', 'httpGet: {host: "${HOST}", port: 80}', String.raw`unknown parse "http://$%7BHOST%7D:80/": invalid URL escape "%7B"`],
  [
    '1.37',
    'httpGet: {host: "10.0.0.1:8080", port: 80}',
    'failure Get "http://[10.0.0.1:8080]:80/": dial tcp: lookup 10.0.0.1:8080: no such host',
  ],
  ['1.37', 'httpGet: {host: "[::1]", port: 80}', 'failure Get "http://[[::1]]:80/": dial tcp: address [[::1]]:80: missing port in address'],
  ['1.37', 'tcpSocket: {host: "http://db.example", port: 80}', 'failure dial tcp: lookup http://db.example: no such host'],
  ['1.37', 'tcpSocket: {host: db..example, port: 80}', 'failure dial tcp: lookup db..example: no such host'],
  ['1.37', 'tcpSocket: {host: "10.0.0.1:8080", port: 80}', 'failure dial tcp: lookup 10.0.0.1:8080: no such host'],
])('%s: a host that is none (%s) comes to what Go makes of it', (kubernetes, probe, output) => {
  expect([...outputs({ probe, kubernetes }).keys()]).toEqual([output])
})

it('a host of IPv6 stands in brackets', () => {
  expect([...outputs({ probe: 'httpGet: {host: "::1", port: 7001}' }).keys()]).toEqual(['success'])
  expect([...outputs({ probe: 'httpGet: {host: "::1", port: 9}' }).keys()]).toEqual([
    'failure Get "http://[::1]:9/": dial tcp [::1]:9: connect: connection refused',
  ])
  expect([...outputs({ probe: 'tcpSocket: {host: "::1", port: 9}' }).keys()]).toEqual([
    'failure dial tcp [::1]:9: connect: connection refused',
  ])
})

it.each([
  [undefined, '', 'success'],
  ['0.0.0.0', '', 'success'],
  ['::', '', 'success'],
  ['127.0.0.1', '', 'failure'],
  ['::1', '', 'failure'],
  // the node's own network
  ['127.0.0.1', '127.0.0.1', 'success'],
  ['127.0.0.1', 'localhost', 'success'],
  ['127.0.0.1', '::1', 'failure'],
  ['::1', '::1', 'success'],
  ['::1', '127.0.0.1', 'failure'],
  ['::1', 'localhost', 'success'],
  ['127.0.0.1', '192.168.1.100', 'failure'],
])('a program that listens on %s, asked by host %j: %s', (address, host, result) => {
  const pod = (network: string) =>
    `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  hostNetwork: ${network}\n  containers:\n  - {name: main, image: "web:1", readinessProbe: {httpGet: {port: 8080${host && `, host: "${host}"`}}}}\n`
  const { scenario } = parseScenario(
    JSON.stringify({
      whyrestart: 1,
      duration: '20s',
      node: { ip: '192.168.1.100' },
      manifests: { 'web.yaml': pod(String(host !== '')) },
      processes: { main: { listens: [{ port: 8080, ...(address === undefined ? {} : { address }) }], answers: [{ status: 200 }] } },
    }),
  )
  const last = simulate(scenario!.lanes[0]!.inputs).findLast((entry) => entry.kind === 'probe')
  expect(last).toMatchObject({ kind: 'probe', result })
})

it.each<[string, string, Partial<ProcessScript>, string]>([
  ['a program that listens nowhere', '{httpGet: {host: 127.0.0.1, port: 7001, path: /healthz}}', { listens: [] }, 'listens'],
  [
    'one that listens elsewhere',
    '{httpGet: {host: 127.0.0.1, port: 7001, path: /healthz}}',
    { listens: [{ port: 7002, tls: false, after: 0 }] },
    'listens',
  ],
  [
    'one that listens late',
    '{httpGet: {host: 127.0.0.1, port: 7001, path: /healthz}}',
    { listens: [{ port: 7001, tls: false, after: 20 }] },
    'listens[0]',
  ],
  [
    'one whose second port comes late',
    '{httpGet: {host: 127.0.0.1, port: 7001, path: /healthz}}',
    {
      listens: [
        { port: 7002, tls: false, after: 0 },
        { port: 7001, tls: false, after: 20 },
      ],
    },
    'listens[1]',
  ],
  ['a bad answer', '{httpGet: {host: 127.0.0.1, port: 7001, path: /healthz}}', { answers: [{ from: 0, status: 500 }] }, 'answers[0]'],
  [
    'the answer for the path',
    '{httpGet: {host: 127.0.0.1, port: 7001, path: /healthz}}',
    {
      answers: [
        { from: 0, status: 200 },
        { from: 0, path: '/healthz', status: 500 },
      ],
    },
    'answers[1]',
  ],
  [
    'an answer that comes too late',
    '{httpGet: {host: 127.0.0.1, port: 7001, path: /healthz}}',
    { answers: [{ from: 0, after: 3, status: 200 }] },
    'answers[0]',
  ],
  [
    'an answer that hangs from 2 s on',
    '{httpGet: {host: 127.0.0.1, port: 7001, path: /healthz}}',
    {
      answers: [
        { from: 0, status: 200 },
        { from: 2, hang: true },
      ],
    },
    'answers[1]',
  ],
  [
    'a command that fails',
    '{exec: {command: [check]}}',
    { execs: [{ command: ['check'], code: 1, output: '', after: 0, missing: false }] },
    'execs[0]',
  ],
  [
    'a command that takes too long',
    '{exec: {command: [check]}}',
    { execs: [{ command: ['check'], code: 0, output: '', after: 3, missing: false }] },
    'execs[0]',
  ],
  [
    'a command that is said to be missing',
    '{exec: {command: [check]}}',
    { execs: [{ command: ['check'], code: 0, output: '', after: 0, missing: true }] },
    'execs[0]',
  ],
  ['a command that nobody describes', '{exec: {command: [check]}}', { execs: [] }, 'execs'],
])('behind the failure of a probe by %s stands the line that says so', (_, liveness, script, path) => {
  const { trace } = tryPod({ containers: [{ liveness, script }], duration: 25 })
  const probe = trace.find((entry) => entry.kind === 'probe' && entry.result !== 'success')!
  const paths = [probe.cause ?? []].flat().flatMap((id) => {
    const root = trace[id]!
    return root.kind === 'script' ? [root.path] : []
  })
  expect([...new Set(paths)]).toEqual([`processes.main.${path}`])
})
