import type { ApiserverConfig, KmsPlugin, ServerState } from '../server-config.ts'
import { readTable } from '../../../texts/text-table.ts'
import { readSpans } from '../../../upstream/upstream-table.ts'
import table from './health-checks.tsv?raw'
import { gateIsOn } from '../flags/feature-gates.ts'
import { queryValues, type Request, type Response } from './request.ts'
import { plainText, textError, withoutSniffing } from './status-failure.ts'

interface CheckRow {
  name: string
  since: number
  until?: number
  /** Where it is asked, and where it is not; empty or absent: everywhere. */
  only?: string
  except?: string
  /** What has to be for it to run; empty or absent: nothing. */
  needs?: string
  /** Among the post-start hooks that take a moment. */
  isSlow?: boolean
  /** The socket of the plugin that it asks is not there. */
  lacks?: string
  /** Registered by the innermost server, so /nope lists it; and there alone, so nobody is answered with it. */
  isInner?: boolean
  isInnerAlone?: boolean
}

/**
 * The checks in the order in which they are registered. 1.19's list was recorded without the OpenAPI controller.
 * Follows: staging/src/k8s.io/apiserver/pkg/server/config.go, New, and options/; kube-aggregator/pkg/apiserver/apiserver.go;
 * pkg/controlplane/instance.go (v1.9.11 … v1.36.2; 1.23, 1.27 … 1.31 and 1.33 as they are printed).
 */
const CHECKS: readonly CheckRow[] = readTable(table, 'check', 'releases', 'only', 'except', 'needs', 'marks').map((row) => {
  const [span] = readSpans(row.releases)
  const { check: name, only, except, needs, marks } = row
  return {
    ...{ name, since: span!.since, until: span!.until, only, except, needs, isSlow: marks.includes('slow') },
    ...{ isInner: marks.includes('inner'), isInnerAlone: marks.includes('alone') },
  }
})

/** Whether a check is registered: the name is a feature gate's, where it is nothing of a server's own. */
function isRegistered({ needs }: CheckRow, { authorization, fairness, proxyCertificate, gates, release }: ApiserverConfig): boolean {
  if (!needs) return true
  if (needs === 'RBAC') return authorization.modes.includes(needs)
  if (needs === 'proxy certificate') return proxyCertificate
  return needs === 'fairness' ? fairness : needs === 'no fairness' ? !fairness : gateIsOn(needs, gates, release)
}

export type HealthEndpoint = 'healthz' | 'livez' | 'readyz'

/** The checks of one endpoint, in order. */
export const checksOf = (config: ApiserverConfig, endpoint: HealthEndpoint): readonly CheckRow[] =>
  registered(config, endpoint).filter(({ isInnerAlone }) => !isInnerAlone)

function registered(config: ApiserverConfig, endpoint: HealthEndpoint): readonly CheckRow[] {
  const { minor } = config.release
  const all = config.kms.plugins.length === 0 ? CHECKS : withKms(config.kms)
  return all.filter(
    (check) =>
      minor >= check.since &&
      minor <= (check.until ?? Infinity) &&
      (!check.only || check.only === endpoint) &&
      check.except !== endpoint &&
      isRegistered(check, config),
  )
}

/**
 * One check for each plugin since 1.16, and one for all where the file is read again, or where all are of the second version; out of
 * /livez since 1.29. Follows: staging/src/k8s.io/apiserver/pkg/server/options/etcd.go, maybeApplyResourceTransformers and
 * addHealthChecksWithoutLivez, and encryptionconfig/config.go, LoadEncryptionConfig (v1.15.12, v1.16.15, v1.25.16, v1.26.15, v1.28.15,
 * v1.29.15, v1.36.3).
 */
function withKms({ plugins, reloads }: ApiserverConfig['kms']): readonly CheckRow[] {
  const at = CHECKS.findIndex(({ name }) => name === 'etcd') + 1
  const lost = plugins.find(({ isThere }) => !isThere)
  const each = plugins.map((plugin, i) => kmsCheck(`kms-provider-${i}`, plugin.isThere ? undefined : plugin))
  const all = kmsCheck('kms-providers', lost)
  const isOne = reloads || plugins.every(({ version }) => version === 'v2')
  return [
    ...CHECKS.slice(0, at),
    ...each.map((check) => ({ ...check, since: 16, until: isOne ? 25 : 28 })),
    ...(isOne ? [{ ...all, since: 26, until: 28 }] : []),
    ...(isOne ? [all] : each).map((check) => ({ ...check, since: 29, except: 'livez' as const })),
    ...CHECKS.slice(at),
  ]
}

const kmsCheck = (name: string, lost: KmsPlugin | undefined): Pick<CheckRow, 'name' | 'lacks'> =>
  lost ? { name, lacks: lost.socket } : { name }

