import { type Fields, fields, list, parseObject, text } from '../apiserver/objects/json.ts'
import { joinHostPort } from '../apiserver/requests/request.ts'
import { API_PORT } from '../node/network.ts'
import type { Release } from '../release/release.ts'
import type { Caller } from '../scenario/scenario-programs.ts'
import { CERTIFICATES } from '../scenario/certificates.ts'

/** Who a kubeconfig on the node says one is. */
export type KubeconfigUser = NonNullable<Caller['certificate']>

const KUBECONFIGS = '/etc/kubernetes/'

/**
 * Whom a kubectl is that uses one of kubeadm's kubeconfigs: the administrator of `admin.conf` where none is named.
 *
 * Errors: a sentence; kubectl's own for a file that is not there, and ours for one whose text nobody reads here.
 * Follows: cmd/kubeadm/app/phases/kubeconfig/kubeconfig.go, getKubeConfigSpecsBase (v1.36.2).
 */
export function kubeconfigUser(
  path: string | undefined,
  node: { name: string },
  release: Pick<Release, 'adminGroup'>,
  isThere: (path: string) => boolean,
): KubeconfigUser | { error: string } {
  const user = (
    name: 'admin.conf' | 'super-admin.conf' | 'controller-manager.conf' | 'scheduler.conf',
    ...o: string[]
  ): KubeconfigUser => ({
    cn: CERTIFICATES[name].commonName!,
    o,
    ca: 'cluster',
  })
  const isOwn = path === undefined || path === '' || /\/root\/\.kube\/config$/.test(path)
  const name = isOwn ? 'admin.conf' : path.startsWith(KUBECONFIGS) ? path.slice(KUBECONFIGS.length) : ''
  if (name === 'admin.conf') return user(name, release.adminGroup)
  if (name === 'super-admin.conf' && release.adminGroup !== 'system:masters') return user(name, 'system:masters')
  if (name === 'controller-manager.conf' || name === 'scheduler.conf') return user(name)
  if (name === 'kubelet.conf') return { cn: `system:node:${node.name.toLowerCase()}`, o: ['system:nodes'], ca: 'cluster' }
  if (isThere(path!)) return { error: `not simulated here: a kubeconfig of one’s own, ${path}; kubeadm’s below ${KUBECONFIGS} are.` }
  return { error: `error: stat ${path}: no such file or directory` }
}

/**
 * The headers that `--as` and `--as-group` become.
 *
 * Follows: staging/src/k8s.io/client-go/transport/round_trippers.go (v1.37.2).
 */
export const impersonation = ({ as, groups }: { as?: string; groups: readonly string[] }): Record<string, string> =>
  as === undefined ? {} : { 'impersonate-user': as, ...(groups.length > 0 ? { 'impersonate-group': groups.join(',') } : {}) }

/** A kube-apiserver's answer, as kubectl reads it. */
export interface KubectlAnswer {
  status: number
  /** Of a Status that says no; empty where the body is something else. */
  reason: string
  message: string
  body: Fields
}

/**
 * An answer taken apart.
 *
 * A body that is no object is empty. Follows: staging/src/k8s.io/client-go/rest/request.go,
 * transformResponse (v1.37.2).
 */
export function answerOf({ status, body }: { status: number; body: string }): KubectlAnswer {
  const value = parseObject(body) ?? {}
  const failed = value['kind'] === 'Status' && value['status'] === 'Failure'
  return { status, reason: failed ? text(value['reason']) : '', message: failed ? text(value['message']) : body.trim(), body: value }
}

/**
 * How kubectl says that the server has said no; `doing` comes before the server's words, `asks` is the request in short.
 *
 * Follows: staging/src/k8s.io/kubectl/pkg/cmd/util/helpers.go, checkErr, and client-go's NewGenericServerResponse (v1.37.2).
 */
export function refusal(
  { status, reason, message, body }: KubectlAnswer,
  { doing = '', asks = '' }: { doing?: string; asks?: string },
): string {
  if (status === 401) return 'error: You must be logged in to the server (Unauthorized)'
  if (reason === 'Invalid') {
    const causes = list(fields(body['details'])['causes']).map(fields)
    const said = new Set(causes.map(({ field, message: why }) => `${text(field)}: ${text(why)}`))
    const all = said.size > 1 ? `is invalid: \n* ${[...said].join('\n* ')}` : undefined
    return message.replace(
      /^(\w+)\S* ("(?:[^"\\]|\\.)*") is invalid(: [^]*)/,
      (_, kind: string, name: string, why: string) => `The ${kind} ${name} ${all ?? `is invalid${why}`}`,
    )
  }
  if (reason !== '') return `Error from server (${reason}): ${doing}${message}`
  // a Status without a reason, as the server makes of an error of etcd's, or a webhook of its own
  if (body['kind'] === 'Status' && message !== '') return `Error from server: ${doing}${message}`
  const request = asks ? ` (${asks})` : ''
  if (status === 504)
    return `Error from server (Timeout): ${doing}the server was unable to return a response in the time allotted, but may still be processing requests${request}`
  if (status === 404) return `Error from server (NotFound): ${doing}the server could not find the requested resource${request}`
  return `Error from server (InternalError): ${doing}an error on the server (${JSON.stringify(message)}) has prevented the request from succeeding${request}`
}

/**
 * How kubectl says that there was no answer.
 *
 * Follows: staging/src/k8s.io/kubectl/pkg/cmd/util/helpers.go, StandardErrorMessage (v1.37.2).
 */
export function unreachable(
  what: 'no cluster' | 'dropped' | 'refused' | 'no handshake' | 'reset' | 'eof' | 'plain http',
  ip: string,
): string {
  const server = 'Unable to connect to the server: '
  const address = joinHostPort(ip, API_PORT)
  return {
    'no cluster': 'The connection to the server localhost:8080 was refused - did you specify the right host or port?',
    dropped: `${server}dial tcp ${address}: i/o timeout`,
    refused: `The connection to the server ${address} was refused - did you specify the right host or port?`,
    'no handshake': `${server}net/http: TLS handshake timeout`,
    reset: `${server}read tcp ${joinHostPort(ip, 40212)}->${address}: read: connection reset by peer`,
    eof: `${server}EOF`,
    'plain http': `${server}http: server gave HTTP response to HTTPS client`,
  }[what]
}

/** How kubectl says that it does not take the server's certificate. Follows: as `unreachable`. */
export function untrusted(error: string): string {
  return `Unable to connect to the server: ${error}`
}
