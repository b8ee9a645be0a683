import { describe, expect, it } from 'vitest'
import { kubeadmPlane } from '../../cases/kubeadm-plane.ts'
import { held } from '../../runs-fixture.ts'
import { ask } from '../../terminal/terminal.ts'
import { parseScenario } from '../scenario/scenario.ts'
import { simulate } from '../simulate.ts'
import type { EntryOf, Trace } from '../trace/trace.ts'

interface Case {
  release?: string
  flags?: readonly string[]
  /** Files of kubeadm's that are there; both by default. */
  files?: readonly string[]
  edit?: Readonly<Record<string, (text: string) => string>>
  more?: Readonly<Record<string, string>>
  actions?: readonly object[]
  requests?: readonly object[]
  seconds?: number
  cluster?: object
  /** Other files on the host. */
  host?: Readonly<Record<string, string>>
}

/** kubeadm's kube-apiserver.yaml with another value of a flag. */
const flagged = (...flags: readonly string[]) => ({
  'kube-apiserver.yaml': (text: string) => flags.reduce((all, flag) => all.replace(new RegExp(`${flag.split('=')[0]}=\\S+`), flag), text),
})

function run({
  release = '1.37',
  flags = [],
  files = ['etcd.yaml', 'kube-apiserver.yaml'],
  edit = {},
  more = {},
  host = {},
  seconds = 300,
  ...rest
}: Case = {}): Trace {
  const plane = kubeadmPlane(release, { flags })
  const manifests = { ...Object.fromEntries(files.map((file) => [file, (edit[file] ?? String)(plane[file]!)])), ...more }
  const { scenario, diagnostics } = parseScenario(
    JSON.stringify({ whyrestart: 1, kubernetes: release, duration: `${seconds}s`, manifests, files: host, ...rest }),
  )
  expect(diagnostics).toBeUndefined()
  return simulate(scenario!.lanes[0]!.inputs)
}

const ADMIN = { certificate: { cn: 'root', o: ['system:masters'], ca: 'cluster' } }
const exits = (trace: Trace, container: string) =>
  trace.filter((e): e is EntryOf<'process'> => e.kind === 'process' && e.op === 'exited' && e.container === container)
const logs = (trace: Trace, source: string) => trace.flatMap((e) => (e.kind === 'log' && e.source === source ? [e.text] : []))
const etcds = (trace: Trace) => trace.flatMap((e) => (e.kind === 'etcd' ? [`${Math.round(e.t)}: ${e.state}`] : []))
const asked = (path: string, at: number) => ({ at: `${at}s`, url: `https://127.0.0.1:6443${path}`, caller: ADMIN })
const bodies = (trace: Trace) =>
  trace
    .filter((e): e is EntryOf<'response'> => e.kind === 'response')
    .toSorted((a, b) => a.n - b.n)
    .map(({ status, body, error }) => `${status} ${body}${error ?? ''}`)
const last = (trace: Trace, name: string) =>
  trace.findLast((e): e is EntryOf<'status'> => e.kind === 'status' && e.pod === name)?.containers[0]

