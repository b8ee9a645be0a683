import { own } from '../../manifest/own.ts'
import { TextReader, tried, Wrong } from './reader.ts'
import type { Budget } from '../shell/output.ts'

/** What one character may be. */
type CharacterTest = (c: string) => boolean

/** Whether something holds at a place in a line. */
type Place = (line: string, place: number) => boolean

/** A machine's state: it takes a character, forks, asks where it stands, or is done. */
type RegexState =
  | { is: 'take'; test: CharacterTest; next: number }
  | { is: 'fork'; next: number[] }
  | { is: 'at'; where: Place; next: number }
  | { is: 'done' }

/** A pattern made ready. */
export interface Pattern {
  /** The first and longest place from `from` on that matches, as start and end; undefined where none does. Each state entered is a step. */
  find(line: string, budget?: Budget, from?: number): { start: number; end: number } | undefined
}

const MOST_STATES = 5000
const MOST_REPEATS = 255
/** What a look takes before its first character. */
const FIND_STEPS = 10

/**
 * A regular expression as grep has it, as a machine that reads each line once: no pattern can make it hang.
 *
 * Units: places in the line. Errors: returned, in grep's words.
 * Follows: POSIX.1, chapter 9, basic and extended; GNU grep's \w, \s, \b and alternation. No back-references.
 */
export function pattern(text: string, extended: boolean, ignoreCase: boolean): Pattern | { error: string } {
  return tried(() => {
    const machine = new Compiler(extended ? text : toExtended(text), ignoreCase).compile()
    return { find: (line, budget, from = 0) => find(machine, line, budget, from) }
  })
}

/** A text as a pattern that means itself. */
export const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')

/** A shell's pattern for names of files as a regular expression. */
export const globPattern = (text: string): string =>
  text.replace(/\[[^\]]+\]|[\\^$.*+?()[\]{}|]/g, (found) =>
    found === '*' ? '[^/]*' : found === '?' ? '[^/]' : found.length > 1 ? found.replace(/^\[!/, '[^') : `\\${found}`,
  )

/** In a basic expression it is the backslash that makes `+?|(){}` special. */
function toExtended(text: string): string {
  let out = ''
  let depth = 0
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!
    if (c === '[') {
      const end = classEnd(text, i)
      out += text.slice(i, end)
      i = end - 1
    } else if (c === '\\' && /[+?|(){}]/.test(text[i + 1] ?? '')) {
      out += text[++i]!
      depth += text[i] === '(' ? 1 : text[i] === ')' ? -1 : 0
      if (depth < 0) throw new Wrong('Unmatched ) or \\)')
    } else if (c === '*' && /(?:^|[^\\])(?:\\\\)*(?:^|[(|^])$/.test(out)) out += '\\*'
    else if (/[+?|(){}]/.test(c)) out += `\\${c}`
    else if (c === '\\') out += c + (text[++i] ?? '')
    else out += c
  }
  return out
}

function classEnd(text: string, open: number): number {
  let i = open + (text[open + 1] === '^' ? 2 : 1)
  if (text[i] === ']') i++
  while (i < text.length && text[i] !== ']') i += text.startsWith('[:', i) ? Math.max(text.indexOf(':]', i) + 2 - i, 1) : 1
  if (i >= text.length) throw new Wrong('Unmatched [, [^, [:, [., or [=')
  return i + 1
}

