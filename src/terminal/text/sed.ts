import { TextReader, tried, Wrong } from './reader.ts'
import { defined } from '../../manifest/own.ts'
import { inDirectory } from '../../sim/node/file-changes.ts'
import type { Action } from '../../sim/scenario/inputs.ts'
import { option, optionTable, parseOptions } from '../../sim/kubectl/command-line.ts'
import { type Budget, type CommandContext, done, fails, notHere, type Output } from '../shell/output.ts'
import { inputOf, joined, linesOf } from '../shell/filter-tools.ts'
import { absolute } from '../shell/paths.ts'
import { type Pattern, pattern } from './regex.ts'

const SED_KNOWS =
  "sed [-n] [-i[.bak]] [-E] '[ADDRESS[,ADDRESS]]COMMAND' FILE, with the commands s/A/B/[g][p][I], d, p, q, a TEXT, i TEXT, c TEXT and the addresses N, $, /PATTERN/, +N"
const MOST_COMMANDS = 50

type SedAddress = { line: number } | { more: number } | 'last' | Pattern

/** One command of a script. */
interface SedCommand {
  from?: SedAddress
  to?: SedAddress
  not: boolean
  is: 's' | 'd' | 'p' | 'q' | 'a' | 'i' | 'c' | '='
  text: string
  find?: Pattern
  everywhere: boolean
  prints: boolean
}

/**
 * `sed`, as far as people type it: lines are changed, deleted, shown; with `-i` in the file, which is an action.
 *
 * Errors: returned, in sed's words; what it has beyond `SED_KNOWS` is named.
 * Follows: GNU sed 4.9, compile.c and execute.c. A pattern's groups are not remembered.
 */
export function sed(context: CommandContext, args: readonly string[]): Output {
  const inPlace = args.find((arg) => /^(-i|--in-place(=|$))/.test(arg))
  const parsed = parseOptions(
    args.filter((arg) => arg !== inPlace),
    optionTable('-n --quiet, -E -r, -e --expression='),
  )
  if (parsed.unknown) return notHere(`sed ${parsed.unknown}`, `This terminal knows: ${SED_KNOWS}`)
  if (parsed.lacks) return fails(`sed: option requires an argument -- '${parsed.lacks.replace(/^-+/, '')}'`)
  const given = parsed.options.get('expression')
  const [script, files] = given ? [given.join('\n'), parsed.rest] : [parsed.rest[0], parsed.rest.slice(1)]
  if (script === undefined)
    return fails(`Usage: sed [OPTION]... {script-only-if-no-other-script} [input-file]...\nThis terminal knows: ${SED_KNOWS}`)
  const commands = tried(() => new Script(script, option(parsed, 'r') !== undefined).commands())
  if ('error' in commands) return fails(`sed: -e expression #1, ${commands.error}`)
  const quiet = option(parsed, 'quiet') !== undefined
  if (inPlace === undefined) {
    const from = inputOf('sed', files, context)
    return 'error' in from ? from.error : done(edited(from.text, commands, quiet, context.budget))
  }
  if (files.length === 0) return fails('sed: no input files', 4)
  const suffix = inPlace.replace(/^(-i|--in-place=?)/, '')
  const actions: Action[] = []
  for (const file of files) {
    const from = inputOf('sed', [file], context)
    if ('error' in from) return from.error
    const path = inDirectory(absolute(context, file))
    if (suffix) actions.push({ at: context.at, copy: path, to: `${path}${suffix}` })
    const text = edited(from.text, commands, quiet, context.budget)
    if (text !== from.text) actions.push({ at: context.at, write: path, content: text })
  }
  return { ...done(''), actions }
}