describe('etcd as the static pod that it is', () => {
  it.each(['1.9', '1.10', '1.12', '1.15', '1.16', '1.19', '1.24', '1.30', '1.31', '1.34', '1.37'])(
    '%s: kubeadm’s etcd.yaml runs, is probed well, and the kube-apiserver lives on it',
    (release) => {
      const trace = run({ release, requests: [asked('/healthz?verbose', 100)] })
      expect(exits(trace, 'etcd')).toEqual([])
      expect(exits(trace, 'kube-apiserver')).toEqual([])
      const probes = trace.filter((e): e is EntryOf<'probe'> => e.kind === 'probe' && e.container === 'etcd')
      expect(probes.length).toBeGreaterThan(5)
      // the first readiness probes come before it has elected itself
      expect(probes.filter(({ result, t }) => result !== 'success' && t > 3)).toEqual([])
      expect(etcds(trace)).toEqual(['0: down', '2: up'])
      expect(bodies(trace)[0]).toMatch(/^200 \[\+\]ping ok\n[^]*\[\+\]etcd ok\n/)
      expect(last(trace, 'etcd')).toMatchObject({ ready: true, restartCount: 0 })
    },
  )

  it('whose file is no pod from the start is nowhere: the kube-apiserver crash-loops', () => {
    const spoilt = { 'etcd.yaml': (text: string) => text.replace('kind: Pod', 'kind Pod') }
    const trace = run({ edit: spoilt })
    expect(exits(trace, 'kube-apiserver')[0]).toMatchObject({ code: 1 })
    expect(exits(trace, 'kube-apiserver')[0]!.t).toBeCloseTo(21, 0)
    expect(last(trace, 'kube-apiserver')!.restartCount).toBeGreaterThan(2)
    // a manifest of anything else that is broken says nothing of etcd
    const other = run({ files: ['kube-apiserver.yaml'], more: { 'web.yaml': 'kind Pod' } })
    expect(exits(other, 'kube-apiserver')).toEqual([])
  })

  it('goes with its file: the kube-apiserver has lost etcd, and crash-loops until it is back', () => {
    const etcd = kubeadmPlane('1.37')['etcd.yaml']!
    const trace = run({
      seconds: 900,
      actions: [
        { at: '100s', remove: 'etcd.yaml' },
        { at: '500s', write: 'etcd.yaml', content: etcd },
      ],
      requests: [asked('/livez?verbose', 110), asked('/livez', 890)],
    })
    expect(etcds(trace).slice(2)).toEqual([expect.stringMatching(/^10\d: down$/), expect.stringMatching(/^50\d: up$/)])
    expect(bodies(trace)[0]).toMatch(/^500 [^]*\[-\]etcd failed/)
    expect(exits(trace, 'kube-apiserver').some(({ code, t }) => code === 1 && t < 500)).toBe(true)
    expect(logs(trace, 'kube-apiserver')).toContain(
      'E run.go:72] "command failed" err="error creating storage factory: context deadline exceeded"',
    )
    expect(bodies(trace)[1]).toBe('200 ok')
    expect(last(trace, 'kube-apiserver')!.restartCount).toBeGreaterThan(0)
  })

  it('goes with a file that is spoiled, once the kubelet lists the directory again', () => {
    const trace = run({ actions: [{ at: '100s', spoil: 'etcd.yaml' }] })
    expect(etcds(trace).at(-1)).toMatch(/^1\d\d: down$/)
    expect(trace.filter((e) => e.kind === 'sync' && e.op === 'REMOVE' && e.pod === 'etcd')).toHaveLength(1)
  })

  it('with a wrong probe path is killed again and again, and the kube-apiserver loses it each time', () => {
    const trace = run({ seconds: 900, edit: { 'etcd.yaml': (text) => text.replace('path: /livez', 'path: /nowhere') } })
    const kills = trace.filter((e) => e.kind === 'event' && e.reason === 'Killing' && e.container === 'etcd')
    expect(kills.length).toBeGreaterThan(2)
    expect(trace.find((e) => e.kind === 'event' && e.container === 'etcd' && e.reason === 'Unhealthy')).toMatchObject({
      message: 'Liveness probe failed: HTTP probe failed with statuscode: 404',
    })
    // it ends in an orderly way
    expect(exits(trace, 'etcd').every(({ code }) => code === 0)).toBe(true)
    expect(etcds(trace).filter((etcd) => etcd.endsWith('down')).length).toBeGreaterThan(2)
  })

  it('cannot have 2379 where another etcd has it', () => {
    // from 1.34 on the manifest names a port, and the kubelet refuses the second pod for it
    const plane = kubeadmPlane('1.33')
    const second = plane['etcd.yaml']!.replace('name: etcd\n  namespace', 'name: etcd-copy\n  namespace')
    const trace = run({ release: '1.33', more: { 'zz.yaml': second } })
    const codes = trace.filter((e): e is EntryOf<'process'> => e.kind === 'process' && e.op === 'exited' && e.container === 'etcd')
    expect(new Set(codes.map(({ pod, code }) => `${pod} ${code}`))).toEqual(new Set(['etcd-copy 1']))
    expect(
      logs(trace, 'etcd').some(
        (line) => line.includes('"level":"fatal"') && line.includes('listen tcp 127.0.0.1:2379: bind: address already in use'),
      ),
    ).toBe(true)
    expect(last(trace, 'kube-apiserver')).toMatchObject({ ready: true, restartCount: 0 })
  })

  it('cannot have 2379 where an etcd outside the scenario has it', () => {
    const trace = run({
      files: ['kube-apiserver.yaml'],
      actions: [{ at: '100s', write: 'etcd.yaml', content: kubeadmPlane('1.37')['etcd.yaml'] }],
    })
    expect(exits(trace, 'etcd')[0]).toMatchObject({ code: 1 })
    expect(etcds(trace)).toEqual([])
    expect(last(trace, 'kube-apiserver')).toMatchObject({ ready: true, restartCount: 0 })
  })

  it('says which file it lacks, and ends with 1', () => {
    const trace = run({ edit: { 'etcd.yaml': (text) => text.replace('pki/etcd/server.crt', 'pki/etcd/sever.crt') } })
    expect(exits(trace, 'etcd')[0]).toMatchObject({ code: 1 })
    expect(logs(trace, 'etcd')[0]).toContain('open /etc/kubernetes/pki/etcd/sever.crt: no such file or directory')
    expect(last(trace, 'kube-apiserver')!.restartCount).toBeGreaterThan(0)
  })

  it('is killed and hung by name, as any program is; the kubelet starts it again', () => {
    const trace = run({
      actions: [
        { at: '100s', kill: 'etcd' },
        { at: '200s', hang: 'etcd' },
      ],
      seconds: 250,
    })
    expect(exits(trace, 'etcd')[0]).toMatchObject({ code: 137 })
    expect(etcds(trace).slice(2)).toEqual(['100: down', expect.stringMatching(/^10\d: up$/), '200: hung'])
  })

  it('does what the scenario’s own action on etcd says', () => {
    const trace = run({
      actions: [
        { at: '100s', etcd: 'hang' },
        { at: '103s', etcd: 'resume' },
        { at: '150s', etcd: 'kill' },
      ],
      seconds: 200,
    })
    expect(etcds(trace).slice(2)).toEqual(['100: hung', '103: up', '150: down', expect.stringMatching(/^15\d: up$/)])
    expect(exits(trace, 'etcd')).toHaveLength(1)
  })
})

