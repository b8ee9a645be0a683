import type { Step } from '../../trace/trace.ts'
import type { Attributes } from './attributes.ts'
import type { User } from '../authentication/user.ts'
import { authorize } from '../authorization/union.ts'
import type { ApiserverConfig, ServerState } from '../config.ts'
import type { Request } from './request.ts'

/**
 * `Impersonate-User` and `Impersonate-Group`: the caller acts as another, if it may.
 *
 * Errors: `refused` says what for 403, `broken` what for 500; a refusal stands in `steps` too.
 * Follows: staging/src/k8s.io/apiserver/pkg/endpoints/filters/impersonation.go (v0.20.0, v1.9.6).
 */
export function impersonate(
  config: ApiserverConfig,
  state: ServerState,
  request: Request,
  caller: User,
  steps: Step[],
): { user: User; refused?: { user: User; attributes: Attributes; reason: string }; broken?: string } {
  const name = request.headers['impersonate-user']
  const asked = (request.headers['impersonate-group'] ?? '')
    .split(',')
    .map((group) => group.trim())
    .filter((group) => group !== '')
  if (!name)
    return asked.length === 0
      ? { user: caller }
      : { user: caller, broken: `requested [${asked.map((group) => `{Group  ${group}    }`).join(' ')}] without impersonating a user` }
  const [, namespace = '', account = ''] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(name) ?? []
  const wishes = [
    namespace ? { resource: 'serviceaccounts', name: account, namespace } : { resource: 'users', name, namespace: '' },
    ...asked.map((group) => ({ resource: 'groups', name: group, namespace: '' })),
  ]
  for (const wish of wishes) {
    const attributes: Attributes = {
      verb: 'impersonate',
      path: '',
      isResource: true,
      apiPrefix: '',
      apiGroup: '',
      apiVersion: 'v1',
      subresource: '',
      fieldSelector: '',
      ...wish,
    }
    const { allowed, reason } = authorize(config, state, caller, attributes)
    if (allowed) continue
    steps.push({ step: 'impersonation', verdict: 'refused', reason: `${caller.name} may not act as ${wish.name}.` })
    return { user: caller, refused: { user: caller, attributes, reason } }
  }
  steps.push({ step: 'impersonation', verdict: 'passed', reason: `${caller.name} acts as ${name}.` })
  const own = namespace ? ['system:serviceaccounts', `system:serviceaccounts:${namespace}`] : []
  const groups = asked.length > 0 ? asked : own
  const [nobody, somebody] = ['system:unauthenticated', 'system:authenticated']
  const anonymous = name === 'system:anonymous'
  const added = config.release.actsWithGroups
    ? anonymous
      ? !groups.includes(nobody)
      : !groups.includes(somebody) && !groups.includes(nobody)
    : asked.length === 0 && !anonymous
  return { user: { name, groups: added ? [...groups, anonymous ? nobody : somebody] : groups } }
}
