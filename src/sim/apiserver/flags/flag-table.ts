import type { Release } from '../../release/release.ts'

/** How pflag reads the value. */
export type FlagType =
  | 'bool'
  | 'int'
  | 'int32'
  | 'int32s'
  | 'uint'
  | 'float'
  | 'duration'
  | 'ip'
  | 'ipnet'
  | 'string'
  | 'strings'
  | 'stringArray'
  | 'map'
  | 'pair'
  | 'labels'
  | 'certKey'
  | 'quantity'
  | 'ports'
  | 'gates'
  | 'count'
  | 'level'
  | 'modules'
  | 'help'
  | 'version'

/** Read: a duration in seconds, a list, a map. */
export type FlagValue = string | number | boolean | readonly string[] | Readonly<Record<string, string>>

export interface FlagRow {
  name: string
  type: FlagType
  /** First and last minor release that have it. */
  since: number
  until: number
  /** pflag's words after `has been deprecated, `, by first release. */
  deprecated?: readonly { since: number; text: string }[]
}

/** Releases as `since-until`, either end open; then names, each with a type other than string after a colon. */
const TABLE: readonly (readonly [releases: string, names: string])[] = [
  // generic
  [
    '',
    'advertise-address:ip cors-allowed-origins:strings external-hostname feature-gates:gates max-mutating-requests-inflight:int max-requests-inflight:int min-request-timeout:int request-timeout:duration',
  ],
  ['-23', 'target-ram-mb:int'],
  ['16-', 'livez-grace-period:duration shutdown-delay-duration:duration'],
  ['15-17', 'enable-inflight-quota-handler:bool'],
  ['31-', 'storage-initialization-timeout:duration'],
  ['', 'enable-aggregator-routing:bool'],
  ['10-', 'http2-max-streams-per-connection:int'],
  ['18-', 'goaway-chance:float'],
  ['19-', 'permit-port-sharing:bool'],
  ['21-', 'permit-address-sharing:bool strict-transport-security-directives:strings'],
  ['23-', 'shutdown-send-retry-after:bool'],
  ['27-', 'shutdown-watch-termination-grace-period:duration'],
  ['31-', 'emulated-version:strings'],
  ['33-', 'emulation-forward-compatible:bool runtime-config-emulation-forward-compatible:bool'],
  ['35-', 'min-compatibility-version:strings'],
  // etcd
  [
    '',
    'delete-collection-workers:int enable-garbage-collector:bool etcd-cafile etcd-certfile etcd-keyfile etcd-compaction-interval:duration etcd-prefix etcd-servers:strings etcd-servers-overrides:strings storage-backend storage-media-type watch-cache:bool watch-cache-sizes:strings default-watch-cache-size:int',
  ],
  ['10-', 'etcd-count-metric-poll-period:duration'],
  ['-23', 'deserialization-cache-size:int experimental-encryption-provider-config'],
  ['-12', 'etcd-quorum-read:bool'],
  ['-13', 'storage-versions'],
  ['-10', 'storage-version'],
  ['13-', 'encryption-provider-config'],
  ['19-', 'etcd-db-metric-poll-interval:duration'],
  ['20-', 'etcd-healthcheck-timeout:duration'],
  ['18-', 'lease-reuse-duration-seconds:int'],
  ['25-', 'etcd-readycheck-timeout:duration'],
  ['26-', 'encryption-provider-config-automatic-reload:bool'],
  // secure and insecure serving
  ['', 'bind-address:ip cert-dir secure-port:int tls-cert-file tls-private-key-file tls-sni-cert-key:certKey'],
  ['10-', 'tls-cipher-suites:strings tls-min-version'],
  ['36-', 'tls-curve-preferences:int32s'],
  ['-10', 'tls-ca-file'],
  ['-23', 'insecure-bind-address:ip insecure-port:int address:ip port:int'],
  ['-9', 'public-address-override:ip'],
  ['31-', 'disable-http2-serving:bool'],
  // audit
  [
    '',
    'audit-log-format audit-log-maxage:int audit-log-maxbackup:int audit-log-maxsize:int audit-log-path audit-policy-file audit-webhook-config-file audit-webhook-mode audit-webhook-batch-buffer-size:int audit-webhook-batch-max-size:int audit-webhook-batch-max-wait:duration audit-webhook-batch-throttle-burst:int audit-webhook-batch-throttle-qps:float',
  ],
  ['', 'audit-webhook-batch-initial-backoff:duration'],
  [
    '10-',
    'audit-log-batch-buffer-size:int audit-log-batch-max-size:int audit-log-batch-max-wait:duration audit-log-batch-throttle-burst:int audit-log-batch-throttle-enable:bool audit-log-batch-throttle-qps:float audit-log-mode audit-webhook-batch-throttle-enable:bool audit-webhook-initial-backoff:duration',
  ],
  [
    '11-',
    'audit-log-version audit-webhook-version audit-log-truncate-enabled:bool audit-log-truncate-max-batch-size:int audit-log-truncate-max-event-size:int audit-webhook-truncate-enabled:bool audit-webhook-truncate-max-batch-size:int audit-webhook-truncate-max-event-size:int',
  ],
  ['13-18', 'audit-dynamic-configuration:bool'],
  ['20-', 'audit-log-compress:bool'],
  // features
  ['', 'contention-profiling:bool profiling:bool'],
  ['-23', 'enable-swagger-ui:bool'],
  ['27-', 'debug-socket-path'],
  ['18-', 'enable-priority-and-fairness:bool'],
  [
    '34-',
    'coordinated-leadership-lease-duration:duration coordinated-leadership-renew-deadline:duration coordinated-leadership-retry-period:duration',
  ],
  // authentication
  [
    '',
    'anonymous-auth:bool client-ca-file token-auth-file enable-bootstrap-token-auth:bool authentication-token-webhook-config-file authentication-token-webhook-cache-ttl:duration oidc-ca-file oidc-client-id oidc-groups-claim oidc-groups-prefix oidc-issuer-url oidc-username-claim oidc-username-prefix requestheader-allowed-names:strings requestheader-client-ca-file requestheader-extra-headers-prefix:strings requestheader-group-headers:strings requestheader-username-headers:strings service-account-key-file:stringArray service-account-lookup:bool',
  ],
  ['10-', 'service-account-signing-key-file'],
  ['10-21', 'service-account-issuer'],
  ['22-', 'service-account-issuer:stringArray'],
  ['18-', 'service-account-jwks-uri'],
  ['-18', 'basic-auth-file'],
  ['-9', 'experimental-keystone-url experimental-keystone-ca-file'],
  ['-10', 'experimental-bootstrap-token-auth:bool'],
  ['10-', 'oidc-signing-algs:strings'],
  ['11-', 'oidc-required-claim:pair'],
  ['10-24', 'service-account-api-audiences:strings'],
  ['13-', 'api-audiences:strings'],
  ['12-', 'service-account-max-token-expiration:duration'],
  ['17-', 'authentication-token-webhook-version'],
  ['19-', 'service-account-extend-token-expiration:bool'],
  ['29-', 'authentication-config'],
  ['32-', 'requestheader-uid-headers:strings service-account-signing-endpoint'],
  // authorization
  [
    '',
    'authorization-policy-file authorization-webhook-config-file authorization-webhook-cache-authorized-ttl:duration authorization-webhook-cache-unauthorized-ttl:duration',
  ],
  ['-10', 'authorization-mode'],
  ['11-', 'authorization-mode:strings'],
  ['17-', 'authorization-webhook-version'],
  ['-10', 'authorization-rbac-super-user'],
  ['29-', 'authorization-config'],
  // cloud provider, API enablement, admission
  ['-32', 'cloud-config cloud-provider'],
  ['', 'runtime-config:map admission-control-config-file'],
  ['', 'admission-control:strings'],
  ['10-', 'enable-admission-plugins:strings disable-admission-plugins:strings'],
  ['-30', 'cloud-provider-gce-lb-src-cidrs'],
  ['17-30', 'cloud-provider-gce-l7lb-src-cidrs'],
  // egress, metrics, tracing, logs
  ['16-', 'egress-selector-config-file'],
  ['17-', 'show-hidden-metrics-for-version'],
  ['21-', 'allow-metric-labels:labels disabled-metrics:strings'],
  ['29-', 'allow-metric-labels-manifest'],
  ['22-', 'tracing-config-file'],
  ['19-', 'logging-format'],
  ['23-29', 'log-json-split-stream:bool log-json-info-buffer-size:quantity'],
  ['30-', 'log-json-split-stream:bool log-json-info-buffer-size:quantity log-text-split-stream:bool log-text-info-buffer-size:quantity'],
  ['20-23', 'experimental-logging-sanitization:bool'],
  ['-25', 'alsologtostderr:bool log-backtrace-at log-dir logtostderr:bool stderrthreshold'],
  ['13-25', 'log-file log-file-max-size:uint skip-headers:bool skip-log-headers:bool'],
  ['18-25', 'add-dir-header:bool'],
  ['20-25', 'one-output:bool'],
  ['', 'log-flush-frequency:duration v:level vmodule:modules help:help version:version'],
  // misc
  [
    '',
    'allow-privileged:bool apiserver-count:int enable-logs-handler:bool event-ttl:duration kubelet-certificate-authority kubelet-client-certificate kubelet-client-key kubelet-preferred-address-types:strings kubelet-timeout:duration kubernetes-service-node-port:int max-connection-bytes-per-sec:int proxy-client-cert-file proxy-client-key-file service-node-port-range:ports endpoint-reconciler-type default-not-ready-toleration-seconds:int default-unreachable-toleration-seconds:int',
  ],
  ['-15', 'service-cluster-ip-range:ipnet'],
  ['16-', 'service-cluster-ip-range'],
  ['-26', 'master-service-namespace'],
  ['-13', 'repair-malformed-updates:bool'],
  ['-21', 'ssh-keyfile ssh-user kubelet-https:bool'],
  ['', 'kubelet-port:uint kubelet-read-only-port:uint'],
  ['20-25', 'identity-lease-duration-seconds:int identity-lease-renew-interval-seconds:int'],
  ['22-', 'aggregator-reject-forwarding-redirect:bool'],
  ['28-', 'peer-advertise-ip peer-advertise-port peer-ca-file'],
]