describe('--etcd-*', () => {
  const WRONG = [
    ['a wrong port', '--etcd-servers=https://127.0.0.1:12379', 'connection refused'],
    ['a host that nobody has', '--etcd-servers=https://192.168.1.99:2379', 'i/o timeout'],
    ['another CA', '--etcd-cafile=/etc/kubernetes/pki/ca.crt', 'x509: certificate signed by unknown authority'],
    ['a certificate of another CA', '--etcd-certfile=/etc/kubernetes/pki/apiserver.crt', 'remote error: tls: bad certificate'],
  ] as const

  it.each(
    WRONG.flatMap(([what, flag, why]) =>
      [['etcd.yaml', 'kube-apiserver.yaml'], ['kube-apiserver.yaml']].map((files) => [what, flag, why, files] as const),
    ),
  )('%s (%s): it waits 20 s, ends with 1, over and over, and never says that etcd is well', (_what, flag, why, files) => {
    // the key goes with its certificate
    const flags = flag.includes('certfile') ? [flag, '--etcd-keyfile=/etc/kubernetes/pki/apiserver.key'] : [flag]
    const trace = run({ edit: flagged(...flags), files, requests: [asked('/healthz?verbose', 15), asked('/healthz/etcd', 200)] })
    const ends = exits(trace, 'kube-apiserver')
    expect(ends.length).toBeGreaterThan(2)
    for (const { code, t, attempt } of ends) {
      expect(code).toBe(1)
      const start = trace.find(
        (e) => e.kind === 'process' && e.op === 'started' && e.attempt === attempt && e.container === 'kube-apiserver',
      )!
      expect(t - start.t).toBeCloseTo(20.3, 0)
    }
    const lines = logs(trace, 'kube-apiserver')
    expect(lines).toContain('E run.go:72] "command failed" err="error creating storage factory: context deadline exceeded"')
    expect(lines.some((line) => line.includes(why))).toBe(true)
    expect(bodies(trace).join()).not.toMatch(/etcd ok|^200/)
    expect(trace.some((e) => e.kind === 'event' && e.reason === 'BackOff')).toBe(true)
    // and the flag's line is to blame
    const cause = trace[[trace.findLast((e) => e.kind === 'log' && e.text.includes('deadline'))!.cause].flat()[0]!]
    expect(cause).toMatchObject({ kind: 'manifest', value: flag })
    expect(last(trace, 'etcd')?.restartCount ?? 0).toBe(0)
  })

  const unflagged =
    (...names: string[]) =>
    (text: string) =>
      names.reduce((now, name) => now.replace(new RegExp(` *- --${name}=.*\n`), ''), text)
  const http = (text: string) => text.replace('--etcd-servers=https:', '--etcd-servers=http:')
  const [CA, PAIR] = ['etcd-cafile', ['etcd-certfile', 'etcd-keyfile']] as const

  // kubeadm's etcd has TLS since 1.10, and lets in whom its CA has signed, whatever the server's own flags say
  it.each([
    ['1.27', 'http://', 1, http, 'error reading server preface: EOF'],
    ['1.30', 'http://', 255, http, 'error reading server preface: EOF'],
    ['1.30', 'no CA', 255, unflagged(CA), 'x509: certificate signed by unknown authority'],
    ['1.30', 'no certificate', 255, unflagged(...PAIR), 'remote error: tls: bad certificate'],
    ['1.30', 'none of them', 255, unflagged(CA, ...PAIR), 'x509: certificate signed by unknown authority'],
    ['1.10', 'http://', 255, http, ''],
    // as kubeadm wrote it for an etcd without TLS
    ['1.9', 'what kubeadm writes', undefined, String, ''],
    ['1.30', 'http:// and none of them', undefined, (text: string) => http(unflagged(CA, ...PAIR)(text)), ''],
  ] as const)('%s, an etcd that no file shows, asked with %s: the server ends with %s', (release, _what, code, edit, says) => {
    const trace = run({ release, edit: { 'kube-apiserver.yaml': edit }, files: ['kube-apiserver.yaml'], seconds: 60 })
    expect(exits(trace, 'kube-apiserver')[0]?.code).toBe(code)
    expect(logs(trace, 'kube-apiserver').join()).toContain(says)
  })

  it.each([
    ['1.12', 255],
    ['1.17', 2],
    ['1.24', 1],
  ])('%s ends with %i', (release, code) => {
    const trace = run({ release, edit: flagged('--etcd-servers=https://127.0.0.1:12379') })
    expect(exits(trace, 'kube-apiserver')[0]).toMatchObject({ code })
  })

  it('believes several servers on other machines, which kubeadm’s external etcd is, and looks at the certificates all the same', () => {
    const servers = '--etcd-servers=https://10.0.0.11:2379,https://10.0.0.12:2379,https://10.0.0.13:2379'
    const file = ['kube-apiserver.yaml']
    const well = run({ edit: flagged(servers), files: file, requests: [asked('/healthz?verbose', 100)] })
    expect(exits(well, 'kube-apiserver')).toEqual([])
    expect(bodies(well)[0]).toContain('[+]etcd ok')
    const foreign = run({ edit: flagged(servers, '--etcd-cafile=/etc/kubernetes/pki/ca.crt'), files: file, seconds: 60 })
    expect(exits(foreign, 'kube-apiserver')[0]).toMatchObject({ code: 1 })
    // one of them alone may be a slip of the hand
    const trace = run({ edit: flagged('--etcd-servers=https://10.0.0.11:2379'), files: file, seconds: 60 })
    expect(exits(trace, 'kube-apiserver')[0]).toMatchObject({ code: 1 })
  })

  it('believes a cluster of other certificates where its etcd is', () => {
    const flags = [
      '--etcd-servers=https://etcd.example.com:2379',
      '--etcd-cafile=/srv/kubernetes/etcd-ca.crt',
      '--etcd-certfile=/srv/kubernetes/etcd-client.crt',
    ]
    const mounted = (text: string) =>
      flagged(...flags)
        ['kube-apiserver.yaml'](text)
        .replace('    volumeMounts:\n', '    volumeMounts:\n    - {name: srv, mountPath: /srv/kubernetes}\n')
        .replace('  volumes:\n', '  volumes:\n  - {name: srv, hostPath: {path: /srv/kubernetes}}\n')
    const trace = run({
      edit: { 'kube-apiserver.yaml': mounted },
      files: ['kube-apiserver.yaml'],
      host: { '/srv/kubernetes/etcd-ca.crt': '', '/srv/kubernetes/etcd-client.crt': '' },
      requests: [asked('/healthz?verbose', 100)],
    })
    expect(exits(trace, 'kube-apiserver')).toEqual([])
    expect(bodies(trace)[0]).toContain('[+]etcd ok')
  })
})

