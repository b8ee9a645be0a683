import type { Because } from '../../trace/trace.ts'
import type { ApiserverConfig, ServerState } from '../server-config.ts'
import { decode, type Request } from '../requests/request.ts'
import type { User } from '../requests/attributes.ts'

/** What one authenticator says: the user, an error, or neither (no credentials that it knows). */
export interface Verdict {
  user?: User
  /** Of those for whom the token has to be, the ones for whom it is. */
  audiences?: readonly string[]
  error?: string
  /** A sentence for a person. */
  reason: string
  /** Where it is another flag than the member's own. */
  because?: Because
}

/** One member of the chain. */
export interface Authenticator {
  name: string
  because?: Because
  authenticate(request: Request, state: ServerState): Verdict
}

/** Makes a member, or none where it is not configured. */
export type MakeAuthenticator = (config: ApiserverConfig) => Authenticator | undefined

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
