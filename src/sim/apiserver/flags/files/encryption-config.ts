import { FieldErrors } from '../../../../manifest/field-error.ts'
import { isRecord } from '../../../../manifest/own.ts'
import { readYaml } from '../../../../manifest/yaml/read.ts'
import type { Release } from '../../../release/release.ts'
import { goDuration, parseDuration } from '../../../scenario/duration.ts'
import { hasGate } from '../feature-gates.ts'
import { aggregate } from '../say.ts'
import { quoteGo } from '../../../../manifest/go/strconv.ts'
import { heldAgainst, readConfigFile, schemeText } from './config-file.ts'

/** A KMS plugin of the encryption configuration. */
export interface KmsPlugin {
  name: string
  version: string
  /** The path of its socket. */
  socket: string
  /** Whether the socket is there: somebody listens on it. */
  isThere: boolean
}

/**
 * The KMS plugins that an EncryptionConfiguration names, in order; what it says else is of no consequence here.
 *
 * A text that cannot be read names none.
 * Follows: staging/src/k8s.io/apiserver/pkg/server/options/encryptionconfig/config.go (v1.36.0).
 */
export function kmsPlugins(text: string, hasFile: (path: string) => boolean, release: Release): readonly KmsPlugin[] {
  return listIn(readYaml(text, { yamlScannerLine: 'exact' }).value, 'resources')
    .flatMap((item) => listIn(item, 'providers'))
    .flatMap((provider) => {
      const kms = isRecord(provider) ? provider['kms'] : undefined
      if (!isRecord(kms) || typeof kms['endpoint'] !== 'string') return []
      const socket = kms['endpoint'].replace(/^unix:\/\/(?=\/)/, '')
      return [{ name: String(kms['name'] ?? ''), version: kmsVersion(kms, release), socket, isThere: hasFile(socket) }]
    })
}

/**
 * `v1` where nothing says it, and before there was a second: none was read then.
 *
 * Follows: staging/src/k8s.io/apiserver/pkg/apis/apiserver/v1/defaults.go (v1.36.0).
 */
const kmsVersion = (kms: Record<string, unknown>, release: Release): string =>
  (hasGate('KMSv2', release) ? textIn(kms, 'apiVersion') : '') || 'v1'

/** The list that an object has in a field; none where it has no such. */
function listIn(value: unknown, field: string): readonly unknown[] {
  const found = isRecord(value) ? value[field] : undefined
  return Array.isArray(found) ? (found as unknown[]) : []
}

/** The text that an object has in a field; an empty one where it has no such. */
function textIn(value: unknown, field: string): string {
  const found = isRecord(value) ? value[field] : undefined
  return typeof found === 'string' ? found : ''
}

/** A resource's name as it stands in an EncryptionConfiguration. Follows: apimachinery/pkg/runtime/schema/group_version.go, ParseGroupResource. */
function groupResource(text: string): { resource: string; group: string } {
  const dot = text.indexOf('.')
  return dot < 0 ? { resource: text, group: '' } : { resource: text.slice(0, dot), group: text.slice(dot + 1) }
}

/**
 * Checks the resources of one entry of an EncryptionConfiguration: that none stands there twice or hides another, and what none may be.
 *
 * Errors: added to `errors`, in upstream's words and order.
 * Follows: staging/src/k8s.io/apiserver/pkg/apis/apiserver/validation/validation_encryption.go, validateResourceOverlap and
 * validateResourceNames (v1.36.3, and v1.27.16 in pkg/apis/config).
 */
function validateResources(resources: readonly string[], path: string, errors: FieldErrors): void {
  const all = resources.map(groupResource)
  const pairs = all.flatMap((item, i) => all.flatMap((other, n) => (i === n ? [] : [[item, other] as const])))
  const isSame = ([item, other]: (typeof pairs)[number]): boolean => item.group === other.group && item.resource === other.resource
  const twice = pairs.findIndex(isSame)
  if (twice >= 0) errors.invalid(path, [...resources], 'the same resource cannot be specified multiple times')
  // the first pair of equals is not held for an overlap, those behind it are
  const overlaps = pairs.some(
    ([item, other], i) =>
      i !== twice &&
      ((item.group === '*' && item.resource === '*') || (item.group === other.group && (item.resource === '*' || other.resource === '*'))),
  )
  if (overlaps)
    errors.invalid(
      path,
      [...resources],
      "using overlapping resources such as 'secrets' and '*.' in the same resource list is not allowed as they will be masked",
    )
  resources.forEach((name, i) => {
    const why = nameError(name)
    if (why !== undefined) errors.invalid(`${path}[${i}]`, name, why)
  })
}

