import { getOrInsert } from '../../manifest/own.ts'
import { parseUrl, type UrlParts } from '../apiserver/requests/request.ts'
import { type EtcdRefusal, isLoopback } from '../node/network.ts'
import type { Node } from '../node/node.ts'
import type { EtcdState } from '../scenario/inputs.ts'
import { UNKNOWN_AUTHORITY } from '../apiserver/authentication/x509.ts'
import type { CertificateName } from '../scenario/certificates.ts'
import { BAD_CERTIFICATE, expiryError, signerOf, trusts } from './trust.ts'

/** What a kube-apiserver's `--etcd-*` flags say. */
export interface EtcdClient {
  servers: readonly string[]
  /** Paths; empty where they are not given. */
  ca: string
  certificate: string
  /** Whose etcd it is: that of another cluster, which nobody describes; kubeadm's, by the certificates that the server has; or nothing says it. */
  whose: 'others' | 'kubeadm' | 'unsaid'
  /** When the server began: then, or when etcd came, the two have connected, and later nobody looks at a certificate again. */
  since: number
}

/** What a kube-apiserver finds where its flags send it. */
export interface EtcdSeen {
  state: EtcdState
  /** What goes wrong on the way, where that is not etcd's own doing: as Go's dialer or its TLS says it. */
  error?: string
  /** The flag at fault. */
  flag?: 'etcd-servers' | 'etcd-cafile' | 'etcd-certfile'
  /** The certificate whose time is over. */
  certificate?: CertificateName
  /** etcd writes down that it has turned somebody away. */
  tellServer?: () => void
}

/**
 * Dials etcd as the flags say. Where the node has an etcd of its own, that is found by its socket; otherwise there is one outside the
 * scenario, reached where a cluster has it.
 *
 * `error` is one. Follows: staging/src/k8s.io/apiserver/pkg/storage/storagebackend/factory/etcd3.go (v1.36.2).
 */
export function dialEtcd(node: Node, client: EtcdClient): EtcdSeen {
  let worst: EtcdSeen = { state: 'down', error: 'no server', flag: 'etcd-servers' }
  for (const url of urlsOf(client.servers)) {
    const seen = url ? dial(node, client, url) : NO_HOST
    if (seen.state === 'up') return seen
    if (seen.state === 'hung' || worst.state !== 'hung') worst = seen
  }
  return worst
}

const NO_HOST: EtcdSeen = { state: 'down', error: 'no such host', flag: 'etcd-servers' }
const parsedUrls = new WeakMap<readonly string[], (UrlParts | undefined)[]>()

