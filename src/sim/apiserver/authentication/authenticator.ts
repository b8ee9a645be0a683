import type { User } from './user.ts'
import type { ApiserverConfig, ServerState } from '../config.ts'
import type { Because } from '../because.ts'
import type { Request } from '../requests/request.ts'

/** What one authenticator says: the user, an error, or neither (no credentials that it knows). */
export interface Verdict {
  user?: User
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
