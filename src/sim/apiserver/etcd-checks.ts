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

/**
 * The checks of etcd behind /healthz, /livez and /readyz: which of them fail.
 *
 * Units: seconds on the simulated clock. Errors: none.
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
  run(checks: readonly string[], done: (failed: readonly string[]) => void, failed: readonly string[] = []): void {
    const { server, lasts } = this
    const { engine, release } = server.node
    const etcd = server.etcd.state
    const [check, ...rest] = checks
    if (check === undefined) return done(failed)
    const seconds = server.config!.etcdCheckSeconds[check]!
    const last = lasts.get(check) ?? { at: -Infinity, ok: false }
    const found = (ok: boolean) => this.run(rest, done, ok ? failed : [...failed, check])
    if (release.etcdCheck === 'dial') return found(etcd !== 'down')
    if (release.etcdCheck === 'limited' && engine.now - last.at < seconds / 2) return found(last.ok)
    last.at = engine.now
    lasts.set(check, last)
    const end = () => {
      last.ok = server.etcd.state === 'up'
      found(last.ok)
    }
    if (etcd === 'up') end()
    else server.later(seconds, end)
  }
}
