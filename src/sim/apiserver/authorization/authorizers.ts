import type { RequestStep } from '../../trace/trace.ts'
import { aggregate } from '../flags/flag-words.ts'
import type { User, Attributes } from '../requests/attributes.ts'
import type { ApiserverConfig, ServerState, AbacPolicy } from '../server-config.ts'
import { type PolicyRule, NODE_ROLE, rulesOfRole } from './bootstrap-policy.ts'
import { type Authorizer, rbac, coversPath, allows, type Opinion } from './rbac.ts'
import { fields } from '../objects/json.ts'
import type { Storage } from '../objects/object-storage.ts'
import type { Release } from '../../release/release.ts'

const ALL = ['*']
const ALL_RESOURCES: PolicyRule = { verbs: ALL, apiGroups: ALL, resources: ALL }
const ALL_PATHS: PolicyRule = { verbs: ALL, nonResourceURLs: ALL }

/** Follows: staging/src/k8s.io/apiserver/pkg/authorization/authorizerfactory/builtin.go (v1.36.2); same in v1.9. */
const alwaysAllow: Authorizer = {
  mode: 'AlwaysAllow',
  authorize: () => ({ decision: 'Allow', reason: '', says: 'Everything is allowed.' }),
  rulesFor: () => ({ rules: [ALL_RESOURCES, ALL_PATHS] }),
}

const alwaysDeny: Authorizer = {
  mode: 'AlwaysDeny',
  authorize: () => ({ decision: 'NoOpinion', reason: 'Everything is forbidden.', says: 'Everything is forbidden.' }),
  rulesFor: () => ({ rules: [] }),
}

/**
 * Policies in a file, of which the first that fits decides.
 *
 * Follows: pkg/auth/authorizer/abac/abac.go, Authorize and RulesFor (v1.36.2); same in v1.9.
 */
const abac: Authorizer = {
  mode: 'ABAC',
  authorize(user, asked, _state, { authorization: { policyFile: file = '', policies = [] } }) {
    const because = { flag: 'authorization-policy-file', file }
    const policy = policies.find((policy) => fits(policy, user, asked))
    return policy
      ? { decision: 'Allow', reason: '', says: `Line ${policy.line} of ${file} allows it.`, because }
      : { decision: 'NoOpinion', reason: 'No policy matched.', says: 'No policy of the file matched.', because }
  },
  rulesFor: (user, namespace, _state, { authorization: { policies = [] } }) => ({
    rules: policies.flatMap((policy) => (isFor(policy, user) && covers(policy.namespace, namespace) ? rulesOf(policy) : [])),
  }),
}

const isFor = ({ user: name, group }: AbacPolicy, user: User): boolean =>
  (name !== '' || group !== '') && (name === '' || name === user.name) && (group === '' || user.groups.includes(group))

const covers = (said: string, of: string): boolean => said === '*' || said === of

function fits(policy: AbacPolicy, user: User, asked: Attributes): boolean {
  const { readonly, namespace, resource, apiGroup, nonResourcePath: path } = policy
  if (!isFor(policy, user)) return false
  if (readonly && !READ.includes(asked.verb)) return false
  if (asked.isResource) return covers(namespace, asked.namespace) && covers(resource, asked.resource) && covers(apiGroup, asked.apiGroup)
  return coversPath(path, asked.path)
}

function rulesOf({ readonly, resource, apiGroup, nonResourcePath: path }: AbacPolicy): PolicyRule[] {
  const verbs = readonly ? READ : ['*']
  return [
    ...(resource === '' ? [] : [{ verbs, apiGroups: [apiGroup], resources: [resource] }]),
    ...(path === '' ? [] : [{ verbs, nonResourceURLs: [path] }]),
  ]
}

const READ = ['get', 'list', 'watch']

const READ_IN_NAMESPACE = ['secrets', 'configmaps']
const GOT = ['persistentvolumeclaims', 'persistentvolumes']
const OWN_VERBS = ['get', 'create', 'update', 'patch', 'delete']
const NOTHING = (says: string, reason = ''): Opinion => ({ decision: 'NoOpinion', reason, says })