it('reads its variables where a flag is not given, in a pod of its own network too', () => {
  const pod = (env: string) =>
    `apiVersion: v1\nkind: Pod\nmetadata: {name: store}\nspec:\n  containers:\n  - name: etcd\n    image: quay.io/coreos/etcd:v3.5.9\n    env: [${env}]\n    livenessProbe: {httpGet: {path: /health, port: 2379}, periodSeconds: 5}\n`
  const probes = (env: string) =>
    run({ files: [], more: { 'store.yaml': pod(env) }, seconds: 60 }).filter((e): e is EntryOf<'probe'> => e.kind === 'probe' && e.t > 5)
  const well = probes('{name: ETCD_LISTEN_CLIENT_URLS, value: "http://0.0.0.0:2379"}')
  expect(well.length).toBeGreaterThan(5)
  expect(well.every(({ result }) => result === 'success')).toBe(true)
  // by default it listens to its own pod alone
  expect(probes('').every(({ output }) => output.includes('connection refused'))).toBe(true)
})

describe('whom an etcd lets in', () => {
  const health = (certificate?: object) => ({
    at: '60s',
    url: 'https://127.0.0.1:2379/health',
    ...(certificate ? { caller: { certificate } } : {}),
  })
  const SHOWN = [
    undefined,
    { cn: 'kube-apiserver-etcd-client', ca: 'etcd' },
    { cn: 'kube-apiserver-etcd-client', ca: 'stranger' },
    { cn: 'kubernetes-admin', ca: 'cluster' },
    { cn: 'front-proxy-client', ca: 'front-proxy' },
  ]
  const statuses = (edit: (text: string) => string) => {
    const trace = run({ edit: { 'etcd.yaml': edit }, requests: SHOWN.map(health), seconds: 90 })
    return trace
      .filter((e): e is EntryOf<'response'> => e.kind === 'response')
      .toSorted((a, b) => a.n - b.n)
      .map(({ status }) => status)
  }

  /** All of the directory is mounted, not etcd's alone. */
  const whole = (text: string) =>
    text
      .replace('path: /etc/kubernetes/pki/etcd\n', 'path: /etc/kubernetes/pki\n')
      .replace('mountPath: /etc/kubernetes/pki/etcd\n', 'mountPath: /etc/kubernetes/pki\n')
  const otherClients = (text: string) =>
    whole(text).replace('--trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt', '--trusted-ca-file=/etc/kubernetes/pki/ca.crt')
  const otherServer = (text: string) =>
    whole(text).replace('--cert-file=/etc/kubernetes/pki/etcd/server.crt', '--cert-file=/etc/kubernetes/pki/apiserver.crt')

  it('whose certificate its own CA has signed, and nobody else', () => {
    expect(statuses(String)).toEqual([null, 200, null, null, null])
    expect(statuses((text) => text.replace('--client-cert-auth=true', '--client-cert-auth'))).toEqual([null, 200, null, null, null])
    expect(statuses(otherClients)).toEqual([null, null, null, 200, null])
    expect(statuses((text) => text.replace('--client-cert-auth=true', '--client-cert-auth=T'))).toEqual([null, 200, null, null, null])
    // the CA alone is enough
    const unasked = (text: string) => text.replace('--client-cert-auth=true', '--client-cert-auth=false')
    const withoutCA = (text: string) => text.replace(/ +- --trusted-ca-file=.*\n/, '')
    expect(statuses(unasked)).toEqual([null, 200, null, null, null])
    expect(statuses((text) => unasked(withoutCA(text)))).toEqual([200, 200, 200, 200, 200])
    expect(statuses(withoutCA)).toEqual([null, null, null, null, null])
  })

  it('a certificate without its key is none: it ends, and says so', () => {
    const trace = run({ edit: { 'etcd.yaml': (text) => text.replace(/ +- --key-file=.*\n/, '') } })
    expect(exits(trace, 'etcd')[0]).toMatchObject({ code: 1 })
    const why = 'KeyFile and CertFile must both be present[key: , cert: /etc/kubernetes/pki/etcd/server.crt]'
    expect(logs(trace, 'etcd').some((line) => line.includes(why))).toBe(true)
  })

  it.each([
    ['another CA for its clients', otherClients, 'remote error: tls: bad certificate'],
    ['a certificate of another CA', otherServer, 'x509: certificate signed by unknown authority'],
  ])('%s: the kube-apiserver is not among them, and ends', (_, edit, why) => {
    const trace = run({ edit: { 'etcd.yaml': edit } })
    expect(exits(trace, 'etcd')).toEqual([])
    expect(exits(trace, 'kube-apiserver')[0]).toMatchObject({ code: 1 })
    expect(logs(trace, 'kube-apiserver').some((line) => line.includes(why))).toBe(true)
  })

  it.each([
    ['as kubeadm writes it', String, 0],
    ['another CA', (text: string) => text.replace('--cacert=/etc/kubernetes/pki/etcd/ca.crt', '--cacert=/etc/kubernetes/pki/ca.crt'), 1],
    ['no CA', (text: string) => text.replace('--cacert=/etc/kubernetes/pki/etcd/ca.crt ', ''), 1],
    [
      'a certificate of another CA',
      (text: string) => text.replace('healthcheck-client.crt', '../apiserver.crt').replace('etcd/../', ''),
      1,
    ],
    ['no certificate', (text: string) => text.replace('--cert=/etc/kubernetes/pki/etcd/healthcheck-client.crt ', ''), 1],
    ['plain HTTP', (text: string) => text.replace('--endpoints=https://', '--endpoints=http://'), 1],
    ['another port', (text: string) => text.replace('[127.0.0.1]:2379', '[127.0.0.1]:2378'), 1],
  ])('etcdctl in its probe with %s', (_, edit, restarts) => {
    const trace = run({ release: '1.14', edit: { 'etcd.yaml': edit }, seconds: 200 })
    expect(exits(trace, 'etcd').length > 0).toBe(restarts === 1)
  })
})