/**
 * The endpoints that the release has.
 *
 * Follows: staging/src/k8s.io/apiserver/pkg/server/healthz.go (v1.36.2); /livez and /readyz since v1.16, see release.ts.
 */
export function endpointsOf(config: ApiserverConfig): readonly HealthEndpoint[] {
  return config.release.livez ? ['healthz', 'livez', 'readyz'] : ['healthz']
}

interface Health {
  response: Response
  failed: readonly string[]
  etcdChecks: readonly string[]
}

const isEtcd = (check: string): boolean => check.startsWith('etcd')

/** What a check complains of; undefined where it is content. */
function complaint(check: CheckRow, endpoint: HealthEndpoint, state: ServerState, release: ApiserverConfig['release']): string | undefined {
  if (check.lacks !== undefined)
    return `rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial unix ${check.lacks}: connect: no such file or directory"`
  if (isEtcd(check.name)) return state.etcdFailed.includes(check.name) ? release.etcdCheckText : undefined
  if (check.name === 'shutdown') return state.shuttingDown ? 'process is shutting down' : undefined
  if (check.name === 'informer-sync') return state.hooksReady ? undefined : 'informers not started yet'
  if (check.isSlow)
    return state.hooksReady || (endpoint === 'livez' && state.livezGrace)
      ? undefined
      : check.name === 'autoregister-completion'
        ? 'missing APIService'
        : 'not finished'
  return undefined
}

/**
 * The answer of /healthz, /livez or /readyz, or of one check below it. Any method is answered.
 *
 * Errors: 500 with the list of checks, their reasons withheld; one check alone tells its reason. Undefined: no such check.
 * Follows: staging/src/k8s.io/apiserver/pkg/server/healthz/healthz.go, handleRootHealth and adaptCheckToHandler (v1.36.2);
 * up to v1.19 the last line always says healthz, see release.ts.
 */
export function health(
  config: ApiserverConfig,
  state: ServerState,
  endpoint: HealthEndpoint,
  check: string | undefined,
  request: Request,
): Health | undefined {
  const checks = checksOf(config, endpoint)
  if (check !== undefined) return single(checks, check, endpoint, state, config.release)
  const excluded = new Set(config.release.healthExclude ? queryValues(request.query, 'exclude') : [])
  const failed: string[] = []
  const etcdChecks = checks.map(({ name }) => name).filter((name) => isEtcd(name) && !excluded.has(name))
  let lines = ''
  for (const row of checks) {
    if (excluded.delete(row.name)) lines += `[+]${row.name} excluded: ok\n`
    else if (complaint(row, endpoint, state, config.release) === undefined) lines += `[+]${row.name} ok\n`
    else {
      lines += `[-]${row.name} failed: reason withheld\n`
      failed.push(row.name)
    }
  }
  lines += notExcluded(excluded)
  const name = config.release.healthNamed ? endpoint : 'healthz'
  if (failed.length > 0) return { response: textError(500, `${lines}${name} check failed`), failed, etcdChecks }
  const verbose = queryValues(request.query, 'verbose').length > 0
  const well = plainText(200, verbose ? `${lines}${name} check passed\n` : 'ok')
  return { response: config.release.healthNosniff ? withoutSniffing(well) : well, failed, etcdChecks }
}

/** What is said of checks that are to be left out and are not there. */
export function notExcluded(names: ReadonlySet<string>): string {
  const list = [...names].toSorted().map((name) => JSON.stringify(name))
  return list.length > 0 ? `warn: some health checks cannot be excluded: no matches for ${list.join(',')}\n` : ''
}

function single(
  checks: readonly CheckRow[],
  name: string,
  endpoint: HealthEndpoint,
  state: ServerState,
  release: ApiserverConfig['release'],
): Health | undefined {
  const row = checks.find((row) => row.name === name)
  if (!row) return undefined
  const etcdChecks = isEtcd(name) ? [name] : []
  const wrong = complaint(row, endpoint, state, release)
  if (wrong !== undefined) return { response: textError(500, `internal server error: ${wrong}`), failed: [name], etcdChecks }
  return { response: plainText(200, 'ok'), failed: [], etcdChecks }
}

/**
 * The paths below the endpoints that the innermost server knows; up to v1.21 an unknown path is answered with them.
 *
 * Follows: staging/src/k8s.io/apiserver/pkg/server/routes/index.go (v1.19.16).
 */
export function innerHealthPaths(config: ApiserverConfig): string[] {
  return endpointsOf(config).flatMap((endpoint) => [
    `/${endpoint}`,
    ...registered(config, endpoint)
      .filter((check) => check.isInner)
      .map((check) => `/${endpoint}/${check.name}`),
  ])
}
