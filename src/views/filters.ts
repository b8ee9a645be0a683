import { option, type Options, parseOptions } from '../sim/words.ts'
import { jq, JQ_KNOWS } from './jq.ts'
import { done, fails, type Output } from './output.ts'
import { pattern } from './regex.ts'
import type { Json } from '../sim/apiserver/objects/json.ts'

/** A program that works on what it is given; `read` gives a file's text, undefined where there is none. */
export type Filter = (args: readonly string[], input: string, read: (file: string) => string | undefined) => Output

const flag = (...letters: readonly string[]): Options => Object.assign({}, ...letters.map((letter) => ({ [`-${letter}`]: { name: letter, value: false } })))
const value = (...letters: readonly string[]): Options => Object.assign({}, ...letters.map((letter) => ({ [`-${letter}`]: { name: letter, value: true } })))

/** Lines without the end of the last one. */
function linesOf(text: string): string[] {
  if (text === '') return []
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n')
}

const joined = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('')

/** What the files say, or the input where there are none; or which file there is not. */
function inputOf(name: string, files: readonly string[], input: string, read: (file: string) => string | undefined): { text: string } | { error: Output } {
  if (files.length === 0) return { text: input }
  const texts: string[] = []
  for (const file of files) {
    const text = file === '-' ? input : read(file)
    if (text === undefined) return { error: fails(`${name}: ${name === 'head' || name === 'tail' ? `cannot open '${file}' for reading` : file}: No such file or directory`, name === 'grep' ? 2 : 1) }
    texts.push(text)
  }
  return { text: texts.join('') }
}

function wrong(name: string, parsed: { unknown?: string; lacks?: string }, knows: string): Output | undefined {
  if (parsed.unknown) return fails(`${name}: ${parsed.unknown.startsWith('--') ? `unrecognized option '${parsed.unknown}'` : `invalid option -- '${parsed.unknown.slice(1)}'`}\nThis terminal knows: ${knows}`, 2)
  return parsed.lacks ? fails(`${name}: option requires an argument -- '${parsed.lacks.replace(/^-+/, '')}'`, 2) : undefined
}

const GREP_KNOWS = 'grep [-v] [-i] [-c] [-n] [-o] [-w] [-q] [-E|-F] [-A N] [-B N] [-C N] PATTERN [FILE…]'

const grep: Filter = (args, input, read) => {
  const numbered = args.map((arg) => (/^-\d+$/.test(arg) ? `-C${arg.slice(1)}` : arg))
  const parsed = parseOptions(numbered, { ...flag('v', 'i', 'c', 'n', 'o', 'w', 'q', 'E', 'F', 'r', 'h', 'P'), ...value('A', 'B', 'C', 'e', 'm'), '--color': { name: 'color', value: false }, '--line-buffered': { name: 'buffered', value: false } })
  const has = (letter: string): boolean => option(parsed, letter) !== undefined
  const stop = wrong('grep', parsed, GREP_KNOWS)
  if (stop) return stop
  const [given, ...files] = [...(parsed.options.get('e')?.slice(-1) ?? []), ...parsed.rest]
  if (given === undefined) return fails(`Usage: grep [OPTION]... PATTERNS [FILE]...\nThis terminal knows: ${GREP_KNOWS}`, 2)
  const plain = has('F') ? given.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&') : given
  const extended = has('E') || has('F') || has('P')
  const made = pattern(has('w') ? `${extended ? '(' : '\\('}${plain}${extended ? ')' : '\\)'}`.replace(/^(\\?\()/, '\\b$1').replace(/(\\?\))$/, '$1\\b') : plain, extended, has('i'))
  if ('error' in made) return fails(`grep: ${made.error}`, 2)
  const [before, after] = ['B', 'A'].map((letter) => Number(option(parsed, letter) ?? option(parsed, 'C') ?? 0))
  if (![before, after].every((count) => Number.isInteger(count) && count! >= 0)) return fails(`grep: ${option(parsed, 'A') ?? option(parsed, 'B') ?? option(parsed, 'C')}: invalid context length argument`, 2)
  const from = inputOf('grep', files, input, read)
  if ('error' in from) return from.error
  const lines = linesOf(from.text)
  const hits = lines.flatMap((line, i) => ((made.find(line) !== undefined) !== has('v') ? [i] : []))
  const exit = hits.length > 0 ? 0 : 1
  if (has('q')) return { stdout: '', stderr: '', exit }
  if (has('c')) return { stdout: `${hits.length}\n`, stderr: '', exit }
  const number = (i: number, sign: string): string => (has('n') ? `${i + 1}${sign}` : '')
  if (has('o') && !has('v')) return { stdout: joined(hits.flatMap((i) => matches(made, lines[i]!).map((one) => number(i, ':') + one))), stderr: '', exit }
  return { stdout: joined(around(hits, lines, before!, after!, number)), stderr: '', exit }
}

