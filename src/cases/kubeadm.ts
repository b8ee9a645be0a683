import { patchOf } from '../sim/release/patches.ts'

/**
 * The kube-apiserver.yaml that `kubeadm init` writes, by release. Rules, not files: a test holds them against two real ones.
 * Follows: cmd/kubeadm/app/phases/controlplane/manifests.go and cmd/kubeadm/app/util/staticpod/utils.go (v1.9 … v1.37).
 */

export interface KubeadmOptions {
  ip?: string
  /** Appended to the command, as `extraArgs` would be. */
  flags?: readonly string[]
}

/**
 * The manifest as text.
 *
 * Units: none. Errors: none; `release` is one that `releaseOf` knows.
 * Follows: see the file's head.
 */
export function kubeadmManifest(release: string, { ip = '192.168.1.100', flags = [] }: KubeadmOptions = {}): string {
  const minor = Number(release.slice(2))
  const lines = [
    'apiVersion: v1',
    'kind: Pod',
    'metadata:',
    ...annotations(minor, ip),
    ...(minor < 34 ? ['  creationTimestamp: null'] : []),
    '  labels:',
    '    component: kube-apiserver',
    '    tier: control-plane',
    '  name: kube-apiserver',
    '  namespace: kube-system',
    'spec:',
    '  containers:',
    '  - command:',
    '    - kube-apiserver',
    ...[...kubeadmFlags(minor, ip), ...flags].map((flag) => `    - ${flag}`),
    `    image: ${kubeadmImage(minor, 'kube-apiserver')}`,
    ...(minor < 11 ? [] : ['    imagePullPolicy: IfNotPresent']),
    ...probes(minor, ip),
    '    resources:',
    '      requests:',
    '        cpu: 250m',
    ...(minor < 19 ? [] : probe('startup', minor, ip)),
    '    volumeMounts:',
    ...mounts(minor).flatMap(([name, path]) => [`    - mountPath: ${path}`, `      name: ${name}`, '      readOnly: true']),
    '  hostNetwork: true',
    ...(minor >= 24 ? ['  priority: 2000001000'] : []),
    ...(minor >= 17 ? ['  priorityClassName: system-node-critical'] : minor >= 11 ? ['  priorityClassName: system-cluster-critical'] : []),
    ...(minor >= 22 ? ['  securityContext:', '    seccompProfile:', '      type: RuntimeDefault'] : []),
    '  volumes:',
    ...mounts(minor).flatMap(([name, path]) => [
      '  - hostPath:',
      `      path: ${path}`,
      '      type: DirectoryOrCreate',
      `    name: ${name}`,
    ]),
    'status: {}',
  ]
  return `${lines.join('\n')}\n`
}

function annotations(minor: number, ip: string): string[] {
  if (minor >= 18) return ['  annotations:', `    kubeadm.kubernetes.io/kube-apiserver.advertise-address.endpoint: ${ip}:6443`]
  return minor < 17 ? ['  annotations:', '    scheduler.alpha.kubernetes.io/critical-pod: ""'] : []
}

/**
 * The image of one of Kubernetes' own programs, or of another with its tag.
 *
 * Errors: none. Follows: cmd/kubeadm/app/images/images.go (v1.9 … v1.37).
 */
export function kubeadmImage(minor: number, name: string, tag = `v1.${minor}.${patchOf(minor)}`): string {
  const registry = minor < 10 ? 'gcr.io/google_containers' : minor < 25 ? 'k8s.gcr.io' : 'registry.k8s.io'
  return `${registry}/${name}${minor < 12 ? '-amd64' : ''}:${tag}`
}

