import { defined, getOrInsert } from '../../manifest/own.ts'
import { Objects } from '../apiserver/objects/objects.ts'
import type { ApiWrite, WriteFate } from '../apiserver/objects/stored.ts'
import type { Luck } from '../chance.ts'
import { wholeSecond } from '../clock.ts'
import type { Engine } from '../engine.ts'
import type { Release } from '../release/release.ts'
import type { Caller } from '../scenario/scenario-programs.ts'
import type { EtcdState, Inputs, Origin } from '../scenario/inputs.ts'
import type { Recorder } from '../trace/recorder.ts'
import { type NetworkCall, DROPPED, isBlocked, isLoopback, type Listener, Network, SERVICE } from './network.ts'

const SILENT = 'Another program has the port: it accepts the connection and never answers.'

/**
 * Other programs on the node that listen on a port, on all addresses. One that finds its port in use waits, and is the first to
 * get it when it is free. It accepts connections and never reads from them: a TLS handshake with it times out, a tcpSocket probe
 * passes.
 *
 * Units: ports. What has no effect is a note. Follows: bind(2) and accept(2).
 */
class PortTaker {
  private takers = new Map<number, { listener: Listener; calls: NetworkCall[]; entry?: number }>()

  private network: Network
  private trace: Recorder

  constructor(network: Network, trace: Recorder) {
    this.network = network
    this.trace = trace
  }

  take(port: number, tell: (note?: string) => number): void {
    const there = this.takers.get(port)
    if (there)
      return void tell(
        there.entry === undefined ? `Another program waits for port ${port} already.` : `Another program has port ${port} already.`,
      )
    const calls: NetworkCall[] = []
    const serve: Listener['serve'] = (request, call) => {
      call.inHandshake = request.scheme === 'https'
      calls.push(call)
    }
    const taker = {
      listener: {
        bind: '0.0.0.0',
        port,
        tls: false,
        accepts: () => true,
        hung: () => SILENT,
        because: () => [this.causeOf(port) ?? []].flat(),
        serve,
      },
      calls,
    }
    this.takers.set(port, taker)
    const got = this.network.listen(taker.listener)
    const cause = tell(got ? undefined : `Port ${port} is in use: the other program waits until it is free.`)
    if (got) return this.got(port, cause)
    this.network.onClosed(port, () => this.network.listen(taker.listener) && this.got(port, cause))
  }

  private got(port: number, cause: number): void {
    this.network.onClosed(port, undefined)
    this.takers.get(port)!.entry = this.trace.add({ kind: 'port', cause, port, taken: true })
  }

  free(port: number, tell: (note?: string) => number): void {
    const taker = this.takers.get(port)
    const cause = tell(taker ? undefined : `No other program has port ${port}.`)
    if (!taker) return
    this.takers.delete(port)
    this.network.onClosed(port, undefined)
    if (taker.entry === undefined) return
    this.network.close(taker.listener)
    this.trace.add({ kind: 'port', cause, port, taken: false })
    // what has come in was never read: the kernel resets such a connection
    for (const call of taker.calls) call.answer({ is: 'reset' })
  }

  /** All other programs end, as with the machine. */
  freeAll(cause: number): void {
    for (const port of [...this.takers.keys()]) this.free(port, () => cause)
  }

  /** The entry that tells why a port is not to be had. */
  causeOf(port: number): number | undefined {
    return this.takers.get(port)?.entry
  }
}

/** How many times as long a program's work takes, and the entry that made it so. */
export interface CpuShare {
  times: number
  cause: number
}

/** The one machine that a lane runs on: what all its parts share. */
export class Node {
  /** Sockets of pods with `hostNetwork`, and of the node itself. */
  readonly network: Network
  private podNetworks = new Map<string, Network>()
  private etcdListeners: (() => void)[] = []
  private apiListeners: (() => void)[] = []
  private fileListeners: ((file: string, isGone: boolean, cause: number) => void)[] = []
  etcd: EtcdState
  /** The entry that last changed etcd. */
  etcdCause: number | undefined
  /** etcd is none of this node's pods, but somebody's that the scenario does not show. */
  hasOutsideEtcd = true
  /** The directories that its etcds have used, and which data each holds. */
  readonly etcdDirectories = new Map<string, number>()
  /** The API has the node: etcd has not lost it, or a kubelet has registered it since. */
  isRegistered = true
  /** Host files by absolute path; actions may change them. */
  readonly files: Map<string, string>
  /** Directories that were made because a container mounts what was not there. */
  readonly madeDirectories = new Set<string>()
  /** By whole name: the images that were pulled since t = 0. */
  readonly pulledImages = new Set<string>()
  /** Ports on which whoever asks is served: the lane's kube-apiservers, newest last. */
  readonly apiservers: ApiEndpoint[] = []
  /** The last kube-apiserver took its address out of the Service `kubernetes` as it was asked to end; the next puts it in again. */
  endpointGone = false
  /** Where the Service leads since one of the lane's kube-apiservers has put its address in; before, where kubeadm's does. */
  endpoint: NodeAddress | undefined
  /** The other programs on the node that take ports. */
  readonly ports: PortTaker
  /** What stands in etcd. */
  readonly objects: Objects
  /** How much later each container's start is done, and the entry that made it so: a node without CPU to spare. */
  startDelay: { seconds: number; cause?: number } = { seconds: 0 }

