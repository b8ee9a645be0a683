import { type Answer, HANDSHAKE_SECONDS } from '../node/network.ts'
import type { RequestStep } from '../trace/trace.ts'
import { KEPT_SECONDS, tokenOf } from './authentication/bearer.ts'
import { NO_ATTRIBUTES, type User } from './requests/attributes.ts'
import type { ApiserverConfig, ServerState } from './server-config.ts'
import { changeBehind } from './requests/elsewhere.ts'
import type { EtcdConnection } from './etcd-connection.ts'
import { handle, type Handling } from './requests/chain.ts'
import { joinHostPort, parseUrl, type Request, requestOf, type Response } from './requests/request.ts'
import { failureResponse, plainText, type StatusFailure } from './requests/status-failure.ts'
import type { ServerView } from './server-record.ts'
import { authorize } from './authorization/authorizers.ts'
import type { ExecResult } from '../node/process.ts'

/** What a request came to, at which state. */
interface GivenAnswer extends Handling {
  state: ServerState
  entry: number | undefined
  because: readonly number[]
  /** Made once: a prober gets it again and again. */
  answer: Answer
}

/** What answers need to know of their server. */
interface Answering extends ServerView {
  readonly phase: string
  /** What it does now. */
  now(): readonly number[]
  readonly etcd: EtcdConnection
}

/** What a kube-apiserver answers, and why: what each request comes to is chain.ts's business. */
export class ServerAnswers {
  readonly tokens = new Map<string, { user: User; until: number }>()
  /** By whether etcd has failed its checks: while it has, each request comes by both. */
  private given = { well: new WeakMap<Request, GivenAnswer>(), failing: new WeakMap<Request, GivenAnswer>() }
  private lostAudit = false
  private readonly server: Answering

  constructor(server: Answering) {
    this.server = server
  }

  /** The causes that an answer names are others from now on. */
  forget(): void {
    this.given = { well: new WeakMap(), failing: new WeakMap() }
  }

  /** A prober sends the same request again and again: at the same state, told of by the same entry, it gets the same answer. */
  handled(request: Request, state: ServerState): GivenAnswer {
    const { config, record, node } = this.server
    const known = state.etcdFailed.length === 0 ? this.given.well : this.given.failing
    const before = known.get(request)
    if (before && before.entry === record.entry && before.state === state) return before
    const handling = handle(config!, state, request)
    const because = this.reasons(handling, changeBehind(config!, state, node.objects, request, handling))
    const given = { ...handling, state, entry: record.entry, because, answer: { ...handling.response, steps: handling.steps, because } }
    // a token goes out of date by itself, and objects change with the time
    if (!handling.change && handling.log === undefined && !handling.stored && !request.headers['authorization']) known.set(request, given)
    return given
  }

  /** What goes back to the caller; what the request has changed, and what is written of it, is done. */
  answer(request: Request, { change, log, because, bearer, answer }: GivenAnswer): Answer {
    const { config, record, node } = this.server
    if (bearer) this.keep(tokenOf(request)!, bearer)
    if (!this.lostAudit && config!.auditLogError !== undefined) this.sayLostAudit(config!.auditLogError)
    const told = log === undefined ? undefined : record.log(log)
    if (change) node.objects.apply(change, request.cause ?? record.entry)
    return told === undefined ? answer : { ...answer, because: [...because, told] }
  }

  /** What a write is told that a webhook or etcd has refused. */
  refused(request: Request, { steps, because }: GivenAnswer, failure: StatusFailure, why: readonly number[]): Answer {
    const reason = failure.reason === '' && failure.code === 500 ? 'etcd has refused the write.' : 'An admission webhook stands in its way.'
    const last: RequestStep = { step: failure.code === 500 && failure.reason === '' ? 'handler' : 'admission', verdict: 'refused', reason }
    const response = failureResponse({ details: {}, ...failure }, request, this.server.node.release)
    return { ...response, steps: [...steps.filter(({ verdict }) => verdict !== 'answered'), last], because: [...why, ...because] }
  }

  /** That etcd has not answered for as long as a request may take. */
  timeout(request: Request, isRead: boolean): Answer {
    const { release } = this.server.node
    const { requestTimeoutText, writeTimeout } = release
    const within = isRead ? 'a minute' : `${writeTimeout.seconds} s`
    const steps: RequestStep[] = [{ step: 'handler', verdict: 'answered', reason: `etcd did not answer within ${within}.` }]
    const failure = { code: 504, reason: 'Timeout', message: writeTimeout.text, details: {} }
    const status = { metadata: {}, status: 'Failure', message: requestTimeoutText, reason: 'Timeout', details: {}, code: 504 }
    const response = isRead ? plainText(504, `${JSON.stringify(status)}\n`) : failureResponse(failure, request, release)
    return { ...response, steps, because: this.reasons({ steps, response }) }
  }

  /** Each audited request is an error then: the first is told, and that there are others is said. */
  private sayLostAudit(error: string): void {
    this.lostAudit = true
    const { record, node } = this.server
    const lines = record.flagRoot('audit-log-path')
    record.log(`E metrics.go:${node.release.auditErrorAt}] Error in audit plugin 'log' affecting 1 audit events: ${error}`, ...lines)
    const message = `The audit log cannot be written (${error}). Up to 1.21 the kube-apiserver goes on without it and logs each event as an error: only the first is shown here. From 1.22 on it would end.`
    record.warn(message, lines[0])
  }

  /** From the first look on, not from the last use. */
  private keep(token: string, user: User): void {
    const { now } = this.server.node.engine
    if (now >= (this.tokens.get(token)?.until ?? 0)) this.tokens.set(token, { user, until: now + KEPT_SECONDS })
  }

