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
  /** And of the authorization configuration. */
  authorizationConfigVersions: readonly string[]
  /** `anonymous` in the authentication configuration: no such field, behind a gate that is off, on, always there. */
  anonymousConditions: 'unknown' | 'off' | 'on' | 'locked'
  /** The line in the log where credentials were refused. */
  unauthenticatedLog: (error: string) => string
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
  authorizationConfigVersions: [],
  anonymousConditions: 'unknown',
  unauthenticatedLog: unstructured(64),
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
    since: 11,
    set: { escalationWords: 'lists' },
    says: 'The refusal of a role that gives too much prints rules as bare lists.',
    source: 'pkg/registry/rbac/validation/rule.go',
    read: { by: 'inference', before: 'v1.10.0', after: 'v1.11.0' },
  },
  {
    since: 12,
    set: { unauthenticatedLog: unstructured(53) },
    says: 'The log line about refused credentials comes from another place.',
    source: 'staging/src/k8s.io/apiserver/pkg/endpoints/filters/authentication.go',
    read: { by: 'inference', before: 'v1.11.0', after: 'v1.12.0' },
  },
  {
    since: 12,
    set: { escalationWords: 'compact' },
    says: 'The refusal of a role that gives too much has a line for each resource.',
    source: 'pkg/registry/rbac/validation/rule.go',
    read: { by: 'inference', before: 'v1.11.0', after: 'v1.12.0' },
  },
  {
    since: 12,
    set: { escalateVerb: true },
    says: 'Who may `escalate` may write any role.',
    source: 'pkg/registry/rbac/escalation_check.go',
    read: { by: 'inference', before: 'v1.11.0', after: 'v1.12.0' },
  },
  {
    since: 14,
    set: { publicInfoViewer: true },
    says: 'Anonymous callers see health and version only.',
    source: 'plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go',
    read: { by: 'inference', before: 'v1.13.0', after: 'v1.14.0' },
  },
  {
    since: 14,
    set: { accountsFromMemory: true },
    says: 'Whether a token’s service account is still there is asked of the server’s memory: such tokens go on to count while etcd is lost.',
    source: 'pkg/controller/serviceaccount/tokengetter.go',
    read: { by: 'inference', before: 'v1.13.0', after: 'v1.14.0' },
  },
  {
    since: 19,
    set: { basicAuth: false },
    says: '--basic-auth-file is gone.',
    source: 'pkg/kubeapiserver/options/authentication.go',
    read: { by: 'inference', before: 'v1.18.0', after: 'v1.19.0' },
  },
  {
    since: 20,
    set: { monitoringRole: true },
    says: 'The role system:monitoring.',
    source: 'plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go',
    read: { by: 'inference', before: 'v1.19.0', after: 'v1.20.0' },
  },
  {
    since: 20,
    set: { actsWithGroups: true },
    says: 'Who acts as system:anonymous is in system:unauthenticated; before, in no group.',
    source: 'staging/src/k8s.io/apiserver/pkg/endpoints/filters/impersonation.go',
    read: { by: 'inference', before: 'v1.19.0', after: 'v1.20.0' },
  },
  {
    since: 21,
    set: { unauthenticatedLog: structured(63) },
    says: 'The log line about refused credentials is structured.',
    source: 'staging/src/k8s.io/apiserver/pkg/endpoints/filters/authentication.go',
    read: { by: 'inference', before: 'v1.20.0', after: 'v1.21.0' },
  },
  {
    since: 21,
    set: { podTokens: 'issued' },
    says: 'A pod’s own token is issued to it for an hour; before, it was its service account’s Secret.',
    source: 'pkg/features/kube_features.go',
    read: { by: 'inference', before: 'v1.20.0', after: 'v1.21.0' },
  },
  {
    since: 24,
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
    read: { by: 'inference', before: 'v1.23.0', after: 'v1.24.0' },
  },
  {
    since: 26,
    set: { unauthenticatedLog: structured(70) },
    says: 'The log line about refused credentials comes from another place.',
    source: 'staging/src/k8s.io/apiserver/pkg/endpoints/filters/authentication.go',
    read: { by: 'inference', before: 'v1.25.0', after: 'v1.26.0' },
  },
  {
    since: 28,
    set: { unauthenticatedLog: structured(73) },
    says: 'The log line about refused credentials comes from another place.',
    source: 'staging/src/k8s.io/apiserver/pkg/endpoints/filters/authentication.go',
    read: { by: 'inference', before: 'v1.27.0', after: 'v1.28.0' },
  },
  {
    since: 29,
    set: { authenticationConfigVersions: ['v1alpha1'] },
    says: '--authentication-config comes, behind a gate.',
    source: 'staging/src/k8s.io/apiserver/pkg/apis/apiserver/v1alpha1/types.go',
    read: { by: 'inference', before: 'v1.28.0', after: 'v1.29.0' },
  },
  {
    since: 29,
    set: { authorizationConfigVersions: ['v1alpha1'] },
    says: '--authorization-config comes, behind a gate.',
    source: 'staging/src/k8s.io/apiserver/pkg/apis/apiserver/v1alpha1/types.go',
    read: { by: 'inference', before: 'v1.28.0', after: 'v1.29.0' },
  },
  {
    since: 30,
    set: { authenticationConfigVersions: ['v1alpha1', 'v1beta1'] },
    says: '--authentication-config is on by default.',
    source: 'pkg/features/kube_features.go',
    read: { by: 'inference', before: 'v1.29.0', after: 'v1.30.0' },
  },
  {
    since: 30,
    set: { authorizationConfigVersions: ['v1alpha1', 'v1beta1'] },
    says: '--authorization-config is on by default.',
    source: 'pkg/features/kube_features.go',
    read: { by: 'inference', before: 'v1.29.0', after: 'v1.30.0' },
  },
  {
    since: 30,
    set: { tokenHasId: true },
    says: 'A service account’s token has an id of its own.',
    source: 'pkg/features/kube_features.go',
    read: { by: 'inference', before: 'v1.29.0', after: 'v1.30.0' },
  },
  {
    since: 31,
    set: { anonymousConditions: 'off' },
    says: 'Anonymous requests can be limited to paths, behind a gate.',
    source: 'staging/src/k8s.io/apiserver/pkg/features/kube_features.go',
    read: { by: 'inference', before: 'v1.30.0', after: 'v1.31.0' },
  },
  {
    since: 32,
    set: { anonymousConditions: 'on' },
    says: 'Anonymous requests can be limited to paths.',
    source: 'staging/src/k8s.io/apiserver/pkg/features/kube_features.go',
    read: { by: 'inference', before: 'v1.31.0', after: 'v1.32.0' },
  },
  {
    since: 32,
    set: { nodeSelectors: true },
    says: 'A node reads only itself and its own pods.',
    source: 'plugin/pkg/auth/authorizer/node/node_authorizer.go',
    read: { by: 'inference', before: 'v1.31.0', after: 'v1.32.0' },
  },
  {
    since: 32,
    set: { authorizationConfigVersions: ['v1alpha1', 'v1beta1', 'v1'] },
    says: 'The authorization configuration is v1.',
    source: 'staging/src/k8s.io/apiserver/pkg/apis/apiserver/v1/types.go',
    read: { by: 'inference', before: 'v1.31.0', after: 'v1.32.0' },
  },
  {
    since: 33,
    set: { unauthenticatedLog: structured(75) },
    says: 'The log line about refused credentials comes from another place.',
    source: 'staging/src/k8s.io/apiserver/pkg/endpoints/filters/authentication.go',
    read: { by: 'inference', before: 'v1.32.0', after: 'v1.33.0' },
  },
  {
    since: 34,
    set: { anonymousConditions: 'locked' },
    says: 'Anonymous requests can be limited to paths, without a gate.',
    source: 'staging/src/k8s.io/apiserver/pkg/features/kube_features.go',
    read: { by: 'inference', before: 'v1.33.0', after: 'v1.34.0' },
  },
  {
    since: 34,
    set: { authenticationConfigVersions: ['v1alpha1', 'v1beta1', 'v1'] },
    says: 'The authentication configuration is v1.',
    source: 'staging/src/k8s.io/apiserver/pkg/apis/apiserver/v1/types.go',
    read: { by: 'inference', before: 'v1.33.0', after: 'v1.34.0' },
  },
]
