import { rule, since, until } from './rule.ts'

export interface GatedField {
  handler: 'httpGet' | 'grpc'
  field: string
  gate: string
  preset?: string
}

/** Rules of what stands in etcd, and of its form in the API. */
export const OBJECT = {
  /** The container runtime of the release's time, as ids name it. */
  runtime: rule<'docker' | 'containerd'>('docker', { 19: 'containerd' }),
  /** A namespace for the leases of nodes. */
  leaseNamespace: since(14),
  /** Each kube-apiserver has a lease. */
  apiserverLease: since(26),
  /** After so many seconds without a word of a node's kubelet its state is unknown. */
  nodeGraceSeconds: rule(40, { 31: 50 }),
  /** Namespaces carry their name as a label. */
  namespaceLabel: since(21),
  /** Each service account has a Secret with a token. */
  tokenSecrets: until(24),
  /** All services of a namespace may be deleted at once. */
  deletesAllServices: since(23),
  /** Where a container's log lies below /var/log/pods. */
  podLogForm: rule<'uid, one file' | 'uid' | 'named'>('uid, one file', { 10: 'uid', 14: 'named' }),
  /** What Docker runs for a pod's sandbox. */
  pauseImage: rule('gcr.io/google_containers/pause-amd64:3.0', {
    10: 'k8s.gcr.io/pause-amd64:3.1',
    11: 'k8s.gcr.io/pause:3.1',
    18: 'k8s.gcr.io/pause:3.2',
  }),
  /** Each namespace has a ConfigMap with the cluster's CA. */
  rootCAMaps: since(20),
  /** A Service says its address families, and its internal traffic policy. */
  serviceFamilies: since(21),
  serviceTrafficPolicy: since(22),
  /** A Node has a condition OutOfDisk. */
  outOfDisk: until(13),
  /** A Node has a condition PIDPressure. */
  pidPressure: since(10),
  /** A Node tells the version of its kube-proxy. */
  kubeProxyVersion: until(33),
  /** A Node's labels of system and architecture are no longer beta. */
  stableNodeLabels: since(14),
  /** Fields of a pod and of its status. */
  podGeneration: since(33),
  selfLinks: until(20),
  serviceLinks: since(13),
  preemptionPolicy: since(19),
  hostIPs: since(29),
  podIPs: since(16),
  resourcesInStatus: since(33),
  podResources: since(36),
  /** Fields of probes that a kube-apiserver drops while its gate is off, and what it writes where its gate is on and nothing is said. */
  gatedProbeFields: rule<readonly GatedField[]>([], {
    37: [
      { handler: 'httpGet', field: 'protocol', gate: 'H2CContainerProbe', preset: 'HTTP1' },
      { handler: 'grpc', field: 'mode', gate: 'GRPCContainerProbeTLS' },
    ],
  }),
  mountsInStatus: since(31),
  /** An Event has the fields of events.k8s.io, and who reported it stands in them. */
  eventTime: since(10),
  eventReporter: since(25),
  /** Which component statuses are asked for by HTTPS. */
  componentsByTLS: rule<readonly string[]>([], { 22: ['controller-manager'], 23: ['controller-manager', 'scheduler'] }),
  /** Go's word for the system call of a connection that is refused. */
  refusedCall: rule<'getsockopt' | 'connect'>('getsockopt', { 11: 'connect' }),
  /** What etcd answers to /health. */
  etcdHealthText: rule('{"health": "true"}', { 13: '{"health":"true"}', 22: '{"health":"true","reason":""}', 26: 'ok' }),
}
