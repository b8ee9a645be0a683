import type { Row } from './row.ts'

/** Rules of the tables and descriptions that kubectl prints. */
export interface KubectlTableRules {
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
  /** describe prints a container's host port. */
  describesHostPort: boolean
  /** describe finds a static pod's Events, which are not of its mirror's UID. */
  describesMirrorEvents: boolean
  /** describe's lines of a node: taints before the time, and what is indented by one blank; no line on scheduling. */
  describesNodeOldly: boolean
  /** How describe heads the age of a node's pods, where it prints it. */
  nodePodAge: string | null
  /** -o wide shows a node's own address. */
  nodeInternalIP: boolean
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
  /** What stands before a Service where several kinds are listed. */
  servicePrefix: 'svc' | 'service'
  /** kubectl get shows a binding's role, and since when a role is there. */
  roleColumns: boolean
  /** describe prints a priority class also where there is none. */
  describesNoPriorityClass: boolean
  /** crictl tells a container's user. */
  crictlUser: boolean
  /** Columns of `crictl ps` after POD ID; crictl follows Kubernetes' releases. */
  crictlColumns: readonly string[]
}

/** 1.9 */
export const KUBECTL_TABLE_BASE: KubectlTableRules = {
  shortAges: true,
  columnMinWidth: 10,
  restartsAgo: false,
  podWideColumns: ['IP', 'NODE'],
  eventColumnsShort: false,
  eventSpamByType: false,
  eventFromHost: true,
  eventFieldPath: false,
  describesHostPort: false,
  describesMirrorEvents: false,
  describesNodeOldly: true,
  nodePodAge: null,
  nodeInternalIP: false,
  annotationColon: false,
  priorityClassLabel: '',
  describeIPs: false,
  describeSeccomp: false,
  mirrorOwner: false,
  portNames: false,
  probeThresholdWords: false,
  tolerationOp: false,
  podConditions: ['Initialized', 'Ready', 'PodScheduled'],
  servicePrefix: 'svc',
  roleColumns: false,
  describesNoPriorityClass: true,
  crictlUser: false,
  crictlColumns: [],
}

