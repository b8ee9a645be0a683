import type {
  Look,
  Variables,
  Printed,
  LaneRequest,
  Asked,
  WhyLink,
  RowsWanted,
  FoundRows,
  ReportWanted,
  Answers,
  ToWorker,
} from './messages.ts'
import type { Completion } from '../../terminal/shell/complete.ts'
import type { EffectGroup } from '../../views/why/effect-groups.ts'
import type { WhyNot } from '../../views/why/why-not-parts.ts'
import type { LineAt } from '../../views/text/line-at-start.ts'
import type { LineEffects } from '../../views/why/why-line.ts'
import type { Progress } from '../../views/what-if/what-if-trials.ts'
import type { WhatIf } from '../../views/what-if/what-if.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import type { QuestionId } from '../../views/verdicts/cell.ts'
import type { Judging, Cells } from '../../views/verdicts/judge.ts'
import { untold, tellOnceSeen, client, isWarm, order, pictures } from './runner.ts'

/** What a terminal would show of a lane at a time. */
export const lookAtLane = (lane: string, at: number): Promise<Look | null> => ask('look', lane, { at })

/** What a command typed at a time prints. */
export const runCommand = (lane: string, at: number, line: string, variables: Variables): Promise<Printed | null> =>
  ask('command', lane, { at, line, variables })

/** What Tab makes of a line. */
export const completeLine = (lane: string, at: number, line: string, variables: Variables): Promise<Completion | null> =>
  ask('complete', lane, { at, line, variables })

/** One request, put to every lane at a time. */
export const askLanes = (lane: string, at: number, request: LaneRequest): Promise<readonly Asked[] | null> =>
  ask('request', lane, { at, request })

/** Why an entry happened. */
export const explainEntry = (lane: string, id: number): Promise<readonly WhyLink[] | null> => ask('why', lane, { id })

/** What an action has caused up to a time. */
export const askEffects = (lane: string, id: number, until: number): Promise<readonly EffectGroup[] | null> =>
  ask('effects', lane, { id, until })

/** Rows of the timeline’s table; none where the web worker is gone. */
export async function askRows(wanted: RowsWanted): Promise<FoundRows> {
  if (untold) await tellOnceSeen()
  try {
    if (client.isRunning()) return await client.ask<FoundRows>((number) => ({ kind: 'rows', ask: number, ...wanted }))
  } catch {
    // another run is on its way
  }
  return { from: 0, rows: [], total: 0 }
}

/** The questions that a lane raises at a time, answered. */
export const askWhyNot = (lane: string, at: number): Promise<readonly WhyNot[] | null> => ask('whyNot', lane, { at })

/** What a line of a file has caused up to a time. */
export const askLine = (lane: string, line: LineAt, until: number): Promise<LineEffects | null> => ask('line', lane, { ...line, until })

/** A lane as a text to take away: its report, rows or trace up to a time. */
export const askReport = (lane: string, wanted: ReportWanted): Promise<string | null> => ask('report', lane, wanted)

/** What would have prevented the restart that an entry led to; null where there is none, or where something else is asked meanwhile. */
export function tryChanges(
  lane: string,
  id: number,
  onProgress: (progress: Progress) => void,
): { answer: Promise<WhatIf | null>; cancel: () => void } {
  const mine = (trying = {})
  return {
    answer: ask('whatIf', lane, { id }, ({ progress }: { progress: Progress }) => onProgress(progress)),
    cancel: () => {
      if (trying === mine) stopHere()
    },
  }
}

/**
 * Verdicts on small inputs, by the web worker that has run them: its code is there, and warm. It works in slices, so that neither an
 * edit nor a question waits for more than one of them. Undefined where there is none. Rejects with `NoAnswer`.
 */
export function judgeHere(
  inputs: Inputs,
  questions: readonly QuestionId[],
  heard: (message: { progress: Judging }) => void,
): Promise<Cells | null> | undefined {
  if (!isWarm || !client.isRunning()) return undefined
  return client.ask<Cells | null>((number) => ({ kind: 'judge', ask: number, inputs, questions }), { heard })
}

/** Ends what takes its time in that web worker. */
export function stopHere(): void {
  if (client.isRunning()) client.post({ kind: 'stopTrying' })
}

/** The search that was begun last. */
let trying: object | undefined

type AboutLane = Exclude<keyof Answers, 'judge' | 'rows'>

type Details<K extends AboutLane> = Omit<Extract<ToWorker, { kind: K }>, 'kind' | 'ask' | 'lane'>

/** Puts a question about a lane; null where the lane is not in this run, or the web worker ends before it has answered. */
async function ask<K extends AboutLane>(
  kind: K,
  lane: string,
  details: Details<K>,
  heard?: (message: { progress: Progress }) => void,
): Promise<Answers[K] | null> {
  if (untold) await tellOnceSeen()
  const index = order.indexOf(lane)
  if (!client.isRunning() || index < 0) return null
  try {
    return await client.ask<Answers[K] | null>(
      (number) => ({ kind, ask: number, lane: index, key: pictures()[lane]?.key, ...details }) as unknown as ToWorker,
      heard ? { heard } : {},
    )
  } catch {
    return null
  }
}
