import etcd from '../../upstream/etcd.json' with { type: 'json' }
import { rule, since, valuesAt, type ValuesOf } from './rule.ts'

/** Rules of what kubeadm sets up. */
export const KUBEADM = {
  /** kubeadm gives its administrators a group bound by RBAC. */
  kubeadmAdminBinding: since(29),
  /** The version of kubeadm's configuration; null where kubeadm-config has it whole, without kind. */
  kubeadmVersion: rule<string | null>(null, { 12: 'v1alpha1', 13: 'v1beta1', 15: 'v1beta2', 22: 'v1beta3', 31: 'v1beta4' }),
  kubeadmClusterStatus: rule(false, { 12: true, 22: false }),
  /** What kubeadm calls its commands about certificates; null where it has none. */
  kubeadmCerts: rule<'alpha certs' | 'certs' | null>(null, { 15: 'alpha certs', 20: 'certs' }),
  /** Where kubeadm takes images from. */
  imageRepository: rule('gcr.io/google_containers', { 10: 'k8s.gcr.io', 25: 'registry.k8s.io' }),
  /** The ConfigMap with the kubelets' configuration: none, with the release in its name, without. */
  kubeletConfigMap: rule<'none' | 'numbered' | 'plain'>('none', { 11: 'numbered', 24: 'plain' }),
  /** The group in admin.conf's certificate. */
  adminGroup: rule('system:masters', { 29: 'kubeadm:cluster-admins' }),
  /** The kubelet is started with a configuration file. */
  kubeletConfigFile: since(11),
}

/**
 * What differs by release in the static pods that kubeadm writes.
 *
 * Follows: cmd/kubeadm/app/phases/controlplane/manifests.go and volumes.go, phases/etcd/local.go, util/staticpod/utils.go, images/images.go
 * (v1.9 … v1.37).
 */
const STATIC_PODS = {
  repository: KUBEADM.imageRepository,
  /** A Go map of flags had no order. */
  sortedFlags: since(10),
  pullPolicy: since(11),
  /** The directories of certificates that other distributions have. */
  moreCertificates: since(11),
  /** An image's name no longer ends in -amd64. */
  plainImages: since(12),
  /** A pod no longer says in an annotation that it is critical. */
  uncritical: since(17),
  /** A server's annotation says where it is. */
  address: since(18),
  /** Startup probes, the kube-apiserver's own three paths, ten seconds between probes and before the first. */
  allProbes: since(19),
  issuer: since(20),
  /** --insecure-port=0 is not needed any more. */
  secureOnly: since(22),
  seccomp: since(22),
  priority: since(24),
  /** The probed port has a name. */
  probePort: since(34),
  /** What Go writes for a time that is none is left out. */
  timeless: since(34),
  priorityClass: rule('', { 11: 'system-cluster-critical', 17: 'system-node-critical' }),
  etcdTls: since(10),
  etcdSnapshots: since(11),
  etcdPeers: since(12),
  /** etcdctl in etcd's pod is told that it asks over TLS. */
  etcdctlTls: since(12),
  /** etcd listens at the node's own address, too. */
  etcdOnNode: since(13),
  /** kube-controller-manager and kube-scheduler listen by --bind-address. */
  bindAddress: since(14),
  /** kube-controller-manager asks the API who is asking, and kube-scheduler. */
  managerDelegates: since(14),
  schedulerDelegates: since(17),
  /** etcd is asked at its port for metrics, and no longer by a command in it. */
  etcdMetrics: since(16),
  /** The two are probed at the port with TLS. */
  securePorts: since(17),
  /** --port=0 stands beside the other port, as long as that flag is there. */
  portZero: since(18),
  noPort: since(23),
  clusterName: since(20),
  etcdRequests: since(20),
  /** etcd’s /health may be asked with no quorum, and is so but at the start. */
  etcdSerializable: since(25),
  /** etcd checks its data at its start, and tells watches how far they are; by flags without --experimental later. */
  etcdCheck: since(22),
  etcdProgress: since(26),
  etcdGates: since(34),
  /** etcd has /livez and /readyz. */
  etcdReadyz: since(31),
  schedulerLivez: since(32),
  /** kube-controller-manager no longer mounts the plugins of flexVolumes. */
  noFlexVolumes: since(37),
}

/** What kubeadm's static pods have in a minor release. */
export const kubeadmAt = (minor: number): ValuesOf<typeof STATIC_PODS> => valuesAt(STATIC_PODS, minor)

const ETCD_TAGS: Readonly<Record<string, string>> = etcd

/** The tag of the image that kubeadm takes, `3.5.15-0`. */
export const etcdTag = (minor: number): string => ETCD_TAGS[`1.${Math.floor(minor)}`]!

/** The etcd in it: `3.5.15`. */
export const etcdVersionOf = (minor: number): string => etcdTag(minor).replace(/-.*/, '')