function matches(made: Exclude<ReturnType<typeof pattern>, { error: string }>, line: string): string[] {
  const out: string[] = []
  for (let at = 0; at < line.length; ) {
    const found = made.find(line.slice(at))
    if (!found) break
    if (found.end > found.start) out.push(line.slice(at + found.start, at + found.end))
    at += Math.max(found.end, found.start + 1)
  }
  return out
}

function around(hits: readonly number[], lines: readonly string[], before: number, after: number, number: (i: number, sign: string) => string): string[] {
  const own = new Set(hits)
  const shown = new Set(hits.flatMap((i) => Array.from({ length: Math.min(before, i) + Math.min(after, lines.length) + 1 }, (_, k) => i - Math.min(before, i) + k)).filter((i) => i < lines.length))
  const out: string[] = []
  let last = -1
  for (const i of [...shown].toSorted((a, b) => a - b)) {
    if (before + after > 0 && last >= 0 && i > last + 1) out.push('--')
    out.push(`${number(i, own.has(i) ? ':' : '-')}${lines[i]}`)
    last = i
  }
  return out
}

/** `head` and `tail`. */
function end(name: 'head' | 'tail'): Filter {
  return (args, input, read) => {
    const numbered = args.map((arg) => (/^-\d+$/.test(arg) ? `-n${arg.slice(1)}` : arg))
    const parsed = parseOptions(numbered, { ...value('n', 'c'), ...flag('f', 'q') })
    const stop = wrong(name, parsed, `${name} [-n N] [-c N] [FILE…]`)
    if (stop) return stop
    const given = option(parsed, 'n') ?? option(parsed, 'c') ?? '10'
    if (!/^[-+]?\d+$/.test(given)) return fails(`${name}: invalid number of ${option(parsed, 'c') === undefined ? 'lines' : 'bytes'}: '${given}'`)
    const from = inputOf(name, parsed.rest, input, read)
    if ('error' in from) return from.error
    const count = Math.abs(Number(given))
    const range = (length: number): [number, number] => {
      if (name === 'head') return [0, given.startsWith('-') ? Math.max(0, length - count) : count]
      return [given.startsWith('+') ? Math.max(0, count - 1) : Math.max(0, length - count), length]
    }
    if (option(parsed, 'c') !== undefined) return done(from.text.slice(...range(from.text.length)))
    const lines = linesOf(from.text)
    return done(joined(lines.slice(...range(lines.length))))
  }
}

const wc: Filter = (args, input, read) => {
  const parsed = parseOptions(args, flag('l', 'w', 'c', 'm'))
  const stop = wrong('wc', parsed, 'wc [-l] [-w] [-c] [FILE…]')
  if (stop) return stop
  const from = inputOf('wc', parsed.rest, input, read)
  if ('error' in from) return from.error
  const counts: Readonly<Record<string, number>> = { l: from.text.split('\n').length - 1, w: from.text.split(/\s+/).filter(Boolean).length, c: from.text.length }
  const asked = ['l', 'w', 'c'].filter((letter) => option(parsed, letter) !== undefined || (letter === 'c' && option(parsed, 'm') !== undefined))
  const [name] = parsed.rest
  const numbers = (asked.length > 0 ? asked : ['l', 'w', 'c']).map((letter) => String(counts[letter]))
  return done(`${asked.length === 1 ? numbers[0] : numbers.map((one) => one.padStart(7)).join(' ')}${name === undefined ? '' : ` ${name}`}\n`)
}

const sort: Filter = (args, input, read) => {
  const parsed = parseOptions(args, { ...flag('r', 'n', 'u', 'h', 'V', 'f'), ...value('k', 't') })
  const stop = wrong('sort', parsed, 'sort [-r] [-n] [-u] [-k N] [FILE…]')
  if (stop) return stop
  const from = inputOf('sort', parsed.rest, input, read)
  if ('error' in from) return from.error
  const field = Number(/^\d+/.exec(option(parsed, 'k') ?? '')?.[0] ?? 0)
  const separator = option(parsed, 't')
  const keyOf = (line: string): string => (field === 0 ? line : (separator === undefined ? line.trim().split(/\s+/) : line.split(separator)).slice(field - 1).join(' '))
  const number = (line: string): number => Number.parseFloat(keyOf(line)) || 0
  const isNumeric = option(parsed, 'n') !== undefined || option(parsed, 'h') !== undefined
  const compare = (a: string, b: string): number => (isNumeric ? number(a) - number(b) : 0) || (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0)
  const sorted = linesOf(from.text).toSorted(compare)
  const once = option(parsed, 'u') === undefined ? sorted : [...new Set(sorted)]
  return done(joined(option(parsed, 'r') === undefined ? once : once.toReversed()))
}

