import {
  isBlank,
  isBlankZ,
  isBreak,
  isBreakZ,
  isDigit,
  isHex,
  isWord,
  NUL,
  SPACE,
  TAB,
  YamlCursor,
  YamlError,
  type YamlMark,
} from './cursor.ts'
import { type Scalar, scanBlock, scanPlain, scanQuoted } from './scalars.ts'

export type TokenType =
  | 'stream-end'
  | 'directive'
  | 'document-start'
  | 'document-end'
  | 'block-sequence-start'
  | 'block-mapping-start'
  | 'block-end'
  | '['
  | ']'
  | '{'
  | '}'
  | ','
  | '-'
  | 'key'
  | 'value'
  | 'alias'
  | 'anchor'
  | 'tag'
  | 'scalar'

export interface Token {
  type: TokenType
  start: YamlMark
  end: YamlMark
  /** The scalar's text, the anchor's name, the tag's suffix. */
  value: string
  /** The tag's handle. */
  handle?: string
  plain?: boolean
  directive?: Directive
}

/** A token that a `:` may yet turn into a key. `required`: nothing else may stand at this indentation. */
interface SimpleKey {
  possible: boolean
  required: boolean
  number: number
  mark: YamlMark
}

const MAX_DEPTH = 10_000

/**
 * Text to tokens, with the scanner's own notion of where a key may stand: most messages about a bad manifest come from it.
 * Follows: go.yaml.in/yaml/v2 scannerc.go (v2.4, which every release since 1.19 has; older ones differ in time, not words).
 */
export class Scanner {
  readonly at: YamlCursor
  #queue: Token[] = []
  #taken = 0
  #indent = -1
  #indents: number[] = []
  #keyAllowed = true
  #keys: SimpleKey[] = [NO_KEY]
  #keysByNumber = new Map<number, SimpleKey>()

  constructor(text: string) {
    this.at = new YamlCursor(text)
  }

  /** The next token, left where it is. Throws YamlError. */
  peek(): Token {
    this.#fill()
    return this.#queue[0] as Token
  }

  /** Takes the token that `peek` gave. */
  skip(): void {
    this.#queue.shift()
    this.#taken++
  }

  /** A token is safe to hand out once no `:` can turn it into a key any more. */
  #fill(): void {
    for (;;) {
      if (this.#queue.length > 0) {
        const key = this.#keysByNumber.get(this.#taken)
        if (!key || !this.#isValid(key)) return
      }
      this.#fetch()
    }
  }

  #fetch(): void {
    const at = this.at
    at.check()
    this.#skipToToken()
    at.check()
    this.#unroll(at.column)
    const c = at.peek()
    if (c === NUL) return this.#streamEnd()
    if (at.column === 0 && c === 37) return this.#directive()
    if (at.atDocumentIndicator()) return this.#document(c === 45 ? 'document-start' : 'document-end')
    const inFlow = this.#keys.length > 1
    if (!this.#fetchIndicator(c, isBlankZ(at.peek(1)), inFlow)) this.#fetchScalar(c, at.peek(1), inFlow)
  }

