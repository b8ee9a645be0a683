import type { PodRoots } from './pod-roots.ts'
import type { Container, Pod } from '../../../manifest/types.ts'
import type { Task } from '../../engine.ts'
import type { Node } from '../../node/node.ts'
import type { LifeEntries, OnExit, Process } from '../../node/process.ts'
import type { ProgramPlace } from '../../node/programs.ts'
import type { ContainerStatus } from '../../trace/trace.ts'
import type { NewEntry } from '../../trace/recorder.ts'
import { type ActionInput, computePodActions, type PodActions, sandboxStarts } from './actions.ts'
import type { CrashLoop } from './backoff.ts'
import { Kills } from './kills.ts'
import { Mounts } from './mounts.ts'
import { PodCache } from './pod-cache.ts'
import { PodStatus } from './pod-status.ts'
import { ProbeResults, type ResultUpdate } from '../probes/probe-results.ts'
import { ProbeWorkers } from '../probes/probe-workers.ts'
import { PROBES } from '../../../manifest/types.ts'
import { tellPullSecrets } from './pull-secrets.ts'
import type { RelistClock } from './relist.ts'
import { tellMounts, VOLUMES_SECONDS } from './volumes.ts'
import type { Instance } from './runtime.ts'
import type { Seen } from './status.ts'
import { Starts } from './starts.ts'
import type { SyncLoop } from '../sync-loop.ts'

/** When a pod's probe workers come to be: at its first sync, once its volumes are mounted (a 300 ms poll waits for them). */
const WORKERS_AFTER_SECONDS = 0.01
/** Up to 1.21 they come with the pod itself; as measured, their first tick included. */
const OLD_WORKERS_AFTER_SECONDS = 0.028
/** A stored result reaches the sync loop through a channel: workers that tick at the same moment do not see it yet. */
const RESULT_SECONDS = 0.002
/** What a relist right after a sync takes. */
const RELIST_SECONDS = 0.002
/** From a pod's last container having ended until its worker knows. */
const STOPPED_SECONDS = 0.01
const RESYNC_SECONDS = 60
const RETRY_SECONDS = 10

/** What a pod's worker asks of its kubelet. */
export interface PodHost {
  readonly node: Node
  readonly relist: RelistClock
  /** When the kubelet's process was started; -Infinity where it is older than the run. */
  readonly startedAt: number
  /** How often that has been started again. */
  readonly restarts: number
  readonly crashLoop: CrashLoop
  readonly loop: SyncLoop
  /** The next 1 s tick of the sync loop at or after a moment. */
  syncTick(at: number): number
  makeProcess(pod: PodWorker, container: Container, attempt: number, onExit: OnExit, life: LifeEntries): Process
  /** False where its mirror waits for the kube-apiserver: `goOn` is called then, with the entry of what came of that. */
  synced(pod: PodWorker, cause: number, goOn: (entry: number) => void): boolean
  statusChanged(pod: PodWorker): void
  /** Its containers have been stopped. */
  stopped(pod: PodWorker): void
  ended(pod: PodWorker): void
  /** Whether an older pod of the same name still holds it. */
  blocked(pod: PodWorker): boolean
}

/**
 * One pod's worker: its syncs, one at a time, and what they need to know.
 *
 * Units: seconds on the simulated clock. Errors: none.
 * Follows: pkg/kubelet/pod_workers.go and kubelet.go SyncPod, pkg/kubelet/kuberuntime/kuberuntime_manager.go SyncPod (v1.37.2).
 */
