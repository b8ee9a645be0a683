import { hexId } from '../trace/ids.ts'
import type { Row } from './row.ts'

/** Rules of who somebody is to the kube-apiserver, and what he may. */
export interface AccessRules {
  /** Anonymous callers see only health and version, as against discovery. */
  publicInfoViewer: boolean
  /** The role system:monitoring. */
  monitoringRole: boolean
  /** A node reads only itself and its own pods. */
  nodeSelectors: boolean
  basicAuth: boolean
  /** apiVersions of the authentication configuration that are known, newest last; empty: no such flag. */
  authenticationConfigVersions: readonly string[]
  /** A running server reads it, and the authorization configuration, again when they change. */
  authenticationReloads: boolean
  /** And of the authorization configuration. */
  authorizationConfigVersions: readonly string[]
  /** `anonymous` in the authentication configuration: no such field, behind a gate that is off, on, always there. */
  anonymousConditions: 'unknown' | 'off' | 'on' | 'locked'
  /** The line in the log where credentials were refused. */
  unauthenticatedLog: (error: string) => string
  /** What is said of a client's certificate that is not to be trusted: its CA, its name, and why. */
  untrustedText: (ca: string, name: string, error: string) => string
  /** What it says of a service account's token out of its time. */
  tokenErrors: { expired: string; notYet: string; invalidated: string; changed: string }
  /** Whether its account is still there is asked of the server's own memory, not of etcd. */
  accountsFromMemory: boolean
  /** Where a pod's own token comes from: a Secret of its service account, or issued to the pod for an hour. */
  podTokens: 'secret' | 'issued'
  /** Such tokens have an id of their own. */
  tokenHasId: boolean
  /** Who may `escalate` may write any role. */
  escalateVerb: boolean
  /** How the refusal of a role that gives too much prints rules. */
  escalationWords: 'PolicyRule' | 'lists' | 'compact'
  /** Whom one acts as belongs to those without credentials, where it is nobody; and to those with, whatever groups are given. */
  actsWithGroups: boolean
}

const unstructured =
  (line: number) =>
  (error: string): string =>
    `E authentication.go:${line}] Unable to authenticate the request due to an error: ${error}`

const structured =
  (line: number) =>
  (error: string): string =>
    `E authentication.go:${line}] "Unable to authenticate the request" err=${JSON.stringify(error)}`

/** 1.9 */
export const ACCESS_BASE: AccessRules = {
  publicInfoViewer: false,
  monitoringRole: false,
  nodeSelectors: false,
  basicAuth: true,
  authenticationConfigVersions: [],
  authenticationReloads: false,
  authorizationConfigVersions: [],
  anonymousConditions: 'unknown',
  unauthenticatedLog: unstructured(64),
  untrustedText: (_ca, _name, error) => error,
  tokenErrors: {
    expired: 'Token has expired.',
    notYet: 'Token could not be validated.',
    invalidated: 'Token has been invalidated',
    changed: "Token does not match server's copy",
  },
  accountsFromMemory: false,
  podTokens: 'secret',
  tokenHasId: false,
  escalateVerb: false,
  escalationWords: 'PolicyRule',
  actsWithGroups: false,
}

export const ACCESS_ROWS: readonly Row<AccessRules>[] = [
  { since: 10, set: { unauthenticatedLog: unstructured(63) } },
  { since: 11, set: { escalationWords: 'lists' } },
  { since: 11, set: { unauthenticatedLog: unstructured(62) } },
  { since: 12, set: { escalationWords: 'compact' } },
  { since: 12, set: { escalateVerb: true } },
  { since: 13, set: { unauthenticatedLog: unstructured(65) } },
  { since: 14, set: { publicInfoViewer: true } },
  { since: 14, set: { accountsFromMemory: true } },
  { since: 16, set: { unauthenticatedLog: unstructured(89) } },
  { since: 17, set: { actsWithGroups: true } },
  { since: 17, set: { unauthenticatedLog: unstructured(104) } },
  { since: 18, set: { unauthenticatedLog: unstructured(53) } },
  { since: 19, set: { basicAuth: false } },
  { since: 20, set: { monitoringRole: true } },
  {
    since: 21,
    set: {
      untrustedText: (ca, name, error) =>
        `verifying certificate SN=${parseInt(hexId(`serial ${ca}/${name}`, 13), 16)}, SKID=, AKID=${keyId(ca)} failed: ${error}`,
    },
  },
  { since: 21, set: { unauthenticatedLog: structured(63) } },
  { since: 21, set: { podTokens: 'issued' } },
  {
    since: 23,
    set: {
      tokenErrors: {
        expired: 'service account token has expired',
        notYet: 'service account token is not valid yet',
        invalidated: 'service account token has been invalidated',
        changed: "service account token does not match server's copy",
      },
    },
  },
  { since: 24, set: { unauthenticatedLog: structured(70) } },
  { since: 25, set: { unauthenticatedLog: structured(73) } },
  { since: 29, set: { authenticationConfigVersions: ['v1alpha1'] } },
  { since: 29, set: { authorizationConfigVersions: ['v1alpha1'] } },
  { since: 30, set: { authenticationConfigVersions: ['v1alpha1', 'v1beta1'] } },
  { since: 30, set: { authenticationReloads: true } },
  { since: 30, set: { authorizationConfigVersions: ['v1alpha1', 'v1beta1'] } },
  { since: 30, set: { tokenHasId: true } },
  { since: 31, set: { anonymousConditions: 'off' } },
  { since: 32, set: { anonymousConditions: 'on' } },
  { since: 32, set: { nodeSelectors: true } },
  { since: 32, set: { authorizationConfigVersions: ['v1alpha1', 'v1beta1', 'v1'] } },
  { since: 32, set: { unauthenticatedLog: structured(74) } },
  { since: 33, set: { unauthenticatedLog: structured(75) } },
  { since: 34, set: { anonymousConditions: 'locked' } },
  { since: 34, set: { authenticationConfigVersions: ['v1alpha1', 'v1beta1', 'v1'] } },
]

