import type { Release } from '../release.ts'
import type { FlagValue } from './flag-table.ts'
import { isIp } from './flag-values.ts'
import { goQuote } from './strconv.ts'

/** The flags as read, with defaults for what was not given. */
export interface FlagReader {
  given(name: string): boolean
  text(name: string): string
  number(name: string, fallback: number): number
  bool(name: string, fallback: boolean): boolean
  list(name: string): readonly string[]
}

/**
 * Looks flags up by name and type.
 *
 * Units: none. Errors: none; a flag of another type counts as not given.
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
    list: (name) => get<readonly string[]>(name, (value) => Array.isArray(value), []),
  }
}

const MODES = ['AlwaysAllow', 'AlwaysDeny', 'ABAC', 'Webhook', 'RBAC', 'Node']

/**
 * The authorization modes; none given means AlwaysAllow.
 *
 * Units: none. Errors: none. Follows: pkg/kubeapiserver/options/authorization.go (v1.36.2, v1.9.0).
 */
export function modesOf(flags: FlagReader, release: Release): readonly string[] {
  const modes = flags.list('authorization-mode')
  if (!flags.given('authorization-mode')) return ['AlwaysAllow']
  return modes.length === 0 && release.emptyModesAllowAll ? ['AlwaysAllow'] : modes
}

/**
 * All that is wrong with the flags taken together, in the order in which upstream finds it.
 *
 * Units: none.
 * Errors: the texts; empty where all is well.
 * Follows: cmd/kube-apiserver/app/options/validation.go, pkg/controlplane/apiserver/options/validation.go (v1.36.2).
 */
export function validateFlags(flags: FlagReader, release: Release): string[] {
  const late = release.ownChecksLast
  const count = flags.number('apiserver-count', 1)
  const own = [...(count <= 0 ? [`--apiserver-count should be a positive number, but value '${count}' provided`] : [])]
  const first = late ? [] : own
  const last = late ? [...clusterIps(flags, release), ...nodePorts(flags), ...own] : []
  return [
    ...first,
    ...generic(flags),
    ...etcd(flags, release),
    ...(late ? [] : [...clusterIps(flags, release), ...nodePorts(flags)]),
    ...inFlight(flags, release),
    ...serving(flags, release),
    ...authentication(flags, release),
    ...authorization(flags, release),
    ...audit(flags),
    ...admission(flags, release),
    ...insecure(flags, release),
    ...tokenRequest(flags, release),
    ...last,
  ]
}

function generic(flags: FlagReader): string[] {
  const errors: string[] = []
  const negative = (name: string, text = `--${name} can not be negative value`): void => {
    if (flags.number(name, 0) < 0) errors.push(text)
  }
  negative('livez-grace-period', '--livez-grace-period can not be a negative value')
  negative('max-requests-inflight')
  negative('max-mutating-requests-inflight')
  negative('request-timeout')
  const goaway = flags.number('goaway-chance', 0)
  if (goaway < 0 || goaway > 0.02) errors.push('--goaway-chance can not be less than 0 or greater than 0.02')
  negative('min-request-timeout')
  negative('shutdown-delay-duration')
  negative('shutdown-watch-termination-grace-period', 'shutdown-watch-termination-grace-period, if provided, can not be a negative value')
  return errors
}

function etcd(flags: FlagReader, release: Release): string[] {
  const errors: string[] = []
  if (flags.list('etcd-servers').length === 0) errors.push('--etcd-servers must be specified')
  const backend = flags.text('storage-backend')
  if (backend !== '' && !release.storageBackends.includes(backend)) errors.push(`--storage-backend invalid, allowed values: ${release.storageBackends.join(', ')}. If not specified, it will default to 'etcd3'`)
  for (const override of flags.list('etcd-servers-overrides')) {
    const tokens = override.split('#')
    if (tokens.length !== 2) errors.push(`--etcd-servers-overrides invalid, must be of format: group/resource#servers, where servers are URLs, semicolon separated`)
    else if (tokens[0]!.split('/').length !== 2) errors.push('--etcd-servers-overrides invalid, must be of format: group/resource#servers, where servers are URLs, semicolon separated')
  }
  if (!flags.text('encryption-provider-config') && flags.bool('encryption-provider-config-automatic-reload', false)) errors.push('--encryption-provider-config-automatic-reload must be set with --encryption-provider-config')
  return errors
}

function clusterIps(flags: FlagReader, release: Release): string[] {
  const ranges = flags.text('service-cluster-ip-range').split(',')
  if (ranges[0] === '') return []
  const errors: string[] = []
  if (ranges.length > 2) errors.push('--service-cluster-ip-range must not contain more than two entries')
  const bits = Number(ranges[0]!.split('/')[1])
  if (release.serviceRangeLimited && !ranges[0]!.includes(':') && 32 - bits > 20) errors.push('specified --service-cluster-ip-range is too large; for 32-bit addresses, the mask must be >= 12')
  return errors
}

