import { defined } from '../../manifest/own.ts'
import { actionsOfAttempt, type Attempt, textsOfAttempt } from '../../lessons/attempt.ts'
import { textsOf } from '../../lessons/change.ts'
import { startOf } from '../../lessons/check-exercise.ts'
import { isCourse, parseCourse } from '../../lessons/course.ts'
import { type Lesson, parseExercise } from '../../lessons/parse-exercise.ts'
import { type FoundIn, linksIn } from '../../lessons/room/found.ts'
import { type Histogram, histogramOf } from '../../lessons/room/histogram.ts'
import { type HandedLink, type JudgedLink, judgeRoom } from '../../lessons/room/room.ts'
import type { Judged } from '../../lessons/room/judge-attempt.ts'
import { attemptIn, readContents } from '../../share/contents.ts'
import { documentOf, type Draft, draftOf, MAX_LANES } from '../../share/payload.ts'
import { SizedCache } from '../../manifest/sized-cache.ts'
import { asFile, documentOfLesson, valueOf } from '../exercise/make/lesson-document.ts'
import { shippedCourse } from '../exercise/course/shipped.ts'
import '../../views/all.ts'

/** Where exercises come from beside the shipped ones: the last one of an id counts. */
export interface Sources {
  /** Exercises and courses, as files have them. */
  texts: readonly string[]
  /** Links to exercises. */
  links: readonly string[]
}

/** How far the judging has come. */
interface RoomProgress {
  done: number
  judged: readonly JudgedLink[]
}

/** The exercises that there are rows of. */
export interface RoomExercise {
  id: string
  title: string
  goals: readonly string[]
  questions: number
}

export type RoomDraft = Draft | { error: string }

/** Judges a room beside the page: an attempt at a time, heard in between. */

/** By id: the exercise, and its text where it is its own. */
const lessons = new Map<string, { lesson: Lesson; text: string }>()
let sourcesSeen = ''
/** Of all that a room may hold at a time, and of what was handed in before. */
const known = new SizedCache<Judged | { error: string }>({ characters: 20_000_000, entries: 2000, least: 200 })

export const tasks = { find, judge, histograms, draft }

/** More rows at once would hold the page up. */
const MOST_AT_ONCE = 20
const EVERY_MS = 100

/** A later call takes the place of an earlier one. */
async function* judge({
  handed,
  sources,
}: {
  handed: readonly HandedLink[]
  sources: Sources
}): AsyncGenerator<RoomProgress, RoomExercise[]> {
  takeSources(sources)
  const ids = new Set<string>()
  for (const { fragment } of handed) {
    const opened = attemptIn(fragment)
    if ('attempt' in opened) ids.add(opened.attempt.exercise)
  }
  const exercises = new Set<string>()
  for (const { fragment } of handed) {
    const text = lessonIn(fragment)
    if (text === undefined) continue
    takeText(text)
    exercises.add(fragment)
  }
  for (const id of ids) await takeShipped(id)
  let waiting: JudgedLink[] = []
  let sentMs = performance.now()
  let done = 0
  for (const judging of judgeRoom(handed, attemptIn, lessonOf, known)) {
    // a link to an exercise is no attempt at it
    if (!exercises.has(handed[done]!.fragment)) waiting.push(judging)
    done++
    if (waiting.length < MOST_AT_ONCE && performance.now() - sentMs <= EVERY_MS) continue
    yield { done, judged: waiting }
    waiting = []
    sentMs = performance.now()
    await new Promise((resolve) => setTimeout(resolve))
  }
  yield { done, judged: waiting }
  return [...ids].flatMap(described)
}

function lessonOf(id: string): Lesson | { error: string } {
  return (
    lessons.get(id)?.lesson ?? {
      error: `an attempt at the exercise ${JSON.stringify(id)}, which is not here: paste its link, or drop its file`,
    }
  )
}

function described(id: string): RoomExercise[] {
  const found = lessonOf(id)
  if ('error' in found) return []
  const { scenario, exercise } = found
  return [{ id, title: scenario.title, goals: exercise.goals.map(({ text }) => text), questions: exercise.predict.length }]
}

/** Links with the lines that they are in, and the titles of exercises that they lead to. */
function find(text: string): FoundIn & { titles?: readonly string[] } {
  const found = linksIn(text)
  const titles = found.found.flatMap(({ fragment }) => {
    const lesson = lessonIn(fragment)
    return lesson === undefined ? [] : String((JSON.parse(lesson) as { title?: unknown }).title ?? 'exercise')
  })
  return { ...found, titles }
}

