import { ownDecoder } from '../decode.ts'
import { type SchemaField, type GoType, type Struct, fieldOf, structOf } from '../schema.ts'
import { fromBytes, toBytes } from '../utf8.ts'
import type { Json } from '../yaml/resolve.ts'

/**
 * What json-iterator says of a well-formed JSON text that does not fit a struct; only its first error is told. After an error it cannot step back any more, so it
 * reads on out of step, and every decoder on the way out puts its name in front: a message may name fields that are right.
 *
 * Errors: returned, as json-iterator's whole sentence; undefined where it has none.
 * Follows: github.com/json-iterator/go iter.go, iter_object.go, iter_int.go, iter_skip.go, reflect_struct_decoder.go,
 * reflect_slice.go, reflect_map.go (v1.1.10, in Kubernetes v1.19). v1.9 has an older one (its files begin with feature_), which says
 * less of what it found; see `jsonDecoder` in release.ts.
 */
export function jsonIteratorError(json: string, struct: string, rules: { minor: number; old: boolean }): string | undefined {
  const iterator = new Iterator(toBytes(json), rules.minor, rules.old)
  iterator.struct(structOf(struct))
  return iterator.error === undefined ? undefined : fromBytes(iterator.error)
}

/** Structs with more fields are read by a decoder that reacts otherwise once it is out of step. */
const FEW_FIELDS = 10

class Iterator {
  readonly #json: string
  readonly #minor: number
  readonly #old: boolean
  #head = 0
  error: string | undefined

  constructor(json: string, minor: number, old: boolean) {
    this.#json = json
    this.#minor = minor
    this.#old = old
  }

  struct(struct: Struct): void {
    const c = this.#next()
    if (c === 'n') return this.#rest('ull')
    if (c !== '{') return this.#report('readObjectStart', this.#found('expect { or n', c))
    if (this.#next() === '}') return
    this.#unread()
    const known = [...struct.fields.values()].filter((field) => fieldOf(struct, field.name, this.#minor))
    const few = known.length <= FEW_FIELDS
    let end = ','
    while (end === ',') {
      if (few) this.#fieldOfFew(struct)
      else this.#fieldOfMany(struct)
      end = this.#next()
    }
    if (few && end !== '}') this.#report('isObjectEnd', `object ended prematurely${this.#old ? '' : `, unexpected char ${end}`}`)
    const name = goStruct(struct.name)
    this.#wrap(this.#old ? `v1.${name}: ` : `v1.${name}.`)
    if (end !== '}' && !this.#old) this.#report('struct Decode', `expect }, but found ${end}`)
  }

  /** The older one does not say what it found. */
  #found(expected: string, c: string): string {
    return this.#old ? expected : `${expected}, but found ${c}`
  }

  /** Puts a name in front of the error, if there is one. */
  #wrap(before: string): void {
    if (this.error !== undefined) this.error = before + this.error
  }

  #report(operation: string, message: string): void {
    if (this.error !== undefined) return
    const start = Math.max(0, this.#head - 10)
    if (this.#old) {
      this.error = `${operation}: ${message}, parsing ${this.#head} ...${this.#json.slice(start, this.#head)}... at ${this.#json}`
      return
    }
    const near = this.#json.slice(start, this.#head + 10)
    const wide = this.#json.slice(Math.max(0, this.#head - 50), this.#head + 50)
    this.error = `${operation}: ${message}, error found in #${this.#head - start} byte of ...|${near}|..., bigger context ...|${wide}|...`
  }

  /** The next token's first byte. Behind the end there is a NUL. */
  #next(): string {
    while (/[ \n\t\r]/.test(this.#json[this.#head] ?? '')) this.#head++
    return this.#byte()
  }

  #byte(): string {
    const c = this.#json[this.#head]
    if (c === undefined) return '\0'
    this.#head++
    return c
  }

  #unread(): void {
    if (this.error === undefined) this.#head--
  }

  /** The rest of `null`, `true` or `false`; stops at the first letter that does not fit. */
  #rest(letters: string): void {
    for (const letter of letters) if (this.#byte() !== letter) return
  }

  #isNull(): boolean {
    if (this.#next() === 'n') {
      this.#rest('ull')
      return true
    }
    this.#unread()
    return false
  }

