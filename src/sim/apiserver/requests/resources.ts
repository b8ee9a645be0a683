import { byCharacter, own, getOrInsert, defined } from '../../../manifest/own.ts'
import type { Release } from '../../release/release.ts'
import { type Attributes, groupVersionOf } from './attributes.ts'
import { type Fields, fields, text } from '../objects/json.ts'
import { inApiOrder, type ResourceKind } from '../objects/kinds.ts'
import { podLog } from '../objects/pod-log.ts'
import { unacceptable } from './acceptable.ts'
import { groupsOf, RESOURCES } from './discovery.ts'
import { type AuthorizedRequest, type HandledRequest, notServed, refused } from './handled-request.ts'
import { NO_RESOURCE, nothingAt } from './not-found.ts'
import { queryValues, type Request } from './request.ts'
import { nameNotFound, objectResponse, toJson, badRequest, invalid, type StatusFailure } from './status-failure.ts'
import { writeResource } from './write-resource.ts'
import { type FieldError, FieldErrors } from '../../../manifest/field-error.ts'
import { decimalError, quoteGo } from '../../../manifest/go/strconv.ts'
import { readJson } from '../../../manifest/go/json-text.ts'
import { base64Bytes, encodeBase64Url, fromBase64Url } from '../../../manifest/utf8.ts'
import { gateIsOn } from '../flags/feature-gates.ts'
import { fieldTest, labelTest } from '../objects/selectors.ts'

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

/** What of a list is asked for. */
interface ListOptions {
  takes(item: Fields): boolean
  isSelective: boolean
  /** So many at most; 0: all. */
  limit: number
  /** From this key on, as in etcd: `namespace/name`. */
  from?: string
}

/**
 * Takes the parameters of a list or a watch apart.
 *
 * Errors: what is wrong with the first of them, in upstream's words.
 * Follows: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/get.go, ListResource, and pkg/storage/interfaces.go,
 * ValidateListOptions (v1.36.2).
 */
function readListOptions(
  { query }: Request,
  resource: string,
  watched: boolean,
  release: Release,
): ListOptions | { failure: StatusFailure } {
  const first = (name: string): string | undefined => queryValues(query, name)[0]
  for (const name of ['timeoutSeconds', 'limit']) {
    const value = first(name)
    const problem = value === undefined ? undefined : decimalError(value, 'ParseInt', 64)
    if (problem !== undefined) return { failure: badRequest(problem) }
  }
  const [label, field] = [first('labelSelector') ?? '', first('fieldSelector') ?? '']
  const [byLabel, byField] = [labelTest(label, release), fieldTest(field, resource)]
  if (typeof byLabel === 'object') return { failure: badRequest(byLabel.error) }
  const isNoSelector = typeof byField === 'object' && /^invalid /.test(byField.error)
  const wrong = isNoSelector ? [] : optionErrors(first, watched, release)
  if (wrong.length > 0) return { failure: invalid(LIST_OPTIONS, '', wrong) }
  if (typeof byField === 'object') return { failure: badRequest(byField.error) }
  const version = first('resourceVersion')
  const next = first('continue') ?? ''
  const { from, problem } = watched || next === '' ? {} : continueAt(next)
  if (problem !== undefined) return { failure: badRequest(`invalid continue token: continue key is not valid: ${problem}`) }
  if (from !== undefined && version && version !== '0')
    return { failure: badRequest('specifying resource version is not allowed when using continue') }
  const failure = versionFailure(version)
  if (failure) return { failure: watched ? failure : badRequest(`invalid resource version: ${failure.message}`) }
  return {
    takes: (item) => byField(item) && byLabel(item),
    isSelective: label !== '' || field !== '',
    limit: watched || version === '0' ? 0 : Math.max(Number(first('limit') ?? 0), 0),
    ...defined({ from }),
  }
}

