import type { ManifestRules } from '../manifest/types.ts'

/**
 * All that differs by Kubernetes release. `CHANGES` is the one table: a row says since which minor release some rules have
 * other values, in a sentence for a person, and where upstream. A release is the fold of all rows up to it.
 */
export interface Rules extends ManifestRules, KubeletRules, ApiserverRules, KubectlRules {}

/** Rules of the kubelet. */
export interface KubeletRules {}

/** Rules of the kube-apiserver. */
export interface ApiserverRules {}

/** Rules of kubectl, and of what the server prints for it. */
export interface KubectlRules {}

export interface Release extends Rules {
  /** `1.37` */
  name: string
  /** 37 */
  minor: number
}

export interface Change {
  /** The first minor release that has it. */
  since: number
  set: Partial<Rules>
  /** One sentence for a person: what is different from here on. */
  says: string
  /** Upstream path. */
  source: string
}

/** 1.9 as a whole; later releases differ from it by the rows below. */
const BASE: Rules = {
  // reading manifests (src/manifest)
  // kubelet (src/sim/kubelet)
  // kube-apiserver (src/sim/apiserver)
  // kubectl (src/views)
}

/** Oldest first within each part. */
export const CHANGES: readonly Change[] = [
  // reading manifests (src/manifest)
  // kubelet (src/sim/kubelet)
  // kube-apiserver (src/sim/apiserver)
  // kubectl (src/views)
]

const OLDEST = 9
const NEWEST = 37

/** The releases that the page offers; any from 1.9 to 1.37 can be simulated. */
export const OFFERED: readonly string[] = ['1.9', '1.10', '1.13', '1.16', ...Array.from({ length: NEWEST - 18 }, (_, i) => `1.${i + 19}`)]

const releases = new Map<string, Release>()

/**
 * The rules of a release such as `1.19`.
 *
 * Units: none. Errors: throws RangeError for a release that is not modelled; `parseScenario` has refused it before.
 * Follows: nothing upstream; each row names its own source.
 */
export function releaseOf(name: string): Release {
  const known = releases.get(name)
  if (known) return known
  const minor = Number(/^1\.(\d+)$/.exec(name)?.[1])
  if (!(minor >= OLDEST && minor <= NEWEST)) throw new RangeError(`Kubernetes ${name} is not modelled: 1.${OLDEST} … 1.${NEWEST} are`)
  const release: Release = Object.assign({}, BASE, ...CHANGES.filter((row) => row.since <= minor).map((row) => row.set), { name, minor })
  releases.set(name, release)
  return release
}

/**
 * The rows that lie between two releases, oldest first, whichever of the two is older.
 *
 * Units: none. Errors: throws RangeError as `releaseOf`. Follows: nothing upstream.
 */
export function changesBetween(from: string, to: string): readonly Change[] {
  const [low, high] = [releaseOf(from).minor, releaseOf(to).minor].toSorted((a, b) => a - b) as [number, number]
  return CHANGES.filter((row) => row.since > low && row.since <= high).toSorted((a, b) => a.since - b.since)
}
