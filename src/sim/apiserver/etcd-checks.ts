import type { Node } from '../node/node.ts'
import type { ApiserverConfig } from './config.ts'
import type { EtcdConnection } from './etcd-connection.ts'

/** What the checks need of their server. */
interface Checked {
  readonly node: Node
  /** It has been read by then. */
  readonly config: ApiserverConfig | undefined
  readonly etcd: EtcdConnection
  later(seconds: number, run: () => void): void
}

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
  private readonly server: Checked

  constructor(server: Checked) {
    this.server = server
  }

  /** One after the other; where too many come, they are told what the last one to end has found. */
  run(checks: readonly string[], done: (failed: readonly string[]) => void): void {
    if (this.server.etcd.state !== 'up' || this.diskSeconds > 0) return this.wait(checks, done, NONE)
    // nothing to wait for, as a rule
    let failed = NONE
    for (const check of checks) if (!(this.isLimited(check) ?? this.found(check))) failed = [...failed, check]
    done(failed)
  }

  private wait(checks: readonly string[], done: (failed: readonly string[]) => void, failed: readonly string[]): void {
    const { server } = this
    const { release } = server.node
    const [check, ...rest] = checks
    if (check === undefined) return done(failed)
    const go = (ok: boolean) => this.wait(rest, done, ok ? failed : [...failed, check])
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
    let last = lasts.get(check)
    if (!last) lasts.set(check, (last = { at: -Infinity, ok: false }))
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
