import { defined, isRecord } from '../../manifest/own.ts'
import { closer, describe, isOptional, type Schema, schemaOf } from './scenario-schema.ts'
import { nearestName } from '../../manifest/nearest.ts'
import { parseDuration } from './duration.ts'

/** A step down into a value: a field's name or a place in a list. */
export type PathStep = string | number

export interface CheckProblem {
  code: string
  message: string
  steps: readonly PathStep[]
  /** The field's name itself is wrong, not its value. */
  atKey?: boolean
  suggestion?: string
}

/** Turns loose input strict; what is wrong goes to `report`, and something usable comes back all the same. */
export type Check<T> = (value: unknown, at: At) => T

/** Where a check is, and whom it tells. */
export class At {
  readonly steps: readonly PathStep[]
  readonly report: (problem: CheckProblem) => void
  constructor(report: (problem: CheckProblem) => void, steps: readonly PathStep[] = []) {
    this.report = report
    this.steps = steps
  }

  into(step: PathStep): At {
    return new At(this.report, [...this.steps, step])
  }

  wrong(code: string, value: unknown, allowed: string, suggestion?: string): void {
    const message = `found ${show(value)}; allowed: ${allowed}`
    this.report({
      code: value === undefined ? 'REQUIRED' : code,
      message,
      steps: this.steps,
      ...defined({ suggestion }),
    })
  }
}

/** A value as a person would name it. */
function show(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (typeof value === 'object') return 'an object'
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value)
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}

/** A value of a plain type that is good; where it is none, what is allowed is said, and the fallback taken. Errors: TYPE, VALUE. */
export function plain<T extends string | number | boolean>(
  schema: Schema,
  allowed: string,
  fallback: T,
  isGood: (value: T) => unknown = () => true,
): Check<T> {
  return describe(
    () => schema,
    (value, at) => {
      const isOfType = typeof value === typeof fallback
      if (isOfType && isGood(value as T)) return value as T
      at.wrong(isOfType ? 'VALUE' : 'TYPE', value, allowed)
      return fallback
    },
  )
}

/** A text, empty or not. Errors: TYPE. */
export const string = (allowed = 'a text'): Check<string> => plain<string>({ type: 'string', description: allowed }, allowed, '')

/** A text that is not empty. Errors: TYPE, VALUE. */
export const name = (allowed: string, isGood: (text: string) => unknown = Boolean): Check<string> =>
  plain<string>({ type: 'string', minLength: 1, description: allowed }, allowed, '', isGood)

/** A text that a pattern fits. Errors: TYPE, VALUE. */
export const matching = (pattern: string, allowed: string, fallback = ''): Check<string> =>
  plain<string>({ type: 'string', pattern }, allowed, fallback, (text) => new RegExp(pattern).test(text))

/** True or false. Errors: TYPE. */
export const bool: Check<boolean> = plain<boolean>({ type: 'boolean' }, 'true or false', false)

/** A whole number within bounds, both of them included. Errors: TYPE, VALUE. */
export const whole = (least: number, most: number): Check<number> =>
  plain<number>(
    { type: 'integer', minimum: least, maximum: most },
    `a whole number from ${least} to ${most}`,
    least,
    (value) => Number.isInteger(value) && value >= least && value <= most,
  )

/** What another check has found, looked at more closely: `look` says what else is wrong of it, and what is to be taken. */
export function refined<T, U>(inner: Check<T>, look: (found: T, at: At, value: unknown) => U): Check<U> {
  return closer(inner, (value: unknown, at: At) => look(inner(value, at), at, value))
}

/** One of a few words. Errors: TYPE, VALUE with the nearest of them. */
export function oneOf<const T extends string>(known: readonly T[]): Check<T> {
  return describe(
    () => ({ enum: known }),
    (value, at) => {
      if (known.includes(value as T)) return value as T
      const near = typeof value === 'string' ? nearestName(value, known) : undefined
      at.wrong(typeof value === 'string' ? 'VALUE' : 'TYPE', value, known.join(', '), near)
      return known[0] as T
    },
  )
}

/** A list, each member held against the same; of one that is longer than `most` none is looked at. Errors: TYPE, VALUE or another code. */
export function list<T>(of: Check<T>, most = Infinity, what = '', code = 'VALUE'): Check<T[]> {
  return describe(
    () => ({ type: 'array', items: schemaOf(of) }),
    (value, at) => {
      if (Array.isArray(value) && value.length <= most) return value.map((item, i) => of(item, at.into(i)))
      if (Array.isArray(value)) at.wrong(code, value, `at most ${most}${what}`)
      else at.wrong('TYPE', value, 'a list')
      return []
    },
  )
}

