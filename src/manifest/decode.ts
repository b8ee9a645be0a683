import { isRecord } from './own.ts'
import { isList, jsonKind, marshal, sortedKeys } from './go/go-json.ts'
import { quoteTime } from './go/strconv.ts'
import { parseQuantity } from './quantity.ts'
import { type SchemaField, type GoType, type Struct, fieldOf, structOf } from './schema.ts'
import type { ManifestRules } from './types.ts'
import { newObject } from './yaml/decode-yaml.ts'
import type { Json, JsonObject } from './yaml/resolve.ts'

interface DecodeError {
  /** As the decoder of sigs.k8s.io/json says it. */
  text: string
  path: string
}

export interface UnknownField {
  path: string
  name: string
  struct: Struct
  /** The field, where another release has it. */
  field?: SchemaField
}

export interface Decoded {
  /** Known fields only, without those that are as good as absent. */
  value: Record<string, Json>
  unknown: readonly UnknownField[]
  /** In the order of the JSON text. */
  errors: readonly DecodeError[]
  /** The one that the decoder gives: an error of a type's own decoder ends all, others wait for the end. */
  error?: DecodeError
}

/** The release, and what differs in how it decodes. */
type DecodeRules = Pick<ManifestRules, 'embeddedNamed'> & { minor: number }

/**
 * A JSON object as the Go struct of that name, not strictly: what the struct does not know is dropped. The JSON text has sorted
 * keys, as Go writes them, or with `inOrder` those of the value.
 *
 * Errors: returned, each with its field path.
 * Follows: sigs.k8s.io/json internal/golang/encoding/json/decode.go (v1.37.2). Up to v1.22 json-iterator decodes, see
 * json-iterator.ts: the same fields fail, in other words.
 */
export function decodeStruct(value: Json, name: string, rules: DecodeRules, inOrder: boolean): Decoded {
  const decoder = new ManifestDecoder(rules, inOrder)
  const struct = structOf(name)
  const decoded = isRecord(value) ? decoder.struct(value, struct, '', []) : newObject()
  const { errors, unknown } = decoder
  const error = errors.find((error) => error.fatal) ?? errors[0]
  return { value: decoded, unknown, errors, ...(error ? { error } : {}) }
}

class ManifestDecoder {
  readonly errors: (DecodeError & { fatal: boolean })[] = []
  readonly unknown: UnknownField[] = []
  readonly #rules: DecodeRules
  readonly #inOrder: boolean

  constructor(rules: DecodeRules, inOrder: boolean) {
    this.#rules = rules
    this.#inOrder = inOrder
  }

