import { type Filter, wrong, inputOf, linesOf, joined } from './filter-tools.ts'
import { option, optionTable, parseOptions } from '../../sim/kubectl/command-line.ts'
import { fails, done } from './output.ts'
import { pattern } from '../text/regex.ts'

const AWK_KNOWS =
  'awk [-F SEPARATOR] \'[CONDITION] {print $N, …}\' [FILE…], where a CONDITION is /PATTERN/, !/PATTERN/, $N ~ /PATTERN/, or NR, NF or $N beside ==, !=, <, <=, >, >= and a number or a "text"'

/** The one program that most people write. */
export const awk: Filter = (context, args) => {
  const parsed = parseOptions(args, optionTable('-F='))
  const stop = wrong('awk', parsed, AWK_KNOWS)
  if (stop) return stop
  const [program = '', ...files] = parsed.rest
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
  const from = inputOf('awk', files, context)
  if ('error' in from) return from.error
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
  const rows = linesOf(from.text)
    .map((line, i) => ({ line, i }))
    .filter(({ line, i }) => holds(line, i))
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
