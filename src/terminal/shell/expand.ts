import { byCharacter, own } from '../../manifest/own.ts'
import { globPattern, literally, pattern } from '../text/regex.ts'
import { HOLDS, tokensOf } from '../text/reader.ts'
import type { Budget, Output, Terminal } from './output.ts'
import { HOME, pathsAt } from './paths.ts'
import type { ParameterChange, WordPart, ShellWord } from './shell-parse.ts'

/** From weak to strong; those of one row go from left to right. */
const BINARY: readonly (readonly string[])[] = [['||'], ['&&'], ['==', '!='], ['<=', '>=', '<', '>'], ['+', '-'], ['*', '/', '%']]
const TOKEN = /\s*(0[xX][\da-fA-F]+|\d+|[A-Za-z_]\w*|\|\||&&|[=!<>]=|\*(?!\*)|[-+/%()<>!])/gy
const MOST_DEPTH = 50

/**
 * The value of `$((…))`: whole numbers, names, + - * / %, comparisons, && and ||.
 *
 * Errors: returned, in bash's words.
 * Follows: bash 5.2, expr.c, as far as that goes.
 */
function arithmetic(text: string, valueOf: (name: string) => string): { value: number } | { error: string } {
  const { tokens, rest } = tokensOf(text, TOKEN)
  if (rest !== '') return { error: `${text}: syntax error: operand expected; this terminal knows + - * / % ( ) < > <= >= == != && ||` }
  if (tokens.length === 0) return { value: 0 }
  let at = 0
  let depth = 0
  let error = ''
  const wrong = (what: string): number => {
    error ||= `${text}: ${what}`
    return 0
  }
  const primary = (): number => {
    const token = tokens[at++]
    if (token === undefined || ++depth > MOST_DEPTH) return wrong('syntax error: operand expected')
    let value: number
    if (token === '-') value = -primary()
    else if (token === '+') value = primary()
    else if (token === '!') value = primary() === 0 ? 1 : 0
    else if (token === '(') {
      value = level(0)
      if (tokens[at++] !== ')') wrong("missing `)'")
    } else if (/^0\d/.test(token)) value = /[89]/.test(token) ? wrong('value too great for base') : Number.parseInt(token, 8)
    else if (/^\d/.test(token)) value = Number(token)
    else if (/^\w/.test(token)) value = Math.trunc(Number(valueOf(token)) || 0)
    else value = wrong('syntax error: operand expected')
    depth--
    return value
  }
  const level = (row: number): number => {
    const operators = BINARY[row]
    if (!operators) return primary()
    let left = level(row + 1)
    while (error === '' && operators.includes(tokens[at] ?? '')) {
      const operator = tokens[at++]!
      const right = level(row + 1)
      if ((operator === '/' || operator === '%') && right === 0) return wrong('division by 0')
      left = Math.trunc(applied(operator, left, right))
    }
    return left
  }
  const value = level(0)
  if (at < tokens.length) wrong(`syntax error in expression (error token is "${tokens.slice(at).join(' ')}")`)
  return error ? { error } : Number.isSafeInteger(value) ? { value: value + 0 } : { error: `${text}: a number too large` }
}

const OPERATORS: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '&&': (a, b) => Number(a !== 0 && b !== 0),
  '||': (a, b) => Number(a !== 0 || b !== 0),
}

const applied = (operator: string, a: number, b: number): number =>
  own(OPERATORS, operator)?.(a, b) ?? Number(HOLDS[operator]!(byCharacter(a, b)))

/** What a shell has that its words name. */
export interface ShellState {
  readonly variables: Map<string, string>
  readonly terminal: Terminal
  readonly budget: Budget
  /** Runs the line of a `$( )`. */
  nested(line: string): Output
}

/** More than a program's arguments hold. */
export const MOST_WORDS = 10_000

/** What a word cannot become, in bash's words. */
export class ExpansionError extends Error {}

/** What words part at: blanks of IFS as many as there are, and each other character of it, with the blanks around. */
export function separator(ifs = ' \t\n'): RegExp {
  const [blanks, others] = [/\s/, /\S/].map((kind) =>
    [...ifs].flatMap((c) => (kind.test(c) ? `\\u{${c.codePointAt(0)!.toString(16)}}` : [])).join(''),
  )
  return new RegExp(`[${blanks}]*[${others}][${blanks}]*|[${blanks}]+`, 'u')
}

/** What words become. Throws ExpansionError, and what the budget throws. */
export class Expansion {
  private readonly shell: ShellState
  /** What commands in words have written as errors. */
  private readonly errors: string[]

  constructor(shell: ShellState, errors: string[]) {
    this.shell = shell
    this.errors = errors
  }

  /** The words that a word becomes: braces, variables, commands, blanks, then the names of files. */
  expand(word: ShellWord): string[] {
    return braced(word, this.shell.budget).flatMap((part) => this.fields(part))
  }

  /** A word as one text, whatever blanks come of it. */
  text(word: ShellWord): string {
    return word.map((part) => this.valueOf(part)).join('')
  }

  private fields(word: ShellWord): string[] {
    const out: string[] = []
    /** The text, and the pattern that it is for file names; undefined between two words. */
    let open: { text: string; shape: string; isPattern: boolean } | undefined
    const add = (text: string, quoted: boolean): void => {
      open ??= { text: '', shape: '', isPattern: false }
      open.text += text
      open.shape += quoted ? literally(text) : globPattern(text)
      open.isPattern ||= !quoted && /[*?]|\[.+\]/.test(text)
    }
    const close = (): void => {
      if (open) out.push(...(open.isPattern ? this.filesLike(open.text, open.shape) : [open.text]))
      open = undefined
    }
    for (const [i, part] of word.entries()) {
      const value =
        i === 0 && part.is === 'text' && !part.quoted && /^~(?=\/|$)/.test(part.text) ? HOME + part.text.slice(1) : this.valueOf(part)
      if (part.is === 'text' || part.quoted) {
        if (value !== '' || part.quoted) add(value, part.quoted)
        continue
      }
      // what is not in quotes falls into words
      for (const [k, piece] of value.split(separator(this.shell.variables.get('IFS'))).entries()) {
        if (k > 0) close()
        if (piece !== '') add(piece, false)
      }
    }
    close()
    return out
  }