/**
 * What a kubelet may do: the user is `system:node:NAME` in group system:nodes.
 *
 * Follows: plugin/pkg/auth/authorizer/node/node_authorizer.go (v1.36.2); before v1.32 a node could read all nodes and pods,
 * see release.ts. What is subdivided behind a gate is so where the role system:node has it. The graph of what a node's pods use is
 * left out: static pods use none of these objects.
 */
const node: Authorizer = {
  mode: 'Node',
  authorize(user, asked, state, config) {
    const name = nodeOf(user)
    if (name === undefined) return NOTHING('The user is not a node.')
    if (name === '') return NOTHING('The user is a node without a name.', `unknown node for user ${JSON.stringify(user.name)}`)
    const subdivided = asked.isResource ? forResource(name, asked, state, config.release) : undefined
    return subdivided ?? byRules(name, asked, config.release)
  },
  rulesFor: (user, _namespace, _state, { release }) =>
    release.nodeRules && nodeOf(user) !== undefined
      ? { rules: [], error: 'node authorizer does not support user rule resolution', incomplete: true }
      : { rules: [] },
}

/** The node that somebody is. Follows: pkg/auth/nodeidentifier/default.go (v1.36.2). */
function nodeOf(user: User): string | undefined {
  return user.groups.includes('system:nodes') ? /^system:node:([^]*)$/.exec(user.name)?.[1] : undefined
}

function forResource(name: string, asked: Attributes, { storage }: ServerState, release: Release): Opinion | undefined {
  const { resource, subresource } = asked
  const hasRule = (named: string, verb = 'get'): boolean =>
    rulesOfRole(NODE_ROLE, release.minor).some(
      ({ verbs, apiGroups, resources }) => verbs.includes(verb) && apiGroups?.includes(asked.apiGroup) && resources?.includes(named),
    )
  switch (asked.apiGroup) {
    case '':
      if (release.nodeSelectors && resource === 'nodes') return forNodes(name, asked, release)
      if (release.nodeSelectors && resource === 'pods') return forPods(name, asked, storage, release)
      if (READ_IN_NAMESPACE.includes(resource))
        return hasRule(resource, 'list') ? forObjects(name, asked, release) : forGet(name, asked, release)
      if (resource === 'persistentvolumeclaims' && subresource === 'status' && hasRule('persistentvolumeclaims/status', 'patch'))
        return forClaimStatus(name, asked, release)
      if (GOT.includes(resource)) return forGet(name, asked, release)
      return resource === 'serviceaccounts' && hasRule('serviceaccounts/token', 'create') ? forAccounts(name, asked, release) : undefined
    case 'coordination.k8s.io':
      return resource === 'leases' && hasRule('leases') ? forLeases(name, asked) : undefined
    case 'storage.k8s.io':
      if (resource === 'volumeattachments' && hasRule('volumeattachments')) return forGet(name, asked, release)
      return resource === 'csinodes' && hasRule('csinodes') ? forCsiNodes(name, asked) : undefined
    case 'resource.k8s.io':
      if (release.nodeSelectors && resource === 'resourceclaims') return forGet(name, asked, release)
      return release.nodeSelectors && resource === 'resourceslices' ? forSlices(name, asked, release) : undefined
    default:
      return undefined
  }
}

function byRules(name: string, asked: Attributes, { minor }: Release): Opinion {
  if (rulesOfRole(NODE_ROLE, minor).some((rule) => allows(rule, asked)))
    return { decision: 'Allow', reason: '', says: `A node may ${asked.verb} ${asked.resource}.` }
  return NOTHING(`Nothing lets node ${name} ${asked.verb} ${asked.isResource ? asked.resource : asked.path}.`)
}

function forNodes(name: string, asked: Attributes, release: Release): Opinion {
  if (!READ.includes(asked.verb) || asked.subresource !== '') return byRules(name, asked, release)
  if (asked.name === name) return { decision: 'Allow', reason: '', says: 'A node may read its own Node object.' }
  const reason =
    asked.name === ''
      ? `node '${name}' cannot read all nodes, only its own Node object`
      : `node '${name}' cannot read '${asked.name}', only its own Node object`
  return NOTHING('A node may read its own Node object only.', reason)
}

/** A selector's own word on one field. */
const selects = (asked: Attributes, field: string, name: string): boolean =>
  asked.fieldSelector.split(',').some((part) => part === `${field}=${name}` || part === `${field}==${name}`)

