import { etcdTag, kubeadmAt } from '../sim/release/kubeadm.ts'
import { kubeadmImage, kubeadmManifest, type KubeadmOptions } from './kubeadm-manifest.ts'
import { machineCertificates, staticPodText, type Mount, type KubeadmProbe, type KubeadmPod } from './static-pod.ts'

/**
 * The other three static pods that `kubeadm init` writes, by release: etcd.yaml, kube-controller-manager.yaml, kube-scheduler.yaml.
 * Follows: cmd/kubeadm/app/phases/etcd/local.go, phases/controlplane/manifests.go and volumes.go, util/staticpod/utils.go (v1.31 …
 * v1.36); for older releases the manifests that people have shown.
 */

const PKI = '/etc/kubernetes/pki'
/** These three are asked on their own machine. */
const LOCALHOST = '127.0.0.1'

/**
 * All four manifests, by file name.
 *
 * `release` is one that `releaseOf` knows. Follows: see the file's head.
 */
export function kubeadmPlane(
  release: string,
  { ip = '192.168.1.100', flags = [], node = 'master-node' }: KubeadmOptions & { node?: string } = {},
): Record<string, string> {
  const minor = Number(release.slice(2))
  return {
    'etcd.yaml': staticPodText(minor, etcd(minor, ip, node)),
    'kube-apiserver.yaml': kubeadmManifest(release, { ip, flags }),
    'kube-controller-manager.yaml': staticPodText(minor, controllerManager(minor)),
    'kube-scheduler.yaml': staticPodText(minor, scheduler(minor)),
  }
}

function etcd(minor: number, ip: string, node: string): KubeadmPod {
  const has = kubeadmAt(minor)
  const when = (is: boolean, ...flags: string[]): string[] => (is ? flags : [])
  const scheme = has.etcdTls ? 'https' : 'http'
  const own = has.etcdOnNode ? ip : LOCALHOST
  return {
    name: 'etcd',
    address: `kubeadm.kubernetes.io/etcd.advertise-client-urls: https://${ip}:2379`,
    flags: [
      `--advertise-client-urls=${scheme}://${own}:2379`,
      '--data-dir=/var/lib/etcd',
      `--listen-client-urls=${[...new Set([LOCALHOST, own])].map((host) => `${scheme}://${host}:2379`).join(',')}`,
      ...when(
        has.etcdPeers,
        `--initial-advertise-peer-urls=https://${own}:2380`,
        `--initial-cluster=${node}=https://${own}:2380`,
        `--listen-peer-urls=https://${own}:2380`,
        `--name=${node}`,
      ),
      ...when(has.etcdMetrics, '--listen-metrics-urls=http://127.0.0.1:2381'),
      ...when(has.etcdSnapshots, '--snapshot-count=10000'),
      ...when(has.etcdTls, ...ETCD_TLS),
      ...when(has.etcdCheck, has.etcdGates ? '--feature-gates=InitialCorruptCheck=true' : '--experimental-initial-corrupt-check=true'),
      ...when(has.etcdProgress, `--${has.etcdGates ? '' : 'experimental-'}watch-progress-notify-interval=5s`),
    ].toSorted(),
    image: kubeadmImage(minor, 'etcd', etcdTag(minor)),
    host: LOCALHOST,
    probes: etcdProbes(minor),
    ...(has.etcdTls && !has.etcdMetrics ? { liveness: etcdctl(`${has.etcdctlTls ? 'https://[127.0.0.1]' : LOCALHOST}:2379`) } : {}),
    port: 2381,
    requests: when(has.etcdRequests, 'cpu: 100m', 'memory: 100Mi'),
    ...mounted(
      { name: 'etcd-data', path: '/var/lib/etcd', isWritable: true },
      ...(has.etcdTls ? [{ name: 'etcd-certs', path: `${PKI}/etcd`, isWritable: true } as const] : []),
    ),
  }
}

const ETCD_TLS = [
  `--cert-file=${PKI}/etcd/server.crt`,
  '--client-cert-auth=true',
  `--key-file=${PKI}/etcd/server.key`,
  `--peer-cert-file=${PKI}/etcd/peer.crt`,
  '--peer-client-cert-auth=true',
  `--peer-key-file=${PKI}/etcd/peer.key`,
  `--peer-trusted-ca-file=${PKI}/etcd/ca.crt`,
  `--trusted-ca-file=${PKI}/etcd/ca.crt`,
]

function etcdProbes(minor: number): KubeadmProbe[] {
  const has = kubeadmAt(minor)
  const at = (type: KubeadmProbe['type'], path: string, port = 2381): KubeadmProbe => ({ type, path, port, scheme: 'HTTP' })
  if (has.etcdReadyz) return [at('liveness', '/livez'), at('readiness', '/readyz'), at('startup', '/readyz')]
  if (has.etcdSerializable)
    return [at('liveness', '/health?exclude=NOSPACE&serializable=true'), at('startup', '/health?serializable=false')]
  if (has.etcdMetrics) return [at('liveness', '/health'), ...(has.allProbes ? [at('startup', '/health')] : [])]
  return has.etcdTls ? [] : [at('liveness', '/health', 2379)]
}

