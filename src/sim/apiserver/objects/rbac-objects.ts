import { getOrInsert } from '../../../manifest/own.ts'
import type { Moment } from '../../trace/moment.ts'
import { releaseOf } from '../../release/release.ts'
import { bootstrapPolicy } from '../authorization/bootstrap-policy.ts'
import { metadata, type KubeadmObjects } from './kubeadm-objects.ts'
import type { Fields } from './json.ts'
import { keyOf, RBAC_GROUP, type StoredChanges } from './stored.ts'

const MARK: Fields = {
  labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults' },
  annotations: { 'rbac.authorization.kubernetes.io/autoupdate': 'true' },
}

const ours = (name: string): boolean => name.startsWith('kubeadm:') || name === 'kube-proxy'

function roles(moment: Moment, namespaced: boolean): Fields[] {
  const { minor } = releaseOf(moment.inputs.kubernetes)
  const written = bootstrapPolicy(minor).roles.filter((role) => (role.namespace !== undefined) === namespaced)
  return written.map((role) => ({
    metadata: metadata(moment, namespaced ? 'Role' : 'ClusterRole', role.name, role.namespace, ours(role.name) ? {} : MARK),
    rules: role.rules.map((rule) => ({ ...rule })),
  }))
}

function bindings(moment: Moment, namespaced: boolean): Fields[] {
  const { minor } = releaseOf(moment.inputs.kubernetes)
  const written = bootstrapPolicy(minor).bindings.filter((binding) => (binding.namespace !== undefined) === namespaced)
  return written.map((binding) => ({
    metadata: metadata(
      moment,
      namespaced ? 'RoleBinding' : 'ClusterRoleBinding',
      binding.name,
      binding.namespace,
      ours(binding.name) ? {} : MARK,
    ),
    subjects: binding.subjects.map(({ kind, ...whom }) => ({
      kind,
      ...(kind === 'ServiceAccount' ? {} : { apiGroup: RBAC_GROUP }),
      ...whom,
    })),
    roleRef: { apiGroup: RBAC_GROUP, kind: binding.roleKind, name: binding.role },
  }))
}

/**
 * The release's own roles and bindings and kubeadm's, as far as the model has them.
 *
 * Follows: plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go (v1.37.2).
 */
export const BOOTSTRAP_RBAC: Readonly<Record<string, KubeadmObjects>> = {
  clusterroles: (moment) => roles(moment, false),
  roles: (moment) => roles(moment, true),
  clusterrolebindings: (moment) => bindings(moment, false),
  rolebindings: (moment) => bindings(moment, true),
}

/** By minor release. */
const emptied = new Map<number, StoredChanges>()

/**
 * What stands in an etcd that began empty, as against what is made: kubeadm's own roles and bindings are not there.
 *
 * Follows: cmd/kubeadm/app/phases/ (v1.37.2), of which nothing was run.
 */
export function emptiedStore(minor: number): StoredChanges {
  return getOrInsert(emptied, minor, () => {
    const keys = (resource: string, all: readonly { name: string; namespace?: string }[]): [string, null][] =>
      all
        .filter(({ name }) => ours(name))
        .map(({ name, namespace }) => {
          const scoped = namespace === undefined ? `cluster${resource}` : resource
          return [keyOf({ group: RBAC_GROUP, resource: scoped, name, namespace: namespace ?? '' }), null]
        })
    const written = bootstrapPolicy(minor)
    return new Map([...keys('roles', written.roles), ...keys('rolebindings', written.bindings)])
  })
}
