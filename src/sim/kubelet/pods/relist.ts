import type { Release } from '../../release/release.ts'
import type { Chance } from '../../scenario/inputs.ts'

/** Where a run pins nothing: the relist falls this long after each full second, which is assumed. */
const PHASE_SECONDS = 0.2
/** A second, and what the relist itself takes on a node with some dozen pods. */
const PERIOD_SECONDS = 1.0125
/** And since 1.36, as measured. */
const NEW_PERIOD_SECONDS = 1.005
/** From so long a stretch on its step says what a relist takes. */
const LONG_SECONDS = 5
/** A pod's own relist, once a sync has started something, comes so soon. */
const OWN_SECONDS = 0.06

/** So soon a restarted kubelet's sync loop hears what its first relist has seen. */
const FIRST_LOOK_SECONDS = 0.2
/** The sync loop waits for the first relist, and is up before the second one: by 0.25 to 0.55 s, as measured. */
const SECOND_RELIST_SECONDS = 0.55
/** So long after a restart a moment still says when the first ones were. */
const NEAR_SECONDS = 60

/** A time in which relists lie evenly. */
interface Stretch {
  from: number
  step: number
  until: number
}

/**
 * The moments of the kubelet's relist (PLEG), once a second. A real one drifts, since each relist itself takes a few
 * milliseconds: where the scenario pins when starts and ends were seen, those are such moments, and the others lie evenly between them.
 *
 * Follows: pkg/kubelet/pleg/generic.go (v1.37.2).
 */
export class RelistClock {
  private readonly anchors: readonly number[]
  private readonly period: number
  /** In order; the first and the last have no bounds. */
  private stretches: readonly Stretch[]
  /** The one that was asked for last: most questions are about the same. */
  private place = 0

  constructor(chance: Chance, release: Release) {
    this.anchors = anchorsOf(chance, release)
    this.period = release.relistsAfterSync ? NEW_PERIOD_SECONDS : PERIOD_SECONDS
    this.stretches =
      this.anchors.length === 0 ? [{ from: PHASE_SECONDS, step: 1, until: Infinity }] : stretchesOf(this.anchors, this.period)
  }

  /** Another kubelet's begins: its first relist is over when it has its pods. */
  restart(now: number): void {
    const later = this.anchors.filter((at) => at > now + FIRST_LOOK_SECONDS)
    const first = now + SECOND_RELIST_SECONDS
    this.stretches = stretchesOf(later[0] !== undefined && later[0] < now + NEAR_SECONDS ? later : [first, ...later], this.period)
    this.place = 0
  }

  /** The last one at or before `at`. */
  last(at: number): number {
    const { from, step } = this.around(at)
    return from + Math.floor((at - from) / step + 1e-6) * step
  }

  /** The first one after `at`. */
  next(at: number): number {
    const { from, step, until } = this.around(at)
    return Math.min(from + (Math.floor((at - from) / step + 1e-6) + 1) * step, until)
  }

  private around(at: number): Stretch {
    const { stretches } = this
    let place = this.place
    while (place > 0 && stretches[place]!.from > at) place--
    while (place < stretches.length - 1 && stretches[place]!.until <= at + 1e-9) place++
    this.place = place
    return stretches[place]!
  }
}

/** The moments that are known to be relists of all pods, in order. */
function anchorsOf({ seen, ended = {}, started }: Chance, { relistsAfterSync }: Release): number[] {
  const starts = Object.values(started).flat()
  const isOwn = (at: number): boolean => relistsAfterSync && starts.some((start) => start <= at && at - start < OWN_SECONDS)
  const all = [...Object.values(seen).flat(), ...Object.values(ended).flat()]
  const moments = all.filter((at) => at !== null && !isOwn(at)) as number[]
  // two containers' of one relist are told one after the other
  return moments.toSorted((a, b) => a - b).filter((at, i, sorted) => i === 0 || at - sorted[i - 1]! > 0.5)
}

/** What a relist takes hardly changes from one stretch to the next: so many of them lie in one that it is as before. */
function stretchesOf(anchors: readonly number[], usual: number): Stretch[] {
  let period = usual
  return anchors.map((from, i) => {
    const until = anchors[i + 1] ?? Infinity
    const gap = until - from
    const step = until === Infinity ? period : gap / Math.max(Math.round(gap / period), 1)
    if (gap > LONG_SECONDS) period = step
    return { from, step, until }
  })
}
