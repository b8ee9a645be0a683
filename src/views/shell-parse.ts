/** A piece of a word: text as it is, a variable, or a command whose output stands there. */
export type Part = { is: 'text' | 'variable' | 'command'; text: string; quoted: boolean }

/** Where an output goes instead: a file, nowhere, or with the other one. */
export interface Redirect {
  from: 1 | 2 | 'both'
  append: boolean
  /** `&1` and `&2` name the other output. */
  to: readonly Part[]
}

export interface ShellCommand {
  words: readonly (readonly Part[])[]
  redirects: readonly Redirect[]
}

/** Commands whose outputs run into each other, and when they are run. */
export interface Pipeline {
  /** After the one before: always, or only where that one has succeeded or failed. */
  after: ';' | '&&' | '||'
  commands: readonly ShellCommand[]
}

/** More than anybody types; what is longer is refused rather than worked through. */
const MOST_CHARACTERS = 10_000
const MOST_COMMANDS = 50
/** What a shell has, and this one has not. */
const UNKNOWN = /^(?:if|for|while|until|case|function|\{|\}|\(|\)|then|do|done|fi)$/

class Bad extends Error {}

/**
 * A command line as a shell reads it: words, quotes, `$NAME`, `$(…)`, pipes, `&&`, `||`, `;`, `>` and its like.
 *
 * Units: none. Errors: returned, in bash's words; what a shell has beyond these is named.
 * Follows: POSIX.1, chapter 2 of the shell's language, as far as it is listed here.
 */
export function parseShell(line: string): { pipelines: readonly Pipeline[] } | { error: string } {
  if (line.length > MOST_CHARACTERS) return { error: `a command has ${MOST_CHARACTERS} characters at most` }
  try {
    return { pipelines: new Reader(line).list() }
  } catch (error) {
    if (error instanceof Bad) return { error: error.message }
    throw error
  }
}

class Reader {
  private at = 0
  private text: string

  constructor(text: string) {
    this.text = text
  }

  list(): Pipeline[] {
    const out: Pipeline[] = []
    let after: Pipeline['after'] = ';'
    let count = 0
    for (;;) {
      const commands = this.pipeline()
      const end = this.operator()
      if (commands.length > 0) out.push({ after, commands })
      else if (after !== ';' || (end !== '' && end !== ';')) throw new Bad(`syntax error near unexpected token \`${end || 'newline'}'`)
      if ((count += commands.length) > MOST_COMMANDS) throw new Bad(`a line has ${MOST_COMMANDS} commands at most`)
      if (end === '') return out
      if (end !== ';' && end !== '&&' && end !== '||') throw new Bad(`syntax error near unexpected token \`${end}'`)
      after = end
    }
  }

  private pipeline(): ShellCommand[] {
    const out: ShellCommand[] = []
    for (;;) {
      const command = this.command()
      const isEmpty = command.words.length === 0 && command.redirects.length === 0
      if (isEmpty && (out.length > 0 || this.text.startsWith('|', this.at))) throw new Bad(`syntax error near unexpected token \`${this.text.slice(this.at, this.at + 1) || 'newline'}'`)
      if (!isEmpty) out.push(command)
      if (!this.text.startsWith('|', this.at) || this.text.startsWith('||', this.at)) return out
      this.at++
      if (this.text[this.at] === '&') this.at++
    }
  }

  /** What stands between pipelines. */
  private operator(): string {
    const found = /^(?:&&|\|\||;;?|&|\n|\)|\()/.exec(this.text.slice(this.at))?.[0] ?? ''
    this.at += found.length
    if (found === '&') throw new Bad("this terminal runs nothing in the background: leave the '&' away")
    return found === '\n' ? ';' : found
  }

