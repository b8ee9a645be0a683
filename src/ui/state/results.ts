import { useCallback, useMemo } from 'react'
import { create } from 'zustand'
import { isProof, type LaneDraft } from '../../share/payload.ts'
import type { LaneDrawing } from '../../views/lanes/lanes.ts'
import type { FileProblem } from '../../views/lanes/problems.ts'
import type { TraceIndex } from '../../views/lanes/mark-words.ts'
import type { ContainerPlace } from '../../views/lanes/containers.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import type { QuestionId } from '../../views/verdicts/questions.ts'
import type { Cells } from '../../views/verdicts/judge-lane.ts'
import { type OpenParts, usePage } from './page.ts'
import { useHidden, useSession } from './session.ts'
import { laneById } from './draft.ts'
import { useStore } from './store.ts'

/** The lanes that the open exercise does not hide; a run that shows why a goal does not hold yet is no other lane. */
export function useVisibleLanes(): readonly LaneDraft[] {
  const visible = useLaneFilter()
  const lanes = useStore((state) => state.draft.lanes)
  // the same list for the same lanes: what is asked for it is not asked again with each rendering
  return useMemo(() => visible(lanes), [visible, lanes])
}

/** Whether there is any: what asks no more is not rendered anew with each edit. */
export function useHasVisibleLanes(): boolean {
  const visible = useLaneFilter()
  return useStore((state) => visible(state.draft.lanes).length > 0)
}

/** What leaves the others out, whenever it is asked. */
export function useLaneFilter(): (lanes: readonly LaneDraft[]) => readonly LaneDraft[] {
  const own = useSession((session) => session.exercise?.lane)
  const hidesOthers = useHidden('lanes')
  const hidesOwn = useHidden('timeline')
  const chosen = usePage((state) => state.framedLanes)
  return useCallback(
    (lanes) => {
      if (own === undefined || (!hidesOthers && !hidesOwn)) return chosenOf(lanes, chosen)
      return lanes.filter(({ name, id }) => (name === own ? !hidesOwn : isProof(id) || !hidesOthers))
    },
    [own, hidesOthers, hidesOwn, chosen],
  )
}

/** Those whose places are named; all of them where none is there. */
function chosenOf(lanes: readonly LaneDraft[], places: readonly number[]): readonly LaneDraft[] {
  const chosen = lanes.filter((_, n) => places.includes(n + 1))
  return chosen.length === 0 ? lanes : chosen
}

/** The lanes that may be named and asked: an exercise that hides the others hides what they say, too; the learner's own is always there. */
export function useNamedLanes(): readonly LaneDraft[] {
  const lanes = useStore((state) => state.draft.lanes)
  const own = useSession((session) => session.exercise?.lane)
  const hidesOthers = useHidden('lanes')
  const chosen = usePage((state) => state.framedLanes)
  if (chosen.length > 0) return chosenOf(lanes, chosen)
  return own === undefined || !hidesOthers ? lanes : lanes.filter(({ name, id }) => name === own || isProof(id))
}

export const useLaneName = (id: string): string | undefined => useStore(({ draft }) => laneById(draft, id)?.name)

/** What the page has of a run. */
export interface LaneRun {
  /** Another for each run. */
  index: TraceIndex
  drawing: LaneDrawing
  inputs: Inputs
  problems: readonly FileProblem[]
  /** Whether every manifest could be read; a lane that cannot keeps its last good run. */
  good: boolean
  containers: readonly ContainerPlace[]
}

/** What came of a lane's inputs: derived, never kept. */
export interface LaneResult extends LaneRun {
  /** The web worker’s own number for the run. */
  key: number
  /** Why the picture is not that of the present text; empty where it is. */
  stale: string
}

/** Whether a lane has a count of restarts: where its manifests cannot be read, and no other picture of it is shown, none of its pods runs. */
export const isCounted = ({ good }: Pick<LaneResult, 'good'>, { word }: { word: string }): boolean => good || word !== ''

export interface Results {
  phase: 'running' | 'ready' | 'stopped'
  /** A sentence about the run as a whole; empty where all is well. */
  message: string
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
  ahead: false,
  lanes: {},
  verdicts: new Map(),
  judging: undefined,
}))

/** Whether a kube-apiserver runs in some lane, as its own run shows. */
export const hasServer = (lanes: Results['lanes']): boolean =>
  Object.values(lanes).some(({ drawing }) => drawing.tracks.some((track) => track.server.length > 0))

/** The furthest moment that may be looked at. */
export const horizon = (): number => usePage.getState().seen ?? Infinity

export const draw = (at: number): void => usePage.setState({ seen: at })
export const lift = (): void => usePage.setState({ seen: null })

/** Time goes on up to a moment, and the curtain with it, where no question is open about what lies behind it. */
export function advance(at: number, isRevealed = false): void {
  const { seen, isAsked } = usePage.getState()
  if (seen !== null && at > seen && (isRevealed || !isAsked)) usePage.setState({ seen: at })
}

const cuts = new WeakMap<LaneDrawing, { seen: number; drawing: LaneDrawing }>()

/** What may be seen of a lane's run: where the curtain is drawn, as it stood at that moment, made once for all who look. */
export function inSight({ drawing, index }: LaneResult, seen: OpenParts['seen'], untilThen: OpenParts['cut']): LaneDrawing {
  if (seen === null || !untilThen) return drawing
  let cut = cuts.get(drawing)
  if (cut?.seen !== seen) cuts.set(drawing, (cut = { seen, drawing: untilThen(drawing, seen, (id) => index.times[id]!) }))
  return cut.drawing
}

/** The same of a lane as it is now, by its id. */
export function useDrawing(lane: string): LaneDrawing | undefined {
  const result = results((state) => state.lanes[lane])
  const seen = usePage((state) => state.seen)
  const cut = usePage((state) => state.cut)
  return useMemo(() => result && inSight(result, seen, cut), [result, seen, cut])
}
