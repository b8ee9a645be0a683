import type { Release } from '../../release/release.ts'
import { hexId } from '../../trace/ids.ts'
import { KEY_ID } from '../authentication/jwt.ts'
import type { ApiserverConfig } from '../server-config.ts'
import { groupsOf, groupList, resourceList } from './discovery.ts'
import { checksOf, endpointsOf, health, type HealthEndpoint } from './health.ts'
import { pprof } from './pprof.ts'
import { type AuthorizedRequest, type HandledRequest, notServed } from './handled-request.ts'
import { describedAt, listOf, nothingAt } from './not-found.ts'
import { serveResource } from './resources.ts'
import { review } from './reviews.ts'
import type { Request, Response } from './request.ts'
import { type Answerer, unacceptable } from './acceptable.ts'
import { objectResponse, plainText, redirect } from './status-failure.ts'
import { versionInfo } from './version.ts'

/**
 * What answers a request that was let through.
 *
 * Errors: 404 for a path that nobody serves, 405 for a method that a path does not have.
 * Follows: staging/src/k8s.io/apiserver/pkg/server/handler.go, mux/pathrecorder.go (v1.36.2); v1.9 alike.
 */
export function dispatch(asked: AuthorizedRequest): HandledRequest {
  const { config, request, attributes } = asked
  const { path } = attributes
  const { release } = config
  const healthAnswer = healthOf(asked)
  if (healthAnswer) return healthAnswer
  if (attributes.isResource) return review(asked) ?? serveResource(asked)
  if (path === '/' || path === '/index.html') return { response: listOf(rootPaths(config), config), reason: 'The list of paths.' }
  if (path === '/version' || path === '/version/')
    return onlyGet(asked, () => objectResponse(versionInfo(release, asked.state.version), request, release), 'The version.')
  if (path === '/metrics' && request.method === 'DELETE' && config.profiling)
    return {
      response: plainText(200, 'metrics reset\n'),
      reason: 'The counters begin anew.',
      because: { flag: 'profiling' },
    }
  if (path === '/metrics' || (path === '/metrics/slis' && release.metricsSlis))
    return {
      response: { status: 200, headers: { 'content-type': metricsType(release) }, body: METRICS_BODY },
      reason: 'The metrics.',
    }
  if (release.uiRedirect && /^\/ui(\/|$)/.test(path))
    return { response: redirect(307, DASHBOARD, request), reason: 'The dashboard is behind its Service.' }
  const profile = config.profiling ? debug(path, request) : undefined
  if (profile) return { response: profile, reason: 'What the program tells of itself.', because: { flag: 'profiling' } }
  if (path === '/logs' && config.servesLogs)
    return {
      response: { status: 301, headers: { location: 'logs/' }, body: '' },
      reason: 'The log files are below /logs/.',
      because: { flag: 'enable-logs-handler' },
    }
  if (path === '/logs/' && config.servesLogs)
    return {
      response: { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: '<pre>\n</pre>\n' },
      reason: 'The log files.',
      because: { flag: 'enable-logs-handler' },
    }
  return discovery(asked) ?? { response: nothingAt(config, request, path), reason: `Nothing is served at ${path}.` }
}

/**
 * The content type of metrics, here and in the kubelet.
 *
 * Follows: github.com/prometheus/common/expfmt/expfmt.go, FmtText.
 */
export function metricsType(release: Release): string {
  return `text/plain; version=0.0.4${release.metricsCharset ? '; charset=utf-8' : ''}${release.metricsEscaping ? `; escaping=${release.metricsEscaping}` : ''}`
}

/** Other forms of the API's description. Follows: k8s.io/kube-openapi/pkg/handler/handler.go, RegisterOpenAPIService (v1.9.4). */
const PACKED: ReadonlyMap<string, string> = new Map([
  ['/swagger-2.0.0.pb-v1', 'application/com.github.googleapis.gnostic.OpenAPIv2@68f4ded+protobuf'],
  ['/swagger-2.0.0.pb-v1.gz', 'application/x-gzip'],
])
const DASHBOARD = '/api/v1/namespaces/kube-system/services/https:kubernetes-dashboard:/proxy/'
const METRICS_BODY =
  '# HELP apiserver_request_total [STABLE] Counter of apiserver requests broken out for each verb, dry run value, group, version, resource, scope, component, and HTTP response code.\n# TYPE apiserver_request_total counter\n'

