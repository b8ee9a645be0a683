import { own } from '../../../manifest/own.ts'
import type { Step } from '../../trace/trace.ts'
import type { User } from '../authentication/user.ts'
import type { ApiserverConfig, ServerState } from '../config.ts'
import type { Attributes } from '../requests/attributes.ts'
import type { Authorizer } from './authorizer.ts'
import { node } from './node.ts'
import { rbac } from './rbac.ts'

/** Follows: staging/src/k8s.io/apiserver/pkg/authorization/authorizerfactory/builtin.go (v1.36.2); same in v1.9. */
const alwaysAllow: Authorizer = {
  mode: 'AlwaysAllow',
  authorize: () => ({ decision: 'Allow', reason: '', says: 'Everything is allowed.' }),
}

const alwaysDeny: Authorizer = {
  mode: 'AlwaysDeny',
  authorize: () => ({ decision: 'NoOpinion', reason: 'Everything is forbidden.', says: 'Everything is forbidden.' }),
}

/** ABAC without a policy that fits, and a webhook that nobody answers. */
const abac: Authorizer = {
  mode: 'ABAC',
  authorize: () => ({ decision: 'NoOpinion', reason: 'No policy matched.', says: 'No policy of the file matched.' }),
}

/** Asked before all others; nobody can take it out. */
const systemMasters: Authorizer = {
  mode: 'system:masters',
  authorize: (user) =>
    user.groups.includes('system:masters')
      ? { decision: 'Allow', reason: '', says: 'Members of system:masters may do anything; no authorizer is asked.' }
      : { decision: 'NoOpinion', reason: '', says: 'The user is not in system:masters.' },
}

const BY_MODE: Readonly<Record<string, Authorizer>> = {
  AlwaysAllow: alwaysAllow,
  AlwaysDeny: alwaysDeny,
  ABAC: abac,
  Node: node,
  RBAC: rbac,
}

/**
 * Whether the user may. The first that allows or denies wins; if none has an opinion the answer is no, with all reasons.
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
): { allowed: boolean; reason: string; steps: Step[] } {
  const { modes, because } = config.authorization
  const members = modes.map((mode) => own(BY_MODE, mode)).filter((member) => member !== undefined)
  const steps: Step[] = []
  const reasons: string[] = []
  for (const member of [systemMasters, ...members]) {
    const { decision, reason, says, because: place } = member.authorize(user, attributes, state, config)
    const own = place ? { because: place } : member === systemMasters ? {} : { because }
    if (member !== systemMasters || decision === 'Allow') {
      steps.push({
        step: `authorization: ${member.mode}`,
        verdict: decision === 'Allow' ? 'passed' : decision === 'Deny' ? 'refused' : 'no opinion',
        reason: says,
        ...own,
      })
    }
    if (decision !== 'NoOpinion') return { allowed: decision === 'Allow', reason, steps }
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
