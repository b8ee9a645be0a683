import { toBytes } from '../../../manifest/utf8.ts'
import type { Release } from '../../release/release.ts'
import type { FlagValue } from './flag-reader.ts'
import { deprecation, flagOf, type FlagRow } from './flag-table.ts'
import { readValue } from './flag-values.ts'
import { quoteGo } from '../../../manifest/go/strconv.ts'

/** What a command line comes to, before anybody asks whether it makes sense. */
export interface CommandLine {
  values: ReadonlyMap<string, FlagValue>
  /** Place in the args of the one that set a flag last. */
  setBy: Readonly<Record<string, number>>
  /** pflag's notes on deprecated flags, in order. */
  notes: readonly string[]
  /** What stands there and is no flag. */
  stray: readonly string[]
  /** Their places in the args. */
  strayAt: readonly number[]
  error?: string
  /** Place of the argument that the error is about. */
  errorAt?: number
  help?: boolean
  version?: boolean
}

const SHORTHANDS: Readonly<Record<string, string>> = { v: 'v', h: 'help' }

/**
 * Reads a command line as pflag does: the first mistake ends it; a scalar set twice has its last value, a list grows.
 *
 * Durations come out in seconds.
 * Errors: returned in pflag's words.
 * Follows: spf13/pflag, FlagSet.Parse (v1.0.5; v1.9's is older and words a bad value otherwise, see `badValue`).
 */
export function parseArgs(args: readonly string[], release: Release): CommandLine {
  const values = new Map<string, FlagValue>()
  const setBy: Record<string, number> = {}
  const notes: string[] = []
  const strayAt: number[] = []
  /** The place of the flag that is being read, and of what comes behind it. */
  let at = 0
  let next = 0
  const done = (more: Partial<CommandLine>): CommandLine => ({
    values,
    setBy,
    notes,
    stray: strayAt.map((i) => args[i]!),
    strayAt,
    ...more,
  })

  /** `typed` is the word that names the flag, as old releases print it. */
  const set = (row: FlagRow, text: string, typed: string): string | undefined => {
    const before = setBy[row.name] === undefined ? undefined : values.get(row.name)
    const { value, error } = readValue(row, text, before, release)
    if (error !== undefined) return badValue(row, text, error, typed, release)
    values.set(row.name, value!)
    setBy[row.name] = at
    const note = deprecation(row, release.minor)?.value
    if (note !== undefined) notes.push(`Flag --${row.name} has been deprecated, ${note}`)
    return undefined
  }
  const readLong = (arg: string): string | undefined => {
    if (/^--[-=]/.test(arg)) return `bad flag syntax: ${arg}`
    const [name = '', text] = arg.slice(2).split(/=(.*)/s)
    const row = flagOf(name, release)
    if (!row) return `unknown flag: --${name}`
    const value = text ?? alone(row) ?? args[next++]
    return value === undefined ? `flag needs an argument: ${arg}` : set(row, value, arg)
  }
  /** Several may stand in one word, as far as they need no value. */
  const readShort = (letters: string): string | undefined => {
    for (let rest = letters; rest !== '';) {
      const row = flagOf(SHORTHANDS[rest[0]!] ?? '', release)
      // it looks at one byte
      if (!row) return `unknown shorthand flag: '${toBytes(rest)[0]}' in -${rest}`
      const own = rest.length > 2 && rest[1] === '=' ? rest.slice(2) : undefined
      const isAlone = own === undefined && alone(row) !== undefined
      const value = own ?? alone(row) ?? (rest.length > 1 ? rest.slice(1) : args[next++])
      if (value === undefined) return `flag needs an argument: '${rest[0]}' in -${rest}`
      const error = set(row, value, rest)
      if (error !== undefined) return error
      rest = isAlone ? rest.slice(1) : ''
    }
    return undefined
  }
  while (next < args.length) {
    at = next++
    const arg = args[at]!
    if (arg === '--') {
      while (next < args.length) strayAt.push(next++)
      break
    }
    if (!arg.startsWith('-') || arg === '-') {
      strayAt.push(at)
      continue
    }
    // then it is no flag of its own, and ends the reading
    if (release.helpListsFlags && /^(--help(=.*)?|-h)$/.test(arg)) return done({ help: true })
    const error = arg.startsWith('--') ? readLong(arg) : readShort(arg.slice(1))
    if (error !== undefined) return done({ error, errorAt: at })
  }
  return done({ help: values.get('help') === true, version: values.has('version') && values.get('version') !== false })
}

/** What a flag without a value means, where it needs none. */
function alone(row: FlagRow): string | undefined {
  return row.type === 'bool' || row.type === 'help' || row.type === 'version' ? 'true' : undefined
}

function badValue(row: FlagRow, text: string, why: string, typed: string, release: Release): string {
  return release.badValueQuoted
    ? `invalid argument ${quoteGo(text)} for "${row.name === 'v' ? '-v, ' : row.name === 'help' ? '-h, ' : ''}--${row.name}" flag: ${why}`
    : `invalid argument ${quoteGo(text)} for ${typed}: ${why}`
}
