import type { ProgramFiles } from '../../node/container-files.ts'
import type { Release } from '../../release/release.ts'
import { goDuration } from '../../scenario/duration.ts'
import type { AnonymousConfig, ApiserverConfig } from '../server-config.ts'
import { type Authority, authorityOf, fileExists } from '../pki.ts'
import type { readAuthenticationFile, readRows } from './authentication-flags.ts'
import { gateIsOn } from './feature-gates.ts'
import type { FirstInEtcd } from './flag-words.ts'
import { kmsPlugins, lostAuditLog } from './named-files.ts'
import type { FlagReader, FlagError } from './flag-reader.ts'
import type { CommandLine } from './pflag.ts'
import { quoteGo } from '../../../manifest/go/strconv.ts'

const HOUR_S = 3600
/** As long as a token may live, in seconds. */
const LONGEST_S = 2 ** 32

/**
 * What is wrong with how service accounts' tokens are made, before the flags are looked at together.
 *
 * Errors: the text and its flags.
 * Follows: pkg/controlplane/apiserver/options/options.go, completeServiceAccountOptions (v1.34.0).
 */
export function accountsError(flags: FlagReader, release: Release): FlagError | undefined {
  const [limit, endpoint] = ['service-account-max-token-expiration', 'service-account-signing-endpoint'] as const
  const seconds = flags.number(limit, 0)
  if (seconds !== 0 && (seconds < HOUR_S || seconds > LONGEST_S)) return [release.tokenExpirationText, limit]
  const key = 'service-account-signing-key-file'
  if (flags.text(key) === '' || flags.text(endpoint) === '' || !flags.list('service-account-issuer')[0]) return undefined
  return [`${key} and ${endpoint} are mutually exclusive and cannot be set at the same time`, endpoint, key]
}

/** The longest that a token is warned of as expired, and the longest that one may live all the same, in seconds. */
const WARNED_S = 3607
const EXTENDED_S = 31536000

