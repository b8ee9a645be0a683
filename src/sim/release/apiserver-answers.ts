import type { Row } from './row.ts'

/** Rules of the kube-apiserver’s answers. */
export interface AnswerRules {
  /** /livez and /readyz exist beside /healthz. */
  livez: boolean
  /** A health endpoint that is content says `X-Content-Type-Options: nosniff`. */
  healthNosniff: boolean
  /** `?exclude=` on the health endpoints. */
  healthExclude: boolean
  /** The last line of a health answer names the endpoint asked, not always `healthz`. */
  healthNamed: boolean
  /** Pretty JSON keeps an empty object on one line. */
  emptyObjectShort: boolean
  /** Refusals name the resource in quotes, and its API group. */
  resourceQuoted: boolean
  /** An authorizer's reason in a refusal begins with the authorizer's name. */
  reasonNamed: boolean
  /** Every answer behind the filters carries `Cache-Control: no-cache, private`. */
  cacheControl: boolean
  /** An unknown path gets plain words, as against a list of paths. */
  notFoundPlain: boolean
  /** /ui leads to the dashboard. */
  uiRedirect: boolean
  /** /logs lists the log files. */
  servesLogs: boolean
  /** The content type of /metrics names its character set. */
  metricsCharset: boolean
  /** The content type of /metrics names its escaping. */
  metricsEscaping: 'values' | 'underscores' | null
  /** /metrics/slis tells how checks fare. */
  metricsSlis: boolean
  /** /swaggerapi and /swagger.json describe the API. */
  swagger: boolean
  openapiV2: boolean
  openapiV3: boolean
  /** /version tells the emulated version. */
  emulationVersion: boolean
  /** TLS ports answer plain HTTP with 400, as against a TLS alert. */
  plainHttpAnswered: boolean
  /** A PATCH may be an apply. */
  serverSideApply: boolean
  /** Why an object of one kind is not taken for another. */
  conversionText: (from: string, to: string) => string
}

/** 1.9 */
export const ANSWER_BASE: AnswerRules = {
  livez: false,
  healthNosniff: false,
  healthExclude: false,
  healthNamed: false,
  emptyObjectShort: false,
  resourceQuoted: false,
  reasonNamed: false,
  cacheControl: false,
  notFoundPlain: false,
  uiRedirect: true,
  servesLogs: true,
  metricsCharset: false,
  metricsEscaping: null,
  metricsSlis: false,
  swagger: true,
  openapiV2: false,
  openapiV3: false,
  emulationVersion: false,
  plainHttpAnswered: false,
  serverSideApply: false,
  conversionText: (from, to) =>
    `type names don't match (${from.split('.')[1]}, ${to.split('.')[1]}), and no conversion 'func (${from}, ${to}) error' registered.`,
}

