import type { Attributes } from '../requests/attributes.ts'
import type { Authorizer, Opinion } from './authorizer.ts'
import type { Rule } from './bootstrap-policy.ts'
import { allows } from './rbac.ts'

const READ = ['get', 'list', 'watch']

/** What every node may do, besides what its own pods need. */
const NODE_RULES: readonly Rule[] = [
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
export const node: Authorizer = {
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
