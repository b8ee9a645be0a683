import { Budget } from '../shell/budget.ts'
import { pattern } from './regex.ts'
import type { Json } from '../../sim/apiserver/objects/json.ts'

/** A filter: one value in, any number out. */
type Filter = (value: Json) => Json[]

class Wrong extends Error {}

const JQ_KNOWS =
  '., .a.b, .a[0], .a[], ."k", |, ",", select(), map(), length, keys, type, sort, unique, first, last, to_entries, join(), @tsv, @csv, test(), startswith(), endswith(), contains(), has(), not, ==, !=, <, >, and, or, +, {…}, […], "\\(…)"'
/** More values than a screen holds. */
const MOST_VALUES = 20_000
const MOST_DEPTH = 50

/**
 * What jq's filter makes of a value.
 *
 * Units: none. Errors: returned, in a sentence: a filter that is none, or that does not fit the value.
 * Follows: jq 1.6's manual, as far as `JQ_KNOWS` goes.
 */
export function jq(
  filter: string,
  value: Json,
  budget = new Budget(),
): { values: readonly Json[]; error?: undefined } | { error: string; compile: boolean } {
  let made: Filter
  try {
    made = new Parser(filter, budget).whole()
  } catch (error) {
    if (error instanceof Wrong) return { error: error.message, compile: true }
    throw error
  }
  try {
    return { values: made(value) }
  } catch (error) {
    if (error instanceof Wrong) return { error: error.message, compile: false }
    throw error
  }
}

function typeOf(value: Json): string {
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value
}

const isObject = (value: Json): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isList = (value: Json): value is readonly Json[] => Array.isArray(value)
const truth = (value: Json): boolean => value !== null && value !== false

function limited(values: Json[]): Json[] {
  if (values.length > MOST_VALUES) throw new Wrong(`more than ${MOST_VALUES} values`)
  return values
}

/** Every value in a value is a step: `[.,.]` over and over is small until it is written down. */
function weigh(value: Json, budget: Budget): void {
  budget.spend(1)
  if (typeof value === 'object' && value !== null) for (const one of Object.values(value)) weigh(one, budget)
}

/**
 * A value as JSON.
 *
 * Units: none. Errors: throws `Spent` where it is too large. Follows: jq 1.6.
 */
export function written(value: Json, budget: Budget, indent?: number): string {
  weigh(value, budget)
  return JSON.stringify(value, null, indent)
}

function index(value: Json, key: Json): Json {
  if (value === null && (typeof key === 'string' || typeof key === 'number')) return null
  if (typeof key === 'string' && isObject(value)) return Object.hasOwn(value, key) ? value[key]! : null
  if (typeof key === 'number' && isList(value)) return value[key < 0 ? value.length + key : key] ?? null
  throw new Wrong(`Cannot index ${typeOf(value)} with ${typeof key === 'string' ? JSON.stringify(key) : typeOf(key)}`)
}

function each(value: Json): Json[] {
  if (isList(value)) return [...value]
  if (isObject(value)) return Object.values(value)
  throw new Wrong(`Cannot iterate over ${typeOf(value)}`)
}

/** null, booleans, numbers, texts, arrays, objects; in this order. */
function compare(a: Json, b: Json, budget: Budget): number {
  const rank = (value: Json): number =>
    value === null
      ? 0
      : value === false
        ? 1
        : value === true
          ? 2
          : typeof value === 'number'
            ? 3
            : typeof value === 'string'
              ? 4
              : isList(value)
                ? 5
                : 6
  if (rank(a) !== rank(b)) return rank(a) - rank(b)
  const [x, y] = typeof a === 'number' || typeof a === 'string' ? [a, b as typeof a] : [written(a, budget), written(b, budget)]
  return x < y ? -1 : x > y ? 1 : 0
}

/** As an error has it: its beginning. */
function brief(value: Json): string {
  return typeof value === 'object' && value !== null ? (isList(value) ? '[...]' : '{...}') : JSON.stringify(value).slice(0, 11)
}

