import { dated } from '../control-plane/trust.ts'
import { type Request, requestOf } from '../apiserver/requests/request.ts'
import { callOnce, giveUp, isBlocked, isEverywhere, isLoopback } from './network.ts'
import type { Node } from './node.ts'
import type { FirewallRule, ScenarioRequest } from '../scenario/inputs.ts'
import type { RequestStep, ResponseEntry } from '../trace/trace.ts'
import type { Release } from '../release/release.ts'

/** What stands at the address that a request goes to. */
interface RequestTarget {
  bind: string
  tls: boolean
  /** Closed: nobody listens. Hung: the kernel accepts, nobody answers. Holding: it answers once it has started. */
  state: 'open' | 'closed' | 'hung' | 'holding'
  /** Where it is hung: why, as a sentence. */
  why?: string
}

interface Unreached {
  /** As curl 7.88 says it. */
  error: string
  /** curl's exit code. */
  code: number
  steps: RequestStep[]
}

/** What the caller's network knows. */
interface Surroundings {
  name: string
  ip: string
  hasPod?: (ip: string) => boolean
  /** Where kube-proxy sends the request, if the address is a Service's. */
  to?: { host: string; port: number } | 'rejected'
  /** It is being rebooted. */
  down?: boolean
}

/** How long curl waits for a connection; the kernel's own bound is about the same. */
const CONNECT_SECONDS = 130

/**
 * Whether a request gets to the server at all; null where it does. A plain request to a TLS port gets there since v1.14 (Go
 * 1.12), and Go itself answers it.
 *
 * Errors: returned in curl's words: refused, no route, TLS that is none, a time-out.
 * Follows: curl 7.88's messages; what is bound where is pkg/kubeapiserver/options/serving.go's (v1.36.2, v1.9.0).
 */
export function reach(
  request: Request,
  target: RequestTarget | undefined,
  firewall: readonly FirewallRule[],
  node: Surroundings,
  release: Release,
): Unreached | null {
  const { from } = request
  const refused = (reason: string): Unreached =>
    unreached(7, `Failed to connect to ${request.host} port ${request.port} after 0 ms: Couldn't connect to server`, 'connection', reason)
  const unanswered = (step: string, reason: string): Unreached =>
    unreached(
      28,
      `Failed to connect to ${request.host} port ${request.port} after ${CONNECT_SECONDS * 1000} ms: Couldn't connect to server`,
      step,
      reason,
    )
  if (node.to === 'rejected') return refused('The Service kubernetes has no endpoint: kube-proxy rejects what goes there.')
  const { host, port } = node.to ?? request
  const local = isLoopback(host)
  const isPod = node.hasPod?.(host) === true && from !== 'outside'
  if (node.down) return unanswered('connection', `${node.name} is down: it is being rebooted.`)
  if (!local && !isPod && host !== node.ip && host !== node.name && host !== '0.0.0.0') {
    if (!/^[\d.:a-f]+$/i.test(host)) return unreached(6, `Could not resolve host: ${host}`, 'name', `Nobody knows ${host}.`)
    return unanswered('connection', `Nobody answers at ${host}.`)
  }
  if (isBlocked(firewall, port, from)) return unanswered('firewall', `The firewall drops what comes from ${from} to port ${port}.`)
  if (local && from !== 'node') return refused(`${host} is the caller's own machine or pod, not the node.`)
  if (!target || target.state === 'closed') return refused(`Nobody listens on port ${port}.`)
  if (isLoopback(target.bind) !== local && !isEverywhere(target.bind)) return refused(`The port is bound to ${target.bind} only.`)
  if (target.state === 'hung') return timedOut(request, target.why ?? '')
  if (target.state === 'holding') return null
  if (request.scheme === 'http' && target.tls && !release.plainHttpAnswered)
    return unreached(
      1,
      'Received HTTP/0.9 when not allowed',
      'TLS',
      'The port speaks TLS: a server of that age answers plain HTTP with a TLS alert.',
    )
  if (request.scheme === 'https' && !target.tls)
    return unreached(35, 'error:0A00010B:SSL routines::wrong version number', 'TLS', 'The port speaks plain HTTP.')
  return null
}

/**
 * curl's words where the connection stands and no answer comes.
 *
 * Follows: curl 7.88 with -m.
 */
function timedOut(request: Request, reason: string): Unreached {
  const text = request.scheme === 'https' ? 'SSL connection timeout' : 'Operation timed out after 10000 milliseconds with 0 bytes received'
  return unreached(28, text, 'answer', reason)
}

/**
 * curl's words where the process ends while the request is under way.
 *
 * Follows: curl 7.88.
 */
function cutOff(request: Request, tls: boolean): Unreached {
  if (request.scheme === 'https')
    return unreached(
      35,
      `OpenSSL SSL_connect: Connection reset by peer in connection to ${request.host}:${request.port}`,
      'answer',
      'The process ended with the request under way.',
    )
  if (tls) return unreached(52, 'Empty reply from server', 'TLS', 'The port speaks TLS, and closes a connection that does not begin so.')
  return unreached(56, 'Recv failure: Connection reset by peer', 'answer', 'The process ended with the request under way.')
}

