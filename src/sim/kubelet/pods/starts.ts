import { getOrInsert } from '../../../manifest/own.ts'
import type { Container, LifecycleHandler, Pod } from '../../../manifest/types.ts'
import { scriptOf } from '../../node/assumed-commands.ts'
import { startWords } from '../../node/assumed-shell.ts'
import { isUserAssumed, noProgram } from '../../node/images.ts'
import type { LifeEntries, OnExit, Process } from '../../node/process.ts'
import { goDuration } from '../../scenario/duration.ts'
import type { KubeletPod } from '../kubelet-host.ts'
import { filesOf } from '../running.ts'
import { type BackOffDecision, BackOffTable } from './backoff.ts'
import { configProblem, environmentOf, expanded, objectReader, placeOf, skippedKeys } from './environment.ts'
import { runHook } from './lifecycle-hooks.ts'
import { type Ensured, ImagePulls } from './image-pulls.ts'
import type { PodCache } from './pod-cache.ts'
import { identityOf } from './pod-actions.ts'
import { CRASH_LOOP, type Waiting } from './pod-status.ts'
import { containerID, type ContainerStart, type Instance, LATENCY, startContainer } from './runtime.ts'
import { SANDBOX_CHANGED } from './sandbox.ts'
import type { SeenInstance } from './status.ts'
import { stopContainer } from './stop.ts'

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
  /** The keys that become no variables: what is said of them, and of which line. */
  skipped: readonly { message: string; root: number }[]
}

/** Is told whether any was started, and whether all that were to be were. */
export type Done = (acted: boolean, ok: boolean) => void

const RETRY_SECONDS = 10
const NONE: readonly Instance[] = []

/**
 * The starts of one pod's containers: back-off first, postStart last.
 *
 * Follows: pkg/kubelet/kuberuntime/kuberuntime_manager.go, SyncPod and doBackOff; kuberuntime_container.go, startContainer (v1.37.2).
 */
export class ContainerStarts {
  /** By container: why it waits. */
  readonly waiting = new Map<string, Waiting>()
  /** How often a container has begun to wait, for something else, or no longer. */
  changes = 0
  private backOff: BackOffTable
  private readonly keys = new WeakMap<Container, string>()
  private lastDecision: number | undefined
  private unseen: readonly Instance[] = NONE

  readonly pulls: ImagePulls
  private pod: KubeletPod
  private cache: PodCache

  constructor(pod: KubeletPod, cache: PodCache) {
    this.backOff = new BackOffTable(pod.kubelet.crashLoop)
    this.pulls = new ImagePulls(pod)
    this.pod = pod
    this.cache = cache
  }

  /** The back-off is the kubelet's, by the pod's UID: it outlives a worker. */
  takeOver({ backOff }: ContainerStarts): void {
    this.backOff = backOff
  }

  /** The starts that a relist is still to see; asked once a sync. */
  takeUnseen(): readonly Instance[] {
    const { unseen } = this
    this.unseen = NONE
    return unseen
  }

  /** Starts containers, one after the other. One that its back-off holds is left out. */
  run(starts: readonly Container[], why: Why, done: Done): void {
    const { engine } = this.pod.node
    const round = new StartRound(this, this.pod, this.cache, starts, why, done)
    if (why.afterStop) engine.after(LATENCY.pullAfterStop - LATENCY.pull, begin, round)
    else round.next()
  }

  /** It runs: nothing keeps it waiting. */
  started(instance: Instance): void {
    if (this.waiting.delete(instance.container.name)) this.changes++
    const atOnce = this.pod.node.release.relistsAfterSync
    this.cache.started(instance, atOnce)
    if (atOnce && instance.seenAt === undefined) this.unseen = [...this.unseen, instance]
  }