  /**
   * Why an answer is as it is, the main reason first: what changed in etcd and made it so; then the line that refused, if any;
   * otherwise the etcd that is gone, what the server does at the time, the lines that let the request pass.
   */
  private reasons(
    { steps, response: { status } }: { steps: readonly RequestStep[]; response: Pick<Response, 'status'> },
    changed: readonly number[] = [],
  ): readonly number[] {
    const { server } = this
    const last = steps.at(-1)
    const refused = last?.verdict === 'refused'
    const lines = steps
      .filter((step) => step.verdict === (refused ? 'refused' : 'passed'))
      .flatMap(({ because }) => server.record.linesOf(because))
    const lost = !refused && status >= 500 ? server.etcd.lost() : []
    // while it starts it knows no role yet: no line is to blame
    const decided = refused && !(server.phase === 'forbidding' && last.step === 'authorization')
    return [...new Set(decided && lines.length > 0 ? [...changed, ...lines] : [...lost, ...changed, ...server.now(), ...lines])]
  }
}

/**
 * Whether a node's kubelet is known to a server by its certificate, and may keep mirror pods there.
 *
 * Follows: pkg/kubelet/pod/mirror_client.go, CreateMirrorPod (v1.37.2): what it asks for.
 */
export function takesNode(config: ApiserverConfig, state: () => ServerState, node: string): boolean {
  const { authorization } = config
  if (!knowsKubelets(config)) return false
  // by far the most: no need to ask
  if (authorization.modes[0] === 'Node' || authorization.modes[0] === 'AlwaysAllow') return true
  const user = { name: kubeletUser(node), groups: ['system:nodes', 'system:authenticated'] }
  return authorize(config, state(), user, MIRRORING).allowed
}

/** Why one that is not let in is not, with the flag that says so. */
export function shutOut(config: ApiserverConfig, node: string): { flag: string; message: string } {
  const { clientCA, authorization } = config
  const [flag, why] =
    clientCA && !knowsKubelets(config)
      ? ['client-ca-file', `--client-ca-file=${clientCA.file} holds another CA than its certificate’s`]
      : clientCA
        ? ['authorization-mode', `--authorization-mode=${authorization.modes.join(',')} does not allow it`]
        : ['client-ca-file', 'without --client-ca-file nobody is known by a certificate']
  const message = `The kube-apiserver does not let the node’s kubelet, ${kubeletUser(node)}, in: ${why}. So the API has no mirror pods; that it has no Events of the kubelet either is not simulated.`
  return { flag: flag!, message }
}

function knowsKubelets({ clientCA }: ApiserverConfig): boolean {
  return clientCA !== undefined && clientCA.authority !== 'front-proxy' && clientCA.authority !== 'etcd'
}

const kubeletUser = (node: string): string => `system:node:${node.toLowerCase()}`

/** What a kubelet asks for first. */
const MIRRORING = { ...NO_ATTRIBUTES, isResource: true, verb: 'create', apiVersion: 'v1', namespace: 'kube-system', resource: 'pods' }

/** What a kubectl takes, which is assumed. */
const KUBECTL_SECONDS = 0.15

/** What it finds of the server in whose container it runs. */
interface ServerBeside {
  /** The port that it listens on, while it does. */
  port: number | undefined
  /** Whether it completes a handshake. */
  answers: boolean
  because: readonly number[]
  ask(request: Request): Response
}

/** `kubectl get --raw=/livez --server=https://localhost:6443`, with a certificate: what it asks. Errors: undefined for anything else. */
export function rawRequest(command: readonly string[]): Request | undefined {
  const value = (flag: string): string | undefined => {
    const at = command.findIndex((word) => word === flag || word.startsWith(`${flag}=`))
    return at === -1 ? undefined : command[at]!.includes('=') ? command[at]!.slice(flag.length + 1) : command[at + 1]
  }
  const path = value('--raw')
  if (command[0]?.split('/').at(-1) !== 'kubectl' || command[1] !== 'get' || path === undefined) return undefined
  const server = parseUrl(value('--server') ?? 'https://localhost:6443/')
  if (!server) return undefined
  const at = joinHostPort(server.host, server.port)
  const caller = { certificate: { cn: 'system:apiserver', o: ['system:masters'], ca: 'cluster' as const } }
  return requestOf({ from: 'node', method: 'GET', url: `https://${at}${path}`, caller, userAgent: 'kubectl', headers: {} })
}

/**
 * How such a kubectl ends beside a server.
 *
 * What goes wrong is what it prints, and its exit code.
 * Follows: staging/src/k8s.io/kubectl/pkg/rawhttp/raw.go (v1.37.2).
 */
export function execRaw(request: Request, server: ServerBeside): ExecResult {
  const ends = (code: number, output: string, after = KUBECTL_SECONDS): ExecResult => ({
    missing: false,
    code,
    output,
    after,
    because: server.because,
  })
  if (server.port !== request.port)
    return ends(
      1,
      `The connection to the server ${joinHostPort(request.host, request.port)} was refused - did you specify the right host or port?\n`,
    )
  if (!server.answers) return ends(1, 'Unable to connect to the server: net/http: TLS handshake timeout\n', HANDSHAKE_SECONDS)
  const { status, body } = server.ask(request)
  if (status < 400) return ends(0, body)
  return ends(
    1,
    `${body}Error from server (InternalError): an error on the server ("${body.split('\n')[0]!}") has prevented the request from succeeding\n`,
  )
}
