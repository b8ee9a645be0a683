import { type FieldError, FieldErrors } from '../../../manifest/field-error.ts'
import { decimalError, quoteGo } from '../../../manifest/go/strconv.ts'
import { readJson } from '../../../manifest/go/json-text.ts'
import { defined } from '../../../manifest/own.ts'
import { base64Bytes, encodeBase64Url, fromBase64Url } from '../../../manifest/utf8.ts'
import type { Release } from '../../release/release.ts'
import { gateIsOn } from '../flags/feature-gates.ts'
import { type Fields, fields, text } from '../objects/json.ts'
import { fieldTest, labelTest } from '../objects/selectors.ts'
import { queryValues, type Request } from './request.ts'
import { badRequest, invalid, type StatusFailure } from './status-failure.ts'

/** What of a list is asked for. */
export interface ListOptions {
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
export function readListOptions(
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
export function versionFailure(version: string | undefined): StatusFailure | undefined {
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
export function continueAfter(key: string, version: string): string {
  return encodeBase64Url(JSON.stringify({ v: TOKEN_VERSION, rv: Number(version), start: `/${key}\0` }))
}
