import { describe, expect, it } from 'vitest'
import { kubeadmManifest } from '../../cases/kubeadm-manifest.ts'
import { parseScenario } from '../scenario/scenario.ts'
import { simulate } from '../simulate.ts'
import type { EntryOf, Trace } from '../trace/trace.ts'

const FILE = '/etc/kubernetes/pki/auth.yaml'
const config = (version: string, paths: string) =>
  `apiVersion: apiserver.config.k8s.io/${version}\nkind: AuthenticationConfiguration\n${paths === '' ? '' : `anonymous: {enabled: true, conditions: [${paths}]}\n`}`
const THREE = '{path: /livez}, {path: /readyz}, {path: /healthz}'

interface Change {
  kubernetes?: string
  flags?: readonly string[]
  file?: string
  before: string
  action: Readonly<Record<string, unknown>>
  /** What comes behind it. */
  more?: readonly Readonly<Record<string, unknown>>[]
}

/** An anonymous request for /version at 90 s, the change at 60 s. */
function run({ kubernetes = '1.37', flags = [`--authentication-config=${FILE}`], file = FILE, before, action, more = [] }: Change): Trace {
  const kubeadm = kubeadmManifest(kubernetes, { flags })
  // its modes are a flag's or a file's
  const manifest = flags[0]?.startsWith('--authorization-config') ? kubeadm.replace(/ *- --authorization-mode=.*\n/, '') : kubeadm
  const { scenario, diagnostics } = parseScenario(
    JSON.stringify({
      ...{ whyrestart: 1, kubernetes, duration: '300s' },
      manifests: { 'kube-apiserver.yaml': manifest },
      files: { [file]: before },
      actions: [{ at: '60s', ...action }, ...more],
      requests: [{ at: '90s', url: 'https://127.0.0.1:6443/version' }],
    }),
  )
  expect(diagnostics).toBeUndefined()
  return simulate(scenario!.lanes[0]!.inputs)
}

const logs = (trace: Trace) =>
  trace.flatMap((e) =>
    e.kind === 'log' && e.source === 'kube-apiserver' && e.t >= 60 && e.text.includes('authentication.go') ? [e.text] : [],
  )
const warnings = (trace: Trace) => trace.flatMap((e) => (e.kind === 'warning' && e.t >= 60 ? [e.message] : []))
const answer = (trace: Trace) => trace.find((e): e is EntryOf<'response'> => e.kind === 'response')!.status