function healthOf({ config, state, request, attributes }: AuthorizedRequest): HandledRequest | undefined {
  const found = /^\/(healthz|livez|readyz)(?:\/(.+))?$/.exec(attributes.path)
  const endpoint = found?.[1] as HealthEndpoint | undefined
  if (!endpoint || !endpointsOf(config).includes(endpoint)) return undefined
  const answer = health(config, state, endpoint, found?.[2], request)
  if (!answer) return undefined
  const { failed, response, etcdChecks } = answer
  return {
    response,
    etcdChecks,
    reason: failed.length === 0 ? `All checks of /${endpoint} pass.` : `These checks fail: ${failed.join(', ')}.`,
  }
}

/** Served by go-restful, which knows methods. */
function onlyGet(asked: AuthorizedRequest, answer: () => Response, reason: string, by: Answerer = 'JSON'): HandledRequest {
  return asked.request.method === 'GET' ? (unacceptable(asked, by) ?? { response: answer(), reason }) : notServed(asked)
}

function discovery(asked: AuthorizedRequest): HandledRequest | undefined {
  const { config, request } = asked
  const { path } = asked.attributes
  const { release } = config
  const bare = path.endsWith('/') ? path.slice(0, -1) : path
  const answer = (value: unknown): HandledRequest =>
    onlyGet(asked, () => objectResponse(value, request, release), 'Which kinds there are.', 'discovery')
  if (bare === '/api')
    return answer({
      kind: 'APIVersions',
      versions: ['v1'],
      serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: `${config.advertiseAddress}:${config.secure.port}` }],
    })
  // the aggregator's own, which ask for no method
  const ofAny = (value: unknown): HandledRequest =>
    unacceptable(asked, 'groups') ?? { response: objectResponse(value, request, release), reason: 'Which groups there are.' }
  if (bare === '/apis') return ofAny(groupList(config))
  if (bare === '/api/v1') return answer(resourceList('', 'v1', release))
  const [, group, version] = /^\/apis\/([^/]+)(?:\/([^/]+))?$/.exec(bare) ?? []
  const known = groupsOf(release).find((row) => row.name === group)
  if (known && version === undefined) return ofAny(groupList(config).groups.find((item) => item.name === group))
  if (known && version !== undefined && known.versions.includes(version)) return answer(resourceList(known.name, version, release))
  if (release.swagger && bare === '/swaggerapi')
    return {
      response: objectResponse(
        {
          swaggerVersion: '1.2',
          apis: rootPaths(config)
            .filter((rootPath) => rootPath.startsWith('/api'))
            .map((rootPath) => ({ path: rootPath })),
        },
        request,
        release,
      ),
      reason: 'The Swagger 1.2 documents.',
    }
  const packed = release.swagger ? PACKED.get(bare) : undefined
  if (packed !== undefined)
    return { response: { status: 200, headers: { 'content-type': packed }, body: '' }, reason: 'The API’s description, for programs.' }
  if ((path === '/openapi/v2' && release.openapiV2) || ((bare === '/swagger.json' || bare === '/swagger-2.0.0.json') && release.swagger))
    return {
      response: objectResponse(
        { swagger: '2.0', info: { title: 'Kubernetes', version: versionInfo(release).gitVersion }, paths: {} },
        request,
        release,
      ),
      reason: 'The OpenAPI document.',
    }
  const [, described] = (release.openapiV3 && /^\/openapi\/v3\/(.*)$/.exec(path)) || []
  if (described !== undefined) return describe(config, described)
  if (path === '/openapi/v3' && release.openapiV3)
    return {
      response: plainText(200, JSON.stringify({ paths: { version: { serverRelativeURL: '/openapi/v3/version' } } })),
      reason: 'The OpenAPI documents.',
    }
  if (config.issuer && bare === '/openid/v1/jwks')
    return {
      ...onlyGet(asked, keySet, 'The keys that tokens of service accounts are signed with.'),
      because: { flag: 'service-account-key-file' },
    }
  if (config.issuer && bare === '/.well-known/openid-configuration')
    return {
      ...onlyGet(asked, () => issuerDocument(config), 'The service account issuer.'),
      because: { flag: 'service-account-issuer' },
    }
  return undefined
}

/**
 * The description of one group and version, without its contents.
 * Follows: k8s.io/kube-openapi/pkg/handler3/handler.go, HandleGroupVersion (v1.36.2).
 */
