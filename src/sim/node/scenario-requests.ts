import { CONNECT_SECONDS, cutOff, reach, type Unreached } from '../apiserver/requests/reach.ts'
import { dated } from '../control-plane/trust.ts'
import { requestOf } from '../apiserver/requests/request.ts'
import { callOnce } from './network.ts'
import type { Node } from './node.ts'
import type { ScenarioRequest } from '../scenario/inputs.ts'
import type { ResponseEntry, RequestStep } from '../trace/trace.ts'

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
    if (outcome.is !== 'response') return void fail(cutOff(request))
    const { status, headers, body, steps = [], because } = outcome.response
    tell({ status, headers, body, steps: [...proxied, ...steps] }, because)
  })
  listener.serve(request, call)
  if (!waits) return
  const giveUp = (seconds: number, text: string, handshake: boolean): void => {
    node.engine.after(seconds, () => {
      if (call.cancelled || (handshake && !call.inHandshake)) return
      call.cancelled = true
      fail({
        error: `curl: (28) ${text}`,
        code: TIMED_OUT,
        steps: [{ step: 'answer', verdict: 'refused', reason: listener.hung?.() || `Nothing has come within ${seconds} s.` }],
      })
    })
  }
  if (waits.most !== undefined)
    giveUp(waits.most, `Operation timed out after ${waits.most * 1000} milliseconds with 0 bytes received`, false)
  giveUp(waits.connect ?? HANDSHAKE_SECONDS, 'SSL connection timeout', true)
}

/** curl's exit code. */
const TIMED_OUT = 28
/** What curl gives a connection with its handshake, where it is not told otherwise. */
const HANDSHAKE_SECONDS = 300

function shorter({ most = Infinity, connect }: { most: number | undefined; connect: number }): { is: 'most' | 'connect'; seconds: number } {
  return most < connect ? { is: 'most', seconds: most } : { is: 'connect', seconds: connect }
}
