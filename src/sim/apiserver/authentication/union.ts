import type { ApiserverConfig, ServerState } from '../config.ts'
import type { Request } from '../requests/request.ts'
import { aggregate } from '../flags/say.ts'
import type { Step } from '../../trace/trace.ts'
import { anonymous } from './anonymous.ts'
import type { MakeAuthenticator } from './authenticator.ts'
import type { User } from './user.ts'
import { basic } from './basic.ts'
import { bearer } from './bearer.ts'
import { requestHeader } from './request-header.ts'
import { x509 } from './x509.ts'

/** In the order in which a request meets them. */
const MEMBERS: readonly MakeAuthenticator[] = [requestHeader, basic, x509, bearer]

/**
 * Who is asking. The first that knows wins, whatever others said; an error of any keeps anonymous from being asked.
 *
 * Errors: `user` is absent for 401; the steps say why, and `error` what the server's log says. `disabled` where there is no authenticator at all;
 * `by`: the member that knew.
 * Follows: staging/src/k8s.io/apiserver/pkg/authentication/request/union/union.go and
 * pkg/kubeapiserver/authenticator/config.go, New (v1.36.2); same in v1.9.
 */
export function authenticate(
  config: ApiserverConfig,
  state: ServerState,
  request: Request,
): { user?: User; disabled?: true; error?: string; by?: string; steps: Step[] } {
  const members = MEMBERS.map((make) => make(config)).filter((member) => member !== undefined)
  const nobody = anonymous(config)
  if (members.length === 0 && !nobody) return { disabled: true, steps: [] }
  const steps: Step[] = []
  const errors: string[] = []
  for (const member of members) {
    const { user, error, reason, because: own } = member.authenticate(request, state)
    const because = (own ?? member.because) ? { because: own ?? member.because! } : {}
    steps.push({ step: `authentication: ${member.name}`, verdict: user ? 'passed' : error ? 'refused' : 'no opinion', reason, ...because })
    if (user) return { user: withAuthenticated(user), by: member.name, steps }
    if (error) errors.push(error)
  }
  if (errors.length > 0) {
    steps.push({
      step: 'authentication',
      verdict: 'refused',
      reason: `Credentials that are not accepted are never taken for anonymous: ${errors.join(', ')}.`,
    })
    return { steps, error: aggregate(errors) }
  }
  if (!nobody) {
    steps.push({
      step: 'authentication: anonymous',
      verdict: 'refused',
      reason: 'There are no credentials, and anonymous requests are off.',
      because: config.anonymous.because,
    })
    return { steps }
  }
  const { user, reason } = nobody.authenticate(request, state)
  steps.push({
    step: 'authentication: anonymous',
    verdict: user ? 'passed' : 'refused',
    reason,
    ...(nobody.because ? { because: nobody.because } : {}),
  })
  return user ? { user, steps } : { steps }
}

/** Everyone but anonymous is in system:authenticated. */
function withAuthenticated(user: User): User {
  const grouped =
    user.name === 'system:anonymous' || user.groups.some((group) => group === 'system:authenticated' || group === 'system:unauthenticated')
  return grouped ? user : { ...user, groups: [...user.groups, 'system:authenticated'] }
}
