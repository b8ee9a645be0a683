import { FieldErrors } from '../../../manifest/field-error.ts'
import { quoteGo } from '../../../manifest/go/strconv.ts'
import { isRecord } from '../../../manifest/own.ts'
import type { ProgramFiles } from '../../node/container-files.ts'
import type { Release } from '../../release/release.ts'
import type { AnonymousConfig, SecretRow } from '../server-config.ts'
import { gateIsOn } from './feature-gates.ts'
import { readStructs } from '../objects/go-structs.ts'
import { fields, list } from '../objects/json.ts'
import { readStrictly, schemeText } from './config-file.ts'
import type { FlagError, FlagReader } from './flag-reader.ts'
import { readCsv } from './flag-values.ts'
import { aggregate } from './flag-words.ts'
import { jwtStructs, validateJwt } from './jwt-config.ts'
import { isUnread, missing, openError } from './named-files.ts'
import type { CommandLine } from './pflag.ts'
import { dumpOf } from '../requests/status-failure.ts'

/** What the file says of anonymous requests; absent: nothing. */
export interface AuthenticationFile {
  anonymous?: { enabled: boolean; paths?: readonly string[] }
}

const KIND = 'AuthenticationConfiguration'

/**
 * Reads a structured authentication configuration, strictly. `own`: the server's own issuers of tokens.
 *
 * Errors: returned in upstream's words: what cannot be decoded as `unreadable`, what is not valid as `errors`, beside what it says.
 * Follows: pkg/kubeapiserver/options/authentication.go, loadAuthenticationConfigFromData, and
 * staging/src/k8s.io/apiserver/pkg/apis/apiserver/validation/validation.go (v1.36.2).
 */
export function readAuthenticationConfig(
  text: string,
  release: Release,
  conditionsOn: boolean,
  own: readonly string[],
): { file?: AuthenticationFile; unreadable?: string; errors: readonly string[] } {
  if (text === '') return { unreadable: 'empty config data', errors: [] }
  const scheme = schemeText(release, 'pkg/kubeapiserver/options/authentication.go')
  const anonymous = release.anonymousConditions === 'unknown' ? '' : ANONYMOUS
  const structs = readStructs(`${KIND}: jwt:[]JWTAuthenticator${anonymous}${jwtStructs(release)}`)
  const read = readStrictly(text, KIND, release.authenticationConfigVersions, scheme, structs)
  if ('error' in read) return { unreadable: read.error, errors: [] }
  const errors = new FieldErrors(release)
  validateJwt(list(read.value['jwt']).map(fields), own, errors, release)
  const file = anonymousIn(read.value['anonymous'], conditionsOn, errors, release)
  return { file, errors: errors.list.map((error) => error.text) }
}

function anonymousIn(given: unknown, conditionsOn: boolean, errors: FieldErrors, release: Release): AuthenticationFile {
  if (!isRecord(given)) return {}
  const enabled = given['enabled'] === true
  const paths = list(given['conditions']).map((condition) => String(fields(condition)['path'] ?? ''))
  // as upstream spells it while the gate can be off
  if (!conditionsOn)
    errors.forbidden('anonymous', 'anonymous is not supported when AnonymousAuthConfigurableEnpoints feature gate is disabled')
  if (!enabled && paths.length > 0) {
    const type = 'apiserver.AnonymousAuthCondition'
    const dumps = paths.map((path) => dumpOf(type, { Path: path }, release))
    const dump = release.valuesAsJson ? `[${dumps.join(',')}]` : `[]${type}{${dumps.join(', ')}}`
    errors.invalidStruct('anonymous.conditions', dump, 'enabled should be set to true when conditions are defined')
  }
  return { anonymous: { enabled, ...(paths.length > 0 ? { paths } : {}) } }
}

const ANONYMOUS = ` anonymous:AnonymousAuthConfig
AnonymousAuthConfig: enabled:bool conditions:[]AnonymousAuthCondition
AnonymousAuthCondition: path`

/**
 * Reads a token file or a basic-auth file: secret, user name, user uid, and optionally groups in one quoted column.
 *
 * Errors: returned in upstream's words; empty and repeated secrets are only warned of, and the last one counts.
 * Follows: staging/src/k8s.io/apiserver/pkg/authentication/token/tokenfile/tokenfile.go, NewCSV (v1.36.2); passwordfile.go (v1.9.0).
 */
