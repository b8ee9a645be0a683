import { byteOrder, isList, isObject, jsonKind, marshal } from './go-json.ts'
import { parseQuantity } from './quantity.ts'
import { type Field, type GoType, type Struct, fieldOf, structOf } from './schema.ts'
import { newObject } from './yaml/decode.ts'
import type { Json } from './yaml/resolve.ts'

export interface DecodeError {
  /** As the decoder of sigs.k8s.io/json says it. */
  text: string
  path: string
}

export interface UnknownField {
  path: string
  name: string
  struct: Struct
  /** The field, where another release has it. */
  field?: Field
}

export interface Decoded {
  /** Known fields only, without those that are as good as absent. */
  value: Record<string, Json>
  unknown: readonly UnknownField[]
  /** In the order of the JSON text, which is that of the sorted keys. */
  errors: readonly DecodeError[]
  /** The one that the decoder gives: an error of a type's own decoder ends all, others wait for the end. */
  error?: DecodeError
}

/**
 * A JSON object as the Go struct of that name, not strictly: what the struct does not know is dropped.
 *
 * Units: none.
 * Errors: returned, each with its field path.
 * Follows: sigs.k8s.io/json internal/golang/encoding/json/decode.go (v1.37.2). Up to v1.22 json-iterator decodes, see
 * json-iterator.ts: the same fields fail, in other words.
 */
export function decodeStruct(value: Json, name: string, minor: number): Decoded {
  const decoder = new Decoder(minor)
  const struct = structOf(name)
  const decoded = isObject(value) ? decoder.struct(value, struct, '', []) : newObject()
  const { errors, unknown } = decoder
  const error = errors.find((one) => one.fatal) ?? errors[0]
  return { value: decoded, unknown, errors, ...(error ? { error } : {}) }
}

class Decoder {
  readonly errors: (DecodeError & { fatal: boolean })[] = []
  readonly unknown: UnknownField[] = []
  readonly #minor: number

  constructor(minor: number) {
    this.#minor = minor
  }

  struct(value: Json, struct: Struct, path: string, stack: readonly string[]): Record<string, Json> {
    const into = newObject()
    if (!isObject(value)) return into
    for (const key of Object.keys(value).toSorted(byteOrder)) {
      const at = path === '' ? key : `${path}.${key}`
      const field = fieldOf(struct, key, this.#minor)
      if (!field) {
        const other = struct.fields.get(key)
        this.unknown.push({ path: at, name: key, struct, ...(other ? { field: other } : {}) })
        continue
      }
      const context = { struct: struct.name, stack: [...stack, key] }
      const held = this.#value(value[key] as Json, field.type, at, context)
      if (held !== undefined && !isAbsent(held, field)) into[key] = held
    }
    return into
  }

  #value(value: Json, type: GoType, path: string, context: Context): Json | undefined {
    switch (type.is) {
      case 'any':
        return value
      case 'Quantity': case 'IntOrString': case 'Time': {
        const text = ownDecoder(value, type.is)
        if (text !== undefined) this.errors.push({ text, path, fatal: true })
        return value ?? undefined
      }
      default:
        return value === null ? undefined : this.#plain(value, type, path, context)
    }
  }

  #plain(value: Json, type: GoType, path: string, context: Context): Json | undefined {
    const kind = jsonKind(value)
    switch (type.is) {
      case 'string':
        if (kind === 'string') return value
        break
      case 'bool':
        if (kind === 'bool') return value
        break
      case 'int32': case 'int64': {
        if (kind !== 'number') break
        const [low, high] = type.is === 'int32' ? [-(2 ** 31), 2 ** 31 - 1] : [-(2n ** 63n), 2n ** 63n - 1n]
        const whole = typeof value === 'bigint' || Number.isInteger(value)
        if (whole && (value as number) >= low && (value as number) <= high) return Number(value)
        return this.#mismatch(`number ${marshal(value)}`, type, path, context)
      }
      case 'list':
        if (!isList(value)) break
        return value.map((one, i) => this.#value(one, type.of, `${path}[${i}]`, context) ?? zero(type.of))
      case 'map': {
        if (!isObject(value)) break
        const into = newObject()
        for (const key of Object.keys(value).toSorted(byteOrder)) {
          const held = this.#value(value[key] as Json, type.of, `${path}[${key}]`, context)
          into[key] = held ?? zero(type.of)
        }
        return into
      }
      case 'struct':
        if (isObject(value)) return this.struct(value, structOf(type.name), path, context.stack)
        break
    }
    return this.#mismatch(kind, type, path, context)
  }

