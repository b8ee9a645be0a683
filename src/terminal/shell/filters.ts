import { option, type Options, parseOptions } from '../../sim/kubectl/command-line.ts'
import { type Context, done, fails, notHere, type Output } from './output.ts'
import { absolute, isDirectory, noText, textAt } from './paths.ts'
import { filesAt } from '../../sim/trace/moment.ts'
import type { Budget } from './budget.ts'
import { type Pattern, pattern } from '../text/regex.ts'

/** A program that works on what it is given. */
type Filter = (context: Context, args: readonly string[]) => Output

/** Options of a letter each. */
export const flag = (...letters: readonly string[]): Options =>
  Object.assign({}, ...letters.map((letter) => ({ [`-${letter}`]: { name: letter, value: false } })))
const value = (...letters: readonly string[]): Options =>
  Object.assign({}, ...letters.map((letter) => ({ [`-${letter}`]: { name: letter, value: true } })))

/**
 * Lines without the end of the last one.
 *
 * Units: none. Errors: none. Follows: nothing upstream.
 */
export function linesOf(text: string): string[] {
  if (text === '') return []
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n')
}

const joined = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('')

/**
 * What the files say, or the input where there are none; or which file there is not.
 *
 * Units: none. Errors: returned, in the program's words. Follows: GNU coreutils, grep.
 */
export function inputOf(name: string, files: readonly string[], context: Context): { text: string } | { error: Output } {
  const texts: string[] = []
  for (const file of files.length > 0 ? files : ['-']) {
    const text = file === '-' ? context.input : textAt(context, file)
    if (text === undefined && file === '-')
      return { error: fails(`${name}: nobody types behind a command here: name a file, or put it behind a pipe`, name === 'grep' ? 2 : 1) }
    if (text === undefined)
      return {
        error: fails(
          noText(
            context,
            file,
            `${name}: ${name === 'head' || name === 'tail' ? `cannot open '${file}' for reading` : name === 'sed' ? `can't read ${file}` : file}: No such file or directory`,
          ),
          name === 'grep' || name === 'sed' ? 2 : 1,
        ),
      }
    texts.push(text)
  }
  const text = texts.join('')
  context.budget.spend(text.length / 4)
  return { text }
}

/** What is wrong with the options. */
export function wrong(name: string, parsed: { unknown?: string; lacks?: string }, knows: string): Output | undefined {
  if (parsed.unknown) return notHere(`${name} ${parsed.unknown}`, `This terminal knows: ${knows}`, 2)
  return parsed.lacks ? fails(`${name}: option requires an argument -- '${parsed.lacks.replace(/^-+/, '')}'`, 2) : undefined
}

const GREP_KNOWS = 'grep [-v] [-i] [-c] [-n] [-o] [-w] [-q] [-l] [-r] [-E|-F] [-A N] [-B N] [-C N] [-m N] PATTERN [FILE…]'

const grep: Filter = (context, args) => {
  const numbered = args.map((arg) => (/^-\d+$/.test(arg) ? `-C${arg.slice(1)}` : arg))
  const parsed = parseOptions(numbered, {
    ...flag('v', 'i', 'c', 'n', 'o', 'w', 'q', 'l', 'E', 'F', 'r', 'R', 'h', 'H', 's', 'P'),
    ...value('A', 'B', 'C', 'e', 'm'),
    '--color': { name: 'color', value: false },
    '--line-buffered': { name: 'buffered', value: false },
  })
  const has = (letter: string): boolean => option(parsed, letter) !== undefined
  const stop = wrong('grep', parsed, GREP_KNOWS)
  if (stop) return stop
  const [given, ...files] = [...(parsed.options.get('e')?.slice(-1) ?? []), ...parsed.rest]
  if (given === undefined) return fails(`Usage: grep [OPTION]... PATTERNS [FILE]...\nThis terminal knows: ${GREP_KNOWS}`, 2)
  const plain = has('F') ? given.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&') : given
  const extended = has('E') || has('F') || has('P')
  const made = pattern(
    has('w')
      ? `${extended ? '(' : '\\('}${plain}${extended ? ')' : '\\)'}`.replace(/^(\\?\()/, '\\b$1').replace(/(\\?\))$/, '$1\\b')
      : plain,
    extended,
    has('i'),
  )
  if ('error' in made) return fails(`grep: ${made.error}`, 2)
  const [before, after] = ['B', 'A'].map((letter) => Number(option(parsed, letter) ?? option(parsed, 'C') ?? 0))
  if (![before, after].every((count) => Number.isInteger(count) && count! >= 0))
    return fails(`grep: ${option(parsed, 'A') ?? option(parsed, 'B') ?? option(parsed, 'C')}: invalid context length argument`, 2)
  const found = texts(files, has('r') || has('R'), context)
  const named = (found.list.length > 1 || has('r') || has('R') || has('H')) && !has('h')
  let stdout = ''
  let any = false
  for (const { name, text } of found.list) {
    context.budget.spend(text.length / 4)
    const lines = linesOf(text)
    const hits = lines.flatMap((line, i) => ((made.find(line, context.budget) !== undefined) !== has('v') ? [i] : []))
    any ||= hits.length > 0
    if (has('q')) continue
    const head = (sign: string): string => (named ? `${name}${sign}` : '')
    const number = (i: number, sign: string): string => head(sign) + (has('n') ? `${i + 1}${sign}` : '')
    const shown = hits.slice(0, Number(option(parsed, 'm') ?? Infinity))
    if (has('l')) stdout += hits.length > 0 ? `${name}\n` : ''
    else if (has('c')) stdout += `${head(':')}${hits.length}\n`
    else if (has('o') && !has('v'))
      stdout += joined(shown.flatMap((i) => matches(made, lines[i]!, context.budget).map((one) => number(i, ':') + one)))
    else stdout += joined(around(shown, lines, before!, after!, number))
  }
  return { stdout, stderr: found.missing, exit: found.missing ? 2 : any ? 0 : 1 }
}

