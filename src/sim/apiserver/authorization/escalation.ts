import { byteOrder } from '../../../manifest/go/go-json.ts'
import { quoteList } from '../../../manifest/go/strconv.ts'
import type { Release } from '../../release/release.ts'
import { type Attributes, NO_ATTRIBUTES, type User } from '../requests/attributes.ts'
import type { ApiserverConfig, ServerState } from '../server-config.ts'
import { fields, list, text } from '../objects/json.ts'
import { RBAC_GROUP, type StoredObject } from '../objects/stored.ts'
import type { PolicyRule } from './bootstrap-policy.ts'
import { allows, heldBy, policyOf, ruleOf } from './rbac.ts'
import { authorize } from './authorizers.ts'

const PLAIN: Attributes = { ...NO_ATTRIBUTES, isResource: true, apiVersion: 'v1' }

/** Why somebody may not make a role or a binding: as a refusal's text, or the name of a role that there is not. */
export type Escalation = { refused: string } | { missing: { name: string; resource: string } }

/**
 * Whether a role or a binding would give more than its maker has. Undefined where it would not.
 *
 * In the server's words; what is missing of one resource on a line of its own.
 * Follows: pkg/registry/rbac/validation/rule.go, ConfirmNoEscalation and Covers, pkg/registry/rbac/escalation_check.go and
 * pkg/registry/rbac/clusterrolebinding/policybased (v1.37.2).
 */
export function escalation(
  config: ApiserverConfig,
  state: ServerState,
  user: User,
  { group, resource, namespace, name, value }: Omit<StoredObject, 'createdAt'>,
): Escalation | undefined {
  if (group !== RBAC_GROUP || user.groups.includes('system:masters')) return undefined
  const { release } = config
  const policy = policyOf(state.stored, release.minor)
  const isRole = resource.endsWith('roles')
  const ref = fields(value['roleRef'])
  const roleKind = ref['kind'] === 'Role' ? 'Role' : 'ClusterRole'
  const [verb, target, called] = isRole
    ? ['escalate', resource, name]
    : ['bind', roleKind === 'Role' ? 'roles' : 'clusterroles', text(ref['name'])]
  if (
    (!isRole || release.escalateVerb) &&
    authorize(config, state, user, { ...PLAIN, verb, apiGroup: RBAC_GROUP, resource: target, name: called, namespace }).allowed
  )
    return undefined
  const rules = isRole ? list(value['rules']).map(ruleOf) : policy.rulesOf({ role: called, roleKind, namespace })
  if (!rules) return { missing: { name: called, resource: roleKind.toLowerCase() } }
  const held = heldBy(policy, user, namespace)
  const missing = rules.flatMap(single).filter((rule) => !held.some((item) => covers(item, rule)))
  return missing.length === 0 ? undefined : { refused: escalationMessage(user, missing, held, release.escalationWords) }
}

/** A rule in its parts: one verb of one resource, or of one path. */
function single({ verbs, apiGroups = [], resources = [], resourceNames, nonResourceURLs = [] }: PolicyRule): PolicyRule[] {
  const named = resourceNames?.map((resourceName) => ({ resourceNames: [resourceName] })) ?? [{}]
  return [
    ...apiGroups.flatMap((group) =>
      resources.flatMap((resource) =>
        verbs.flatMap((verb) => named.map((of) => ({ apiGroups: [group], resources: [resource], verbs: [verb], ...of }))),
      ),
    ),
    ...nonResourceURLs.flatMap((url) => verbs.map((verb) => ({ nonResourceURLs: [url], verbs: [verb] }))),
  ]
}

/** Whether a rule gives what another, of one part, does. */
function covers(held: PolicyRule, { verbs, apiGroups, resources, resourceNames, nonResourceURLs }: PolicyRule): boolean {
  const verb = verbs[0]!
  if (nonResourceURLs) return allows(held, { ...NO_ATTRIBUTES, verb, path: nonResourceURLs[0]! })
  const [resource = '', subresource = ''] = resources![0]!.split('/')
  return allows(held, { ...PLAIN, verb, apiGroup: apiGroups![0]!, resource, subresource, name: resourceNames?.[0] ?? '' })
}

function escalationMessage(
  user: User,
  missing: readonly PolicyRule[],
  held: readonly PolicyRule[],
  words: Release['escalationWords'],
): string {
  if (words === 'compact') {
    return `user ${JSON.stringify(user.name)} (groups=${quoteList(user.groups)}) is attempting to grant RBAC permissions not currently held:\n${[...new Set(compacted(missing).map(named))].toSorted(byteOrder).join('\n')}`
  }
  const print = words === 'PolicyRule' ? (rule: PolicyRule): string => `PolicyRule${named(rule)}` : bare
  const all = (rules: readonly PolicyRule[]): string => `[${rules.map(print).join(' ')}]`
  return `attempt to grant extra privileges: ${all(missing)} user=&{${user.name} ${user.uid ?? ''} [${user.groups.join(' ')}] map[]} ownerrules=${all(held)} ruleResolutionErrors=[]`
}

/** One rule for all verbs of a resource; paths stay as they are. */
function compacted(rules: readonly PolicyRule[]): PolicyRule[] {
  const byResource = new Map<string, PolicyRule>()
  for (const rule of rules) {
    const { verbs, ...of } = rule
    const key = JSON.stringify(of.nonResourceURLs ? rule : of)
    byResource.set(key, { ...of, verbs: [...(byResource.get(key)?.verbs ?? []), ...verbs] })
  }
  return [...byResource.values()]
}

function named({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }: PolicyRule): string {
  const part = (label: string, values: readonly string[] | undefined): string[] => (values?.length ? [`${label}:${quoteList(values)}`] : [])
  return `{${[...part('APIGroups', apiGroups), ...part('Resources', resources), ...part('NonResourceURLs', nonResourceURLs), ...part('ResourceNames', resourceNames), ...part('Verbs', verbs)].join(', ')}}`
}

function bare({ verbs, apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] }: PolicyRule): string {
  return `{${[verbs, apiGroups, resources, resourceNames, nonResourceURLs].map((values) => `[${values.join(' ')}]`).join(' ')}}`
}