  private command(): ShellCommand {
    const words: (readonly Part[])[] = []
    const redirects: Redirect[] = []
    for (;;) {
      this.blanks()
      const rest = this.text.slice(this.at)
      if (rest === '' || /^[|;\n()]|^&(?!>)/.test(rest) || rest.startsWith('#')) {
        if (rest.startsWith('#')) this.at = this.text.length
        return { words, redirects }
      }
      const arrow = /^(\d|&)?(>>?|<<?<?)(&?)/.exec(rest)
      if (arrow) {
        if (arrow[2]!.startsWith('<')) throw new Bad(`this terminal does not know '${arrow[2]}'; it knows >, >>, 2>&1 and pipes`)
        this.at += arrow[0].length
        this.blanks()
        const to = this.word()
        if (to.length === 0) throw new Bad("syntax error near unexpected token `newline'")
        redirects.push({ from: arrow[1] === '2' ? 2 : arrow[1] === '&' ? 'both' : 1, append: arrow[2] === '>>', to: arrow[3] === '&' ? [{ is: 'text', text: '&', quoted: true }, ...to] : to })
        continue
      }
      const word = this.word()
      if (word.length === 0) throw new Bad(`syntax error near unexpected token \`${rest[0]}'`)
      const plain = word.length === 1 && word[0]!.is === 'text' && !word[0]!.quoted ? word[0]!.text : ''
      if (words.length === 0 && UNKNOWN.test(plain)) throw new Bad(`this terminal does not know '${plain}'; it knows pipes, &&, ||, ;, $(…) and $NAME`)
      words.push(word)
    }
  }

  private blanks(): void {
    while (/[^\S\n]/.test(this.text[this.at] ?? '')) this.at++
  }

  private word(): Part[] {
    const out: Part[] = []
    let text = ''
    const flush = (quoted: boolean): void => {
      if (text !== '' || quoted) out.push({ is: 'text', text, quoted })
      text = ''
    }
    for (; this.at < this.text.length; ) {
      const c = this.text[this.at]!
      if (/[\s|;&<>()]/.test(c)) break
      this.at++
      if (c === '\\') text += this.text[this.at++] ?? ''
      else if (c === "'") {
        const end = this.text.indexOf("'", this.at)
        if (end < 0) throw new Bad("unexpected EOF while looking for matching `''")
        flush(false)
        text = this.text.slice(this.at, end)
        this.at = end + 1
        flush(true)
      } else if (c === '"') {
        flush(false)
        this.quoted(out)
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

  private quoted(out: Part[]): void {
    let text = ''
    for (; this.at < this.text.length; ) {
      const c = this.text[this.at++]!
      if (c === '"') {
        out.push({ is: 'text', text, quoted: true })
        return
      }
      if (c === '\\' && /["\\$`\n]/.test(this.text[this.at] ?? '')) text += this.text[this.at++]!
      else if (c === '$' || c === '`') {
        const part = this.expansion(c, true)
        if (part) {
          out.push({ is: 'text', text, quoted: true }, part)
          text = ''
        } else text += c
      } else text += c
    }
    throw new Bad('unexpected EOF while looking for matching `"\'')
  }

  private expansion(c: string, quoted: boolean): Part | undefined {
    if (c === '`') {
      const end = this.text.indexOf('`', this.at)
      if (end < 0) throw new Bad("unexpected EOF while looking for matching ``'")
      const text = this.text.slice(this.at, end)
      this.at = end + 1
      return { is: 'command', text, quoted }
    }
    const rest = this.text.slice(this.at)
    if (rest.startsWith('(')) {
      const length = closing(rest)
      if (length === undefined) throw new Bad("unexpected EOF while looking for matching `)'")
      this.at += length + 1
      return { is: 'command', text: rest.slice(1, length), quoted }
    }
    const name = /^(?:\{(\w+)\}|([A-Za-z_]\w*|\?))/.exec(rest)
    if (!name) return undefined
    this.at += name[0].length
    return { is: 'variable', text: name[1] ?? name[2]!, quoted }
  }
}

/** Where the bracket that a text begins with is closed. */
function closing(text: string): number | undefined {
  let depth = 0
  let quote = ''
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!
    if (quote) {
      if (c === quote) quote = ''
      else if (c === '\\' && quote === '"') i++
    } else if (c === '"' || c === "'") quote = c
    else if (c === '(') depth++
    else if (c === ')' && --depth === 0) return i
  }
  return undefined
}
