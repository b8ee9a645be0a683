import { decimalError, quoteGo, quoteTime, readBool } from '../../../manifest/go/strconv.ts'
import { isStrictIp } from '../../../manifest/names.ts'
import { parseQuantity } from '../../../manifest/quantity.ts'
import { fromBytes, toBytes } from '../../../manifest/utf8.ts'
import type { Release } from '../../release/release.ts'
import { patchOf } from '../../release/releases.ts'
import { readGates } from './feature-gates.ts'
import type { FlagValue } from './flag-reader.ts'

/**
 * Comma-separated values: a value may stand in double quotes, over several lines; empty lines are skipped.
 *
 * `most` is a number of records.
 * Errors: returned in Go's words, with what stands before; columns count bytes.
 * Follows: encoding/csv, Reader.readRecord (Go 1.24; up to 1.16 columns count characters from 0, and the end lies a line further).
 */
export function readCsv(text: string, release: Release, most = Infinity): { records: string[][]; error?: string } {
  const records: string[][] = []
  const lines =
    toBytes(text)
      .replaceAll('\r\n', '\n')
      .match(/[^\n]*\n|[^\n]+$/g) ?? []
  const old = !release.csvColumnsFrom1
  for (let i = 0; i < lines.length && records.length < most; i++) {
    if (lines[i] === '\n') continue
    const start = i
    const wrong = (line: number, column: number, what: string): { records: string[][]; error: string } => {
      const place = `parse error on line ${line + 1}, column ${column}: ${what}`
      return { records, error: line === start ? place : `record on line ${start + 1}; ${place}` }
    }
    const column = (at: number): number => (old ? fromBytes(lines[i]!.slice(0, at)).length : at + 1)
    const fields: string[] = []
    let at = 0
    for (let more = true; more;) {
      const line = lines[i]!
      if (line[at] !== '"') {
        const end = line.indexOf(',', at)
        const field = line.slice(at, end < 0 ? undefined : end).replace(/\n$/, '')
        if (field.includes('"')) return wrong(i, column(at + field.indexOf('"')), 'bare " in non-quoted-field')
        fields.push(fromBytes(field))
        more = end >= 0
        at = end + 1
        continue
      }
      const close = /^((?:[^"]|"")*)"(?!")/.exec(
        lines
          .slice(i)
          .join('')
          .slice(at + 1),
      )
      if (!close) return old ? wrong(lines.length, 0, MISSING) : wrong(lines.length - 1, lines.at(-1)!.length + 1, MISSING)
      const passed = close[1]!.split('\n')
      at = passed.length > 1 ? passed.at(-1)!.length + 1 : at + close[0].length + 1
      i += passed.length - 1
      fields.push(fromBytes(close[1]!.replaceAll('""', '"')))
      const next = lines[i]![at]
      if (next !== undefined && next !== ',' && next !== '\n') return wrong(i, column(at - 1), MISSING)
      more = next === ','
      at++
    }
    records.push(fields)
  }
  return { records }
}

const MISSING = 'extraneous or missing " in quoted-field'

interface FlagReading {
  value?: FlagValue
  error?: string
}

/**
 * Reads one value; a list grows on what was there before.
 *
 * Units: a duration comes out in seconds.
 * Errors: returned, in the words of Go's parsers.
 * Follows: spf13/pflag, bool.go, int.go, duration.go, string_slice.go (v1.0.5), component-base/cli/flag (v1.36.2).
 */
export function readValue({ type }: { type: FlagType }, text: string, before: FlagValue | undefined, release: Release): FlagReading {
  return READERS[type](text, before, release)
}

const READERS = {
  bool: readBool,
  help: readBool,
  version: (text, _, release) =>
    text === 'raw' ? { value: text } : text.startsWith('v') && release.versionFlagSets ? readVersion(text, release) : readBool(text),
  int: (text) => readInt(text, 64n, 'ParseInt'),
  int32: (text) => readInt(text, 32n, 'ParseInt'),
  int32s: readInts,
  level: (text, _, release) => readDecimal(text, release.verbosityParse),
  uint: (text) => readInt(text, 64n, 'ParseUint'),
  float: readFloat,
  duration: (text, _, release) => readDuration(text, release),
  modules: (text, _, release) => readModules(text, release),
  ip: (text, _, release) => {
    if (text === '' && release.emptyIpFlag) return { value: '' }
    return isStrictIp(text.trim()) ? { value: text.trim() } : { error: `failed to parse IP: ${quoteGo(text)}` }
  },
  ipnet: (text) => (isCidr(text.trim()) ? { value: text.trim() } : { error: `invalid CIDR address: ${text.trim()}` }),
  strings: (text, before, release) => {
    const { value, error } = readList(text, release)
    return value ? { value: [...list(before), ...value] } : { error: error! }
  },
  stringArray: (text, before) => ({ value: [...list(before), text] }),
  map: (text, before) => readMap(text.split(','), before),
  pair: (text, before) => (text.includes('=') ? readMap([text], before) : { error: 'malformed pair, expect string=string' }),
  labels: readLabels,
  certKey: readCertKey,
  quantity: readQuantity,
  ports: (text) => readPorts(text.trim()),
  gates: readGates,
  string: (text) => ({ value: text }),
} satisfies Readonly<Record<string, (text: string, before: FlagValue | undefined, release: Release) => FlagReading>>

/** How pflag reads a flag's value. */
export type FlagType = keyof typeof READERS

/** An address, and how many of its bits a network has. Follows: net/ip.go, ParseCIDR (Go 1.24). */
function isCidr(text: string): boolean {
  const [, address = '', bits] = /^([^/]*)\/(\d+)$/.exec(text) ?? []
  return isStrictIp(address) && Number(bits) <= (address.includes(':') ? 128 : 32)
}

/** A version to be called by, with the numbers of its own. Follows: component-base/version/dynamic.go, ValidateDynamicVersion (v1.36.2). */
function readVersion(text: string, release: Release): FlagReading {
  const numbers = /^v([\d.]*\d)/.exec(text)?.[1]
  if (numbers === undefined) return { error: `could not parse ${quoteGo(text)} as version` }
  if (numbers.split('.').length !== 3) return { error: `illegal version string ${quoteGo(text)}` }
  const own = `v1.${release.minor}.${patchOf(release.minor)}`
  return `v${numbers}` === own
    ? { value: text }
    : { error: `version ${quoteGo(text)} must match major/minor/patch of default version ${quoteGo(own)}` }
}

/** A level of the log: decimal, and no more than an int32 holds. */
function readDecimal(text: string, how: Release['verbosityParse']): FlagReading {
  const error = decimalError(text, how, how === 'ParseUint' ? 31 : 32)
  return error === undefined ? { value: Number(text) } : { error }
}

/** Follows: component-base/logs/api/v1/pflags.go (v1.32); klog, moduleSpec.Set (v2.2). */
function readModules(text: string, release: Release): FlagReading {
  for (const pattern of text.split(',')) {
    if (pattern === '') continue
    const [file = '', level = '', ...more] = pattern.split('=')
    if (file === '' || level === '' || more.length > 0)
      return {
        error:
          release.verbosityParse === 'ParseUint'
            ? `${quoteGo(pattern)} does not have the pattern=N format`
            : 'syntax error: expect comma-separated list of filename=N',
      }
    const { error } = readDecimal(level, release.verbosityParse)
    if (error !== undefined)
      return {
        error:
          release.verbosityParse === 'ParseUint'
            ? `parsing verbosity in ${quoteGo(pattern)}: ${error}`
            : 'syntax error: expect comma-separated list of filename=N',
      }
  }
  return { value: text }
}

function readFloat(text: string): FlagReading {
  const wrong = (what: string): FlagReading => ({ error: `strconv.ParseFloat: parsing ${quoteGo(text)}: ${what}` })
  const named = /^([+-]?)(inf|infinity|nan)$/i.exec(text)
  if (named) return { value: /nan/i.test(text) ? NaN : named[1] === '-' ? -Infinity : Infinity }
  const plain = text.replace(/(?<=\d)_(?=\d)/g, '')
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain)) return wrong('invalid syntax')
  return Number.isFinite(Number(plain)) ? { value: Number(plain) } : wrong('value out of range')
}

function readInt(text: string, bits: bigint, how: 'ParseInt' | 'ParseUint'): FlagReading {
  const signed = how === 'ParseInt'
  const plain = text.replace(/(?<=[\da-f]|0[box])_(?=[\da-f])/gi, '')
  if (!(signed ? /^[+-]?(0x[0-9a-f]+|0o?[0-7]+|0b[01]+|[1-9]\d*|0)$/i : /^(0x[0-9a-f]+|0o?[0-7]+|0b[01]+|[1-9]\d*|0)$/i).test(plain))
    return { error: `strconv.${how}: parsing ${quoteGo(text)}: invalid syntax` }
  const digits = plain.replace(/^[+-]/, '')
  const size = BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits.toLowerCase())
  const value = plain.startsWith('-') ? -size : size
  const limit = 2n ** (signed ? bits - 1n : bits)
  if (value >= limit || value < (signed ? -limit : 0n)) return { error: `strconv.${how}: parsing ${quoteGo(text)}: value out of range` }
  return { value: Number(value) }
}

