import type { Row } from './row.ts'

interface GatedField {
  handler: 'httpGet' | 'grpc'
  field: string
  gate: string
  preset?: string
}

/** Rules of what stands in etcd, and of its form in the API. */
export interface ObjectRules {
  /** The container runtime of the release's time, as ids name it. */
  runtime: 'docker' | 'containerd'
  /** A namespace for the leases of nodes. */
  leaseNamespace: boolean
  /** Each kube-apiserver has a lease. */
  apiserverLease: boolean
  /** After so many seconds without a word of a node's kubelet its state is unknown. */
  nodeGraceSeconds: number
  /** Namespaces carry their name as a label. */
  namespaceLabel: boolean
  /** Each service account has a Secret with a token. */
  tokenSecrets: boolean
  /** All services of a namespace may be deleted at once. */
  deletesAllServices: boolean
  /** Where a container's log lies below /var/log/pods. */
  podLogForm: 'uid, one file' | 'uid' | 'named'
  /** What Docker runs for a pod's sandbox. */
  pauseImage: string
  /** Each namespace has a ConfigMap with the cluster's CA. */
  rootCAMaps: boolean
  /** A Service says its address families, and its internal traffic policy. */
  serviceFamilies: boolean
  serviceTrafficPolicy: boolean
  /** A Node has a condition OutOfDisk. */
  outOfDisk: boolean
  /** A Node has a condition PIDPressure. */
  pidPressure: boolean
  /** A Node tells the version of its kube-proxy. */
  kubeProxyVersion: boolean
  /** A Node's labels of system and architecture are no longer beta. */
  stableNodeLabels: boolean
  /** Fields of a pod and of its status. */
  podGeneration: boolean
  selfLinks: boolean
  serviceLinks: boolean
  preemptionPolicy: boolean
  hostIPs: boolean
  podIPs: boolean
  resourcesInStatus: boolean
  podResources: boolean
  /** Fields of probes that a kube-apiserver drops while its gate is off, and what it writes where its gate is on and nothing is said. */
  gatedProbeFields: readonly GatedField[]
  mountsInStatus: boolean
  /** An Event has the fields of events.k8s.io, and who reported it stands in them. */
  eventTime: boolean
  eventReporter: boolean
  /** Which component statuses are asked for by HTTPS. */
  componentsByTLS: readonly string[]
  /** Go's word for the system call of a connection that is refused. */
  refusedCall: 'getsockopt' | 'connect'
  /** What etcd answers to /health. */
  etcdHealthText: string
}

/** 1.9 */
export const OBJECT_BASE: ObjectRules = {
  runtime: 'docker',
  leaseNamespace: false,
  apiserverLease: false,
  nodeGraceSeconds: 40,
  namespaceLabel: false,
  tokenSecrets: true,
  deletesAllServices: false,
  podLogForm: 'uid, one file',
  pauseImage: 'gcr.io/google_containers/pause-amd64:3.0',
  rootCAMaps: false,
  serviceFamilies: false,
  serviceTrafficPolicy: false,
  outOfDisk: true,
  pidPressure: false,
  kubeProxyVersion: true,
  stableNodeLabels: false,
  podGeneration: false,
  selfLinks: true,
  serviceLinks: false,
  preemptionPolicy: false,
  hostIPs: false,
  podIPs: false,
  resourcesInStatus: false,
  podResources: false,
  gatedProbeFields: [],
  mountsInStatus: false,
  eventTime: false,
  eventReporter: false,
  componentsByTLS: [],
  refusedCall: 'getsockopt',
  etcdHealthText: '{"health": "true"}',
}

export const OBJECT_ROWS: readonly Row<ObjectRules>[] = [
  { since: 10, set: { pidPressure: true } },
  { since: 10, set: { eventTime: true } },
  { since: 10, set: { pauseImage: 'k8s.gcr.io/pause-amd64:3.1' } },
  { since: 10, set: { podLogForm: 'uid' } },
  { since: 11, set: { refusedCall: 'connect' } },
  { since: 11, set: { pauseImage: 'k8s.gcr.io/pause:3.1' } },
  { since: 13, set: { outOfDisk: false } },
  { since: 13, set: { serviceLinks: true } },
  { since: 13, set: { etcdHealthText: '{"health":"true"}' } },
  { since: 14, set: { podLogForm: 'named' } },
  { since: 14, set: { leaseNamespace: true } },
  { since: 14, set: { stableNodeLabels: true } },
  { since: 16, set: { podIPs: true } },
  { since: 18, set: { pauseImage: 'k8s.gcr.io/pause:3.2' } },
  { since: 19, set: { runtime: 'containerd' } },
  { since: 19, set: { preemptionPolicy: true } },
  { since: 20, set: { selfLinks: false } },
  { since: 20, set: { rootCAMaps: true } },
  { since: 21, set: { serviceFamilies: true } },
  { since: 21, set: { namespaceLabel: true } },
  { since: 22, set: { serviceTrafficPolicy: true } },
  { since: 22, set: { componentsByTLS: ['controller-manager'] } },
  { since: 22, set: { etcdHealthText: '{"health":"true","reason":""}' } },
  { since: 23, set: { deletesAllServices: true } },
  { since: 23, set: { componentsByTLS: ['controller-manager', 'scheduler'] } },
  { since: 24, set: { tokenSecrets: false } },
  { since: 25, set: { eventReporter: true } },
  { since: 26, set: { etcdHealthText: 'ok' } },
  { since: 26, set: { apiserverLease: true } },
  { since: 29, set: { hostIPs: true } },
  { since: 31, set: { mountsInStatus: true } },
  { since: 31, set: { nodeGraceSeconds: 50 } },
  { since: 33, set: { podGeneration: true } },
  { since: 33, set: { resourcesInStatus: true } },
  { since: 33, set: { kubeProxyVersion: false } },
  { since: 36, set: { podResources: true } },
  {
    since: 37,
    set: {
      gatedProbeFields: [
        { handler: 'httpGet', field: 'protocol', gate: 'H2CContainerProbe', preset: 'HTTP1' },
        { handler: 'grpc', field: 'mode', gate: 'GRPCContainerProbeTLS' },
      ],
    },
  },
]