const KLOG = [
  {
    since: 23,
    text: 'will be removed in a future release, see https://github.com/kubernetes/enhancements/tree/master/keps/sig-instrumentation/2845-deprecate-klog-specific-flags-in-k8s-components',
  },
]

const DEPRECATED: Readonly<Record<string, readonly { since: number; text: string }[]>> = {
  'insecure-port': [
    { since: 10, text: 'This flag will be removed in a future version.' },
    { since: 20, text: 'This flag has no effect now and will be removed in v1.24.' },
  ],
  'insecure-bind-address': [
    { since: 10, text: 'This flag will be removed in a future version.' },
    { since: 20, text: 'This flag has no effect now and will be removed in v1.24.' },
  ],
  port: [
    { since: 9, text: 'see --insecure-port instead.' },
    { since: 12, text: 'see --secure-port instead.' },
    { since: 20, text: 'This flag has no effect now and will be removed in v1.24.' },
  ],
  address: [
    { since: 9, text: 'see --insecure-bind-address instead.' },
    { since: 12, text: 'see --bind-address instead.' },
    { since: 20, text: 'This flag has no effect now and will be removed in v1.24.' },
  ],
  'admission-control': [
    { since: 10, text: 'Use --enable-admission-plugins or --disable-admission-plugins instead. Will be removed in a future version.' },
  ],
  'apiserver-count': [{ since: 30, text: 'apiserver-count is deprecated and will be removed in a future version.' }],
  'basic-auth-file': [
    {
      since: 16,
      text: 'Basic authentication mode is deprecated and will be removed in a future release. It is not recommended for production environments.',
    },
  ],
  'kubelet-https': [{ since: 17, text: 'It will be removed in v1.22.' }],
  'kubelet-port': [{ since: 9, text: 'kubelet-port is deprecated and will be removed.' }],
  'kubelet-read-only-port': [{ since: 9, text: 'kubelet-read-only-port is deprecated and will be removed.' }],
  'enable-swagger-ui': [{ since: 11, text: 'swagger 1.2 support has been removed' }],
  'etcd-quorum-read': [
    { since: 9, text: 'This flag is deprecated and the ability to switch off quorum read will be removed in a future release.' },
  ],
  'experimental-encryption-provider-config': [{ since: 13, text: 'use --encryption-provider-config.' }],
  'experimental-bootstrap-token-auth': [{ since: 9, text: 'use --enable-bootstrap-token-auth instead.' }],
  'repair-malformed-updates': [{ since: 14, text: 'This flag will be removed in a future version' }],
  'master-service-namespace': [{ since: 9, text: 'will be removed in v1.10' }],
  'ssh-user': [{ since: 9, text: 'This flag will be removed in a future version.' }],
  'ssh-keyfile': [{ since: 9, text: 'This flag will be removed in a future version.' }],
  'target-ram-mb': [{ since: 20, text: 'This flag will be removed in v1.23' }],
  'cloud-provider': [{ since: 29, text: 'will be removed in a future version' }],
  'cloud-config': [{ since: 29, text: 'will be removed in a future version' }],
  'service-account-api-audiences': [{ since: 13, text: 'Use --api-audiences' }],
  'storage-versions': [{ since: 9, text: 'Please omit this flag to ensure the default storage versions are used ' }],
  'public-address-override': [{ since: 9, text: 'see --bind-address instead.' }],
  'deserialization-cache-size': [{ since: 9, text: 'the deserialization cache was dropped in 1.13 with support for etcd2' }],
  'add-dir-header': KLOG,
  alsologtostderr: KLOG,
  logtostderr: KLOG,
  'log-dir': KLOG,
  stderrthreshold: KLOG,
}

