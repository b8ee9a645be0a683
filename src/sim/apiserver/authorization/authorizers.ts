import { own } from '../../../manifest/own.ts'
import type { RequestStep } from '../../trace/trace.ts'
import type { User, Attributes } from '../requests/attributes.ts'
import type { ApiserverConfig, ServerState } from '../server-config.ts'
import type { PolicyRule } from './bootstrap-policy.ts'
import { allows, type Authorizer, type Opinion, rbac } from './rbac.ts'

const READ = ['get', 'list', 'watch']

/** What every node may do, besides what its own pods need. */
const NODE_RULES: readonly PolicyRule[] = [
  { verbs: ['create'], apiGroups: ['authentication.k8s.io'], resources: ['tokenreviews'] },
  { verbs: ['create'], apiGroups: ['authorization.k8s.io'], resources: ['subjectaccessreviews', 'localsubjectaccessreviews'] },
  { verbs: READ, apiGroups: [''], resources: ['services', 'nodes', 'pods'] },
  { verbs: ['create', 'get', 'list', 'watch'], apiGroups: [''], resources: ['nodes'] },
  { verbs: ['update', 'patch'], apiGroups: [''], resources: ['nodes', 'nodes/status'] },
  { verbs: ['create', 'update', 'patch'], apiGroups: [''], resources: ['events'] },
  { verbs: ['create', 'delete'], apiGroups: [''], resources: ['pods'] },
  { verbs: ['update', 'patch'], apiGroups: [''], resources: ['pods/status'] },
  { verbs: ['create'], apiGroups: [''], resources: ['pods/eviction'] },
  { verbs: ['create', 'get', 'list', 'watch'], apiGroups: ['certificates.k8s.io'], resources: ['certificatesigningrequests'] },
  { verbs: ['create', 'delete', 'get', 'patch', 'update'], apiGroups: ['coordination.k8s.io'], resources: ['leases'] },
  { verbs: READ, apiGroups: ['node.k8s.io'], resources: ['runtimeclasses'] },
  { verbs: READ, apiGroups: ['storage.k8s.io'], resources: ['csidrivers'] },
]

const OBJECTS_OF_PODS = ['secrets', 'configmaps', 'persistentvolumeclaims', 'persistentvolumes']
const NOTHING = (says: string, reason = ''): Opinion => ({ decision: 'NoOpinion', reason, says })

/**
 * What a kubelet may do: the user is `system:node:NAME` in group system:nodes.
 *
 * Follows: plugin/pkg/auth/authorizer/node/node_authorizer.go (v1.36.2); before v1.32 a node could read all nodes and pods,
 * see release.ts. The graph of what a node's pods use is left out: static pods use none of these objects.
 */
const node: Authorizer = {
  mode: 'Node',
  authorize(user, asked, _state, config) {
    const name = /^system:node:(.+)$/.exec(user.name)?.[1]
    if (!name || !user.groups.includes('system:nodes')) return NOTHING('The user is not a node.')
    if (asked.isResource && asked.apiGroup === '') {
      if (config.release.nodeSelectors && asked.resource === 'nodes') return forNodes(name, asked)
      if (config.release.nodeSelectors && asked.resource === 'pods') return forPods(name, asked)
      if (OBJECTS_OF_PODS.includes(asked.resource)) return forObjects(name, asked)
    }
    return byRules(name, asked)
  },
}

function byRules(name: string, asked: Attributes): Opinion {
  if (NODE_RULES.some((rule) => allows(rule, asked)))
    return { decision: 'Allow', reason: '', says: `A node may ${asked.verb} ${asked.resource}.` }
  return NOTHING(`Nothing lets node ${name} ${asked.verb} ${asked.isResource ? asked.resource : asked.path}.`)
}

function forNodes(name: string, asked: Attributes): Opinion {
  if (!READ.includes(asked.verb) || asked.subresource !== '') return byRules(name, asked)
  if (asked.name === name) return { decision: 'Allow', reason: '', says: 'A node may read its own Node object.' }
  const reason =
    asked.name === ''
      ? `node '${name}' cannot read all nodes, only its own Node object`
      : `node '${name}' cannot read '${asked.name}', only its own Node object`
  return NOTHING('A node may read its own Node object only.', reason)
}

function forPods(name: string, asked: Attributes): Opinion {
  if (asked.subresource !== '' || !READ.includes(asked.verb)) return byRules(name, asked)
  // All pods of a scenario are this node's; static pods are mirrored there.
  if (asked.verb === 'get') return { decision: 'Allow', reason: '', says: 'A node may read the pods that are bound to it.' }
  if (new RegExp(`(?:^|,)spec\\.nodeName==?${name.replaceAll('.', '\\.')}(?:,|$)`).test(asked.fieldSelector))
    return { decision: 'Allow', reason: '', says: 'A node may list the pods that are bound to it.' }
  return NOTHING('A node may list its own pods only.', 'can only list/watch pods with spec.nodeName field selector')
}

function forObjects(name: string, asked: Attributes): Opinion {
  const only =
    asked.resource === 'persistentvolumes' || asked.resource === 'persistentvolumeclaims'
      ? 'can only get individual resources of this type'
      : 'can only read resources of this type'
  if (!READ.includes(asked.verb) || (asked.resource.startsWith('persistent') && asked.verb !== 'get'))
    return NOTHING('A node may only read what its pods use.', only)
  if (asked.subresource) return NOTHING('A node may not read subresources.', 'cannot read subresource')
  if (asked.resource !== 'persistentvolumes' && asked.namespace === '')
    return NOTHING('A node may only read such objects in a namespace.', 'can only read namespaced object of this type')
  if (asked.name === '') return NOTHING('A node may only read what its pods use, by name.', 'No Object name found')
  return NOTHING('No pod of this node uses it.', `no relationship found between node '${name}' and this object`)
}

/** Follows: staging/src/k8s.io/apiserver/pkg/authorization/authorizerfactory/builtin.go (v1.36.2); same in v1.9. */
const alwaysAllow: Authorizer = {
  mode: 'AlwaysAllow',
  authorize: () => ({ decision: 'Allow', reason: '', says: 'Everything is allowed.' }),
}

const alwaysDeny: Authorizer = {
  mode: 'AlwaysDeny',
  authorize: () => ({ decision: 'NoOpinion', reason: 'Everything is forbidden.', says: 'Everything is forbidden.' }),
}

/** ABAC without a policy that fits, and a webhook that nobody answers. */
const abac: Authorizer = {
  mode: 'ABAC',
  authorize: () => ({ decision: 'NoOpinion', reason: 'No policy matched.', says: 'No policy of the file matched.' }),
}

/** Asked before all others; nobody can take it out. */
const systemMasters: Authorizer = {
  mode: 'system:masters',
  authorize: (user) =>
    user.groups.includes('system:masters')
      ? { decision: 'Allow', reason: '', says: 'Members of system:masters may do anything; no authorizer is asked.' }
      : { decision: 'NoOpinion', reason: '', says: 'The user is not in system:masters.' },
}

const BY_MODE: Readonly<Record<string, Authorizer>> = {
  AlwaysAllow: alwaysAllow,
  AlwaysDeny: alwaysDeny,
  ABAC: abac,
  Node: node,
  RBAC: rbac,
}

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
  const { modes, because } = config.authorization
  const members = modes.map((mode) => own(BY_MODE, mode)).filter((member) => member !== undefined)
  const steps: RequestStep[] = []
  const reasons: string[] = []
  for (const member of [systemMasters, ...members]) {
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
