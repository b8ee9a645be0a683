import { own } from '../../../manifest/own.ts'
import type { Release } from '../../release/release.ts'
import { goDuration } from '../../scenario/duration.ts'
import { modesError, modesOf, readAuthorizationConfig } from './authorization-modes.ts'
import type { ApiserverConfig } from '../server-config.ts'
import { checkGates, emulatedVersion, gateIsOn, gateWarnings, hasGate, leastCompatible } from './feature-gates.ts'
import type { ProgramFiles } from '../../node/container-files.ts'
import { parseArgs, type CommandLine } from './pflag.ts'
import { runtimeConfigError } from './runtime-config.ts'
import { aggregate, type FirstInEtcd, isFatal, sayBadFlags, sayFailed, sayNoStorage } from './flag-words.ts'
import { quoteList } from '../../../manifest/go/strconv.ts'
import { pluginError } from './admission-plugins.ts'
import { headerWarnings, inFlightError, validateFlags } from './validate-flags.ts'
import { cidrError, validateFamily } from './service-range.ts'
import { readerOf, type FlagReader, type FlagError } from './flag-reader.ts'
import { accountsError, assemble, cacheSizesError, insecurePortOf, type Start, tlsError, tokenWarnings } from './assemble.ts'
import {
  missing,
  inFirstReleases,
  servingError,
  namesError,
  laterWords,
  etcdPairError,
  openError,
  isUnread,
  filesError,
  readPolicies,
} from './named-files.ts'
import { keystoneError, oidcError, readAuthenticationFile, readRows } from './authentication-flags.ts'

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
 * `args` are command and args after the binary's name, `files` those that it sees.
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

/** A server's next start sees the same files and arguments: without the long key the story on 1.9 takes 8 % less. */
const lasts = new WeakMap<ProgramFiles, { args: readonly string[]; release: Release; parsed: ParsedFlags }>()
/** A server that is started again and again reads the same each time. */
const known = new WeakMap<Release, Map<string, ParsedFlags>>()
const KEEPS = 16

function parse(args: readonly string[], files: ProgramFiles, release: Release): ParsedFlags {
  const line = parseArgs(args, release)
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
    errorsAt: [line.errorAt!],
  }
}

function strayRefused({ stray, strayAt }: CommandLine, says: readonly string[], release: Release): ParsedFlags {
  const error = `"kube-apiserver" does not take any arguments, got ${quoteList(stray)}`
  return { says: [...says, ...sayBadFlags(error, release)], exit: 1, errorsAt: strayAt }
}

function failed(built: BuiltServer, line: CommandLine, warnings: readonly string[], release: Release): ParsedFlags {
  const { config, error = '', flags = [], panics, ofStorage, isLate, fatalIn } = built
  const says = ofStorage || isLate ? [...warnings, ...afterMetrics(release)] : warnings
  const places = [...new Set(flags.flatMap((flag) => own(line.setBy, flag) ?? []))]
  const words = ofStorage
    ? sayNoStorage(error, ofStorage, release)
    : panics
      ? { says: [`panic: ${error}`], exit: 2 }
      : fatalIn !== undefined
        ? { says: [`F ${fatalIn}:…] ${error}`], exit: 255 }
        : { says: sayFailed(error, release), exit: 1 }
  const ends = { says: [...says, ...words.says], exit: words.exit, errorsAt: places.length > 0 ? places : [-1] }
  return config && isLate ? { ...ends, late: { config, from: says.length } } : ends
}

interface BuiltServer {
  config?: ApiserverConfig
  error?: string
  /** It is Go's own: a panic. Its stack is left out. */
  panics?: boolean
  /** It comes up where the client of etcd is made, for what. */
  ofStorage?: FirstInEtcd
  /** It comes up once etcd is there. */
  isLate?: boolean
  /** It ends the server as klog's Fatal does, in that file. */
  fatalIn?: string
  /** The flags that the error is about. */
  flags?: readonly string[]
  warns: string[]
}

type StartFailure = Omit<BuiltServer, 'warns'>

function build(line: CommandLine, files: ProgramFiles, release: Release): BuiltServer {
  const flags = readerOf(line.values)
  const gates = (line.values.get('feature-gates') ?? {}) as Readonly<Record<string, string>>
  const warnsOfRows: string[] = []
  const authorization = authorizationOf(flags, files, release)
  const start: Start = {
    ...{ line, flags, files, release, gates },
    modes: modesOf(flags, release),
    authorization,
    policies: usesAbac(authorization) ? policiesOf(flags, files, release) : undefined,
    authentication: readAuthenticationFile(flags, files, release, gates, line),
    tokens: readRows('token-auth-file', 'token', flags, files, warnsOfRows, release),
    basics: readRows('basic-auth-file', 'basic auth', flags, files, warnsOfRows, release),
    warnsOfRows,
    firstInEtcd: firstInEtcd(flags, gates, release),
    warns: [],
  }
  const { warns, policies } = start
  for (const check of CHECKS) {
    const failure = check(start)
    if (failure) return { ...failure, warns }
  }
  if ('error' in authorization) throw new Error('a file of authorizers that cannot be read has been passed over')
  return { ...lateFailure(start), config: assemble(start, { ...authorization, ...policies?.known }), warns }
}

