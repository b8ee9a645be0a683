import { type Container, containersOf } from '../../../manifest/types.ts'
import type { KubeletPod } from '../kubelet-host.ts'
import { ProbeWorkers } from '../probes/probe-worker.ts'
import { type ActionInput, computePodActions, isOther, type PodActions, sandboxStarts } from './pod-actions.ts'
import { ActiveDeadline, DEADLINE_EXCEEDED } from './active-deadline.ts'
import { tellPullSecrets } from './image-pulls.ts'
import { ContainerKills } from './kills.ts'
import { Mounts, POLL_SECONDS } from './mounts.ts'
import { PodCache } from './pod-cache.ts'
import { PodStatus, type Waiting } from './pod-status.ts'
import { PodSandbox, tellSandboxChanged } from './sandbox.ts'
import { ContainerStarts, type Done } from './starts.ts'
import { SyncTurns } from './sync-turns.ts'
import { ruleOf } from '../../../manifest/restart-rules.ts'

/** When a pod's probe workers come to be: at its first sync, once its volumes are mounted (a 300 ms poll waits for them). */
const WORKERS_AFTER_SECONDS = 0.01

/**
 * A pod's syncs, one at a time: its status is made, its mirror seen to, its volumes waited for; then what is to be killed is killed, and what
 * is to be started is started.
 *
 * Follows: pkg/kubelet/kubelet.go SyncPod, pkg/kubelet/kuberuntime/kuberuntime_manager.go SyncPod (v1.37.2).
 */
export class PodSync {
  private readonly pod: KubeletPod
  readonly cache: PodCache
  readonly status: PodStatus
  readonly sandbox: PodSandbox
  readonly turns: SyncTurns
  readonly mounts: Mounts
  readonly starts: ContainerStarts
  readonly kills: ContainerKills
  readonly deadline: ActiveDeadline
  readonly probers: ProbeWorkers
  private readonly restartAll: RestartAll

  /** Init containers and the others, in the spec's order. */
  containers: readonly Container[]
  /** What computePodActions asks; made once. */
  private readonly actionInput: ActionInput

  /** What woke the sync under way, and what else has. */
  private cause = 0
  private others: readonly number[] | undefined
  hasMounted = false
  /** A relist has seen the sandbox of a start that came to nothing. */
  private sandboxSeen = false
  /** How often something of its own has changed that status or actions hang on. */
  private ownChanges = 0
  /** What the changes were when the status was last made, and the actions: while one is the same, so is that. */
  private statusAt = -1
  private actionsAt = -1
  private actions: PodActions | undefined

  constructor(pod: KubeletPod) {
    this.pod = pod
    this.containers = containersOf(pod.pod)
    const { results } = pod
    this.actionInput = {
      pod: pod.pod,
      seen: (container) => this.sandbox.seen(container, pod.pod),
      failed: (probe, { instance }) => results.delivered(probe, instance.id) === 'Failure',
      started: (container, { instance }) => !container.startupProbe || results.delivered('startup', instance.id) === 'Success',
      changed: ({ instance }) => isOther(instance, pod.pod, pod.node.release),
    }
    const wake = (cause: number): void => pod.wake(cause)
    // the sync for the sandbox has nothing to do but try again what has failed
    this.cache = new PodCache(pod.node, pod.kubelet.relist, wake, (cause) => this.starts.lastTrouble !== undefined && wake(cause))
    this.sandbox = new PodSandbox(this.cache)
    this.turns = new SyncTurns(pod, this, this.cache)
    this.mounts = new Mounts(pod)
    this.starts = new ContainerStarts(pod, this.cache)
    this.kills = new ContainerKills(pod, this.cache)
    this.deadline = new ActiveDeadline(pod, this, this.cache, this.kills)
    this.restartAll = new RestartAll(pod, this.cache)
    this.status = new PodStatus(pod)
    this.probers = new ProbeWorkers(pod, this.cache, this.status)
  }

  // --- what happens to the pod between two syncs

  /** The pod has a new text under the same UID. */
  podChanged(): void {
    const { pod } = this.pod
    this.containers = containersOf(pod)
    this.actionInput.pod = pod
    this.ownChanges++
    if (this.turns.count > 0) this.deadline.plan()
  }

  /** The sandbox is gone, and what ran in it: the next sync makes another. */
  loseSandbox(cause: number): void {
    this.sandbox.lost = cause
    this.ownChanges++
  }

  addProbers(): void {
    this.status.probed = true
    this.ownChanges++
    this.probers.add()
  }

  // --- what a sync is told, and asked

  /** Where the kubelet's loop has stood still before the sync under way: the entry of its going on. */
  get heldBy(): number | undefined {
    const { entries } = this.pod.node.trace
    return this.others?.find((id) => entries[id]?.kind === 'node')
  }

  /** By container: why it waits for its next start. */
  get waiting(): ReadonlyMap<string, Waiting> {
    return this.starts.waiting
  }

