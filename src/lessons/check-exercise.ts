import { defined } from '../manifest/own.ts'
import type { Action, Inputs } from '../sim/scenario/inputs.ts'
import { HalfRun } from '../sim/simulate.ts'
import { clockWords } from '../views/text/duration-words.ts'
import { barename, textIn, type LaneTexts, textsOf, withTexts } from './change.ts'
import type { KeepRule } from './exercise.ts'
import { lastMoment } from './goals/goal.ts'
import { type Fault, faultOf, type LessonIncident, outageSeconds, textsAfter, withActions } from './incident.ts'
import { type GoalVerdict, judgeInOrder } from './judge-goals.ts'
import type { Lesson } from './parse-exercise.ts'

/** Whether something is kept that a fix may not touch. */
export interface KeepVerdict {
  text: string
  holds: boolean
  /** One sentence, where it is not kept. */
  why?: string
}

/**
 * What an answer has kept. A comment counts as little as it does to the kubelet, but where the start has the text in one.
 */
export function judgeKeep(keep: readonly KeepRule[], start: LaneTexts, texts: LaneTexts): KeepVerdict[] {
  return keep.map((keep) => {
    const why = whyNot(keep, start, texts)
    return why === undefined ? { text: keep.text, holds: true } : { text: keep.text, holds: false, why }
  })
}

function whyNot({ file: written, has, hasNot }: KeepRule, start: LaneTexts, texts: LaneTexts): string | undefined {
  const file = barename(written)
  const text = textIn(texts, file)
  if (text === undefined) return `${file} is gone.`
  if (has !== undefined && !contains(text, has, textIn(start, file) ?? '')) return `${file} no longer has ${JSON.stringify(has)}.`
  if (hasNot !== undefined && withoutComments(text).includes(hasNot)) return `${file} has ${JSON.stringify(hasNot)}.`
  return undefined
}

function contains(text: string, has: string, start: string): boolean {
  const inComment = start.includes(has) && !withoutComments(start).includes(has)
  return (inComment ? text : withoutComments(text)).includes(has)
}

/** YAML's comments, one that follows a value included. What stands in quotes is no comment. */
function withoutComments(text: string): string {
  return text.replace(/"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|(^|[ \t])#.*$/gm, (all, before: string | undefined) =>
    before === undefined ? all : before,
  )
}

/** How an answer to an exercise stands. */
export interface ExerciseStanding {
  /** Every goal holds, and all is kept. */
  solved: boolean
  goals: readonly GoalVerdict[]
  kept: readonly KeepVerdict[]
  /** Of an incident: for how many seconds it was out of service. */
  outage?: number
}

/** What somebody has made of an exercise. */
export interface ExerciseAnswer {
  /** By file; left out: those that the exercise begins with. */
  texts?: LaneTexts
  /** Of an incident: what was done, and which seed brought its fault. */
  actions?: readonly Action[]
  seed?: number
  /** Of an incident: the moment up to which it is judged, in seconds; left out: the run's end. */
  until?: number
}

/** The learner's lane as the exercise begins. Of an incident: with a fault, or with that which the seed brings. */
export function startOf({ scenario, exercise: { lane, incident } }: Lesson, by: { seed?: number; fault?: Fault } = {}): Inputs {
  const { inputs } = scenario.lanes.find(({ name }) => name === lane)!
  const { seed = inputs.seed } = by
  const fault = incident && (by.fault ?? faultOf(incident, seed))
  return withActions(seed === inputs.seed ? inputs : { ...inputs, seed }, fault?.actions ?? [])
}

/** The learner's lane with an answer in it. */
export function inputsOf(lesson: Lesson, { texts, actions = [], seed }: ExerciseAnswer, fault?: Fault): Inputs {
  const start = startOf(lesson, { ...defined({ seed }), ...(fault ? { fault } : {}) })
  return withActions(texts ? withTexts(start, texts) : start, actions)
}

/**
 * An answer to an exercise.
 *
 * Units: seconds. An answer that cannot be read is one that does not hold.
 *
 * @example
 * ```js
 * import { check, parseExercise } from 'whyrestart'
 *
 * const lesson = parseExercise(`whyrestart: 1
 * manifests:
 *   web.yaml: |
 *     apiVersion: v1
 *     kind: Pod
 *     metadata: {name: web}
 *     spec:
 *       containers:
 *       - {name: web, image: "web:1", livenessProbe: {tcpSocket: {port: 81}}}
 * processes:
 *   web: {listens: [{port: 80}]}
 * exercise:
 *   id: stay-up
 *   goals: [{text: It is never restarted., restarts: {max: 0}}]`)
 * const text = lesson.value.scenario.lanes[0].inputs.manifests['web.yaml']
 * console.log(check(lesson.value).solved) // false
 * console.log(check(lesson.value, { texts: { 'web.yaml': text.replace('81', '80') } }).solved) // true
 * ```
 */
export function check(lesson: Lesson, answer: ExerciseAnswer = {}, fault?: Fault): ExerciseStanding {
  const { texts, seed, until } = answer
  const start = startOf(lesson, { ...defined({ seed }), ...(fault ? { fault } : {}) })
  const whole = inputsOf(lesson, answer, fault)
  // what has not happened yet is nobody's to know
  const inputs = until === undefined ? whole : { ...whole, duration: Math.min(until, whole.duration) }
  const { incident, keep } = lesson.exercise
  const written = texts ?? textsOf(start)
  const own = incident ? textsAfter(written, inputs.actions, inputs.duration) : written
  const first = until !== undefined && incident ? firstDeed(incident, answer, fault) : -1
  const goals = judgeInOrder(lesson.exercise, inputs).map((verdict) => notBefore(lesson, verdict, inputs.duration, first))
  const kept = judgeKeep(keep, textsOf(start), own)
  const solved = [...goals, ...kept].every(({ holds }) => holds)
  const outage = incident && outageOf(incident, inputs)
  return { solved, goals, kept, ...defined({ outage }) }
}

/** None where the run does not come to its end: its goals say so. */
function outageOf(incident: LessonIncident, inputs: Inputs): number | undefined {
  try {
    return Math.round(outageSeconds(incident, inputs))
  } catch (error) {
    if (error instanceof HalfRun) return undefined
    throw error
  }
}

/** Of an incident: when it breaks. */
function firstDeed(incident: LessonIncident, { seed }: ExerciseAnswer, fault?: Fault): number {
  const { actions } = fault ?? (seed === undefined ? incident.faults[0]! : faultOf(incident, seed))
  return Math.min(...actions.map(({ at }) => at))
}

/** A goal that speaks of a later moment is not met yet, and none is before something has happened that could be over. */
function notBefore({ exercise }: Lesson, verdict: GoalVerdict, now: number, first: number): GoalVerdict {
  if (!exercise.incident) return verdict
  const last = lastMoment(exercise.goals[verdict.n - 1]!, now)
  if (now > first && last <= now) return verdict
  const why = now > first ? `Not yet: it is told at ${clockWords(last)}.` : 'Not yet: nothing has happened.'
  return { n: verdict.n, text: verdict.text, holds: false, at: now, why, seen: why }
}
