import type { Json } from '../../manifest/yaml/resolve.ts'
import { option, optionTable, parseOptions } from '../../sim/kubectl/command-line.ts'
import { inputOf, linesOf, wrong } from '../shell/filter-tools.ts'
import { Budget, type CommandContext, done, fails, type Output } from '../shell/output.ts'
import { tokensOf, tried, Wrong } from './reader.ts'
import { limited, each, operate, index, listOf, truth, WITH, PLAIN, written } from './jq-values.ts'

/** A filter: one value in, any number out. */
type JqFilter = (value: Json) => Json[]

const JQ_KNOWS =
  '., .a.b, .a[0], .a[], ."k", |, ",", select(), map(), length, keys, type, sort, unique, first, last, to_entries, join(), @tsv, @csv, test(), startswith(), endswith(), contains(), has(), not, ==, !=, <, >, and, or, +, {…}, […], "\\(…)"'
const MOST_DEPTH = 50

/**
 * What jq's filter makes of a value.
 *
 * Errors: returned, in a sentence: a filter that is none, or that does not fit the value.
 * Follows: jq 1.6's manual, as far as `JQ_KNOWS` goes.
 */
export function jq(
  filter: string,
  value: Json,
  budget = new Budget(),
): { values: readonly Json[]; error?: undefined } | { error: string; compile: boolean } {
  const made = tried(() => ({ of: new JqParser(filter, budget).whole() }))
  if ('error' in made) return { ...made, compile: true }
  const found = tried(() => ({ values: made.of(value) }))
  return 'error' in found ? { ...found, compile: false } : found
}

/**
 * `jq FILTER [FILE]`.
 *
 * Errors: returned, in jq's words. Follows: jq 1.6, main.c.
 */
export function jqCommand(context: CommandContext, args: readonly string[]): Output {
  const parsed = parseOptions(args, optionTable('-r --raw-output, -c --compact-output, -M, -C'))
  const stop = wrong('jq', parsed, 'jq [-r] [-c] FILTER [FILE]')
  if (stop) return stop
  const [filter = '.', ...files] = parsed.rest
  const from = inputOf('jq', files, context)
  if ('error' in from) return from.error
  if (from.text.trim() === '') return done('')
  let document: Json
  try {
    document = JSON.parse(from.text) as Json
  } catch {
    return fails(`jq: parse error: Invalid numeric literal at line 1, column ${Math.max(1, /^\S*/.exec(from.text)![0].length)}`, 2)
  }
  const made = jq(filter, document, context.budget)
  if (made.error !== undefined)
    return fails(
      made.compile ? `jq: error: ${made.error}\njq: 1 compile error` : `jq: error (at <stdin>:${linesOf(from.text).length}): ${made.error}`,
      made.compile ? 3 : 5,
    )
  const show = (json: Json): string =>
    typeof json === 'string' && option(parsed, 'raw-output') !== undefined
      ? json
      : written(json, context.budget, option(parsed, 'compact-output') === undefined ? 2 : undefined)
  return done(made.values.map((value) => `${show(value)}\n`).join(''))
}

