import { stringify } from 'yaml'
import { scenarioDocument } from '../../cases/import.ts'
import { withProcesses } from '../../cases/with-processes.ts'
import { answerOfScenario } from '../../lessons/answer.ts'
import {
  type CandidateQuestion,
  candidateQuestions,
  candidatesOf,
  type ExerciseTrial,
  type GoalCandidate,
  tryExercise,
} from '../../lessons/candidates.ts'
import { changed, type LaneTexts, textsOf } from '../../lessons/change.ts'
import { check, type ExerciseAnswer, type ExerciseStanding, inputsOf, startOf } from '../../lessons/check-exercise.ts'
import { isCourse, parseCourse } from '../../lessons/course.ts'
import { firstLook } from '../../lessons/first-look.ts'
import { type Lesson, parseExercise } from '../../lessons/parse-exercise.ts'
import { answerOf, type PredictQuestion } from '../../lessons/predict.ts'
import { tryFix } from '../../lessons/try-fix.ts'
import { defined, listOf } from '../../manifest/own.ts'
import { courseLink } from '../../share/contents.ts'
import { type Draft, draftOf, linkOf } from '../../share/payload.ts'
import { parseProcesses, parseScenario } from '../../sim/scenario/scenario.ts'
import { simulate } from '../../sim/simulate.ts'
import { drawingOf } from '../../views/lanes/drawing-of.ts'
import { sourceAddress } from '../../views/why/why-source.ts'
import { SizedCache } from '../../manifest/sized-cache.ts'
import type { OpenExercise, Printout } from '../state/session.ts'
import { endOf, inSlices } from '../worker/serve-tasks.ts'
import { type CourseOutline, type HeldCourse, holdCourse, shippedCourse } from './course/shipped.ts'
import { asFile, documentOfLesson, valueOf } from './make/lesson-document.ts'
import '../../views/all.ts'
import type { Debrief } from '../../lessons/debrief.ts'
import type { Proof } from '../../views/verdicts/questions.ts'

export type OpenedExercise =
  | {
      exercise: OpenExercise
      draft: Draft
      /** The fragment that holds all of it, for one that is of no course; undefined where it is too large. */
      link?: string
    }
  | { error: string }

/** An exercise or a course, to be handed to others. */
export interface HandOut {
  /** As a file has it. */
  text: string
  /** What a link holds; undefined where it is too large for one. */
  fragment?: string
  /** The fragment that has all of it in it, where it is an exercise. */
  whole?: string
}

/** What Check my fix has found: the trial that breaks it, or how many it stood. */
export interface Fixed {
  /** `Left alone for 30 minutes it has 0 restarts. But hang it at 10 min, and it stays hung.` */
  says: string
  /** The same without its causes. */
  seen: string
  stood: number
  broken?: { /** It does not even stand being left alone. */ isCalm: boolean; proof?: Proof }
}

/** What is said after it is solved. */
export interface Debriefing extends Omit<Debrief, 'rule'> {
  rule?: { text: string; source: string; address?: string }
}

/** How far Check my fix has come. */
export interface FixProgress {
  done: number
  trying: string
}

/** For a person to read. */
export const written = (value: unknown): string => stringify(value, { lineWidth: 0, indentSeq: false, aliasDuplicateObjects: false })

/** Judges exercises beside the page: it has their texts, their answers and their runs. */

/** An exercise that is open is asked about all the time; one that was left longest ago is opened anew. */
const KEPT = { characters: 20_000_000, entries: 200, least: 2 }
const lessons = new SizedCache<Lesson>(KEPT)
let taken: HeldCourse | undefined
/** Those that came by a file or a link, and belong to no course. */
const brought = new SizedCache<string>(KEPT)

/** Exercises are known here by their ids once they were opened. */
export const tasks = {
  course: async (): Promise<CourseOutline> => (await atHand()).outline,
  take,
  files: filesOf,
  open,
  offered,
  tryOut,
  /** An incident is judged by what was done, too, and up to a moment. */
  check: ({ id, texts, document, until }: { id: string; texts: LaneTexts; document?: string; until?: number }) =>
    checked(lessonOf(id), texts, document, until),
  differs: ({ id, texts, goal }: { id: string; texts: LaneTexts; goal: number }) => differs(lessonOf(id), texts, goal),
  fix: ({ id, texts }: { id: string; texts: LaneTexts }) => fixed(lessonOf(id), texts),
  solution,
  debrief,
  answer,
  task: taskOf,
  file,
  handOut,
}

