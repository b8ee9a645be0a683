import type { Attributes } from '../requests/attributes.ts'
import type { ApiserverConfig, ServerState } from '../config.ts'
import type { User } from '../authentication/user.ts'

type Decision = 'Allow' | 'Deny' | 'NoOpinion'

export interface Opinion {
  decision: Decision
  /** Goes into a refusal, word for word; often empty. */
  reason: string
  /** A sentence for a person. */
  says: string
  /** Where it is written down that it is so. */
  because?: { file: string; line: number }
}

/** One member of the chain. */
export interface Authorizer {
  /** As the flag spells it: `RBAC`. */
  mode: string
  authorize(user: User, attributes: Attributes, state: ServerState, config: ApiserverConfig): Opinion
}