describe('where nothing keeps what stands in etcd', () => {
  const bare = (text: string) => text.replace('    - mountPath: /var/lib/etcd\n      name: etcd-data\n', '')
  const own = (text: string) => text.replace(/hostPath:\n {6}path: \/var\/lib\/etcd\n {6}type: DirectoryOrCreate/, 'emptyDir: {}')
  const kill = [{ at: '100s', kill: 'etcd' }]
  const anew = (edit: (text: string) => string) => [
    { at: '100s', remove: 'etcd.yaml' },
    { at: '150s', write: 'etcd.yaml', content: edit(kubeadmPlane('1.37')['etcd.yaml']!) },
  ]
  it.each([
    ['kubeadm’s directory, killed', String, kill, 0],
    ['no volume, killed', bare, kill, 1],
    ['no volume, left alone', bare, [], 0],
    ['an emptyDir, killed', own, kill, 0],
    [
      'an emptyDir, and another pod',
      (text: string) => own(text),
      anew((text) => own(text).replace('tier: control-plane', 'tier: other')),
      1,
    ],
    ['a directory elsewhere, killed', (text: string) => text.replace('--data-dir=/var/lib/etcd', '--data-dir=/data'), kill, 1],
  ])('%s', (_, edit, actions, times) => {
    const trace = run({ edit: { 'etcd.yaml': edit }, actions, seconds: 250 })
    const said = trace.filter((e) => e.kind === 'warning' && e.pod === 'etcd')
    expect(said).toHaveLength(times)
    for (const entry of said)
      expect(entry).toMatchObject({
        message: expect.stringMatching(/^etcd begins anew, with nothing in it\. .*is not simulated\.$/) as string,
      })
  })
})