/** The exercise or the course that a link leads to, as a text. */
function lessonIn(fragment: string): string | undefined {
  const read = readContents(fragment)
  if ('error' in read) return undefined
  const { value } = read
  const text = value.is === 'course' ? value.course : value.is === 'scenario' ? documentOf(value.payload.draft) : {}
  return 'exercise' in text || value.is === 'course' ? JSON.stringify(text) : undefined
}

/** Exercises that came otherwise than with the page. */
function takeSources(sources: Sources): void {
  const key = JSON.stringify(sources)
  if (key === sourcesSeen) return
  sourcesSeen = key
  lessons.clear()
  known.clear()
  for (const link of sources.links) {
    const text = lessonIn(link)
    if (text !== undefined) takeText(text)
  }
  for (const text of sources.texts) takeText(text)
}

function takeText(text: string): void {
  if (!isCourse(text)) return takeLesson(text)
  const parsed = parseCourse(text, () => ({ error: 'its exercises have to stand in it' }))
  if (!parsed.course) return
  // all of them stand in it
  const { exercises } = valueOf(text) as { exercises: readonly { exercise: object }[] }
  for (const { exercise } of exercises) takeLesson(JSON.stringify(exercise))
}

function takeLesson(text: string): void {
  const file = asFile(text)
  const parsed = parseExercise(file)
  if (parsed.value) lessons.set(parsed.value.exercise.id, { lesson: parsed.value, text: file })
}

/** One of the page's own. */
async function takeShipped(id: string): Promise<void> {
  if (lessons.has(id)) return
  const text = (await shippedCourse()).texts.get(id)
  if (text !== undefined) takeLesson(text)
}

function histograms({
  exercise: id,
  answers,
}: {
  exercise: string
  answers: readonly (readonly (number | string | null)[])[]
}): readonly Histogram[] {
  const lesson = lessonOf(id)
  if ('error' in lesson) return []
  return lesson.exercise.predict.map((question, n) =>
    histogramOf(
      question,
      answers.map((answer) => answer[n]),
      startOf(lesson),
    ),
  )
}

/** Attempts as lanes beside each other, below the exercise as it begins. */
function draft(picks: readonly Pick<HandedLink, 'fragment' | 'name'>[]): RoomDraft {
  const opened = picks.slice(0, MAX_LANES - 1).flatMap(({ fragment, name }) => {
    const read = attemptIn(fragment)
    return 'attempt' in read ? [{ name, attempt: read.attempt }] : []
  })
  const [first] = opened
  const found = first && lessons.get(first.attempt.exercise)
  if (!found) return { error: 'The exercise is not here.' }
  const { lesson, text } = found
  const whole = documentOfLesson(text, lesson)
  const own = whole.lanes.find(({ name }) => name === lesson.exercise.lane)!
  const names = new Set(['As it begins'])
  const lanes = opened.flatMap(({ name, attempt }, i) => {
    const lane = laneOf(lesson, attempt)
    return lane ? [{ ...own, ...lane, name: freeOf(names, name || `Attempt ${i + 1}`) }] : []
  })
  const title = `${lanes.length === 1 ? `${lanes[0]!.name}: ` : ''}${whole.title}`.slice(0, 500)
  const start = lesson.exercise.incident ? [] : [{ ...own, name: 'As it begins' }]
  return draftOf({ ...whole, title, lanes: [...start, ...lanes] }) satisfies Draft
}

/** Two learners may have one name. */
function freeOf(names: Set<string>, name: string): string {
  let free = name
  for (let n = 2; names.has(free); n++) free = `${name} ${n}`
  names.add(free)
  return free
}

function laneOf(lesson: Lesson, attempt: Attempt): object | undefined {
  const { seed } = attempt
  const start = startOf(lesson, defined({ seed }))
  const read = textsOfAttempt(textsOf(start), attempt.changes)
  const done = actionsOfAttempt(attempt)
  if ('error' in read || 'error' in done) return undefined
  const entries = Object.entries(read.texts)
  const actions = [...start.actions, ...done.actions].map(({ at, ...action }) => ({ at: `${at}s`, ...action }))
  return {
    manifests: Object.fromEntries(entries.filter(([file]) => !file.startsWith('/'))),
    files: Object.fromEntries(entries.filter(([file]) => file.startsWith('/'))),
    ...(lesson.exercise.incident ? { seed: start.seed, actions } : {}),
  }
}
