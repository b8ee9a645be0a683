import { isEverywhere } from '../../sim/node/network.ts'
import type { Origin, ScenarioRequest } from '../../sim/scenario/inputs.ts'
import type { ResponseEntry } from '../../sim/trace/trace.ts'
import { clockWords } from '../text/duration-words.ts'
import { notAsked, type Proof, type VerdictCell } from './questions.ts'
import { type Credential, credentialsOf } from './secrets.ts'
import type { Steps } from '../experiment.ts'
import { CALM_SECONDS, type LaneTrials, neverUp } from './trials.ts'
import type { ApiserverConfig } from '../../sim/apiserver/server-config.ts'
import { podToken } from '../../sim/apiserver/authentication/service-account.ts'
import { kubeletSettings } from '../../sim/kubelet/configuration.ts'
import type { Moment } from '../../sim/trace/moment.ts'
import { kubeletPods } from '../../sim/trace/pods.ts'
import type { Caller } from '../../sim/scenario/scenario-programs.ts'
import { serverConfig, serverState } from '../lane-server.ts'

/** Paths that say nothing of the cluster's contents, in a word each. */
const HARMLESS: Readonly<Record<string, string>> = {
  '/healthz': 'health',
  '/livez': 'health',
  '/readyz': 'health',
  '/version': 'version',
  '/api': 'API',
  '/apis': 'API',
  '/openapi/v2': 'API',
  '/.well-known/openid-configuration': 'API',
}
const EVERYTHING = '/api/v1/secrets'

const isRun = ({ path }: VerdictRequest): boolean => path.startsWith('/run/')
const reads = ({ status }: VerdictRequest): boolean => status === 200
/** Whether the command runs or there is nobody to run it, whoever may have one run is an administrator. */
const opens = (item: VerdictRequest): boolean =>
  reads(item) ||
  (isRun(item) && item.response?.steps.some(({ step, verdict }) => step.startsWith('authorization') && verdict === 'passed') === true)

/**
 * What a request without credentials may read of the kube-apiserver from somewhere.
 *
 * Units: `sort` counts paths.
 */
export function anonymousFrom(from: Origin) {
  return function* (trials: LaneTrials): Steps<VerdictCell> {
    const access = yield* accessOf(trials)
    if (!access.serves) return neverUp(trials, ASK_SECONDS)
    const asked = access.asked.filter((item) => item.from === from && item.who === 'anonymous' && !item.door.kubelet)
    const cell = readable(trials, access, asked, 'Without credentials')
    return cell.sort > 0 && cell.tone === 'good' ? { ...cell, tone: 'costs' } : cell
  }
}

/**
 * What a pod's own service account may read of the kube-apiserver.
 *
 * Units: `sort` counts paths.
 */
export function* podsAccount(trials: LaneTrials): Steps<VerdictCell> {
  const access = yield* accessOf(trials)
  if (!access.serves) return neverUp(trials, ASK_SECONDS)
  const asked = access.asked.filter(({ who }) => who === 'account')
  if (asked.length === 0)
    return notAsked('Pods of the service account default/default have no token, or there is no secure port that takes it.')
  return readable(trials, access, asked, 'With its service account’s token')
}

/** Good where nothing of the cluster's contents is read. */
function readable(trials: LaneTrials, { at }: Access, asked: readonly VerdictRequest[], who: string): VerdictCell {
  const got = asked.filter(reads)
  const refused = asked.find(({ path }) => path === '/version')!
  const shown = got.toSorted((a, b) => rank(b) - rank(a))[0] ?? refused
  return {
    value: serverWords(got),
    sort: got.length,
    tone: got.every(({ path }) => HARMLESS[path] !== undefined) ? 'good' : 'bad',
    reason: got.length
      ? `${who}, ${byDoor(got)}.`
      : `${who}, nothing is read: ${refused.response ? why(refused.response) : 'nobody answers.'}`,
    list: asked.map(line),
    proof: requestProof(trials, at, shown),
  }
}

/**
 * What the kubelet's own ports give away to a request without credentials, and from how far away.
 *
 * Units: `sort` counts paths, from all three places.
 */