export class PodWorker {
  readonly node: Node
  /** Init containers and the others, in the spec's order. */
  private containers: readonly Container[]
  private pullsWithSecrets: boolean
  readonly results: ProbeResults
  /** As the kubelet writes it: `NAME-NODE_NAMESPACE`. */
  readonly fullName: string
  /** As the kubelet writes it: `NAME-NODE_NAMESPACE(UID)`. */
  readonly podId: string
  private readonly cache: PodCache
  private readonly status: PodStatus
  /** Why its sandbox is gone, while it has none. */
  private lostSandbox: number | undefined
  /** What ran in an earlier sandbox does not count as having been initialized. */
  private sandboxSince = -Infinity
  private readonly starts: Starts
  private readonly mounts: Mounts
  private hasMounted = false
  private isRejected = false
  private readonly kills: Kills
  private readonly probers: ProbeWorkers
  private synced = 0
  /** Changed under the same UID since its workers were looked at. */
  private edited = false
  private working = false
  /** What woke the sync under way, and what else has happened until its turn came. */
  private cause = 0
  private others: readonly number[] | undefined
  private pending: number[] | undefined
  private lastSyncEnd = -Infinity
  private resyncAt = 0
  state: 'active' | 'terminating' | 'ended' = 'active'

  private host: PodHost
  pod: Pod
  readonly uid: string
  /** The pod's name in its file. */
  readonly name: string
  readonly podIP: string
  /** The address that the runtime gave it; empty on the host's network. */
  readonly sandboxIP: string
  readonly addCause: number
  readonly roots: PodRoots

  private readonly addedAt: number
  /** Its own moments of syncing, where they are pinned; else its resyncs' chance. */
  private readonly pins: readonly number[] | undefined
  private readonly resyncChance: () => number

  constructor(host: PodHost, pod: Pod, uid: string, name: string, podIP: string, addCause: number, roots: PodRoots) {
    this.host = host
    this.node = host.node
    this.containers = [...pod.spec.initContainers, ...pod.spec.containers]
    this.pullsWithSecrets = pod.spec.imagePullSecrets.length > 0
    this.actionInput = {
      pod,
      seen: (container) => this.inSandbox(container),
      failed: (probe, { instance }) => this.results.get(probe, instance.id) === 'Failure',
      started: (container, { instance }) => !container.startupProbe || this.results.get('startup', instance.id) === 'Success',
      changed: ({ instance }) => this.changed(instance),
    }
    this.addedAt = host.node.engine.now
    this.pins = host.node.luck.syncsOf(name)
    this.resyncChance = host.node.luck.stream(`sync ${uid}`)
    this.fullName = fullNameOf(pod, host.node)
    this.podId = `${this.fullName}(${uid})`
    this.pod = pod
    this.uid = uid
    this.name = name
    this.podIP = podIP
    this.sandboxIP = pod.spec.hostNetwork ? '' : podIP
    this.addCause = addCause
    this.roots = roots
    this.cache = new PodCache(host.node, host.relist, (cause) => this.wake(cause))
    this.mounts = new Mounts(this)
    this.starts = new Starts(this, this.cache)
    this.kills = new Kills(this, this.cache)
    // of a container's being alive nobody needs to hear
    this.results = new ProbeResults((update) => {
      if (update.probe !== 'liveness' || update.value === 'Failure') host.node.engine.after(RESULT_SECONDS, this.onResult, update)
    })
    this.status = new PodStatus(host.node, name, uid, this.results, () => host.statusChanged(this))
    this.probers = new ProbeWorkers(this, this.cache, this.status)
  }

  /** Its kubelet has ended, and knows nothing of it any more. */
  left = false

  /** The kubelet's process ends: the containers are left to the next one's worker. */
  leave(): void {
    this.left = true
    this.state = 'ended'
    this.probers.stop()
    this.node.engine.cancel(this.resyncTask)
  }

  /** Takes over what an earlier kubelet's worker of this pod has left. */
  adopt(before: PodWorker): void {
    this.cache.adopt(before.cache)
    this.sandboxSince = before.sandboxSince
    this.lostSandbox = before.lostSandbox
  }

  /** The same pod has been there before, and its ended containers still are: they count, and so does their back-off. */
  comeAfter(before: PodWorker, cause: number): void {
    this.adopt(before)
    this.starts.takeOver(before.starts)
    this.lostSandbox = cause
  }