function nodePorts(flags: FlagReader): string[] {
  const port = flags.number('kubernetes-service-node-port', 0)
  const [low, high] = (flags.text('service-node-port-range') || '30000-32767').split('-').map(Number)
  const errors: string[] = []
  if (port < 0 || port > 65535) errors.push(`--kubernetes-service-node-port ${port} must be between 0 and 65535, inclusive. If 0, the Kubernetes master service will be of type ClusterIP`)
  else if (port > 0 && !(port >= low! && port <= high!)) errors.push(`kubernetes service node port range ${low}-${high} doesn't contain ${port}`)
  return errors
}

function inFlight(flags: FlagReader, release: Release): string[] {
  if (!release.priorityAndFairness || !flags.bool('enable-priority-and-fairness', true)) return []
  const sum = flags.number('max-requests-inflight', 400) + flags.number('max-mutating-requests-inflight', 200)
  return sum === 0 ? ['--max-requests-inflight and --max-mutating-requests-inflight can not both be zero when --enable-priority-and-fairness is true'] : []
}

function serving(flags: FlagReader, release: Release): string[] {
  const port = flags.number('secure-port', 6443)
  const required = release.securePortRequired
  if (port >= (required ? 1 : 0) && port <= 65535) return []
  return [required ? `--secure-port ${port} must be between 1 and 65535, inclusive. It cannot be turned off with 0` : `--secure-port ${port} must be between 0 and 65535, inclusive. 0 for turning off secure port.`]
}

const OIDC_FLAGS = ['ca-file', 'client-id', 'groups-claim', 'groups-prefix', 'issuer-url', 'required-claim', 'signing-algs', 'username-claim', 'username-prefix'].map((name) => `oidc-${name}`)

function authentication(flags: FlagReader, release: Release): string[] {
  const errors: string[] = []
  const oidc = OIDC_FLAGS.some((name) => flags.given(name))
  const config = flags.text('authentication-config') !== ''
  const half = (flags.text('oidc-issuer-url') !== '') !== (flags.text('oidc-client-id') !== '')
  const none = flags.text('oidc-issuer-url') === '' && flags.text('oidc-client-id') === ''
  if (!config && (release.oidcStrict ? oidc && (half || none) : half)) {
    errors.push(release.oidcStrict ? 'oidc-issuer-url and oidc-client-id must be specified together when any oidc-* flags are set' : 'oidc-issuer-url and oidc-client-id should be specified together')
  }
  if (config && oidc) errors.push('authentication-config file and oidc-* flags are mutually exclusive')
  const issuers = flags.list('service-account-issuer')
  if (release.issuerRequired && issuers.length === 0) errors.push('service-account-issuer is a required flag')
  const seen = new Set<string>()
  for (const issuer of issuers) {
    if (seen.has(issuer)) errors.push(`service-account-issuer ${goQuote(issuer)} is already specified`)
    seen.add(issuer)
  }
  const keys = flags.list('service-account-key-file').length > 0
  if (release.signingEndpoint) {
    if (!keys && flags.text('service-account-signing-endpoint') === '') errors.push('either `--service-account-key-file` or `--service-account-signing-endpoint` must be set')
  } else if (release.issuerRequired && !keys) errors.push('service-account-key-file is a required flag')
  return errors
}

function authorization(flags: FlagReader, release: Release): string[] {
  const errors: string[] = []
  const modes = modesOf(flags, release)
  if (flags.text('authorization-config')) return flags.given('authorization-mode') ? ['--authorization-config can not be specified when --authorization-mode or --authorization-webhook-* flags are defined'] : []
  if (modes.length === 0) errors.push('at least one authorization-mode must be passed')
  for (const mode of modes) {
    if (!MODES.includes(mode)) errors.push(`authorization-mode ${goQuote(mode)} is not a valid mode`)
    if (mode === 'ABAC' && !flags.text('authorization-policy-file')) errors.push("authorization-mode ABAC's authorization policy file not passed")
    if (mode === 'Webhook' && !flags.text('authorization-webhook-config-file')) errors.push("authorization-mode Webhook's authorization config file not passed")
  }
  if (flags.text('authorization-policy-file') && !modes.includes('ABAC')) errors.push('cannot specify --authorization-policy-file without mode ABAC')
  if (flags.text('authorization-webhook-config-file') && !modes.includes('Webhook')) errors.push('cannot specify --authorization-webhook-config-file without mode Webhook')
  if (new Set(modes).size !== modes.length) errors.push(`authorization-mode [${modes.map(goQuote).join(' ')}] has mode specified more than once`)
  return errors
}

