import { defined, isRecord } from '../../manifest/own.ts'
import { describe, isOptional, type Schema, schemaOf } from './schema.ts'
import { nearestName } from '../../manifest/nearest.ts'
import { parseDuration } from './duration.ts'

/** A step down into a value: a field's name or a place in a list. */
export type Step = string | number

export interface Problem {
  code: string
  message: string
  steps: readonly Step[]
  /** The field's name itself is wrong, not its value. */
  atKey?: boolean
  suggestion?: string
}

/** Turns loose input strict; what is wrong goes to `report`, and something usable comes back all the same. */
export type Check<T> = (value: unknown, at: At) => T

/** Where a check is, and whom it tells. */
export class At {
  readonly steps: readonly Step[]
  readonly report: (problem: Problem) => void
  constructor(report: (problem: Problem) => void, steps: readonly Step[] = []) {
    this.report = report
    this.steps = steps
  }

  into(step: Step): At {
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

/** A text, empty or not. Errors: TYPE. */
export function string(allowed = 'a text'): Check<string> {
  return describe(
    () => ({ type: 'string', description: allowed }),
    (value, at) => {
      if (typeof value === 'string') return value
      at.wrong('TYPE', value, allowed)
      return ''
    },
  )
}

/** A text that is not empty. Errors: TYPE, VALUE. */
export function name(allowed: string, isGood: (text: string) => unknown = Boolean): Check<string> {
  return describe(
    () => ({ type: 'string', minLength: 1, description: allowed }),
    (value, at) => {
      if (typeof value === 'string' && isGood(value)) return value
      at.wrong(typeof value === 'string' ? 'VALUE' : 'TYPE', value, allowed)
      return ''
    },
  )
}

/** True or false. Errors: TYPE. */
export const bool: Check<boolean> = describe(
  () => ({ type: 'boolean' }),
  (value, at) => {
    if (typeof value === 'boolean') return value
    at.wrong('TYPE', value, 'true or false')
    return false
  },
)

/** A whole number within bounds, both of them included. Errors: TYPE, VALUE. */
export function whole(least: number, most: number): Check<number> {
  return describe(
    () => ({ type: 'integer', minimum: least, maximum: most }),
    (value, at) => {
      if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value
      at.wrong(typeof value === 'number' ? 'VALUE' : 'TYPE', value, `a whole number from ${least} to ${most}`)
      return least
    },
  )
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

/** A list, each member held against the same. Errors: TYPE. */
export function list<T>(of: Check<T>): Check<T[]> {
  return describe(
    () => ({ type: 'array', items: schemaOf(of) }),
    (value, at) => {
      if (Array.isArray(value)) return value.map((item, i) => of(item, at.into(i)))
      at.wrong('TYPE', value, 'a list')
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
    () => orNull(schemaOf(of)),
    (value, at) => (value === undefined || value === null ? undefined : of(value, at)),
    true,
  )
}

/** A field that has a value where it is left out. */
export function withDefault<T>(of: Check<T>, fallback: T): Check<T> {
  return describe(
    () => ({ ...orNull(schemaOf(of)), default: fallback }),
    (value, at) => (value === undefined || value === null ? fallback : of(value, at)),
    true,
  )
}

/** `null` is the same as nothing. */
const orNull = (schema: Schema): Schema => ({ anyOf: [schema, { type: 'null' }] })

type Fields<T> = { readonly [K in keyof T]: Check<T[K]> }

/** What is left of an object whose optional fields are not there. */
export type Present<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}

/** An object with known fields and no others. Errors: TYPE, UNKNOWN_FIELD. */
export function object<T extends object>(fields: Fields<T>): Check<Present<T>> {
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
