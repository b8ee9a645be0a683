import { expect, it } from 'vitest'
import type { Request } from '../apiserver/requests/request.ts'
import { tryPod, type TryContainer } from '../fixture.ts'
import type { ProcessScript, ScriptedAnswer } from '../scenario/scenario-programs.ts'
import { parseScenario } from '../scenario/scenario.ts'
import { simulate } from '../simulate.ts'
import { answerAt, answerFor, execAt, nextChange } from './script-rules.ts'

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
  ['127.0.0.1', '127.0.0.2', 'failure'],
  ['127.0.0.2', '127.0.0.2', 'success'],
  ['127.0.0.2', 'localhost', 'failure'],
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

/** Which of the answers holds for a request; each is named by its place. */
it.each<[what: string, answers: Partial<ScriptedAnswer>[], request: Partial<Request>, chosen: number | string]>([
  ['the last of equal ones', [{}, {}], {}, 1],
  ['of equal ones that begin apart the one that has begun last', [{ from: 4 }, { from: 2 }], {}, 0],
  ['the one that begins just now', [{ from: 0 }, { from: 10 }], {}, 1],
  ['none that begins later', [{ from: 0 }, { from: 10.1 }], {}, 0],
  ['none yet', [{ from: 11 }], {}, 'none yet'],
  ['none of another port', [{}, { port: 81 }], {}, 0],
  ['one of the port before one of any', [{ port: 80 }, {}], {}, 0],
  ['one for its path before one that begins later', [{ path: '/a' }, { from: 5 }], {}, 0],
  ['one with more conditions before one with a longer path', [{ path: '/', method: 'get' }, { path: '/a/b' }], {}, 0],
  ['of as many conditions the longer path', [{ path: '/a/b' }, { path: '/a' }], {}, 0],
  ['a path with a query', [{ path: '/a/b?x=1' }, { path: '/a' }], { query: 'x=1&y=2' }, 0],
  ['a path without the query', [{ path: '/a/b?x=1' }, { path: '/a' }], {}, 1],
  ['one of two headers before one of one', [{ headers: { A: '1', B: '2' } }, { headers: { A: '1' } }], { headers: { a: '1', b: '2' } }, 0],
  ['one all of whose headers are sent', [{ headers: { A: '1', B: '2' } }, { headers: { A: '1' } }], { headers: { a: '1' } }, 1],
  ['a host by its name', [{ headers: { Host: 'web' } }, {}], {}, 0],
  ['a host with its port', [{ headers: { host: 'web:80' } }, {}], {}, 0],
  ['the host that is sent', [{ headers: { Host: 'web' } }, {}], { headers: { host: 'other' } }, 1],
  ['nothing for what all are too narrow for', [{ path: '/b' }, { method: 'POST' }], {}, 'unknown'],
  ['gRPC only', [{ grpc: 'SERVING' }], {}, 'gRPC only'],
  ['HTTP only', [{ path: '/a' }], { grpc: { service: '' } }, 'none yet'],
  ['a service of its own before any', [{ grpc: 'SERVING', service: 'a' }, { grpc: 'SERVING' }], { grpc: { service: 'a' } }, 0],
  ['any service before another one', [{ grpc: 'SERVING', service: 'b' }, { grpc: 'SERVING' }], { grpc: { service: 'a' } }, 1],
  ['what hangs, gRPC neither', [{ hang: true }], { grpc: { service: '' } }, 0],
  ['what resets, gRPC neither', [{ reset: true }], { grpc: { service: '' } }, 0],
  ['what refuses, gRPC neither', [{ refuse: true }], { grpc: { service: '' } }, 0],
])('holds for a request: %s', (_, given, more, chosen) => {
  const answers = given.map((answer) => ({ from: 0, ...answer }))
  const base: Request = { from: 'node', method: 'GET', scheme: 'http', host: 'web', port: 80, path: '/a/b', query: '', headers: {} }
  const found = answerFor(answers, 10, { ...base, ...more }, 80)
  expect(typeof found === 'string' ? found : answers.indexOf(found)).toBe(chosen)
})

it('who connects meets what is for all, his port’s before another’s and a later one before an earlier, wherever it stands; and what begins next', () => {
  const answers = [
    { from: 0, refuse: true },
    { from: 5, path: '/a' },
    { from: 5, grpc: 'SERVING' as const },
    { from: 20 },
    { from: 30, port: 81 },
    { from: 25 },
    { from: 10 },
  ]
  const at = (age: number, port?: number) => answers.indexOf(answerAt(answers, age, port) as (typeof answers)[number])
  expect([at(-1), at(0), at(9), at(10), at(20), at(30, 80), at(30, 81)]).toEqual([-1, 0, 0, 6, 3, 5, 4])
  expect([0, 4.9, 5, 10, 20, 25, 30].map((age) => nextChange(answers, age))).toEqual(
    [5, 5, 10, 20, 25, 30, Infinity].map((next) => expect.closeTo(next, 6)),
  )
})

it.each<[string[], number, number]>([
  [['cat', '/a'], 0, 0],
  [['cat', '/a'], 2.9, 0],
  [['cat', '/a'], 3, 2],
  [['cat', '/a'], 4.9, 2],
  [['cat', '/a'], 5, 3],
  [['cat', '/b'], 9, -1],
  [['cat'], 9, 1],
  [['ls', '/a'], 9, -1],
  [['late'], 9, -1],
  [['late'], 10, 4],
])('of the commands %j at %s s is number %s', (command, age, place) => {
  const of = (from: number, ...words: string[]) => ({ from, command: words, code: 0, output: '', after: 0, missing: false })
  expect(execAt([of(0, 'cat', '/a'), of(0, 'cat'), of(3, 'cat', '/a'), of(5, 'cat', '/a'), of(10, 'late')], command, age)).toBe(place)
})

it('a stopped program that speaks TLS keeps its client at the handshake, which Go gives up after 10 s', () => {
  const ends = (tls: boolean): string[] => {
    const probe = `{httpGet: {port: 8080, scheme: ${tls ? 'HTTPS' : 'HTTP'}}, timeoutSeconds: 15, periodSeconds: 20}`
    const manifest = `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: main, image: "web:1", readinessProbe: ${probe}}]}\n`
    const { scenario } = parseScenario(
      JSON.stringify({
        whyrestart: 1,
        duration: '60s',
        manifests: { 'web.yaml': manifest },
        processes: { main: { listens: [{ port: 8080, tls }], answers: [{ status: 200 }] } },
        actions: [{ at: '2s', hang: 'main' }],
      }),
    )
    const probes = simulate(scenario!.lanes[0]!.inputs).flatMap((entry) =>
      entry.kind === 'probe' && entry.result === 'failure' ? [entry] : [],
    )
    return [...new Set(probes.map(({ t, startedAt, output }) => `${Math.round(t - startedAt)} ${output.replace(/^.*": /, '')}`))]
  }
  expect(ends(true)).toEqual(['10 net/http: TLS handshake timeout'])
  expect(ends(false)).toEqual(['15 context deadline exceeded (Client.Timeout exceeded while awaiting headers)'])
})
