import type { Replay } from '../../sim/recorded/known-differences.ts'
import type { Effect } from '../../views/releases/trial.ts'

/** A recording and how it is replayed: as `npm run fidelity` says, the pods of a plane together. */
export interface RecordingLine {
  /** Folder and name: `pods-1.37/live-500-a`. */
  name: string
  matched: number
  total: number
  differences: readonly string[]
  /** Each by itself: one, but of a plane. */
  pods: readonly Replay[]
}

/** A recording and what the simulator makes of the same inputs; traces are JSON, which is cheap to hand over. */
export interface Pair {
  line: RecordingLine
  kubernetes: string
  duration: number
  manifests: Readonly<Record<string, string>>
  recorded: string
  simulated: string
}

/** What a lane comes to on a release. */
export interface ReleaseOutcome {
  release: string
  restarts: number
  /** A sentence. */
  text: string
  trace: string
}

export interface Differences {
  effects: readonly Effect[]
  outcomes: readonly [ReleaseOutcome, ReleaseOutcome]
}
