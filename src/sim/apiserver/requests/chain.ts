import { PLAIN_TO_TLS } from '../../node/network.ts'
import type { RequestStep } from '../../trace/trace.ts'
import { authenticate } from '../authentication/authenticators.ts'
import { authorize } from '../authorization/authorizers.ts'
import type { ApiserverConfig, ServerState } from '../server-config.ts'
import { type Attributes, attributesOf, type User } from './attributes.ts'
import type { AuthorizedRequest, HandledRequest } from './handled-request.ts'
import { dispatch } from './handlers.ts'
import { impersonate } from './impersonation.ts'
import type { Request, Response } from './request.ts'
import { qualified } from '../objects/kinds.ts'
import { badRequest, detailsOf, failureResponse, type StatusFailure, textError } from './status-failure.ts'

/** A request's answer, and what else comes of it. */
export interface Handling extends Omit<HandledRequest, 'reason' | 'because'> {
  steps: RequestStep[]
  /** What the server's log says of it. */
  log?: string
  /** Who asks by a bearer token. */
  bearer?: User
}

/**
 * One request through the whole server: authentication, impersonation, authorization, handler. The steps are in the order in
 * which they were taken; the one that answers has the verdict `refused` or `answered`.
 *
 * Every trouble is a response.
 * Follows: staging/src/k8s.io/apiserver/pkg/server/config.go, DefaultBuildHandlerChain (v1.36.2); v1.9 in the same order.
 */
export function handle(config: ApiserverConfig, state: ServerState, request: Request): Handling {
  const insecure = config.insecure !== undefined && request.port === config.insecure.port
  if (!insecure && request.scheme === 'http') {
    return {
      response: PLAIN_TO_TLS,
      steps: [
        {
          step: 'TLS',
          verdict: 'refused',
          reason: 'The port speaks TLS; a plain HTTP request is answered by Go itself, before anything of Kubernetes sees it.',
        },
      ],
    }
  }
  const attributes = attributesOf(request)
  if (attributes.isUnknown) return unknownKind(request)
  const handling = insecure
    ? answer({ config, state, request, attributes, user: UNSECURED }, [unsecured()])
    : secured(config, state, request, attributes)
  return { ...handling, response: finish(handling.response, config, request) }
}

/**
 * Follows: staging/src/k8s.io/apiserver/pkg/endpoints/filters/requestinfo.go, WithRequestInfo, which stands before authentication
 * (v1.36.2, v1.9.6).
 */
function unknownKind(request: Request): Handling {
  const why = `failed to create RequestInfo: unable to determine kind and namespace from url, ${urlOf(request)}`
  const response = internalError(request, why)
  return {
    response: request.method === 'HEAD' ? { ...response, body: '' } : response,
    steps: [
      {
        step: 'request',
        verdict: 'refused',
        reason: 'The path names no kind after watch or proxy: it is refused before anybody asks who calls.',
      },
    ],
  }
}

const urlOf = (request: Request): string => request.path + (request.query && `?${request.query}`)

/** Follows: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/responsewriters/errors.go, InternalError (v1.36.2). */
function internalError(request: Request, why: string): Response {
  return textError(500, escapeHtml(`Internal Server Error: ${JSON.stringify(urlOf(request))}: ${why}`))
}

/** Follows: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/responsewriters/errors.go, RespondWithError (v1.36.2). */
function unsniffed(failure: StatusFailure, request: Request, { release }: ApiserverConfig): Response {
  const response = failureResponse(failure, request, release)
  response.headers['x-content-type-options'] = 'nosniff'
  return response
}

const escapeHtml = (text: string): string => text.replace(/[&<>]/g, (char) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[char]!)

function secured(config: ApiserverConfig, state: ServerState, request: Request, attributes: Attributes): Handling {
  const { user: caller, error, by, steps } = authenticate(config, state, request)
  if (!caller)
    return {
      response: unauthorized(config, request),
      steps,
      ...(error === undefined ? {} : { log: config.release.unauthenticatedLog(error) }),
    }
  const known = by === 'bearer token' ? { bearer: caller } : {}
  return { ...authenticated({ config, state, request, attributes, user: caller }, steps), ...known }
}

