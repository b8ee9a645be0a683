import { getOrInsert } from '../../manifest/own.ts'
import { dialEtcd, type EtcdSeen } from '../control-plane/etcd-link.ts'
import { certificateRoot } from '../control-plane/trust.ts'
import type { EtcdState } from '../scenario/inputs.ts'
import type { ApiserverConfig } from './server-config.ts'
import type { ServerView } from './server-record.ts'

/** A server's etcd as its flags lead there: how it is, why it is not there, and what its client writes of that. */
export class EtcdConnection {
  private readonly server: ServerView

  constructor(server: ServerView) {
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
    const { config, node, startedAt } = this.server
    const { changes } = node.network
    if (!this.last || this.lastChanges !== changes) {
      this.lastChanges = changes
      const { etcdServers: servers, etcdCA: ca, etcdCertificate: certificate, whoseEtcd: whose } = config!
      this.last = dialEtcd(node, { servers, ca, certificate, whose, since: startedAt })
    }
    return this.last
  }
}

/** What the checks need of their server. */
type CheckedServer = ServerView & { readonly etcd: EtcdConnection }

const NONE: readonly string[] = []

/**
 * The checks of etcd behind /healthz, /livez and /readyz: which of them fail.
 *
 * Units: seconds on the simulated clock.
 * Follows: staging/src/k8s.io/apiserver/pkg/storage/storagebackend/factory/etcd3.go, newETCD3HealthCheck (v1.37.2).
 */
export class EtcdChecks {
  /** By name: when one was last let through to etcd, and what the last to end has found. */
  private readonly lasts = new Map<string, { at: number; ok: boolean }>()
  private readonly server: CheckedServer

  constructor(server: CheckedServer) {
    this.server = server
  }

  /** One after the other; where too many come, they are told what the last one to end has found. */
  run(checks: readonly string[], done: (failed: readonly string[]) => void, failed = NONE): void {
    const { server } = this
    const { release } = server.node
    const [check, ...rest] = checks
    if (check === undefined) return done(failed)
    const go = (ok: boolean) => this.run(rest, done, ok ? failed : [...failed, check])
    const { state } = server.etcd
    if (release.etcdCheck === 'dial') return go(state !== 'down')
    const limited = this.isLimited(check)
    if (limited !== undefined) return go(limited)
    const limit = server.config!.etcdCheckSeconds[check]!
    const seconds = state === 'up' ? Math.min(this.diskSeconds, limit) : limit
    if (state === 'up' && seconds > 0) server.node.etcdDisk?.slow(false, seconds, server.node.troubles?.because ?? [])
    if (seconds === 0) go(this.found(check))
    else server.later(seconds, () => go(this.found(check)))
  }

  /** What the last one has found, where this one is too many; else it goes to etcd. */
  private isLimited(check: string): boolean | undefined {
    const { server, lasts } = this
    const { engine, release } = server.node
    const last = getOrInsert(lasts, check, () => ({ at: -Infinity, ok: false }))
    if (release.etcdCheck === 'limited' && engine.now - last.at < server.config!.etcdCheckSeconds[check]! / 2) return last.ok
    last.at = engine.now
    return undefined
  }

  private found(check: string): boolean {
    const isInTime = this.diskSeconds < this.server.config!.etcdCheckSeconds[check]!
    return (this.lasts.get(check)!.ok = this.server.etcd.state === 'up' && isInTime)
  }

  /** How much later etcd answers than it would. */
  private get diskSeconds(): number {
    return this.server.node.troubles?.diskSeconds ?? 0
  }
}

/** Once etcd is there, the client of a server that has started without it finds it so much later: 9 to 19 s. */
export const ETCD_SEEN_SECONDS = 14

/** The hooks' first try comes a second after they begin, which is a moment after the server's first answer. */
const FIRST_TRY_SECONDS = 1.2
/** What a request waits for etcd: one that reads, one that writes. */
const READ_SECONDS = 60
const WRITE_SECONDS = 30

/** When a post-start hook gives up, and the server with it. */
export interface HookEnd {
  /** Seconds since the server's first answer. */
  after: number
  /** The line in its log. */
  says: string
  /** While the port is closed, a try that would follow fails at once. */
  onlyInShutdown: boolean
}

const failed = (hook: string, what: string): string =>
  `F hooks.go:188] PostStartHook "${hook}" failed: unable to initialize ${what}: timed out waiting for the condition`
const ROLES = failed('rbac/bootstrap-roles', 'roles')
const CLIENT_CA = failed('ca-registration', 'client CA configmap')

/**
 * How a server ends that has started without etcd and does not wait for it: its hooks try for 30 s, and once more; each of their
 * requests waits as long as the server lets it. In order of time.
 *
 * Without RBAC and without a client CA no hook gives up.
 * Follows: pkg/registry/rbac/rest/storage_rbac.go, EnsureRBACPolicy; pkg/master/client_ca_hook.go;
 * staging/src/k8s.io/apiserver/pkg/endpoints/handlers/rest.go, parseTimeout (v1.9.4).
 */
export function hookEnds(config: ApiserverConfig): HookEnd[] {
  const end = (seconds: number, says: string, onlyInShutdown: boolean) => ({ after: FIRST_TRY_SECONDS + seconds, says, onlyInShutdown })
  const roles = config.authorization.modes.includes('RBAC') ? [end(READ_SECONDS, ROLES, true), end(2 * READ_SECONDS, ROLES, false)] : []
  // reads the namespace, then writes it
  const tries = READ_SECONDS + WRITE_SECONDS
  const clientCA =
    config.clientCA || config.requestHeader
      ? [
          end(READ_SECONDS, CLIENT_CA, true),
          end(tries, CLIENT_CA, true),
          end(tries + READ_SECONDS, CLIENT_CA, true),
          end(2 * tries, CLIENT_CA, false),
        ]
      : []
  return [...roles, ...clientCA].toSorted((a, b) => a.after - b.after)
}