const failure = (error: string | undefined, ...flags: readonly string[]): StartFailure | undefined =>
  error === undefined ? undefined : { error, flags }
const failureOf = (wrong: FlagError | undefined): StartFailure | undefined => wrong && failure(...wrong)
const failureOfAll = (errors: readonly FlagError[]): StartFailure | undefined =>
  errors.length > 0 ? { error: aggregate(errors.map(([text]) => text)), flags: errors.flatMap(([, ...about]) => about) } : undefined

/** What a start looks at before etcd, in its order; the first that fails ends it. */
const CHECKS: readonly ((start: Start) => StartFailure | undefined)[] = [
  ({ flags, release }) => {
    if (release.insecurePort !== 'only 0') return undefined
    const name = ['insecure-port', 'port'].find((flag) => flags.number(flag, 0) !== 0)
    return name === undefined ? undefined : failure(`invalid port value ${flags.number(name, 0)}: only zero is allowed`, name)
  },
  gatesError,
  ({ flags, release }) => failureOfAll(loggingErrors(flags, release)),
  ({ flags, release }) => failure(cidrError(flags, release), 'service-cluster-ip-range'),
  ({ flags, release, modes, warns }) => {
    if (flags.text('service-cluster-ip-range') === '') warns.push(release.noCidrWarning)
    if (modes.includes('AlwaysAllow') && flags.bool('anonymous-auth', true)) warns.push(release.alwaysAllowWarning)
    return undefined
  },
  ({ flags, release }) => failureOf(accountsError(flags, release)),
  ({ flags, files, release }) => {
    const signing = release.issuerRequired ? missing(['service-account-signing-key-file'], flags, files, release) : undefined
    return signing && failure(`failed to parse service-account-issuer-key-file: ${signing.error}`, signing.flag)
  },
  ({ flags, release, warns }) => {
    warns.push(...tokenWarnings(flags, release))
    return failure(cacheSizesError(flags), 'watch-cache-sizes')
  },
  ({ flags, files, release, warns }) => {
    warns.push(...headerWarnings(flags, release))
    return failureOfAll(validateFlags(flags, files, release))
  },
  ({ authorization }) => ('error' in authorization ? failure(authorization.error, 'authorization-config') : undefined),
  lostFirst('tls-cert-file', 'tls-private-key-file'),
  ({ flags, files, release }) => failureOf(servingError(flags, files, release) ?? tlsError(flags) ?? namesError(flags, files)),
  ({ flags, release }) => failure(runtimeConfigError(flags, release), 'runtime-config'),
  ({ flags, release }) =>
    // it has no client of its own then, and takes it for granted
    !release.securePortRequired && flags.number('secure-port', 6443) === 0 && insecurePortOf(flags) === 0
      ? { error: 'runtime error: invalid memory address or nil pointer dereference', panics: true, flags: ['secure-port'] }
      : undefined,
  ({ flags, files, release }) => {
    const lost = missing(['egress-selector-config-file', 'tracing-config-file'], flags, files, release)
    return lost && failure(laterWords(lost, release), lost.flag)
  },
  lostFirst('client-ca-file', 'requestheader-client-ca-file'),
  ({ authentication: { error, also = [] } }) => failure(error, 'authentication-config', ...also),
  ({ flags, files, release, tokens, basics, warns, warnsOfRows }) => {
    warns.push(...warnsOfRows)
    const [error, flag] = basics?.error ?? keystoneError(flags) ?? tokens?.error ?? oidcError(flags, files, release) ?? []
    return flag === undefined ? undefined : failure(`${release.authenticationErrorPrefix}${error}`, flag)
  },
  laterError,
  ({ flags, files, release, firstInEtcd }) => {
    const etcd = failureOf(etcdPairError(flags, files, release))
    return etcd && { ...etcd, ofStorage: firstInEtcd }
  },
  ({ flags, release }) => (release.pluginsCheckedLate ? failureOf(pluginError(flags, release)) : undefined),
  ({ flags, release }) => inFlightError(flags, release),
  ({ flags, release, firstInEtcd }) => (firstInEtcd === 'peers' ? undefined : reconcilerError(flags, release)),
]

