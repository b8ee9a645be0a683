import { TextReader, tried, Wrong } from '../text/reader.ts'
import { unescaped } from '../text/escapes.ts'

/** A piece of a word: text as it is, a variable, a sum, or a command whose output stands there. */
export type WordPart =
  | { is: 'text' | 'command' | 'sum'; text: string; quoted: boolean }
  | { is: 'variable'; text: string; quoted: boolean; change?: ParameterChange }

export type ShellWord = readonly WordPart[]

/** What `${NAME…}` makes of a value: `:-` and its like with a word, `#` its length, `%` and `#` without an end of it. */
export interface ParameterChange {
  operator: string
  word: ShellWord
}

/** Where an output goes instead: a file, nowhere, or with the other one. */
export interface Redirect {
  /** 0 is the input: a file's text with `<`, the word's own with `<<<`. */
  from: 0 | 1 | 2 | 'both'
  append: boolean
  /** `&1` and `&2` name the other output. */
  to: ShellWord
}

export type ShellCommand = { redirects: readonly Redirect[] } & (
  | { is: 'simple'; words: readonly ShellWord[] }
  | { is: 'for'; name: string; words: readonly ShellWord[]; body: Body }
  | { is: 'while'; until: boolean; test: Body; body: Body }
  | { is: 'if'; branches: readonly { test: Body; body: Body }[]; otherwise: Body }
  /** In `( … )` what is set is forgotten behind it. */
  | { is: 'group'; body: Body; forgets: boolean }
)

export type Body = readonly Pipeline[]

/** Commands whose outputs run into each other, and when they are run. */
export interface Pipeline {
  /** After the one before: always, or only where that one has succeeded or failed. */
  after: ';' | '&&' | '||'
  /** `!`: a failure is a success. */
  not: boolean
  commands: readonly ShellCommand[]
}

/** More than anybody types; what is longer is refused rather than worked through. */
const MOST_CHARACTERS = 10_000
const MOST_COMMANDS = 50
const MOST_DEPTH = 20
/** What a shell has, and this one has not. */
const UNKNOWN = /^(?:case|select|function|coproc)$/
const AND: WordPart = { is: 'text', text: '&', quoted: true }
/** `2>&1`, as `|&` has it. */
const ERRORS_TOO: Redirect = { from: 2, append: false, to: [AND, { is: 'text', text: '1', quoted: true }] }
/** What ends a list, and stands nowhere else. */
const ENDS: readonly string[] = ['then', 'elif', 'else', 'fi', 'do', 'done', '}']

/**
 * A command line as bash reads it: words, quotes, variables, `$(…)`, pipes, `&&`, `||`, `;`, `>` and its like, for, while, if.
 *
 * Errors: returned, in bash's words; what a shell has beyond these is named.
 * Follows: POSIX.1, chapter 2 of the shell's language, as far as it is listed here.
 */
export function parseShell(line: string): { pipelines: Body } | { error: string } {
  if (line.length > MOST_CHARACTERS) return { error: `a command has ${MOST_CHARACTERS} characters at most` }
  return tried(() => ({ pipelines: new ShellReader(line).list([]) }))
}

class ShellReader extends TextReader {
  private count = 0
  private depth: number

  constructor(text: string, depth = 0) {
    super(text)
    this.depth = depth
  }

  /** Pipelines up to one of the words that end them, or to the line's end where there are none. */
  list(ends: readonly string[]): Pipeline[] {
    if (++this.depth > MOST_DEPTH) throw new Wrong(`loops stand inside each other ${MOST_DEPTH} times at most`)
    const out: Pipeline[] = []
    let after: Pipeline['after'] = ';'
    for (;;) {
      this.blanks()
      const word = this.keyword()
      if (ends.includes(word) && after === ';' && out.length > 0) break
      if (ENDS.includes(word) || (word === ')' && ends.length > 0)) throw new Wrong(unexpected(word))
      const pipeline = this.pipeline(after)
      const { commands } = pipeline
      const end = ends.includes(')') && this.text.startsWith(')', this.at) ? ')' : this.operator()
      if (commands.length > 0) out.push(pipeline)
      else if (after !== ';' || (end !== '' && end !== ';')) throw new Wrong(unexpected(end))
      if ((this.count += commands.length) > MOST_COMMANDS) throw new Wrong(`a line has ${MOST_COMMANDS} commands at most`)
      if (end === ')' && ends.includes(')')) break
      if (end === '') {
        if (ends.length > 0) throw new Wrong('syntax error: unexpected end of file')
        break
      }
      if (end !== ';' && end !== '&&' && end !== '||') throw new Wrong(unexpected(end))
      after = end
    }
    this.depth--
    return out
  }

