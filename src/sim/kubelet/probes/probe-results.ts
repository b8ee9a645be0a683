import type { ProbeType } from '../../../manifest/types.ts'

export type StoredResult = 'Success' | 'Failure' | 'Unknown'

export interface ResultUpdate {
  probe: ProbeType
  container: string
  containerID: string
  value: StoredResult
  cause: number
  /** Nobody was probed for it: it is there before the answer of a probe that was sent at the same moment. */
  isUnprobed: boolean
}

interface KeptResult {
  readonly containerID: string
  value: StoredResult
  /** What a sync finds. */
  delivered: StoredResult | undefined
  cause: number
}

/**
 * What the probe workers of one pod have stored, by probe and container ID. Tells only of changes.
 *
 * Follows: pkg/kubelet/prober/results/results_manager.go (v1.37.2).
 */
export class ProbeResults {
  /** A list a probe: it holds one for each container, as a rule, which is found sooner than in a map. */
  private readonly stored: Readonly<Record<ProbeType, KeptResult[]>> = { startup: [], readiness: [], liveness: [] }

  /** How often one of them has changed, by probe. */
  readonly changes: Record<ProbeType, number> = { startup: 0, readiness: 0, liveness: 0 }

  private onUpdate: (update: ResultUpdate) => void

  constructor(onUpdate: (update: ResultUpdate) => void) {
    this.onUpdate = onUpdate
  }

  get(probe: ProbeType, containerID: string): StoredResult | undefined {
    return this.find(probe, containerID)?.value
  }

  /** As a sync finds it: an answer takes a moment. */
  delivered(probe: ProbeType, containerID: string): StoredResult | undefined {
    return this.find(probe, containerID)?.delivered
  }

  /** From now on a sync finds it. */
  deliver({ probe, containerID, value, isUnprobed }: Pick<ResultUpdate, 'probe' | 'containerID' | 'value' | 'isUnprobed'>): void {
    const stored = this.find(probe, containerID)
    const found = isUnprobed ? value : stored?.value
    if (!stored || stored.delivered === found) return
    stored.delivered = found
    this.changes[probe]++
  }

  /** The entry that led to the stored result. */
  causeOf(probe: ProbeType, containerID: string): number | undefined {
    return this.find(probe, containerID)?.cause
  }

  private find(probe: ProbeType, containerID: string): KeptResult | undefined {
    for (const item of this.stored[probe]) if (item.containerID === containerID) return item
    return undefined
  }

  /** Another value than the one before, and the entry that says so. */
  set(probe: ProbeType, container: string, containerID: string, value: StoredResult, cause: number, isUnprobed = false): void {
    const before = this.find(probe, containerID)
    if (before) {
      before.value = value
      before.cause = cause
    } else this.stored[probe].push({ containerID, value, delivered: undefined, cause })
    this.onUpdate({ probe, container, containerID, value, cause, isUnprobed })
  }

  remove(probe: ProbeType, containerID: string): void {
    const stored = this.stored[probe]
    const place = stored.findIndex((item) => item.containerID === containerID)
    if (place < 0) return
    stored.splice(place, 1)
    this.changes[probe]++
  }
}