  prepared(container: Container, ensured: Ensured, cause: readonly number[]): Prepared | undefined {
    const { pod } = this
    const { node } = pod
    if ('waiting' in ensured) {
      this.wait(container, ensured.waiting)
      return undefined
    }
    const { pulled } = ensured
    if (this.same.has(container.name)) return { pulled, missing: this.same.get(container.name), skipped: [] }
    const objects = objectReader(node, pod.pod)
    const skipped = skippedKeys(pod.pod.metadata, container, objects).map(({ message, field }) => ({
      message,
      root: pod.roots.ofContainer(container, field),
    }))
    const problem = configProblem(node, pod.pod, container, pod.podId, objects)
    if (problem) {
      const { message, field } = problem
      const root = field.startsWith('spec.') ? pod.roots.field(field) : pod.roots.ofContainer(container, field)
      return this.cannotMake(container, 'CreateContainerConfigError', message, root, { pulled, skipped }, cause)
    }
    if (isUserAssumed(node.inputs, pod.pod, container)) {
      const { name, securityContext } = container
      const path = 'securityContext.runAsNonRoot'
      const root = securityContext.runAsNonRoot === undefined ? pod.roots.field(`spec.${path}`) : pod.roots.ofContainer(container, path)
      const message = `Nothing says whom ${container.image} runs as, and container ${name} must not run as root. Assumed: a number that is not 0. Say it under images.`
      node.trace.warnOnce(message, { cause: root, pod: pod.name, container: name, assumed: 'does not run as root' })
    }
    const words = expanded(container, environmentOf(pod.pod, container, placeOf(node.inputs, pod), objects))
    const files =
      container.volumeMounts.length > 0 || words.command[0]?.includes('/')
        ? filesOf(pod.pod, container, node.inputs, node, objects)
        : undefined
    const program = noProgram(node.inputs, container.image, words, files)
    // the runtime cannot make a container of which nobody says what it runs
    if (program?.is === 'none named') {
      const id = containerID(pod.name, container.name, pod.nextAttempt(container.name), node.engine.now)
      const root = pod.roots.ofContainer(container, 'image')
      return this.cannotMake(container, 'CreateContainerError', node.release.noCommandText(id), root, { pulled, skipped }, cause)
    }
    if (container.env.length + container.envFrom.length === 0 && !files) this.same.set(container.name, program?.why)
    return { pulled, missing: program?.why, skipped }
  }

  /** Of containers that depend on no object and no file: whether their program is there is the same at every start. */
  private readonly same = new Map<string, Prepared['missing']>()

  /** That its image is there, and what its variables lack; returns the entry about the image. */
  tellPulled(container: Container, { pulled, skipped }: Omit<Prepared, 'missing'>, cause: readonly number[]): number {
    const entry = this.event(container, 'Normal', 'Pulled', pulled, cause)
    const { name, node } = this.pod
    for (const { message, root } of skipped)
      node.trace.event(name, undefined, 'Warning', 'InvalidEnvironmentVariableNames', message, [root, entry])
    return entry
  }

  private cannotMake(
    container: Container,
    reason: string,
    message: string,
    root: number,
    said: Omit<Prepared, 'missing'>,
    cause: readonly number[],
  ): undefined {
    this.tellPulled(container, said, cause)
    const entry = this.event(container, 'Warning', 'Failed', `Error: ${message}`, [root, ...cause])
    this.wait(container, { reason, message, cause: entry })
  }

  /** The runtime has made the container, and cannot start its program: that is a life of it, and its end. */
  cannotStart(instance: Instance, message: string): void {
    const { container } = instance
    const root = this.pod.roots.ofContainer(container, container.command.length > 0 ? 'command[0]' : 'image')
    const entry = this.event(container, 'Warning', 'Failed', `Error: ${message}`, [instance.startEntry, root])
    instance.exitEntry = entry
    this.wait(container, { reason: 'RunContainerError', message, cause: entry })
  }

  /** Tried again after some time, as whatever fails in a sync. */
  private wait({ name }: Container, why: Omit<Waiting, 'until'>): void {
    this.setWaiting(name, { ...why, until: this.pod.node.engine.now + RETRY_SECONDS })
    this.lastTrouble = why.cause
  }

  private setWaiting(container: string, why: Waiting): void {
    const before = this.waiting.get(container)
    if (before?.reason !== why.reason || before.message !== why.message) this.changes++
    this.waiting.set(container, why)
  }

