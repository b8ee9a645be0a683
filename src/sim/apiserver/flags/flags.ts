import { own } from '../../../manifest/own.ts'
import type { Release } from '../../release/release.ts'
import { goDuration } from '../../scenario/duration.ts'
import { readAuthorizationConfig } from './files/authorization-config.ts'
import type { AnonymousConfig, ApiserverConfig } from '../config.ts'
import { checkGates, gateIsOn } from './feature-gates.ts'
import { kmsPlugins } from './files/kms.ts'
import type { ProgramFiles } from '../../node/container-files.ts'
import { parseArgs, type CommandLine } from './pflag.ts'
import { runtimeConfigError } from './runtime-config.ts'
import { withOpenshiftConfig, withPlaces } from './openshift.ts'
import { aggregate, sayBadFlags, sayFailed, sayNoStorage } from './say.ts'
import { goQuote } from './strconv.ts'
import { inFlightError, validateFlags } from './validate-flags.ts'
import { modesError, modesOf } from './authorization-modes.ts'
import { cidrError, validateFamily } from './service-range.ts'
import { pluginError } from './admission-plugins.ts'
import { readerOf, type FlagReader, type Wrong } from './flag-reader.ts'
import { tlsError } from './tls-flags.ts'
import { ACCOUNTS, accountsError, cacheSizesError } from './completion.ts'
import { emulatedVersion } from './emulated-version.ts'
import {
  missing,
  inFirstReleases,
  servingError,
  namesError,
  laterWords,
  etcdPairError,
  textOf,
  lostAuditLog,
  openError,
  isUnread,
  filesError,
} from './named-files.ts'
import { readAuthenticationFile, readRows, keystoneError, oidcError } from './authentication-flags.ts'
import { assemble } from './assemble.ts'

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
  const last = lasts.get(files)
  if (last?.args === args && last.release === release) return last.parsed
  const parsed = known.get(release) ?? new Map<string, ParsedFlags>()
  known.set(release, parsed)
  const key = JSON.stringify([args, files.key])
  let found = parsed.get(key)
  if (!found) {
    if (parsed.size >= KEEPS) parsed.delete(parsed.keys().next().value!)
    parsed.set(key, (found = parse(args, files, release)))
  }
  lasts.set(files, { args, release, parsed: found })
  return found
}

/** By what it sees: as long as no file is another, what it has made of the same arguments. */
const lasts = new WeakMap<ProgramFiles, { args: readonly string[]; release: Release; parsed: ParsedFlags }>()

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
  return { says: [...says, ...afterMetrics(release)], config }
}

/** What is said once the metrics' flags are applied: before the first client of etcd is made. */
const afterMetrics = (release: Release): readonly string[] =>
  release.manifestComplaint ? ['E options.go:205] The manifest file is empty, ignoring.'] : []

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

