import { own } from '../../../manifest/own.ts'
import type { Release } from '../../release/release.ts'
import { readAuditPolicy } from './audit-policy.ts'
import { readAuthenticationConfig } from './authentication-config.ts'
import { readAuthorizationConfig } from './authorization-config.ts'
import type { AnonymousConfig, ApiserverConfig, SecretRow } from '../config.ts'
import { checkGates, gateIsOn, hasGate } from './feature-gates.ts'
import { encryptionError, encryptionFileError } from './encryption-config.ts'
import { kmsPlugins } from './kms.ts'
import { type FileSeen, type ProgramFiles } from '../../node/container-files.ts'
import { type Authority, authorityOf, keyPairError } from '../pki.ts'
import { parseArgs } from './pflag.ts'
import type { CommandLine } from './pflag.ts'
import { runtimeConfigError } from './runtime-config.ts'
import { withOpenshiftConfig, withPlaces } from './openshift.ts'
import { aggregate, sayBadFlags, sayFailed, sayNoStorage } from './say.ts'
import { readSecrets } from './secret-file.ts'
import { goQuote } from './strconv.ts'
import { cidrError, inFlightError, modesError, modesOf, pluginError, readerOf, validateFlags } from './validate-flags.ts'
import type { FlagReader, Wrong } from './flag-reader.ts'

export { isBegunFlag, nearestFlag, releasesOf } from './flag-table.ts'

/** What a kube-apiserver makes of its command line. */
export interface ParsedFlags {
  /** Lines on stderr, klog's without time and process id. */
  says: readonly string[]
  /** It ends with this code; absent: it runs. */
  exit?: number
  config?: ApiserverConfig
  /** Places of the arguments that are wrong, the main one first; −1 stands for the command itself, which lacks one. */
  errorsAt?: readonly number[]
  /** What is wrong comes to light only once etcd is there: until then it runs with these, and says what stands before that place. */
  late?: { config: ApiserverConfig; from: number }
}

/**
 * From a command line to what the server will do, or the words with which it ends.
 *
 * Units: none; `args` are command and args after the binary's name, `files` those that it sees.
 * Errors: `exit` and `says`; mistakes in flags end it at once, the others in upstream's order: gates, ranges, all
 * validations together, then files one by one.
 * Follows: cmd/kube-apiserver/app/server.go, NewAPIServerCommand and CreateServerChain (v1.36.2, v1.19.16, v1.9.0).
 */
export function parseFlags(args: readonly string[], files: ProgramFiles, release: Release): ParsedFlags {
  const parsed = known.get(release) ?? new Map<string, ParsedFlags>()
  known.set(release, parsed)
  const key = JSON.stringify([args, files.key])
  let found = parsed.get(key)
  if (!found) {
    if (parsed.size >= KEEPS) parsed.delete(parsed.keys().next().value!)
    parsed.set(key, (found = parse(args, files, release)))
  }
  return found
}

/** A server that is started again and again reads the same each time. */
const known = new WeakMap<Release, Map<string, ParsedFlags>>()
const KEEPS = 16

function parse(args: readonly string[], files: ProgramFiles, release: Release): ParsedFlags {
  const whole = withOpenshiftConfig(args, files, release)
  const line = withPlaces(parseArgs(whole.args, release), whole)
  if (line.help)
    return release.helpListsFlags
      ? { says: [...line.notes, 'Usage of kube-apiserver:'], exit: 2 }
      : { says: ['Usage:', '  kube-apiserver [flags]'], exit: 0 }
  if (line.error !== undefined) return unread(line, line.error, release)
  const says = [...line.notes]
  if (line.stray.some((word) => word !== '') && release.strayRefused) return strayRefused(line, says, release)
  if (line.version) return { says, exit: 0 }
  const built = build(line, files, release)
  says.push(...built.warns)
  const { config } = built
  if (!config || built.error !== undefined) return failed(built, line, says, release)
  if (release.manifestComplaint) says.push('E options.go:205] The manifest file is empty, ignoring.')
  return { says, config }
}

function unread(line: CommandLine, error: string, release: Release): ParsedFlags {
  // cobra keeps the notes for a command line that is right; pflag alone has printed them already.
  const notes = release.flagErrorsExit2 ? line.notes : []
  return {
    says: [...notes, ...sayBadFlags(error, release)],
    exit: release.flagErrorsExit2 ? 2 : 1,
    ...(line.errorAt === undefined ? {} : { errorsAt: [line.errorAt] }),
  }
}

