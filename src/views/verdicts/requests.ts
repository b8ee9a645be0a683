import { decodeBase64 } from '../../sim/apiserver/request.ts'
import { kubeletPods } from '../../sim/pods.ts'
import type { Caller, Origin, ScenarioRequest } from '../../sim/scenario.ts'
import { simulate } from '../../sim/simulate.ts'
import type { ResponseEntry } from '../../sim/trace.ts'
import { serverConfig } from '../reach.ts'
import { kubeletSettings } from '../sockets.ts'
import { credentialsOf } from './secrets.ts'
import type { Trials } from './trials.ts'

/** When requests are put, at the earliest, and how long an answer is waited for. */
export const ASK_SECONDS = 120
const ANSWER_SECONDS = 15

/** What a kube-apiserver is asked for, from the least to the worst. */
export const SERVER_PATHS = [
  '/healthz', '/livez', '/readyz', '/version', '/api', '/apis', '/openapi/v2', '/.well-known/openid-configuration', '/metrics', '/logs/',
  '/api/v1/namespaces', '/api/v1/nodes', '/api/v1/configmaps', '/api/v1/pods', '/api/v1/secrets',
] as const
/** What a kubelet is asked for. */
export const KUBELET_PATHS = ['/healthz', '/metrics', '/stats/summary', '/configz', '/logs/', '/pods'] as const

/** The farthest away first. */
export const ORIGINS: readonly Origin[] = ['outside', 'pod', 'node']

/** A port that the lane opens. */
interface Door {
  port: number
  scheme: 'http' | 'https'
  /** The kubelet's own, or the kube-apiserver's. */
  kubelet: boolean
  bind: string
}

/** A request, and what came of it. */
export interface Asked {
  door: Door
  from: Origin
  /** Anonymous, a pod's service account, or a credential of the pod's spec. */
  who: 'anonymous' | 'account' | { secret: number }
  path: string
  request: ScenarioRequest
  status: number | null
  response: ResponseEntry | undefined
}

export interface Access {
  at: number
  asked: readonly Asked[]
}

/**
 * Every request that the questions of access ask, put to the calm run at 2:00, or as soon after it as the server serves.
 *
 * Units: `at` in seconds on the simulated clock. Errors: undefined where it never serves. Follows: nothing upstream.
 */
export function accessOf(trials: Trials): Access | undefined {
  return trials.once('access', () => {
    const at = trials.upFrom(ASK_SECONDS)
    if (at === undefined) return undefined
    const plans = plansAt(trials, at)
    const trace = simulate({ ...trials.inputs, requests: plans.map(({ request }) => request), duration: at + ANSWER_SECONDS })
    const responses = new Map(trace.flatMap((entry) => (entry.kind === 'response' ? [[entry.n, entry]] : [])))
    return {
      at,
      asked: plans.map((plan, n) => {
        const response = responses.get(n)
        return { ...plan, status: response?.status ?? null, response }
      }),
    }
  })
}

type Plan = Omit<Asked, 'status' | 'response'>

function plansAt(trials: Trials, at: number): Plan[] {
  const { inputs } = trials
  const doors = doorsAt(trials, at)
  const plans: Plan[] = []
  const plan = (door: Door, from: Origin, path: string, who: Plan['who'] = 'anonymous', caller: Caller = {}, method = 'GET'): void => {
    const host = from === 'node' && door.bind !== '0.0.0.0' && door.bind !== '::' ? door.bind : inputs.node.ip
    plans.push({ door, from, path, who, request: { at, from, method, url: `${door.scheme}://${host}:${door.port}${path}`, caller, userAgent: 'curl/7.88.1', headers: {} } })
  }
  const run = runPath(trials, at)
  for (const door of doors) {
    for (const from of ORIGINS) {
      for (const path of door.kubelet ? KUBELET_PATHS : SERVER_PATHS) plan(door, from, path)
      if (door.kubelet) plan(door, from, run, 'anonymous', {}, 'POST')
    }
  }
  const secure = doors.find(({ kubelet, scheme }) => !kubelet && scheme === 'https')
  const token = secure && accountToken(trials, secure, at)
  if (token !== undefined) for (const path of SERVER_PATHS) plan(secure!, 'pod', path, 'account', { bearer: token })
  for (const [secret, { caller }] of credentialsOf(trials).entries()) if (secure) for (const path of SERVER_PATHS) plan(secure, 'node', path, { secret }, caller)
  return plans
}

function doorsAt(trials: Trials, at: number): Door[] {
  const { inputs, calm } = trials
  const config = serverConfig({ inputs, trace: calm.trace, at })
  const settings = kubeletSettings({ inputs })
  const doors: Door[] = []
  if (config) doors.push({ ...config.secure, scheme: 'https', kubelet: false })
  if (config?.insecure) doors.push({ ...config.insecure, scheme: 'http', kubelet: false })
  doors.push({ port: settings.port, scheme: 'https', kubelet: true, bind: settings.address })
  if (settings.readOnlyPort > 0) doors.push({ port: settings.readOnlyPort, scheme: 'http', kubelet: true, bind: '0.0.0.0' })
  return doors
}

/** As the cluster gives a pod its own: asked for, or in older releases kept in a Secret. The administrator asks. */
function accountToken({ inputs }: Trials, { port }: Door, at: number): string | undefined {
  const account = `https://${inputs.node.ip}:${port}/api/v1/namespaces/default`
  const admin: Caller = { certificate: { cn: 'kubernetes-admin', o: ['system:masters'], ca: 'cluster' } }
  const asks = { at, from: 'node' as const, caller: admin, userAgent: 'kubectl', headers: { 'content-type': 'application/json' } }
  const requests: ScenarioRequest[] = [
    { ...asks, method: 'POST', url: `${account}/serviceaccounts/default/token`, body: '{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{}}' },
    { ...asks, method: 'GET', url: `${account}/secrets` },
  ]
  const answers = simulate({ ...inputs, requests, duration: at + ANSWER_SECONDS }).filter((entry): entry is ResponseEntry => entry.kind === 'response' && (entry.status === 200 || entry.status === 201))
  const read = (n: number): unknown => JSON.parse(answers.find((answer) => answer.n === n)?.body ?? '{}')
  const { status } = read(0) as { status?: { token?: string } }
  const { items = [] } = read(1) as { items?: readonly { type?: string; data?: { token?: string } }[] }
  const kept = items.find(({ type }) => type === 'kubernetes.io/service-account-token')?.data?.token
  return status?.token ?? (kept === undefined ? undefined : decodeBase64(kept))
}

/** A command in the main container, as the kubelet runs it for whoever may. */
function runPath({ main, inputs, calm }: Trials, at: number): string {
  const pod = kubeletPods({ inputs, trace: calm.trace, at }).find(({ base }) => base === main?.pod)
  return `/run/${pod?.namespace}/${pod?.name}/${main?.container}?cmd=kube-apiserver%20--version`
}
