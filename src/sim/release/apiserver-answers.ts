import { hexId } from '../trace/ids.ts'
import { rule, since, until } from './rule.ts'

export interface GatedField {
  handler: 'httpGet' | 'grpc'
  field: string
  gate: string
  preset?: string
}

/** Rules of what stands in etcd, and of its form in the API. */
export const OBJECT = {
  /** The container runtime of the release's time, as ids name it. */
  runtime: rule<'docker' | 'containerd'>('docker', { 19: 'containerd' }),
  /** A namespace for the leases of nodes. */
  leaseNamespace: since(14),
  /** Each kube-apiserver has a lease. */
  apiserverLease: since(26),
  /** After so many seconds without a word of a node's kubelet its state is unknown. */
  nodeGraceSeconds: rule(40, { 31: 50 }),
  /** Namespaces carry their name as a label. */
  namespaceLabel: since(21),
  /** Each service account has a Secret with a token. */
  tokenSecrets: until(24),
  /** All services of a namespace may be deleted at once. */
  deletesAllServices: since(23),
  /** Where a container's log lies below /var/log/pods. */
  podLogForm: rule<'uid, one file' | 'uid' | 'named'>('uid, one file', { 10: 'uid', 14: 'named' }),
  /** What Docker runs for a pod's sandbox. */
  pauseImage: rule('gcr.io/google_containers/pause-amd64:3.0', {
    10: 'k8s.gcr.io/pause-amd64:3.1',
    11: 'k8s.gcr.io/pause:3.1',
    18: 'k8s.gcr.io/pause:3.2',
  }),
  /** Each namespace has a ConfigMap with the cluster's CA. */
  rootCAMaps: since(20),
  /** A Service says its address families, and its internal traffic policy. */
  serviceFamilies: since(21),
  serviceTrafficPolicy: since(22),
  /** A Node has a condition OutOfDisk. */
  outOfDisk: until(13),
  /** A Node has a condition PIDPressure. */
  pidPressure: since(10),
  /** A Node tells the version of its kube-proxy. */
  kubeProxyVersion: until(33),
  /** A Node's labels of system and architecture are no longer beta. */
  stableNodeLabels: since(14),
  /** Fields of a pod and of its status. */
  podGeneration: since(33),
  selfLinks: until(20),
  serviceLinks: since(13),
  preemptionPolicy: since(19),
  hostIPs: since(29),
  podIPs: since(16),
  resourcesInStatus: since(33),
  podResources: since(36),
  /** Fields of probes that a kube-apiserver drops while its gate is off, and what it writes where its gate is on and nothing is said. */
  gatedProbeFields: rule<readonly GatedField[]>([], {
    37: [
      { handler: 'httpGet', field: 'protocol', gate: 'H2CContainerProbe', preset: 'HTTP1' },
      { handler: 'grpc', field: 'mode', gate: 'GRPCContainerProbeTLS' },
    ],
  }),
  mountsInStatus: since(31),
  /** An Event has the fields of events.k8s.io, and who reported it stands in them. */
  eventTime: since(10),
  eventReporter: since(25),
  /** Which component statuses are asked for by HTTPS. */
  componentsByTLS: rule<readonly string[]>([], { 22: ['controller-manager'], 23: ['controller-manager', 'scheduler'] }),
  /** Go's word for the system call of a connection that is refused. */
  refusedCall: rule<'getsockopt' | 'connect'>('getsockopt', { 11: 'connect' }),
  /** What etcd answers to /health. */
  etcdHealthText: rule('{"health": "true"}', { 13: '{"health":"true"}', 22: '{"health":"true","reason":""}', 26: 'ok' }),
}

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

/** The line of a deprecated gate; that of one that is GA is two below. */
const warnedAt =
  (line: number) =>
  (name: string, value: boolean, stage: 'GA' | 'deprecated'): string =>
    `W feature_gate.go:${stage === 'GA' ? line + 2 : line}] Setting ${stage} feature gate ${name}=${value}. It will be removed in a future release.`

/** Rules of a kube-apiserver's answers: who somebody is and what he may, and what its log says of it. */
export const ANSWERS = {
  // who somebody is to the kube-apiserver, and what he may
  /** Anonymous callers see only health and version, as against discovery. */
  publicInfoViewer: since(14),
  /** The role system:monitoring. */
  monitoringRole: since(20),
  /** A node reads only itself and its own pods. */
  nodeSelectors: since(32),
  /** Whoever acts as another may say its UID. */
  actsWithUid: since(22),
  /** Whoever acts as another is first asked whether they may do that one thing so. */
  actsByMode: since(36),
  /** A node may read the service accounts of its pods. */
  nodeReadsAccounts: since(34),
  /** What a node may is said not to be all that is listed. */
  nodeRules: since(19),
  /** A refusal of what no pod of a node uses names the node. */
  relationshipNamed: since(19),
  /** A token review may say for whom the token has to be. */
  reviewAudiences: since(13),
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
  /** What can be said of the issuers of tokens: of one with one audience, of several; by which way they are reached, which came with shorter errors. */
  jwtForm: rule<'one issuer' | 'several' | 'egress'>('one issuer', { 30: 'several', 34: 'egress' }),
  /** The authorization configuration may say that a webhook's answers are not kept. */
  webhookCaches: since(34),
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
  /** The line that warns of an empty token in a file; that of one given twice is nine below. */
  emptyTokenWarnedAt: rule(68, { 13: 70 }),
  /** The line in the log that an audit event was lost. */
  auditErrorAt: rule(86, { 13: 96, 16: 109, 21: 110 }),
  /** That a gate is set which is no longer to be: undefined where nothing is said. */
  gateWarning: rule<(name: string, value: boolean, stage: 'GA' | 'deprecated') => string | undefined>(() => undefined, {
    12: warnedAt(196),
    14: warnedAt(216),
    15: warnedAt(206),
    17: warnedAt(233),
    22: warnedAt(235),
    26: warnedAt(239),
    30: warnedAt(244),
    31: warnedAt(352),
    33: warnedAt(350),
    35: warnedAt(408),
    36: (name, value, stage) =>
      `I feature_gate.go:${stage === 'GA' ? 444 : 442}] "Warning: setting ${stage} feature gate. It will be removed in a future release." featureGate="${name}" value=${value}`,
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
  /** A list may say how its resource version is meant. */
  versionMatch: since(19),
  /** A watch may ask for what is there already. */
  sendInitialEvents: since(27),
  /** Who takes no form of an answer is told which there are. */
  representationsListed: since(25),
  /** A PATCH may be an apply. */
  serverSideApply: since(16),
  /** An object without a namespace gets that of its URL, one of another is refused, and one of a kind that has none loses it. */
  namespaceFilled: since(20),
  /** A struct that is an invalid value is printed as JSON, as against Go's syntax. */
  valuesAsJson: since(34),
  /** What is said of a binding whose role would change. */
  roleRefText: rule('cannot change roleRef', { 37: 'field is immutable' }),
  /** Why an object of one kind is not taken for another. */
  conversionText: rule<(from: string, to: string) => string>(
    (from, to) =>
      `type names don't match (${from.split('.')[1]}, ${to.split('.')[1]}), and no conversion 'func (${from}, ${to}) error' registered.`,
    { 19: () => 'unknown conversion' },
  ),
}