/** A server asks with each of its checks: its flags are taken apart once. */
function urlsOf(servers: readonly string[]): readonly (UrlParts | undefined)[] {
  return getOrInsert(parsedUrls, servers, () => servers.map((server) => parseUrl(/^\w+:\/\//.test(server) ? server : `http://${server}`)))
}

function dial(node: Node, client: EtcdClient, { host, port, scheme }: UrlParts): EtcdSeen {
  const to = host === node.inputs.node.name ? node.inputs.node.ip : host
  const listener = node.network.find(to, port)
  const isOwn = isHere(node, to)
  if (isOwn && listener?.etcd) {
    const refusal = listener.etcd.refuses({ scheme, ca: client.ca, certificate: client.certificate, since: client.since })
    if (refusal !== undefined) return refused(client, refusal)
    return { state: listener.etcd.state() }
  }
  if (isOwn && listener) return { state: 'down', error: WITHOUT_TLS, flag: 'etcd-servers' }
  if (!node.hasOutsideEtcd || !isOutside(node, client, to, port)) {
    const error = isOwn ? `dial tcp ${to}:${port}: ${node.release.refusedCall}: connection refused` : `dial tcp ${to}:${port}: i/o timeout`
    // while the node's own etcd is away its port is closed: that is no flag's fault
    return node.hasOutsideEtcd || node.etcd === 'up' ? { state: 'down', error, flag: 'etcd-servers' } : { state: 'down', error }
  }
  if (node.etcd !== 'up') return { state: node.etcd }
  const refusal = refusedOutside(node, client, scheme)
  return refusal === undefined ? { state: 'up' } : refused(client, refusal)
}

function refused(client: EtcdClient, { error, certificate, tellServer }: EtcdRefusal): EtcdSeen {
  if (certificate === undefined) return { state: 'down', error, flag: flagOf(client, error) }
  return { state: 'down', error, certificate, ...(tellServer ? { tellServer } : {}) }
}

/** Where the flag at fault is one that is not there, the one that needs it. */
function flagOf({ ca, certificate }: EtcdClient, error: string): NonNullable<EtcdSeen['flag']> {
  if (error.startsWith('x509') && ca !== '') return 'etcd-cafile'
  return error.startsWith('remote error') && certificate !== '' ? 'etcd-certfile' : 'etcd-servers'
}

/** kubeadm's own is at 2379, kops' at 4001, both on the machine itself. */
const PORTS: readonly number[] = [2379, 4001]

/**
 * Whether the etcd that the scenario does not show is there. Whoever uses kubeadm's certificates for it has it on this machine; of
 * another cluster nobody has said where it is, and it is believed.
 */
function isOutside(node: Node, { ca, whose, servers }: EtcdClient, host: string, port: number): boolean {
  if (isHere(node, host)) return PORTS.includes(port)
  // several, and none of them here: a cluster of its own, as kubeadm's external etcd is
  const isCluster = servers.length > 1 && urlsOf(servers).every((url) => url !== undefined && !isHere(node, url.host))
  return isCluster || whose === 'others' || (!ca.startsWith('/etc/kubernetes/pki/') && ca !== '')
}

function isHere({ inputs: { node } }: Node, host: string): boolean {
  return isLoopback(host) || host === node.ip || host === node.name
}

/**
 * It has kubeadm's certificates, or those that the flags go with; none where it is asked without TLS and without a certificate, as
 * kubeadm's up to 1.9. Follows: etcd, client/v3/client.go, credentialsForEndpoint (v3.5).
 */
function refusedOutside(node: Node, { ca, certificate, whose, since }: EtcdClient, scheme: string): EtcdRefusal | undefined {
  if (whose === 'others' || !(ca === '' ? whose === 'kubeadm' : ca.startsWith('/etc/kubernetes/pki/'))) return undefined
  if (scheme === 'http') return ca === '' && certificate === '' ? undefined : { error: WITHOUT_TLS }
  if (!trusts(ca, 'etcd')) return { error: UNKNOWN_AUTHORITY }
  const signer = signerOf(certificate)
  if (certificate === '' || (signer !== 'etcd' && signer !== 'other')) return { error: BAD_CERTIFICATE }
  const changed = node.etcdCause === undefined ? 0 : node.trace.entries[node.etcdCause]!.t
  return expiredAt(node, 'etcd-server', 'apiserver-etcd-client', Math.max(since, changed))
}

/** What a client without TLS makes of a server that has it. */
export const WITHOUT_TLS = 'error reading server preface: EOF'

/** What the two make of each other's certificates at a time. */
export function expiredAt(
  node: Node,
  server: CertificateName | undefined,
  client: CertificateName | undefined,
  at: number,
): EtcdRefusal | undefined {
  const { inputs, release } = node
  const ofServer = server && expiryError(inputs, release, server, at)
  if (ofServer !== undefined) return { error: `${release.tlsErrorPrefix}${ofServer}`, certificate: server! }
  const ofClient = client && expiryError(inputs, release, client, at)
  return ofClient === undefined
    ? undefined
    : { error: BAD_CERTIFICATE, certificate: client!, serverSays: `${release.tlsErrorPrefix}${ofClient}` }
}
