import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseScenario } from '../../scenario/scenario.ts'
import { simulate } from '../../simulate.ts'
import type { ResponseEntry, Trace } from '../../trace/trace.ts'

interface Recorded {
  setting: string
  caller: string
  method: string
  url: string
  status: number | null
  contentType: string | null
  body: string | null
}

const IP = '192.168.1.100'
const here = import.meta.dirname
const recorded = JSON.parse(readFileSync(`${here}/../recorded/kubelet-api.json`, 'utf8')) as Recorded[]
const recorded19 = JSON.parse(readFileSync(`${here}/../recorded/kubelet-api-1.9.json`, 'utf8')) as Recorded[]
const manifestOf = (release: string): string =>
  (JSON.parse(readFileSync(`${here}/../../apiserver/recorded/requests-${release}-default.json`, 'utf8')) as { manifest: string }).manifest
const kubeadm = manifestOf('1.37.2')

const SETTINGS: Record<string, unknown> = {
  open: { authentication: { anonymous: { enabled: true } }, authorization: { mode: 'AlwaysAllow' }, readOnlyPort: 10255 },
  'anonymous+webhook': { authentication: { anonymous: { enabled: true } }, authorization: { mode: 'Webhook' }, readOnlyPort: 10255 },
  kubeadm: { authentication: { anonymous: { enabled: false } }, authorization: { mode: 'Webhook' }, readOnlyPort: 0 },
}
const KUBELET_CLIENT = { certificate: { cn: 'kube-apiserver-kubelet-client' } }
const CALLERS: Record<string, unknown> = { anonymous: {}, 'bad-bearer': { bearer: 'nonsense' }, 'apiserver-kubelet-client': KUBELET_CLIENT }
const ADMIN = { certificate: { cn: 'kubernetes-super-admin', o: ['system:masters'] } }

function run(scenario: Record<string, unknown>): Trace {
  const { scenario: parsed, diagnostics } = parseScenario(
    JSON.stringify({ whyrestart: 1, duration: '200s', manifests: { 'kube-apiserver.yaml': kubeadm }, ...scenario }),
  )
  if (!parsed) throw new Error(JSON.stringify(diagnostics))
  return simulate(parsed.lanes[0]!.inputs)
}

function answers(scenario: Record<string, unknown>): ResponseEntry[] {
  const out: ResponseEntry[] = []
  for (const entry of run(scenario)) if (entry.kind === 'response') out[entry.n] = entry
  return out
}

function ask(setting: string, url: string, rest: Record<string, unknown> = {}, scenario: Record<string, unknown> = {}): ResponseEntry {
  return answers({
    kubelet: SETTINGS[setting],
    requests: [{ at: '60s', url: url.startsWith('/') ? `https://${IP}:10250${url}` : url, ...rest }],
    ...scenario,
  })[0]!
}

/** What a real kubelet's answers are, but for what changes from run to run. */
function differences(rows: readonly Recorded[], found: readonly ResponseEntry[]): object[] {
  // a real UID hashes Go's print of a struct, and a log line carries its time
  const blur = (text: string): string => text.replace(/[0-9a-f]{32}(?![0-9a-f])/g, 'UID').replace(/^I\d{4} .*\n$/, 'LINE')
  return rows.flatMap((row, n) => {
    const { status, headers, body } = found[n]!
    const log = row.url.includes('/containerLogs/') && row.status === 200
    const ours = { status, contentType: headers['content-type'] ?? null, body: row.body === null || log ? null : blur(body) }
    const theirs = { status: row.status, contentType: row.contentType, body: row.body === null || log ? null : blur(row.body) }
    return JSON.stringify(ours) === JSON.stringify(theirs) ? [] : [{ url: row.url, caller: row.caller, method: row.method, ours, theirs }]
  })
}

const asked = (rows: readonly Recorded[], kubelet: unknown, more: object = {}, callers = CALLERS): ResponseEntry[] =>
  answers({ kubelet, requests: rows.map(({ method, url, caller }) => ({ at: '60s', method, url, caller: callers[caller] })), ...more })

it.each(Object.keys(SETTINGS))('with the setting "%s" a 1.37 answers as the real kubelet did', (setting) => {
  const rows = recorded.filter((row) => row.setting === setting)
  expect(differences(rows, asked(rows, SETTINGS[setting]))).toEqual([])
  expect(rows.length).toBe(54)
})

