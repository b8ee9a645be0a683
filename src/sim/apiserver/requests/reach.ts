import { isLoopback } from '../../node/network.ts'
import { isBlocked } from '../../node/network.ts'
import type { Release } from '../../release/release.ts'
import type { FirewallRule } from '../../scenario/inputs.ts'
import type { RequestStep } from '../../trace/trace.ts'
import type { Request } from './request.ts'

/** What stands at the address that a request goes to. */
export interface RequestTarget {
  /** `0.0.0.0` for all addresses. */
  bind: string
  tls: boolean
  /** Closed: nobody listens. Hung: the kernel accepts, nobody answers. Holding: it answers once it has started. */
  state: 'open' | 'closed' | 'hung' | 'holding'
  /** Where it is hung: why, as a sentence. */
  why?: string
}

export interface Unreached {
  /** As curl 7.88 says it. */
  error: string
  /** curl's exit code. */
  code: number
  steps: RequestStep[]
}

/** What the caller's network knows. */
export interface Surroundings {
  name: string
  ip: string
  hasPod?: (ip: string) => boolean
  /** Where kube-proxy sends the request, if the address is a Service's. */
  to?: { host: string; port: number } | 'rejected'
  /** It is being rebooted. */
  down?: boolean
}

/** How long curl waits for a connection; the kernel's own bound is about the same. */
export const CONNECT_SECONDS = 130

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
  if (isLoopback(target.bind) !== local && target.bind !== '0.0.0.0' && target.bind !== '::')
    return refused(`The port is bound to ${target.bind} only.`)
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
export function cutOff(request: Request): Unreached {
  if (request.scheme === 'https')
    return unreached(
      35,
      `OpenSSL SSL_connect: Connection reset by peer in connection to ${request.host}:${request.port}`,
      'answer',
      'The process ended with the request under way.',
    )
  return unreached(56, 'Recv failure: Connection reset by peer', 'answer', 'The process ended with the request under way.')
}

function unreached(code: number, text: string, step: string, reason: string): Unreached {
  return { error: `curl: (${code}) ${text}`, code, steps: [{ step, verdict: 'refused', reason }] }
}