  /** Its newest entry, where a relist may have seen it; or what else has woken the sync. */
  newestEntry(woken: number | undefined): number {
    return this.restartAll.takeEntry() ?? this.cache.newestEntry() ?? woken ?? this.pod.addCause
  }

  nextAttempt(container: string): number {
    if (this.cache.newest(container)?.removedAt !== undefined) return this.status.of(container)!.restartCount
    return this.sandbox.nextAttempt(container, this.pod.pod)
  }

  /** All that the sync under way follows from: most find nothing to do, and nobody asks. */
  private get causes(): readonly number[] {
    return this.others ? [this.cause, ...this.others] : [this.cause]
  }

  /** How often something has changed that the status tells of. */
  private get statusChanges(): number {
    const { startup, readiness } = this.pod.results.changes
    return this.ownChanges + startup + readiness + this.starts.changes
  }

  /** How often something has changed that says what is to be done. */
  private get actionChanges(): number {
    const { startup, liveness } = this.pod.results.changes
    return this.ownChanges + startup + liveness
  }

  // --- a sync, from its beginning to its end

  begin(cause: number, others: readonly number[] | undefined): void {
    this.cause = cause
    this.others = others
    if (this.pod.state !== 'active') return this.end()
    if (this.pod.node.runtimeDown) return this.turns.hold(this.causes)
    // since each name has one pod at a time, one that has begun waits for no other
    if (this.pod.kubelet.blocked(this.pod) && !(this.turns.count > 0 && this.pod.node.release.onePodPerName)) {
      this.mounts.begin()
      return this.turns.putOff()
    }
    this.turns.count++
    if (this.cache.look()) this.ownChanges++
    if (this.turns.count === 1) this.deadline.plan()
    if (this.deadline.evicts(this.status.finished())) return this.deadline.sync()
    const { statusChanges } = this
    if (this.statusAt !== statusChanges) {
      this.statusAt = statusChanges
      const isWanted = this.restartAll.isWanted()
      this.makeStatus(cause, isWanted)
      this.restartAll.settle(isWanted)
    }
    this.probers.trigger(this.containers)
    if (this.pod.kubelet.synced(this.pod, cause, this.onMirror)) this.goOn()
  }

  private makeStatus(cause: number, restartsAll?: boolean): void {
    this.status.update(this.actionInput.seen, this.starts.waiting, cause, restartsAll)
  }

  private readonly onMirror = (entry: number): void => {
    this.others = [entry, ...(this.others ?? [])]
    if (!this.pod.left) this.goOn()
  }

  /** What follows once its mirror is seen to. */
  private goOn(): void {
    if (this.turns.count === 1) return this.mountFirst()
    if (this.hasMounted) this.actWithSecrets(false)
    else this.whenMounted()
  }

  private mountFirst(): void {
    const { engine } = this.pod.node
    const waited = engine.now > this.pod.addedAt + 1
    const volumes = this.pod.pod.spec.volumes.length > 0 && !waited ? POLL_SECONDS : 0
    this.mounts.begin()
    engine.after(volumes + WORKERS_AFTER_SECONDS, () => this.whenMounted())
  }

  /** The containers come once all that they mount is there: until then the sync goes no further. */
  private whenMounted(): void {
    if (this.pod.left) return
    if (!this.mounts.areReady) return this.waitForMounts()
    this.hasMounted = true
    this.addProbers()
    this.actWithSecrets(true)
  }

  private waitForMounts(): void {
    this.mounts.wait((ready) => {
      // a pod that is to end waits no longer, though something of it is not mounted
      if (ready && (this.pod.left || this.mounts.areReady)) return this.whenMounted()
      this.end()
    })
  }

  /** Pull secrets are looked for with each sync, and what is to be pulled is tried without them. */
  private actWithSecrets(first: boolean): void {
    if (this.pod.pod.spec.imagePullSecrets.length > 0) tellPullSecrets(this.pod, this.cause)
    // up to 1.21 a pod's workers come with the pod, and only then
    if (this.pod.node.release.onePodPerName) this.probers.add()
    this.act(first)
  }

  /** Most syncs find nothing to do: what the others go on with is made in methods of its own. */
  private act(first: boolean): void {
    if (this.pod.state !== 'active') return this.end()
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
    if (starts.length === 0) return this.end()
    this.starts.run(starts, { causes: this.causes, first, afterStop: false }, this.onActed)
  }

  /** All containers are gone: the sync that starts them follows at once. */
  private readonly onRemoved = (): void => {
    this.ownChanges++
    this.turns.again(this.cause)
    this.end(true)
  }

  private readonly onActed: Done = (acted, ok) => this.end(acted && ok)
  private readonly onActedBefore: Done = (_acted, ok) => this.end(ok)

  private killAll(cause: number, acted: boolean): void {
    this.kills.all(cause, () => this.end(acted))
  }

  private killThenStart(kills: PodActions['kills'], starts: PodActions['starts'], first: boolean): void {
    this.kills.each(kills, () => {
      if (this.pod.state !== 'active') return this.end(true)
      this.starts.run(starts, { causes: this.causes, first, afterStop: true }, this.onActedBefore)
    })
  }

