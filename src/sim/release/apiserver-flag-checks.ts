import type { Row } from './row.ts'

/** Rules of the words for what is wrong with the kube-apiserver’s flags, or with the files that they name. */
export interface FlagTextRules {
  /** Words before the error of a secret file, and of the client CA. */
  authenticationErrorPrefix: string
  clientCAErrorPrefix: string
  /** Words before the error of a port that cannot be had without TLS. */
  insecureListenPrefix: string
  /** Words before what is wrong when admission is set up. */
  admissionErrorPrefix: string
  /** An issuer of OpenID tokens whose URL is not https. */
  oidcSchemeText: (url: string, scheme: string) => string
  /** Words before what is not valid in the configuration of authentication. */
  invalidAuthenticationPrefix: string
  /** An insecure port out of range. */
  insecurePortText: (port: number) => string
  /** A format of the log that is none, where the flag exists. */
  logFormatText: ((format: string) => string) | undefined
  /** A flush of the log that does not come after some time is refused. */
  logFlushChecked: boolean
  /** What is said of a version whose hidden metrics cannot be shown; `before`: the one whose can. */
  hiddenMetricsText: (version: string, before: string) => string
  /** Metrics that are disabled, and what their labels may be, are looked at with the other flags. */
  metricsFilesChecked: boolean
  /** An encryption configuration that is not there, or is a directory; `file` is quoted. */
  encryptionFileText: (file: string, error: string) => string
  /** How a start ends that cannot be a client of kubelets. */
  coreStorageFailure: 'core' | 'group and space' | 'group'
  /** A start ends whose key for kubelets does not belong to its certificate; later the two are read whenever a kubelet is asked. */
  kubeletPairChecked: boolean
  /** As a start ends whose key for aggregated servers does not belong to its certificate. */
  proxyPairChecked: boolean
  /** The CA of an OIDC issuer cannot be read. */
  oidcCAText: (error: string) => string
  /** The audit log is opened as the server starts, which ends where it cannot be written. */
  auditLogOpened: boolean
  /** A longest life of tokens that is too short or too long. */
  tokenExpirationText: string
  /** The file of the program in which the control plane is set up. */
  controlPlaneFile: string
  /** A storage backend that is none. */
  storageBackendText: (backends: readonly string[]) => string
  /** --secure-port out of range, where it may be 0. */
  securePortText: (port: number) => string
  /** A range of services that is too large, and one that is too small. */
  rangeTooLargeText: (flag: string, bits: number, mask: number) => string
  rangeTooSmallText: (which: 'primary' | 'secondary', least: number) => string
  /** A node port out of its range. */
  nodePortRangeText: string
  /** Words before the error of a serving certificate, and of a file with an authentication configuration. */
  servingCertErrorPrefix: string
  authenticationFileErrorPrefix: (file: string) => string
}

const encryptionFile = (file: string): string => `encryption provider configuration file ${file}`
const unread = (file: string, error: string): string =>
  `${error.startsWith('read') ? 'could not read contents' : `error opening ${encryptionFile(file)}`}: ${error}`

