import { byCharacter, own } from '../../manifest/own.ts'
import { fromBytes, toBytes } from '../../manifest/utf8.ts'
import { option, optionTable, type ParsedOptions, parseOptions } from '../../sim/kubectl/command-line.ts'
import { literally, NAMED, pattern, type Pattern } from '../text/regex.ts'
import { HOLDS, tried, Wrong } from '../text/reader.ts'
import { filter, inputOf, joined, linesIn, linesOf, wrong } from './filter-tools.ts'
import { type Budget, type Command, type CommandContext, done, fails, notHere, type Output } from './output.ts'
import { filesAt } from '../../sim/trace/moment.ts'
import { absolute, isDirectory, noText } from './paths.ts'

const GREP_KNOWS = 'grep [-v] [-i] [-c] [-n] [-o] [-w] [-q] [-l] [-r] [-E|-F] [-A N] [-B N] [-C N] [-m N] PATTERN [FILE…]'
const OPTIONS = optionTable(
  '-v, -i, -c, -n, -o, -w, -q, -l, -E, -F, -r, -R, -h, -H, -s, -P, -A=, -B=, -C=, -e=, -m=, --color, --line-buffered',
)

interface Search {
  has: (letter: string) => boolean
  pattern: Pattern
  files: readonly string[]
  /** Lines of context. */
  before: number
  after: number
  /** Lines of a file at most. */
  most: number
}

/** `grep PATTERN [FILE…]`, with the options that it says it knows. */
const grep: Command = (context, args) => {
  const search = searchIn(args)
  if ('stdout' in search) return search
  const { has, before, after } = search
  const below = has('r') || has('R')
  const found = texts(search.files, below, context)
  const named = (found.list.length > 1 || found.isBelow || has('H')) && !has('h')
  let stdout = ''
  let any = false
  for (const { name, text } of found.list) {
    context.budget.spend(text.length / 4)
    const lines = linesOf(text)
    const hits = lines
      .flatMap((line, i) => ((search.pattern.find(line, context.budget) !== undefined) !== has('v') ? [i] : []))
      .slice(0, search.most)
    any ||= hits.length > 0
    if (has('q')) continue
    const head = (sign: string): string => (named ? `${name}${sign}` : '')
    const number = (i: number, sign: string): string => head(sign) + (has('n') ? `${i + 1}${sign}` : '')
    if (has('l')) stdout += hits.length > 0 ? `${name}\n` : ''
    else if (has('c')) stdout += `${head(':')}${hits.length}\n`
    else if (has('o'))
      stdout += joined(hits.flatMap((i) => matches(search.pattern, lines[i]!, context.budget).map((match) => number(i, ':') + match)))
    else stdout += joined(around(hits, lines, before, after, number))
  }
  return { stdout, stderr: found.missing, exit: found.missing ? 2 : any ? 0 : 1 }
}

function searchIn(args: readonly string[]): Search | Output {
  const numbered = args.map((arg) => (/^-\d+$/.test(arg) ? `-C${arg.slice(1)}` : arg))
  const parsed = parseOptions(numbered, OPTIONS)
  const has = (letter: string): boolean => option(parsed, letter) !== undefined
  const stop = wrong('grep', parsed, GREP_KNOWS)
  if (stop) return stop
  const patterns = parsed.options.get('e') ?? parsed.rest.slice(0, 1)
  if (patterns.length === 0) return fails(`Usage: grep [OPTION]... PATTERNS [FILE]...\nThis terminal knows: ${GREP_KNOWS}`, 2)
  if (has('P') && patterns.some((text) => text.includes('(?'))) return fails("grep: this terminal's grep -P knows no (?…)", 2)
  const made = patternOf(patterns, has)
  if ('error' in made) return fails(`grep: ${made.error}`, 2)
  const [before, after] = ['B', 'A'].map((letter) => Number(option(parsed, letter) ?? option(parsed, 'C') ?? 0)) as [number, number]
  if (![before, after].every((count) => Number.isInteger(count) && count >= 0))
    return fails(`grep: ${option(parsed, 'A') ?? option(parsed, 'B') ?? option(parsed, 'C')}: invalid context length argument`, 2)
  const files = parsed.options.has('e') ? parsed.rest : parsed.rest.slice(1)
  return { has, pattern: made, files, before, after, most: Number(option(parsed, 'm') ?? Infinity) }
}

