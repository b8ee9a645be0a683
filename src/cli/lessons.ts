import { defined } from '../manifest/own.ts'
import { dirname, basename, isAbsolute, join } from 'node:path'
import type { Diagnostic } from '../manifest/diagnostic.ts'
import { textsOf } from '../lessons/change.ts'
import { type ExerciseAnswer, check, type ExerciseStanding, startOf } from '../lessons/check-exercise.ts'
import { answerOfScenario, textsOfManifest } from '../lessons/answer.ts'
import { actionsOfAttempt, textsOfAttempt } from '../lessons/attempt.ts'
import { type Course, type CourseEntry, isCourse, parseCourse, type ReadBeside } from '../lessons/course.ts'
import { parseExercise, parseLesson } from '../lessons/parse-exercise.ts'
import { type Claim, prove } from '../lessons/proof.ts'
import { linksIn } from '../lessons/room/found.ts'
import { csvHeader, csvRow, judgeRoom, noted, type RefusedLink, type RoomRow } from '../lessons/room/room.ts'
import { attemptIn, contentsName } from '../share/contents.ts'
import { isScenarioText } from '../sim/scenario/text.ts'
import { clockWords } from '../views/text/duration-words.ts'
import { type Io, REFUSED, printableLine, readTexts, refuse } from './io.ts'
import type { CliArguments } from './arguments.ts'
import { type CommandSource, sourceOf } from './sources.ts'

const SOLVED = 0
const NOT_SOLVED = 1

/**
 * An exercise or a course in a shell: what of it holds, whether it is one, a room's attempts, and its link.
 *
 * Errors: written, one a line; exit 2.
 */
export function lessons(args: CliArguments, io: Io): number {
  const opened = open(args.check!, io)
  if (typeof opened === 'number') return opened
  const { title, entries } = opened
  if (args.csv) return csv(entries, args.with!, args.ways === true, io)
  if (args.proof) return proof(title, entries, args.json === true, io)
  return standings(title, entries, args, io)
}

/** What is to be checked: the exercises of a course, under its title, or the one of a file. */
interface OpenedCourse {
  title?: string
  entries: readonly CourseEntry[]
}

function open(file: string, io: Io): OpenedCourse | number {
  const source = sourceOf(file, io)
  if ('error' in source) return refuse(io, source.error)
  if ('contents' in source && source.contents.is === 'progress')
    return refuse(io, `${source.name} is ${contentsName(source.contents)}, and no exercise`)
  if ('contents' in source && source.contents.is === 'attempt')
    return refuse(io, `${source.name} is an attempt; the exercise that it is of is needed, and the attempt goes behind --with`)
  const text = 'contents' in source ? JSON.stringify((source.contents as { course: unknown }).course, null, 1) : source.text
  if (!isCourse(text)) {
    const parsed = parseExercise(text)
    return parsed.diagnostics ? refuseAll(io, parsed.diagnostics, source.name) : { entries: [parsed.value] }
  }
  const course = courseIn(text, file, source.name, io)
  return typeof course === 'number' ? course : { title: course.title, entries: course.exercises }
}

/**
 * The course of a text, with the files that it names.
 *
 * Errors: written, one a line; exit 2.
 */
export function courseIn(text: string, file: string, name: string, io: Io): Course | number {
  const parsed = parseCourse(text, beside(file, io))
  if (!parsed.problems) return parsed.course
  for (const problem of parsed.problems) refuseAll(io, [problem], problem.file === undefined ? name : besideName(file, problem.file))
  return REFUSED
}

/** The name of a file that a course names. */
const besideName = (course: string, file: string): string => (isAbsolute(file) ? file : join(dirname(course), file))

/** Reads the files that a course names. */
export function beside(course: string, io: Io): ReadBeside {
  return (file) => {
    const source = sourceOf(besideName(course, file), io)
    if ('error' in source) return { error: source.error.replace(/^cannot read [^:]*: /, '') }
    return 'text' in source ? { text: source.text } : { error: 'it is a link to no exercise' }
  }
}