const WORD: CharacterTest = (c) => /[\w\u00c0-\uffff]/.test(c)
const SPACE: CharacterTest = (c) => /\s/.test(c)
/** The classes of characters, as in `[:alpha:]`. */
export const NAMED: Readonly<Record<string, CharacterTest>> = {
  alpha: (c) => /[A-Za-z]/.test(c),
  digit: (c) => /\d/.test(c),
  alnum: (c) => /[A-Za-z\d]/.test(c),
  upper: (c) => /[A-Z]/.test(c),
  lower: (c) => /[a-z]/.test(c),
  space: SPACE,
  blank: (c) => c === ' ' || c === '\t',
  punct: (c) => /[!-/:-@[-`{-~]/.test(c),
  xdigit: (c) => /[\da-fA-F]/.test(c),
  print: (c) => c >= ' ',
  graph: (c) => c > ' ',
  cntrl: (c) => c < ' ',
}
const wordEdge: Place = (line, place) => WORD(line[place - 1] ?? ' ') !== WORD(line[place] ?? ' ')
/** What a letter behind a backslash takes. */
const TESTS: Readonly<Record<string, CharacterTest>> = {
  w: WORD,
  W: (c) => !WORD(c),
  s: SPACE,
  S: (c) => !SPACE(c),
  d: (c) => /\d/.test(c),
}
/** The places that one stands for. */
const PLACES: Readonly<Record<string, Place>> = {
  b: wordEdge,
  B: (line, place) => !wordEdge(line, place),
  '<': (line, place) => wordEdge(line, place) && WORD(line[place] ?? ' '),
  '>': (line, place) => wordEdge(line, place) && WORD(line[place - 1] ?? ' '),
}

/** A part of the machine: where it begins, and which states have yet to be told what comes next. */
interface Fragment {
  start: number
  open: ((next: number) => void)[]
}

class Compiler extends TextReader {
  private states: RegexState[] = []
  private depth = 0
  private ignoreCase: boolean

  constructor(text: string, ignoreCase: boolean) {
    super(text)
    this.ignoreCase = ignoreCase
  }

  compile(): { states: readonly RegexState[]; start: number } {
    const whole = this.either()
    const end = this.add({ is: 'done' })
    for (const tell of whole.open) tell(end)
    return { states: this.states, start: whole.start }
  }

  private add(state: RegexState): number {
    if (this.states.length >= MOST_STATES) throw new Wrong('Regular expression too big')
    return this.states.push(state) - 1
  }

  private either(): Fragment {
    if (++this.depth > 50) throw new Wrong('Regular expression too big')
    const branches = [this.sequence()]
    while (this.take(/\|/y)) branches.push(this.sequence())
    this.depth--
    if (branches.length === 1) return branches[0]!
    return { start: this.add({ is: 'fork', next: branches.map(({ start }) => start) }), open: branches.flatMap(({ open }) => open) }
  }

  private sequence(): Fragment {
    let whole = this.nothing()
    // what is to be repeated nothing at all is
    this.take(/(?:[*+?]|\{\d*,?\d*\})*/y)
    while (this.at < this.text.length && this.text[this.at] !== '|' && !(this.text[this.at] === ')' && this.depth > 1))
      whole = this.join(whole, this.repeated())
    return whole
  }

  private nothing(): Fragment {
    const fork = { is: 'fork' as const, next: [] as number[] }
    return { start: this.add(fork), open: [(next) => fork.next.push(next)] }
  }

  private join(first: Fragment, second: Fragment): Fragment {
    for (const tell of first.open) tell(second.start)
    return { start: first.start, open: second.open }
  }

  private repeated(): Fragment {
    const from = this.at
    let fragment = this.atom()
    for (;;) {
      const c = this.text[this.at]
      const bounds = c === '*' ? [0, Infinity] : c === '+' ? [1, Infinity] : c === '?' ? [0, 1] : c === '{' ? this.bounds() : undefined
      if (!bounds) return fragment
      if (c !== '{') this.at++
      fragment = this.times(fragment, bounds[0]!, bounds[1]!, () => {
        // the same text again makes another copy
        const back = this.at
        this.at = from
        const copy = this.atom()
        this.at = back
        return copy
      })
    }
  }

  private bounds(): [number, number] | undefined {
    const found = this.match(/\{(?=[\d,])(\d*)(,?)(\d*)\}/y)
    if (!found) return undefined
    const [low, high] = [Number(found[1] || 0), found[2] === '' ? Number(found[1]) : found[3] === '' ? Infinity : Number(found[3])]
    if (low > high) throw new Wrong('Invalid content of \\{\\}')
    if (low > MOST_REPEATS || (high !== Infinity && high > MOST_REPEATS)) throw new Wrong('Regular expression too big')
    return [low, high]
  }

  private times(fragment: Fragment, low: number, high: number, copy: () => Fragment): Fragment {
    let whole = this.nothing()
    let spare: Fragment | undefined = fragment
    const next = (): Fragment => {
      const made = spare ?? copy()
      spare = undefined
      return made
    }
    for (let i = 0; i < low; i++) whole = this.join(whole, next())
    if (high === Infinity) {
      const body = next()
      const fork = { is: 'fork' as const, next: [body.start] }
      const start = this.add(fork)
      for (const tell of body.open) tell(start)
      return this.join(whole, { start, open: [(to) => fork.next.push(to)] })
    }
    for (let i = low; i < high; i++) {
      const body = next()
      const fork = { is: 'fork' as const, next: [body.start] }
      whole = this.join(whole, { start: this.add(fork), open: [...body.open, (to) => fork.next.push(to)] })
    }
    return whole
  }

  private character(test: CharacterTest): Fragment {
    return this.state({ is: 'take', test, next: -1 })
  }

  private place(where: Place): Fragment {
    return this.state({ is: 'at', where, next: -1 })
  }

  private state(state: Exclude<RegexState, { is: 'fork' | 'done' }>): Fragment {
    return { start: this.add(state), open: [(next) => void (state.next = next)] }
  }

  private atom(): Fragment {
    const c = this.text[this.at++]!
    if (c === '(') {
      const inner = this.either()
      if (this.text[this.at++] !== ')') throw new Wrong('Unmatched ( or \\(')
      return inner
    }
    if (c === '.') return this.character(() => true)
    if (c === '^') return this.place((_, place) => place === 0)
    if (c === '$') return this.place((line, place) => place === line.length)
    if (c === '[') return this.set()
    if (c === '\\') return this.escaped()
    return this.letter(c)
  }

  private letter(c: string): Fragment {
    const same = c.toLowerCase()
    return this.character(this.ignoreCase ? (other) => other.toLowerCase() === same : (other) => other === c)
  }

  private escaped(): Fragment {
    const c = this.text[this.at++]
    if (c === undefined) throw new Wrong('Trailing backslash')
    const [test, where] = [own(TESTS, c), own(PLACES, c)]
    if (test) return this.character(test)
    if (where) return this.place(where)
    if (/[1-9]/.test(c)) throw new Wrong(`This terminal's patterns have no back-references: \\${c}`)
    return this.letter(c)
  }

  private set(): Fragment {
    const end = classEnd(this.text, this.at - 1)
    let body = this.text.slice(this.at, end - 1)
    this.at = end
    const inverted = body.startsWith('^')
    if (inverted) body = body.slice(1)
    const tests: CharacterTest[] = []
    for (let i = 0; i < body.length; i++) {
      const named = /^\[:(\w+):\]/.exec(body.slice(i))
      if (named) {
        const test = own(NAMED, named[1]!)
        if (!test) throw new Wrong('Invalid character class name')
        tests.push(test)
        i += named[0].length - 1
      } else if (body[i + 1] === '-' && body[i + 2] !== undefined) {
        const [low, high] = [body[i]!, body[i + 2]!]
        if (low > high) throw new Wrong('Invalid range end')
        tests.push((c) => c >= low && c <= high)
        i += 2
      } else {
        const own = body[i]!
        tests.push((c) => c === own)
      }
    }
    const has = (c: string): boolean => tests.some((test) => test(c))
    const any: CharacterTest = this.ignoreCase ? (c) => has(c.toLowerCase()) || has(c.toUpperCase()) : has
    return this.character((c) => any(c) !== inverted)
  }
}

function find(
  { states, start }: { states: readonly RegexState[]; start: number },
  line: string,
  budget: Budget | undefined,
  first: number,
): { start: number; end: number } | undefined {
  budget?.spend(FIND_STEPS)
  /** Per state: where the match that is in it began. */
  let now = new Map<number, number>()
  let best: { start: number; end: number } | undefined
  const enter = (into: Map<number, number>, state: number, from: number, place: number): void => {
    const todo = [state]
    for (let value = todo.pop(); value !== undefined; value = todo.pop()) {
      const before = into.get(value)
      if (before !== undefined && before <= from) continue
      into.set(value, from)
      const is = states[value]!
      if (is.is === 'fork') todo.push(...is.next)
      else if (is.is === 'at' && is.where(line, place)) todo.push(is.next)
      else if (is.is === 'done' && (!best || from <= best.start)) best = { start: from, end: place }
    }
  }
  for (let place = first; place <= line.length; place++) {
    if (!best) enter(now, start, place, place)
    budget?.spend(now.size + 1)
    if (place === line.length || now.size === 0) {
      if (best) break
      continue
    }
    const next = new Map<number, number>()
    for (const [value, from] of now) {
      const is = states[value]!
      if (is.is === 'take' && (!best || from <= best.start) && is.test(line[place]!)) enter(next, is.next, from, place + 1)
    }
    now = next
  }
  return best
}
