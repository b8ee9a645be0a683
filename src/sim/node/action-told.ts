import type { Action } from '../scenario/inputs.ts'
import type { ActionEntry } from '../trace/trace.ts'

/** What an action's entry says of it: `hang` and `kube-apiserver`, and whatever else the scenario says. */
export type ActionTold = Omit<ActionEntry, 'id' | 't' | 'kind' | 'cause' | 'pod' | 'container'>

/** The fields of an entry that stand beside the one that names the action. */
const BESIDE: ReadonlySet<string> = new Set(
  Object.keys({ by: 0, is: 0, code: 0, to: 0, find: 0, replace: 0, takes: 0, times: 0 } satisfies Record<
    Exclude<keyof ActionTold, 'action' | 'target' | 'note'>,
    0
  >),
)

/** An action as its entry tells it. Units: `by` and `takes` in seconds; a startDelay's target has its unit. */
export function toldOf({ at: _at, ...action }: Action): ActionTold {
  if ('crictl' in action) {
    const [verb = '', ...rest] = action.crictl.trim().split(/\s+/)
    return { action: `crictl ${verb}`, target: rest.at(-1) ?? '' }
  }
  // what is written is no part of what is told
  const fields = Object.entries(action).filter(([field]) => field !== 'content')
  const [verb, target] = fields.find(([field]) => !BESIDE.has(field))!
  return {
    action: verb,
    target: verb === 'startDelay' ? `${target}s` : String(target),
    ...Object.fromEntries(fields.filter(([field]) => BESIDE.has(field))),
  }
}
