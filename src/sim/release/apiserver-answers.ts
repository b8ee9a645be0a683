import { hexId } from '../trace/ids.ts'
import { rule, since, until } from './rule.ts'

const unstructured =
  (line: number) =>
  (error: string): string =>
    `E authentication.go:${line}] Unable to authenticate the request due to an error: ${error}`

const structured =
  (line: number) =>
  (error: string): string =>
    `E authentication.go:${line}] "Unable to authenticate the request" err=${JSON.stringify(error)}`

/** A CA's key in hexadecimal digits, as Go prints it. */
function keyId(ca: string): string {
  return hexId(`key of ${ca}`, 40)
    .toUpperCase()
    .replace(/(..)(?=.)/g, '$1:')
}

const unspecified = (at: string): string => `I ${at}] Network range for service cluster IPs is unspecified. Defaulting to 10.0.0.0/24.`

const noCidr = (at: string): string =>
  `W ${at}] No CIDR for service cluster IPs specified. Default value which was 10.0.0.0/24 is deprecated and will be removed in future releases. Please specify it using --service-cluster-ip-range on kube-apiserver.`

const allowAll = (line: number): string =>
  `W authentication.go:${line}] AnonymousAuth is not allowed with the AllowAll authorizer.  Resetting AnonymousAuth to false. You should use a different authorizer`

const alwaysAllow = (line: number): string =>
  `W authentication.go:${line}] AnonymousAuth is not allowed with the AlwaysAllow authorizer. Resetting AnonymousAuth to false. You should use a different authorizer`

