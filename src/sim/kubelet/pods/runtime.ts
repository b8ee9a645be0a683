import type { Container, Pod } from '../../../manifest/types.ts'
import type { Node } from '../../node/node.ts'
import type { LifeEntries, OnExit, Process } from '../../node/process.ts'
import type { StartPin } from '../../chance.ts'
import type { NewEntry } from '../../trace/recorder.ts'

/** Medians of real starts, in seconds, used where a scenario pins none. */
export const LATENCY = {
  /** From the first sync of a pod to Pulled. */
  firstPull: 0.18,
  /** From a stop, or from another sync, to Pulled. */
  pull: 0.02,
  /** From a signal's sending to its effect. */
  signal: 0.03,
  /** From the end of the grace to SIGKILL's effect. */
  kill: 0.01,
  pullAfterStop: 0.06,
  pullToCreate: 0.02,
  createToStart: 0.11,
} as const

/** Is told of a process's end. */
export interface ExitListener {
  ended(): void
}

/** One life of a container. */
export class Instance implements LifeEntries {
  readonly id: string
  readonly container: Container
  readonly attempt: number
  process: Process = NO_PROCESS
  /** The pod as it was then. */
  madeFrom: Pod | undefined = undefined
  readonly createdAt: number
  startedAt: number | undefined = undefined
  exitedAt: number | undefined = undefined
  /** When the kubelet removed what was left of it; undefined where it has not, or nobody can tell. */
  removedAt: number | undefined = undefined
  code: number | undefined = undefined
  /** As the runtime tells it, where that is neither Completed nor Error. */
  reason: string | undefined = undefined
  /** What the runtime says beside that. */
  message: string | undefined = undefined
  /** When the kubelet's relist sees its start, where that is pinned; null for never. */
  seenAt: number | null | undefined = undefined
  /** The entry of its start; of its creation until then. */
  startEntry: number
  /** The entry that its exit follows from, where something stops it. */
  stopCause: number | undefined = undefined
  /** The line that ends its grace, once that is over. */
  graceCause: number | undefined = undefined
  exitEntry: number | undefined = undefined
  private exitListeners: readonly ExitListener[] = NOBODY

  constructor(id: string, container: Container, attempt: number, createdAt: number, createdEntry: number) {
    this.id = id
    this.container = container
    this.attempt = attempt
    this.createdAt = createdAt
    this.startEntry = createdEntry
  }

  /** Tells when the process has ended. */
  onExit(listener: ExitListener): void {
    const { exitListeners } = this
    this.exitListeners = exitListeners.length === 0 ? [listener] : [...exitListeners, listener]
  }

  offExit(listener: ExitListener): void {
    this.exitListeners = this.exitListeners.filter((other) => other !== listener)
  }

  hasExited(): void {
    for (const listener of this.exitListeners) listener.ended()
  }

  start(): number {
    return this.startEntry
  }

  stop(): number | undefined {
    return this.stopCause
  }
}

/** A start that somebody asks the runtime for, and what he is told of it. */
export interface ContainerStart {
  readonly pod: { readonly name: string; readonly uid: string }
  readonly container: Container
  readonly attempt: number
  /** Why the runtime cannot start its program: it never runs. */
  readonly missing: string | undefined
  /** What this start waits for before `Pulled`, where it isn't pinned. */
  readonly pullSeconds: number
  /** Whoever starts it is gone. */
  isOff(): boolean
  makeProcess(container: Container, attempt: number, onExit: OnExit, life: LifeEntries): Process
  /** The image is there: returns the entry that says so. */
  tellPulled(): number
  created(instance: Instance): void
  runs(instance: Instance): void
  exited(instance: Instance): void
  /** It has been made, and its program cannot be started: why, in the runtime's words. */
  failed(instance: Instance, message: string): void
  /** The runtime, or whoever started it, has gone: it never runs. */
  lost(instance: Instance | undefined): void
}

/**
 * Pulls, creates and starts a container.
 *
 * Images are always present.
 * Follows: pkg/kubelet/kuberuntime/kuberuntime_container.go, startContainer (v1.37.2).
 */
export function startContainer(node: Node, start: ContainerStart): void {
  new RuntimeLife(node, start).begin()
}

/** The way of one container through the runtime, from its image to its end. */
class RuntimeLife {
  private readonly node: Node
  /** Asked anew at each step: whoever starts containers in turn has then the same answers. */
  private readonly starter: ContainerStart
  private readonly pod: ContainerStart['pod']
  private readonly container: Container
  private readonly attempt: number
  private readonly missing: string | undefined
  private readonly losses: number
  private readonly delay: Node['startDelay']
  private pin: StartPin | undefined
  private createdAt = 0
  private startedAt = 0
  /** The entry of its last step. */
  private entry = 0
  private instance: Instance | undefined

  constructor(node: Node, start: ContainerStart) {
    this.node = node
    this.starter = start
    this.pod = start.pod
    this.container = start.container
    this.attempt = start.attempt
    this.missing = start.missing
    this.losses = node.losses
    this.delay = node.startDelay
  }

  begin(): void {
    const { engine, luck } = this.node
    const { seconds } = this.delay
    this.pin = luck.takeStart(this.container.name, engine.now + seconds)
    this.startedAt = this.pin?.at ?? engine.now + this.starter.pullSeconds + LATENCY.pullToCreate + LATENCY.createToStart + seconds
    this.createdAt = Math.max(engine.now, this.startedAt - LATENCY.createToStart - seconds)
    engine.schedule(Math.max(engine.now, this.createdAt - LATENCY.pullToCreate), pull, this)
  }