const text = (value: Json): string => {
  if (typeof value !== 'string') throw new Wrong(`${typeOf(value)} (${brief(value)}) is no string`)
  return value
}
const listOf = (value: Json): readonly Json[] => {
  if (!isList(value)) throw new Wrong(`${typeOf(value)} (${brief(value)}) is no array`)
  return value
}

const PLAIN: Readonly<Record<string, (value: Json, budget: Budget) => Json>> = {
  length: (value) =>
    value === null
      ? 0
      : typeof value === 'string'
        ? Array.from(value).length
        : typeof value === 'number'
          ? Math.abs(value)
          : isList(value)
            ? value.length
            : isObject(value)
              ? Object.keys(value).length
              : fail(`boolean (${String(value)}) has no length`),
  keys: (value) =>
    isObject(value) ? Object.keys(value).toSorted() : isList(value) ? value.map((_, i) => i) : fail(`${typeOf(value)} has no keys`),
  type: typeOf,
  not: (value) => !truth(value),
  sort: (value, budget) => sorted(value, budget),
  unique: (value, budget) => sorted(value, budget).filter((one, i, all) => i === 0 || compare(one, all[i - 1]!, budget) !== 0),
  first: (value) => index(value, 0),
  last: (value) => index(value, -1),
  tostring: (value, budget) => (typeof value === 'string' ? value : written(value, budget)),
  to_entries: (value) =>
    isObject(value) ? Object.entries(value).map(([key, one]) => ({ key, value: one })) : fail(`${typeOf(value)} has no keys`),
  add: (value, budget) => listOf(value).reduce<Json>((sum, one) => plus(sum, one, budget), null),
  '@tsv': (value, budget) =>
    row(value, '\t', (one) => one.replace(/[\t\n\\]/g, (c) => (c === '\t' ? '\\t' : c === '\n' ? '\\n' : '\\\\')), budget),
  '@csv': (value, budget) => row(value, ',', (one) => `"${one.replaceAll('"', '""')}"`, budget),
  null: () => null,
  true: () => true,
  false: () => false,
}

