import { option, type ParsedOptions } from '../../sim/kubectl/command-line.ts'
import { pattern } from '../text/regex.ts'
import { type TextFilter, filter, inputOf, joined, linesOf, plainFilter } from './filter-tools.ts'
import { grep } from './grep.ts'
import { type CommandContext, done, fails, type Output } from './output.ts'

const AWK_KNOWS =
  'awk [-F SEPARATOR] \'[CONDITION] {print $N, …}\' [FILE…], where a CONDITION is /PATTERN/, !/PATTERN/, $N ~ /PATTERN/, or NR, NF or $N beside ==, !=, <, <=, >, >= and a number or a "text"'

/** The one program that most people write. */
const awk = filter('awk', AWK_KNOWS, '-F=', awkProgram, ({ rest }) => rest.slice(1))

function awkProgram(parsed: ParsedOptions, context: CommandContext): Output | ((text: string) => string) {
  const [program = ''] = parsed.rest
  const found =
    /^\s*(?:(!?)\s*\/((?:[^/\\]|\\.)*)\/|(NR|NF|\$(?:\d+|NF))\s*(?:(!?~)\s*\/((?:[^/\\]|\\.)*)\/|([=!<>]=|[<>])\s*("[^"]*"|\d+)))?\s*(?:\{\s*print\b\s*([^{}]*?)\s*;?\s*\})?\s*$/.exec(
      program,
    )
  if (!found || program.trim() === '') return fails(`This terminal knows: ${AWK_KNOWS}`, 2)
  const [, not, whole, subject, like, part, compared, operand = '', printed = ''] = found
  const wanted = whole ?? part
  const made = wanted === undefined ? undefined : pattern(wanted, true, false)
  if (made && 'error' in made) return fails(`awk: ${made.error}`, 2)
  const words = printed.match(/"[^"]*"|\$\w+|NR|NF|,|\S+/g) ?? []
  if (!words.every((word) => /^("[^"]*"|\$(\d+|NF)|NR|NF|,)$/.test(word))) return fails(`This terminal knows: ${AWK_KNOWS}`, 2)
  const by = option(parsed, 'F')
  if (by !== undefined && by.length > 1 && by !== '\\t') return fails(`This terminal knows: ${AWK_KNOWS}`, 2)
  const separator = by === '\\t' ? '\t' : by
  const columnsOf = (line: string): string[] =>
    line.trim() === '' && (separator === undefined || line === '')
      ? []
      : separator === undefined
        ? line.trim().split(/\s+/)
        : line.split(separator)
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
  const print = (line: string, i: number): string =>
    words
      .map((word) =>
        word === ',' ? ' ' : word.startsWith('"') ? word.slice(1, -1).replaceAll('\\t', '\t').replaceAll('\\n', '\n') : of(word, line, i),
      )
      .join('')
  return (text) => joined(linesOf(text).flatMap((line, i) => (holds(line, i) ? [words.length === 0 ? line : print(line, i)] : [])))
}

/** As awk compares: two numbers as numbers, else as texts. */
function relates(a: string, operator: string, written: string): boolean {
  const b = written.replace(/^"|"$/g, '')
  const numbers = /^\s*[-+]?\d+(\.\d+)?\s*$/.test(a) && !written.startsWith('"')
  const [x, y] = numbers ? [Number(a), Number(b)] : [a, b]
  return { '==': x === y, '!=': x !== y, '<': x < y, '<=': x <= y, '>': x > y, '>=': x >= y }[operator] ?? false
}

/** `head` and `tail`. */
function end(name: 'head' | 'tail'): TextFilter {
  const run = filter(name, `${name} [-n [-]N] [-c [-]N] [FILE…]`, '--lines -n=, --bytes -c=, -f, -F, -q, -v', (parsed) => {
    const inBytes = option(parsed, 'c') !== undefined
    const given = option(parsed, 'n') ?? option(parsed, 'c') ?? '10'
    if (!/^[-+]?\d+$/.test(given)) return fails(`${name}: invalid number of ${inBytes ? 'bytes' : 'lines'}: '${given}'`)
    const count = Math.abs(Number(given))
    const range = (length: number): [number, number] => {
      if (name === 'head') return [0, given.startsWith('-') ? Math.max(0, length - count) : count]
      return [given.startsWith('+') ? Math.max(0, count - 1) : Math.max(0, length - count), length]
    }
    return (text) => {
      if (inBytes) return text.slice(...range(text.length))
      const lines = linesOf(text)
      const shown = lines.slice(...range(lines.length))
      // the last line stays without its end where it has none
      const isOpen = shown.length > 0 && shown.at(-1) === lines.at(-1) && !text.endsWith('\n') && text.endsWith(shown.at(-1)!)
      return isOpen ? shown.join('\n') : joined(shown)
    }
  })
  return (context, args) =>
    run(
      context,
      args.map((arg, i) => (/^-\d+$/.test(arg) && !/^-[nc]$|^--(lines|bytes)$/.test(args[i - 1] ?? '') ? `-n${arg.slice(1)}` : arg)),
    )
}

const wc = filter('wc', 'wc [-l] [-w] [-c] [FILE…]', '-l, -w, -c, -m', (parsed) => (text) => {
  const counts: Readonly<Record<string, number>> = {
    l: text.split('\n').length - 1,
    w: text.split(/\s+/).filter(Boolean).length,
    c: text.length,
  }
  const letters = ['l', 'w', 'c']
  const asked = letters.filter((letter) => parsed.options.has(letter) || (letter === 'c' && parsed.options.has('m')))
  const [name] = parsed.rest
  const numbers = (asked.length > 0 ? asked : letters).map((letter) => String(counts[letter]))
  const shown = asked.length === 1 ? numbers[0] : numbers.map((number) => number.padStart(7)).join(' ')
  return `${shown}${name === undefined ? '' : ` ${name}`}\n`
})

const sort = filter('sort', 'sort [-r] [-n] [-u] [-k N] [FILE…]', '-r, -n, -u, -h, -V, -f, -k=, -t=', (parsed) => {
  const field = Number(/^\d+/.exec(option(parsed, 'k') ?? '')?.[0] ?? 0)
  const separator = option(parsed, 't')
  const keyOf = (line: string): string =>
    field === 0 ? line : (separator === undefined ? line.trim().split(/\s+/) : line.split(separator)).slice(field - 1).join(' ')
  const number = (line: string): number => Number.parseFloat(keyOf(line)) || 0
  const isNumeric = parsed.options.has('n') || parsed.options.has('h')
  const compare = (a: string, b: string): number =>
    (isNumeric ? number(a) - number(b) : 0) || (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0)
  return (text) => {
    const sorted = linesOf(text).toSorted(compare)
    const once = parsed.options.has('u') ? [...new Set(sorted)] : sorted
    return joined(parsed.options.has('r') ? once.toReversed() : once)
  }
})

const uniq = filter('uniq', 'uniq [-c]', '-c, -d', ({ options }) => (text) => {
  const groups: { line: string; count: number }[] = []
  for (const line of linesOf(text)) {
    const last = groups.at(-1)
    if (last?.line === line) last.count++
    else groups.push({ line, count: 1 })
  }
  const kept = options.has('d') ? groups.filter(({ count }) => count > 1) : groups
  return joined(kept.map(({ line, count }) => (options.has('c') ? `${String(count).padStart(7)} ${line}` : line)))
})

const CUT_KNOWS = 'cut -d DELIMITER -f N[,N…], cut -c N-M'
const cut = filter('cut', CUT_KNOWS, '-d=, -f=, -c=, -b=', (parsed, context) => {
  const [fields, places] = [option(parsed, 'f'), option(parsed, 'c') ?? option(parsed, 'b')]
  const list = fields ?? places
  if (list === undefined || !/^(\d+(-\d*)?|-\d+)(,(\d+(-\d*)?|-\d+))*$/.test(list))
    return fails(`cut: you must specify a list of bytes, characters, or fields\nThis terminal knows: ${CUT_KNOWS}`)
  const by = option(parsed, 'd') ?? '\t'
  const ranges = list.split(',').map((part) => {
    const [low = '', high] = part.split('-')
    return [Number(low || 1), high === undefined ? Number(low) : high === '' ? Infinity : Number(high)] as const
  })
  const wanted = (_: string, i: number): boolean => ranges.some(([low, high]) => i + 1 >= low && i + 1 <= high)
  const cutLine = (line: string): string =>
    fields === undefined ? [...line].filter(wanted).join('') : line.includes(by) ? line.split(by).filter(wanted).join(by) : line
  return (text) => {
    context.budget.spend(text.length * ranges.length)
    return joined(linesOf(text).map(cutLine))
  }
})

const pager = plainFilter('less', (text) => text)

/** `tr A B`, `tr -d A`, `tr -s A`, with ranges and classes. */
const tr = filter('tr', 'tr [-d] [-s] SET1 [SET2]', '-d, -s, -c', trSets, () => [])

function trSets({ rest, options }: ParsedOptions): Output | ((text: string) => string) {
  const [from = '', to = ''] = rest.map(setOf)
  const [deletes, squeezes] = [options.has('d'), options.has('s')]
  if (rest.length === 0 || (rest.length === 1 && !deletes && !squeezes))
    return fails(`tr: missing operand${rest.length === 1 ? ` after '${rest[0]}'` : ''}`)
  const places = new Map([...from].map((c, i) => [c, i]))
  const isIn = (c: string): boolean => places.has(c) !== options.has('c')
  const other = (c: string): string => (to === '' ? c : (to[Math.min(places.get(c) ?? to.length - 1, to.length - 1)] ?? c))
  const squeezed = to === '' || deletes ? (deletes ? to : from) : to
  return (text) => {
    const out: string[] = []
    for (const c of text) {
      if (deletes && isIn(c)) continue
      const made = !deletes && isIn(c) ? other(c) : c
      if (!(squeezes && made === out.at(-1) && squeezed.includes(made))) out.push(made)
    }
    return out.join('')
  }
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
const column: TextFilter = (context, args) => {
  if (args[0] !== '-t') return fails('This terminal knows: column -t [FILE…]')
  const from = inputOf('column', args.slice(1), context)
  if ('error' in from) return from.error
  const rows = linesOf(from.text).map((line) => line.trim().split(/\s+/))
  const widths: number[] = []
  for (const row of rows) for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length)
  context.budget.write(rows.length * widths.reduce((sum, width) => sum + width + 2, 0))
  return done(joined(rows.map((row) => row.map((cell, i) => (i < row.length - 1 ? cell.padEnd(widths[i]! + 2) : cell)).join(''))))
}

/** What may stand behind a pipe, or work on a file. */
export const FILTERS: Readonly<Record<string, TextFilter>> = {
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
  tac: plainFilter('tac', (text) => joined(linesOf(text).toReversed())),
  tr,
  column,
  nl: plainFilter('nl', (text) => joined(linesOf(text).map((line, i) => `${String(i + 1).padStart(6)}\t${line}`))),
}
