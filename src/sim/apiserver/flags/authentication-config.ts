import type { Release } from '../../release/release.ts'
import { readConfigFile, schemeText, unknownIn } from './config-file.ts'
import { jsonKind } from '../../../manifest/go/go-json.ts'
import { isRecord } from '../../../manifest/own.ts'

/** What the file says of anonymous requests; absent: nothing. */
export interface AuthenticationFile {
  anonymous?: { enabled: boolean; paths?: readonly string[] }
  hasJwt: boolean
}

const KIND = 'AuthenticationConfiguration'
const JWT_FIELDS = ['issuer', 'claimValidationRules', 'claimMappings', 'userValidationRules']

/**
 * Reads a structured authentication configuration, strictly.
 *
 * Units: none.
 * Errors: returned in upstream's words: what cannot be decoded as `unreadable`, what is not valid as `error`.
 * Follows: pkg/kubeapiserver/options/authentication.go, loadAuthenticationConfigFromData, and
 * staging/src/k8s.io/apiserver/pkg/apis/apiserver/validation/validation.go (v1.36.2).
 */
export function readAuthenticationConfig(
  text: string,
  release: Release,
  conditionsOn: boolean,
): { file?: AuthenticationFile; unreadable?: string; error?: string } {
  if (text === '') return { unreadable: 'empty config data' }
  const read = readConfigFile(
    text,
    KIND,
    release.authenticationConfigVersions,
    schemeText(release, 'pkg/kubeapiserver/options/authentication.go'),
  )
  if ('error' in read) return { unreadable: read.error }
  const { value, repeated } = read
  const mistyped = typeError(value, release)
  if (mistyped !== undefined) return { unreadable: mistyped }
  const unknown = [...repeated, ...unknownFields(value, release)]
  if (unknown.length > 0) return { unreadable: `strict decoding error: ${unknown.join(', ')}` }
  const { file, error } = validate(value, conditionsOn)
  return error === undefined ? { ...(file ? { file } : {}) } : { error: `${release.invalidAuthenticationPrefix}${error}` }
}

function validate(value: Record<string, unknown>, conditionsOn: boolean): { file?: AuthenticationFile; error?: string } {
  const jwt = value['jwt']
  const hasJwt = Array.isArray(jwt) && jwt.length > 0
  const given = value['anonymous']
  if (!isRecord(given)) return { file: { hasJwt } }
  const enabled = given['enabled'] === true
  const conditions = Array.isArray(given['conditions']) ? (given['conditions'] as Record<string, unknown>[]) : []
  const paths = conditions.map((condition) => (typeof condition?.['path'] === 'string' ? condition['path'] : ''))
  if (!conditionsOn)
    return {
      error: 'anonymous: Forbidden: anonymous is not supported when AnonymousAuthConfigurableEndpoints feature gate is disabled',
    }
  if (!enabled && paths.length > 0) {
    return {
      error: `anonymous.conditions: Invalid value: ${JSON.stringify(paths.map((path) => ({ Path: path })))}: enabled should be set to true when conditions are defined`,
    }
  }
  return { file: { hasJwt, anonymous: { enabled, ...(paths.length > 0 ? { paths } : {}) } } }
}

/** As encoding/json says that a value has the wrong type. */
function typeError(value: Record<string, unknown>, release: Release): string | undefined {
  const wrong = (found: unknown, struct: string, path: string, type: string): string =>
    `json: cannot unmarshal ${jsonKind(found)} into Go struct field ${struct}.${path} of type ${type}`
  const version = String(value['apiVersion']).split('/')[1]
  const { jwt, anonymous } = value
  if (jwt !== undefined && jwt !== null && !Array.isArray(jwt)) return wrong(jwt, KIND, 'jwt', `[]${version}.JWTAuthenticator`)
  if (anonymous === undefined || anonymous === null || release.anonymousConditions === 'unknown') return undefined
  if (!isRecord(anonymous)) return wrong(anonymous, KIND, 'anonymous', `${version}.AnonymousAuthConfig`)
  const { enabled, conditions } = anonymous
  if (enabled !== undefined && enabled !== null && typeof enabled !== 'boolean')
    return wrong(enabled, 'AnonymousAuthConfig', 'anonymous.enabled', 'bool')
  if (conditions === undefined || conditions === null) return undefined
  if (!Array.isArray(conditions))
    return wrong(conditions, 'AnonymousAuthConfig', 'anonymous.conditions', `[]${version}.AnonymousAuthCondition`)
  for (const condition of conditions as unknown[]) {
    if (condition !== null && !isRecord(condition))
      return wrong(condition, 'AnonymousAuthConfig', 'anonymous.conditions', `${version}.AnonymousAuthCondition`)
    const path = isRecord(condition) ? condition['path'] : undefined
    if (path !== undefined && path !== null && typeof path !== 'string')
      return wrong(path, 'AnonymousAuthCondition', 'anonymous.conditions.path', 'string')
  }
  return undefined
}

function unknownFields(value: Record<string, unknown>, release: Release): string[] {
  const { jwt, anonymous } = value
  const hasAnonymous = release.anonymousConditions !== 'unknown'
  const conditions =
    hasAnonymous && isRecord(anonymous) && Array.isArray(anonymous['conditions']) ? (anonymous['conditions'] as unknown[]) : []
  return [
    ...unknownIn(value, '', ['apiVersion', 'kind', 'jwt', ...(hasAnonymous ? ['anonymous'] : [])]),
    ...(Array.isArray(jwt) ? jwt.flatMap((one, i) => unknownIn(one, `jwt[${i}].`, JWT_FIELDS)) : []),
    ...(hasAnonymous ? unknownIn(anonymous, 'anonymous.', ['enabled', 'conditions']) : []),
    ...conditions.flatMap((one, i) => unknownIn(one, `anonymous.conditions[${i}].`, ['path'])),
  ]
}
