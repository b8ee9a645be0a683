import type { ApiserverConfig } from '../../sim/apiserver/server-config.ts'
import { podToken } from '../../sim/apiserver/authentication/service-account.ts'
import { kubeletSettings } from '../../sim/kubelet/configuration.ts'
import type { Moment } from '../../sim/trace/moment.ts'
import { kubeletPods } from '../../sim/trace/pods.ts'
import type { Origin, ScenarioRequest } from '../../sim/scenario/inputs.ts'
import type { Caller } from '../../sim/scenario/scenario-programs.ts'
import type { ResponseEntry } from '../../sim/trace/trace.ts'
import { serverConfig, serverState } from '../lane-server.ts'
import { type Credential, credentialsOf } from './secrets.ts'
import type { Steps } from '../experiment.ts'
import type { LaneTrials } from './trials.ts'

/** When requests are put, at the earliest, and how long an answer is waited for. */
export const ASK_SECONDS = 120
const ANSWER_SECONDS = 15

/** What a kube-apiserver is asked for, from the least to the worst. */
export const SERVER_PATHS = [
  '/healthz',
  '/livez',
  '/readyz',
  '/version',
  '/api',
  '/apis',
  '/openapi/v2',
  '/.well-known/openid-configuration',
  '/metrics',
  '/logs/',
  '/api/v1/namespaces',
  '/api/v1/nodes',
  '/api/v1/configmaps',
  '/api/v1/pods',
  '/api/v1/secrets',
] as const
/** What a kubelet is asked for. */
export const KUBELET_PATHS = ['/healthz', '/metrics', '/stats/summary', '/configz', '/logs/', '/pods'] as const

/** The farthest away first. */
export const ORIGINS: readonly Origin[] = ['outside', 'pod', 'node']

/** A port that the lane opens. */
interface OpenPort {
  port: number
  scheme: 'http' | 'https'
  /** The kubelet's own, or the kube-apiserver's. */
  kubelet: boolean
  bind: string
}

/** A request, and what came of it. */
export interface VerdictRequest {
  door: OpenPort
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
  /** Whether the kube-apiserver could be asked: at `at` it serves. */
  serves: boolean
  credentials: readonly Credential[]
  asked: readonly VerdictRequest[]
}

/**
 * Every request that the questions of access ask, put to the calm run at 2 min, or as soon after it as the server serves; where
 * it never does, only the kubelet is asked.
 *
 * Units: `at` in seconds on the simulated clock.
 */
export function accessOf(trials: LaneTrials): Steps<Access> {
  return trials.once('access', function* () {
    const up = trials.upFrom(ASK_SECONDS)
    const at = up ?? ASK_SECONDS
    const moment = { inputs: trials.inputs, trace: trials.calm.trace, at }
    const config = serverConfig(moment)
    const credentials = credentialsOf(moment, config)
    const plans = plansAt(trials, moment, config, up !== undefined, credentials)
    const { trace } = yield* trials.run(trials.trial('', { requests: plans.map(({ request }) => request) }), at + ANSWER_SECONDS)
    const responses = new Map(trace.flatMap((entry) => (entry.kind === 'response' ? [[entry.n, entry]] : [])))
    return {
      at,
      serves: up !== undefined,
      credentials,
      asked: plans.map((plan, n) => {
        const response = responses.get(n)
        return { ...plan, status: response?.status ?? null, response }
      }),
    }
  })
}

type RequestPlan = Omit<VerdictRequest, 'status' | 'response'>

function plansAt(
  { main }: LaneTrials,
  moment: Moment,
  config: ApiserverConfig | undefined,
  serves: boolean,
  credentials: readonly Credential[],
): RequestPlan[] {
  const { inputs, at } = moment
  const plans: RequestPlan[] = []
  const plan = (
    door: OpenPort,
    from: Origin,
    path: string,
    who: RequestPlan['who'] = 'anonymous',
    caller: Caller = {},
    method = 'GET',
  ): void => {
    const host = from === 'node' && door.bind !== '0.0.0.0' && door.bind !== '::' ? door.bind : inputs.node.ip
    plans.push({
      door,
      from,
      path,
      who,
      request: { at, from, method, url: `${door.scheme}://${host}:${door.port}${path}`, caller, userAgent: 'curl/7.88.1', headers: {} },
    })
  }
  const pod = kubeletPods(moment).find(({ base }) => base === main?.pod)
  // a command in the main container, as the kubelet runs it for whoever may
  const run = `/run/${pod?.namespace}/${pod?.name}/${main?.container}?cmd=kube-apiserver%20--version`
  const { servers, kubelets } = doorsOf(moment, config)
  for (const door of [...(serves ? servers : []), ...kubelets]) {
    for (const from of ORIGINS) {
      for (const path of door.kubelet ? KUBELET_PATHS : SERVER_PATHS) plan(door, from, path)
      if (door.kubelet) plan(door, from, run, 'anonymous', {}, 'POST')
    }
  }
  const secure = servers.find(({ scheme }) => scheme === 'https')
  if (!config || !serves || !secure) return plans
  // what the pods of the service account have in their files
  const bearer = podToken(config, serverState(moment).storage, 'default', 'default')
  if (bearer !== undefined) for (const path of SERVER_PATHS) plan(secure, 'pod', path, 'account', { bearer })
  for (const [secret, { caller, isAccepted }] of credentials.entries())
    for (const path of isAccepted ? SERVER_PATHS : ['/version']) plan(secure, 'node', path, { secret }, caller)
  return plans
}

function doorsOf({ inputs }: Moment, config: ApiserverConfig | undefined): { servers: OpenPort[]; kubelets: OpenPort[] } {
  const { port, address, readOnlyPort } = kubeletSettings(inputs)
  return {
    servers: config
      ? [
          ...(config.secure.port > 0 ? [{ ...config.secure, scheme: 'https' as const, kubelet: false }] : []),
          ...(config.insecure ? [{ ...config.insecure, scheme: 'http' as const, kubelet: false }] : []),
        ]
      : [],
    kubelets: [
      { port, scheme: 'https', kubelet: true, bind: address },
      ...(readOnlyPort > 0 ? [{ port: readOnlyPort, scheme: 'http' as const, kubelet: true, bind: address }] : []),
    ],
  }
}
