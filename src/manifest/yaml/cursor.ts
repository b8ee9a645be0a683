/** A place in the text as libyaml counts it: all from 0. */
export interface YamlMark {
  index: number
  line: number
  column: number
}

/** `scanner` and `parser` errors count their lines differently, see `yamlErrorText`. */
export type YamlErrorKind = 'reader' | 'scanner' | 'parser' | 'decoder'

/** A text that go-yaml refuses. Thrown inside this folder only; `readYaml` hands it out as a value. */
export class YamlError {
  readonly kind: YamlErrorKind
  readonly problem: string
  readonly mark: YamlMark
  readonly context: YamlMark | undefined
  constructor(kind: YamlErrorKind, problem: string, mark: YamlMark, context?: YamlMark) {
    this.kind = kind
    this.problem = problem
    this.mark = mark
    this.context = context
  }
}

export const NUL = 0
export const TAB = 9
const LF = 10
const CR = 13
export const SPACE = 32

/** The text, and how far it has been read. Behind the end there are NULs, as in libyaml's buffer. */
export class YamlCursor {
  readonly text: string
  index = 0
  line = 0
  column = 0
  /** Where libyaml's reader stumbles over a character that YAML forbids: the start of the block of 512 that holds it. */
  readonly #stumblesAt: number

  constructor(text: string) {
    const body = text.startsWith('\uFEFF') ? text.slice(1) : text
    const bad = FORBIDDEN.exec(body)
    this.#stumblesAt = bad ? bad.index - (bad.index % 512) : Infinity
    this.text = `${body === '' ? '\n' : body}\0\0\0\0`
  }

  /** Refuses the character that the reader would by now have met. */
  check(): void {
    if (this.index + 4 > this.#stumblesAt)
      throw new YamlError('reader', 'control characters are not allowed', { index: 0, line: 0, column: 0 })
  }

  peek(ahead = 0): number {
    return this.text.charCodeAt(this.index + ahead) || NUL
  }

  mark(): YamlMark {
    return { index: this.index, line: this.line, column: this.column }
  }

  skip(): void {
    this.index++
    this.column++
  }

  read(): string {
    this.column++
    return this.text[this.index++]!
  }

  /** Steps over a line break and gives it as YAML keeps it: `\n` for all but the two Unicode separators. */
  readLine(): string {
    const c = this.peek()
    this.index += c === CR && this.peek(1) === LF ? 2 : 1
    this.line++
    this.column = 0
    return c === 0x2028 || c === 0x2029 ? String.fromCharCode(c) : '\n'
  }

  /** `---` or `...` at the start of a line, with a blank behind. */
  atDocumentIndicator(): boolean {
    if (this.column !== 0) return false
    const c = this.peek()
    return (c === 45 || c === 46) && this.peek(1) === c && this.peek(2) === c && isBlankZ(this.peek(3))
  }
}

// oxlint-disable-next-line no-control-regex
const FORBIDDEN = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u0084\u0086-\u009F\uFFFE\uFFFF]/

/** A space or a tab. Follows: go.yaml.in/yaml/v2 yamlprivateh.go, is_blank. */
export const isBlank = (c: number): boolean => c === SPACE || c === TAB
/** A line break, of which YAML 1.1 has five. Follows: the same file, is_break. */
export const isBreak = (c: number): boolean => c === LF || c === CR || c === 0x85 || c === 0x2028 || c === 0x2029
/** A line break or the end. Follows: the same file, is_breakz. */
export const isBreakZ = (c: number): boolean => c === NUL || isBreak(c)
/** A blank, a line break or the end. Follows: the same file, is_blankz. */
export const isBlankZ = (c: number): boolean => isBlank(c) || isBreakZ(c)
/** A decimal digit. Follows: the same file, is_digit. */
export const isDigit = (c: number): boolean => c >= 48 && c <= 57
/** A hexadecimal digit. Follows: the same file, is_hex. */
export const isHex = (c: number): boolean => isDigit(c) || (c >= 65 && c <= 70) || (c >= 97 && c <= 102)
/** What anchors and tag handles consist of. Follows: the same file, is_alpha. */
export const isWord = (c: number): boolean => isDigit(c) || (c >= 65 && c <= 90) || (c >= 97 && c <= 122) || c === 95 || c === 45