function readSecrets(
  text: string,
  file: string,
  kind: 'token' | 'basic auth',
  release: Release,
): { rows: SecretRow[]; warnings: string[]; error?: string } {
  const rows: SecretRow[] = []
  const warnings: string[] = []
  const { records, error } = readCsv(text, release)
  if (error !== undefined) return { rows, warnings, error }
  let number = 0
  for (const columns of records) {
    number++
    if (columns.length < 3) {
      const names = kind === 'token' ? '(token, user name, user uid)' : '(password, user name, user uid)'
      return {
        rows,
        warnings,
        error: `${kind === 'token' ? 'token' : 'password'} file '${file}' must have at least 3 columns ${names}, found ${columns.length}`,
      }
    }
    const [secret = '', name = '', uid = '', groups = ''] = columns
    if (kind === 'token' && secret === '') {
      warnings.push(`empty token has been found in token file '${file}', record number '${number}'`)
      continue
    }
    if (kind === 'token' && rows.some((row) => row.secret === secret))
      warnings.push(`duplicate token has been found in token file '${file}', record number '${number}'`)
    rows.push({ secret, name, uid, groups: groups === '' ? [] : groups.split(',') })
  }
  return { rows, warnings }
}

/**
 * What the file of --authentication-config says of anonymous requests.
 *
 * Errors: in upstream's words; `also`: other flags that it is about.
 */
export function readAuthenticationFile(
  flags: FlagReader,
  files: ProgramFiles,
  release: Release,
  gates: Readonly<Record<string, string>>,
  line: CommandLine,
): { anonymous?: AnonymousConfig; error?: string; also?: readonly string[] } {
  const path = flags.text('authentication-config')
  if (path === '') return {}
  if (!gateIsOn('StructuredAuthenticationConfiguration', gates, release))
    return {
      error: 'set --feature-gates=StructuredAuthenticationConfiguration=true to use authentication-config file',
      also: ['feature-gates'],
    }
  const failed = (error: string) => ({ error: `${release.authenticationFileErrorPrefix(path)}${error}` })
  const seen = files.read(path)
  if ('error' in seen) return failed(openError(path, seen))
  if (isUnread(files, seen)) return {}
  const { file, unreadable, errors } = readAuthenticationConfig(
    seen.text,
    release,
    gateIsOn('AnonymousAuthConfigurableEndpoints', gates, release),
    flags.list('service-account-issuer'),
  )
  if (unreadable !== undefined) return failed(unreadable)
  if (errors.length > 0) return { error: `${release.invalidAuthenticationPrefix}${aggregate(errors)}` }
  if (!file?.anonymous) return {}
  if (line.setBy['anonymous-auth'] !== undefined)
    return {
      error:
        'anonymous: Forbidden: --anonymous-auth flag cannot be set when anonymous field is configured in authentication configuration file',
      also: ['anonymous-auth'],
    }
  return {
    anonymous: {
      ...file.anonymous,
      because: { flag: 'authentication-config', file: path, path: file.anonymous.paths ? 'anonymous.conditions' : 'anonymous.enabled' },
    },
  }
}

export interface Rows {
  file: string
  rows: readonly SecretRow[]
  error?: FlagError
}

/** The rows of a file of tokens or passwords, where the flag names one; what is wrong with a row is a warning. */
export function readRows(
  flag: string,
  kind: 'token' | 'basic auth',
  flags: FlagReader,
  files: ProgramFiles,
  warns: string[],
  release: Release,
): Rows | undefined {
  const file = flags.text(flag)
  if (file === '') return undefined
  const seen = files.read(file)
  if ('error' in seen) return { file, rows: [], error: [openError(file, seen), flag] }
  const { rows, warnings, error } = readSecrets(seen.text, file, kind, release)
  const { emptyTokenWarnedAt: line } = release
  warns.push(...warnings.map((text) => `W tokenfile.go:${text.startsWith('empty') ? line : line + 9}] ${text}`))
  return { file, rows, ...(error === undefined ? {} : { error: [error, flag] }) }
}

/** Follows: staging/src/k8s.io/apiserver/plugin/pkg/authenticator/token/oidc/oidc.go, New (v1.9.0, v0.20.0). */
export function oidcError(flags: FlagReader, files: ProgramFiles, release: Release): FlagError | undefined {
  const url = flags.text('oidc-issuer-url')
  if (url === '') return undefined
  const flag = 'oidc-issuer-url'
  const scheme = /^([a-z][a-z\d+.-]*):/i.exec(url)?.[1]?.toLowerCase() ?? ''
  if (scheme !== 'https') return [`${release.invalidAuthenticationPrefix}${release.oidcSchemeText(url, scheme)}`, flag]
  const lost = missing(['oidc-ca-file'], flags, files, release)
  if (lost) return [release.oidcCAText(lost.error), lost.flag]
  const name = 'oidc-signing-algs'
  const other = flags.list(name).find((algorithm) => !/^[REP]S(256|384|512)$/.test(algorithm))
  return other === undefined ? undefined : [`oidc: unsupported signing alg: ${quoteGo(other)}`, name]
}

/** Follows: staging/src/k8s.io/apiserver/plugin/pkg/authenticator/password/keystone/keystone.go (v1.9.4). */
export function keystoneError(flags: FlagReader): FlagError | undefined {
  const flag = 'experimental-keystone-url'
  const url = flags.text(flag)
  return url === '' || url.startsWith('https') ? undefined : ['Auth URL should be secure and start with https', flag]
}