  #mismatch(found: string, type: GoType, path: string, { struct, stack }: Context): undefined {
    const text = `json: cannot unmarshal ${found} into Go struct field ${struct}.${stack.join('.')} of type ${type.go}`
    this.errors.push({ text, path, fatal: false })
  }
}

/** What the message names: the struct whose field it is, and the fields from the top, without places in lists. */
interface Context {
  struct: string
  stack: readonly string[]
}

/**
 * What a type with a decoder of its own has against a value; undefined where it takes it.
 *
 * Units: none. Errors: returned as Kubernetes' sentence.
 * Follows: apimachinery/pkg/util/intstr/intstr.go, api/resource/quantity.go, apis/meta/v1/time.go: UnmarshalJSON (v1.37.2).
 */
export function ownDecoder(value: Json, type: 'Quantity' | 'IntOrString' | 'Time'): string | undefined {
  if (value === null && type !== 'IntOrString') return undefined
  const kind = jsonKind(value)
  if (type === 'Quantity') {
    const parsed = parseQuantity((typeof value === 'string' ? value : marshal(value)).trim())
    return 'error' in parsed ? parsed.error : undefined
  }
  if (type === 'IntOrString') {
    if (kind === 'string' || kind === 'null') return undefined
    if (kind !== 'number') return `json: cannot unmarshal ${kind} into Go value of type int32`
    const fits = Number.isInteger(Number(value)) && Math.abs(Number(value) + 0.5) < 2 ** 31
    return fits ? undefined : `json: cannot unmarshal number ${marshal(value)} into Go value of type int32`
  }
  if (typeof value !== 'string') return `json: cannot unmarshal ${kind} into Go value of type string`
  return badTime(value)
}

const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:[.,]\d+)?(?:Z|[-+]\d\d:\d\d)$/
const LAYOUT = '2006-01-02T15:04:05Z07:00'
const PARTS: readonly [RegExp, string][] = [
  [/^\d{4}/, '2006'], [/^-/, '-'], [/^\d\d/, '01'], [/^-/, '-'], [/^\d\d/, '02'], [/^T/, 'T'], [/^\d\d/, '15'],
  [/^:/, ':'], [/^\d\d/, '04'], [/^:/, ':'], [/^\d\d(?:[.,]\d+)?/, '05'], [/^(?:Z|[-+]\d\d:\d\d)/, 'Z07:00'],
]

function badTime(text: string): string | undefined {
  if (RFC3339.test(text)) return undefined
  let rest = text
  for (const [part, name] of PARTS) {
    const found = part.exec(rest)
    if (!found) return `parsing time ${JSON.stringify(text)} as "${LAYOUT}": cannot parse ${JSON.stringify(rest)} as "${name}"`
    rest = rest.slice(found[0].length)
  }
  return `parsing time ${JSON.stringify(text)}: extra text: ${JSON.stringify(rest)}`
}

function zero(type: GoType): Json {
  if (type.is === 'string') return ''
  if (type.is === 'bool') return false
  if (type.is === 'list') return []
  if (type.is === 'struct' || type.is === 'map') return newObject()
  return 0
}

function isAbsent(value: Json, field: Field): boolean {
  if (isList(value)) return value.length === 0
  if (isObject(value)) return Object.keys(value).length === 0 && !field.pointer
  return (value === '' || value === 0 || value === false) && !field.pointer
}