  /** All containers of the pod that have not ended. */
  alive(): Instance[] {
    return this.cache.alive(this.containers)
  }

  /** The sandbox is gone, and what ran in it: the next sync makes another. */
  loseSandbox(cause: number): void {
    this.lostSandbox = cause
    this.ownChanges++
    this.wake(cause)
  }

  get crashLoop(): CrashLoop {
    return this.host.crashLoop
  }

  get kubeletStartedAt(): number {
    return this.host.startedAt
  }

  get kubeletRestarts(): number {
    return this.host.restarts
  }

  /** The entry of the last status that was told. */
  get statusEntry(): number | undefined {
    return this.status.entry
  }

  statusOf(container: string): ContainerStatus | undefined {
    return this.status.of(container)
  }

  /** The running instance of a container, if any. */
  running(container: string): Instance | undefined {
    return this.cache.running(container)
  }

  /** Where its containers' programs run, as its kubelet has worked it out for the pod as it is now. */
  readonly places = new Map<Container, ProgramPlace>()

  /** What a container's new life needs of the pod. */
  makeProcess(container: Container, attempt: number, onExit: OnExit, life: LifeEntries): Process {
    return this.host.makeProcess(this, container, attempt, onExit, life)
  }

  /** A life of a container has been made, from the pod as it is now. */
  created(instance: Instance): void {
    instance.madeFrom = this.pod
  }

  /** Begins the pod's life: its first sync, and its own moments of syncing where they are pinned. */
  begin(): void {
    if (this.pins)
      for (const at of this.pins)
        if (at > this.node.engine.now) this.node.engine.schedule(at, () => !this.left && this.wake(this.resyncCause()))
    if (!this.node.release.onePodPerName) {
      this.status.probed = true
      this.probeSoon()
    }
    if (this.node.release.mountEvents) tellMounts(this)
    this.wake(this.addCause)
  }

  /** It is there only to be stopped: a kubelet has found its containers, and no file of it. */
  beginStopped(cause: number): void {
    this.cache.look()
    this.terminate(cause)
  }

  /** Up to 1.21. */
  private probeSoon(): void {
    this.node.engine.after(OLD_WORKERS_AFTER_SECONDS, () => this.state === 'active' && this.addProbers())
  }

  private addProbers(): void {
    this.status.probed = true
    this.ownChanges++
    this.probers.add()
  }

  /** A new text with the same UID. */
  update(pod: Pod, cause: number): void {
    this.pod = pod
    this.containers = [...pod.spec.initContainers, ...pod.spec.containers]
    this.pullsWithSecrets = pod.spec.imagePullSecrets.length > 0
    this.actionInput.pod = pod
    this.places.clear()
    this.edited = true
    this.ownChanges++
    this.wake(cause)
  }

  /** Something happened that a sync should look at, once the kubelet's loop comes to it. */
  wake(cause: number): void {
    const { loop } = this.host
    if (loop.stands === undefined) this.begins(cause)
    else loop.take((wentOn) => this.begins(cause, wentOn))
  }

  /** Begins a sync, or has one follow that is under way. */
  private begins(cause: number, wentOn?: number): void {
    if (this.state !== 'active' || this.isRejected) return
    if (this.working) {
      if (this.pending) this.pending.push(cause)
      else this.pending = [cause]
      if (wentOn !== undefined) this.pending.push(wentOn)
      return
    }
    this.working = true
    if (wentOn !== undefined) this.pending = [wentOn]
    const { engine } = this.node
    // the pod cache must be newer than the last sync's end
    const from = this.synced === 0 || this.cache.last() > this.lastSyncEnd ? engine.now : this.cache.next()
    if (from <= engine.now) this.onTurn(cause)
    else engine.schedule(from, this.onTurn, cause)
  }

