import { releaseOf } from '../sim/release/release.ts'
import { kubeadmImage, kubeadmManifest, type KubeadmOptions } from './kubeadm.ts'

/**
 * The other three static pods that `kubeadm init` writes, by release: etcd.yaml, kube-controller-manager.yaml, kube-scheduler.yaml.
 * Follows: cmd/kubeadm/app/phases/etcd/local.go, phases/controlplane/manifests.go and volumes.go, util/staticpod/utils.go (v1.31 …
 * v1.36); for older releases the manifests that people have shown.
 */

const PKI = '/etc/kubernetes/pki'

interface Probe {
  type: 'liveness' | 'readiness' | 'startup'
  path: string
  port: number
  scheme: 'HTTP' | 'HTTPS'
}

interface Mount {
  name: string
  path: string
  type: string
  readOnly: boolean
}

interface StaticPod {
  name: string
  annotations: readonly string[]
  command: readonly string[]
  image: string
  probes: readonly Probe[] | readonly string[]
  /** The port that probes are sent to. */
  probePort: number
  requests: readonly string[]
  mounts: readonly Mount[]
}

/**
 * All four manifests, by file name.
 *
 * Errors: none; `release` is one that `releaseOf` knows. Follows: see the file's head.
 */
export function kubeadmPlane(
  release: string,
  { ip = '192.168.1.100', flags = [], node = 'master-node' }: KubeadmOptions & { node?: string } = {},
): Record<string, string> {
  const minor = Number(release.slice(2))
  return {
    'etcd.yaml': text(minor, etcd(minor, ip, node)),
    'kube-apiserver.yaml': kubeadmManifest(release, { ip, flags }),
    'kube-controller-manager.yaml': text(minor, controllerManager(minor)),
    'kube-scheduler.yaml': text(minor, scheduler(minor)),
  }
}

function text(minor: number, pod: StaticPod): string {
  const [init, period] = minor < 19 ? [15, ''] : [10, '      periodSeconds: 10\n']
  const probe = ({ type, path, port, scheme }: Probe): string => {
    const [threshold, delay, every] =
      type === 'readiness'
        ? [3, '', '      periodSeconds: 1\n']
        : [type === 'liveness' ? 8 : 24, `      initialDelaySeconds: ${init}\n`, period]
    return `    ${type}Probe:
      failureThreshold: ${threshold}
      httpGet:
        host: 127.0.0.1
        path: ${path}
        port: ${minor >= 34 ? 'probe-port' : port}
        scheme: ${scheme}
${delay}${every}      timeoutSeconds: 15
`
  }
  const of = (type: Probe['type']): string =>
    pod.probes.map((one) => (typeof one === 'string' || one.type !== type ? '' : probe(one))).join('')
  const command = pod.probes.filter((one) => typeof one === 'string')
  const exec =
    command.length === 0
      ? ''
      : `    livenessProbe:\n      exec:\n        command:\n${command.map((word) => `        - ${word}\n`).join('')}      failureThreshold: 8\n      initialDelaySeconds: 15\n      timeoutSeconds: 15\n`
  const priority = minor >= 17 ? 'system-node-critical' : minor >= 11 ? 'system-cluster-critical' : undefined
  return `apiVersion: v1
kind: Pod
metadata:
${pod.annotations.map((line) => `${line}\n`).join('')}${minor < 34 ? '  creationTimestamp: null\n' : ''}  labels:
    component: ${pod.name}
    tier: control-plane
  name: ${pod.name}
  namespace: kube-system
spec:
  containers:
  - command:
    - ${pod.name}
${pod.command.map((flag) => `    - ${flag}\n`).join('')}    image: ${pod.image}
${minor < 11 ? '' : '    imagePullPolicy: IfNotPresent\n'}${exec}${of('liveness')}    name: ${pod.name}
${minor < 34 ? '' : `    ports:\n    - containerPort: ${pod.probePort}\n      name: probe-port\n      protocol: TCP\n`}${of('readiness')}${pod.requests.length === 0 ? '    resources: {}\n' : `    resources:\n      requests:\n${pod.requests.map((line) => `        ${line}\n`).join('')}`}${of('startup')}    volumeMounts:
${pod.mounts.map(({ name, path, readOnly }) => `    - mountPath: ${path}\n      name: ${name}\n${readOnly ? '      readOnly: true\n' : ''}`).join('')}  hostNetwork: true
${minor >= 24 ? '  priority: 2000001000\n' : ''}${priority === undefined ? '' : `  priorityClassName: ${priority}\n`}${minor >= 22 ? '  securityContext:\n    seccompProfile:\n      type: RuntimeDefault\n' : ''}  volumes:
${pod.mounts
  .toSorted((a, b) => (a.name < b.name ? -1 : 1))
  .map(({ name, path, type }) => `  - hostPath:\n      path: ${path}\n      type: ${type}\n    name: ${name}\n`)
  .join('')}status: {}
`
}

