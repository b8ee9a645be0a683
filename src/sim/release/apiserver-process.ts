import { quoteGo } from '../../manifest/go/strconv.ts'
import { rule, since, until } from './rule.ts'

const dialLog =
  (at: string, target: (url: string, address: string) => string) =>
  (url: string, address: string, why: string): string =>
    `W ${at}] grpc: addrConn.createTransport failed to connect to {${target(url, address)}}. Err :connection error: desc = "${why.replace('dialing: ', 'dialing ')}". Reconnecting...`

/** As gRPC logs from 1.38 on, under etcd's client 3.5. */
const componentLog =
  (at: string) =>
  (_url: string, address: string, why: string): string =>
    `W ${at}] [core] grpc: addrConn.createTransport failed to connect to {${address} ${hostOf(address)} <nil> 0 <nil>}. Err: connection error: desc = "${why.replace('dialing: ', 'dialing ')}". Reconnecting...`

/** As gRPC logs from 1.47 on. */
const channelLog =
  (target: (address: string) => string, dialing: string) =>
  (_url: string, address: string, why: string): string =>
    `W logging.go:59] [core] [Channel #1 SubChannel #2] grpc: addrConn.createTransport failed to connect to ${target(address)}. Err: connection error: desc = ${quoteGo(why.replace('dialing: ', dialing))}`

const hostOf = (address: string): string => address.replace(/:\d+$/, '')