/** What each of the files says, those below a directory too. */
function texts(files: readonly string[], below: boolean, context: Context): { list: { name: string; text: string }[]; missing: string } {
  const list: { name: string; text: string }[] = []
  let missing = ''
  const all = filesAt(context)
  for (const name of files.length > 0 ? files : [below ? '.' : '-']) {
    const path = absolute(context, name)
    const text = name === '-' ? context.input : all.get(path)
    if (text !== undefined) list.push({ name: name === '-' ? '(standard input)' : name, text })
    else if (name !== '-' && isDirectory(context, name)) {
      if (below)
        for (const [file, inside] of all)
          list.push(
            ...(file.startsWith(path === '/' ? '/' : `${path}/`)
              ? [
                  {
                    name:
                      name === '.'
                        ? file.slice(path.length + 1)
                        : `${name.replace(/\/$/, '')}${file.slice(path === '/' ? 0 : path.length)}`,
                    text: inside,
                  },
                ]
              : []),
          )
      else missing += `grep: ${name}: Is a directory\n`
    } else
      missing +=
        name === '-'
          ? 'grep: nobody types behind a command here: name a file, or put it behind a pipe\n'
          : `${noText(context, name, `grep: ${name}: No such file or directory`)}\n`
  }
  return { list, missing }
}

function matches(made: Pattern, line: string, budget: Budget): string[] {
  const out: string[] = []
  for (let at = 0; at < line.length;) {
    const found = made.find(line, budget, at)
    if (!found) break
    if (found.end > found.start) out.push(line.slice(found.start, found.end))
    at = Math.max(found.end, found.start + 1)
  }
  return out
}

function around(
  hits: readonly number[],
  lines: readonly string[],
  before: number,
  after: number,
  number: (i: number, sign: string) => string,
): string[] {
  const out: string[] = []
  let next = 0
  hits.forEach((hit, k) => {
    const from = Math.max(next, hit - before)
    if (before + after > 0 && k > 0 && from > next) out.push('--')
    const to = Math.min(lines.length - 1, hit + after, (hits[k + 1] ?? Infinity) - 1)
    for (let i = from; i <= to; i++) out.push(`${number(i, i === hit ? ':' : '-')}${lines[i]}`)
    next = Math.max(next, to + 1)
  })
  return out
}