export function* kubeletPorts(trials: LaneTrials): Steps<VerdictCell> {
  const access = yield* accessOf(trials)
  const asked = access.asked.filter((item) => item.door.kubelet && item.who === 'anonymous')
  const got = asked.filter(opens)
  const widest = ORIGINS.find((from) => got.some((item) => item.from === from))
  const from = got.filter((item) => item.from === widest)
  const shown = from.toSorted((a, b) => rank(b) - rank(a))[0] ?? asked.find(({ path }) => path === '/pods')!
  return {
    value: kubeletWord(from),
    ...(widest === undefined ? {} : { note: NOTE[widest] }),
    sort: got.length,
    tone: got.length === 0 ? 'good' : widest === 'node' ? 'costs' : 'bad',
    reason:
      widest === undefined
        ? `Without credentials, the kubelet shows nothing: ${shown.response ? why(shown.response) : 'nobody answers.'}`
        : `Without credentials, ${FROM[widest]}, ${byDoor(from)}.`,
    list: asked.map(line),
    proof: requestProof(trials, access.at, shown),
  }
}

/** The last word of a refused request. */
function why({ steps, error }: ResponseEntry): string {
  return steps.at(-1)?.reason ?? `${error}.`
}

function rank({ path, door }: VerdictRequest): number {
  if (path.startsWith('/run/')) return 100
  return door.kubelet
    ? 20 + (KUBELET_PATHS as readonly string[]).indexOf(path)
    : (SERVER_PATHS as readonly string[]).indexOf(path) + (path === EVERYTHING ? 50 : 0)
}

/** What the kube-apiserver gives away, in a word each. */
function serverWords(got: readonly VerdictRequest[]): string {
  const own = got.filter(({ door }) => !door.kubelet)
  if (own.some(({ path }) => path === EVERYTHING)) return 'everything'
  return [...new Set(own.map(({ path }) => HARMLESS[path] ?? path.replace('/api/v1/', '').replaceAll('/', '')))].join(', ') || 'nothing'
}

/** What the kubelet gives away, in a word. */
function kubeletWord(got: readonly VerdictRequest[]): string {
  const [most] = got.toSorted((a, b) => rank(b) - rank(a))
  if (!most) return 'nothing'
  return isRun(most) ? 'everything' : (HARMLESS[most.path] ?? most.path.split('/')[1]!)
}

/** `the kube-apiserver’s port 6443 shows /healthz, /version; the kubelet’s port 10255 shows /pods`. */
function byDoor(got: readonly VerdictRequest[]): string {
  const doors = new Map(got.map(({ door }) => [door.port, door.kubelet ? 'kubelet' : 'kube-apiserver']))
  return [...doors]
    .map(
      ([port, server]) =>
        `the ${server}’s port ${port} shows ${got
          .filter(({ door }) => door.port === port)
          .map((item) => (isRun(item) ? 'and runs any command' : item.path))
          .join(', ')}`,
    )
    .join('; ')
}

function line({ request, status, response }: VerdictRequest): string {
  return `${status ?? `none, ${(response?.error ?? 'curl: (28)').replace(/^curl: (\(\d+\)).*$/s, 'curl $1')}`}  ${request.method} ${request.url}`
}

function requestProof(trials: LaneTrials, at: number, { request, who }: VerdictRequest): Proof {
  const { from, method, url, caller } = request
  return {
    kind: 'request',
    trial: trials.trial(''),
    at,
    request: { from, method, url, caller: who === 'account' ? { serviceAccount: 'default/default' } : caller },
  }
}

/** From how far away, where nobody farther gets there. */
const FROM: Readonly<Record<Origin, string>> = { outside: 'from anywhere', pod: 'from pods and the node', node: 'from the node' }
const NOTE: Readonly<Record<Origin, string>> = { outside: 'from anywhere', pod: 'from inside', node: 'node only' }

/**
 * Ports that make anybody an administrator.
 *
 * Units: `sort` counts ports, those open to the outside ten times.
 */
export function* adminPorts(trials: LaneTrials): Steps<VerdictCell> {
  const access = yield* accessOf(trials)
  const deciding = access.asked.filter(
    (item) => item.who === 'anonymous' && (isRun(item) || (item.path === EVERYTHING && !item.door.kubelet)),
  )
  const open = deciding.filter(opens)
  // the farthest away from which a port is open
  const widest = new Map<number, VerdictRequest>()
  for (const item of open) if (!widest.has(item.door.port)) widest.set(item.door.port, item)
  const ports = [...widest.values()]
  const shown = ports[0] ?? deciding[0]!
  const away = ports.filter(({ from }) => from !== 'node')
  return {
    value: ports.length ? ports.map(({ door }) => String(door.port)).join(', ') : 'none',
    ...(ports.length ? { note: NOTE[ports[0]!.from] } : access.serves ? {} : { note: 'never up' }),
    sort: ports.length + 9 * away.length,
    tone: away.length ? 'bad' : ports.length || !access.serves ? 'costs' : 'good',
    reason: ports.length
      ? `${ports.map((port) => `Whoever reaches port ${port.door.port} ${FROM[port.from]} ${isRun(port) ? 'runs any command in any container' : 'reads and writes everything'} without credentials`).join('; ')}.`
      : `${access.serves ? 'No port lists secrets or' : 'The kube-apiserver never serves, so its own ports cannot be asked; none of the kubelet’s'} runs a command for a request without credentials.`,
    list: deciding.map(line),
    proof: requestProof(trials, access.at, shown),
  }
}