/** Of files that are read among the first. */
function lostFirst(...names: readonly string[]): (start: Start) => StartFailure | undefined {
  return ({ flags, files, release }) => {
    const lost = missing(names, flags, files, release)
    return lost && failure(inFirstReleases(lost, release), lost.flag)
  }
}

/** What comes to light only once etcd is there. */
function lateFailure({ flags, files, release, firstInEtcd }: Start): StartFailure | undefined {
  return (
    (firstInEtcd === 'peers' ? (admissionError(flags, files, release) ?? late(reconcilerError(flags, release))) : undefined) ??
    clientError(flags, files, release) ??
    coreError(flags, release) ??
    listenError(flags)
  )
}

function gatesError({ flags, release, gates, warns }: Start): StartFailure | undefined {
  const emulated = emulatedVersion(flags, release)
  if ('error' in emulated) return failure(emulated.error, 'emulated-version')
  const compatible = leastCompatible(flags, emulated)
  if ('error' in compatible) return failure(compatible.error, 'min-compatibility-version')
  if (release.gatesCheckedLate) {
    const pairs = Object.entries(gates).map(([name, value]) => (value === '' ? name : `${name}=${value}`))
    const error = failure(checkGates(pairs.join(','), release, emulated.minor, compatible.minor), 'feature-gates')
    if (error) return error
  }
  warns.push(...gateWarnings(gates, release, emulated.minor))
  return undefined
}

/** Of the files of keys, webhooks, audit, admission, encryption and etcd; between the first of them and the rest some releases look at the modes. */
function laterError({ flags, files, release, firstInEtcd, authorization, policies, warns }: Start): StartFailure | undefined {
  const isAbac = usesAbac(authorization)
  const policyFile = flags.text('authorization-policy-file')
  const later = missing(
    [
      'service-account-key-file',
      ...(isAbac ? ['authorization-policy-file'] : []),
      'authorization-webhook-config-file',
      'authentication-token-webhook-config-file',
      'audit-policy-file',
      ...(release.auditLogOpened ? ['audit-log-path'] : []),
      ...(release.auditWebhookAlone || flags.text('audit-policy-file') !== '' ? ['audit-webhook-config-file'] : []),
      ...(firstInEtcd === 'peers' ? [] : ['admission-control-config-file']),
      'encryption-provider-config',
      'experimental-encryption-provider-config',
      'etcd-cafile',
      'etcd-certfile',
      'etcd-keyfile',
    ],
    flags,
    files,
    release,
  )
  const modesWrong = release.modesChecked === 'late' ? modesError(flags, release) : undefined
  if (modesWrong && !(later && isBeforeModes(later.flag)))
    return failure(`invalid authorization config: ${modesWrong[0]}`, ...modesWrong.slice(1))
  if (policies?.isUnversioned && later?.flag !== 'service-account-key-file')
    warns.push(
      `W abac.go:112] Policy file ${policyFile} contained unversioned rules. See docs/admin/authorization.md#abac-mode for ABAC file format details.`,
    )
  if (isAbac && policyFile === '') return failure('invalid authorization config: open : no such file or directory', 'authorization-config')
  if (!later) return undefined
  return { error: laterWords(later, release), flags: [later.flag], ...(later.flag.startsWith('etcd-') ? { ofStorage: firstInEtcd } : {}) }
}

/** Follows: staging/src/k8s.io/component-base/logs/api/v1/options.go, Validate (v1.37.2). */
function loggingErrors(flags: FlagReader, release: Release): FlagError[] {
  const errors: FlagError[] = []
  const flush = flags.number('log-flush-frequency', 5)
  if (flush <= 0 && release.logFlushChecked)
    errors.push([`flushFrequency: Invalid value: "${goDuration(flush)}": Must be greater than zero`, 'log-flush-frequency'])
  const format = flags.text('logging-format')
  if (flags.isSet('logging-format') && !LOG_FORMATS.includes(format) && release.logFormatText !== undefined)
    errors.push([release.logFormatText(format), 'logging-format'])
  if (format === 'json' && flags.text('vmodule') !== '' && release.verbosityParse === 'ParseUint')
    errors.push(['vmodule: Forbidden: Only supported for text log format', 'vmodule', 'logging-format'])
  const gate = 'LoggingAlphaOptions'
  if (!hasGate(gate, release) || gateIsOn(gate, flags.map('feature-gates'), release)) return errors
  for (const kind of ['text', 'json']) {
    const [split, size] = [`log-${kind}-split-stream`, `log-${kind}-info-buffer-size`] as const
    const forbidden = (field: string): string => `options.${kind}.${field}: Forbidden: Feature ${gate} is disabled`
    if (flags.bool(split, false)) errors.push([forbidden('splitStream'), split, 'feature-gates'])
    if (/[1-9]/.test(flags.text(size).replace(/e.*/i, ''))) errors.push([forbidden('infoBufferSize'), size, 'feature-gates'])
  }
  return errors
}