const webhook = { mode: 'Webhook' }
const SETTINGS_1_9: Record<string, unknown> = {
  open: SETTINGS['open'],
  'anonymous+webhook': { authentication: { webhook: { enabled: true } }, authorization: webhook },
  kubeadm: { authorization: webhook },
  'anonymous off': {
    authentication: { anonymous: { enabled: false }, webhook: { enabled: true } },
    authorization: webhook,
    readOnlyPort: 0,
  },
}

it.each(Object.keys(SETTINGS_1_9))('with the setting "%s" a 1.9 answers as the real kubelet did', (setting) => {
  // built with today's Go it answers plain HTTP on its TLS port; one of 2018 hangs up
  const rows = recorded19.filter((row) => row.setting === setting && !(row.status === 400 && row.url.startsWith('http:')))
  const manifests = { 'kube-apiserver.yaml': manifestOf('1.9.4') }
  // as kubeadm made that certificate then
  const callers = {
    ...CALLERS,
    'apiserver-kubelet-client': { certificate: { cn: 'kube-apiserver-kubelet-client', o: ['system:masters'] } },
  }
  const wrong = differences(rows, asked(rows, SETTINGS_1_9[setting], { kubernetes: '1.9', manifests }, callers))
  expect(wrong).toEqual([])
  expect(rows.length).toBe(87)
})

it.each([
  ['1.10', 403],
  ['1.11', 401],
])('a %s that kubeadm started answers a bearer token that nobody knows with %d', (kubernetes, status) => {
  const nobody = { caller: { bearer: 'nonsense' } }
  expect(ask('anonymous+webhook', '/pods', nobody, { kubernetes }).status).toBe(status)
})

it.each([
  ['1.14', 'Pending'],
  ['1.15', 'Running'],
])('/pods of a %s says of a static pod that it is %s', (kubernetes, phase) => {
  const { body } = ask('open', '/pods', {}, { kubernetes })
  expect((JSON.parse(body) as { items: { status: { phase: string } }[] }).items[0]!.status.phase).toBe(phase)
})

describe('the steps of a request', () => {
  const words = (answer: ResponseEntry): string[] => answer.steps.map(({ step, verdict }) => `${step}: ${verdict}`)

  it('go from the connection to the handler, each with the field that made it so', () => {
    const answer = ask('open', '/pods')
    expect(words(answer)).toEqual([
      'connection: passed',
      'TLS: passed',
      'authentication: client certificate: skipped',
      'authentication: bearer token: skipped',
      'authentication: anonymous: passed',
      'authorization: AlwaysAllow: passed',
      'handler: answered',
    ])
    expect(answer.steps.map(({ because }) => because?.path)).toEqual([
      'port',
      'serverTLSBootstrap',
      'authentication.x509.clientCAFile',
      'authentication.webhook.enabled',
      'authentication.anonymous.enabled',
      'authorization.mode',
      undefined,
    ])
  })

  it('end where the request is refused', () => {
    expect(ask('kubeadm', '/pods').steps.at(-1)).toMatchObject({
      step: 'authentication: anonymous',
      verdict: 'refused',
      because: { path: 'authentication.anonymous.enabled' },
    })
    expect(ask('anonymous+webhook', '/pods').steps.at(-1)).toMatchObject({
      step: 'authorization: Webhook',
      verdict: 'refused',
      because: { path: 'authorization.mode' },
    })
  })

  it('skip everybody’s identity on the read-only port', () => {
    expect(words(ask('open', `http://${IP}:10255/pods`))).toEqual([
      'connection: passed',
      'TLS: skipped',
      'authentication: skipped',
      'authorization: skipped',
      'handler: answered',
    ])
  })
})

