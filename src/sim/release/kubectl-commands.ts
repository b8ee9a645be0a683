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
  {
    since: 10,
    set: { noTypePrefix: 'error: ' },
    says: 'kubectl begins the error about a kind that the server does not have with `error:`.',
    source: 'pkg/kubectl/resource/builder.go',
    read: { by: 'source', before: 'v1.9.0', after: 'v1.10.13' },
  },
  {
    since: 10,
    set: { printsGroup: true },
    says: 'kubectl names what it makes and deletes with its API group.',
    source: 'pkg/kubectl/cmd/util/printing.go',
    read: { by: 'source', before: 'v1.9.0', after: 'v1.10.13' },
  },
  {
    since: 11,
    set: { printsSlash: true },
    says: 'kubectl prints `TYPE/NAME created`.',
    source: 'pkg/kubectl/genericclioptions/printers/name.go',
    read: { by: 'source', before: 'v1.10.13', after: 'v1.11.0' },
  },
  {
    since: 11,
    set: { waits: true },
    says: 'kubectl wait waits for a condition.',
    source: 'pkg/kubectl/cmd/wait/wait.go',
    read: { by: 'source', before: 'v1.10.13', after: 'v1.11.0' },
  },
  {
    since: 11,
    set: { createFailures: { Job: 'failed to create job: ' } },
    says: 'A failed `kubectl create job` says so first.',
    source: 'pkg/kubectl/cmd/create/create_job.go',
    read: { by: 'source', before: 'v1.10.13', after: 'v1.11.0' },
  },
  {
    since: 12,
    set: { hiddenAuthority: 'DATA+OMITTED' },
    says: 'kubectl config view calls a CA’s data omitted.',
    source: 'staging/src/k8s.io/client-go/tools/clientcmd/api/helpers.go',
    read: { by: 'source', before: 'v1.11.10', after: 'v1.12.10' },
  },
  {
    since: 13,
    set: { yamlQuotesTimes: true },
    says: 'kubectl -o yaml quotes times.',
    source: 'vendor/gopkg.in/yaml.v2/resolve.go',
    read: { by: 'source', before: 'v1.12.1', after: 'v1.13.4' },
  },
  {
    since: 14,
    set: { allNamespacesShort: true },
    says: 'kubectl get knows -A for all namespaces.',
    source: 'pkg/kubectl/cmd/get/get.go',
    read: { by: 'source', before: 'v1.13.5', after: 'v1.14.1' },
  },
  {
    since: 14,
    set: { badOptionWord: 'error' },
    says: 'kubectl begins the error about an option that it does not know with a small letter.',
    source: 'cmd/kubectl/kubectl.go',
    read: { by: 'inference', before: 'v1.13.0', after: 'v1.14.0' },
  },
  {
    since: 14,
    set: { createFailures: { Job: 'failed to create job: ', CronJob: 'failed to create cronjob: ' } },
    says: 'A failed `kubectl create cronjob` says so first.',
    source: 'pkg/kubectl/cmd/create/create_cronjob.go',
    read: { by: 'source', before: 'v1.13.4', after: 'v1.14.5' },
  },
  {
    since: 16,
    set: { emptyNamesNamespace: true },
    says: 'kubectl get says in which namespace there is nothing.',
    source: 'pkg/kubectl/cmd/get/get.go',
    read: { by: 'source', before: 'v1.15.0', after: 'v1.16.2' },
  },
  {
    since: 18,
    set: { forceMeansNoGrace: true },
    says: 'kubectl delete --force means a grace of 0.',
    source: 'staging/src/k8s.io/kubectl/pkg/cmd/delete/delete.go',
    read: { by: 'source', before: 'v1.17.17', after: 'v1.18.19' },
  },
  {
    since: 19,
    set: { warnsOfComponents: true },
    says: 'Who reads component statuses is warned that they are deprecated.',
    source: 'staging/src/k8s.io/api/core/v1/types.go',
    read: { by: 'source', before: 'v1.18.20', after: 'v1.19.13' },
  },
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
    says: 'A failed `kubectl create` of a ClusterRoleBinding or a Deployment says so first.',
    source: 'staging/src/k8s.io/kubectl/pkg/cmd/create/create_clusterrolebinding.go',
    read: { by: 'source', before: 'v1.18.19', after: 'v1.19.16' },
  },
  {
    since: 20,
    set: { controlPlaneWord: 'Kubernetes control plane' },
    says: 'kubectl cluster-info speaks of the control plane.',
    source: 'staging/src/k8s.io/kubectl/pkg/cmd/clusterinfo/clusterinfo.go',
    read: { by: 'source', before: 'v1.19.16', after: 'v1.20.15' },
  },
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
    says: 'A failed `kubectl create` of a RoleBinding, an Ingress or a quota says so first.',
    source: 'staging/src/k8s.io/kubectl/pkg/cmd/create/create_rolebinding.go',
    read: { by: 'source', before: 'v1.19.16', after: 'v1.20.15' },
  },
  {
    since: 21,
    set: { topAsksHeapster: false },
    says: 'kubectl top asks the metrics API alone.',
    source: 'staging/src/k8s.io/kubectl/pkg/cmd/top/top_node.go',
    read: { by: 'source', before: 'v1.20.15', after: 'v1.21.14' },
  },
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
    says: 'A failed `kubectl create` of most kinds says so first.',
    source: 'staging/src/k8s.io/kubectl/pkg/cmd/create/create_configmap.go',
    read: { by: 'source', before: 'v1.20.15', after: 'v1.21.14' },
  },
  {
    since: 24,
    set: { createsTokens: true },
    says: 'kubectl create token asks for a token of a service account; no Secret holds one any more.',
    source: 'staging/src/k8s.io/kubectl/pkg/cmd/create/create_token.go',
    read: { by: 'source', before: 'v1.23.17', after: 'v1.24.17' },
  },
  {
    since: 25,
    set: { warningWord: 'Warning' },
    says: 'kubectl writes Warning with a capital letter.',
    source: 'staging/src/k8s.io/kubectl/pkg/cmd/delete/delete.go',
    read: { by: 'source', before: 'v1.24.17', after: 'v1.25.16' },
  },
  {
    since: 26,
    set: { hiddenCertificate: 'DATA+OMITTED' },
    says: 'kubectl config view calls certificates omitted.',
    source: 'staging/src/k8s.io/client-go/tools/clientcmd/api/helpers.go',
    read: { by: 'source', before: 'v1.25.16', after: 'v1.26.15' },
  },
  {
    since: 26,
    set: { hasEventsCommand: true },
    says: 'kubectl events lists Events by their last time.',
    source: 'staging/src/k8s.io/kubectl/pkg/cmd/events/events.go',
    read: { by: 'source', before: 'v1.25.16', after: 'v1.26.15' },
  },
  {
    since: 27,
    set: { whoami: 'off' },
    says: 'kubectl auth whoami asks an API that is not on.',
    source: 'staging/src/k8s.io/kubectl/pkg/cmd/auth/whoami.go',
    read: { by: 'source', before: 'v1.26.15', after: 'v1.27.16' },
  },
  {
    since: 28,
    set: { whoami: 'works' },
    says: 'kubectl auth whoami shows who one is.',
    source: 'staging/src/k8s.io/kubectl/pkg/cmd/auth/whoami.go',
    read: { by: 'source', before: 'v1.27.16', after: 'v1.28.15' },
  },
  {
    since: 28,
    set: { versionShort: true },
    says: 'kubectl version prints one short line a version.',
    source: 'staging/src/k8s.io/kubectl/pkg/cmd/version/version.go',
    read: { by: 'source', before: 'v1.27.16', after: 'v1.28.15' },
  },
  {
    since: 31,
    set: { execNeedsDashes: true },
    says: 'kubectl exec takes a command behind -- only.',
    source: 'staging/src/k8s.io/kubectl/pkg/cmd/exec/exec.go',
    read: { by: 'source', before: 'v1.30.14', after: 'v1.31.14' },
  },
  {
    since: 31,
    set: { kustomizeVersion: 'v5.4.2' },
    says: 'kubectl has kustomize 5.4.2.',
    source: 'staging/src/k8s.io/kubectl/go.mod',
    read: { by: 'source', before: 'v1.30.14', after: 'v1.31.14' },
  },
  {
    since: 32,
    set: { kustomizeVersion: 'v5.5.0' },
    says: 'kubectl has kustomize 5.5.0.',
    source: 'staging/src/k8s.io/kubectl/go.mod',
    read: { by: 'source', before: 'v1.31.14', after: 'v1.32.13' },
  },
  {
    since: 33,
    set: { kustomizeVersion: 'v5.6.0' },
    says: 'kubectl has kustomize 5.6.0.',
    source: 'staging/src/k8s.io/kubectl/go.mod',
    read: { by: 'source', before: 'v1.32.13', after: 'v1.33.13' },
  },
  {
    since: 34,
    set: { emptyPreferences: false },
    says: 'kubectl config view prints no empty preferences.',
    source: 'staging/src/k8s.io/client-go/tools/clientcmd/api/v1/types.go',
    read: { by: 'source', before: 'v1.33.13', after: 'v1.34.10' },
  },
  {
    since: 34,
    set: { deletedNamesNamespace: true },
    says: 'kubectl delete names the namespace.',
    source: 'staging/src/k8s.io/kubectl/pkg/cmd/delete/delete.go',
    read: { by: 'source', before: 'v1.33.13', after: 'v1.34.10' },
  },
  {
    since: 34,
    set: { kustomizeVersion: 'v5.7.1' },
    says: 'kubectl has kustomize 5.7.1.',
    source: 'staging/src/k8s.io/kubectl/go.mod',
    read: { by: 'source', before: 'v1.33.13', after: 'v1.34.10' },
  },
  {
    since: 36,
    set: { kustomizeVersion: 'v5.8.1' },
    says: 'kubectl has kustomize 5.8.1.',
    source: 'staging/src/k8s.io/kubectl/go.mod',
    read: { by: 'source', before: 'v1.35.7', after: 'v1.36.3' },
  },
]
