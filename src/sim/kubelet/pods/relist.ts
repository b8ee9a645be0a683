import type { Chance } from '../../scenario/inputs.ts'

/** Where a run pins nothing: the relist falls this long after each full second. */
const PHASE_SECONDS = 0.2
/** A second, and what the relist itself takes. */
const PERIOD_SECONDS = 1.0035

/** A time in which relists lie evenly. */
interface Stretch {
  from: number
  step: number
  until: number
}

/**
 * The moments of the kubelet's relist (PLEG), once a second. A real one drifts, since each relist itself takes a few
 * milliseconds: where the scenario pins when starts were seen, those are such moments, and the others lie evenly between them.
 *
 * Units: seconds on the simulated clock. Follows: pkg/kubelet/pleg/generic.go (v1.37.2).
 */
export class RelistClock {
  private anchors: number[]
  /** From the last of them on. */
  private rest: Stretch

  constructor(chance: Chance) {
    const seen = Object.values(chance.seen).flat()
    this.anchors = [...new Set(seen.filter((at) => at !== null))].toSorted((a, b) => a - b)
    const step = this.anchors.length > 0 ? PERIOD_SECONDS : 1
    if (this.anchors.length === 0) this.anchors = [PHASE_SECONDS]
    this.rest = { from: this.anchors.at(-1)!, step, until: Infinity }
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
    if (at + 1e-9 >= this.rest.from) return this.rest
    const { anchors } = this
    const i = anchors.findIndex((a) => a > at + 1e-9)
    if (i === 0) return { from: anchors[0]!, step: 1, until: Infinity }
    const from = anchors[i - 1]!
    const gap = anchors[i]! - from
    return { from, step: gap / Math.max(Math.floor(gap), 1), until: anchors[i]! }
  }
}