describe('who is let in', () => {
  it.each([
    [
      'a certificate from a foreign CA is an error, whatever anonymous may',
      'anonymous+webhook',
      { certificate: { cn: 'kubernetes-admin', o: ['system:masters'], ca: 'stranger' } },
      401,
    ],
    ['a kubelet without a CA takes such a one for none', 'open', { certificate: { cn: 'x', ca: 'stranger' } }, 200],
    ['system:masters may do anything', 'kubeadm', ADMIN, 200],
    ['a certificate of no role may nothing', 'kubeadm', { certificate: { cn: 'jane' } }, 403],
    ['a user and password are no credentials here', 'anonymous+webhook', { basic: 'jane:secret' }, 403],
  ])('%s', (_, setting, caller, status) => {
    expect(ask(setting, '/pods', { caller }).status).toBe(status)
  })

  it('a token that the kube-apiserver knows counts here too', () => {
    const manifests = {
      'kube-apiserver.yaml': kubeadm.replace(
        '- --advertise-address',
        '- --token-auth-file=/etc/kubernetes/pki/tokens.csv\n    - --advertise-address',
      ),
    }
    const scenario = { manifests, files: { '/etc/kubernetes/pki/tokens.csv': 'good,jane,1,"system:masters"\n' } }
    expect(ask('kubeadm', '/pods', { caller: { bearer: 'good' } }, scenario).status).toBe(200)
    expect(ask('kubeadm', '/pods', { caller: { bearer: 'bad' } }, scenario).status).toBe(401)
  })

  it.each([
    ['system:authenticated', { certificate: { cn: 'jane' } }, 200],
    ['system:authenticated', {}, 403],
    ['system:unauthenticated', {}, 200],
    ['system:unauthenticated', { certificate: { cn: 'jane' } }, 403],
  ])('what all of %s may, %j may: %i', (group, caller, status) => {
    const kubectl = `create clusterrolebinding all --clusterrole=cluster-admin --group=${group}`
    expect(ask('anonymous+webhook', '/pods', { caller }, { actions: [{ at: '40s', kubectl }] }).status).toBe(status)
  })

  it('before 1.33 only proxy, and before 1.32 in other words', () => {
    const manifests = { 'kube-apiserver.yaml': manifestOf('1.19.16') }
    const answer = ask('anonymous+webhook', '/pods', {}, { kubernetes: '1.19', manifests })
    expect(answer).toMatchObject({ status: 403, body: 'Forbidden (user=system:anonymous, verb=get, resource=nodes, subresource=proxy)' })
  })
})

describe('when the kube-apiserver is gone', () => {
  const kill = [
    { at: '30s', remove: 'kube-apiserver.yaml' },
    { at: '55s', kill: 'kube-apiserver' },
  ]
  const asked = (caller: unknown, actions: unknown[] = kill, more: unknown[] = []): Trace =>
    run({ kubelet: SETTINGS['anonymous+webhook'], actions, requests: [{ at: '100s', url: `https://${IP}:10250/pods`, caller }, ...more] })
  const response = (trace: Trace, n = 0): ResponseEntry =>
    trace.find((entry): entry is ResponseEntry => entry.kind === 'response' && entry.n === n)!

  it('nobody can say who may: 500, and the reason only in the log', () => {
    const trace = asked({})
    expect(response(trace)).toMatchObject({
      status: 500,
      body: 'Authorization error (user=system:anonymous, verb=get, resource=nodes, subresource=pods)',
    })
    expect(
      trace.filter((entry) => entry.kind === 'log' && entry.source === 'kubelet' && entry.text.includes('connection refused')),
    ).toHaveLength(1)
    expect(response(trace).cause).toBeDefined()
  })

  it('nobody can say whose a token is: 401', () => {
    expect(response(asked({ bearer: 'good' }))).toMatchObject({ status: 401, body: 'Unauthorized', t: 100 })
  })

  it('a certificate still says who, but not whether they may', () => {
    expect(response(asked(ADMIN)).status).toBe(500)
  })

  it('what was allowed within 5 minutes before stays allowed', () => {
    const trace = asked(ADMIN, kill, [{ at: '20s', url: `https://${IP}:10250/pods`, caller: ADMIN }])
    expect(response(trace, 0).status).toBe(200)
    expect(response(trace, 0).steps.find(({ step }) => step.startsWith('authorization'))?.reason).toContain('said before')
  })

  it('whose a token is holds for 2 minutes, what was allowed for 5, and what was refused for 30 s', () => {
    const flag = '- --token-auth-file=/etc/kubernetes/pki/tokens.csv\n    - --advertise-address'
    const jane = { certificate: { cn: 'jane' } }
    const times: [caller: object, ...at: number[]][] = [
      [{ bearer: 'good' }, 20, 139, 141],
      [ADMIN, 20, 319, 321],
      [jane, 20, 49, 51],
    ]
    const found = answers({
      duration: '330s',
      manifests: { 'kube-apiserver.yaml': kubeadm.replace('- --advertise-address', flag) },
      files: { '/etc/kubernetes/pki/tokens.csv': 'good,bob,1,"system:masters"\n' },
      kubelet: SETTINGS['kubeadm'],
      actions: [
        { at: '25s', kubectl: 'create clusterrolebinding jane --clusterrole=cluster-admin --user=jane' },
        { at: '60s', remove: 'kube-apiserver.yaml' },
      ],
      requests: times.flatMap(([caller, ...all]) => all.map((at) => ({ at: `${at}s`, url: `https://${IP}:10250/pods`, caller }))),
    })
    expect(found.map(({ status }) => status)).toEqual([200, 200, 401, 200, 200, 500, 403, 403, 200])
  })

  it('a stopped one keeps the caller waiting', () => {
    const hang = [{ at: '50s', hang: 'kube-apiserver' }]
    expect(response(asked({ bearer: 'good' }, hang), 0)).toMatchObject({ status: 401, t: 110 })
  })

  it('a kubelet in the open mode asks nobody', () => {
    const trace = run({ kubelet: SETTINGS['open'], actions: kill, requests: [{ at: '100s', url: `https://${IP}:10250/healthz` }] })
    expect(response(trace).status).toBe(200)
  })

  it('a kube-apiserver on another machine answers', () => {
    const main = 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: main, image: a}]}\n'
    const [nobody, admin] = answers({
      manifests: { 'a.yaml': main },
      kubelet: SETTINGS['kubeadm'],
      requests: [{}, ADMIN].map((caller) => ({ at: '20s', url: `https://${IP}:10250/pods`, caller })),
    })
    expect([nobody!.status, admin!.status]).toEqual([401, 200])
  })
})