function nameError(name: string): string | undefined {
  const { resource, group } = groupResource(name)
  if (name.toLowerCase() !== name) return 'resource name should not contain capital letters'
  if (name === '*') return "use '*.' to encrypt all the resources from core API group or *.* to encrypt all resources"
  if (['apiserveripinfo', 'serviceipallocations', 'servicenodeportallocations'].includes(name))
    return 'resources which do not have REST API/s cannot be encrypted'
  if (group === 'events.k8s.io')
    return "'*.events.k8s.io' objects are stored using the 'events' API group in etcd. Use 'events' instead in the config file"
  if (group === 'extensions') return "'extensions' group has been removed and cannot be used for encryption"
  return group === '*' && resource !== '*' ? 'encrypting the same resource across groups is not supported' : undefined
}

/**
 * Why the resources of an entry are out of reach behind those of entries `before` it, to which they are added.
 *
 * Follows: staging/src/k8s.io/apiserver/pkg/server/options/encryptionconfig/config.go,
 * getTransformerOverridesAndKMSPluginProbes and grYAMLString (v1.36.3).
 */
function maskedError(resources: readonly string[], before: Set<string>): string | undefined {
  for (const name of resources) {
    const { resource, group } = groupResource(name)
    const shown = group === '' && resource !== '*' ? resource : `${resource}.${group}`
    const by = [`*.${group}`, '*.*'].find((rule) => before.has(rule))
    if (by !== undefined) return `resource ${quoteGo(shown)} is masked by earlier rule ${quoteGo(by)}`
    before.add(shown)
  }
  return undefined
}

/** The providers as Go's struct has them, and how long the keys of those that have any may be. */
const KEY_SIZES: Readonly<Record<string, readonly number[]>> = { aesgcm: [16, 24, 32], aescbc: [16, 24, 32], secretbox: [32] }
const PROVIDERS = ['kms', 'aesgcm', 'aescbc', 'secretbox', 'identity']
const PARSING = 'error while parsing file: '
const LOADING = 'error while loading file: '
const READINGS: readonly Release['encryptionReading'][] = [
  ...(['unchecked', 'keys', 'whole', 'parsing', 'decoding', 'loading', 'reading', 'strict'] as const),
]
const readsSince = ({ encryptionReading }: Release, first: Release['encryptionReading']): boolean =>
  READINGS.indexOf(encryptionReading) >= READINGS.indexOf(first)
const NO_PROVIDER = 'provider does not contain any of the expected providers: KMS, AESGCM, AESCBC, Secretbox, Identity'
const TWO_PROVIDERS = 'more than one provider specified in a single element, should split into different list elements'

/** What flags say that an EncryptionConfiguration hangs on: whether it is read again, and whether a gate is on, if the release has it. */
interface Given {
  reloads: boolean
  isOn: (gate: string) => boolean | undefined
}

/**
 * Why an EncryptionConfiguration is none, in upstream's words; undefined for one that can be used. Up to 1.12 nothing of it is
 * checked here.
 *
 * Whole. Follows: staging/src/k8s.io/apiserver/pkg/server/options/encryptionconfig/config.go (v1.17.17, v1.22.17,
 * v1.26.15, v1.36.2), and pkg/apis/apiserver/validation/validation_encryption.go (v1.36.2).
 */
export function encryptionError(text: string, path: string, release: Release, given: Given): string | undefined {
  const words = release.encryptionReading
  if (words === 'unchecked') return undefined
  const isOld = !readsSince(release, 'parsing')
  const file = quoteGo(path)
  const said = (why: string): string =>
    isOld ? `error while parsing encryption provider configuration file ${file}: ${words === 'whole' ? PARSING : ''}${why}` : PARSING + why
  if (text === '' && !isOld)
    return said(`${readsSince(release, 'loading') ? LOADING : ''}encryption provider configuration file ${file} is empty`)
  const scheme = schemeText(release, 'k8s.io/apiserver/pkg/server/options/encryptionconfig/config.go:189')
  const read = readConfigFile(text, 'EncryptionConfiguration', ['v1'], scheme)
  // an old name that the documents once gave
  const old = 'error' in read ? readConfigFile(text, 'EncryptionConfig', [''], scheme, 'v1') : read
  const notDecoded = (why: string): string => {
    if (isOld) return `error while parsing encryption provider configuration file ${file}: ${PARSING}${why}`
    return said(words === 'parsing' ? why : `error decoding encryption provider configuration file ${file}: ${why}`)
  }
  if ('error' in read && 'error' in old) return notDecoded(read.error)
  const { value, repeated } = 'error' in old ? { value: {}, repeated: [] } : old
  const { error, unknown } = heldAgainst(value, structs())
  if (error !== undefined) return notDecoded(error)
  // EnableStrict
  const strange = readsSince(release, 'strict') ? [...repeated, ...unknown] : []
  if (strange.length > 0) return notDecoded(`strict decoding error: ${strange.join(', ')}`)
  const resources = listIn(value, 'resources')
  if (words === 'keys') {
    const wrong = resources.flatMap((resource) => listIn(resource, 'providers').flatMap((provider) => transformerError(provider) ?? []))[0]
    return wrong && said(wrong)
  }
  const errors = new FieldErrors(release)
  if (resources.length === 0) errors.required('resources', 'at least one resources is required')
  const names = new Set<string>()
  resources.forEach((resource, i) => {
    const at = `resources[${i}]`
    if (listIn(resource, 'resources').length === 0) errors.required(`${at}.resources`, `at least one ${at}.resources is required`)
    if (readsSince(release, 'decoding')) validateResources(listIn(resource, 'resources').map(String), `${at}.resources`, errors)
    const providers = listIn(resource, 'providers')
    if (providers.length === 0) errors.required(`${at}.providers`, `at least one ${at}.providers is required`)
    providers.forEach((provider, n) => validateProvider(provider, `${at}.providers[${n}]`, { names, errors, release, given }))
  })
  if (errors.list.length > 0) return said(aggregate(errors.list.map((error) => error.text)))
  const built = buildError(resources, release, given)
  if (built === undefined) return undefined
  return isOld
    ? `error while parsing encryption provider configuration file ${file}: ${built}`
    : `error while building transformers: ${built}`
}