export const ANSWER_ROWS: readonly Row<AnswerRules>[] = [
  {
    since: 10,
    set: { openapiV2: true },
    says: '/openapi/v2 describes the API.',
    source: 'staging/src/k8s.io/apiserver/pkg/server/routes/openapi.go',
    read: { by: 'source', before: 'v1.9.11', after: 'v1.10.13' },
  },
  {
    since: 10,
    set: { uiRedirect: false },
    says: '/ui no longer leads to the dashboard.',
    source: 'pkg/routes/ui.go',
    read: { by: 'source', before: 'v1.9.0', after: 'v1.10.13' },
  },
  {
    since: 10,
    set: { healthExclude: true },
    says: 'Health checks can be excluded.',
    source: 'staging/src/k8s.io/apiserver/pkg/server/healthz/healthz.go',
    read: { by: 'source', before: 'v1.9.11', after: 'v1.10.13' },
  },
  {
    since: 12,
    set: { resourceQuoted: true },
    says: 'A refusal names the resource in quotes, and its API group.',
    source: 'staging/src/k8s.io/apiserver/pkg/endpoints/handlers/responsewriters/errors.go',
    read: { by: 'source', before: 'v1.11.10', after: 'v1.12.10' },
  },
  {
    since: 14,
    set: { plainHttpAnswered: true },
    says: 'A plain HTTP request to a TLS port is answered with 400 (Go 1.12).',
    source: 'Go 1.12: net/http/server.go',
    read: { by: 'inference', before: 'v1.13.0', after: 'v1.14.0' },
  },
  {
    since: 14,
    set: { healthNosniff: true },
    says: 'A health endpoint that is content says `X-Content-Type-Options: nosniff`.',
    source: 'staging/src/k8s.io/apiserver/pkg/server/healthz/healthz.go',
    read: { by: 'source', before: 'v1.13.12', after: 'v1.14.10' },
  },
  {
    since: 14,
    set: { metricsCharset: true },
    says: 'The content type of /metrics names its character set.',
    source: 'vendor/github.com/prometheus/client_golang/prometheus/promhttp/http.go',
    read: { by: 'source', before: 'v1.13.4', after: 'v1.14.5' },
  },
  {
    since: 14,
    set: { swagger: false },
    says: '/swaggerapi and /swagger.json are gone; /openapi/v2 describes the API.',
    source: 'staging/src/k8s.io/apiserver/pkg/server/genericapiserver.go',
    read: { by: 'source', before: 'v1.13.12', after: 'v1.14.10' },
  },
  {
    since: 16,
    set: { livez: true },
    says: '/livez and /readyz stand beside /healthz.',
    source: 'staging/src/k8s.io/apiserver/pkg/server/healthz.go',
    read: { by: 'source', before: 'v1.15.12', after: 'v1.16.15' },
  },
  {
    since: 16,
    set: { cacheControl: true },
    says: 'Every answer carries `Cache-Control: no-cache, private`.',
    source: 'staging/src/k8s.io/apiserver/pkg/server/config.go',
    read: { by: 'source', before: 'v1.15.12', after: 'v1.16.15' },
  },
  {
    since: 16,
    set: { serverSideApply: true },
    says: 'A PATCH may be an apply.',
    source: 'staging/src/k8s.io/apiserver/pkg/features/kube_features.go',
    read: { by: 'source', before: 'v1.15.12', after: 'v1.16.15' },
  },
  {
    since: 19,
    set: { conversionText: () => 'unknown conversion' },
    says: 'An object of another kind than its URL’s is refused in other words.',
    source: 'staging/src/k8s.io/apimachinery/pkg/conversion/converter.go',
    read: { by: 'source', before: 'v1.18.19', after: 'v1.19.16' },
  },
  {
    since: 19,
    set: { openapiV2: false },
    says: '/openapi/v2 is not among the paths of a 404: the kube-apiserver 1.19 that was recorded was built without its OpenAPI document.',
    source: 'staging/src/k8s.io/apiserver/pkg/server/routes/openapi.go',
    read: { by: 'recording', before: 'v1.9.4', after: 'v1.19.16' },
  },
  {
    since: 20,
    set: { openapiV2: true },
    says: '/openapi/v2 is among the paths of a 404 again.',
    source: 'staging/src/k8s.io/apiserver/pkg/server/routes/openapi.go',
    read: { by: 'recording', before: 'v1.19.16', after: 'v1.37.2' },
  },
  {
    since: 20,
    set: { healthNamed: true },
    says: 'The last line of a health answer names the endpoint asked.',
    source: 'staging/src/k8s.io/apiserver/pkg/server/healthz/healthz.go',
    read: { by: 'source', before: 'v1.19.16', after: 'v1.20.15' },
  },
  {
    since: 23,
    set: { notFoundPlain: true },
    says: 'An unknown path is answered with `404 page not found`.',
    source: 'staging/src/k8s.io/apiserver/pkg/util/notfoundhandler/not_found_handler.go',
    read: { by: 'source', before: 'v1.22.17', after: 'v1.23.17' },
  },
  {
    since: 23,
    set: { emptyObjectShort: true },
    says: 'Pretty JSON keeps an empty object on one line.',
    source: 'staging/src/k8s.io/apimachinery/pkg/runtime/serializer/json/json.go',
    read: { by: 'source', before: 'v1.22.17', after: 'v1.23.17' },
  },
  {
    since: 24,
    set: { openapiV3: true },
    says: '/openapi/v3 describes the API.',
    source: 'staging/src/k8s.io/apiserver/pkg/features/kube_features.go',
    read: { by: 'source', before: 'v1.23.17', after: 'v1.24.17' },
  },
  {
    since: 27,
    set: { metricsSlis: true },
    says: '/metrics/slis stands beside /metrics.',
    source: 'staging/src/k8s.io/component-base/metrics/features/kube_features.go',
    read: { by: 'source', before: 'v1.26.15', after: 'v1.27.16' },
  },
  {
    since: 31,
    set: { servesLogs: false },
    says: '/logs lists the log files only with --enable-logs-handler.',
    source: 'cmd/kube-apiserver/app/options/options.go, pkg/controlplane/apiserver/options/options.go',
    read: { by: 'source', before: 'v1.30.14', after: 'v1.31.14' },
  },
  {
    since: 31,
    set: { metricsEscaping: 'values' },
    says: 'The content type of /metrics names its escaping.',
    source: 'vendor/github.com/prometheus/common/expfmt/encode.go',
    read: { by: 'source', before: 'v1.30.14', after: 'v1.31.14' },
  },
  {
    since: 33,
    set: { emulationVersion: true },
    says: '/version tells the emulated version.',
    source: 'staging/src/k8s.io/apimachinery/pkg/version/types.go',
    read: { by: 'source', before: 'v1.32.13', after: 'v1.33.13' },
  },
  {
    since: 33,
    set: { metricsEscaping: 'underscores' },
    says: 'The escaping in the content type of /metrics is another.',
    source: 'vendor/github.com/prometheus/common/model/metric.go',
    read: { by: 'source', before: 'v1.32.13', after: 'v1.33.13' },
  },
  {
    since: 37,
    set: { reasonNamed: true },
    says: 'A refusal names the authorizer that gave the reason.',
    source: 'staging/src/k8s.io/apiserver/pkg/authorization/union/union.go',
    read: { by: 'source', before: 'v1.36.3', after: 'v1.37.0' },
  },
]