describe('what was changed in etcd', () => {
  const elsewhere = { 'a.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: main, image: a}]}\n' }
  const binding = (at: string, verb = 'create') => ({
    at,
    kubectl:
      verb === 'create' ? 'create clusterrolebinding jane --clusterrole=cluster-admin --user=jane' : 'delete clusterrolebinding jane',
  })
  const main = (scenario: Record<string, unknown>, path = '/pods'): string => {
    const trace = run({
      kubelet: SETTINGS['kubeadm'],
      requests: [{ at: '150s', url: `https://${IP}:10250${path}`, caller: { certificate: { cn: 'jane' } } }],
      ...scenario,
    })
    const answer = trace.find((entry): entry is ResponseEntry => entry.kind === 'response')!
    const cause = trace[[answer.cause ?? []].flat()[0] ?? -1]
    return `${answer.status} ${cause?.kind === 'object' ? `${cause.op} ${cause.object.name} at ${cause.t}` : cause?.kind}`
  }

  it.each<[string, Record<string, unknown>, string, string?]>([
    ['a binding deleted', { actions: [binding('100s'), binding('110s', 'delete')] }, '403 deleted jane at 110'],
    ['a binding made', { actions: [binding('100s')] }, '200 created jane at 100'],
    [
      'one that the caller has nothing of',
      { actions: [{ at: '100s', kubectl: 'create clusterrolebinding bob --clusterrole=cluster-admin --user=bob' }] },
      '403 action',
    ],
    [
      'for a path of one subresource',
      { actions: [binding('100s'), binding('110s', 'delete')] },
      '403 deleted jane at 110',
      '/stats/summary',
    ],
    [
      'and asked of a kube-apiserver on another machine',
      { manifests: elsewhere, actions: [binding('100s'), binding('110s', 'delete')] },
      '403 deleted jane at 110',
    ],
  ])('is the reason of a refusal or an answer: %s', (_, scenario, expected, path) => expect(main(scenario, path)).toBe(expected))
})