  /** The last Event of a start that came to nothing. */
  lastTrouble: number | undefined

  private event(container: Container, type: 'Normal' | 'Warning', reason: string, message: string, cause: readonly number[]): number {
    return this.pod.node.trace.event(this.pod.name, container.name, type, reason, message, cause)
  }

  /** What a start follows from: the end before it, the back-off's word, what woke the sync, the policy; and what it starts. */
  causesOf(container: Container, causes: readonly number[]): readonly number[] {
    const { roots } = this.pod
    const image = roots.ofContainer(container, 'image')
    const before = this.cache.newest(container.name)
    const exit = before?.removedAt === undefined ? before?.exitEntry : undefined
    if (exit === undefined) return [...causes, image, ...this.waitedFor(container)]
    const policy = container.ownRestarts ? roots.ofContainer(container, 'restartPolicy') : roots.field('spec.restartPolicy')
    // what had ended long before runs again for the new sandbox alone
    const [first] = causes
    const by = first === undefined || first < exit ? undefined : this.pod.node.trace.entries[first]
    if (by?.kind === 'event' && by.reason === SANDBOX_CHANGED) return distinct(...causes, exit, policy, image)
    return this.lastDecision === undefined
      ? distinct(exit, ...causes, policy, image)
      : distinct(exit, this.lastDecision, ...causes, policy, image)
  }

  /** The line whose end the rest of the pod waits for: an init container's command, or a hook. */
  private waitedFor(container: Container): readonly number[] {
    const { roots, pod } = this.pod
    if (container.lifecycle?.postStart) return [roots.ofContainer(container, 'lifecycle.postStart')]
    if (container.restartPolicy === 'Always' || !pod.spec.initContainers.includes(container)) return []
    const { command, args } = container
    const list = command.length > 0 ? 'command' : 'args'
    const words = startWords(container)
    const place = words.indexOf(scriptOf(words) ?? '')
    if (place < 0) return command.length + args.length === 0 ? [] : [roots.ofContainer(container, list)]
    return [roots.ofContainer(container, place < command.length ? `command[${place}]` : `args[${place - command.length}]`)]
  }

  /** A postStart hook that cannot be run, or fails, costs the container. */
  postStart(instance: Instance, done: (ok: boolean) => void): void {
    const hook = instance.container.lifecycle?.postStart
    if (hook) this.runPostStart(hook, instance, done)
    else done(true)
  }

  private runPostStart(hook: LifecycleHandler, instance: Instance, done: (ok: boolean) => void): void {
    const { pod } = this
    runHook(pod.node, hook, { instance, pod, cause: instance.startEntry }, (failed) => {
      if (!failed) return done(true)
      const { trace, release } = pod.node
      const told = ['PostStart', instance.container.name, pod.podId, failed] as const
      const message = release.hookFailedText(...told)
      const entry = trace.event(this.pod.name, instance.container.name, 'Warning', 'FailedPostStartHook', message, [
        pod.roots.ofContainer(instance.container, 'lifecycle.postStart'),
        instance.startEntry,
      ])
      this.setWaiting(instance.container.name, {
        reason: release.postStartReason(failed.error),
        message: release.hookErrorText(...told),
        until: pod.node.engine.now,
        cause: entry,
      })
      stopContainer(
        pod,
        instance,
        {
          message: release.killingText(instance.container.name, 'postStart'),
          graceSeconds: pod.pod.spec.terminationGracePeriodSeconds,
          graceRoot: () => pod.roots.field('spec.terminationGracePeriodSeconds'),
          cause: entry,
        },
        () => done(false),
      )
    })
  }