/** A CA's key in hexadecimal digits, as Go prints it. */
function keyId(ca: string): string {
  return hexId(`key of ${ca}`, 40)
    .toUpperCase()
    .replace(/(..)(?=.)/g, '$1:')
}

/** Lines of the kube-apiserver’s log that move from release to release, since each names the line of the source that wrote it. */
export interface LogLineRules {
  /** The line where no --service-cluster-ip-range is given. */
  noCidrWarning: string
  /** The warning that anonymous requests are switched off beside AlwaysAllow. */
  alwaysAllowWarning: string
  /** That a gate is set which is no longer to be: undefined where nothing is said. */
  gateWarning: (name: string, value: boolean, stage: 'GA' | 'deprecated') => string | undefined
}

const unspecified = (at: string): string => `I ${at}] Network range for service cluster IPs is unspecified. Defaulting to 10.0.0.0/24.`

const noCidr = (at: string): string =>
  `W ${at}] No CIDR for service cluster IPs specified. Default value which was 10.0.0.0/24 is deprecated and will be removed in future releases. Please specify it using --service-cluster-ip-range on kube-apiserver.`

const allowAll = (line: number): string =>
  `W authentication.go:${line}] AnonymousAuth is not allowed with the AllowAll authorizer.  Resetting AnonymousAuth to false. You should use a different authorizer`

const alwaysAllow = (line: number): string =>
  `W authentication.go:${line}] AnonymousAuth is not allowed with the AlwaysAllow authorizer. Resetting AnonymousAuth to false. You should use a different authorizer`

/** 1.9 */
export const LOG_LINE_BASE: LogLineRules = {
  noCidrWarning: unspecified('services.go:35'),
  alwaysAllowWarning: allowAll(378),
  gateWarning: () => undefined,
}

export const LOG_LINE_ROWS: readonly Row<LogLineRules>[] = [
  { since: 10, set: { noCidrWarning: unspecified('services.go:33') } },
  { since: 17, set: { noCidrWarning: noCidr('services.go:37') } },
  { since: 28, set: { noCidrWarning: noCidr('options.go:293') } },
  { since: 29, set: { noCidrWarning: noCidr('options.go:298') } },
  { since: 30, set: { noCidrWarning: noCidr('options.go:297') } },
  { since: 31, set: { noCidrWarning: noCidr('options.go:291') } },
  { since: 32, set: { noCidrWarning: noCidr('options.go:340') } },
  { since: 33, set: { noCidrWarning: noCidr('options.go:355') } },
  { since: 34, set: { noCidrWarning: noCidr('options.go:369') } },
  { since: 37, set: { noCidrWarning: noCidr('options.go:367') } },
  {
    since: 12,
    set: {
      gateWarning: (name, value, stage) =>
        `W feature_gate.go:…] Setting ${stage} feature gate ${name}=${value}. It will be removed in a future release.`,
    },
  },
  {
    since: 36,
    set: {
      gateWarning: (name, value, stage) =>
        `I feature_gate.go:…] "Warning: setting ${stage} feature gate. It will be removed in a future release." featureGate="${name}" value=${value}`,
    },
  },
  { since: 10, set: { alwaysAllowWarning: allowAll(377) } },
  { since: 12, set: { alwaysAllowWarning: alwaysAllow(383) } },
  { since: 13, set: { alwaysAllowWarning: alwaysAllow(415) } },
  { since: 16, set: { alwaysAllowWarning: alwaysAllow(416) } },
  { since: 17, set: { alwaysAllowWarning: alwaysAllow(462) } },
  { since: 18, set: { alwaysAllowWarning: alwaysAllow(501) } },
  { since: 19, set: { alwaysAllowWarning: alwaysAllow(484) } },
  { since: 20, set: { alwaysAllowWarning: alwaysAllow(519) } },
  { since: 21, set: { alwaysAllowWarning: alwaysAllow(507) } },
  { since: 22, set: { alwaysAllowWarning: alwaysAllow(524) } },
  { since: 23, set: { alwaysAllowWarning: alwaysAllow(523) } },
  { since: 24, set: { alwaysAllowWarning: alwaysAllow(526) } },
  { since: 25, set: { alwaysAllowWarning: alwaysAllow(525) } },
  { since: 29, set: { alwaysAllowWarning: alwaysAllow(654) } },
  { since: 30, set: { alwaysAllowWarning: alwaysAllow(744) } },
  { since: 31, set: { alwaysAllowWarning: alwaysAllow(805) } },
  { since: 32, set: { alwaysAllowWarning: alwaysAllow(820) } },
  { since: 33, set: { alwaysAllowWarning: alwaysAllow(814) } },
  { since: 34, set: { alwaysAllowWarning: alwaysAllow(815) } },
  { since: 35, set: { alwaysAllowWarning: alwaysAllow(841) } },
  { since: 11, set: { alwaysAllowWarning: alwaysAllow(378) } },
]

