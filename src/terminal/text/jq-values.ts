import { byCharacter, isRecord } from '../../manifest/own.ts'
import { isList } from '../../manifest/go/go-json.ts'
import type { Json } from '../../manifest/yaml/resolve.ts'
import { Budget } from '../shell/output.ts'
import { pattern } from './regex.ts'
import { HOLDS, Wrong } from './reader.ts'

/** More values than a screen holds. */
const MOST_VALUES = 20_000

function typeOf(value: Json): string {
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value
}

/** What jq takes for true. */
export const truth = (value: Json): boolean => value !== null && value !== false

/** As many values as a filter may give. */
export function limited<T extends Json>(values: T[]): T[] {
  if (values.length > MOST_VALUES) throw new Wrong(`more than ${MOST_VALUES} values`)
  return values
}

/** Every value in a value is a step: `[.,.]` over and over is small until it is written down. */
function weigh(value: Json, budget: Budget): void {
  budget.spend(1)
  if (typeof value === 'object' && value !== null) for (const item of Object.values(value)) weigh(item, budget)
}

/**
 * A value as JSON.
 *
 * Errors: throws `Spent` where it is too large. Follows: jq 1.6.
 */
export function written(value: Json, budget: Budget, indent?: number): string {
  weigh(value, budget)
  return JSON.stringify(value, null, indent)
}

/** `.[KEY]`. */
export function index(value: Json, key: Json): Json {
  if (value === null && (typeof key === 'string' || typeof key === 'number')) return null
  if (typeof key === 'string' && isRecord(value)) return Object.hasOwn(value, key) ? value[key]! : null
  if (typeof key === 'number' && isList(value)) return value[key < 0 ? value.length + key : key] ?? null
  throw new Wrong(`Cannot index ${typeOf(value)} with ${typeof key === 'string' ? JSON.stringify(key) : typeOf(key)}`)
}

/** `.[]`. */
export function each(value: Json): Json[] {
  if (isList(value)) return [...value]
  if (isRecord(value)) return Object.values(value)
  throw new Wrong(`Cannot iterate over ${typeOf(value)}`)
}

/** In the order in which values of several types are sorted. */
const TYPES: readonly string[] = ['null', 'false', 'true', 'number', 'string', 'array', 'object']

const rank = (value: Json): number => TYPES.indexOf(typeof value === 'boolean' ? String(value) : typeOf(value))

function compare(a: Json, b: Json, budget: Budget): number {
  if (rank(a) !== rank(b)) return rank(a) - rank(b)
  budget.spend(1)
  if (isList(a) && isList(b)) {
    for (const [i, item] of a.entries()) {
      const order = i < b.length ? compare(item, b[i]!, budget) : 1
      if (order !== 0) return order
    }
    return a.length - b.length
  }
  if (isRecord(a) && isRecord(b)) {
    const [keys, others] = [Object.keys(a).toSorted(), Object.keys(b).toSorted()]
    return (
      compare(keys, others, budget) ||
      compare(
        keys.map((key) => a[key]!),
        keys.map((key) => b[key]!),
        budget,
      )
    )
  }
  return byCharacter(a as string, b as string)
}

/** As an error has it: its beginning. */
function brief(value: Json): string {
  return typeof value === 'object' && value !== null ? (isList(value) ? '[...]' : '{...}') : JSON.stringify(value).slice(0, 11)
}

const text = (value: Json): string => {
  if (typeof value !== 'string') throw new Wrong(`${typeOf(value)} (${brief(value)}) is no string`)
  return value
}

/** A list, where one is needed. */
export const listOf = (value: Json): readonly Json[] => {
  if (!isList(value)) throw new Wrong(`${typeOf(value)} (${brief(value)}) is no array`)
  return value
}

