import { expect, it } from 'vitest'
import { kubeadmManifest } from '../../cases/kubeadm-manifest.ts'
import '../all.ts'
import { problemsOf } from '../lanes/problems.ts'
import { lintInputs } from '../lint/lint.ts'
import { tried } from './tried-fixture.ts'

// What a program sees of files is its container's, not its host's: row by row.

interface Case {
  kubernetes?: string
  flags?: readonly string[]
  /** `MOUNT PATH MORE`, one a volume mount; and the volume's source. */
  mounts?: readonly { at: string; more?: string; source: string }[]
  files?: Readonly<Record<string, string>>
  scenario?: Readonly<Record<string, unknown>>
  edit?: (text: string) => string
}

/** kubeadm's kube-apiserver.yaml with flags in the place of its own, and more volumes. */
function apiserver({ kubernetes = '1.37', flags = [], mounts = [], files = {}, scenario = {}, edit = (text) => text }: Case) {
  let text = kubeadmManifest(kubernetes, { flags: [] })
  for (const flag of flags) {
    text = text.replace(new RegExp(`\\n\\s+- ${flag.split('=')[0]}=.*`), '')
    text = text.replace(/\n(\s+)- kube-apiserver\n/, (whole, by: string) => `${whole}${by}- ${flag}\n`)
  }
  const each = (line: (mount: (typeof mounts)[number], name: string) => string) =>
    mounts.map((mount, i) => line(mount, `more-${i}`)).join('')
  text = text.replace(
    '    volumeMounts:\n',
    (head) => head + each(({ at, more = '' }, name) => `    - {name: ${name}, mountPath: ${at}${more}}\n`),
  )
  text = text.replace('  volumes:\n', (head) => head + each(({ source }, name) => `  - {name: ${name}, ${source}}\n`))
  return tried({ kubernetes, duration: '60s', manifests: { 'kube-apiserver.yaml': edit(text) }, scenario: { files, ...scenario } })
}

const hostPath = (path: string, type?: string): string => `hostPath: {path: ${path}${type === undefined ? '' : `, type: ${type}`}}`

/** It ends with 1 again and again, and says why; the line of the flag stands behind it, and the page says it too. */
function expectEnd(seen: ReturnType<typeof tried>, flag: string, error: string): void {
  expect(seen.ends).toEqual(['Error 1'])
  expect(seen.main?.restartCount).toBeGreaterThan(0)
  // klog quotes what it is given
  const said = (line: string): string => line.replaceAll('\\"', '"')
  expect(seen.logs.map(said).some((line) => line.includes(error))).toBe(true)
  const found = problemsOf(seen.inputs).problems.find(({ severity }) => severity === 'error')
  expect(said(found?.message ?? '')).toContain(error)
  const log = seen.trace.find((e) => e.kind === 'log' && said(e.text).includes(error))
  const lines = [log?.cause ?? []].flat().map((id) => seen.trace[id])
  expect(lines.some((line) => line?.kind === 'manifest' && String(line.value).startsWith(`--${flag}=`))).toBe(true)
}

const HOST: Readonly<Record<string, string>> = {
  '/etc/kubernetes/tokens.csv': 'secret,anna,1,"system:masters"\n',
  '/etc/kubernetes/auth.yaml': 'apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\n',
  '/etc/kubernetes/any.yaml': 'apiVersion: v1\n',
  '/etc/kubernetes/pki/policy.yaml': 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: None}]\n',
}

