import { byCharacter, own, getOrInsert } from '../../../manifest/own.ts'
import type { Release } from '../../release/release.ts'
import type { User, Attributes } from '../requests/attributes.ts'
import type { ApiserverConfig, ServerState } from '../server-config.ts'
import { type Fields, fields, text } from '../objects/json.ts'
import { inApiOrder, type ResourceKind } from '../objects/kinds.ts'
import { podLog } from '../objects/pod-log.ts'
import { unacceptable } from './acceptable.ts'
import { groupsOf, RESOURCES } from './discovery.ts'
import { continueAfter, readListOptions, versionFailure } from './list-options.ts'
import { type HandledRequest, NO_RESOURCE, nothingAt } from './not-found.ts'
import { queryValues, type Request } from './request.ts'
import { failureResponse, methodNotAllowed, nameNotFound, objectResponse, toJson } from './status-failure.ts'
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
export function serveResource(
  config: ApiserverConfig,
  state: ServerState,
  request: Request,
  asked: Attributes,
  user: User,
): HandledRequest {
  const { release } = config
  const { apiGroup, apiVersion, resource } = asked
  const kind = RESOURCES.find((row) => row.group === apiGroup && row.name === resource)
  const group = groupsOf(release).find((row) => row.name === apiGroup)
  const served = apiGroup === '' ? asked.apiPrefix === 'api' && apiVersion === 'v1' : group?.versions.includes(apiVersion)
  // a path is taken apart without its first slashes, and nothing is served at it so
  if (!served || !asked.path.startsWith(`/${asked.apiPrefix}/`))
    return { response: nothingAt(config, request, asked.path), reason: `Nothing is served at ${asked.path}.` }
  if (!kind) return { response: failureResponse(NO_RESOURCE, request, release), reason: `There is no kind ${resource}.` }
  // the name that a list's selector is for stands in no path
  const isSelected = asked.fieldSelector !== '' && (asked.verb === 'list' || asked.verb === 'watch')
  const methods = routesOf(kind, isSelected ? { ...asked, name: '' } : asked, release)
  if (!methods) return { response: failureResponse(NO_RESOURCE, request, release), reason: `Nothing is served at ${asked.path}.` }
  const written = methods.includes(request.method) ? writeResource({ config, state, request, asked, kind, user }) : undefined
  if (written) return { ...written, stored: true }
  if (!['get', 'list', 'watch'].includes(asked.verb) || request.method !== 'GET' || !methods.includes('GET')) {
    return {
      response: methodNotAllowed(request, release),
      reason: methods.includes(request.method)
        ? `The simulated server does not take a ${request.method} there.`
        : `${request.method} is not served there.`,
    }
  }
  const refusal = asked.subresource === 'log' ? undefined : unacceptable(request, asked.verb === 'get' ? 'object' : 'list', release)
  if (refusal) return refusal
  return { ...readResource(config, state, request, asked, kind), stored: true }
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

function readResource(
  { release }: ApiserverConfig,
  state: ServerState,
  request: Request,
  asked: Attributes,
  kind: ResourceKind,
): HandledRequest {
  const { apiGroup, apiVersion, namespace, resource } = asked
  const name = asked.verb === 'get' ? asked.name : ''
  const groupVersion = apiGroup ? `${apiGroup}/${apiVersion}` : apiVersion
  const scoped = kind.namespaced ? namespace : ''
  const items = state.storage.list(apiGroup, resource).filter(({ metadata }) => scoped === '' || fields(metadata)['namespace'] === scoped)
  if (name === '') return listOf({ items, kind, groupVersion, watched: asked.verb === 'watch' }, request, release, scoped)
  const isOld = asked.subresource === 'log' ? undefined : versionFailure(queryValues(request.query, 'resourceVersion')[0])
  if (isOld) return { response: failureResponse(isOld, request, release), reason: 'The resource version is none.' }
  const item = items.find(({ metadata }) => fields(metadata)['name'] === name)
  if (!item) return { response: failureResponse(nameNotFound(kind, name), request, release), reason: `There is no ${kind.kind} ${name}.` }
  if (asked.subresource === 'log' && resource === 'pods') return podLog(state.storage.moment(), request, release, namespace, name)
  if (asked.subresource !== '' && asked.subresource !== 'status')
    return { response: failureResponse(NO_RESOURCE, request, release), reason: `${asked.subresource} is not simulated.` }
  return {
    response: objectResponse(inApiOrder({ kind: kind.kind, apiVersion: groupVersion, ...item }, resource), request, release),
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

interface ListResult {
  items: readonly Fields[]
  kind: ResourceKind
  groupVersion: string
  watched: boolean
}

function listOf(
  { items, kind, groupVersion, watched }: ListResult,
  request: Request,
  release: ApiserverConfig['release'],
  namespace: string,
): HandledRequest {
  const options = readListOptions(request, kind.name, watched, release)
  if ('failure' in options)
    return { response: failureResponse(options.failure, request, release), reason: 'The list is asked for wrongly.' }
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