  /** The pod cache is new enough for the sync that something has woken. */
  private onTurn = (cause: number): void => {
    const others = this.pending
    this.pending = undefined
    this.sync(cause, others)
  }

  /** All that the sync under way follows from: most find nothing to do, and nobody asks. */
  private get causes(): readonly number[] {
    return this.others ? [this.cause, ...this.others] : [this.cause]
  }

  /** The file is gone: stops all and ends. */
  terminate(cause: number): void {
    if (this.state !== 'active') return
    this.state = 'terminating'
    if (this.node.release.readinessOutlivesRemoval) this.probers.stopKilling()
    else this.probers.stop()
    const stop = ++this.stops
    const { engine } = this.node
    const stopped = () => {
      if (this.left) return
      this.host.stopped(this)
      if (stop === this.stops) this.end()
    }
    // a pod in which nothing runs is stopped by its own worker all the same: whoever comes in its place at this moment finds it there
    const stopping = () => this.kills.all(cause, () => engine.after(STOPPED_SECONDS, stopped), true)
    // a sync under way ends first
    if (this.working) this.whenIdle = stopping
    else stopping()
  }

  private whenIdle: (() => void) | undefined
  /** How often it has been stopped, or called back. */
  private stops = 0

  /**
   * The same pod has come again while it is being stopped. Up to 1.21 its containers are stopped all the same, and its worker
   * starts again what has ended.
   */
  revive(cause: number): void {
    this.stops++
    this.whenIdle?.()
    this.whenIdle = undefined
    this.state = 'active'
    this.probers.stop()
    this.probeSoon()
    this.wake(cause)
  }

  /** Removes what is left of its probes; the kubelet's housekeeping does it. */
  cleanUp(): void {
    if (this.state !== 'active') this.probers.stop()
  }

  private end(): void {
    this.state = 'ended'
    this.host.ended(this)
  }

  /** How often something has changed that the status tells of. */
  private get statusChanges(): number {
    const { startup, readiness } = this.results.changes
    return this.ownChanges + startup + readiness + this.starts.changes
  }

  /** How often something has changed that says what is to be done. */
  private get actionChanges(): number {
    const { startup, liveness } = this.results.changes
    return this.ownChanges + startup + liveness
  }

  private ownChanges = 0
  /** What they were when the status was last made anew, and what there is to do: while one is the same, so is that. */
  private statusAt = -1
  private actionsAt = -1
  private actions: PodActions | undefined

  private sync(cause: number, others: readonly number[] | undefined): void {
    const { engine } = this.node
    this.cause = cause
    this.others = others
    if (this.state !== 'active') return this.endSync(false)
    if (this.node.runtimeDown) return this.waitForRuntime()
    if (this.host.blocked(this)) {
      this.retryLater(engine.now + RETRY_SECONDS * (1 + this.node.luck.draw(`retry ${this.uid}`) / 2))
      this.working = false
      return
    }
    this.synced++
    if (this.cache.look()) this.ownChanges++
    const { statusChanges } = this
    if (this.statusAt !== statusChanges) {
      this.statusAt = statusChanges
      this.status.update(this.pod, this.actionInput.seen, this.starts.waiting, cause)
    }
    this.probers.trigger(this.containers)
    if (this.host.synced(this, cause, this.onMirror)) this.goOn()
  }

  private readonly onMirror = (entry: number): void => {
    this.others = [entry, ...(this.others ?? [])]
    if (!this.left) this.goOn()
  }

  /** What follows once its mirror is seen to. */
  private goOn(): void {
    if (this.synced > 1) {
      // up to 1.21 a pod's workers come with the pod, and only then
      if (this.edited && this.node.release.onePodPerName) this.probers.add()
      this.edited = false
      return this.hasMounted ? this.actWithSecrets(false) : this.whenMounted()
    }
    this.mountFirst()
  }

