import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { kubeadmManifest } from '../../cases/kubeadm-manifest.ts'
import { problemsOf } from '../../views/lanes/problems.ts'
import { parseScenario } from '../scenario/scenario.ts'
import { summarize } from '../../views/lanes/summary.ts'
import { simulate } from '../simulate.ts'
import type { EntryOf, Trace } from '../trace/trace.ts'

const FOLDER = join(import.meta.dirname, 'distributions')
const text = (name: string): string => readFileSync(join(FOLDER, `${name}.yaml`), 'utf8')

function inputsOf(kubernetes: string, manifest: string, more: object = {}) {
  const { scenario, diagnostics } = parseScenario(
    JSON.stringify({ whyrestart: 1, kubernetes, duration: '200s', manifests: { 'kube-apiserver.yaml': manifest }, ...more }),
  )
  expect(diagnostics).toBeUndefined()
  return scenario!.lanes[0]!.inputs
}

const of = <K extends EntryOf<'event'>['kind'] | 'process' | 'status' | 'warning' | 'server' | 'response' | 'log'>(trace: Trace, kind: K) =>
  trace.filter((e): e is EntryOf<K> => e.kind === kind)

/** Each with the release that it is of, and what the page says of who runs in its first container. */
const DISTRIBUTIONS: readonly (readonly [name: string, kubernetes: string, because: string | undefined])[] = [
  ['kops-1.18', '1.18', undefined],
  ['kops-1.31', '1.31', 'its command starts /usr/local/bin/kube-apiserver'],
  ['rke2-1.31', '1.31', 'its command is kube-apiserver'],
  ['typhoon-1.17', '1.17', 'its command starts kube-apiserver'],
  ['typhoon-1.31', '1.31', undefined],
]

it('tries all that are here', () => {
  expect(readdirSync(FOLDER).toSorted()).toEqual(DISTRIBUTIONS.map(([name]) => `${name}.yaml`).toSorted())
})

it.each(DISTRIBUTIONS)('%s starts unmodified on %s, and says what it takes for granted', (name, kubernetes, because) => {
  const inputs = inputsOf(kubernetes, text(name))
  const trace = simulate(inputs)
  const last = of(trace, 'status').at(-1)!
  expect(last.containers.map(({ restartCount, ready }) => [restartCount, ready])).toEqual(last.containers.map(() => [0, true]))
  expect(of(trace, 'server').some(({ state }) => state === 'serving')).toBe(true)
  expect(of(trace, 'event').filter(({ reason }) => ['Failed', 'FailedMount', 'Killing', 'BackOff'].includes(reason))).toEqual([])
  const { problems } = problemsOf(inputs)
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([])
  const said = problems.flatMap(({ code, message }) =>
    code === 'WHO_RUNS' ? [/, because (.*)\. What processes says/.exec(message)?.[1]] : [],
  )
  expect(said).toEqual(because === undefined ? [] : [because])
  expect(of(trace, 'warning').filter(({ message }) => message.includes('this is another cluster than kubeadm’s'))).toHaveLength(1)
  expect(summarize(trace, inputs.duration, inputs).text).toMatch(/^No restart in [^,]+, if .*finds the files that its flags name/)
})

it.each(['1.9', '1.13', '1.19', '1.24', '1.30', '1.37'])('kubeadm’s own starts on %s, and nothing is taken for granted', (kubernetes) => {
  const inputs = inputsOf(kubernetes, kubeadmManifest(kubernetes, {}))
  const trace = simulate(inputs)
  expect(of(trace, 'status').at(-1)!.containers).toMatchObject([{ restartCount: 0, ready: true }])
  expect(of(trace, 'warning')).toEqual([])
  expect(problemsOf(inputs).problems.filter(({ severity }) => severity !== 'warning')).toEqual([])
})

it.each([
  ['kops-1.18', '1.18'],
  ['kops-1.31', '1.31'],
  ['rke2-1.31', '1.31'],
])('the probe of %s finds out that its kube-apiserver hangs', (name, kubernetes) => {
  const trace = simulate(inputsOf(kubernetes, text(name), { duration: '600s', actions: [{ at: '150s', hang: 'kube-apiserver' }] }))
  const killed = of(trace, 'event').find(({ reason, container }) => reason === 'Killing' && container === 'kube-apiserver')
  expect(killed?.t).toBeGreaterThan(150)
  const count = of(trace, 'status')
    .at(-1)!
    .containers.find(({ name: text }) => text === 'kube-apiserver')!.restartCount
  expect(count).toBeGreaterThan(0)
})

it.each(DISTRIBUTIONS)('%s knows whom its CA has signed, and a stranger by that', (name, kubernetes) => {
  const port = name.startsWith('kops') ? 443 : 6443
  const url = `https://127.0.0.1:${port}/api/v1/namespaces`
  const certificate = (ca: string) => ({ certificate: { cn: 'me', o: ['system:masters'], ca } })
  const requests = ['cluster', 'stranger'].map((ca) => ({ at: '150s', url, caller: certificate(ca) }))
  const answers = of(simulate(inputsOf(kubernetes, text(name), { requests })), 'response')
  expect(answers.map(({ status }) => status)).toEqual([200, 401])
})