function failed(built: Built, line: CommandLine, warnings: readonly string[], release: Release): ParsedFlags {
  const { config, error = '', flags = [], panics, ofStorage, isLate, fatalIn } = built
  const says = ofStorage || isLate ? [...warnings, ...afterMetrics(release)] : warnings
  const places = [...new Set(flags.flatMap((flag) => own(line.setBy, flag) ?? []))]
  const words = ofStorage
    ? sayNoStorage(error, release)
    : panics
      ? { says: [`panic: ${error}`], exit: 2 }
      : fatalIn !== undefined
        ? { says: [`F ${fatalIn}:…] ${error}`], exit: 255 }
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
  /** It comes up once etcd is there. */
  isLate?: boolean
  /** It ends the server as klog's Fatal does, in that file. */
  fatalIn?: string
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
  const emulated = flags.isSet('emulated-version') ? emulatedVersion(flags, release) : release
  if ('error' in emulated) return { error: emulated.error, flags: ['emulated-version'], warns }
  const gates = (line.values.get('feature-gates') ?? {}) as Readonly<Record<string, string>>
  if (release.gatesCheckedLate) {
    const error = checkGates(
      Object.entries(gates)
        .map(([name, value]) => (value === '' ? name : `${name}=${value}`))
        .join(','),
      release,
      emulated.minor,
    )
    if (error !== undefined) return { error, flags: ['feature-gates'], warns }
  }
  const logging = loggingErrors(flags, release)
  if (logging.length > 0) return { error: aggregate(logging.map(([text]) => text)), flags: logging.flatMap(([, ...about]) => about), warns }
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
  const accounts = flags.isSet(...ACCOUNTS) ? accountsError(flags, release) : undefined
  if (accounts) return { error: accounts[0], flags: accounts.slice(1), warns }
  if (signing && release.issuerRequired)
    return { error: `failed to parse service-account-issuer-key-file: ${signing.error}`, flags: [signing.flag], warns }
  const sizes = flags.isSet('watch-cache-sizes') ? cacheSizesError(flags) : undefined
  if (sizes !== undefined) return { error: sizes, flags: ['watch-cache-sizes'], warns }
  const errors = validateFlags(flags, files, release)
  if (errors.length > 0) return { error: aggregate(errors.map(([text]) => text)), flags: errors.flatMap(([, ...about]) => about), warns }
  const authorization = authorizationOf(flags, files, release, gates)
  if ('error' in authorization) return { error: authorization.error, flags: ['authorization-config'], warns }
  const serving = missing(['tls-cert-file', 'tls-private-key-file'], flags, files, release)
  if (serving) return { error: inFirstReleases(serving, release), flags: [serving.flag], warns }
  const tls =
    servingError(flags, files, release) ?? tlsError(flags) ?? (flags.isSet('tls-sni-cert-key') ? namesError(flags, files) : undefined)
  if (tls) return { error: tls.error, flags: [tls.flag], warns }
  const runtime = runtimeConfigError(flags, release)
  if (runtime !== undefined) return { error: runtime, flags: ['runtime-config'], warns }
  // it has no client of its own then, and takes it for granted
  if (!release.securePortRequired && flags.number('secure-port', 6443) === 0 && insecurePort === 0)
    return { error: 'runtime error: invalid memory address or nil pointer dereference', panics: true, flags: ['secure-port'], warns }
  const early = missing(['egress-selector-config-file', 'tracing-config-file'], flags, files, release)
  if (early) return { error: laterWords(early, release), flags: [early.flag], warns }
  const lost = missing(['client-ca-file', 'requestheader-client-ca-file'], flags, files, release)
  if (lost) return { error: inFirstReleases(lost, release), flags: [lost.flag], warns }
  const structured = readAuthenticationFile(flags, files, release, gates, line)
  if (structured.error !== undefined)
    return { error: structured.error, flags: ['authentication-config', ...(structured.also ?? [])], warns }
  if (structured.anonymous) anonymous = structured.anonymous
  const tokens = readRows('token-auth-file', 'token', flags, files, warns, release)
  const basics = readRows('basic-auth-file', 'basic auth', flags, files, warns, release)
  for (const item of [basics, keystoneError(flags), tokens, oidcError(flags, files, release)])
    if (item?.error !== undefined) return { error: `${release.authenticationErrorPrefix}${item.error}`, flags: [item.flag], warns }
  const asksPeers = gateIsOn('UnknownVersionInteroperabilityProxy', gates, release)
  const later = missing(
    [
      'service-account-key-file',
      'authorization-policy-file',
      'authorization-webhook-config-file',
      'authentication-token-webhook-config-file',
      'audit-policy-file',
      ...(release.auditLogOpened ? ['audit-log-path'] : []),
      ...(release.auditWebhookAlone || flags.text('audit-policy-file') !== '' ? ['audit-webhook-config-file'] : []),
      ...(asksPeers ? [] : ['admission-control-config-file']),
      'encryption-provider-config',
      'experimental-encryption-provider-config',
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
    return { error: ofStorage ? storageWords(later.error, asksPeers) : laterWords(later, release), flags: [later.flag], ofStorage, warns }
  }
  const etcd = etcdPairError(flags, files, release)
  if (etcd) return { error: storageWords(etcd[0], asksPeers), flags: etcd.slice(1), ofStorage: true, warns }
  const plugin = release.pluginsCheckedLate ? pluginError(flags, release) : undefined
  if (plugin) return { error: plugin[0], flags: plugin.slice(1), warns }
  const inFlight = inFlightError(flags, release)
  if (inFlight) return { ...inFlight, warns }
  const reconciler = reconcilerError(flags, release)
  if (reconciler && !asksPeers) return { ...reconciler, warns }
  const conditionsOn = gateIsOn('AnonymousAuthConfigurableEndpoints', gates, release)
  const encryption = flags.text('encryption-provider-config') || flags.text('experimental-encryption-provider-config')
  const kms = {
    plugins: kmsPlugins(textOf(files.read(encryption)), (path) => 'text' in files.read(path), release),
    reloads: flags.bool('encryption-provider-config-automatic-reload', false),
  }
  return {
    ...((asksPeers ? (admissionError(flags, files, release) ?? late(reconciler)) : undefined) ??
      clientError(flags, files, release) ??
      coreError(flags, release) ??
      (flags.isSet('tls-cipher-suites') ? listenError(flags) : undefined)),
    config: assemble(flags, line, release, files, {
      ...{ authorization, anonymous, conditionsOn, insecurePort, tokens, basics, kms },
      ...lostAuditLog(flags, files, release),
    }),
    warns,
  }
}

/** Follows: staging/src/k8s.io/component-base/logs/api/v1/options.go, Validate (v1.37.2). */
function loggingErrors(flags: FlagReader, release: Release): Wrong[] {
  const errors: Wrong[] = []
  const format = flags.text('logging-format')
  if (format !== '' && !LOG_FORMATS.includes(format) && release.logFormatText !== undefined)
    errors.push([release.logFormatText(format), 'logging-format'])
  const flush = flags.number('log-flush-frequency', 5)
  if (flush <= 0 && release.logFlushChecked)
    errors.push([`flushFrequency: Invalid value: "${goDuration(flush)}": Must be greater than zero`, 'log-flush-frequency'])
  return errors
}

/** Files that are read before anybody looks at the authorization modes. */
const isBeforeModes = (flag: string): boolean =>
  /^(service-account-key|authentication-token-webhook-config|audit-policy|audit-webhook-config)-file$/.test(flag)

type Failure = Omit<Built, 'warns'>

const late = (failure: Failure | undefined): Failure | undefined => failure && { ...failure, isLate: true }

/** Follows: pkg/controlplane/instance.go, createEndpointReconciler (v1.36.2). */
function reconcilerError(flags: FlagReader, release: Release): Failure | undefined {
  const flag = 'endpoint-reconciler-type'
  const kind = flags.text(flag)
  if (kind === '' || RECONCILERS.includes(kind)) return undefined
  return { error: `Reconciler not implemented: ${kind}`, fatalIn: release.controlPlaneFile, flags: [flag] }
}

/**
 * Where servers proxy to their peers, the leases of those are the first that wants etcd, and admission comes behind it.
 *
 * Follows: pkg/controlplane/apiserver/config.go, CreateConfig (v1.36.2).
 */
function admissionError(flags: FlagReader, files: ProgramFiles, release: Release): Failure | undefined {
  const lost = missing(['admission-control-config-file'], flags, files, release)
  return lost && { error: laterWords(lost, release), flags: [lost.flag], isLate: true }
}

/** Follows: pkg/controlplane/reconcilers/peer_endpoint_lease.go, NewPeerEndpointLeaseReconciler (v1.36.2). */
const storageWords = (error: string, asksPeers: boolean): string => (asksPeers ? `error creating storage factory: ${error}` : error)

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

/**
 * What is wrong with the files by which it is a client of kubelets and of aggregated servers: it finds that out when it has etcd.
 *
 * Follows: pkg/kubelet/client/kubelet_client.go, makeTransport; pkg/registry/core/rest/storage_core.go;
 * staging/src/k8s.io/kube-aggregator/pkg/apiserver/apiserver.go, NewWithDelegate (v1.13.9, v1.15.0, v1.18.19, v1.19.16, v1.36.2).
 */
function clientError(flags: FlagReader, files: ProgramFiles, release: Release): Failure | undefined {
  const kubelet = ['kubelet-client-certificate', 'kubelet-client-key', 'kubelet-certificate-authority'] as const
  const core = filesError(kubelet, flags, files, release, release.kubeletPairChecked)
  const wrong = core ?? filesError(['proxy-client-cert-file', 'proxy-client-key-file'], flags, files, release)
  return wrong && ofClient(wrong, core !== undefined, release)
}

/**
 * What comes up as the core group is set up: that the service `kubernetes` could not be reached.
 *
 * Follows: pkg/controlplane/controller.go, NewController (v1.27.16).
 */
function coreError(flags: FlagReader, release: Release): Failure | undefined {
  const family = release.serviceFamilyChecked === 'late' ? validateFamily(flags)[0] : undefined
  return family && { error: `error creating bootstrap controller: ${family[0]}`, isLate: true, flags: family.slice(1) }
}

/**
 * HTTP/2 needs one of two ciphers, which is looked at as the program begins to listen.
 *
 * Follows: golang.org/x/net/http2/server.go, ConfigureServer (v0.38.0).
 */
function listenError(flags: FlagReader): Failure | undefined {
  const flag = 'tls-cipher-suites'
  const given = flags.list(flag)
  const unused = given.length === 0 || flags.bool('disable-http2-serving', false) || flags.text('tls-min-version') === 'VersionTLS13'
  if (unused || HTTP2_CIPHERS.some((name) => given.includes(name))) return undefined
  const error = `error configuring http2: http2: TLSConfig.CipherSuites is missing an HTTP/2-required AES_128_GCM_SHA256 cipher (need at least one of ${HTTP2_CIPHERS.join(' or ')})`
  return { error, isLate: true, flags: [flag] }
}

const HTTP2_CIPHERS = ['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256']

function coreStorageWords(release: Release): string {
  if (release.coreStorageFailure === 'group') return 'problem initializing API group "": '
  if (release.coreStorageFailure === 'group and space') return 'problem initializing API group "" : '
  return `${release.withoutEtcd === 'error' ? 'e' : 'E'}rror building core storage: `
}

/** As a start without etcd does since the same release. */
const endsInError = ({ withoutEtcd }: Release): boolean => withoutEtcd === 'error' || withoutEtcd === 'panic'

function ofClient([error, ...flags]: Wrong, isOfKubelets: boolean, release: Release): Failure {
  if (isOfKubelets)
    return {
      error: coreStorageWords(release) + error,
      flags,
      isLate: true,
      ...(endsInError(release) ? {} : { fatalIn: release.controlPlaneFile }),
    }
  // those two flags are of a pair that nobody looks at
  return flags.length > 1 && !release.proxyPairChecked ? {} : { error, flags, isLate: true }
}

/** What may write down where the server is reached. */
const RECONCILERS = ['master-count', 'lease', 'none']

const LOG_FORMATS = ['text', 'json']
