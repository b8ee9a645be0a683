import { staticPodName } from '../../../manifest/names.ts'
import type { Container, Pod } from '../../../manifest/types.ts'
import type { Node } from '../../node/node.ts'
import type { ProgramPlace } from '../../node/process.ts'
import type { ContainerStatus } from '../../trace/trace.ts'
import { ProbeResults, type ResultUpdate } from '../probes/probe-results.ts'
import type { KubeletHost, KubeletPod } from '../kubelet-host.ts'
import type { PodLines } from './manifest-lines.ts'
import { PodSync } from './pod-sync.ts'
import type { Instance } from './runtime.ts'

/** Up to 1.21 a pod's probe workers come with the pod itself; as measured, their first tick included. */
const OLD_WORKERS_AFTER_SECONDS = 0.028
/** A stored result reaches the sync loop through a channel: workers that tick at the same moment do not see it yet. */
const RESULT_SECONDS = 0.002
/** That a container has ended needs no answer. */
const UNPROBED_SECONDS = 0.0005
/** From a pod's last container having ended until its worker knows. */
const STOPPED_SECONDS = 0.01

/**
 * A pod as its kubelet sees it: what it is, that it comes, changes and goes, and its probes' results. What its syncs do is `PodSync`'s.
 *
 * Follows: pkg/kubelet/pod_workers.go; pkg/kubelet/kubelet.go, HandlePodAdditions to syncLoopIteration (v1.37.2).
 */
export class PodWorker implements KubeletPod {
  readonly kubelet: KubeletHost
  readonly node: Node
  pod: Pod
  readonly uid: string
  readonly name: string
  readonly apiName: string
  readonly namespacedName: string
  readonly fullName: string
  readonly podId: string
  readonly podIP: string
  readonly sandboxIP: string
  readonly addCause: number
  changedBy: number
  readonly addedAt: number
  readonly roots: PodLines
  readonly places = new Map<Container, ProgramPlace>()

  readonly results: ProbeResults
  private readonly sync: PodSync

  state: 'active' | 'terminating' | 'ended' = 'active'
  /** Its kubelet has ended, and knows nothing of it any more. */
  left = false
  private isRejected = false
  /** How often it has been stopped, or called back. */
  private stops = 0
  /** What waits for the sync under way to end. */
  private whenIdle: (() => void) | undefined

  constructor(kubelet: KubeletHost, pod: Pod, uid: string, podIP: string, addCause: number, roots: PodLines) {
    this.kubelet = kubelet
    this.node = kubelet.node
    this.pod = pod
    this.uid = uid
    this.name = pod.metadata.name
    this.apiName = staticPodName(pod.metadata.name, kubelet.node.inputs.node.name)
    this.namespacedName = `${pod.metadata.namespace}/${this.apiName}`
    this.fullName = fullNameOf(pod, kubelet.node)
    this.podId = `${this.fullName}(${uid})`
    this.podIP = podIP
    this.sandboxIP = pod.spec.hostNetwork ? '' : podIP
    this.addCause = addCause
    this.changedBy = addCause
    this.addedAt = kubelet.node.engine.now
    this.roots = roots
    // of a container's being alive nobody needs to hear
    this.results = new ProbeResults((update) => {
      if (update.probe !== 'liveness' || update.value === 'Failure')
        kubelet.node.engine.after(update.isUnprobed ? UNPROBED_SECONDS : RESULT_SECONDS, this.onResult, update)
      else this.results.deliver(update)
    })
    this.sync = new PodSync(this)
  }

  // --- its life

  /** Begins the pod's life: its first sync, and its own moments of syncing where they are pinned. */
  begin(): void {
    this.sync.turns.begin()
    if (!this.node.release.onePodPerName) {
      this.sync.status.probed = true
      this.probeSoon()
    }
    if (this.node.release.mountEvents) this.sync.mounts.tell()
    this.wake(this.addCause)
  }

  /** It is there only to be stopped: a kubelet has found its containers, and no file of it. */
  beginStopped(cause: number): void {
    this.sync.cache.look()
    this.terminate(cause, 'unknown')
  }

  /** The kubelet does not take it: a status is all that becomes of it. */
  reject(reason: string, message: string, cause: number): void {
    this.isRejected = true
    this.sync.status.reject(reason, message, cause)
    this.kubelet.synced(this, cause, () => {})
  }

  /** A new text with the same UID. */
  update(pod: Pod, cause: number): void {
    this.pod = pod
    this.changedBy = cause
    this.places.clear()
    this.sync.podChanged()
    this.wake(cause)
  }

  wake(cause: number): void {
    const { loop } = this.kubelet
    if (loop.stands === undefined) this.sync.turns.wake(cause)
    else loop.take((wentOn) => this.sync.turns.wake(cause, wentOn))
  }

  /** The file is gone: stops all and ends. */
  terminate(cause: number, why: 'removed' | 'unknown' = 'removed'): void {
    const { kills, turns } = this.sync
    this.state = 'terminating'
    this.sync.stopProbes(this.node.release.readinessOutlivesRemoval ? 'killing' : 'all')
    const stop = ++this.stops
    const { engine } = this.node
    const stopped = () => {
      if (this.left) return
      this.kubelet.stopped(this)
      if (stop === this.stops) this.end()
    }
    // a pod in which nothing runs is stopped by its own worker all the same: whoever comes in its place at this moment finds it there
    const stopping = () => kills.all(cause, () => engine.after(STOPPED_SECONDS, stopped), why)
    // a sync under way ends first
    if (!turns.isBusy) return stopping()
    this.whenIdle = stopping
    this.sync.mounts.leaveOff()
  }