  #fieldOfMany(struct: Struct): void {
    const key = this.#string()
    this.#next()
    this.#field(fieldOf(struct, key, this.#minor))
  }

  #fieldOfFew(struct: Struct): void {
    if (this.#next() !== '"') return this.#skip()
    const key = this.#stringBody()
    this.#next()
    this.#field(fieldOf(struct, key, this.#minor))
  }

  #field(field: SchemaField | undefined): void {
    if (!field) return this.#skip()
    if (!field.pointer || !this.#isNull()) this.#value(field.type)
    this.#wrap(`${field.goName}: `)
    for (const outer of field.embedded.toReversed()) this.#wrap(`${goStruct(outer)}: `)
  }

  #value(type: GoType): void {
    switch (type.is) {
      case 'any':
        return this.#skip()
      case 'string':
        this.#string()
        return
      case 'bool':
        return this.#bool()
      case 'int32':
      case 'int64':
        return this.#int(type.is === 'int32' ? 32 : 64)
      case 'Quantity':
      case 'IntOrString':
      case 'Time': {
        this.#next()
        this.#unread()
        const start = this.#head
        this.#skip()
        const wrong = ownDecoder(parse(this.#json.slice(start, this.#head)), type.is)
        if (wrong)
          this.#report(
            'unmarshalerDecoder',
            'text' in wrong ? wrong.text : `json: cannot unmarshal ${wrong.found} into Go value of type ${wrong.go}`,
          )
        return
      }
      case 'list':
        this.#list(type.of)
        return this.#wrap(`${type.go}: `)
      case 'map':
        return this.#map(type.of)
      case 'struct':
        return this.struct(structOf(type.name))
    }
  }

  #list(of: GoType): void {
    let c = this.#next()
    if (c === 'n') return this.#rest('ull')
    if (c !== '[')
      return this.#old
        ? this.#report('ReadArrayCB', `expect [ or n, but found: ${c}`)
        : this.#report('decode slice', `expect [ or n, but found ${c}`)
    if (this.#next() === ']') return
    this.#unread()
    do {
      this.#value(of)
      c = this.#next()
    } while (c === ',')
    if (c !== ']') this.#report('ReadArrayCB', 'expect ] in the end')
  }

  #map(of: GoType): void {
    const c = this.#next()
    if (c === 'n') return this.#rest('ull')
    if (c !== '{') return this.#report('ReadMapCB', this.#found('expect { or n', c))
    if (this.#next() === '}') return
    this.#unread()
    do {
      this.#string()
      this.#next()
      this.#value(of)
    } while (this.#next() === ',')
  }

  #bool(): void {
    if (this.#isNull()) return
    const c = this.#next()
    if (c === 't') this.#rest('rue')
    else if (c === 'f') this.#rest('alse')
    else this.#report('ReadBool', this.#found('expect t or f', c))
  }

  #int(bits: 32 | 64): void {
    if (this.#isNull()) return
    let c = this.#next()
    const negative = c === '-'
    if (negative) c = this.#byte()
    // the byte that it names is not the one it found, but its own mark for "no digit"
    if (c < '0' || c > '9') return this.#report(`readUint${bits}`, 'unexpected character: \xFF')
    const value = this.#digits(BigInt(c), bits)
    if (value === undefined) return this.#report(`readUint${bits}`, 'overflow')
    if (this.#json[this.#head] === '.' && !this.#old) this.#report('assertInteger', 'can not decode float as int')
    const most = (1n << BigInt(bits - 1)) - (negative ? 0n : 1n)
    if (value > most) this.#report(`ReadInt${bits}`, `overflow: ${value}`)
  }

  /** The digits behind the first one: what they come to, or undefined where it notices that they are too many. */
  #digits(first: bigint, bits: 32 | 64): bigint | undefined {
    // seven are read in one go; an overflow leaves it behind them
    const inOneGo = this.#json.length - this.#head > 10 && !(this.#old && bits === 64) ? 7 : 0
    const safe = ((1n << BigInt(bits)) - 1n) / 10n - 1n
    let value = first
    let at = this.#head
    for (; /[0-9]/.test(this.#json[at] ?? ''); at++) {
      const next = BigInt.asUintN(bits, value * 10n + BigInt(this.#json[at] as string))
      if (value > safe && next < value) {
        this.#head += inOneGo
        return undefined
      }
      value = next
    }
    this.#head = at
    return value
  }

  #string(): string {
    const c = this.#next()
    if (c === '"') return this.#stringBody()
    if (c === 'n') this.#rest('ull')
    else this.#report('ReadString', this.#found('expects " or n', c))
    return ''
  }

  /** The rest of a string, behind its opening quote. */
  #stringBody(): string {
    const start = this.#head - 1
    while (this.#head < this.#json.length && this.#json[this.#head] !== '"') this.#head += this.#json[this.#head] === '\\' ? 2 : 1
    this.#head++
    return String(parse(this.#json.slice(start, this.#head)))
  }

  #skip(): void {
    const c = this.#next()
    if (c === '"') this.#stringBody()
    else if (c === 'n') this.#rest('ull')
    else if (c === 't') this.#rest('rue')
    else if (c === 'f') this.#rest('alse')
    else if (c === '[' || c === '{') this.#skipNested(c)
    // what begins no value comes after an error alone
    else if (/[-0-9]/.test(c)) while (/[-+.eE0-9]/.test(this.#json[this.#head] ?? '')) this.#head++
  }

  #skipNested(open: string): void {
    // it steps back to read the bracket again, which after an error it cannot
    if (this.error !== undefined) {
      this.#next()
      return
    }
    const close = open === '[' ? ']' : '}'
    if (this.#next() === close) return
    this.#unread()
    let c: string
    do {
      if (open === '{') {
        this.#string()
        this.#next()
      }
      this.#skip()
      c = this.#next()
    } while (c === ',')
  }
}

/** Probes and lifecycle hooks had one handler for as long as json-iterator read them. */
function goStruct(name: string): string {
  return name === 'ProbeHandler' || name === 'LifecycleHandler' ? 'Handler' : name
}

function parse(bytes: string): Json {
  if (/^-?[0-9]{16,}$/.test(bytes)) return BigInt(bytes)
  const text = fromBytes(bytes)
  try {
    return JSON.parse(text) as Json
  } catch {
    return null
  }
}
