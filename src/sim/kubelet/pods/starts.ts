import type { Container, Pod } from '../../../manifest/types.ts'
import type { Node } from '../../node/node.ts'
import type { LifeEntries, OnExit, Process } from '../../node/process.ts'
import { type NoProgram, noProgram } from '../../node/images.ts'
import { BackOffTable } from './backoff.ts'
import { goDuration } from '../../scenario/duration.ts'
import { type ConfigProblem, configProblem } from './config-problem.ts'
import { environmentOf, expanded, type ObjectReader } from './environment.ts'
import { runHook } from './hooks.ts'
import { ImagePulls } from './image-pulls.ts'
import { filesOf } from '../running.ts'
import { objectReader } from './objects.ts'
import type { PodCache } from './pod-cache.ts'
import type { Waiting } from './pod-status.ts'
import type { PodRoots } from './pod-roots.ts'
import { containerID, type Instance, LATENCY, startContainer } from './runtime.ts'
import { type Owner, stopContainer } from './stop.ts'

/** The pod whose containers are started. */
export interface StartingPod extends Owner {
  readonly node: Node
  readonly pod: Pod
  readonly uid: string
  /** Empty where the kubelet knows none. */
  readonly podIP: string
  readonly state: 'active' | 'terminating' | 'ended'
  readonly roots: PodRoots
  /** Its kubelet has ended. */
  readonly left: boolean
  makeProcess(container: Container, attempt: number, onExit: OnExit, life: LifeEntries): Process
  created(instance: Instance): void
}

/** What stands before a start, and is done: what is said of the image, and which program is missing in it. */
interface Prepared {
  pulled: string
  missing: Extract<NoProgram, { why: string }> | undefined
}

const RETRY_SECONDS = 10
const NO_OBJECTS: ObjectReader = { all: () => undefined, key: () => undefined }

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

  private readonly pulls: ImagePulls
  private pod: StartingPod
  private cache: PodCache

  constructor(pod: StartingPod, cache: PodCache) {
    this.pulls = new ImagePulls(pod)
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
      // an init container that cannot be started ends the sync
      const goOn = () => (this.pod.pod.spec.initContainers.includes(container) ? done(acted) : next(i + 1))
      this.prepare(container, cause, (prepared) => {
        if (this.pod.left) return done(true)
        if (!prepared || this.pod.state !== 'active') return goOn()
        start(container, attempt, cause, i, prepared, goOn)
      })
    }
    const start = (
      container: Container,
      attempt: number,
      cause: readonly number[],
      i: number,
      { pulled, missing }: Prepared,
      goOn: () => void,
    ): void => {
      startContainer(
        this.pod.node,
        {
          pod: this.pod.name,
          uid: this.pod.uid,
          container,
          attempt,
          cause,
          pulled,
          missing: missing?.why,
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
          failed: (instance, message) => {
            this.cannotStart(instance, message)
            this.cache.exited(instance)
            goOn()
          },
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

  /** The image, then the configuration; undefined where one of them keeps the container waiting. */
  private prepare(container: Container, cause: readonly number[], done: (prepared: Prepared | undefined) => void): void {
    const { pod } = this
    const { node } = pod
    const path = pod.roots.pathOf(container)
    this.pulls.policy = () => [pod.roots.field(`${path}.imagePullPolicy`)]
    this.pulls.ensure(container, cause, (ensured) => {
      if ('waiting' in ensured) {
        this.wait(container, ensured.waiting)
        return done(undefined)
      }
      if (this.same.has(container.name)) return done({ pulled: ensured.pulled, missing: this.same.get(container.name) })
      const objects = container.env.length + container.envFrom.length > 0 ? objectReader(node, pod.pod) : NO_OBJECTS
      const problem = configProblem(node, pod.pod, container, pod.podId, objects)
      if (problem) {
        this.wrongConfig(container, problem, ensured.pulled, cause)
        return done(undefined)
      }
      const place = {
        nodeName: node.inputs.node.name,
        nodeIP: node.inputs.node.ip,
        attached: node.inputs.cluster.attached,
        podIP: pod.podIP,
        uid: pod.uid,
      }
      const words = expanded(container, environmentOf(pod.pod, container, place, objects))
      const files =
        container.volumeMounts.length > 0 || words.command[0]?.includes('/')
          ? filesOf(pod.pod, container, node.inputs, node, objectReader(node, pod.pod))
          : undefined
      const missing = noProgram(node.inputs, container.image, words, files)
      if (missing?.is === 'none named') {
        this.cannotCreate(container, ensured.pulled, cause)
        return done(undefined)
      }
      if (objects === NO_OBJECTS && !files) this.same.set(container.name, missing)
      done({ pulled: ensured.pulled, missing })
    })
  }

  /** Of containers that depend on no object and no file: whether their program is there is the same at every start. */
  private readonly same = new Map<string, Prepared['missing']>()

  private wrongConfig(container: Container, { message, field }: ConfigProblem, pulled: string, cause: readonly number[]): void {
    const { roots } = this.pod
    const root = roots.field(field.startsWith('spec.') ? field : `${roots.pathOf(container)}.${field}`)
    this.event(container, 'Normal', 'Pulled', pulled, cause)
    const entry = this.event(container, 'Warning', 'Failed', `Error: ${message}`, [root, ...cause])
    this.wait(container, { reason: 'CreateContainerConfigError', message, cause: entry })
  }

  /** The runtime cannot make a container of which nobody says what it runs. */
  private cannotCreate(container: Container, pulled: string, cause: readonly number[]): void {
    const { node, roots, name } = this.pod
    const message = node.release.noCommandText(containerID(name, container.name, this.cache.count(container.name), node.engine.now))
    this.event(container, 'Normal', 'Pulled', pulled, cause)
    const root = roots.field(`${roots.pathOf(container)}.image`)
    const entry = this.event(container, 'Warning', 'Failed', `Error: ${message}`, [root, ...cause])
    this.wait(container, { reason: 'CreateContainerError', message, cause: entry })
  }

  /** The runtime has made the container, and cannot start its program: that is a life of it, and its end. */
  private cannotStart(instance: Instance, message: string): void {
    const { container } = instance
    const path = this.pod.roots.pathOf(container)
    const root = this.pod.roots.field(container.command.length > 0 ? `${path}.command[0]` : `${path}.image`)
    const entry = this.event(container, 'Warning', 'Failed', `Error: ${message}`, [instance.startEntry, root])
    instance.exitEntry = entry
    this.wait(container, { reason: 'RunContainerError', message, cause: entry })
  }

  /** Tried again after some time, as whatever fails in a sync. */
  private wait({ name }: Container, why: Omit<Waiting, 'until'>): void {
    this.waiting.set(name, { ...why, until: this.pod.node.engine.now + RETRY_SECONDS })
    this.lastTrouble = why.cause
  }

  /** The last Event of a start that came to nothing. */
  lastTrouble: number | undefined

  private event(container: Container, type: 'Normal' | 'Warning', reason: string, message: string, cause: readonly number[]): number {
    return this.pod.node.trace.add({
      id: 0,
      t: 0,
      kind: 'event',
      cause,
      pod: this.pod.name,
      container: container.name,
      type,
      reason,
      message,
    })
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
      this.waiting.set(instance.container.name, { reason: release.postStartReason(failed.error), message, until: 0, cause: entry })
      stopContainer(
        pod.node,
        pod,
        instance,
        {
          message: release.killingText(instance.container.name, 'postStart'),
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
