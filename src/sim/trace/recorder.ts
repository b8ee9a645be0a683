import { type Limits, RunStopped } from '../limits.ts'
import type { Entry, EntryOf, EventEntry, WarningEntry } from './trace.ts'

/**
 * An entry without its id and time: those come from where and when it is recorded. Where many are made the places for both
 * are kept free (0), which spares an object its growing.
 */
export type NewEntry = Entry extends infer E ? (E extends Entry ? Omit<E, 'id' | 't'> & { id?: 0; t?: 0 } : never) : never

/** Collects the entries of a run. Ids are places in `entries`. */
export class Recorder {
  readonly entries: Entry[] = []
  private roots = new Map<string, number>()

  /** `clock` is the engine: an entry's time is the moment it is recorded at. */
  private clock: { readonly now: number }
  private limits: Limits
  private characters = 0

  constructor(clock: { readonly now: number }, limits: Limits) {
    this.clock = clock
    this.limits = limits
  }

  /** Adds an entry and returns its id. Errors: throws RunStopped where it is one too many. */
  add(entry: NewEntry): number {
    this.makeRoom(lengthOf(entry))
    return this.put(entry)
  }

  /** An Event of a pod, or of one of its containers. Errors: as `add`. */
  event(
    pod: string,
    container: string | undefined,
    type: EventEntry['type'],
    reason: string,
    message: string,
    cause: number | readonly number[],
  ): number {
    this.makeRoom(message.length)
    const id = this.entries.length
    const t = this.time
    this.entries.push(
      container === undefined
        ? { id, t, kind: 'event', cause, pod, type, reason, message }
        : { id, t, kind: 'event', cause, pod, container, type, reason, message },
    )
    return id
  }

  /** A line of the kubelet's log. Errors: as `add`. */
  kubeletLog(text: string, cause: number | readonly number[]): number {
    return this.add({ id: 0, t: 0, kind: 'log', cause, source: 'kubelet', text })
  }

  /** A probe's answer: most entries are either that or an Event, and what takes one kind alone is faster. Errors: as `add`. */
  probe(entry: EntryOf<'probe'>): number {
    this.makeRoom(entry.output.length)
    entry.id = this.entries.length
    entry.t = this.time
    return this.entries.push(entry) - 1
  }

  private makeRoom(characters: number): void {
    if (this.entries.length >= this.limits.entries) throw new RunStopped('entries', this.limits)
    this.spend(characters)
  }

  /** Now: sums of decimals, without their noise. */
  private get time(): number {
    return Math.round(this.clock.now * 1e6) / 1e6
  }

  /** What is copied to make an entry counts as well. Errors: throws RunStopped where it is too much. */
  spend(characters: number): void {
    this.characters += characters
    if (this.characters > this.limits.characters) throw new RunStopped('characters', this.limits)
  }

  /** The last entry, whatever the limits. */
  stop(reason: string): void {
    this.put({ kind: 'stopped', reason })
  }

  private put(entry: NewEntry): number {
    const full = entry as Entry
    full.id = this.entries.length
    full.t = this.time
    return this.entries.push(full) - 1
  }

  /** A root that is told once: the same key gives the same id again. */
  root(key: string, entry: () => NewEntry): number {
    let id = this.roots.get(key)
    if (id === undefined) {
      id = this.add(entry())
      this.roots.set(key, id)
    }
    return id
  }

  /** Something that a person should know, said once. */
  warnOnce(message: string, about: Pick<WarningEntry, 'cause' | 'pod' | 'container' | 'assumed'>, key = message): number {
    return this.root(key, () => ({ kind: 'warning', ...about, message }))
  }
}

/** A container's status is counted as so many characters. */
const STATUS_CHARACTERS = 150

function lengthOf(entry: NewEntry): number {
  switch (entry.kind) {
    case 'probe':
      return entry.output.length
    case 'status':
      return entry.containers.length * STATUS_CHARACTERS
    case 'event':
    case 'warning':
      return entry.message.length
    case 'log':
      return entry.text.length
    case 'response':
      return entry.body.length
    case 'printed':
      return entry.stdout.length + entry.stderr.length
    default:
      return 0
  }
}
