import { byCharacter, own, getOrInsert } from '../../../manifest/own.ts'
import type { Release } from '../../release/release.ts'
import { type Attributes, groupVersionOf } from './attributes.ts'
import { type Fields, fields, text } from '../objects/json.ts'
import { inApiOrder, type ResourceKind } from '../objects/kinds.ts'
import { podLog } from '../objects/pod-log.ts'
import { unacceptable } from './acceptable.ts'
import { groupsOf, RESOURCES } from './discovery.ts'
import { continueAfter, readListOptions, versionFailure } from './list-options.ts'
import { type AuthorizedRequest, type HandledRequest, notServed, refused } from './handled-request.ts'
import { NO_RESOURCE, nothingAt } from './not-found.ts'
import { queryValues } from './request.ts'
import { nameNotFound, objectResponse, toJson } from './status-failure.ts'
import { writeResource } from './write-resource.ts'

const READ_WRITE = ['GET', 'PUT', 'PATCH']
const ANY = ['GET', 'PUT', 'PATCH', 'POST', 'DELETE', 'HEAD', 'OPTIONS']

interface SubresourceRow {
  methods: readonly string[]
  since?: number
}

/** By `resource/subresource` of the core group. */
const ROWS: Readonly<Record<string, SubresourceRow>> = {
  'pods/attach': { methods: ['GET', 'POST'] },
  'pods/binding': { methods: ['POST'] },
  'pods/eviction': { methods: ['POST'] },
  'pods/exec': { methods: ['GET', 'POST'] },
  'pods/log': { methods: ['GET'] },
  'pods/portforward': { methods: ['GET', 'POST'] },
  'pods/proxy': { methods: ANY },
  'pods/ephemeralcontainers': { methods: READ_WRITE, since: 23 },
  'pods/resize': { methods: READ_WRITE, since: 33 },
  'nodes/proxy': { methods: ANY },
  'services/proxy': { methods: ANY },
  'namespaces/finalize': { methods: ['PUT'] },
  'serviceaccounts/token': { methods: ['POST'], since: 12 },
}

/**
 * The methods of a kind's subresource; undefined where it has none of that name.
 *
 * Follows: pkg/registry/core/rest/storage_core.go and the storage of the other groups (v1.37.2).
 */
export function methodsOf(
  { group, name, subresources }: Pick<ResourceKind, 'group' | 'name' | 'subresources'>,
  subresource: string,
  { minor }: Release,
): readonly string[] | undefined {
  if (subresources.includes(subresource)) return READ_WRITE
  const row = group === '' ? own(ROWS, `${name}/${subresource}`) : undefined
  return row && minor >= (row.since ?? 0) ? row.methods : undefined
}

/**
 * Reads and writes of API objects: what the kubelet has told, what kubeadm and the server have made, and what was put there
 * since.
 *
 * Errors: 404 for a kind, or a name, that there is not; 400 for a selector that is none; 405 for a method.
 * Follows: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/get.go (v1.36.2).
 */
export function serveResource(asked: AuthorizedRequest): HandledRequest {
  const { config, request, attributes } = asked
  const { release } = config
  const { apiGroup, apiVersion, resource, path, verb } = attributes
  const kind = RESOURCES.find((row) => row.group === apiGroup && row.name === resource)
  const group = groupsOf(release).find((row) => row.name === apiGroup)
  const served = apiGroup === '' ? attributes.apiPrefix === 'api' && apiVersion === 'v1' : group?.versions.includes(apiVersion)
  // a path is taken apart without its first slashes, and nothing is served at it so
  if (!served || !path.startsWith(`/${attributes.apiPrefix}/`))
    return { response: nothingAt(config, request, path), reason: `Nothing is served at ${path}.` }
  if (!kind) return refused(asked, NO_RESOURCE, `There is no kind ${resource}.`)
  // the name that a list's selector is for stands in no path
  const isSelected = attributes.fieldSelector !== '' && (verb === 'list' || verb === 'watch')
  const methods = routesOf(kind, isSelected ? { ...attributes, name: '' } : attributes, release)
  if (!methods) return refused(asked, NO_RESOURCE, `Nothing is served at ${path}.`)
  const written = methods.includes(request.method) ? writeResource({ ...asked, kind }) : undefined
  if (written) return { ...written, stored: true }
  if (!['get', 'list', 'watch'].includes(verb) || request.method !== 'GET' || !methods.includes('GET')) {
    return methods.includes(request.method)
      ? notServed(asked, `The simulated server does not take a ${request.method} there.`)
      : notServed(asked)
  }
  const refusal = attributes.subresource === 'log' ? undefined : unacceptable(asked, verb === 'get' ? 'object' : 'list')
  if (refusal) return refusal
  return { ...readResource(asked, kind), stored: true }
}

