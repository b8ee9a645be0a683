import { joinHostPort, type Request, type Response } from '../apiserver/requests/request.ts'
import type { Engine } from '../engine.ts'
import type { CertificateName } from '../scenario/certificates.ts'
import type { GrpcStatus } from '../scenario/scenario-programs.ts'
import type { EtcdState, FirewallRule, Inputs, Origin } from '../scenario/inputs.ts'
import type { RequestStep } from '../trace/trace.ts'

/**
 * Who listens where, and what a client sees of it. Everything is on one node: sockets are plain objects, a request is handed to
 * the process that holds the port.
 */

/** The Service `kubernetes`, by which pods reach the kube-apiserver; kubeadm's certificate names its address. */
export const SERVICE = { ip: '10.96.0.1', port: 443, targetPort: 6443 } as const

/** An answer, with the ids of the entries (flag lines) that explain it, main one first. */
export interface Answer extends Response {
  because?: readonly number[]
  steps?: readonly RequestStep[]
}

/** What became of a request. */
export type Outcome =
  | { is: 'response'; response: Answer }
  /** The health service's word, or that it does not know the service. */
  | { is: 'grpc'; status: GrpcStatus | 'NOT_FOUND'; because: readonly number[] }
  /** The server speaks HTTP/2 only. */
  | { is: 'http2' }
  /** It was asked in HTTP/2, and answers in HTTP/1.1. */
  | { is: 'http1' }
  | { is: 'refused' }
  | { is: 'reset' }
  | { is: 'eof' }
  | { is: 'plain-http' }
  /** A TLS port was asked in plain HTTP, and says so in TLS, as Go's did before 1.12. */
  | { is: 'alert' }

/** Of a TLS alert the first line: its last byte ends that. Follows: crypto/tls, readRecord (Go 1.11); net/http, persistConn (Go 1.26). */
export const MALFORMED = String.raw`net/http: HTTP/1.x transport connection broken: malformed HTTP response "\x15\x03\x01\x00\x02\x02"`

/** What Go's server says itself to plain HTTP where it speaks TLS. */
export const PLAIN_TO_TLS: Answer = { status: 400, headers: {}, body: 'Client sent an HTTP request to an HTTPS server.\n' }

/** A request under way. */
export interface NetworkCall {
  /** Whether the TLS handshake is still unanswered, which the listener says: Go gives that 10 s of its own. So with gRPC’s first words. */
  inHandshake: boolean
  /** The client has given up; nothing is answered any more. */
  cancelled: boolean
  answer(outcome: Outcome): void
}

/** A request's call for a client that takes one answer, and gives up by setting `cancelled`. */
export function callOnce(scheme: string, answered: (outcome: Outcome) => void): NetworkCall {
  const call: NetworkCall = {
    inHandshake: scheme === 'https',
    cancelled: false,
    answer: (outcome) => {
      if (call.cancelled) return
      call.cancelled = true
      answered(outcome)
    },
  }
  return call
}

/** The client gives up once the time is over, or, where it says so, once that finds it still shaking hands. */
export function giveUp(engine: Engine, call: NetworkCall, seconds: number, inHandshake: boolean, given: () => void): void {
  engine.after(seconds, () => {
    if (call.cancelled || (inHandshake && !call.inHandshake)) return
    call.cancelled = true
    given()
  })
}

/** What etcd's clients find. */
interface EtcdSocket {
  state(): EtcdState
  /** Why a client does not get in; undefined where it does. Paths of its CA and certificate, empty for none; `since` when it began. */
  refuses(client: EtcdCall): EtcdRefusal | undefined
}

export interface EtcdCall {
  scheme: string
  /** Paths; empty where they are not given. */
  ca: string
  certificate: string
  /** When it connects. */
  since: number
}

export interface EtcdRefusal {
  /** As the client's TLS says it. */
  error: string
  /** The certificate whose time is over. */
  certificate?: CertificateName
  /** What etcd makes of the client's. */
  serverSays?: string
  tellServer?: () => void
}

/** One end of a socket that a process listens on. */
export interface Listener {
  /** An address, or all of them: see `isEverywhere`. */
  bind: string
  port: number
  tls: boolean
  /** Nobody: a firewall drops what comes in. */
  drops?: true
  /** The server speaks gRPC. */
  grpc?: true
  /** It minds the protocol that it is asked in; any other speaks HTTP/1.1. */
  minds?: true
  /** It is etcd's, for its clients. */
  etcd?: EtcdSocket
  /** Whether connects succeed at the moment. */
  accepts(): boolean
  /** Why nothing is answered, although connects succeed, as a sentence; empty where answers come. */
  hung?(): string
  /** Entries that say why it does not answer now, or did not `ago` seconds ago; undefined if it only knows that its process was started. */
  because?(request?: Request, ago?: number): readonly number[] | undefined
  /** Somebody has connected, and gone without a word. */
  leave?(): void
  /** What it answers this very moment, where nothing is to be waited for; undefined where only `serve` can tell. Nothing comes of asking. */
  ready?(request: Request): Answer | undefined
  /** Takes a request over; answers at once, later, or never. */
  serve(request: Request, call: NetworkCall): void
}

