import type { Attributes } from './attributes.ts'
import type { ApiserverConfig, ServerState } from './config.ts'
import { RESOURCES, groupsOf } from './discovery.ts'
import { notFound } from './not-found.ts'
import type { Handled } from './not-found.ts'
import type { Request } from './request.ts'
import { failureResponse, objectResponse } from './status.ts'

const NAMESPACES = ['default', 'kube-node-lease', 'kube-public', 'kube-system']

/**
 * Reads of API objects. The cluster holds little: the node, the namespaces, and what `state` has been given to show.
 *
 * Units: none.
 * Errors: 404 for a kind, or a name, that there is not; 405 for a method; writes are answered as if they were not allowed.
 * Follows: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/get.go (v1.36.2).
 */
export function readResource(config: ApiserverConfig, state: ServerState, request: Request, asked: Attributes): Handled {
  const { release } = config
  const { apiGroup, apiVersion, resource, name, namespace } = asked
  const kind = RESOURCES.find((row) => row.group === apiGroup && row.name === resource)
  const group = groupsOf(release).find((row) => row.name === apiGroup)
  const served = apiGroup === '' ? asked.apiPrefix === 'api' && apiVersion === 'v1' : group?.versions.includes(apiVersion)
  if (!kind || !served) {
    const message = 'the server could not find the requested resource'
    if (!served) return { response: notFound(config), reason: `Nothing is served at ${asked.path}.` }
    return { response: failureResponse({ code: 404, reason: 'NotFound', message, details: {} }, request, release), reason: `There is no kind ${resource}.` }
  }
  if (!['get', 'list', 'watch'].includes(asked.verb) || request.method !== 'GET') {
    const failure = { code: 405, reason: 'MethodNotAllowed', message: 'the server does not allow this method on the requested resource', details: {} }
    return { response: failureResponse(failure, request, release), reason: 'The simulated server only answers reads.' }
  }
  const items = itemsOf(resource, apiGroup, state)
  const groupVersion = apiGroup ? `${apiGroup}/${apiVersion}` : apiVersion
  if (name === '' || asked.verb !== 'get') {
    const list = { kind: `${kind.kind}List`, apiVersion: groupVersion, metadata: { resourceVersion: '1000' }, items }
    return { response: objectResponse(list, request, release), reason: `The ${resource}${namespace ? ` of ${namespace}` : ''}.` }
  }
  const item = items.find((item) => item.metadata.name === name)
  if (item) return { response: objectResponse({ kind: kind.kind, apiVersion: groupVersion, ...item }, request, release), reason: `The ${kind.kind} ${name}.` }
  const qualified = apiGroup ? `${resource}.${apiGroup}` : resource
  const details = { name, ...(apiGroup ? { group: apiGroup } : {}), kind: resource }
  return { response: failureResponse({ code: 404, reason: 'NotFound', message: `${qualified} ${JSON.stringify(name)} not found`, details }, request, release), reason: `There is no ${kind.kind} ${name}.` }
}

function itemsOf(resource: string, group: string, state: ServerState): readonly { metadata: { name: string } }[] {
  if (group !== '') return []
  if (resource === 'nodes') return [{ metadata: { name: state.node.name }, ...{ status: { addresses: [{ type: 'InternalIP', address: state.node.ip }, { type: 'Hostname', address: state.node.name }] } } }]
  if (resource === 'namespaces') return NAMESPACES.map((name) => ({ metadata: { name }, ...{ status: { phase: 'Active' } } }))
  return []
}
