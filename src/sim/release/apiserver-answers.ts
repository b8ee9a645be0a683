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
  { since: 10, set: { openapiV2: true } },
  { since: 10, set: { uiRedirect: false } },
  { since: 10, set: { healthExclude: true } },
  { since: 12, set: { resourceQuoted: true } },
  { since: 14, set: { plainHttpAnswered: true } },
  { since: 14, set: { healthNosniff: true } },
  { since: 14, set: { metricsCharset: true } },
  { since: 14, set: { swagger: false } },
  { since: 16, set: { livez: true } },
  { since: 16, set: { cacheControl: true } },
  { since: 16, set: { serverSideApply: true } },
  { since: 19, set: { conversionText: () => 'unknown conversion' } },
  { since: 19, set: { openapiV2: false } },
  { since: 20, set: { openapiV2: true } },
  { since: 20, set: { healthNamed: true } },
  { since: 23, set: { notFoundPlain: true } },
  { since: 23, set: { emptyObjectShort: true } },
  { since: 24, set: { openapiV3: true } },
  { since: 27, set: { metricsSlis: true } },
  { since: 31, set: { servesLogs: false } },
  { since: 31, set: { metricsEscaping: 'values' } },
  { since: 33, set: { emulationVersion: true } },
  { since: 33, set: { metricsEscaping: 'underscores' } },
  { since: 37, set: { reasonNamed: true } },
]