  private pipeline(after: Pipeline['after']): Pipeline {
    const commands: ShellCommand[] = []
    const not = this.eat('!')
    for (;;) {
      const command = this.command()
      const isEmpty = command.is === 'simple' && command.words.length === 0 && command.redirects.length === 0
      if (isEmpty && (commands.length > 0 || not || this.text.startsWith('|', this.at)))
        throw new Wrong(unexpected(this.text.slice(this.at, this.at + 1)))
      const isLast = !this.text.startsWith('|', this.at) || this.text.startsWith('||', this.at)
      const isBoth = !isLast && this.text[this.at + 1] === '&'
      if (!isEmpty) commands.push(isBoth ? { ...command, redirects: [...command.redirects, ERRORS_TOO] } : command)
      if (isLast) return { after, not, commands }
      this.at += isBoth ? 2 : 1
    }
  }

  /** What stands between pipelines. */
  private operator(): string {
    const found = this.take(/&&|\|\||;;?|&|\n|\)|\(/y) ?? ''
    if (found === '&') throw new Wrong("this terminal runs nothing in the background: leave the '&' away")
    return found === '\n' ? ';' : found
  }

  /** The plain word, or bracket, that comes next. */
  private keyword(): string {
    return /^(?:[a-z]+|[{}!])(?=[\s;&|()]|$)|^[()]/.exec(this.text.slice(this.at))?.[0] ?? ''
  }

  private eat(word: string): boolean {
    this.blanks()
    if (this.keyword() !== word) return false
    this.at += word.length
    return true
  }

  private expect(word: string): void {
    if (!this.eat(word))
      throw new Wrong(
        this.at < this.text.length ? unexpected(this.keyword() || this.text[this.at]!) : 'syntax error: unexpected end of file',
      )
  }

  private command(): ShellCommand {
    const compound = this.compound()
    if (!compound) return this.simple()
    const { words, redirects } = this.simple()
    if (words.length > 0) throw new Wrong(unexpected(words[0]!.map(({ text }) => text).join('')))
    return { ...compound, redirects }
  }

  private compound(): ShellCommand | undefined {
    this.blanks()
    const redirects: Redirect[] = []
    if (this.eat('for')) return this.loop()
    const isUntil = this.eat('until')
    if (isUntil || this.eat('while')) {
      const test = this.until('do')
      return { is: 'while', until: isUntil, test, body: this.until('done'), redirects }
    }
    if (this.eat('if')) return this.choice()
    if (this.eat('{')) return { is: 'group', body: this.until('}'), forgets: false, redirects }
    return this.eat('(') ? { is: 'group', body: this.until(')'), forgets: true, redirects } : undefined
  }

  /** A list and the word that ends it. */
  private until(end: string): Body {
    const body = this.list([end])
    this.expect(end)
    return body
  }

  private loop(): ShellCommand {
    this.blanks()
    const name = this.take(/[A-Za-z_]\w*/y)
    if (name === undefined)
      throw new Wrong(
        this.text.startsWith('((', this.at)
          ? "this terminal does not know 'for (( … ))'; it knows for NAME in WORDS; do …; done"
          : unexpected(this.text[this.at] ?? ''),
      )
    this.expect('in')
    const { words, redirects } = this.simple()
    if (redirects.length > 0) throw new Wrong(unexpected('>'))
    if (this.operator() !== ';') throw new Wrong('syntax error: unexpected end of file')
    this.expect('do')
    return { is: 'for', name, words, body: this.until('done'), redirects: [] }
  }

  private choice(): ShellCommand {
    const branches: { test: Body; body: Body }[] = []
    for (;;) {
      const test = this.until('then')
      branches.push({ test, body: this.list(['elif', 'else', 'fi']) })
      if (this.eat('fi')) return { is: 'if', branches, otherwise: [], redirects: [] }
      if (this.eat('else')) return { is: 'if', branches, otherwise: this.until('fi'), redirects: [] }
      this.expect('elif')
    }
  }

  private simple(): ShellCommand & { is: 'simple' } {
    const words: ShellWord[] = []
    const redirects: Redirect[] = []
    for (;;) {
      this.blanks()
      const rest = this.text.slice(this.at)
      if (rest === '' || /^[|;\n()]|^&(?!>)/.test(rest) || rest.startsWith('#')) {
        if (rest.startsWith('#')) this.at = this.text.length
        return { is: 'simple', words, redirects }
      }
      const arrow = this.match(/(\d|&)?(>>|>\||>|<<<|<<|<)(&?)/y)
      if (arrow) {
        redirects.push(this.redirect(arrow))
        continue
      }
      const word = this.word()
      const plain = word.length === 1 && word[0]!.is === 'text' && !word[0]!.quoted ? word[0]!.text : ''
      if (words.length === 0 && UNKNOWN.test(plain))
        throw new Wrong(`this terminal does not know '${plain}'; it knows for, while, until, if, pipes, &&, ||, ;, $(…) and $NAME`)
      words.push(word)
    }
  }

