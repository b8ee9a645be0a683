import type { Draft, LaneDraft } from '../../share/payload.ts'
import type { Made } from './make-store.ts'

/** How inputs are edited: not at all while nothing may change them. What opens another scenario, or brings one back, puts a whole draft in their place. */
export function editsOf(made: Made) {
  const { store } = made
  const edit = (change: (draft: Draft) => Draft): void => {
    if (!made.isReadonly) store.setState((state) => ({ draft: change(state.draft) }))
  }
  /** `first`: what the draft needs for it, in the same step. */
  const editLane = (id: string, change: (lane: LaneDraft) => LaneDraft, first = (draft: Draft): Draft => draft): void =>
    edit((before) => {
      const draft = first(before)
      return { ...draft, lanes: draft.lanes.map((lane) => (lane.id === id ? owned(change(lane)) : lane)) }
    })
  /** What follows in undo's history belongs to the step before it. */
  const untracked = (act: () => void): void => {
    const { isTracking, pause, resume } = store.temporal.getState()
    if (isTracking) pause()
    act()
    if (isTracking) resume()
  }
  return { edit, editLane, untracked }
}

/** What somebody has changed is his own. */
function owned({ isShown: _was, ...lane }: LaneDraft): LaneDraft {
  return lane
}
