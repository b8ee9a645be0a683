import { unixSeconds } from '../../clock.ts'
import { fields, text } from '../objects/json.ts'
import type { Storage } from '../objects/storage.ts'
import { decodeBase64 } from '../requests/request.ts'
import type { Verdict } from './authenticator.ts'

const TYPE = 'bootstrap.kubernetes.io/token'
const GROUP = 'system:bootstrappers'

/**
 * Whose a bootstrap token is: `ID.SECRET`, kept in a Secret of kube-system.
 *
 * Errors: none; what is not right in any way is no opinion.
 * Follows: plugin/pkg/auth/authenticator/token/bootstrap/bootstrap.go (v1.37.2); same in v1.9.
 */
export function verifyBootstrapToken(token: string, storage: Storage): Verdict {
  const [, id, secret] = /^([a-z0-9]{6})\.([a-z0-9]{16})$/.exec(token) ?? []
  if (id === undefined) return { reason: 'The token is no bootstrap token.' }
  const found = storage.get('', 'secrets', 'kube-system', `bootstrap-token-${id}`)
  if (!found) return { reason: `There is no Secret bootstrap-token-${id} in kube-system.` }
  const of = (key: string): string => decodeBase64(text(fields(found['data'])[key])) ?? ''
  if (found['type'] !== TYPE) return { reason: `The Secret bootstrap-token-${id} is not of type ${TYPE}.` }
  if (of('token-secret') !== secret || of('token-id') !== id) return { reason: `The Secret bootstrap-token-${id} holds another token.` }
  const { inputs, at } = storage.moment()
  const expiration = of('expiration')
  if (expiration !== '' && unixSeconds(expiration, 0) <= unixSeconds(inputs.clock, at))
    return { reason: `The bootstrap token ${id} has expired: ${expiration}.` }
  if (of('usage-bootstrap-authentication') !== 'true') return { reason: `The bootstrap token ${id} is not for authentication.` }
  const extra = of('auth-extra-groups')
    .split(',')
    .map((group) => group.trim())
    .filter((group) => group !== '')
  if (extra.some((group) => !/^system:bootstrappers:[a-z0-9:-]{0,255}[a-z0-9]$/.test(group)))
    return { reason: `The bootstrap token ${id} names a group that it may not give.` }
  const groups = [...new Set([GROUP, ...extra])].toSorted()
  return {
    user: { name: `system:bootstrap:${id}`, groups },
    reason: `The bootstrap token ${id} stands in kube-system.`,
    because: { flag: 'enable-bootstrap-token-auth' },
  }
}