  private mountFirst(): void {
    const { engine } = this.node
    const waited = engine.now > this.addedAt + 1
    const volumes = this.pod.spec.volumes.length > 0 && !waited ? VOLUMES_SECONDS : 0
    this.mounts.begin()
    engine.after(volumes + WORKERS_AFTER_SECONDS, () => this.whenMounted())
  }

  /** The containers come once all that they mount is there: until then the sync goes no further. */
  private whenMounted(): void {
    if (this.left) return
    if (!this.mounts.areReady) return this.waitForMounts()
    const first = !this.hasMounted
    this.hasMounted = true
    this.edited = false
    if (first) this.addProbers()
    this.actWithSecrets(first)
  }

  private waitForMounts(): void {
    this.mounts.wait((ready) => {
      if (ready) return this.whenMounted()
      this.endSync(false)
    })
  }

  /** Nothing can be asked of the runtime: the sync is made when that is back. */
  private waitForRuntime(): void {
    this.working = false
    this.pending = [...this.causes, ...(this.pending ?? [])]
  }

  /** The runtime is back. */
  runtimeIsBack(cause: number): void {
    this.wake(this.pending?.[0] ?? cause)
  }

  private inSandbox(container: string): readonly Seen[] {
    const seen = this.cache.seen(container)
    return this.sandboxSince === -Infinity ? seen : seen.filter(({ instance }) => !this.isRemoved(instance))
  }

  /** Another sandbox in place of the one that is gone, and all that ran in it anew. */
  private renewSandbox(lost: number): void {
    const { engine } = this.node
    const starts = sandboxStarts({ ...this.actionInput, seen: (container) => this.cache.seen(container) })
    this.lostSandbox = undefined
    if (!starts) return this.kills.all(lost, () => this.endSync(false))
    const entry = tellSandboxChanged(this.node, this.name, lost)
    this.sandboxSince = engine.now
    this.ownChanges++
    this.kills.all(entry, () => {
      this.renewing = true
      this.starts.run(starts, { causes: [entry], first: true, afterStop: false }, (acted) => {
        this.renewing = false
        this.endSync(acted)
      })
    })
  }

  /** The sync that makes another sandbox still counts the init containers that it has removed. */
  private renewing = false

  /** Follows: pkg/kubelet/kuberuntime/kuberuntime_container.go, startContainer, and kuberuntime_manager.go, purgeInitContainers (v1.36.2). */
  nextAttempt(container: string): number {
    const newest = this.cache.newest(container)
    return !newest || (this.sandboxSince !== -Infinity && !this.renewing && this.isRemoved(newest)) ? 0 : newest.attempt + 1
  }

  /** An init container of an earlier sandbox. */
  private isRemoved({ createdAt, container }: Instance): boolean {
    return createdAt < this.sandboxSince && this.pod.spec.initContainers.some(({ name }) => name === container.name)
  }

  /** Pull secrets are looked for with each sync, and what is to be pulled is tried without them. */
  private actWithSecrets(first: boolean): void {
    if (this.pullsWithSecrets) tellPullSecrets(this, this.cause)
    this.act(first)
  }

  /** Most syncs find nothing to do: what the others go on with is made in methods of its own. */
  private act(first: boolean): void {
    if (this.state !== 'active') return this.endSync(false)
    const { cause } = this
    if (this.status.finished()) return this.killAll(cause, false)
    if (this.lostSandbox !== undefined) return this.renewSandbox(this.lostSandbox)
    const { actionChanges } = this
    if (!this.actions || this.actionsAt !== actionChanges) {
      this.actionsAt = actionChanges
      this.actions = computePodActions(this.actionInput)
    }
    const { killPod, kills, starts } = this.actions
    if (killPod) return this.killAll(this.failureCause() ?? cause, this.cache.alive(this.containers).length > 0)
    if (kills.length > 0) return this.killThenStart(kills, starts, first)
    if (starts.length === 0) return this.endSync(false)
    this.starts.run(starts, { causes: this.causes, first, afterStop: false }, this.onActed)
  }