function patternOf(patterns: readonly string[], has: Search['has']): ReturnType<typeof pattern> {
  const extended = has('E') || has('F') || has('P')
  const plain = patterns.map((text) => (has('F') ? literally(text) : text)).join(extended ? '|' : '\\|')
  if (!has('w')) return pattern(plain, extended, has('i'))
  const group = extended ? `(${plain})` : `\\(${plain}\\)`
  return pattern(group.replace(/^(\\?\()/, '\\b$1').replace(/(\\?\))$/, '$1\\b'), extended, has('i'))
}

/** What each of the files says, those below a directory too. */
function texts(
  files: readonly string[],
  below: boolean,
  context: CommandContext,
): { list: { name: string; text: string }[]; isBelow: boolean; missing: string } {
  const list: { name: string; text: string }[] = []
  let isBelow = false
  let missing = ''
  const all = filesAt(context)
  for (const name of files.length > 0 ? files : [below ? '.' : '-']) {
    const path = absolute(context, name)
    const text = name === '-' ? context.input : all.get(path)
    if (text !== undefined) list.push({ name: name === '-' ? '(standard input)' : name, text })
    else if (name !== '-' && isDirectory(context, name)) {
      isBelow ||= below
      const root = path.replace(/\/?$/, '/')
      const shown = files.length === 0 ? '' : name.replace(/\/?$/, '/')
      const inside = below ? [...all].filter(([file]) => file.startsWith(root)) : []
      list.push(...inside.map(([file, said]) => ({ name: shown + file.slice(root.length), text: said })))
      if (!below) missing += `grep: ${name}: Is a directory\n`
    } else
      missing +=
        name === '-'
          ? 'grep: nobody types behind a command here: name a file, or put it behind a pipe\n'
          : `${noText(context, name, `grep: ${name}: No such file or directory`)}\n`
  }
  return { list, isBelow, missing }
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
  // one blank means any number of them
  const separator = by === '\\t' ? '\t' : by === ' ' ? undefined : by
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
    return word === '$0' ? line : word === '$NF' ? (columns.at(-1) ?? '') : (columns[Number(word.slice(1)) - 1] ?? '')
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
  return HOLDS[operator]!(numbers ? byCharacter(Number(a), Number(b)) : byCharacter(a, b))
}

/** `head` and `tail`. */
function end(name: 'head' | 'tail'): Command {
  const run = filter(name, `${name} [-n [-]N] [-c [-]N] [FILE…]`, '--lines -n=, --bytes -c=, -f, -F, -q, -v', (parsed) => {
    const inBytes = option(parsed, 'c') !== undefined
    const given = option(parsed, 'n') ?? option(parsed, 'c') ?? '10'
    if (!/^[-+]?\d+$/.test(given)) return fails(`${name}: invalid number of ${inBytes ? 'bytes' : 'lines'}: '${given}'`)
    const count = Math.abs(Number(given))
    const range = (length: number): [number, number] => {
      if (name === 'head') return [0, given.startsWith('-') ? Math.max(0, length - count) : count]
      return [given.startsWith('+') ? Math.max(0, count - 1) : Math.max(0, length - count), length]
    }
    const part = (text: string): string => {
      if (inBytes) return fromBytes(toBytes(text).slice(...range(toBytes(text).length)))
      const lines = linesIn(text)
      return lines.slice(...range(lines.length)).join('')
    }
    return (_, texts) =>
      texts.map((text, i) => (texts.length > 1 ? `${i > 0 ? '\n' : ''}==> ${parsed.rest[i]} <==\n` : '') + part(text)).join('')
  })
  return (context, args) =>
    run(
      context,
      args.map((arg, i) => (/^-\d+$/.test(arg) && !/^-[nc]$|^--(lines|bytes)$/.test(args[i - 1] ?? '') ? `-n${arg.slice(1)}` : arg)),
    )
}