function standings(title: string | undefined, entries: readonly CourseEntry[], args: CliArguments, io: Io): number {
  let found: readonly HandedAnswer[] = entries.map((entry) => ({ entry, answer: {} }))
  if (args.with !== undefined) {
    if (args.with === '-' && args.check === '-') return refuse(io, 'the exercise and the answer cannot both come from the standard input')
    const answer = answerOf(entries, sourceOf(args.with, io), args.with)
    if (typeof answer === 'string') return refuse(io, answer)
    if ('diagnostics' in answer) return refuseAll(io, answer.diagnostics, args.with === '-' ? 'stdin' : args.with)
    found = [answer]
  }
  const standing = found.map(({ entry, answer }) => ({ entry, ...check(entry, answer) }))
  const solved = standing.every((item) => item.solved)
  if (args.json) {
    const data = standing.map(({ entry, ...item }) => (title === undefined ? jsonOf(item) : { id: entry.exercise.id, ...jsonOf(item) }))
    io.out(`${JSON.stringify(title === undefined ? data[0] : { solved, exercises: data })}\n`)
  } else {
    for (const { entry, ...item } of standing)
      io.out(`${title === undefined ? '' : `${entry.exercise.id}: ${printableLine(entry.scenario.title)}\n`}${textOf(item)}`)
    if (title !== undefined) io.out(`${standing.filter((item) => item.solved).length} of ${standing.length} solved\n`)
  }
  return solved ? SOLVED : NOT_SOLVED
}

function jsonOf({ solved, goals, ...rest }: ExerciseStanding): object {
  return { solved, goals: goals.map(({ proof: _ofThePage, seen: _too, ...goal }) => goal), ...rest }
}

function textOf({ solved, goals, kept, outage }: ExerciseStanding): string {
  const lines = goals.map(({ n, text, holds, at, why }) =>
    holds ? `ok       ${n}. ${text}` : `not yet  ${n}. ${text} (${momentAndWhy(at!, why!)})`,
  )
  const keeps = kept.map(({ text, holds, why }) => (holds ? `kept     ${text}` : `not kept ${text} (${why})`))
  const score = outage === undefined ? [] : [`outage   ${outage} s`]
  return `${[...lines, ...keeps, ...score, solved ? 'solved' : 'not solved'].map(printableLine).join('\n')}\n`
}

/** A sentence that names its moment says it once. */
function momentAndWhy(at: number, why: string): string {
  return why.includes(clockWords(at)) ? why : `at ${clockWords(at)}: ${why}`
}

/** An answer, and whose exercise it is of. */
interface HandedAnswer {
  entry: CourseEntry
  answer: ExerciseAnswer
}

/** Whose exercise an answer is, and its texts: a scenario, a manifest or an attempt. */
function answerOf(
  entries: readonly CourseEntry[],
  source: CommandSource,
  file: string,
): HandedAnswer | { diagnostics: readonly Diagnostic[] } | string {
  if ('error' in source) return source.error
  if ('contents' in source) {
    if (source.contents.is !== 'attempt')
      return `${source.name} is ${contentsName(source.contents)}; an answer is a scenario, a manifest or an attempt`
    const { attempt } = source.contents
    const entry = lessonIn(entries, attempt.exercise)
    if ('error' in entry) return entry.error
    const read = textsOfAttempt(textsOf(startOf(entry)), attempt.changes)
    const done = actionsOfAttempt(attempt)
    if ('error' in read) return read.error
    if ('error' in done) return `the attempt cannot be read: ${done.error}`
    const { seed } = attempt
    return { entry, answer: { ...read, ...done, ...defined({ seed }) } }
  }
  if (isScenarioText(source.text)) {
    const parsed = parseLesson(source.text)
    if (parsed.diagnostics) return { diagnostics: parsed.diagnostics }
    const id = parsed.value.exercise?.id
    const entry = entries.length === 1 ? entries[0]! : entries.find(({ exercise }) => exercise.id === id)
    if (!entry) return `which exercise of the course is ${source.name} an answer to? Its exercise’s id says it`
    return { entry, answer: answerOfScenario(entry, parsed.value.scenario.lanes) }
  }
  if (entries.length !== 1) return `a manifest is an answer to one exercise: check the exercise’s own file with it`
  const texts = textsOfManifest(startOf(entries[0]!), basename(file), source.text)
  return typeof texts === 'string' ? texts : { entry: entries[0]!, answer: { texts } }
}