/** Rules of the kube-apiserver’s answers. */
export interface AnswerRules {
  /** /livez and /readyz exist beside /healthz. */
  livez: boolean
  /** A health endpoint that is content says `X-Content-Type-Options: nosniff`. */
  healthNosniff: boolean
  /** `?exclude=` on the health endpoints. */
  healthExclude: boolean
  /** The last line of a health answer names the endpoint asked, not always `healthz`. */
  healthNamed: boolean
  /** Pretty JSON keeps an empty object on one line. */
  emptyObjectShort: boolean
  /** Refusals name the resource in quotes, and its API group. */
  resourceQuoted: boolean
  /** An authorizer's reason in a refusal begins with the authorizer's name. */
  reasonNamed: boolean
  /** Every answer behind the filters carries `Cache-Control: no-cache, private`. */
  cacheControl: boolean
  /** An unknown path gets plain words, as against a list of paths. */
  notFoundPlain: boolean
  /** /ui leads to the dashboard. */
  uiRedirect: boolean
  /** /logs lists the log files. */
  servesLogs: boolean
  /** The content type of /metrics names its character set. */
  metricsCharset: boolean
  /** The content type of /metrics names its escaping. */
  metricsEscaping: 'values' | 'underscores' | null
  /** /metrics/slis tells how checks fare. */
  metricsSlis: boolean
  /** /swaggerapi and /swagger.json describe the API. */
  swagger: boolean
  openapiV2: boolean
  openapiV3: boolean
  /** /version tells the emulated version. */
  emulationVersion: boolean
  /** TLS ports answer plain HTTP with 400, as against a TLS alert. */
  plainHttpAnswered: boolean
  /** A PATCH may be an apply. */
  serverSideApply: boolean
  /** Why an object of one kind is not taken for another. */
  conversionText: (from: string, to: string) => string
}

/** 1.9 */
export const ANSWER_BASE: AnswerRules = {
  livez: false,
  healthNosniff: false,
  healthExclude: false,
  healthNamed: false,
  emptyObjectShort: false,
  resourceQuoted: false,
  reasonNamed: false,
  cacheControl: false,
  notFoundPlain: false,
  uiRedirect: true,
  servesLogs: true,
  metricsCharset: false,
  metricsEscaping: null,
  metricsSlis: false,
  swagger: true,
  openapiV2: false,
  openapiV3: false,
  emulationVersion: false,
  plainHttpAnswered: false,
  serverSideApply: false,
  conversionText: (from, to) =>
    `type names don't match (${from.split('.')[1]}, ${to.split('.')[1]}), and no conversion 'func (${from}, ${to}) error' registered.`,
}

export const ANSWER_ROWS: readonly Row<AnswerRules>[] = [
  { since: 10, set: { openapiV2: true } },
  { since: 10, set: { uiRedirect: false } },
  { since: 10, set: { healthExclude: true } },
  { since: 12, set: { resourceQuoted: true } },
  { since: 14, set: { plainHttpAnswered: true } },
  { since: 14, set: { healthNosniff: true } },
  { since: 14, set: { metricsCharset: true } },
  { since: 14, set: { swagger: false } },
  { since: 16, set: { livez: true } },
  { since: 16, set: { cacheControl: true } },
  { since: 16, set: { serverSideApply: true } },
  { since: 19, set: { conversionText: () => 'unknown conversion' } },
  { since: 19, set: { openapiV2: false } },
  { since: 20, set: { openapiV2: true } },
  { since: 20, set: { healthNamed: true } },
  { since: 23, set: { notFoundPlain: true } },
  { since: 23, set: { emptyObjectShort: true } },
  { since: 24, set: { openapiV3: true } },
  { since: 27, set: { metricsSlis: true } },
  { since: 31, set: { servesLogs: false } },
  { since: 31, set: { metricsEscaping: 'values' } },
  { since: 33, set: { emulationVersion: true } },
  { since: 33, set: { metricsEscaping: 'underscores' } },
  { since: 37, set: { reasonNamed: true } },
]
