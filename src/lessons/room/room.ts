import { csvLine } from '../../views/lanes/timeline-rows.ts'
import type { Attempt } from '../attempt.ts'
import type { Lesson } from '../parse-exercise.ts'
import { type FoundLink, looksLikeName } from './found.ts'
import { judgeAttempt, type Judged } from './judge-attempt.ts'

/** More attempts are not judged. */
export const MOST_ATTEMPTS = 200

/** A link, and where it came from. */
export interface HandedLink extends FoundLink {
  /** A file's name, or that it was pasted. */
  source: string
}

/** A row of the room: what was worked out from an attempt's texts, and what can only be claimed. */
export interface RoomRow extends Judged {
  source: string
  line: number
  fragment: string
  /** What stands before the link, else the name in it. */
  name: string
  /** The exercise's id. */
  exercise: string
  /** Claimed by the link. */
  hints: number
  minutes: number
  answers: readonly (number | string | null)[]
  /** What was handed in but for the name: two rows that share it are one attempt, handed in twice. */
  same: string
  /** So much is in it that two people do not come to it by chance. */
  isTelling: boolean
}

/** A link of which there is no row. */
export interface RefusedLink {
  source: string
  line: number
  name: string
  /** A sentence without its full stop. */
  why: string
  /** It is there already. */
  isAgain?: true
  /** What of it cannot be read, and never will be. */
  unreadable?: string
}

export type JudgedLink = { row: RoomRow } | { refused: RefusedLink }

/** What a link holds. */
export type ReadAttempt = (fragment: string) => { attempt: Attempt } | { error: string }

/** The exercise of that id; else why there is none. */
export type LessonOf = (id: string) => Lesson | { error: string }

/** What attempts came to, by what is in them: for the next time. */
export type JudgedAttempts = Pick<Map<string, Judged | { error: string }>, 'get'> & {
  set(key: string, judged: Judged | { error: string }): void
}

/**
 * Judges attempts one by one: each step is one, so that whoever asks may do something else between them. An attempt that was made
 * before is not made again.
 *
 * Errors: returned, a `refused` for each link that cannot be read or that there is no exercise for.
 */
export function* judgeRoom(
  handed: readonly HandedLink[],
  read: ReadAttempt,
  lessonOf: LessonOf,
  known: JudgedAttempts = new Map(),
): Generator<JudgedLink, void> {
  const seen = new Map<string, HandedLink>()
  let rows = 0
  for (const item of handed) {
    const { source, line, fragment } = item
    const refuse = (why: string, name: string): JudgedLink => ({ refused: { source, line, name, why } })
    const opened = read(fragment)
    if ('error' in opened) {
      yield { refused: { source, line, name: item.name, why: opened.error.replace(/\.$/, ''), unreadable: fragment } }
      continue
    }
    const { attempt } = opened
    const name = nameOf(item, attempt)
    const before = seen.get(`${name}\n${fragment}`)
    seen.set(`${name}\n${fragment}`, item)
    if (before) {
      yield { refused: { source, line, name, why: `the same link as in ${place(before, source)}`, isAgain: true } }
      continue
    }
    if (rows >= MOST_ATTEMPTS) {
      yield refuse(`a room holds ${MOST_ATTEMPTS} attempts: this one is left out`, name)
      continue
    }
    const lesson = lessonOf(attempt.exercise)
    if ('error' in lesson) {
      yield refuse(lesson.error, name)
      continue
    }
    const { exercise, changes, actions, seed } = attempt
    const key = JSON.stringify([exercise, changes, actions, seed])
    const judged = known.get(key) ?? judgeAttempt(lesson, attempt)
    known.set(key, judged)
    if ('error' in judged) {
      yield refuse(judged.error, name)
      continue
    }
    rows++
    const { hints, minutes, answers = [] } = attempt
    yield {
      row: {
        ...judged,
        source,
        line,
        fragment,
        name,
        exercise,
        hints,
        minutes,
        answers,
        same: JSON.stringify([key, hints, minutes, answers]),
        isTelling: isTelling(attempt),
      },
    }
  }
}

/** Characters that were typed; two of a room write one line alike, and its minutes too. */
const TYPED_BY_CHANCE = 80
/** Pins that were set to the second. */
const PINS_BY_CHANCE = 2

