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
  { since: 10, set: { describesHostPort: true } },
  { since: 10, set: { describesNodeOldly: false } },
  { since: 11, set: { nodeInternalIP: true } },
  { since: 11, set: { priorityClassLabel: 'PriorityClassName' } },
  { since: 11, set: { podWideColumns: ['IP', 'NODE', 'NOMINATED NODE'] } },
  { since: 11, set: { podConditions: ['Initialized', 'Ready', 'ContainersReady', 'PodScheduled'] } },
  { since: 12, set: { annotationColon: true } },
  { since: 12, set: { shortAges: false } },
  { since: 12, set: { columnMinWidth: 6 } },
  { since: 12, set: { eventColumnsShort: true } },
  { since: 13, set: { servicePrefix: 'service' } },
  { since: 13, set: { podWideColumns: ['IP', 'NODE', 'NOMINATED NODE', 'READINESS GATES'] } },
  { since: 13, set: { nodePodAge: 'AGE' } },
  { since: 14, set: { describesMirrorEvents: true } },
  { since: 15, set: { priorityClassLabel: 'Priority Class Name' } },
  { since: 15, set: { describesNoPriorityClass: false } },
  { since: 16, set: { describeIPs: true } },
  { since: 17, set: { mirrorOwner: true } },
  { since: 18, set: { roleColumns: true } },
  { since: 18, set: { eventFromHost: false } },
  { since: 19, set: { crictlUser: true } },
  { since: 19, set: { tolerationOp: true } },
  { since: 21, set: { nodePodAge: 'Age' } },
  { since: 22, set: { restartsAgo: true } },
  { since: 24, set: { crictlColumns: ['POD'] } },
  { since: 27, set: { describeSeccomp: true } },
  { since: 29, set: { podConditions: ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'] } },
  { since: 32, set: { crictlColumns: ['POD', 'NAMESPACE'] } },
  { since: 32, set: { eventSpamByType: true } },
  { since: 34, set: { portNames: true } },
  { since: 35, set: { eventFieldPath: true } },
  { since: 37, set: { probeThresholdWords: true } },
]

/** Rules of kubectl’s commands. */
export interface KubectlRules {
  /** kubectl get knows -A. */
  allNamespacesShort: boolean
  /** How kubectl begins the error about an option that it does not know. */
  badOptionWord: string
  /** Before what the server does not have. */
  noTypePrefix: string
  /** kubectl wait. */
  waits: boolean
  /** kubectl events. */
  hasEventsCommand: boolean
  /** kubectl's YAML quotes a time. */
  yamlQuotesTimes: boolean
  /** kubectl version prints one short line a version; before, Go structs. */
  versionShort: boolean
  /** kubectl top asks Heapster where there is no metrics API. */
  topAsksHeapster: boolean
  /** kubectl exec takes a command behind `--` only. */
  execNeedsDashes: boolean
  /** `No resources found in NAMESPACE namespace.` names the namespace. */
  emptyNamesNamespace: boolean
  /** kubectl names what it has made and deleted with its API group. */
  printsGroup: boolean
  /** `clusterrole.rbac.authorization.k8s.io/x created`, as against `clusterrole "x" created`. */
  printsSlash: boolean
  /** `pod "x" deleted from y namespace`. */
  deletedNamesNamespace: boolean
  /** Before what kubectl warns of. */
  warningWord: string
  /** kubectl delete --force needs no --grace-period=0 beside it. */
  forceMeansNoGrace: boolean
  /** kubectl create token. */
  createsTokens: boolean
  /** kubectl auth whoami: no such command, an API that is not on, works. */
  whoami: 'unknown' | 'off' | 'works'
  /** What kubectl cluster-info calls the kube-apiserver. */
  controlPlaneWord: string
  /** What a failed `kubectl create KIND` says before the reason, by kind. */
  createFailures: Readonly<Record<string, string>>
  /** kubectl config view hides a CA's data, and certificates, by this word. */
  hiddenAuthority: string
  hiddenCertificate: string
  /** kubectl config view prints an empty `preferences`. */
  emptyPreferences: boolean
  kustomizeVersion: string
  /** Who reads component statuses is warned. */
  warnsOfComponents: boolean
}

/** 1.9 */
export const KUBECTL_BASE: KubectlRules = {
  allNamespacesShort: false,
  badOptionWord: 'Error',
  noTypePrefix: '',
  waits: false,
  hasEventsCommand: false,
  yamlQuotesTimes: false,
  versionShort: false,
  topAsksHeapster: true,
  execNeedsDashes: false,
  emptyNamesNamespace: false,
  printsGroup: false,
  printsSlash: false,
  deletedNamesNamespace: false,
  warningWord: 'warning',
  forceMeansNoGrace: false,
  createsTokens: false,
  whoami: 'unknown',
  controlPlaneWord: 'Kubernetes master',
  createFailures: {},
  hiddenAuthority: 'REDACTED',
  hiddenCertificate: 'REDACTED',
  emptyPreferences: true,
  kustomizeVersion: 'v5.0.4-0.20230601165947-6ce0bf390ce3',
  warnsOfComponents: false,
}

export const KUBECTL_ROWS: readonly Row<KubectlRules>[] = [
  { since: 10, set: { noTypePrefix: 'error: ' } },
  { since: 10, set: { printsGroup: true } },
  { since: 11, set: { printsSlash: true } },
  { since: 11, set: { waits: true } },
  { since: 11, set: { createFailures: { Job: 'failed to create job: ' } } },
  { since: 12, set: { hiddenAuthority: 'DATA+OMITTED' } },
  { since: 13, set: { yamlQuotesTimes: true } },
  { since: 14, set: { allNamespacesShort: true } },
  { since: 14, set: { badOptionWord: 'error' } },
  { since: 14, set: { createFailures: { Job: 'failed to create job: ', CronJob: 'failed to create cronjob: ' } } },
  { since: 16, set: { emptyNamesNamespace: true } },
  { since: 18, set: { forceMeansNoGrace: true } },
  { since: 19, set: { warnsOfComponents: true } },
  {
    since: 19,
    set: {
      createFailures: {
        Job: 'failed to create job: ',
        CronJob: 'failed to create cronjob: ',
        ClusterRoleBinding: 'failed to create clusterrolebinding: ',
        Deployment: 'failed to create deployment: ',
      },
    },
  },
  { since: 20, set: { controlPlaneWord: 'Kubernetes control plane' } },
  {
    since: 20,
    set: {
      createFailures: {
        Job: 'failed to create job: ',
        CronJob: 'failed to create cronjob: ',
        ClusterRoleBinding: 'failed to create clusterrolebinding: ',
        Deployment: 'failed to create deployment: ',
        Ingress: 'failed to create ingress: ',
        ResourceQuota: 'failed to create quota: ',
        RoleBinding: 'failed to create rolebinding: ',
      },
    },
  },
  { since: 21, set: { topAsksHeapster: false } },
  {
    since: 21,
    set: {
      createFailures: {
        Job: 'failed to create job: ',
        CronJob: 'failed to create cronjob: ',
        ClusterRoleBinding: 'failed to create clusterrolebinding: ',
        Deployment: 'failed to create deployment: ',
        Ingress: 'failed to create ingress: ',
        ResourceQuota: 'failed to create quota: ',
        RoleBinding: 'failed to create rolebinding: ',
        PriorityClass: 'failed to create priorityclass: ',
        ConfigMap: 'failed to create configmap: ',
        PodDisruptionBudget: 'failed to create poddisruptionbudgets: ',
        Secret: 'failed to create secret ',
        ServiceAccount: 'failed to create serviceaccount: ',
      },
    },
  },
  { since: 24, set: { createsTokens: true } },
  { since: 25, set: { warningWord: 'Warning' } },
  { since: 26, set: { hiddenCertificate: 'DATA+OMITTED' } },
  { since: 26, set: { hasEventsCommand: true } },
  { since: 27, set: { whoami: 'off' } },
  { since: 28, set: { whoami: 'works' } },
  { since: 28, set: { versionShort: true } },
  { since: 31, set: { execNeedsDashes: true } },
  { since: 31, set: { kustomizeVersion: 'v5.4.2' } },
  { since: 32, set: { kustomizeVersion: 'v5.5.0' } },
  { since: 33, set: { kustomizeVersion: 'v5.6.0' } },
  { since: 34, set: { emptyPreferences: false } },
  { since: 34, set: { deletedNamesNamespace: true } },
  { since: 34, set: { kustomizeVersion: 'v5.7.1' } },
  { since: 36, set: { kustomizeVersion: 'v5.8.1' } },
]
