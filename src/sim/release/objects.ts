import type { Row } from './row.ts'

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
  mountsInStatus: false,
  eventTime: false,
  eventReporter: false,
  componentsByTLS: [],
  refusedCall: 'getsockopt',
  etcdHealthText: '{"health": "true"}',
}

export const OBJECT_ROWS: readonly Row<ObjectRules>[] = [
  {
    since: 10,
    set: { pidPressure: true },
    says: 'A Node has a condition PIDPressure.',
    source: 'pkg/kubelet/kubelet_node_status.go',
    read: { by: 'source', before: 'v1.9.4', after: 'v1.10.13' },
  },
  {
    since: 10,
    set: { eventTime: true },
    says: 'An Event has eventTime and its reporter, both empty.',
    source: 'staging/src/k8s.io/api/core/v1/types.go',
    read: { by: 'inference', before: 'v1.9.0', after: 'v1.10.0' },
  },
  {
    since: 10,
    set: { pauseImage: 'k8s.gcr.io/pause-amd64:3.1' },
    says: 'The sandbox of a pod is pause 3.1.',
    source: 'cmd/kubelet/app/options/container_runtime.go',
    read: { by: 'source', before: 'v1.9.4', after: 'v1.10.13' },
  },
  {
    since: 10,
    set: { podLogForm: 'uid' },
    says: 'A container’s logs have a directory.',
    source: 'pkg/kubelet/kuberuntime/helpers.go',
    read: { by: 'source', before: 'v1.9.4', after: 'v1.10.13' },
  },
  {
    since: 11,
    set: { refusedCall: 'connect' },
    says: 'A refused connection is told with the call `connect`, no longer `getsockopt`: it is built with Go 1.10.',
    source: 'build/build-image/cross/Dockerfile',
    read: { by: 'source', before: 'v1.10.13', after: 'v1.11.0' },
  },
  {
    since: 11,
    set: { pauseImage: 'k8s.gcr.io/pause:3.1' },
    says: 'The image of the sandbox has no architecture in its name.',
    source: 'cmd/kubelet/app/options/container_runtime.go',
    read: { by: 'source', before: 'v1.10.13', after: 'v1.11.0' },
  },
  {
    since: 13,
    set: { outOfDisk: false },
    says: 'A Node has no condition OutOfDisk any more.',
    source: 'pkg/kubelet/kubelet_node_status.go',
    read: { by: 'source', before: 'v1.12.3', after: 'v1.13.5' },
  },
  {
    since: 13,
    set: { serviceLinks: true },
    says: 'A pod shows enableServiceLinks.',
    source: 'pkg/apis/core/v1/defaults.go',
    read: { by: 'source', before: 'v1.12.3', after: 'v1.13.5' },
  },
  {
    since: 13,
    set: { etcdHealthText: '{"health":"true"}' },
    says: 'etcd’s answer about its health has lost a space.',
    source: 'etcd: etcdserver/api/etcdhttp/metrics.go',
    read: { by: 'inference', before: 'v1.12.0', after: 'v1.13.0' },
  },
  {
    since: 14,
    set: { podLogForm: 'named' },
    says: 'The directory of a pod’s logs has its namespace and its name.',
    source: 'pkg/kubelet/kuberuntime/helpers.go',
    read: { by: 'source', before: 'v1.13.4', after: 'v1.14.5' },
  },
  {
    since: 14,
    set: { leaseNamespace: true },
    says: 'The namespace kube-node-lease.',
    source: 'pkg/master/controller.go',
    read: { by: 'source', before: 'v1.13.5', after: 'v1.14.1' },
  },
  {
    since: 14,
    set: { stableNodeLabels: true },
    says: 'A Node’s labels kubernetes.io/os and kubernetes.io/arch.',
    source: 'pkg/kubelet/kubelet_node_status.go',
    read: { by: 'source', before: 'v1.13.5', after: 'v1.14.1' },
  },
  {
    since: 16,
    set: { podIPs: true },
    says: 'A pod’s status lists all its IPs.',
    source: 'staging/src/k8s.io/api/core/v1/types.go',
    read: { by: 'source', before: 'v1.15.12', after: 'v1.16.15' },
  },
  {
    since: 18,
    set: { pauseImage: 'k8s.gcr.io/pause:3.2' },
    says: 'The sandbox of a pod is pause 3.2.',
    source: 'cmd/kubelet/app/options/container_runtime.go',
    read: { by: 'source', before: 'v1.17.9', after: 'v1.18.6' },
  },
  {
    since: 19,
    set: { runtime: 'containerd' },
    says: 'Nodes are taken to run containerd; before, Docker.',
    source: 'pkg/kubelet/dockershim/docker_service.go',
    read: { by: 'inference', before: 'v1.18.0', after: 'v1.19.0' },
  },
  {
    since: 19,
    set: { preemptionPolicy: true },
    says: 'A pod shows preemptionPolicy.',
    source: 'pkg/features/kube_features.go',
    read: { by: 'source', before: 'v1.18.6', after: 'v1.19.10' },
  },
  {
    since: 20,
    set: { selfLinks: false },
    says: 'Objects have no selfLink.',
    source: 'staging/src/k8s.io/apiserver/pkg/features/kube_features.go',
    read: { by: 'source', before: 'v1.19.16', after: 'v1.20.15' },
  },
  {
    since: 20,
    set: { rootCAMaps: true },
    says: 'Each namespace has a ConfigMap kube-root-ca.crt.',
    source: 'pkg/features/kube_features.go',
    read: { by: 'source', before: 'v1.19.13', after: 'v1.20.9' },
  },
  {
    since: 21,
    set: { serviceFamilies: true },
    says: 'A Service says its address families.',
    source: 'pkg/features/kube_features.go',
    read: { by: 'source', before: 'v1.20.0', after: 'v1.21.4' },
  },
  {
    since: 21,
    set: { namespaceLabel: true },
    says: 'A namespace carries its name as a label.',
    source: 'pkg/apis/core/v1/defaults.go',
    read: { by: 'source', before: 'v1.20.0', after: 'v1.21.4' },
  },
  {
    since: 22,
    set: { serviceTrafficPolicy: true },
    says: 'A Service says its internal traffic policy.',
    source: 'pkg/features/kube_features.go',
    read: { by: 'source', before: 'v1.21.4', after: 'v1.22.17' },
  },
  {
    since: 22,
    set: { componentsByTLS: ['controller-manager'] },
    says: 'The status of kube-controller-manager is asked for by HTTPS.',
    source: 'pkg/registry/core/rest/storage_core.go',
    read: { by: 'source', before: 'v1.21.3', after: 'v1.22.3' },
  },
  {
    since: 22,
    set: { etcdHealthText: '{"health":"true","reason":""}' },
    says: 'etcd’s answer about its health gives a reason.',
    source: 'etcd: server/etcdserver/api/etcdhttp/health.go',
    read: { by: 'inference', before: 'v1.21.0', after: 'v1.22.0' },
  },
  {
    since: 23,
    set: { componentsByTLS: ['controller-manager', 'scheduler'] },
    says: 'The status of kube-scheduler is asked for by HTTPS too.',
    source: 'pkg/registry/core/rest/storage_core.go',
    read: { by: 'source', before: 'v1.22.3', after: 'v1.23.1' },
  },
  {
    since: 24,
    set: { tokenSecrets: false },
    says: 'Service accounts have no Secret with a token of their own any more.',
    source: 'pkg/features/kube_features.go',
    read: { by: 'source', before: 'v1.23.17', after: 'v1.24.16' },
  },
  {
    since: 25,
    set: { eventReporter: true },
    says: 'An Event names its reporter.',
    source: 'staging/src/k8s.io/client-go/tools/record/event.go',
    read: { by: 'source', before: 'v1.24.17', after: 'v1.25.16' },
  },
  {
    since: 26,
    set: { etcdHealthText: 'ok' },
    says: 'etcd’s answer about its health is told as `ok`.',
    source: 'pkg/registry/core/componentstatus/validator.go',
    read: { by: 'source', before: 'v1.25.9', after: 'v1.26.5' },
  },
  {
    since: 26,
    set: { apiserverLease: true },
    says: 'Each kube-apiserver holds a Lease in kube-system.',
    source: 'staging/src/k8s.io/apiserver/pkg/features/kube_features.go',
    read: { by: 'source', before: 'v1.25.16', after: 'v1.26.15' },
  },
  {
    since: 29,
    set: { hostIPs: true },
    says: 'A pod’s status lists all IPs of its node.',
    source: 'pkg/features/kube_features.go',
    read: { by: 'source', before: 'v1.28.14', after: 'v1.29.9' },
  },
  {
    since: 31,
    set: { mountsInStatus: true },
    says: 'A container’s status lists its mounts.',
    source: 'pkg/features/kube_features.go',
    read: { by: 'source', before: 'v1.30.14', after: 'v1.31.14' },
  },
  {
    since: 31,
    set: { nodeGraceSeconds: 50 },
    says: 'A node of which nothing is heard is given 50 s, not 40, before its state is unknown.',
    source: 'pkg/controller/nodelifecycle/config/v1alpha1/defaults.go',
    read: { by: 'source', before: 'v1.30.14', after: 'v1.31.14' },
  },
  {
    since: 33,
    set: { podGeneration: true },
    says: 'A pod has a generation.',
    source: 'pkg/registry/core/pod/strategy.go',
    read: { by: 'source', before: 'v1.32.13', after: 'v1.33.13' },
  },
  {
    since: 33,
    set: { resourcesInStatus: true },
    says: 'A pod’s status tells the resources of its containers.',
    source: 'pkg/features/kube_features.go',
    read: { by: 'source', before: 'v1.32.13', after: 'v1.33.13' },
  },
  {
    since: 33,
    set: { kubeProxyVersion: false },
    says: 'A Node no longer tells its kube-proxy’s version.',
    source: 'pkg/features/kube_features.go',
    read: { by: 'source', before: 'v1.32.13', after: 'v1.33.13' },
  },
  {
    since: 36,
    set: { podResources: true },
    says: 'A pod’s status tells its resources.',
    source: 'pkg/features/kube_features.go',
    read: { by: 'source', before: 'v1.35.6', after: 'v1.36.2' },
  },
]