/** What a task can be made of. */
export interface OfferedTask {
  goals: readonly GoalCandidate[]
  /** What could be asked first, each with its answer. */
  questions: readonly CandidateQuestion[]
}

/** What could be asked of a lane, by its name, of a scenario as a file has it. */
function offered({ document, lane }: { document: string; lane: string }): OfferedTask {
  const inputs = parseScenario(asFile(document)).scenario?.lanes.find(({ name }) => name === lane)?.inputs
  return inputs ? { goals: candidatesOf(inputs), questions: candidateQuestions(inputs) } : { goals: [], questions: [] }
}

/** An exercise that is being made, tried; null where it is none yet. */
function tryOut(text: string): ExerciseTrial | null {
  const { value } = parseExercise(asFile(text))
  return value && !value.exercise.incident ? tryExercise(value) : null
}

function solution(id: string): LaneTexts | null {
  const lesson = lessonOf(id)
  const change = lesson.exercise.solution
  return change ? changed(textsOf(startOf(lesson)), change).texts : null
}

function answer({ id, question: n }: { id: string; question: number }): number | string | null {
  const lesson = lessonOf(id)
  const question = lesson.exercise.predict[n]
  return question ? (answerOf(question, startOf(lesson)) ?? null) : null
}

/** A document as a file for a person to read; or why nobody could open that. */
function file(document: object): { text: string } | { error: string } {
  const text = asFile(JSON.stringify(document))
  const parsed = parseExercise(text)
  return parsed.value ? { text: written(JSON.parse(text)) } : refused(parsed)
}

function refused({ diagnostics: [first, ...others] = [] }: Pick<ReturnType<typeof parseExercise>, 'diagnostics'>): { error: string } {
  const more =
    others.length > 0 ? ` ${others.length === 1 ? 'There is one more problem' : `There are ${others.length} more problems`}.` : ''
  return {
    error: `This exercise cannot be opened: line ${first?.range.start.line}, ${first?.path || 'exercise'}: ${first?.message}.${more}`,
  }
}

function lessonOf(id: string): Lesson {
  const lesson = lessons.get(id)
  if (!lesson) throw new Error(`no exercise ${id} is open`)
  return lesson
}

/** Another course: its exercises stand in it, or in files that have come with it. Null where the text is no course. */
function take({ text, files }: { text: string; files?: Readonly<Record<string, string>> }): CourseOutline | { error: string } | null {
  if (!isCourse(text)) return null
  const parsed = parseCourse(text, (file) =>
    files && Object.hasOwn(files, file)
      ? { text: files[file]! }
      : { error: 'a course that is opened alone has its exercises in it, as exercise: …' },
  )
  if (parsed.problems) {
    const [{ file, message }] = parsed.problems as [(typeof parsed.problems)[number]]
    return { error: `This course cannot be opened: ${file === undefined ? '' : `${file}: `}${message}.` }
  }
  const members = membersOf(text).map(({ file, exercise, part }) => ({
    text: file === undefined ? JSON.stringify(exercise) : files![file]!,
    part,
  }))
  taken = holdCourse(parsed.course, members)
  return taken.outline
}

const atHand = async (): Promise<HeldCourse> => taken ?? shippedCourse()

/** Of an exercise that stands in a course. */
const textInCourse = async (id: string): Promise<string | undefined> => taken?.texts.get(id) ?? (await shippedCourse()).texts.get(id)

interface CourseMember {
  file?: string
  exercise?: object
  part?: string
}

function membersOf(text: string): readonly CourseMember[] {
  const { exercises } = (valueOf(text) ?? {}) as { exercises?: unknown }
  return listOf(exercises) as readonly CourseMember[]
}

/** The files that a course names; none of what is no course. */
function filesOf(text: string): readonly string[] {
  return isCourse(text) ? membersOf(text).flatMap((member) => (typeof member?.file === 'string' ? member.file : [])) : []
}

/** What is handed to others: an exercise as it was given, or the whole course, as a file's text and as what a link holds. */
async function handOut({ id, isWhole }: { id: string; isWhole: boolean }): Promise<HandOut> {
  if (isWhole) return courseHandOut()
  const own = brought.get(id) ?? taken?.texts.get(id)
  if (own === undefined) {
    const text = (await shippedCourse()).texts.get(id)!
    return { text, fragment: `e=${id}`, ...defined({ whole: fragmentOf(text) }) }
  }
  const whole = fragmentOf(own)
  return { text: written(valueOf(own)), ...defined({ fragment: whole, whole }) }
}

