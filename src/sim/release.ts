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
export interface KubectlRules {
  /** Ages are cut to one unit: `7m`. */
  shortAges: boolean
  /** The least width of a column of `kubectl get`. */
  columnMinWidth: number
  /** `6 (42s ago)` in RESTARTS. */
  restartsAgo: boolean
  /** What `-o wide` adds for a pod. */
  podWideColumns: readonly string[]
  /** `kubectl get events` has its five columns, as against ten. */
  eventColumnsShort: boolean
  /** The kubelet's spam filter counts Normal and Warning apart. */
  eventSpamByType: boolean
  /** describe's From column names the host too. */
  eventFromHost: boolean
  /** describe's events begin with the field path: `spec.containers{main}: `. */
  eventFieldPath: boolean
  /** describe prints `key: value` for annotations, as against `key=value`. */
  annotationColon: boolean
  /** describe's word for the priority class, where it prints one. */
  priorityClassLabel: string
  /** describe prints a list of IPs. */
  describeIPs: boolean
  describeSeccomp: boolean
  /** The mirror pod is owned by its node. */
  mirrorOwner: boolean
  /** describe prints a container port's name. */
  portNames: boolean
  /** describe spells out `successThreshold=1`, as against `#success=1`. */
  probeThresholdWords: boolean
  /** describe prints a toleration's operator. */
  tolerationOp: boolean
  /** The pod's conditions in the order of the API. */
  podConditions: readonly string[]
  /** The group in admin.conf's certificate. */
  adminGroup: string
  /** kubectl version prints one short line a version; before, Go structs. */
  versionShort: boolean
}

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
  shortAges: true,
  columnMinWidth: 10,
  restartsAgo: false,
  podWideColumns: ['IP', 'NODE'],
  eventColumnsShort: false,
  eventSpamByType: false,
  eventFromHost: true,
  eventFieldPath: false,
  annotationColon: false,
  priorityClassLabel: '',
  describeIPs: false,
  describeSeccomp: false,
  mirrorOwner: false,
  portNames: false,
  probeThresholdWords: false,
  tolerationOp: false,
  podConditions: ['Initialized', 'Ready', 'PodScheduled'],
  adminGroup: 'system:masters',
  versionShort: false,
}

/** Oldest first within each part. */
export const CHANGES: readonly Change[] = [
  // reading manifests (src/manifest)
  // kubelet (src/sim/kubelet)
  // kube-apiserver (src/sim/apiserver)
  // kubectl (src/views)
  { since: 11, set: { annotationColon: true, priorityClassLabel: 'PriorityClassName', podWideColumns: ['IP', 'NODE', 'NOMINATED NODE'] }, says: 'kubectl describe prints the priority, and annotations as `key: value`.', source: 'pkg/printers/internalversion/describe.go' },
  { since: 12, set: { shortAges: false, columnMinWidth: 6 }, says: 'Ages have two parts (`7m3s`), and the columns of kubectl get stand closer.', source: 'staging/src/k8s.io/apimachinery/pkg/util/duration/duration.go' },
  { since: 12, set: { podConditions: ['Initialized', 'Ready', 'ContainersReady', 'PodScheduled'] }, says: 'A pod has a condition ContainersReady.', source: 'pkg/kubelet/status/generate.go' },
  { since: 13, set: { podWideColumns: ['IP', 'NODE', 'NOMINATED NODE', 'READINESS GATES'], eventColumnsShort: true }, says: 'kubectl get events has five columns; -o wide shows readiness gates.', source: 'pkg/printers/internalversion/printers.go' },
  { since: 14, set: { priorityClassLabel: 'Priority Class Name' }, says: 'kubectl describe writes `Priority Class Name`.', source: 'pkg/kubectl/describe/versioned/describe.go' },
  { since: 16, set: { describeIPs: true }, says: 'kubectl describe lists all IPs of a pod.', source: 'staging/src/k8s.io/kubectl/pkg/describe/describe.go' },
  { since: 17, set: { mirrorOwner: true }, says: 'A mirror pod is owned by its node.', source: 'pkg/kubelet/pod/mirror_client.go' },
  { since: 19, set: { eventFromHost: false, tolerationOp: true }, says: 'kubectl describe no longer names the host of an Event.', source: 'staging/src/k8s.io/kubectl/pkg/describe/describe.go' },
  { since: 22, set: { restartsAgo: true }, says: 'RESTARTS says how long ago the last one was.', source: 'pkg/printers/internalversion/printers.go' },
  { since: 24, set: { describeSeccomp: true }, says: 'kubectl describe prints the seccomp profile.', source: 'staging/src/k8s.io/kubectl/pkg/describe/describe.go' },
  { since: 28, set: { versionShort: true }, says: 'kubectl version prints one short line a version.', source: 'staging/src/k8s.io/kubectl/pkg/cmd/version/version.go' },
  { since: 29, set: { podConditions: ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'] }, says: 'A pod has a condition PodReadyToStartContainers.', source: 'pkg/kubelet/status/generate.go' },
  { since: 29, set: { adminGroup: 'kubeadm:cluster-admins' }, says: 'admin.conf is an ordinary cluster-admin by RBAC, no longer system:masters.', source: 'cmd/kubeadm/app/phases/kubeconfig/kubeconfig.go' },
  { since: 32, set: { eventSpamByType: true }, says: 'The limit on Events counts Normal and Warning apart.', source: 'staging/src/k8s.io/client-go/tools/record/events_cache.go' },
  { since: 34, set: { portNames: true }, says: 'kubectl describe prints the names of ports.', source: 'staging/src/k8s.io/kubectl/pkg/describe/describe.go' },
  { since: 35, set: { eventFieldPath: true }, says: 'kubectl describe begins an Event with the container it is about.', source: 'staging/src/k8s.io/kubectl/pkg/describe/describe.go' },
  { since: 37, set: { probeThresholdWords: true }, says: 'kubectl describe spells out the thresholds of a probe.', source: 'staging/src/k8s.io/kubectl/pkg/describe/describe.go' },
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