  private readonly onActed = (acted: boolean): void => this.endSync(acted)
  private readonly onActedBefore = (): void => this.endSync(true)

  private killAll(cause: number, acted: boolean): void {
    this.kills.all(cause, () => this.endSync(acted))
  }

  private killThenStart(kills: PodActions['kills'], starts: PodActions['starts'], first: boolean): void {
    this.kills.each(kills, () => {
      if (this.state !== 'active') return this.endSync(true)
      this.starts.run(starts, { causes: this.causes, first, afterStop: true }, this.onActedBefore)
    })
  }

  /** What computePodActions asks; made once. */
  private readonly actionInput: ActionInput

  private changed({ madeFrom, container: { name } }: Instance): boolean {
    return madeFrom !== undefined && madeFrom !== this.pod && specOf(madeFrom, name) !== specOf(this.pod, name)
  }

  private failureCause(): number | undefined {
    for (const container of this.containers) {
      const newest = this.cache.seen(container.name)[0]
      if (!newest || newest.exited) continue
      for (const type of PROBES)
        if (this.results.get(type, newest.instance.id) === 'Failure' && type !== 'readiness')
          return this.results.causeOf(type, newest.instance.id)
    }
    return undefined
  }

  private endSync(acted: boolean): void {
    const { engine } = this.node
    this.working = false
    this.lastSyncEnd = engine.now
    if (this.state !== 'active') {
      this.whenIdle?.()
      this.whenIdle = undefined
      return
    }
    this.planResync()
    this.seeSandbox()
    if (acted && this.node.release.relistsAfterSync) this.relistSoon()
    else this.takePending()
  }

  private relistSoon(): void {
    this.cache.seeAt(this.node.engine.now + RELIST_SECONDS, this.starts.takeUnseen() ? this.seesStart : this.seesPending)
  }

  private readonly seesStart = (): number => this.newestEntry()
  private readonly seesPending = (): number | undefined => (this.pending ? this.newestEntry() : undefined)

  /** A start that came to nothing in the pod's first sync is looked at once more, when the relist has seen its sandbox. */
  private seeSandbox(): void {
    const { lastTrouble } = this.starts
    if (lastTrouble === undefined || this.sandboxSeen) return
    this.sandboxSeen = true
    if (this.cache.newestEntry() === undefined) this.pending = [...(this.pending ?? []), lastTrouble]
  }

  private sandboxSeen = false

  /** Whether a volume could not be mounted yet. */
  isFailing(volume: string): boolean {
    return this.mounts.isFailing(volume)
  }

  /** The kubelet does not take it: a status is all that becomes of it. */
  reject(reason: string, message: string, cause: number): void {
    this.isRejected = true
    this.status.reject(reason, message, cause)
    this.host.synced(this, cause, () => {})
  }

  /** Whether it counts among the node's pods. */
  get isAdmitted(): boolean {
    return !this.isRejected && this.state === 'active'
  }

  private takePending(): void {
    const causes = this.pending
    this.pending = undefined
    if (causes) this.begins(causes[0]!)
  }

  private newestEntry(): number {
    const pending = this.pending?.[0]
    this.pending = undefined
    return this.cache.newestEntry() ?? pending ?? this.addCause
  }

  private planResync(): void {
    if (this.pins) return
    const { engine, luck } = this.node
    const jitter = 1 + this.resyncChance() / 2
    const seconds = this.resyncSeconds()
    this.retryLater(engine.now + (luck.wayToRetry(this.name, engine.now, seconds) ?? seconds * jitter))
  }