function proof(title: string | undefined, entries: readonly CourseEntry[], json: boolean, io: Io): number {
  const proven = entries.map((entry) => ({ entry, claims: prove(entry) }))
  const holds = proven.every(({ claims }) => claims.every((claim) => claim.holds))
  if (json) {
    const data = proven.map(({ entry, claims }) => ({ id: entry.exercise.id, proven: claims.every((claim) => claim.holds), claims }))
    io.out(`${JSON.stringify(title === undefined ? data[0] : { proven: holds, exercises: data })}\n`)
  } else {
    for (const { entry, claims } of proven)
      io.out(`${title === undefined ? '' : `${entry.exercise.id}\n`}${claims.map(claimLine).join('')}`)
    io.out(`${holds ? 'proven' : 'not proven'}\n`)
  }
  return holds ? SOLVED : NOT_SOLVED
}

const claimLine = ({ claim, holds, why }: Claim): string =>
  `${holds ? 'ok      ' : 'not so  '} ${printableLine(`${claim}${why === undefined ? '' : ` (${why})`}`)}\n`

/** A table of a room: a line an attempt, in the file's order. What cannot be read is told, and the others are still there. */
function csv(entries: readonly CourseEntry[], file: string, hasWay: boolean, io: Io): number {
  const read = readTexts([file], io)
  if ('error' in read) return refuse(io, read.error)
  const goals = Math.max(...entries.map(({ exercise }) => exercise.goals.length))
  const columns = { goals, hasExercise: entries.length > 1, hasWay }
  const { found, without } = linksIn(read[0]!)
  const rows: RoomRow[] = []
  const refused: Pick<RefusedLink, 'line' | 'why' | 'isAgain'>[] = without.map((line) => ({ line, why: 'found no link' }))
  const handed = found.map((item) => ({ ...item, source: file }))
  for (const judged of judgeRoom(handed, attemptIn, (id) => lessonIn(entries, id))) {
    if ('row' in judged) rows.push(judged.row)
    else refused.push(judged.refused)
  }
  io.out(`${csvHeader(columns)}\n`)
  for (const item of noted(rows)) io.out(`${csvRow(item, columns)}\n`)
  for (const { line, why } of refused.toSorted((a, b) => a.line - b.line)) io.err(`${file}:${line}:1: link: ${why.replaceAll('\n', ' ')}\n`)
  if (refused.some(({ isAgain }) => !isAgain)) return REFUSED
  return rows.every(({ solved }) => solved) ? SOLVED : NOT_SOLVED
}

function lessonIn(entries: readonly CourseEntry[], id: string): CourseEntry | { error: string } {
  const ids = entries.map(({ exercise }) => exercise.id).join(', ')
  return entries.find(({ exercise }) => exercise.id === id) ?? { error: `the attempt is one at ${JSON.stringify(id)}; there is ${ids}` }
}

/** Every error with its place, one a line. */
export function refuseAll(io: Io, diagnostics: readonly Diagnostic[], name: string): number {
  for (const { range, path, message } of diagnostics)
    io.err(`${name}:${range.start.line}:${range.start.column}: ${path || 'scenario'}: ${message.replaceAll('\n', ' ')}\n`)
  return REFUSED
}