/** Follows: spf13/pflag, int32_slice.go (v1.0.5). */
function readInts(text: string, before: FlagValue | undefined): FlagReading {
  const parts = text.split(',')
  for (const part of parts) {
    const { error } = readInt(part, 32n, 'ParseInt')
    if (error !== undefined) return { error }
  }
  return { value: [...list(before), ...parts] }
}

/** In nanoseconds. */
const UNITS: Readonly<Record<string, number>> = { ns: 1, us: 1e3, µs: 1e3, μs: 1e3, ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 }
const MOST = 2n ** 63n

/** Errors: returned, in Go's words. Units: seconds. Follows: Go's time.ParseDuration. */
export function readDuration(text: string, release: Pick<Release, 'durationQuoted'>): FlagReading {
  const quote = (what: string): string => (release.durationQuoted ? quoteTime(what) : what)
  const invalid = { error: `time: invalid duration ${quote(text)}` }
  let rest = text.replace(/^[+-]/, '')
  if (rest === '0') return { value: 0 }
  if (rest === '') return invalid
  let sum = 0n
  while (rest !== '') {
    const [all, whole = '', fraction = '', unit = ''] = /^(\d*)(?:\.(\d*))?([^\d.]*)/.exec(rest)!
    if (all === undefined || whole + fraction === '' || BigInt(whole || 0) > MOST) return invalid
    if (unit === '') return { error: `time: missing unit in duration ${quote(text)}` }
    const factor = UNITS[unit]
    if (factor === undefined) return { error: `time: unknown unit ${quote(unit)} in duration ${quote(text)}` }
    sum += BigInt(whole || 0) * BigInt(factor) + BigInt(Math.trunc(Number(`0.${fraction || 0}`) * factor))
    if (sum > MOST) return invalid
    rest = rest.slice(all.length)
  }
  const minus = text.startsWith('-')
  if (!minus && sum === MOST) return invalid
  return { value: (minus ? -1 : 1) * (Number(sum) / 1e9) }
}