function authenticated(asked: AuthorizedRequest, steps: RequestStep[]): Handling {
  const { config, state, request, attributes, user: caller } = asked
  const { user, refused, broken } = impersonate(config, state, request, caller, attributes, steps)
  if (broken !== undefined) {
    steps.push({ step: 'impersonation', verdict: 'refused', reason: 'Groups alone cannot be taken on: the request names no user.' })
    return { response: config.release.actsByMode ? unsniffed(badRequest(broken), request, config) : internalError(request, broken), steps }
  }
  if (refused) return { response: forbidden(config, request, refused.user, refused.attributes, refused.reason), steps }
  const { allowed, reason, steps: taken } = authorize(config, state, user, attributes)
  steps.push(...taken)
  if (!allowed) return { response: forbidden(config, request, user, attributes, reason), steps }
  return answer({ ...asked, user }, steps)
}

/** Whoever comes by the insecure port. */
const UNSECURED: User = { name: 'system:unsecured', groups: ['system:masters', 'system:authenticated'] }

function unsecured(): RequestStep {
  return {
    step: 'insecure port',
    verdict: 'passed',
    reason: 'Whoever reaches this port is system:unsecured in system:masters: there is no authentication and no authorization.',
    because: { flag: 'insecure-port' },
  }
}

function answer(asked: AuthorizedRequest, steps: RequestStep[]): Handling {
  const { reason, because, ...handled } = dispatch(asked)
  steps.push({ step: 'handler', verdict: 'answered', reason, ...(because ? { because } : {}) })
  return { ...handled, steps }
}

/**
 * 401: who are you? The same words whatever was wrong.
 *
 * Follows: staging/src/k8s.io/apiserver/pkg/endpoints/filters/authentication.go, Unauthorized (v1.36.2, v1.9.6).
 */
export function unauthorized(config: ApiserverConfig, request: Request): Response {
  const response = failureResponse({ code: 401, reason: 'Unauthorized', message: 'Unauthorized' }, request, config.release)
  if (config.basicFile) response.headers['www-authenticate'] = 'Basic realm="kubernetes-master"'
  return response
}

/**
 * 403: I know you, and you may not.
 *
 * Follows: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/responsewriters/errors.go, Forbidden (v1.36.2); up to v1.11
 * without quotes and group, see release.ts.
 */
export function forbidden(config: ApiserverConfig, request: Request, user: User, asked: Attributes, reason: string): Response {
  const { verb, apiGroup, namespace, name, path } = asked
  const { resourceQuoted } = config.release
  const q = (text: string): string => JSON.stringify(text)
  let cannot = `User ${q(user.name)} cannot ${verb} path ${q(path)}`
  if (asked.isResource) {
    const group = apiGroup && !resourceQuoted ? `.${apiGroup}` : ''
    const resource = `${asked.resource}${group}${asked.subresource ? `/${asked.subresource}` : ''}`
    const scope = namespace ? `in the namespace ${q(namespace)}` : 'at the cluster scope'
    cannot = `User ${q(user.name)} cannot ${verb} ${resourceQuoted ? `resource ${q(resource)} in API group ${q(apiGroup)}` : resource} ${scope}`
  }
  const safe = escapeHtml(cannot)
  const what = qualified({ group: apiGroup, name: asked.resource })
  const subject = what ? `${what}${name ? ` ${q(name)}` : ''} is forbidden` : 'forbidden'
  const details = asked.isResource ? detailsOf(name, apiGroup, asked.resource) : {}
  const message = `${subject}: ${safe}${reason ? `: ${reason}` : ''}`
  return unsniffed({ code: 403, reason: 'Forbidden', message, details }, request, config)
}

/** What every answer gets on its way out. */
function finish(response: Response, config: ApiserverConfig, request: Request): Response {
  const headers = config.release.cacheControl ? { 'cache-control': 'no-cache, private', ...response.headers } : response.headers
  return { ...response, headers, body: request.method === 'HEAD' ? '' : response.body }
}