function edited(text: string, commands: readonly SedCommand[], quiet: boolean, budget: Budget): string {
  const lines = linesOf(text)
  const out: string[] = []
  /** Ranges that have begun, and the line that each of them ends at. */
  const open = new Map<SedCommand, number>()
  const holds = (address: SedAddress, line: string, i: number): boolean =>
    address === 'last'
      ? i === lines.length - 1
      : 'find' in address
        ? address.find(line, budget) !== undefined
        : 'line' in address && i + 1 === address.line
  const applies = (command: SedCommand, line: string, i: number): boolean => {
    const { from, to } = command
    if (!from) return true
    if (!to) return holds(from, line, i)
    const end = open.get(command)
    if (end === undefined) {
      // from line 0 on, the first line may already be the range's last
      const isBefore = from !== 'last' && 'line' in from && from.line === 0 && i === 0
      if (!isBefore && !holds(from, line, i)) return false
      const last = to === 'last' || 'find' in to ? Infinity : 'more' in to ? i + 1 + to.more : to.line
      if (last > i + 1 && !(isBefore && holds(to, line, i))) open.set(command, last)
      return true
    }
    if (end <= i + 1 || (end === Infinity && holds(to, line, i))) open.delete(command)
    return end >= i + 1
  }
  for (const [i, first] of lines.entries()) {
    let line = first
    let isGone = false
    let ends = false
    const after: string[] = []
    for (const command of commands) {
      budget.spend(1)
      if (applies(command, line, i) === command.not) continue
      if (command.is === 's') {
        const made = substituted(line, command, budget)
        if (made !== undefined && command.prints) out.push(made)
        line = made ?? line
      } else if (command.is === 'p') out.push(line)
      else if (command.is === '=') out.push(String(i + 1))
      else if (command.is === 'i') out.push(command.text)
      else if (command.is === 'a') after.push(command.text)
      else if (command.is === 'q') {
        ends = true
        break
      } else {
        isGone = true
        if (command.is === 'c' && !open.has(command)) out.push(command.text)
        break
      }
    }
    if (!isGone && !quiet) out.push(line)
    out.push(...after)
    if (ends) break
  }
  const made = joined(out)
  budget.write(made.length)
  return text.endsWith('\n') || text === '' ? made : made.slice(0, -1)
}

/** Undefined where nothing is found. */
function substituted(line: string, { find, text, everywhere }: SedCommand, budget: Budget): string | undefined {
  const out: string[] = []
  let at = 0
  for (let from = 0; from <= line.length;) {
    const found = find!.find(line, budget, from)
    if (!found) break
    if (found.end === found.start && found.start === at && out.length > 0) {
      // nothing is found right behind a match
      from++
      continue
    }
    const whole = line.slice(found.start, found.end)
    out.push(
      line.slice(at, found.start),
      text.replace(/\\([^])|&/g, (mark, escaped: string | undefined) =>
        mark === '&' ? whole : escaped === 'n' ? '\n' : escaped === 't' ? '\t' : escaped!,
      ),
    )
    at = found.end
    from = found.end > found.start ? found.end : found.end + 1
    if (!everywhere) break
  }
  return out.length > 0 ? out.join('') + line.slice(at) : undefined
}

class Script extends TextReader {
  private extended: boolean

  constructor(text: string, extended: boolean) {
    super(text)
    this.extended = extended
  }

  commands(): SedCommand[] {
    const out: SedCommand[] = []
    for (;;) {
      this.take(/[\s;]*/y)
      if (this.at >= this.text.length) return out
      if (out.length >= MOST_COMMANDS) throw new Wrong(`char ${this.at}: a script has ${MOST_COMMANDS} commands at most`)
      out.push(this.command())
    }
  }

  private bad(message: string): never {
    throw new Wrong(`char ${this.at}: ${message}`)
  }