/**
 * All flags of kube-apiserver, 1.9 to 1.37.
 * Follows: cmd/kube-apiserver/app/options/options.go and the option structs it adds (v1.36.2, v1.19.16, v1.9.0), and the
 * generated reference pages of the releases between.
 */
export const FLAGS: readonly FlagRow[] = TABLE.flatMap(([releases, names]) => {
  const [from, to] = releases.split('-')
  return names.split(' ').map((text) => {
    const [name = '', type = 'string'] = text.split(':')
    const deprecated = DEPRECATED[name]
    return { name, type: type as FlagType, since: Number(from || 9), until: Number(to || 99), ...(deprecated ? { deprecated } : {}) }
  })
})

const BY_NAME = new Map<string, FlagRow[]>()
for (const row of FLAGS) BY_NAME.set(row.name, [...(BY_NAME.get(row.name) ?? []), row])

const rowsOf = (name: string): readonly FlagRow[] => BY_NAME.get(name.replaceAll('_', '-')) ?? []

/**
 * The flag of that name in that release; underscores count as hyphens.
 *
 * Errors: undefined: the release has no such flag.
 * Follows: staging/src/k8s.io/component-base/cli/flag/flags.go, WordSepNormalizeFunc (v1.36.2).
 */
export function flagOf(name: string, release: Release): FlagRow | undefined {
  return rowsOf(name).find((row) => has(row, release))
}