  /** What stands for the structure; `ends`: a blank or the end follows. */
  #fetchIndicator(c: number, ends: boolean, inFlow: boolean): boolean {
    if (c === 91 || c === 123) this.#flowStart(c === 91 ? '[' : '{')
    else if (c === 93 || c === 125) this.#flowEnd(c === 93 ? ']' : '}')
    else if (c === 44) {
      this.#forgetKey()
      this.#keyAllowed = true
      this.#indicator(',')
    } else if (c === 45 && ends) this.#entry()
    else if (c === 63 && (inFlow || ends)) this.#complexKey()
    else if (c === 58 && (inFlow || ends)) this.#value()
    else if (c === 42 || c === 38) this.#anchor(c === 42 ? 'alias' : 'anchor')
    else if (c === 33) this.#tag()
    else return false
    return true
  }

  #fetchScalar(c: number, next: number, inFlow: boolean): void {
    if ((c === 124 || c === 62) && !inFlow) {
      this.#forgetKey()
      this.#keyAllowed = true
      return this.#scalar((here) => scanBlock(here, this.#indent), false)
    }
    if (c === 39 || c === 34) {
      this.#rememberKey()
      this.#keyAllowed = false
      return this.#scalar(scanQuoted, false)
    }
    const indicator = isBlankZ(c) || INDICATORS.has(c)
    if (!indicator || (c === 45 && !isBlank(next)) || (!inFlow && (c === 63 || c === 58) && !isBlankZ(next))) {
      this.#rememberKey()
      this.#keyAllowed = false
      return this.#scalar((here) => {
        const plain = scanPlain(here, this.#indent, inFlow)
        if (plain.lineBroken) this.#keyAllowed = true
        return plain
      }, true)
    }
    this.#refuse('found character that cannot start any token')
  }

  #skipToToken(): void {
    const at = this.at
    for (;;) {
      if (at.index === 0 && at.peek() === 0xfeff) at.skip()
      while (at.peek() === SPACE || (at.peek() === TAB && (this.#keys.length > 1 || !this.#keyAllowed))) at.skip()
      if (at.peek() === 35) while (!isBreakZ(at.peek())) at.skip()
      if (!isBreak(at.peek())) return
      at.readLine()
      if (this.#keys.length === 1) this.#keyAllowed = true
    }
  }

  #push(type: TokenType, start: YamlMark, end: YamlMark, value = ''): Token {
    const token: Token = { type, start, end, value }
    this.#queue.push(token)
    return token
  }

  #indicator(type: TokenType): void {
    const start = this.at.mark()
    this.at.skip()
    this.#push(type, start, this.at.mark())
  }

  #scalar(scan: (at: YamlCursor) => Scalar, plain: boolean): void {
    const start = this.at.mark()
    const { value, end } = scan(this.at)
    this.#push('scalar', start, end, value).plain = plain
  }

  #streamEnd(): void {
    if (this.at.column !== 0) {
      this.at.column = 0
      this.at.line++
    }
    this.#unroll(-1)
    this.#forgetKey()
    this.#push('stream-end', this.at.mark(), this.at.mark())
  }

  #directive(): void {
    this.#unroll(-1)
    this.#forgetKey()
    this.#keyAllowed = false
    const start = this.at.mark()
    const directive = scanDirective(this.at)
    this.#push('directive', start, this.at.mark()).directive = directive
  }

  #document(type: 'document-start' | 'document-end'): void {
    this.#unroll(-1)
    this.#forgetKey()
    this.#keyAllowed = false
    const start = this.at.mark()
    for (let i = 0; i < 3; i++) this.at.skip()
    this.#push(type, start, this.at.mark())
  }

  #flowStart(type: '[' | '{'): void {
    this.#rememberKey()
    this.#keys.push(NO_KEY)
    if (this.#keys.length - 1 > MAX_DEPTH) {
      throw new YamlError('scanner', `exceeded max depth of ${MAX_DEPTH}`, this.at.mark(), this.at.mark())
    }
    this.#keyAllowed = true
    this.#indicator(type)
  }

  #flowEnd(type: ']' | '}'): void {
    this.#forgetKey()
    if (this.#keys.length > 1) this.#keys.pop()
    this.#keyAllowed = false
    this.#indicator(type)
  }

  #entry(): void {
    this.#beginBlock('block-sequence-start', 'block sequence entries')
    this.#forgetKey()
    this.#keyAllowed = true
    this.#indicator('-')
  }

  /** A collection begins here, where none with this indentation is open; within brackets there is no such. */
  #beginBlock(type: TokenType, what: string): void {
    if (this.#keys.length > 1) return
    if (!this.#keyAllowed) this.#refuse(`${what} are not allowed in this context`)
    this.#roll(this.at.column, -1, type, this.at.mark())
  }

  #complexKey(): void {
    this.#beginBlock('block-mapping-start', 'mapping keys')
    this.#forgetKey()
    this.#keyAllowed = this.#keys.length === 1
    this.#indicator('key')
  }

  #value(): void {
    const key = this.#keys.at(-1) as SimpleKey
    if (this.#isValid(key)) {
      const token: Token = { type: 'key', start: key.mark, end: key.mark, value: '' }
      this.#queue.splice(key.number - this.#taken, 0, token)
      this.#roll(key.mark.column, key.number, 'block-mapping-start', key.mark)
      key.possible = false
      this.#keysByNumber.delete(key.number)
      this.#keyAllowed = false
    } else {
      this.#beginBlock('block-mapping-start', 'mapping values')
      this.#keyAllowed = this.#keys.length === 1
    }
    this.#indicator('value')
  }

  #anchor(type: 'alias' | 'anchor'): void {
    this.#rememberKey()
    this.#keyAllowed = false
    const start = this.at.mark()
    this.at.skip()
    let name = ''
    while (isWord(this.at.peek())) name += this.at.read()
    const c = this.at.peek()
    if (name === '' || !(isBlankZ(c) || ENDS_ANCHOR.has(c))) {
      throw new YamlError('scanner', 'did not find expected alphabetic or numeric character', this.at.mark(), start)
    }
    this.#push(type, start, this.at.mark(), name)
  }

  #tag(): void {
    this.#rememberKey()
    this.#keyAllowed = false
    const start = this.at.mark()
    const { handle, suffix } = scanTag(this.at)
    this.#push('tag', start, this.at.mark(), suffix).handle = handle
  }

  #refuse(problem: string): never {
    throw new YamlError('scanner', problem, this.at.mark(), this.at.mark())
  }

  /** A key must end on its own line and within 1,024 characters. */
  #isValid(key: SimpleKey): boolean {
    if (!key.possible) return false
    if (key.mark.line >= this.at.line && key.mark.index + 1024 >= this.at.index) return true
    if (key.required) throw new YamlError('scanner', "could not find expected ':'", this.at.mark(), key.mark)
    key.possible = false
    return false
  }

  #rememberKey(): void {
    if (!this.#keyAllowed) return
    this.#forgetKey()
    const required = this.#keys.length === 1 && this.#indent === this.at.column
    const key: SimpleKey = { possible: true, required, number: this.#taken + this.#queue.length, mark: this.at.mark() }
    this.#keys[this.#keys.length - 1] = key
    this.#keysByNumber.set(key.number, key)
  }

  #forgetKey(): void {
    const key = this.#keys.at(-1) as SimpleKey
    if (!key.possible) return
    if (key.required) throw new YamlError('scanner', "could not find expected ':'", this.at.mark(), key.mark)
    key.possible = false
    this.#keysByNumber.delete(key.number)
  }

  #roll(column: number, number: number, type: TokenType, mark: YamlMark): void {
    if (this.#keys.length > 1 || this.#indent >= column) return
    this.#indents.push(this.#indent)
    this.#indent = column
    if (this.#indents.length > MAX_DEPTH) {
      throw new YamlError('scanner', `exceeded max depth of ${MAX_DEPTH}`, this.at.mark(), mark)
    }
    const token: Token = { type, start: mark, end: mark, value: '' }
    if (number < 0) this.#queue.push(token)
    else this.#queue.splice(number - this.#taken, 0, token)
  }

  #unroll(column: number): void {
    if (this.#keys.length > 1) return
    while (this.#indent > column) {
      this.#push('block-end', this.at.mark(), this.at.mark())
      this.#indent = this.#indents.pop()!
    }
  }
}