function describe(config: ApiserverConfig, name: string): HandledRequest {
  const groups = groupsOf(config.release).flatMap(({ name, versions }) => [name, ...versions.map((version) => `${name}/${version}`)])
  const issuer = config.issuer ? ['.well-known/openid-configuration', 'openid/v1/jwks'] : []
  const known = [
    'api',
    'api/v1',
    'apis',
    ...groups.map((group) => `apis/${group}`),
    ...issuer,
    'version',
    ...(config.servesLogs ? ['logs'] : []),
  ]
  if (!known.includes(name)) return { response: { status: 404, headers: {}, body: '' }, reason: `Nothing is described at ${name}.` }
  const body = JSON.stringify({
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: versionInfo(config.release).gitVersion },
    paths: {},
  })
  return { response: { status: 200, headers: { 'content-type': 'application/json' }, body }, reason: `The OpenAPI document of ${name}.` }
}

function issuerDocument(config: ApiserverConfig): Response {
  const document = {
    issuer: config.issuer,
    jwks_uri: `https://${config.advertiseAddress}:${config.secure.port}/openid/v1/jwks`,
    response_types_supported: ['id_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
  }
  return {
    status: 200,
    headers: { 'content-type': 'application/json', 'cache-control': 'public, max-age=3600' },
    body: JSON.stringify(document),
  }
}

/** The cluster's one key: a number stands for it. */
function keySet(): Response {
  const key = { use: 'sig', kty: 'RSA', kid: KEY_ID, alg: 'RS256', n: hexId('the modulus of the service account key', 342), e: 'AQAB' }
  return {
    status: 200,
    headers: { 'content-type': 'application/jwk-set+json', 'cache-control': 'public, max-age=3600' },
    body: JSON.stringify({ keys: [key] }),
  }
}

const HTML = 'text/html; charset=utf-8'

const FLAGS_PAGE =
  '<html>\n<head>\n<title>/debug/flags/</title>\n</head>\n<body>\n/debug/flags/<br>\n<br>\nflags:<br>\n<table>\n<tr>v<br>\n</table>\n<br>\nfull flags configurable<br>\n</body>\n</html>\n'

/**
 * Go's profiles, and the level of the log.
 * Follows: staging/src/k8s.io/apiserver/pkg/server/routes/profiling.go and flags.go (v1.37.2).
 */
function debug(path: string, request: Request): Response | undefined {
  const [, profile] = /^\/debug\/pprof\/(.*)$/.exec(path) ?? []
  if (path === '/debug/pprof') return redirect(302, '/debug/pprof/', request)
  if (profile !== undefined) return pprof(profile, request)
  if (path === '/debug/flags/v') {
    const headers = { 'content-type': 'text/plain', 'x-content-type-options': 'nosniff' }
    if (request.method !== 'PUT') return { status: 406, headers, body: 'unsupported http method\n' }
    const level = request.body ?? ''
    return /^\d{1,9}$/.test(level)
      ? { status: 200, headers, body: `successfully set klog.logging.verbosity to ${level}\n` }
      : { status: 400, headers, body: `strconv.ParseUint: parsing ${JSON.stringify(level)}: invalid syntax\n` }
  }
  return path === '/debug/flags' || path.startsWith('/debug/flags/')
    ? { status: 200, headers: { 'content-type': HTML }, body: FLAGS_PAGE }
    : undefined
}

function rootPaths(config: ApiserverConfig): string[] {
  const groups = groupsOf(config.release)
  const checks = endpointsOf(config).flatMap((endpoint) => [
    `/${endpoint}`,
    ...checksOf(config, endpoint).map((check) => `/${endpoint}/${check.name}`),
  ])
  const paths = [
    '/api',
    '/api/v1',
    '/apis',
    '/apis/',
    ...groups.flatMap(({ name, versions }) => [`/apis/${name}`, ...versions.map((version) => `/apis/${name}/${version}`)]),
    ...checks,
    '/metrics',
    ...(config.release.metricsSlis ? ['/metrics/slis'] : []),
    '/version',
  ]
  if (config.servesLogs) paths.push('/logs')
  if (config.issuer) paths.push('/.well-known/openid-configuration', '/openid/v1/jwks')
  if (config.release.uiRedirect) paths.push('/ui', '/ui/')
  paths.push(...describedAt(config.release))
  if (config.release.openapiV3) paths.push('/openapi/v3', '/openapi/v3/')
  return [...new Set(paths)].toSorted()
}
