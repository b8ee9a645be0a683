import type { Diagnostic } from '../manifest/diagnostic.ts'
import { At, type Check, list, name, object, optional } from '../sim/scenario/check-value.ts'
import { defined, isRecord } from '../manifest/own.ts'
import { parseWith } from '../sim/scenario/scenario.ts'
import type { WrittenValue } from '../sim/scenario/text.ts'
import { checkLesson, type Lesson, lessonKind, parseExercise, within } from './parse-exercise.ts'
import { checkSoundly } from './goals/goal-kind.ts'

/** Exercises in their order. */
export interface Course {
  title: string
  exercises: readonly CourseEntry[]
  /** Markdown, for after the last one: what somebody can do now. */
  end?: string
}

/** An exercise of a course, and the file that it stands in where it is one of its own. */
export interface CourseEntry extends Lesson {
  file?: string
  /** The heading of the part that begins here. */
  part?: string
}

/** What is wrong, and in which file: the course's own has no name here. */
interface CourseProblem extends Diagnostic {
  file?: string
}

export type ParsedCourse = { course: Course; problems?: undefined } | { problems: CourseProblem[]; course?: undefined }

/** The text of a file beside the course's, or a sentence why it cannot be read. */
export type ReadBeside = (file: string) => { text: string } | { error: string }

type Member = { part?: string } & ({ file: string } | { exercise: unknown })

export const VERSION = 1
export const MOST_EXERCISES = 100
const MEMBER = object({
  /** A part of the course begins with it. */
  part: optional(name('a heading')),
  file: optional(name('a file beside this one')),
  exercise: optional((inner: unknown) => inner),
})

/** Whether a text is meant as a course. */
export const isCourse = (text: string): boolean => lessonKind(text) === 'course'

/**
 * A course file with all its exercises.
 *
 * Errors: returned, all of them at once, each with its file; those of an exercise as `parseExercise` has them.
 */
export function parseCourse(text: string, read: ReadBeside): ParsedCourse {
  const inline = new Map<number, Lesson>()
  const outline = parseWith(text, (source, at) => checkOutline(source, at, inline))
  if (outline.diagnostics) return { problems: outline.diagnostics }
  const problems: CourseProblem[] = []
  const entries = outline.value.exercises.flatMap((member, i): CourseEntry[] => {
    const own = inline.get(i)
    const part = member.part === undefined ? {} : { part: member.part }
    if (own) return [{ ...own, ...part }]
    const { file } = member as { file: string }
    const found = read(file)
    if ('error' in found) {
      problems.push({ ...placeOf(text, i), message: `cannot read ${file}: ${found.error}` })
      return []
    }
    const parsed = parseExercise(found.text)
    if (parsed.diagnostics) problems.push(...parsed.diagnostics.map((diagnostic) => ({ ...diagnostic, file })))
    return parsed.value ? [{ ...parsed.value, file, ...part }] : []
  })
  if (problems.length === 0) problems.push(...namesOf(text, entries))
  return problems.length > 0
    ? { problems }
    : {
        course: {
          title: outline.value.title,
          exercises: entries.map(inOrder),
          ...(outline.value.end === undefined ? {} : { end: outline.value.end }),
        },
      }
}

function checkOutline(
  source: WrittenValue,
  at: At,
  inline: Map<number, Lesson>,
): { title: string; exercises: readonly Member[]; end?: string } {
  const version: Check<number> = (value, here) => {
    if (value === VERSION) return VERSION
    here.wrong('VERSION', value, `${VERSION}, the version of this format`)
    return VERSION
  }
  const member: Check<Member> = (value, here) => {
    const { found, isSound } = checkSoundly(MEMBER, value, here)
    const has = isRecord(value) && found.exercise !== undefined
    if (isSound && (found.file === undefined) === !has) here.wrong('VALUE', has ? value : undefined, 'either file or exercise')
    if (has && found.file === undefined) {
      const steps = [...here.steps, 'exercise']
      const nested = new At((problem) => here.report({ ...problem, steps: [...steps, ...problem.steps] }))
      inline.set(here.steps.at(-1) as number, checkLesson(within(source, steps, found.exercise), nested))
    }
    return found as Member
  }
  const { value } = source
  const made = object({ course: version, title: name('a title'), exercises: list(member), end: optional(name('a text')) })(value, at)
  const count = made.exercises.length
  if (isRecord(value) && Array.isArray(value['exercises']) && (count === 0 || count > MOST_EXERCISES))
    at.into('exercises').wrong('VALUE', value['exercises'], `1 to ${MOST_EXERCISES} exercises`)
  return made
}

/** What the exercise calls its next one, where the course has it: of a course somebody may take only some. Else the next one here. */
function inOrder(entry: CourseEntry, i: number, all: readonly CourseEntry[]): CourseEntry {
  const { next: written, ...exercise } = entry.exercise
  const next = all.some((courseEntry) => courseEntry.exercise.id === written) ? written : all[i + 1]?.exercise.id
  return { ...entry, exercise: { ...exercise, ...defined({ next }) } }
}

/** Two exercises of one id. */
function namesOf(text: string, entries: readonly CourseEntry[]): CourseProblem[] {
  const ids = entries.map(({ exercise }) => exercise.id)
  return ids.flatMap((id, i) =>
    ids.indexOf(id) < i
      ? [{ ...placeOf(text, i), message: `found the id ${JSON.stringify(id)} again; allowed: one that no other exercise has` }]
      : [],
  )
}

function placeOf(text: string, i: number): Omit<CourseProblem, 'message'> {
  const { diagnostics } = parseWith(text, (_, at) => at.into('exercises').into(i).wrong('VALUE', '', ''))
  return diagnostics![0]!
}
