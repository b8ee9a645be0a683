import { isRecord } from '../own.ts'
import { type GoType, structOf } from '../schema.ts'
import { toBytes } from '../utf8.ts'
import type { Json, JsonObject } from '../yaml/resolve.ts'

/**
 * Why Go cannot write a value as JSON: its first number, in the order of sorted keys, that JSON has none for.
 *
 * Follows: Go's encoding/json, UnsupportedValueError.
 */
export function unwritableIn(value: Json): string | undefined {
  if (typeof value === 'number' && !Number.isFinite(value)) return `json: unsupported value: ${UNWRITABLE[String(value)]}`
  if (typeof value !== 'object' || value === null) return undefined
  for (const item of isList(value) ? value : sortedKeys(value).map((key) => value[key]!)) {
    const unwritable = unwritableIn(item)
    if (unwritable !== undefined) return unwritable
  }
  return undefined
}

const UNWRITABLE: Readonly<Record<string, string>> = { NaN: 'NaN', Infinity: '+Inf', '-Infinity': '-Inf' }

/**
 * A value with none that is unwritable, as Go writes it in JSON: keys sorted, no spaces, `<`, `>` and `&` escaped.
 *
 * Follows: Go's encoding/json, Marshal.
 */
export function marshal(value: Json): string {
  switch (typeof value) {
    case 'string':
      return quote(value)
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value)
    case 'object':
      if (value === null) return 'null'
      if (isList(value)) return `[${value.map(marshal).join(',')}]`
      return `{${sortedKeys(value)
        .map((key) => `${quote(key)}:${marshal(value[key] as Json)}`)
        .join(',')}}`
    default:
      return String(value)
  }
}

/** Is it a JSON array? */
export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value)
}

/** The same as `JSON.stringify` and `yaml` can write it: objects that have a prototype, and no number too long for a double. */
export function plain(value: Json): Json {
  if (typeof value === 'bigint') return Number(value)
  if (isList(value)) return value.map(plain)
  return isRecord(value) ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)])) : value
}

/** Go's name for what JSON holds there: `number`, `array`. Follows: Go's encoding/json, UnmarshalTypeError.Value. */
export function jsonKind(value: unknown): string {
  if (value === null) return 'null'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'object') return Array.isArray(value) ? 'array' : 'object'
  return typeof value === 'string' ? 'string' : 'number'
}

/** An object's keys in Go's order. */
export function sortedKeys(of: object): string[] {
  const keys = Object.keys(of)
  // without surrogates the engine's own order is the same
  return keys.some((key) => LAST.test(key)) ? keys.toSorted(byteOrder) : keys.toSorted()
}

const LAST = /[\uD800-\uFFFF]/

/** Go's order of different strings, which is the order of their bytes. Follows: Go's sort.Strings. */
export const byteOrder = (a: string, b: string): number => (toBytes(a) < toBytes(b) ? -1 : 1)

// oxlint-disable-next-line no-control-regex
const SPECIAL = /[\u0000-\u001F"\\<>&\u2028\u2029]/g
const SHORT: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
}

/** What Go writes as it stands. */
const PLAIN = /^[ !#-%'-;=?-[\]-~]*$/

function quote(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`
  return `"${text.replace(SPECIAL, (c) => SHORT[c] ?? `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)}"`
}

/**
 * An object as Go writes it that has no names for JSON, as the types inside of Kubernetes: `{"Add":["X"],"Drop":null}`.
 *
 * Follows: Go's encoding/json; pkg/apis/core/types.go, whose fields stand in the order of core/v1.
 */
export function goJson(value: JsonObject, struct: string): string {
  const fields = [...structOf(struct).fields.values()].map(
    ({ name, goName, type, pointer }) => `"${goName}":${formatValue(value[name], type, pointer)}`,
  )
  return `{${fields.join(',')}}`
}

function formatValue(value: Json | undefined, type: GoType, pointer: boolean): string {
  if (value === undefined) return pointer || type.is === 'list' ? 'null' : '""'
  if (type.is === 'struct' && isRecord(value)) return goJson(value, type.name)
  return marshal(value)
}
