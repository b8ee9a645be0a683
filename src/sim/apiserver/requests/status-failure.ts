import type { FieldError } from '../../../manifest/field-error.ts'
import { STATUS_TEXTS } from '../../../manifest/go/net.ts'
import { quoteGo } from '../../../manifest/go/strconv.ts'
import type { Release } from '../../release/release.ts'
import { aggregateFields } from '../flags/flag-words.ts'
import { qualified } from '../objects/kinds.ts'
import { queryValues, type Request, type Response } from './request.ts'

/** A metav1.Status that says no. */
export interface StatusFailure {
  code: number
  /** Empty: none is given. */
  reason: string
  message: string
  details?: Readonly<Record<string, unknown>>
}

/**
 * Whether JSON is printed for a person: a `pretty` parameter decides, else the client's name.
 *
 * Follows: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/negotiation/negotiate.go, isPrettyPrint (v1.36.2); same in v1.9.
 */
function isPretty(request: Pick<Request, 'query' | 'headers'>): boolean {
  const asked = queryValues(request.query, 'pretty')[0]
  if (asked) return /^(1|t|T|TRUE|true|True)$/.test(asked)
  return /^(curl|Wget|Mozilla\/5\.0)/.test(request.headers['user-agent']!)
}

/**
 * JSON as the server writes it: two spaces a level and no line break at the end, or compact with one. `&<>` are escaped.
 *
 * Follows: staging/src/k8s.io/apimachinery/pkg/runtime/serializer/json/json.go, doEncode (v1.36.2; v1.22 by json-iterator).
 */
export function toJson(value: unknown, pretty: boolean, release: Pick<Release, 'emptyObjectShort'>): string {
  let text = pretty ? JSON.stringify(value, null, 2) : `${JSON.stringify(value)}\n`
  // json-iterator indents the inside of an empty object, and breaks the line after it.
  if (pretty && !release.emptyObjectShort) text = text.replace(/^( *)(.*)\{\}(,?)$/gm, '$1$2{\n$1  \n$1}$3')
  return text.replace(/[&<>]/g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`)
}

/**
 * The answer that carries a Status.
 *
 * Follows: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/responsewriters/writers.go, ErrorNegotiated (v1.36.2).
 */
export function failureResponse(failure: StatusFailure, request: Request, release: Release): Response {
  const { code, reason, message, details } = failure
  const status = {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    ...(reason ? { reason } : {}),
    ...(details ? { details } : {}),
    code,
  }
  return { status: code, headers: { 'content-type': 'application/json' }, body: toJson(status, isPretty(request), release) }
}

/** That a request is none, for that reason. Follows: staging/src/k8s.io/apimachinery/pkg/api/errors/errors.go, NewBadRequest (v1.36.2). */
export const badRequest = (message: string): StatusFailure => ({ code: 400, reason: 'BadRequest', message })

/** That what is sent cannot be decoded as an object of that kind. */
export const mistyped = (kind: string, version: string, why: string): StatusFailure =>
  badRequest(`${kind} in version ${JSON.stringify(version)} cannot be handled as a ${kind}: ${why}`)

/** Which object a Status is about: `kind` is its resource's name, or of what is invalid its kind. */
export const detailsOf = (name: string, group: string, kind: string): Readonly<Record<string, string>> => ({
  ...(name ? { name } : {}),
  ...(group ? { group } : {}),
  ...(kind ? { kind } : {}),
})

/** That a path does not have a method. */
export const NOT_ALLOWED: StatusFailure = {
  code: 405,
  reason: 'MethodNotAllowed',
  message: 'the server does not allow this method on the requested resource',
  details: {},
}

/**
 * The answer that carries an object.
 *
 * Follows: as `failureResponse`, WriteObjectNegotiated.
 */
export function objectResponse(value: unknown, request: Request, release: Release): Response {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: toJson(value, isPretty(request), release) }
}

/** An answer in plain words. */
export function plainText(status: number, body: string): Response {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body }
}

/**
 * An error in plain words, as Go's http.Error gives it.
 *
 * Follows: net/http, Error (Go 1.23).
 */
export function textError(status: number, text: string): Response {
  return withoutSniffing(plainText(status, `${text}\n`))
}

/** Sends a caller on; who asks for the head alone is given no body later. Follows: net/http, Redirect (Go 1.23). */
export function redirect(status: number, location: string, { method }: Request): Response {
  if (method !== 'GET' && method !== 'HEAD') return { status, headers: { location }, body: '' }
  const body = `<a href="${location.replaceAll('&', '&amp;')}">${STATUS_TEXTS.get(status)}</a>.\n\n`
  return { status, headers: { 'content-type': 'text/html; charset=utf-8', location }, body }
}

/** Has a browser take the content type for what it is. */
export function withoutSniffing(response: Response): Response {
  return { ...response, headers: { ...response.headers, 'x-content-type-options': 'nosniff' } }
}

/** Those that come up here. */
const REASONS: Partial<Readonly<Record<FieldError['code'], string>>> = {
  REQUIRED: 'FieldValueRequired',
  INVALID: 'FieldValueInvalid',
  UNSUPPORTED: 'FieldValueNotSupported',
  FORBIDDEN: 'FieldValueForbidden',
}

/**
 * A struct as an invalid value is printed, of Go's type.
 *
 * Follows: staging/src/k8s.io/apimachinery/pkg/util/validation/field/error.go, ErrorBody (v1.33.0); JSON as 1.34 and 1.37 print it.
 */
export function dumpOf(type: string, value: Readonly<Record<string, string>>, release: Release): string {
  if (release.valuesAsJson) return JSON.stringify(value)
  const inside = Object.entries(value).map(([name, of]) => `${name}:${quoteGo(of)}`)
  return `${type}{${inside.join(', ')}}`
}

/**
 * That fields of an object are wrong.
 *
 * Follows: staging/src/k8s.io/apimachinery/pkg/api/errors/errors.go, NewInvalid (v1.36.2).
 */
export function invalid({ group, kind }: { group: string; kind: string }, name: string, errors: readonly FieldError[]): StatusFailure {
  const causes = errors.map(({ code, path, text }) => ({ reason: REASONS[code]!, message: text.slice(path.length + 2), field: path }))
  const details = { ...detailsOf(name, group, kind), causes }
  const said = aggregateFields(errors)
  const message = `${qualified({ group, name: kind })} ${JSON.stringify(name)} is invalid: ${said}`
  return { code: 422, reason: 'Invalid', message, details }
}

/**
 * That there is no object of that name.
 *
 * Follows: staging/src/k8s.io/apimachinery/pkg/api/errors/errors.go, NewNotFound (v1.36.2).
 */
export function nameNotFound(kind: { group: string; name: string }, name: string): StatusFailure {
  const message = `${qualified(kind)} ${JSON.stringify(name)} not found`
  return { code: 404, reason: 'NotFound', message, details: detailsOf(name, kind.group, kind.name) }
}