describe('handlers', () => {
  const NAME = 'kube-system/kube-apiserver-master-node/kube-apiserver'

  it.each<[string, string, number, string]>([
    ['POST', '/pods', 405, '405: Method Not Allowed'],
    ['GET', `/run/${NAME}?cmd=ls`, 405, '405: Method Not Allowed'],
    ['GET', '/pods/x', 404, '404: Page Not Found'],
    ['GET', '/runningpods', 307, '<a href="/runningpods/">Temporary Redirect</a>.\n\n'],
    ['GET', '//pods', 307, '<a href="/pods">Temporary Redirect</a>.\n\n'],
    ['POST', '//pods', 307, ''],
    ['GET', '//pods?a=1&b=2', 307, '<a href="/pods?a=1&amp;b=2">Temporary Redirect</a>.\n\n'],
    ['HEAD', '/healthz', 200, ''],
    // of a path with too many words, or too few, no method is asked for
    ...[
      '/pods',
      '/containerLogs/a/b/c',
      '/exec/a/b/c',
      '/exec/a/b/c/d',
      '/portForward/a/b',
      '/portForward/a/b/c',
      '/stats/summary',
      '/logs/a/b',
    ].map((path): [string, string, number, string] => ['DELETE', path, 405, '405: Method Not Allowed']),
    ...[
      '/pods/a',
      '/containerLogs/a/b',
      '/containerLogs/a/b/c/d',
      '/exec/a/b',
      '/exec/a/b/c/d/e',
      '/portForward/a',
      '/portForward/a/b/c/d',
      '/stats/a/b',
    ].map((path): [string, string, number, string] => ['DELETE', path, 404, '404: Page Not Found']),
    ['GET', '/healthz?verbose', 200, '[+]ping ok\n[+]log ok\n[+]syncloop ok\nhealthz check passed\n'],
    ['GET', '/healthz/nope', 404, '404 page not found\n'],
    ['GET', `/exec/${NAME}?command=ls`, 400, 'you must specify at least 1 of stdin, stdout, stderr'],
    ['POST', `/exec/${NAME}?command=ls&output=1`, 500, 'Upgrade request required\n'],
    ['GET', '/containerLogs/kube-system/nope/x', 404, 'pod "nope" does not exist'],
    ['GET', '/containerLogs/kube-system/kube-apiserver-master-node/x', 404, 'container "x" not found in pod "kube-apiserver-master-node"'],
    ['GET', `/containerLogs/${NAME}?tailLines=x`, 400, '{"message": "Unable to decode query."}'],
    [
      'GET',
      `/containerLogs/${NAME}?previous=true`,
      400,
      'previous terminated container "kube-apiserver" in pod "kube-apiserver-master-node" not found',
    ],
    ['POST', '/run/kube-system/nope/x?cmd=ls', 404, 'pod does not exist'],
    ['POST', '/run/kube-system/kube-apiserver-master-node/x?cmd=ls', 500, 'container not found ("x")'],
  ])('%s %s gives %i', (method, url, status, body) => {
    expect(ask('open', url, { method })).toMatchObject({ status, body })
  })

  it('/run finds no shell in the apiserver’s image', () => {
    expect(ask('open', `/run/${NAME}?cmd=/bin/sh`, { method: 'POST' }).body).toMatch(
      /exec: "\/bin\/sh": stat \/bin\/sh: no such file or directory: unknown$/,
    )
  })

  it('/run runs what the scenario’s process knows, as anybody', () => {
    const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: main, image: a}]}\n'
    const execs = [
      { command: ['cat', '/token'], output: 'secret\n', after: '2s' },
      { command: ['false'], code: 1, output: '' },
    ]
    const requests = ['cat%20/token', 'false'].map((cmd) => ({
      at: '20s',
      method: 'POST',
      url: `https://${IP}:10250/run/default/a-master-node/main?cmd=${cmd}`,
    }))
    const [cat, no] = answers({ manifests: { 'a.yaml': pod }, processes: { main: { execs } }, requests, kubelet: SETTINGS['open'] })
    expect(cat).toMatchObject({ status: 200, body: 'secret\n', t: 22 })
    expect(no).toMatchObject({ status: 500, body: "command 'false' exited with 1: " })
  })

  it('/pods tells each pod’s status at that time', () => {
    const list = (
      at: string,
    ): {
      items: {
        metadata: { name: string }
        spec: { containers: unknown[] }
        status: { phase: string; containerStatuses: { ready: boolean; restartCount: number }[] }
      }[]
    } => JSON.parse(ask('open', '/pods', { at }).body)
    expect(list('3s').items[0]!.status.containerStatuses[0]).toMatchObject({ ready: false })
    const { items } = list('100s')
    expect(items[0]).toMatchObject({
      metadata: { name: 'kube-apiserver-master-node' },
      status: { phase: 'Running', hostIP: IP, containerStatuses: [{ ready: true, restartCount: 0, started: true }] },
    })
    expect(items[0]!.spec.containers).toHaveLength(1)
  })

  it('/containerLogs tells what the container wrote, with klog’s head', () => {
    const manifests = { 'kube-apiserver.yaml': kubeadm.replace('- --advertise-address', '- --nope=1\n    - --advertise-address') }
    const answer = ask('open', `/containerLogs/${NAME}`, {}, { manifests })
    expect(answer.body).toContain('unknown flag: --nope')
    expect(answer.headers).toEqual({})
  })

  it.each([
    ['GET', '/containerLogs/default/web-master-node/web', 'pod "web-master-node" does not exist'],
    ['POST', '/run/default/web-master-node/web?cmd=ls', 'pod does not exist'],
    ['POST', '/exec/default/web-master-node/web?command=ls&output=1', 'pod does not exist'],
  ])('%s %s: of a pod whose file has gone nothing is known, though it is still being stopped', (method, url, body) => {
    const web = 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: web, image: b, command: [sleep, 1d]}]}\n'
    const scenario = { manifests: { 'web.yaml': web }, processes: { web: { onTerm: 'ignore' } } }
    expect(ask('open', url, { method }, scenario).body).not.toBe(body)
    expect(ask('open', url, { method }, { ...scenario, actions: [{ at: '50s', remove: 'web.yaml' }] })).toMatchObject({ status: 404, body })
  })

  it('plain HTTP to the TLS port is answered by Go', () => {
    expect(ask('open', `http://${IP}:10250/pods`)).toMatchObject({ status: 400, body: 'Client sent an HTTP request to an HTTPS server.\n' })
  })

  it.each([
    ['/spec/', '{"num_cores":2,"machine_id":"master-node"}'],
    [
      '/stats/',
      '{\n "name": "/",\n "subcontainers": [\n  {\n   "name": "/docker"\n  }\n ],\n "spec": {\n  "has_cpu": true,\n  "has_memory": true\n }\n}',
    ],
  ])('%s was there in old releases', (path, body) => {
    expect(ask('open', path, {}, { kubernetes: '1.9', manifests: {} })).toMatchObject({ status: 200, body })
  })
})

