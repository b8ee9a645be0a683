import { defined } from '../../../manifest/own.ts'
import { type Attributes, NO_ATTRIBUTES, type User } from './attributes.ts'
import { authenticate } from '../authentication/authenticators.ts'
import { authorize } from '../authorization/authorizers.ts'
import type { ApiserverConfig, ServerState } from '../server-config.ts'
import type { FieldProblem } from '../objects/go-structs.ts'
import { parseObject } from '../objects/json.ts'
import type { HandledRequest } from './not-found.ts'
import type { Request } from './request.ts'
import { failureResponse, invalid, objectResponse, type StatusFailure } from './status-failure.ts'

/** Whose a token is. */
export interface FoundToken {
  authenticated: true
  user: { username: string; uid?: string; groups?: readonly string[] }
}

/** The two questions that other servers, the kubelet among them, put to a kube-apiserver. */
export interface TokenReview {
  spec: { token: string }
  status?: FoundToken | { authenticated?: false; user: object; error?: string }
}

export interface SubjectAccessReview {
  spec: {
    user?: string
    groups?: readonly string[]
    resourceAttributes?: {
      verb?: string
      group?: string
      version?: string
      resource?: string
      subresource?: string
      namespace?: string
      name?: string
    }
    nonResourceAttributes?: { path?: string; verb?: string }
  }
  status?: { allowed: boolean; reason?: string }
}

/**
 * Whose token is this, and may they? Undefined where the request is no such question.
 *
 * A body that is no review is left to the other handlers.
 * Follows: pkg/registry/authentication/tokenreview/storage.go and pkg/registry/authorization/subjectaccessreview/rest.go
 * (v1.36.2); same in v1.9.
 */
export function review(
  config: ApiserverConfig,
  state: ServerState,
  request: Request,
  asked: Attributes,
  user: User,
): HandledRequest | undefined {
  if (request.method !== 'POST' || request.body === undefined) return undefined
  const body = parseObject(request.body)
  const { apiGroup, apiVersion, resource } = asked
  const answer = (value: object, reason: string): HandledRequest => {
    const response = objectResponse({ ...body, metadata: {}, ...value }, request, config.release)
    return { response: { ...response, status: 201 }, reason, found: reason }
  }
  if (
    body &&
    apiGroup === 'authentication.k8s.io' &&
    apiVersion === 'v1' &&
    resource === 'selfsubjectreviews' &&
    config.release.whoami === 'works'
  ) {
    return answer({ status: { userInfo: whoAmI(user) } }, `The caller is ${user.name}.`)
  }
  if (!body || typeof body['spec'] !== 'object' || body['spec'] === null) return undefined
  const refuse = (failure: StatusFailure, reason: string): HandledRequest => ({
    response: failureResponse(failure, request, config.release),
    reason,
  })
  if (apiGroup === 'authentication.k8s.io' && apiVersion.startsWith('v1') && resource === 'tokenreviews') {
    const { token } = (body as unknown as TokenReview).spec
    const message = 'token is required for TokenReview in authentication'
    if (!token) return refuse({ code: 400, reason: 'BadRequest', message }, 'There is no token to review.')
    const status = reviewToken(config, state, request, token)
    return answer({ status }, status.authenticated ? `The token is ${status.user.username}'s.` : 'Nobody knows the token.')
  }
  if (apiGroup === 'authorization.k8s.io' && apiVersion.startsWith('v1') && resource === 'subjectaccessreviews') {
    const { spec } = body as unknown as SubjectAccessReview
    const wrong = [...scopeErrors(spec), ...(spec.user || spec.groups?.length ? [] : [NOBODY])]
    if (wrong.length > 0) return refuse(invalid(REVIEW, '', wrong), NO_QUESTION)
    const status = reviewAccess(config, state, spec)
    return answer({ status }, status.allowed ? 'It is allowed.' : 'It is not allowed.')
  }
  if (apiGroup === 'authorization.k8s.io' && apiVersion.startsWith('v1') && resource === 'selfsubjectaccessreviews') {
    const { spec } = body as unknown as SubjectAccessReview
    const { resourceAttributes, nonResourceAttributes } = spec
    const wrong = scopeErrors(spec)
    if (wrong.length > 0) return refuse(invalid(REVIEW, '', wrong), NO_QUESTION)
    const status = reviewAccess(config, state, {
      user: user.name,
      groups: user.groups,
      ...(resourceAttributes ? { resourceAttributes } : {}),
      ...(nonResourceAttributes ? { nonResourceAttributes } : {}),
    })
    return answer({ status }, status.allowed ? 'It is allowed.' : 'It is not allowed.')
  }
  return undefined
}

const NO_QUESTION = 'What is asked for is none.'
const NOBODY: FieldProblem = { path: 'spec.user', message: 'Invalid value: "": at least one of user or group must be specified' }

/** Follows: pkg/apis/authorization/validation/validation.go, ValidateSubjectAccessReviewSpec (v1.36.2). */
function scopeErrors({ resourceAttributes, nonResourceAttributes }: SubjectAccessReview['spec']): FieldProblem[] {
  if (resourceAttributes || nonResourceAttributes) return []
  const message = 'Invalid value: "null": exactly one of nonResourceAttributes or resourceAttributes must be specified'
  return [{ path: 'spec.resourceAttributes', message }]
}

/** The object has lost its kind when it was decoded. */
const REVIEW = { group: 'authorization.k8s.io', kind: '' }

function whoAmI({ name, uid, groups }: User): { username: string; uid?: string; groups: readonly string[] } {
  return { username: name, ...(uid ? { uid } : {}), groups }
}

function reviewToken(config: ApiserverConfig, state: ServerState, request: Request, token: string): NonNullable<TokenReview['status']> {
  const { certificate: _, body: __, ...rest } = request
  // the token alone is on trial: nobody is anonymous here
  const alone = { ...rest, headers: { authorization: `Bearer ${token}` } }
  const { user, error } = authenticate({ ...config, anonymous: { ...config.anonymous, enabled: false } }, state, alone)
  if (!user) return { user: {}, ...defined({ error }) }
  return { authenticated: true, user: { username: user.name, ...(user.uid ? { uid: user.uid } : {}), groups: user.groups } }
}

function reviewAccess(
  config: ApiserverConfig,
  state: ServerState,
  spec: SubjectAccessReview['spec'],
): NonNullable<SubjectAccessReview['status']> {
  const { resourceAttributes: of, nonResourceAttributes: at } = spec
  const attributes: Attributes = of
    ? { ...NO_ATTRIBUTES, isResource: true, ...of, apiGroup: of.group ?? '', apiVersion: of.version ?? '' }
    : { ...NO_ATTRIBUTES, ...at }
  const { allowed, reason } = authorize(config, state, { name: spec.user ?? '', groups: spec.groups ?? [] }, attributes)
  return { allowed, ...(reason ? { reason } : {}) }
}