/** Files that are read before anybody looks at the authorization modes. */
const isBeforeModes = (flag: string): boolean =>
  /^(service-account-key|authentication-token-webhook-config|audit-policy|audit-webhook-config)-file$/.test(flag)

const late = (failure: StartFailure | undefined): StartFailure | undefined => failure && { ...failure, isLate: true }

/** Follows: pkg/controlplane/instance.go, createEndpointReconciler (v1.36.2). */
function reconcilerError(flags: FlagReader, release: Release): StartFailure | undefined {
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
function admissionError(flags: FlagReader, files: ProgramFiles, release: Release): StartFailure | undefined {
  const lost = missing(['admission-control-config-file'], flags, files, release)
  return lost && { error: laterWords(lost, release), flags: [lost.flag], isLate: true }
}

/** Follows: pkg/controlplane/apiserver/config.go, CreateConfig; cmd/kube-apiserver/app/config.go, Complete (v1.36.2). */
function firstInEtcd(flags: FlagReader, gates: Readonly<Record<string, string>>, release: Release): FirstInEtcd {
  if (gateIsOn('UnknownVersionInteroperabilityProxy', gates, release)) return 'peers'
  return release.withoutEtcd === 'leases' && /^(lease)?$/.test(flags.text('endpoint-reconciler-type')) ? 'leases' : 'objects'
}

/** The modes that the flag names, or its file. */
function authorizationOf(flags: FlagReader, files: ProgramFiles, release: Release): ApiserverConfig['authorization'] | { error: string } {
  const flag = 'authorization-config'
  const file = flags.text(flag)
  if (file === '') return { modes: modesOf(flags, release), because: { flag: 'authorization-mode' } }
  const seen = files.read(file)
  if ('error' in seen) return { error: openError(file, seen) }
  if (isUnread(files, seen)) return { modes: ['Node', 'RBAC'], because: { flag } }
  const read = readAuthorizationConfig(seen.text, files, release)
  return 'error' in read ? read : { modes: read.modes, because: { flag, file, path: 'authorizers' } }
}

const usesAbac = (of: ReturnType<typeof authorizationOf>): boolean => !('error' in of) && of.modes.includes('ABAC')

/** The policies of the mode ABAC, and whether some say no version; what is wrong with their file is found later. */
function policiesOf(flags: FlagReader, files: ProgramFiles, release: Release): Start['policies'] {
  const policyFile = flags.text('authorization-policy-file')
  const seen = files.read(policyFile)
  if ('error' in seen || isUnread(files, seen)) return undefined
  const { policies, isUnversioned, error } = readPolicies(seen.text, policyFile, release)
  return { known: { policyFile, policies }, isUnversioned: isUnversioned && error === undefined }
}

/**
 * What is wrong with the files by which it is a client of kubelets and of aggregated servers: it finds that out when it has etcd.
 *
 * Follows: pkg/kubelet/client/kubelet_client.go, makeTransport; pkg/registry/core/rest/storage_core.go;
 * staging/src/k8s.io/kube-aggregator/pkg/apiserver/apiserver.go, NewWithDelegate (v1.13.9, v1.15.0, v1.18.19, v1.19.16, v1.36.2).
 */
function clientError(flags: FlagReader, files: ProgramFiles, release: Release): StartFailure | undefined {
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
function coreError(flags: FlagReader, release: Release): StartFailure | undefined {
  const family = release.serviceFamilyChecked === 'late' ? validateFamily(flags)[0] : undefined
  return family && { error: `error creating bootstrap controller: ${family[0]}`, isLate: true, flags: family.slice(1) }
}

/**
 * HTTP/2 needs one of two ciphers, which is looked at as the program begins to listen.
 *
 * Follows: golang.org/x/net/http2/server.go, ConfigureServer (v0.38.0).
 */
function listenError(flags: FlagReader): StartFailure | undefined {
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
  return `${release.withoutEtcd === 'error' || release.withoutEtcd === 'leases' ? 'e' : 'E'}rror building core storage: `
}

function ofClient([error, ...flags]: FlagError, isOfKubelets: boolean, release: Release): StartFailure {
  if (isOfKubelets)
    return {
      error: coreStorageWords(release) + error,
      flags,
      isLate: true,
      // as a start without etcd does up to the same release
      ...(isFatal(release) ? { fatalIn: release.controlPlaneFile } : {}),
    }
  // those two flags are of a pair that nobody looks at
  return flags.length > 1 && !release.proxyPairChecked ? {} : { error, flags, isLate: true }
}

/** What may write down where the server is reached. */
const RECONCILERS = ['master-count', 'lease', 'none']

const LOG_FORMATS = ['text', 'json']