/** Rules of a kube-apiserver's answers: who somebody is and what he may, and what its log says of it. */
export const ANSWERS = {
  // who somebody is to the kube-apiserver, and what he may
  /** Anonymous callers see only health and version, as against discovery. */
  publicInfoViewer: since(14),
  /** The role system:monitoring. */
  monitoringRole: since(20),
  /** A node reads only itself and its own pods. */
  nodeSelectors: since(32),
  basicAuth: until(19),
  /** apiVersions of the authentication configuration that are known, newest last; empty: no such flag. */
  authenticationConfigVersions: rule<readonly string[]>([], {
    29: ['v1alpha1'],
    30: ['v1alpha1', 'v1beta1'],
    34: ['v1alpha1', 'v1beta1', 'v1'],
  }),
  /** A running server reads it, and the authorization configuration, again when they change. */
  authenticationReloads: since(30),
  /** And of the authorization configuration. */
  authorizationConfigVersions: rule<readonly string[]>([], {
    29: ['v1alpha1'],
    30: ['v1alpha1', 'v1beta1'],
    32: ['v1alpha1', 'v1beta1', 'v1'],
  }),
  /** `anonymous` in the authentication configuration: no such field, behind a gate that is off, on, always there. */
  anonymousConditions: rule<'unknown' | 'off' | 'on' | 'locked'>('unknown', { 31: 'off', 32: 'on', 34: 'locked' }),
  /** The line in the log where credentials were refused. */
  unauthenticatedLog: rule<(error: string) => string>(unstructured(64), {
    10: unstructured(63),
    11: unstructured(62),
    13: unstructured(65),
    16: unstructured(89),
    17: unstructured(104),
    18: unstructured(53),
    21: structured(63),
    24: structured(70),
    25: structured(73),
    32: structured(74),
    33: structured(75),
  }),
  /** What is said of a client's certificate that is not to be trusted: its CA, its name, and why. */
  untrustedText: rule<(ca: string, name: string, error: string) => string>((_ca, _name, error) => error, {
    21: (ca, name, error) =>
      `verifying certificate SN=${parseInt(hexId(`serial ${ca}/${name}`, 13), 16)}, SKID=, AKID=${keyId(ca)} failed: ${error}`,
  }),
  /** What it says of a service account's token out of its time. */
  tokenErrors: rule<{ expired: string; notYet: string; invalidated: string; changed: string }>(
    {
      expired: 'Token has expired.',
      notYet: 'Token could not be validated.',
      invalidated: 'Token has been invalidated',
      changed: "Token does not match server's copy",
    },
    {
      23: {
        expired: 'service account token has expired',
        notYet: 'service account token is not valid yet',
        invalidated: 'service account token has been invalidated',
        changed: "service account token does not match server's copy",
      },
    },
  ),
  /** Whether its account is still there is asked of the server's own memory, not of etcd. */
  accountsFromMemory: since(14),
  /** Where a pod's own token comes from: a Secret of its service account, or issued to the pod for an hour. */
  podTokens: rule<'secret' | 'issued'>('secret', { 21: 'issued' }),
  /** Such tokens have an id of their own. */
  tokenHasId: since(30),
  /** Who may `escalate` may write any role. */
  escalateVerb: since(12),
  /** How the refusal of a role that gives too much prints rules. */
  escalationWords: rule<'PolicyRule' | 'lists' | 'compact'>('PolicyRule', { 11: 'lists', 12: 'compact' }),
  /** Whom one acts as belongs to those without credentials, where it is nobody; and to those with, whatever groups are given. */
  actsWithGroups: since(17),

  // Lines of the kube-apiserver’s log that move from release to release, since each names the line of the source that wrote it
  /** The line where no --service-cluster-ip-range is given. */
  noCidrWarning: rule(unspecified('services.go:35'), {
    10: unspecified('services.go:33'),
    17: noCidr('services.go:37'),
    28: noCidr('options.go:293'),
    29: noCidr('options.go:298'),
    30: noCidr('options.go:297'),
    31: noCidr('options.go:291'),
    32: noCidr('options.go:340'),
    33: noCidr('options.go:355'),
    34: noCidr('options.go:369'),
    37: noCidr('options.go:367'),
  }),
  /** The warning that anonymous requests are switched off beside AlwaysAllow. */
  alwaysAllowWarning: rule(allowAll(378), {
    10: allowAll(377),
    11: alwaysAllow(378),
    12: alwaysAllow(383),
    13: alwaysAllow(415),
    16: alwaysAllow(416),
    17: alwaysAllow(462),
    18: alwaysAllow(501),
    19: alwaysAllow(484),
    20: alwaysAllow(519),
    21: alwaysAllow(507),
    22: alwaysAllow(524),
    23: alwaysAllow(523),
    24: alwaysAllow(526),
    25: alwaysAllow(525),
    29: alwaysAllow(654),
    30: alwaysAllow(744),
    31: alwaysAllow(805),
    32: alwaysAllow(820),
    33: alwaysAllow(814),
    34: alwaysAllow(815),
    35: alwaysAllow(841),
  }),
  /** That a gate is set which is no longer to be: undefined where nothing is said. */
  gateWarning: rule<(name: string, value: boolean, stage: 'GA' | 'deprecated') => string | undefined>(() => undefined, {
    12: (name, value, stage) =>
      `W feature_gate.go:…] Setting ${stage} feature gate ${name}=${value}. It will be removed in a future release.`,
    36: (name, value, stage) =>
      `I feature_gate.go:…] "Warning: setting ${stage} feature gate. It will be removed in a future release." featureGate="${name}" value=${value}`,
  }),

  // the kube-apiserver’s answers
  /** /livez and /readyz exist beside /healthz. */
  livez: since(16),
  /** A health endpoint that is content says `X-Content-Type-Options: nosniff`. */
  healthNosniff: since(14),
  /** `?exclude=` on the health endpoints. */
  healthExclude: since(10),
  /** The last line of a health answer names the endpoint asked, not always `healthz`. */
  healthNamed: since(20),
  /** Pretty JSON keeps an empty object on one line. */
  emptyObjectShort: since(23),
  /** Refusals name the resource in quotes, and its API group. */
  resourceQuoted: since(12),
  /** An authorizer's reason in a refusal begins with the authorizer's name. */
  reasonNamed: since(37),
  /** Every answer behind the filters carries `Cache-Control: no-cache, private`. */
  cacheControl: since(16),
  /** An unknown path gets plain words, as against a list of paths. */
  notFoundPlain: since(23),
  /** /ui leads to the dashboard. */
  uiRedirect: until(10),
  /** /logs lists the log files. */
  servesLogs: until(31),
  /** The content type of /metrics names its character set. */
  metricsCharset: since(14),
  /** The content type of /metrics names its escaping. */
  metricsEscaping: rule<'values' | 'underscores' | null>(null, { 31: 'values', 33: 'underscores' }),
  /** /metrics/slis tells how checks fare. */
  metricsSlis: since(27),
  /** /swaggerapi and /swagger.json describe the API. */
  swagger: until(14),
  openapiV2: rule(false, { 10: true, 19: false, 20: true }),
  openapiV3: since(24),
  /** /version tells the emulated version. */
  emulationVersion: since(33),
  /** TLS ports answer plain HTTP with 400, as against a TLS alert. */
  plainHttpAnswered: since(14),
  /** A PATCH may be an apply. */
  serverSideApply: since(16),
  /** Why an object of one kind is not taken for another. */
  conversionText: rule<(from: string, to: string) => string>(
    (from, to) =>
      `type names don't match (${from.split('.')[1]}, ${to.split('.')[1]}), and no conversion 'func (${from}, ${to}) error' registered.`,
    { 19: () => 'unknown conversion' },
  ),
}
