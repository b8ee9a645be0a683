import type { ApiserverConfig } from '../config.ts'
import { decode } from '../requests/request.ts'
import type { Authenticator } from './authenticator.ts'

export const ANONYMOUS = { name: 'system:anonymous', groups: ['system:unauthenticated'] } as const

/**
 * Nobody in particular; since structured configuration only for the paths listed there, compared letter by letter.
 *
 * Follows: staging/src/k8s.io/apiserver/pkg/authentication/request/anonymous/anonymous.go (v1.36.2); v1.9 has no conditions.
 */
export function anonymous(config: ApiserverConfig): Authenticator | undefined {
  const { enabled, paths, because } = config.anonymous
  if (!enabled) return undefined
  return {
    name: 'anonymous',
    because,
    authenticate(request) {
      const path = decode(request.path)
      if (paths && !paths.includes(path)) return { reason: `Anonymous requests are allowed for ${paths.join(', ')} only, not for ${path}.` }
      return { user: ANONYMOUS, reason: 'A request without credentials is from system:anonymous.' }
    },
  }
}
