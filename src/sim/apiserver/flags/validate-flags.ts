import type { ProgramFiles } from '../../node/container-files.ts'
import type { Release } from '../../release/release.ts'
import { pluginsOf, validatePlugins } from './admission-plugins.ts'
import { CIPHERS } from './assemble.ts'
import { MODES, validateModes } from './authorization-modes.ts'
import { gateIsOn, validateEmulation } from './feature-gates.ts'
import type { FlagReader, FlagError } from './flag-reader.ts'
import { openError } from './named-files.ts'
import { validateFairnessApi, validateRuntimeConfig } from './runtime-config.ts'
import { validateFamily, validateNodePort, validateServiceRange } from './service-range.ts'
import { regexpError } from '../../../manifest/go/regexp.ts'
import { quoteGo, quoteList } from '../../../manifest/go/strconv.ts'

const PEERS = ['peer-ca-file', 'peer-advertise-ip', 'peer-advertise-port']
const LEADERSHIP = ['lease-duration', 'renew-deadline', 'retry-period'].map((name) => `coordinated-leadership-${name}`)

/** What is of use only to a server that asks its peers. Follows: pkg/controlplane/apiserver/options/validation.go, Validate (v1.34.0). */
function peers(flags: FlagReader, release: Release): FlagError[] {
  const gate = 'UnknownVersionInteroperabilityProxy'
  const given = PEERS.filter((name) => flags.text(name) !== '')
  if (given.length === 0 || gateIsOn(gate, flags.map('feature-gates'), release)) return []
  return given.map((name) => [`--${name} requires ${gate} feature to be turned on`, name, 'feature-gates'])
}

/** The times of a coordinated election, each of which has to be longer than the next. */
function leadership(flags: FlagReader): FlagError[] {
  const times = [15, 10, 2].map((time, i) => flags.number(LEADERSHIP[i]!, time))
  return [0, 1]
    .filter((i) => times[i]! <= times[i + 1]!)
    .map((i) => [`--${LEADERSHIP[i]} must be greater than --${LEADERSHIP[i + 1]}`, LEADERSHIP[i]!, LEADERSHIP[i + 1]!])
}

function transport(flags: FlagReader): FlagError[] {
  const flag = 'strict-transport-security-directives'
  return flags
    .list(flag)
    .filter((text) => !/^(includeSubDomains|preload|max-age=[^=]*)$/.test(text))
    .map((text) => [
      text.trim() === ''
        ? `empty value in ${flag}`
        : `--${flag} invalid, allowed values: max-age=expireTime, includeSubDomains, preload. see https://tools.ietf.org/html/rfc6797#section-6.1 for more information`,
      flag,
    ])
}

const ORIGINS = `List of allowed origins for CORS, comma separated. An allowed origin can be a regular expression to support subdomain matching. If this list is empty CORS will not be enabled. Please ensure each expression matches the entire hostname by anchoring to the start with '^' or including the '//' prefix, and by anchoring to the end with '$' or including the ':' port separator suffix. Examples of valid expressions are '//example\\.com(:|$)' and '^https://example\\.com(:|$)'`

/**
 * Who may ask from another page.
 *
 * Follows: staging/src/k8s.io/apiserver/pkg/server/options/server_run_options.go, validateCorsAllowedOriginList (v1.36.2).
 */
