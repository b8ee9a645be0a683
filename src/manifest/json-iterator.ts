import { ownDecoder } from './decode.ts'
import { type Field, type GoType, type Struct, fieldOf, structOf } from './schema.ts'
import type { Json } from './yaml/resolve.ts'

/**
 * What json-iterator says of a JSON text that does not fit a struct. After an error it cannot step back any more, so it
 * reads on out of step, and every decoder on the way out puts its name in front: a message may name fields that are right.
 *
 * Units: none.
 * Errors: returned, as json-iterator's whole sentence; undefined where it has none.
 * Follows: github.com/json-iterator/go iter.go, iter_object.go, iter_int.go, iter_skip.go, reflect_struct_decoder.go,
 * reflect_slice.go, reflect_map.go (v1.1.10, in Kubernetes v1.19). v1.9 has an older one, see `jsonDecoder` in release.ts.
 */
export function jsonIteratorError(json: string, struct: string, rules: { minor: number; old: boolean }): string | undefined {
  const iterator = new Iterator(json, rules.minor, rules.old)
  iterator.struct(structOf(struct))
  return iterator.error
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
    if (c !== '{') return this.#report('readObjectStart', `expect { or n, but found ${c}`)
    if (this.#next() === '}') return
    this.#unread()
    const known = [...struct.fields.values()].filter((field) => fieldOf(struct, field.name, this.#minor))
    let end = ','
    while (end === ',') {
      if (known.length > FEW_FIELDS) this.#fieldOfMany(struct)
      else this.#fieldOfFew(struct)
      end = this.#next()
    }
    this.#wrap(this.#old ? `v1.${struct.name}: ` : `v1.${struct.name}.`)
    if (end !== '}') this.#report('struct Decode', `expect }, but found ${end}`)
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

  /** JSON written by Go has no blanks between its tokens. Behind the end there is a NUL. */
  #next(): string {
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
    for (const letter of letters) if (this.#next() !== letter) return this.#report('skip', `expect ${letters}`)
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
    const colon = this.#next()
    if (colon !== ':') this.#report('ReadObject', `expect : after object field, but found ${colon}`)
    this.#field(fieldOf(struct, key, this.#minor))
  }

  #fieldOfFew(struct: Struct): void {
    const quote = this.#next()
    if (quote !== '"') {
      this.#report('readFieldHash', `expect ", but found ${quote}`)
      return this.#skip()
    }
    const key = this.#stringBody()
    const colon = this.#next()
    if (colon !== ':') this.#report('readFieldHash', `expect :, but found ${colon}`)
    this.#field(colon === ':' ? fieldOf(struct, key, this.#minor) : undefined)
  }

  #field(field: Field | undefined): void {
    if (!field) return this.#skip()
    if (!field.pointer || !this.#isNull()) this.#value(field.type)
    this.#wrap(`${field.goName}: `)
    for (const outer of field.embedded.toReversed()) this.#wrap(`${goStruct(outer, this.#minor)}: `)
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
      case 'int32': case 'int64':
        return this.#int(type.is === 'int32' ? 32 : 64)
      case 'Quantity': case 'IntOrString': case 'Time': {
        this.#next()
        this.#unread()
        const start = this.#head
        this.#skip()
        const problem = ownDecoder(parse(this.#json.slice(start, this.#head)), type.is)
        if (problem !== undefined) this.#report('unmarshalerDecoder', problem)
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
    if (c !== '[') return this.#report('decode slice', `expect [ or n, but found ${c}`)
    if (this.#next() === ']') return
    this.#unread()
    do {
      this.#value(of)
      c = this.#next()
    } while (c === ',')
    if (c !== ']') this.#report('decode slice', `expect ], but found ${c}`)
  }

  #map(of: GoType): void {
    let c = this.#next()
    if (c === 'n') return this.#rest('ull')
    if (c !== '{') return this.#report('ReadMapCB', `expect { or n, but found ${c}`)
    if (this.#next() === '}') return
    this.#unread()
    do {
      this.#string()
      const colon = this.#next()
      if (colon !== ':') return this.#report('ReadMapCB', `expect : after object field, but found ${colon}`)
      this.#value(of)
      c = this.#next()
    } while (c === ',')
    if (c !== '}') this.#report('ReadMapCB', `expect }, but found ${c}`)
  }

  #bool(): void {
    if (this.#isNull()) return
    const c = this.#next()
    if (c === 't') this.#rest('rue')
    else if (c === 'f') this.#rest('alse')
    else this.#report('ReadBool', `expect t or f, but found ${c}`)
  }

  #int(bits: 32 | 64): void {
    if (this.#isNull()) return
    let c = this.#next()
    const negative = c === '-'
    if (negative) c = this.#next()
    // the byte that it names is not the one it found, but its own mark for "no digit"
    if (c < '0' || c > '9') return this.#report(`readUint${bits}`, 'unexpected character: \uFFFD')
    const start = this.#head - 1
    if (c !== '0') while (/[0-9]/.test(this.#json[this.#head] ?? '')) this.#head++
    const value = BigInt(this.#json.slice(start, this.#head))
    if (value >= 1n << BigInt(bits)) return this.#report(`readUint${bits}`, 'overflow')
    if (this.#json[this.#head] === '.') this.#report('assertInteger', 'can not decode float as int')
    const most = (1n << BigInt(bits - 1)) - (negative ? 0n : 1n)
    if (value > most) this.#report(`ReadInt${bits}`, `overflow: ${value}`)
  }

  #string(): string {
    const c = this.#next()
    if (c === '"') return this.#stringBody()
    if (c === 'n') this.#rest('ull')
    else this.#report('ReadString', `expects " or n, but found ${c}`)
    return ''
  }

  /** The rest of a string, behind its opening quote. */
  #stringBody(): string {
    const start = this.#head - 1
    while (this.#head < this.#json.length && this.#json[this.#head] !== '"') this.#head += this.#json[this.#head] === '\\' ? 2 : 1
    this.#head++
    const text = parse(this.#json.slice(start, this.#head))
    return typeof text === 'string' ? text : ''
  }

  #skip(): void {
    const c = this.#next()
    if (c === '"') this.#stringBody()
    else if (c === 'n') this.#rest('ull')
    else if (c === 't') this.#rest('rue')
    else if (c === 'f') this.#rest('alse')
    else if (c === '[' || c === '{') this.#skipNested(c)
    else if (/[-0-9]/.test(c)) while (/[-+.eE0-9]/.test(this.#json[this.#head] ?? '')) this.#head++
    else this.#report('Skip', `do not know how to skip: ${c.charCodeAt(0)}`)
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

/** The embedded handler had another name until lifecycle hooks got a type of their own. */
function goStruct(name: string, minor: number): string {
  return name === 'ProbeHandler' && minor < 23 ? 'Handler' : name
}

function parse(json: string): Json {
  try {
    return JSON.parse(json) as Json
  } catch {
    return null
  }
}