/** An object whose keys are names of the author's own. Errors: TYPE. */
export function record<T>(of: Check<T>): Check<Record<string, T>> {
  return describe(
    () => ({ type: 'object', additionalProperties: schemaOf(of) }),
    (value, at) => {
      if (!isRecord(value)) {
        at.wrong('TYPE', value, 'an object')
        return {}
      }
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, of(item, at.into(key))]))
    },
  )
}

/** A field that may be left out; `null` is the same as nothing. */
export function optional<T>(of: Check<T>): Check<T | undefined> {
  return describe(
    () => schemaOf(orNull(of)),
    (value, at) => (value === undefined || value === null ? undefined : of(value, at)),
    true,
  )
}

/** What may be `null`, and means something else then than nothing. */
export function orNull<T>(of: Check<T>): Check<T | null> {
  return describe(
    () => ({ anyOf: [schemaOf(of), { type: 'null' }] }),
    (value, at) => (value === null ? null : of(value, at)),
  )
}

/** A field that has a value where it is left out. */
export function withDefault<T>(of: Check<T>, fallback: T): Check<T> {
  return describe(
    () => ({ ...schemaOf(orNull(of)), default: fallback }),
    (value, at) => (value === undefined || value === null ? fallback : of(value, at)),
    true,
  )
}

type FieldChecks<T> = { readonly [K in keyof T]: Check<T[K]> }

/** What is left of an object whose optional fields are not there. */
export type Present<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}

/** An object with known fields and no others. Errors: TYPE, UNKNOWN_FIELD. */
export function object<T extends object>(fields: FieldChecks<T>): Check<Present<T>> {
  const known = Object.keys(fields) as (keyof T & string)[]
  const schema = (): Schema => ({
    type: 'object',
    properties: Object.fromEntries(known.map((key) => [key, schemaOf(fields[key])])),
    required: known.filter((key) => !isOptional(fields[key])),
    additionalProperties: false,
  })
  return describe(schema, (value, at) => {
    if (!isRecord(value)) at.wrong('TYPE', value, `an object with ${known.join(', ')}`)
    const from = isRecord(value) ? value : {}
    for (const key of Object.keys(from)) if (!Object.hasOwn(fields, key)) unknownField(key, known, at)
    // a wrong object has been complained about: its fields are not missing as well
    const inner = isRecord(value) ? at : new At(() => {}, at.steps)
    const made = known.map((key): [string, unknown] => [
      key,
      fields[key](Object.hasOwn(from, key) ? from[key] : undefined, inner.into(key)),
    ])
    return Object.fromEntries(made.filter(([, item]) => item !== undefined)) as Present<T>
  })
}

/** Reports a field that there is not, with the nearest that there is. Errors: UNKNOWN_FIELD. */
export function unknownField(key: string, known: readonly string[], at: At, allowed = known.join(', ')): void {
  const near = nearestName(key, known)
  const hint = near === undefined ? '' : `, perhaps ${near}`
  at.report({
    code: 'UNKNOWN_FIELD',
    message: `found a field ${JSON.stringify(key.slice(0, 60))}; allowed: ${allowed}${hint}`,
    steps: [...at.steps, key],
    atKey: true,
    ...defined({ suggestion: near }),
  })
}

/** What Go reads as a duration that is not below 0. */
const DURATION = '^[+]?(0|(([0-9]+[.]?[0-9]*|[.][0-9]+)(ns|us|µs|μs|ms|s|m|h))+)$'

/** A length of time or a moment: `90s`, `1h10m`, `0.06s` or a plain number. Units: seconds. Errors: TYPE, VALUE. */
export const seconds: Check<number> = describe(
  () => ({
    anyOf: [
      { type: 'number', minimum: 0 },
      { type: 'string', pattern: DURATION },
    ],
    description: 'a duration such as 90s, 1h10m or 0.5s; a number is seconds',
  }),
  (value, at) => {
    const found = typeof value === 'number' ? value : typeof value === 'string' ? parseDuration(value) : undefined
    if (found !== undefined && Number.isFinite(found) && found >= 0) return found
    at.wrong(
      typeof value === 'string' || typeof value === 'number' ? 'VALUE' : 'TYPE',
      value,
      'a duration such as 90s, 1h10m or 0.5s, not below 0',
    )
    return 0
  },
)
