import { etcdAt, isElsewhere, type Moment, nextServer, serverAt } from '../sim/moment.ts'
import { releaseOf } from '../sim/release.ts'
import type { Output } from './output.ts'

/** Whether kubectl gets an answer, and when: one that it has to wait for shows the state of that later time. */
export type Reach = { answers: true; at: number } | ({ answers: false } & Output)

/** A TLS handshake that nobody answers ends after this, in Go's own client. */
const HANDSHAKE_SECONDS = 10

/**
 * Whether the administrator's kubectl reaches the lane's kube-apiserver. Its kubeconfig has a client certificate, so it is all
 * the same to it whether anonymous requests are let in.
 *
 * Units: `at` in seconds on the simulated clock. Errors: returned, in kubectl's words, with its exit code.
 * Follows: staging/src/k8s.io/kubectl/pkg/cmd/util/helpers.go, StandardErrorMessage (v1.37.2).
 */
export function reach(moment: Moment, asks: { verb: string; resource: string; namespace?: string } = { verb: 'get', resource: 'pods' }): Reach {
  const { inputs, trace, at } = moment
  if (!inputs.cluster.attached) return fails('The connection to the server localhost:8080 was refused - did you specify the right host or port?')
  const server = serverAt(trace, at)
  if (!server) return isElsewhere(trace) ? { answers: true, at } : refused(moment)
  switch (server.state) {
    case 'starting':
    case 'exited':
    case 'shutting-down':
      return refused(moment)
    case 'hung':
      return handshakeTimeout()
    case 'accepting':
      return accepted(moment, asks)
    case 'forbidding':
      return forbids(moment) ? forbidden(asks) : storage(moment, asks)
    case 'unready':
    case 'serving':
      return storage(moment, asks)
  }
}

/** The kernel has taken the connection; the process answers once its start is done, or dies. */
function accepted(moment: Moment, asks: { verb: string; resource: string; namespace?: string }): Reach {
  const next = nextServer(moment)
  if (!next || next.t > moment.at + HANDSHAKE_SECONDS) return handshakeTimeout()
  if (next.state === 'exited') return fails(`Unable to connect to the server: read tcp ${moment.inputs.node.ip}:40212->${host(moment)}: read: connection reset by peer`)
  if (next.state === 'hung') return handshakeTimeout()
  return reach({ ...moment, at: next.t }, asks)
}

/** Bindings are not there yet; who is system:masters needs none. */
function forbids(moment: Moment): boolean {
  return releaseOf(moment.inputs.kubernetes).adminGroup !== 'system:masters'
}

function storage(moment: Moment, asks: { verb: string; resource: string }): Reach {
  if (etcdAt(moment) === 'up') return { answers: true, at: moment.at }
  return fails(`Error from server (Timeout): the server was unable to return a response in the time allotted, but may still be processing requests (${asks.verb} ${asks.resource})`)
}

function forbidden(asks: { verb: string; resource: string; namespace?: string }): Reach {
  const scope = asks.namespace === undefined ? 'at the cluster scope' : `in the namespace "${asks.namespace}"`
  return fails(`Error from server (Forbidden): ${asks.resource} is forbidden: User "kubernetes-admin" cannot list resource "${asks.resource}" in API group "" ${scope}`)
}

function refused(moment: Moment): Reach {
  return fails(`The connection to the server ${host(moment)} was refused - did you specify the right host or port?`)
}

function handshakeTimeout(): Reach {
  return fails('Unable to connect to the server: net/http: TLS handshake timeout')
}

function fails(line: string): Reach {
  return { answers: false, stdout: '', stderr: `${line}\n`, exit: 1 }
}

/** As kubeadm's admin.conf names it. */
function host(moment: Moment): string {
  return `${moment.inputs.node.ip}:6443`
}