function strayRefused({ stray, strayAt }: CommandLine, says: readonly string[], release: Release): ParsedFlags {
  const error = `"kube-apiserver" does not take any arguments, got [${stray.map(goQuote).join(' ')}]`
  return { says: [...says, ...sayBadFlags(error, release)], exit: 1, errorsAt: strayAt }
}

function failed(built: Built, line: CommandLine, says: readonly string[], release: Release): ParsedFlags {
  const { config, error = '', flags = [], panics, ofStorage, isLate, isFatal } = built
  const places = [...new Set(flags.flatMap((flag) => own(line.setBy, flag) ?? []))]
  const words = ofStorage
    ? sayNoStorage(error, release)
    : panics
      ? { says: [`panic: ${error}`], exit: 2 }
      : isFatal
        ? { says: [`F master.go:…] ${error}`], exit: 255 }
        : { says: sayFailed(error, release), exit: 1 }
  const ends = { says: [...says, ...words.says], exit: words.exit, errorsAt: places.length > 0 ? places : [-1] }
  return config && isLate ? { ...ends, late: { config, from: says.length } } : ends
}

interface Built {
  config?: ApiserverConfig
  error?: string
  /** It is Go's own: a panic. Its stack is left out. */
  panics?: boolean
  /** It comes up where the client of etcd is made. */
  ofStorage?: boolean
  /** It comes up once etcd is there; and ends the server as klog's Fatal does. */
  isLate?: boolean
  isFatal?: boolean
  /** The flags that the error is about. */
  flags?: readonly string[]
  warns: string[]
}

