import { expect, it } from 'vitest'
import { kubeadmManifest } from '../../cases/kubeadm-manifest.ts'
import { parseScenario } from '../scenario/scenario.ts'
import { simulate } from '../simulate.ts'
import type { EntryOf, Trace } from '../trace/trace.ts'

const FILE = '/etc/kubernetes/pki/encryption.yaml'
const ENCRYPTION = `apiVersion: apiserver.config.k8s.io/v1
kind: EncryptionConfiguration
resources:
- resources: [secrets]
  providers:
  - kms: {apiVersion: v2, name: vault, endpoint: "unix:///etc/kubernetes/pki/kms.sock"}
  - identity: {}
`

function run(release: string, flags: readonly string[], files: Readonly<Record<string, string>> = {}): Trace {
  const url = 'https://127.0.0.1:6443/healthz?verbose'
  const requests = [{ at: '50s', url, caller: { certificate: { cn: 'root', o: ['system:masters'], ca: 'cluster' } } }]
  const manifests = { 'kube-apiserver.yaml': kubeadmManifest(release, { flags }) }
  const { scenario, diagnostics } = parseScenario(
    JSON.stringify({ whyrestart: 1, kubernetes: release, duration: '400s', manifests, files, requests }),
  )
  expect(diagnostics).toBeUndefined()
  return simulate(scenario!.lanes[0]!.inputs)
}

const exits = (trace: Trace) => trace.filter((e): e is EntryOf<'process'> => e.kind === 'process' && e.op === 'exited')
const logs = (trace: Trace) => trace.flatMap((e) => (e.kind === 'log' && e.source === 'kube-apiserver' ? [e.text] : []))

it.each([
  ['1.9', `'oidc-issuer-url' ("http://issuer.example") has invalid scheme ("http"), require 'https'`],
  ['1.19', `'oidc-issuer-url' ("http://issuer.example") has invalid scheme ("http"), require 'https'`],
  ['1.28', String.raw`'oidc-issuer-url' (\"http://issuer.example\") has invalid scheme (\"http\"), require 'https'`],
  ['1.31', String.raw`err="jwt[0].issuer.url: Invalid value: \"http://issuer.example\": URL scheme must be https"`],
  [
    '1.37',
    String.raw`err="invalid authentication configuration: jwt[0].issuer.url: Invalid value: \"http://issuer.example\": URL scheme must be https"`,
  ],
])('%s: an OIDC issuer with http ends the kube-apiserver with 1, and it says so: %s', (release, says) => {
  const trace = run(release, ['--oidc-issuer-url=http://issuer.example', '--oidc-client-id=x'])
  expect(exits(trace).length).toBeGreaterThan(3)
  expect(exits(trace).every(({ code }) => code === 1)).toBe(true)
  expect(logs(trace).some((line) => line.includes(says))).toBe(true)
  expect(exits(run(release, ['--oidc-issuer-url=https://issuer.example', '--oidc-client-id=x']))).toEqual([])
})

it.each(['1.9', '1.19', '1.37'])('%s: an admission configuration that is not there ends it with 1, and it says so', (release) => {
  const trace = run(release, ['--admission-control-config-file=/etc/kubernetes/pki/admission.yaml'])
  expect(exits(trace).every(({ code }) => code === 1)).toBe(true)
  expect(exits(trace).length).toBeGreaterThan(3)
  expect(logs(trace).some((line) => line.includes('unable to read admission control configuration from'))).toBe(true)
})

it.each([
  ['1.19', 'v1', [], 'kms-provider-0', 'killed'],
  ['1.28', 'v1', [], 'kms-provider-0', 'killed'],
  ['1.28', 'v2', [], 'kms-providers', 'killed'],
  ['1.29', 'v1', ['--feature-gates=KMSv1=true'], 'kms-provider-0', 'not ready'],
  ['1.37', 'v2', [], 'kms-providers', 'not ready'],
  ['1.37', 'v2', ['--encryption-provider-config-automatic-reload=true'], 'kms-providers', 'not ready'],
] as const)(
  '%s: a KMS plugin of %s whose socket is not there, with %j, is a failed %s, and the kube-apiserver is %s: since 1.29 /livez leaves it out',
  (release, version, more, check, outcome) => {
    const flags = [`--encryption-provider-config=${FILE}`, ...more]
    const encryption = ENCRYPTION.replace('v2', version)
    const trace = run(release, flags, { [FILE]: encryption })
    const answer = trace.find((e): e is EntryOf<'response'> => e.kind === 'response')!
    expect(answer.status).toBe(500)
    expect(answer.body).toContain(`[-]${check} failed: reason withheld\n`)
    expect(trace.some((e) => e.kind === 'event' && e.reason === 'Killing')).toBe(outcome === 'killed')
    const well = run(release, flags, { [FILE]: encryption, '/etc/kubernetes/pki/kms.sock': '' })
    expect(well.find((e): e is EntryOf<'response'> => e.kind === 'response')).toMatchObject({ status: 200 })
    expect(exits(well)).toEqual([])
  },
)

