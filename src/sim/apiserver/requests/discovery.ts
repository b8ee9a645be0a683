import type { Release } from '../../release/release.ts'

interface GroupRow {
  name: string
  /** The preferred one first. */
  versions: readonly string[]
  since?: number
  until?: number
}

/**
 * The groups that a cluster by kubeadm serves.
 * Follows: pkg/controlplane/instance.go, DefaultAPIResourceConfigSource, of each release.
 */
const API_GROUPS: readonly GroupRow[] = [
  { name: 'apiregistration.k8s.io', versions: ['v1beta1'], until: 9 },
  { name: 'apiregistration.k8s.io', versions: ['v1', 'v1beta1'], since: 10, until: 21 },
  { name: 'apiregistration.k8s.io', versions: ['v1'], since: 22 },
  { name: 'extensions', versions: ['v1beta1'], until: 21 },
  { name: 'apps', versions: ['v1', 'v1beta2', 'v1beta1'], until: 15 },
  { name: 'apps', versions: ['v1'], since: 16 },
  { name: 'events.k8s.io', versions: ['v1beta1'], until: 18 },
  { name: 'events.k8s.io', versions: ['v1', 'v1beta1'], since: 19, until: 24 },
  { name: 'events.k8s.io', versions: ['v1'], since: 25 },
  { name: 'authentication.k8s.io', versions: ['v1', 'v1beta1'], until: 21 },
  { name: 'authentication.k8s.io', versions: ['v1'], since: 22 },
  { name: 'authorization.k8s.io', versions: ['v1', 'v1beta1'], until: 21 },
  { name: 'authorization.k8s.io', versions: ['v1'], since: 22 },
  { name: 'autoscaling', versions: ['v1', 'v2beta1'], until: 11 },
  { name: 'autoscaling', versions: ['v1', 'v2beta1', 'v2beta2'], since: 12, until: 22 },
  { name: 'autoscaling', versions: ['v2', 'v1'], since: 23 },
  { name: 'batch', versions: ['v1', 'v1beta1'], until: 24 },
  { name: 'batch', versions: ['v1'], since: 25 },
  { name: 'certificates.k8s.io', versions: ['v1beta1'], until: 18 },
  { name: 'certificates.k8s.io', versions: ['v1', 'v1beta1'], since: 19, until: 21 },
  { name: 'certificates.k8s.io', versions: ['v1'], since: 22 },
  { name: 'networking.k8s.io', versions: ['v1'], until: 13 },
  { name: 'networking.k8s.io', versions: ['v1', 'v1beta1'], since: 14, until: 21 },
  { name: 'networking.k8s.io', versions: ['v1'], since: 22 },
  { name: 'policy', versions: ['v1beta1'], until: 20 },
  { name: 'policy', versions: ['v1', 'v1beta1'], since: 21, until: 24 },
  { name: 'policy', versions: ['v1'], since: 25 },
  { name: 'rbac.authorization.k8s.io', versions: ['v1', 'v1beta1'], until: 21 },
  { name: 'rbac.authorization.k8s.io', versions: ['v1'], since: 22 },
  { name: 'storage.k8s.io', versions: ['v1', 'v1beta1'], until: 26 },
  { name: 'storage.k8s.io', versions: ['v1'], since: 27 },
  { name: 'admissionregistration.k8s.io', versions: ['v1beta1'], until: 15 },
  { name: 'admissionregistration.k8s.io', versions: ['v1', 'v1beta1'], since: 16, until: 21 },
  { name: 'admissionregistration.k8s.io', versions: ['v1'], since: 22 },
  { name: 'apiextensions.k8s.io', versions: ['v1beta1'], until: 15 },
  { name: 'apiextensions.k8s.io', versions: ['v1', 'v1beta1'], since: 16, until: 21 },
  { name: 'apiextensions.k8s.io', versions: ['v1'], since: 22 },
  { name: 'scheduling.k8s.io', versions: ['v1beta1'], since: 11, until: 13 },
  { name: 'scheduling.k8s.io', versions: ['v1', 'v1beta1'], since: 14, until: 21 },
  { name: 'scheduling.k8s.io', versions: ['v1'], since: 22 },
  { name: 'coordination.k8s.io', versions: ['v1beta1'], since: 12, until: 13 },
  { name: 'coordination.k8s.io', versions: ['v1', 'v1beta1'], since: 14, until: 21 },
  { name: 'coordination.k8s.io', versions: ['v1'], since: 22 },
  { name: 'node.k8s.io', versions: ['v1beta1'], since: 14, until: 19 },
  { name: 'node.k8s.io', versions: ['v1'], since: 20 },
  { name: 'discovery.k8s.io', versions: ['v1beta1'], since: 17, until: 20 },
  { name: 'discovery.k8s.io', versions: ['v1'], since: 21 },
  { name: 'flowcontrol.apiserver.k8s.io', versions: ['v1beta1'], since: 20, until: 22 },
  { name: 'flowcontrol.apiserver.k8s.io', versions: ['v1beta2'], since: 23, until: 25 },
  { name: 'flowcontrol.apiserver.k8s.io', versions: ['v1beta3'], since: 26, until: 28 },
  { name: 'flowcontrol.apiserver.k8s.io', versions: ['v1'], since: 29 },
  { name: 'resource.k8s.io', versions: ['v1'], since: 34 },
]

interface ResourceRow {
  group: string
  name: string
  kind: string
  namespaced: boolean
  short?: readonly string[]
}

