import type { Because } from '../../trace/trace.ts'
import type { ObjectChange } from '../objects/objects.ts'
import type { ApiserverConfig, ServerState } from '../server-config.ts'
import type { Attributes, User } from './attributes.ts'
import type { Request, Response } from './request.ts'
import { failureResponse, NOT_ALLOWED, type StatusFailure } from './status-failure.ts'

/** A request that was let through, and who asks. */
export interface AuthorizedRequest {
  config: ApiserverConfig
  state: ServerState
  request: Request
  attributes: Attributes
  user: User
}

/** A request and the server that it is put to. */
type PutRequest = Pick<AuthorizedRequest, 'config' | 'request'>

/** An answer, and a sentence on how it came about. */
export interface HandledRequest {
  response: Response
  reason: string
  because?: Because
  /** What a review has found: its status is the same whatever that is. */
  found?: string
  /** What it changes in etcd. */
  change?: ObjectChange
  /** It comes from etcd, or goes there. */
  stored?: boolean
  /** The etcd checks that it makes. */
  etcdChecks?: readonly string[]
}

/** That the server says no, and why. */
export function refused({ config, request }: PutRequest, failure: StatusFailure, reason: string): HandledRequest {
  return { response: failureResponse(failure, request, config.release), reason }
}

/** That a path does not have the method. */
export const notServed = (put: PutRequest, reason = `${put.request.method} is not served there.`): HandledRequest =>
  refused(put, NOT_ALLOWED, reason)