describe('an etcd that is pointed to another directory', () => {
  const RELEASES = ['1.9', '1.18', '1.28', '1.37']
  const lane = (release: string) => {
    const { scenario, diagnostics } = parseScenario(
      JSON.stringify({
        ...{ whyrestart: 1, kubernetes: release, duration: '900s', manifests: kubeadmPlane(release) },
        files: { '/root/own.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: own, namespace: default}\n' },
        cluster: { objects: ['/root/own.yaml'] },
        actions: [
          { at: '120s', edit: 'etcd.yaml', find: 'path: /var/lib/etcd\n', replace: 'path: /var/lib/other\n' },
          { at: '400s', restart: 'kubelet' },
          { at: '600s', edit: 'etcd.yaml', find: 'path: /var/lib/other\n', replace: 'path: /var/lib/etcd\n' },
        ],
      }),
    )
    expect(diagnostics).toBeUndefined()
    const { inputs } = scenario!.lanes[0]!
    const trace = simulate(inputs)
    const as = Number(release.slice(2)) >= 29 ? '--kubeconfig /etc/kubernetes/super-admin.conf ' : ''
    return {
      trace,
      type: (at: number, line: string) => ask(`kubectl ${as}${line}`, { inputs, trace, at, simulate }),
      plain: (at: number, line: string) => ask(line, { inputs, trace, at, simulate }),
    }
  }

  it.each(RELEASES)(
    '%s: the API has nothing but what every server makes, until a kubelet is started; and all again with the old one',
    (release) => {
      const { trace, type } = lane(release)
      const names = (at: number, what: string) =>
        type(at, `get ${what} --all-namespaces -o name`)
          .stdout.split('\n')
          .filter((line) => line !== '')
      expect(names(110, 'pods')).toHaveLength(4)
      expect(names(110, 'nodes')).toHaveLength(1)
      expect(names(110, 'configmaps').some((name) => name.endsWith('/own'))).toBe(true)
      // the running kubelet does not register its node again
      for (const at of [280, 390]) {
        expect(names(at, 'pods')).toEqual([])
        expect(names(at, 'nodes')).toEqual([])
        expect(type(at, 'describe node master-node').stderr).toContain('not found')
        expect(names(at, 'configmaps').some((name) => /(own|kubeadm-config|cluster-info)$/.test(name))).toBe(false)
        expect(names(at, 'clusterrolebindings').some((name) => name.includes('kubeadm:'))).toBe(false)
        expect(names(at, 'clusterroles').some((name) => name.endsWith('/cluster-admin'))).toBe(true)
        expect(names(at, 'namespaces')).toContain('namespace/default')
      }
      expect(type(390, 'get namespaces').stdout).toMatch(/default +Active +(3m\d+s|4m)/)
      expect(
        trace.some((e) => e.kind === 'log' && e.source === 'kubelet' && e.t > 150 && /nodes \\?"master-node\\?" not found/.test(e.text)),
      ).toBe(true)
      // started anew, it does; the mirrors come at once, or with the next sync
      expect(names(500, 'nodes')).toHaveLength(1)
      expect(names(500, 'pods')).toHaveLength(4)
      expect(type(500, 'get nodes').stdout).toMatch(/ (9\ds|1m\d*s?|1m) /)
      expect(names(500, 'configmaps').some((name) => name.endsWith('/own'))).toBe(false)
      expect(names(890, 'pods')).toHaveLength(4)
      expect(names(890, 'configmaps').some((name) => name.endsWith('/own'))).toBe(true)
      expect(type(890, 'get nodes').stdout).toMatch(/ 14m /)
      const said = trace.flatMap((e) => (e.kind === 'warning' ? [e.message] : []))
      expect(said.filter((text) => text.startsWith('etcd begins anew'))).toHaveLength(1)
      expect(said.filter((text) => text.startsWith('etcd has its earlier data again'))).toHaveLength(1)
    },
  )

  it('kubeadm’s own admin may do nothing then, from 1.29 on, and before he is in system:masters', () => {
    expect(lane('1.37').plain(300, 'kubectl get nodes').stderr).toContain(
      'nodes is forbidden: User "kubernetes-admin" cannot list resource',
    )
    expect(lane('1.28').plain(300, 'kubectl get nodes').stderr).toBe('No resources found\n')
  })

  it('Events of before are gone, and what is told again has its count', () => {
    const { type } = lane('1.28')
    expect(type(110, 'get events -n kube-system').stdout).toContain('Started')
    expect(type(300, 'get events -n kube-system').stdout).not.toMatch(/Started.*kube-apiserver-/)
  })
})