/** What is in the way of a valid configuration's use, in the order of its entries. */
function buildError(resources: readonly unknown[], release: Release, { isOn }: Given): string | undefined {
  const before = new Set<string>()
  for (const resource of resources) {
    for (const provider of listIn(resource, 'providers')) {
      const kms = isRecord(provider) && isRecord(provider['kms']) ? provider['kms'] : undefined
      const version = kms && kmsVersion(kms, release)
      if (version === undefined || isOn(`KMS${version}`) !== false) continue
      if (version === 'v1') return NO_KMS_V1
      return `could not configure KMSv2 plugin ${quoteGo(textIn(kms, 'name'))}, KMSv2 feature is not enabled`
    }
    const masked = readsSince(release, 'decoding') ? maskedError(listIn(resource, 'resources').map(String), before) : undefined
    if (masked !== undefined) return masked
  }
  return undefined
}

const NO_KMS_V1 =
  'KMSv1 is deprecated and will only receive security updates going forward. Use KMSv2 instead.  Set --feature-gates=KMSv1=true to use the deprecated KMSv1 feature.'

/** Follows: staging/src/k8s.io/apiserver/pkg/apis/apiserver/v1/types_encryption.go (v1.36.3). */
const structs = (): string => `
EncryptionConfiguration: resources:[]ResourceConfiguration
ResourceConfiguration: resources:[]string providers:[]ProviderConfiguration
ProviderConfiguration: aesgcm:AESConfiguration aescbc:AESConfiguration secretbox:SecretboxConfiguration identity:IdentityConfiguration kms:KMSConfiguration
AESConfiguration: keys:[]Key
SecretboxConfiguration: keys:[]Key
IdentityConfiguration
Key: name:string secret:string
KMSConfiguration: apiVersion:string name:string cachesize:any endpoint:string timeout:any
`

/**
 * That an encryption configuration cannot be had, in upstream's words; `file` is quoted, `error` Go's own, `read` first where it is a directory.
 *
 * Follows: as `encryptionError`.
 */
export function encryptionFileError(file: string, error: string, release: Release): string {
  const whole = `encryption provider configuration file ${file}: `
  const isDirectory = error.startsWith('read')
  if (!readsSince(release, 'parsing'))
    return isDirectory ? `error while parsing ${whole}could not read contents: ${error}` : `error opening ${whole}${error}`
  const why = readsSince(release, 'reading')
    ? `error reading ${whole}`
    : isDirectory
      ? 'could not read contents: '
      : `error opening ${whole}`
  return `${PARSING}${readsSince(release, 'loading') ? LOADING : ''}${why}${error}`
}

interface Validation {
  /** Of KMS plugins before. */
  names: Set<string>
  errors: FieldErrors
  release: Release
  given: Given
}

function validateProvider(provider: unknown, path: string, validation: Validation): void {
  const { errors } = validation
  const stands = givenIn(provider)
  // Go prints the struct, secrets and all
  if (stands.length !== 1)
    errors.invalidStruct(path, 'apiserver.ProviderConfiguration{…}', stands.length === 0 ? NO_PROVIDER : TWO_PROVIDERS)
  const [name] = stands
  const of = name === undefined ? undefined : (provider as Record<string, unknown>)[name]
  const sizes = name === undefined ? undefined : KEY_SIZES[name]
  if (name === 'kms' && isRecord(of)) return validateKms(of, `${path}.kms`, validation)
  if (!sizes) return
  const keys = listIn(of, 'keys')
  if (keys.length === 0) errors.required(`${path}.${name}.keys`, 'at least one keys is required')
  keys.forEach((key, i) => {
    const at = `${path}.${name}.keys[${i}]`
    if (textIn(key, 'name') === '') errors.required(`${at}.name`, 'name is a mandatory field for a key')
    const secret = textIn(key, 'secret')
    if (secret === '') return errors.required(`${at}.secret`, 'secret is a mandatory field for a key')
    const bytes = base64Bytes(secret)
    if (typeof bytes !== 'number') errors.invalid(`${at}.secret`, 'REDACTED', 'secrets must be base64 encoded')
    else if (!sizes.includes(bytes))
      errors.invalid(`${at}.secret`, 'REDACTED', `secret is not of the expected length, got ${bytes}, expected one of [${sizes.join(' ')}]`)
  })
}

