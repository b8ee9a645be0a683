import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { kubeadmManifest } from '../../cases/kubeadm-manifest.ts'
import { releaseOf } from '../release/release.ts'
import { parseScenario } from '../scenario/scenario.ts'
import type { Inputs, ScenarioRequest, Waits } from '../scenario/inputs.ts'
import { simulate } from '../simulate.ts'
import type { ResponseEntry } from '../trace/trace.ts'

interface Recorded {
  kubernetes: string
  manifest: string
  files: Record<string, string>
  callers: unknown[]
  headers: Record<string, string>[]
  bodies: string[]
  rows: [method: string, url: string, caller: number, status: number | null, headers: number, body: number | null][]
}

const KEPT = ['content-type', 'cache-control', 'x-content-type-options', 'location', 'www-authenticate']
const folder = `${import.meta.dirname}/../apiserver/recorded`
const kubeadm = (JSON.parse(readFileSync(`${folder}/requests-1.37.2-default.json`, 'utf8')) as Recorded).manifest

function inputsOf(scenario: Record<string, unknown>): Inputs {
  const { scenario: parsed, diagnostics } = parseScenario(JSON.stringify({ whyrestart: 1, ...scenario }))
  if (!parsed) throw new Error(JSON.stringify(diagnostics))
  return parsed.lanes[0]!.inputs
}

function answersOf(scenario: Record<string, unknown>): ResponseEntry[] {
  const answers: ResponseEntry[] = []
  for (const entry of simulate(inputsOf(scenario))) if (entry.kind === 'response') answers[entry.n] = entry
  return answers
}

function answerTo(request: Record<string, unknown>, rest: Record<string, unknown> = {}): ResponseEntry | undefined {
  return answersOf({ duration: '90s', manifests: { 'kube-apiserver.yaml': kubeadm }, requests: [{ at: '60s', ...request }], ...rest })[0]
}

describe.each(readdirSync(folder).filter((name) => name.startsWith('requests-')))('%s, as a whole run', (name) => {
  const recorded = JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')) as Recorded
  const { kubernetes, files, callers, rows } = recorded
  const requests = rows.map(([method, url, caller]) => ({
    at: '60s',
    from: 'node',
    method,
    url,
    caller: callers[caller],
    userAgent: 'curl/7.88.1',
  }))

  it('gives every request the real answer, or none where none came', () => {
    const answers = answersOf({
      kubernetes: kubernetes.replace(/^(1\.\d+)\..*/, '$1'),
      duration: '90s',
      manifests: { 'kube-apiserver.yaml': recorded.manifest },
      files,
      requests,
    })
    const wrong = rows.flatMap(([method, url, , status, headers, body], n) => {
      const answer = answers[n]
      const ours = answer && {
        status: answer.status,
        headers: Object.fromEntries(Object.entries(answer.headers).filter(([key]) => KEPT.includes(key))),
        body: body === null ? null : answer.body,
      }
      // the recorded 1.9.4 was built with Go 1.24, which answers plain HTTP; Go 1.9 hangs up
      const hungUp = url.startsWith('http://') && url.includes(':6443/') && !releaseOf(kubernetes).plainHttpAnswered
      const theirs =
        status === null || hungUp
          ? { status: null, headers: {}, body: body === null ? null : '' }
          : { status, headers: recorded.headers[headers], body: body === null ? null : recorded.bodies[body] }
      const sorted = (value: typeof theirs | typeof ours): string =>
        JSON.stringify(value && { ...value, headers: Object.entries(value.headers ?? {}).toSorted() })
      return sorted(ours) === sorted(theirs) ? [] : [{ method, url, caller: callers[rows[n]![2]], ours, theirs }]
    })
    expect(wrong.slice(0, 3)).toEqual([])
    expect(rows.length).toBeGreaterThan(250)
  })
})

