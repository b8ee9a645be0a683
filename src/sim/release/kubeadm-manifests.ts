/**
 * What differs by release in the static pods that kubeadm writes, as `release.ts` has the rest: a row a difference, with the first
 * minor release that has it. The page begins with a kube-apiserver's, so that these stand apart from what only a run needs, in few
 * words; what only the three beside it have is in `kubeadm-plane-manifests.ts`.
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
export const hasAt =
  <K extends string>(since: Since<K>, minor: number) =>
  (name: K): boolean =>
    since[name] <= minor

/** What kubeadm's static pods have in a minor release. */
export const kubeadmAt = (minor: number): ((name: keyof typeof SINCE) => boolean) => hasAt(SINCE, minor)

/** A value in kubeadm's static pods in a minor release; empty where there is none yet. */
export const kubeadmValue = (name: keyof typeof VALUES, minor: number): string => VALUES[name].find(([since]) => since <= minor)![1]
