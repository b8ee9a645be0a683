import etcd from '../../upstream/etcd.json' with { type: 'json' }

/**
 * What differs by release in the static pods that kubeadm writes, as `release.ts` has the rest: a row a difference, with the first
 * minor release that has it.
 * Follows: cmd/kubeadm/app/phases/controlplane/manifests.go and volumes.go, util/staticpod/utils.go, images/images.go (v1.9 …
 * v1.37).
 */
const SINCE = {
  /** A Go map of flags had no order. */
  sortedFlags: 10,
  pullPolicy: 11,
  /** The directories of certificates that other distributions have. */
  moreCertificates: 11,
  /** An image's name no longer ends in -amd64. */
  plainImages: 12,
  /** A pod no longer says in an annotation that it is critical. */
  uncritical: 17,
  /** A server's annotation says where it is. */
  address: 18,
  /** Startup probes, the kube-apiserver's own three paths, ten seconds between probes and before the first. */
  allProbes: 19,
  issuer: 20,
  /** --insecure-port=0 is not needed any more. */
  secureOnly: 22,
  seccomp: 22,
  priority: 24,
  /** The probed port has a name. */
  probePort: 34,
  /** What Go writes for a time that is none is left out. */
  timeless: 34,
}

/** Values that change, each with the first minor release that has it; the newest first. */
const VALUES = {
  repository: [
    [25, 'registry.k8s.io'],
    [10, 'k8s.gcr.io'],
    [0, 'gcr.io/google_containers'],
  ],
  priorityClass: [
    [17, 'system-node-critical'],
    [11, 'system-cluster-critical'],
    [0, ''],
  ],
} as const

/** Differences by name, each with the first minor release that has it. */
export type Since<K extends string> = Readonly<Record<K, number>>

/** Whether a minor release has a difference. */
const hasAt =
  <K extends string>(since: Since<K>, minor: number) =>
  (name: K): boolean =>
    since[name] <= minor

/** What kubeadm's static pods have in a minor release. */
export const kubeadmAt = (minor: number): ((name: keyof typeof SINCE) => boolean) => hasAt(SINCE, minor)

/** A value in kubeadm's static pods in a minor release; empty where there is none yet. */
export const kubeadmValue = (name: keyof typeof VALUES, minor: number): string => VALUES[name].find(([since]) => since <= minor)![1]

const ETCD_TAGS: Readonly<Record<string, string>> = etcd

/** The tag of the image that kubeadm takes, `3.5.15-0`. */
export const etcdTag = (minor: number): string => ETCD_TAGS[`1.${Math.floor(minor)}`]!

/**
 * What differs by release in kubeadm's etcd.yaml, kube-controller-manager.yaml and kube-scheduler.yaml alone: the first minor release
 * that has it, and that has it no more.
 * Follows: cmd/kubeadm/app/phases/etcd/local.go, phases/controlplane/manifests.go (v1.9 … v1.37).
 */
const PLANE_SINCE = {
  etcdTls: 10,
  etcdSnapshots: 11,
  etcdPeers: 12,
  /** etcdctl in etcd's pod is told that it asks over TLS. */
  etcdctlTls: 12,
  /** etcd listens at the node's own address, too. */
  etcdOnNode: 13,
  /** kube-controller-manager and kube-scheduler listen by --bind-address. */
  bindAddress: 14,
  /** kube-controller-manager asks the API who is asking, and kube-scheduler. */
  managerDelegates: 14,
  schedulerDelegates: 17,
  /** etcd is asked at its port for metrics, and no longer by a command in it. */
  etcdMetrics: 16,
  /** The two are probed at the port with TLS. */
  securePorts: 17,
  /** --port=0 stands beside the other port, as long as that flag is there. */
  portZero: 18,
  noPort: 23,
  clusterName: 20,
  etcdRequests: 20,
  /** etcd’s /health may be asked with no quorum, and is so but at the start. */
  etcdSerializable: 25,
  /** etcd checks its data at its start, and tells watches how far they are; by flags without --experimental later. */
  etcdCheck: 22,
  etcdProgress: 26,
  etcdGates: 34,
  /** etcd has /livez and /readyz. */
  etcdReadyz: 31,
  schedulerLivez: 32,
  /** kube-controller-manager no longer mounts the plugins of flexVolumes. */
  noFlexVolumes: 37,
}

/** The etcd in it: `3.5.15`. */
export const etcdVersionOf = (minor: number): string => etcdTag(minor).replace(/-.*/, '')

/** What the three have of their own in a minor release. */
export const kubeadmPlaneAt = (minor: number): ((name: keyof typeof PLANE_SINCE) => boolean) => hasAt(PLANE_SINCE, minor)