/** Rules of the kube-apiserver as a process: its start, its end, etcd behind it, and its log. */
export const APISERVER_PROCESS = {
  /** From the process's start until its port accepts connections, and until it answers. */
  apiserverListenSeconds: rule(0.1, { 19: 0.25 }),
  apiserverAnswerSeconds: rule(2.3, { 19: 3.2, 30: 2.3 }, 'apiserverListenSeconds'),
  /** From its first answer until it knows the roles, and until all its post-start hooks are done. */
  apiserverRolesSeconds: rule(0.15, { 19: 1 }, 'apiserverListenSeconds'),
  apiserverHooksSeconds: rule(1.2, { 19: 2 }, 'apiserverListenSeconds'),
  /** From SIGTERM to its end: without an open watch, and with one of the kubelet's. */
  apiserverStopSeconds: rule(0.15, { 19: 1.2 }),
  apiserverStopWatchedSeconds: rule(0.15, { 19: 4, 23: 60 }, 'apiserverStopSeconds'),
  /** It closes its port once its pre-shutdown hooks are done, which need etcd; before, at once. */
  closesAfterHooks: since(25),
  /** Something in the release complains of an empty manifest at each start. */
  manifestComplaint: since(36),
  /**
   * Where the lines of a run without trouble come from: a kind of object counts for quotas from now on, the system's priority
   * classes are there, a range of services' addresses is looked at again. Null where none is known.
   */
  routineLog: rule<{ quota: string; priorities: string; range: string | null } | null>(null, {
    14: { quota: 'controller.go:606', priorities: 'storage_scheduling.go:122', range: null },
    15: { quota: 'controller.go:606', priorities: 'storage_scheduling.go:128', range: null },
    16: { quota: 'controller.go:606', priorities: 'storage_scheduling.go:148', range: null },
    17: { quota: 'controller.go:609', priorities: 'storage_scheduling.go:142', range: null },
    18: { quota: 'controller.go:609', priorities: 'storage_scheduling.go:143', range: null },
    20: { quota: 'controller.go:609', priorities: 'storage_scheduling.go:148', range: null },
    21: { quota: 'controller.go:611', priorities: 'storage_scheduling.go:148', range: null },
    23: { quota: 'controller.go:611', priorities: 'storage_scheduling.go:109', range: null },
    24: { quota: 'controller.go:611', priorities: 'storage_scheduling.go:111', range: null },
    25: { quota: 'controller.go:616', priorities: 'storage_scheduling.go:111', range: null },
    26: { quota: 'controller.go:615', priorities: 'storage_scheduling.go:111', range: null },
    27: { quota: 'controller.go:624', priorities: 'storage_scheduling.go:111', range: null },
    30: { quota: 'controller.go:615', priorities: 'storage_scheduling.go:111', range: null },
    33: { quota: 'controller.go:667', priorities: 'storage_scheduling.go:111', range: 'cidrallocator.go:277' },
    35: { quota: 'controller.go:667', priorities: 'storage_scheduling.go:139', range: 'cidrallocator.go:278' },
    36: { quota: 'controller.go:667', priorities: 'storage_scheduling.go:153', range: 'cidrallocator.go:278' },
    37: { quota: 'controller.go:667', priorities: 'storage_scheduling.go:205', range: 'cidrallocator.go:278' },
  }),
  /** Where the log tells of a handshake that its client has broken off; null where it does not. */
  handshakeLog: rule<string | null>('logs.go:41', { 10: 'log.go:172', 19: null }),
  /** How /healthz looks whether etcd is there: connects to it; reads from it; the same, but twice in a check's time at most. */
  etcdCheck: rule<'dial' | 'read' | 'limited'>('dial', { 12: 'read', 26: 'limited' }),
  /** What it says where etcd is not. */
  etcdCheckText: rule(
    'etcd failed',
    { 12: 'error listing etcd members: context deadline exceeded', 14: 'error getting data from etcd: context deadline exceeded' },
    'etcdCheck',
  ),
  /** How long a start waits for etcd, and how it ends without: it serves, until its hooks have given up; in a Fatalf, a panic, an error, in a Fatalf of its leases. */
  etcdDialSeconds: rule(Infinity, { 10: 20.04 }),
  /** What the etcd client logs of an attempt to connect: the server's URL, its address, and why it failed. */
  etcdDialLog: rule<((url: string, address: string, why: string) => string) | null>(null, {
    14: dialLog('clientconn.go:1251', (_, address) => `${address} 0  <nil>`),
    16: dialLog('clientconn.go:1120', (url) => `${url} 0  <nil>`),
    18: dialLog('clientconn.go:1208', (url) => `${url}  <nil> 0 <nil>`),
    19: dialLog('clientconn.go:1223', (url) => `${url}  <nil> 0 <nil>`),
    22: componentLog('clientconn.go:1326'),
    23: componentLog('clientconn.go:1331'),
    25: channelLog(
      (address) =>
        JSON.stringify(
          { Addr: address, ServerName: hostOf(address), Attributes: null, BalancerAttributes: null, Type: 0, Metadata: null },
          null,
          2,
        ),
      'dialing ',
    ),
    26: channelLog((address) => `{Addr: "${address}", ServerName: "${hostOf(address)}", }`, 'dialing: '),
    27: channelLog((address) => `{Addr: "${address}", ServerName: "${address}", }`, 'dialing: '),
  }),
  withoutEtcd: rule<'hooks' | 'fatal' | 'panic' | 'error' | 'leases'>(
    'hooks',
    { 10: 'fatal', 16: 'panic', 19: 'error', 28: 'leases' },
    'etcdDialSeconds',
  ),
  /** What a request is told that etcd has kept waiting for a minute. */
  requestTimeoutText: rule('Timeout: request did not complete within 1m0s', {
    21: 'Timeout: request did not complete within the allotted timeout',
  }),
  /** How long a request that writes may wait for etcd, and what it is told then. */
  writeTimeout: rule<{ seconds: number; text: string }>(
    { seconds: 30, text: 'Timeout: request did not complete within requested timeout 30s' },
    {
      14: { seconds: 34, text: 'Timeout: request did not complete within requested timeout 34s' },
      21: { seconds: 34, text: 'Timeout: request did not complete within requested timeout - context deadline exceeded' },
    },
  ),
  /** A start tries for 30 s to make the roles that it lacks, and ends then; before, what it could not make it left. */
  rolesRetried: since(19),
}

const encryptionFile = (file: string): string => `encryption provider configuration file ${file}`
const unread = (file: string, error: string): string =>
  `${error.startsWith('read') ? 'could not read contents' : `error opening ${encryptionFile(file)}`}: ${error}`