const TOKEN = /\s*(==|!=|<=|>=|\.\.|[.[\]{}()|,:<>+?]|"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|@?[A-Za-z_]\w*)/gy

class JqParser {
  private tokens: readonly string[]
  private at = 0
  private depth = 0

  private budget: Budget

  constructor(filter: string, budget: Budget) {
    this.budget = budget
    const { tokens, rest } = tokensOf(filter, TOKEN)
    if (rest !== '') throw new Wrong(`syntax error at ${JSON.stringify(rest.slice(0, 20))}; this terminal's jq knows ${JQ_KNOWS}`)
    this.tokens = tokens
  }

  whole(): JqFilter {
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

  private many<T extends Json>(values: T[]): T[] {
    this.budget.spend(values.length + 1)
    return limited(values)
  }

  private descend(value: Json): Json[] {
    this.budget.spend(1)
    return typeof value === 'object' && value !== null ? [value, ...each(value).flatMap((item) => limited(this.descend(item)))] : [value]
  }

  private expect(token: string): void {
    if (!this.eat(token)) this.unexpected()
  }

  private unexpected(): never {
    throw new Wrong(
      `syntax error, unexpected ${this.token === undefined ? 'end' : JSON.stringify(this.token)}; this terminal's jq knows ${JQ_KNOWS}`,
    )
  }

  private pipe(): JqFilter {
    if (++this.depth > MOST_DEPTH) throw new Wrong('nested too deeply')
    let left = this.comma()
    while (this.eat('|')) {
      const [before, after] = [left, this.comma()]
      left = (value) => this.many(before(value).flatMap((item) => this.many(after(item))))
    }
    this.depth--
    return left
  }

  private comma(): JqFilter {
    const all = [this.expression()]
    while (this.eat(',')) all.push(this.expression())
    return all.length === 1 ? all[0]! : (value) => this.many(all.flatMap((filter) => filter(value)))
  }

  private expression(): JqFilter {
    const sum = () => this.sum()
    return this.binary(['or'], () => this.binary(['and'], () => this.binary(['==', '!=', '<', '>', '<=', '>='], sum)))
  }

  private sum(): JqFilter {
    return this.binary(['+'], () => this.postfix())
  }

  private binary(operators: readonly string[], next: () => JqFilter): JqFilter {
    let left = next()
    while (this.token !== undefined && operators.includes(this.token)) {
      const operator = this.tokens[this.at++]!
      const [a, b] = [left, next()]
      left = (value) => this.many(a(value).flatMap((x) => this.many(b(value)).map((y) => operate(operator, x, y, this.budget))))
    }
    return left
  }

  private postfix(): JqFilter {
    let filter = this.primary()
    for (;;) {
      const before = filter
      if (this.token === '.' && /^["A-Za-z_]/.test(this.tokens[this.at + 1] ?? '')) {
        this.at++
        const key = this.key()
        filter = (value) => before(value).flatMap((item) => [index(item, key)])
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

  private bracket(before: JqFilter): JqFilter {
    if (this.eat(']')) return (value) => this.many(before(value).flatMap((item) => this.many(each(item))))
    if (this.token === ':' || this.tokens[this.at + 1] === ':') {
      const from = this.token === ':' ? undefined : Number(this.tokens[this.at++])
      this.expect(':')
      const to = this.token === ']' ? undefined : Number(this.tokens[this.at++])
      this.expect(']')
      return (value) =>
        before(value).map((item) =>
          item === null || typeof item === 'string' ? (item?.slice(from, to) ?? null) : listOf(item).slice(from, to),
        )
    }
    const key = this.pipe()
    this.expect(']')
    return (value) => this.many(before(value).flatMap((item) => this.many(key(value)).map((at) => index(item, at))))
  }

  private primary(): JqFilter {
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

  private inside(end: string): JqFilter {
    const filter = this.pipe()
    this.expect(end)
    return filter
  }

  private call(name: string): JqFilter {
    if (name === 'empty') return () => []
    if (name === 'select' || name === 'map') {
      this.expect('(')
      const inner = this.inside(')')
      if (name === 'map') return (value) => [this.many(each(value).flatMap((item) => this.many(inner(item))))]
      return (value) => inner(value).flatMap((item) => (truth(item) ? [value] : []))
    }
    if (Object.hasOwn(WITH, name)) {
      this.expect('(')
      const argument = this.inside(')')
      return (value) => this.many(argument(value)).map((item) => WITH[name]!(value, item, this.budget))
    }
    if (Object.hasOwn(PLAIN, name)) return (value) => this.many([PLAIN[name]!(value, this.budget)])
    throw new Wrong(`${name}/0 is not defined; this terminal's jq knows ${JQ_KNOWS}`)
  }

  private object(): JqFilter {
    const fields: [string, JqFilter][] = []
    while (!this.eat('}')) {
      if (!/^["A-Za-z_]/.test(this.token ?? '')) this.unexpected()
      const key = this.key()
      fields.push([key, this.eat(':') ? this.sum() : (value) => [index(value, key)]])
      if (this.token !== '}') this.expect(',')
    }
    return (value) =>
      fields.reduce<Record<string, Json>[]>(
        (made, [key, filter]) => {
          const values = filter(value)
          return this.many(made.flatMap((object) => values.map((item) => ({ ...object, [key]: item }))))
        },
        [{}],
      )
  }

  /** `"a \(.b) c"` */
  private string(token: string): JqFilter {
    const parts = token.slice(1, -1).split(/(\\\((?:[^()]|\([^()]*\))*\))/)
    const made = parts.map((part): JqFilter => {
      if (part.startsWith('\\(')) return new JqParser(part.slice(2, -1), this.budget).whole()
      const plain = readText(`"${part}"`) ?? this.unexpected()
      return () => [plain]
    })
    return (value) =>
      made.reduce(
        (wholes, part) => {
          const texts = part(value).map((item) => (typeof item === 'string' ? item : written(item, this.budget)))
          const longer = texts.flatMap((text) => wholes.map((whole) => whole + text))
          this.budget.write(longer.reduce((sum, { length }) => sum + length, 0))
          return limited(longer)
        },
        [''],
      )
  }
}

function readText(token: string): string | undefined {
  try {
    return JSON.parse(token) as string
  } catch {
    return undefined
  }
}