it('`processes` overrules what the command says, by its container', () => {
  const trace = simulate(inputsOf('1.31', text('kops-1.31'), { processes: { 'kube-apiserver': { exits: { after: '20s', code: 3 } } } }))
  expect(of(trace, 'server')).toEqual([])
  expect(of(trace, 'process').find(({ op }) => op === 'exited')).toMatchObject({ container: 'kube-apiserver', code: 3 })
})

/** A pod of one program on the host's network, with what it mounts of the host as `PATH TYPE`. */
function program(name: string, image: string, command: readonly string[], mounts: readonly string[], probe: string): string {
  const each = mounts.map((mount, i) => [`v${i}`, ...mount.split(' ')] as const)
  const spec = {
    hostNetwork: true,
    containers: [{ name, image, command, volumeMounts: each.map(([volume, path]) => ({ name: volume, mountPath: path })) }],
    volumes: each.map(([volume, path, type]) => ({ name: volume, hostPath: { path, ...(type ? { type } : {}) } })),
  }
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'kube-system' }, spec }
  return JSON.stringify(pod).replace(/"volumeMounts"/, `"livenessProbe": ${probe}, "volumeMounts"`)
}

const RKE2 = '/var/lib/rancher/rke2/server'
const https = (port: number) =>
  `{"httpGet": {"host": "127.0.0.1", "path": "/healthz", "port": ${port}, "scheme": "HTTPS"}, "periodSeconds": 5}`

it.each<[string, string]>([
  [
    'RKE2’s kube-controller-manager',
    program(
      'kube-controller-manager',
      'index.docker.io/rancher/hardened-kubernetes:v1.31.4-rke2r1',
      [
        'kube-controller-manager',
        `--authentication-kubeconfig=${RKE2}/cred/controller.kubeconfig`,
        `--kubeconfig=${RKE2}/cred/controller.kubeconfig`,
        `--root-ca-file=${RKE2}/tls/server-ca.crt`,
        `--service-account-private-key-file=${RKE2}/tls/service.current.key`,
        '--secure-port=10257',
      ],
      [`${RKE2}/cred/controller.kubeconfig File`, `${RKE2}/tls Directory`],
      https(10257),
    ),
  ],
  [
    'kops’ kube-scheduler',
    program(
      'kube-scheduler',
      'registry.k8s.io/kube-scheduler:v1.31.4',
      [
        '/go-runner',
        '--log-file=/var/log/kube-scheduler.log',
        '--also-stdout',
        '/usr/local/bin/kube-scheduler',
        '--config=/var/lib/kube-scheduler/config.yaml',
        '--authentication-kubeconfig=/var/lib/kube-scheduler/kubeconfig',
        '--leader-elect=true',
      ],
      ['/var/lib/kube-scheduler', '/var/log/kube-scheduler.log'],
      https(10259),
    ),
  ],
  [
    'Typhoon’s kube-scheduler',
    program(
      'kube-scheduler',
      'registry.k8s.io/kube-scheduler:v1.31.3',
      ['kube-scheduler', '--kubeconfig=/etc/kubernetes/pki/scheduler.conf', '--leader-elect=true'],
      ['/etc/kubernetes/pki'],
      https(10259),
    ),
  ],
  [
    'RKE2’s etcd, whose flags are in a file',
    program(
      'etcd',
      'index.docker.io/rancher/hardened-etcd:v3.5.16-k3s1',
      ['etcd', `--config-file=${RKE2}/db/etcd/config`],
      [`${RKE2}/db/etcd/config File`, `${RKE2}/tls/etcd Directory`],
      '{"httpGet": {"host": "127.0.0.1", "path": "/health?serializable=true", "port": 2381}, "periodSeconds": 5}',
    ),
  ],
])('%s runs as it is, and says what it takes for granted', (_, manifest) => {
  const trace = simulate(inputsOf('1.31', manifest))
  expect(of(trace, 'status').at(-1)!.containers).toMatchObject([{ restartCount: 0, ready: true }])
  expect(trace.some((e) => e.kind === 'probe' && e.result === 'success')).toBe(true)
  expect(of(trace, 'warning')).toHaveLength(1)
})

it('etcd listens where its file says, and ends where that is not there', () => {
  const file = '/etc/etcd/etcd.yaml'
  const probe = '{"httpGet": {"host": "127.0.0.1", "path": "/health", "port": 9379}, "periodSeconds": 5}'
  const run = (files: object) =>
    simulate(
      inputsOf('1.31', program('etcd', 'quay.io/coreos/etcd:v3.5.9', ['etcd', `--config-file=${file}`], ['/etc/etcd Directory'], probe), {
        files,
      }),
    )
  const good = run({ [file]: 'listen-client-urls: http://127.0.0.1:9379\nclient-transport-security: {client-cert-auth: false}\n' })
  expect(of(good, 'status').at(-1)!.containers).toMatchObject([{ restartCount: 0, ready: true }])
  const unmounted = program('etcd', 'quay.io/coreos/etcd:v3.5.9', ['etcd', `--config-file=${file}`], ['/etc/hosts'], probe)
  const lost = simulate(inputsOf('1.31', unmounted, { files: { [file]: '' } }))
  expect(of(lost, 'log').some((line) => line.text.includes(`open ${file}: no such file or directory`))).toBe(true)
  const secured = run({ [file]: 'client-transport-security: {cert-file: /etc/etcd/server.crt}\n' })
  expect(of(secured, 'log').some((line) => line.text.includes('open /etc/etcd/server.crt: no such file or directory'))).toBe(true)
})