function audit(flags: FlagReader): string[] {
  const errors: string[] = []
  const modes = ['batch', 'blocking', 'blocking-strict']
  for (const [flag, prefix] of [['audit-log-mode', 'audit-log-'], ['audit-webhook-mode', 'audit-webhook-']] as const) {
    const mode = flags.text(flag)
    if (mode && !modes.includes(mode)) errors.push(`invalid audit ${prefix.slice(6, -1)} mode ${mode}, allowed modes are ${goQuote(modes.join(','))}`)
  }
  for (const name of ['audit-log-maxage', 'audit-log-maxbackup', 'audit-log-maxsize']) {
    const value = flags.number(name, 0)
    if (value < 0 && flags.text('audit-log-path')) errors.push(`--${name} ${value} can't be a negative number`)
  }
  return errors
}

const PLUGINS =
  'AlwaysAdmit AlwaysDeny AlwaysPullImages CertificateApproval CertificateSigning CertificateSubjectRestriction ClusterTrustBundleAttest DefaultIngressClass DefaultStorageClass DefaultTolerationSeconds DenyEscalatingExec DenyExecOnPrivileged DenyServiceExternalIPs EventRateLimit ExtendedResourceToleration GenericAdmissionWebhook ImagePolicyWebhook InitialResources Initializers LimitPodHardAntiAffinityTopology LimitRanger MutatingAdmissionPolicy MutatingAdmissionWebhook NamespaceAutoProvision NamespaceExists NamespaceLifecycle NodeDeclaredFeatureValidator NodeRestriction OwnerReferencesPermissionEnforcement PersistentVolumeClaimResize PersistentVolumeLabel PodNodeSelector PodPreset PodSecurity PodSecurityPolicy PodTolerationRestriction PodTopologyLabels Priority ResourceQuota RuntimeClass SecurityContextDeny ServiceAccount StorageObjectInUseProtection TaintNodesByCondition ValidatingAdmissionPolicy ValidatingAdmissionWebhook'.split(
    ' ',
  )
/** Plugins that a later release no longer has: the last that does. */
const PLUGIN_UNTIL: Readonly<Record<string, number>> = { PodSecurityPolicy: 24, SecurityContextDeny: 29, PersistentVolumeLabel: 30, DenyEscalatingExec: 20, DenyExecOnPrivileged: 20, PodPreset: 19, Initializers: 13, InitialResources: 10, GenericAdmissionWebhook: 8 }

function admission(flags: FlagReader, release: Release): string[] {
  const errors: string[] = []
  const known = (name: string): boolean => PLUGINS.includes(name) && release.minor <= (PLUGIN_UNTIL[name] ?? 99)
  const [enabled, disabled] = [flags.list('enable-admission-plugins'), flags.list('disable-admission-plugins')]
  const old = flags.list('admission-control')
  if (old.length > 0 && (enabled.length > 0 || disabled.length > 0)) errors.push('admission-control and enable-admission-plugins/disable-admission-plugins flags are mutually exclusive')
  for (const name of old) if (!known(name)) errors.push(`admission-control plugin ${goQuote(name)} is unknown`)
  for (const name of enabled) if (!known(name)) errors.push(`enable-admission-plugins plugin ${goQuote(name)} is unknown`)
  for (const name of disabled) if (!known(name)) errors.push(`disable-admission-plugins plugin ${goQuote(name)} is unknown`)
  const both = enabled.filter((name) => disabled.includes(name)).toSorted()
  if (both.length > 0) errors.push(`[${both.join(' ')}] in enable-admission-plugins and disable-admission-plugins overlapped`)
  return errors
}

function insecure(flags: FlagReader, release: Release): string[] {
  if (release.insecurePort !== 'works' && release.insecurePort !== 'deprecated') return []
  const port = flags.number('insecure-port', flags.number('port', 8080))
  return port < 0 || port > 65535 ? [`--insecure-port ${port} must be between 0 and 65535, inclusive. 0 for turning off insecure (HTTP) port`] : []
}

function tokenRequest(flags: FlagReader, release: Release): string[] {
  const key = flags.text('service-account-signing-key-file') !== '' || flags.text('service-account-signing-endpoint') !== ''
  const issuer = (flags.list('service-account-issuer')[0] ?? '') !== ''
  const audiences = flags.list('api-audiences').length > 0
  if (!release.tokenRequestChecked) return []
  const attempted = key || issuer || audiences
  if (!attempted) return release.issuerRequired ? ['--service-account-signing-key-file and --service-account-issuer are required flags'] : []
  return key && issuer ? [] : ['--service-account-signing-key-file, --service-account-issuer, and --api-audiences should be specified together']
}

/**
 * What is wrong with --service-cluster-ip-range before anything else is looked at.
 *
 * Units: none. Errors: the text. Follows: cmd/kube-apiserver/app/options/completion.go, getServiceIPAndRanges (v1.36.2).
 */
export function cidrError(flags: FlagReader): string | undefined {
  const ranges = flags.text('service-cluster-ip-range').split(',').filter((range) => range !== '')
  const bad = ranges.slice(0, 2).findIndex((range) => !/^[^/]+\/\d{1,3}$/.test(range) || !isIp(range.split('/')[0]!))
  return bad < 0 ? undefined : `service-cluster-ip-range[${bad}] is not a valid cidr`
}