function unreached(code: number, text: string, step: string, reason: string): Unreached {
  return { error: `curl: (${code}) ${text}`, code, steps: [{ step, verdict: 'refused', reason }] }
}

type ScriptResponse = Pick<ResponseEntry, 'status' | 'headers' | 'body' | 'error' | 'steps'>

/**
 * Puts one of the scenario's requests to whoever listens at its address; the answer is a `response` entry, now or later. One that
 * waits is given up as curl does it: for a connection, for its handshake, in all.
 *
 * What is not reached is answered in curl's words.
 * The client is curl 7.88 (lib/connect.c, lib/multi.c, lib/vtls/openssl.c).
 */
export function ask(node: Node, asked: ScenarioRequest, n: number): void {
  const tell = (answer: ScriptResponse, because: readonly number[] = []) => {
    const cause =
      because.length > 0
        ? because
        : node.trace.root(`request ${n}`, () => ({ kind: 'action', action: 'ask', target: `${asked.method} ${asked.url}` }))
    return node.trace.add({ id: 0, t: 0, kind: 'response', cause, n, ...answer })
  }
  const request = requestOf({ ...asked, caller: node.asks(asked.caller) })
  if (!request)
    return void tell({ status: null, headers: {}, body: '', error: 'curl: (3) URL using bad/illegal format or missing URL', steps: [] })
  const certificate = dated(node.inputs, node.release, request.certificate, node.engine.now)
  if (certificate) request.certificate = certificate
  const host = request.host === node.inputs.node.name ? node.inputs.node.ip : request.host
  const { inside } = asked
  const listener = inside === undefined ? node.find(host, request.port, request.from) : node.findInside(inside, host, request.port)
  const to = node.route(request.host, request.port, request.from)
  const proxied: readonly RequestStep[] =
    to === undefined || to === 'rejected'
      ? []
      : [
          {
            step: 'kube-proxy',
            verdict: 'passed',
            reason: `${request.host}:${request.port} is the Service kubernetes; kube-proxy sends what goes there to ${to.host}:${to.port}.`,
          },
        ]
  const fail = ({ error, steps }: Unreached) =>
    tell({ status: null, headers: {}, body: '', error, steps: [...proxied, ...steps] }, listener?.because?.())
  const hung = listener?.hung?.()
  const waits = asked.waits
  const target = listener && {
    bind: listener.bind,
    tls: listener.tls,
    state: !listener.accepts() ? ('closed' as const) : hung ? (waits ? ('holding' as const) : ('hung' as const)) : ('open' as const),
    ...(hung ? { why: hung } : {}),
  }
  const unreached = reach(
    request,
    target,
    inside === undefined ? node.inputs.firewall : [],
    { ...node.inputs.node, down: node.down, hasPod: (ip) => node.hasPod(ip), ...(to ? { to } : {}) },
    node.release,
  )
  if (unreached || !listener) {
    if (!unreached) return
    if (!waits || unreached.code !== TIMED_OUT) return void fail(unreached)
    // nobody answers the kernel's SYNs either
    const limit = shorter({ most: waits.most, connect: waits.connect ?? CONNECT_SECONDS })
    const error =
      limit.is === 'most'
        ? `curl: (28) Connection timed out after ${limit.seconds * 1000} milliseconds`
        : `curl: (28) Failed to connect to ${request.host} port ${request.port} after ${limit.seconds * 1000} ms: ${waits.connect === undefined ? "Couldn't connect to server" : 'Timeout was reached'}`
    node.engine.after(limit.seconds, () => fail({ ...unreached, error }))
    return
  }
  const call = callOnce(request.scheme, (outcome) => {
    if (outcome.is !== 'response') return void fail(cutOff(request, listener.tls))
    const { status, headers, body, steps = [], because } = outcome.response
    tell({ status, headers, body, steps: [...proxied, ...steps] }, because)
  })
  listener.serve(request, call)
  if (!waits) return
  const failAfter = (seconds: number, text: string, inHandshake: boolean): void =>
    giveUp(node.engine, call, seconds, inHandshake, () => {
      const reason = listener.hung?.() || `Nothing has come within ${seconds} s.`
      fail({ error: `curl: (28) ${text}`, code: TIMED_OUT, steps: [{ step: 'answer', verdict: 'refused', reason }] })
    })
  if (waits.most !== undefined)
    failAfter(waits.most, `Operation timed out after ${waits.most * 1000} milliseconds with 0 bytes received`, false)
  failAfter(waits.connect ?? HANDSHAKE_SECONDS, 'SSL connection timeout', true)
}

/** curl's exit code. */
const TIMED_OUT = 28
/** What curl gives a connection with its handshake, where it is not told otherwise. */
const HANDSHAKE_SECONDS = 300

function shorter({ most = Infinity, connect }: { most: number | undefined; connect: number }): { is: 'most' | 'connect'; seconds: number } {
  return most < connect ? { is: 'most', seconds: most } : { is: 'connect', seconds: connect }
}
