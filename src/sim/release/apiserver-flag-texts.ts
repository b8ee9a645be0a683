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
    says: '--secure-port out of its range is told in other words.',
    source: 'staging/src/k8s.io/apiserver/pkg/server/options/serving.go',
    read: { by: 'source', before: 'v1.9.11', after: 'v1.10.13' },
  },
  {
    since: 12,
    set: {
      insecurePortText: (port) => `insecure port ${port} must be between 0 and 65535, inclusive. 0 for turning off insecure (HTTP) port`,
    },
    says: 'An insecure port out of its range is told in other words.',
    source: 'staging/src/k8s.io/apiserver/pkg/server/options/deprecated_insecure_serving.go',
    read: { by: 'source', before: 'v1.11.10', after: 'v1.12.10' },
  },
  {
    since: 12,
    set: { insecureListenPrefix: 'failed to create listener: ' },
    says: 'Where the insecure port cannot be had, the error says that no listener was made.',
    source: 'staging/src/k8s.io/apiserver/pkg/server/options/deprecated_insecure_serving.go',
    read: { by: 'source', before: 'v1.11.0', after: 'v1.12.0' },
  },
  {
    since: 13,
    set: {
      storageBackendText: (backends) =>
        `--storage-backend invalid, allowed values: ${backends.join(', ')}. If not specified, it will default to 'etcd3'`,
    },
    says: 'etcd 2 is no longer a storage backend.',
    source: 'staging/src/k8s.io/apiserver/pkg/server/options/etcd.go',
    read: { by: 'source', before: 'v1.12.10', after: 'v1.13.12' },
  },
  {
    since: 13,
    set: { encryptionReading: 'keys' },
    says: 'An encryption configuration is one of the kind EncryptionConfiguration; before, nothing here says what is wrong with it.',
    source: 'staging/src/k8s.io/apiserver/pkg/server/options/encryptionconfig/config.go',
    read: { by: 'source', before: 'v1.12.10', after: 'v1.13.12' },
  },
  {
    since: 15,
    set: { proxyPairChecked: true },
    says: 'A key for aggregated servers that does not belong to its certificate ends the start.',
    source: 'staging/src/k8s.io/kube-aggregator/pkg/controllers/status/available_controller.go',
    read: { by: 'source', before: 'v1.14.9', after: 'v1.15.0' },
  },
  {
    since: 16,
    set: {
      rangeTooSmallText: (which, least) =>
        `error determining service IP ranges for ${which} service cidr: The service cluster IP range must be at least ${least} IP addresses`,
    },
    says: 'A range of services that is too small is told which of two it is.',
    source: 'cmd/kube-apiserver/app/server.go',
    read: { by: 'source', before: 'v1.15.2', after: 'v1.16.15' },
  },
  {
    since: 17,
    set: { clientCAErrorPrefix: '' },
    says: 'The CA files are watched, and their errors told plainly.',
    source: 'staging/src/k8s.io/apiserver/pkg/server/options/authentication.go',
    read: { by: 'source', before: 'v1.16.15', after: 'v1.17.17' },
  },
  {
    since: 17,
    set: { servingCertErrorPrefix: '' },
    says: 'The serving certificate is watched, and its error told plainly.',
    source: 'staging/src/k8s.io/apiserver/pkg/server/options/serving.go',
    read: { by: 'source', before: 'v1.16.15', after: 'v1.17.17' },
  },
  {
    since: 17,
    set: { authenticationErrorPrefix: '' },
    says: 'The error about a file with secrets is told plainly.',
    source: 'cmd/kube-apiserver/app/server.go',
    read: { by: 'source', before: 'v1.16.15', after: 'v1.17.17' },
  },
  {
    since: 18,
    set: {
      rangeTooSmallText: (which, least) =>
        `error determining service IP ranges for ${which} service cidr: the service cluster IP range must be at least ${least} IP addresses`,
    },
    says: 'The sentence about a range of services that is too small begins with a small letter.',
    source: 'pkg/master/services.go',
    read: { by: 'source', before: 'v1.17.17', after: 'v1.18.20' },
  },
  {
    since: 18,
    set: { kubeletPairChecked: false },
    says: 'Certificate and key for kubelets are read whenever one is asked, and are no pair without anybody’s notice until then.',
    source: 'staging/src/k8s.io/client-go/transport/transport.go',
    read: { by: 'source', before: 'v1.17.0', after: 'v1.18.0' },
  },
  {
    since: 18,
    set: { encryptionReading: 'whole' },
    says: 'An encryption configuration is checked as a whole.',
    source: 'staging/src/k8s.io/apiserver/pkg/server/options/encryptionconfig/config.go',
    read: { by: 'source', before: 'v1.17.17', after: 'v1.18.19' },
  },
  {
    since: 19,
    set: {
      rangeTooLargeText: (flag, bits, mask) => `specified ${flag} is too large; for ${bits}-bit addresses, the mask must be >= ${mask}`,
    },
    says: 'A range of services that is too large is told which mask it may have.',
    source: 'cmd/kube-apiserver/app/options/validation.go',
    read: { by: 'source', before: 'v1.18.20', after: 'v1.19.13' },
  },
  {
    since: 20,
    set: { controlPlaneFile: 'instance.go' },
    says: 'The control plane is set up in pkg/controlplane.',
    source: 'pkg/controlplane/instance.go',
    read: { by: 'inference', before: 'v1.19.16', after: 'v1.25.16' },
  },
  {
    since: 22,
    set: { logFormatText: (format) => `format: Invalid value: ${JSON.stringify(format)}: Unsupported log format` },
    says: 'A --logging-format that is none is told in other words.',
    source: 'staging/src/k8s.io/component-base/logs/validate.go',
    read: { by: 'source', before: 'v1.21.14', after: 'v1.22.17' },
  },
  {
    since: 21,
    set: { auditPolicyDecoding: 'warned' },
    says: 'An audit policy of an older version than v1 is warned of.',
    source: 'staging/src/k8s.io/apiserver/pkg/audit/policy/reader.go',
    read: { by: 'inference', before: 'v1.19.10', after: 'v1.21.4' },
  },
  {
    since: 22,
    set: { auditLogOpened: true },
    says: 'The kube-apiserver opens its audit log as it starts, and ends where it cannot be written; before, it went on and each event was an error.',
    source: 'staging/src/k8s.io/apiserver/pkg/server/options/audit.go',
    read: { by: 'source', before: 'v1.21.14', after: 'v1.22.17' },
  },
  {
    since: 22,
    set: { oidcCAText: (error) => error },
    says: 'That the CA of an OIDC issuer cannot be read is told plainly.',
    source: 'staging/src/k8s.io/apiserver/plugin/pkg/authenticator/token/oidc/oidc.go',
    read: { by: 'source', before: 'v1.21.14', after: 'v1.22.17' },
  },
  {
    since: 22,
    set: { nodePortRangeText: 'kubernetes service node port range' },
    says: 'A node port out of its range is told in other words.',
    source: 'cmd/kube-apiserver/app/options/validation.go',
    read: { by: 'source', before: 'v1.21.3', after: 'v1.22.3' },
  },
  {
    since: 22,
    set: { tokenExpirationText: 'the service-account-max-token-expiration must be between 1 hour and 2^32 seconds' },
    says: 'A longest life of tokens that is out of its range is told by the name of the flag.',
    source: 'cmd/kube-apiserver/app/server.go',
    read: { by: 'inference', before: 'v1.21.0', after: 'v1.25.16' },
  },
  {
    since: 26,
    set: { auditPolicyDecoding: 'strict' },
    says: 'Unknown fields of an audit policy are warned of.',
    source: 'staging/src/k8s.io/apiserver/pkg/audit/policy/reader.go',
    read: { by: 'source', before: 'v1.25.12', after: 'v1.26.5' },
  },
  {
    since: 26,
    set: { encryptionReading: 'parsing' },
    says: 'An encryption configuration that is wrong is told in other words, and an empty one as that.',
    source: 'staging/src/k8s.io/apiserver/pkg/server/options/encryptionconfig/config.go',
    read: { by: 'source', before: 'v1.25.16', after: 'v1.26.15' },
  },
  {
    since: 27,
    set: { encryptionReading: 'decoding' },
    says: 'The resources that an encryption configuration names are checked, and one that cannot be decoded is told with its file.',
    source: 'staging/src/k8s.io/apiserver/pkg/server/options/encryptionconfig/config.go',
    read: { by: 'source', before: 'v1.26.15', after: 'v1.27.16' },
  },
  {
    since: 28,
    set: { admissionErrorPrefix: 'failed to apply admission: ', coreStorageFailure: 'group and space' },
    says: 'What is wrong with the configuration of admission, and with the files for kubelets, is told in other words.',
    source: 'pkg/controlplane/apiserver/config.go, pkg/controlplane/instance.go',
    read: { by: 'source', before: 'v1.27.16', after: 'v1.28.15' },
  },
  {
    since: 29,
    set: { encryptionReading: 'loading' },
    says: 'That an encryption configuration cannot be loaded is said as well.',
    source: 'staging/src/k8s.io/apiserver/pkg/server/options/encryptionconfig/config.go',
    read: { by: 'source', before: 'v1.28.15', after: 'v1.29.15' },
  },
  {
    since: 29,
    set: {
      oidcSchemeText: (url) => `jwt[0].issuer.url: Invalid value: ${JSON.stringify(url)}: URL scheme must be https`,
    },
    says: 'The flags of OpenID are checked as the authentication configuration is.',
    source:
      'staging/src/k8s.io/apiserver/plugin/pkg/authenticator/token/oidc/oidc.go, staging/src/k8s.io/apiserver/pkg/apis/apiserver/validation/validation.go',
    read: { by: 'source', before: 'v1.28.15', after: 'v1.29.15' },
  },
  {
    since: 30,
    set: { encryptionReading: 'reading' },
    says: 'An encryption configuration that is not there, or is a directory, is told in other words.',
    source: 'staging/src/k8s.io/apiserver/pkg/server/options/encryptionconfig/config.go',
    read: { by: 'source', before: 'v1.29.15', after: 'v1.30.14' },
  },
  {
    since: 31,
    set: { encryptionReading: 'strict', coreStorageFailure: 'group' },
    says: 'An encryption configuration with fields that nobody knows is refused; what is wrong with the files for kubelets has a space less.',
    source: 'staging/src/k8s.io/apiserver/pkg/server/options/encryptionconfig/config.go, pkg/controlplane/apiserver/apis.go',
    read: { by: 'source', before: 'v1.30.14', after: 'v1.31.14' },
  },
  {
    since: 34,
    set: { authenticationFileErrorPrefix: (file) => `failed to load authentication configuration from file ${JSON.stringify(file)}: ` },
    says: 'An authentication configuration that cannot be read is told with its file.',
    source: 'pkg/kubeapiserver/options/authentication.go',
    read: { by: 'source', before: 'v1.33.13', after: 'v1.34.9' },
  },
  {
    since: 34,
    set: { invalidAuthenticationPrefix: 'invalid authentication configuration: ' },
    says: 'What is not valid in the configuration of authentication is told as such.',
    source: 'pkg/kubeapiserver/options/authentication.go',
    read: { by: 'source', before: 'v1.33.13', after: 'v1.34.9' },
  },
]
