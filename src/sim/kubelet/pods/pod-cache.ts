import type { Container } from '../../../manifest/types.ts'
import type { Luck } from '../../chance.ts'
import type { Engine } from '../../engine.ts'
import type { Node } from '../../node/node.ts'
import type { RelistClock } from './relist.ts'
import type { Instance } from './runtime.ts'
import type { SeenInstance } from './status.ts'

const NONE: readonly SeenInstance[] = []

/**
 * The containers of one pod, as they are and as the kubelet's relist has seen them: a sync is handed the latter.
 *
 * Follows: pkg/kubelet/container/cache.go and pkg/kubelet/pleg/generic.go (v1.37.2).
 */
export class PodCache {
  private readonly engine: Engine
  private readonly luck: Luck
  private readonly relist: RelistClock
  private readonly onSeen: (cause: number) => void
  private readonly onSandbox: (cause: number) => void
  /** By container. */
  private lives = new Map<string, ContainerLives>()
  /** The same, for what looks at all of them. */
  private readonly all: ContainerLives[] = []

  /** All lives of a container; always the same object. */
  livesOf(container: string): ContainerLives {
    let lives = this.lives.get(container)
    if (!lives) {
      this.lives.set(container, (lives = new ContainerLives()))
      this.all.push(lives)
    }
    return lives
  }
  private relistedAt = -Infinity
  /** The last relist of this pod alone. */
  private ownRelistAt = -Infinity
  /** The newest life whose end no relist has seen yet. */
  private ended: Instance | undefined
  /** The newest instance whose first sighting is pinned. */
  private unseen: Instance | undefined

  /** `onSeen` is told of each change that a relist sees, with the entry behind it; `onSandbox` of a new sandbox beside it. */
  constructor(
    { engine, luck, release }: Pick<Node, 'engine' | 'luck' | 'release'>,
    relist: RelistClock,
    onSeen: (cause: number) => void,
    onSandbox: (cause: number) => void,
  ) {
    this.engine = engine
    this.joinsWakes = release.joinsWakes
    this.luck = luck
    this.relist = relist
    this.onSeen = onSeen
    this.onSandbox = onSandbox
  }

  /** A kubelet that has just begun finds what the one before it has left; what that was still about to start never runs. */
  adopt(left: PodCache): void {
    for (const [name, { newest }] of left.lives) {
      if (newest && newest.startedAt === undefined && newest.exitedAt === undefined) left.drop(newest)
      const lives = this.livesOf(name)
      lives.keep(left.livesOf(name).all)
      for (const instance of lives.all) {
        instance.seenAt = undefined
        if (instance.exitedAt === undefined) instance.onExit({ ended: () => this.exited(instance) })
      }
    }
    this.relistedAt = this.engine.now
    this.isSandboxNew = false
    this.seeAt(this.relist.next(this.engine.now), () => this.newestEntry())
  }

  add(instance: Instance): void {
    this.livesOf(instance.container.name).add(instance)
  }

  /** It never ran: the count of restarts goes on from the instance before it, though that was collected for its sake. */
  drop(instance: Instance): void {
    const lives = this.livesOf(instance.container.name)
    lives.keep(lives.all.filter(({ id }) => id !== instance.id))
    const { newest } = lives
    if (newest?.removedAt !== undefined && newest.removedAt >= instance.createdAt) newest.removedAt = undefined
  }

  /** All that have ended are gone: the next relist finds none of them. */
  removeAll(): void {
    const { now } = this.engine
    for (const lives of this.all) {
      for (const instance of lives.all) instance.removedAt ??= now
      lives.settled = false
    }
  }

  /** Of what does not run only the newest of each container is left. */
  collect(): void {
    for (const lives of this.all) lives.collect(this.engine.now)
  }

  /** The newest life, whether seen or not. */
  newest(container: string): Instance | undefined {
    return this.lives.get(container)?.newest
  }