/** Up to 1.16 a critical pod says so in an annotation. */
const critical = (minor: number): string[] => (minor < 17 ? ['  annotations:', '    scheduler.alpha.kubernetes.io/critical-pod: ""'] : [])

function etcd(minor: number, ip: string, node: string): StaticPod {
  const scheme = minor < 10 ? 'http' : 'https'
  // up to 1.12 etcd talks to its own machine alone
  const own = minor < 13 ? '127.0.0.1' : ip
  const peers = minor < 12 ? [] : [`--initial-advertise-peer-urls=https://${own}:2380`, `--initial-cluster=${node}=https://${own}:2380`]
  const { etcdVersion } = releaseOf(`1.${minor}`)
  const tls =
    minor < 10
      ? []
      : [
          `--cert-file=${PKI}/etcd/server.crt`,
          '--client-cert-auth=true',
          `--key-file=${PKI}/etcd/server.key`,
          `--peer-cert-file=${PKI}/etcd/peer.crt`,
          '--peer-client-cert-auth=true',
          `--peer-key-file=${PKI}/etcd/peer.key`,
          `--peer-trusted-ca-file=${PKI}/etcd/ca.crt`,
          `--trusted-ca-file=${PKI}/etcd/ca.crt`,
        ]
  const newer =
    minor >= 34
      ? ['--feature-gates=InitialCorruptCheck=true', '--watch-progress-notify-interval=5s']
      : minor >= 22
        ? ['--experimental-initial-corrupt-check=true', ...(minor >= 26 ? ['--experimental-watch-progress-notify-interval=5s'] : [])]
        : []
  return {
    name: 'etcd',
    annotations:
      minor >= 18 ? ['  annotations:', `    kubeadm.kubernetes.io/etcd.advertise-client-urls: https://${ip}:2379`] : critical(minor),
    command: [
      `--advertise-client-urls=${scheme}://${own}:2379`,
      '--data-dir=/var/lib/etcd',
      `--listen-client-urls=${[...new Set(['127.0.0.1', own])].map((host) => `${scheme}://${host}:2379`).join(',')}`,
      ...peers,
      ...(minor < 12 ? [] : [`--listen-peer-urls=https://${own}:2380`, `--name=${node}`]),
      ...(minor < 16 ? [] : ['--listen-metrics-urls=http://127.0.0.1:2381']),
      ...(minor < 11 ? [] : ['--snapshot-count=10000']),
      ...tls,
      ...newer,
    ].toSorted(),
    image: kubeadmImage(minor, 'etcd', minor < 16 ? etcdVersion : `${etcdVersion}-0`),
    probes: etcdProbes(minor),
    probePort: 2381,
    requests: minor < 20 ? [] : ['cpu: 100m', `memory: ${minor < 21 ? '100Mi' : '100Mi'}`],
    mounts: [
      { name: 'etcd-data', path: '/var/lib/etcd', type: 'DirectoryOrCreate', readOnly: false },
      ...(minor < 10 ? [] : [{ name: 'etcd-certs', path: `${PKI}/etcd`, type: 'DirectoryOrCreate', readOnly: false }]),
    ],
  }
}

function etcdProbes(minor: number): StaticPod['probes'] {
  const at = (type: Probe['type'], path: string, port = 2381): Probe => ({ type, path, port, scheme: 'HTTP' })
  if (minor >= 31) return [at('liveness', '/livez'), at('readiness', '/readyz'), at('startup', '/readyz')]
  if (minor >= 19) return [at('liveness', '/health'), at('startup', '/health')]
  if (minor >= 16) return [at('liveness', '/health')]
  if (minor < 10) return [at('liveness', '/health', 2379)]
  const certs = ['cacert', 'cert', 'key'].map(
    (flag, i) => `--${flag}=${PKI}/etcd/${['ca.crt', 'healthcheck-client.crt', 'healthcheck-client.key'][i]}`,
  )
  const endpoint = minor < 12 ? '127.0.0.1:2379' : 'https://[127.0.0.1]:2379'
  return ['/bin/sh', '-ec', `ETCDCTL_API=3 etcdctl --endpoints=${endpoint} ${certs.join(' ')} get foo`]
}