function validateKms(kms: Record<string, unknown>, path: string, { names, errors, release, given }: Validation): void {
  const [name, endpoint] = [textIn(kms, 'name'), textIn(kms, 'endpoint')]
  const version = kmsVersion(kms, release)
  const size = kms['cachesize'] ?? undefined
  if (name === '') errors.required(`${path}.name`, 'name is a mandatory field for a provider')
  if (version !== 'v1' && name.includes(':'))
    errors.invalid(`${path}.name`, name, `invalid KMS provider name ${name}, must not contain ':'`)
  if (readsSince(release, 'parsing') && (given.reloads || version !== 'v1') && names.has(name))
    errors.invalid(`${path}.name`, name, `duplicate KMS provider name ${name}, names must be unique`)
  names.add(name)
  const seconds = parseDuration(textIn(kms, 'timeout'))
  if (seconds !== undefined && seconds <= 0) {
    const timeout = goDuration(seconds)
    errors.invalidStruct(`${path}.timeout`, release.valuesAsJson ? quoteGo(timeout) : timeout, 'timeout should be a positive value')
  }
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(endpoint)?.[1]?.toLowerCase() ?? ''
  if (endpoint === '') errors.invalid(`${path}.endpoint`, '', 'endpoint is a mandatory field for a kms')
  else if (scheme !== 'unix')
    errors.invalid(`${path}.endpoint`, endpoint, `unsupported scheme ${quoteGo(scheme)} for KMS provider, only unix is supported`)
  if (version !== 'v1' && size !== undefined && readsSince(release, 'decoding'))
    errors.invalid(`${path}.cachesize`, Number(size), 'cachesize is not supported in v2')
  else if (size === 0) errors.invalid(`${path}.cachesize`, 0, 'cachesize should be a positive value, or negative to disable')
  if (version !== 'v1' && version !== 'v2')
    errors.invalid(`${path}.apiVersion`, version, 'unsupported apiVersion apiVersion for KMS provider, only v1 and v2 are supported')
}

/** Up to 1.17 only what makes use of a key minds it. */
function transformerError(provider: unknown): string | undefined {
  const given = givenIn(provider)
  if (given.length > 1) return TWO_PROVIDERS
  const [name] = given
  if (name === undefined) return 'invalid provider configuration: at least one provider must be specified'
  if (!KEY_SIZES[name]) return undefined
  const keys = listIn((provider as Record<string, unknown>)[name], 'keys')
  if (keys.length === 0) return `${name === 'secretbox' ? name : 'aes'} provider has no valid keys`
  for (const key of keys) {
    if (textIn(key, 'name') === '') return 'key with invalid name provided'
    if (textIn(key, 'secret') === '') return `key ${textIn(key, 'name')} has no provided secret`
  }
  for (const key of keys) {
    const bytes = base64Bytes(textIn(key, 'secret'))
    const of = textIn(key, 'name')
    if (typeof bytes !== 'number')
      return `could not obtain secret for named key ${of}: illegal base64 data at input byte ${bytes.illegalAt}`
    if (KEY_SIZES[name].includes(bytes)) continue
    return name === 'secretbox'
      ? `expected key size 32 for secretbox provider, got ${bytes}`
      : `error while creating cipher for named key ${of}: crypto/aes: invalid key size ${bytes}`
  }
  return undefined
}

const givenIn = (provider: unknown): string[] =>
  PROVIDERS.filter((name) => isRecord(provider) && provider[name] !== undefined && provider[name] !== null)

/** How many bytes a text stands for; or where it is no base64, as Go counts. Follows: encoding/base64, DecodeString (Go 1.26). */
function base64Bytes(text: string): number | { illegalAt: number } {
  const plain = text.replace(/[\r\n]/g, '')
  const body = plain.replace(/={1,2}$/, '')
  const illegal = body.search(/[^A-Za-z0-9+/]/)
  if (illegal >= 0) return { illegalAt: illegal }
  if (plain.length % 4 !== 0) return { illegalAt: plain.length - (plain.length % 4) }
  return Math.floor((body.length * 3) / 4)
}