const WITH: Readonly<Record<string, (value: Json, argument: Json, budget: Budget) => Json>> = {
  join: (value, by, budget) => {
    const pieces = listOf(value).map((one) => (one === null ? '' : typeof one === 'string' ? one : written(one, budget)))
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
    typeof value === 'string'
      ? value.includes(text(wanted))
      : isList(value)
        ? listOf(wanted).every((one) => value.some((has) => written(has, budget).includes(written(one, budget))))
        : fail(`${typeOf(value)} contains nothing`),
  has: (value, key) =>
    isObject(value)
      ? Object.hasOwn(value, text(key))
      : isList(value)
        ? typeof key === 'number' && key < value.length
        : fail(`${typeOf(value)} has no keys`),
}

function fail(message: string): never {
  throw new Wrong(message)
}

/** A line of a table: texts as `quote` has them, null as nothing. */
function row(value: Json, by: string, quote: (text: string) => string, budget: Budget): string {
  const cells = listOf(value).map((one) =>
    one === null
      ? ''
      : typeof one === 'string'
        ? quote(one)
        : typeof one === 'object'
          ? fail(`${typeOf(one)} (${brief(one)}) is not valid in a csv row`)
          : written(one, budget),
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
  budget.spend(Object.keys(a).length + Object.keys(b).length)
  if (isList(a) && isList(b)) return limited([...a, ...b])
  if (isObject(a) && isObject(b)) return { ...a, ...b }
  return fail(`${typeOf(a)} and ${typeOf(b)} cannot be added`)
}

const TOKEN = /\s*(==|!=|<=|>=|\.\.|[.[\]{}()|,:<>+?]|"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|@?[A-Za-z_]\w*|$)/y

class Parser {
  private tokens: string[] = []
  private at = 0
  private depth = 0

  private budget: Budget

  constructor(filter: string, budget: Budget) {
    this.budget = budget
    TOKEN.lastIndex = 0
    while (TOKEN.lastIndex < filter.length) {
      const from = TOKEN.lastIndex
      const found = TOKEN.exec(filter)
      if (!found)
        throw new Wrong(`syntax error at ${JSON.stringify(filter.slice(from).trim().slice(0, 20))}; this terminal's jq knows ${JQ_KNOWS}`)
      if (found[1] !== '') this.tokens.push(found[1]!)
      else break
    }
  }

  whole(): Filter {
    const filter = this.tokens.length === 0 ? (value: Json) => [value] : this.pipe()
    if (this.at < this.tokens.length) this.unexpected()
    return filter
  }

  private get token(): string | undefined {
    return this.tokens[this.at]
  }

  private eat(token: string): boolean {
    if (this.token !== token) return false
    this.at++
    return true
  }

  private many(values: Json[]): Json[] {
    this.budget.spend(values.length + 1)
    return limited(values)
  }

  private descend(value: Json): Json[] {
    this.budget.spend(1)
    return typeof value === 'object' && value !== null ? [value, ...each(value).flatMap((one) => limited(this.descend(one)))] : [value]
  }

  private expect(token: string): void {
    if (!this.eat(token)) this.unexpected()
  }

  private unexpected(): never {
    throw new Wrong(
      `syntax error, unexpected ${this.token === undefined ? 'end' : JSON.stringify(this.token)}; this terminal's jq knows ${JQ_KNOWS}`,
    )
  }

  private pipe(): Filter {
    if (++this.depth > MOST_DEPTH) throw new Wrong('nested too deeply')
    let left = this.comma()
    while (this.eat('|')) {
      const [before, after] = [left, this.comma()]
      left = (value) => this.many(before(value).flatMap((one) => this.many(after(one))))
    }
    this.depth--
    return left
  }

  private comma(): Filter {
    const all = [this.expression()]
    while (this.eat(',')) all.push(this.expression())
    return all.length === 1 ? all[0]! : (value) => this.many(all.flatMap((one) => one(value)))
  }

  private expression(): Filter {
    const sum = () => this.sum()
    return this.binary(['or'], () => this.binary(['and'], () => this.binary(['==', '!=', '<', '>', '<=', '>='], sum)))
  }

  private sum(): Filter {
    return this.binary(['+'], () => this.postfix())
  }

  private binary(operators: readonly string[], next: () => Filter): Filter {
    let left = next()
    while (this.token !== undefined && operators.includes(this.token)) {
      const operator = this.tokens[this.at++]!
      const [a, b] = [left, next()]
      left = (value) => this.many(a(value).flatMap((x) => this.many(b(value)).map((y) => operate(operator, x, y, this.budget))))
    }
    return left
  }

  private postfix(): Filter {
    let filter = this.primary()
    for (;;) {
      const before = filter
      if (this.token === '.' && /^["A-Za-z_]/.test(this.tokens[this.at + 1] ?? '')) {
        this.at++
        const key = this.key()
        filter = (value) => before(value).flatMap((one) => [index(one, key)])
      } else if (this.token === '.' && this.tokens[this.at + 1] === '[') this.at++
      else if (this.eat('[')) filter = this.bracket(before)
      else if (this.eat('?')) {
        filter = (value) => {
          try {
            return before(value)
          } catch (error) {
            if (error instanceof Wrong) return []
            throw error
          }
        }
      } else return filter
    }
  }

  private key(): string {
    const token = this.tokens[this.at++]!
    return token.startsWith('"') ? (readText(token) ?? this.unexpected()) : token
  }

  private bracket(before: Filter): Filter {
    if (this.eat(']')) return (value) => this.many(before(value).flatMap((one) => this.many(each(one))))
    if (this.token === ':' || this.tokens[this.at + 1] === ':') {
      const from = this.token === ':' ? undefined : Number(this.tokens[this.at++])
      this.expect(':')
      const to = this.token === ']' ? undefined : Number(this.tokens[this.at++])
      this.expect(']')
      return (value) => before(value).map((one) => (typeof one === 'string' ? one.slice(from, to) : listOf(one).slice(from, to)))
    }
    const key = this.pipe()
    this.expect(']')
    return (value) => this.many(before(value).flatMap((one) => this.many(key(value)).map((at) => index(one, at))))
  }

  private primary(): Filter {
    const token = this.tokens[this.at++]
    if (token === undefined) return this.unexpected()
    if (token === '.') {
      if (!/^["A-Za-z_]/.test(this.token ?? '')) return (value) => [value]
      const key = this.key()
      return (value) => [index(value, key)]
    }
    if (token === '..') return (value) => limited(this.descend(value))
    if (token === '(') return this.inside(')')
    if (token === '[') {
      if (this.eat(']')) return () => [[]]
      const inner = this.inside(']')
      return (value) => [inner(value)]
    }
    if (token === '{') return this.object()
    if (token.startsWith('"')) return this.string(token)
    if (/^-?\d/.test(token)) return () => [Number(token)]
    return this.call(token)
  }

  private inside(end: string): Filter {
    const filter = this.pipe()
    this.expect(end)
    return filter
  }

  private call(name: string): Filter {
    if (name === 'empty') return () => []
    if (name === 'select' || name === 'map') {
      this.expect('(')
      const inner = this.inside(')')
      if (name === 'map') return (value) => [this.many(each(value).flatMap((one) => this.many(inner(one))))]
      return (value) => inner(value).flatMap((one) => (truth(one) ? [value] : []))
    }
    if (Object.hasOwn(WITH, name)) {
      this.expect('(')
      const argument = this.inside(')')
      return (value) => this.many(argument(value)).map((one) => WITH[name]!(value, one, this.budget))
    }
    if (Object.hasOwn(PLAIN, name)) return (value) => this.many([PLAIN[name]!(value, this.budget)])
    throw new Wrong(`${name}/0 is not defined; this terminal's jq knows ${JQ_KNOWS}`)
  }

  private object(): Filter {
    const fields: [string, Filter][] = []
    while (!this.eat('}')) {
      if (!/^["A-Za-z_]/.test(this.token ?? '')) this.unexpected()
      const key = this.key()
      fields.push([key, this.eat(':') ? this.sum() : (value) => [index(value, key)]])
      if (this.token !== '}') this.expect(',')
    }
    return (value) => [Object.fromEntries(fields.map(([key, filter]) => [key, filter(value)[0] ?? null]))]
  }

  /** `"a \(.b) c"` */
  private string(token: string): Filter {
    const parts = token.slice(1, -1).split(/(\\\((?:[^()]|\([^()]*\))*\))/)
    const made = parts.map((part): Filter => {
      if (part.startsWith('\\(')) return new Parser(part.slice(2, -1), this.budget).whole()
      const plain = readText(`"${part}"`) ?? this.unexpected()
      return () => [plain]
    })
    return (value) => {
      const whole = made
        .map((part) =>
          part(value)
            .map((one) => (typeof one === 'string' ? one : written(one, this.budget)))
            .join(''),
        )
        .join('')
      this.budget.write(whole.length)
      return [whole]
    }
  }
}

function operate(operator: string, a: Json, b: Json, budget: Budget): Json {
  switch (operator) {
    case 'and':
      return truth(a) && truth(b)
    case 'or':
      return truth(a) || truth(b)
    case '+':
      return plus(a, b, budget)
    case '==':
      return compare(a, b, budget) === 0
    case '!=':
      return compare(a, b, budget) !== 0
    case '<':
      return compare(a, b, budget) < 0
    case '>':
      return compare(a, b, budget) > 0
    case '<=':
      return compare(a, b, budget) <= 0
    default:
      return compare(a, b, budget) >= 0
  }
}

function readText(token: string): string | undefined {
  try {
    const value: unknown = JSON.parse(token)
    return typeof value === 'string' ? value : undefined
  } catch {
    return undefined
  }
}
