import type { FlagReader, Wrong } from './flag-reader.ts'
import type { Release } from '../../release/release.ts'
import type { FlagValue } from './flag-table.ts'
import { isIp } from './flag-values.ts'
import { validateFairnessApi, validateRuntimeConfig } from './runtime-config.ts'
import { goQuote } from './strconv.ts'
import { validateAudit } from './validate-audit.ts'

/**
 * Looks flags up by name and type.
 *
 * Units: none. Errors: none; a flag of another type counts as not given, one text as a list of one.
 * Follows: nothing upstream.
 */
export function readerOf(values: ReadonlyMap<string, FlagValue>): FlagReader {
  const get = <T>(name: string, is: (value: FlagValue) => value is FlagValue & T, fallback: T): T => {
    const value = values.get(name)
    return value !== undefined && is(value) ? value : fallback
  }
  return {
    given: (name) => values.has(name),
    text: (name) => get<string>(name, (value) => typeof value === 'string', ''),
    number: (name, fallback) => get<number>(name, (value) => typeof value === 'number', fallback),
    bool: (name, fallback) => get<boolean>(name, (value) => typeof value === 'boolean', fallback),
    list: (name) => {
      const value = values.get(name)
      return typeof value === 'string' && value !== '' ? [value] : Array.isArray(value) ? value : []
    },
    map: (name) =>
      get<Readonly<Record<string, string>>>(
        name,
        (value): value is Readonly<Record<string, string>> => typeof value === 'object' && !Array.isArray(value),
        {},
      ),
  }
}

const MODES = ['AlwaysAllow', 'AlwaysDeny', 'ABAC', 'Webhook', 'RBAC', 'Node']

/**
 * The authorization modes; none given means AlwaysAllow, unless a file names them.
 *
 * Units: none. Errors: none. Follows: pkg/kubeapiserver/options/authorization.go (v1.36.2, v1.9.0).
 */
export function modesOf(flags: FlagReader, release: Release): readonly string[] {
  const modes = release.modesAreList ? flags.list('authorization-mode') : flags.text('authorization-mode').split(',')
  if (flags.text('authorization-config') !== '') return []
  if (!flags.given('authorization-mode')) return ['AlwaysAllow']
  const named = modes.filter((mode, at) => mode !== '' || at > 0 || modes.length > 1)
  return named.length === 0 && release.emptyModesAllowAll ? ['AlwaysAllow'] : named
}

/**
 * All that is wrong with the flags taken together, in the order in which upstream finds it.
 *
 * Units: none.
 * Errors: what is wrong; empty where all is well.
 * Follows: cmd/kube-apiserver/app/options/validation.go, pkg/controlplane/apiserver/options/validation.go (v1.36.2).
 */
export function validateFlags(flags: FlagReader, release: Release): Wrong[] {
  const late = release.ownChecksLast
  const count = flags.number('apiserver-count', 1)
  const own: Wrong[] =
    count <= 0 ? [[`--apiserver-count should be a positive number, but value '${count}' provided`, 'apiserver-count']] : []
  const ips = [...clusterIps(flags, release), ...nodePorts(flags, release)]
  return [
    ...(release.countChecked === 'first' ? own : []),
    ...(release.genericFlagsChecked ? generic(flags) : []),
    ...etcd(flags, release),
    ...(late ? [] : ips),
    ...validateFairnessApi(flags, release),
    ...serving(flags, release),
    ...authentication(flags, release),
    ...(release.modesChecked === 'with the flags' ? authorization(flags, release) : []),
    ...validateAudit(flags, release),
    ...(release.pluginsCheckedLate ? [] : admission(flags, release)),
    ...insecure(flags, release),
    ...(release.runtimeConfigChecked === 'groups' ? validateRuntimeConfig(flags, release) : []),
    ...tokenRequest(flags, release),
    ...metrics(flags, release),
    ...(late ? ips : []),
    ...(release.countChecked === 'last' ? own : []),
  ]
}

