import { joinHostPort } from '../apiserver/requests/request.ts'
import { isLoopback } from './network.ts'
import type { Node } from './node.ts'

/** What a connect to somewhere else than this machine comes to: the name is unknown; nobody answers; nobody has the address. */
export type Elsewhere = 'no such host' | 'silent' | 'no route'

/** After so long the kernel gives up asking a link for an address: three times, a second each. */
export const NO_ROUTE_SECONDS = 3.06
/** Who is asked for a name: what a node's /etc/resolv.conf names, where systemd-resolved runs. */
const RESOLVER = '127.0.0.53:53'

/**
 * Where a host is that the node dials; undefined: here, on this machine. An address on one of its links is asked for, and nobody
 * has it; what goes through a gateway is never heard of again.
 *
 * Follows: Linux' tcp(7) and arp(7).
 */
export function whereabouts(node: Node, host: string, port: number): Elsewhere | undefined {
  const { name, ip } = node.inputs.node
  if (isLoopback(host) || host === ip || host === name || node.hasPod(host) || node.route(host, port, 'node') !== undefined)
    return undefined
  if (node.network.isBound(host)) return undefined
  if (!isAddress(host)) return 'no such host'
  return [ip, POD_LINK].some((link) => sharesLink(host, link)) ? 'no route' : 'silent'
}

/** Whether a name may be looked up at all. Follows: net, isDomainName (Go 1.24). */
export function isDomainName(name: string): boolean {
  return (
    /[a-z_-]/i.test(name) &&
    name.length < 254 &&
    name
      .replace(/\.$/, '')
      .split('.')
      .every((part) => /^(?!-)[\w-]{1,63}(?<!-)$/.test(part))
  )
}

/** What Go's dialer says of a name that nobody knows. Follows: net, DNSError (Go 1.26). */
export function noSuchHost(host: string): string {
  return `dial tcp: lookup ${host} on ${RESOLVER}: no such host`
}

/** What it says of an address that its link knows nothing of. Follows: net, OpError (Go 1.26). */
export function noRoute({ release }: Node, host: string, port: number): string {
  return `dial tcp ${joinHostPort(host, port)}: ${release.refusedCall}: no route to host`
}

/** The node's own part of the pods' addresses. */
const POD_LINK = '10.244.0.1'

/** Whether a host is an address and no name. */
export function isAddress(host: string): boolean {
  return /^(?=.*:.*:)[\da-f:.]+$/i.test(host) || /^\d+(\.\d+){3}$/.test(host)
}

/** Of IPv4: a link has 256 addresses. */
function sharesLink(host: string, own: string): boolean {
  return !host.includes(':') && host.slice(0, host.lastIndexOf('.')) === own.slice(0, own.lastIndexOf('.'))
}
