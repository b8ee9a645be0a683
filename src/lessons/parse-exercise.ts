import type { Diagnostic } from '../manifest/diagnostic.ts'
import { isRecord, own } from '../manifest/own.ts'
import { At, object, type CheckProblem, type PathStep } from '../sim/scenario/check-value.ts'
import { checkScenario, parseWith, type Scenario } from '../sim/scenario/scenario.ts'
import type { ScenarioText } from '../sim/scenario/text.ts'
import { checkAgainst } from './check.ts'
import { type Exercise, FIELDS } from './exercise.ts'

/** What a text may be of ours beside a scenario. */
export type LessonKind = 'course' | 'exercise'

/** A key at the start of a line, and what stands behind it. */
const KEY = /^(["']?)(course|exercise|whyrestart)\1[ \t]*:(.*)$/gm
/** What a list of fields may begin with on its key's own line. */
const OPENS = /^[ \t]*(?:[{&!].*|#.*)?$/
/** The first line with something on it stands further in. */
const INDENTED = /(?:[ \t]*(?:#.*)?\r?\n)*[ \t]+[^\s#]/y
/** A format's number. */
const NUMBER = /^[ \t]*["']?\d/

/**
 * Whether a text is meant as a course or as an exercise: by its own keys, which stand at the start of a line, or are those of a JSON
 * object. A Pod's label of that name is none, and neither is a line of a chat. Takes time in proportion to the text.
 */
export function lessonKind(text: string): LessonKind | undefined {
  const { course, exercise, whyrestart } = /^\s*\{/.test(text) ? keysOfJson(text) : keysOfYaml(text)
  if (course && !whyrestart) return 'course'
  return exercise ? 'exercise' : undefined
}

type LessonKeys = Readonly<Partial<Record<LessonKind | 'whyrestart', boolean>>>

function keysOfYaml(text: string): LessonKeys {
  const found: Partial<Record<LessonKind | 'whyrestart', boolean>> = {}
  for (const { 0: line, 2: key, 3: value = '', index } of text.matchAll(KEY)) {
    if (key === 'whyrestart') found.whyrestart = true
    else if (key === 'course') found.course ||= NUMBER.test(value)
    else found.exercise ||= OPENS.test(value) && (/^[ \t]*\{/.test(value) || hasFields(text, index + line.length))
  }
  return found
}

function hasFields(text: string, from: number): boolean {
  INDENTED.lastIndex = from
  return INDENTED.test(text)
}

function keysOfJson(text: string): LessonKeys {
  try {
    const value: unknown = JSON.parse(text)
    if (!isRecord(value)) return {}
    return {
      course: own(value, 'course') !== undefined,
      exercise: isRecord(own(value, 'exercise')),
      whyrestart: own(value, 'whyrestart') !== undefined,
    }
  } catch {
    // YAML may have braces too, and then its first key tells
    const key = /^\s*\{\s*["']?(course|exercise)["']?\s*:/.exec(text)?.[1]
    return key === undefined ? {} : { [key]: true }
  }
}

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
  const problems: CheckProblem[] = []
  const heard = new At((problem) => {
    problems.push(problem)
    at.report(problem)
  })
  const scenario = checkScenario(read, heard)
  // of a text that is no scenario no more is said than that
  const exercise = checkExercise(scenario, isRecord(read.value) ? heard : new At(() => undefined), hasLanes(read.value))
  // what is wrong in itself is not held against the rest
  const isSound = (steps: readonly PathStep[]): boolean =>
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
export function within(read: ScenarioText, steps: readonly PathStep[], value: unknown): ScenarioText {
  return {
    value,
    sourceOf: (inner) => read.sourceOf([...steps, ...inner]),
    has: (inner) => read.has([...steps, ...inner]),
    locate: (problem) => read.locate({ ...problem, steps: [...steps, ...problem.steps] }),
  }
}
