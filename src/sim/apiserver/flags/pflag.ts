import { toBytes } from '../../../manifest/utf8.ts'
import type { Release } from '../../release/release.ts'
import { deprecation, flagOf } from './flag-table.ts'
import type { FlagRow, FlagValue } from './flag-table.ts'
import { readValue } from './flag-values.ts'
import { goQuote } from './strconv.ts'

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
 * Units: none; durations come out in seconds.
 * Errors: returned in pflag's words.
 * Follows: spf13/pflag, FlagSet.Parse (v1.0.5; v1.9's is older and words a bad value otherwise, see `badValue`).
 */
export function parseArgs(args: readonly string[], release: Release): CommandLine {
  const values = new Map<string, FlagValue>()
  const setBy: Record<string, number> = {}
  const notes: string[] = []
  const stray: string[] = []
  const strayAt: number[] = []
  const line = { values, setBy, notes, stray, strayAt }
  /** `typed` is the word that names the flag, as old releases tell it. */
  const set = (row: FlagRow, text: string, at: number, typed: string): string | undefined => {
    const before = setBy[row.name] === undefined ? undefined : values.get(row.name)
    const { value, error } = readValue(row, text, before, release)
    if (error !== undefined) return badValue(row, text, error, typed, release)
    values.set(row.name, value!)
    setBy[row.name] = at
    const note = deprecation(row, release)
    if (note !== undefined) notes.push(`Flag --${row.name} has been deprecated, ${note}`)
    return undefined
  }
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!
    const at = i
    if (arg === '--') {
      for (let rest = i + 1; rest < args.length; rest++) {
        stray.push(args[rest]!)
        strayAt.push(rest)
      }
      break
    }
    if (!arg.startsWith('-') || arg === '-') {
      stray.push(arg)
      strayAt.push(at)
      continue
    }
    // then it is no flag of its own, and ends the reading
    if (release.helpListsFlags && /^(--help(=.*)?|-h)$/.test(arg)) return { ...line, help: true }
    if (arg.startsWith('--')) {
      const { name, text, error } = takeLong(arg)
      const row = flagOf(name, release)
      const wrong = error ?? (row ? undefined : `unknown flag: --${name}`)
      if (wrong !== undefined || !row) return { ...line, error: wrong ?? '', errorAt: at }
      let value = text ?? alone(row)
      if (value === undefined) {
        if (i + 1 >= args.length) return { ...line, error: `flag needs an argument: ${arg}`, errorAt: at }
        value = args[++i]!
      }
      const bad = set(row, value, at, arg)
      if (bad !== undefined) return { ...line, error: bad, errorAt: at }
      continue
    }
    // several may stand in one word, as far as they need no value
    for (let rest = arg.slice(1); rest !== '';) {
      const row = flagOf(SHORTHANDS[rest[0]!] ?? '', release)
      // it looks at one byte
      if (!row) return { ...line, error: `unknown shorthand flag: '${toBytes(rest)[0]}' in -${rest}`, errorAt: at }
      const own = rest.length > 2 && rest[1] === '=' ? rest.slice(2) : undefined
      let value = own ?? alone(row)
      const more = own === undefined && value !== undefined ? rest.slice(1) : ''
      if (value === undefined && rest.length > 1) value = rest.slice(1)
      if (value === undefined) {
        if (i + 1 >= args.length) return { ...line, error: `flag needs an argument: '${rest[0]}' in -${rest}`, errorAt: at }
        value = args[++i]!
      }
      const bad = set(row, value, at, rest)
      if (bad !== undefined) return { ...line, error: bad, errorAt: at }
      rest = more
    }
  }
  return { ...line, help: values.get('help') === true, version: values.has('version') && values.get('version') !== false }
}

/** What a flag without a value means, where it needs none. */
function alone(row: FlagRow): string | undefined {
  return row.type === 'bool' || row.type === 'help' || row.type === 'version' ? 'true' : undefined
}

interface Taken {
  name: string
  text?: string
  error?: string
}

function takeLong(arg: string): Taken {
  const rest = arg.slice(2)
  if (rest[0] === '-' || rest[0] === '=') return { name: '', error: `bad flag syntax: ${arg}` }
  const equals = rest.indexOf('=')
  return equals < 0 ? { name: rest } : { name: rest.slice(0, equals), text: rest.slice(equals + 1) }
}

function badValue(row: FlagRow, text: string, why: string, typed: string, release: Release): string {
  return release.badValueQuoted
    ? `invalid argument ${goQuote(text)} for "${row.name === 'v' ? '-v, ' : row.name === 'help' ? '-h, ' : ''}--${row.name}" flag: ${why}`
    : `invalid argument ${goQuote(text)} for ${typed}: ${why}`
}
