import { kubeadmAt } from '../sim/release/kubeadm.ts'
import { patchOf } from '../sim/release/releases.ts'
import { machineCertificates, staticPodText, type KubeadmProbe } from './static-pod.ts'

/**
 * The kube-apiserver.yaml that `kubeadm init` writes, by release. Rules, not files: a test holds them against two real ones.
 * Follows: cmd/kubeadm/app/phases/controlplane/manifests.go and cmd/kubeadm/app/util/staticpod/utils.go (v1.9 … v1.37).
 */

export interface KubeadmOptions {
  ip?: string
  /** Appended to the command, as `extraArgs` would be. */
  flags?: readonly string[]
}

const PKI = '/etc/kubernetes/pki'

/**
 * The manifest as text.
 *
 * `release` is one that `releaseOf` knows.
 * Follows: see the file's head.
 */
export function kubeadmManifest(release: string, { ip = '192.168.1.100', flags = [] }: KubeadmOptions = {}): string {
  const minor = Number(release.slice(2))
  const has = kubeadmAt(minor)
  const own = { name: 'k8s-certs', path: PKI }
  const [first, second, ...others] = machineCertificates(minor)
  // before there were more of them, they stood as they were put down; since then by name
  const mounts = second ? [first!, second, own, ...others] : [own, first!]
  const at = (type: KubeadmProbe['type'], path: string): KubeadmProbe => ({ type, path, port: 6443, scheme: 'HTTPS' })
  const health = healthPathOf(minor)
  return staticPodText(minor, {
    name: 'kube-apiserver',
    address: `kubeadm.kubernetes.io/kube-apiserver.advertise-address.endpoint: ${ip}:6443`,
    flags: [...kubeadmFlags(minor, ip), ...flags],
    image: kubeadmImage(minor, 'kube-apiserver'),
    host: ip,
    probes: has.allProbes ? [at('liveness', health), at('readiness', '/readyz'), at('startup', health)] : [at('liveness', health)],
    port: 6443,
    requests: ['cpu: 250m'],
    mounts,
    volumes: mounts,
  })
}

/** Where kubeadm has a kube-apiserver asked whether it lives. */
export const healthPathOf = (minor: number): string => (kubeadmAt(minor).allProbes ? '/livez' : '/healthz')

/**
 * The image of one of Kubernetes' own programs, or of another with its tag.
 *
 * Follows: cmd/kubeadm/app/images/images.go (v1.9 … v1.37).
 */
export function kubeadmImage(minor: number, name: string, tag = `v1.${minor}.${patchOf(minor)}`): string {
  return `${kubeadmAt(minor).repository}/${name}${kubeadmAt(minor).plainImages ? '' : '-amd64'}:${tag}`
}

function kubeadmFlags(minor: number, ip: string): string[] {
  const has = kubeadmAt(minor)
  const common = {
    requestheader: [
      '--requestheader-allowed-names=front-proxy-client',
      `--requestheader-client-ca-file=${PKI}/front-proxy-ca.crt`,
      '--requestheader-extra-headers-prefix=X-Remote-Extra-',
      '--requestheader-group-headers=X-Remote-Group',
      '--requestheader-username-headers=X-Remote-User',
    ],
    kubelet: [
      `--kubelet-client-certificate=${PKI}/apiserver-kubelet-client.crt`,
      `--kubelet-client-key=${PKI}/apiserver-kubelet-client.key`,
      '--kubelet-preferred-address-types=InternalIP,ExternalIP,Hostname',
    ],
    proxy: [`--proxy-client-cert-file=${PKI}/front-proxy-client.crt`, `--proxy-client-key-file=${PKI}/front-proxy-client.key`],
    tls: [`--tls-cert-file=${PKI}/apiserver.crt`, `--tls-private-key-file=${PKI}/apiserver.key`],
  }
  if (!has.sortedFlags)
    // A Go map in 1.9: the order changed from run to run, authorization and etcd came last.
    return [
      ...common.requestheader,
      '--service-cluster-ip-range=10.96.0.0/12',
      `--service-account-key-file=${PKI}/sa.pub`,
      `--client-ca-file=${PKI}/ca.crt`,
      ...common.tls,
      '--admission-control=Initializers,NamespaceLifecycle,LimitRanger,ServiceAccount,DefaultStorageClass,DefaultTolerationSeconds,NodeRestriction,MutatingAdmissionWebhook,ValidatingAdmissionWebhook,ResourceQuota',
      '--insecure-port=0',
      '--enable-bootstrap-token-auth=true',
      '--allow-privileged=true',
      ...common.kubelet,
      ...common.proxy,
      '--secure-port=6443',
      `--advertise-address=${ip}`,
      '--authorization-mode=Node,RBAC',
      '--etcd-servers=http://127.0.0.1:2379',
    ]
  return [
    `--advertise-address=${ip}`,
    '--allow-privileged=true',
    '--authorization-mode=Node,RBAC',
    `--client-ca-file=${PKI}/ca.crt`,
    '--enable-admission-plugins=NodeRestriction',
    '--enable-bootstrap-token-auth=true',
    `--etcd-cafile=${PKI}/etcd/ca.crt`,
    `--etcd-certfile=${PKI}/apiserver-etcd-client.crt`,
    `--etcd-keyfile=${PKI}/apiserver-etcd-client.key`,
    '--etcd-servers=https://127.0.0.1:2379',
    ...(has.secureOnly ? [] : ['--insecure-port=0']),
    ...common.kubelet,
    ...common.proxy,
    ...common.requestheader,
    '--secure-port=6443',
    ...(has.issuer ? ['--service-account-issuer=https://kubernetes.default.svc.cluster.local'] : []),
    `--service-account-key-file=${PKI}/sa.pub`,
    ...(has.issuer ? [`--service-account-signing-key-file=${PKI}/sa.key`] : []),
    '--service-cluster-ip-range=10.96.0.0/12',
    ...common.tls,
  ]
}
