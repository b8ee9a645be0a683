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
  {
    since: 10,
    set: { unauthenticatedLog: unstructured(63) },
    says: 'The log line about refused credentials comes from another place.',
    source: 'staging/src/k8s.io/apiserver/pkg/endpoints/filters/authentication.go',
    read: { by: 'source', before: 'v1.9.11', after: 'v1.10.13' },
  },
  {
    since: 11,
    set: { escalationWords: 'lists' },
    says: 'The refusal of a role that gives too much prints rules as bare lists.',
    source: 'pkg/registry/rbac/validation/rule.go',
    read: { by: 'source', before: 'v1.10.13', after: 'v1.11.0' },
  },
  {
    since: 11,
    set: { unauthenticatedLog: unstructured(62) },
    says: 'The log line about refused credentials comes from another place.',
    source: 'staging/src/k8s.io/apiserver/pkg/endpoints/filters/authentication.go',
    read: { by: 'source', before: 'v1.10.13', after: 'v1.11.10' },
  },
  {
    since: 12,
    set: { escalationWords: 'compact' },
    says: 'The refusal of a role that gives too much has a line for each resource.',
    source: 'pkg/registry/rbac/validation/rule.go',
    read: { by: 'source', before: 'v1.11.0', after: 'v1.12.3' },
  },
  {
    since: 12,
    set: { escalateVerb: true },
    says: 'Who may `escalate` may write any role.',
    source: 'pkg/registry/rbac/escalation_check.go',
    read: { by: 'source', before: 'v1.11.0', after: 'v1.12.2' },
  },
  {
    since: 13,
    set: { unauthenticatedLog: unstructured(65) },
    says: 'The log line about refused credentials comes from another place.',
    source: 'staging/src/k8s.io/apiserver/pkg/endpoints/filters/authentication.go',
    read: { by: 'source', before: 'v1.12.10', after: 'v1.13.12' },
  },
  {
    since: 14,
    set: { publicInfoViewer: true },
    says: 'Anonymous callers see health and version only.',
    source: 'plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go',
    read: { by: 'source', before: 'v1.13.5', after: 'v1.14.1' },
  },
  {
    since: 14,
    set: { accountsFromMemory: true },
    says: 'Whether a token’s service account is still there is asked of the server’s memory: such tokens go on to count while etcd is lost.',
    source: 'pkg/controller/serviceaccount/tokengetter.go',
    read: { by: 'source', before: 'v1.13.5', after: 'v1.14.1' },
  },
  {
    since: 16,
    set: { unauthenticatedLog: unstructured(89) },
    says: 'The log line about refused credentials comes from another place.',
    source: 'staging/src/k8s.io/apiserver/pkg/endpoints/filters/authentication.go',
    read: { by: 'source', before: 'v1.15.12', after: 'v1.16.15' },
  },
  {
    since: 17,
    set: { actsWithGroups: true },
    says: 'Who acts as system:anonymous is in system:unauthenticated; before, in no group.',
    source: 'staging/src/k8s.io/apiserver/pkg/endpoints/filters/impersonation.go',
    read: { by: 'source', before: 'v1.16.15', after: 'v1.17.17' },
  },
  {
    since: 17,
    set: { unauthenticatedLog: unstructured(104) },
    says: 'The log line about refused credentials comes from another place.',
    source: 'staging/src/k8s.io/apiserver/pkg/endpoints/filters/authentication.go',
    read: { by: 'source', before: 'v1.16.15', after: 'v1.17.17' },
  },
  {
    since: 18,
    set: { unauthenticatedLog: unstructured(53) },
    says: 'The log line about refused credentials comes from another place.',
    source: 'staging/src/k8s.io/apiserver/pkg/endpoints/filters/authentication.go',
    read: { by: 'source', before: 'v1.17.17', after: 'v1.18.19' },
  },
  {
    since: 19,
    set: { basicAuth: false },
    says: '--basic-auth-file is gone.',
    source: 'pkg/kubeapiserver/options/authentication.go',
    read: { by: 'source', before: 'v1.18.20', after: 'v1.19.13' },
  },
  {
    since: 20,
    set: { monitoringRole: true },
    says: 'The role system:monitoring.',
    source: 'plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go',
    read: { by: 'source', before: 'v1.19.13', after: 'v1.20.9' },
  },
  {
    since: 21,
    set: {
      untrustedText: (ca, name, error) =>
        `verifying certificate SN=${parseInt(hexId(`serial ${ca}/${name}`, 13), 16)}, SKID=, AKID=${keyId(ca)} failed: ${error}`,
    },
    says: 'A client’s certificate that is not to be trusted is named by its numbers (here made up).',
    source: 'staging/src/k8s.io/apiserver/pkg/authentication/request/x509/x509.go',
    read: { by: 'inference', before: 'v1.19.10', after: 'v1.21.4' },
  },
  {
    since: 21,
    set: { unauthenticatedLog: structured(63) },
    says: 'The log line about refused credentials is structured.',
    source: 'staging/src/k8s.io/apiserver/pkg/endpoints/filters/authentication.go',
    read: { by: 'source', before: 'v1.20.15', after: 'v1.21.14' },
  },
  {
    since: 21,
    set: { podTokens: 'issued' },
    says: 'A pod’s own token is issued to it for an hour; before, it was its service account’s Secret.',
    source: 'pkg/features/kube_features.go',
    read: { by: 'source', before: 'v1.20.0', after: 'v1.21.4' },
  },
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
    says: 'The log says of a token that it is a service account’s.',
    source: 'pkg/serviceaccount/claims.go',
    read: { by: 'source', before: 'v1.22.1', after: 'v1.23.17' },
  },
  {
    since: 24,
    set: { unauthenticatedLog: structured(70) },
    says: 'The log line about refused credentials comes from another place.',
    source: 'staging/src/k8s.io/apiserver/pkg/endpoints/filters/authentication.go',
    read: { by: 'source', before: 'v1.23.17', after: 'v1.24.17' },
  },
  {
    since: 25,
    set: { unauthenticatedLog: structured(73) },
    says: 'The log line about refused credentials comes from another place.',
    source: 'staging/src/k8s.io/apiserver/pkg/endpoints/filters/authentication.go',
    read: { by: 'source', before: 'v1.24.17', after: 'v1.25.16' },
  },
  {
    since: 29,
    set: { authenticationConfigVersions: ['v1alpha1'] },
    says: '--authentication-config comes, behind a gate.',
    source: 'staging/src/k8s.io/apiserver/pkg/apis/apiserver/v1alpha1/types.go',
    read: { by: 'source', before: 'v1.28.15', after: 'v1.29.15' },
  },
  {
    since: 29,
    set: { authorizationConfigVersions: ['v1alpha1'] },
    says: '--authorization-config comes, behind a gate.',
    source: 'staging/src/k8s.io/apiserver/pkg/apis/apiserver/v1alpha1/types.go',
    read: { by: 'source', before: 'v1.28.15', after: 'v1.29.15' },
  },
  {
    since: 30,
    set: { authenticationConfigVersions: ['v1alpha1', 'v1beta1'] },
    says: '--authentication-config is on by default.',
    source: 'staging/src/k8s.io/apiserver/pkg/features/kube_features.go',
    read: { by: 'source', before: 'v1.29.15', after: 'v1.30.14' },
  },
  {
    since: 30,
    set: { authenticationReloads: true },
    says: 'A running server reads its authentication and authorization configuration again when those change.',
    source: 'pkg/kubeapiserver/options/authentication.go',
    read: { by: 'source', before: 'v1.29.15', after: 'v1.30.14' },
  },
  {
    since: 30,
    set: { authorizationConfigVersions: ['v1alpha1', 'v1beta1'] },
    says: '--authorization-config is on by default.',
    source: 'staging/src/k8s.io/apiserver/pkg/features/kube_features.go',
    read: { by: 'source', before: 'v1.29.15', after: 'v1.30.14' },
  },
  {
    since: 30,
    set: { tokenHasId: true },
    says: 'A service account’s token has an id of its own.',
    source: 'pkg/features/kube_features.go',
    read: { by: 'source', before: 'v1.29.9', after: 'v1.30.14' },
  },
  {
    since: 31,
    set: { anonymousConditions: 'off' },
    says: 'Anonymous requests can be limited to paths, behind a gate.',
    source: 'staging/src/k8s.io/apiserver/pkg/features/kube_features.go',
    read: { by: 'source', before: 'v1.30.14', after: 'v1.31.14' },
  },
  {
    since: 32,
    set: { anonymousConditions: 'on' },
    says: 'Anonymous requests can be limited to paths.',
    source: 'staging/src/k8s.io/apiserver/pkg/features/kube_features.go',
    read: { by: 'source', before: 'v1.31.14', after: 'v1.32.13' },
  },
  {
    since: 32,
    set: { nodeSelectors: true },
    says: 'A node reads only itself and its own pods.',
    source: 'pkg/features/versioned_kube_features.go',
    read: { by: 'source', before: 'v1.31.14', after: 'v1.32.13' },
  },
  {
    since: 32,
    set: { authorizationConfigVersions: ['v1alpha1', 'v1beta1', 'v1'] },
    says: 'The authorization configuration is v1.',
    source: 'staging/src/k8s.io/apiserver/pkg/apis/apiserver/v1/types.go',
    read: { by: 'source', before: 'v1.31.14', after: 'v1.32.13' },
  },
  {
    since: 32,
    set: { unauthenticatedLog: structured(74) },
    says: 'The log line about refused credentials comes from another place.',
    source: 'staging/src/k8s.io/apiserver/pkg/endpoints/filters/authentication.go',
    read: { by: 'source', before: 'v1.31.14', after: 'v1.32.13' },
  },
  {
    since: 33,
    set: { unauthenticatedLog: structured(75) },
    says: 'The log line about refused credentials comes from another place.',
    source: 'staging/src/k8s.io/apiserver/pkg/endpoints/filters/authentication.go',
    read: { by: 'source', before: 'v1.32.13', after: 'v1.33.13' },
  },
  {
    since: 34,
    set: { anonymousConditions: 'locked' },
    says: 'Anonymous requests can be limited to paths, without a gate.',
    source: 'staging/src/k8s.io/apiserver/pkg/features/kube_features.go',
    read: { by: 'source', before: 'v1.33.13', after: 'v1.34.10' },
  },
  {
    since: 34,
    set: { authenticationConfigVersions: ['v1alpha1', 'v1beta1', 'v1'] },
    says: 'The authentication configuration is v1.',
    source: 'staging/src/k8s.io/apiserver/pkg/apis/apiserver/v1/types.go',
    read: { by: 'source', before: 'v1.33.13', after: 'v1.34.10' },
  },
]

/** A CA's key in hexadecimal digits, as Go prints it. */
function keyId(ca: string): string {
  return hexId(`key of ${ca}`, 40)
    .toUpperCase()
    .replace(/(..)(?=.)/g, '$1:')
}