const allow = (says: string): Opinion => ({ decision: 'Allow', reason: '', says })

function forPods(name: string, asked: Attributes, storage: Storage, release: Release): Opinion {
  if (asked.subresource !== '' || !READ.includes(asked.verb)) return byRules(name, asked, release)
  if (asked.verb !== 'get' && selects(asked, 'spec.nodeName', name)) return allow('A node may list the pods that are bound to it.')
  if (asked.name === '')
    return asked.verb === 'get'
      ? forRelated(name, asked, release)
      : NOTHING('A node may list its own pods only.', 'can only list/watch pods with spec.nodeName field selector')
  const pod = storage.get('', 'pods', asked.namespace, asked.name)
  if (pod && fields(pod['spec'])['nodeName'] === name) return allow('A node may read the pods that are bound to it.')
  return unrelated(name, 'No such pod is bound to this node.', release)
}

const unrelated = (name: string, says: string, { relationshipNamed }: Release): Opinion =>
  NOTHING(says, relationshipNamed ? `no relationship found between node '${name}' and this object` : 'no path found to object')

function forRelated(name: string, asked: Attributes, release: Release): Opinion {
  if (asked.name === '') return NOTHING('A node may only read what its pods use, by name.', 'No Object name found')
  return unrelated(name, 'No pod of this node uses it.', release)
}

function forGet(name: string, asked: Attributes, release: Release): Opinion {
  if (asked.verb !== 'get') return NOTHING('A node may only read what its pods use.', 'can only get individual resources of this type')
  if (asked.subresource) return NOTHING('A node may not read subresources.', 'cannot get subresource')
  return forRelated(name, asked, release)
}

function forObjects(name: string, asked: Attributes, release: Release): Opinion {
  if (!READ.includes(asked.verb)) return NOTHING('A node may only read what its pods use.', 'can only read resources of this type')
  if (asked.subresource) return NOTHING('A node may not read subresources.', 'cannot read subresource')
  if (asked.namespace === '')
    return NOTHING('A node may only read such objects in a namespace.', 'can only read namespaced object of this type')
  return forRelated(name, asked, release)
}

function forClaimStatus(name: string, asked: Attributes, release: Release): Opinion {
  if (asked.verb !== 'update' && asked.verb !== 'patch')
    return NOTHING('A node may only write the status of its pods’ claims.', 'can only get/update/patch this type')
  return forRelated(name, asked, release)
}

function forAccounts(name: string, asked: Attributes, release: Release): Opinion {
  if (release.nodeReadsAccounts && asked.verb === 'get' && !asked.subresource) return forObjects(name, asked, release)
  if (asked.verb !== 'create' || asked.name === '')
    return NOTHING('A node may only ask for its pods’ tokens.', 'can only create tokens for individual service accounts')
  if (asked.subresource !== 'token')
    return NOTHING('A node may only ask for its pods’ tokens.', 'can only create token subresource of serviceaccount')
  return unrelated(name, 'No pod of this node runs as it.', release)
}

function forLeases(name: string, asked: Attributes): Opinion {
  if (!OWN_VERBS.includes(asked.verb))
    return NOTHING('A node may only use its own Lease.', 'can only get, create, update, patch, or delete a node lease')
  if (asked.namespace !== 'kube-node-lease')
    return NOTHING('A node’s Lease is in kube-node-lease.', 'can only access leases in the "kube-node-lease" system namespace')
  if (asked.verb !== 'create' && asked.name !== name)
    return NOTHING('A node may only use its own Lease.', 'can only access node lease with the same name as the requesting node')
  return allow('A node may use its own Lease.')
}

function forCsiNodes(name: string, asked: Attributes): Opinion {
  if (!OWN_VERBS.includes(asked.verb))
    return NOTHING('A node may only use its own CSINode.', 'can only get, create, update, patch, or delete a CSINode')
  if (asked.subresource) return NOTHING('A node may not use subresources.', 'cannot authorize CSINode subresources')
  if (asked.verb !== 'create' && asked.name !== name)
    return NOTHING('A node may only use its own CSINode.', 'can only access CSINode with the same name as the requesting node')
  return allow('A node may use its own CSINode.')
}

