import { FieldErrors } from '../../../manifest/field-error.ts'
import { jsonKind } from '../../../manifest/go/go-json.ts'
import type { Json } from '../../../manifest/yaml/resolve.ts'
import { quoteGo, quoteList } from '../../../manifest/go/strconv.ts'
import { dnsSubdomain } from '../../../manifest/names.ts'
import { isRecord } from '../../../manifest/own.ts'
import type { ProgramFiles } from '../../node/container-files.ts'
import type { Release } from '../../release/release.ts'
import { readStructs } from '../objects/go-structs.ts'
import { type Fields, fields, list, text as textOf } from '../objects/json.ts'
import { readStrictly, schemeText } from './config-file.ts'
import { gateIsOn } from './feature-gates.ts'
import type { FlagReader, FlagError } from './flag-reader.ts'
import { readDuration } from './flag-values.ts'
import { aggregate } from './flag-words.ts'
import { openError } from './named-files.ts'
import { goDuration } from '../../scenario/duration.ts'

const KIND = 'AuthorizationConfiguration'
const structsOf = ({ webhookCaches }: Release) =>
  readStructs(`
${KIND}: authorizers:[]AuthorizerConfiguration
AuthorizerConfiguration: type name webhook:WebhookConfiguration
WebhookConfiguration: authorizedTTL:any unauthorizedTTL:any timeout:any subjectAccessReviewVersion matchConditionSubjectAccessReviewVersion failurePolicy connectionInfo:WebhookConnectionInfo matchConditions:[]WebhookMatchCondition${webhookCaches ? ' cacheAuthorizedRequests:bool cacheUnauthorizedRequests:bool' : ''}
WebhookConnectionInfo: type kubeConfigFile
WebhookMatchCondition: expression
`)
const TYPES = ['ABAC', 'AlwaysAllow', 'AlwaysDeny', 'Node', 'RBAC', 'Webhook']

/**
 * Reads a structured authorization configuration: the modes in their order.
 *
 * Errors: returned in upstream's words, all together.
 * Follows: pkg/kubeapiserver/authorizer/config.go, LoadAndValidateData, and
 * staging/src/k8s.io/apiserver/pkg/apis/apiserver/validation/validation.go, ValidateAuthorizationConfiguration (v1.37.2). Expressions
 * are not compiled.
 */
export function readAuthorizationConfig(
  text: string,
  files: ProgramFiles,
  release: Release,
): { modes: readonly string[] } | { error: string } {
  const scheme = schemeText(release, 'pkg/apis/apiserver/load/load.go')
  const read = text === '' ? { value: {} } : readStrictly(text, KIND, release.authorizationConfigVersions, scheme, structsOf(release))
  const failed = (error: string) => ({ error: `failed to load AuthorizationConfiguration from file: ${error}` })
  if ('error' in read) return failed(read.error)
  const authorizers = list(read.value['authorizers']).map(fields)
  const bad = authorizers.flatMap(({ webhook }) =>
    ['authorizedTTL', 'timeout', 'unauthorizedTTL'].map((name) => secondsOf(fields(webhook)[name])),
  )
  for (const time of bad) if (typeof time === 'string') return failed(time)
  const errors = validate(authorizers, files, release)
  return errors.length > 0 ? { error: aggregate(errors) } : { modes: authorizers.map(({ type }) => String(type)) }
}

/** A time in seconds, 0 where none is given. Errors: the text, as what cannot be decoded. Follows: metav1.Duration, UnmarshalJSON. */
function secondsOf(value: unknown): number | string {
  if (value === undefined || value === null) return 0
  if (typeof value !== 'string') return `json: cannot unmarshal ${jsonKind(value as Json)} into Go value of type string`
  const read = readDuration(value, { durationQuoted: true })
  return 'error' in read ? read.error : Number(read.value)
}