/** 1.9 */
export const FLAG_TEXT_BASE: FlagTextRules = {
  authenticationErrorPrefix: 'invalid authentication config: ',
  admissionErrorPrefix: 'failed to initialize admission: ',
  oidcSchemeText: (url, scheme) =>
    `'oidc-issuer-url' (${JSON.stringify(url)}) has invalid scheme (${JSON.stringify(scheme)}), require 'https'`,
  invalidAuthenticationPrefix: '',
  insecureListenPrefix: '',
  clientCAErrorPrefix: 'unable to load client CA file: unable to load client CA file: ',
  insecurePortText: (port) => `--insecure-port ${port} must be between 0 and 65535, inclusive. 0 for turning off secure port.`,
  logFormatText: undefined,
  logFlushChecked: false,
  hiddenMetricsText: (_version, before) =>
    `--show-hidden-metrics-for-version must be omitted or have the value '${before}'. Only the previous minor version is allowed`,
  metricsFilesChecked: false,
  encryptionFileText: (file, error) =>
    error.startsWith('read')
      ? `error while parsing ${encryptionFile(file)}: could not read contents: ${error}`
      : `error opening ${encryptionFile(file)}: ${error}`,
  coreStorageFailure: 'core',
  kubeletPairChecked: true,
  proxyPairChecked: false,
  oidcCAText: (error) => `Failed to read the CA file: ${error}`,
  auditLogOpened: false,
  tokenExpirationText: 'the serviceaccount max expiration must be between 1 hour to 2^32 seconds',
  controlPlaneFile: 'master.go',
  storageBackendText: () => "--storage-backend invalid, must be 'etcd3' or 'etcd2'. If not specified, it will default to 'etcd3'",
  securePortText: (port) => `--secure-port ${port} must be between 0 and 65535, inclusive. 0 for turning off secure port.`,
  rangeTooLargeText: (flag) => `specified ${flag} is too large`,
  rangeTooSmallText: (_which, least) =>
    `error determining service IP ranges: The service cluster IP range must be at least ${least} IP addresses`,
  nodePortRangeText: 'kubernetes service port range',
  servingCertErrorPrefix: 'unable to load server certificate: ',
  authenticationFileErrorPrefix: () => '',
}

export const FLAG_TEXT_ROWS: readonly Row<FlagTextRules>[] = [
  {
    since: 10,
    set: { securePortText: (port) => `--secure-port ${port} must be between 0 and 65535, inclusive. 0 for turning off secure port` },
  },
  {
    since: 12,
    set: {
      insecurePortText: (port) => `insecure port ${port} must be between 0 and 65535, inclusive. 0 for turning off insecure (HTTP) port`,
    },
  },
  { since: 12, set: { insecureListenPrefix: 'failed to create listener: ' } },
  {
    since: 13,
    set: {
      storageBackendText: (backends) =>
        `--storage-backend invalid, allowed values: ${backends.join(', ')}. If not specified, it will default to 'etcd3'`,
    },
  },
  { since: 15, set: { proxyPairChecked: true } },
  {
    since: 16,
    set: {
      rangeTooSmallText: (which, least) =>
        `error determining service IP ranges for ${which} service cidr: The service cluster IP range must be at least ${least} IP addresses`,
    },
  },
  { since: 17, set: { clientCAErrorPrefix: '' } },
  { since: 17, set: { servingCertErrorPrefix: '' } },
  { since: 17, set: { authenticationErrorPrefix: '' } },
  {
    since: 18,
    set: {
      rangeTooSmallText: (which, least) =>
        `error determining service IP ranges for ${which} service cidr: the service cluster IP range must be at least ${least} IP addresses`,
    },
  },
  { since: 18, set: { kubeletPairChecked: false } },
  {
    since: 19,
    set: {
      rangeTooLargeText: (flag, bits, mask) => `specified ${flag} is too large; for ${bits}-bit addresses, the mask must be >= ${mask}`,
    },
  },
  { since: 20, set: { controlPlaneFile: 'instance.go' } },
  { since: 22, set: { logFormatText: (format) => `format: Invalid value: ${JSON.stringify(format)}: Unsupported log format` } },
  { since: 22, set: { auditLogOpened: true } },
  { since: 22, set: { oidcCAText: (error) => error } },
  { since: 22, set: { nodePortRangeText: 'kubernetes service node port range' } },
  { since: 22, set: { tokenExpirationText: 'the service-account-max-token-expiration must be between 1 hour and 2^32 seconds' } },
  { since: 26, set: { encryptionFileText: (file, error) => `error while parsing file: ${unread(file, error)}` } },
  { since: 28, set: { admissionErrorPrefix: 'failed to apply admission: ', coreStorageFailure: 'group and space' } },
  { since: 29, set: { encryptionFileText: (file, error) => `error while parsing file: error while loading file: ${unread(file, error)}` } },
  { since: 29, set: { oidcSchemeText: (url) => `jwt[0].issuer.url: Invalid value: ${JSON.stringify(url)}: URL scheme must be https` } },
  {
    since: 30,
    set: {
      encryptionFileText: (file, error) =>
        `error while parsing file: error while loading file: error reading ${encryptionFile(file)}: ${error}`,
    },
  },
  { since: 31, set: { coreStorageFailure: 'group' } },
  {
    since: 34,
    set: { authenticationFileErrorPrefix: (file) => `failed to load authentication configuration from file ${JSON.stringify(file)}: ` },
  },
  { since: 34, set: { invalidAuthenticationPrefix: 'invalid authentication configuration: ' } },
  {
    since: 36,
    set: {
      hiddenMetricsText: (version, before) =>
        `metrics.showHiddenMetricsForVersion: Invalid value: ${JSON.stringify(version)}: must be omitted or have the value '${before}'; only the previous minor version is allowed`,
      metricsFilesChecked: true,
    },
  },
  { since: 37, set: { logFlushChecked: true } },
]

