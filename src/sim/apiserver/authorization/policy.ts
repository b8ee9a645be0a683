import { getOrInsert } from '../../../manifest/own.ts'
import { type Fields, fields, list, text } from '../objects/json.ts'
import { keyOf, RBAC_GROUP, type StoredChanges, type StoredObject } from '../objects/stored.ts'
import { bootstrapPolicy, type PolicyRule } from './bootstrap-policy.ts'

/** A binding as the authorizer reads it. */
export interface PolicyBinding {
  name: string
  /** A RoleBinding in that namespace; absent: cluster-wide. */
  namespace?: string
  role: string
  roleKind: 'Role' | 'ClusterRole'
  /** `group:…`, `user:…` or `sa:namespace:name` */
  subjects: readonly string[]
  /** Where it is written down. */
  place?: { file: string; line: number }
}

/** Who holds which rules: the release's own, kubeadm's, and what was put into etcd. */
export interface Policy {
  /** The cluster's, then those of namespaces. */
  bindings: readonly PolicyBinding[]
  /** The names of the roles that the bindings name. */
  boundRoles: ReadonlySet<string>
  /** Undefined where there is no such role. */
  rulesOf(binding: PolicyBinding): readonly PolicyRule[] | undefined
}

/** By what is stored, which is another map after each change. */
const policies = new WeakMap<StoredChanges, Map<number, Policy>>()

/**
 * The policy of a release with what is stored.
 *
 * Follows: plugin/pkg/auth/authorizer/rbac/rbac.go, whose listers read etcd (v1.36.2).
 */
export function policyOf(stored: StoredChanges, minor: number): Policy {
  const of = getOrInsert(policies, stored, () => new Map())
  return getOrInsert(of, minor, () => makePolicy(stored, minor))
}

function makePolicy(stored: StoredChanges, minor: number): Policy {
  const untouched = (resource: string, namespace: string | undefined, name: string): boolean =>
    !stored.has(keyOf({ group: RBAC_GROUP, resource, namespace: namespace ?? '', name }))
  const written = bootstrapPolicy(minor)
  const own = written.bindings
    .filter(({ namespace, name }) => untouched(namespace === undefined ? 'clusterrolebindings' : 'rolebindings', namespace, name))
    .map((binding): PolicyBinding => ({ ...binding, roleKind: binding.namespace === undefined ? 'ClusterRole' : 'Role' }))
  const roles = new Map<string, { readonly rules: readonly PolicyRule[] }>()
  for (const role of written.roles)
    if (untouched(role.namespace === undefined ? 'clusterroles' : 'roles', role.namespace, role.name))
      roles.set(`${role.namespace ?? ''}/${role.name}`, role)
  const put = [...stored.values()].filter((object): object is StoredObject => object?.group === RBAC_GROUP)
  for (const { resource, namespace, name, value } of put)
    if (resource.endsWith('roles')) roles.set(`${namespace}/${name}`, { rules: list(value['rules']).map(ruleOf) })
  const bindings = [...own, ...put.filter(({ resource }) => resource.endsWith('bindings')).map(bindingOf)]
  return {
    boundRoles: new Set(bindings.map(({ role }) => role)),
    bindings: [
      ...bindings.filter(({ namespace }) => namespace === undefined),
      ...bindings.filter(({ namespace }) => namespace !== undefined),
    ],
    rulesOf: ({ role, roleKind, namespace = '' }) => roles.get(`${roleKind === 'Role' ? namespace : ''}/${role}`)?.rules,
  }
}

function bindingOf({ namespace, name, value, place }: StoredObject): PolicyBinding {
  const roleRef = fields(value['roleRef'])
  return {
    name,
    ...(namespace === '' ? {} : { namespace }),
    role: text(roleRef['name']),
    roleKind: roleRef['kind'] === 'Role' ? 'Role' : 'ClusterRole',
    subjects: list(value['subjects']).map((subject) => subjectOf(fields(subject), namespace)),
    ...(place ? { place } : {}),
  }
}

function subjectOf(subject: Fields, namespace: string): string {
  const name = text(subject['name'])
  if (subject['kind'] === 'ServiceAccount') return `sa:${text(subject['namespace']) || namespace}:${name}`
  return `${subject['kind'] === 'Group' ? 'group' : 'user'}:${name}`
}

/** A rule of a role's object, as the authorizer reads it. */
export function ruleOf(value: unknown): PolicyRule {
  const rule = fields(value)
  const of = (name: string): readonly string[] | undefined => (list(rule[name]).length > 0 ? list(rule[name]).map(text) : undefined)
  const [apiGroups, resources, resourceNames, urls] = ['apiGroups', 'resources', 'resourceNames', 'nonResourceURLs'].map(of)
  return {
    verbs: list(rule['verbs']).map(text),
    ...(apiGroups ? { apiGroups } : {}),
    ...(resources ? { resources } : {}),
    ...(resourceNames ? { resourceNames } : {}),
    ...(urls ? { urls } : {}),
  }
}