  /** Asks the back-off, by the newest exited instance that this sync was handed: one that it stopped itself is not among them. */
  inBackOff(container: Container, causes: readonly number[]): boolean {
    const { engine, trace } = this.pod.node
    this.lastDecision = undefined
    const exited = newestExited(this.cache.seen(container.name))
    if (!exited) return false
    const decision = this.backOff.ask(this.keyOf(container), exited.exitedAt!, engine.now)
    const { blocked, backOffSeconds, until, nextSeconds } = decision
    // first the end that the start would follow: it may be younger than the one that this sync was handed
    const cause = distinct(this.cache.newest(container.name)?.exitEntry ?? exited.exitEntry!, exited.exitEntry!, ...causes)
    const sinceExitSeconds = engine.now - exited.exitedAt!
    const pod = this.pod.name
    const { name } = container
    this.lastDecision = trace.add(
      blocked
        ? { id: 0, t: 0, kind: 'backoff', cause, pod, container: name, blocked, backOffSeconds, sinceExitSeconds, until, nextSeconds }
        : { id: 0, t: 0, kind: 'backoff', cause, pod, container: name, blocked, backOffSeconds, sinceExitSeconds, nextSeconds },
    )
    if (blocked) this.isHeld(container, decision, this.lastDecision)
    return blocked
  }

  /** What its back-off goes by: of a container that is another now it begins anew. */
  private keyOf(container: Container): string {
    const { pod, node } = this.pod
    return getOrInsert(this.keys, container, () => `${container.name} ${identityOf(pod, container.name, node.release.backOffKey)}`)
  }

  private isHeld({ name }: Container, { backOffSeconds, until }: BackOffDecision, cause: number): void {
    const { node, podId, name: pod } = this.pod
    const message = node.release.backOffText(name, podId)
    node.trace.event(pod, name, 'Warning', 'BackOff', message, cause)
    // one that has been told already lasts as long, and so has the same words
    const before = this.waiting.get(name)
    const why =
      before?.reason === CRASH_LOOP && before.until === until
        ? before.message
        : `${node.release.crashLoopWord} ${goDuration(backOffSeconds)} restarting failed container=${name} pod=${podId}`
    this.setWaiting(name, { reason: CRASH_LOOP, message: why, until, cause })
  }
}

/**
 * The starts of one sync, one container after the other: each goes its whole way, from the back-off to postStart, before the next begins.
 *
 * Follows: pkg/kubelet/kuberuntime/kuberuntime_manager.go, SyncPod (v1.37.2).
 */
class StartRound implements ContainerStart {
  private readonly host: ContainerStarts
  readonly pod: KubeletPod
  /** As it was when the sync began, whatever has been edited since. */
  private readonly madeFrom: Pod
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
  private said: Omit<Prepared, 'missing'> = { pulled: '', skipped: [] }
  missing: string | undefined = undefined

  constructor(host: ContainerStarts, pod: KubeletPod, cache: PodCache, starts: readonly Container[], why: Why, done: Done) {
    this.host = host
    this.pod = pod
    this.madeFrom = pod.pod
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
    host.pulls.ensure(this.container, this.cause, (ensured) => this.ensured(ensured))
  }

  private isHeld(held: boolean): boolean {
    if (held) this.hasFailed = true
    return held
  }

  private end(): void {
    this.done(this.acted, !this.hasFailed)
  }

  private ensured(ensured: Ensured): void {
    const { pod } = this
    const prepared = this.host.prepared(this.container, ensured, this.cause)
    if (!prepared || pod.state !== 'active') return this.goOn()
    this.said = prepared
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
    return this.pod.kubelet.makeProcess(this.pod, container, attempt, onExit, life)
  }

  tellPulled(): number {
    return this.host.tellPulled(this.container, this.said, this.cause)
  }

  created(instance: Instance): void {
    this.cache.add(instance)
    instance.madeFrom = this.madeFrom
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

function newestExited(seen: readonly SeenInstance[]): Instance | undefined {
  for (const { exited, instance } of seen) if (exited) return instance
  return undefined
}

const begin = (round: StartRound): void => round.next()

/** The same numbers, each where it comes first. */
function distinct(...ids: number[]): readonly number[] {
  let count = 0
  // those that are kept stand before `count`
  for (const id of ids) if (ids.indexOf(id) >= count) ids[count++] = id
  ids.length = count
  return ids
}