function forSlices(name: string, asked: Attributes, release: Release): Opinion {
  if (asked.subresource) return NOTHING('A node may not use subresources.', 'cannot authorize ResourceSlice subresources')
  if (asked.verb === 'create') return allow('A node may make its own ResourceSlices.')
  if (OWN_VERBS.includes(asked.verb)) return forRelated(name, asked, release)
  if (!['watch', 'list', 'deletecollection'].includes(asked.verb))
    return NOTHING(
      'There is no such verb for a node.',
      'only the following verbs are allowed for a ResourceSlice: get, watch, list, create, update, patch, delete, deletecollection',
    )
  if (selects(asked, 'spec.nodeName', name)) return allow('A node may list its own ResourceSlices.')
  return NOTHING(
    'A node may list its own ResourceSlices only.',
    'can only list/watch/deletecollection resourceslices with nodeName field selector',
  )
}

/** Asked before all others; nobody can take it out, and it lists no rules. */
const systemMasters: Omit<Authorizer, 'rulesFor'> = {
  mode: 'system:masters',
  authorize: (user) =>
    user.groups.includes('system:masters')
      ? { decision: 'Allow', reason: '', says: 'Members of system:masters may do anything; no authorizer is asked.' }
      : { decision: 'NoOpinion', reason: '', says: 'The user is not in system:masters.' },
}

const BY_MODE = new Map([alwaysAllow, alwaysDeny, abac, node, rbac].map((authorizer) => [authorizer.mode, authorizer]))

/** The union that the flag names; of a webhook nothing is known. */
const membersOf = ({ authorization: { modes } }: ApiserverConfig): Authorizer[] => modes.flatMap((mode) => BY_MODE.get(mode) ?? [])

/**
 * Whether the user may. The first that allows it wins; if none does the answer is no, with all reasons.
 *
 * Errors: `allowed` false for 403, `reason` goes into its message.
 * Follows: staging/src/k8s.io/apiserver/pkg/authorization/union/union.go (v1.36.2), and AuthorizeClientBearerToken in
 * pkg/server/config.go, which puts system:masters before the flag's modes; same in v1.9.
 */
export function authorize(
  config: ApiserverConfig,
  state: ServerState,
  user: User,
  attributes: Attributes,
): { allowed: boolean; reason: string; steps: RequestStep[] } {
  const { because } = config.authorization
  const steps: RequestStep[] = []
  const reasons: string[] = []
  for (const member of [systemMasters, ...membersOf(config)]) {
    const { decision, reason, says, because: place } = member.authorize(user, attributes, state, config)
    const own = place ? { because: place } : member === systemMasters ? {} : { because }
    if (member !== systemMasters || decision === 'Allow') {
      steps.push({
        step: `authorization: ${member.mode}`,
        verdict: decision === 'Allow' ? 'passed' : 'no opinion',
        reason: says,
        ...own,
      })
    }
    if (decision === 'Allow') return { allowed: true, reason, steps }
    if (reason) reasons.push(config.release.reasonNamed ? `${member.mode.toLowerCase()}: ${reason}` : reason)
  }
  steps.push({
    step: 'authorization',
    verdict: 'refused',
    reason: `No authorizer allows ${user.name} to ${attributes.verb} ${attributes.isResource ? attributes.resource : attributes.path}.`,
    because,
  })
  return { allowed: false, reason: reasons.join('\n'), steps }
}

/**
 * All that somebody may in a namespace, as the authorizers list it.
 *
 * Errors: what an authorizer complains of, beside the rules of the others.
 * Follows: staging/src/k8s.io/apiserver/pkg/authorization/union/union.go, RulesFor (v1.36.2).
 */
export function rulesFor(
  config: ApiserverConfig,
  state: ServerState,
  user: User,
  namespace: string,
): { rules: readonly PolicyRule[]; incomplete: boolean; error?: string } {
  const resolved = membersOf(config).map((member) => member.rulesFor(user, namespace, state, config))
  const errors = resolved.flatMap(({ error }) => error ?? [])
  return {
    rules: resolved.flatMap(({ rules }) => rules),
    incomplete: resolved.some(({ incomplete }) => incomplete),
    ...(errors.length > 0 ? { error: aggregate(errors) } : {}),
  }
}
