/** How long a container waits that ends again and again: at first, and at most. */
export interface CrashLoop {
  initialSeconds: number
  maxSeconds: number
}

/** Where nothing else is configured. Follows: pkg/kubelet/kubelet.go (v1.37.2). */
export const CRASH_LOOP: CrashLoop = { initialSeconds: 10, maxSeconds: 300 }
/** An entry untouched for longer is forgotten. */
const EXPIRY_SECONDS = 600

export interface BackOffDecision {
  blocked: boolean
  /** The entry that the time since the exit was compared with; 0 where there was none. */
  backOffSeconds: number
  /** Where blocked: when it is over. */
  until: number
  /** The entry afterwards. */
  nextSeconds: number
}

/**
 * The table of crash-loop back-offs of one pod, by container and what makes it that one.
 *
 * Follows: staging/src/k8s.io/client-go/util/flowcontrol/backoff.go, IsInBackOffSince and Next (v1.37.2), and
 * pkg/kubelet/kuberuntime/kuberuntime_manager.go, doBackOff. The same logic since v1.9.
 */
export class BackOffTable {
  private entries = new Map<string, { seconds: number; lastUpdate: number }>()
  private readonly limits: CrashLoop

  constructor(limits: CrashLoop) {
    this.limits = limits
  }

  /** May a container start, whose newest instance in the sync's own view exited at `exitedAt`? Where it may, the entry of its key grows. */
  ask(key: string, exitedAt: number, now: number): BackOffDecision {
    const known = this.entries.get(key)
    const entry = known && now - known.lastUpdate <= EXPIRY_SECONDS ? known : undefined
    const backOffSeconds = entry?.seconds ?? 0
    if (now - exitedAt < backOffSeconds)
      return { blocked: true, backOffSeconds, until: exitedAt + backOffSeconds, nextSeconds: backOffSeconds }
    const nextSeconds = entry ? Math.min(2 * backOffSeconds, this.limits.maxSeconds) : this.limits.initialSeconds
    this.entries.set(key, { seconds: nextSeconds, lastUpdate: now })
    return { blocked: false, backOffSeconds, until: now, nextSeconds }
  }
}

/** By image: how long after which moment its pod waits for it, and why. The kubelet's, by the pod's UID: it outlives the pod's worker. */
export type ImageBackOff = Map<string, { seconds: number; since: number; error: string }>