it.each([
  ['1.9', 'token-auth-file', '/etc/kubernetes/tokens.csv', 'open /etc/kubernetes/tokens.csv: no such file or directory'],
  ['1.9', 'basic-auth-file', '/etc/kubernetes/tokens.csv', 'open /etc/kubernetes/tokens.csv: no such file or directory'],
  ['1.37', 'token-auth-file', '/etc/kubernetes/tokens.csv', 'open /etc/kubernetes/tokens.csv: no such file or directory'],
  [
    '1.37',
    'audit-policy-file',
    '/etc/kubernetes/any.yaml',
    'loading audit policy file: failed to read file path "/etc/kubernetes/any.yaml": open /etc/kubernetes/any.yaml: no such file or directory',
  ],
  [
    '1.37',
    'audit-webhook-config-file',
    '/etc/kubernetes/any.yaml',
    'initializing audit webhook: stat /etc/kubernetes/any.yaml: no such file or directory',
  ],
  [
    '1.24',
    'encryption-provider-config',
    '/etc/kubernetes/any.yaml',
    'error opening encryption provider configuration file "/etc/kubernetes/any.yaml": open /etc/kubernetes/any.yaml: no such file or directory',
  ],
  [
    '1.37',
    'encryption-provider-config',
    '/etc/kubernetes/any.yaml',
    'error reading encryption provider configuration file "/etc/kubernetes/any.yaml": open /etc/kubernetes/any.yaml: no such file or directory',
  ],
  [
    '1.37',
    'admission-control-config-file',
    '/etc/kubernetes/any.yaml',
    'unable to read admission control configuration from "/etc/kubernetes/any.yaml" [open /etc/kubernetes/any.yaml: no such file or directory]',
  ],
  ['1.37', 'authentication-config', '/etc/kubernetes/auth.yaml', 'open /etc/kubernetes/auth.yaml: no such file or directory'],
  [
    '1.37',
    'egress-selector-config-file',
    '/etc/kubernetes/any.yaml',
    'unable to read egress selector configuration from "/etc/kubernetes/any.yaml"',
  ],
  ['1.37', 'tls-cert-file', '/etc/kubernetes/any.yaml', 'open /etc/kubernetes/any.yaml: no such file or directory'],
  ['1.37', 'client-ca-file', '/etc/kubernetes/any.yaml', 'open /etc/kubernetes/any.yaml: no such file or directory'],
  ['1.37', 'etcd-cafile', '/etc/kubernetes/any.yaml', 'open /etc/kubernetes/any.yaml: no such file or directory'],
  ['1.37', 'service-account-key-file', '/etc/kubernetes/any.yaml', 'open /etc/kubernetes/any.yaml: no such file or directory'],
])('on %s --%s=%s lies on the host and is not mounted; mounted, it is read', (kubernetes, flag, path, error) => {
  // since 1.13 nobody reads the webhook's file while there is no policy
  const policy = flag === 'audit-webhook-config-file' ? ['--audit-policy-file=/etc/kubernetes/pki/policy.yaml'] : []
  const flags = [`--${flag}=${path}`, ...policy]
  const seen = apiserver({ kubernetes, flags, files: HOST })
  expectEnd(seen, flag, error)
  expect(
    problemsOf(seen.inputs).problems.some(({ message }) =>
      message.endsWith('(the host has it, and no volume of the container mounts it there)'),
    ),
  ).toBe(true)
  const mounted = apiserver({
    kubernetes,
    flags,
    files: HOST,
    mounts: [{ at: path, source: hostPath(path, 'File') }],
  })
  expect(mounted.logs.filter((line) => line.includes('no such file'))).toEqual([])
})

it('a mount of a directory gives what lies in it, under its own path', () => {
  const flags = ['--token-auth-file=/mnt/tokens.csv']
  expect(apiserver({ flags, files: HOST, mounts: [{ at: '/mnt/', source: hostPath('/etc/kubernetes/') }] }).ends).toEqual([])
  expectEnd(
    apiserver({ flags, files: HOST, mounts: [{ at: '/mnt', source: hostPath('/etc/kubernetes/pki') }] }),
    'token-auth-file',
    'open /mnt/tokens.csv: no such file or directory',
  )
})

it('a subPath is that part of the volume; one that is not there is made a directory', () => {
  const flags = ['--token-auth-file=/t.csv']
  const mount = (path: string) => [{ at: '/t.csv', more: `, subPath: ${path}`, source: hostPath('/etc/kubernetes') }]
  expect(apiserver({ flags, files: HOST, mounts: mount('tokens.csv') }).ends).toEqual([])
  expectEnd(apiserver({ flags, files: HOST, mounts: mount('token.csv') }), 'token-auth-file', 'read /t.csv: is a directory')
})

it.each([undefined, 'DirectoryOrCreate'])('a file that is not there, mounted with the type %s, is a directory', (type) => {
  const path = '/etc/kubernetes/audit-policy.yaml'
  const mounts = [{ at: path, more: ', readOnly: true', source: hostPath(path, type) }]
  const words = `loading audit policy file: failed to read file path "${path}": read ${path}: is a directory`
  expectEnd(apiserver({ flags: [`--audit-policy-file=${path}`], mounts }), 'audit-policy-file', words)
  expect(apiserver({ mounts }).ends).toEqual([])
  const encryption = (kubernetes: string) => apiserver({ kubernetes, flags: [`--encryption-provider-config=${path}`], mounts })
  expectEnd(encryption('1.24'), 'encryption-provider-config', `could not read contents: read ${path}: is a directory`)
  expectEnd(
    encryption('1.37'),
    'encryption-provider-config',
    `error reading encryption provider configuration file "${path}": read ${path}: is a directory`,
  )
})

