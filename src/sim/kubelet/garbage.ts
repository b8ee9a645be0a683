import type { KubeletHost } from './kubelet-host.ts'
import { nextTick } from './sync-loop.ts'

const PERIOD_SECONDS = 60
/** How far into its minute an older kubelet is at t = 0, where nobody knows: assumed. */
const PHASE_SECONDS = 40
/** A kubelet collects for the first time so long before it has its pods: assumed, at least 0.2 s by what was recorded. */
const BEFORE_SECONDS = 0.5

/**
 * The kubelet's garbage collection: once a minute, from its start, it removes what containers and pods that have ended have left.
 *
 * Follows: pkg/kubelet/kubelet.go, StartGarbageCollection; pkg/kubelet/kuberuntime/kuberuntime_gc.go (v1.37.2).
 */
export class GarbageCollection {
  private readonly kubelet: KubeletHost
  /** One of its minutes; undefined where nobody knows any. */
  private at: number | undefined

  constructor(kubelet: KubeletHost) {
    this.kubelet = kubelet
  }

  /**
   * `up`: when a kubelet that was restarted has its pods again. Of one that is older than the run nothing is collected where nobody knows
   * when: it tells only in the half second between an end and the relist that sees it.
   */
  start(up: number | undefined): void {
    const { engine, luck } = this.kubelet.node
    const { restarts } = this.kubelet
    const at = up === undefined ? luck.collectsAt() : up - BEFORE_SECONDS
    this.at = at
    if (at === undefined) return
    const go = (n: number): void => {
      if (restarts !== this.kubelet.restarts) return
      for (const pod of this.kubelet.podList()) pod.collect()
      engine.schedule(at + n * PERIOD_SECONDS, () => go(n + 1))
    }
    engine.schedule(Math.max(engine.now, at), () => go(1))
  }

  /** When it comes next: what ends now is gone then. */
  next(): number {
    return nextTick(this.kubelet.node.engine.now, PERIOD_SECONDS, this.at ?? PHASE_SECONDS)
  }
}