/** Rules of the kube-apiserver’s command line: how it is parsed, and how a mistake is printed. */
export interface FlagRules {
  /** `for "--x" flag: …`, as against `for --x=value: …`. */
  badValueQuoted: boolean
  /** Where comma-separated values break, columns count from 1. */
  csvColumnsFrom1: boolean
  /** An address in a flag may be empty, which is none. */
  emptyIpFlag: boolean
  /** How -v is read. */
  verbosityParse: 'Atoi' | 'ParseInt' | 'ParseUint'
  /** Go quotes a bad duration. */
  durationQuoted: boolean
  /** A word that is no flag ends the program, as against being ignored. */
  strayRefused: boolean
  /** cobra prints its usage, and main.go the error once more. */
  usagePrinted: boolean
  /** --authorization-mode may be given more than once. */
  modesAreList: boolean
  /** A feature gate that is none, and one whose value is no bool. */
  unknownGateText: (name: string) => string
  badGateText: (name: string, value: string, error: string) => string
  /** A gate that an older release, which is emulated, lacks. */
  preAlphaText: (name: string, value: boolean, emulated: string, compatible: string) => string
  /** --help prints the flags, as against a usage. */
  helpListsFlags: boolean
  /** pflag's own exit with usage (code 2), as against cobra's `Error: …` (code 1). */
  flagErrorsExit2: boolean
  /** Errors after parsing are a klog line `"command failed"`, as against `Error: …`. */
  commandFailedLog: boolean
  /** Where `"command failed"` is logged: `run.go:72`. */
  commandFailedAt: string
  /** Unknown feature gates are found after parsing, not in it. */
  gatesCheckedLate: boolean
}

/** 1.9 */
export const FLAG_BASE: FlagRules = {
  badValueQuoted: false,
  csvColumnsFrom1: false,
  emptyIpFlag: false,
  verbosityParse: 'Atoi',
  durationQuoted: false,
  strayRefused: false,
  usagePrinted: false,
  modesAreList: false,
  unknownGateText: (name) => `unrecognized key: ${name}`,
  badGateText: (name, value, error) => `invalid value of ${name}: ${value}, err: ${error}`,
  preAlphaText: (name, value, emulated) =>
    `cannot set feature gate ${name} to ${value}, feature is PreAlpha at emulated version ${emulated}`,
  helpListsFlags: true,
  flagErrorsExit2: true,
  commandFailedLog: false,
  commandFailedAt: '',
  gatesCheckedLate: false,
}