export const KUBECTL_TABLE_ROWS: readonly Row<KubectlTableRules>[] = [
  {
    since: 10,
    set: { describesHostPort: true },
    says: 'kubectl describe prints a container’s host port.',
    source: 'pkg/printers/internalversion/describe.go',
    read: { by: 'source', before: 'v1.9.4', after: 'v1.10.13' },
  },
  {
    since: 10,
    set: { describesNodeOldly: false },
    says: 'kubectl describe node says whether a node takes pods.',
    source: 'pkg/printers/internalversion/describe.go',
    read: { by: 'source', before: 'v1.9.0', after: 'v1.10.13' },
  },
  {
    since: 11,
    set: { nodeInternalIP: true },
    says: 'kubectl get nodes -o wide shows the node’s own address.',
    source: 'pkg/printers/internalversion/printers.go',
    read: { by: 'source', before: 'v1.10.13', after: 'v1.11.0' },
  },
  {
    since: 11,
    set: { priorityClassLabel: 'PriorityClassName' },
    says: 'kubectl describe prints the priority.',
    source: 'pkg/printers/internalversion/describe.go',
    read: { by: 'inference', before: 'v1.10.0', after: 'v1.11.0' },
  },
  {
    since: 11,
    set: { podWideColumns: ['IP', 'NODE', 'NOMINATED NODE'] },
    says: 'kubectl get -o wide shows the nominated node.',
    source: 'pkg/printers/internalversion/printers.go',
    read: { by: 'source', before: 'v1.10.13', after: 'v1.11.0' },
  },
  {
    since: 11,
    set: { podConditions: ['Initialized', 'Ready', 'ContainersReady', 'PodScheduled'] },
    says: 'A pod has a condition ContainersReady.',
    source: 'pkg/kubelet/status/generate.go',
    read: { by: 'source', before: 'v1.10.13', after: 'v1.11.0' },
  },
  {
    since: 12,
    set: { annotationColon: true },
    says: 'kubectl describe prints annotations as `key: value`.',
    source: 'pkg/printers/internalversion/describe.go',
    read: { by: 'source', before: 'v1.11.0', after: 'v1.12.1' },
  },
  {
    since: 12,
    set: { shortAges: false },
    says: 'Ages have two parts (`7m3s`).',
    source: 'staging/src/k8s.io/apimachinery/pkg/util/duration/duration.go',
    read: { by: 'source', before: 'v1.11.0', after: 'v1.12.1' },
  },
  {
    since: 12,
    set: { columnMinWidth: 6 },
    says: 'The columns of kubectl get stand closer.',
    source: 'pkg/printers/tabwriter.go',
    read: { by: 'source', before: 'v1.11.0', after: 'v1.12.1' },
  },
  {
    since: 12,
    set: { eventColumnsShort: true },
    says: 'kubectl get events has five columns.',
    source: 'pkg/printers/internalversion/printers.go',
    read: { by: 'source', before: 'v1.11.0', after: 'v1.12.3' },
  },
  {
    since: 13,
    set: { servicePrefix: 'service' },
    says: 'Where kubectl lists several kinds, a Service is `service/NAME`.',
    source: 'pkg/kubectl/cmd/get/get.go',
    read: { by: 'inference', before: 'v1.12.0', after: 'v1.13.0' },
  },
  {
    since: 13,
    set: { podWideColumns: ['IP', 'NODE', 'NOMINATED NODE', 'READINESS GATES'] },
    says: 'kubectl get -o wide shows readiness gates.',
    source: 'pkg/printers/internalversion/printers.go',
    read: { by: 'source', before: 'v1.12.3', after: 'v1.13.5' },
  },
  {
    since: 13,
    set: { nodePodAge: 'AGE' },
    says: 'kubectl describe node shows the age of its pods.',
    source: 'pkg/kubectl/describe/versioned/describe.go',
    read: { by: 'source', before: 'v1.12.3', after: 'v1.13.5' },
  },
  {
    since: 14,
    set: { describesMirrorEvents: true },
    says: 'kubectl describe finds the Events of a static pod.',
    source: 'pkg/kubectl/describe/versioned/describe.go',
    read: { by: 'source', before: 'v1.13.5', after: 'v1.14.1' },
  },
  {
    since: 15,
    set: { priorityClassLabel: 'Priority Class Name' },
    says: 'kubectl describe writes `Priority Class Name`.',
    source: 'pkg/kubectl/describe/versioned/describe.go',
    read: { by: 'source', before: 'v1.14.1', after: 'v1.15.11' },
  },
  {
    since: 15,
    set: { describesNoPriorityClass: false },
    says: 'kubectl describe leaves a priority class out where there is none.',
    source: 'pkg/kubectl/describe/versioned/describe.go',
    read: { by: 'source', before: 'v1.14.1', after: 'v1.15.11' },
  },
  {
    since: 16,
    set: { describeIPs: true },
    says: 'kubectl describe lists all IPs of a pod.',
    source: 'staging/src/k8s.io/kubectl/pkg/describe/versioned/describe.go',
    read: { by: 'source', before: 'v1.15.11', after: 'v1.16.15' },
  },
  {
    since: 17,
    set: { mirrorOwner: true },
    says: 'A mirror pod is owned by its node.',
    source: 'pkg/kubelet/pod/mirror_client.go',
    read: { by: 'source', before: 'v1.16.13', after: 'v1.17.9' },
  },
  {
    since: 18,
    set: { roleColumns: true },
    says: 'kubectl get shows the role of a binding.',
    source: 'pkg/printers/internalversion/printers.go',
    read: { by: 'source', before: 'v1.17.17', after: 'v1.18.20' },
  },
  {
    since: 18,
    set: { eventFromHost: false },
    says: 'kubectl describe no longer names the host of an Event.',
    source: 'staging/src/k8s.io/kubectl/pkg/describe/describe.go',
    read: { by: 'source', before: 'v1.17.17', after: 'v1.18.19' },
  },
  {
    since: 19,
    set: { crictlUser: true },
    says: 'crictl tells a container’s user.',
    source: 'cri-tools: cmd/crictl/container.go',
    read: { by: 'inference', before: 'v1.18.0', after: 'v1.19.0' },
  },
  {
    since: 19,
    set: { tolerationOp: true },
    says: 'kubectl describe prints a toleration’s operator.',
    source: 'staging/src/k8s.io/kubectl/pkg/describe/describe.go',
    read: { by: 'source', before: 'v1.18.19', after: 'v1.19.16' },
  },
  {
    since: 21,
    set: { nodePodAge: 'Age' },
    says: 'kubectl describe node writes Age.',
    source: 'staging/src/k8s.io/kubectl/pkg/describe/describe.go',
    read: { by: 'source', before: 'v1.20.15', after: 'v1.21.14' },
  },
  {
    since: 22,
    set: { restartsAgo: true },
    says: 'RESTARTS says how long ago the last one was.',
    source: 'pkg/printers/internalversion/printers.go',
    read: { by: 'source', before: 'v1.21.4', after: 'v1.22.17' },
  },
  {
    since: 24,
    set: { crictlColumns: ['POD'] },
    says: 'crictl ps names the pod.',
    source: 'cri-tools: cmd/crictl/container.go',
    read: { by: 'source', before: 'v1.23.0', after: 'v1.24.0' },
  },
  {
    since: 27,
    set: { describeSeccomp: true },
    says: 'kubectl describe prints the seccomp profile.',
    source: 'staging/src/k8s.io/kubectl/pkg/describe/describe.go',
    read: { by: 'source', before: 'v1.26.15', after: 'v1.27.16' },
  },
  {
    since: 29,
    set: { podConditions: ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'] },
    says: 'A pod has a condition PodReadyToStartContainers.',
    source: 'pkg/features/kube_features.go',
    read: { by: 'source', before: 'v1.28.14', after: 'v1.29.9' },
  },
  {
    since: 32,
    set: { crictlColumns: ['POD', 'NAMESPACE'] },
    says: 'crictl ps names the namespace.',
    source: 'cri-tools: cmd/crictl/container.go',
    read: { by: 'source', before: 'v1.31.0', after: 'v1.32.0' },
  },
  {
    since: 32,
    set: { eventSpamByType: true },
    says: 'The limit on Events counts Normal and Warning apart.',
    source: 'staging/src/k8s.io/client-go/tools/record/events_cache.go',
    read: { by: 'source', before: 'v1.31.14', after: 'v1.32.13' },
  },
  {
    since: 34,
    set: { portNames: true },
    says: 'kubectl describe prints the names of ports.',
    source: 'staging/src/k8s.io/kubectl/pkg/describe/describe.go',
    read: { by: 'source', before: 'v1.33.13', after: 'v1.34.10' },
  },
  {
    since: 35,
    set: { eventFieldPath: true },
    says: 'kubectl describe begins an Event with the container it is about.',
    source: 'staging/src/k8s.io/kubectl/pkg/describe/describe.go',
    read: { by: 'source', before: 'v1.34.10', after: 'v1.35.7' },
  },
  {
    since: 37,
    set: { probeThresholdWords: true },
    says: 'kubectl describe spells out the thresholds of a probe.',
    source: 'staging/src/k8s.io/kubectl/pkg/describe/describe.go',
    read: { by: 'source', before: 'v1.36.3', after: 'v1.37.0' },
  },
]
