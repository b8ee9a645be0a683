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
  { since: 10, set: { insecurePort: 'deprecated' } },
  { since: 10, set: { auditChecks: 'where it is on' } },
  { since: 10, set: { runtimeConfigChecked: 'groups' } },
  { since: 10, set: { pluginsCheckedLate: false } },
  { since: 10, set: { pluginsOnByDefault: true } },
  { since: 11, set: { modesChecked: 'with the flags' } },
  { since: 11, set: { etcdOverridesChecked: true } },
  { since: 11, set: { auditVersionsChecked: true } },
  { since: 12, set: { securePortRequired: true } },
  { since: 12, set: { auditVersions: ['audit.k8s.io/v1alpha1', 'audit.k8s.io/v1beta1', 'audit.k8s.io/v1'] } },
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
  { since: 24, set: { auditVersions: ['audit.k8s.io/v1'] } },
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