export const FLAG_ROWS: readonly Row<FlagRules>[] = [
  { since: 10, set: { flagErrorsExit2: false, usagePrinted: true } },
  { since: 10, set: { helpListsFlags: false } },
  { since: 10, set: { badValueQuoted: true } },
  { since: 11, set: { modesAreList: true } },
  {
    since: 12,
    set: {
      unknownGateText: (name) => `unrecognized feature gate: ${name}`,
      badGateText: (name, value, error) => `invalid value of ${name}=${value}, err: ${error}`,
    },
  },
  { since: 16, set: { verbosityParse: 'ParseInt' } },
  { since: 19, set: { strayRefused: true } },
  { since: 19, set: { usagePrinted: false } },
  { since: 19, set: { durationQuoted: true } },
  { since: 23, set: { commandFailedLog: true, commandFailedAt: 'run.go:74' } },
  { since: 23, set: { csvColumnsFrom1: true } },
  { since: 23, set: { verbosityParse: 'ParseUint' } },
  { since: 31, set: { gatesCheckedLate: true } },
  { since: 31, set: { commandFailedAt: 'run.go:72' } },
  { since: 34, set: { emptyIpFlag: true } },
  {
    since: 35,
    set: {
      preAlphaText: (name, value, emulated, compatible) =>
        `cannot set feature gate ${name} to ${value}, feature is PreAlpha at emulated version ${emulated}, min compatibility version ${compatible}`,
    },
  },
]

/** Rules of what the kube-apiserver checks in its flags, and in which order. */
export interface FlagCheckRules {
  /** `--insecure-port`: works, works with a warning, only 0 is allowed, unknown. */
  insecurePort: 'works' | 'deprecated' | 'only 0' | 'gone'
  /** An empty list of authorization modes means AlwaysAllow too. */
  emptyModesAllowAll: boolean
  /** Versions that an audit policy may be of. */
  auditPolicyVersions: readonly string[]
  /** APIs of which priority and fairness needs one, in order of precedence. */
  fairnessApis: readonly string[]
  /** Services may have a second range of addresses, of the other family. */
  secondServiceRange: boolean
  /** The generic server's flags are looked at for values below 0. */
  genericFlagsChecked: boolean
  /** What is wrong with the modes is found with the other flags, as against when the authorizers are made. */
  modesChecked: 'with the flags' | 'late'
  /** When --apiserver-count is looked at. */
  countChecked: 'first' | 'last'
  /** kube-apiserver's own checks of its flags come after the generic ones. */
  ownChecksLast: boolean
  /** What is wrong with the form of --etcd-servers-overrides ends the start, as against a line in the log. */
  etcdOverridesChecked: boolean
  /** How --audit-log-mode and --audit-webhook-mode may have events written. */
  auditModes: readonly string[]
  /** An audit webhook is set up where there is no policy too. */
  auditWebhookAlone: boolean
  /** --storage-media-type is looked at with the other flags. */
  storageMediaChecked: boolean
  /** An empty server in --etcd-servers-overrides is refused. */
  emptyOverrideRefused: boolean
  /** When the services' addresses have to be of the family of the server's own: not at all, once etcd is there, or at once. */
  serviceFamilyChecked: 'never' | 'late' | 'with the flags'
  /** How many releases back one can be emulated. */
  emulatesBack: number
  /** --runtime-config is looked at version by version, when the storage is set up, as against by its groups with the flags. */
  runtimeConfigChecked: 'storage' | 'groups'
  /** An unknown admission plugin in --admission-control is found when the plugins are made. */
  pluginsCheckedLate: boolean
  /** Where more requests at a time are allowed than none: fewer than none make the program panic, are taken, or end it with words. */
  inFlightBelowNone: 'panic' | 'served' | 'words'
  storageBackends: readonly string[]
  /** An IPv4 service range may be a /12 at most. */
  serviceRangeLimited: boolean
  priorityAndFairness: boolean
  /** --secure-port may not be 0. */
  securePortRequired: boolean
  /** Any --oidc-* flag needs issuer and client id. */
  oidcStrict: boolean
  /** Service account tokens may be signed by another program. */
  signingEndpoint: boolean
  /** Issuer, signing key and audiences are checked together. */
  tokenRequestChecked: boolean
  /** The service-account issuer and signing key must be given. */
  issuerRequired: boolean
  /** Admission plugins are on by default. */
  pluginsOnByDefault: boolean
}

