import type { User } from '../requests/attributes.ts'
import { aggregate } from '../flags/flag-words.ts'
import type { ApiserverConfig, ServerState } from '../server-config.ts'
import { ofPolicy } from './abac.ts'
import { nodeOf } from './authorizers.ts'
import type { PolicyRule } from './bootstrap-policy.ts'
import { policyOf } from './policy.ts'
import { bindingsOf, lostRole } from './rbac.ts'

const ALL = ['*']

interface RulesOfUser {
  rules: readonly PolicyRule[]
  /** Some authorizer cannot tell its rules. */
  incomplete: boolean
  error?: string
}

/**
 * All that somebody may in a namespace, as the authorizers list it.
 *
 * Errors: what an authorizer complains of, beside the rules of the others.
 * Follows: staging/src/k8s.io/apiserver/pkg/authorization/union/union.go, RulesFor, and that of each authorizer (v1.36.2).
 */
export function rulesFor(config: ApiserverConfig, state: ServerState, user: User, namespace: string): RulesOfUser {
  const rules: PolicyRule[] = []
  const errors: string[] = []
  let incomplete = false
  for (const mode of config.authorization.modes) {
    if (mode === 'AlwaysAllow') rules.push({ verbs: ALL, apiGroups: ALL, resources: ALL }, { verbs: ALL, urls: ALL })
    else if (mode === 'ABAC') rules.push(...(config.authorization.policies ?? []).flatMap((policy) => ofPolicy(policy, user, namespace)))
    else if (mode === 'Node' && config.release.nodeRules && nodeOf(user) !== undefined) {
      incomplete = true
      errors.push('node authorizer does not support user rule resolution')
    } else if (mode === 'RBAC' && state.rbacReady) {
      const policy = policyOf(state.stored, config.release.minor)
      const wrong: string[] = []
      for (const { binding } of bindingsOf(policy, user, namespace)) {
        const held = policy.rulesOf(binding)
        if (held) rules.push(...held)
        else wrong.push(lostRole(binding))
      }
      if (wrong.length > 0) errors.push(aggregate(wrong))
    }
  }
  return { rules, incomplete, ...(errors.length > 0 ? { error: aggregate(errors) } : {}) }
}
