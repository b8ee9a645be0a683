import type { Container } from '../../../manifest/types.ts'
import type { Engine } from '../../engine.ts'
import type { RelistClock } from './relist.ts'
import type { Instance } from './runtime.ts'
import type { Seen } from './status.ts'

/**
 * The containers of one pod, as they are and as the kubelet's relist has seen them: a sync is handed the latter.
 *
 * Units: seconds on the simulated clock.
 * Follows: pkg/kubelet/container/cache.go and pkg/kubelet/pleg/generic.go (v1.37.2).
 */
export class PodCache {
  private readonly engine: Engine
  private readonly relist: RelistClock
  private readonly onSeen: (cause: number) => void
  private instances = new Map<string, Instance[]>()
  private view = new Map<string, Seen[]>()
  private relistedAt = -Infinity
  /** The newest instance whose first sighting is pinned. */
  private unseen: Instance | undefined

  /** `onSeen` is told of each change that a relist sees, with the entry behind it. */
  constructor(engine: Engine, relist: RelistClock, onSeen: (cause: number) => void) {
    this.engine = engine
    this.relist = relist
    this.onSeen = onSeen
  }

  /** A kubelet that has just begun finds what the one before it has left; what that was still about to start never runs. */
  adopt(left: PodCache): void {
    for (const [name, all] of left.instances) {
      const there = all.filter((i) => i.startedAt !== undefined || i.exitedAt !== undefined)
      this.instances.set(name, there)
      for (const instance of there) {
        delete instance.seenAt
        if (instance.exitedAt === undefined) instance.whenExited.add(() => this.exited(instance))
      }
    }
    this.relistedAt = this.engine.now
    this.seeAt(this.relist.next(this.engine.now), () => this.newestEntry())
  }

  add(instance: Instance): void {
    const list = this.instances.get(instance.container.name)
    if (list) list.push(instance)
    else this.instances.set(instance.container.name, [instance])
  }

  /** It never ran. */
  drop({ container, id }: Instance): void {
    const list = this.instances.get(container.name)
    if (list)
      this.instances.set(
        container.name,
        list.filter((other) => other.id !== id),
      )
  }

  /** How many lives a container has had. */
  count(container: string): number {
    return this.instances.get(container)?.length ?? 0
  }

  /** The newest life, whether seen or not. */
  newest(container: string): Instance | undefined {
    return this.instances.get(container)?.at(-1)
  }

  /** The running instance of a container, if any. */
  running(container: string): Instance | undefined {
    const newest = this.newest(container)
    return newest && newest.startedAt !== undefined && newest.exitedAt === undefined ? newest : undefined
  }

  /** The newest lives that have not ended, running or not yet. */
  alive(containers: readonly Container[]): Instance[] {
    return containers.map((c) => this.newest(c.name)).filter((i): i is Instance => i !== undefined && i.exitedAt === undefined)
  }

  /** The newest entry about any of the newest lives; undefined where there is none. */
  newestEntry(): number | undefined {
    let entry: number | undefined
    for (const list of this.instances.values()) {
      const newest = list.at(-1)
      if (newest) entry = Math.max(entry ?? 0, newest.exitEntry ?? newest.startEntry)
    }
    return entry
  }

  /** Takes what the last relist saw as the view of the sync that begins. */
  look(containers: readonly Container[]): void {
    const at = this.last()
    this.view.clear()
    for (const { name } of containers) this.view.set(name, this.seenAt(name, at))
  }

  /** In the present sync's view, newest first: the last two lives of a container. */
  seen(container: string): readonly Seen[] {
    return this.view.get(container) ?? NONE
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
    if (instance.seenAt !== undefined) this.unseen = instance
    if (instance.seenAt === undefined && !atOnce) this.seeAt(this.relist.next(this.engine.now), () => instance.startEntry)
    else if (typeof instance.seenAt === 'number') this.seeAt(instance.seenAt, () => instance.startEntry)
  }

  /** A process has ended: the next relist sees it. */
  exited(instance: Instance): void {
    this.seeAt(this.relist.next(this.engine.now), () => instance.exitEntry)
  }

  /** A relist at `at`; `cause` says then what it has seen, if anything. */
  seeAt(at: number, cause: () => number | undefined): void {
    this.engine.schedule(at, () => {
      this.relistedAt = Math.max(this.relistedAt, this.engine.now)
      const led = cause()
      if (led !== undefined) this.onSeen(led)
    })
  }

  private seenAt(container: string, at: number): Seen[] {
    const seen: Seen[] = []
    const all = this.instances.get(container)
    if (!all) return seen
    for (let i = all.length - 1; i >= 0 && seen.length < 2; i--) {
      const instance = all[i]!
      const exited = instance.exitedAt !== undefined && instance.exitedAt <= at
      const started =
        instance.seenAt === undefined
          ? instance.startedAt !== undefined && instance.startedAt < at
          : instance.seenAt !== null && instance.seenAt <= this.engine.now
      if (exited || started) seen.push({ instance, exited })
    }
    return seen
  }
}

const NONE: readonly Seen[] = []