/** All of its exercises stand in it. */
async function courseHandOut(): Promise<HandOut> {
  const { outline, texts } = await atHand()
  const course = { course: 1, title: outline.title, exercises: [...texts.values()].map((text) => ({ exercise: valueOf(text) })) }
  return { text: written(course), ...defined({ fragment: taken ? courseLink(course) : `e=${outline.exercises[0]!.id}` }) }
}

/** What a link to an exercise holds; undefined where it is too large. */
function fragmentOf(text: string): string | undefined {
  const { document } = scenarioDocument(text)
  return document && linkOf(draftOf(document), {})
}

/** What the exercise has, as its file writes it; null where there is none. */
async function taskOf(id: string): Promise<object | null> {
  const text = brought.get(id) ?? (await textInCourse(id))
  const { exercise } = ((text === undefined ? null : valueOf(text)) ?? {}) as { exercise?: object }
  return exercise ?? null
}

/** Of the course, by its id; or any other, by its text. `seed`: of an incident, which one it was before. */
async function open({ id, text: said, seed }: { id?: string; text?: string; seed?: number }): Promise<OpenedExercise> {
  const given = said && asFile(said)
  const text = given ?? (id === undefined ? undefined : await textInCourse(id))
  if (text === undefined) return { error: `There is no exercise ${id} here.` }
  const parsed = parseExercise(text)
  if (!parsed.value) return refused(parsed)
  const lesson = parsed.value
  lessons.set(lesson.exercise.id, lesson)
  if (given !== undefined) brought.set(lesson.exercise.id, given)
  else brought.delete(lesson.exercise.id)
  const draft = withFault(draftOf(documentOfLesson(text, lesson)), lesson, seed)
  const link = given === undefined ? undefined : fragmentOf(given)
  const next = await nextOf(lesson, given === undefined)
  const evidence = await printedFirst(lesson, draft)
  const exercise = { ...exerciseView(lesson, given === undefined, next), ...defined({ evidence }) }
  return { exercise, draft, ...defined({ link }) }
}

/** What the terminal shows first: of the exercise as it begins. */
async function printedFirst(lesson: Lesson, draft: Draft): Promise<Printout | undefined> {
  const { evidence } = lesson.exercise
  if (!evidence) return undefined
  const { ask } = await import('../../terminal/terminal.ts')
  const seed = draft.lanes.map(({ fields }) => fields['seed']).find((found) => typeof found === 'number')
  const inputs = startOf(lesson, defined({ seed }))
  const trace = simulate(inputs)
  const print = (command: string): string => {
    const { stdout, stderr } = ask(command, { inputs, trace, at: evidence.at, simulate })
    return stdout + stderr
  }
  return { at: evidence.at, printed: evidence.run.map((command) => ({ command, text: print(command) })) }
}

/** What follows: what the exercise says, where the course has it, or the one behind it in the course. */
async function nextOf({ exercise: { id, next } }: Lesson, isOfCourse: boolean): Promise<string | undefined> {
  if (!isOfCourse) return next
  const { exercises } = (await atHand()).outline
  if (exercises.some((exercise) => exercise.id === next)) return next
  const place = exercises.findIndex((exercise) => exercise.id === id)
  return place < 0 ? undefined : exercises[place + 1]?.id
}

/** An incident begins with a fault that nobody knows beforehand: another one with each attempt, and the same within one. */
function withFault(draft: Draft, lesson: Lesson, of: number | undefined): Draft {
  const { incident, lane: own } = lesson.exercise
  if (!incident) return draft
  const seed = of ?? Math.floor(Math.random() * MOST_SEED)
  const actions = startOf(lesson, { seed }).actions.map(({ at, ...action }) => ({ at: `${at}s`, ...action }))
  const lanes = draft.lanes.map((lane) => (lane.name === own ? { ...lane, fields: { ...lane.fields, seed, actions } } : lane))
  return { ...draft, lanes }
}

const MOST_SEED = 1_000_000