/** `head` and `tail`. */
function end(name: 'head' | 'tail'): Filter {
  return (context, args) => {
    const numbered = args.map((arg, i) =>
      /^-\d+$/.test(arg) && !/^-[nc]$|^--(lines|bytes)$/.test(args[i - 1] ?? '') ? `-n${arg.slice(1)}` : arg,
    )
    const parsed = parseOptions(numbered, {
      ...value('n', 'c'),
      '--lines': { name: 'n', value: true },
      '--bytes': { name: 'c', value: true },
      ...flag('f', 'F', 'q', 'v'),
    })
    const stop = wrong(name, parsed, `${name} [-n [-]N] [-c [-]N] [FILE…]`)
    if (stop) return stop
    const given = option(parsed, 'n') ?? option(parsed, 'c') ?? '10'
    if (!/^[-+]?\d+$/.test(given))
      return fails(`${name}: invalid number of ${option(parsed, 'c') === undefined ? 'lines' : 'bytes'}: '${given}'`)
    const from = inputOf(name, parsed.rest, context)
    if ('error' in from) return from.error
    const count = Math.abs(Number(given))
    const range = (length: number): [number, number] => {
      if (name === 'head') return [0, given.startsWith('-') ? Math.max(0, length - count) : count]
      return [given.startsWith('+') ? Math.max(0, count - 1) : Math.max(0, length - count), length]
    }
    if (option(parsed, 'c') !== undefined) return done(from.text.slice(...range(from.text.length)))
    const lines = linesOf(from.text)
    const shown = lines.slice(...range(lines.length))
    // the last line stays without its end where it has none
    return done(
      shown.length > 0 && shown.at(-1) === lines.at(-1) && !from.text.endsWith('\n') && from.text.endsWith(shown.at(-1)!)
        ? shown.join('\n')
        : joined(shown),
    )
  }
}

const wc: Filter = (context, args) => {
  const parsed = parseOptions(args, flag('l', 'w', 'c', 'm'))
  const stop = wrong('wc', parsed, 'wc [-l] [-w] [-c] [FILE…]')
  if (stop) return stop
  const from = inputOf('wc', parsed.rest, context)
  if ('error' in from) return from.error
  const counts: Readonly<Record<string, number>> = {
    l: from.text.split('\n').length - 1,
    w: from.text.split(/\s+/).filter(Boolean).length,
    c: from.text.length,
  }
  const asked = ['l', 'w', 'c'].filter(
    (letter) => option(parsed, letter) !== undefined || (letter === 'c' && option(parsed, 'm') !== undefined),
  )
  const [name] = parsed.rest
  const numbers = (asked.length > 0 ? asked : ['l', 'w', 'c']).map((letter) => String(counts[letter]))
  return done(
    `${asked.length === 1 ? numbers[0] : numbers.map((one) => one.padStart(7)).join(' ')}${name === undefined ? '' : ` ${name}`}\n`,
  )
}

const sort: Filter = (context, args) => {
  const parsed = parseOptions(args, { ...flag('r', 'n', 'u', 'h', 'V', 'f'), ...value('k', 't') })
  const stop = wrong('sort', parsed, 'sort [-r] [-n] [-u] [-k N] [FILE…]')
  if (stop) return stop
  const from = inputOf('sort', parsed.rest, context)
  if ('error' in from) return from.error
  const field = Number(/^\d+/.exec(option(parsed, 'k') ?? '')?.[0] ?? 0)
  const separator = option(parsed, 't')
  const keyOf = (line: string): string =>
    field === 0 ? line : (separator === undefined ? line.trim().split(/\s+/) : line.split(separator)).slice(field - 1).join(' ')
  const number = (line: string): number => Number.parseFloat(keyOf(line)) || 0
  const isNumeric = option(parsed, 'n') !== undefined || option(parsed, 'h') !== undefined
  const compare = (a: string, b: string): number =>
    (isNumeric ? number(a) - number(b) : 0) || (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0)
  const sorted = linesOf(from.text).toSorted(compare)
  const once = option(parsed, 'u') === undefined ? sorted : [...new Set(sorted)]
  return done(joined(option(parsed, 'r') === undefined ? once : once.toReversed()))
}

const uniq: Filter = (context, args) => {
  const parsed = parseOptions(args, flag('c', 'd'))
  const stop = wrong('uniq', parsed, 'uniq [-c]')
  if (stop) return stop
  const from = inputOf('uniq', parsed.rest, context)
  if ('error' in from) return from.error
  const groups: { line: string; count: number }[] = []
  for (const line of linesOf(from.text)) {
    const last = groups.at(-1)
    if (last?.line === line) last.count++
    else groups.push({ line, count: 1 })
  }
  const kept = option(parsed, 'd') === undefined ? groups : groups.filter(({ count }) => count > 1)
  return done(joined(kept.map(({ line, count }) => (option(parsed, 'c') === undefined ? line : `${String(count).padStart(7)} ${line}`))))
}

