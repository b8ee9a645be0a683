import { type Check, list, name, object, oneOf, optional, string, whole, withDefault } from '../sim/scenario/check-value.ts'
import { isRecord } from '../manifest/own.ts'
import { closer, describe, type Schema, schemaOf } from '../sim/scenario/scenario-schema.ts'
import { type FilesChange, change } from './change.ts'
import { type Goal, goals } from './goals/goal.ts'
import { type LessonIncident, incidentCheck } from './incident.ts'
import { type PredictQuestion, question } from './predict.ts'
import { moment } from '../sim/scenario/scenario-fields.ts'
import { soundly, checkSoundly } from './goals/goal-kind.ts'

/** A scenario's task, strict; `parseExercise` makes one from text. */
export interface Exercise {
  /** Attempts and progress are kept under it. */
  id: string
  /** How long it takes, about. */
  minutes?: number
  /** The lane that the learner works in. */
  lane: string
  /** Markdown: paragraphs, lists, emphasis, code, links to https. */
  story: string
  goals: readonly Goal[]
  keep: readonly KeepRule[]
  hints: readonly string[]
  solution?: FilesChange
  wrong: readonly WrongAnswer[]
  hide?: Hide
  predict: readonly PredictQuestion[]
  /** What the terminal shows first: commands, and when they were typed. */
  evidence?: FirstPage
  /** Markdown, for after it is solved; made of the run where it is left out. */
  debrief?: string
  /** What a learner may read and not change. */
  locked: readonly LockedPart[]
  /** Something breaks while the learner looks on; its faults have the solutions then. */
  incident?: LessonIncident
  /** The id of the exercise that follows. */
  next?: string
}

/** The first page of an incident, as a pager gives it: what the terminal prints for these at that time. */
export interface FirstPage {
  at: number
  run: readonly string[]
}

/** What a fix may not touch: a file that has a text, or has it not, outside of its comments. */
export interface KeepRule {
  text: string
  file: string
  has?: string
  hasNot?: string
}

/** A tempting answer that must not pass: it fails these goals, or breaks what is to be kept. */
export interface WrongAnswer {
  name: string
  change: FilesChange
  fails: readonly (number | 'keep')[]
}

/** What is not to be seen, and until when. */
export interface Hide {
  parts: readonly HiddenPart[]
  until: 'solved' | { hint: number } | { code: string } | { minutes: number }
}

/** Parts of the page; `future` is what lies right of the cursor, `timeline` the learner's own lane, `lanes` all others. */
export const HIDDEN_PARTS = [
  'why',
  'what-if',
  'verdicts',
  'lanes',
  'terminal',
  'request',
  'future',
  'events',
  'timeline',
  'editor',
] as const
export type HiddenPart = (typeof HIDDEN_PARTS)[number]

/** How the programs behave. */
const LOCKED_PARTS = ['processes'] as const
export type LockedPart = (typeof LOCKED_PARTS)[number]

const SLUG = '^[a-z0-9]+(-[a-z0-9]+)*$'
const slug = (what: string): Check<string> => formed(name(what), SLUG, what)

/** A text of one form. */
const formed = (text: Check<string>, pattern: string, allowed: string): Check<string> =>
  closer(
    text,
    (value, at) => {
      const found = text(value, at)
      if (found !== '' && !new RegExp(pattern).test(found)) at.wrong('VALUE', value, allowed)
      return found
    },
    { pattern },
  )

const MOST_MINUTES = 24 * 60
const MOST = 50

const kept = object({
  text: name('what the learner reads'),
  file: name('a file'),
  has: optional(name('a text that the file must have')),
  hasNot: optional(name('a text that the file must not have')),
})
const keep: Check<KeepRule> = soundly(kept, ({ has, hasNot }, at) => {
  if (has === undefined && hasNot === undefined) at.wrong('VALUE', undefined, 'has, hasNot or both')
})

const MOST_FAILS = 1000
const failed: Check<number | 'keep'> = describe(
  () => ({ anyOf: [{ const: 'keep' }, { type: 'integer', minimum: 1, maximum: MOST_FAILS }] }),
  (value, at) => (value === 'keep' ? 'keep' : whole(1, MOST_FAILS)(value, at)),
)
const fails: Check<readonly (number | 'keep')[]> = describe(
  () => ({ type: 'array', items: schemaOf(failed), minItems: 1 }),
  (value, at) => {
    if (Array.isArray(value) && value.length > 0) return value.map((item, i) => failed(item, at.into(i)))
    const allowed = 'a list of the goals that it fails, counted from 1, or keep where it breaks what is to be kept'
    at.wrong(Array.isArray(value) ? 'VALUE' : 'TYPE', value, allowed)
    return []
  },
)

const SHA_256 = '^[0-9a-fA-F]{64}$'
const hash = formed(name('the SHA-256 of a word'), SHA_256, 'the SHA-256 of a word, 64 hexadecimal digits')
const code: Check<string> = closer(hash, (value, at) => hash(value, at).toLowerCase())

const condition = object({ hint: optional(whole(1, MOST)), code: optional(code), minutes: optional(whole(0, MOST_MINUTES)) })
const until: Check<Hide['until']> = describe(
  () => ({ anyOf: [{ const: 'solved' }, schemaOf(condition)] }),
  (value, at) => {
    if (value === 'solved') return 'solved'
    const allowed = 'solved, {hint: N}, {code: SHA-256 of a word} or {minutes: N}'
    if (!isRecord(value)) {
      at.wrong(typeof value === 'string' ? 'VALUE' : 'TYPE', value, allowed)
      return 'solved'
    }
    const { found, isSound } = checkSoundly(condition, value, at)
    if (isSound && Object.keys(value).length !== 1) at.wrong('VALUE', value, allowed)
    if (found.hint !== undefined) return { hint: found.hint }
    if (found.code !== undefined) return { code: found.code }
    return found.minutes === undefined ? 'solved' : { minutes: found.minutes }
  },
)

const hide: Check<Hide> = object({ parts: list(oneOf(HIDDEN_PARTS)), until: withDefault(until, 'solved') })
const wrong: Check<WrongAnswer> = object({ name: name('a name'), change, fails })

/** The fields of an exercise as they are written; `lane` is the scenario's first where it is left out. */
export const FIELDS = {
  id: slug('a name in kebab-case, such as eight-failures'),
  minutes: optional(whole(0, MOST_MINUTES)),
  lane: optional(name('the name of a lane')),
  story: withDefault(string(), ''),
  goals: optional(goals),
  keep: withDefault(list(keep), [] as KeepRule[]),
  hints: withDefault(list(name('a sentence')), [] as string[]),
  solution: optional(change),
  wrong: withDefault(list(wrong), [] as WrongAnswer[]),
  hide: optional(hide),
  predict: withDefault(list(question), [] as PredictQuestion[]),
  incident: optional(incidentCheck(list(whole(1, 1000)))),
  evidence: optional(object({ at: moment, run: list(name('a command')) })),
  debrief: optional(name('a text')),
  locked: withDefault(list(oneOf(LOCKED_PARTS)), ['processes'] as LockedPart[]),
  next: optional(slug('the id of another exercise, in kebab-case')),
}

/** The `exercise` field of a scenario, as a JSON Schema. */
export const exerciseSchema = (): Schema => schemaOf(object(FIELDS))
