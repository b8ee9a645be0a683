import type { Release } from '../release.ts'
import { readGates } from './feature-gates.ts'
import type { FlagRow, FlagValue } from './flag-table.ts'
import { goQuote, readBool } from './strconv.ts'

interface Read {
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
export function readValue(row: FlagRow, text: string, before: FlagValue | undefined, release: Release): Read {
  switch (row.type) {
    case 'bool':
    case 'version':
      return readBool(text)
    case 'int':
    case 'int32':
    case 'level':
      return readInt(text, row.type === 'int' ? 64n : 32n, 'ParseInt')
    case 'uint':
    case 'count':
      return readInt(text, 64n, 'ParseUint')
    case 'float':
      return Number.isNaN(Number(text)) || text.trim() === '' ? { error: `strconv.ParseFloat: parsing ${goQuote(text)}: invalid syntax` } : { value: Number(text) }
    case 'duration':
      return readDuration(text, release)
    case 'ip':
      return isIp(text.trim()) ? { value: text.trim() } : { error: `failed to parse IP: ${goQuote(text)}` }
    case 'ipnet':
      return /\/\d+$/.test(text) && isIp(text.split('/')[0]!) ? { value: text } : { error: `invalid CIDR address: ${text}` }
    case 'strings':
      return { value: [...list(before), ...(text === '' ? [] : text.split(','))] }
    case 'stringArray':
      return { value: [...list(before), text] }
    case 'map':
    case 'mapBool':
      return readMap(text, before)
    case 'gates':
      return readGates(text, before, release)
    case 'string':
    case 'help':
      return { value: text }
  }
}

function readInt(text: string, bits: bigint, how: 'ParseInt' | 'ParseUint'): Read {
  const signed = how === 'ParseInt'
  const plain = text.replace(/(?<=\w)_(?=\w)/g, '')
  if (!(signed ? /^[+-]?(0x[0-9a-f]+|0o?[0-7]+|0b[01]+|[1-9]\d*|0)$/i : /^(0x[0-9a-f]+|0o?[0-7]+|0b[01]+|[1-9]\d*|0)$/i).test(plain)) return { error: `strconv.${how}: parsing ${goQuote(text)}: invalid syntax` }
  const digits = plain.replace(/^[+-]/, '')
  const size = BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits.toLowerCase())
  const value = plain.startsWith('-') ? -size : size
  const limit = 2n ** (signed ? bits - 1n : bits)
  if (value >= limit || value < (signed ? -limit : 0n)) return { error: `strconv.${how}: parsing ${goQuote(text)}: value out of range` }
  return { value: Number(value) }
}

const UNITS: Readonly<Record<string, number>> = { ns: 1e-9, us: 1e-6, 'µs': 1e-6, 'μs': 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 }

function readDuration(text: string, release: Release): Read {
  const named = release.durationQuoted ? goQuote(text) : text
  const invalid = { error: `time: invalid duration ${named}` }
  let rest = text.replace(/^[+-]/, '')
  if (rest === '0') return { value: 0 }
  if (rest === '') return invalid
  let seconds = 0
  while (rest !== '') {
    const [all, digits = '', unit = ''] = /^(\d+\.?\d*|\.\d+)([^\d.]*)/.exec(rest) ?? []
    if (all === undefined || digits === '') return invalid
    if (unit === '') return { error: `time: missing unit in duration ${named}` }
    const factor = UNITS[unit]
    if (factor === undefined) return { error: `time: unknown unit ${release.durationQuoted ? `${goQuote(unit)} in duration ${named}` : `${unit} in duration ${text}`}` }
    seconds += Number(digits) * factor
    rest = rest.slice(all.length)
  }
  return { value: text.startsWith('-') ? -seconds : seconds }
}

function readMap(text: string, before: FlagValue | undefined): Read {
  const value: Record<string, string> = typeof before === 'object' && !Array.isArray(before) ? { ...(before as Record<string, string>) } : {}
  for (const pair of text.split(',')) {
    if (pair === '') continue
    const equals = pair.indexOf('=')
    value[(equals < 0 ? pair : pair.slice(0, equals)).trim()] = equals < 0 ? '' : pair.slice(equals + 1).trim()
  }
  return { value }
}

/**
 * Whether Go would take it for an IP address. Leading zeros are not; a zone is not.
 *
 * Units: none. Errors: none. Follows: net, ParseIP (Go 1.23).
 */
export function isIp(text: string): boolean {
  const v4 = (part: string): boolean => /^(\d{1,3})(\.\d{1,3}){3}$/.test(part) && part.split('.').every((byte) => Number(byte) < 256 && String(Number(byte)) === byte)
  if (!text.includes(':')) return v4(text)
  if (!/^[0-9a-f:.]+$/i.test(text) || (text.match(/::/g) ?? []).length > 1 || text.includes(':::')) return false
  const last = text.slice(text.lastIndexOf(':') + 1)
  if (last.includes('.') && !v4(last)) return false
  const groups = text.split(':').filter((group) => group !== '' && !group.includes('.'))
  const count = groups.length + (last.includes('.') ? 2 : 0)
  if (!groups.every((group) => group.length <= 4)) return false
  return text.includes('::') ? count < 8 : count === 8 && !text.startsWith(':') && !text.endsWith(':')
}

function list(before: FlagValue | undefined): readonly string[] {
  return Array.isArray(before) ? (before as readonly string[]) : []
}