function isTelling({ changes, actions = [], answers = [] }: Attempt): boolean {
  const texts = Object.values(changes).flatMap((change) => {
    if (change === null) return []
    if (typeof change === 'string') return change
    const [, ...hunks] = change
    return hunks.flatMap(([, , lines]) => lines.map((line) => line.trim()))
  })
  const typed = [...texts, ...actions.map((action) => JSON.stringify(action))].join('').length
  return typed > TYPED_BY_CHANCE || answers.filter((answer) => typeof answer === 'number').length > PINS_BY_CHANCE
}

/** A list's name before a link counts; what was merely said there, or stands above, does not, where the link has a name. */
function nameOf({ name: before, isAbove }: HandedLink, { name = '' }: Attempt): string {
  return name !== '' && (isAbove || !looksLikeName(before)) ? name : before
}

const place = ({ source, line }: Pick<HandedLink, 'source' | 'line'>, here: string): string =>
  source === here ? `line ${line}` : `line ${line} of ${source}`

/** A row, and how it stands to the others. */
export interface Noted {
  row: RoomRow
  /** Empty, or that it is somebody's earlier attempt, or the very one of somebody else. */
  note: string
  /** It is the last one of its person, and counts. */
  counts: boolean
}

/** Whoever handed in twice counts once, with what came last; the order stays. `called`: what a note names an attempt. */
export function noted(rows: readonly RoomRow[], called = ({ name }: RoomRow): string => name): Noted[] {
  const person = ({ name, exercise }: RoomRow): string => `${exercise}\n${name.toLowerCase()}`
  const last = new Map<string, RoomRow>()
  const first = new Map<string, RoomRow>()
  for (const row of rows) {
    if (row.name !== '') last.set(person(row), row)
    if (!first.has(row.same)) first.set(row.same, row)
  }
  return rows.map((row) => {
    const counts = row.name === '' || last.get(person(row)) === row
    const twin = first.get(row.same)!
    const isTwin = row.isTelling && twin !== row && twin.name.toLowerCase() !== row.name.toLowerCase()
    const notes = [
      counts ? '' : `an earlier attempt of ${called(last.get(person(row))!)}`,
      isTwin ? `the same text as ${called(twin) || place(twin, row.source)}` : '',
    ]
    return { row, counts, note: notes.filter(Boolean).join('; ') }
  })
}

/** Those who did it in the same way. */
export interface WayGroup {
  way: string
  names: readonly string[]
  solved: number
}

/** By what the change does, the most frequent first. */
export function waysOf(rows: readonly Noted[]): WayGroup[] {
  const groups = new Map<string, { names: string[]; solved: number }>()
  for (const { row, counts } of rows) {
    if (!counts) continue
    const group = groups.get(row.way) ?? { names: [], solved: 0 }
    group.names.push(row.name)
    if (row.solved) group.solved++
    groups.set(row.way, group)
  }
  return [...groups].map(([way, { names, solved }]) => ({ way, names, solved })).toSorted((a, b) => b.names.length - a.names.length)
}

const bit = (holds: boolean): string => (holds ? '1' : '0')

/** What a table of the room has beside the name, what is kept, hints and minutes. */
export interface Columns {
  /** So many goals. */
  goals: number
  /** Whose attempt it is, first: of a course. */
  hasExercise?: boolean
  /** The way, and what is to be known of the row, last. */
  hasWay?: boolean
}

/**
 * The room as a table for a spreadsheet: a name, each goal 1 or 0, whether all is kept, and what is claimed of hints and minutes.
 *
 * Units: `goals` is how many columns of goals there are; minutes as the link says.
 */
export function csvHeader({ goals, hasExercise, hasWay }: Columns): string {
  const columns = Array.from({ length: goals }, (_, i) => `goal ${i + 1}`)
  return csvLine([...(hasExercise ? ['exercise'] : []), 'name', ...columns, 'kept', 'hints', 'minutes', ...(hasWay ? ['way', 'note'] : [])])
}

/** One line of it. */
export function csvRow({ row, note }: Noted, { goals, hasExercise, hasWay }: Columns): string {
  const held = Array.from({ length: goals }, (_, i) => (row.goals[i] ? bit(row.goals[i].holds) : ''))
  const kept = bit(row.kept.every(({ holds }) => holds))
  const more = hasWay ? [row.way, note] : []
  return csvLine([...(hasExercise ? [row.exercise] : []), row.name, ...held, kept, String(row.hints), String(row.minutes), ...more])
}