/** A count is of all the time up to a moment. */
const countsUntil = (question: PredictQuestion, end: number): number | undefined =>
  'choose' in question && typeof question.right === 'object' && 'restarts' in question.right
    ? (question.right.restarts.at ?? end)
    : undefined

function exerciseView(lesson: Lesson, isOfCourse: boolean, next: string | undefined): OpenExercise {
  const { scenario, exercise } = lesson
  const look = firstLook(lesson)
  const { id, minutes, lane, story, goals, keep, hints, hide, predict, solution, incident, locked } = exercise
  return {
    id,
    title: scenario.title,
    lane,
    story,
    goals: goals.map(({ text }) => text),
    kept: keep.map(({ text }) => text),
    keptFiles: keep.map(({ file }) => file),
    hints,
    begin: look.at,
    span: look.until,
    questions: predict.map((question, n) => {
      const seen = look.questions[n]!
      const { ask, because } = question
      return {
        ask,
        seen,
        ...defined({ because, until: countsUntil(question, startOf(lesson).duration) }),
        ...('time' in question ? { tolerance: question.tolerance } : { choose: question.choose }),
      }
    }),
    hasSolution: solution !== undefined,
    locked,
    isOfCourse,
    ...defined({ minutes }),
    ...(hide ? { hide } : {}),
    ...(incident ? { isIncident: true as const } : {}),
    ...defined({ next }),
  }
}

function checked(lesson: Lesson, texts: LaneTexts, document: string | undefined, until: number | undefined): ExerciseStanding {
  const standing = check(lesson, { ...(answerIn(lesson, document) ?? { texts }), ...defined({ until }) })
  // the run behind a goal would tell what is to be found out
  return lesson.exercise.incident ? { ...standing, goals: standing.goals.map(({ proof: _hidden, ...goal }) => goal) } : standing
}

/** What there is to say of it once it is solved; other questions have their turn between two trials. */
async function debrief({ id, texts, document }: { id: string; texts: LaneTexts; document?: string }): Promise<Debriefing> {
  const lesson = lessonOf(id)
  // a shell is needed here alone
  const [{ debriefOf }, { ask }] = await Promise.all([import('../../lessons/debrief.ts'), import('../../terminal/terminal.ts')])
  const steps = debriefOf(lesson, answerIn(lesson, document) ?? { texts }, (command, moment) => ask(command, moment).stdout)
  const { rule, ...told } = await endOf(inSlices(steps))
  if (!rule) return told
  const address = sourceAddress(startOf(lesson).kubernetes, rule.source)
  return { ...told, rule: { ...rule, ...defined({ address }) } }
}

/** Whether a goal's run is drawn otherwise than the lane's own. */
function differs(lesson: Lesson, texts: LaneTexts, goal: number): boolean {
  const answer = { texts }
  const fields = check(lesson, answer).goals[goal - 1]?.proof?.trial.fields
  if (!fields) return false
  const own = inputsOf(lesson, answer)
  const drawn = (inputs: typeof own): string => JSON.stringify(drawingOf(simulate(inputs), own.duration).tracks, withoutNumbers)
  return drawn(own) !== drawn({ ...own, ...fields })
}

/** Entries are numbered anew in each run. */
const withoutNumbers = (key: string, value: unknown): unknown => (/^id$|Id$/.test(key) ? undefined : value)

/** What was done in an incident stands in the page's document; one that cannot be read has its texts alone. */
function answerIn(lesson: Lesson, document: string | undefined): ExerciseAnswer | undefined {
  const scenario = document === undefined ? undefined : parseScenario(withProcesses(document, parseProcesses).scenario).scenario
  return scenario && answerOfScenario(lesson, scenario.lanes)
}

/** A step at a time, so that what comes of it is seen on the way. */
async function* fixed(lesson: Lesson, texts: LaneTexts): AsyncGenerator<FixProgress, Fixed> {
  const steps = tryFix(lesson, texts)
  let step = steps.next()
  for (let done = 1; !step.done; done++) {
    yield { done, trying: step.value }
    await new Promise((resolve) => setTimeout(resolve))
    step = steps.next()
  }
  const { says, seen, breaks, trials } = step.value
  const proof = breaks?.cell.proof
  return {
    says,
    seen,
    stood: trials.filter(({ fits, breaks: isBroken }) => fits && !isBroken).length,
    ...(breaks ? { broken: { isCalm: breaks.id !== 'calm', ...(proof ? { proof } : {}) } } : {}),
  }
}
