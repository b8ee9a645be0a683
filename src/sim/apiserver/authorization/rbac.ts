import type { Because } from '../../trace/trace.ts'
import type { User, Attributes } from '../requests/attributes.ts'
import type { ApiserverConfig, ServerState } from '../server-config.ts'
import { aggregate } from '../flags/flag-words.ts'
import { type Binding, type PolicyRule, type Subject, bootstrapPolicy } from './bootstrap-policy.ts'
import { defined, getOrInsert } from '../../../manifest/own.ts'
import { type Fields, fields, list, text } from '../objects/json.ts'
import { keyOf, RBAC_GROUP, type StoredChanges, type StoredObject } from '../objects/stored.ts'

/** Who holds which rules: the release's own, kubeadm's, and what was put into etcd. */
interface Policy {
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

/** No authorizer here denies, and so ends the search: what none allows is refused. */
type Decision = 'Allow' | 'NoOpinion'

export interface Opinion {
  decision: Decision
  /** Goes into a refusal, word for word; often empty. */
  reason: string
  /** A sentence for a person. */
  says: string
  /** Where it is written down that it is so. */
  because?: Because
}

/** One member of the chain. */
export interface Authorizer {
  /** As the flag spells it: `RBAC`. */
  mode: string
  authorize(user: User, attributes: Attributes, state: ServerState, config: ApiserverConfig): Opinion
  /** All that it lets somebody do in a namespace, and what it complains of; `incomplete` where it cannot tell. */
  rulesFor(
    user: User,
    namespace: string,
    state: ServerState,
    config: ApiserverConfig,
  ): { rules: readonly PolicyRule[]; error?: string; incomplete?: true }
}

/**
 * Roles and who holds them: the release's own, kubeadm's and the scenario's. Before the server has read them it knows none.
 *
 * What no rule allows is no opinion, with the roles that bindings name and nobody has made.
 * Follows: plugin/pkg/auth/authorizer/rbac/rbac.go and pkg/registry/rbac/validation/rule.go, VisitRulesFor (v1.36.2); same in
 * v1.9.
 */
export const rbac: Authorizer = {
  mode: 'RBAC',
  authorize(user, attributes, state, config) {
    if (!state.rbacReady)
      return { decision: 'NoOpinion', reason: '', says: 'The roles have not been read yet: the server has only just started.' }
    const policy = policyOf(state.stored, config.release.minor)
    const errors: string[] = []
    for (const { binding, subject, rules } of bindingsOf(policy, user, attributes.namespace)) {
      if (!rules) errors.push(lostRole(binding))
      if (!rules?.some((rule) => allows(rule, attributes))) continue
      const reason = allowedBy(binding, subject)
      return { decision: 'Allow', reason, says: reason, ...(binding.place ? { because: binding.place } : {}) }
    }
    const says = `No role lets ${user.name} ${attributes.verb} ${attributes.isResource ? attributes.resource : attributes.path}.`
    return { decision: 'NoOpinion', reason: errors.length > 0 ? `RBAC: ${aggregate(errors)}` : '', says }
  },
  rulesFor(user, namespace, state, config) {
    if (!state.rbacReady) return { rules: [] }
    const held = bindingsOf(policyOf(state.stored, config.release.minor), user, namespace)
    const lost = held.filter(({ rules }) => !rules).map(({ binding }) => lostRole(binding))
    return { rules: held.flatMap(({ rules }) => rules ?? []), ...(lost.length > 0 ? { error: aggregate(lost) } : {}) }
  },
}

/**
 * Whether one rule covers what is asked.
 *
 * Follows: pkg/apis/rbac/v1/evaluation_helpers.go, and RuleAllows in rbac.go (v1.36.2).
 */
export function allows(rule: PolicyRule, asked: Attributes): boolean {
  if (!rule.verbs.some((verb) => verb === '*' || verb === asked.verb)) return false
  if (!asked.isResource) return (rule.nonResourceURLs ?? []).some((url) => coversPath(url, asked.path))
  const combined = asked.subresource ? `${asked.resource}/${asked.subresource}` : asked.resource
  return (
    (rule.apiGroups ?? []).some((group) => group === '*' || group === asked.apiGroup) &&
    (rule.resources ?? []).some(
      (name) => name === '*' || name === combined || (asked.subresource !== '' && name === `*/${asked.subresource}`),
    ) &&
    (!rule.resourceNames || rule.resourceNames.includes(asked.name))
  )
}

/** Whether a rule's path is another, or stars stand at its end for all that follows. */
export const coversPath = (url: string, path: string): boolean =>
  url === path || (url.endsWith('*') && path.startsWith(url.replace(/\*+$/, '')))

interface HeldBinding {
  binding: Binding
  /** Who of it stands for the user. */
  subject: Subject
  /** Undefined where nobody has made the role. */
  rules: readonly PolicyRule[] | undefined
}

/** All that binds somebody to a role in a namespace. */
function bindingsOf(policy: Policy, user: User, namespace: string): HeldBinding[] {
  return policy.bindings.flatMap((binding) => {
    if (binding.namespace !== undefined && binding.namespace !== namespace) return []
    const subject = binding.subjects.find((each) => is(user, each))
    return subject === undefined ? [] : [{ binding, subject, rules: policy.rulesOf(binding) }]
  })
}

const lostRole = ({ role, roleKind }: Binding): string =>
  `${roleKind.toLowerCase()}.rbac.authorization.k8s.io ${JSON.stringify(role)} not found`

/** The rules that somebody has in a namespace, by all that binds them to roles. */
export const heldBy = (policy: Policy, user: User, namespace: string): PolicyRule[] =>
  bindingsOf(policy, user, namespace).flatMap(({ rules }) => rules ?? [])

/**
 * Whether a subject of a binding is the user, or a group of theirs.
 *
 * Follows: pkg/registry/rbac/validation/rule.go, appliesToUser (v1.36.2).
 */
function is(user: User, { kind, name, namespace }: Subject): boolean {
  if (kind === 'Group') return user.groups.includes(name)
  return user.name === (kind === 'ServiceAccount' ? `system:serviceaccount:${namespace}:${name}` : name)
}

function allowedBy({ name, namespace, role, roleKind }: Binding, subject: Subject): string {
  const binding =
    namespace === undefined ? `ClusterRoleBinding ${JSON.stringify(name)}` : `RoleBinding ${JSON.stringify(`${name}/${namespace}`)}`
  // a service account's namespace comes last
  const whom = subject.kind === 'ServiceAccount' ? `${subject.name}/${subject.namespace}` : subject.name
  return `RBAC: allowed by ${binding} of ${roleKind} ${JSON.stringify(role)} to ${subject.kind} ${JSON.stringify(whom)}`
}