  private command(): SedCommand {
    const from = this.address()
    this.blanks()
    const ranged = from !== undefined && this.take(/,/y) !== undefined
    this.blanks()
    const to = ranged ? (this.address(true) ?? this.bad("unexpected `,'")) : undefined
    if (from !== undefined && from !== 'last' && 'line' in from && from.line === 0 && !(to !== undefined && to !== 'last' && 'find' in to))
      this.bad('invalid usage of line address 0')
    this.blanks()
    const not = this.take(/!/y) !== undefined
    this.blanks()
    const c = this.text[this.at++] ?? this.bad('missing command')
    const base = { ...defined({ from, to }), not, text: '', everywhere: false, prints: false }
    if (c === 's') return { ...base, is: 's', ...this.substitution() }
    if (c === 'a' || c === 'i' || c === 'c') {
      const text = this.match(/[^\S\n]*(?=\S)(?:\\\n?)?([^\n]*)/y) ?? this.bad("expected \\ after `a', `c' or `i'")
      return { ...base, is: c, text: text[1]! }
    }
    if (c !== 'd' && c !== 'p' && c !== 'q' && c !== '=') this.bad(`unknown command: \`${c}'\nThis terminal knows: ${SED_KNOWS}`)
    this.blanks()
    if (!/^[;\n}]?$/.test(this.text[this.at] ?? '')) this.bad('extra characters after command')
    return { ...base, is: c as 'd' }
  }

  private address(isSecond = false): SedAddress | undefined {
    const more = isSecond ? this.take(/\+\d+/y) : undefined
    if (more !== undefined) return { more: Number(more) }
    const number = this.take(/\d+/y)
    if (number !== undefined) return { line: Number(number) }
    if (this.take(/\$/y)) return 'last'
    const mark = this.match(/\\([^]?)|\//y)
    return mark ? this.pattern(this.upTo(mark[1] ?? '/', 'unterminated address regex'), false) : undefined
  }

  /** What stands before the next such character; with a backslash it is itself. */
  private upTo(end: string, unterminated: string, isPattern = true): string {
    let out = ''
    for (; this.at < this.text.length;) {
      const c = this.text[this.at++]!
      if (c === end) return out
      const set = isPattern && c === '[' ? /^\[\^?\]?(?:\[:\w+:\]|[^\]])*\]/.exec(this.text.slice(this.at - 1))?.[0] : undefined
      if (set !== undefined) {
        out += set
        this.at += set.length - 1
        continue
      }
      if (c === '\\' && this.text[this.at] === end) out += this.text[this.at++]!
      else if (c === '\\') out += c + this.text[this.at++]!
      else out += c
    }
    return this.bad(unterminated)
  }

  private pattern(text: string, ignoreCase: boolean): Pattern {
    const tabbed = text.replace(/\\[^]/g, (escaped) => (escaped === '\\t' ? '\t' : escaped))
    const made = pattern(tabbed, this.extended, ignoreCase)
    return 'error' in made ? this.bad(made.error) : made
  }

  private substitution(): Pick<SedCommand, 'find' | 'text' | 'everywhere' | 'prints'> {
    const end = this.text[this.at++] ?? ''
    const what = this.upTo(end, "unterminated `s' command")
    const text = this.upTo(end, "unterminated `s' command", false)
    if (/\\[1-9]/.test(text)) this.bad("this terminal's sed does not remember groups: write the text out instead of \\1, or use &")
    if (/\\[ULEul]/.test(text)) this.bad("this terminal's sed does not change letters' case: use tr")
    const flags = this.take(/[gpI\di]*/y)!
    const twice = /([gp]).*\1/.exec(flags)?.[1]
    if (twice !== undefined) this.bad(`multiple \`${twice}' options to \`s' command`)
    if (/\d/.test(flags) || /[ewmM]/.test(this.text[this.at] ?? '')) this.bad("this terminal's s knows the flags g, p and I")
    if (!/^[\s;}]?$/.test(this.text[this.at] ?? '')) this.bad("unknown option to `s'")
    return { find: this.pattern(what, /i/i.test(flags)), text, everywhere: flags.includes('g'), prints: flags.includes('p') }
  }
}
