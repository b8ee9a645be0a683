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
