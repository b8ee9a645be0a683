import { certificateRoot } from '../control-plane/expiry.ts'
import { dialEtcd, type EtcdSeen } from '../control-plane/etcd-link.ts'
import type { Node } from '../node/node.ts'
import type { EtcdState } from '../scenario/inputs.ts'
import type { ApiserverConfig } from './config.ts'
import type { ServerRecord } from './server-record.ts'

/** What the connection needs of its server. */
interface Connecting {
  readonly node: Node
  readonly record: ServerRecord
  readonly startedAt: number
  /** None before its flags are read: until then etcd is the node's. */
  readonly config: ApiserverConfig | undefined
}

/**
 * A server's etcd as its flags lead there: how it is, why it is not there, and what its client writes of that.
 *
 * Units: seconds on the simulated clock.
 */
export class EtcdConnection {
  private readonly server: Connecting

  constructor(server: Connecting) {
    this.server = server
  }

  get state(): EtcdState {
    return this.seen.state
  }

  /** Why there is none: the flag that leads nowhere, or what has become of etcd; nothing where there is one. */
  lost(): readonly number[] {
    const { node, record } = this.server
    const { state, flag, certificate } = this.seen
    if (state === 'up') return []
    if (certificate) return [certificateRoot(node, certificate)]
    const lines = flag === undefined ? [] : record.flagRoot(flag)
    return lines.length > 0 ? lines : [node.etcdCause ?? []].flat()
  }

  /** What the etcd client writes while it cannot connect; follows: google.golang.org/grpc, clientconn.go. */
  say(): void {
    const { config, node, record } = this.server
    const { error, tellServer } = this.seen
    tellServer?.()
    const server = config!.etcdServers.at(0)
    const { etcdDialLog } = node.release
    if (error === undefined || server === undefined || !etcdDialLog) return
    const at = server.replace(/^\w+:\/\//, '')
    const why = /^(dial|error)/.test(error)
      ? `transport: Error while dialing: ${error}`
      : `transport: authentication handshake failed: ${error}`
    record.log(etcdDialLog(server, at, why), ...this.lost())
  }

  /** What it found last, and how much had happened on the node's ports by then: it is asked with each probe. */
  private last: EtcdSeen | undefined
  private lastChanges = -1

  private get seen(): EtcdSeen {
    const { config, node } = this.server
    if (!config) return { state: node.etcd }
    const { changes } = node.network
    if (!this.last || this.lastChanges !== changes) {
      this.lastChanges = changes
      this.last = this.dial(config)
    }
    return this.last
  }

  private dial(config: ApiserverConfig): EtcdSeen {
    const { node, startedAt } = this.server
    const { etcdServers, etcdCA, etcdCertificate, etcdIsOthers } = config
    return dialEtcd(node, {
      servers: etcdServers,
      ca: etcdCA,
      certificate: etcdCertificate,
      isOthers: etcdIsOthers,
      since: startedAt,
    })
  }
}
