import type { Chance } from '../scenario.ts'

/** Where a run pins nothing: the relist falls this long after each full second. */
const PHASE_SECONDS = 0.2

/**
 * The moments of the kubelet's relist (PLEG), once a second. A real one drifts, since each relist itself takes a few
 * milliseconds: where the scenario pins when starts were seen, those are such moments, and the others lie between them.
 *
 * Units: seconds on the simulated clock. Errors: none. Follows: pkg/kubelet/pleg/generic.go (v1.37.2).
 */
export class RelistClock {
  private anchors: number[]

  constructor(chance: Chance) {
    this.anchors = Object.values(chance.seen)
      .flat()
      .filter((at) => at !== null)
      .toSorted((a, b) => a - b)
  }

  /** The last one at or before `at`. */
  last(at: number): number {
    const anchor = this.anchorOf(at)
    return anchor + Math.floor(at - anchor + 1e-9)
  }

  /** The first one after `at`. */
  next(at: number): number {
    return this.last(at) + 1
  }

  private anchorOf(at: number): number {
    return this.anchors.findLast((a) => a <= at + 1) ?? this.anchors[0] ?? PHASE_SECONDS
  }
}
