import type { Container, Pod } from '../../../manifest/types.ts'
import type { Node } from '../../node/node.ts'
import type { LifeEntries, OnExit, Process } from '../../node/process.ts'
import type { CrashLoop } from './backoff.ts'
import type { Ensured, ImageAsker } from './image-pulls.ts'
import type { PodCache } from './pod-cache.ts'
import type { PodRoots } from './manifest-lines.ts'
import { type ContainerStart, type Instance, LATENCY, startContainer } from './runtime.ts'
import type { Owner } from './stop.ts'

/** The pod whose containers are started. */
export interface StartingPod extends Owner {
  readonly node: Node
  readonly pod: Pod
  readonly uid: string
  /** Empty where the kubelet knows none. */
  readonly podIP: string
  readonly state: 'active' | 'terminating' | 'ended'
  readonly roots: PodRoots
  readonly crashLoop: CrashLoop
  /** Its kubelet has ended. */
  readonly left: boolean
  /** Which of a container's lives its next one is, from 0. */
  nextAttempt(container: string): number
  makeProcess(container: Container, attempt: number, onExit: OnExit, life: LifeEntries): Process
  created(instance: Instance): void
}

/** Why there is a start: what the sync follows from, whether it is the pod's first, and whether it has just stopped some. */
export interface Why {
  causes: readonly number[]
  first: boolean
  afterStop: boolean
}

/** What stands before a start, and is done: what is said of the image, and why the program cannot be started. */
export interface Prepared {
  pulled: string
  missing: string | undefined
}

/** What is known of all starts of a pod. */
export interface RoundHost {
  /** Asks the back-off whether a container may start. */
  inBackOff(container: Container, causes: readonly number[]): boolean
  causesOf(container: Container, causes: readonly number[]): readonly number[]
  ensureImage(container: Container, causes: readonly number[], asker: ImageAsker): void
  /** Undefined where the image or the configuration keeps the container waiting. */
  prepared(container: Container, ensured: Ensured, causes: readonly number[]): Prepared | undefined
  started(instance: Instance): void
  cannotStart(instance: Instance, message: string): void
  postStart(instance: Instance, done: (ok: boolean) => void): void
}

/** Is told whether any was started, and whether all that were to be were. */
export type Done = (acted: boolean, ok: boolean) => void

/**
 * The starts of one sync, one container after the other: each goes its whole way, from the back-off to postStart, before the next begins.
 *
 * Follows: pkg/kubelet/kuberuntime/kuberuntime_manager.go, SyncPod (v1.37.2).
 */
export class StartRound implements ContainerStart, ImageAsker {
  private readonly host: RoundHost
  readonly pod: StartingPod
  private readonly cache: PodCache
  private readonly starts: readonly Container[]
  private readonly why: Why
  private readonly done: Done
  private place = -1
  private acted = false
  private hasFailed = false

  // of the start under way
  attempt = 0
  cause: readonly number[] = []
  pulled = ''
  missing: string | undefined = undefined

  constructor(host: RoundHost, pod: StartingPod, cache: PodCache, starts: readonly Container[], why: Why, done: Done) {
    this.host = host
    this.pod = pod
    this.cache = cache
    this.starts = starts
    this.why = why
    this.done = done
  }

  get container(): Container {
    return this.starts[this.place]!
  }

  get pullSeconds(): number {
    return this.why.first && this.place === 0 ? LATENCY.firstPull : LATENCY.pull
  }

  /** Goes on with the first container that its back-off does not hold. */
  next(): void {
    const { starts, pod, host, why } = this
    do {
      this.place++
      if (this.place >= starts.length || pod.state !== 'active') return this.end()
    } while (this.isHeld(host.inBackOff(this.container, why.causes)))
    this.acted = true
    this.attempt = this.pod.nextAttempt(this.container.name)
    this.cause = host.causesOf(this.container, why.causes)
    host.ensureImage(this.container, this.cause, this)
  }

  private isHeld(held: boolean): boolean {
    if (held) this.hasFailed = true
    return held
  }

  private end(): void {
    this.done(this.acted, !this.hasFailed)
  }

  ensured(ensured: Ensured): void {
    const { pod } = this
    const prepared = this.host.prepared(this.container, ensured, this.cause)
    if (pod.left) return this.end()
    if (!prepared || pod.state !== 'active') return this.goOn()
    this.pulled = prepared.pulled
    this.missing = prepared.missing
    startContainer(pod.node, this)
  }

  /** An init container that cannot be started ends the sync; a side-car is passed over. */
  private goOn(): void {
    this.hasFailed = true
    const isInit = this.pod.pod.spec.initContainers.includes(this.container)
    if (isInit && this.container.restartPolicy !== 'Always') this.end()
    else this.next()
  }

  // --- what the runtime asks and tells

  isOff(): boolean {
    return this.pod.left
  }

  makeProcess(container: Container, attempt: number, onExit: OnExit, life: LifeEntries): Process {
    return this.pod.makeProcess(container, attempt, onExit, life)
  }

  created(instance: Instance): void {
    this.cache.add(instance)
    this.pod.created(instance)
  }

  runs(instance: Instance): void {
    this.host.started(instance)
    this.host.postStart(instance, (ok) => (ok ? this.next() : this.goOn()))
  }

  exited(instance: Instance): void {
    this.cache.exited(instance)
  }

  failed(instance: Instance, message: string): void {
    this.host.cannotStart(instance, message)
    this.cache.exited(instance)
    this.goOn()
  }

  lost(instance: Instance | undefined): void {
    if (instance) this.cache.drop(instance)
    this.end()
  }
}