const cut: Filter = (context, args) => {
  const parsed = parseOptions(args, value('d', 'f', 'c', 'b'))
  const stop = wrong('cut', parsed, 'cut -d DELIMITER -f N[,N…], cut -c N-M')
  if (stop) return stop
  const [fields, places] = [option(parsed, 'f'), option(parsed, 'c') ?? option(parsed, 'b')]
  const list = fields ?? places
  if (list === undefined || !/^(\d+(-\d*)?|-\d+)(,(\d+(-\d*)?|-\d+))*$/.test(list))
    return fails(
      'cut: you must specify a list of bytes, characters, or fields\nThis terminal knows: cut -d DELIMITER -f N[,N…], cut -c N-M',
    )
  const from = inputOf('cut', parsed.rest, context)
  if ('error' in from) return from.error
  const by = option(parsed, 'd') ?? '\t'
  const ranges = list.split(',').map((one) => {
    const [low = '', high] = one.split('-')
    return [Number(low || 1), high === undefined ? Number(low) : high === '' ? Infinity : Number(high)] as const
  })
  const wanted = (_: string, i: number): boolean => ranges.some(([low, high]) => i + 1 >= low && i + 1 <= high)
  context.budget.spend(from.text.length * ranges.length)
  return done(
    joined(
      linesOf(from.text).map((line) =>
        fields === undefined ? [...line].filter(wanted).join('') : line.includes(by) ? line.split(by).filter(wanted).join(by) : line,
      ),
    ),
  )
}

const AWK_KNOWS =
  'awk [-F SEPARATOR] \'[CONDITION] {print $N, …}\' [FILE…], where a CONDITION is /PATTERN/, !/PATTERN/, $N ~ /PATTERN/, or NR, NF or $N beside ==, !=, <, <=, >, >= and a number or a "text"'

