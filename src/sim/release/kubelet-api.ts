import type { Row } from './row.ts'

/** Rules of the kubelet’s own API, and of its log. */
export interface KubeletApiRules {
  /** Logs are structured: `"Message" key="value"`. */
  structuredLogs: boolean
  /** The kubelet's own API: some paths are subresources of their own, tried before `proxy`. */
  fineGrainedKubelet: boolean
  /** Its refusal lists all subresources that were tried, and ends its line. */
  subresourcesListed: boolean
  /** It serves what cAdvisor knows of the machine: /spec/ and /stats/. */
  servesSpec: boolean
  /** /pods tells the status of a static pod, which is Pending for ever before. */
  podsTellStatus: boolean
  /** As kubeadm starts it, bearer tokens are shown to the kube-apiserver; before, one is as none. */
  kubeletReviewsTokens: boolean
  /** /configz says that it is JSON. */
  configzIsJson: boolean
  /** Where the manifest directory stands in /configz. */
  manifestField: 'podManifestPath' | 'staticPodPath'
  /** The last of what /metrics has below it. */
  kubeletMetrics: readonly string[]
  /** Its health checks. */
  kubeletChecks: readonly string[]
  /** Go sends a path that lacks its last slash on with this status. */
  slashRedirect: 301 | 307
  /** An object's creationTimestamp is null where it has none. */
  nullTimes: boolean
}

/** 1.9 */
export const KUBELET_API_BASE: KubeletApiRules = {
  structuredLogs: false,
  fineGrainedKubelet: false,
  subresourcesListed: false,
  servesSpec: true,
  podsTellStatus: false,
  kubeletReviewsTokens: false,
  configzIsJson: false,
  manifestField: 'podManifestPath',
  kubeletMetrics: ['cadvisor'],
  kubeletChecks: ['ping', 'syncloop'],
  slashRedirect: 301,
  nullTimes: true,
}

export const KUBELET_API_ROWS: readonly Row<KubeletApiRules>[] = [
  { since: 10, set: { manifestField: 'staticPodPath' } },
  { since: 11, set: { kubeletReviewsTokens: true } },
  { since: 11, set: { configzIsJson: true } },
  { since: 11, set: { kubeletMetrics: ['cadvisor', 'probes'], kubeletChecks: ['ping', 'log', 'syncloop'] } },
  { since: 15, set: { podsTellStatus: true } },
  { since: 18, set: { servesSpec: false, kubeletMetrics: ['cadvisor', 'resource', 'probes'] } },
  { since: 21, set: { structuredLogs: true } },
  { since: 32, set: { subresourcesListed: true } },
  { since: 33, set: { fineGrainedKubelet: true } },
  { since: 34, set: { nullTimes: false } },
  { since: 36, set: { slashRedirect: 307 } },
]