describe('a request that does not get through', () => {
  it.each([
    ['a port where nobody listens', { url: 'https://192.168.1.100:8888/' }, /^curl: \(7\)/, 'connection'],
    ['the node’s own loopback, from outside', { url: 'https://127.0.0.1:6443/', from: 'outside' }, /^curl: \(7\)/, 'connection'],
    ['a name that nobody knows', { url: 'https://nowhere.example:6443/' }, /^curl: \(6\)/, 'name'],
    ['an address that nobody has', { url: 'https://10.9.9.9:6443/' }, /^curl: \(28\)/, 'connection'],
    ['a plain port spoken to with TLS', { url: 'https://192.168.1.100:10255/pods' }, /^curl: \(35\)/, 'TLS'],
    ['no URL', { url: 'gopher://192.168.1.100/' }, /^curl: \(3\)/, undefined],
  ] as const)('%s', (_, request, error, step) => {
    const answer = answerTo(request, { kubelet: { readOnlyPort: 10255 } })
    expect(answer).toMatchObject({ status: null, headers: {}, body: '' })
    expect(answer?.error).toMatch(error)
    expect(answer?.steps.at(-1)?.step).toBe(step)
  })

  it('is stopped by the firewall only on its way from where the rule says', () => {
    const firewall = [{ block: 6443, from: 'outside' }]
    const url = 'https://192.168.1.100:6443/livez'
    expect(answerTo({ url, from: 'outside' }, { firewall })?.steps.at(-1)).toMatchObject({ step: 'firewall', verdict: 'refused' })
    expect(answerTo({ url, from: 'pod' }, { firewall })?.status).toBe(200)
  })

  it.each([
    ['::', [200, 200], undefined],
    ['127.0.0.1', [200, null], true],
    ['2001:db8::1', [null, null], undefined],
  ])('gets there by an address that the server is bound to, %s', (bind, statuses, unasked) => {
    const manifests = { 'kube-apiserver.yaml': kubeadm.replace('    - kube-apiserver\n', `$&    - "--bind-address=${bind}"\n`) }
    const hosts = ['127.0.0.1', '[::1]']
    expect(hosts.map((host) => answerTo({ url: `https://${host}:6443/livez`, from: 'node' }, { manifests })?.status)).toEqual(statuses)
    const server = simulate(inputsOf({ duration: '30s', manifests })).findLast((entry) => entry.kind === 'server')
    expect(server?.unasked).toBe(unasked)
    const taken = simulate(inputsOf({ duration: '30s', manifests, actions: [{ at: '0s', take: 6443 }] }))
    const address = bind.includes(':') ? `[${bind}]:6443` : `${bind}:6443`
    expect(taken.filter((entry) => entry.kind === 'log').map(({ text }) => text)).toContainEqual(
      expect.stringContaining(`failed to listen on ${address}: listen tcp ${address}: bind: address already in use`),
    )
  })

  it('waits in vain for a server that is stopped', () => {
    const answer = answerTo({ url: 'https://192.168.1.100:6443/livez' }, { actions: [{ at: '50s', hang: 'kube-apiserver' }] })
    expect(answer).toMatchObject({ status: null, error: 'curl: (28) SSL connection timeout' })
  })

  it('is cut off where the process ends with it under way', () => {
    const answer = answerTo({ url: 'https://192.168.1.100:6443/livez', at: '1.5s' }, { actions: [{ at: '2s', kill: 'kube-apiserver' }] })
    expect(answer?.status).toBeNull()
    expect(answer?.error).toContain('reset by peer')
    expect(answer?.t).toBe(2)
  })

  it('is held while the server starts, and answered then', () => {
    const answer = answerTo({ url: 'https://192.168.1.100:6443/livez', at: '1.5s' })
    expect(answer?.t).toBeGreaterThan(2)
    expect(answer?.status).toBe(403)
  })
})

it.each([
  ['node', 200],
  ['pod', 200],
  ['outside', null],
])('a pod’s own address is asked from %s', (from, status) => {
  const pod = '{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web"}, "spec": {"containers": [{"name": "web", "image": "x"}]}}'
  const answer = answerTo(
    { from, url: 'http://10.244.0.2:8080/' },
    { manifests: { 'web.yaml': pod }, processes: { web: { listens: [{ port: 8080 }], answers: [{ status: 200 }] } } },
  )
  expect(answer?.status).toBe(status)
})

