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
  {
    since: 10,
    set: { manifestField: 'staticPodPath' },
    says: 'The kubelet’s configuration calls the manifest directory staticPodPath.',
    source: 'pkg/kubelet/apis/kubeletconfig/types.go',
    read: { by: 'source', before: 'v1.9.4', after: 'v1.10.13' },
  },
  {
    since: 11,
    set: { kubeletReviewsTokens: true },
    says: 'As kubeadm starts it, the kubelet asks the kube-apiserver whose a bearer token is; before, one counts as none.',
    source: 'cmd/kubeadm/app/componentconfigs/kubelet.go',
    read: { by: 'source', before: 'v1.10.13', after: 'v1.11.0' },
  },
  {
    since: 11,
    set: { configzIsJson: true },
    says: '/configz says that it is JSON.',
    source: 'pkg/util/configz/configz.go',
    read: { by: 'source', before: 'v1.10.13', after: 'v1.11.0' },
  },
  {
    since: 11,
    set: { kubeletMetrics: ['cadvisor', 'probes'], kubeletChecks: ['ping', 'log', 'syncloop'] },
    says: 'The kubelet’s /metrics/probes tells the results of probes.',
    source: 'pkg/kubelet/server/server.go',
    read: { by: 'source', before: 'v1.10.13', after: 'v1.11.0' },
  },
  {
    since: 15,
    set: { podsTellStatus: true },
    says: 'The kubelet’s own /pods tells the status of static pods, which was Pending for ever before.',
    source: 'pkg/kubelet/kubelet_getters.go',
    read: { by: 'source', before: 'v1.14.1', after: 'v1.15.11' },
  },
  {
    since: 18,
    set: { servesSpec: false, kubeletMetrics: ['cadvisor', 'resource', 'probes'] },
    says: 'The kubelet no longer serves /spec/ and what cAdvisor tells below /stats/.',
    source: 'cmd/kubelet/app/options/options.go',
    read: { by: 'source', before: 'v1.17.9', after: 'v1.18.6' },
  },
  {
    since: 21,
    set: { structuredLogs: true },
    says: 'The kubelet logs in a structured form.',
    source: 'pkg/kubelet/config/file_linux.go',
    read: { by: 'source', before: 'v1.20.0', after: 'v1.21.4' },
  },
  {
    since: 32,
    set: { subresourcesListed: true },
    says: "A refusal of the kubelet's own API lists all subresources that were tried.",
    source: 'pkg/kubelet/server/server.go',
    read: { by: 'source', before: 'v1.31.14', after: 'v1.32.13' },
  },
  {
    since: 33,
    set: { fineGrainedKubelet: true },
    says: "In the kubelet's own API /pods, /healthz and /configz can be allowed one by one.",
    source: 'pkg/features/kube_features.go',
    read: { by: 'source', before: 'v1.32.13', after: 'v1.33.13' },
  },
  {
    since: 34,
    set: { nullTimes: false },
    says: 'A creationTimestamp that is not set is left out, as against null.',
    source: 'staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/types.go',
    read: { by: 'source', before: 'v1.33.13', after: 'v1.34.10' },
  },
  {
    since: 36,
    set: { slashRedirect: 307 },
    says: "The kubelet's own API sends a path that lacks its last slash on with 307, not 301 (Go 1.26).",
    source: 'Go 1.26: net/http/server.go',
    read: { by: 'inference', before: 'v1.35.6', after: 'v1.36.2' },
  },
]