  /** Programs with less CPU than they had, by container or pod/container: how many times as long their work takes. */
  readonly cpuShares = new Map<string, CpuShare>()

  /** Who leads, by the lease's name: that lies in etcd. */
  readonly leases = new Map<string, { holder: string; renewals: number }>()
  /** What keeps writes from etcd, where an action has brought that about: its room, its disk, admission webhooks. */
  troubles: Troubles | undefined
  /** Its own etcd, for whom the disk keeps waiting, or has no room. */
  etcdDisk: { slow(isWrite: boolean, seconds: number, because: readonly number[]): void; outOfDisk(cause: number): void } | undefined
  /** The container runtime does not answer: nothing is seen of the containers, none is started or stopped. */
  runtimeDown = false
  /** The machine is off: nobody reaches it. */
  down = false
  /** Who knows its pods: whether one of them is the cluster's kube-apiserver. */
  kubelet!: { readonly apiIsElsewhere: boolean; readonly restarts: number }
  /** How often the containers that there were have been lost: what was being started then is not. */
  losses = 0

  readonly engine: Engine
  readonly trace: Recorder
  readonly release: Release
  readonly inputs: Inputs
  readonly luck: Luck

  constructor(engine: Engine, trace: Recorder, release: Release, inputs: Inputs, luck: Luck) {
    this.engine = engine
    this.trace = trace
    this.release = release
    this.inputs = inputs
    this.luck = luck
    this.network = new Network(inputs.node.ip)
    this.ports = new PortTaker(this.network, trace)
    this.etcd = inputs.cluster.etcd
    this.files = new Map(Object.entries(inputs.files))
    this.objects = new Objects(engine, trace, release, inputs, this.files)
    if (this.etcd !== 'up')
      this.setEtcd(this.etcd, trace.add({ kind: 'action', action: 'etcd', target: this.etcd, note: 'From the start.' }))
  }

  /** A pod's network: its own, or the node's. */
  networkOf({ ip, hostNetwork }: { ip: string; hostNetwork: boolean }): Network {
    return hostNetwork ? this.network : getOrInsert(this.podNetworks, ip, () => new Network(ip))
  }

  /** Whether an address is a pod's own: from elsewhere on the node it is reached, from outside it is not. */
  hasPod(ip: string): boolean {
    return this.podNetworks.has(ip)
  }

  /** Who takes a connection, from the node unless something else is said; undefined where it is refused. */
  find(host: string, port: number, from: Origin = 'node'): Listener | undefined {
    const to = this.route(host, port, from)
    if (to === 'rejected') return undefined
    if (to) return this.find(to.host, to.port, from)
    if (isBlocked(this.inputs.firewall, port, from)) return DROPPED
    if (isLoopback(host) || host === this.inputs.node.ip) return this.network.find(host, port)
    const pod = this.podNetworks.get(host)
    return pod ? pod.find(host, port) : this.network.isBound(host) ? this.network.find(host, port) : undefined
  }

  /** Who takes a connection within a pod's own network. */
  findInside(ip: string, host: string, port: number): Listener | undefined {
    return (this.podNetworks.get(ip) ?? this.network).find(host, port)
  }

  /**
   * Where kube-proxy sends what goes to the Service `kubernetes`: its rules are there on every node of a cluster. Undefined for
   * any other address; rejected while the Service has no endpoint.
   * Follows: pkg/proxy/iptables/proxier.go (v1.37.2).
   */
  route(host: string, port: number, from: Origin): NodeAddress | 'rejected' | undefined {
    if (host !== SERVICE.ip || port !== SERVICE.port || from === 'outside' || !this.inputs.cluster.attached) return undefined
    return this.endpointGone ? 'rejected' : (this.endpoint ?? { host: this.inputs.node.ip, port: SERVICE.targetPort })
  }