describe('a request whose asker waits', () => {
  const url = 'https://192.168.1.100:6443/livez'
  const waiting = (waits: Waits, rest: Partial<Inputs> = {}, asked: Partial<ScenarioRequest> = {}): ResponseEntry | undefined => {
    const inputs = { ...inputsOf({ duration: '60m', manifests: { 'kube-apiserver.yaml': kubeadm } }), ...rest }
    const request: ScenarioRequest = {
      at: 60,
      from: 'node',
      method: 'GET',
      url,
      caller: {},
      userAgent: 'curl/7.88.1',
      headers: {},
      waits,
      ...asked,
    }
    return simulate({ ...inputs, requests: [request] }).find((entry) => entry.kind === 'response')
  }
  const tcp = kubeadm.replace(/httpGet:\n +host: \S+\n +path: \S+\n( +port: \S+)\n +scheme: HTTPS/g, 'tcpSocket:\n$1')

  it.each<[string, Waits, Partial<Inputs>, Partial<ScenarioRequest>, number, string]>([
    ['for a slow server, as long as it takes', {}, { actions: [{ at: 50, slow: 'kube-apiserver', by: 20 }] }, {}, 20, ''],
    [
      'for a slow server, up to -m',
      { most: 5 },
      { actions: [{ at: 50, slow: 'kube-apiserver', by: 20 }] },
      {},
      5,
      'curl: (28) Operation timed out after 5000 milliseconds with 0 bytes received',
    ],
    [
      'for a stopped server, until the kubelet ends its process',
      {},
      { actions: [{ at: 50, hang: 'kube-apiserver' }] },
      {},
      100.4,
      'curl: (35) OpenSSL SSL_connect: Connection reset by peer in connection to 192.168.1.100:6443',
    ],
    [
      'for a handshake that nobody ends, 5 minutes',
      {},
      { actions: [{ at: 50, hang: 'kube-apiserver' }], manifests: { 'kube-apiserver.yaml': tcp } },
      {},
      300,
      'curl: (28) SSL connection timeout',
    ],
    [
      'for a handshake, up to --connect-timeout',
      { connect: 3 },
      { actions: [{ at: 50, hang: 'kube-apiserver' }] },
      {},
      3,
      'curl: (28) SSL connection timeout',
    ],
    [
      'for an answer, whatever --connect-timeout says',
      { connect: 3 },
      { actions: [{ at: 50, slow: 'kube-apiserver', by: 20 }] },
      {},
      20,
      '',
    ],
    [
      'for a connection that the firewall drops, as the kernel does',
      {},
      { firewall: [{ block: 6443, from: 'outside' }] },
      { from: 'outside' },
      130,
      "curl: (28) Failed to connect to 192.168.1.100 port 6443 after 130000 ms: Couldn't connect to server",
    ],
    [
      'for a connection that the firewall drops, up to -m',
      { most: 5 },
      { firewall: [{ block: 6443, from: 'outside' }] },
      { from: 'outside' },
      5,
      'curl: (28) Connection timed out after 5000 milliseconds',
    ],
  ])('%s', (_, waits, rest, asked, seconds, error) => {
    const answer = waiting(waits, rest, asked)
    expect([answer?.error ?? '', answer?.t]).toEqual([error, expect.closeTo(60 + seconds, 0)])
  })
})

describe('the address of the Service kubernetes', () => {
  const url = 'https://10.96.0.1/livez'
  it.each<[string, Record<string, unknown>, Record<string, unknown>, number | null, RegExp]>([
    ['from a pod', { from: 'pod' }, {}, 200, /^$/],
    ['from the node', { from: 'node' }, {}, 200, /^$/],
    ['from outside', { from: 'outside' }, {}, null, /^curl: \(28\) Failed to connect to 10\.96\.0\.1 port 443 /],
    ['without a cluster', { from: 'pod' }, { cluster: { attached: false } }, null, /^curl: \(28\)/],
    ['on another port', { from: 'pod', url: 'https://10.96.0.1:6443/livez' }, {}, null, /^curl: \(28\)/],
    [
      'through the firewall',
      { from: 'pod' },
      { firewall: [{ block: 6443, from: 'pod' }] },
      null,
      /^curl: \(28\) Failed to connect to 10\.96\.0\.1 port 443 /,
    ],
    [
      'after its server was killed',
      { from: 'pod', at: '50.2s' },
      { actions: [{ at: '50s', kill: 'kube-apiserver' }] },
      null,
      /^curl: \(7\) Failed to connect to 10\.96\.0\.1 port 443 after 0 ms/,
    ],
  ])('%s', (_, request, more, status, error) => {
    const answer = answerTo({ url, ...request }, more)
    expect(answer?.status).toBe(status)
    expect(answer?.error ?? '').toMatch(error)
  })

  it('leads to the port of the server, which kube-proxy’s step names', () => {
    const manifest = kubeadm.replace('--secure-port=6443', '--secure-port=7443')
    const answer = answerTo({ url, from: 'pod' }, { manifests: { 'kube-apiserver.yaml': manifest } })
    expect(answer?.steps[0]).toMatchObject({
      step: 'kube-proxy',
      reason: '10.96.0.1:443 is the Service kubernetes; kube-proxy sends what goes there to 192.168.1.100:7443.',
    })
  })
})

