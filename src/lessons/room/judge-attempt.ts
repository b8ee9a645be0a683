import type { Inputs } from '../../sim/scenario/inputs.ts'
import { HalfRun, simulate } from '../../sim/simulate.ts'
import { actionsOfAttempt, type Attempt, textsOfAttempt } from '../attempt.ts'
import { textsOf, withTexts } from '../change.ts'
import { type Answer, check, type Standing, startOf } from '../check-exercise.ts'
import { withActions } from '../incident.ts'
import type { Lesson } from '../parse.ts'
import { type LanePicture, pictureOf } from './lane-picture.ts'
import { wayOf } from './way.ts'

/** What an attempt comes to: worked out from its texts, whatever its link claims. */
export interface Judged {
  solved: boolean
  goals: readonly { n: number; text: string; holds: boolean; why?: string; at?: number }[]
  /** What a fix may not touch, and whether it is so. */
  kept: readonly { text: string; holds: boolean }[]
  /** Of an incident: seconds out of service. */
  outage?: number
  /** What the change does. */
  way: string
  picture: LanePicture
}

/**
 * An attempt at an exercise, judged anew.
 *
 * Units: seconds. Errors: a sentence where it is no attempt at this exercise as it is.
 */
export function judgeAttempt(lesson: Lesson, attempt: Attempt): Judged | { error: string } {
  const { seed } = attempt
  const bySeed = seed === undefined ? {} : { seed }
  const start = startOf(lesson, bySeed)
  const read = textsOfAttempt(textsOf(start), attempt.changes)
  if ('error' in read) return read
  const done = actionsOfAttempt(attempt)
  if ('error' in done) return { error: `the attempt cannot be read: ${done.error}` }
  const standing = standingOf(lesson, { ...read, ...done, ...bySeed })
  if ('error' in standing) return standing
  const { solved, goals, kept, outage } = standing
  const own = withActions(withTexts(start, read.texts), done.actions)
  return {
    solved,
    goals: goals.map(({ n, text, holds, why, at }) => ({
      n,
      text,
      holds,
      ...(why === undefined ? {} : { why }),
      ...(at === undefined ? {} : { at }),
    })),
    kept: kept.map(({ text, holds }) => ({ text, holds })),
    ...(outage === undefined ? {} : { outage }),
    ...shown(start, own, done.actions),
  }
}

function standingOf(lesson: Lesson, answer: Answer): Standing | { error: string } {
  try {
    return check(lesson, answer)
  } catch (error) {
    if (!(error instanceof HalfRun)) throw error
    return { error: `it cannot be told: ${error.message}` }
  }
}

function shown(start: Inputs, own: Inputs, actions: Parameters<typeof wayOf>[2]): Pick<Judged, 'way' | 'picture'> {
  try {
    const trace = simulate(own)
    const way = wayOf({ inputs: start, trace: simulate(start) }, { inputs: own, trace }, actions)
    return { way, picture: pictureOf(trace, own.duration) }
  } catch (error) {
    if (!(error instanceof HalfRun)) throw error
    return { way: 'a run without end', picture: pictureOf([], own.duration) }
  }
}
