import type { PodRoots } from './manifest-lines.ts'
import type { Container, Pod } from '../../../manifest/types.ts'
import type { Node } from '../../node/node.ts'
import type { LifeEntries, OnExit, Process, ProgramPlace } from '../../node/process.ts'
import type { ContainerStatus } from '../../trace/trace.ts'
import { type ActionInput, computePodActions, hasOtherSpec, type PodActions, sandboxStarts } from './actions.ts'
import type { CrashLoop } from './backoff.ts'
import { Kills } from './kills.ts'
import { ActiveDeadline, DEADLINE_EXCEEDED } from './active-deadline.ts'
import { Mounts, tellMounts, VOLUMES_SECONDS } from './mounts.ts'
import { PodCache } from './pod-cache.ts'
import { PodStatus, type Waiting } from './pod-status.ts'
import { ProbeResults, type ResultUpdate } from '../probes/probe-results.ts'
import { ProbeWorkers } from '../probes/probe-workers.ts'
import { tellPullSecrets } from './image-pulls.ts'
import type { RelistClock } from './relist.ts'
import { RestartAll } from './restart-all.ts'
import type { Instance } from './runtime.ts'
import { Sandbox, tellSandboxChanged } from './sandbox.ts'
import { Starts } from './starts.ts'
import type { Done } from './start-round.ts'
import type { SyncLoop } from '../sync-loop.ts'
import type { PodGates } from '../../../manifest/types.ts'
import { SyncTurns } from './sync-turns.ts'

/** When a pod's probe workers come to be: at its first sync, once its volumes are mounted (a 300 ms poll waits for them). */
const WORKERS_AFTER_SECONDS = 0.01
/** Up to 1.21 they come with the pod itself; as measured, their first tick included. */
const OLD_WORKERS_AFTER_SECONDS = 0.028
/** A stored result reaches the sync loop through a channel: workers that tick at the same moment do not see it yet. */
const RESULT_SECONDS = 0.002
/** That a container has ended needs no answer. */
const UNPROBED_SECONDS = 0.0005
/** From a pod's last container having ended until its worker knows. */
const STOPPED_SECONDS = 0.01

/** What a pod's worker asks of its kubelet. */
export interface PodHost {
  readonly node: Node
  readonly relist: RelistClock
  /** When the kubelet's process was started; -Infinity where it is older than the run. */
  readonly startedAt: number
  /** How often that has been started again. */
  readonly restarts: number
  readonly crashLoop: CrashLoop
  readonly podGates: PodGates
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
 * Units: seconds on the simulated clock.
 * Follows: pkg/kubelet/kubelet.go SyncPod, pkg/kubelet/kuberuntime/kuberuntime_manager.go SyncPod (v1.37.2).
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
  private readonly sandbox: Sandbox
  private readonly starts: Starts
  private readonly mounts: Mounts
  hasMounted = false
  private isRejected = false
  private readonly kills: Kills
  private readonly deadline: ActiveDeadline
  private readonly restartAll: RestartAll
  private readonly probers: ProbeWorkers
  /** Changed under the same UID since its workers were looked at. */
  private edited = false
  private readonly turns: SyncTurns
  /** What woke the sync under way, and what else has. */
  private cause = 0
  private others: readonly number[] | undefined
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
  /** Its kubelet has ended, and knows nothing of it any more. */
  left = false
  /** Where its containers' programs run, as its kubelet has worked it out for the pod as it is now. */
  readonly places = new Map<Container, ProgramPlace>()
  /** What waits for the sync under way to end. */
  private whenIdle: (() => void) | undefined
  /** How often it has been stopped, or called back. */
  private stops = 0
  /** How often something of its own has changed that status or actions hang on. */
  private ownChanges = 0
  /** What they were when the status was last made anew, and what there is to do: while one is the same, so is that. */
  private statusAt = -1
  private actionsAt = -1
  private actions: PodActions | undefined
  /** A relist has seen the sandbox of a start that came to nothing. */
  private sandboxSeen = false
  /** What computePodActions asks; made once. */
  private readonly actionInput: ActionInput