  /** A moment as the API keeps it, cut to whole wall-clock seconds; still in simulated seconds. */
  wholeSecond(at: number): number {
    return wholeSecond(this.inputs.clock, at)
  }

  /** From now on etcd is one of the node's pods, which is not there yet; where there is one outside already, that stays. */
  ownEtcd(cause: number): void {
    if (!this.hasOutsideEtcd || (this.engine.now > 0 && this.etcd !== 'down')) return
    this.hasOutsideEtcd = false
    this.network.changes++
    if (this.etcd !== 'down') this.setEtcd('down', cause)
  }

  /** `data`: other data than before stand in it. */
  setEtcd(state: EtcdState, cause: number, data?: number): void {
    this.etcd = state
    this.network.changes++
    const filledBy = state === 'up' && data === undefined ? this.troubles?.filledBy : undefined
    const told = filledBy === undefined ? ({ state, cause } as const) : ({ state: 'full', cause: [...new Set([filledBy, cause])] } as const)
    this.etcdCause = this.trace.add({ id: 0, t: 0, kind: 'etcd', ...told, ...defined({ data }) })
    if (data !== undefined) {
      const before = this.objects.data.n
      this.objects.use(data)
      this.leases.clear()
      this.registrant?.dataChanged(before, data, this.etcdCause)
    }
    for (const told of this.etcdListeners) told()
  }

  /**
   * Whose node and pods the API has: what he has told it is gone with etcd's data, or there again. Himself and no function of his: V8
   * takes one that is written into a property for a method, makes it old, and a run that is over stays behind it until all is collected.
   */
  registrant: { dataChanged(before: number, now: number, cause: number): void } | undefined

  /** A kube-apiserver of the lane serves from now on. */
  apiServes(): void {
    for (const told of this.apiListeners.splice(0)) told()
  }

  /** Tells once, when a kube-apiserver of the lane serves for the first time from now. */
  onApiServes(told: () => void): void {
    this.apiListeners.push(told)
  }

  /** A caller as it asks now: a service account by the token that its pods have; without one its request has an empty header. */
  asks(caller: Caller): Caller {
    if (caller.serviceAccount === undefined) return caller
    const { serviceAccount, ...rest } = caller
    const [namespace = '', name = ''] = serviceAccount.split('/')
    return { ...rest, bearer: this.apiservers.at(-1)?.podToken(namespace, name) ?? '' }
  }

  /** Tells of each file of the host, the manifests aside, that is another from now on, or gone. */
  onFile(told: (file: string, isGone: boolean, cause: number) => void): void {
    this.fileListeners.push(told)
  }

  /** How often a file of the host has changed. */
  fileChanges = 0

  fileChanged(file: string, text: string | undefined, cause: number): void {
    this.fileChanges++
    if (text === undefined) this.files.delete(file)
    else this.files.set(file, text)
    for (const told of this.fileListeners) told(file, text === undefined, cause)
  }

  onEtcd(told: () => void): void {
    this.etcdListeners.push(told)
  }
}

/** What an action has done to what stands between the API and its store. */
export interface Troubles {
  /** The action that has filled etcd; none where it has room. */
  readonly filledBy: number | undefined
  /** How much later etcd's disk has written, and by which action. */
  readonly diskSeconds: number
  readonly because: readonly number[]
  /** The action that has left no room on it. */
  readonly diskFull: number | undefined
  fateOf(write: ApiWrite): WriteFate | undefined
}

/** Where a connection goes. */
export interface NodeAddress {
  host: string
  port: number
}

/** Whether a kube-apiserver asks webhooks, of either kind, and looks after the service accounts of pods. */
export interface Admits {
  mutating: boolean
  validating: boolean
  accounts: boolean
}

/** A kube-apiserver as the kubelet's client sees it. */
export interface ApiEndpoint {
  /** When its process was started. */
  readonly startedAt: number
  /** Whether it answers its clients now. */
  serves(): boolean
  /** Whether it lets the node's kubelet in, and keep mirror pods. */
  takesNode(): boolean
  /** The token that pods of the service account have in their files now, as this server issues it. */
  podToken(namespace: string, name: string): string | undefined
  /** The entry that says what it does now. */
  entry(): number | undefined
  readonly admits: Admits
  /** A line of its log. */
  log(text: string, because: readonly number[]): number
}