it.each([
  [
    '1.9',
    255,
    'F storage_decorator.go:57] Unable to create storage backend: config (…), err (open /etc/kubernetes/pki/gone.crt: no such file or directory)',
  ],
  [
    '1.15',
    255,
    'F storage_decorator.go:57] Unable to create storage backend: config (…), err (open /etc/kubernetes/pki/gone.crt: no such file or directory)',
  ],
  ['1.16', 2, 'panic: open /etc/kubernetes/pki/gone.crt: no such file or directory'],
  [
    '1.37',
    1,
    'E run.go:72] "command failed" err="error creating storage factory: open /etc/kubernetes/pki/gone.crt: no such file or directory"',
  ],
])('%s: a kube-apiserver whose certificate for etcd is not there ends with %i', (release, code, says) => {
  const flag = '--etcd-certfile=/etc/kubernetes/pki/gone.crt'
  const added = (text: string) =>
    text
      .replace(/    - --etcd-certfile=\S+\n/, '')
      .replace('    - --allow-privileged=true\n', `    - --allow-privileged=true\n    - ${flag}\n`)
  const trace = run({ release, edit: { 'kube-apiserver.yaml': added }, seconds: 60 })
  expect(exits(trace, 'kube-apiserver')[0]).toMatchObject({ code })
  expect(logs(trace, 'kube-apiserver')).toContain(says)
  const cause = trace[[trace.find((e) => e.kind === 'log' && e.text === says)!.cause].flat()[0]!]
  expect(cause).toMatchObject({ kind: 'manifest', value: flag })
})