describe('paths that a superuser asks for', () => {
  const kubeadmOf = (release: string, ...flags: string[]) => ({
    kubernetes: release,
    manifests: { 'kube-apiserver.yaml': kubeadmManifest(release, { flags }) },
  })
  it.each<[string, string, string[], number, string | undefined]>([
    ['1.37', '/debug/pprof', [], 302, '/debug/pprof/'],
    ['1.37', '/debug/pprof/', [], 200, undefined],
    ['1.37', '/debug/pprof/nope', [], 404, undefined],
    ['1.9', '/debug/pprof/heap', [], 200, undefined],
    ['1.37', '/debug/pprof/', ['--profiling=false'], 404, undefined],
    ['1.37', '/debug/flags/v', [], 406, undefined],
    ['1.37', '/debug/flags', [], 200, undefined],
    ['1.37', '/debug/pprof/symbol', [], 200, undefined],
    ['1.37', '/openid/v1/jwks', [], 200, undefined],
    ['1.19', '/openid/v1/jwks', [], 404, undefined],
    ['1.37', '/metrics/slis', [], 200, undefined],
    ['1.26', '/metrics/slis', [], 404, undefined],
    ['1.9', '/index.html', [], 200, undefined],
    ['1.25', '/readyz/etcd-readiness', [], 200, undefined],
    ['1.24', '/readyz/etcd-readiness', [], 404, undefined],
    ['1.18', '/api/v1/nodes?resourceVersionMatch=Exact', [], 200, undefined],
    ['1.19', '/api/v1/nodes?resourceVersionMatch=Exact', [], 422, undefined],
  ])('%s %s %s', (release, path, flags, status, location) => {
    const answer = answerTo(
      { url: `https://192.168.1.100:6443${path}`, caller: { certificate: { cn: 'x', o: ['system:masters'], ca: 'cluster' } } },
      kubeadmOf(release, ...flags),
    )
    expect([answer?.status, answer?.headers['location']]).toEqual([status, location])
  })
})

it.each([
  ['1.9', 'failed to listen on 127.0.0.1:6443: listen tcp 127.0.0.1:6443: bind: address already in use'],
  ['1.19', 'Error: failed to create listener: failed to listen on 127.0.0.1:6443: listen tcp 127.0.0.1:6443: bind: address already in use'],
  ['1.9', 'failed to listen on 0.0.0.0:6443: listen tcp 0.0.0.0:6443: bind: address already in use', '--bind-address=127.0.0.1'],
])('in %s the insecure port cannot be the secure one', (kubernetes, words, bind?: string) => {
  const file = kubernetes === '1.9' ? 'requests-1.9.4-default.json' : 'requests-1.19.16-default.json'
  const { manifest } = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as Recorded
  const manifests = {
    'kube-apiserver.yaml': manifest.replace(
      '--insecure-port=0',
      ['--insecure-port=6443', ...(bind ? [bind, '--insecure-bind-address=0.0.0.0'] : [])].join('\n    - '),
    ),
  }
  const trace = simulate(inputsOf({ kubernetes, duration: '20s', manifests }))
  expect(trace.some((entry) => entry.kind === 'log' && entry.text === words)).toBe(true)
  expect(trace.some((entry) => entry.kind === 'process' && entry.op === 'exited' && entry.code === 1)).toBe(true)
})