it('with the type File it waits, and nothing restarts; the documents’ own audit example does that to who forgets the file', () => {
  const path = '/etc/kubernetes/audit-policy.yaml'
  const seen = apiserver({ flags: [`--audit-policy-file=${path}`], mounts: [{ at: path, source: hostPath(path, 'File') }] })
  expect(seen.told).toEqual([
    `FailedMount: MountVolume.SetUp failed for volume "more-0" : hostPath type check failed, ${path} is not a file, unable to determine its type: path "${path}" does not exist`,
  ])
  expect(seen.main?.restartCount).toBe(0)
})

it.each([
  ['an empty volume', 'emptyDir: {}'],
  ['a directory that is made', hostPath('/var/nothing', 'DirectoryOrCreate')],
])('a mount hides what is at its path: %s', (_, source) => {
  expect(apiserver({ mounts: [{ at: '/etc/kubernetes/other', source }] }).ends).toEqual([])
  const seen = apiserver({ mounts: [{ at: '/etc/kubernetes/pki/etcd', source }] })
  expectEnd(seen, 'etcd-cafile', 'open /etc/kubernetes/pki/etcd/ca.crt: no such file or directory')
})

const POLICY = { '/etc/kubernetes/pki/policy.yaml': 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: Metadata}]\n' }
const AUDIT = (path: string) => ['--audit-policy-file=/etc/kubernetes/pki/policy.yaml', `--audit-log-path=${path}`]

it.each([
  [
    'a read-only mount',
    '/var/log/audit/a.log',
    [{ at: '/var/log/audit', more: ', readOnly: true', source: hostPath('/var/log/audit', 'DirectoryOrCreate') }],
    'open /var/log/audit/a.log: read-only file system',
  ],
  [
    'a directory in its place',
    '/var/log/a.log',
    [{ at: '/var/log/a.log', source: hostPath('/var/log/a.log') }],
    'open /var/log/a.log: is a directory',
  ],
])('an audit log that cannot be written, for %s, ends it from 1.22 on', (_, path, mounts, error) => {
  const on = (kubernetes: string) => apiserver({ kubernetes, flags: AUDIT(path), files: POLICY, mounts })
  expectEnd(on('1.22'), 'audit-log-path', `ensureLogFile: ${error}`)
  expectEnd(on('1.37'), 'audit-log-path', `ensureLogFile: ${error}`)
  const old = on('1.21')
  expect(old.ends).toEqual([])
  expect(old.logs.filter((line) => line.includes("Error in audit plugin 'log' affecting 1 audit events: can't "))).toEqual([
    expect.stringContaining(error),
  ])
  expect(old.trace.filter((e) => e.kind === 'warning').map(({ message }) => message)).toEqual([
    expect.stringMatching(/^The audit log cannot be written \(.*From 1\.22 on it would end\.$/),
  ])
})

const policy = (rules: string, version = 'audit.k8s.io/v1') => `apiVersion: ${version}\nkind: Policy\nrules: ${rules}\n`

it.each([
  [
    '1.24',
    policy('[{level: None}]', 'audit.k8s.io/v1beta1'),
    'failed decoding: no kind "Policy" is registered for version "audit.k8s.io/v1beta1" in scheme "pkg/runtime/scheme.go:100"',
  ],
  ['1.9', policy('[{level: None}]'), 'failed decoding: no kind "Policy" is registered for version "audit.k8s.io/v1"'],
  [
    '1.18',
    policy('[{level: None}]', 'audit.k8s.io/v3'),
    'failed decoding: no kind "Policy" is registered for version "audit.k8s.io/v3" in scheme "k8s.io/apiserver/pkg/audit/scheme.go:32"',
  ],
])('on %s an audit policy that is none ends the server: %j', (kubernetes, text, error) => {
  const flags = ['--audit-policy-file=/etc/kubernetes/pki/policy.yaml', '--audit-log-path=-']
  const seen = apiserver({ kubernetes, flags, files: { '/etc/kubernetes/pki/policy.yaml': text } })
  expect(seen.main?.state.is).not.toBe('running')
  expectEnd(seen, 'audit-policy-file', `loading audit policy file: ${error}: from file /etc/kubernetes/pki/policy.yaml`)
})

it('an image that may not be written to has its log only where a volume is', () => {
  const edit = (text: string) =>
    text.replace('    volumeMounts:\n', '    securityContext: {readOnlyRootFilesystem: true}\n    volumeMounts:\n')
  const flags = AUDIT('/var/log/audit/a.log')
  expectEnd(apiserver({ flags, files: POLICY, edit }), 'audit-log-path', 'ensureLogFile: mkdir /var/log/audit: read-only file system')
  expect(apiserver({ flags, files: POLICY, edit, mounts: [{ at: '/var/log/audit', source: 'emptyDir: {}' }] }).ends).toEqual([])
  expect(apiserver({ flags, files: POLICY }).ends).toEqual([])
})

it('a key of a ConfigMap is a file, as far as the object and the key are there', () => {
  const objects = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: tokens, namespace: kube-system}\ndata: {t.csv: "a,b,c\\n"}\n'
  const on = (source: string) =>
    apiserver({
      kubernetes: '1.33',
      flags: ['--token-auth-file=/conf/t.csv'],
      mounts: [{ at: '/conf', source }],
      files: { '/root/o.yaml': objects },
      scenario: { cluster: { objects: ['/root/o.yaml'] } },
    })
  expect(on('configMap: {name: tokens}').ends).toEqual([])
  expectEnd(
    on('configMap: {name: tokens, items: [{key: t.csv, path: other.csv}]}'),
    'token-auth-file',
    'open /conf/t.csv: no such file or directory',
  )
  expect(on('configMap: {name: none}').told[0]).toContain('configmap "none" not found')
})

