import { hasAt } from './kubeadm-manifests.ts'
import etcd from '../../upstream/etcd.json' with { type: 'json' }

const ETCD_TAGS: Readonly<Record<string, string>> = etcd

/** The tag of the image that kubeadm takes, `3.5.15-0`. */
export const etcdTag = (minor: number): string => ETCD_TAGS[`1.${Math.floor(minor)}`]!

/**
 * What differs by release in kubeadm's etcd.yaml, kube-controller-manager.yaml and kube-scheduler.yaml alone: the first minor release
 * that has it, and that has it no more.
 * Follows: cmd/kubeadm/app/phases/etcd/local.go, phases/controlplane/manifests.go (v1.9 … v1.37).
 */
const SINCE = {
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
export const kubeadmPlaneAt = (minor: number): ((name: keyof typeof SINCE) => boolean) => hasAt(SINCE, minor)