function generic(flags: FlagReader): Wrong[] {
  const errors: Wrong[] = []
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
  negative('shutdown-delay-duration')
  negative('shutdown-watch-termination-grace-period', 'shutdown-watch-termination-grace-period, if provided, can not be a negative value')
  return errors
}

function etcd(flags: FlagReader, release: Release): Wrong[] {
  const errors: Wrong[] = []
  if (flags.list('etcd-servers').length === 0) errors.push(['--etcd-servers must be specified', 'etcd-servers'])
  const backend = flags.text('storage-backend')
  if (backend !== '' && !release.storageBackends.includes(backend))
    errors.push([release.storageBackendText(release.storageBackends), 'storage-backend'])
  for (const override of release.etcdOverridesChecked ? flags.list('etcd-servers-overrides') : []) {
    const tokens = override.split('#')
    if (tokens.length !== 2)
      errors.push([
        `--etcd-servers-overrides invalid, must be of format: group/resource#servers, where servers are URLs, semicolon separated`,
        'etcd-servers-overrides',
      ])
    else if (tokens[0]!.split('/').length !== 2)
      errors.push([
        '--etcd-servers-overrides invalid, must be of format: group/resource#servers, where servers are URLs, semicolon separated',
        'etcd-servers-overrides',
      ])
  }
  if (!flags.text('encryption-provider-config') && flags.bool('encryption-provider-config-automatic-reload', false))
    errors.push([
      '--encryption-provider-config-automatic-reload must be set with --encryption-provider-config',
      'encryption-provider-config-automatic-reload',
    ])
  return errors
}

const RANGE = 'service-cluster-ip-range'
/** How many of an address's bits may be left to the services. */
const MOST_RANGE_BITS = 20

function clusterIps(flags: FlagReader, release: Release): Wrong[] {
  const ranges = flags.text(RANGE).split(',')
  if (ranges[0] === '') return []
  const errors: Wrong[] = []
  if (ranges.length > 2) errors.push(['--service-cluster-ip-range must not contain more than two entries', RANGE])
  const check = (range: string, name: string): void => {
    const bits = range.includes(':') ? 128 : 32
    const tooLarge = release.serviceRangeLimited && bits - Number(range.split('/')[1]) > MOST_RANGE_BITS
    if (tooLarge) errors.push([release.rangeTooLargeText(name, bits, bits - MOST_RANGE_BITS), RANGE])
  }
  const [first = '', second] = ranges
  check(first, '--service-cluster-ip-range')
  if (second === undefined || !release.secondServiceRange) return errors
  if (first.includes(':') === second.includes(':'))
    errors.push(['--service-cluster-ip-range[0] and --service-cluster-ip-range[1] must be of different IP family', RANGE])
  check(second, '--service-cluster-ip-range[1]')
  return errors
}