  #keys(of: JsonObject): string[] {
    return this.#inOrder ? Object.keys(of) : sortedKeys(of)
  }

  struct(value: JsonObject, struct: Struct, path: string, stack: readonly string[]): Record<string, Json> {
    const into = newObject()
    for (const key of this.#keys(value)) {
      const at = path === '' ? key : `${path}.${key}`
      const field = fieldOf(struct, key, this.#rules.minor)
      if (!field) {
        const other = struct.fields.get(key)
        this.unknown.push({ path: at, name: key, struct, ...(other ? { field: other } : {}) })
        continue
      }
      const context = { struct: struct.name, stack: [...stack, ...(this.#rules.embeddedNamed ? field.embedded : []), key] }
      const held = this.#value(value[key] as Json, field.type, at, context)
      if (held !== undefined && !isAbsent(held, field)) into[key] = held
    }
    return into
  }

  #value(value: Json, type: GoType, path: string, context: DecodeContext): Json | undefined {
    switch (type.is) {
      case 'any':
        return value
      case 'Quantity':
      case 'IntOrString':
      case 'Time': {
        const wrong = ownDecoder(value, type.is)
        if (wrong) this.errors.push({ text: 'text' in wrong ? wrong.text : mismatch(wrong, context), path, fatal: true })
        return value ?? undefined
      }
      default:
        return value === null ? undefined : this.#plain(value, type, path, context)
    }
  }

  #plain(value: Json, type: GoType, path: string, context: DecodeContext): Json | undefined {
    const kind = jsonKind(value)
    switch (type.is) {
      case 'string':
        if (kind === 'string') return value
        break
      case 'bool':
        if (kind === 'bool') return value
        break
      case 'int32':
      case 'int64': {
        if (kind !== 'number') break
        const [low, high] = type.is === 'int32' ? [-(2 ** 31), 2 ** 31 - 1] : [-(2n ** 63n), 2n ** 63n - 1n]
        const whole = typeof value === 'bigint' || Number.isInteger(value)
        if (whole && (value as number) >= low && (value as number) <= high) return Number(value)
        return this.#mismatch(`number ${marshal(value)}`, type, path, context)
      }
      case 'list':
        if (!isList(value)) break
        return value.map((item, i) => this.#value(item, type.of, `${path}[${i}]`, context) ?? zero(type.of))
      case 'map': {
        if (!isRecord(value)) break
        const into = newObject()
        for (const key of this.#keys(value)) {
          const held = this.#value(value[key] as Json, type.of, `${path}[${key}]`, context)
          into[key] = held ?? zero(type.of)
        }
        return into
      }
      case 'struct':
        if (isRecord(value)) return this.struct(value, structOf(type.name), path, context.stack)
        break
    }
    return this.#mismatch(kind, type, path, context)
  }

  #mismatch(found: string, { go }: GoType, path: string, context: DecodeContext): undefined {
    this.errors.push({ text: mismatch({ found, go }, context), path, fatal: false })
  }
}

/** What the message names: the struct whose field it is, and the fields from the top, without places in lists. */
interface DecodeContext {
  struct: string
  stack: readonly string[]
}

/** A JSON value of one kind where Go wants another. */
interface Mismatch {
  found: string
  go: string
}

function mismatch({ found, go }: Mismatch, { struct, stack }: DecodeContext): string {
  return `json: cannot unmarshal ${found} into Go struct field ${struct}.${stack.join('.')} of type ${go}`
}

/**
 * What a type with a decoder of its own has against a value; undefined where it takes it.
 *
 * Errors: returned as Kubernetes' sentence.
 * Follows: apimachinery/pkg/util/intstr/intstr.go, api/resource/quantity.go, apis/meta/v1/time.go: UnmarshalJSON (v1.37.2).
 */
export function ownDecoder(value: Json, type: 'Quantity' | 'IntOrString' | 'Time'): { text: string } | Mismatch | undefined {
  if (value === null && type !== 'IntOrString') return undefined
  const kind = jsonKind(value)
  if (type === 'Quantity') {
    const parsed = parseQuantity((typeof value === 'string' ? value : marshal(value)).trim())
    return 'error' in parsed ? { text: parsed.error } : undefined
  }
  if (type === 'IntOrString') {
    if (kind === 'string' || kind === 'null') return undefined
    if (kind !== 'number') return { found: kind, go: 'int32' }
    const fits = (Number(value) | 0) === Number(value)
    return fits ? undefined : { found: `number ${marshal(value)}`, go: 'int32' }
  }
  if (typeof value !== 'string') return { found: kind, go: 'string' }
  const text = badTime(value)
  return text === undefined ? undefined : { text }
}

const LAYOUT = '2006-01-02T15:04:05Z07:00'
/** In their order: what a part looks like, its name in the layout, and the least and the most that it may be. */
const PARTS: readonly [RegExp, string, string?, number?, number?][] = [
  [/^\d{4}/, '2006'],
  [/^-/, '-'],
  [/^\d\d/, '01', 'month', 1, 12],
  [/^-/, '-'],
  [/^\d\d/, '02'],
  [/^T/, 'T'],
  [/^\d\d?/, '15', 'hour', 0, 23],
  [/^:/, ':'],
  [/^\d\d/, '04', 'minute', 0, 59],
  [/^:/, ':'],
  [/^\d\d/, '05', 'second', 0, 59],
  [/^(?:[.,]\d+)?(?:Z|[-+]\d\d:\d\d)/, 'Z07:00'],
]

function badTime(text: string): string | undefined {
  let rest = text
  let [month, day] = [0, 0]
  for (const [part, name, what, least = 0, most = 0] of PARTS) {
    const found = part.exec(rest)?.[0]
    if (found === undefined) return `parsing time ${quoteTime(text)} as "${LAYOUT}": cannot parse ${quoteTime(rest)} as "${name}"`
    const value = Number(found)
    if (what !== undefined && (value < least || value > most)) return `parsing time ${quoteTime(text)}: ${what} out of range`
    if (name === '01') month = value
    if (name === '02') day = value
    rest = rest.slice(found.length)
  }
  if (rest !== '') return `parsing time ${quoteTime(text)}: extra text: ${quoteTime(rest)}`
  const year = Number(text.slice(0, 4))
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const days = month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31
  return day < 1 || day > days ? `parsing time ${quoteTime(text)}: day out of range` : undefined
}

function zero(type: GoType): Json {
  if (type.is === 'string') return ''
  if (type.is === 'struct') return newObject()
  return 0
}

function isAbsent(value: Json, field: SchemaField): boolean {
  if (isList(value)) return value.length === 0
  if (isRecord(value)) return Object.keys(value).length === 0 && !field.pointer
  // a name that is empty is not a number that is none
  if (value === '' && field.type.is === 'IntOrString') return false
  return (value === '' || value === 0 || value === false) && !field.pointer
}