/**
 * The first and the last minor release that have a flag of that name.
 *
 * Errors: undefined: no release has it. Follows: as `FLAGS`.
 */
export function releasesOf(name: string): { since: number; until: number } | undefined {
  const rows = rowsOf(name)
  return rows.length > 0
    ? { since: Math.min(...rows.map((row) => row.since)), until: Math.max(...rows.map((row) => row.until)) }
    : undefined
}

/** Whether somebody who has got so far may still be on the way to a flag of that release. */
export function isBegunFlag(name: string, minor: number): boolean {
  return FLAGS.some((row) => row.name !== name && row.name.startsWith(name) && row.since <= minor && minor <= row.until)
}

/**
 * The flag that somebody who wrote `name` most likely meant, for the editor: same release, few letters apart.
 *
 * Errors: undefined: nothing is near.
 * Kube-apiserver makes no suggestions.
 */
export function nearestFlag(name: string, release: Release): string | undefined {
  // a flag of another release was meant as it stands
  if (releasesOf(name)) return undefined
  let best: { name: string; distance: number } | undefined
  for (const row of FLAGS) {
    if (!has(row, release)) continue
    const distance = lettersApart(name, row.name)
    if (!best || distance < best.distance) best = { name: row.name, distance }
  }
  return best && best.distance <= Math.max(2, Math.floor(name.length / 4)) ? best.name : undefined
}

/**
 * The words with which pflag announces that a flag is deprecated, or nothing.
 *
 * Follows: spf13/pflag, FlagSet.Set (v1.0.5).
 */
export function deprecation(row: FlagRow, release: Release): string | undefined {
  return row.deprecated?.findLast(({ since }) => since <= release.minor)?.text
}

function has(row: FlagRow, release: Release): boolean {
  return row.since <= release.minor && release.minor <= row.until
}

/** Levenshtein's distance. */
function lettersApart(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)))
    row = next
  }
  return row[b.length]!
}
