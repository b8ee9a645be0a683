import type { Row } from './row.ts'

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