  /** Another sandbox in place of the one that is gone, and all that ran in it anew. */
  private renewSandbox(lost: number): void {
    const { sandbox } = this
    const { node, name } = this.pod
    const starts = sandboxStarts({ ...this.actionInput, seen: (container) => this.cache.seen(container) })
    if (!starts) {
      sandbox.lost = undefined
      return this.kills.all(lost, () => this.end())
    }
    const entry = tellSandboxChanged(node, name, lost)
    sandbox.renew(node.engine.now)
    this.ownChanges++
    this.kills.all(entry, () => {
      this.starts.run(starts, { causes: [entry], first: true, afterStop: false }, (acted, ok) => {
        sandbox.isRenewing = false
        this.end(acted && ok)
      })
    })
  }

  /** `acted`: it has started or stopped something, and all went well. */
  private end(acted?: boolean): void {
    this.seeSandbox()
    const unseen = this.starts.takeUnseen()
    if (acted && unseen.length > 0) this.turns.hasStarted = true
    else for (const instance of unseen) this.cache.started(instance, false)
    this.turns.end(acted)
    if (this.pod.state !== 'active') this.pod.syncEnded()
  }

  /** A start that came to nothing in the pod's first sync is looked at once more, when the relist has seen its sandbox. */
  private seeSandbox(): void {
    const { lastTrouble } = this.starts
    if (lastTrouble === undefined || this.sandboxSeen) return
    this.sandboxSeen = true
    if (this.cache.newestEntry() === undefined) this.turns.again(lastTrouble)
  }

  // --- the syncs of a pod whose deadline is past

  /** Its status says so; `cause`: the entry of the deadline's Event. */
  fail(cause: number): void {
    this.status.end = DEADLINE_EXCEEDED
    this.status.isLast = this.deadline.isOver
    this.makeStatus(cause)
  }

  stopProbes(which: 'killing' | 'all'): void {
    if (which === 'all') this.probers.stop()
    else this.probers.stopKilling()
  }

  finishSync(next: number | undefined): void {
    if (next !== undefined) this.turns.again(next)
    this.end()
  }
}

/** The container whose end has all of its pod begin anew. */
interface RestartSource {
  container: Container
  code: number
  exitEntry: number
  /** The rule's place among its rules. */
  rule: number
}

/**
 * All containers of a pod begin anew in the same sandbox, since one has ended with a code that a rule of its own names: those that run are
 * killed without their hooks, all are removed, and what is removed has no back-off.
 *
 * Follows: pkg/kubelet/container/helpers.go, ShouldAllContainersRestart and AllContainersRestartCleanedUp; pkg/kubelet/kubelet.go, SyncPod;
 * pkg/kubelet/kuberuntime/kuberuntime_manager.go, computePodActions (v1.37.2).
 */
class RestartAll {
  /** The pod's condition AllContainersRestarting. */
  isUnderWay = false
  private entry: number | undefined
  private readonly pod: KubeletPod
  private readonly cache: PodCache

  constructor(pod: KubeletPod, cache: PodCache) {
    this.pod = pod
    this.cache = cache
  }

  /** Whether the sync that begins is about that. */
  isWanted(): boolean {
    return this.isUnderWay || this.source() !== undefined
  }

  /** Once the status has been made: it is over when the relist has seen that nothing is left. */
  settle(isWanted: boolean): void {
    this.isUnderWay = isWanted && this.containers.some(({ name }) => this.cache.seen(name).length > 0)
  }

  /** Kills what runs, init containers last, and removes all. */
  begin(kills: ContainerKills, cause: number, done: () => void): void {
    const { trace } = this.pod.node
    const source = this.source()
    const entry = source
      ? trace.add({
          kind: 'restartAll',
          cause: [source.exitEntry, this.pod.roots.ofContainer(source.container, `restartPolicyRules[${source.rule}].action`)],
          pod: this.pod.name,
          container: source.container.name,
          code: source.code,
        })
      : cause
    const { containers, initContainers } = this.pod.pod.spec
    kills.withoutHooks([...containers, ...initContainers], entry, () => {
      this.entry = entry
      this.cache.removeAll()
      done()
    })
  }

  /** What the sync behind the removal follows from. */
  takeEntry(): number | undefined {
    const { entry } = this
    this.entry = undefined
    return entry
  }

  private get containers(): readonly Container[] {
    return containersOf(this.pod.pod)
  }

  private source(): RestartSource | undefined {
    for (const container of this.containers) {
      if (!container.ownRestarts) continue
      const newest = this.cache.seen(container.name)[0]
      if (!newest?.exited) continue
      const { code = 0, exitEntry } = newest.instance
      const rule = ruleOf(code, container.ownRestarts)
      if (exitEntry !== undefined && rule >= 0 && container.ownRestarts.rules[rule]!.action === 'RestartAllContainers')
        return { container, code, exitEntry, rule }
    }
    return undefined
  }
}