const PKI = '/etc/kubernetes/pki'
const PAIR = 'tls: private key does not match public key'

it.each([
  ['1.10', 'etcd-keyfile', 255, `F storage_decorator.go:57] Unable to create storage backend: config (…), err (${PAIR})`],
  ['1.16', 'etcd-keyfile', 2, `panic: ${PAIR}`],
  ['1.37', 'etcd-keyfile', 1, `E run.go:72] "command failed" err="error creating storage factory: ${PAIR}"`],
  ['1.13', 'kubelet-client-key', 255, `F master.go:…] Error building core storage: ${PAIR}`],
  ['1.15', 'proxy-client-key-file', 1, `error: ${PAIR}`],
  ['1.37', 'proxy-client-key-file', 1, `E run.go:72] "command failed" err="${PAIR}"`],
])('%s: with a key of another certificate as --%s the kube-apiserver ends with %i, and says %s', (release, flag, code, line) => {
  const trace = run(release, [
    `--etcd-certfile=${PKI}/apiserver-etcd-client.crt`,
    `--etcd-keyfile=${PKI}/apiserver-etcd-client.key`,
    `--${flag}=${PKI}/apiserver.key`,
  ])
  expect(exits(trace).length).toBeGreaterThan(2)
  expect(exits(trace).every((e) => e.code === code)).toBe(true)
  expect(logs(trace)).toContain(line)
  // only etcd's own client is made before etcd is asked
  const listens = trace.some((e) => e.kind === 'process' && e.op === 'listening')
  expect(listens).toBe(flag !== 'etcd-keyfile')
  expect(trace.some((e) => e.kind === 'probe' && e.result === 'success')).toBe(false)
})

it('up to 1.14 nothing minds the key for aggregated servers, which are not there', () => {
  expect(exits(run('1.14', [`--proxy-client-key-file=${PKI}/apiserver.key`]))).toEqual([])
})

it.each(['1.18', '1.34', '1.37'])('since 1.18 nothing minds the key for kubelets until one is asked: %s', (release) =>
  expect(exits(run(release, [`--kubelet-client-key=${PKI}/apiserver.key`]))).toEqual([]),
)

const LOST = `open ${PKI}/nope.key: no such file or directory`

it.each([
  ['1.19', `Error: error building core storage: ${LOST}`],
  ['1.29', String.raw`E run.go:74] "command failed" err="problem initializing API group \"\" : ${LOST}"`],
  ['1.37', String.raw`E run.go:72] "command failed" err="problem initializing API group \"\": ${LOST}"`],
])('%s: without the key for kubelets it ends once it has etcd, and says %s', (release, line) => {
  const trace = run(release, [`--kubelet-client-key=${PKI}/nope.key`])
  expect(exits(trace).length).toBeGreaterThan(2)
  expect(logs(trace)).toContain(line)
})

it('is told of a missing etcd first, and of the kubelets’ certificate once etcd is there', () => {
  const manifests = {
    'kube-apiserver.yaml': kubeadmManifest('1.37', {
      flags: [`--kubelet-client-certificate=${PKI}/nope.crt`],
    }),
  }
  const text = JSON.stringify({
    ...{ whyrestart: 1, kubernetes: '1.37', duration: '200s', manifests, cluster: { etcd: 'down' } },
    actions: [{ at: '60s', etcd: 'start' }],
  })
  const trace = simulate(parseScenario(text).scenario!.lanes[0]!.inputs)
  const [first, ...rest] = exits(trace)
  expect(first!.t).toBeGreaterThan(20)
  expect(logs(trace).find((line) => line.startsWith('E run'))).toContain('context deadline exceeded')
  expect(rest.at(-1)!.code).toBe(1)
  expect(logs(trace).at(-1)).toContain(String.raw`problem initializing API group \"\": open ${PKI}/nope.crt: no such file or directory`)
})

it('says which of etcd’s two files is missing', () => {
  const manifest = kubeadmManifest('1.37').replace(/.*--etcd-keyfile.*\n/, '')
  const scenario = parseScenario(JSON.stringify({ whyrestart: 1, kubernetes: '1.37', manifests: { 'kube-apiserver.yaml': manifest } }))
  const trace = simulate(scenario.scenario!.lanes[0]!.inputs)
  expect(logs(trace).join('\n')).toContain(`KeyFile and CertFile must both be present[key: , cert: ${PKI}/apiserver-etcd-client.crt]`)
})