function build(line: CommandLine, files: ProgramFiles, release: Release): Built {
  const flags = readerOf(line.values)
  const warns: string[] = []
  const insecurePort = flags.number('insecure-port', flags.number('port', 8080))
  if (release.insecurePort === 'only 0') {
    for (const name of ['insecure-port', 'port']) {
      const port = flags.number(name, 0)
      if (port !== 0) return { error: `invalid port value ${port}: only zero is allowed`, flags: [name], warns }
    }
  }
  const gates = (line.values.get('feature-gates') ?? {}) as Readonly<Record<string, string>>
  if (release.gatesCheckedLate) {
    const error = checkGates(
      Object.entries(gates)
        .map(([name, value]) => (value === '' ? name : `${name}=${value}`))
        .join(','),
      release,
    )
    if (error !== undefined) return { error, flags: ['feature-gates'], warns }
  }
  const format = flags.text('logging-format')
  if (format !== '' && !LOG_FORMATS.includes(format) && release.logFormatText !== undefined)
    return { error: release.logFormatText(format), flags: ['logging-format'], warns }
  const range = cidrError(flags, release)
  if (range !== undefined) return { error: range, flags: ['service-cluster-ip-range'], warns }
  if (flags.text('service-cluster-ip-range') === '') warns.push(release.noCidrWarning)
  const modes = modesOf(flags, release)
  let anonymous: AnonymousConfig = { enabled: flags.bool('anonymous-auth', true), because: { flag: 'anonymous-auth' } }
  const signing = missing(['service-account-signing-key-file'], flags, files, release)
  if (modes.includes('AlwaysAllow') && anonymous.enabled) {
    warns.push(release.alwaysAllowWarning)
    anonymous = { enabled: false, because: { flag: 'authorization-mode' } }
  }
  if (signing && release.issuerRequired)
    return { error: `failed to parse service-account-issuer-key-file: ${signing.error}`, flags: [signing.flag], warns }
  const errors = validateFlags(flags, release)
  if (errors.length > 0) return { error: aggregate(errors.map(([text]) => text)), flags: errors.flatMap(([, ...about]) => about), warns }
  const runtime = runtimeConfigError(flags, release)
  if (runtime !== undefined && release.runtimeConfigChecked === 'groups') return { error: runtime, flags: ['runtime-config'], warns }
  const authorization = authorizationOf(flags, files, release, gates)
  if ('error' in authorization) return { error: authorization.error, flags: ['authorization-config'], warns }
  const lost = missing(['tls-cert-file', 'tls-private-key-file', 'client-ca-file', 'requestheader-client-ca-file'], flags, files, release)
  if (lost) return { error: inFirstReleases(lost, release), flags: [lost.flag], warns }
  const sni = servingError(flags, files, release)
  if (sni) return { error: sni.error, flags: [sni.flag], warns }
  const tls = tlsError(flags)
  if (tls) return { error: tls.error, flags: [tls.flag], warns }
  if (runtime !== undefined) return { error: runtime, flags: ['runtime-config'], warns }
  // it has no client of its own then, and takes it for granted
  if (!release.securePortRequired && flags.number('secure-port', 6443) === 0 && insecurePort === 0)
    return { error: 'runtime error: invalid memory address or nil pointer dereference', panics: true, flags: ['secure-port'], warns }
  const structured = readFile(flags, files, release, gates, line)
  if (structured.error !== undefined)
    return { error: structured.error, flags: ['authentication-config', ...(structured.also ?? [])], warns }
  if (structured.anonymous) anonymous = structured.anonymous
  const tokens = readRows('token-auth-file', 'token', flags, files, warns, release)
  const basics = readRows('basic-auth-file', 'basic auth', flags, files, warns, release)
  for (const one of [basics, keystoneError(flags), tokens, oidcError(flags, files, release)])
    if (one?.error !== undefined) return { error: `${release.authenticationErrorPrefix}${one.error}`, flags: [one.flag], warns }
  const later = missing(
    [
      'service-account-key-file',
      'authorization-policy-file',
      'authorization-webhook-config-file',
      'authentication-token-webhook-config-file',
      'audit-policy-file',
      ...(release.auditLogOpened ? ['audit-log-path'] : []),
      'audit-webhook-config-file',
      'admission-control-config-file',
      'encryption-provider-config',
      'experimental-encryption-provider-config',
      'egress-selector-config-file',
      'etcd-cafile',
      'etcd-certfile',
      'etcd-keyfile',
    ],
    flags,
    files,
    release,
    warns,
  )
  const modesWrong = release.modesChecked === 'late' ? modesError(flags, release) : undefined
  if (modesWrong && !(later && isBeforeModes(later.flag)))
    return { error: `invalid authorization config: ${modesWrong[0]}`, flags: modesWrong.slice(1), warns }
  if (later) {
    const ofStorage = later.flag.startsWith('etcd-')
    return { error: ofStorage ? later.error : laterWords(later, release), flags: [later.flag], ofStorage, warns }
  }
  const etcd = etcdPairError(flags, files, release)
  if (etcd) return { error: etcd[0], flags: etcd.slice(1), ofStorage: true, warns }
  const plugin = release.pluginsCheckedLate ? pluginError(flags, release) : undefined
  if (plugin) return { error: plugin[0], flags: plugin.slice(1), warns }
  const inFlight = inFlightError(flags, release)
  if (inFlight) return { ...inFlight, warns }
  const conditionsOn = gateIsOn('AnonymousAuthConfigurableEndpoints', gates, release)
  const encryption = flags.text('encryption-provider-config') || flags.text('experimental-encryption-provider-config')
  const kms = {
    plugins: kmsPlugins(textOf(files.read(encryption)), (path) => 'text' in files.read(path), release),
    reloads: flags.bool('encryption-provider-config-automatic-reload', false),
  }
  return {
    ...clientError(flags, files, release),
    config: assemble(flags, line, release, files, {
      ...{ authorization, anonymous, conditionsOn, insecurePort, tokens, basics, kms },
      ...lostAuditLog(flags, files, release),
    }),
    warns,
  }
}

/** Files that are read before anybody looks at the authorization modes. */
const isBeforeModes = (flag: string): boolean =>
  /^(service-account-key|authentication-token-webhook-config|audit-policy|audit-webhook-config)-file$/.test(flag)

/** The modes that the flag names, or its file. */
function authorizationOf(
  flags: FlagReader,
  files: ProgramFiles,
  release: Release,
  gates: Readonly<Record<string, string>>,
): ApiserverConfig['authorization'] | { error: string } {
  const flag = 'authorization-config'
  const file = flags.text(flag)
  if (file === '') return { modes: modesOf(flags, release), because: { flag: 'authorization-mode' } }
  if (!gateIsOn('StructuredAuthorizationConfiguration', gates, release))
    return { error: `--${flag} cannot be used without enabling StructuredAuthorizationConfiguration feature flag` }
  const seen = files.read(file)
  if ('error' in seen) return { error: openError(file, seen) }
  if (isUnread(files, seen)) return { modes: ['Node', 'RBAC'], because: { flag } }
  const read = readAuthorizationConfig(seen.text, release)
  return 'error' in read ? read : { modes: read.modes, because: { flag, file, path: 'authorizers' } }
}