  /** The running instance of a container, if any. */
  running(container: string): Instance | undefined {
    return this.lives.get(container)?.running
  }

  /** The newest lives that have not ended, running or not yet. */
  alive(containers: readonly Container[]): Instance[] {
    return containers.map((c) => this.newest(c.name)).filter((i): i is Instance => i !== undefined && i.exitedAt === undefined)
  }

  /** The newest entry about any of the newest lives; undefined where there is none. */
  newestEntry(): number | undefined {
    let entry: number | undefined
    for (const { newest } of this.all) {
      if (newest) entry = Math.max(entry ?? 0, newest.exitEntry ?? newest.startEntry)
    }
    return entry
  }

  /** Takes what the last relist saw as the view of the sync that begins. False where that is what the sync before it was handed. */
  look(): boolean {
    let isNew = false
    for (const lives of this.all) if (!lives.settled && lives.look(this.last(), this.engine.now)) isNew = true
    return isNew
  }

  /** What the runtime itself says at this moment. */
  lookNow(): void {
    for (const lives of this.all) lives.look(this.engine.now, this.engine.now)
  }

  /** In the present sync's view, newest first: the last two lives of a container. */
  seen(container: string): readonly SeenInstance[] {
    return this.lives.get(container)?.seen ?? NONE
  }

  /** The last relist. No relist lies between a start and the moment that is pinned as the first to see it. */
  last(): number {
    const { now } = this.engine
    const last = Math.max(this.relistedAt, this.relist.last(now))
    const { unseen } = this
    return unseen && (unseen.seenAt ?? this.relist.next(unseen.exitedAt ?? now)) > now ? Math.min(last, unseen.startedAt!) : last
  }

  /** The first relist from now on. */
  next(): number {
    const { now } = this.engine
    return typeof this.unseen?.seenAt === 'number' && this.unseen.seenAt > now ? this.unseen.seenAt : this.relist.next(now)
  }

  /** A start is done: the next relist sees it, or the pinned one, or, where `atOnce`, whoever asks for a relist himself. */
  started(instance: Instance, atOnce: boolean): void {
    this.livesOf(instance.container.name).settled = false
    if (instance.seenAt !== undefined) this.unseen = instance
    if (instance.seenAt === undefined && !atOnce) this.engine.schedule(this.relist.next(this.engine.now), this.onStartSeen, instance)
    else if (typeof instance.seenAt === 'number') this.engine.schedule(instance.seenAt, this.onStartSeen, instance)
  }

  /** A process has ended: the next relist sees it. */
  exited(instance: Instance): void {
    this.ended = instance
    this.livesOf(instance.container.name).settled = false
    const { now } = this.engine
    this.engine.schedule(this.luck.seesEnd(instance.container.name, now) ?? this.relist.next(now), this.onExitSeen, instance)
  }

  /** A relist at `at`; `cause` says then what it has seen, if anything. */
  seeAt(at: number, cause: () => number | undefined): void {
    this.engine.schedule(at, this.onRelist, cause)
  }

  private onRelist = (cause: () => number | undefined): void => {
    const entry = cause()
    const { ended } = this
    if (entry !== undefined) {
      this.ownRelistAt = this.engine.now
      this.ended = undefined
      this.isSandboxNew = false
    }
    this.sees(entry)
    // a change of its own
    if (entry !== undefined && ended) this.sees(ended.exitEntry)
  }
  /** A life that has begun and ended between two relists is one change: its end. */
  private onStartSeen = ({ startEntry, exitedAt }: Instance): void => {
    if (exitedAt === undefined) this.seesWithSandbox(startEntry)
  }
  private onExitSeen = ({ exitEntry, exitedAt }: Instance): void => {
    // what a relist of the pod alone has seen is nothing new to the one of all
    if (exitedAt! < this.ownRelistAt) return
    this.ended = undefined
    // before the change behind an end is told of, its worker has begun
    const again = this.isSandboxNew
    this.isSandboxNew = false
    this.sees(exitEntry)
    if (again && exitEntry !== undefined) this.onSeen(exitEntry)
  }