/** 1.9 */
export const FLAG_CHECK_BASE: FlagCheckRules = {
  insecurePort: 'works',
  emptyModesAllowAll: false,
  auditPolicyVersions: ['v1alpha1', 'v1beta1'],
  fairnessApis: [],
  secondServiceRange: false,
  genericFlagsChecked: false,
  modesChecked: 'late',
  countChecked: 'last',
  ownChecksLast: false,
  etcdOverridesChecked: false,
  auditModes: ['batch', 'blocking'],
  auditWebhookAlone: true,
  storageMediaChecked: false,
  emptyOverrideRefused: false,
  serviceFamilyChecked: 'never',
  emulatesBack: 1,
  runtimeConfigChecked: 'storage',
  pluginsCheckedLate: true,
  inFlightBelowNone: 'panic',
  storageBackends: ['etcd2', 'etcd3'],
  serviceRangeLimited: true,
  priorityAndFairness: false,
  securePortRequired: false,
  oidcStrict: false,
  signingEndpoint: false,
  tokenRequestChecked: false,
  issuerRequired: false,
  pluginsOnByDefault: false,
}

export const FLAG_CHECK_ROWS: readonly Row<FlagCheckRules>[] = [
  { since: 10, set: { insecurePort: 'deprecated' } },
  { since: 10, set: { runtimeConfigChecked: 'groups' } },
  { since: 10, set: { pluginsCheckedLate: false } },
  { since: 10, set: { pluginsOnByDefault: true } },
  { since: 11, set: { modesChecked: 'with the flags' } },
  { since: 11, set: { etcdOverridesChecked: true } },
  { since: 12, set: { securePortRequired: true } },
  { since: 12, set: { auditPolicyVersions: ['v1alpha1', 'v1beta1', 'v1'] } },
  { since: 13, set: { tokenRequestChecked: true } },
  { since: 13, set: { countChecked: 'first' } },
  { since: 13, set: { storageBackends: ['etcd3'] } },
  { since: 13, set: { auditModes: ['batch', 'blocking', 'blocking-strict'] } },
  { since: 13, set: { auditWebhookAlone: false } },
  { since: 20, set: { priorityAndFairness: true } },
  { since: 20, set: { insecurePort: 'only 0' } },
  { since: 20, set: { inFlightBelowNone: 'served' } },
  { since: 20, set: { issuerRequired: true } },
  { since: 20, set: { fairnessApis: ['flowcontrol.apiserver.k8s.io/v1beta1', 'api/beta', 'api/all'] } },
  { since: 21, set: { secondServiceRange: true } },
  { since: 22, set: { inFlightBelowNone: 'words' } },
  {
    since: 23,
    set: { fairnessApis: ['flowcontrol.apiserver.k8s.io/v1beta2', 'flowcontrol.apiserver.k8s.io/v1beta1', 'api/beta', 'api/all'] },
  },
  { since: 24, set: { auditPolicyVersions: ['v1'] } },
  { since: 24, set: { insecurePort: 'gone' } },
  { since: 25, set: { serviceFamilyChecked: 'late' } },
  { since: 26, set: { fairnessApis: ['flowcontrol.apiserver.k8s.io/v1beta3', 'api/beta', 'api/all'] } },
  { since: 28, set: { ownChecksLast: true } },
  { since: 28, set: { countChecked: 'last' } },
  { since: 28, set: { serviceFamilyChecked: 'with the flags' } },
  { since: 29, set: { oidcStrict: true } },
  { since: 29, set: { fairnessApis: ['flowcontrol.apiserver.k8s.io/v1', 'api/ga', 'api/all'] } },
  { since: 29, set: { emptyModesAllowAll: true } },
  { since: 29, set: { storageMediaChecked: true } },
  { since: 31, set: { genericFlagsChecked: true } },
  { since: 32, set: { signingEndpoint: true } },
  { since: 33, set: { serviceRangeLimited: false } },
  { since: 33, set: { emulatesBack: 3 } },
  { since: 34, set: { emptyOverrideRefused: true } },
]
