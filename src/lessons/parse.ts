import type { Diagnostic } from '../manifest/diagnostic.ts'
import { At, object, type Problem, type Step } from '../sim/scenario/check.ts'
import { isRecord } from '../manifest/own.ts'
import { checkScenario, parseWith, type Scenario } from '../sim/scenario/scenario.ts'
import type { ScenarioText } from '../sim/scenario/text.ts'
import { checkAgainst } from './check.ts'
import { type Exercise, FIELDS } from './exercise.ts'

/** A scenario, and the exercise that it is. */
export interface Lesson {
  scenario: Scenario
  exercise: Exercise
}

/** What was read, or why nothing was. */
export type ParsedLesson<T> = { value: T; diagnostics?: undefined } | { diagnostics: Diagnostic[]; value?: undefined }

/**
 * A scenario file as YAML 1.2 or JSON, with its exercise where it has one.
 *
 * Units: seconds. Errors: returned, all of them at once, as `parseScenario` has them, those of the exercise included.
 */
export function parseLesson(text: string): ParsedLesson<{ scenario: Scenario; exercise?: Exercise }> {
  return parseWith(text, (read, at) => {
    const has = isRecord(read.value) && read.value['exercise'] !== undefined && read.value['exercise'] !== null
    return has ? checkLesson(read, at) : { scenario: checkScenario(read, at) }
  })
}

/** The same for a text that is to be an exercise: without one it is refused. *
 * @example
 * ```js
 * import { parseExercise } from 'whyrestart'
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
 * console.log(lesson.value.exercise.goals[0].text) // It is never restarted.
 * ```
 */
export function parseExercise(text: string): ParsedLesson<Lesson> {
  return parseWith(text, checkLesson)
}

/** A scenario with an exercise, within a text that may hold more. */
export function checkLesson(read: ScenarioText, at: At): Lesson {
  const problems: Problem[] = []
  const heard = new At((problem) => {
    problems.push(problem)
    at.report(problem)
  })
  const scenario = checkScenario(read, heard)
  // of a text that is no scenario no more is said than that
  const exercise = checkExercise(scenario, isRecord(read.value) ? heard : new At(() => undefined), hasLanes(read.value))
  // what is wrong in itself is not held against the rest
  const isSound = (steps: readonly Step[]): boolean =>
    !problems.some((problem) => steps.every((step, i) => problem.steps[i] === step) || problem.steps.every((step, i) => steps[i] === step))
  checkAgainst(scenario, exercise, heard.into('exercise'), isSound)
  return { scenario, exercise }
}

/** Whether a scenario names its lanes: of one that does not, the one lane that it has is whatever an exercise calls it. */
const hasLanes = (value: unknown): boolean => isRecord(value) && (value['lanes'] ?? undefined) !== undefined

function checkExercise(scenario: Scenario, at: At, namesLanes: boolean): Exercise {
  const value = scenario.exercise
  const here = at.into('exercise')
  const { goals = [], lane, ...rest } = object(FIELDS)(value, here)
  const first = scenario.lanes[0]!.name
  if (isRecord(value) && goals.length === 0 && rest.predict.length === 0 && (value['goals'] ?? undefined) === undefined)
    here.into('goals').wrong('REQUIRED', undefined, 'a list of goals, or predict with questions')
  return { ...rest, goals, lane: namesLanes ? (lane ?? first) : first }
}

/** What a value holds at some steps, as a text of its own. */
export function within(read: ScenarioText, steps: readonly Step[], value: unknown): ScenarioText {
  return {
    value,
    sourceOf: (inner) => read.sourceOf([...steps, ...inner]),
    has: (inner) => read.has([...steps, ...inner]),
    locate: (problem) => read.locate({ ...problem, steps: [...steps, ...problem.steps] }),
  }
}