  constructor(host: PodHost, pod: Pod, uid: string, name: string, podIP: string, addCause: number, roots: PodRoots) {
    this.host = host
    this.node = host.node
    this.containers = [...pod.spec.initContainers, ...pod.spec.containers]
    this.pullsWithSecrets = pod.spec.imagePullSecrets.length > 0
    this.actionInput = {
      pod,
      seen: (container) => this.sandbox.seen(container, this.pod),
      failed: (probe, { instance }) => this.results.delivered(probe, instance.id) === 'Failure',
      started: (container, { instance }) => !container.startupProbe || this.results.delivered('startup', instance.id) === 'Success',
      changed: ({ instance }) => hasOtherSpec(instance, this.pod),
    }
    this.addedAt = host.node.engine.now
    this.fullName = fullNameOf(pod, host.node)
    this.podId = `${this.fullName}(${uid})`
    this.pod = pod
    this.uid = uid
    this.name = name
    this.podIP = podIP
    this.sandboxIP = pod.spec.hostNetwork ? '' : podIP
    this.addCause = addCause
    this.roots = roots
    const wake = (cause: number): void => this.wake(cause)
    // the sync for the sandbox has nothing to do but try again what has failed
    this.cache = new PodCache(host.node, host.relist, wake, (cause) => this.starts.lastTrouble !== undefined && wake(cause))
    this.sandbox = new Sandbox(this.cache)
    this.turns = new SyncTurns(this, this.cache, (at) => host.syncTick(at))
    this.mounts = new Mounts(this)
    this.starts = new Starts(this, this.cache)
    this.kills = new Kills(this, this.cache)
    this.deadline = new ActiveDeadline(this, this.cache, this.kills)
    this.restartAll = new RestartAll(this, this.cache)
    // of a container's being alive nobody needs to hear
    this.results = new ProbeResults((update) => {
      if (update.probe !== 'liveness' || update.value === 'Failure')
        host.node.engine.after(update.isUnprobed ? UNPROBED_SECONDS : RESULT_SECONDS, this.onResult, update)
      else this.results.deliver(update)
    })
    this.status = new PodStatus(host.node, name, uid, this.results, () => host.statusChanged(this))
    this.probers = new ProbeWorkers(this, this.cache, this.status)
  }

  /** The kubelet's process ends: the containers are left to the next one's worker. */
  leave(): void {
    this.left = true
    this.state = 'ended'
    this.probers.stop()
    this.turns.stop()
  }

  /** Takes over what an earlier kubelet's worker of this pod has left. */
  adopt(before: PodWorker): void {
    this.cache.adopt(before.cache)
    this.sandbox.adopt(before.sandbox)
    if (before.left && this.node.inputs.cluster.attached) this.deadline.adopt(before.deadline)
  }

  /** The same pod has been there before, and its ended containers still are: they count, and so does their back-off. */
  comeAfter(before: PodWorker, cause: number): void {
    this.adopt(before)
    this.starts.takeOver(before.starts)
    this.sandbox.lost = cause
  }

  /** All containers of the pod that have not ended. */
  alive(): Instance[] {
    return this.cache.alive(this.containers)
  }

  /** The kubelet's garbage collection. */
  collect(): void {
    this.cache.collect()
  }

  /** Something has been made in its sandbox, and that is there. */
  get hasSandbox(): boolean {
    return (
      this.sandbox.lost === undefined &&
      (this.left || this.state === 'active') &&
      this.containers.some(({ name }) => this.cache.newest(name))
    )
  }

  /** The process that holds the sandbox has ended: the next relist sees it, while what runs in it runs on. */
  endSandbox(cause: number): void {
    if (this.left) this.sandbox.lost = cause
    else this.node.engine.schedule(this.cache.next(), () => this.left || this.state !== 'active' || this.loseSandbox(cause))
  }

  /** The sandbox is gone, and what ran in it: the next sync makes another. */
  loseSandbox(cause: number): void {
    this.sandbox.lost = cause
    this.ownChanges++
    this.wake(cause)
  }

  get crashLoop(): CrashLoop {
    return this.host.crashLoop
  }

  get podGates(): PodGates {
    return this.host.podGates
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
    this.turns.begin()
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
    if (this.turns.count > 0) this.deadline.plan()
    this.wake(cause)
  }

