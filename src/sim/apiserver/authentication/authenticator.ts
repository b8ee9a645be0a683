import type { Because } from '../../trace/trace.ts'
import type { ApiserverConfig, ServerState } from '../server-config.ts'
import type { Request } from '../requests/request.ts'
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
