import { own } from '../manifest/own.ts'
import { stream } from './random.ts'
import type { Chance, Inputs } from './scenario/inputs.ts'

/** A start that the rules have decided is placed on a pin that lies at most this many seconds after it. */
const PIN_REACH_SECONDS = 3

/** When a start is done, and when the kubelet's relist sees it: null where it never does, undefined where it isn't pinned. */
export interface StartPin {
  at: number
  seen: number | null | undefined
}

/**
 * All chance of a run: what the scenario pins, and else the seed, with one stream a purpose.
 *
 * Units: seconds on the simulated clock.
 */
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

  /**
   * The order in which a pod's volumes are mounted: goroutines beside each other, of which the one made last runs first, as
   * a rule.
   */
  mountOrder(pod: string, volumes: readonly string[]): readonly string[] {
    const used = this.used.get(`mounts ${pod}`) ?? 0
    this.used.set(`mounts ${pod}`, used + volumes.length)
    const pinned = own(this.pins.mounted, pod)?.slice(used, used + volumes.length) ?? []
    return pinned.length === volumes.length ? pinned : [...volumes.slice(-1), ...volumes.slice(0, -1)]
  }

  /** Seconds that a probe worker sleeps first, on releases where each does. */
  initialSleep(pod: string, container: string, probe: 'startup' | 'readiness' | 'liveness', periodSeconds: number): number {
    return own(this.pins.initialSleep, container)?.[probe] ?? this.draw(`sleep ${pod}/${container}/${probe}`) * periodSeconds
  }
}
