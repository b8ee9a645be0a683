import type { WhatIfProgress } from '../../views/what-if/what-if-trials.ts'
import type { WhatIf } from '../../views/what-if/what-if.ts'
import type { EffectGroup } from '../../views/why/effect-groups.ts'
import type { WorkerCall } from '../worker/client.ts'
import type { InputOf, ResultOf } from '../worker/serve-tasks.ts'
import type { FoundRows, RowsWanted } from './simulator-messages.ts'
import { order, pictures, simulator } from './runner.ts'
import type { tasks } from './tasks.ts'

/** What an action has caused up to a time. */
export const askEffects = (lane: string, id: number, until: number): Promise<readonly EffectGroup[] | null> =>
  hasPicture(lane) ? askAbout('effects', lane, { id, until }) : Promise.resolve(null)

export const NO_ROWS: FoundRows = { from: 0, rows: [], total: 0 }

/** Rows of the timeline’s table; none where the web worker is gone. */
export async function askRows(wanted: RowsWanted): Promise<FoundRows> {
  try {
    if (simulator.isRunning) return await simulator.call('rows', wanted).result
  } catch {
    // another run is on its way
  }
  return NO_ROWS
}

/** What would have prevented the restart that an entry led to; another search ends the one before. */
export function tryChanges(lane: string, id: number): WorkerCall<WhatIfProgress, WhatIf | null> | undefined {
  const of = laneOf(lane)
  simulator.cancelAll('whatIf')
  return of && hasPicture(lane) ? simulator.call('whatIf', { ...of, id }) : undefined
}

/** An entry goes by its number in the picture: while there is none of what is open, nothing can be asked about it. */
const hasPicture = (lane: string): boolean => pictures()[lane] !== undefined

type AboutLane = Exclude<keyof typeof tasks, 'run' | 'judge' | 'rows' | 'whatIf'>

/** How the web worker knows a lane; undefined where it is not in this run. */
function laneOf(lane: string): { lane: number; key: number | undefined } | undefined {
  const index = order.indexOf(lane)
  return simulator.isRunning && index >= 0 ? { lane: index, key: pictures()[lane]?.key } : undefined
}

/** Puts a question about a lane; null where the lane is not in this run, or the web worker ends before it has answered. */
export async function askAbout<K extends AboutLane>(
  kind: K,
  lane: string,
  details: Omit<InputOf<(typeof tasks)[K]>, 'lane' | 'key'>,
): Promise<ResultOf<(typeof tasks)[K]> | null> {
  const of = laneOf(lane)
  if (!of) return null
  try {
    return await simulator.call(kind, { ...of, ...details } as InputOf<(typeof tasks)[K]>).result
  } catch {
    return null
  }
}