/** That tokens outlive what the flag allows; up to 1.32 not looked up. Follows: as `accountsError` (v1.33.0, v1.36.2). */
export function tokenWarnings(flags: FlagReader, { tokensWarnedAt: line }: Release): string[] {
  const [limit, extend] = ['service-account-max-token-expiration', 'service-account-extend-token-expiration']
  const seconds = flags.number(limit, 0)
  if (line === undefined || seconds === 0 || !flags.bool(extend, true)) return []
  const warning = (at: number, text: string): string => `W options.go:${at}] ${extend} is true, ${text} ${goDuration(seconds)}`
  return [
    ...(seconds < WARNED_S
      ? [
          `${warning(line, `in order to correctly trigger safe transition logic, ${limit} must be set longer than ${WARNED_S} seconds (currently`)})`,
        ]
      : []),
    ...(seconds < EXTENDED_S
      ? [warning(line + 3, `enabling tokens valid up to ${EXTENDED_S} seconds, which is longer than ${limit} set to`)]
      : []),
  ]
}

/**
 * The first size of a watch cache that is none, each being a resource, `#` and a number.
 *
 * Errors: the text. Follows: staging/src/k8s.io/apiserver/pkg/server/options/etcd.go, ParseWatchCacheSizes (v0.34.0).
 */
export function cacheSizesError(flags: FlagReader): string | undefined {
  for (const text of flags.bool('watch-cache', true) ? flags.list('watch-cache-sizes') : []) {
    const [, size, ...more] = text.split('#')
    if (size === undefined || more.length > 0) return `invalid value of watch cache size: ${text}`
    if (!/^[+-]?\d+$/.test(size) || Math.abs(Number(size)) >= 2 ** 63) return `invalid size of watch cache size: ${text}`
    if (Number(size) < 0) return `watch cache size cannot be negative: ${text}`
  }
  return undefined
}

export const CIPHERS: readonly string[] =
  `AES_128_GCM_SHA256 AES_256_GCM_SHA384 CHACHA20_POLY1305_SHA256 ECDHE_ECDSA_WITH_AES_128_CBC_SHA ECDHE_ECDSA_WITH_AES_256_CBC_SHA
  ECDHE_RSA_WITH_AES_128_CBC_SHA ECDHE_RSA_WITH_AES_256_CBC_SHA ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 ECDHE_ECDSA_WITH_AES_256_GCM_SHA384
  ECDHE_RSA_WITH_AES_128_GCM_SHA256 ECDHE_RSA_WITH_AES_256_GCM_SHA384 ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256
  ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256 RSA_WITH_RC4_128_SHA RSA_WITH_3DES_EDE_CBC_SHA RSA_WITH_AES_128_CBC_SHA
  RSA_WITH_AES_256_CBC_SHA RSA_WITH_AES_128_CBC_SHA256 RSA_WITH_AES_128_GCM_SHA256 RSA_WITH_AES_256_GCM_SHA384
  ECDHE_ECDSA_WITH_RC4_128_SHA ECDHE_RSA_WITH_RC4_128_SHA ECDHE_RSA_WITH_3DES_EDE_CBC_SHA ECDHE_ECDSA_WITH_AES_128_CBC_SHA256
  ECDHE_RSA_WITH_AES_128_CBC_SHA256 ECDHE_RSA_WITH_CHACHA20_POLY1305 ECDHE_ECDSA_WITH_CHACHA20_POLY1305`
    .split(/\s+/)
    .map((name) => `TLS_${name}`)

/** Follows: component-base/cli/flag/ciphersuites_flag.go (v1.32). */
export function tlsError(flags: FlagReader): FlagError | undefined {
  const cipher = flags.list('tls-cipher-suites').find((name) => !CIPHERS.includes(name))
  if (cipher !== undefined) return [`Cipher suite ${cipher} not supported or doesn't exist`, 'tls-cipher-suites']
  const curve = curveError(flags.list('tls-curve-preferences').map(Number))
  if (curve !== undefined) return [curve, 'tls-curve-preferences']
  const version = flags.text('tls-min-version')
  return version === '' || /^VersionTLS1[0-3]$/.test(version) ? undefined : [`unknown tls version ${quoteGo(version)}`, 'tls-min-version']
}

/** Those that Go 1.26 has a name for. Follows: crypto/tls, CurveID. */
const CURVES = [23, 24, 25, 29, 4587, 4588, 4589]

/** Follows: component-base/cli/flag/curves_flag.go, TLSCurvePreferences (v1.36.2). */
function curveError(curves: readonly number[]): string | undefined {
  for (const [i, curve] of curves.entries()) {
    if (curve <= 0 || curve > 65535) return `curve preference ${curve} is out of range (must be 1-65535)`
    if (curves.indexOf(curve) < i) return `duplicate curve preference ${curve}`
    if (!CURVES.includes(curve)) return `curve preference ${curve} is not supported by the current Go version`
  }
  return undefined
}

/** What a start has to go by, and its warnings so far. */
export interface Start {
  line: CommandLine
  flags: FlagReader
  files: ProgramFiles
  release: Release
  gates: Readonly<Record<string, string>>
  modes: readonly string[]
  authorization: ApiserverConfig['authorization'] | { error: string }
  /** Of the mode ABAC; undefined where their file cannot be read. */
  policies: { known: Pick<ApiserverConfig['authorization'], 'policyFile' | 'policies'>; isUnversioned: boolean } | undefined
  authentication: ReturnType<typeof readAuthenticationFile>
  tokens: ReturnType<typeof readRows>
  basics: ReturnType<typeof readRows>
  /** What the files of tokens and passwords warn of. */
  warnsOfRows: readonly string[]
  firstInEtcd: FirstInEtcd
  warns: string[]
}

export const insecurePortOf = (flags: FlagReader): number => flags.number('insecure-port', flags.number('port', 8080))

/** Whether a request without credentials gets on, and which flag or file says it. */
function anonymousOf({ flags, modes, authentication }: Start): AnonymousConfig {
  if (authentication.anonymous) return authentication.anonymous
  const enabled = flags.bool('anonymous-auth', true)
  return enabled && modes.includes('AlwaysAllow')
    ? { enabled: false, because: { flag: 'authorization-mode' } }
    : { enabled, because: { flag: 'anonymous-auth' } }
}

/** Tokens are checked with the public key that is given, else with the server's own, which it makes where there is none. */
function serviceAccountsOf(flags: FlagReader, release: Release): ApiserverConfig['serviceAccounts'] {
  // up to 1.19 only behind a signing key
  const issuers =
    release.issuerRequired || flags.text('service-account-signing-key-file') !== '' ? flags.list('service-account-issuer') : []
  const [own, old] = [flags.list('api-audiences'), flags.list('service-account-api-audiences')]
  const audiences = own.length > 0 ? own : old.length > 0 ? old : issuers
  return {
    issuers,
    audiences,
    mostSeconds: flags.number('service-account-max-token-expiration', 0) || Infinity,
    lookup: flags.bool('service-account-lookup', true),
  }
}

/** Whether an admission plugin that is on by default is on. */
function admits(plugin: string, flags: FlagReader, release: Release): boolean {
  const all = flags.list('admission-control')
  return all.length > 0 ? all.includes(plugin) : release.pluginsOnByDefault && !flags.list('disable-admission-plugins').includes(plugin)
}

/** Whose signature a CA file stands for: in another's cluster, where nobody has said it, what the flag is for. */
function authorityFor(files: ProgramFiles, path: string, role: Authority): Authority {
  const authority = authorityOf(files.kubeadmPath(path))
  return files.cluster !== 'kubeadm' && authority === 'other' ? role : authority
}

/** Where no flag says it. */
const ETCD_CHECK_SECONDS = 2

const DEFAULT_RANGE = '10.0.0.0/24'

/** What a server does, from flags and files in which nothing is wrong. */
export function assemble(start: Start, authorization: ApiserverConfig['authorization']): ApiserverConfig {
  const { flags, line, release, files, gates, tokens, basics, firstInEtcd } = start
  const insecurePort = insecurePortOf(flags)
  const encryption = flags.text('encryption-provider-config') || flags.text('experimental-encryption-provider-config')
  const clientCA = flags.text('client-ca-file')
  const pathIn = (flag: string): string => files.kubeadmPath(flags.text(flag))
  const proxyCA = flags.text('requestheader-client-ca-file')
  const plain = release.insecurePort === 'works' || release.insecurePort === 'deprecated'
  const issuer = flags.list('service-account-issuer')[0] ?? ''
  return {
    release,
    setBy: line.setBy,
    secure: { bind: flags.text('bind-address') || '0.0.0.0', port: flags.number('secure-port', 6443) },
    ...(plain && insecurePort > 0
      ? { insecure: { bind: flags.text('insecure-bind-address') || flags.text('address') || '127.0.0.1', port: insecurePort } }
      : {}),
    advertiseAddress: flags.text('advertise-address'),
    anonymous: anonymousOf(start),
    conditionsOn: gateIsOn('AnonymousAuthConfigurableEndpoints', gates, release),
    ...lostAuditLog(flags, files, release),
    ...(clientCA ? { clientCA: { authority: authorityFor(files, clientCA, 'cluster'), file: clientCA } } : {}),
    ...(proxyCA
      ? {
          requestHeader: {
            authority: authorityFor(files, proxyCA, 'front-proxy'),
            file: proxyCA,
            allowedNames: flags.list('requestheader-allowed-names'),
            userHeaders: flags.list('requestheader-username-headers'),
            groupHeaders: flags.list('requestheader-group-headers'),
          },
        }
      : {}),
    ...(tokens ? { tokenFile: { file: tokens.file, rows: tokens.rows } } : {}),
    ...(basics ? { basicFile: { file: basics.file, rows: basics.rows } } : {}),
    serviceAccounts: serviceAccountsOf(flags, release),
    bootstrapTokens: flags.bool('enable-bootstrap-token-auth', flags.bool('experimental-bootstrap-token-auth', false)),
    gates,
    fairness: flags.bool('enable-priority-and-fairness', true) && gateIsOn('APIPriorityAndFairness', gates, release),
    proxyCertificate: flags.text('proxy-client-cert-file') !== '' && flags.text('proxy-client-key-file') !== '',
    authorization,
    namespaceLifecycle: admits('NamespaceLifecycle', flags, release),
    admits: {
      mutating: admits('MutatingAdmissionWebhook', flags, release),
      validating: admits('ValidatingAdmissionWebhook', flags, release),
      accounts: admits('ServiceAccount', flags, release),
    },
    servesLogs: flags.bool('enable-logs-handler', release.servesLogs),
    profiling: flags.bool('profiling', true),
    shutdownDelaySeconds: flags.number('shutdown-delay-duration', 0),
    livezGraceSeconds: flags.number('livez-grace-period', 0),
    issuer: release.issuerRequired && /^https:[^?#]*$/i.test(issuer) ? issuer : '',
    etcdServers: flags.list('etcd-servers'),
    firstInEtcd,
    kms: {
      plugins: kmsPlugins(encryption, files, release),
      reloads: flags.bool('encryption-provider-config-automatic-reload', false),
    },
    etcdCA: pathIn('etcd-cafile'),
    etcdCertificate: pathIn('etcd-certfile'),
    whoseEtcd:
      files.cluster !== 'kubeadm' && authorityOf(pathIn('etcd-cafile')) === 'other'
        ? 'others'
        : ['etcd-certfile', 'client-ca-file', 'tls-cert-file'].some((flag) => fileExists(pathIn(flag), {}))
          ? 'kubeadm'
          : 'unsaid',
    etcdCheckSeconds: {
      etcd: flags.number('etcd-healthcheck-timeout', ETCD_CHECK_SECONDS),
      'etcd-readiness': flags.number('etcd-readycheck-timeout', ETCD_CHECK_SECONDS),
    },
    serviceRanges: (flags.text('service-cluster-ip-range') || DEFAULT_RANGE).split(','),
  }
}