/** The methods of a path; undefined where no route has that form. */
export function routesOf(
  kind: Pick<ResourceKind, 'group' | 'name' | 'namespaced' | 'subresources'>,
  { namespace, name, subresource }: Pick<Attributes, 'namespace' | 'name' | 'subresource'>,
  release: Release,
): readonly string[] | undefined {
  // a namespace's own path has its name in both places
  const within = kind.name === 'namespaces' && namespace === name ? '' : namespace
  if (!kind.namespaced && within !== '') return undefined
  if (kind.namespaced && within === '') return name === '' ? ['GET'] : undefined
  if (subresource !== '') return methodsOf(kind, subresource, release)
  if (kind.name === 'componentstatuses') return ['GET']
  if (name !== '') return ['GET', 'PUT', 'PATCH', 'DELETE']
  const isKept = kind.name === 'namespaces' || (kind.group === '' && kind.name === 'services' && !release.deletesAllServices)
  return isKept ? ['GET', 'POST'] : ['GET', 'POST', 'DELETE']
}

function readResource(asked: AuthorizedRequest, kind: ResourceKind): HandledRequest {
  const { config, state, request, attributes } = asked
  const { release } = config
  const { apiGroup, namespace, resource, subresource, verb } = attributes
  const name = verb === 'get' ? attributes.name : ''
  const scoped = kind.namespaced ? namespace : ''
  const items = state.storage.list(apiGroup, resource).filter(({ metadata }) => scoped === '' || fields(metadata)['namespace'] === scoped)
  if (name === '') return listOf(asked, kind, items)
  const isOld = subresource === 'log' ? undefined : versionFailure(queryValues(request.query, 'resourceVersion')[0])
  if (isOld) return refused(asked, isOld, 'The resource version is none.')
  const item = items.find(({ metadata }) => fields(metadata)['name'] === name)
  if (!item) return refused(asked, nameNotFound(kind, name), `There is no ${kind.kind} ${name}.`)
  if (subresource === 'log' && resource === 'pods') return podLog(asked)
  if (subresource !== '' && subresource !== 'status') return refused(asked, NO_RESOURCE, `${subresource} is not simulated.`)
  return {
    response: objectResponse(inApiOrder({ kind: kind.kind, apiVersion: groupVersionOf(attributes), ...item }, resource), request, release),
    reason: `The ${kind.kind} ${name}.`,
  }
}

/** What the storage has kept is asked for again and again: its order is found once. */
const orders = new WeakMap<Fields, Fields>()

function ordered(item: Fields, resource: string): Fields {
  return getOrInsert(orders, item, () => inApiOrder(item, resource))
}

/** What a list says of its age. */
const VERSION = '1000'

function listOf(asked: AuthorizedRequest, kind: ResourceKind, items: readonly Fields[]): HandledRequest {
  const { config, request, attributes } = asked
  const { release } = config
  const watched = attributes.verb === 'watch'
  const groupVersion = groupVersionOf(attributes)
  // empty: of all
  const namespace = kind.namespaced ? attributes.namespace : ''
  const options = readListOptions(request, kind.name, watched, release)
  if ('failure' in options) return refused(asked, options.failure, 'The list is asked for wrongly.')
  const { takes, isSelective, limit, from = '' } = options
  const keyOf = ({ metadata }: Fields): string => {
    const { namespace: of, name } = fields(metadata)
    return kind.namespaced && namespace === '' ? `${text(of)}/${text(name)}` : text(name)
  }
  const rest = items.filter((item) => takes(item) && keyOf(item) >= from)
  const isCut = limit > 0 && rest.length > limit
  const shown = isCut ? rest.toSorted((a, b) => byCharacter(keyOf(a), keyOf(b))).slice(0, limit) : rest
  const chosen = shown.map((item) => ordered(item, kind.name))
  const whose = `The ${kind.name}${namespace ? ` of ${namespace}` : ''}`
  if (watched) {
    const body = chosen
      .map((item) => toJson({ type: 'ADDED', object: { kind: kind.kind, apiVersion: groupVersion, ...item } }, false, release))
      .join('')
    return {
      response: { status: 200, headers: { 'content-type': 'application/json' }, body },
      reason: `${whose} as they are; what changes later is not shown here.`,
    }
  }
  const cut = isCut
    ? {
        continue: continueAfter(keyOf(shown.at(-1)!), VERSION),
        ...(isSelective ? {} : { remainingItemCount: rest.length - limit }),
      }
    : {}
  return {
    response: objectResponse(
      { kind: `${kind.kind}List`, apiVersion: groupVersion, metadata: { resourceVersion: VERSION, ...cut }, items: chosen },
      request,
      release,
    ),
    reason: `${whose}.`,
  }
}
