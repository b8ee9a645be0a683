import * as v from 'valibot'
import type { Attempt } from '../lessons/attempt.ts'
import { decodeLink, encodeLink } from './link.ts'
import { MAX_TEXT, PAYLOAD_VERSION, type Payload, type ReadResult, readPayload } from './payload.ts'

/**
 * What a link may hold beside a scenario: a learner's attempt at an exercise, small because it has only what differs from the
 * exercise's start, or a course with all its exercises in it. An exercise is a scenario with its `exercise` field.
 */
export type Contents =
  | { is: 'scenario'; payload: Payload }
  | { is: 'attempt'; attempt: Attempt }
  /** As a course file has it: `parseCourse` judges it. */
  | { is: 'course'; course: Readonly<Record<string, unknown>> }
  /** How far somebody is, by the ids of exercises. */
  | { is: 'progress'; progress: Readonly<Record<string, SharedProgress>> }

/** How far somebody is in an exercise. */
export type SharedProgress = v.InferOutput<typeof progressSchema>

const text = v.pipe(v.string(), v.maxLength(MAX_TEXT))
const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const hunk = v.strictTuple([count, count, v.array(text)])
const change = v.union([v.null(), text, v.tupleWithRest([count], hunk)])
const answers = v.pipe(v.array(v.nullable(v.union([v.number(), v.pipe(v.string(), v.maxLength(200))]))), v.maxLength(50), v.readonly())
const attemptSchema = v.object({
  exercise: v.pipe(v.string(), v.maxLength(200)),
  name: v.optional(v.pipe(v.string(), v.maxLength(200))),
  hints: count,
  minutes: v.pipe(v.number(), v.minValue(0)),
  answers: v.optional(answers),
  changes: v.record(v.string(), change),
  actions: v.optional(v.pipe(v.array(v.unknown()), v.maxLength(1000))),
  seed: v.optional(count),
})
const lasts = v.pipe(v.number(), v.minValue(0))
const took = { edits: count, hints: count, seconds: lasts }
/** `at`: the cluster's clock then; `outage`: of an incident, the seconds out of service. */
const solved = v.object({ ...took, at: v.optional(lasts), outage: v.optional(lasts) })
const progressSchema = v.object({
  /** How often its text was judged anew, hints taken, and seconds with it open. */
  ...took,
  solved: v.optional(solved),
  /** Of an incident: how it was solved with another fault, before this one began. */
  before: v.optional(solved),
  /** Of an incident: how often another fault has been asked for. */
  turn: v.optional(count),
  /** By question: what was answered, null before. */
  answers,
  /** The trainer's word was right. */
  isUnlocked: v.optional(v.boolean()),
  sawSolution: v.optional(v.boolean()),
  /** The questions were skipped: those that have no answer need none. */
  isSkipped: v.optional(v.boolean()),
})
const progressPayload = v.object({
  version: v.literal(PAYLOAD_VERSION),
  progress: v.pipe(
    v.record(v.pipe(v.string(), v.regex(/^[\w-]{1,80}$/)), progressSchema),
    v.check((of) => Object.keys(of).length <= 500),
  ),
})
const attemptPayload = v.object({ version: v.literal(PAYLOAD_VERSION), attempt: attemptSchema })
const coursePayload = v.object({ version: v.literal(PAYLOAD_VERSION), course: v.looseObject({ exercises: v.array(v.unknown()) }) })

/**
 * A link's fragment, whatever it holds.
 *
 * Errors: returned as a sentence.
 */
export function readContents(fragment: string): ReadResult<Contents> {
  const opened = decodeLink(fragment)
  if ('error' in opened) return opened
  const { value } = opened
  const holds = (field: string): boolean => typeof value === 'object' && value !== null && Object.hasOwn(value, field)
  if (holds('attempt')) {
    const read = v.safeParse(attemptPayload, value)
    return read.success
      ? { value: { is: 'attempt', attempt: read.output.attempt as Attempt } }
      : { error: 'The link can be read, but it holds no valid attempt.' }
  }
  if (holds('course')) {
    const read = v.safeParse(coursePayload, value)
    return read.success
      ? { value: { is: 'course', course: read.output.course } }
      : { error: 'The link can be read, but it holds no valid course.' }
  }
  if (holds('progress')) {
    const read = v.safeParse(progressPayload, value)
    return read.success
      ? { value: { is: 'progress', progress: read.output.progress } }
      : { error: 'The link can be read, but it holds no valid progress.' }
  }
  const read = readPayload(value)
  return 'error' in read ? { error: `The link can be read, but ${read.error}.` } : { value: { is: 'scenario', payload: read.value } }
}

const NAMES = { scenario: 'a scenario', course: 'a course', attempt: 'an attempt at an exercise', progress: 'somebody’s progress' } as const

/** What a link holds, in a word. */
export const contentsName = ({ is }: Pick<Contents, 'is'>): string => NAMES[is]

/**
 * What a link holds that is to be an attempt.
 *
 * Errors: returned as a sentence.
 */
export function attemptIn(fragment: string): { attempt: Attempt } | { error: string } {
  const read = readContents(fragment)
  if ('error' in read) return read
  const { value } = read
  if (value.is === 'attempt') return { attempt: value.attempt }
  return { error: `The link leads to ${contentsName(value)}, and not to an attempt.` }
}

/** The fragment of a link to an attempt; undefined where it would be too large to be opened again. */
export function attemptLink(attempt: Attempt): string | undefined {
  return encodeLink({ version: PAYLOAD_VERSION, attempt })
}

/** The same for a course whose exercises all stand in it. */
export function courseLink(course: Readonly<Record<string, unknown>>): string | undefined {
  return encodeLink({ version: PAYLOAD_VERSION, course })
}

/** The same for how far somebody is. */
export function progressLink(progress: Readonly<Record<string, SharedProgress>>): string | undefined {
  return encodeLink({ version: PAYLOAD_VERSION, progress })
}

/** The fragment in what somebody has pasted: a whole address, or the fragment alone; undefined where there is none. */
export function fragmentIn(pasted: string): string | undefined {
  const found = /(?:^|#)(\d[0-9a-z]{1,5}\.[\w-]{6,}\S*)$/.exec(pasted.trim())
  return found?.[1]
}