/**
 * Credentials that lie in the pod's spec.
 *
 * Units: `sort` counts them.
 */
export function* secretsInSpec(trials: LaneTrials): Steps<VerdictCell> {
  const access = yield* accessOf(trials)
  const { credentials, serves, at } = access
  // the manifest itself is what shows it
  const taken = trials.calm.trace.find(({ kind }) => kind === 'sync')!
  const manifest: { proof: Proof } = {
    proof: { kind: 'run', trial: trials.calm.trial, from: 0, at: Math.min(taken.t, CALM_SECONDS), entry: taken.id },
  }
  const [first] = credentials
  if (!first)
    return {
      value: 'none',
      sort: 0,
      tone: 'good',
      reason: 'Nothing in httpHeaders, env, command or args is a credential, or is named like one.',
      ...manifest,
    }
  const answers = credentials.map((credential, secret) => ({
    one: credential,
    asked: access.asked.filter(({ who }) => typeof who === 'object' && who.secret === secret),
  }))
  const accepted = answers.filter(({ one: credential }) => credential.isAccepted)
  const telling = (accepted[0] ?? answers[0]!).asked
  const shown = telling.findLast(reads) ?? telling[0]
  const list = answers.flatMap(({ asked }) => asked.map(line))
  return {
    value: `${credentials.length}`,
    note: accepted.length ? 'accepted' : serves ? 'not accepted' : 'not tried',
    sort: credentials.length + 10 * accepted.length,
    tone: accepted.length ? 'bad' : 'costs',
    reason: accepted.length
      ? accepted
          .map(
            ({ one: credential, asked }) =>
              `${placeOf(credential)} is accepted at ${clockWords(at)}, and whoever may read the pod may read ${serverWords(asked.filter(reads))} with it.`,
          )
          .join(' ')
      : `${placeOf(first)} is named like a credential; ${serves ? 'the kube-apiserver knows nobody by it' : 'the kube-apiserver never serves, so that it cannot be tried'}.`,
    ...(list.length ? { list } : {}),
    ...(shown ? { proof: requestProof(trials, at, shown) } : manifest),
  }
}

function placeOf({ kind, paths, pod }: Credential): string {
  return `${kind === 'bearer' ? 'The token' : 'The password'} in ${paths.join(', ')} of ${pod}`
}

/** When requests are put, at the earliest, and how long an answer is waited for. */
const ASK_SECONDS = 120
const ANSWER_SECONDS = 15

/** What a kube-apiserver is asked for, from the least to the worst. */
const SERVER_PATHS = [
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
const KUBELET_PATHS = ['/healthz', '/metrics', '/stats/summary', '/configz', '/logs/', '/pods'] as const

/** The farthest away first. */
const ORIGINS: readonly Origin[] = ['outside', 'pod', 'node']

/** A port that the lane opens. */
interface OpenPort {
  port: number
  scheme: 'http' | 'https'
  /** The kubelet's own, or the kube-apiserver's. */
  kubelet: boolean
  bind: string
}

/** A request, and what came of it. */
interface VerdictRequest {
  door: OpenPort
  from: Origin
  /** Anonymous, a pod's service account, or a credential of the pod's spec. */
  who: 'anonymous' | 'account' | { secret: number }
  path: string
  request: ScenarioRequest
  status: number | null
  response: ResponseEntry | undefined
}

interface Access {
  at: number
  /** Whether the kube-apiserver could be asked: at `at` it serves. */
  serves: boolean
  credentials: readonly Credential[]
  asked: readonly VerdictRequest[]
}

/**
 * Every request that the questions of access ask, put to the calm run at 2 min, or as soon after it as the server serves; where
 * it never does, only the kubelet is asked.
 */
function accessOf(trials: LaneTrials): Steps<Access> {
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
    const host = from === 'node' && !isEverywhere(door.bind) ? door.bind : inputs.node.ip
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
