import { type TextFilter, wrong, linesOf, joined } from './filter-tools.ts'
import { option, optionTable, parseOptions } from '../../sim/kubectl/command-line.ts'
import { type Budget, type CommandContext, fails, type Output } from './output.ts'
import { pattern, type Pattern } from '../text/regex.ts'
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
export const grep: TextFilter = (context, args) => {
  const search = searchIn(args)
  if ('stdout' in search) return search
  const { has, before, after, most } = search
  const below = has('r') || has('R')
  const found = texts(search.files, below, context)
  const named = (found.list.length > 1 || found.isBelow || has('H')) && !has('h')
  let stdout = ''
  let any = false
  for (const { name, text } of found.list) {
    context.budget.spend(text.length / 4)
    const lines = linesOf(text)
    const hits = lines.flatMap((line, i) => ((search.pattern.find(line, context.budget) !== undefined) !== has('v') ? [i] : []))
    any ||= hits.length > 0
    if (has('q')) continue
    const head = (sign: string): string => (named ? `${name}${sign}` : '')
    const number = (i: number, sign: string): string => head(sign) + (has('n') ? `${i + 1}${sign}` : '')
    const printed = hits.slice(0, most)
    if (has('l')) stdout += hits.length > 0 ? `${name}\n` : ''
    else if (has('c')) stdout += `${head(':')}${printed.length}\n`
    else if (has('o'))
      stdout += joined(printed.flatMap((i) => matches(search.pattern, lines[i]!, context.budget).map((match) => number(i, ':') + match)))
    else stdout += joined(around(printed, lines, before, after, number))
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
  const [before = 0, after = 0] = ['B', 'A'].map((letter) => Number(option(parsed, letter) ?? option(parsed, 'C') ?? 0))
  if (![before, after].every((count) => Number.isInteger(count) && count >= 0))
    return fails(`grep: ${option(parsed, 'A') ?? option(parsed, 'B') ?? option(parsed, 'C')}: invalid context length argument`, 2)
  const files = parsed.options.has('e') ? parsed.rest : parsed.rest.slice(1)
  return { has, pattern: made, files, before, after, most: Number(option(parsed, 'm') ?? Infinity) }
}

function patternOf(patterns: readonly string[], has: Search['has']): ReturnType<typeof pattern> {
  const extended = has('E') || has('F') || has('P')
  const plain = patterns.map((text) => (has('F') ? text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&') : text)).join(extended ? '|' : '\\|')
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