/** Kubernetes' own programs are probed over TLS from 1.17 on. */
function ownProbes(minor: number, path: string, [plain, secure]: readonly [number, number]): Probe[] {
  const [port, scheme] = minor < 17 ? ([plain, 'HTTP'] as const) : ([secure, 'HTTPS'] as const)
  const at = (type: Probe['type'], of = path): Probe => ({ type, path: of, port, scheme })
  return [at('liveness'), ...(path === '/livez' ? [at('readiness', '/readyz')] : []), ...(minor < 19 ? [] : [at('startup')])]
}

function listens(minor: number): string[] {
  return [minor < 14 ? '--address=127.0.0.1' : '--bind-address=127.0.0.1', ...(minor >= 18 && minor < 23 ? ['--port=0'] : [])]
}

const kubeconfig = (name: string): Mount => ({
  name: 'kubeconfig',
  path: `/etc/kubernetes/${name}.conf`,
  type: 'FileOrCreate',
  readOnly: true,
})

function controllerManager(minor: number): StaticPod {
  const conf = '/etc/kubernetes/controller-manager.conf'
  const directory = (name: string, path: string, readOnly = true): Mount => ({ name, path, type: 'DirectoryOrCreate', readOnly })
  return {
    name: 'kube-controller-manager',
    annotations: critical(minor),
    command: [
      ...listens(minor),
      `--kubeconfig=${conf}`,
      '--leader-elect=true',
      '--controllers=*,bootstrapsigner,tokencleaner',
      `--root-ca-file=${PKI}/ca.crt`,
      `--service-account-private-key-file=${PKI}/sa.key`,
      `--cluster-signing-cert-file=${PKI}/ca.crt`,
      `--cluster-signing-key-file=${PKI}/ca.key`,
      '--use-service-account-credentials=true',
      ...(minor < 14
        ? []
        : [
            `--authentication-kubeconfig=${conf}`,
            `--authorization-kubeconfig=${conf}`,
            `--client-ca-file=${PKI}/ca.crt`,
            `--requestheader-client-ca-file=${PKI}/front-proxy-ca.crt`,
          ]),
      ...(minor < 20 ? [] : ['--cluster-name=kubernetes']),
    ].toSorted(),
    image: kubeadmImage(minor, 'kube-controller-manager'),
    probes: ownProbes(minor, '/healthz', [10252, 10257]),
    probePort: 10257,
    requests: ['cpu: 200m'],
    mounts: [
      directory('ca-certs', '/etc/ssl/certs'),
      ...(minor < 11 ? [] : [directory('etc-ca-certificates', '/etc/ca-certificates')]),
      directory('flexvolume-dir', '/usr/libexec/kubernetes/kubelet-plugins/volume/exec', false),
      directory('k8s-certs', PKI),
      kubeconfig('controller-manager'),
      ...(minor < 11
        ? []
        : [
            directory('usr-local-share-ca-certificates', '/usr/local/share/ca-certificates'),
            directory('usr-share-ca-certificates', '/usr/share/ca-certificates'),
          ]),
    ],
  }
}

function scheduler(minor: number): StaticPod {
  const conf = '/etc/kubernetes/scheduler.conf'
  return {
    name: 'kube-scheduler',
    annotations: critical(minor),
    command: [
      ...listens(minor),
      `--kubeconfig=${conf}`,
      '--leader-elect=true',
      ...(minor < 17 ? [] : [`--authentication-kubeconfig=${conf}`, `--authorization-kubeconfig=${conf}`]),
    ].toSorted(),
    image: kubeadmImage(minor, 'kube-scheduler'),
    probes: ownProbes(minor, minor < 32 ? '/healthz' : '/livez', [10251, 10259]),
    probePort: 10259,
    requests: ['cpu: 100m'],
    mounts: [kubeconfig('scheduler')],
  }
}
