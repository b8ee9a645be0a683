import type { KubeletPod } from '../kubelet-host.ts'
import type { ContainerKills } from './kills.ts'
import type { PodCache } from './pod-cache.ts'

/** Why a pod has failed whose deadline is past. */
export const DEADLINE_EXCEEDED = {
  reason: 'DeadlineExceeded',
  message: 'Pod was active on the node longer than the specified deadline',
} as const

/** The sync that finds the deadline past. */
interface TimedSync {
  /** Makes its status anew from what the present sync sees; `cause`: the entry of the deadline's Event. */
  fail(cause: number): void
  /** Startup and liveness probes end as it begins to be stopped, all as it is. */
  stopProbes(which: 'killing' | 'all'): void
  /** The sync ends; `next`: the entry from which another one follows, if any. */
  finishSync(next: number | undefined): void
}

/**
 * The end of a pod at its activeDeadlineSeconds. Since 1.22 three syncs follow one another: the pod fails, is stopped, and is at its end;
 * each of them, and since 1.27 the end of the stop, tells of the deadline. Up to 1.21 there is one, whose status stays.
 *
 * Follows: pkg/kubelet/active_deadline.go; pkg/kubelet/kubelet.go, SyncPod, SyncTerminatingPod, SyncTerminatedPod and getPodsToSync;
 * pkg/kubelet/kubelet_pods.go, generateAPIPodStatus (v1.37.2).
 */
export class ActiveDeadline {
  private readonly pod: KubeletPod
  private readonly podSync: TimedSync
  private readonly cache: PodCache
  private readonly kills: ContainerKills
  private stage: 'active' | 'failed' | 'stopped' | 'over' = 'active'
  /** The status's startTime: a whole second of the wall clock. */
  private startedAt: number | undefined
  /** The last Event. */
  private event: number | undefined

  constructor(pod: KubeletPod, podSync: TimedSync, cache: PodCache, kills: ContainerKills) {
    this.pod = pod
    this.podSync = podSync
    this.cache = cache
    this.kills = kills
  }

  /** No sync follows any more. */
  get isOver(): boolean {
    return this.stage === 'over'
  }

  /** Its mirror pod has kept the startTime that an earlier kubelet wrote. */
  adopt({ startedAt }: ActiveDeadline): void {
    this.startedAt = startedAt
  }

  /** Its first status is made, or its text has changed: from the deadline on each tick of the sync loop has it synced. */
  plan(): void {
    const { pod } = this
    const { engine, luck } = pod.node
    this.startedAt ??= pod.node.wholeSecond(engine.now)
    // pinned syncs are these ticks
    if (this.seconds === undefined || luck.syncsOf(pod.name)) return
    const at = pod.kubelet.syncTick(Math.max(this.startedAt + this.seconds, engine.now))
    engine.schedule(at, () => this.stage === 'active' && this.isPast && pod.wake(this.line))
  }

  /** Whether the sync that begins finds it past; `isFinished`: the pod has ended by itself. */
  evicts(isFinished: boolean): boolean {
    return this.stage === 'active' ? !isFinished && this.isPast : this.stage !== 'over'
  }

  /** The sync of a pod whose deadline is past. */
  sync(): void {
    const { pod, podSync, stage } = this
    const entry = this.tell()
    if (stage === 'active') {
      podSync.fail(entry)
      this.stage = 'failed'
      if (pod.node.release.failsBeforeStop) podSync.finishSync(entry)
      else this.stop(entry)
    } else if (stage === 'failed') {
      podSync.fail(entry)
      this.stop(entry)
    } else {
      this.stage = 'over'
      podSync.fail(entry)
      podSync.finishSync(undefined)
    }
  }

  private stop(entry: number): void {
    const { pod, podSync } = this
    const { release } = pod.node
    podSync.stopProbes('killing')
    this.kills.all(entry, () => {
      podSync.stopProbes('all')
      this.stage = release.failsBeforeStop ? 'stopped' : 'over'
      if (release.tellsStopped) {
        this.cache.lookNow()
        podSync.fail(this.tell())
      }
      podSync.finishSync(release.failsBeforeStop ? this.event : undefined)
    })
  }

  private tell(): number {
    const { pod } = this
    const cause = this.event ?? [this.line, pod.addCause]
    const { reason, message } = DEADLINE_EXCEEDED
    this.event = pod.node.trace.event(pod.name, undefined, 'Normal', reason, message, cause)
    return this.event
  }

  private get seconds(): number | undefined {
    return this.pod.pod.spec.activeDeadlineSeconds
  }

  private get isPast(): boolean {
    const { startedAt, seconds } = this
    return startedAt !== undefined && seconds !== undefined && this.pod.node.engine.now >= startedAt + seconds - 1e-6
  }

  private get line(): number {
    return this.pod.roots.field('spec.activeDeadlineSeconds')
  }
}
