import { own } from '../../../manifest/own.ts'
import { selectedName } from '../objects/selectors.ts'
import { decode, queryValues, type Request } from './request.ts'

/** Who asks. */
export interface User {
  name: string
  uid?: string
  groups: readonly string[]
}

/** What an authorizer is asked about. */
export interface Attributes {
  verb: string
  /** Decoded. */
  path: string
  isResource: boolean
  apiPrefix: string
  apiGroup: string
  apiVersion: string
  namespace: string
  resource: string
  subresource: string
  name: string
  /** `metadata.name=x` and the like, as asked. */
  fieldSelector: string
  /** `/api/v1/watch` and nothing after it: no request can be made of it. */
  isUnknown?: true
}

/** Of a request for nothing. */
export const NO_ATTRIBUTES: Attributes = {
  verb: '',
  path: '',
  isResource: false,
  apiPrefix: '',
  apiGroup: '',
  apiVersion: '',
  namespace: '',
  resource: '',
  subresource: '',
  name: '',
  fieldSelector: '',
}

/** The group and the version that a path names, as an apiVersion has them. */
export const groupVersionOf = ({ apiGroup, apiVersion }: Pick<Attributes, 'apiGroup' | 'apiVersion'>): string =>
  apiGroup ? `${apiGroup}/${apiVersion}` : apiVersion

const VERBS: Readonly<Record<string, string>> = { POST: 'create', GET: 'get', HEAD: 'get', PUT: 'update', PATCH: 'patch', DELETE: 'delete' }
const NAMESPACE_SUBRESOURCES = ['status', 'finalize']

/**
 * Takes a request's path and method apart.
 *
 * What is no resource path is a non-resource request with the method as verb.
 * Follows: staging/src/k8s.io/apiserver/pkg/endpoints/request/requestinfo.go, NewRequestInfo (v1.36.2); same in v1.9.
 */
export function attributesOf(request: Request): Attributes {
  const path = decode(request.path)
  const plain: Attributes = { ...NO_ATTRIBUTES, verb: request.method.toLowerCase(), path }
  let parts = splitPath(path)
  if (parts.length < 3) return plain
  const apiPrefix = parts[0]!
  if (apiPrefix !== 'api' && apiPrefix !== 'apis') return plain
  let apiGroup = ''
  parts = parts.slice(1)
  if (apiPrefix === 'apis') {
    if (parts.length < 3) return plain
    apiGroup = parts[0]!
    parts = parts.slice(1)
  }
  const apiVersion = parts[0]!
  parts = parts.slice(1)
  let verb = own(VERBS, request.method) ?? ''
  if (parts[0] === 'proxy' || parts[0] === 'watch') {
    if (parts.length < 2) return { ...plain, isUnknown: true }
    verb = parts[0]
    parts = parts.slice(1)
  }
  let namespace = ''
  if (parts[0] === 'namespaces') {
    if (parts.length > 1) {
      namespace = parts[1]!
      if (parts.length > 2 && !NAMESPACE_SUBRESOURCES.includes(parts[2]!)) parts = parts.slice(2)
    }
  }
  const [resource = '', name = '', below = ''] = parts
  // what stands behind a proxy is the other server's path
  const subresource = verb === 'proxy' ? '' : below
  const fieldSelector = queryValues(request.query, 'fieldSelector')[0] ?? ''
  const route = { apiPrefix, apiGroup, apiVersion, namespace, resource, name, subresource }
  const found: Attributes = { ...plain, ...route, isResource: true, verb, fieldSelector }
  if (name === '' && (verb === 'get' || verb === 'delete')) {
    const [watch] = queryValues(request.query, 'watch')
    const watches = verb === 'get' && watch !== undefined && !/^(0|false)$/i.test(watch)
    found.verb = verb === 'delete' ? 'deletecollection' : watches ? 'watch' : 'list'
    // A selector for one name is an authorizer's business too.
    if (verb === 'get') found.name = selectedName(fieldSelector)
  }
  return found
}

function splitPath(path: string): string[] {
  const trimmed = path.replace(/^\/+|\/+$/g, '')
  return trimmed === '' ? [] : trimmed.split('/')
}