  /** Something happened that a sync should look at, once the kubelet's loop comes to it. */
  wake(cause: number): void {
    const { loop } = this.host
    if (loop.stands === undefined) this.turns.wake(cause)
    else loop.take((wentOn) => this.turns.wake(cause, wentOn))
  }

  get isSynced(): boolean {
    return this.state === 'active' && !this.isRejected && !this.deadline.isOver
  }

  /** All that the sync under way follows from: most find nothing to do, and nobody asks. */
  private get causes(): readonly number[] {
    return this.others ? [this.cause, ...this.others] : [this.cause]
  }

  /** Where the kubelet's loop has stood still before the sync under way: the entry of its going on. */
  get heldBy(): number | undefined {
    const { entries } = this.node.trace
    return this.others?.find((id) => entries[id]?.kind === 'node')
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
    if (this.turns.isBusy) this.whenIdle = stopping
    else stopping()
  }

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

  sync(cause: number, others: readonly number[] | undefined): void {
    this.cause = cause
    this.others = others
    if (this.state !== 'active') return this.endSync()
    if (this.node.runtimeDown) return this.turns.hold(this.causes)
    if (this.host.blocked(this)) return this.turns.putOff()
    this.turns.count++
    if (this.cache.look()) this.ownChanges++
    if (this.turns.count === 1) this.deadline.plan()
    if (this.deadline.evicts(this.status.finished())) return this.deadline.sync()
    const { statusChanges } = this
    if (this.statusAt !== statusChanges) {
      this.statusAt = statusChanges
      const isWanted = this.restartAll.isWanted()
      this.status.update(this.pod, this.actionInput.seen, this.starts.waiting, cause, isWanted)
      this.restartAll.settle(isWanted)
    }
    this.probers.trigger(this.containers)
    if (this.host.synced(this, cause, this.onMirror)) this.goOn()
  }

  syncTick(at: number): number {
    return this.host.syncTick(at)
  }

  /** Its deadline is past. */
  fail(cause: number): void {
    this.status.end = DEADLINE_EXCEEDED
    this.status.isLast = this.deadline.isOver
    this.status.update(this.pod, this.actionInput.seen, this.starts.waiting, cause)
  }

  stopProbes(which: 'killing' | 'all'): void {
    if (which === 'all') this.probers.stop()
    else this.probers.stopKilling()
  }

  finishSync(next: number | undefined): void {
    if (next !== undefined) this.turns.again(next)
    this.endSync()
  }

  private readonly onMirror = (entry: number): void => {
    this.others = [entry, ...(this.others ?? [])]
    if (!this.left) this.goOn()
  }