function readMap(pairs: readonly string[], before: FlagValue | undefined, trimmed = (side: string): string => side.trim()): FlagReading {
  const value: Record<string, string> =
    typeof before === 'object' && !Array.isArray(before) ? { ...(before as Record<string, string>) } : {}
  for (const pair of pairs) {
    if (pair === '') continue
    const equals = pair.indexOf('=')
    value[trimmed(equals < 0 ? pair : pair.slice(0, equals))] = equals < 0 ? '' : trimmed(pair.slice(equals + 1))
  }
  return { value }
}

/** The first line of comma-separated values. Follows: spf13/pflag, string_slice.go, readAsCSV (v1.0.5). */
function readList(text: string, release: Release): { value?: readonly string[]; error?: string } {
  if (text === '') return { value: [] }
  const { records, error } = readCsv(text, release, 1)
  return error === undefined && records[0] ? { value: records[0] } : { error: error ?? 'EOF' }
}

/** Follows: spf13/pflag, string_to_string.go (v1.0.5). */
function readLabels(text: string, before: FlagValue | undefined, release: Release): FlagReading {
  const equals = text.split('=').length - 1
  const { value: pairs = [], error } = equals > 1 ? readList(text, release) : { value: [text.replace(/^"+|"+$/g, '')] }
  const wrong = equals === 0 ? text : pairs.find((pair) => !pair.includes('='))
  if (error !== undefined) return { error }
  return wrong === undefined ? readMap(pairs, before, (side) => side) : { error: `${wrong} must be formatted as key=value` }
}

/** Follows: component-base/cli/flag/namedcertkey_flag.go (v1.32). */
function readCertKey(text: string, before: FlagValue | undefined): FlagReading {
  const [files = '', names] = text.split(/:(.*)/s)
  if (names !== undefined && names.trim() === '') return { error: 'empty names list is not allowed' }
  if (files.trim().split(',').length !== 2) return { error: 'expected comma separated certificate and key file paths' }
  return { value: [...list(before), text] }
}

/** One port, two with a hyphen, or one and how many more. Follows: apimachinery/pkg/util/net/port_range.go, Set (v1.32). */
function readPorts(text: string): FlagReading {
  const sign = ['-', '+'].filter((word) => text.includes(word))
  if (text === '') return { value: text }
  if (sign.length > 1) return { error: `unable to parse port range: ${text}` }
  const parts = sign[0] === undefined ? [text] : [text.slice(0, text.indexOf(sign[0])), text.slice(text.indexOf(sign[0]) + 1)]
  for (const part of parts) {
    if (!/^[+-]?\d+$/.test(part)) return { error: `strconv.Atoi: parsing ${quoteGo(part)}: invalid syntax` }
    if (Math.abs(Number(part)) >= 2 ** 63) return { error: `strconv.Atoi: parsing ${quoteGo(part)}: value out of range` }
  }
  const [low, second = low] = parts.map(Number) as [number, number?]
  const high = sign[0] === '+' ? low + second : second
  if (low > 65535 || high > 65535) return { error: `the port range cannot be greater than 65535: ${text}` }
  return high < low ? { error: `end port cannot be less than start port: ${text}` } : { value: `${low}-${high}` }
}

/** Follows: apimachinery/pkg/api/resource/quantity.go, ParseQuantity (v1.32). */
function readQuantity(text: string): FlagReading {
  const quantity = parseQuantity(text)
  return 'error' in quantity ? quantity : { value: text }
}

function list(before: FlagValue | undefined): readonly string[] {
  return Array.isArray(before) ? (before as readonly string[]) : []
}
