import type { Row } from './row.ts'

/** Rules of what the kube-apiserver checks in its flags, and in which order. */
export interface FlagCheckRules {
  /** `--insecure-port`: works, works with a warning, only 0 is allowed, unknown. */
  insecurePort: 'works' | 'deprecated' | 'only 0' | 'gone'
  /** An empty list of authorization modes means AlwaysAllow too. */
  emptyModesAllowAll: boolean
  /** Versions in which audit events can be written. */
  auditVersions: readonly string[]
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
  /** The flags of an audit backend are looked at only where it is on, and of a batch only in that mode. */
  auditChecks: 'always the webhook' | 'where it is on'
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
  /** An audit backend's truncation and version are looked at. */
  auditVersionsChecked: boolean
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
  auditVersions: ['audit.k8s.io/v1alpha1', 'audit.k8s.io/v1beta1'],
  fairnessApis: [],
  secondServiceRange: false,
  genericFlagsChecked: false,
  modesChecked: 'late',
  countChecked: 'last',
  ownChecksLast: false,
  etcdOverridesChecked: false,
  auditChecks: 'always the webhook',
  auditModes: ['batch', 'blocking'],
  auditWebhookAlone: true,
  storageMediaChecked: false,
  emptyOverrideRefused: false,
  serviceFamilyChecked: 'never',
  emulatesBack: 1,
  auditVersionsChecked: false,
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
  {
    since: 10,
    set: { insecurePort: 'deprecated' },
    says: '--insecure-port is deprecated, but still works.',
    source: 'pkg/kubeapiserver/options/serving.go',
    read: { by: 'source', before: 'v1.9.0', after: 'v1.10.13' },
  },
  {
    since: 10,
    set: { auditChecks: 'where it is on' },
    says: 'The flags of an audit backend are looked at only where it is on.',
    source: 'staging/src/k8s.io/apiserver/pkg/server/options/audit.go',
    read: { by: 'source', before: 'v1.9.11', after: 'v1.10.13' },
  },
  {
    since: 10,
    set: { runtimeConfigChecked: 'groups' },
    says: '--runtime-config is looked at with the flags, by its groups.',
    source: 'staging/src/k8s.io/apiserver/pkg/server/options/api_enablement.go',
    read: { by: 'source', before: 'v1.9.11', after: 'v1.10.13' },
  },
  {
    since: 10,
    set: { pluginsCheckedLate: false },
    says: 'An unknown admission plugin is found with the flags.',
    source: 'staging/src/k8s.io/apiserver/pkg/server/options/admission.go',
    read: { by: 'source', before: 'v1.9.11', after: 'v1.10.13' },
  },
  {
    since: 10,
    set: { pluginsOnByDefault: true },
    says: 'The usual admission plugins are on without a flag.',
    source: 'pkg/kubeapiserver/options/plugins.go',
    read: { by: 'source', before: 'v1.9.0', after: 'v1.10.13' },
  },
  {
    since: 11,
    set: { modesChecked: 'with the flags' },
    says: 'Wrong authorization modes are found with the other flags.',
    source: 'pkg/kubeapiserver/options/authorization.go',
    read: { by: 'source', before: 'v1.10.13', after: 'v1.11.0' },
  },
  {
    since: 11,
    set: { etcdOverridesChecked: true },
    says: 'A bad --etcd-servers-overrides ends the start; before, it was a line in the log.',
    source: 'staging/src/k8s.io/apiserver/pkg/server/options/etcd.go',
    read: { by: 'source', before: 'v1.10.13', after: 'v1.11.10' },
  },
  {
    since: 11,
    set: { auditVersionsChecked: true },
    says: 'An audit backend’s truncation and version are looked at.',
    source: 'staging/src/k8s.io/apiserver/pkg/server/options/audit.go',
    read: { by: 'source', before: 'v1.10.13', after: 'v1.11.10' },
  },
  {
    since: 12,
    set: { securePortRequired: true },
    says: '--secure-port may not be 0.',
    source: 'staging/src/k8s.io/apiserver/pkg/server/options/serving.go',
    read: { by: 'source', before: 'v1.11.10', after: 'v1.12.10' },
  },
  {
    since: 12,
    set: { auditVersions: ['audit.k8s.io/v1alpha1', 'audit.k8s.io/v1beta1', 'audit.k8s.io/v1'] },
    says: 'Audit events can be written as audit.k8s.io/v1.',
    source: 'staging/src/k8s.io/apiserver/pkg/server/options/audit.go',
    read: { by: 'source', before: 'v1.11.10', after: 'v1.12.10' },
  },
  {
    since: 13,
    set: { tokenRequestChecked: true },
    says: 'Issuer, signing key and audiences of service accounts’ tokens are checked together.',
    source: 'cmd/kube-apiserver/app/options/validation.go',
    read: { by: 'source', before: 'v1.12.1', after: 'v1.13.4' },
  },
  {
    since: 13,
    set: { countChecked: 'first' },
    says: '--apiserver-count is looked at first.',
    source: 'cmd/kube-apiserver/app/options/validation.go',
    read: { by: 'source', before: 'v1.12.1', after: 'v1.13.4' },
  },
  {
    since: 13,
    set: { storageBackends: ['etcd3'] },
    says: 'etcd 2 is no longer a storage backend.',
    source: 'staging/src/k8s.io/apiserver/pkg/server/options/etcd.go',
    read: { by: 'source', before: 'v1.12.10', after: 'v1.13.12' },
  },
  {
    since: 13,
    set: { auditModes: ['batch', 'blocking', 'blocking-strict'] },
    says: 'Audit events may be written strictly: --audit-log-mode=blocking-strict.',
    source: 'staging/src/k8s.io/apiserver/pkg/server/options/audit.go',
    read: { by: 'source', before: 'v1.12.10', after: 'v1.13.12' },
  },
  {
    since: 13,
    set: { auditWebhookAlone: false },
    says: 'An audit webhook without a policy is not set up: its file is not read.',
    source: 'staging/src/k8s.io/apiserver/pkg/server/options/audit.go',
    read: { by: 'source', before: 'v1.12.0', after: 'v1.13.0' },
  },
  {
    since: 20,
    set: { priorityAndFairness: true },
    says: 'Priority and fairness is on by default.',
    source: 'staging/src/k8s.io/apiserver/pkg/features/kube_features.go',
    read: { by: 'source', before: 'v1.19.16', after: 'v1.20.15' },
  },
  {
    since: 20,
    set: { insecurePort: 'only 0' },
    says: '--insecure-port may only be 0: nothing serves without TLS any more.',
    source: 'pkg/kubeapiserver/options/serving.go',
    read: { by: 'source', before: 'v1.19.13', after: 'v1.20.9' },
  },
  {
    since: 20,
    set: { inFlightBelowNone: 'served' },
    says: 'Fewer requests at a time than none are taken; before, the program panicked.',
    source: 'staging/src/k8s.io/apiserver/pkg/server/options/server_run_options.go',
    read: { by: 'source', before: 'v1.19.13', after: 'v1.20.9' },
  },
  {
    since: 20,
    set: { issuerRequired: true },
    says: 'The issuer and the signing key of service accounts’ tokens must be given.',
    source: 'pkg/kubeapiserver/options/authentication.go',
    read: { by: 'source', before: 'v1.19.13', after: 'v1.20.9' },
  },
  {
    since: 20,
    set: { fairnessApis: ['flowcontrol.apiserver.k8s.io/v1beta1', 'api/beta', 'api/all'] },
    says: 'Priority and fairness needs flowcontrol.apiserver.k8s.io/v1beta1.',
    source: 'cmd/kube-apiserver/app/options/validation.go',
    read: { by: 'source', before: 'v1.19.13', after: 'v1.20.9' },
  },
  {
    since: 21,
    set: { secondServiceRange: true },
    says: 'Services may have a second range of addresses, which must be of the other family.',
    source: 'pkg/features/kube_features.go',
    read: { by: 'source', before: 'v1.20.0', after: 'v1.21.4' },
  },
  {
    since: 22,
    set: { inFlightBelowNone: 'words' },
    says: 'Fewer requests at a time than none are refused in words.',
    source: 'cmd/kube-apiserver/app/server.go',
    read: { by: 'source', before: 'v1.21.3', after: 'v1.22.3' },
  },
  {
    since: 23,
    set: { fairnessApis: ['flowcontrol.apiserver.k8s.io/v1beta2', 'flowcontrol.apiserver.k8s.io/v1beta1', 'api/beta', 'api/all'] },
    says: 'Priority and fairness needs flowcontrol.apiserver.k8s.io/v1beta2 or flowcontrol.apiserver.k8s.io/v1beta1.',
    source: 'cmd/kube-apiserver/app/options/validation.go',
    read: { by: 'source', before: 'v1.22.1', after: 'v1.23.1' },
  },
  {
    since: 24,
    set: { auditVersions: ['audit.k8s.io/v1'] },
    says: 'Audit events are written as audit.k8s.io/v1 only.',
    source: 'staging/src/k8s.io/apiserver/pkg/server/options/audit.go',
    read: { by: 'source', before: 'v1.23.17', after: 'v1.24.17' },
  },
  {
    since: 24,
    set: { insecurePort: 'gone' },
    says: '--insecure-port is an unknown flag.',
    source: 'cmd/kube-apiserver/app/options/options.go',
    read: { by: 'source', before: 'v1.23.1', after: 'v1.24.0' },
  },
  {
    since: 25,
    set: { serviceFamilyChecked: 'late' },
    says: 'The services’ addresses have to be of the family of the server’s own.',
    source: 'pkg/controlplane/controller.go',
    read: { by: 'inference', before: 'v1.19.16', after: 'v1.25.16' },
  },
  {
    since: 26,
    set: { fairnessApis: ['flowcontrol.apiserver.k8s.io/v1beta3', 'api/beta', 'api/all'] },
    says: 'Priority and fairness needs flowcontrol.apiserver.k8s.io/v1beta3.',
    source: 'cmd/kube-apiserver/app/options/validation.go',
    read: { by: 'source', before: 'v1.25.10', after: 'v1.26.5' },
  },
  {
    since: 28,
    set: { ownChecksLast: true },
    says: 'kube-apiserver checks its own flags after the generic ones.',
    source: 'pkg/controlplane/apiserver/options/validation.go',
    read: { by: 'source', before: 'v1.27.16', after: 'v1.28.15' },
  },
  {
    since: 28,
    set: { countChecked: 'last' },
    says: '--apiserver-count is looked at last.',
    source: 'cmd/kube-apiserver/app/options/validation.go',
    read: { by: 'source', before: 'v1.27.16', after: 'v1.28.15' },
  },
  {
    since: 28,
    set: { serviceFamilyChecked: 'with the flags' },
    says: 'The family of the services’ addresses is looked at with the flags.',
    source: 'cmd/kube-apiserver/app/options/validation.go',
    read: { by: 'source', before: 'v1.27.16', after: 'v1.28.15' },
  },
  {
    since: 29,
    set: { oidcStrict: true },
    says: 'Any --oidc-* flag needs an issuer and a client id.',
    source: 'pkg/kubeapiserver/options/authentication.go',
    read: { by: 'inference', before: 'v1.27.16', after: 'v1.29.14' },
  },
  {
    since: 29,
    set: { fairnessApis: ['flowcontrol.apiserver.k8s.io/v1', 'api/ga', 'api/all'] },
    says: 'Priority and fairness needs flowcontrol.apiserver.k8s.io/v1.',
    source: 'pkg/controlplane/apiserver/options/validation.go',
    read: { by: 'source', before: 'v1.28.3', after: 'v1.29.1' },
  },
  {
    since: 29,
    set: { emptyModesAllowAll: true },
    says: 'An empty list of authorization modes means AlwaysAllow.',
    source: 'pkg/kubeapiserver/options/authorization.go',
    read: { by: 'source', before: 'v1.28.3', after: 'v1.29.1' },
  },
  {
    since: 29,
    set: { storageMediaChecked: true },
    says: 'A bad --storage-media-type is told with the other flags.',
    source: 'staging/src/k8s.io/apiserver/pkg/server/options/etcd.go',
    read: { by: 'source', before: 'v1.28.0', after: 'v1.29.0' },
  },
  {
    since: 31,
    set: { genericFlagsChecked: true },
    says: 'The generic server’s flags are looked at for values below 0.',
    source: 'pkg/controlplane/apiserver/options/validation.go',
    read: { by: 'source', before: 'v1.30.14', after: 'v1.31.14' },
  },
  {
    since: 32,
    set: { signingEndpoint: true },
    says: 'Service accounts’ tokens may be signed by another program.',
    source: 'pkg/kubeapiserver/options/authentication.go',
    read: { by: 'source', before: 'v1.31.14', after: 'v1.32.13' },
  },
  {
    since: 33,
    set: { serviceRangeLimited: false },
    says: 'Service ranges may be of any size.',
    source: 'pkg/features/kube_features.go',
    read: { by: 'source', before: 'v1.32.13', after: 'v1.33.13' },
  },
  {
    since: 33,
    set: { emulatesBack: 3 },
    says: 'Three releases back can be emulated, and the oldest is 1.31.',
    source: 'staging/src/k8s.io/apiserver/pkg/util/compatibility/version.go',
    read: { by: 'source', before: 'v1.32.13', after: 'v1.33.13' },
  },
  {
    since: 34,
    set: { emptyOverrideRefused: true },
    says: 'An empty server in --etcd-servers-overrides is refused.',
    source: 'staging/src/k8s.io/apiserver/pkg/server/options/etcd.go',
    read: { by: 'source', before: 'v1.33.0', after: 'v1.34.0' },
  },
]