  private filesLike(text: string, shape: string): string[] {
    const near = text.startsWith('./') ? './' : ''
    const before = text.startsWith('/') ? '' : this.shell.variables.get('PWD')!.replace(/\/?$/, '/')
    const made = pattern(`^${literally(before)}${shape.slice(literally(near).length)}$`, true, false)
    if ('error' in made) return [text]
    const found = [...pathsAt(this.shell.terminal)].filter((path) => made.find(path, this.shell.budget) !== undefined).toSorted()
    return found.length > 0 ? found.map((path) => near + path.slice(before.length)) : [text]
  }

  private valueOf(part: WordPart): string {
    const value = this.raw(part)
    if (part.is !== 'text') this.shell.budget.write(value.length)
    return value
  }

  private raw(part: WordPart): string {
    if (part.is === 'text') return part.text
    if (part.is === 'variable') return part.change ? this.changed(part.text, part.change) : this.variable(part.text)
    if (part.is === 'sum') {
      const sum = arithmetic(
        [...part.text.matchAll(/\$\{?(\w+)\}?|[^$]+|\$/g)]
          .map(([whole, name]) => (name === undefined ? whole : this.variable(name)))
          .join(''),
        (name) => this.variable(name),
      )
      if ('error' in sum) throw new ExpansionError(sum.error)
      return String(sum.value)
    }
    const { stdout, stderr, exit } = this.shell.nested(part.text)
    this.shell.variables.set('?', String(exit))
    if (stderr) this.errors.push(stderr)
    return stdout.replace(/\n+$/, '')
  }

  private variable(name: string): string {
    return name === '$' ? '4711' : name === '0' ? 'bash' : name === '#' ? '0' : (this.shell.variables.get(name) ?? '')
  }

  private changed(name: string, { operator, word }: ParameterChange): string {
    const value = this.variable(name)
    const other = (): string => this.text(word)
    const isThere = operator.startsWith(':') ? value !== '' : this.shell.variables.has(name)
    switch (operator.replace(':', '')) {
      case 'length':
        return String(value.length)
      case '-':
        return isThere ? value : other()
      case '=':
        if (!isThere) this.shell.variables.set(name, other())
        return this.variable(name)
      case '+':
        return isThere ? other() : ''
      case '?':
        if (!isThere) throw new ExpansionError(`${name}: ${other() || 'parameter null or not set'}`)
        return value
      default:
        return this.without(value, operator, word.map((part) => (part.quoted ? literally : globPattern)(this.valueOf(part))).join(''))
    }
  }

  /** `%` and `#`: without an end of it that is like the pattern, the shortest or the longest. */
  private without(value: string, operator: string, shape: string): string {
    const fromEnd = operator.startsWith('%')
    const made = pattern(`^${shape.replaceAll('[^/]', '.')}$`, true, false)
    if ('error' in made) return value
    const cuts = Array.from({ length: value.length + 1 }, (_, i) => i)
    for (const cut of operator.length > 1 ? cuts.toReversed() : cuts) {
      const piece = fromEnd ? value.slice(value.length - cut) : value.slice(0, cut)
      if (made.find(piece, this.shell.budget)) return fromEnd ? value.slice(0, value.length - cut) : value.slice(cut)
    }
    return value
  }
}

/** `a{b,c}` and `{1..3}`, as the words that it means. */
function braced(word: ShellWord, budget: Budget): ShellWord[] {
  for (const [i, part] of word.entries()) {
    if (part.is !== 'text' || part.quoted) continue
    const found = /^([^{]*)\{(?:([^{}]*,[^{}]*)|((?:-?\d{1,4}\.\.-?\d{1,4}|[a-zA-Z]\.\.[a-zA-Z])(?:\.\.-?\d{1,4})?))\}([^]*)$/.exec(
      part.text,
    )
    if (!found) continue
    const [, before = '', list, range = '', after = ''] = found
    const all = list === undefined ? sequence(range) : list.split(',')
    const rest = braced([{ ...part, text: after }, ...word.slice(i + 1)], budget)
    if (all.length * rest.length > MOST_WORDS) throw new ExpansionError('Argument list too long')
    budget.spend(all.length * rest.length * word.length)
    return all.flatMap((name) => rest.map((more) => [...word.slice(0, i), { ...part, text: before + name }, ...more]))
  }
  return [word]
}

/** `1..9`, `01..10`, `a..e`, `1..9..2`. */
function sequence(range: string): string[] {
  const [low = '', high = '', step = '1'] = range.split('..')
  const isNumber = /\d/.test(low)
  const [from, to] = [low, high].map((end) => (isNumber ? Number(end) : end.charCodeAt(0))) as [number, number]
  const size = Math.abs(Number(step)) || 1
  const by = to < from ? -size : size
  const width = /^-?0\d|\.\.-?0\d/.test(range) ? Math.max(low.length, high.length) : 0
  return Array.from({ length: Math.floor((to - from) / by) + 1 }, (_, k) => from + k * by).map((value) =>
    isNumber
      ? `${value < 0 ? '-' : ''}${String(Math.abs(value)).padStart(value < 0 ? width - 1 : width, '0')}`
      : String.fromCharCode(value),
  )
}
