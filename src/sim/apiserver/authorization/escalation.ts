import type { Attributes } from '../attributes.ts'
import type { User } from '../authentication/authenticator.ts'
import type { ApiserverConfig, ServerState } from '../config.ts'
import { fields, list, text } from '../objects/json.ts'
import type { StoredObject } from '../objects/stored.ts'
import type { Rule } from './bootstrap-policy.ts'
import { policyOf, ruleOf } from './policy.ts'
import { authorize } from './union.ts'

const GROUP = 'rbac.authorization.k8s.io'
const PLAIN: Attributes = { verb: '', path: '', isResource: true, apiPrefix: '', apiGroup: '', apiVersion: 'v1', namespace: '', resource: '', subresource: '', name: '', fieldSelector: '' }

/**
 * Why somebody may not make a role or a binding: it would give more than they have themselves. Undefined where they may.
 *
 * Units: none. Errors: that is one, in the server's words; each missing right on a line of its own.
 * Follows: pkg/registry/rbac/validation/rule.go, ConfirmNoEscalation, and pkg/registry/rbac/clusterrolebinding/policybased
 * (v1.37.2).
 */
export function escalation(config: ApiserverConfig, state: ServerState, user: User, { group, resource, namespace, name, value }: Omit<StoredObject, 'createdAt'>): string | undefined {
  if (group !== GROUP || !config.authorization.modes.includes('RBAC') || user.groups.includes('system:masters')) return undefined
  const may = (attributes: Partial<Attributes>): boolean => authorize(config, state, user, { ...PLAIN, ...attributes }).allowed
  const isRole = resource.endsWith('roles')
  const ref = fields(value['roleRef'])
  const roleKind = ref['kind'] === 'Role' ? 'Role' : 'ClusterRole'
  const [verb, target, named] = isRole ? ['escalate', resource, name] : ['bind', roleKind === 'Role' ? 'roles' : 'clusterroles', text(ref['name'])]
  if (may({ verb, apiGroup: GROUP, resource: target, name: named, namespace })) return undefined
  const rules = isRole ? list(value['rules']).map(ruleOf) : policyOf(state.stored, config.release.minor).rulesOf({ name, role: named, roleKind, subjects: [], ...(namespace ? { namespace } : {}) })
  if (!rules) return `${target}.${GROUP} ${JSON.stringify(named)} not found`
  const missing = rules.filter((rule) => !covers(rule, namespace, may)).map(compact)
  if (missing.length === 0) return undefined
  const groups = `[${user.groups.map((one) => JSON.stringify(one)).join(' ')}]`
  return `user ${JSON.stringify(user.name)} (groups=${groups}) is attempting to grant RBAC permissions not currently held:\n${[...new Set(missing)].toSorted().join('\n')}`
}

function covers({ verbs, apiGroups = [], resources = [], resourceNames = [''], urls }: Rule, namespace: string, may: (attributes: Partial<Attributes>) => boolean): boolean {
  if (urls) return verbs.every((verb) => urls.every((path) => may({ verb, path, isResource: false })))
  return verbs.every((verb) => apiGroups.every((apiGroup) => resources.every((combined) => resourceNames.every((name) => {
    const [resource = '', subresource = ''] = combined.split('/')
    return may({ verb, apiGroup, resource, subresource, name, namespace })
  }))))
}

/** As Go prints a rule in short. */
function compact({ verbs, apiGroups, resources, resourceNames, urls }: Rule): string {
  const part = (label: string, values: readonly string[] | undefined): string[] => (values?.length ? [`${label}:[${values.map((one) => JSON.stringify(one)).join(', ')}]`] : [])
  return `{${[...part('APIGroups', apiGroups), ...part('Resources', resources), ...part('ResourceNames', resourceNames), ...part('NonResourceURLs', urls), ...part('Verbs', verbs)].join(', ')}}`
}