/** A file that cannot be read, or written: what open(2) or read(2) says, and its path. */
interface Lost {
  flag: string
  path: string
  error: string
  /** It could be, and what stands there is wrong. */
  isRead?: true
}

/**
 * What is wrong with the server's certificate and its key, which are there; and with those for certain names: `CERT,KEY:NAME,NAME`.
 * Follows: component-base/cli/flag/namedcertkey_flag.go (v1.36.2).
 */
function servingError(flags: FlagReader, files: ProgramFiles, { servingCertErrorPrefix }: Release): Lost | undefined {
  const key = flags.text('tls-private-key-file')
  const error = keyPairError(files.kubeadmPath(flags.text('tls-cert-file')), files.kubeadmPath(key))
  if (error !== undefined) return { flag: 'tls-private-key-file', path: key, error: servingCertErrorPrefix + error }
  const flag = 'tls-sni-cert-key'
  for (const pair of flags.list(flag)) {
    for (const path of pair.replace(/:.*$/, '').split(',')) {
      const seen = files.read(path)
      if (path !== '' && 'error' in seen) return { flag, path, error: `failed to load SNI cert and key: ${openError(path, seen)}` }
    }
  }
  return undefined
}

/** Files of which one is missing, or the first two of which, a certificate and a key, are no pair. */
function filesError(
  names: readonly [certificate: string, key: string, ...string[]],
  flags: FlagReader,
  files: ProgramFiles,
  release: Release,
): Wrong | undefined {
  const lost = missing(names, flags, files, release)
  if (lost) return [lost.error, lost.flag]
  const [certificate, key] = names
  const error = keyPairError(files.kubeadmPath(flags.text(certificate)), files.kubeadmPath(flags.text(key)))
  return error === undefined ? undefined : [error, key, certificate]
}

/** Follows: etcd's client/pkg/transport/listener.go, baseConfig (v3.1.12, v3.5.9). */
function etcdPairError(flags: FlagReader, files: ProgramFiles, release: Release): Wrong | undefined {
  const names = ['etcd-certfile', 'etcd-keyfile'] as const
  const [certificate, key] = names.map((name) => flags.text(name))
  return (certificate === '') === (key === '') ? filesError(names, flags, files, release) : onlyOneOf(certificate!, key!)
}

function onlyOneOf(certificate: string, key: string): Wrong {
  return [`KeyFile and CertFile must both be present[key: ${key}, cert: ${certificate}]`, key === '' ? 'etcd-certfile' : 'etcd-keyfile']
}

/**
 * What is wrong with the files by which it is a client of kubelets and of aggregated servers: it finds that out when it has etcd.
 *
 * Follows: pkg/kubelet/client/kubelet_client.go, makeTransport; pkg/registry/core/rest/storage_core.go;
 * staging/src/k8s.io/kube-aggregator/pkg/apiserver/apiserver.go, NewWithDelegate (v1.13.9, v1.15.0, v1.18.19, v1.19.16, v1.36.2).
 */
function clientError(flags: FlagReader, files: ProgramFiles, release: Release): Omit<Built, 'warns'> | undefined {
  const kubelet = ['kubelet-client-certificate', 'kubelet-client-key', 'kubelet-certificate-authority'] as const
  const core = filesError(kubelet, flags, files, release)
  const wrong = core ?? filesError(['proxy-client-cert-file', 'proxy-client-key-file'], flags, files, release)
  return wrong && ofClient(wrong, core !== undefined, release)
}

function coreStorageWords(release: Release): string {
  if (release.coreStorageFailure === 'group') return 'problem initializing API group "": '
  if (release.coreStorageFailure === 'group and space') return 'problem initializing API group "" : '
  return `${release.withoutEtcd === 'error' ? 'e' : 'E'}rror building core storage: `
}

/** As a start without etcd does since the same release. */
const endsInError = ({ withoutEtcd }: Release): boolean => withoutEtcd === 'error' || withoutEtcd === 'panic'

