import { kubeadmAt } from '../sim/release/kubeadm.ts'

/** A probe by HTTP, as kubeadm writes one. */
export interface KubeadmProbe {
  type: 'liveness' | 'readiness' | 'startup'
  path: string
  port: number
  scheme: 'HTTP' | 'HTTPS'
}

/** A directory of the machine in the container. */
export interface Mount {
  name: string
  path: string
  /** Left out: a directory, which is made where it is not there. */
  type?: 'FileOrCreate'
  isWritable?: true
}

/** What one of kubeadm's static pods has of its own. */
export interface KubeadmPod {
  name: string
  /** Since 1.18: where a server is. */
  address?: string
  flags: readonly string[]
  image: string
  /** Whom probes are sent to. */
  host: string
  probes: readonly KubeadmProbe[]
  /** Lines of a liveness probe that asks otherwise. */
  liveness?: readonly string[]
  /** The port that has a name, where ports have. */
  port: number
  requests: readonly string[]
  mounts: readonly Mount[]
  /** The same in their own order. */
  volumes: readonly Mount[]
}

/** Certificates of the machine, which the distributions have in different directories. */
export const machineCertificates = (minor: number): readonly Mount[] => [
  { name: 'ca-certs', path: '/etc/ssl/certs' },
  ...(kubeadmAt(minor).moreCertificates ? MORE_CERTIFICATES : []),
]

const MORE_CERTIFICATES = ['/etc/ca-certificates', '/usr/local/share/ca-certificates', '/usr/share/ca-certificates'].map((path) => ({
  name: path.slice(1).replaceAll('/', '-'),
  path,
}))

/** The pod as text: its keys are sorted, as Go's YAML has them. */
export function staticPodText(minor: number, pod: KubeadmPod): string {
  const has = kubeadmAt(minor)
  const when = (is: boolean, ...lines: string[]): string[] => (is ? lines : [])
  const annotation = has.uncritical ? has.address && pod.address : 'scheduler.alpha.kubernetes.io/critical-pod: ""'
  const probe = (wanted: KubeadmProbe['type']): string[] =>
    pod.probes.flatMap(({ type, path, port, scheme }) => {
      const isReadiness = type === 'readiness'
      return when(
        type === wanted,
        `    ${type}Probe:`,
        `      failureThreshold: ${THRESHOLDS[type]}`,
        '      httpGet:',
        `        host: ${pod.host}`,
        `        path: ${path}`,
        `        port: ${has.probePort ? 'probe-port' : port}`,
        `        scheme: ${scheme}`,
        ...when(!isReadiness, `      initialDelaySeconds: ${has.allProbes ? 10 : 15}`),
        ...when(isReadiness || has.allProbes, `      periodSeconds: ${isReadiness ? 1 : 10}`),
        '      timeoutSeconds: 15',
      )
    })
  return [
    'apiVersion: v1',
    'kind: Pod',
    'metadata:',
    ...when(!!annotation, '  annotations:', `    ${annotation}`),
    ...when(!has.timeless, '  creationTimestamp: null'),
    '  labels:',
    `    component: ${pod.name}`,
    '    tier: control-plane',
    `  name: ${pod.name}`,
    '  namespace: kube-system',
    'spec:',
    '  containers:',
    '  - command:',
    ...[pod.name, ...pod.flags].map((word) => `    - ${word}`),
    `    image: ${pod.image}`,
    ...when(has.pullPolicy, '    imagePullPolicy: IfNotPresent'),
    ...(pod.liveness ?? probe('liveness')),
    `    name: ${pod.name}`,
    ...when(has.probePort, '    ports:', `    - containerPort: ${pod.port}`, '      name: probe-port', '      protocol: TCP'),
    ...probe('readiness'),
    ...(pod.requests.length === 0
      ? ['    resources: {}']
      : ['    resources:', '      requests:', ...pod.requests.map((line) => `        ${line}`)]),
    ...probe('startup'),
    '    volumeMounts:',
    ...pod.mounts.flatMap(({ name, path, isWritable }) => [
      `    - mountPath: ${path}`,
      `      name: ${name}`,
      ...when(!isWritable, '      readOnly: true'),
    ]),
    '  hostNetwork: true',
    ...when(has.priority, '  priority: 2000001000'),
    ...when(has.priorityClass !== '', `  priorityClassName: ${has.priorityClass}`),
    ...when(has.seccomp, '  securityContext:', '    seccompProfile:', '      type: RuntimeDefault'),
    '  volumes:',
    ...pod.volumes.flatMap(({ name, path, type = 'DirectoryOrCreate' }) => [
      '  - hostPath:',
      `      path: ${path}`,
      `      type: ${type}`,
      `    name: ${name}`,
    ]),
    'status: {}\n',
  ].join('\n')
}

const THRESHOLDS = { liveness: 8, readiness: 3, startup: 24 }
