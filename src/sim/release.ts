import type { ManifestRules } from '../manifest/types.ts'

/**
 * All that differs by Kubernetes release. `CHANGES` is the one table: a row says since which minor release some rules have
 * other values, why, and where upstream. A release is the fold of all rows up to it.
 */
export interface Rules extends ManifestRules, KubeletRules, ApiserverRules, KubectlRules {}

/** Rules of the kubelet. */
export interface KubeletRules {
  placeholderKubelet?: never
}

/** Rules of the kube-apiserver. */
export interface ApiserverRules {
  placeholderApiserver?: never
}

/** Rules of kubectl and of what the server prints for it. */
export interface KubectlRules {
  placeholderKubectl?: never
}

export interface Release extends Rules {
  /** `1.37` */
  name: string
}

export interface Change {
  /** The first minor release that has it. */
  since: number
  set: Partial<Rules>
  /** One sentence for a person. */
  says: string
  /** Upstream path. */
  source: string
}

/** Oldest first. Row 0 is the base: 1.9 as a whole. */
export const CHANGES: readonly Change[] = []
