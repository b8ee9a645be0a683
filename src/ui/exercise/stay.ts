import { useSession, isHidden } from '../state/session.ts'
import { useStore } from '../state/store.ts'
import { PANELS } from '../../sim/scenario/panels.ts'
import { selectLane } from '../state/actions.ts'
import { learnersLane } from './learner.ts'

/** A panel that is hidden is not the open one, so that solving shows it and does not jump to it. */
export function stayInPanel(): void {
  const session = useSession.getState()
  if (!isHidden(session, useStore.getState().panel)) return
  const first = PANELS.find((panel) => !isHidden(session, panel))
  if (first) useStore.setState({ panel: first })
}

/** Where the other lanes are hidden nobody looks into them. */
export function stayInLane(): void {
  const lane = learnersLane()
  if (lane !== undefined && useStore.getState().lane !== lane) selectLane(lane)
}
