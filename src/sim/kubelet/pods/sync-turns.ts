import type { EngineTask } from '../../engine.ts'
import type { NewEntry } from '../../trace/recorder.ts'
import type { KubeletPod } from '../kubelet-host.ts'
import type { PodCache } from './pod-cache.ts'
import { CRASH_LOOP, type Waiting } from './pod-status.ts'

/** What a sync takes that finds nothing to do: what happens meanwhile is looked at by the next one. */
const SYNC_SECONDS = 0.006
/** What a relist right after a sync takes. */
const RELIST_SECONDS = 0.008
/** What nothing happens to is synced again after so long, and one that failed; by up to half more, as chance has it. */
const RESYNC_SECONDS = 60
const RETRY_SECONDS = 10

/** What is done in a turn. */
interface TurnSync {
  /** One sync; `turns.end` follows. */
  begin(cause: number, others: readonly number[] | undefined): void
  /** Whether its volumes are there. */
  readonly hasMounted: boolean
  /** By container: why it waits for its next start. */
  readonly waiting: ReadonlyMap<string, Waiting>
  /** Its newest entry, where a relist may have seen it; or what else has woken the sync. */
  newestEntry(woken: number | undefined): number
}

/**
 * When a pod is synced: one sync at a time, each with a pod cache that is newer than the end of the one before it.
 *
 * Follows: pkg/kubelet/pod_workers.go, UpdatePod, podWorkerLoop and completeWork (v1.37.2).
 */
export class SyncTurns {
  private readonly pod: KubeletPod
  private readonly sync: TurnSync
  private readonly cache: PodCache
  /** Its own moments of syncing, where they are pinned; else its resyncs' chance. */
  private readonly pins: readonly number[] | undefined
  private readonly chance: () => number

  /** A sync is under way, or waits for the pod cache. */
  isBusy = false
  /** How many there were. */
  count = 0
  /** What woke the one that waits, beside its main cause. */
  private others: readonly number[] | undefined
  /** What has happened since it began to wait. */
  private pending: number[] | undefined
  private lastEnd = -Infinity

  private resyncAt = 0
  private resyncWaits = false
  /** The same task each time, as long as none is cancelled. */
  private resyncTask: EngineTask | undefined
  private resyncTaskAt = 0

  constructor(pod: KubeletPod, sync: TurnSync, cache: PodCache) {
    this.pod = pod
    this.sync = sync
    this.cache = cache
    this.pins = pod.node.luck.syncsOf(pod.name)
    this.chance = pod.node.luck.stream(`sync ${pod.uid}`)
  }

  /** Its own moments of syncing, where they are pinned. */
  begin(): void {
    const { engine } = this.pod.node
    for (const at of this.pins ?? []) if (at > engine.now) engine.schedule(at, this.onPin, undefined)
  }

  private readonly onPin = (): void => this.pod.wake(this.resyncCause())

  /** Its kubelet has ended. */
  stop(): void {
    this.pod.node.engine.cancel(this.resyncTask)
  }

  /** Something happened that a sync should look at; `also`: and what else led to its being looked at now. */
  wake(cause: number, also?: number): void {
    if (!this.pod.isSynced) return
    const { engine } = this.pod.node
    if (!this.isBusy && engine.now >= this.lastEnd + SYNC_SECONDS) return this.turn(cause, also === undefined ? undefined : [also])
    const isFirst = !this.pending
    this.pending ??= []
    this.pending.push(cause)
    if (also !== undefined) this.pending.push(also)
    if (isFirst && !this.isBusy) engine.schedule(this.lastEnd + SYNC_SECONDS, this.onSettled, undefined)
  }

  /** A sync begins, or waits for the pod cache: what happens meanwhile wakes another. */
  private turn(cause: number, others: readonly number[] | undefined): void {
    this.isBusy = true
    const { engine } = this.pod.node
    const from = this.count === 0 || this.cache.last() > this.lastEnd ? engine.now : this.cache.next()
    if (from <= engine.now) return this.sync.begin(cause, others)
    this.others = others
    engine.schedule(from, this.onTurn, cause)
  }

  private readonly onTurn = (cause: number): void => this.sync.begin(cause, this.others)