/**
 * What a client meets that speaks HTTP/2 to a server that does not: TLS hangs up on what is no handshake.
 *
 * Follows: net/http and crypto/tls (Go 1.26); of TLS it is assumed, not recorded.
 */
export const notHttp2 = ({ tls }: Pick<Listener, 'tls'>): Outcome => (tls ? { is: 'reset' } : { is: 'http1' })

/** Go's own dialer gives up after so long, where its caller does not before. */
export const DIAL_SECONDS = 30
/** And on a TLS handshake that nobody answers. */
export const HANDSHAKE_SECONDS = 10

/** What is found where a firewall drops a client's packets: a connect that is not refused and never answered. */
export const DROPPED: Listener = { bind: '0.0.0.0', port: 0, tls: false, drops: true, accepts: () => true, serve: () => {} }

/** Whether the node's firewall drops what comes from there to a port; loopback is not spared. */
export function isBlocked(firewall: readonly FirewallRule[], port: number, from: Origin): boolean {
  for (const rule of firewall) if (rule.block === port && rule.from === from) return true
  return false
}

/** Whether the kubelet has a way to the cluster's API, be that up or not. */
export function hasWayToAPI({ cluster, firewall }: Inputs): boolean {
  return cluster.attached && !isBlocked(firewall, API_PORT, 'node')
}

/** As kubeadm writes it into every kubeconfig. */
export const API_PORT = 6443
export const apiServerURL = ({ node }: Pick<Inputs, 'node'>): string => `https://${joinHostPort(node.ip, API_PORT)}`

/** Whether a server that listens so is where the kubeconfigs of a cluster say. */
export function isWhereClientsAsk({ bind, port }: { bind: string; port: number }): boolean {
  return port === API_PORT && !isLoopback(bind)
}

export class Network {
  private byPort = new Map<number, readonly Listener[]>()
  private waiting = new Map<number, () => void>()
  /** How often a port has been opened or closed, or what listens there has become another for its clients. */
  changes = 0

  readonly nodeIP: string

  constructor(nodeIP: string) {
    this.nodeIP = nodeIP
  }

  /** False where the port is taken, as bind(2) says it. */
  listen(listener: Listener): boolean {
    const there = this.byPort.get(listener.port) ?? []
    if (there.some((other) => overlap(other.bind, listener.bind))) return false
    this.byPort.set(listener.port, [...there, listener])
    this.changes++
    return true
  }

  /** Whether the machine has an address to listen on; an IPv6 one is believed to be its own. */
  has(address: string): boolean {
    return isEverywhere(address) || isLoopback(address) || address === this.nodeIP || !/^[\d.]+$/.test(address)
  }

  /** Whether somebody listens on just that address: a program that gives the machine another one. */
  isBound(address: string): boolean {
    for (const there of this.byPort.values()) if (there.some(({ bind }) => bind === address)) return true
    return false
  }

  close(listener: Listener): void {
    const there = this.byPort.get(listener.port)!
    this.changes++
    this.byPort.set(
      listener.port,
      there.filter((other) => other !== listener),
    )
    this.waiting.get(listener.port)?.()
  }

  /** Tells whenever a listener on the port has closed; undefined ends that. */
  onClosed(port: number, told: (() => void) | undefined): void {
    if (told) this.waiting.set(port, told)
    else this.waiting.delete(port)
  }

  /** Who would take a connection to this address; undefined where it is refused. */
  find(host: string, port: number): Listener | undefined {
    const there = this.byPort.get(port)
    if (there) for (const listener of there) if (isReached(listener.bind, host)) return listener
    return undefined
  }
}

/** Whoever listens on one loopback address is not reached by another; a client's localhost is those of IPv4 and IPv6. */
function isReached(bind: string, host: string): boolean {
  if (isEverywhere(bind) || bind === host) return true
  if (!isLoopback(host)) return !isLoopback(bind)
  const own = bind === 'localhost' ? '127.0.0.1' : bind
  return host === '' || host === 'localhost' ? own === '127.0.0.1' || own === '::1' : own === host
}

function overlap(a: string, b: string): boolean {
  return a === b || isEverywhere(a) || isEverywhere(b)
}

/** Whether it stands for all addresses: to Linux that of all of IPv6 is that of IPv4 too. */
export function isEverywhere(bind: string): boolean {
  return bind === '0.0.0.0' || bind === '::'
}

/** An empty host is the machine itself, as Go's dialer has it. */
export function isLoopback(host: string): boolean {
  return host === '' || host === 'localhost' || host === '::1' || host.startsWith('127.')
}