const COUNTS: Readonly<Record<string, (text: string) => number>> = {
  l: (text) => text.split('\n').length - 1,
  w: (text) => text.split(/\s+/).filter(Boolean).length,
  m: (text) => [...text].length,
  c: (text) => toBytes(text).length,
}
const wc = filter('wc', 'wc [-l] [-w] [-c] [FILE…]', '-l, -w, -c, -m', ({ options, rest }) => (whole, texts) => {
  const letters = Object.keys(COUNTS).filter((letter) => (options.size > 0 ? options.has(letter) : letter !== 'm'))
  const rows = texts.map((text, i) => ({ text, name: rest[i] }))
  if (rows.length > 1) rows.push({ text: whole, name: 'total' })
  // as wide as the largest that it may be, which of a pipe nobody knows
  const isAlone = rows.length === 1 && letters.length === 1
  const width = isAlone ? 1 : rest.length === 0 || rest.includes('-') ? 7 : String(COUNTS['c']!(whole)).length
  return rows
    .map(({ text, name }) => letters.map((letter) => String(COUNTS[letter]!(text)).padStart(width)).join(' ') + (name ? ` ${name}` : ''))
    .map((line) => `${line}\n`)
    .join('')
})

/** How two keys are compared, by the letter. */
const ORDERS: Readonly<Record<string, (a: string, b: string) => number>> = {
  n: (a, b) => numberOf(a) - numberOf(b),
  h: (a, b) => sizeOf(a) - sizeOf(b),
  V: (a, b) => byCharacter(versionKey(a), versionKey(b)),
  f: (a, b) => byCharacter(a.toUpperCase(), b.toUpperCase()),
}
/** Orders versions as gnulib's filevercmp: `~`, an end, a number, a letter, any other; an extension decides last, a dot before all comes first. */
const versionKey = (text: string): string =>
  (/^[^.]/.test(text) ? '1' : '0') + versionUnits(text.replace(/(?<=.)(\.[A-Za-z~][A-Za-z0-9~]*)+$/, '')) + versionUnits(text)
const versionUnits = (text: string): string =>
  `${text.replace(/\d+|\D/g, (unit) => {
    const digits = unit.replace(/^0+/, '')
    if (/\d/.test(unit)) return `\u0003${String.fromCharCode(digits.length)}${digits}`
    return unit === '~' ? '\u0001' : /[A-Za-z]/.test(unit) ? unit : String.fromCharCode(unit.charCodeAt(0) + 256)
  })}\u0002`
const numberOf = (text: string): number => Number(/^\s*(-?\d*\.?\d*)/.exec(text)![1]) || 0
const sizeOf = (text: string): number =>
  numberOf(text) * 1024 ** ' KMGTPE'.indexOf(/^\s*-?[\d.]+([KMGTPE])/i.exec(text)?.[1]?.toUpperCase() ?? ' ')

const SORT_KNOWS = 'sort [-r] [-n] [-h] [-V] [-f] [-u] [-t SEPARATOR] [-k N[,M][nhVfr]] [FILE…]'
const sort = filter('sort', SORT_KNOWS, '-r, -n, -u, -h, -V, -f, -k=, -t=', ({ options }) => {
  const [key, ...more] = options.get('k') ?? ['1']
  const found = /^(\d+)(?:,(\d+))?([nhVfr]*)$/.exec(key!)
  if (!found || more.length > 0) return fails(`This terminal knows: ${SORT_KNOWS}`, 2)
  const [, from, to, letters = ''] = found
  const separator = options.get('t')?.[0]
  const keyOf = (line: string): string => {
    // a field has the blanks before it
    const fields = separator === undefined ? (line.match(/\s*\S+/g) ?? []) : line.split(separator)
    return options.has('k') ? fields.slice(Number(from) - 1, Number(to ?? Infinity)).join(separator ?? '') : line
  }
  // a key with letters of its own takes none of the others
  const has = (letter: string): boolean => (letters === '' ? options.has(letter) : letters.includes(letter))
  const order = ORDERS[Object.keys(ORDERS).find(has) ?? ''] ?? byCharacter
  const sign = has('r') ? -1 : 1
  const compare = (a: string, b: string): number => sign * order(keyOf(a), keyOf(b))
  return (text) => {
    const lines = linesOf(text)
    if (options.has('u')) return joined(lines.toSorted(compare).filter((line, i, all) => i === 0 || compare(all[i - 1]!, line) !== 0))
    const last = options.has('r') ? -1 : 1
    return joined(lines.toSorted((a, b) => compare(a, b) || last * byCharacter(a, b)))
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
    return [Number(low === '' ? 1 : low), high === undefined ? Number(low) : high === '' ? Infinity : Number(high)] as const
  })
  if (ranges.some(([low]) => low === 0))
    return fails(
      `cut: ${fields === undefined ? 'byte/character positions' : 'fields'} are numbered from 1\nTry 'cut --help' for more information.`,
    )
  const wanted = (_: string, i: number): boolean => ranges.some(([low, high]) => i + 1 >= low && i + 1 <= high)
  const cutLine = (line: string): string =>
    fields === undefined ? [...line].filter(wanted).join('') : line.includes(by) ? line.split(by).filter(wanted).join(by) : line
  return (text) => {
    context.budget.spend(text.length * ranges.length)
    return joined(linesOf(text).map(cutLine))
  }
})