const uniq: Filter = (args, input, read) => {
  const parsed = parseOptions(args, flag('c', 'd'))
  const stop = wrong('uniq', parsed, 'uniq [-c]')
  if (stop) return stop
  const from = inputOf('uniq', parsed.rest, input, read)
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

const cut: Filter = (args, input, read) => {
  const parsed = parseOptions(args, value('d', 'f', 'c'))
  const stop = wrong('cut', parsed, 'cut -d DELIMITER -f N[,N…]')
  if (stop) return stop
  const fields = option(parsed, 'f')
  if (fields === undefined || !/^\d+(-\d*)?(,\d+(-\d*)?)*$/.test(fields)) return fails('cut: you must specify a list of fields\nThis terminal knows: cut -d DELIMITER -f N[,N…]')
  const from = inputOf('cut', parsed.rest, input, read)
  if ('error' in from) return from.error
  const by = option(parsed, 'd') ?? '\t'
  const wanted = (place: number): boolean => fields.split(',').some((one) => {
    const [low = '', high] = one.split('-')
    return place >= Number(low) && place <= (high === undefined ? Number(low) : high === '' ? Infinity : Number(high))
  })
  return done(joined(linesOf(from.text).map((line) => (line.includes(by) ? line.split(by).filter((_, i) => wanted(i + 1)).join(by) : line))))
}

const AWK_KNOWS = "awk [-F SEPARATOR] '[/PATTERN/] {print $N, …}'"

/** The one program that most people write. */
const awk: Filter = (args, input, read) => {
  const parsed = parseOptions(args, value('F'))
  const stop = wrong('awk', parsed, AWK_KNOWS)
  if (stop) return stop
  const [program = '', ...files] = parsed.rest
  const found = /^\s*(?:\/((?:[^/\\]|\\.)*)\/|NR\s*>\s*(\d+))?\s*(?:\{\s*print\s*([^{}]*?)\s*;?\s*\})?\s*$/.exec(program)
  if (!found || program.trim() === '') return fails(`This terminal knows: ${AWK_KNOWS}`, 2)
  const made = found[1] === undefined ? undefined : pattern(found[1], true, false)
  if (made && 'error' in made) return fails(`awk: ${made.error}`, 2)
  const from = inputOf('awk', files, input, read)
  if ('error' in from) return from.error
  const by = option(parsed, 'F')
  const lines = linesOf(from.text).filter((line, i) => (made ? made.find(line) !== undefined : true) && i + 1 > Number(found[2] ?? 0))
  const words = (found[3] ?? '').match(/"[^"]*"|\$\w+|NR|,|\S+/g) ?? []
  return done(
    joined(
      lines.map((line, i) => {
        const columns = by === undefined ? line.trim().split(/\s+/) : line.split(by)
        if (words.length === 0) return line
        const of = (word: string): string => (word === ',' ? ' ' : word.startsWith('"') ? word.slice(1, -1) : word === 'NR' ? String(i + 1) : word === '$0' ? line : word === '$NF' ? (columns.at(-1) ?? '') : /^\$\d+$/.test(word) ? (columns[Number(word.slice(1)) - 1] ?? '') : '')
        return words.map(of).join('')
      }),
    ),
  )
}

const runJq: Filter = (args, input, read) => {
  const parsed = parseOptions(args, { ...flag('r', 'c', 'e', 'M', 'C', 'S', 's'), '--raw-output': { name: 'r', value: false }, '--compact-output': { name: 'c', value: false } })
  const stop = wrong('jq', parsed, 'jq [-r] [-c] FILTER [FILE]')
  if (stop) return stop
  const [filter = '.', ...files] = parsed.rest
  const from = inputOf('jq', files, input, read)
  if ('error' in from) return from.error
  if (from.text.trim() === '') return done('')
  let document: Json
  try {
    document = JSON.parse(from.text) as Json
  } catch {
    return fails(`jq: parse error: Invalid numeric literal at line 1, column ${Math.max(1, /^\S*/.exec(from.text)![0].length)}`, 2)
  }
  const made = jq(filter, document)
  if (made.error !== undefined) return fails(made.compile ? `jq: error: ${made.error}\njq: 1 compile error` : `jq: error (at <stdin>:${linesOf(from.text).length}): ${made.error}`, made.compile ? 3 : 5)
  const show = (one: Json): string => (typeof one === 'string' && option(parsed, 'r') !== undefined ? one : JSON.stringify(one, null, option(parsed, 'c') === undefined ? 2 : undefined))
  return done(joined(made.values.map(show)))
}

const pager: Filter = (args, input, read) => {
  const from = inputOf('less', args.filter((arg) => !arg.startsWith('-')), input, read)
  return 'error' in from ? from.error : done(from.text)
}

const tac: Filter = (args, input, read) => {
  const from = inputOf('tac', args.filter((arg) => !arg.startsWith('-')), input, read)
  return 'error' in from ? from.error : done(joined(linesOf(from.text).toReversed()))
}

/** What may stand behind a pipe, or work on a file. */
export const FILTERS: Readonly<Record<string, Filter>> = { grep, egrep: (args, ...rest) => grep(['-E', ...args], ...rest), head: end('head'), tail: end('tail'), wc, sort, uniq, cut, awk, jq: runJq, less: pager, more: pager, tac }

/** For the help. */
export const FILTERS_KNOWN = `grep, head, tail, wc, sort, uniq, cut, awk, less, jq (${JQ_KNOWS.split(',').slice(0, 6).join(',')} …)`
