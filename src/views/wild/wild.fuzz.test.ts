import fc from 'fast-check'
import { expect, it } from 'vitest'
import { kubeadmManifest } from '../../cases/kubeadm-manifest.ts'
import { simulate } from '../../sim/simulate.ts'
import type { Trace } from '../../sim/trace/trace.ts'
import { problemsOf } from '../lanes/problems.ts'
import { summarize } from '../lanes/summary.ts'
import { inputsOf, type Report } from './tried-fixture.ts'

// Failing runs print their seed and path; `fc.assert(…, { seed, path })` runs one again.
const RUNS = { numRuns: 80 }
const ROOTS: ReadonlySet<string> = new Set(['manifest', 'action', 'release', 'script'])

/** The same bytes twice, a longer run begins with the shorter, each entry has a cause before it, no count falls; all views can say it. */
function holds(report: Report): void {
  const inputs = inputsOf(report)
  const trace = simulate(inputs)
  expect(JSON.stringify(simulate(structuredClone(inputs)))).toBe(JSON.stringify(trace))
  const cut = simulate({ ...inputs, duration: inputs.duration * 0.4 })
  expect(JSON.stringify(cut)).toBe(JSON.stringify(trace.slice(0, cut.length)))
  expect(causeless(trace)).toEqual([])
  expect(fallen(trace)).toEqual([])
  expect(summarize(trace, inputs.duration).text).toMatch(/\.$/)
  expect(problemsOf(inputs).problems.filter(({ message }) => /undefined|NaN|\[object/.test(message))).toEqual([])
  expect(trace.filter((e) => e.kind === 'event' && /undefined|NaN|\[object/.test(e.message))).toEqual([])
}

function causeless(trace: Trace): unknown[] {
  return trace.filter((entry, i) => {
    const causes = [entry.cause ?? []].flat()
    return entry.id !== i || (causes.length === 0 && !ROOTS.has(entry.kind)) || causes.some((cause) => cause >= i)
  })
}

function fallen(trace: Trace): unknown[] {
  const counts = new Map<string, number>()
  return trace.filter((entry) => {
    if (entry.kind !== 'status') return false
    return entry.containers.some(({ name, restartCount }) => {
      const key = `${entry.uid ?? ''}/${name}`
      const before = counts.get(key) ?? 0
      counts.set(key, restartCount)
      return restartCount < before
    })
  })
}

const pick = fc.constantFrom
const some = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })
const RELEASES = ['1.9', '1.12', '1.18', '1.19', '1.23', '1.24', '1.28', '1.31', '1.33', '1.34', '1.37'] as const
const NAMES = [
  'example.org/web:1',
  'nginx',
  'Example.org/Web:1',
  'a b',
  `example.org/web@sha256:${'0'.repeat(64)}`,
  'example.org/web:latest',
]
const PROGRAMS = ['/bin/sh', '/app/server', 'server', 'constructor']
const WORDS = ['/app/server', 'server', '/etc', '', '$(A)', '$$(A)', '-v', 'sh', '/s/run.sh', '__proto__', '/mnt']
const PATHS = ['/etc/hosts', '/etc/kubernetes', '/nowhere', '/nowhere/', '/', '/dev/null', '/etc/kubernetes/../hosts', '/srv/a.txt']
const TYPES = ['', 'File', 'FileOrCreate', 'Directory', 'DirectoryOrCreate', 'Socket', 'CharDevice', 'BlockDevice']

