import type { Authorizer } from './authorizer.ts'

/** Follows: staging/src/k8s.io/apiserver/pkg/authorization/authorizerfactory/builtin.go (v1.36.2); same in v1.9. */
export const alwaysAllow: Authorizer = {
  mode: 'AlwaysAllow',
  authorize: () => ({ decision: 'Allow', reason: '', says: 'Everything is allowed.' }),
}

export const alwaysDeny: Authorizer = {
  mode: 'AlwaysDeny',
  authorize: () => ({ decision: 'NoOpinion', reason: 'Everything is forbidden.', says: 'Everything is forbidden.' }),
}

/** ABAC without a policy that fits, and a webhook that nobody answers. */
export const abac: Authorizer = {
  mode: 'ABAC',
  authorize: () => ({ decision: 'NoOpinion', reason: 'No policy matched.', says: 'No policy of the file matched.' }),
}

/** Asked before all others; nobody can take it out. */
export const systemMasters: Authorizer = {
  mode: 'system:masters',
  authorize: (user) =>
    user.groups.includes('system:masters')
      ? { decision: 'Allow', reason: '', says: 'Members of system:masters may do anything; no authorizer is asked.' }
      : { decision: 'NoOpinion', reason: '', says: 'The user is not in system:masters.' },
}