const NO_KEY: SimpleKey = { possible: false, required: false, number: 0, mark: { index: 0, line: 0, column: 0 } }
const INDICATORS = new Set([...'-?:,[]{}#&*!|>\'"%@`'].map((c) => c.charCodeAt(0)))
const ENDS_ANCHOR = new Set([...'?:,]}%@`'].map((c) => c.charCodeAt(0)))

/** What a `%` line says. */
type Directive = { is: 'version'; major: number; minor: number } | { is: 'tag'; handle: string; prefix: string }

/**
 * A tag such as `!!str`, `!<uri>` or `!own`.
 *
 * Errors: throws YamlError. Follows: go.yaml.in/yaml/v2 scannerc.go, yaml_parser_scan_tag (v2.4).
 */
function scanTag(at: YamlCursor): { handle: string; suffix: string } {
  const context = at.mark()
  let handle = ''
  let suffix: string
  if (at.peek(1) === 60) {
    at.skip()
    at.skip()
    suffix = scanUri(at, '', context)
    if (at.peek() !== 62) throw new YamlError('scanner', "did not find the expected '>'", at.mark(), context)
    at.skip()
  } else {
    handle = scanHandle(at, false, context)
    if (handle.length > 1 && handle.endsWith('!')) {
      suffix = scanUri(at, '', context)
    } else {
      suffix = scanUri(at, handle, context)
      handle = '!'
      if (suffix === '') [handle, suffix] = ['', '!']
    }
  }
  if (!isBlankZ(at.peek())) throw new YamlError('scanner', 'did not find expected whitespace or line break', at.mark(), context)
  return { handle, suffix }
}