  /** What follows once its mirror is seen to. */
  private goOn(): void {
    if (this.turns.count > 1) {
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
      // a pod that is to end waits no longer, though something of it is not mounted
      if (ready && (this.left || this.mounts.areReady)) return this.whenMounted()
      this.endSync()
    })
  }

  /** The runtime is back. */
  runtimeIsBack(cause: number): void {
    this.turns.resume(cause)
  }

  /** Another sandbox in place of the one that is gone, and all that ran in it anew. */
  private renewSandbox(lost: number): void {
    const { sandbox } = this
    const starts = sandboxStarts({ ...this.actionInput, seen: (container) => this.cache.seen(container) })
    if (!starts) {
      sandbox.lost = undefined
      return this.kills.all(lost, () => this.endSync())
    }
    const entry = tellSandboxChanged(this.node, this.name, lost)
    sandbox.renew(this.node.engine.now)
    this.ownChanges++
    this.kills.all(entry, () => {
      this.starts.run(starts, { causes: [entry], first: true, afterStop: false }, (acted, ok) => {
        sandbox.isRenewing = false
        this.endSync(acted && ok)
      })
    })
  }

  nextAttempt(container: string): number {
    if (this.cache.newest(container)?.removedAt !== undefined) return this.status.of(container)?.restartCount ?? 0
    return this.sandbox.nextAttempt(container, this.pod)
  }

  /** Pull secrets are looked for with each sync, and what is to be pulled is tried without them. */
  private actWithSecrets(first: boolean): void {
    if (this.pullsWithSecrets) tellPullSecrets(this, this.cause)
    this.act(first)
  }

  /** Most syncs find nothing to do: what the others go on with is made in methods of its own. */
  private act(first: boolean): void {
    if (this.state !== 'active') return this.endSync()
    const { cause } = this
    if (this.status.finished()) return this.killAll(cause, false)
    if (this.restartAll.isUnderWay) return this.restartAll.begin(this.kills, cause, this.onRemoved)
    if (this.sandbox.lost !== undefined) return this.renewSandbox(this.sandbox.lost)
    const { actionChanges } = this
    if (!this.actions || this.actionsAt !== actionChanges) {
      this.actionsAt = actionChanges
      this.actions = computePodActions(this.actionInput)
    }
    const { killPod, kills, starts } = this.actions
    if (killPod) return this.killAll(this.kills.failureCause(this.containers) ?? cause, this.cache.alive(this.containers).length > 0)
    if (kills.length > 0) return this.killThenStart(kills, starts, first)
    if (starts.length === 0) return this.endSync()
    this.starts.run(starts, { causes: this.causes, first, afterStop: false }, this.onActed)
  }

  /** All containers are gone: the sync that starts them follows at once. */
  private readonly onRemoved = (): void => {
    this.ownChanges++
    this.probers.add()
    this.turns.again(this.cause)
    this.endSync(true)
  }

  private readonly onActed: Done = (acted, ok) => this.endSync(acted && ok)
  private readonly onActedBefore: Done = (_acted, ok) => this.endSync(ok)

  private killAll(cause: number, acted: boolean): void {
    this.kills.all(cause, () => this.endSync(acted))
  }

  private killThenStart(kills: PodActions['kills'], starts: PodActions['starts'], first: boolean): void {
    this.kills.each(kills, () => {
      if (this.state !== 'active') return this.endSync(true)
      this.starts.run(starts, { causes: this.causes, first, afterStop: true }, this.onActedBefore)
    })
  }

  /** `acted`: it has started or stopped something, and all went well. */
  private endSync(acted?: boolean): void {
    this.seeSandbox()
    const unseen = this.starts.takeUnseen()
    if (acted && unseen.length > 0) this.turns.hasStarted = true
    else for (const instance of unseen) this.cache.started(instance, false)
    this.turns.end(acted)
    if (this.state === 'active') return
    this.whenIdle?.()
    this.whenIdle = undefined
  }

  /** A start that came to nothing in the pod's first sync is looked at once more, when the relist has seen its sandbox. */
  private seeSandbox(): void {
    const { lastTrouble } = this.starts
    if (lastTrouble === undefined || this.sandboxSeen) return
    this.sandboxSeen = true
    if (this.cache.newestEntry() === undefined) this.turns.again(lastTrouble)
  }

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

  newestEntry(woken: number | undefined): number {
    return this.restartAll.takeEntry() ?? this.cache.newestEntry() ?? woken ?? this.addCause
  }

  get waiting(): ReadonlyMap<string, Waiting> {
    return this.starts.waiting
  }

  // --- probe results

  private onResult = (update: ResultUpdate): void => {
    this.results.deliver(update)
    const { loop } = this.host
    const isLoops = update.probe === 'liveness' || this.node.release.allResultsSync
    if (loop.stands === undefined || !isLoops) this.takeResult(update)
    else loop.take((wentOn) => this.takeResult(update, wentOn))
  }

  private takeResult(update: ResultUpdate, wentOn?: number): void {
    const { release } = this.node
    const cause = update.cause ?? this.addCause
    if (update.probe === 'liveness') return this.turns.wake(cause, wentOn)
    // one that another has followed in the same moment nobody sees
    const isNewest = this.results.get(update.probe, update.containerID) === update.value
    const success = update.value === 'Success'
    if (this.state === 'active' && isNewest) this.status.setResult(update.probe, update.container, update.containerID, success, cause)
    if (release.allResultsSync) this.turns.wake(cause, wentOn)
  }
}

/** `NAME-NODE_NAMESPACE`, as the kubelet knows a static pod. Follows: pkg/kubelet/container/helpers.go, GetPodFullName (v1.37.2). */
export function fullNameOf({ metadata }: Pod, { inputs }: Node): string {
  return `${metadata.name}-${inputs.node.name.toLowerCase()}_${metadata.namespace}`
}