const CALLER = { certificate: { cn: 'anna', o: ['system:masters'], ca: 'cluster' } }
const ASK = { at: '50s', url: 'https://127.0.0.1:6443/api', caller: CALLER }
const statusOf = (seen: ReturnType<typeof tried>) => seen.trace.flatMap((e) => (e.kind === 'response' ? [e.status] : []))

it.each([
  ['kubeadm’s own, copied', { actions: [{ at: '0s', copy: '/etc/kubernetes/pki/ca.crt', to: '/srv/k8s/clients.crt' }] }, 200],
  ['said to be that', { cluster: { pki: { '/srv/k8s/clients.crt': 'ca.crt' } } }, 200],
  ['said to be another', { cluster: { pki: { '/srv/k8s/clients.crt': 'front-proxy-ca.crt' } } }, 401],
  ['another’s', { files: { '/srv/k8s/clients.crt': 'x' } }, 401],
])('which CA has signed decides, whatever its file is called: %s', (_, scenario, status) => {
  const seen = apiserver({
    flags: ['--client-ca-file=/srv/k8s/clients.crt'],
    mounts: [{ at: '/srv/k8s', source: hostPath('/srv/k8s', 'DirectoryOrCreate') }],
    scenario: { requests: [ASK], ...scenario },
  })
  expect(statusOf(seen)).toEqual([status])
})

it('a cluster may be described with other paths, and then they are what they are said to be', () => {
  const paths = [...kubeadmManifest('1.37', {}).matchAll(/=\/etc\/kubernetes\/pki\/(\S+)/g)].map(([, name]) => name!)
  const pki = Object.fromEntries(paths.map((name) => [`/srv/kubernetes/${name.replace('/', '-')}`, name]))
  const edit = (text: string) =>
    text
      .replaceAll(/=\/etc\/kubernetes\/pki\/(\S+)/g, (_, name: string) => `=/secrets/${name.replace('/', '-')}`)
      .replace(/mountPath: \/etc\/kubernetes\/pki\b/, 'mountPath: /secrets')
      .replace(/path: \/etc\/kubernetes\/pki\b/, 'path: /srv/kubernetes')
  const good = apiserver({ edit, scenario: { cluster: { pki }, requests: [ASK] } })
  expect([good.ends, statusOf(good)]).toEqual([[], [200]])
  expect(good.trace.filter((e) => e.kind === 'warning')).toEqual([])
  // a file that is not among them is not there
  const { '/srv/kubernetes/sa.pub': lost, ...others } = pki
  expect(lost).toBe('sa.pub')
  expectEnd(
    apiserver({ edit, scenario: { cluster: { pki: others } } }),
    'service-account-key-file',
    'open /secrets/sa.pub: no such file or directory',
  )
  // etcd is asked with what the CA of another has signed
  const swapped = { ...pki, '/srv/kubernetes/etcd-ca.crt': 'front-proxy-ca.crt' }
  const wrong = apiserver({ edit, scenario: { cluster: { pki: swapped } } })
  expect(wrong.logs.some((line) => line.includes('x509: certificate signed by unknown authority'))).toBe(true)
  expect(wrong.main?.restartCount).toBeGreaterThan(0)
})

