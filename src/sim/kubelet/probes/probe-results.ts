import type { ProbeType } from '../../../manifest/types.ts'

export type StoredResult = 'Success' | 'Failure' | 'Unknown'

export interface ResultUpdate {
  probe: ProbeType
  container: string
  containerID: string
  value: StoredResult
  cause: number | undefined
}

/**
 * What the probe workers of one pod have stored, by probe and container ID. Tells only of changes.
 *
 * Follows: pkg/kubelet/prober/results/results_manager.go (v1.37.2).
 */
export class ProbeResults {
  /** A map a probe: to put both into one key would make a new text of each tick. */
  private values: Readonly<Record<ProbeType, Map<string, { value: StoredResult; cause: number | undefined }>>> = {
    startup: new Map(),
    readiness: new Map(),
    liveness: new Map(),
  }

  /** How often one of them has changed, by probe. */
  readonly changes: Record<ProbeType, number> = { startup: 0, readiness: 0, liveness: 0 }

  private onUpdate: (update: ResultUpdate) => void

  constructor(onUpdate: (update: ResultUpdate) => void) {
    this.onUpdate = onUpdate
  }

  get(probe: ProbeType, containerID: string): StoredResult | undefined {
    return this.values[probe].get(containerID)?.value
  }

  /** The entry that led to the stored result. */
  causeOf(probe: ProbeType, containerID: string): number | undefined {
    return this.values[probe].get(containerID)?.cause
  }

  /** Another value than the one before, and the entry that says so. */
  set(probe: ProbeType, container: string, containerID: string, value: StoredResult, cause: number): void {
    this.values[probe].set(containerID, { value, cause })
    this.changes[probe]++
    this.onUpdate({ probe, container, containerID, value, cause })
  }

  remove(probe: ProbeType, containerID: string): void {
    if (this.values[probe].delete(containerID)) this.changes[probe]++
  }
}