function ofClient([error, ...flags]: Wrong, isOfKubelets: boolean, release: Release): Omit<Built, 'warns'> {
  if (isOfKubelets) return { error: coreStorageWords(release) + error, flags, isLate: true, isFatal: !endsInError(release) }
  // those two flags are of a pair that nobody looks at
  return flags.length > 1 && !release.proxyPairChecked ? {} : { error, flags, isLate: true }
}

/** The first of these flags whose file cannot be read, or written where the flag is of that kind. */
function missing(
  names: readonly string[],
  flags: FlagReader,
  files: ProgramFiles,
  release: Release,
  warns: string[] = [],
): Lost | undefined {
  for (const flag of names) {
    const paths = flags.list(flag).length > 0 ? flags.list(flag) : [flags.text(flag)]
    for (const path of paths) {
      if (path === '') continue
      if (flag === 'audit-log-path') {
        const error = path === '-' ? undefined : files.writeError(path)
        if (error !== undefined) return { flag, path, error }
        continue
      }
      const seen = files.read(path)
      if ('error' in seen) return { flag, path, error: openError(path, seen) }
      if (isUnread(files, seen)) continue
      const wrong = flag.endsWith('encryption-provider-config') ? wrongEncryption(seen.text, path, flags, release) : undefined
      if (wrong !== undefined) return { flag, path, error: wrong, isRead: true }
      if (flag !== 'audit-policy-file') continue
      const policy = readAuditPolicy(seen.text, release)
      if ('error' in policy) return { flag, path, error: policy.error, isRead: true }
      warns.push(...policy.warns)
    }
  }
  return undefined
}

function wrongEncryption(text: string, path: string, flags: FlagReader, release: Release): string | undefined {
  return encryptionError(text, path, release, {
    reloads: flags.bool('encryption-provider-config-automatic-reload', false),
    isOn: (gate) => (hasGate(gate, release) ? gateIsOn(gate, flags.map('feature-gates'), release) : undefined),
  })
}

/**
 * Why each event of an audit log comes to nothing, where a server goes on all the same; without a policy there are no events.
 *
 * Follows: gopkg.in/natefinch/lumberjack.v2, openNew.
 */
function lostAuditLog(flags: FlagReader, files: ProgramFiles, release: Release): { auditLogError?: string } {
  const path = flags.text('audit-log-path')
  if (release.auditLogOpened || path === '' || path === '-' || flags.text('audit-policy-file') === '') return {}
  const error = files.writeError(path)
  if (error === undefined) return {}
  return { auditLogError: `${error.startsWith('mkdir') ? "can't make directories for new logfile" : "can't open new logfile"}: ${error}` }
}

/** As Go says it: a directory can be opened, and then not be read. Follows: os, ReadFile (Go 1.26). */
function openError(path: string, { error }: Extract<FileSeen, { error: string }>): string {
  return `${error === 'is a directory' ? 'read' : 'open'} ${path}: ${error}`
}

function textOf(seen: FileSeen): string {
  return 'text' in seen ? seen.text : ''
}

/** A file of another's cluster: it is believed to be there, and nobody knows what stands in it. */
function isUnread(files: ProgramFiles, seen: { text: string }): boolean {
  return files.cluster === 'believed' && seen.text === ''
}

function inFirstReleases({ flag, error }: Lost, release: Release): string {
  return `${flag.startsWith('tls-') ? release.servingCertErrorPrefix : release.clientCAErrorPrefix}${error}`
}

function laterWords({ flag, path, error, isRead }: Lost, release: Release): string {
  const file = goQuote(path)
  // clientcmd looks before it reads
  const loaded = error.startsWith('read') ? `error loading config file ${file}: ${error}` : error.replace('open', 'stat')
  switch (flag) {
    case 'audit-policy-file':
      return isRead
        ? `loading audit policy file: ${error}: from file ${path}`
        : `loading audit policy file: failed to read file path ${file}: ${error}`
    case 'audit-log-path':
      return `ensureLogFile: ${error}`
    case 'audit-webhook-config-file':
      return `initializing audit webhook: ${loaded}`
    case 'service-account-key-file':
      return `${release.authenticationErrorPrefix}${error}`
    case 'authentication-token-webhook-config-file':
      return `${release.authenticationErrorPrefix}${loaded}`
    case 'authorization-policy-file':
      return `invalid authorization config: ${error}`
    case 'authorization-webhook-config-file':
      return `invalid authorization config: ${loaded}`
    case 'encryption-provider-config':
    case 'experimental-encryption-provider-config':
      return isRead ? error : encryptionFileError(file, error, release)
    case 'egress-selector-config-file':
      return `failed to read egress selector config: unable to read egress selector configuration from ${file} [${error}]`
    case 'admission-control-config-file':
      return `${release.admissionErrorPrefix}failed to read plugin config: unable to read admission control configuration from ${file} [${error}]`
    default:
      return error
  }
}

