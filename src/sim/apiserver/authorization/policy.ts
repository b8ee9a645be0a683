import { defined, getOrInsert } from '../../../manifest/own.ts'
import { type Fields, fields, list, text } from '../objects/json.ts'
import { keyOf, RBAC_GROUP, type StoredChanges, type StoredObject } from '../objects/stored.ts'
import { type Binding, bootstrapPolicy, type PolicyRule, type Subject } from './bootstrap-policy.ts'

/** Who holds which rules: the release's own, kubeadm's, and what was put into etcd. */
export interface Policy {
  /** The cluster's, then those of namespaces. */
  bindings: readonly Binding[]
  /** The names of the roles that the bindings name. */
  boundRoles: ReadonlySet<string>
  /** Undefined where there is no such role. */
  rulesOf(binding: Pick<Binding, 'role' | 'roleKind' | 'namespace'>): readonly PolicyRule[] | undefined
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
  const own = written.bindings.filter(({ namespace, name }) =>
    untouched(namespace === undefined ? 'clusterrolebindings' : 'rolebindings', namespace, name),
  )
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

function bindingOf({ namespace, name, value, place }: StoredObject): Binding {
  const roleRef = fields(value['roleRef'])
  return {
    name,
    ...(namespace === '' ? {} : { namespace }),
    role: text(roleRef['name']),
    roleKind: roleRef['kind'] === 'Role' ? 'Role' : 'ClusterRole',
    subjects: list(value['subjects']).map((subject) => subjectOf(fields(subject), namespace)),
    ...defined({ place }),
  }
}

function subjectOf(subject: Fields, namespace: string): Subject {
  const [kind, name] = [subject['kind'], text(subject['name'])]
  if (kind === 'ServiceAccount') return { kind, name, namespace: text(subject['namespace']) || namespace }
  return { kind: kind === 'Group' ? kind : 'User', name }
}

/** A rule of a role's object, as the authorizer reads it. */
export function ruleOf(value: unknown): PolicyRule {
  const rule = fields(value)
  const of = (name: string): readonly string[] | undefined => (list(rule[name]).length > 0 ? list(rule[name]).map(text) : undefined)
  return {
    verbs: of('verbs') ?? [],
    ...defined({
      apiGroups: of('apiGroups'),
      resources: of('resources'),
      resourceNames: of('resourceNames'),
      nonResourceURLs: of('nonResourceURLs'),
    }),
  }
}
