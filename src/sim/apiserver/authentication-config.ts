import { parseDocument } from 'yaml'
import type { Release } from '../release.ts'

/** What the file says of anonymous requests; absent: nothing. */
export interface AuthenticationFile {
  anonymous?: { enabled: boolean; paths?: readonly string[] }
  hasJwt: boolean
}

const GROUP = 'apiserver.config.k8s.io'
const KIND = 'AuthenticationConfiguration'
const JWT_FIELDS = ['issuer', 'claimValidationRules', 'claimMappings', 'userValidationRules']

/**
 * Reads a structured authentication configuration, strictly.
 *
 * Units: none.
 * Errors: returned in upstream's words: what cannot be decoded plainly, what is not valid with
 * `invalid authentication configuration: ` before it.
 * Follows: pkg/kubeapiserver/options/authentication.go, loadAuthenticationConfigFromData, and
 * staging/src/k8s.io/apiserver/pkg/apis/apiserver/validation/validation.go (v1.36.2).
 */
export function readAuthenticationConfig(text: string, release: Release, conditionsOn: boolean): { file?: AuthenticationFile; error?: string } {
  if (text === '') return { error: 'empty config data' }
  const document = parseDocument(text, { uniqueKeys: false, logLevel: 'silent' })
  const broken = document.errors[0]
  if (broken) return { error: `yaml: line ${broken.linePos?.[0].line ?? 1}: did not find expected key` }
  const value: unknown = document.toJS()
  if (!isRecord(value)) return { error: value === null ? `Object 'Kind' is missing in '${text}'` : `couldn't get version/kind; json parse error: json: cannot unmarshal ${jsonKind(value)} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }` }
  if (typeof value['kind'] !== 'string' || value['kind'] === '') return { error: `Object 'Kind' is missing in '${text}'` }
  if (typeof value['apiVersion'] !== 'string' || value['apiVersion'] === '') return { error: `Object 'apiVersion' is missing in '${text}'` }
  const [group, version = ''] = value['apiVersion'].split('/')
  if (group !== GROUP || !release.authenticationConfigVersions.includes(version) || value['kind'] !== KIND) {
    return { error: `no kind "${value['kind']}" is registered for version "${value['apiVersion']}" in scheme "pkg/kubeapiserver/options/authentication.go"` }
  }
  const mistyped = typeError(value, release)
  if (mistyped !== undefined) return { error: mistyped }
  const unknown = [...repeatedFields(text), ...unknownFields(value, release)]
  if (unknown.length > 0) return { error: `strict decoding error: ${unknown.join(', ')}` }
  return validate(value, conditionsOn)
}

function validate(value: Record<string, unknown>, conditionsOn: boolean): { file?: AuthenticationFile; error?: string } {
  const jwt = value['jwt']
  const hasJwt = Array.isArray(jwt) && jwt.length > 0
  const given = value['anonymous']
  if (!isRecord(given)) return { file: { hasJwt } }
  const enabled = given['enabled'] === true
  const conditions = Array.isArray(given['conditions']) ? (given['conditions'] as Record<string, unknown>[]) : []
  const paths = conditions.map((condition) => (typeof condition?.['path'] === 'string' ? condition['path'] : ''))
  if (!conditionsOn) return { error: 'invalid authentication configuration: anonymous: Forbidden: anonymous is not supported when AnonymousAuthConfigurableEndpoints feature gate is disabled' }
  if (!enabled && paths.length > 0) {
    return { error: `invalid authentication configuration: anonymous.conditions: Invalid value: ${JSON.stringify(paths.map((path) => ({ Path: path })))}: enabled should be set to true when conditions are defined` }
  }
  return { file: { hasJwt, anonymous: { enabled, ...(paths.length > 0 ? { paths } : {}) } } }
}

/** As encoding/json says that a value has the wrong type. */
function typeError(value: Record<string, unknown>, release: Release): string | undefined {
  const wrong = (found: unknown, struct: string, path: string, type: string): string => `json: cannot unmarshal ${jsonKind(found)} into Go struct field ${struct}.${path} of type ${type}`
  const version = String(value['apiVersion']).split('/')[1]
  const { jwt, anonymous } = value
  if (jwt !== undefined && jwt !== null && !Array.isArray(jwt)) return wrong(jwt, KIND, 'jwt', `[]${version}.JWTAuthenticator`)
  if (anonymous === undefined || anonymous === null || release.anonymousConditions === 'unknown') return undefined
  if (!isRecord(anonymous)) return wrong(anonymous, KIND, 'anonymous', `${version}.AnonymousAuthConfig`)
  const { enabled, conditions } = anonymous
  if (enabled !== undefined && enabled !== null && typeof enabled !== 'boolean') return wrong(enabled, 'AnonymousAuthConfig', 'anonymous.enabled', 'bool')
  if (conditions === undefined || conditions === null) return undefined
  if (!Array.isArray(conditions)) return wrong(conditions, 'AnonymousAuthConfig', 'anonymous.conditions', `[]${version}.AnonymousAuthCondition`)
  for (const condition of conditions as unknown[]) {
    if (condition !== null && !isRecord(condition)) return wrong(condition, 'AnonymousAuthConfig', 'anonymous.conditions', `${version}.AnonymousAuthCondition`)
    const path = isRecord(condition) ? condition['path'] : undefined
    if (path !== undefined && path !== null && typeof path !== 'string') return wrong(path, 'AnonymousAuthCondition', 'anonymous.conditions.path', 'string')
  }
  return undefined
}

function unknownFields(value: Record<string, unknown>, release: Release): string[] {
  const found: string[] = []
  const knows = (object: unknown, path: string, fields: readonly string[]): void => {
    if (!isRecord(object)) return
    for (const name of Object.keys(object)) if (!fields.includes(name)) found.push(`unknown field "${path}${name}"`)
  }
  const anonymous = release.anonymousConditions === 'unknown' ? [] : ['anonymous']
  knows(value, '', ['apiVersion', 'kind', 'jwt', ...anonymous])
  if (Array.isArray(value['jwt'])) value['jwt'].forEach((one, i) => knows(one, `jwt[${i}].`, JWT_FIELDS))
  if (anonymous.length > 0 && isRecord(value['anonymous'])) {
    knows(value['anonymous'], 'anonymous.', ['enabled', 'conditions'])
    const { conditions } = value['anonymous']
    if (Array.isArray(conditions)) conditions.forEach((one, i) => knows(one, `anonymous.conditions[${i}].`, ['path']))
  }
  return found
}

function repeatedFields(text: string): string[] {
  return parseDocument(text, { uniqueKeys: true, logLevel: 'silent' })
    .errors.filter((error) => error.code === 'DUPLICATE_KEY')
    .map((error) => {
      const key = /^\s*-?\s*([^:]+):/.exec(text.split('\n')[(error.linePos?.[0].line ?? 1) - 1] ?? '')?.[1]?.trim() ?? ''
      return `yaml: unmarshal errors:\n  line ${error.linePos?.[0].line ?? 1}: key "${key}" already set in map`
    })
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function jsonKind(value: unknown): string {
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'boolean') return 'bool'
  return value === null ? 'null' : typeof value
}