const LOG_FORMATS = ['text', 'json']
const CIPHERS = new Set(
  `AES_128_GCM_SHA256 AES_256_GCM_SHA384 CHACHA20_POLY1305_SHA256 ECDHE_ECDSA_WITH_AES_128_CBC_SHA ECDHE_ECDSA_WITH_AES_256_CBC_SHA
  ECDHE_RSA_WITH_AES_128_CBC_SHA ECDHE_RSA_WITH_AES_256_CBC_SHA ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 ECDHE_ECDSA_WITH_AES_256_GCM_SHA384
  ECDHE_RSA_WITH_AES_128_GCM_SHA256 ECDHE_RSA_WITH_AES_256_GCM_SHA384 ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256
  ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256 RSA_WITH_RC4_128_SHA RSA_WITH_3DES_EDE_CBC_SHA RSA_WITH_AES_128_CBC_SHA
  RSA_WITH_AES_256_CBC_SHA RSA_WITH_AES_128_CBC_SHA256 RSA_WITH_AES_128_GCM_SHA256 RSA_WITH_AES_256_GCM_SHA384
  ECDHE_ECDSA_WITH_RC4_128_SHA ECDHE_RSA_WITH_RC4_128_SHA ECDHE_RSA_WITH_3DES_EDE_CBC_SHA ECDHE_ECDSA_WITH_AES_128_CBC_SHA256
  ECDHE_RSA_WITH_AES_128_CBC_SHA256 ECDHE_RSA_WITH_CHACHA20_POLY1305 ECDHE_ECDSA_WITH_CHACHA20_POLY1305`
    .split(/\s+/)
    .map((name) => `TLS_${name}`),
)

/** Follows: component-base/cli/flag/ciphersuites_flag.go (v1.32). */
function tlsError(flags: FlagReader): { error: string; flag: string } | undefined {
  const cipher = flags.list('tls-cipher-suites').find((name) => !CIPHERS.has(name))
  if (cipher !== undefined) return { error: `Cipher suite ${cipher} not supported or doesn't exist`, flag: 'tls-cipher-suites' }
  const version = flags.text('tls-min-version')
  return version === '' ? undefined : tlsVersionError(version)
}

function tlsVersionError(version: string): { error: string; flag: string } | undefined {
  return /^VersionTLS1[0-3]$/.test(version) ? undefined : { error: `unknown tls version ${goQuote(version)}`, flag: 'tls-min-version' }
}