function kubeadmFlags(minor: number, ip: string): string[] {
  const pki = '/etc/kubernetes/pki'
  const common = {
    requestheader: [
      '--requestheader-allowed-names=front-proxy-client',
      `--requestheader-client-ca-file=${pki}/front-proxy-ca.crt`,
      '--requestheader-extra-headers-prefix=X-Remote-Extra-',
      '--requestheader-group-headers=X-Remote-Group',
      '--requestheader-username-headers=X-Remote-User',
    ],
    kubelet: [
      `--kubelet-client-certificate=${pki}/apiserver-kubelet-client.crt`,
      `--kubelet-client-key=${pki}/apiserver-kubelet-client.key`,
      '--kubelet-preferred-address-types=InternalIP,ExternalIP,Hostname',
    ],
    proxy: [`--proxy-client-cert-file=${pki}/front-proxy-client.crt`, `--proxy-client-key-file=${pki}/front-proxy-client.key`],
    tls: [`--tls-cert-file=${pki}/apiserver.crt`, `--tls-private-key-file=${pki}/apiserver.key`],
  }
  if (minor < 10)
    // A Go map in 1.9: the order changed from run to run, authorization and etcd came last.
    return [
      ...common.requestheader,
      '--service-cluster-ip-range=10.96.0.0/12',
      `--service-account-key-file=${pki}/sa.pub`,
      `--client-ca-file=${pki}/ca.crt`,
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
    `--client-ca-file=${pki}/ca.crt`,
    '--enable-admission-plugins=NodeRestriction',
    '--enable-bootstrap-token-auth=true',
    `--etcd-cafile=${pki}/etcd/ca.crt`,
    `--etcd-certfile=${pki}/apiserver-etcd-client.crt`,
    `--etcd-keyfile=${pki}/apiserver-etcd-client.key`,
    '--etcd-servers=https://127.0.0.1:2379',
    ...(minor < 22 ? ['--insecure-port=0'] : []),
    ...common.kubelet,
    ...common.proxy,
    ...common.requestheader,
    '--secure-port=6443',
    ...(minor >= 20 ? ['--service-account-issuer=https://kubernetes.default.svc.cluster.local'] : []),
    `--service-account-key-file=${pki}/sa.pub`,
    ...(minor >= 20 ? [`--service-account-signing-key-file=${pki}/sa.key`] : []),
    '--service-cluster-ip-range=10.96.0.0/12',
    ...common.tls,
  ]
}

/** Up to the readiness probe; the startup probe comes after the resources, for keys are sorted. */
function probes(minor: number, ip: string): string[] {
  return [
    ...probe('liveness', minor, ip),
    '    name: kube-apiserver',
    ...(minor >= 34 ? ['    ports:', '    - containerPort: 6443', '      name: probe-port', '      protocol: TCP'] : []),
    ...(minor >= 19 ? probe('readiness', minor, ip) : []),
  ]
}

function probe(type: 'liveness' | 'readiness' | 'startup', minor: number, ip: string): string[] {
  const old = minor < 19
  const [threshold, delay, period] = { liveness: [8, old ? 15 : 10, 10], readiness: [3, 0, 1], startup: [24, 10, 10] }[type] as [
    number,
    number,
    number,
  ]
  return [
    `    ${type}Probe:`,
    `      failureThreshold: ${threshold}`,
    '      httpGet:',
    `        host: ${minor < 9 ? '127.0.0.1' : ip}`,
    `        path: ${old ? '/healthz' : type === 'readiness' ? '/readyz' : '/livez'}`,
    `        port: ${minor >= 34 ? 'probe-port' : 6443}`,
    '        scheme: HTTPS',
    ...(delay ? [`      initialDelaySeconds: ${delay}`] : []),
    ...(old ? [] : [`      periodSeconds: ${period}`]),
    '      timeoutSeconds: 15',
  ]
}

function mounts(minor: number): [name: string, path: string][] {
  const old: [string, string][] = [
    ['k8s-certs', '/etc/kubernetes/pki'],
    ['ca-certs', '/etc/ssl/certs'],
  ]
  if (minor < 11) return old
  return [
    ['ca-certs', '/etc/ssl/certs'],
    ['etc-ca-certificates', '/etc/ca-certificates'],
    ['k8s-certs', '/etc/kubernetes/pki'],
    ['usr-local-share-ca-certificates', '/usr/local/share/ca-certificates'],
    ['usr-share-ca-certificates', '/usr/share/ca-certificates'],
  ]
}