const image = fc.record(
  {
    present: fc.boolean(),
    pull: fc.oneof(
      pick('notFound', 'unauthorized', 'unreachable', 'refused'),
      pick('0s', '4s').map((after) => ({ after })),
    ),
    programs: fc.array(pick(...PROGRAMS), { maxLength: 3 }),
    entrypoint: fc.array(pick(...WORDS.filter((word) => word !== '')), { maxLength: 2 }),
    user: fc.oneof(pick('root', 'nobody', '1000:1000'), fc.constantFrom(0, 1000)),
  },
  { requiredKeys: [] },
)
const source = fc.oneof(
  fc.tuple(pick(...PATHS), pick(...TYPES)).map(([path, type]) => ({ hostPath: { path, ...(type === '' ? {} : { type }) } })),
  pick<object>(
    { emptyDir: {} },
    { secret: { secretName: 'db' } },
    { configMap: { name: 'c' } },
    { configMap: { name: 'none', optional: true } },
    {
      projected: {
        sources: [
          { configMap: { name: 'c', items: [{ key: 'run.sh', path: 'x/run.sh', mode: 0o755 }] } },
          { secret: { name: 'db', optional: true } },
        ],
      },
    },
  ),
)
const scope = fc.record(
  {
    path: pick('/', '/ready', '/ready?x=1'),
    port: pick(8080, 8081),
    method: pick('GET', 'post'),
    headers: pick<object>({ Host: 'shop.example' }, { constructor: 'x' }),
  },
  { requiredKeys: [] },
)
const from = pick('0s', '3s', '30s')
const answer = fc.oneof(
  fc
    .tuple(
      from,
      scope,
      pick<object>(
        { status: 200 },
        { status: 302, location: '/' },
        { status: 500, after: '2s' },
        { status: 301, location: 'http://nobody.example/' },
      ),
    )
    .map(([at, of, is]) => ({ from: at, ...of, ...is })),
  fc
    .tuple(from, pick('SERVING', 'NOT_SERVING', 'UNKNOWN', 'UNIMPLEMENTED'), some(pick('shop')))
    .map(([at, grpc, service]) => ({ from: at, grpc, ...(service ? { service } : {}) })),
  fc.tuple(from, pick<object>({ hang: true }, { reset: true }, { refuse: true })).map(([at, is]) => ({ from: at, ...is })),
)
const script = fc.record(
  {
    listens: fc.subarray([{ port: 8080 }, { port: 8081, tls: true }, { port: 8082, after: '3s' }]),
    answers: fc.array(answer, { maxLength: 5 }),
    exits: pick<object>({ after: '5s', code: 1, reason: 'OOMKilled' }, { after: '9s', signal: 11 }, { after: '0s', code: 0 }),
    memory: fc.array(
      fc.tuple(from, fc.integer({ min: 1, max: 300 })).map(([at, mib]) => ({ from: at, mib })),
      { minLength: 1, maxLength: 2 },
    ),
    onTerm: pick<unknown>('ignore', { after: '3s', code: 143 }),
    execs: fc.array(
      fc.tuple(from, pick(0, 1, 137)).map(([at, code]) => ({ from: at, command: ['cat', '/f'], code, output: 'x' })),
      { maxLength: 3 },
    ),
    needs: pick<object>({ url: 'http://127.0.0.1:8080/', every: '2s', for: '6s', code: 1 }),
  },
  { requiredKeys: [] },
)
const HANDLERS = [
  { httpGet: { host: '127.0.0.1', port: 8080, path: '/ready' } },
  { httpGet: { host: 'nobody.example', port: 8080, scheme: 'HTTPS' } },
  { httpGet: { host: '2001:db8::7', port: 8081 } },
  { httpGet: { port: 'http', httpHeaders: [{ name: 'Host', value: 'shop.example' }] } },
  { tcpSocket: { host: '203.0.113.7', port: 8080 } },
  { tcpSocket: { port: '8080' } },
  { exec: { command: ['cat', '$(F)'] } },
  { grpc: { port: 8080, service: 'shop' } },
]
const probe = fc
  .tuple(pick(...HANDLERS), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
  .map(([handler, periodSeconds, timeoutSeconds]) => ({
    ...handler,
    periodSeconds,
    timeoutSeconds,
  }))
const container = fc.record(
  {
    imagePullPolicy: pick('Always', 'IfNotPresent', 'Never'),
    command: fc.array(pick(...WORDS), { maxLength: 3 }),
    args: fc.array(pick(...WORDS, 'touch /f; sleep 4; rm /f; sleep 9', '-c'), { maxLength: 3 }),
    env: fc.subarray<object>([
      { name: 'F', value: '/f' },
      { name: 'A', value: '$(F)-$(B)' },
      { name: 'B', valueFrom: { secretKeyRef: { name: 'db', key: 'p' } } },
      { name: 'C', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
      { name: 'D', valueFrom: { configMapKeyRef: { name: 'c', key: 'run.sh', optional: true } } },
    ]),
    ports: pick([{ name: 'http', containerPort: 8080 }], [{ containerPort: 8080, hostPort: 8080 }]),
    volumeMounts: fc.subarray<object>([
      { name: 'v', mountPath: '/mnt' },
      { name: 'v', mountPath: '/app', readOnly: true },
      { name: 'w', mountPath: '/s', subPath: 'x' },
      { name: 'w', mountPath: '/f' },
    ]),
    securityContext: pick<object>({ runAsNonRoot: true }, { runAsNonRoot: true, runAsUser: 0 }, { readOnlyRootFilesystem: true }),
    resources: pick<object>({ limits: { memory: '128Mi' } }),
    livenessProbe: probe,
    startupProbe: probe,
    readinessProbe: probe,
  },
  { requiredKeys: [] },
)
const OBJECTS = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: default}\ndata: {run.sh: "echo"}\n'

const reports: fc.Arbitrary<Report> = fc
  .record({
    kubernetes: pick(...RELEASES),
    runtime: some(pick('docker', 'containerd')),
    image: pick(...NAMES),
    said: some(image),
    main: container,
    before: some(container),
    volumes: fc.tuple(source, source),
    script: some(script),
    policy: pick('Always', 'OnFailure', 'Never'),
    hostNetwork: fc.boolean(),
    attached: fc.boolean(),
    more: some(
      pick<object>(
        { at: '20s', restart: 'kubelet' },
        { at: '20s', reboot: 'node', takes: '10s' },
        { at: '9s', write: '/srv/a.txt', content: 'x' },
      ),
    ),
    twice: fc.boolean(),
  })
  .map(({ kubernetes, runtime, image: name, said, main, before, volumes, script: program, policy, hostNetwork, attached, more, twice }) => {
    const [v, w] = volumes
    const spec = {
      restartPolicy: policy,
      hostNetwork,
      ...(before ? { initContainers: [{ name: 'before', image: name, ...withoutProbes(before) }] } : {}),
      containers: [{ name: 'main', image: name, ...main }],
      volumes: [
        { name: 'v', ...v },
        { name: 'w', ...w },
      ],
    }
    const pod = (called: string) => JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: called }, spec })
    const hasRuntime = runtime === 'docker' ? Number(kubernetes.slice(2)) < 24 : Number(kubernetes.slice(2)) > 10
    return {
      kubernetes,
      duration: '100s',
      manifests: { 'web.yaml': pod('web'), ...(twice ? { 'x.yaml': pod('constructor') } : {}) },
      scenario: {
        ...(runtime && hasRuntime ? { runtime } : {}),
        images: said ? { [name]: said } : {},
        processes: program ? { main: program } : {},
        files: { '/root/o.yaml': OBJECTS, '/srv/b.txt': '' },
        cluster: { attached, objects: attached ? ['/root/o.yaml'] : [] },
        actions: more ? [more] : [],
      },
    }
  })