  private resyncSeconds(): number {
    const { engine, release } = this.node
    const { waiting } = this.starts
    if (!this.hasMounted) return RETRY_SECONDS
    if (waiting.size === 0) return RESYNC_SECONDS
    if (!release.retriesAtExpiry) return RETRY_SECONDS
    let first = Infinity
    for (const { until } of waiting.values()) first = Math.min(first, until)
    return Math.min(Math.max(first - engine.now, 0), RESYNC_SECONDS)
  }

  /** The work queue keeps one time a pod; the sync loop looks at it once a second. */
  private retryLater(at: number): void {
    if (this.pins) return
    this.resyncAt = this.host.syncTick(at)
    // one task stands for all that move its time later; it looks again when its own has come
    if (this.resyncWaits && this.resyncTaskAt <= this.resyncAt) return
    if (this.resyncWaits) {
      this.node.engine.cancel(this.resyncTask)
      this.resyncTask = undefined
    }
    this.scheduleResync()
  }

  /** The same one each time, as long as none is cancelled. */
  private resyncTask: Task | undefined
  private resyncTaskAt = 0
  private resyncWaits = false

  private scheduleResync(): void {
    const { engine } = this.node
    this.resyncTaskAt = this.resyncAt
    this.resyncWaits = true
    if (this.resyncTask) engine.again(this.resyncTask, this.resyncAt)
    else this.resyncTask = engine.schedule(this.resyncAt, this.onResync)
  }

  private onResync = (): void => {
    this.resyncWaits = false
    if (this.resyncAt > this.node.engine.now) this.scheduleResync()
    else this.wake(this.resyncCause())
  }

  private resyncCause(): number {
    // it has waited for the pod before it
    if (this.synced === 0) return this.addCause
    const { waiting } = this.starts
    if (waiting.size > 0) for (const { cause } of waiting.values()) return cause
    return this.node.trace.root('resync', resyncRule)
  }

  // --- probe results

  private onResult = (update: ResultUpdate): void => {
    const { loop } = this.host
    const isLoops = update.probe === 'liveness' || this.node.release.allResultsSync
    if (loop.stands === undefined || !isLoops) this.takeResult(update)
    else loop.take((wentOn) => this.takeResult(update, wentOn))
  }

  private takeResult(update: ResultUpdate, wentOn?: number): void {
    const { release } = this.node
    const cause = update.cause ?? this.addCause
    if (update.probe === 'liveness') return this.begins(cause, wentOn)
    const success = update.value === 'Success'
    if (this.state === 'active') this.status.setResult(update.probe, update.container, update.containerID, success, cause)
    if (release.allResultsSync) this.begins(cause, wentOn)
  }
}

/**
 * `NAME-NODE_NAMESPACE`, as the kubelet knows a static pod.
 *
 * Units: none. Errors: none. Follows: pkg/kubelet/container/helpers.go, GetPodFullName (v1.37.2).
 */
export function fullNameOf({ metadata }: Pod, { inputs }: Node): string {
  return `${metadata.name}-${inputs.node.name.toLowerCase()}_${metadata.namespace}`
}

/**
 * The event that a pod's sandbox is made anew.
 *
 * Units: none. Errors: none. Follows: pkg/kubelet/kuberuntime/kuberuntime_manager.go, SyncPod (v1.36.2).
 */
export function tellSandboxChanged({ trace }: Node, pod: string, cause: number): number {
  const message = 'Pod sandbox changed, it will be killed and re-created.'
  return trace.add({ id: 0, t: 0, kind: 'event', cause, pod, type: 'Normal', reason: 'SandboxChanged', message })
}

const resyncRule = (): NewEntry => ({
  kind: 'release',
  rule: 'Each pod is synced again every 60 to 90 s.',
  source: 'pkg/kubelet/pod_workers.go',
})

function specOf(pod: Pod, container: string): string {
  const spec = pod.raw['spec'] as { containers?: { name: string }[]; initContainers?: { name: string }[] } | undefined
  return JSON.stringify([...(spec?.initContainers ?? []), ...(spec?.containers ?? [])].find((c) => c.name === container))
}