/** Rules of the kube-apiserver’s command line: how it is parsed, what is checked in which order, and in which words. */
export const FLAGS = {
  // the words for what is wrong with the kube-apiserver’s flags, or with the files that they name
  /** Words before the error of a secret file, and of the client CA. */
  authenticationErrorPrefix: rule('invalid authentication config: ', { 17: '' }),
  clientCAErrorPrefix: rule('unable to load client CA file: unable to load client CA file: ', { 17: '' }),
  /** Words before the error of a port that cannot be had without TLS. */
  insecureListenPrefix: rule('', { 12: 'failed to create listener: ' }),
  /** Words before what is wrong when admission is set up. */
  admissionErrorPrefix: rule('failed to initialize admission: ', { 28: 'failed to apply admission: ' }),
  /** An issuer of OpenID tokens whose URL is not https. */
  oidcSchemeText: rule<(url: string, scheme: string) => string>(
    (url, scheme) => `'oidc-issuer-url' (${JSON.stringify(url)}) has invalid scheme (${JSON.stringify(scheme)}), require 'https'`,
    { 29: (url) => `jwt[0].issuer.url: Invalid value: ${JSON.stringify(url)}: URL scheme must be https` },
  ),
  /** Words before what is not valid in the configuration of authentication. */
  invalidAuthenticationPrefix: rule('', { 34: 'invalid authentication configuration: ' }),
  /** An insecure port out of range. */
  insecurePortText: rule<(port: number) => string>(
    (port) => `--insecure-port ${port} must be between 0 and 65535, inclusive. 0 for turning off secure port.`,
    { 12: (port) => `insecure port ${port} must be between 0 and 65535, inclusive. 0 for turning off insecure (HTTP) port` },
  ),
  /** A format of the log that is none, where the flag exists. */
  logFormatText: rule<((format: string) => string) | undefined>(undefined, {
    22: (format) => `format: Invalid value: ${JSON.stringify(format)}: Unsupported log format`,
  }),
  /** A flush of the log that does not come after some time is refused. */
  logFlushChecked: since(35),
  /** What is said of a version whose hidden metrics cannot be shown; `before`: the one whose can. */
  hiddenMetricsText: rule<(version: string, before: string) => string>(
    (_version, before) =>
      `--show-hidden-metrics-for-version must be omitted or have the value '${before}'. Only the previous minor version is allowed`,
    {
      36: (version, before) =>
        `metrics.showHiddenMetricsForVersion: Invalid value: ${JSON.stringify(version)}: must be omitted or have the value '${before}'; only the previous minor version is allowed`,
    },
  ),
  /** Metrics that are disabled, and what their labels may be, are looked at with the other flags. */
  metricsFilesChecked: since(36, 'hiddenMetricsText'),
  /** An encryption configuration that is not there, or is a directory; `file` is quoted. */
  encryptionFileText: rule<(file: string, error: string) => string>(
    (file, error) =>
      error.startsWith('read')
        ? `error while parsing ${encryptionFile(file)}: could not read contents: ${error}`
        : `error opening ${encryptionFile(file)}: ${error}`,
    {
      26: (file, error) => `error while parsing file: ${unread(file, error)}`,
      29: (file, error) => `error while parsing file: error while loading file: ${unread(file, error)}`,
      30: (file, error) => `error while parsing file: error while loading file: error reading ${encryptionFile(file)}: ${error}`,
    },
  ),
  /** How a start ends that cannot be a client of kubelets. */
  coreStorageFailure: rule<'core' | 'group and space' | 'group'>('core', { 28: 'group and space', 31: 'group' }, 'admissionErrorPrefix'),
  /** A start ends whose key for kubelets does not belong to its certificate; later the two are read whenever a kubelet is asked. */
  kubeletPairChecked: until(18),
  /** As a start ends whose key for aggregated servers does not belong to its certificate. */
  proxyPairChecked: since(15),
  /** The CA of an OIDC issuer cannot be read. */
  oidcCAText: rule<(error: string) => string>((error) => `Failed to read the CA file: ${error}`, { 22: (error) => error }),
  /** The audit log is opened as the server starts, which ends where it cannot be written. */
  auditLogOpened: since(22),
  /** A longest life of tokens that is too short or too long. */
  tokenExpirationText: rule('the serviceaccount max expiration must be between 1 hour to 2^32 seconds', {
    22: 'the service-account-max-token-expiration must be between 1 hour and 2^32 seconds',
  }),
  /** The file of the program in which the control plane is set up. */
  controlPlaneFile: rule('master.go', { 20: 'instance.go' }),
  /** A storage backend that is none. */
  storageBackendText: rule<(backends: readonly string[]) => string>(
    () => "--storage-backend invalid, must be 'etcd3' or 'etcd2'. If not specified, it will default to 'etcd3'",
    { 13: (backends) => `--storage-backend invalid, allowed values: ${backends.join(', ')}. If not specified, it will default to 'etcd3'` },
  ),
  /** --secure-port out of range, where it may be 0. */
  securePortText: rule<(port: number) => string>(
    (port) => `--secure-port ${port} must be between 0 and 65535, inclusive. 0 for turning off secure port.`,
    { 10: (port) => `--secure-port ${port} must be between 0 and 65535, inclusive. 0 for turning off secure port` },
  ),
  /** A range of services that is too large, and one that is too small. */
  rangeTooLargeText: rule<(flag: string, bits: number, mask: number) => string>((flag) => `specified ${flag} is too large`, {
    19: (flag, bits, mask) => `specified ${flag} is too large; for ${bits}-bit addresses, the mask must be >= ${mask}`,
  }),
  rangeTooSmallText: rule<(which: 'primary' | 'secondary', least: number) => string>(
    (_which, least) => `error determining service IP ranges: The service cluster IP range must be at least ${least} IP addresses`,
    {
      16: (which, least) =>
        `error determining service IP ranges for ${which} service cidr: The service cluster IP range must be at least ${least} IP addresses`,
      18: (which, least) =>
        `error determining service IP ranges for ${which} service cidr: the service cluster IP range must be at least ${least} IP addresses`,
    },
  ),
  /** A node port out of its range. */
  nodePortRangeText: rule('kubernetes service port range', { 22: 'kubernetes service node port range' }),
  /** Words before the error of a serving certificate, and of a file with an authentication configuration. */
  servingCertErrorPrefix: rule('unable to load server certificate: ', { 17: '' }),
  authenticationFileErrorPrefix: rule<(file: string) => string>(() => '', {
    34: (file) => `failed to load authentication configuration from file ${JSON.stringify(file)}: `,
  }),

  // the kube-apiserver’s command line: how it is parsed, and how a mistake is printed
  /** `for "--x" flag: …`, as against `for --x=value: …`. */
  badValueQuoted: since(10),
  /** Where comma-separated values break, columns count from 1. */
  csvColumnsFrom1: since(23),
  /** An address in a flag may be empty, which is none. */
  emptyIpFlag: since(34),
  /** How -v is read. */
  verbosityParse: rule<'Atoi' | 'ParseInt' | 'ParseUint'>('Atoi', { 16: 'ParseInt', 23: 'ParseUint' }),
  /** Go quotes a bad duration. */
  durationQuoted: since(19),
  /** A word that is no flag ends the program, as against being ignored. */
  strayRefused: since(19),
  /** cobra prints its usage, and main.go the error once more. */
  usagePrinted: rule(false, { 10: true, 19: false }, 'flagErrorsExit2'),
  /** --authorization-mode may be given more than once. */
  modesAreList: since(11),
  /** A feature gate that is none, and one whose value is no bool. */
  unknownGateText: rule<(name: string) => string>((name) => `unrecognized key: ${name}`, {
    12: (name) => `unrecognized feature gate: ${name}`,
  }),
  badGateText: rule<(name: string, value: string, error: string) => string>(
    (name, value, error) => `invalid value of ${name}: ${value}, err: ${error}`,
    { 12: (name, value, error) => `invalid value of ${name}=${value}, err: ${error}` },
    'unknownGateText',
  ),
  /** A gate that an older release, which is emulated, lacks. */
  preAlphaText: rule<(name: string, value: boolean, emulated: string, compatible: string) => string>(
    (name, value, emulated) => `cannot set feature gate ${name} to ${value}, feature is PreAlpha at emulated version ${emulated}`,
    {
      35: (name, value, emulated, compatible) =>
        `cannot set feature gate ${name} to ${value}, feature is PreAlpha at emulated version ${emulated}, min compatibility version ${compatible}`,
    },
  ),
  /** --help prints the flags, as against a usage. */
  helpListsFlags: until(10),
  /** pflag's own exit with usage (code 2), as against cobra's `Error: …` (code 1). */
  flagErrorsExit2: until(10),
  /** Errors after parsing are a klog line `"command failed"`, as against `Error: …`. */
  commandFailedLog: since(23),
  /** Where `"command failed"` is logged: `run.go:72`. */
  commandFailedAt: rule('', { 23: 'run.go:74', 31: 'run.go:72' }, 'commandFailedLog'),
  /** Unknown feature gates are found after parsing, not in it. */
  gatesCheckedLate: since(31),

  // what the kube-apiserver checks in its flags, and in which order
  /** `--insecure-port`: works, works with a warning, only 0 is allowed, unknown. */
  insecurePort: rule<'works' | 'deprecated' | 'only 0' | 'gone'>('works', { 10: 'deprecated', 20: 'only 0', 24: 'gone' }),
  /** An empty list of authorization modes means AlwaysAllow too. */
  emptyModesAllowAll: since(29),
  /** Versions that an audit policy may be of. */
  auditPolicyVersions: rule<readonly string[]>(['v1alpha1', 'v1beta1'], { 12: ['v1alpha1', 'v1beta1', 'v1'], 24: ['v1'] }),
  /** APIs of which priority and fairness needs one, in order of precedence. */
  fairnessApis: rule<readonly string[]>([], {
    20: ['flowcontrol.apiserver.k8s.io/v1beta1', 'api/beta', 'api/all'],
    23: ['flowcontrol.apiserver.k8s.io/v1beta2', 'flowcontrol.apiserver.k8s.io/v1beta1', 'api/beta', 'api/all'],
    26: ['flowcontrol.apiserver.k8s.io/v1beta3', 'api/beta', 'api/all'],
    29: ['flowcontrol.apiserver.k8s.io/v1', 'api/ga', 'api/all'],
  }),
  /** Services may have a second range of addresses, of the other family. */
  secondServiceRange: since(21),
  /** The generic server's flags are looked at for values below 0. */
  genericFlagsChecked: since(31),
  /** What is wrong with the modes is found with the other flags, as against when the authorizers are made. */
  modesChecked: rule<'with the flags' | 'late'>('late', { 11: 'with the flags' }),
  /** When --apiserver-count is looked at. */
  countChecked: rule<'first' | 'last'>('last', { 13: 'first', 28: 'last' }),
  /** kube-apiserver's own checks of its flags come after the generic ones. */
  ownChecksLast: since(28),
  /** What is wrong with the form of --etcd-servers-overrides ends the start, as against a line in the log. */
  etcdOverridesChecked: since(11),
  /** How --audit-log-mode and --audit-webhook-mode may have events written. */
  auditModes: rule<readonly string[]>(['batch', 'blocking'], { 13: ['batch', 'blocking', 'blocking-strict'] }),
  /** What --runtime-config names and no API has is told with its version. */
  runtimeConfigVersioned: since(35),
  /** One CA of clients and of the proxy is refused where the latter may have any name. */
  overlapRefused: since(35),
  /** --version takes a version to be called by. */
  versionFlagSets: since(26),
  /** The sizes of batches of audit events are looked at with the other flags. */
  auditBatchesChecked: since(10),
  /** The line that warns of a proxy's headers without which there is no aggregation. */
  headersWarnedAt: rule<number | undefined>(undefined, { 24: 80, 31: 81, 32: 84 }),
  /** A rule of an audit policy may stand for all groups. */
  auditGroupsAll: since(35),
  /** The line that warns of tokens that outlive what is allowed. */
  tokensWarnedAt: rule<number | undefined>(undefined, { 33: 337, 34: 351, 37: 349 }, 'noCidrWarning'),
  /** An audit webhook is set up where there is no policy too. */
  auditWebhookAlone: until(13),
  /** --storage-media-type is looked at with the other flags. */
  storageMediaChecked: since(29),
  /** An empty server in --etcd-servers-overrides is refused. */
  emptyOverrideRefused: since(34),
  /** When the services' addresses have to be of the family of the server's own: not at all, once etcd is there, or at once. */
  serviceFamilyChecked: rule<'never' | 'late' | 'with the flags'>('never', { 25: 'late', 28: 'with the flags' }),
  /** How many releases back one can be emulated. */
  emulatesBack: rule(1, { 33: 3 }),
  /** --runtime-config is looked at version by version, when the storage is set up, as against by its groups with the flags. */
  runtimeConfigChecked: rule<'storage' | 'groups'>('storage', { 10: 'groups' }),
  /** An unknown admission plugin in --admission-control is found when the plugins are made. */
  pluginsCheckedLate: until(10),
  /** Where more requests at a time are allowed than none: fewer than none make the program panic, are taken, or end it with words. */
  inFlightBelowNone: rule<'panic' | 'served' | 'words'>('panic', { 20: 'served', 22: 'words' }),
  storageBackends: rule<readonly string[]>(['etcd2', 'etcd3'], { 13: ['etcd3'] }),
  /** An IPv4 service range may be a /12 at most. */
  serviceRangeLimited: until(33),
  priorityAndFairness: since(20),
  /** --secure-port may not be 0. */
  securePortRequired: since(12),
  /** Any --oidc-* flag needs issuer and client id. */
  oidcStrict: since(29),
  /** Service account tokens may be signed by another program. */
  signingEndpoint: since(32),
  /** Issuer, signing key and audiences are checked together. */
  tokenRequestChecked: since(13),
  /** The service-account issuer and signing key must be given. */
  issuerRequired: since(20),
  /** Admission plugins are on by default. */
  pluginsOnByDefault: since(10),
}