function withoutProbes({ livenessProbe: _l, readinessProbe: _r, startupProbe: _s, ...rest }: Record<string, unknown>) {
  return rest
}

it('whatever an image, a volume, a variable and a program are said to be', () => {
  fc.assert(fc.property(reports, holds), RUNS)
})

const FLAGS = [
  'token-auth-file',
  'audit-policy-file',
  'audit-log-path',
  'encryption-provider-config',
  'admission-control-config-file',
  'authentication-config',
  'egress-selector-config-file',
  'client-ca-file',
  'etcd-cafile',
  'tls-cert-file',
  'requestheader-client-ca-file',
  'oidc-ca-file',
]
const SEEN = [
  '/etc/kubernetes/pki/ca.crt',
  '/etc/kubernetes/pki/front-proxy-ca.crt',
  '/etc/kubernetes/t.csv',
  '/mnt',
  '/mnt/t.csv',
  '/mnt/ca.crt',
  '',
  'relative',
  '/s',
  '-',
]

const planes: fc.Arbitrary<Report> = fc
  .record({
    kubernetes: pick('1.9', '1.18', '1.22', '1.26', '1.31', '1.37'),
    flags: fc.array(fc.tuple(pick(...FLAGS), pick(...SEEN)), { maxLength: 3 }),
    mounts: fc.array(
      fc.tuple(
        pick('/mnt', '/s', '/etc/kubernetes', '/etc/kubernetes/pki/etcd'),
        pick(...PATHS, '/srv/k8s'),
        pick(...TYPES),
        some(pick('t.csv', 'pki', 'x/y')),
        fc.boolean(),
      ),
      {
        maxLength: 2,
      },
    ),
    pki: fc.dictionary(
      pick('/srv/k8s/ca.crt', '/srv/k8s/t.csv', '/etc/kubernetes/t.csv'),
      pick('ca.crt', 'etcd/ca.crt', 'sa.pub', 'admin.conf'),
    ),
    moved: fc.boolean(),
  })
  .map(({ kubernetes, flags, mounts, pki, moved }) => {
    let text = kubeadmManifest(kubernetes, { flags: flags.map(([flag, path]) => `--${flag}=${path}`) })
    mounts.forEach(([at, path, type, subPath, readOnly], i) => {
      const mount = JSON.stringify({ name: `m${i}`, mountPath: at, readOnly, ...(subPath ? { subPath } : {}) })
      text = text.replace('    volumeMounts:\n', (head) => `${head}    - ${mount}\n`)
      text = text.replace(
        '  volumes:\n',
        (head) => `${head}  - ${JSON.stringify({ name: `m${i}`, hostPath: { path, ...(type ? { type } : {}) } })}\n`,
      )
    })
    if (moved) text = text.replaceAll('=/etc/kubernetes/pki/', '=/mnt/')
    return {
      kubernetes,
      duration: '90s',
      manifests: { 'kube-apiserver.yaml': text },
      scenario: { files: { '/etc/kubernetes/t.csv': 'a,b,c\n' }, cluster: { pki } },
    }
  })

it('whatever the flags of a kube-apiserver name, and whatever is mounted there', () => {
  fc.assert(fc.property(planes, holds), RUNS)
})
