import type { Inputs } from '../sim/scenario/scenario.ts'
import { textsOf, type Texts, withTexts } from './change.ts'
import { type GoalVerdict, judgeGoals } from './judge.ts'
import { judgeKeep, type KeepVerdict } from './keep.ts'
import type { Lesson } from './parse.ts'

/** How an answer to an exercise stands. */
export interface Standing {
  /** Every goal holds, and all is kept. */
  solved: boolean
  goals: readonly GoalVerdict[]
  kept: readonly KeepVerdict[]
}

/** The learner's lane as the exercise begins. */
export function startOf({ scenario, exercise }: Lesson): Inputs {
  return scenario.lanes.find(({ name }) => name === exercise.lane)!.inputs
}

/**
 * An answer to an exercise: texts by file, or those that the exercise begins with.
 *
 * Units: seconds. Errors: none; an answer that cannot be read is one that does not hold.
 */
export function check(lesson: Lesson, texts?: Texts): Standing {
  const start = startOf(lesson)
  const own = texts ?? textsOf(start)
  const goals = judgeGoals(lesson.exercise, withTexts(start, own))
  const kept = judgeKeep(lesson.exercise.keep, textsOf(start), own)
  return { solved: [...goals, ...kept].every(({ holds }) => holds), goals, kept }
}