const pager = (name: string): Command => filter(name, `${name} [FILE…]`, '-S, -R, -F, -X, -i, -e', () => (text) => text)

/** `tr A B`, `tr -d A`, `tr -s A`, with ranges and classes. */
const tr = filter('tr', 'tr [-d] [-s] SET1 [SET2]', '-d, -s, -c', trSets, () => [])

function trSets({ rest, options }: ParsedOptions): Output | ((text: string) => string) {
  const sets = tried(() => rest.map(setOf))
  if ('error' in sets) return fails(`tr: ${sets.error}`)
  const [from = '', to = ''] = sets
  const [deletes, squeezes] = [options.has('d'), options.has('s')]
  if (rest.length === 0 || (rest.length === 1 && !deletes && !squeezes))
    return fails(`tr: missing operand${rest.length === 1 ? ` after '${rest[0]}'` : ''}`)
  if (rest[1] === '' && !deletes) return fails('tr: when not truncating set1, string2 must be non-empty')
  const places = new Map([...from].map((c, i) => [c, i]))
  const isIn = (c: string): boolean => places.has(c) !== options.has('c')
  const other = (c: string): string => (to === '' ? c : to[Math.min(places.get(c) ?? Infinity, to.length - 1)]!)
  const squeezed = deletes || to !== '' ? to : from
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

const ASCII = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code))

function setOf(text: string): string {
  const plain = text
    .replace(/\[:(\w+):\]/g, (_, name: string) => {
      const test = own(NAMED, name)
      if (!test) throw new Wrong(`invalid character class ‘${name}’`)
      return ASCII.filter(test).join('')
    })
    .replace(/\\([nt\\])/g, (_, c: string) => (c === 'n' ? '\n' : c === 't' ? '\t' : '\\'))
  return plain.replace(/([a-zA-Z0-9])-([a-zA-Z0-9])/g, (range, low: string, high: string) => {
    if (low > high) throw new Wrong(`range-endpoints of '${range}' are in reverse collating sequence order`)
    return Array.from({ length: high.charCodeAt(0) - low.charCodeAt(0) + 1 }, (_, i) => String.fromCharCode(low.charCodeAt(0) + i)).join('')
  })
}

/** `column -t` */
const column: Command = (context, args) => {
  if (args[0] !== '-t') return fails('This terminal knows: column -t [FILE…]')
  const from = inputOf('column', args.slice(1), context)
  if ('error' in from) return from.error
  const rows = linesOf(from.text).flatMap((line) => (line.trim() === '' ? [] : [line.trim().split(/\s+/)]))
  const widths: number[] = []
  for (const row of rows) for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length)
  context.budget.write(rows.length * widths.reduce((sum, width) => sum + width + 2, 0))
  const last = widths.length - 1
  return done(joined(rows.map((row) => widths.map((width, i) => (i < last ? (row[i] ?? '').padEnd(width + 2) : row[i])).join(''))))
}

/** What may stand behind a pipe, or work on a file. */
export const FILTERS: Readonly<Record<string, Command>> = {
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
  less: pager('less'),
  more: pager('more'),
  tac: filter('tac', 'tac [FILE…]', '', () => (text) => linesIn(text).toReversed().join('')),
  tr,
  column,
  nl: filter('nl', 'nl [-b a] [FILE…]', '-b=', (parsed) => {
    const body = option(parsed, 'b') ?? 't'
    if (body !== 'a' && body !== 't') return notHere(`nl -b ${body}`, 'This terminal knows: nl [-b a] [FILE…]')
    return (text) => {
      let count = 0
      const numbered = (line: string): string => (line === '' && body === 't' ? ' '.repeat(7) : `${String(++count).padStart(6)}\t${line}`)
      return joined(linesOf(text).map(numbered))
    }
  }),
}
