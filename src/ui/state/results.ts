import { create } from 'zustand'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import type { TraceIndex } from '../../views/lanes/trace-index.ts'
import type { ContainerPlace } from '../../views/lanes/containers.ts'
import type { LaneDrawing } from '../../views/lanes/lanes.ts'
import type { QuestionId } from '../../views/verdicts/cell.ts'
import type { Cells } from '../../views/verdicts/judge.ts'
import type { Diagnostic } from '../../manifest/diagnostic.ts'

export interface Problem extends Diagnostic {
  file: string
}

/** What came of a lane's inputs: derived, never kept. */
export interface LaneResult {
  /** Another for each run. */
  index: TraceIndex
  /** The web worker’s own number for the run. */
  key: number
  drawing: LaneDrawing
  inputs: Inputs
  problems: readonly Problem[]
  containers: readonly ContainerPlace[]
  /** Whether the picture is of manifests that could be read. */
  good: boolean
  /** Why the picture is not that of the present text; empty where it is. */
  stale: string
}

export interface Results {
  phase: 'running' | 'ready' | 'stopped'
  /** A sentence about the run as a whole; empty where all is well. */
  message: string
  spentMs: number
  /** The picture came with the page: the simulator is still on its way. */
  ahead: boolean
  lanes: Readonly<Record<string, LaneResult>>
  /** By what they depend on: found out as somebody wants them. */
  verdicts: ReadonlyMap<string, Cells>
  /** The verdict that is being found out. */
  judging: { key: string; question: QuestionId } | undefined
}

export const results = create<Results>()(() => ({
  phase: 'running',
  message: '',
  spentMs: 0,
  ahead: false,
  lanes: {},
  verdicts: new Map(),
  judging: undefined,
}))

/** Whether a kube-apiserver runs in some lane, as its own run shows. */
export const hasServer = (lanes: Results['lanes']): boolean =>
  Object.values(lanes).some(({ drawing }) => drawing.tracks.some((track) => track.server.length > 0))
