import type { Action, Inputs } from '../sim/scenario/inputs.ts'
import { textsOf, type Texts, withTexts } from './change.ts'
import { type Fault, faultOf, outageSeconds, withActions } from './incident.ts'
import { type GoalVerdict, judgeGoals } from './judge.ts'
import { judgeKeep, type KeepVerdict } from './keep.ts'
import type { Lesson } from './parse.ts'

/** How an answer to an exercise stands. */
export interface Standing {
  /** Every goal holds, and all is kept. */
  solved: boolean
  goals: readonly GoalVerdict[]
  kept: readonly KeepVerdict[]
  /** Of an incident: for how many seconds it was out of service. */
  outage?: number
}

/** What somebody has made of an exercise. */
export interface Answer {
  /** By file; left out: those that the exercise begins with. */
  texts?: Texts
  /** Of an incident: what was done, and which seed brought its fault. */
  actions?: readonly Action[]
  seed?: number
}

/** The learner's lane as the exercise begins. Of an incident: with a fault, or with that which the seed brings. */
export function startOf({ scenario, exercise: { lane, incident } }: Lesson, by: { seed?: number; fault?: Fault } = {}): Inputs {
  const { inputs } = scenario.lanes.find(({ name }) => name === lane)!
  const { seed = inputs.seed } = by
  const fault = incident && (by.fault ?? faultOf(incident, seed))
  return withActions(seed === inputs.seed ? inputs : { ...inputs, seed }, fault?.actions ?? [])
}

/** The learner's lane with an answer in it. */
export function inputsOf(lesson: Lesson, { texts, actions = [], seed }: Answer, fault?: Fault): Inputs {
  const start = startOf(lesson, { ...(seed === undefined ? {} : { seed }), ...(fault ? { fault } : {}) })
  return withActions(texts ? withTexts(start, texts) : start, actions)
}

/**
 * An answer to an exercise.
 *
 * Units: seconds. Errors: none; an answer that cannot be read is one that does not hold.
 */
export function check(lesson: Lesson, answer: Answer = {}, fault?: Fault): Standing {
  const { texts, seed } = answer
  const start = startOf(lesson, { ...(seed === undefined ? {} : { seed }), ...(fault ? { fault } : {}) })
  const own = texts ?? textsOf(start)
  const inputs = inputsOf(lesson, answer, fault)
  const { incident, keep } = lesson.exercise
  const goals = judgeGoals(lesson.exercise, inputs)
  const kept = judgeKeep(keep, textsOf(start), own)
  const outage = incident ? { outage: Math.round(outageSeconds(incident, inputs)) } : {}
  return { solved: [...goals, ...kept].every(({ holds }) => holds), goals, kept, ...outage }
}