/** What is wrong with a resource version, which no reason is given for. Follows: pkg/storage/api_object_versioner.go, ParseResourceVersion. */
function versionFailure(version: string | undefined): StatusFailure | undefined {
  const problem = version ? decimalError(version, 'ParseUint', 64) : undefined
  return problem === undefined
    ? undefined
    : { code: 500, reason: '', message: `resourceVersion: Invalid value: ${quoteGo(version!)}: ${problem}` }
}

const LIST_OPTIONS = { group: 'meta.k8s.io', kind: 'ListOptions' }
const NEWER = 'NotOlderThan'

/** Follows: staging/src/k8s.io/apimachinery/pkg/apis/meta/internalversion/validation/validation.go, ValidateListOptions (v1.22.17, v1.28.15, v1.36.2). */
function optionErrors(first: (name: string) => string | undefined, watched: boolean, release: Release): readonly FieldError[] {
  const errors = new FieldErrors(release)
  const forbid = (message: string, path = 'resourceVersionMatch'): void => errors.forbidden(path, message)
  const support = (...values: readonly string[]): void => errors.unsupported('resourceVersionMatch', match, values)
  const match = release.versionMatch ? (first('resourceVersionMatch') ?? '') : ''
  const initial = release.sendInitialEvents ? first('sendInitialEvents') : undefined
  const version = first('resourceVersion') ?? ''
  const isContinued = (first('continue') ?? '') !== ''
  if (watched && release.sendInitialEvents) {
    if (initial !== undefined && match !== NEWER) forbid(`sendInitialEvents requires setting resourceVersionMatch to ${NEWER}`)
    if (initial !== undefined && !gateIsOn('WatchList', {}, release))
      forbid('sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled', 'sendInitialEvents')
    if (match !== '' && initial === undefined) forbid('resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided')
    if (match !== '' && match !== NEWER) support(NEWER)
    if (match !== '' && isContinued) forbid('resourceVersionMatch is forbidden when continue is provided')
    return errors.list
  }
  if (match !== '') {
    if (watched) forbid('resourceVersionMatch is forbidden for watch')
    if (version === '') forbid('resourceVersionMatch is forbidden unless resourceVersion is provided')
    if (isContinued) forbid('resourceVersionMatch is forbidden when continue is provided')
    if (match !== 'Exact' && match !== NEWER) support('Exact', NEWER, '')
    if (match === 'Exact' && version === '0') forbid('resourceVersionMatch "exact" is forbidden for resourceVersion "0"')
  }
  if (initial !== undefined) forbid('sendInitialEvents is forbidden for list', 'sendInitialEvents')
  return errors.list
}

const TOKEN_VERSION = 'meta.k8s.io/v1'

/** Follows: staging/src/k8s.io/apiserver/pkg/storage/continue.go, DecodeContinue (v1.36.2). */
function continueAt(token: string): { from?: string; problem?: string } {
  const at = token.search(/[^\w-]/)
  if (at >= 0 || token.length % 4 === 1) return { problem: `illegal base64 data at input byte ${at < 0 ? token.length - 1 : at}` }
  const read = readJson(base64Bytes(fromBase64Url(token)) ?? '')
  if (read.problem !== undefined) return { problem: read.problem }
  const { v, rv, start } = fields(read.value)
  if (v !== TOKEN_VERSION) return { problem: `server does not recognize this encoded version ${text(v)}` }
  if (!rv) return { problem: `incorrect encoded start resourceVersion (version ${TOKEN_VERSION})` }
  if (!start) return { problem: `encoded start key empty (version ${TOKEN_VERSION})` }
  const from = text(start).replace(/^\//, '')
  return /(^|\/)(\.{0,2})(\/|$)/.test(from) ? { problem: text(start) } : { from }
}

/** The token with which a list goes on behind a key. */
function continueAfter(key: string, version: string): string {
  return encodeBase64Url(JSON.stringify({ v: TOKEN_VERSION, rv: Number(version), start: `/${key}\0` }))
}
