import type { ShellCompletion } from '../../terminal/shell/complete.ts'
import type { LineAt } from '../../views/text/line-at-start.ts'
import type { LineEffects } from '../../views/why/why-line.ts'
import type { WhatIfProgress } from '../../views/what-if/what-if-trials.ts'
import type { WhatIf } from '../../views/what-if/what-if.ts'
import type { EffectGroup } from '../../views/why/effect-groups.ts'
import type { WhyNot } from '../../views/why/not-restarted.ts'
import type { WorkerCall } from '../worker/client.ts'
import type { InputOf, ResultOf } from '../worker/serve-tasks.ts'
import type {
  RequestResult,
  FoundRows,
  LaneRequest,
  LaneLook,
  Printed,
  ReportWanted,
  RowsWanted,
  Variables,
  WhyLink,
} from './simulator-messages.ts'
import { order, pictures, simulator } from './runner.ts'
import type { tasks } from './tasks.ts'

/** What a terminal would show of a lane at a time. */
export const lookAtLane = (lane: string, at: number): Promise<LaneLook | null> => ask('look', lane, { at })

/** What a command typed at a time prints. */
export const runCommand = (lane: string, at: number, line: string, variables: Variables): Promise<Printed | null> =>
  ask('command', lane, { at, line, variables })

/** What Tab makes of a line. */
export const completeLine = (lane: string, at: number, line: string, variables: Variables): Promise<ShellCompletion | null> =>
  ask('complete', lane, { at, line, variables })

/** One request, put to every lane at a time. */
export const askLanes = (lane: string, at: number, request: LaneRequest): Promise<readonly RequestResult[] | null> =>
  ask('request', lane, { at, request })

/** Why an entry happened. */
export const explainEntry = (lane: string, id: number): Promise<readonly WhyLink[] | null> => ask('why', lane, { id })

/** What an action has caused up to a time. */
export const askEffects = (lane: string, id: number, until: number): Promise<readonly EffectGroup[] | null> =>
  askEntry('effects', lane, { id, until })

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

/** The questions that a lane raises at a time, answered. */
export const askWhyNot = (lane: string, at: number): Promise<readonly WhyNot[] | null> => ask('whyNot', lane, { at })

/** What a line of a file has caused up to a time. */
export const askLine = (lane: string, line: LineAt, until: number): Promise<LineEffects | null> => ask('line', lane, { ...line, until })

/** A lane as a text to take away: its report, rows or trace up to a time. */
export const askReport = (lane: string, wanted: ReportWanted): Promise<string | null> => ask('report', lane, wanted)

/** What would have prevented the restart that an entry led to; another search ends the one before. */
export function tryChanges(lane: string, id: number): WorkerCall<WhatIfProgress, WhatIf | null> | undefined {
  const of = laneOf(lane)
  simulator.cancelAll('whatIf')
  return of && hasPicture(lane) ? simulator.call('whatIf', { ...of, id }) : undefined
}

/** An entry goes by its number in the picture: while there is none of what is open, nothing can be asked about it. */
const hasPicture = (lane: string): boolean => pictures()[lane] !== undefined

const askEntry: typeof ask = async (kind, lane, details) => (hasPicture(lane) ? ask(kind, lane, details) : null)

type AboutLane = Exclude<keyof typeof tasks, 'run' | 'judge' | 'rows' | 'whatIf'>

/** How the web worker knows a lane; undefined where it is not in this run. */
function laneOf(lane: string): { lane: number; key: number | undefined } | undefined {
  const index = order.indexOf(lane)
  return simulator.isRunning && index >= 0 ? { lane: index, key: pictures()[lane]?.key } : undefined
}

/** Puts a question about a lane; null where the lane is not in this run, or the web worker ends before it has answered. */
async function ask<K extends AboutLane>(
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
