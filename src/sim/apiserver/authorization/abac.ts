import type { Attributes, User } from '../requests/attributes.ts'
import type { AbacPolicy } from '../server-config.ts'
import type { PolicyRule } from './bootstrap-policy.ts'
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

const READS = ['get', 'list', 'watch']

const isFor = ({ user: name, group }: AbacPolicy, user: User): boolean =>
  (name !== '' || group !== '') && (name === '' || name === user.name) && (group === '' || user.groups.includes(group))

function fits(policy: AbacPolicy, user: User, asked: Attributes): boolean {
  const { readonly, namespace, resource, apiGroup, nonResourcePath: path } = policy
  if (!isFor(policy, user)) return false
  if (readonly && !READS.includes(asked.verb)) return false
  const is = (said: string, of: string): boolean => said === '*' || said === of
  if (asked.isResource) return is(namespace, asked.namespace) && is(resource, asked.resource) && is(apiGroup, asked.apiGroup)
  return coversPath(path, asked.path)
}

/** What a policy gives somebody in a namespace. Follows: as `abac`, RulesFor (v1.36.2). */
export function ofPolicy(policy: AbacPolicy, user: User, namespace: string): PolicyRule[] {
  if (!isFor(policy, user) || (policy.namespace !== '*' && policy.namespace !== namespace)) return []
  const verbs = policy.readonly ? READS : ['*']
  return [
    ...(policy.resource === '' ? [] : [{ verbs, apiGroups: [policy.apiGroup], resources: [policy.resource] }]),
    ...(policy.nonResourcePath === '' ? [] : [{ verbs, urls: [policy.nonResourcePath] }]),
  ]
}