describe('an AuthenticationConfiguration that changes while the server runs', () => {
  const before = config('v1', THREE)

  it('is refused where it says something else of anonymous requests: the server goes on with the old one, and both are said', () => {
    const trace = run({ before, action: { write: FILE, content: config('v1', `${THREE}, {path: /version}`) } })
    expect(logs(trace)).toEqual([
      'E authentication.go:801] "failed to validate authentication config" err="anonymous: Forbidden: changed from initial configuration file"',
    ])
    expect(answer(trace)).toBe(401)
    expect(warnings(trace)).toEqual([
      `The change of ${FILE} has no effect: what it says of anonymous requests may not change while the server runs. The kube-apiserver goes on with what it had, and reads the file when it starts anew.`,
    ])
    const log = trace.find((e) => e.kind === 'log' && e.text.includes('changed from initial'))!
    expect([log.cause].flat().map((id) => trace[id!]!.kind)).toContain('action')
    expect(trace.some((e) => e.kind === 'process' && e.op === 'exited')).toBe(false)
  })

  it.each([
    ['takes the section away', config('v1', ''), '"anonymous: Forbidden: changed from initial configuration file"'],
    ['cannot be read', 'apiVersion: [', 'failed to load authentication config'],
    ['has an unknown field', `${before}nobody: {}\n`, String.raw`err="strict decoding error: unknown field \"nobody\""`],
    ['has an unknown version', before.replace('/v1', '/v9'), 'no kind'],
    [
      'has conditions, and is not enabled',
      before.replace('true', 'false'),
      'enabled should be set to true when conditions are defined, anonymous: Forbidden: changed from initial configuration file]',
    ],
  ])('is refused where it %s', (_, content, says) => {
    const trace = run({ before, action: { write: FILE, content } })
    expect(logs(trace)).toEqual([expect.stringContaining(says)])
    expect(warnings(trace)).toEqual([expect.stringMatching(/^The change of \S+ has no effect: /)])
  })

  it('is taken where the section is the same, and nothing is warned of', () => {
    const content = `${before}jwt:\n- issuer: {url: "https://issuer.example", audiences: [a]}\n  claimMappings: {username: {claim: sub, prefix: ""}}\n`
    const trace = run({ before, action: { write: FILE, content } })
    expect(logs(trace)).toEqual(['I authentication.go:818] "reloaded authentication config"'])
    expect(warnings(trace)).toEqual([])
  })

  it('that is gone is looked for again every minute', () => {
    const trace = run({ before, action: { remove: FILE } })
    expect(logs(trace).length).toBeGreaterThanOrEqual(4)
    expect(new Set(logs(trace))).toEqual(
      new Set([`E authentication.go:775] "failed to read authentication config file" err="open ${FILE}: no such file or directory"`]),
    )
    expect(warnings(trace)).toHaveLength(1)
  })

  it('that is gone twice within a moment is looked for once a minute', () => {
    const twice = [
      { at: '60.01s', write: FILE, content: before },
      { at: '60.02s', remove: FILE },
    ]
    const times = run({ before, action: { remove: FILE }, more: twice }).flatMap((e) =>
      e.kind === 'log' && e.t >= 60 && e.text.includes('failed to read') ? [e.t] : [],
    )
    expect(times).toEqual([60.05, 60.06, 60.07, 120.05, 180.05, 240.05].map((t) => expect.closeTo(t, 3) as number))
  })

  it('is not read again where its text is the same', () => {
    const trace = run({ before, action: { remove: FILE }, more: [{ at: '60.01s', write: FILE, content: before }] })
    expect([logs(trace), warnings(trace)]).toEqual([[], []])
  })

  it('is taken where it is again as it was before one that is refused, and that is said once', () => {
    const wrong = 'apiVersion: ['
    const more = [
      { at: '70s', write: FILE, content: wrong },
      { at: '80s', write: FILE, content: before },
      { at: '90s', write: FILE, content: wrong },
    ]
    const trace = run({ before, action: { write: FILE, content: wrong }, more })
    const refused = expect.stringContaining('"failed to load authentication config"') as string
    expect(logs(trace)).toEqual([refused, 'I authentication.go:818] "reloaded authentication config"', refused])
    expect(warnings(trace)).toHaveLength(1)
  })

  it('counts from the next start on', () => {
    const { scenario } = parseScenario(
      JSON.stringify({
        ...{ whyrestart: 1, kubernetes: '1.37', duration: '200s' },
        manifests: { 'kube-apiserver.yaml': kubeadmManifest('1.37', { flags: [`--authentication-config=${FILE}`] }) },
        files: { [FILE]: before },
        actions: [
          { at: '60s', write: FILE, content: config('v1', `${THREE}, {path: /version}`) },
          { at: '70s', kill: 'kube-apiserver' },
        ],
        requests: [{ at: '150s', url: 'https://127.0.0.1:6443/version' }],
      }),
    )
    expect(answer(simulate(scenario!.lanes[0]!.inputs))).toBe(200)
  })

  it('is read once where the release reads it once', () => {
    const jwt = 'jwt: [{issuer: {url: https://a, audiences: [a]}, claimMappings: {username: {claim: sub, prefix: ""}}}]'
    const old = `${config('v1alpha1', '')}${jwt}\n`
    const trace = run({
      kubernetes: '1.29',
      flags: ['--feature-gates=StructuredAuthenticationConfiguration=true', `--authentication-config=${FILE}`],
      before: old,
      action: { write: FILE, content: `${old}# another\n` },
    })
    expect(logs(trace)).toEqual([])
    expect(warnings(trace)).toEqual([expect.stringContaining('nothing comes of it')])
  })
})

describe('another file of its flags that changes', () => {
  it.each([
    [
      '--token-auth-file=/etc/kubernetes/pki/tokens.csv',
      '/etc/kubernetes/pki/tokens.csv',
      'a,b,c\n',
      /nothing comes of it: .* \(--token-auth-file\)/,
    ],
    [
      '--encryption-provider-config=/etc/kubernetes/pki/encryption.yaml',
      '/etc/kubernetes/pki/encryption.yaml',
      'kind: EncryptionConfiguration\napiVersion: apiserver.config.k8s.io/v1\nresources: [{resources: [secrets], providers: [{identity: {}}]}]\n',
      /whether the kube-apiserver reads it again \(--encryption-provider-config-automatic-reload\) is not simulated/,
    ],
    ['--client-ca-file=/etc/kubernetes/pki/ca.crt', '/etc/kubernetes/pki/ca.crt', '', /what comes of that is not simulated/],
    [
      '--authorization-config=/etc/kubernetes/pki/authorization.yaml',
      '/etc/kubernetes/pki/authorization.yaml',
      'kind: AuthorizationConfiguration\napiVersion: apiserver.config.k8s.io/v1\nauthorizers: [{type: Node, name: node}, {type: RBAC, name: rbac}]\n',
      /reads it again within a minute, .* its other authorizers stay as they are until it starts anew/,
    ],
  ])('%s: what comes of that is said', (flag, file, before, says) => {
    const trace = run({ flags: [flag], file, before, action: { write: file, content: 'x,y,z\n' } })
    expect(warnings(trace)).toEqual([expect.stringMatching(says)])
    expect(trace.findLast((e) => e.kind === 'warning')!.cause).toSatisfy(
      (id: number) => trace[id]!.kind === 'manifest' && String((trace[id] as EntryOf<'manifest'>).value).includes(flag.split('=')[0]!),
    )
  })

  it('and nothing is said of a file that no flag names', () => {
    const file = '/etc/kubernetes/pki/other.txt'
    expect(warnings(run({ flags: [], file, before: 'a', action: { write: file, content: 'b' } }))).toEqual([])
  })
})