/** Follows: the same file, ValidateWebhookConfiguration (v1.29.15 … v1.36.0); it leaves `webhook` out of the paths. */
function webhookOf(of: Fields, path: string, files: ProgramFiles, errors: FieldErrors, release: Release): void {
  const times: readonly (readonly [name: string, fallback: number, most: number, bounds: string])[] = [
    ['timeout', 0, 30, 'must be > 0s and <= 30s'],
    ['authorizedTTL', 300, Infinity, 'must be > 0s'],
    ['unauthorizedTTL', 30, Infinity, 'must be > 0s'],
  ]
  for (const [name, fallback, most, bounds] of times) {
    const seconds = Number(secondsOf(of[name])) || fallback
    if (seconds === 0) errors.required(`${path}.${name}`)
    else if (seconds < 0 || seconds > most) errors.invalid(`${path}.${name}`, goDuration(seconds), bounds)
  }
  const conditions = list(of['matchConditions']).map((condition) => textOf(fields(condition)['expression']))
  const chosen = (name: string, values: readonly string[], missing: string | undefined): void => {
    const value = textOf(of[name])
    if (value !== '' && !values.includes(value)) errors.unsupported(`${path}.${name}`, value, values)
    else if (value === '' && missing !== undefined) errors.required(`${path}.${name}`, missing)
  }
  chosen('subjectAccessReviewVersion', ['v1', 'v1beta1'], '')
  chosen(
    'matchConditionSubjectAccessReviewVersion',
    ['v1'],
    conditions.length > 0 ? 'required if match conditions are specified' : undefined,
  )
  chosen('failurePolicy', ['NoOpinion', 'Deny'], '')
  connectionOf(fields(of['connectionInfo']), `${path}.connectionInfo`, files, errors, release)
  for (const [i, expression] of conditions.entries()) {
    const at = `${path}.matchConditions[${i}].expression`
    if (expression.trim() === '') errors.required(at)
    else if (conditions.indexOf(expression) < i) errors.duplicate(at, expression)
  }
}

function connectionOf(of: Fields, path: string, files: ProgramFiles, errors: FieldErrors, release: Release): void {
  const [type, file, at] = [textOf(of['type']), textOf(of['kubeConfigFile']), `${path}.kubeConfigFile`]
  if (type === '') errors.required(`${path}.type`)
  else if (type === 'InClusterConfig') {
    if (of['kubeConfigFile'] !== undefined) errors.invalid(at, file, 'can only be set when type=KubeConfigFile')
  } else if (type !== 'KubeConfigFile') {
    const dump = release.valuesAsJson
      ? JSON.stringify({ Type: type, KubeConfigFile: of['kubeConfigFile'] ?? null })
      : `apiserver.WebhookConnectionInfo{Type:${quoteGo(type)}, KubeConfigFile:(*string)(nil)}`
    errors.unsupported(`${path}.type`, type, ['InClusterConfig', 'KubeConfigFile'], dump)
  } else if (file === '') errors.required(at)
  else if (!file.startsWith('/')) errors.invalid(at, file, 'must be an absolute path')
  else {
    const seen = files.read(file)
    const lost = 'error' in seen ? openError(file, seen) : ''
    if (lost.startsWith('read')) errors.invalid(at, file, 'must be a regular file')
    else if (lost !== '') errors.invalid(at, file, `error loading file: ${lost.replace('open', 'stat')}`)
  }
}

function validate(authorizers: readonly Fields[], files: ProgramFiles, release: Release): string[] {
  const errors = new FieldErrors(release)
  if (authorizers.length === 0) errors.required('authorizers', 'at least one authorization mode must be defined')
  const [types, names] = [new Set<string>(), new Set<string>()]
  for (const [i, { type, name, webhook }] of authorizers.entries()) {
    const path = `authorizers[${i}]`
    const [kind, called] = [String(type ?? ''), String(name ?? '')]
    const typed = errors.list.length
    if (kind === '') errors.required(`${path}.type`)
    else if (!TYPES.includes(kind)) errors.unsupported(`${path}.type`, kind, TYPES)
    else if (types.has(kind) && kind !== 'Webhook') errors.duplicate(`${path}.type`, kind)
    if (errors.list.length > typed) continue
    types.add(kind)
    const wrong = dnsSubdomain(called, release)
    if (called === '') errors.required(`${path}.name`)
    else if (names.has(called)) errors.duplicate(`${path}.name`, called)
    else if (wrong.length > 0) errors.invalid(`${path}.name`, called, `authorizer name is invalid: ${wrong.join(', ')}`)
    names.add(called)
    if (kind === 'Webhook' && !isRecord(webhook)) errors.required(`${path}.webhook`, 'required when type=Webhook')
    else if (kind === 'Webhook') webhookOf(fields(webhook), path, files, errors, release)
    if (kind !== 'Webhook' && webhook !== undefined && webhook !== null)
      errors.invalid(`${path}.webhook`, 'non-null', 'may only be specified when type=Webhook')
  }
  if (errors.list.length > 0) return errors.list.map(({ text }) => text)
  return authorizers.flatMap(({ type, name }) => {
    const expected = String(type).toLowerCase()
    return type === 'Webhook' || name === expected
      ? []
      : [`expected name ${expected} for authorizer ${String(type)} instead of ${String(name)}`]
  })
}