describe('a configuration file', () => {
  const path = '/var/lib/kubelet/config.yaml'
  const head = 'apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n'
  const withFile = (text: string, caller: unknown = {}): Trace =>
    run({
      kubelet: SETTINGS['open'],
      files: { [path]: text },
      requests: [`https://${IP}:10250/pods`, `http://${IP}:10255/pods`].map((url) => ({ at: '60s', url, caller })),
    })
  const statuses = (trace: Trace): (number | null)[] => trace.flatMap((entry) => (entry.kind === 'response' ? [entry.status] : []))

  it('comes before the scenario’s own settings, and says which line made it so', () => {
    const trace = withFile(
      `${head}authentication:\n  anonymous:\n    enabled: false\nauthorization: {mode: Webhook}\nreadOnlyPort: 0\nstaticPodPath: /elsewhere\n`,
    )
    expect(statuses(trace)).toEqual([401, null])
    const answer = trace.find((entry) => entry.kind === 'response')!
    const root = trace[([answer.cause].flat() as number[])[0]!]
    expect(root).toMatchObject({ kind: 'manifest', file: path, line: 5, path: 'authentication.anonymous.enabled', value: false })
  })

  it('can open every door', () => {
    expect(
      statuses(withFile(`${head}authentication: {anonymous: {enabled: true}}\nauthorization: {mode: AlwaysAllow}\nreadOnlyPort: 10255\n`)),
    ).toEqual([200, 200])
  })

  it('closes what it leaves out', () => {
    const trace = withFile(head)
    expect(statuses(trace)).toEqual([401, null])
    const answer = trace.find((entry) => entry.kind === 'response')!
    expect(trace[([answer.cause].flat() as number[])[0]!]).toMatchObject({ kind: 'manifest', file: path, line: 1 })
    expect(statuses(withFile(head, KUBELET_CLIENT))).toEqual([200, null])
  })

  it.each([
    ['broken YAML', 'authentication: [', /yaml: line 1/],
    ['no kind', 'readOnlyPort: 0\n', /Object 'Kind' is missing/],
    ['another kind', 'apiVersion: v1\nkind: Pod\n', /no kind \\"Pod\\" is registered/],
    [
      'a wrong type',
      `${head}authentication: {anonymous: {enabled: maybe}}\n`,
      /cannot unmarshal string into Go struct field KubeletConfiguration\.authentication\.anonymous\.enabled of type bool/,
    ],
    ['an unknown mode', `${head}authorization: {mode: RBAC}\n`, /unknown authorization mode RBAC/],
    ['nothing', '', /Object 'Kind' is missing/],
  ])('that cannot be used (%s) is a line in the log, and the scenario’s own settings hold', (_, text, line) => {
    const trace = withFile(text)
    expect(trace.find((entry) => entry.kind === 'log' && entry.source === 'kubelet')).toMatchObject({ text: expect.stringMatching(line) })
    expect(statuses(trace)).toEqual([200, 200])
  })
})
