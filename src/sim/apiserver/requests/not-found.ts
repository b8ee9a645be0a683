import type { ApiserverConfig } from '../server-config.ts'
import { groupsOf } from './discovery.ts'
import { innerHealthPaths } from './health.ts'
import type { Release } from '../../release/release.ts'
import type { Request, Response } from './request.ts'
import { failureResponse, textError, toJson } from './status-failure.ts'

/** There is a service at the path or above it, and it has nothing there. */
export const NO_RESOURCE = { code: 404, reason: 'NotFound', message: 'the server could not find the requested resource', details: {} }

/** Where go-restful serves: what is below one of these is its own to refuse. */
function hasService(config: ApiserverConfig, path: string): boolean {
  const groups = groupsOf(config.release).map(({ name }) => `/apis/${name}`)
  const issuer = config.issuer ? ['/.well-known/openid-configuration', '/openid/v1/jwks'] : []
  const logs = config.servesLogs ? ['/logs'] : []
  const roots = ['/version', '/api', ...groups, ...issuer, ...logs]
  return path === '/apis' || path === '/apis/' || roots.some((root) => path === root || path.startsWith(`${root}/`))
}

/**
 * The answer for a path at which nothing is served.
 *
 * Follows: staging/src/k8s.io/apiserver/pkg/server/handler.go, director and serviceErrorHandler (v1.36.2, v1.9.6).
 */
export function nothingAt(config: ApiserverConfig, request: Request, path: string): Response {
  return hasService(config, path) ? failureResponse(NO_RESOURCE, request, config.release) : notFound(config)
}

/**
 * The answer for a path that nobody serves.
 *
 * Follows: staging/src/k8s.io/apiserver/pkg/util/notfoundhandler/not_found_handler.go (v1.36.2); before, the list of the
 * innermost server's paths, routes/index.go (v1.19.16).
 */
function notFound(config: ApiserverConfig): Response {
  const { release } = config
  if (release.notFoundPlain) return textError(404, '404 page not found')
  const versions = groupsOf(release).find((row) => row.name === 'apiextensions.k8s.io')!.versions
  const paths = [
    '/apis',
    '/apis/',
    '/apis/apiextensions.k8s.io',
    ...versions.map((version) => `/apis/apiextensions.k8s.io/${version}`),
    ...innerHealthPaths(config),
    '/metrics',
    '/version',
    ...describedAt(release),
  ]
  return { ...listOf(paths.toSorted(), config), status: 404 }
}

/**
 * Where a server describes its API; each of the servers in a kube-apiserver does.
 *
 * Follows: staging/src/k8s.io/apiserver/pkg/server/routes/openapi.go and swagger.go (v1.9.4 … v1.22.0).
 */
export function describedAt(release: Release): string[] {
  const swagger = ['/swagger-2.0.0.json', '/swagger-2.0.0.pb-v1', '/swagger-2.0.0.pb-v1.gz', '/swagger.json', '/swaggerapi']
  return [...(release.swagger ? swagger : []), ...(release.openapiV2 ? ['/openapi/v2'] : [])]
}

/**
 * A list of paths; always printed for a person.
 *
 * Follows: staging/src/k8s.io/apiserver/pkg/server/routes/index.go (v1.36.2).
 */
export function listOf(paths: readonly string[], config: ApiserverConfig): Response {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: toJson({ paths }, true, config.release) }
}
