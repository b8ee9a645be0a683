import type { Attributes } from '../attributes.ts'
import type { User } from '../authentication/authenticator.ts'
import type { Authorizer } from './authorizer.ts'
import { BINDINGS, ROLES } from './bootstrap-policy.ts'
import type { Binding, Rule } from './bootstrap-policy.ts'

/**
 * Roles and who holds them: the release's own and kubeadm's. Before the server has read them it knows none.
 *
 * Units: none.
 * Errors: none; what no rule allows is no opinion.
 * Follows: plugin/pkg/auth/authorizer/rbac/rbac.go and pkg/apis/rbac/v1/evaluation_helpers.go (v1.36.2); same in v1.9.
 */
export const rbac: Authorizer = {
  mode: 'RBAC',
  authorize(user, attributes, state, config) {
    if (!state.rbacReady) return { decision: 'NoOpinion', reason: '', says: 'The roles have not been read yet: the server has only just started.' }
    const { minor } = config.release
    for (const binding of BINDINGS) {
      if (!holds(binding, minor) || !binding.subjects.some((subject) => is(user, subject))) continue
      if (binding.namespace !== undefined && binding.namespace !== attributes.namespace) continue
      const role = ROLES.find((role) => role.name === binding.role)
      if (!role || !holds(role, minor)) continue
      if (!role.rules.some((rule) => holds(rule, minor) && allows(rule, attributes))) continue
      const subject = binding.subjects.find((subject) => is(user, subject))!
      return { decision: 'Allow', reason: allowedBy(binding, subject), says: allowedBy(binding, subject) }
    }
    return { decision: 'NoOpinion', reason: '', says: `No role lets ${user.name} ${attributes.verb} ${attributes.isResource ? attributes.resource : attributes.path}.` }
  },
}

/**
 * Whether one rule covers what is asked.
 *
 * Units: none. Errors: none.
 * Follows: pkg/apis/rbac/v1/evaluation_helpers.go, and RuleAllows in rbac.go (v1.36.2).
 */
export function allows(rule: Rule, asked: Attributes): boolean {
  if (!rule.verbs.some((verb) => verb === '*' || verb === asked.verb)) return false
  if (!asked.isResource) return (rule.urls ?? []).some((url) => url === '*' || url === asked.path || (url.endsWith('*') && asked.path.startsWith(url.slice(0, -1))))
  const combined = asked.subresource ? `${asked.resource}/${asked.subresource}` : asked.resource
  return (
    (rule.apiGroups ?? []).some((group) => group === '*' || group === asked.apiGroup) &&
    (rule.resources ?? []).some((name) => name === '*' || name === combined || (asked.subresource !== '' && name === `*/${asked.subresource}`)) &&
    (!rule.resourceNames || rule.resourceNames.includes(asked.name))
  )
}

function holds(row: { since?: number; until?: number }, minor: number): boolean {
  return minor >= (row.since ?? 0) && minor <= (row.until ?? Infinity)
}

function is(user: User, subject: string): boolean {
  const [kind, name] = [subject.slice(0, subject.indexOf(':')), subject.slice(subject.indexOf(':') + 1)]
  if (kind === 'group') return user.groups.includes(name)
  return user.name === (kind === 'sa' ? `system:serviceaccount:${name}` : name)
}

function allowedBy(binding: Binding, subject: string): string {
  const kind = subject.startsWith('group:') ? 'Group' : subject.startsWith('user:') ? 'User' : 'ServiceAccount'
  const name = subject.slice(subject.indexOf(':') + 1)
  if (binding.namespace) return `RBAC: allowed by RoleBinding "${binding.name}/${binding.namespace}" of Role "${binding.role}" to ${kind} "${name}"`
  return `RBAC: allowed by ClusterRoleBinding "${binding.name}" of ClusterRole "${binding.role}" to ${kind} "${name}"`
}
