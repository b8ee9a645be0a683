import type { Attributes, User } from '../requests/attributes.ts'
import type { AbacPolicy } from '../server-config.ts'
import type { PolicyRule } from './bootstrap-policy.ts'
import { type Authorizer, coversPath } from './rbac.ts'

/**
 * Policies in a file, of which the first that fits decides.
 *
 * Follows: pkg/auth/authorizer/abac/abac.go, Authorize and RulesFor (v1.36.2); same in v1.9.
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
  rulesFor: (user, namespace, _state, { authorization: { policies = [] } }) => ({
    rules: policies.flatMap((policy) => (isFor(policy, user) && covers(policy.namespace, namespace) ? rulesOf(policy) : [])),
  }),
}

const READS = ['get', 'list', 'watch']

const isFor = ({ user: name, group }: AbacPolicy, user: User): boolean =>
  (name !== '' || group !== '') && (name === '' || name === user.name) && (group === '' || user.groups.includes(group))

const covers = (said: string, of: string): boolean => said === '*' || said === of

function fits(policy: AbacPolicy, user: User, asked: Attributes): boolean {
  const { readonly, namespace, resource, apiGroup, nonResourcePath: path } = policy
  if (!isFor(policy, user)) return false
  if (readonly && !READS.includes(asked.verb)) return false
  if (asked.isResource) return covers(namespace, asked.namespace) && covers(resource, asked.resource) && covers(apiGroup, asked.apiGroup)
  return coversPath(path, asked.path)
}

function rulesOf({ readonly, resource, apiGroup, nonResourcePath: path }: AbacPolicy): PolicyRule[] {
  const verbs = readonly ? READS : ['*']
  return [
    ...(resource === '' ? [] : [{ verbs, apiGroups: [apiGroup], resources: [resource] }]),
    ...(path === '' ? [] : [{ verbs, nonResourceURLs: [path] }]),
  ]
}