function origins(flags: FlagReader): FlagError[] {
  const flag = 'cors-allowed-origins'
  const why = 'regular expression does not pin to start/end of host in the origin header'
  return flags.list(flag).flatMap((text): FlagError[] => {
    if (text === '') return [[`empty value in --${flag}, help: ${ORIGINS}`, flag]]
    const wrong = regexpError(text) ?? (/\^|\/\//.test(text) && /[$:]/.test(text) ? undefined : why)
    return wrong === undefined ? [] : [[`--${flag} has an invalid regular expression: ${wrong}, help: ${ORIGINS}`, flag]]
  })
}

const FLAG = 'cloud-provider'
/** Where a name is looked at with its gates locked; before, gates could bring the clouds back, and after it the flag is gone. */
const LOCKED = [31, 32]
/** Clouds of its own that it still knows, and their last release. */
const OWN: Readonly<Record<string, number>> = { gce: 31 }

/**
 * What is wrong with --cloud-provider; of 1.29 and 1.30 that is not looked up.
 *
 * Errors: the texts, each with its flag.
 * Follows: pkg/kubeapiserver/options/cloudprovider.go, Validate; staging/src/k8s.io/cloud-provider/plugins.go (v1.31.14, v1.32.13).
 */
function cloud(flags: FlagReader, release: Release): FlagError[] {
  const name = flags.text(FLAG)
  if (name === '' || name === 'external' || !LOCKED.includes(release.minor)) return []
  if (!(release.minor <= (Object.hasOwn(OWN, name) ? OWN[name]! : 0))) return [[`unknown --${FLAG}: ${name}`, FLAG]]
  return ['DisableCloudProviders', 'DisableKubeletCloudCredentialProviders'].map((gate) => [
    `when using --${FLAG} set to '${name}', please set ${gate} feature to false`,
    FLAG,
  ])
}

/**
 * All that is wrong with the flags taken together, in the order in which upstream finds it.
 *
 * Errors: what is wrong; empty where all is well.
 * Follows: cmd/kube-apiserver/app/options/validation.go, pkg/controlplane/apiserver/options/validation.go (v1.36.2).
 */
export function validateFlags(flags: FlagReader, files: ProgramFiles, release: Release): FlagError[] {
  const late = release.ownChecksLast
  const count = flags.number('apiserver-count', 1)
  const own: FlagError[] =
    count <= 0 ? [[`--apiserver-count should be a positive number, but value '${count}' provided`, 'apiserver-count']] : []
  const ips = [...validateServiceRange(flags, release), ...validateNodePort(flags, release)]
  const family = release.serviceFamilyChecked === 'with the flags' ? validateFamily(flags) : []
  return [
    ...(release.countChecked === 'first' ? own : []),
    ...(release.genericFlagsChecked ? generic(flags, release) : []),
    ...etcd(flags, release),
    ...(late ? [] : ips),
    ...validateFairnessApi(flags, release),
    ...serving(flags, release),
    ...authentication(flags, files, release),
    ...(release.modesChecked === 'with the flags' ? validateModes(flags, release) : []),
    ...audit(flags, release),
    ...(release.pluginsCheckedLate ? [] : validatePlugins(flags, release)),
    ...insecure(flags, release),
    ...(release.runtimeConfigChecked === 'groups' ? validateRuntimeConfig(flags, release) : []),
    ...tokenRequest(flags, release),
    ...metrics(flags, files, release),
    ...cloud(flags, release),
    ...peers(flags, release),
    ...leadership(flags),
    ...(late ? ips : []),
    ...family,
    ...(release.countChecked === 'last' ? own : []),
  ]
}

function generic(flags: FlagReader, release: Release): FlagError[] {
  const errors: FlagError[] = []
  const negative = (name: string, text = `--${name} can not be negative value`): void => {
    if (flags.number(name, 0) < 0) errors.push([text, name])
  }
  negative('livez-grace-period', '--livez-grace-period can not be a negative value')
  negative('max-requests-inflight')
  negative('max-mutating-requests-inflight')
  negative('request-timeout')
  const goaway = flags.number('goaway-chance', 0)
  if (goaway < 0 || goaway > 0.02) errors.push(['--goaway-chance can not be less than 0 or greater than 0.02', 'goaway-chance'])
  negative('min-request-timeout')
  negative('storage-initialization-timeout')
  negative('shutdown-delay-duration')
  negative('shutdown-watch-termination-grace-period', 'shutdown-watch-termination-grace-period, if provided, can not be a negative value')
  return [...errors, ...transport(flags), ...origins(flags), ...validateEmulation(flags, release)]
}

function etcd(flags: FlagReader, release: Release): FlagError[] {
  const errors: FlagError[] = []
  if (flags.list('etcd-servers').length === 0) errors.push(['--etcd-servers must be specified', 'etcd-servers'])
  const backend = flags.text('storage-backend')
  if (backend !== '' && !release.storageBackends.includes(backend))
    errors.push([release.storageBackendText(release.storageBackends), 'storage-backend'])
  const overrides = release.etcdOverridesChecked ? flags.list('etcd-servers-overrides') : []
  if (overrides.some((override) => !isOverride(override, release)))
    errors.push([
      '--etcd-servers-overrides invalid, must be of format: group/resource#servers, where servers are URLs, semicolon separated',
      'etcd-servers-overrides',
    ])
  if (!flags.text('encryption-provider-config') && flags.bool('encryption-provider-config-automatic-reload', false))
    errors.push([
      '--encryption-provider-config-automatic-reload must be set with --encryption-provider-config',
      'encryption-provider-config-automatic-reload',
    ])
  const media = flags.text('storage-media-type')
  if (media !== '' && release.storageMediaChecked && !MEDIA_TYPES.includes(media))
    errors.push([`--storage-media-type ${quoteGo(media)} invalid, allowed values: ${MEDIA_TYPES.join(', ')}`, 'storage-media-type'])
  return errors
}

const MEDIA_TYPES = ['application/json', 'application/vnd.kubernetes.protobuf', 'application/yaml']

/** A resource of a group, and its own servers. */
function isOverride(text: string, release: Release): boolean {
  const [resource = '', servers = '', ...more] = text.split('#')
  const named = text.includes('#') && more.length === 0 && resource.split('/').length === 2
  return named && !(release.emptyOverrideRefused && servers.split(';').includes(''))
}

/**
 * What comes of fewer requests at a time than none: words, or where they are counted by a channel a panic, its size.
 *
 * Follows: staging/src/k8s.io/apiserver/pkg/server/filters/maxinflight.go, WithMaxInFlightLimit (v1.9.4);
 * cmd/kube-apiserver/app/server.go, BuildPriorityAndFairness (v1.20.15).
 */
export function inFlightError(flags: FlagReader, release: Release): { error: string; panics: boolean; flags: string[] } | undefined {
  const about = ['max-requests-inflight', 'max-mutating-requests-inflight']
  const [reads, writes] = [flags.number(about[0]!, 400), flags.number(about[1]!, 200)]
  const fair = release.inFlightBelowNone === 'words' && flags.bool('enable-priority-and-fairness', true)
  if (release.inFlightBelowNone === 'served' && flags.bool('enable-priority-and-fairness', true)) return undefined
  if (!fair)
    return reads < 0 || writes < 0
      ? { error: 'makechan: size out of range', panics: true, flags: about.filter((name) => flags.number(name, 0) < 0) }
      : undefined
  if (reads + writes > 0) return undefined
  const error = `invalid configuration: MaxRequestsInFlight=${reads} and MaxMutatingRequestsInFlight=${writes}; they must add up to something positive`
  return { error, panics: false, flags: [...about, 'enable-priority-and-fairness'] }
}

function serving(flags: FlagReader, release: Release): FlagError[] {
  const port = flags.number('secure-port', 6443)
  const required = release.securePortRequired
  if (port >= (required ? 1 : 0) && port <= 65535) return []
  return [
    [
      required
        ? `--secure-port ${port} must be between 1 and 65535, inclusive. It cannot be turned off with 0`
        : release.securePortText(port),
      'secure-port',
    ],
  ]
}

const OIDC_FLAGS = [
  'ca-file',
  'client-id',
  'groups-claim',
  'groups-prefix',
  'issuer-url',
  'required-claim',
  'signing-algs',
  'username-claim',
  'username-prefix',
].map((name) => `oidc-${name}`)

/** Of the proxy's headers: what an aggregated server goes by. */
const HEADER_FLAGS: Readonly<Record<string, string>> = {
  'requestheader-username-headers': 'X-Remote-User header',
  'requestheader-group-headers': 'X-Remote-Group header',
  'requestheader-extra-headers-prefix': 'X-Remote-Extra- header prefix',
  'requestheader-allowed-names': '',
}

const lacks = (name: string, standard: string, flags: FlagReader): string | undefined => {
  const [given, header] = [flags.list(name), standard.split(' ')[0]!.toLowerCase()]
  return given.length === 0 || given.some((item) => item.toLowerCase() === header)
    ? undefined
    : `--${name} is set without specifying the standard ${standard} - API aggregation will not work`
}

/**
 * What is said of a proxy's headers without which there is no aggregation.
 *
 * Follows: staging/src/k8s.io/apiserver/pkg/server/options/authentication.go, RequestHeaderAuthenticationOptions.Validate (v1.36.2).
 */
export function headerWarnings(flags: FlagReader, { headersWarnedAt: line }: Release): string[] {
  if (line === undefined) return []
  return Object.entries(HEADER_FLAGS).flatMap(([name, standard], i) => {
    const warning = standard === '' ? undefined : lacks(name, standard, flags)
    return warning === undefined ? [] : `W authentication.go:${line + 3 * i}] ${warning}`
  })
}

/** The header of a user's UID came later, and is refused without the standard one. Follows: as `headerWarnings`. */
function uidHeaders(flags: FlagReader, release: Release): FlagError[] {
  const [flag, gate] = ['requestheader-uid-headers', 'RemoteRequestHeaderUID']
  const given = flags.list(flag)
  if (given.length === 0) return []
  if (!gateIsOn(gate, flags.map('feature-gates'), release))
    return [[`--${flag} requires the ${quoteGo(gate)} feature to be enabled`, flag, 'feature-gates']]
  const texts = given.some((header) => header.trim() === '') ? [`empty value in ${quoteGo(flag)}`] : []
  return [...texts, ...[lacks(flag, 'X-Remote-Uid header', flags)].filter((text) => text !== undefined)].map((text) => [text, flag])
}

/** Whoever is let in as a client could name another. Follows: pkg/kubeapiserver/options/authentication.go, Validate (v1.36.2). */
function overlap(flags: FlagReader, files: ProgramFiles, release: Release): FlagError[] {
  const flag = 'requestheader-client-ca-file'
  const [client, proxy] = ['client-ca-file', flag].map((name) => (flags.text(name) === '' ? '' : files.kubeadmPath(flags.text(name))))
  if (!release.overlapRefused || proxy === '' || client !== proxy || flags.list('requestheader-allowed-names').length > 0) return []
  if ('error' in files.read(flags.text(flag))) return []
  const text = `--${flag} and --client-ca-file contain overlapping certificates; --requestheader-allowed-names must be specified to ensure regular client certificates cannot set authenticating proxy headers for arbitrary users`
  return [[text, flag, 'client-ca-file', 'requestheader-allowed-names']]
}

function authentication(flags: FlagReader, files: ProgramFiles, release: Release): FlagError[] {
  const errors: FlagError[] = []
  const oidc = OIDC_FLAGS.some((name) => flags.isSet(name))
  const config = flags.text('authentication-config') !== ''
  const half = (flags.text('oidc-issuer-url') !== '') !== (flags.text('oidc-client-id') !== '')
  const none = flags.text('oidc-issuer-url') === '' && flags.text('oidc-client-id') === ''
  if (!config && (release.oidcStrict ? oidc && (half || none) : half)) {
    errors.push([
      release.oidcStrict
        ? 'oidc-issuer-url and oidc-client-id must be specified together when any oidc-* flags are set'
        : 'oidc-issuer-url and oidc-client-id should be specified together',
      'oidc-issuer-url',
      'oidc-client-id',
      ...OIDC_FLAGS,
    ])
  }
  if (config && oidc)
    errors.push(['authentication-config file and oidc-* flags are mutually exclusive', 'authentication-config', ...OIDC_FLAGS])
  const issuers = flags.list('service-account-issuer')
  if (release.issuerRequired && issuers.length === 0) errors.push(['service-account-issuer is a required flag', 'service-account-issuer'])
  const seen = new Set<string>()
  for (const issuer of issuers) {
    if (issuer === '') errors.push(['service-account-issuer should not be an empty string', 'service-account-issuer'])
    else if (seen.has(issuer)) errors.push([`service-account-issuer ${quoteGo(issuer)} is already specified`, 'service-account-issuer'])
    seen.add(issuer)
  }
  const keys = flags.list('service-account-key-file').length > 0
  if (release.signingEndpoint) {
    if (!keys && flags.text('service-account-signing-endpoint') === '')
      errors.push([
        'either `--service-account-key-file` or `--service-account-signing-endpoint` must be set',
        'service-account-key-file',
        'service-account-signing-endpoint',
      ])
  } else if (release.issuerRequired && !keys) errors.push(['service-account-key-file is a required flag', 'service-account-key-file'])
  const uri = flags.text('service-account-jwks-uri')
  if (release.issuerRequired && uri !== '' && !uri.startsWith('https:'))
    errors.push([`service-account-jwks-uri requires https scheme, parsed as: ${uri}`, 'service-account-jwks-uri'])
  for (const name of release.issuerRequired ? Object.keys(HEADER_FLAGS) : []) {
    if (flags.list(name).some((header) => header.trim() === '')) errors.push([`empty value in ${quoteGo(name)}`, name])
  }
  return [...errors, ...uidHeaders(flags, release), ...overlap(flags, files, release)]
}

/** Of the two ways to write audit events, each only where it is on. Follows: staging/src/k8s.io/apiserver/pkg/server/options/audit.go, Validate (v0.22.17, v1.36.2). */
function audit(flags: FlagReader, release: Release): FlagError[] {
  return [...auditBackend('log', 'audit-log-path', flags, release), ...auditBackend('webhook', 'audit-webhook-config-file', flags, release)]
}

function auditBackend(backend: 'log' | 'webhook', isOn: string, flags: FlagReader, release: Release): FlagError[] {
  if (flags.text(isOn) === '') return []
  const errors: FlagError[] = []
  const isLog = backend === 'log'
  const flag = (name: string): string => `audit-${backend}-${name}`
  const text = (name: string, fallback: string): string => (flags.isSet(flag(name)) ? flags.text(flag(name)) : fallback)
  const number = (name: string, fallback: number): number => flags.number(flag(name), fallback)
  const notPositive = (what: string, name: string, value: number): FlagError[] =>
    value > 0 ? [] : [[`invalid audit ${what} ${value}, must be a positive number`, flag(name), isOn]]
  const mode = text('mode', isLog ? 'blocking' : 'batch')
  if (!release.auditModes.includes(mode))
    errors.push([`invalid audit ${backend} mode ${mode}, allowed modes are ${quoteGo(release.auditModes.join(','))}`, flag('mode'), isOn])
  else if (mode === 'batch' && release.auditBatchesChecked) {
    const throttled = flags.bool(flag('batch-throttle-enable'), !isLog)
    const sizes: readonly (readonly [what: string, name: string, fallback: number])[] = [
      ['buffer size', 'buffer-size', 10000],
      ['max batch size', 'max-size', isLog ? 1 : 400],
      ...(throttled
        ? ([
            ['throttle QPS', 'throttle-qps', isLog ? 0 : 10],
            ['throttle burst', 'throttle-burst', isLog ? 0 : 15],
          ] as const)
        : []),
    ]
    errors.push(
      ...sizes
        .flatMap(([what, name, fallback]) => notPositive(`batch ${backend} ${what}`, `batch-${name}`, number(`batch-${name}`, fallback)))
        .slice(0, 1),
    )
  }
  const [event, batch] = [number('truncate-max-event-size', 102400), number('truncate-max-batch-size', 10485760)]
  errors.push(...notPositive(`truncate ${backend} max event size`, 'truncate-max-event-size', event))
  if (event > 0 && batch < event)
    errors.push([
      `invalid audit truncate ${backend} max batch size ${batch}, must be greater than max event size (${event})`,
      flag('truncate-max-batch-size'),
      isOn,
    ])
  const versions = release.auditPolicyVersions.map((version) => `audit.k8s.io/${version}`)
  const version = text('version', versions.at(-1)!)
  if (!versions.includes(version))
    errors.push([
      version.split('/').length > 2
        ? `unexpected GroupVersion string: ${version}`
        : `invalid group version, allowed versions are ${quoteList(versions)}`,
      flag('version'),
      isOn,
    ])
  if (!isLog) return errors
  const format = text('format', 'json')
  if (format !== 'json' && format !== 'legacy')
    errors.push([`invalid audit log format ${format}, allowed formats are "legacy,json"`, flag('format'), isOn])
  for (const name of ['maxage', 'maxbackup', 'maxsize'].map(flag)) {
    const value = flags.number(name, 0)
    if (value < 0) errors.push([`--${name} ${value} can't be a negative number`, name, isOn])
  }
  return errors
}

function insecure(flags: FlagReader, release: Release): FlagError[] {
  if (release.insecurePort !== 'works' && release.insecurePort !== 'deprecated') return []
  const port = flags.number('insecure-port', flags.number('port', 8080))
  return port < 0 || port > 65535 ? [[release.insecurePortText(port), 'insecure-port', 'port']] : []
}

function tokenRequest(flags: FlagReader, release: Release): FlagError[] {
  const key = flags.text('service-account-signing-key-file') !== '' || flags.text('service-account-signing-endpoint') !== ''
  const issuer = (flags.list('service-account-issuer')[0] ?? '') !== ''
  const audiences = flags.list('api-audiences').length > 0
  if (!release.tokenRequestChecked) return []
  const attempted = key || issuer || audiences
  if (!attempted)
    return release.issuerRequired
      ? [
          [
            '--service-account-signing-key-file and --service-account-issuer are required flags',
            'service-account-signing-key-file',
            'service-account-issuer',
          ],
        ]
      : []
  return key && issuer
    ? []
    : [
        [
          '--service-account-signing-key-file, --service-account-issuer, and --api-audiences should be specified together',
          'service-account-signing-key-file',
          'service-account-signing-endpoint',
          'service-account-issuer',
          'api-audiences',
        ],
      ]
}

/** Follows: staging/src/k8s.io/component-base/metrics/options.go (v1.35.7), metrics/api/v1/validation.go (v1.36.3). */
function metrics(flags: FlagReader, files: ProgramFiles, release: Release): FlagError[] {
  const errors: FlagError[] = []
  const flag = 'show-hidden-metrics-for-version'
  const [version, before] = [flags.text(flag), `1.${release.minor - 1}`]
  if (version !== '' && version !== before) errors.push([release.hiddenMetricsText(version, before), flag])
  if (!release.metricsFilesChecked || !flags.isSet('disabled-metrics', 'allow-metric-labels', 'allow-metric-labels-manifest')) return errors
  const invalid = (field: string, value: unknown, what: string): string =>
    `metrics.${field}: Invalid value: ${JSON.stringify(value)}: ${what}`
  const names = flags.list('disabled-metrics')
  const badName = names.find((name) => !/^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(name))
  if (badName !== undefined)
    errors.push([
      invalid('disabledMetrics', names, `must be fully qualified metric names matching "^${METRIC}$", got ${quoteGo(badName)}`),
      'disabled-metrics',
    ])
  const labels = flags.map('allow-metric-labels')
  if (Object.keys(labels).some((key) => !/^[a-zA-Z_:][a-zA-Z0-9_:]*,[a-zA-Z_][a-zA-Z0-9_]*$/.test(key)))
    errors.push([
      invalid(
        'allowListMapping',
        labels,
        `must have keys with format \`metricName,labelName\` where metricName matches "${METRIC}" and labelName matches "[a-zA-Z_][a-zA-Z0-9_]*"`,
      ),
      'allow-metric-labels',
    ])
  const path = flags.text('allow-metric-labels-manifest')
  const seen = path === '' ? undefined : files.read(path)
  if (seen && 'error' in seen)
    errors.push([
      invalid('allowListMappingManifest', path, `failed to read allow list manifest: ${openError(path, seen)}`),
      'allow-metric-labels-manifest',
    ])
  return errors
}

const METRIC = '[a-zA-Z_:][a-zA-Z0-9_:]*'

/** The few values that some flags take, alone or several with commas between. */
export const allowedValues = ({ minor }: Release): Readonly<Record<string, readonly string[]>> => {
  const plugins = pluginsOf(minor)
  return {
    'authorization-mode': MODES,
    'admission-control': plugins,
    'enable-admission-plugins': plugins,
    'disable-admission-plugins': plugins,
    'storage-media-type': MEDIA_TYPES,
    'tls-cipher-suites': CIPHERS,
  }
}