/** What an etcd of one version, alone on a node, answers and writes, a line each: `at +seconds PATH: status body`. */
function saidBy(version: string, actions: readonly object[], asked: readonly (readonly [at: number, path: string])[]): string {
  const pod = `apiVersion: v1
kind: Pod
metadata: {name: store}
spec:
  hostNetwork: true
  containers:
  - name: etcd
    image: quay.io/coreos/etcd:v${version}
    command: [etcd, --listen-client-urls=http://127.0.0.1:2379, --advertise-client-urls=http://127.0.0.1:2379, --data-dir=/srv]
`
  const trace = run({
    files: [],
    more: { 'store.yaml': pod },
    seconds: 100,
    actions,
    requests: asked.map(([at, path]) =>
      path.startsWith('/')
        ? { at: `${at}s`, url: `http://127.0.0.1:2379${path}` }
        : {
            at: `${at}s`,
            method: 'POST',
            url: `https://127.0.0.1:10250/run/default/store-master-node/etcd?cmd=${path.replaceAll(' ', '+')}`,
          },
    ),
    ...{ kubelet: { authentication: { anonymous: { enabled: true } }, authorization: { mode: 'AlwaysAllow' } } },
  })
  const answers = trace
    .filter((e): e is EntryOf<'response'> => e.kind === 'response')
    .toSorted((a, b) => a.n - b.n)
    .map(({ n, t, status, body, error }) => {
      const [at, path] = asked[n]!
      return `${at} +${Number((t - at).toFixed(2))} ${path}: ${status} ${error ?? JSON.stringify(body)}`
    })
  return [...answers, ...logs(trace, 'etcd')].join('\n')
}

const READS = ['/health', '/health?serializable=true', '/health?a=b&serializable=true&c', '/livez', '/readyz', '/readyz?serializable=true']
const at = (time: number, ...paths: readonly string[]) => paths.map((path) => [time, path] as const)

it.each(
  held(import.meta.dirname, 'etcd.txt', [
    ...['3.4.16', '3.5.0', '3.5.11'].map((version): [string, string] => [
      `${version} before it has elected itself, after, asked for what it has not, and with etcdctl`,
      saidBy(
        version,
        [],
        [
          ...at(1, ...READS, '/metrics', 'etcdctl get foo'),
          ...at(9, ...READS, '/metrics', '/version', '/frob'),
          ...at(
            9,
            'etcdctl get foo',
            'etcdctl version',
            'usr/bin/etcdctl --endpoints=127.0.0.1:2378 get foo',
            'etcd --version',
            'sh -c etcdctl',
          ),
          ...at(
            9,
            'etcdctl --endpoints=http://127.0.0.1:2379 get foo',
            'etcdctl --endpoints=https://127.0.0.1:2379 get foo',
            'etcdctl --cacert=/a get foo',
          ),
        ],
      ),
    ]),
    ...['3.2.32', '3.3.0', '3.4.15', '3.4.16', '3.5.0', '3.5.11', '3.6.0'].map((version): [string, string] => [
      `${version} with its quota used up, and with its disk full at the end`,
      saidBy(
        version,
        [
          { at: '5s', etcd: 'fill' },
          { at: '20s', etcd: 'defrag' },
          { at: '40s', fullDisk: 'node' },
        ],
        [...at(9, '/health', '/health?exclude=NOSPACE', '/health?a&exclude=NOSPACE&b', '/readyz'), ...at(30, '/health')],
      ),
    ]),
    ...(
      [
        ['3.2.32', [1, 1.1]],
        ['3.3.0', [0.1, 0.2]],
        ['3.4.16', [0.9, 1]],
        ['3.5.0', [1, 1.1, 6.9, 7]],
        ['3.6.0', [0.1, 1, 1.1, 4.9, 5, 7]],
      ] as const
    ).flatMap(([version, times]) =>
      times.map((seconds): [string, string] => [
        `${version} on a disk that takes ${seconds} s`,
        saidBy(
          version,
          [
            { at: '5s', slowDisk: 'node', by: `${seconds}s` },
            { at: '80s', slowDisk: 'node', by: '0s' },
          ],
          at(9, '/health', '/health?serializable=true', '/readyz', '/livez', '/metrics', 'etcdctl get foo', 'etcdctl version'),
        ),
      ]),
    ),
  ]),
)('%s', (_, expected, said) => expect(said).toBe(expected))