function readFile(
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
  const { file, unreadable, error } = readAuthenticationConfig(
    seen.text,
    release,
    gateIsOn('AnonymousAuthConfigurableEndpoints', gates, release),
  )
  if (unreadable !== undefined) return failed(unreadable)
  if (error !== undefined) return { error }
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

interface Rows {
  flag: string
  file: string
  rows: readonly SecretRow[]
  error?: string
}

function readRows(
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
  if ('error' in seen) return { flag, file, rows: [], error: openError(file, seen) }
  const { rows, warnings, error } = readSecrets(seen.text, file, kind, release)
  warns.push(...warnings.map((text) => `W tokenfile.go:72] ${text}`))
  return { flag, file, rows, ...(error === undefined ? {} : { error }) }
}

interface Parts {
  auditLogError?: string
  kms: ApiserverConfig['kms']
  authorization: ApiserverConfig['authorization']
  anonymous: AnonymousConfig
  conditionsOn: boolean
  insecurePort: number
  tokens: Rows | undefined
  basics: Rows | undefined
}

/** Follows: staging/src/k8s.io/apiserver/plugin/pkg/authenticator/token/oidc/oidc.go, New (v1.9.0, v0.20.0). */
function oidcError(flags: FlagReader, files: ProgramFiles, release: Release): { flag: string; error: string } | undefined {
  const flag = 'oidc-issuer-url'
  const url = flags.text(flag)
  const scheme = /^([a-z][a-z\d+.-]*):/i.exec(url)?.[1]?.toLowerCase() ?? ''
  if (url === '' || flags.text('oidc-client-id') === '') return undefined
  if (scheme !== 'https') return { flag, error: `${release.invalidAuthenticationPrefix}${release.oidcSchemeText(url, scheme)}` }
  const lost = missing(['oidc-ca-file'], flags, files, release)
  return lost && { flag: lost.flag, error: release.oidcCAText(lost.error) }
}

/** Follows: staging/src/k8s.io/apiserver/plugin/pkg/authenticator/password/keystone/keystone.go (v1.9.4). */
function keystoneError(flags: FlagReader): { flag: string; error: string } | undefined {
  const flag = 'experimental-keystone-url'
  const url = flags.text(flag)
  return url === '' || url.startsWith('https') ? undefined : { flag, error: 'Auth URL should be secure and start with https' }
}

/** Tokens are checked with the public key that is given, else with the server's own. */
function serviceAccountsOf(flags: FlagReader, release: Release): Pick<ApiserverConfig, 'serviceAccounts'> {
  if (flags.list('service-account-key-file').length === 0 && flags.text('tls-private-key-file') === '') return {}
  // up to 1.19 only behind a signing key
  const issuers =
    release.issuerRequired || flags.text('service-account-signing-key-file') !== '' ? flags.list('service-account-issuer') : []
  const [own, old] = [flags.list('api-audiences'), flags.list('service-account-api-audiences')]
  const audiences = own.length > 0 ? own : old.length > 0 ? old : issuers
  return {
    serviceAccounts: {
      issuers,
      audiences,
      mostSeconds: flags.number('service-account-max-token-expiration', 0) || Infinity,
      lookup: flags.bool('service-account-lookup', true),
    },
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

function assemble(
  flags: FlagReader,
  line: CommandLine,
  release: Release,
  files: ProgramFiles,
  { authorization, anonymous, conditionsOn, insecurePort, tokens, basics, kms, auditLogError }: Parts,
): ApiserverConfig {
  const clientCA = flags.text('client-ca-file')
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
    anonymous,
    conditionsOn,
    ...(auditLogError === undefined ? {} : { auditLogError }),
    ...(clientCA ? { clientCA: { authority: authorityFor(files, clientCA, 'cluster'), file: clientCA } } : {}),
    ...(proxyCA
      ? {
          requestHeader: {
            authority: authorityFor(files, proxyCA, 'front-proxy'),
            file: proxyCA,
            allowedNames: flags.list('requestheader-allowed-names'),
            userHeaders: flags.list('requestheader-username-headers'),
            groupHeaders: flags.list('requestheader-group-headers'),
            extraPrefixes: flags.list('requestheader-extra-headers-prefix'),
          },
        }
      : {}),
    ...(tokens ? { tokenFile: { file: tokens.file, rows: tokens.rows } } : {}),
    ...(basics ? { basicFile: { file: basics.file, rows: basics.rows } } : {}),
    ...serviceAccountsOf(flags, release),
    bootstrapTokens: flags.bool('enable-bootstrap-token-auth', flags.bool('experimental-bootstrap-token-auth', false)),
    authorization,
    namespaceLifecycle: admits('NamespaceLifecycle', flags, release),
    servesLogs: flags.bool('enable-logs-handler', release.servesLogs),
    profiling: flags.bool('profiling', true),
    shutdownDelaySeconds: flags.number('shutdown-delay-duration', 0),
    livezGraceSeconds: flags.number('livez-grace-period', 0),
    issuer: release.issuerRequired ? issuer : '',
    etcdServers: flags.list('etcd-servers'),
    kms,
    etcdCA: files.kubeadmPath(flags.text('etcd-cafile')),
    etcdCertificate: files.kubeadmPath(flags.text('etcd-certfile')),
    etcdIsOthers: files.cluster !== 'kubeadm' && authorityOf(files.kubeadmPath(flags.text('etcd-cafile'))) === 'other',
    etcdCheckSeconds: {
      etcd: flags.number('etcd-healthcheck-timeout', ETCD_CHECK_SECONDS),
      'etcd-readiness': flags.number('etcd-readycheck-timeout', ETCD_CHECK_SECONDS),
    },
    serviceRanges: (flags.text('service-cluster-ip-range') || DEFAULT_RANGE).split(','),
  }
}