export const MODES = ['AlwaysAllow', 'AlwaysDeny', 'ABAC', 'Webhook', 'RBAC', 'Node']

/**
 * The authorization modes; none given means AlwaysAllow, unless a file names them.
 *
 * Follows: pkg/kubeapiserver/options/authorization.go (v1.36.2, v1.9.0).
 */
export function modesOf(flags: FlagReader, release: Release): readonly string[] {
  const modes = release.modesAreList ? flags.list('authorization-mode') : flags.text('authorization-mode').split(',')
  if (flags.text('authorization-config') !== '') return []
  if (!flags.isSet('authorization-mode')) return ['AlwaysAllow']
  const named = modes.filter((mode, at) => mode !== '' || at > 0 || modes.length > 1)
  return named.length === 0 && release.emptyModesAllowAll ? ['AlwaysAllow'] : named
}

/**
 * What is wrong with the authorization modes, where only making the authorizers finds it; the first thing.
 *
 * Follows: pkg/kubeapiserver/authorizer/config.go, AuthorizationConfig.New (v1.9.4).
 */
export function modesError(flags: FlagReader, release: Release): FlagError | undefined {
  const mode = 'authorization-mode'
  const modes = modesOf(flags, release)
  const [policy, webhook] = ['authorization-policy-file', 'authorization-webhook-config-file']
  if (modes.length === 0) return ['At least one authorization mode should be passed', mode]
  for (const [at, name] of modes.entries()) {
    if (modes.indexOf(name) < at) return [`Authorization mode ${name} specified more than once`, mode]
    if (!MODES.includes(name)) return [`Unknown authorization mode ${name} specified`, mode]
    if (name === 'ABAC' && flags.text(policy) === '') return ["ABAC's authorization policy file not passed", mode]
    if (name === 'Webhook' && flags.text(webhook) === '') return ["Webhook's configuration file not passed", mode]
  }
  if (flags.text(policy) !== '' && !modes.includes('ABAC')) return [`Cannot specify --${policy} without mode ABAC`, policy, mode]
  if (flags.text(webhook) !== '' && !modes.includes('Webhook')) return [`Cannot specify --${webhook} without mode Webhook`, webhook, mode]
  return undefined
}

/** What is wrong with the authorization modes, where it is found with the other flags. */
export function validateModes(flags: FlagReader, release: Release): FlagError[] {
  const errors: FlagError[] = []
  const modes = modesOf(flags, release)
  if (flags.text('authorization-config')) {
    const gate = 'StructuredAuthorizationConfiguration'
    if (!gateIsOn(gate, flags.map('feature-gates'), release))
      return [[`--authorization-config cannot be used without enabling ${gate} feature flag`, 'authorization-config']]
    const legacy = ['mode', 'webhook-config-file', 'webhook-version', 'webhook-cache-authorized-ttl', 'webhook-cache-unauthorized-ttl']
    const other = legacy.map((name) => `authorization-${name}`).find((name) => flags.isSet(name))
    const text = '--authorization-config can not be specified when --authorization-mode or --authorization-webhook-* flags are defined'
    return other === undefined ? [] : [[text, other, 'authorization-config']]
  }
  if (modes.length === 0) errors.push(['at least one authorization-mode must be passed', 'authorization-mode'])
  for (const mode of modes) {
    if (!MODES.includes(mode)) errors.push([`authorization-mode ${quoteGo(mode)} is not a valid mode`, 'authorization-mode'])
    if (mode === 'ABAC' && !flags.text('authorization-policy-file'))
      errors.push(["authorization-mode ABAC's authorization policy file not passed", 'authorization-mode'])
    if (mode === 'Webhook' && !flags.text('authorization-webhook-config-file'))
      errors.push(["authorization-mode Webhook's authorization config file not passed", 'authorization-mode'])
  }
  if (flags.text('authorization-policy-file') && !modes.includes('ABAC'))
    errors.push(['cannot specify --authorization-policy-file without mode ABAC', 'authorization-policy-file', 'authorization-mode'])
  if (flags.text('authorization-webhook-config-file') && !modes.includes('Webhook'))
    errors.push([
      'cannot specify --authorization-webhook-config-file without mode Webhook',
      'authorization-webhook-config-file',
      'authorization-mode',
    ])
  if (new Set(modes).size !== modes.length)
    errors.push([`authorization-mode ${quoteList(modes)} has mode specified more than once`, 'authorization-mode'])
  return errors
}
