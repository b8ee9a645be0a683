import {
  type YamlCursor,
  type YamlMark,
  NUL,
  SPACE,
  TAB,
  YamlError,
  isBlank,
  isBlankZ,
  isBreak,
  isBreakZ,
  isDigit,
  isHex,
} from './cursor.ts'

export interface Scalar {
  value: string
  end: YamlMark
}

/**
 * A plain scalar; `lineBroken` says that a line break followed it, so that a key may come next.
 *
 * Errors: throws YamlError. Follows: go.yaml.in/yaml/v2 scannerc.go, yaml_parser_scan_plain_scalar (v2.4).
 */
export function scanPlain(at: YamlCursor, parentIndent: number, inFlow: boolean): Scalar & { lineBroken: boolean } {
  const context = at.mark()
  const folder = new Folder()
  let end = context
  for (;;) {
    if (at.atDocumentIndicator() || at.peek() === 35) break
    const start = at.index
    for (let c = at.peek(); !isBlankZ(c); c = at.peek()) {
      if ((c === 58 && isBlankZ(at.peek(1))) || (inFlow && ENDS_IN_FLOW.includes(c))) break
      at.skip()
    }
    if (at.index > start) {
      folder.join()
      folder.text += at.text.slice(start, at.index)
      end = at.mark()
    }
    if (!isBlank(at.peek()) && !isBreak(at.peek())) break
    for (let c = at.peek(); isBlank(c) || isBreak(c); c = at.peek()) {
      if (c === TAB && folder.broken && at.column < parentIndent + 1) {
        throw new YamlError('scanner', 'found a tab character that violates indentation', at.mark(), context)
      }
      folder.blank(at)
    }
    if (!inFlow && at.column < parentIndent + 1) break
  }
  return { value: folder.text, end, lineBroken: folder.broken }
}

/**
 * A quoted scalar, from its opening quote on.
 *
 * Errors: throws YamlError. Follows: go.yaml.in/yaml/v2 scannerc.go, yaml_parser_scan_flow_scalar (v2.4).
 */
export function scanQuoted(at: YamlCursor): Scalar {
  const context = at.mark()
  const quote = at.peek()
  const single = quote === 39
  at.skip()
  const folder = new Folder()
  for (;;) {
    if (at.atDocumentIndicator()) throw new YamlError('scanner', 'found unexpected document indicator', at.mark(), context)
    if (at.peek() === NUL) throw new YamlError('scanner', 'found unexpected end of stream', at.mark(), context)
    for (let c = at.peek(); !isBlankZ(c); c = at.peek()) {
      if (single && c === 39 && at.peek(1) === 39) {
        folder.text += "'"
        at.skip()
        at.skip()
      } else if (c === quote) {
        break
      } else if (!single && c === 92 && isBreak(at.peek(1))) {
        at.skip()
        at.readLine()
        folder.broken = true
        break
      } else if (!single && c === 92) {
        folder.text += scanEscape(at, context)
      } else {
        const start = at.index
        do at.skip()
        while (!isBlankZ(at.peek()) && at.peek() !== quote && (single || at.peek() !== 92))
        folder.text += at.text.slice(start, at.index)
      }
    }
    if (at.peek() === quote) break
    for (let c = at.peek(); isBlank(c) || isBreak(c); c = at.peek()) folder.blank(at)
    folder.join()
  }
  at.skip()
  return { value: folder.text, end: at.mark() }
}

/**
 * A literal (`|`) or folded (`>`) scalar, from its indicator on.
 *
 * Errors: throws YamlError. Follows: go.yaml.in/yaml/v2 scannerc.go, yaml_parser_scan_block_scalar (v2.4).
 */
export function scanBlock(at: YamlCursor, parentIndent: number): Scalar {
  const context = at.mark()
  const literal = at.peek() === 124
  at.skip()
  const { chomping, increment } = scanBlockHeader(at, context)
  const base = increment > 0 ? (parentIndent >= 0 ? parentIndent + increment : increment) : 0
  let { breaks, indent, end } = scanBlockBreaks(at, base, parentIndent, context)
  let text = ''
  let leadingBreak = ''
  let leadingBlank = false
  while (at.column === indent && at.peek() !== NUL) {
    const trailingBlank = isBlank(at.peek())
    if (!literal && !leadingBlank && !trailingBlank && leadingBreak === '\n') {
      if (breaks === '') text += ' '
    } else {
      text += leadingBreak
    }
    text += breaks
    leadingBlank = trailingBlank
    const start = at.index
    while (!isBreakZ(at.peek())) at.skip()
    text += at.text.slice(start, at.index)
    leadingBreak = at.peek() === NUL ? '' : at.readLine()
    ;({ breaks, end } = scanBlockBreaks(at, indent, parentIndent, context))
  }
  if (chomping >= 0) text += leadingBreak
  if (chomping > 0) text += breaks
  return { value: text, end }
}

