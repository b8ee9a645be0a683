import { fromBytes, toBytes } from '../utf8.ts'
import { newObject } from '../yaml/decode-yaml.ts'
import type { Json } from '../yaml/resolve.ts'
import { escapeGo } from './strconv.ts'

/** A JSON text's value, keys in its order; or why it is none, and at which byte. */
export type JsonResult = { value: Json; problem?: undefined } | { problem: string; at: number }

/**
 * Whether the kubelet takes a text for JSON, which it then does not read as YAML: it begins with a brace.
 *
 * Follows: apimachinery/pkg/util/yaml/decoder.go, ToJSON and hasJSONPrefix (v1.37.2).
 */
export function looksLikeJson(text: string): boolean {
  return /^[\t\n\v\f\r \u0085\u00A0\u2000-\u200A\u2028\u2029\u202F\u205F\u3000\u1680]*\{/.test(text)
}

/**
 * Reads a JSON text.
 *
 * Units: `at` counts UTF-8 bytes. Errors: returned, in Go's words.
 * Follows: Go's encoding/json, scanner.go (Go 1.24); a fraction that is whole, such as `1.0`, counts as whole here.
 */
export function readJson(text: string): JsonResult {
  const reader = new JsonReader(toBytes(text))
  try {
    return { value: reader.all() }
  } catch (error) {
    if (error instanceof JsonSyntaxError) return { problem: error.problem, at: reader.at }
    throw error
  }
}

class JsonSyntaxError {
  readonly problem: string
  constructor(problem: string) {
    this.problem = problem
  }
}

const MAX_NESTING = 1000
const LITERALS: Readonly<Record<string, [string, Json]>> = { t: ['true', true], f: ['false', false], n: ['null', null] }

class JsonReader {
  readonly #text: string
  #depth = 0
  at = 0

  constructor(text: string) {
    this.#text = text
  }

  all(): Json {
    const value = this.#value()
    this.#blanks()
    if (this.at < this.#text.length) this.#fail('after top-level value')
    return value
  }

  #value(): Json {
    this.#blanks()
    const c = this.#peek()
    if (c === '{' || c === '[') {
      if (++this.#depth > MAX_NESTING) throw new JsonSyntaxError(`nested deeper than ${MAX_NESTING} levels, which is not simulated`)
      const held = c === '{' ? this.#object() : this.#list()
      this.#depth--
      return held
    }
    if (c === '"') return this.#string()
    const literal = LITERALS[c]
    if (literal) return this.#literal(...literal)
    if (/[-0-9]/.test(c)) return this.#number()
    return this.#fail('looking for beginning of value')
  }

  #object(): Json {
    const into = newObject()
    this.at++
    this.#blanks()
    if (this.#take('}')) return into
    for (;;) {
      this.#blanks()
      if (this.#peek() !== '"') this.#fail('looking for beginning of object key string')
      const key = this.#string()
      this.#blanks()
      if (!this.#take(':')) this.#fail('after object key')
      into[key] = this.#value()
      this.#blanks()
      if (this.#take('}')) return into
      if (!this.#take(',')) this.#fail('after object key:value pair')
    }
  }

  #list(): Json {
    const into: Json[] = []
    this.at++
    this.#blanks()
    if (this.#take(']')) return into
    for (;;) {
      into.push(this.#value())
      this.#blanks()
      if (this.#take(']')) return into
      if (!this.#take(',')) this.#fail('after array element')
    }
  }

  #string(): string {
    const start = this.at++
    while (!this.#take('"')) {
      const c = this.#peek()
      if (c < ' ') this.#fail('in string literal')
      this.at++
      if (c !== '\\') continue
      if (this.#take('u')) this.#each(4, /[0-9a-fA-F]/, 'in \\u hexadecimal character escape')
      else this.#each(1, /[bfnrt\\/"]/, 'in string escape code')
    }
    return JSON.parse(fromBytes(this.#text.slice(start, this.at))) as string
  }

  #number(): Json {
    const start = this.at
    this.#take('-')
    if (!this.#take('0')) this.#digits('in numeric literal')
    if (this.#take('.')) this.#digits('after decimal point in numeric literal')
    if (this.#take('e') || this.#take('E')) {
      if (!this.#take('+')) this.#take('-')
      this.#digits('in exponent of numeric literal')
    }
    const literal = this.#text.slice(start, this.at)
    const number = Number(literal)
    return /^-?\d+$/.test(literal) && !Number.isSafeInteger(number) ? BigInt(literal) : number
  }

  #digits(where: string): void {
    this.#each(1, /\d/, where)
    while (/\d/.test(this.#text[this.at] ?? '')) this.at++
  }

  #literal(word: string, value: Json): Json {
    for (const letter of word) if (!this.#take(letter)) this.#fail(`in literal ${word} (expecting '${letter}')`)
    return value
  }

  #each(count: number, fits: RegExp, where: string): void {
    for (let i = 0; i < count; i++, this.at++) if (!fits.test(this.#peek())) this.#fail(where)
  }

  #blanks(): void {
    while (/[ \t\r\n]/.test(this.#text[this.at] ?? '')) this.at++
  }

  #take(c: string): boolean {
    const found = this.#text[this.at] === c
    if (found) this.at++
    return found
  }

  #peek(): string {
    const c = this.#text[this.at]
    if (c === undefined) throw new JsonSyntaxError('unexpected end of JSON input')
    return c
  }

  #fail(where: string): never {
    const c = this.#peek()
    throw new JsonSyntaxError(`invalid character ${c === "'" ? "'\\''" : c === '"' ? `'"'` : `'${quoteChar(c)}'`} ${where}`)
  }
}

/** A byte as Go's %q shows the character of that number. */
const quoteChar = (c: string): string => (c < ' ' || c === '\\' || c === '\x7F' ? escapeGo(c) : c)
