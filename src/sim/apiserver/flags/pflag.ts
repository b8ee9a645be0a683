import { toBytes } from '../../../manifest/utf8.ts'
import type { Release } from '../../release/release.ts'
import { deprecation, flagOf, type FlagRow, type FlagValue } from './flag-table.ts'
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
  const reader = new ArgReader(args, release)
  const end = reader.read()
  const { values, setBy, notes, stray, strayAt } = reader
  const line = { values, setBy, notes, stray, strayAt }
  if (end === 'help') return { ...line, help: true }
  if (end !== undefined) return { ...line, error: end, errorAt: reader.at }
  return { ...line, help: values.get('help') === true, version: values.has('version') && values.get('version') !== false }
}

class ArgReader {
  readonly values = new Map<string, FlagValue>()
  readonly setBy: Record<string, number> = {}
  readonly notes: string[] = []
  readonly stray: string[] = []
  readonly strayAt: number[] = []
  /** The place of the flag that is being read. */
  at = 0
  private next = 0
  private readonly args: readonly string[]
  private readonly release: Release

  constructor(args: readonly string[], release: Release) {
    this.args = args
    this.release = release
  }

  /** The first error; 'help' where that ends the reading. */
  read(): string | undefined {
    while (this.next < this.args.length) {
      this.at = this.next++
      const arg = this.args[this.at]!
      if (arg === '--') {
        while (this.next < this.args.length) this.takeStray(this.next++)
        return undefined
      }
      if (!arg.startsWith('-') || arg === '-') {
        this.takeStray(this.at)
        continue
      }
      // then it is no flag of its own, and ends the reading
      if (this.release.helpListsFlags && /^(--help(=.*)?|-h)$/.test(arg)) return 'help'
      const error = arg.startsWith('--') ? this.readLong(arg) : this.readShort(arg.slice(1))
      if (error !== undefined) return error
    }
    return undefined
  }

  private readLong(arg: string): string | undefined {
    const { name, text, error } = takeLong(arg)
    if (error !== undefined) return error
    const row = flagOf(name, this.release)
    if (!row) return `unknown flag: --${name}`
    const value = text ?? alone(row) ?? this.args[this.next++]
    return value === undefined ? `flag needs an argument: ${arg}` : this.set(row, value, arg)
  }

  /** Several may stand in one word, as far as they need no value. */
  private readShort(letters: string): string | undefined {
    for (let rest = letters; rest !== '';) {
      const row = flagOf(SHORTHANDS[rest[0]!] ?? '', this.release)
      // it looks at one byte
      if (!row) return `unknown shorthand flag: '${toBytes(rest)[0]}' in -${rest}`
      const own = rest.length > 2 && rest[1] === '=' ? rest.slice(2) : undefined
      const isAlone = own === undefined && alone(row) !== undefined
      const value = own ?? alone(row) ?? (rest.length > 1 ? rest.slice(1) : this.args[this.next++])
      if (value === undefined) return `flag needs an argument: '${rest[0]}' in -${rest}`
      const error = this.set(row, value, rest)
      if (error !== undefined) return error
      rest = isAlone ? rest.slice(1) : ''
    }
    return undefined
  }

  /** `typed` is the word that names the flag, as old releases print it. */
  private set(row: FlagRow, text: string, typed: string): string | undefined {
    const before = this.setBy[row.name] === undefined ? undefined : this.values.get(row.name)
    const { value, error } = readValue(row, text, before, this.release)
    if (error !== undefined) return badValue(row, text, error, typed, this.release)
    this.values.set(row.name, value!)
    this.setBy[row.name] = this.at
    const note = deprecation(row, this.release.minor)?.value
    if (note !== undefined) this.notes.push(`Flag --${row.name} has been deprecated, ${note}`)
    return undefined
  }

  private takeStray(at: number): void {
    this.stray.push(this.args[at]!)
    this.strayAt.push(at)
  }
}

/** What a flag without a value means, where it needs none. */
function alone(row: FlagRow): string | undefined {
  return row.type === 'bool' || row.type === 'help' || row.type === 'version' ? 'true' : undefined
}

interface LongFlag {
  name: string
  text?: string
  error?: string
}

function takeLong(arg: string): LongFlag {
  const rest = arg.slice(2)
  if (rest[0] === '-' || rest[0] === '=') return { name: '', error: `bad flag syntax: ${arg}` }
  const equals = rest.indexOf('=')
  return equals === -1 ? { name: rest } : { name: rest.slice(0, equals), text: rest.slice(equals + 1) }
}

function badValue(row: FlagRow, text: string, why: string, typed: string, release: Release): string {
  return release.badValueQuoted
    ? `invalid argument ${quoteGo(text)} for "${row.name === 'v' ? '-v, ' : row.name === 'help' ? '-h, ' : ''}--${row.name}" flag: ${why}`
    : `invalid argument ${quoteGo(text)} for ${typed}: ${why}`
}
