import { isHidden } from '../sim/node/file-changes.ts'
import type { Diagnostic } from '../manifest/diagnostic.ts'
import { isRecord, own } from '../manifest/own.ts'
import { At, type CheckProblem, object, type PathStep } from '../sim/scenario/check-value.ts'
import { CONTAINER_ACTIONS } from '../sim/scenario/scenario-fields.ts'
import { checkScenario, type Lane, parseWith, type Scenario } from '../sim/scenario/scenario.ts'
import type { WrittenValue } from '../sim/scenario/text.ts'
import { type Exercise, FIELDS } from './exercise.ts'
import { type Manifest, placedContainers } from '../manifest/types.ts'
import { manifestOf } from '../sim/scenario/specs.ts'
import { nearestName } from '../manifest/nearest.ts'
import type { Inputs } from '../sim/scenario/inputs.ts'
import { barename, changed, type FilesChange, textsOf } from './change.ts'
import { type Goal, goalsWithin, lastMoment, partsOf } from './goals/goal.ts'
import { GOAL_KINDS, type KindName } from './goals/goal-kinds.ts'
import { podNamed } from './goals/goal-subjects.ts'
import { SEEDS } from './judge-goals.ts'

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
 * Errors: returned, all of them at once, as `parseScenario` has them, those of the exercise included.
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
export function checkLesson(read: WrittenValue, at: At): Lesson {
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
export function within(read: WrittenValue, steps: readonly PathStep[], value: unknown): WrittenValue {
  return {
    value,
    sourceOf: (inner) => read.sourceOf([...steps, ...inner]),
    has: (inner) => read.has([...steps, ...inner]),
  }
}

/** Whether nothing was wrong with a part so far. */
type IsSound = (steps: readonly PathStep[]) => boolean

/**
 * Holds an exercise against its scenario: what it names must be there, and its answers must fit the files.
 *
 * Errors: reported at `at`, the exercise's place; VALUE.
 */
function checkAgainst(scenario: Scenario, exercise: Exercise, at: At, isSound: IsSound): void {
  const lanes = scenario.lanes.map(({ name }) => name)
  if (isSound(at.into('lane').steps) && !lanes.includes(exercise.lane)) unknownName(exercise.lane, lanes, at.into('lane'))
  const lane = scenario.lanes.find(({ name }) => name === exercise.lane) ?? scenario.lanes[0]!
  const names = namesOf(scenario, exercise, lane)
  exercise.goals.forEach((goal, i) => {
    const here = at.into('goals').into(i)
    if (isSound(here.steps)) checkGoal(goal, lane.inputs, names, here)
  })
  checkCost(exercise, lane.inputs, at.into('goals'), isSound)
  const files = [...new Set(scenario.lanes.flatMap(({ inputs }) => Object.keys(textsOf(inputs))))]
  exercise.keep.forEach(({ file }, i) => {
    const here = at.into('keep').into(i).into('file')
    if (isSound(here.steps) && !files.includes(barename(file))) unknownName(file, files, here)
  })
  if (exercise.solution) checkChange(exercise.solution, lane.inputs, at.into('solution'), isSound)
  exercise.wrong.forEach(({ change, fails }, i) => {
    const here = at.into('wrong').into(i)
    checkChange(change, lane.inputs, here.into('change'), isSound)
    fails.forEach((fail, n) => {
      const spot = here.into('fails').into(n)
      if (!isSound(spot.steps) || !isSound(at.into('goals').steps)) return
      if (fail === 'keep' ? exercise.keep.length === 0 : fail > exercise.goals.length)
        spot.wrong('VALUE', fail, fail === 'keep' ? 'a goal: nothing is to be kept here' : `a goal from 1 to ${exercise.goals.length}`)
    })
  })
  if (exercise.incident) checkIncident(exercise, names, at.into('incident'), isSound)
  checkHide(exercise, at, isSound)
  exercise.predict.forEach((question, i) => {
    const here = at.into('predict').into(i)
    if (!isSound(here.steps)) return
    if (!('time' in question)) {
      if (typeof question.right === 'string') return
      for (const [field, { of }] of Object.entries(question.right as Record<string, { of?: string }>))
        if (of !== undefined) checkName(of, names.containers, here.into('right').into(field).into('of'))
      return
    }
    checkName(question.time.of, names.containers, here.into('time').into('of'))
    if (question.time.pod !== undefined)
      checkName(podNamed(question.time.pod, lane.inputs.node.name), names.pods, here.into('time').into('pod'))
  })
}

function checkGoal(outer: Exercise['goals'][number], inputs: Inputs, names: Names, at: At): void {
  for (const { goal, steps } of goalsWithin(outer)) {
    const here = steps.reduce((spot, step) => spot.into(step), at)
    if (goal.container !== undefined) checkName(goal.container, names.containers, here.into('container'))
    if (goal.pod !== undefined) checkName(podNamed(goal.pod, inputs.node.name), names.pods, here.into('pod'))
    const last = lastMoment(goal, inputs.duration)
    const ownTrials = goalsWithin(goal).some(
      ({ goal: { kind } }) => Object.hasOwn(GOAL_KINDS, kind) && GOAL_KINDS[kind as KindName].ownTrials,
    )
    goal.when.forEach((action, i) => {
      const spot = here.into('when').into(i)
      if (ownTrials) return spot.wrong('VALUE', action, 'no action: a verdict is found by trial runs of its own')
      if (action.at > last) spot.into('at').wrong('VALUE', `${action.at}s`, `a moment up to ${last}s, behind which this goal does not look`)
      for (const [field, container] of Object.entries(action))
        if (CONTAINER_ACTIONS.includes(field)) checkName(String(container), names.containers, spot.into(field))
    })
  }
}

/** So much is simulated for all goals at most: seconds of each pod. */
const MOST_POD_SECONDS = 20_000_000
/** A verdict is found by about so many runs. */
const RUNS_OF_A_VERDICT = 12

/** What is judged at every edit has to come to an end. */
function checkCost({ goals }: Exercise, inputs: Inputs, at: At, isSound: IsSound): void {
  if (!isSound(at.steps)) return
  const pods = Math.max(1, Object.keys(inputs.manifests).length)
  const runs = goals.reduce((sum, goal) => sum + runsOf(goal, true), 0)
  const longest = Math.max(inputs.duration, ...goals.map((goal) => lastMoment(goal, inputs.duration)))
  const cost = runs * pods * longest
  if (cost > MOST_POD_SECONDS)
    at.wrong(
      'TOO_MANY_RUNS',
      `${runs} trial runs of ${pods} pods for up to ${longest}s`,
      `fewer releases or seeds, a shorter duration or fewer pods: at most ${MOST_POD_SECONDS} seconds in all`,
    )
}

function runsOf(goal: Goal, isOutermost: boolean): number {
  const releases = (goal.kubernetes?.length ?? 1) * (goal.kind === 'starts' ? (goal.spec as { on: readonly string[] }).on.length : 1)
  const seeds = goal.seed?.length ?? (isOutermost ? SEEDS : 1)
  const parts = partsOf(goal)
  const inner = parts.length > 0 ? parts.reduce((sum, part) => sum + runsOf(part.goal, false), 0) : 1
  return releases * seeds * inner * (goal.kind === 'verdict' ? RUNS_OF_A_VERDICT : 1)
}

function checkChange(change: FilesChange, inputs: Inputs, at: At, isSound: IsSound): void {
  if (!isSound(at.steps)) return
  const texts = textsOf(inputs)
  for (const { step, field, found } of changed(texts, change).misfits) {
    const here = field === undefined ? at.into(step) : at.into(step).into(field)
    if (field === 'find') here.wrong('VALUE', found, 'a text that the file has at this point')
    else unknownName(found, Object.keys(texts), here)
  }
}

function checkIncident({ incident, goals }: Exercise, names: Names, at: At, isSound: IsSound): void {
  if (!isSound(at.steps)) return
  checkName(incident!.of, names.containers, at.into('of'))
  incident!.faults.forEach(({ wrong }, i) =>
    wrong.forEach(({ fails }, n) =>
      fails.forEach((fail, k) => {
        const here = at.into('faults').into(i).into('wrong').into(n).into('fails').into(k)
        if (fail > goals.length) here.wrong('VALUE', fail, `a goal from 1 to ${goals.length}`)
      }),
    ),
  )
}

function checkHide({ hide, hints }: Exercise, at: At, isSound: IsSound): void {
  if (!isSound(at.into('hide').steps) || !isSound(at.into('hints').steps)) return
  if (!hide || hide.until === 'solved' || !('hint' in hide.until) || hide.until.hint <= hints.length) return
  const allowed = hints.length === 0 ? 'another condition: there are no hints' : `a hint from 1 to ${hints.length}`
  at.into('hide').into('until').into('hint').wrong('VALUE', hide.until.hint, allowed)
}

/** Undefined where some file cannot be read, so that nobody knows. */
interface Names {
  pods: readonly string[] | undefined
  containers: readonly string[] | undefined
}

/** All pods and containers that there may be: in any lane, by an action, and in the solution. */
function namesOf(scenario: Scenario, { solution }: Exercise, lane: Lane): Names {
  const solved = solution ? [{ ...lane.inputs, manifests: changed(textsOf(lane.inputs), solution).texts }] : []
  const pods = [...scenario.lanes.map(({ inputs }) => inputs), ...solved].flatMap(manifestsOf).map(({ pod }) => pod)
  if (pods.includes(undefined)) return { pods: undefined, containers: undefined }
  const containers = pods.flatMap((pod) => placedContainers(pod).map(({ container }) => container.name))
  return {
    pods: [...new Set(pods.map((pod) => podNamed(pod!.metadata.name, lane.inputs.node.name)))],
    containers: [...new Set(containers)],
  }
}

function manifestsOf(inputs: Inputs): Manifest[] {
  const written = inputs.actions.flatMap((action) => ('write' in action ? [[barename(action.write), action.content] as const] : []))
  return [...Object.entries(inputs.manifests), ...written]
    .filter(([file]) => !file.startsWith('/') && !isHidden(file))
    .map(([file, text]) => manifestOf(inputs, file, text))
}

function checkName(name: string, known: readonly string[] | undefined, at: At): void {
  if (known && !known.includes(name.split('/').at(-1)!)) unknownName(name, known, at)
}

function unknownName(name: string, known: readonly string[], at: At): void {
  const near = nearestName(name, known)
  at.wrong('VALUE', name, `${known.join(', ') || 'nothing: there is none'}${near === undefined ? '' : `, perhaps ${near}`}`, near)
}
