import { expect, it } from 'vitest'
import { kubeadmManifest } from '../../cases/kubeadm.ts'
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

it('1.37 ends over an encryption configuration whose second entry is out of reach behind the first, and 1.26 does not', () => {
  const text = ENCRYPTION.replace('[secrets]', "['*.']").replace(/  - kms.*\n/, '')
  const files = { [FILE]: `${text}- resources: [secrets]\n  providers: [{identity: {}}]\n` }
  const trace = run('1.37', [`--encryption-provider-config=${FILE}`], files)
  expect(exits(trace).length).toBeGreaterThan(3)
  expect(exits(trace).every(({ code }) => code === 1)).toBe(true)
  expect(logs(trace).join('\n')).toContain(
    String.raw`error while building transformers: resource \"secrets\" is masked by earlier rule \"*.\"`,
  )
  expect(exits(run('1.26', [`--encryption-provider-config=${FILE}`], files))).toEqual([])
})
