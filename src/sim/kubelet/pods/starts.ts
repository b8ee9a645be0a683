import type { Container, Pod } from '../../../manifest/types.ts'
import type { Node } from '../../node/node.ts'
import type { LifeEntries, OnExit, Process } from '../../node/process.ts'
import { BackOffTable, goDuration } from './backoff.ts'
import { runHook } from './hooks.ts'
import type { PodCache } from './pod-cache.ts'
import type { Waiting } from './pod-status.ts'
import type { PodRoots } from './pod-worker.ts'
import { type Instance, LATENCY, startContainer } from './runtime.ts'
import { type Owner, stopContainer } from './stop.ts'

/** The pod whose containers are started. */
export interface StartingPod extends Owner {
  readonly node: Node
  readonly pod: Pod
  readonly uid: string
  readonly state: 'active' | 'terminating' | 'ended'
  readonly roots: PodRoots
  /** Its kubelet has ended. */
  readonly left: boolean
  makeProcess(container: Container, attempt: number, onExit: OnExit, life: LifeEntries): Process
  created(instance: Instance): void
}

/** Why there is a start: what the sync follows from, whether it is the pod's first, and what it has just stopped. */
interface Why {
  causes: readonly number[]
  first: boolean
  stopped: ReadonlySet<string>
}

/**
 * The starts of one pod's containers: back-off first, postStart last.
 *
 * Units: seconds on the simulated clock. Errors: none.
 * Follows: pkg/kubelet/kuberuntime/kuberuntime_manager.go, SyncPod and doBackOff; kuberuntime_container.go, startContainer (v1.37.2).
 */
export class Starts {
  /** By container: why it waits. */
  readonly waiting = new Map<string, Waiting>()
  private backOff = new BackOffTable()
  private lastDecision: number | undefined
  private unseen = false

  private pod: StartingPod
  private cache: PodCache

  constructor(pod: StartingPod, cache: PodCache) {
    this.pod = pod
    this.cache = cache
  }

  /** The back-off is the kubelet's, by the pod's UID: it outlives a worker. */
  takeOver({ backOff }: Starts): void {
    this.backOff = backOff
  }

  /** Whether a start is still to be seen by a relist; asked once a sync. */
  takeUnseen(): boolean {
    const { unseen } = this
    this.unseen = false
    return unseen
  }

  /**
   * Starts containers, one after the other; `done` is told whether any was started. One that its back-off holds is left out.
   */
  run(starts: readonly Container[], why: Why, done: (acted: boolean) => void): void {
    const { engine } = this.pod.node
    let acted = false
    const next = (i: number): void => {
      const container = starts[i]
      if (!container || this.pod.state !== 'active') return done(acted)
      if (this.inBackOff(container, why.causes)) return next(i + 1)
      acted = true
      const attempt = this.cache.count(container.name)
      const cause = this.causesOf(container, why.causes)
      startContainer(
        this.pod.node,
        {
          pod: this.pod.name,
          uid: this.pod.uid,
          container,
          attempt,
          cause,
          pullSeconds: why.first && i === 0 ? LATENCY.firstPull : LATENCY.pull,
          isOff: () => this.pod.left,
          makeProcess: (onExit, life) => this.pod.makeProcess(container, attempt, onExit, life),
        },
        {
          created: (instance) => {
            this.cache.add(instance)
            this.pod.created(instance)
          },
          exited: (instance) => this.cache.exited(instance),
          lost: (instance) => {
            if (instance) this.cache.drop(instance)
            done(true)
          },
        },
        (instance) => {
          this.waiting.delete(container.name)
          const atOnce = this.pod.node.release.relistsAfterSync
          this.cache.started(instance, atOnce)
          if (atOnce && instance.seenAt === undefined) this.unseen = true
          this.postStart(instance, () => next(i + 1))
        },
      )
    }
    if (why.stopped.size > 0) engine.after(LATENCY.pullAfterStop - LATENCY.pull, () => next(0))
    else next(0)
  }

  /** What a start follows from: the end before it, the back-off's word, what woke the sync, the policy; and what it starts. */
  private causesOf(container: Container, causes: readonly number[]): readonly number[] {
    const { roots } = this.pod
    const path = roots.pathOf(container)
    const image = roots.field(`${path}.image`)
    const exit = this.cache.newest(container.name)?.exitEntry
    if (exit === undefined) return [...causes, image]
    const policy = roots.field(container.restartPolicy ? `${path}.restartPolicy` : 'spec.restartPolicy')
    return [...new Set([exit, ...(this.lastDecision === undefined ? [] : [this.lastDecision]), ...causes, policy, image])]
  }

  /** A postStart hook that cannot be run, or fails, costs the container. */
  private postStart(instance: Instance, done: () => void): void {
    const hook = instance.container.lifecycle?.postStart
    if (!hook) return done()
    const { pod } = this
    runHook(pod.node, hook, { instance, pod, cause: instance.startEntry }, (failed) => {
      if (!failed) return done()
      const { trace, release } = pod.node
      const message = release.hookFailedText('PostStart', instance.container.name, pod.podId, failed)
      const entry = trace.add({
        id: 0,
        t: 0,
        kind: 'event',
        cause: instance.startEntry,
        pod: this.pod.name,
        container: instance.container.name,
        type: 'Warning',
        reason: 'FailedPostStartHook',
        message,
      })
      this.waiting.set(instance.container.name, { reason: 'PostStartHookError', message, until: 0, cause: entry })
      stopContainer(
        pod.node,
        pod,
        instance,
        {
          message: 'FailedPostStartHook',
          graceSeconds: pod.pod.spec.terminationGracePeriodSeconds,
          graceRoot: () => pod.roots.field('spec.terminationGracePeriodSeconds'),
          cause: entry,
        },
        done,
      )
    })
  }

  /** Asks the back-off, by the newest exited instance that this sync was handed: one that it stopped itself is not among them. */
  private inBackOff(container: Container, causes: readonly number[]): boolean {
    const { engine, trace, release } = this.pod.node
    this.lastDecision = undefined
    const exited = this.cache.seen(container.name).find((s) => s.exited)?.instance
    if (!exited) return false
    const decision = this.backOff.ask(container.name, exited.exitedAt!, engine.now)
    const entry = trace.add({
      id: 0,
      t: 0,
      kind: 'backoff',
      // first the end that the start would follow: it may be younger than the one that this sync was handed
      cause: [...new Set([this.cache.newest(container.name)?.exitEntry ?? exited.exitEntry!, exited.exitEntry!, ...causes])],
      pod: this.pod.name,
      container: container.name,
      blocked: decision.blocked,
      backOffSeconds: decision.backOffSeconds,
      sinceExitSeconds: engine.now - exited.exitedAt!,
      ...(decision.blocked ? { until: decision.until } : {}),
      nextSeconds: decision.nextSeconds,
    })
    this.lastDecision = entry
    if (!decision.blocked) return false
    const { podId } = this.pod
    trace.add({
      id: 0,
      t: 0,
      kind: 'event',
      cause: entry,
      pod: this.pod.name,
      container: container.name,
      type: 'Warning',
      reason: 'BackOff',
      message: release.backOffText(container.name, podId),
    })
    const message = `back-off ${goDuration(decision.backOffSeconds)} restarting failed container=${container.name} pod=${podId}`
    this.waiting.set(container.name, { reason: 'CrashLoopBackOff', message, until: decision.until, cause: entry })
    return true
  }
}