/** The one program that most people write. */
const awk: Filter = (context, args) => {
  const parsed = parseOptions(args, value('F'))
  const stop = wrong('awk', parsed, AWK_KNOWS)
  if (stop) return stop
  const [program = '', ...files] = parsed.rest
  const found =
    /^\s*(?:(!?)\s*\/((?:[^/\\]|\\.)*)\/|(NR|NF|\$(?:\d+|NF))\s*(?:(!?~)\s*\/((?:[^/\\]|\\.)*)\/|([=!<>]=|[<>])\s*("[^"]*"|\d+)))?\s*(?:\{\s*print\s*([^{}]*?)\s*;?\s*\})?\s*$/.exec(
      program,
    )
  if (!found || program.trim() === '') return fails(`This terminal knows: ${AWK_KNOWS}`, 2)
  const [, not, whole, subject, like, part, compared, operand = '', printed = ''] = found
  const wanted = whole ?? part
  const made = wanted === undefined ? undefined : pattern(wanted, true, false)
  if (made && 'error' in made) return fails(`awk: ${made.error}`, 2)
  const from = inputOf('awk', files, context)
  if ('error' in from) return from.error
  const by = option(parsed, 'F')
  const columnsOf = (line: string): string[] => (by === undefined ? line.trim().split(/\s+/) : line.split(by))
  /** What a name stands for in a line. */
  const of = (word: string, line: string, i: number): string => {
    const columns = columnsOf(line)
    if (word === 'NR') return String(i + 1)
    if (word === 'NF') return String(columns.length)
    return word === '$0'
      ? line
      : word === '$NF'
        ? (columns.at(-1) ?? '')
        : /^\$\d+$/.test(word)
          ? (columns[Number(word.slice(1)) - 1] ?? '')
          : ''
  }
  const holds = (line: string, i: number): boolean => {
    context.budget.spend(20)
    if (made)
      return (
        (made.find(subject === undefined ? line : of(subject, line, i), context.budget) !== undefined) !== (not === '!' || like === '!~')
      )
    return compared === undefined || relates(of(subject!, line, i), compared, operand)
  }
  const rows = linesOf(from.text)
    .map((line, i) => ({ line, i }))
    .filter(({ line, i }) => holds(line, i))
  const words = printed.match(/"[^"]*"|\$\w+|NR|NF|,|\S+/g) ?? []
  const texts = rows.map(({ line, i }) =>
    words.length === 0
      ? line
      : words
          .map((word) =>
            word === ','
              ? ' '
              : word.startsWith('"')
                ? word.slice(1, -1).replaceAll('\\t', '\t').replaceAll('\\n', '\n')
                : of(word, line, i),
          )
          .join(''),
  )
  return done(joined(texts))
}

/** As awk compares: two numbers as numbers, else as texts. */
function relates(a: string, operator: string, written: string): boolean {
  const b = written.replace(/^"|"$/g, '')
  const numbers = /^\s*[-+]?\d+(\.\d+)?\s*$/.test(a) && !written.startsWith('"')
  const [x, y] = numbers ? [Number(a), Number(b)] : [a, b]
  return { '==': x === y, '!=': x !== y, '<': x < y, '<=': x <= y, '>': x > y, '>=': x >= y }[operator] ?? false
}

const pager: Filter = (context, args) => {
  const from = inputOf(
    'less',
    args.filter((arg) => !arg.startsWith('-')),
    context,
  )
  return 'error' in from ? from.error : done(from.text)
}

const tac: Filter = (context, args) => {
  const from = inputOf(
    'tac',
    args.filter((arg) => !arg.startsWith('-')),
    context,
  )
  return 'error' in from ? from.error : done(joined(linesOf(from.text).toReversed()))
}

/** `tr A B`, `tr -d A`, `tr -s A`, with ranges and classes. */
const tr: Filter = (context, args) => {
  const parsed = parseOptions(args, flag('d', 's', 'c'))
  const stop = wrong('tr', parsed, 'tr [-d] [-s] SET1 [SET2]')
  if (stop) return stop
  const [from = '', to = ''] = parsed.rest.map(setOf)
  const [deletes, squeezes] = [option(parsed, 'd') !== undefined, option(parsed, 's') !== undefined]
  if (parsed.rest.length === 0 || (parsed.rest.length === 1 && !deletes && !squeezes))
    return fails(`tr: missing operand${parsed.rest.length === 1 ? ` after '${parsed.rest[0]}'` : ''}`)
  const read = inputOf('tr', [], context)
  if ('error' in read) return read.error
  const places = new Map([...from].map((c, i) => [c, i]))
  const isIn = (c: string): boolean => places.has(c) !== (option(parsed, 'c') !== undefined)
  const other = (c: string): string => (to === '' ? c : (to[Math.min(places.get(c) ?? to.length - 1, to.length - 1)] ?? c))
  const squeezed = to === '' || deletes ? (deletes ? to : from) : to
  const out: string[] = []
  for (const c of read.text) {
    if (deletes && isIn(c)) continue
    const made = !deletes && isIn(c) ? other(c) : c
    if (!(squeezes && made === out.at(-1) && squeezed.includes(made))) out.push(made)
  }
  return done(out.join(''))
}

function setOf(text: string): string {
  const named: Readonly<Record<string, string>> = {
    upper: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
    lower: 'abcdefghijklmnopqrstuvwxyz',
    digit: '0123456789',
    space: ' \t\n\r',
    alpha: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
  }
  const plain = text
    .replace(/\[:(\w+):\]/g, (found, name: string) => (Object.hasOwn(named, name) ? named[name]! : found))
    .replace(/\\([nt\\])/g, (_, c: string) => (c === 'n' ? '\n' : c === 't' ? '\t' : '\\'))
  return plain.replace(/([a-zA-Z0-9])-([a-zA-Z0-9])/g, (found, low: string, high: string) =>
    low > high
      ? found
      : Array.from({ length: high.charCodeAt(0) - low.charCodeAt(0) + 1 }, (_, i) => String.fromCharCode(low.charCodeAt(0) + i)).join(''),
  )
}

/** `column -t` */
const column: Filter = (context, args) => {
  if (args[0] !== '-t') return fails('This terminal knows: column -t [FILE…]')
  const from = inputOf('column', args.slice(1), context)
  if ('error' in from) return from.error
  const rows = linesOf(from.text).map((line) => line.trim().split(/\s+/))
  const widths: number[] = []
  for (const row of rows) for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length)
  context.budget.write(rows.length * widths.reduce((sum, width) => sum + width + 2, 0))
  return done(joined(rows.map((row) => row.map((cell, i) => (i < row.length - 1 ? cell.padEnd(widths[i]! + 2) : cell)).join(''))))
}

const nl: Filter = (context, args) => {
  const from = inputOf(
    'nl',
    args.filter((arg) => !arg.startsWith('-')),
    context,
  )
  return 'error' in from ? from.error : done(joined(linesOf(from.text).map((line, i) => `${String(i + 1).padStart(6)}\t${line}`)))
}

/** What may stand behind a pipe, or work on a file. */
export const FILTERS: Readonly<Record<string, Filter>> = {
  grep,
  egrep: (context, args) => grep(context, ['-E', ...args]),
  fgrep: (context, args) => grep(context, ['-F', ...args]),
  head: end('head'),
  tail: end('tail'),
  wc,
  sort,
  uniq,
  cut,
  awk,
  less: pager,
  more: pager,
  tac,
  tr,
  column,
  nl,
}
