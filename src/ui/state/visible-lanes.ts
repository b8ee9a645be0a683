import type { LaneDraft } from '../../share/payload.ts'
import { usePage } from './page.ts'
import { useStore } from './store.ts'
import { useHidden, useSession } from './session.ts'
import { isProof } from '../../share/payload.ts'

/** The lanes that the open exercise does not hide; a run that shows why a goal does not hold yet is no other lane. */
export function useVisibleLanes(): readonly LaneDraft[] {
  const visible = useLaneFilter()
  return visible(useStore((state) => state.draft.lanes))
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
  if (own === undefined || (!hidesOthers && !hidesOwn)) return (lanes) => (chosen.length === 0 ? lanes : chosenOf(lanes, chosen))
  return (lanes) => lanes.filter(({ name, id }) => (name === own ? !hidesOwn : isProof(id) || !hidesOthers))
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
