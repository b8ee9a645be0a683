import type { Release } from '../../../release/release.ts'
import { heldAgainst, readConfigFile, schemeText } from './config-file.ts'
import { isRecord } from '../../../../manifest/own.ts'

/** What the file says of anonymous requests; absent: nothing. */
export interface AuthenticationFile {
  anonymous?: { enabled: boolean; paths?: readonly string[] }
  hasJwt: boolean
}

const KIND = 'AuthenticationConfiguration'

/**
 * Reads a structured authentication configuration, strictly.
 *
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
  const held = heldAgainst(value, structs(release.anonymousConditions !== 'unknown'))
  if (held.error !== undefined) return { unreadable: held.error }
  const unknown = [...repeated, ...held.unknown]
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

/** What stands below `jwt` is looked at no further. */
const structs = (hasAnonymous: boolean): string => `
${KIND}: jwt:[]JWTAuthenticator${hasAnonymous ? ' anonymous:AnonymousAuthConfig' : ''}
JWTAuthenticator: issuer:any claimValidationRules:any claimMappings:any userValidationRules:any
AnonymousAuthConfig: enabled:bool conditions:[]AnonymousAuthCondition
AnonymousAuthCondition: path:string
`