  /** The sync under way has ended; `acted`: it has started or stopped something, and all went well. */
  end(acted?: boolean): void {
    const { engine, release } = this.pod.node
    this.isBusy = false
    this.lastEnd = engine.now
    if (!this.pod.isSynced) return
    this.planResync()
    if (acted && release.relistsAfterSync) this.cache.seeAt(engine.now + RELIST_SECONDS, this.onOwnRelist)
    else if (this.pending) engine.schedule(engine.now + SYNC_SECONDS, this.onSettled, undefined)
  }

  private readonly onSettled = (): void => {
    const causes = this.pending
    if (this.isBusy || !causes) return
    this.pending = undefined
    this.turn(causes[0]!, causes.length > 1 ? causes.slice(1) : undefined)
  }

  /** A relist of the pod alone has seen what the sync has started; undefined where nothing is new to it. */
  private readonly onOwnRelist = (): number | undefined => {
    const { pending } = this
    if (!this.hasStarted && !pending) return undefined
    this.hasStarted = false
    this.pending = undefined
    return this.sync.newestEntry(pending?.[0])
  }

  /** A start is still to be seen by a relist. */
  hasStarted = false

  /** It has not been made: there is a pod before this one. */
  putOff(): void {
    const { engine, luck } = this.pod.node
    this.isBusy = false
    this.resyncLater(engine.now + RETRY_SECONDS * (1 + luck.draw(`retry ${this.pod.uid}`) / 2))
  }

  /** It has not been made: nothing can be asked of the runtime, until `resume`. */
  hold(causes: readonly number[]): void {
    this.isBusy = false
    this.pending = [...causes, ...(this.pending ?? [])]
  }

  resume(cause: number): void {
    this.pod.wake(this.pending?.[0] ?? cause)
  }

  /** One more is made when a relist has come. */
  again(cause: number): void {
    this.pending = [...(this.pending ?? []), cause]
  }

  private planResync(): void {
    if (this.pins) return
    const { engine, luck } = this.pod.node
    const jitter = 1 + this.chance() / 2
    const seconds = this.resyncSeconds()
    this.resyncLater(engine.now + (luck.wayToRetry(this.pod.name, engine.now, seconds) ?? seconds * jitter))
  }

  private resyncSeconds(): number {
    const { node } = this.pod
    const { waiting, hasMounted } = this.sync
    if (!hasMounted) return RETRY_SECONDS
    if (waiting.size === 0) return RESYNC_SECONDS
    if (!node.release.retriesAtExpiry) return RETRY_SECONDS
    let first = Infinity
    for (const { reason, until } of waiting.values()) if (reason === CRASH_LOOP) first = Math.min(first, until)
    return first === Infinity ? RETRY_SECONDS : Math.min(Math.max(first - node.engine.now, 0), RESYNC_SECONDS)
  }

  private resyncCause(): number {
    const { node, addCause } = this.pod
    const { waiting } = this.sync
    // it has waited for the pod before it
    if (this.count === 0) return addCause
    for (const { cause } of waiting.values()) return cause
    return node.trace.root('resync', resyncRule)
  }

  /** The work queue keeps one time a pod; the sync loop looks at it once a second. */
  private resyncLater(at: number): void {
    if (this.pins) return
    this.resyncAt = this.pod.kubelet.syncTick(at)
    // one task stands for all that move its time later; it looks again when its own has come
    if (this.resyncWaits && this.resyncTaskAt <= this.resyncAt) return
    if (this.resyncWaits) {
      this.pod.node.engine.cancel(this.resyncTask)
      this.resyncTask = undefined
    }
    this.scheduleResync()
  }

  private scheduleResync(): void {
    const { engine } = this.pod.node
    this.resyncTaskAt = this.resyncAt
    this.resyncWaits = true
    if (this.resyncTask) engine.again(this.resyncTask, this.resyncAt)
    else this.resyncTask = engine.schedule(this.resyncAt, this.onResync)
  }

  private readonly onResync = (): void => {
    this.resyncWaits = false
    if (this.resyncAt > this.pod.node.engine.now) this.scheduleResync()
    else this.pod.wake(this.resyncCause())
  }
}

const resyncRule = (): NewEntry => ({
  kind: 'release',
  rule: 'Each pod is synced again every 60 to 90 s.',
  source: 'pkg/kubelet/pod_workers.go',
})