const ENDS_IN_FLOW = [...',?[]{}'].map((c) => c.charCodeAt(0))

/** Joins the lines of a flow scalar: one break is a space, more of them are one fewer. */
class Folder {
  text = ''
  broken = false
  #first = ''
  #more = ''
  #blanks = ''

  blank(at: YamlCursor): void {
    if (isBlank(at.peek())) {
      this.#blanks += at.read()
    } else if (this.broken) {
      this.#more += at.readLine()
    } else {
      this.#blanks = ''
      this.#first = at.readLine()
      this.broken = true
    }
  }

  join(): void {
    if (this.broken) {
      if (this.#first === '\n') this.text += this.#more === '' ? ' ' : this.#more
      else this.text += this.#first + this.#more
      this.#first = ''
      this.#more = ''
      this.broken = false
    } else if (this.#blanks !== '') {
      this.text += this.#blanks
    }
    this.#blanks = ''
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1B',
  ' ': ' ',
  '"': '"',
  "'": "'",
  '\\': '\\',
  N: '\x85',
  _: '\xA0',
  L: '\u2028',
  P: '\u2029',
}
const CODE_LENGTH: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 }

function scanEscape(at: YamlCursor, context: YamlMark): string {
  const letter = String.fromCharCode(at.peek(1))
  const length = CODE_LENGTH[letter]
  const simple = ESCAPES[letter]
  if (simple === undefined && length === undefined) {
    throw new YamlError('scanner', 'found unknown escape character', at.mark(), context)
  }
  at.skip()
  at.skip()
  if (length === undefined) return simple!
  for (let i = 0; i < length; i++) {
    if (!isHex(at.peek(i))) throw new YamlError('scanner', 'did not find expected hexdecimal number', at.mark(), context)
  }
  const code = Number.parseInt(at.text.slice(at.index, at.index + length), 16)
  if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) {
    throw new YamlError('scanner', 'found invalid Unicode character escape code', at.mark(), context)
  }
  for (let i = 0; i < length; i++) at.skip()
  return String.fromCodePoint(code)
}

function scanBlockHeader(at: YamlCursor, context: YamlMark): { chomping: number; increment: number } {
  let chomping = 0
  let increment = 0
  const sign = (): void => {
    if (at.peek() !== 43 && at.peek() !== 45) return
    chomping = at.peek() === 43 ? 1 : -1
    at.skip()
  }
  const digit = (): void => {
    if (!isDigit(at.peek())) return
    if (at.peek() === 48) throw new YamlError('scanner', 'found an indentation indicator equal to 0', at.mark(), context)
    increment = at.peek() - 48
    at.skip()
  }
  if (isDigit(at.peek())) {
    digit()
    sign()
  } else if (at.peek() === 43 || at.peek() === 45) {
    sign()
    digit()
  }
  while (isBlank(at.peek())) at.skip()
  if (at.peek() === 35) while (!isBreakZ(at.peek())) at.skip()
  if (!isBreakZ(at.peek())) throw new YamlError('scanner', 'did not find expected comment or line break', at.mark(), context)
  if (isBreak(at.peek())) at.readLine()
  return { chomping, increment }
}

function scanBlockBreaks(
  at: YamlCursor,
  given: number,
  parentIndent: number,
  context: YamlMark,
): { breaks: string; indent: number; end: YamlMark } {
  let breaks = ''
  let deepest = 0
  let end = at.mark()
  for (;;) {
    while ((given === 0 || at.column < given) && at.peek() === SPACE) at.skip()
    deepest = Math.max(deepest, at.column)
    if ((given === 0 || at.column < given) && at.peek() === TAB) {
      throw new YamlError('scanner', 'found a tab character where an indentation space is expected', at.mark(), context)
    }
    if (!isBreak(at.peek())) break
    breaks += at.readLine()
    end = at.mark()
  }
  return { breaks, indent: given || Math.max(deepest, parentIndent + 1, 1), end }
}
