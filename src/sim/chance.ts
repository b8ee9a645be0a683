import { own } from '../manifest/own.ts'
import type { ProbeType } from '../manifest/types.ts'
import { stream } from './random.ts'
import type { Chance, Inputs, Sleeps } from './scenario/inputs.ts'

/** A start that the rules have decided is placed on a pin that lies at most this many seconds after it. */
const PIN_REACH_SECONDS = 3
/** A relist comes once a second: an end is seen at a pin that lies at most this many seconds after it. */
const END_REACH_SECONDS = 1.5

/** An action is noted once it is done, at most so much later. */
const NOTED_REACH_SECONDS = 0.5

/** So far from where the rules put the loop's going on may lie what it then comes to. */
const LOOP_BEFORE_SECONDS = 2
const LOOP_AFTER_SECONDS = 1.2

/** When a start is done, and when the kubelet's relist sees it: null where it never does, undefined where it isn't pinned. */
export interface StartPin {
  at: number
  seen: number | null | undefined
}

/** All chance of a run: what the scenario pins, and else the seed, with one stream a purpose. */
export class Luck {
  private used = new Map<string, number>()
  private streams = new Map<string, () => number>()
  private pins: Chance
  private seed: number

  constructor(inputs: Inputs) {
    this.pins = inputs.chance
    this.seed = inputs.seed
  }

  /** A number in [0, 1) from the purpose's own stream. */
  draw(purpose: string): number {
    return this.stream(purpose)()
  }

  /** The purpose's own stream, for who draws from it again and again. */
  stream(purpose: string): () => number {
    let next = this.streams.get(purpose)
    if (!next) this.streams.set(purpose, (next = stream(this.seed, purpose)))
    return next
  }

  /** When an action that a scenario has at `at` takes effect: then, or at the pin that whoever recorded it noted so late. */
  actionAt(at: number): number {
    return this.pins.actions?.find((pin) => pin <= at && at - pin <= NOTED_REACH_SECONDS) ?? at
  }

  /** When the kubelet collects its garbage for the first time in the run. */
  collectsAt(): number | undefined {
    return this.pins.collects
  }

  /** The moments of a pod's own syncs, where they are pinned. */
  syncsOf(pod: string): readonly number[] | undefined {
    return own(this.pins.syncs, pod)
  }

  /**
   * How long a pod's next sync is put off so that one of them falls on a moment that is told of: `seconds` to half as much again, as
   * chance has it, in as many steps as it takes. Undefined where no chance would lead there.
   */
  wayToRetry(pod: string, now: number, seconds: number): number | undefined {
    const { retries } = this.pins
    // asked with each sync, and hardly ever pinned
    const next = retries && own(retries, pod)?.find((at) => at > now + 0.5)
    if (next === undefined || seconds <= 0) return undefined
    const step = (next - now) / Math.ceil((next - now) / (seconds * 1.5))
    // as soon as it can be, where that is as good as then
    return step >= seconds ? step : next + PIN_REACH_SECONDS >= now + seconds ? seconds : undefined
  }

  /** Takes the pin for a start of `container` decided at `at`; undefined where none lies within reach. */
  takeStart(container: string, at: number): StartPin | undefined {
    const pins = own(this.pins.started, container)
    if (!pins) return undefined
    let i = this.used.get(container) ?? 0
    while (i < pins.length && pins[i]! < at - 0.005) i++
    const pin = pins[i]
    if (pin === undefined || pin - at > PIN_REACH_SECONDS) {
      this.used.set(container, i)
      return undefined
    }
    this.used.set(container, i + 1)
    return { at: pin, seen: own(this.pins.seen, container)?.[i] }
  }

  /** When the kubelet's relist sees that `container` has ended at `at`; undefined where no pin says so. */
  seesEnd(container: string, at: number): number | undefined {
    return this.pins.ended && own(this.pins.ended, container)?.find((pin) => pin >= at && pin - at <= END_REACH_SECONDS)
  }

  /** The pinned moment at which an end of `container` is seen, where one lies within `reach` of `at`. */
  endNear(container: string, at: number, reach: number): number | undefined {
    return this.pins.ended && own(this.pins.ended, container)?.find((pin) => Math.abs(pin - at) <= reach)
  }

  /** The fraction of a second at which the kubelet's loop ticks, where moments of syncing are pinned: such a tick brings them. */
  loopPhase(): number | undefined {
    const [first] = Object.values(this.pins.syncs).flat()
    return first === undefined ? undefined : first % 1
  }

  /**
   * Whether the kubelet's loop, which has stood still, comes to its pods at `now` before it does its housekeeping again: by what is pinned,
   * it has if one of them was synced, or seen to end, about then. Undefined where nothing is pinned.
   */
  loopComes(now: number): boolean | undefined {
    const { syncs, ended } = this.pins
    const moments = [...Object.values(syncs), ...Object.values(ended ?? {})].flat()
    if (moments.length === 0) return undefined
    return moments.some((at) => at > now - LOOP_BEFORE_SECONDS && at < now + LOOP_AFTER_SECONDS)
  }

  /** When the kubelet that has been restarted for the `restarts`th time, from 1, has its pods again. */
  kubeletUp(restarts: number): number | undefined {
    return this.pins.restarts?.[restarts - 1]?.up
  }

  /** The order in which a pod's volumes are mounted: goroutines beside each other, of which the one made last runs first, as a rule. */
  mountOrder(pod: string, volumes: readonly string[]): readonly string[] {
    const used = this.used.get(`mounts ${pod}`) ?? 0
    this.used.set(`mounts ${pod}`, used + volumes.length)
    const pinned = own(this.pins.mounted, pod)?.slice(used, used + volumes.length) ?? []
    return pinned.length === volumes.length ? pinned : [...volumes.slice(-1), ...volumes.slice(0, -1)]
  }

  /** Seconds that a probe worker sleeps first, where it does, under a kubelet that has been restarted so often, and so long ago. */
  initialSleep(pod: string, container: string, probe: ProbeType, periodSeconds: number, restarts: number, ago: number): number {
    const pinned: Sleeps | undefined = restarts === 0 ? this.pins.initialSleep : this.pins.restarts?.[restarts - 1]?.sleeps
    const sleep = pinned && own(pinned, container)?.[probe]
    if (sleep === undefined) return this.draw(`sleep ${pod}/${container}/${probe}`) * periodSeconds
    return restarts === 0 ? sleep : Math.max(0, sleep - ago)
  }
}
