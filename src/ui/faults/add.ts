import { listOf } from '../../manifest/own.ts'
import type { Action } from '../../sim/scenario/inputs.ts'
import { addActions, addLaneActions } from '../state/actions.ts'
import { laneById } from '../state/draft.ts'
import { useSession } from '../state/session.ts'
import { useStore } from '../state/store.ts'
import { choose } from './open.ts'

/** Not while something else has to be mended against the clock. */
function lookAt(key: string): void {
  if (!useSession.getState().exercise?.isIncident) choose(key)
}

/** One more action, which is looked at then; its key. */
export function addAction(action: Action): string {
  const before = useStore.getState().draft.common['actions']
  const key = `/${listOf(before).length}`
  addActions([action])
  lookAt(key)
  return key
}

/**
 * One more change of a file that somebody has edited in a lane: what is found and replaced is so in all lanes that have that text; a
 * whole text is that lane's alone.
 */
export function addFileChange(lane: string, action: Action): string {
  const { draft } = useStore.getState()
  if (!('write' in action) || draft.lanes.length === 1) return addAction(action)
  const before = listOf(laneById(draft, lane)?.fields['actions'] ?? draft.common['actions'])
  const key = `${lane}/${before.length}`
  addLaneActions(lane, [action])
  lookAt(key)
  return key
}