  private redirect(arrow: RegExpExecArray): Redirect {
    const [, fd, sign = '', other] = arrow
    if (sign === '<<') throw new Wrong("this terminal does not know '<<'; it knows >, >>, 2>, 2>&1, <, <<< and pipes")
    this.blanks()
    const to = this.word()
    if (to.length === 0) throw new Wrong(unexpected(this.text[this.at] ?? ''))
    const from = sign.startsWith('<')
      ? 0
      : fd === '2'
        ? 2
        : fd === '&' || (other === '&' && fd === undefined && !/^[12]$/.test(to[0]!.text))
          ? 'both'
          : 1
    const isOther = other === '&' && from !== 'both'
    return { from, append: sign === '>>' || sign === '<<<', to: isOther ? [AND, ...to] : to }
  }

  /** A word, up to where it ends; all there is where nothing ends it. */
  word(end = /[\s|;&<>()]/): WordPart[] {
    const out: WordPart[] = []
    let text = ''
    const flush = (quoted: boolean): void => {
      if (text !== '' || quoted) out.push({ is: 'text', text, quoted })
      text = ''
    }
    for (; this.at < this.text.length;) {
      const c = this.text[this.at]!
      if (end.test(c)) break
      this.at++
      if (c === '\\') {
        flush(false)
        text = this.text[this.at++] ?? ''
        flush(true)
      } else if (c === "'") {
        flush(false)
        text = this.takeUntil("'") ?? missing("'")
        flush(true)
      } else if (c === '"') {
        flush(false)
        this.quoted(out)
      } else if (c === '$' && this.text[this.at] === "'") {
        flush(false)
        this.at++
        text = unescaped(this.take(/(?:[^'\\]|\\[^])*/y)!, `'"`)
        if (this.text[this.at++] !== "'") missing("'")
        flush(true)
      } else if (c === '$' || c === '`') {
        const part = this.expansion(c, false)
        if (part) {
          flush(false)
          out.push(part)
        } else text += c
      } else text += c
    }
    flush(false)
    return out
  }

  private quoted(out: WordPart[]): void {
    let text = ''
    for (; this.at < this.text.length;) {
      const c = this.text[this.at++]!
      if (c === '"') {
        out.push({ is: 'text', text, quoted: true })
        return
      }
      if (c === '\\' && /["\\$`\n]/.test(this.text[this.at]!)) text += this.text[this.at++]!
      else if (c === '$' || c === '`') {
        const part = this.expansion(c, true)
        if (part) {
          out.push({ is: 'text', text, quoted: true }, part)
          text = ''
        } else text += c
      } else text += c
    }
    return missing('"')
  }

  private expansion(c: string, quoted: boolean): WordPart | undefined {
    if (c === '`') return { is: 'command', text: this.takeUntil(c) ?? missing(c), quoted }
    const rest = this.text.slice(this.at)
    if (rest.startsWith('(') || rest.startsWith('{')) {
      const [open, close] = rest.startsWith('(') ? ['(', ')'] : ['{', '}']
      const length = closing(rest, open!, close!)
      if (length === undefined) return missing(close!)
      this.at += length + 1
      const inside = rest.slice(1, length)
      if (open === '{') return { is: 'variable', quoted, ...changed(inside, this.depth + 1) }
      return inside.startsWith('(') && inside.endsWith(')')
        ? { is: 'sum', text: inside.slice(1, -1), quoted }
        : { is: 'command', text: inside, quoted }
    }
    const name = this.take(/[A-Za-z_]\w*|[?$#@*!\d]/y)
    return name === undefined ? undefined : { is: 'variable', text: name, quoted }
  }
}

/** What stands in `${…}`. */
function changed(inside: string, depth: number): { text: string; change?: ParameterChange } {
  if (depth > MOST_DEPTH) throw new Wrong(`\${…} stands inside \${…} ${MOST_DEPTH} times at most`)
  const found = /^(#?)([A-Za-z_]\w*|[?$#@*!\d])(?:(:?[-=+?]|%%?|##?)([^]*))?$/.exec(inside)
  if (!found || (found[1] && found[3]))
    throw new Wrong(
      `\${${inside}}: bad substitution; this terminal knows \${NAME}, \${NAME:-WORD}, :=, :+, :?, \${#NAME}, \${NAME%PATTERN}, \${NAME#PATTERN}`,
    )
  const [, length, text = '', operator, word = ''] = found
  if (length) return { text, change: { operator: 'length', word: [] } }
  return operator === undefined ? { text } : { text, change: { operator, word: new ShellReader(word, depth).word(/(?!)/) } }
}

function unexpected(token: string): string {
  return `syntax error near unexpected token \`${token === '' || token === '\n' ? 'newline' : token}'`
}

function missing(mark: string): never {
  throw new Wrong(`unexpected EOF while looking for matching \`${mark}'`)
}

/** Where the bracket that a text begins with is closed. */
function closing(text: string, open: string, close: string): number | undefined {
  let depth = 0
  let quote = ''
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!
    if (quote) {
      if (c === quote) quote = ''
      else if (c === '\\' && quote === '"') i++
    } else if (c === '\\') i++
    else if (c === '"' || c === "'") quote = c
    else if (c === open) depth++
    else if (c === close && --depth === 0) return i
  }
  return undefined
}