const row = (group: string, name: string, kind: string, namespaced: boolean, ...short: string[]): ResourceRow => ({
  group,
  name,
  kind,
  namespaced,
  ...(short.length > 0 ? { short } : {}),
})

/** The kinds that a request may name. */
export const RESOURCES: readonly ResourceRow[] = [
  row('', 'componentstatuses', 'ComponentStatus', false, 'cs'),
  row('', 'configmaps', 'ConfigMap', true, 'cm'),
  row('', 'endpoints', 'Endpoints', true, 'ep'),
  row('', 'events', 'Event', true, 'ev'),
  row('', 'limitranges', 'LimitRange', true, 'limits'),
  row('', 'namespaces', 'Namespace', false, 'ns'),
  row('', 'nodes', 'Node', false, 'no'),
  row('', 'persistentvolumeclaims', 'PersistentVolumeClaim', true, 'pvc'),
  row('', 'persistentvolumes', 'PersistentVolume', false, 'pv'),
  row('', 'pods', 'Pod', true, 'po'),
  row('', 'podtemplates', 'PodTemplate', true),
  row('', 'replicationcontrollers', 'ReplicationController', true, 'rc'),
  row('', 'resourcequotas', 'ResourceQuota', true, 'quota'),
  row('', 'secrets', 'Secret', true),
  row('', 'serviceaccounts', 'ServiceAccount', true, 'sa'),
  row('', 'services', 'Service', true, 'svc'),
  row('apps', 'controllerrevisions', 'ControllerRevision', true),
  row('apps', 'daemonsets', 'DaemonSet', true, 'ds'),
  row('apps', 'deployments', 'Deployment', true, 'deploy'),
  row('apps', 'replicasets', 'ReplicaSet', true, 'rs'),
  row('apps', 'statefulsets', 'StatefulSet', true, 'sts'),
  row('batch', 'cronjobs', 'CronJob', true, 'cj'),
  row('batch', 'jobs', 'Job', true),
  row('autoscaling', 'horizontalpodautoscalers', 'HorizontalPodAutoscaler', true, 'hpa'),
  row('certificates.k8s.io', 'certificatesigningrequests', 'CertificateSigningRequest', false, 'csr'),
  row('coordination.k8s.io', 'leases', 'Lease', true),
  row('discovery.k8s.io', 'endpointslices', 'EndpointSlice', true),
  row('events.k8s.io', 'events', 'Event', true, 'ev'),
  row('networking.k8s.io', 'ingresses', 'Ingress', true, 'ing'),
  row('networking.k8s.io', 'networkpolicies', 'NetworkPolicy', true, 'netpol'),
  row('policy', 'poddisruptionbudgets', 'PodDisruptionBudget', true, 'pdb'),
  row('rbac.authorization.k8s.io', 'clusterrolebindings', 'ClusterRoleBinding', false),
  row('rbac.authorization.k8s.io', 'clusterroles', 'ClusterRole', false),
  row('rbac.authorization.k8s.io', 'rolebindings', 'RoleBinding', true),
  row('rbac.authorization.k8s.io', 'roles', 'Role', true),
  row('scheduling.k8s.io', 'priorityclasses', 'PriorityClass', false, 'pc'),
  row('storage.k8s.io', 'storageclasses', 'StorageClass', false, 'sc'),
  row('node.k8s.io', 'runtimeclasses', 'RuntimeClass', false),
  row('admissionregistration.k8s.io', 'mutatingwebhookconfigurations', 'MutatingWebhookConfiguration', false),
  row('admissionregistration.k8s.io', 'validatingwebhookconfigurations', 'ValidatingWebhookConfiguration', false),
  row('apiextensions.k8s.io', 'customresourcedefinitions', 'CustomResourceDefinition', false, 'crd'),
  row('apiregistration.k8s.io', 'apiservices', 'APIService', false),
]

/**
 * The groups of one release.
 *
 * Follows: as `API_GROUPS`.
 */
export function groupsOf({ minor }: Release): readonly GroupRow[] {
  return API_GROUPS.filter((row) => minor >= (row.since ?? 0) && minor <= (row.until ?? Infinity))
}

/**
 * What /apis says.
 *
 * Follows: staging/src/k8s.io/apiserver/pkg/endpoints/discovery/root.go (v1.36.2).
 */
export function groupList(config: { readonly release: Release }): {
  kind: string
  apiVersion: string
  groups: readonly { name: string; versions: readonly object[]; preferredVersion: object }[]
} {
  const groups = groupsOf(config.release).map(({ name, versions }) => {
    const listed = versions.map((version) => ({ groupVersion: `${name}/${version}`, version }))
    return { name, versions: listed, preferredVersion: listed[0]! }
  })
  return { kind: 'APIGroupList', apiVersion: 'v1', groups }
}

/**
 * What /api/v1 and its like say.
 *
 * Follows: staging/src/k8s.io/apiserver/pkg/endpoints/discovery/version.go (v1.36.2).
 */
export function resourceList(group: string, version: string): object {
  const resources = RESOURCES.filter((row) => row.group === group).map(({ name, kind, namespaced, short }) => ({
    name,
    singularName: kind.toLowerCase(),
    namespaced,
    kind,
    verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
    ...(short ? { shortNames: short } : {}),
  }))
  return {
    kind: 'APIResourceList',
    ...(group ? { apiVersion: 'v1' } : {}),
    groupVersion: group ? `${group}/${version}` : version,
    resources,
  }
}
