import type { Attributes, User } from '../requests/attributes.ts'
import type { AbacPolicy } from '../server-config.ts'
import { type Authorizer, coversPath } from './rbac.ts'

/**
 * Policies in a file, of which the first that fits decides.
 *
 * Follows: pkg/auth/authorizer/abac/abac.go, Authorize (v1.36.2); same in v1.9.
 */
export const abac: Authorizer = {
  mode: 'ABAC',
  authorize(user, asked, _state, { authorization: { policyFile: file = '', policies = [] } }) {
    const because = { flag: 'authorization-policy-file', file }
    const policy = policies.find((policy) => fits(policy, user, asked))
    return policy
      ? { decision: 'Allow', reason: '', says: `Line ${policy.line} of ${file} allows it.`, because }
      : { decision: 'NoOpinion', reason: 'No policy matched.', says: 'No policy of the file matched.', because }
  },
}

function fits(policy: AbacPolicy, user: User, asked: Attributes): boolean {
  const { user: name, group, readonly, namespace, resource, apiGroup, nonResourcePath: path } = policy
  if ((name === '' && group === '') || (name !== '' && name !== user.name) || (group !== '' && !user.groups.includes(group))) return false
  if (readonly && !['get', 'list', 'watch'].includes(asked.verb)) return false
  const is = (said: string, of: string): boolean => said === '*' || said === of
  if (asked.isResource) return is(namespace, asked.namespace) && is(resource, asked.resource) && is(apiGroup, asked.apiGroup)
  return coversPath(path, asked.path)
}