  /** The sandbox that is new with it is a change of its own, which an older worker syncs for once more. */
  private seesWithSandbox(entry: number | undefined): void {
    this.sees(entry)
    if (this.isSandboxNew && !this.joinsWakes && entry !== undefined) this.onSandbox(entry)
    this.isSandboxNew = false
  }

  private isSandboxNew = true
  private readonly joinsWakes: boolean

  private sees(entry: number | undefined): void {
    this.relistedAt = Math.max(this.relistedAt, this.engine.now)
    if (entry !== undefined) this.onSeen(entry)
  }
}

/** All lives of a container. */
export class ContainerLives {
  all: Instance[] = []
  newest: Instance | undefined
  /** What the present sync was handed of them. */
  seen: readonly SeenInstance[] = NONE
  /** That was all there is: until one of them changes, each later sync is handed the same. */
  settled = true

  add(instance: Instance): void {
    this.all.push(instance)
    this.newest = instance
    this.settled = false
  }

  /** Only those are left. */
  keep(all: Instance[]): void {
    this.all = all
    this.newest = all.at(-1)
    this.settled = false
  }

  /** Follows: pkg/kubelet/kuberuntime/kuberuntime_gc.go, evictableContainers and enforceMaxContainersPerEvictUnit (v1.36.2). */
  collect(now: number): void {
    const left = this.all.filter((life) => life !== this.running && life.removedAt === undefined)
    for (const life of left.slice(0, -1)) {
      life.removedAt = now
      this.settled = false
    }
  }

  get running(): Instance | undefined {
    const { newest } = this
    return newest && newest.startedAt !== undefined && newest.exitedAt === undefined ? newest : undefined
  }

  /**
   * Of those that have ended in the present sync's view the newest is kept: the next relist no longer finds the others.
   *
   * Follows: pkg/kubelet/pod_container_deletor.go, getContainersToDeleteInPod (v1.36.2).
   */
  private prune(now: number): void {
    const [last, previous] = this.seen
    const kept = last?.exited ? last : previous
    if (!kept?.exited) return
    for (let i = this.all.lastIndexOf(kept.instance) - 1; i >= 0 && this.all[i]!.removedAt === undefined; i--) {
      this.all[i]!.removedAt = now
      this.settled = false
    }
  }

  /** Takes what a relist at `at` has seen. False where that is what was seen before. */
  look(at: number, now: number): boolean {
    const { all, newest, seen } = this
    const last = newestSeen(all, all.length, at, now, seen)
    const previous = last && newestSeen(all, all.lastIndexOf(last.instance), at, now, seen)
    if (!newest || !last) this.settled = newest === last
    else
      this.settled =
        last.instance === newest &&
        newest.seenAt === undefined &&
        last.exited === (newest.exitedAt !== undefined) &&
        previous?.instance.removedAt === undefined
    if (last === seen[0] && previous === seen[1]) return false
    this.seen = !last ? NONE : previous ? [last, previous] : [last]
    this.prune(now)
    return true
  }
}

/** The newest of the first `count` lives that a relist at `at` has seen: one of those `before`, where it is as it was. */
function newestSeen(
  all: readonly Instance[],
  count: number,
  at: number,
  now: number,
  before: readonly SeenInstance[],
): SeenInstance | undefined {
  for (let i = count - 1; i >= 0; i--) {
    const instance = all[i]!
    if (instance.removedAt !== undefined && instance.removedAt <= at) return undefined
    const exited = instance.exitedAt !== undefined && instance.exitedAt <= at
    const started =
      instance.seenAt === undefined
        ? instance.startedAt !== undefined && instance.startedAt < at
        : instance.seenAt !== null && instance.seenAt <= now
    if (!exited && !started) continue
    for (const old of before) if (old.instance === instance && old.exited === exited) return old
    return { instance, exited, state: undefined }
  }
  return undefined
}