  syncEnded(): void {
    this.whenIdle?.()
    this.whenIdle = undefined
  }

  /**
   * The same pod has come again while it is being stopped. Up to 1.21 its containers are stopped all the same, and its worker
   * starts again what has ended.
   */
  revive(cause: number): void {
    this.stops++
    this.syncEnded()
    this.state = 'active'
    this.sync.probers.stop()
    this.probeSoon()
    this.wake(cause)
  }

  private end(): void {
    this.state = 'ended'
    this.kubelet.ended(this)
  }

  /** Removes what is left of its probes; the kubelet's housekeeping does it. */
  cleanUp(): void {
    if (this.state !== 'active') this.sync.probers.stop()
  }

  collect(): void {
    this.sync.cache.collect()
  }

  /** Up to 1.21. */
  private probeSoon(): void {
    this.node.engine.after(OLD_WORKERS_AFTER_SECONDS, () => this.state === 'active' && this.sync.addProbers())
  }

  // --- from one kubelet, or one pod of the name, to the next

  /** The kubelet's process ends: the containers are left to the next one's worker. */
  leave(): void {
    this.left = true
    this.state = 'ended'
    this.sync.probers.stop()
    this.sync.turns.stop()
  }

  /** Takes over what an earlier kubelet's worker of this pod has left. */
  adopt(before: PodWorker): void {
    this.sync.cache.adopt(before.sync.cache)
    this.sync.sandbox.adopt(before.sync.sandbox)
    if (before.left && this.node.inputs.cluster.attached) this.sync.deadline.adopt(before.sync.deadline)
  }

  /** The same pod has been there before, and its ended containers still are: they count, and so does their back-off. */
  comeAfter(before: PodWorker, cause: number): void {
    this.adopt(before)
    this.sync.starts.takeOver(before.sync.starts)
    this.sync.sandbox.lost = cause
  }

  // --- its sandbox

  /** Something has been made in its sandbox, and that is there. */
  get hasSandbox(): boolean {
    const { cache, containers, sandbox } = this.sync
    return sandbox.lost === undefined && (this.left || this.state === 'active') && containers.some(({ name }) => cache.newest(name))
  }

  /** The process that holds the sandbox has ended: the next relist sees it, while what runs in it runs on. */
  endSandbox(cause: number): void {
    const { cache, sandbox } = this.sync
    if (this.left) sandbox.lost = cause
    else this.node.engine.schedule(cache.next(), () => this.left || this.state !== 'active' || this.loseSandbox(cause))
  }

  /** The sandbox is gone, and what ran in it: the next sync makes another. */
  loseSandbox(cause: number): void {
    this.sync.loseSandbox(cause)
    this.wake(cause)
  }

  /** The runtime is back. */
  runtimeIsBack(cause: number): void {
    this.sync.turns.resume(cause)
  }

  // --- what others ask of it

  get isSynced(): boolean {
    return this.state === 'active' && !this.isRejected && !this.sync.deadline.isOver
  }

  /** Whether it counts among the node's pods. */
  get isAdmitted(): boolean {
    return !this.isRejected && this.state === 'active'
  }

  /** All containers of the pod that have not ended. */
  alive(): Instance[] {
    return this.sync.cache.alive(this.sync.containers)
  }

  running(container: string): Instance | undefined {
    return this.sync.cache.running(container)
  }

  get statusEntry(): number | undefined {
    return this.sync.status.entry
  }

  statusOf(container: string): ContainerStatus | undefined {
    return this.sync.status.of(container)
  }

  get heldBy(): number | undefined {
    return this.sync.heldBy
  }

  nextAttempt(container: string): number {
    return this.sync.nextAttempt(container)
  }

  // --- probe results

  private onResult = (update: ResultUpdate): void => {
    this.results.deliver(update)
    const { loop } = this.kubelet
    const isLoops = update.probe === 'liveness' || this.node.release.allResultsSync
    if (loop.stands === undefined || !isLoops) this.takeResult(update)
    else loop.take((wentOn) => this.takeResult(update, wentOn))
  }

  private takeResult(update: ResultUpdate, wentOn?: number): void {
    const { release } = this.node
    const { status, turns } = this.sync
    const { cause } = update
    if (update.probe === 'liveness') return turns.wake(cause, wentOn)
    // one that another has followed in the same moment nobody sees
    const isNewest = this.results.get(update.probe, update.containerID) === update.value
    const success = update.value === 'Success'
    if (this.state === 'active' && isNewest) status.setResult(update.probe, update.container, update.containerID, success, cause)
    if (release.allResultsSync) turns.wake(cause, wentOn)
  }
}

/** `NAME-NODE_NAMESPACE`, as the kubelet knows a static pod. Follows: pkg/kubelet/container/helpers.go, GetPodFullName (v1.37.2). */
export function fullNameOf({ metadata }: Pod, { inputs }: Node): string {
  return `${staticPodName(metadata.name, inputs.node.name)}_${metadata.namespace}`
}