/** A `%YAML` or `%TAG` line. Errors: throws YamlError. Follows: go.yaml.in/yaml/v2 scannerc.go, yaml_parser_scan_directive (v2.4). */
function scanDirective(at: YamlCursor): Directive {
  const context = at.mark()
  const fail = (problem: string): never => {
    throw new YamlError('scanner', problem, at.mark(), context)
  }
  const blanks = (): void => {
    while (isBlank(at.peek())) at.skip()
  }
  const number = (): number => {
    let digits = ''
    while (isDigit(at.peek())) {
      if (digits.length === 2) fail('found extremely long version number')
      digits += at.read()
    }
    return digits === '' ? fail('did not find expected version number') : Number(digits)
  }
  at.skip()
  let name = ''
  while (isWord(at.peek())) name += at.read()
  if (name === '') fail('could not find expected directive name')
  if (!isBlankZ(at.peek())) fail('found unexpected non-alphabetical character')
  let directive: Directive
  if (name === 'YAML') {
    blanks()
    const major = number()
    if (at.peek() !== 46) fail("did not find expected digit or '.' character")
    at.skip()
    directive = { is: 'version', major, minor: number() }
  } else if (name === 'TAG') {
    blanks()
    const handle = scanHandle(at, true, context)
    if (!isBlank(at.peek())) fail('did not find expected whitespace')
    blanks()
    const prefix = scanUri(at, '', context)
    if (!isBlankZ(at.peek())) fail('did not find expected whitespace or line break')
    directive = { is: 'tag', handle, prefix }
  } else {
    return fail('found unknown directive name')
  }
  blanks()
  if (at.peek() === 35) while (!isBreakZ(at.peek())) at.skip()
  if (!isBreakZ(at.peek())) fail('did not find expected comment or line break')
  if (isBreak(at.peek())) at.readLine()
  return directive
}

const URI = new Set([...";/?:@&=+$,.!~*'()[]%"].map((c) => c.charCodeAt(0)))

function scanHandle(at: YamlCursor, directive: boolean, context: YamlMark): string {
  if (at.peek() !== 33) throw new YamlError('scanner', "did not find expected '!'", at.mark(), context)
  let handle = at.read()
  while (isWord(at.peek())) handle += at.read()
  if (at.peek() === 33) handle += at.read()
  else if (directive && handle !== '!') throw new YamlError('scanner', "did not find expected '!'", at.mark(), context)
  return handle
}

function scanUri(at: YamlCursor, head: string, context: YamlMark): string {
  let uri = head.slice(1)
  let found = head !== ''
  for (let c = at.peek(); isWord(c) || URI.has(c); c = at.peek()) {
    found = true
    if (c !== 37) {
      uri += at.read()
    } else if (isHex(at.peek(1)) && isHex(at.peek(2))) {
      uri += String.fromCharCode(Number.parseInt(at.text.slice(at.index + 1, at.index + 3), 16))
      for (let i = 0; i < 3; i++) at.skip()
    } else {
      throw new YamlError('scanner', 'did not find URI escaped octet', at.mark(), context)
    }
  }
  if (!found) throw new YamlError('scanner', 'did not find expected tag URI', at.mark(), context)
  return uri
}