function etcdctl(endpoint: string): string[] {
  const certs = [
    ['cacert', 'ca.crt'],
    ['cert', 'healthcheck-client.crt'],
    ['key', 'healthcheck-client.key'],
  ].map(([flag, file]) => `--${flag}=${PKI}/etcd/${file}`)
  const words = ['/bin/sh', '-ec', `ETCDCTL_API=3 etcdctl --endpoints=${endpoint} ${certs.join(' ')} get foo`]
  return [
    '    livenessProbe:',
    '      exec:',
    '        command:',
    ...words.map((word) => `        - ${word}`),
    '      failureThreshold: 8',
    '      initialDelaySeconds: 15',
    '      timeoutSeconds: 15',
  ]
}

function ownProbes(minor: number, path: string, [plain, secure]: readonly [number, number]): KubeadmProbe[] {
  const isSecure = kubeadmAt(minor).securePorts
  const at = (type: KubeadmProbe['type'], of = path): KubeadmProbe => ({
    type,
    path: of,
    port: isSecure ? secure : plain,
    scheme: isSecure ? 'HTTPS' : 'HTTP',
  })
  const startup = kubeadmAt(minor).allProbes ? [at('startup')] : []
  return [at('liveness'), ...(path === '/livez' ? [at('readiness', '/readyz')] : []), ...startup]
}

function listens(minor: number): string[] {
  const has = kubeadmAt(minor)
  return [`--${has.bindAddress ? 'bind-' : ''}address=127.0.0.1`, ...(has.portZero && !has.noPort ? ['--port=0'] : [])]
}

const kubeconfig = (name: string): Mount => ({ name: 'kubeconfig', path: `/etc/kubernetes/${name}.conf`, type: 'FileOrCreate' })

const byName = (a: Mount, b: Mount): number => (a.name < b.name ? -1 : 1)

/** Volumes stand by name, whatever the mounts do. */
const mounted = (...mounts: readonly Mount[]): Pick<KubeadmPod, 'mounts' | 'volumes'> => ({ mounts, volumes: mounts.toSorted(byName) })

const FLEX_VOLUMES: Mount = { name: 'flexvolume-dir', path: '/usr/libexec/kubernetes/kubelet-plugins/volume/exec', isWritable: true }

function controllerManager(minor: number): KubeadmPod {
  const has = kubeadmAt(minor)
  const conf = '/etc/kubernetes/controller-manager.conf'
  return {
    name: 'kube-controller-manager',
    flags: [
      ...listens(minor),
      `--kubeconfig=${conf}`,
      '--leader-elect=true',
      '--controllers=*,bootstrapsigner,tokencleaner',
      `--root-ca-file=${PKI}/ca.crt`,
      `--service-account-private-key-file=${PKI}/sa.key`,
      `--cluster-signing-cert-file=${PKI}/ca.crt`,
      `--cluster-signing-key-file=${PKI}/ca.key`,
      '--use-service-account-credentials=true',
      ...(has.managerDelegates
        ? [
            `--authentication-kubeconfig=${conf}`,
            `--authorization-kubeconfig=${conf}`,
            `--client-ca-file=${PKI}/ca.crt`,
            `--requestheader-client-ca-file=${PKI}/front-proxy-ca.crt`,
          ]
        : []),
      ...(has.clusterName ? ['--cluster-name=kubernetes'] : []),
    ].toSorted(),
    image: kubeadmImage(minor, 'kube-controller-manager'),
    host: LOCALHOST,
    probes: ownProbes(minor, '/healthz', [10252, 10257]),
    port: 10257,
    requests: ['cpu: 200m'],
    ...mounted(
      ...[
        ...machineCertificates(minor),
        ...(has.noFlexVolumes ? [] : [FLEX_VOLUMES]),
        { name: 'k8s-certs', path: PKI },
        kubeconfig('controller-manager'),
      ].toSorted(byName),
    ),
  }
}

function scheduler(minor: number): KubeadmPod {
  const has = kubeadmAt(minor)
  const conf = '/etc/kubernetes/scheduler.conf'
  return {
    name: 'kube-scheduler',
    flags: [
      ...listens(minor),
      `--kubeconfig=${conf}`,
      '--leader-elect=true',
      ...(has.schedulerDelegates ? [`--authentication-kubeconfig=${conf}`, `--authorization-kubeconfig=${conf}`] : []),
    ].toSorted(),
    image: kubeadmImage(minor, 'kube-scheduler'),
    host: LOCALHOST,
    probes: ownProbes(minor, has.schedulerLivez ? '/livez' : '/healthz', [10251, 10259]),
    port: 10259,
    requests: ['cpu: 100m'],
    ...mounted(kubeconfig('scheduler')),
  }
}