it('kubeadm’s manifest with a mount of the wrong directory misses all of it: nothing is believed there', () => {
  const edit = (text: string) => text.replace(/path: \/etc\/kubernetes\/pki\b/, 'path: /etc/kubernetes/pkii')
  const seen = apiserver({ edit })
  expect(seen.ends).toEqual(['Error 1'])
  expect(seen.logs.some((line) => line.includes('no such file or directory'))).toBe(true)
})

it.each([
  ['kube-controller-manager', '/etc/kubernetes/controller-manager.conf'],
  ['kube-scheduler', '/etc/kubernetes/scheduler.conf'],
])('%s reads its kubeconfig from where it is mounted', (name, path) => {
  const manifest = (mounts: string) =>
    `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, namespace: kube-system}\nspec:\n  hostNetwork: true\n  containers:\n  - name: ${name}\n    image: registry.k8s.io/${name}:v1.37.0\n    command: [${name}, --kubeconfig=${path}, --leader-elect=false]\n${mounts}`
  const run = (mounts: string) => tried({ duration: '30s', manifests: { 'a.yaml': manifest(mounts) } })
  expect(run('').logs.some((line) => line.includes(`stat ${path}: no such file or directory`))).toBe(true)
  const mounted = `    volumeMounts: [{name: c, mountPath: ${path}}]\n  volumes: [{name: c, hostPath: {path: ${path}, type: File}}]\n`
  expect(run(mounted).ends).toEqual([])
})

it('a program that a mount hides cannot be started; a script of a ConfigMap may not be run, unless its mode says so', () => {
  const images = { 'example.org/web:1': { programs: ['/app/server', '/bin/sh'] } }
  const on = (command: string, at: string, source: string, more: object = {}) =>
    tried({
      kubernetes: '1.33',
      container: `command: [${command}]\nvolumeMounts: [{name: v, mountPath: ${at}}]`,
      spec: `volumes: [{name: v, ${source}}]`,
      scenario: { images, ...more },
    })
  const why = (seen: ReturnType<typeof tried>) =>
    /process: (exec: .*): unknown$/.exec(seen.told.find((line) => line.startsWith('Failed: ')) ?? '')?.[1]
  expect(why(on('/app/server', '/app', 'emptyDir: {}'))).toBe('exec: "/app/server": stat /app/server: no such file or directory')
  expect(why(on('server', '/app', 'emptyDir: {}'))).toBe('exec: "server": executable file not found in $PATH')
  expect(why(on('/app/server', '/data', 'emptyDir: {}'))).toBeUndefined()
  const objects = {
    files: { '/o.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: default}\ndata: {run.sh: "echo"}\n' },
    cluster: { objects: ['/o.yaml'] },
  }
  expect(why(on('/s/run.sh', '/s', 'configMap: {name: c}', objects))).toBe('exec: "/s/run.sh": permission denied')
  expect(why(on('/s/run.sh', '/s', 'configMap: {name: c, defaultMode: 0755}', objects))).toBeUndefined()
  expect(why(on('/s/go.sh', '/s', 'configMap: {name: c}', objects))).toBe('exec: "/s/go.sh": stat /s/go.sh: no such file or directory')
  expect(why(on('/s', '/s', 'emptyDir: {}'))).toBe('exec: "/s": is a directory')
})

it('a file that a volume mounts from the node, and nobody describes, is said to be taken for missing, and lint tries it as if it were there', () => {
  const flags = '    - --oidc-issuer-url=https://dex.example\n    - --oidc-client-id=k\n    - --oidc-ca-file=/etc/ssl/certs/dex.pem\n'
  const manifest = kubeadmManifest('1.37', {}).replace('    - kube-apiserver\n', `    - kube-apiserver\n${flags}`)
  const { inputs, text } = tried({ manifests: { 'kube-apiserver.yaml': manifest } })
  expect(text).toMatch(/Assumed: its program finds no \/etc\/ssl\/certs\/dex\.pem on its node, of which nothing says that it has it\.$/)
  const rules = lintInputs(inputs).map(({ rule }) => rule)
  expect(rules).toContain('file-assumed')
  expect(rules).not.toContain('refused')
  expect(lintInputs({ ...inputs, files: { '/etc/ssl/certs/other.pem': 'x' } }).map(({ rule }) => rule)).toContain('refused')
})
