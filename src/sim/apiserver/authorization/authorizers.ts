import type { RequestStep } from '../../trace/trace.ts'
import { aggregate } from '../flags/flag-words.ts'
import type { User, Attributes } from '../requests/attributes.ts'
import type { ApiserverConfig, ServerState, AbacPolicy } from '../server-config.ts'
import type { PolicyRule } from './bootstrap-policy.ts'
import { node } from './node-authorizer.ts'
import { type Authorizer, rbac, coversPath } from './rbac.ts'

const ALL = ['*']
const ALL_RESOURCES: PolicyRule = { verbs: ALL, apiGroups: ALL, resources: ALL }
const ALL_PATHS: PolicyRule = { verbs: ALL, nonResourceURLs: ALL }

/** Follows: staging/src/k8s.io/apiserver/pkg/authorization/authorizerfactory/builtin.go (v1.36.2); same in v1.9. */
const alwaysAllow: Authorizer = {
  mode: 'AlwaysAllow',
  authorize: () => ({ decision: 'Allow', reason: '', says: 'Everything is allowed.' }),
  rulesFor: () => ({ rules: [ALL_RESOURCES, ALL_PATHS] }),
}

const alwaysDeny: Authorizer = {
  mode: 'AlwaysDeny',
  authorize: () => ({ decision: 'NoOpinion', reason: 'Everything is forbidden.', says: 'Everything is forbidden.' }),
  rulesFor: () => ({ rules: [] }),
}

/**
 * Policies in a file, of which the first that fits decides.
 *
 * Follows: pkg/auth/authorizer/abac/abac.go, Authorize and RulesFor (v1.36.2); same in v1.9.
 */
const abac: Authorizer = {
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

/** Asked before all others; nobody can take it out, and it lists no rules. */
const systemMasters: Omit<Authorizer, 'rulesFor'> = {
  mode: 'system:masters',
  authorize: (user) =>
    user.groups.includes('system:masters')
      ? { decision: 'Allow', reason: '', says: 'Members of system:masters may do anything; no authorizer is asked.' }
      : { decision: 'NoOpinion', reason: '', says: 'The user is not in system:masters.' },
}

const BY_MODE = new Map([alwaysAllow, alwaysDeny, abac, node, rbac].map((authorizer) => [authorizer.mode, authorizer]))

/** The union that the flag names; of a webhook nothing is known. */
const membersOf = ({ authorization: { modes } }: ApiserverConfig): Authorizer[] => modes.flatMap((mode) => BY_MODE.get(mode) ?? [])

/**
 * Whether the user may. The first that allows it wins; if none does the answer is no, with all reasons.
 *
 * Errors: `allowed` false for 403, `reason` goes into its message.
 * Follows: staging/src/k8s.io/apiserver/pkg/authorization/union/union.go (v1.36.2), and AuthorizeClientBearerToken in
 * pkg/server/config.go, which puts system:masters before the flag's modes; same in v1.9.
 */
export function authorize(
  config: ApiserverConfig,
  state: ServerState,
  user: User,
  attributes: Attributes,
): { allowed: boolean; reason: string; steps: RequestStep[] } {
  const { because } = config.authorization
  const steps: RequestStep[] = []
  const reasons: string[] = []
  for (const member of [systemMasters, ...membersOf(config)]) {
    const { decision, reason, says, because: place } = member.authorize(user, attributes, state, config)
    const own = place ? { because: place } : member === systemMasters ? {} : { because }
    if (member !== systemMasters || decision === 'Allow') {
      steps.push({
        step: `authorization: ${member.mode}`,
        verdict: decision === 'Allow' ? 'passed' : 'no opinion',
        reason: says,
        ...own,
      })
    }
    if (decision === 'Allow') return { allowed: true, reason, steps }
    if (reason) reasons.push(config.release.reasonNamed ? `${member.mode.toLowerCase()}: ${reason}` : reason)
  }
  steps.push({
    step: 'authorization',
    verdict: 'refused',
    reason: `No authorizer allows ${user.name} to ${attributes.verb} ${attributes.isResource ? attributes.resource : attributes.path}.`,
    because,
  })
  return { allowed: false, reason: reasons.join('\n'), steps }
}

/**
 * All that somebody may in a namespace, as the authorizers list it.
 *
 * Errors: what an authorizer complains of, beside the rules of the others.
 * Follows: staging/src/k8s.io/apiserver/pkg/authorization/union/union.go, RulesFor (v1.36.2).
 */
export function rulesFor(
  config: ApiserverConfig,
  state: ServerState,
  user: User,
  namespace: string,
): { rules: readonly PolicyRule[]; incomplete: boolean; error?: string } {
  const resolved = membersOf(config).map((member) => member.rulesFor(user, namespace, state, config))
  const errors = resolved.flatMap(({ error }) => error ?? [])
  return {
    rules: resolved.flatMap(({ rules }) => rules),
    incomplete: resolved.some(({ incomplete }) => incomplete),
    ...(errors.length > 0 ? { error: aggregate(errors) } : {}),
  }
}