/** Functions without an argument. */
export const PLAIN: Readonly<Record<string, (value: Json, budget: Budget) => Json>> = {
  length: (value) =>
    value === null
      ? 0
      : typeof value === 'string'
        ? Array.from(value).length
        : typeof value === 'number'
          ? Math.abs(value)
          : isList(value)
            ? value.length
            : isRecord(value)
              ? Object.keys(value).length
              : fail(`boolean (${String(value)}) has no length`),
  keys: (value) =>
    isRecord(value) ? Object.keys(value).toSorted() : isList(value) ? value.map((_, i) => i) : fail(`${typeOf(value)} has no keys`),
  type: typeOf,
  not: (value) => !truth(value),
  sort: (value, budget) => sorted(value, budget),
  unique: (value, budget) => sorted(value, budget).filter((item, i, all) => i === 0 || compare(item, all[i - 1]!, budget) !== 0),
  first: (value) => index(value, 0),
  last: (value) => index(value, -1),
  tostring: (value, budget) => (typeof value === 'string' ? value : written(value, budget)),
  to_entries: (value) =>
    isRecord(value)
      ? Object.entries(value).map(([key, member]) => ({ key, value: member }))
      : isList(value)
        ? value.map((member, key) => ({ key, value: member }))
        : fail(`${typeOf(value)} has no keys`),
  add: (value, budget) => listOf(value).reduce<Json>((sum, item) => plus(sum, item, budget), null),
  '@tsv': (value, budget) =>
    row(value, '\t', (text) => text.replace(/[\t\n\\]/g, (c) => (c === '\t' ? '\\t' : c === '\n' ? '\\n' : '\\\\')), budget),
  '@csv': (value, budget) => row(value, ',', (text) => `"${text.replaceAll('"', '""')}"`, budget),
  null: () => null,
  true: () => true,
  false: () => false,
}

/** Functions with one. */
export const WITH: Readonly<Record<string, (value: Json, argument: Json, budget: Budget) => Json>> = {
  join: (value, by, budget) => {
    const pieces = listOf(value).map((item) => (item === null ? '' : typeof item === 'string' ? item : written(item, budget)))
    budget.write(pieces.length * text(by).length)
    return pieces.join(text(by))
  },
  test: (value, wanted, budget) => {
    const made = pattern(text(wanted), true, false)
    return 'error' in made
      ? fail(`${text(wanted)} (at offset 0) is not a valid regex: ${made.error}`)
      : made.find(text(value), budget) !== undefined
  },
  startswith: (value, wanted) => text(value).startsWith(text(wanted)),
  endswith: (value, wanted) => text(value).endsWith(text(wanted)),
  contains: (value, wanted, budget) =>
    typeOf(value) === typeOf(wanted)
      ? contains(value, wanted, budget)
      : fail(`${typeOf(value)} (${brief(value)}) and ${typeOf(wanted)} (${brief(wanted)}) cannot have their containment checked`),
  has: (value, key) => {
    if (isRecord(value) && typeof key === 'string') return Object.hasOwn(value, key)
    if (isList(value) && typeof key === 'number') return key >= 0 && key < value.length
    return fail(`Cannot check whether ${typeOf(value)} has a ${typeOf(key)} key`)
  },
}

function contains(value: Json, wanted: Json, budget: Budget): boolean {
  budget.spend(1)
  if (isRecord(value) && isRecord(wanted))
    return Object.entries(wanted).every(([key, item]) => Object.hasOwn(value, key) && contains(value[key]!, item, budget))
  if (isList(value) && isList(wanted)) return wanted.every((item) => value.some((has) => contains(has, item, budget)))
  return typeof value === 'string' && typeof wanted === 'string' ? value.includes(wanted) : value === wanted
}

function fail(message: string): never {
  throw new Wrong(message)
}

/** A line of a table: texts as `quote` has them, null as nothing. */
function row(value: Json, by: string, quote: (text: string) => string, budget: Budget): string {
  const cells = listOf(value).map((item) =>
    item === null
      ? ''
      : typeof item === 'string'
        ? quote(item)
        : typeof item === 'object'
          ? fail(`${typeOf(item)} (${brief(item)}) is not valid in a csv row`)
          : written(item, budget),
  )
  return cells.join(by)
}

function sorted(value: Json, budget: Budget): readonly Json[] {
  return listOf(value).toSorted((a, b) => compare(a, b, budget))
}

function plus(a: Json, b: Json, budget: Budget): Json {
  if (a === null) return b
  if (b === null) return a
  if (typeof a === 'number' && typeof b === 'number') return a + b
  if (typeof a === 'string' && typeof b === 'string') {
    budget.write(a.length + b.length)
    return a + b
  }
  // a member that is copied takes as long as some ten steps
  budget.spend((Object.keys(a).length + Object.keys(b).length) * (isRecord(a) ? 10 : 1))
  if (isList(a) && isList(b)) return limited([...a, ...b])
  if (isRecord(a) && isRecord(b)) return { ...a, ...b }
  return fail(`${typeOf(a)} and ${typeOf(b)} cannot be added`)
}

/** What an operator makes of two values. */
export function operate(operator: string, a: Json, b: Json, budget: Budget): Json {
  if (operator === 'and') return truth(a) && truth(b)
  if (operator === 'or') return truth(a) || truth(b)
  return operator === '+' ? plus(a, b, budget) : HOLDS[operator]!(compare(a, b, budget))
}
