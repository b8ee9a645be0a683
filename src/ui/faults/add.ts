import type { Action } from '../../sim/scenario/inputs.ts'
import { addActions } from '../state/actions.ts'
import { useStore } from '../state/store.ts'
import { choose } from './open.ts'

/** One more action, which is looked at then; its key. */
export function addAction(action: Action): string {
  const before = useStore.getState().draft.common['actions']
  const key = `/${Array.isArray(before) ? before.length : 0}`
  addActions([action])
  choose(key)
  return key
}