  private get isOff(): boolean {
    return this.node.losses !== this.losses || this.starter.isOff()
  }

  pull(): void {
    if (this.isOff) return this.starter.lost(undefined)
    this.entry = this.starter.tellPulled()
    this.node.engine.schedule(this.createdAt, create, this)
  }

  create(): void {
    if (this.isOff) return this.starter.lost(undefined)
    const { engine, release } = this.node
    const { pod, container, attempt } = this
    this.entry = this.event('Created', release.createdText(container.name), this.entry)
    const id = containerID(pod.name, container.name, attempt, engine.now)
    const instance = (this.instance = new Instance(id, container, attempt, engine.now, this.entry))
    if (this.missing === undefined)
      instance.process = this.starter.makeProcess(container, attempt, (end) => this.exited(instance, end), instance)
    this.starter.created(instance)
    engine.schedule(this.startedAt, start, this)
  }

  start(): void {
    const { node, starter, container, delay, missing } = this
    const instance = this.instance!
    if (this.isOff) return starter.lost(instance)
    if (missing !== undefined) return starter.failed(instance, neverStarted(node, instance, missing))
    const { engine, release, trace } = node
    const cause = delay.cause === undefined ? this.entry : [this.entry, delay.cause]
    instance.startEntry = trace.add(this.entryOf('started', cause))
    instance.startedAt = engine.now
    if (this.pin?.seen !== undefined) instance.seenAt = this.pin.seen
    this.event('Started', release.startedText(container.name), instance.startEntry)
    instance.process.start()
    starter.runs(instance)
  }

  private exited(instance: Instance, { code, signal, reason, cause: known }: Parameters<OnExit>[0]): void {
    instance.exitedAt = this.node.engine.now
    instance.code = code
    instance.reason = reason
    const entry = this.entryOf('exited', exitCause(instance, known))
    entry.code = code
    if (signal !== undefined) entry.signal = signal
    if (reason !== undefined) entry.reason = reason
    instance.exitEntry = this.node.trace.add(entry)
    this.starter.exited(instance)
    instance.hasExited()
  }

  private entryOf(op: NewProcess['op'], cause: number | readonly number[]): NewProcess {
    const { pod, container, attempt } = this
    return { id: 0, t: 0, kind: 'process', cause, pod: pod.name, uid: pod.uid, container: container.name, op, attempt }
  }

  private event(reason: string, message: string, cause: number | readonly number[]): number {
    const { pod, container } = this
    return this.node.trace.event(pod.name, container.name, 'Normal', reason, message, cause)
  }
}

type NewProcess = Extract<NewEntry, { kind: 'process' }>

const pull = (life: RuntimeLife): void => life.pull()
const create = (life: RuntimeLife): void => life.create()
const start = (life: RuntimeLife): void => life.start()

/** In place of a program that cannot be started. */
const NO_PROCESS: Process = {
  start: () => {},
  terminate: () => {},
  kill: () => {},
  stop: () => {},
  resume: () => {},
  stopped: false,
  slow: () => {},
  slowSeconds: 0,
  crash: () => {},
  exec: () => ({ missing: true }),
}

/** A life that ends before its program runs. Follows: containerd, internal/cri/server/container_start.go; dockershim, docker_container.go. */
function neverStarted({ engine, release }: Node, instance: Instance, why: string): string {
  const { code, reason } = release.startFailure(why)
  instance.exitedAt = engine.now
  instance.code = code
  instance.reason = reason
  const text = release.startFailedText(instance.id, why)
  // Docker keeps what itself has said, without the words of who asked
  instance.message =
    release.runtime === 'docker' ? text.replace(/^failed to start container "\w+": Error response from daemon: /, '') : text
  return text
}

/** What stopped it, then what decided how that went; where nothing stopped it, what it knows itself. */
function exitCause(
  { stopCause, graceCause, startEntry }: Instance,
  known: number | readonly number[] | undefined,
): number | readonly number[] {
  const own = known === undefined ? NONE : typeof known === 'number' ? [known] : known
  if (stopCause === undefined) return own.length > 0 ? own : startEntry
  if (graceCause !== undefined) return [stopCause, graceCause, ...own]
  return own.length > 0 ? [stopCause, ...own] : stopCause
}

const NONE: readonly number[] = []
const NOBODY: readonly ExitListener[] = []

/** The runtime's name of one life: 64 hexadecimal digits, the same in every run. */
export function containerID(pod: string, container: string, attempt: number, at: number): string {
  let hash = 0x811c9dc5 ^ attempt ^ Math.round(at * 1000)
  for (let i = 0; i < pod.length; i++) hash = Math.imul(hash ^ pod.charCodeAt(i), 0x01000193)
  for (let i = 0; i < container.length; i++) hash = Math.imul(hash ^ container.charCodeAt(i), 0x01000193)
  for (let part = 0; part < 8; part++) {
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) + 0x9e3779b9
    const digits = hash ^ (hash >>> 13)
    for (let place = 0; place < 8; place++) ID_CODES[part * 8 + place] = HEX_DIGITS.charCodeAt((digits >>> (28 - place * 4)) & 15)
  }
  return String.fromCharCode(...ID_CODES)
}

/** The digits of the id that is being made: the same array each time. */
const ID_CODES: number[] = Array.from({ length: 64 }, () => 0)
const HEX_DIGITS = '0123456789abcdef'
