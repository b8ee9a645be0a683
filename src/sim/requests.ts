import { reach, cutOff, type Unreached } from './apiserver/reach.ts'
import { requestOf } from './apiserver/request.ts'
import { callOnce } from './network.ts'
import type { Node } from './node.ts'
import type { ScenarioRequest } from './scenario.ts'
import type { ResponseEntry } from './trace.ts'

type Answered = Pick<ResponseEntry, 'status' | 'headers' | 'body' | 'error' | 'steps'>

/**
 * Puts one of the scenario's requests to whoever listens at its address; the answer is a `response` entry, now or later.
 *
 * Units: none. Errors: none; what is not reached is answered in curl's words.
 * Follows: nothing upstream; the client is curl 7.88.
 */
export function ask(node: Node, asked: ScenarioRequest, n: number): void {
  const tell = (answer: Answered, because: readonly number[] = []) => {
    const cause = because.length > 0 ? because : node.trace.root(`request ${n}`, () => ({ kind: 'action', action: 'ask', target: `${asked.method} ${asked.url}` }))
    return node.trace.add({ id: 0, t: 0, kind: 'response', cause, n, ...answer })
  }
  const request = requestOf({ ...asked, caller: node.asks(asked.caller) })
  if (!request) return void tell({ status: null, headers: {}, body: '', error: 'curl: (3) URL using bad/illegal format or missing URL', steps: [] })
  const host = request.host === node.inputs.node.name ? node.inputs.node.ip : request.host
  const listener = node.find(host, request.port, request.from)
  const fail = ({ error, steps }: Unreached) => tell({ status: null, headers: {}, body: '', error, steps }, listener?.because?.())
  const hung = listener?.hung?.()
  const target = listener && { bind: listener.bind, tls: listener.tls, state: !listener.accepts() ? ('closed' as const) : hung ? ('hung' as const) : ('open' as const), ...(hung ? { why: hung } : {}) }
  const unreached = reach(request, target, node.inputs.firewall, { ...node.inputs.node, hasPod: (ip) => node.hasPod(ip) }, node.release)
  if (unreached || !listener) {
    if (unreached) fail(unreached)
    return
  }
  const call = callOnce(request.scheme, (outcome) => {
    if (outcome.is !== 'response') return void fail(cutOff(request))
    const { status, headers, body, steps = [], because } = outcome.response
    tell({ status, headers, body, steps }, because)
  })
  listener.serve(request, call)
}