function nodePorts(flags: FlagReader, release: Release): Wrong[] {
  const port = flags.number('kubernetes-service-node-port', 0)
  const [low, high] = (flags.text('service-node-port-range') || '30000-32767').split('-').map(Number)
  const errors: Wrong[] = []
  if (port < 0 || port > 65535)
    errors.push([
      `--kubernetes-service-node-port ${port} must be between 0 and 65535, inclusive. If 0, the Kubernetes master service will be of type ClusterIP`,
      'kubernetes-service-node-port',
    ])
  else if (port > 0 && !(port >= low! && port <= high!))
    errors.push([
      `${release.nodePortRangeText} ${low}-${high} doesn't contain ${port}`,
      'kubernetes-service-node-port',
      'service-node-port-range',
    ])
  return errors
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

function serving(flags: FlagReader, release: Release): Wrong[] {
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

const HEADER_FLAGS = [
  'requestheader-username-headers',
  'requestheader-group-headers',
  'requestheader-extra-headers-prefix',
  'requestheader-allowed-names',
]

function authentication(flags: FlagReader, release: Release): Wrong[] {
  const errors: Wrong[] = []
  const oidc = OIDC_FLAGS.some((name) => flags.given(name))
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
    else if (seen.has(issuer)) errors.push([`service-account-issuer ${goQuote(issuer)} is already specified`, 'service-account-issuer'])
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
  for (const name of release.issuerRequired ? HEADER_FLAGS : []) {
    if (flags.list(name).some((header) => header.trim() === '')) errors.push([`empty value in ${goQuote(name)}`, name])
  }
  return errors
}

/**
 * What is wrong with the authorization modes, where only making the authorizers finds it; the first thing.
 *
 * Follows: pkg/kubeapiserver/authorizer/config.go, AuthorizationConfig.New (v1.9.4).
 */
export function modesError(flags: FlagReader, release: Release): Wrong | undefined {
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

function authorization(flags: FlagReader, release: Release): Wrong[] {
  const errors: Wrong[] = []
  const modes = modesOf(flags, release)
  if (flags.text('authorization-config'))
    return flags.given('authorization-mode')
      ? [
          [
            '--authorization-config can not be specified when --authorization-mode or --authorization-webhook-* flags are defined',
            'authorization-mode',
            'authorization-config',
          ],
        ]
      : []
  if (modes.length === 0) errors.push(['at least one authorization-mode must be passed', 'authorization-mode'])
  for (const mode of modes) {
    if (!MODES.includes(mode)) errors.push([`authorization-mode ${goQuote(mode)} is not a valid mode`, 'authorization-mode'])
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
    errors.push([`authorization-mode [${modes.map(goQuote).join(' ')}] has mode specified more than once`, 'authorization-mode'])
  return errors
}

const PLUGINS =
  'AlwaysAdmit AlwaysDeny AlwaysPullImages CertificateApproval CertificateSigning CertificateSubjectRestriction ClusterTrustBundleAttest DefaultIngressClass DefaultStorageClass DefaultTolerationSeconds DenyEscalatingExec DenyExecOnPrivileged DenyServiceExternalIPs EventRateLimit ExtendedResourceToleration GenericAdmissionWebhook ImagePolicyWebhook InitialResources Initializers LimitPodHardAntiAffinityTopology LimitRanger MutatingAdmissionPolicy MutatingAdmissionWebhook NamespaceAutoProvision NamespaceExists NamespaceLifecycle NodeDeclaredFeatureValidator NodeRestriction OwnerReferencesPermissionEnforcement PersistentVolumeClaimResize PersistentVolumeLabel PodNodeSelector PodPreset PodSecurity PodSecurityPolicy PodTolerationRestriction PodTopologyLabels Priority ResourceQuota RuntimeClass SecurityContextDeny ServiceAccount StorageObjectInUseProtection TaintNodesByCondition ValidatingAdmissionPolicy ValidatingAdmissionWebhook'.split(
    ' ',
  )
/** The first release of those that came later. */
const PLUGIN_SINCE: Readonly<Record<string, number>> = {
  StorageObjectInUseProtection: 10,
  TaintNodesByCondition: 12,
  RuntimeClass: 14,
  CertificateApproval: 18,
  CertificateSigning: 18,
  CertificateSubjectRestriction: 18,
  DefaultIngressClass: 18,
  DenyServiceExternalIPs: 21,
  PodSecurity: 22,
  ValidatingAdmissionPolicy: 26,
  ClusterTrustBundleAttest: 27,
  MutatingAdmissionPolicy: 32,
  PodTopologyLabels: 33,
  NodeDeclaredFeatureValidator: 35,
}
/** Plugins that a later release no longer has: the last that does. */
const PLUGIN_UNTIL: Readonly<Record<string, number>> = {
  PodSecurityPolicy: 24,
  SecurityContextDeny: 29,
  PersistentVolumeLabel: 30,
  DenyEscalatingExec: 20,
  DenyExecOnPrivileged: 20,
  PodPreset: 19,
  Initializers: 13,
  InitialResources: 10,
  GenericAdmissionWebhook: 8,
}

function isPlugin(name: string, release: Release): boolean {
  const [since, until] = [Object.hasOwn(PLUGIN_SINCE, name), Object.hasOwn(PLUGIN_UNTIL, name)]
  return PLUGINS.includes(name) && (!since || release.minor >= PLUGIN_SINCE[name]!) && (!until || release.minor <= PLUGIN_UNTIL[name]!)
}

/**
 * The first admission plugin that is none, where only making the plugins finds it.
 *
 * Follows: staging/src/k8s.io/apiserver/pkg/admission/plugins.go, InitPlugin (v1.9.4).
 */
export function pluginError(flags: FlagReader, release: Release): Wrong | undefined {
  const unknown = flags.list('admission-control').find((name) => !isPlugin(name, release))
  return unknown === undefined ? undefined : [`${release.admissionErrorPrefix}Unknown admission plugin: ${unknown}`, 'admission-control']
}

function admission(flags: FlagReader, release: Release): Wrong[] {
  const errors: Wrong[] = []
  const known = (name: string): boolean => isPlugin(name, release)
  const [enabled, disabled] = [flags.list('enable-admission-plugins'), flags.list('disable-admission-plugins')]
  const old = flags.list('admission-control')
  if (old.length > 0 && (enabled.length > 0 || disabled.length > 0))
    errors.push([
      'admission-control and enable-admission-plugins/disable-admission-plugins flags are mutually exclusive',
      'admission-control',
      'enable-admission-plugins',
      'disable-admission-plugins',
    ])
  for (const name of old) if (!known(name)) errors.push([`admission-control plugin ${goQuote(name)} is unknown`, 'admission-control'])
  for (const name of enabled)
    if (!known(name)) errors.push([`enable-admission-plugins plugin ${goQuote(name)} is unknown`, 'enable-admission-plugins'])
  for (const name of disabled)
    if (!known(name)) errors.push([`disable-admission-plugins plugin ${goQuote(name)} is unknown`, 'disable-admission-plugins'])
  const both = [...new Set(enabled)].filter((name) => disabled.includes(name)).toSorted()
  if (both.length > 0)
    errors.push([
      `[${both.join(' ')}] in enable-admission-plugins and disable-admission-plugins overlapped`,
      'enable-admission-plugins',
      'disable-admission-plugins',
    ])
  return errors
}

function insecure(flags: FlagReader, release: Release): Wrong[] {
  if (release.insecurePort !== 'works' && release.insecurePort !== 'deprecated') return []
  const port = flags.number('insecure-port', flags.number('port', 8080))
  return port < 0 || port > 65535 ? [[release.insecurePortText(port), 'insecure-port', 'port']] : []
}

function tokenRequest(flags: FlagReader, release: Release): Wrong[] {
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

function metrics(flags: FlagReader, release: Release): Wrong[] {
  const flag = 'show-hidden-metrics-for-version'
  const before = `1.${release.minor - 1}`
  return flags.text(flag) === '' || flags.text(flag) === before
    ? []
    : [[`--${flag} must be omitted or have the value '${before}'. Only the previous minor version is allowed`, flag]]
}

/** Fewer addresses are no range of services. */
const LEAST_ADDRESSES = 8

/**
 * What is wrong with --service-cluster-ip-range before anything else is looked at.
 *
 * Units: none. Errors: the text. Follows: cmd/kube-apiserver/app/options/completion.go, getServiceIPAndRanges (v1.36.2).
 */
export function cidrError(flags: FlagReader, release: Release): string | undefined {
  const ranges = flags
    .text(RANGE)
    .split(',')
    .filter((range) => range !== '')
  const bits = ranges.slice(0, 2).map((range) => {
    const [address = '', mask = '', ...more] = range.split('/')
    const most = address.includes(':') ? 128 : 32
    return more.length === 0 && /^\d{1,3}$/.test(mask) && Number(mask) <= most && isIp(address) ? most - Number(mask) : undefined
  })
  for (const [i, left] of bits.entries()) {
    if (left === undefined)
      return i === 0 ? 'service-cluster-ip-range[0] is not a valid cidr' : 'service-cluster-ip-range[1] is not an ip net'
    if (2 ** left < LEAST_ADDRESSES) return release.rangeTooSmallText(i === 0 ? 'primary' : 'secondary', LEAST_ADDRESSES)
  }
  return undefined
}
