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
  /**
   * How an encryption configuration is read, and in which words one is told that is not there or is wrong: not checked at all; its keys
   * where they come to be used; then as a whole, each with more words than the one before it, from `decoding` on with its resources, and `strict` with unknown fields.
   */
  encryptionReading: 'unchecked' | 'keys' | 'whole' | 'parsing' | 'decoding' | 'loading' | 'reading' | 'strict'
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
  /** How an audit policy is decoded: an older version is warned of; unknown fields are. */
  auditPolicyDecoding: 'plain' | 'warned' | 'strict'
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
  encryptionReading: 'unchecked',
  coreStorageFailure: 'core',
  kubeletPairChecked: true,
  proxyPairChecked: false,
  oidcCAText: (error) => `Failed to read the CA file: ${error}`,
  auditLogOpened: false,
  auditPolicyDecoding: 'plain',
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
  { since: 13, set: { encryptionReading: 'keys' } },
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
  { since: 18, set: { encryptionReading: 'whole' } },
  {
    since: 19,
    set: {
      rangeTooLargeText: (flag, bits, mask) => `specified ${flag} is too large; for ${bits}-bit addresses, the mask must be >= ${mask}`,
    },
  },
  { since: 20, set: { controlPlaneFile: 'instance.go' } },
  { since: 22, set: { logFormatText: (format) => `format: Invalid value: ${JSON.stringify(format)}: Unsupported log format` } },
  { since: 21, set: { auditPolicyDecoding: 'warned' } },
  { since: 22, set: { auditLogOpened: true } },
  { since: 22, set: { oidcCAText: (error) => error } },
  { since: 22, set: { nodePortRangeText: 'kubernetes service node port range' } },
  { since: 22, set: { tokenExpirationText: 'the service-account-max-token-expiration must be between 1 hour and 2^32 seconds' } },
  { since: 26, set: { auditPolicyDecoding: 'strict' } },
  { since: 26, set: { encryptionReading: 'parsing' } },
  { since: 27, set: { encryptionReading: 'decoding' } },
  { since: 28, set: { admissionErrorPrefix: 'failed to apply admission: ', coreStorageFailure: 'group and space' } },
  { since: 29, set: { encryptionReading: 'loading' } },
  { since: 29, set: { oidcSchemeText: (url) => `jwt[0].issuer.url: Invalid value: ${JSON.stringify(url)}: URL scheme must be https` } },
  { since: 30, set: { encryptionReading: 'reading' } },
  { since: 31, set: { encryptionReading: 'strict', coreStorageFailure: 'group' } },
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
