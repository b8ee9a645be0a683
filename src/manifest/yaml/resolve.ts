import { base64Bytes, decodeUtf8 } from '../utf8.ts'
import { YamlError } from './cursor.ts'
import type { YamlNode } from './parser.ts'

/** What JSON can hold; a whole number too long for a double is a bigint. */
export type Json = null | boolean | number | bigint | string | readonly Json[] | JsonObject
export interface JsonObject {
  readonly [key: string]: Json
}

const TAGS = 'tag:yaml.org,2002:'

/**
 * What a scalar means in YAML 1.1 as go-yaml reads it: `yes` and `off` are booleans, `010` is 8, `08` and `1:30` are not
 * octal and not sexagesimal, dates stay strings.
 *
 * Errors: throws YamlError, where its tag and its text do not fit. Follows: go.yaml.in/yaml/v2 resolve.go, resolve, and decode.go, decoder.scalar.
 */
export function resolveScalar(node: YamlNode): Json {
  if (node.tag === '') return node.implicit ? resolvePlain(node.value).value : node.value
  const tag = node.tag.startsWith(TAGS) ? node.tag.slice(TAGS.length) : ''
  switch (tag) {
    case 'str':
      return node.value
    case 'binary':
      return decodeBinary(node)
    case 'null':
    case 'bool':
    case 'int':
    case 'float':
    case 'timestamp': {
      const found = resolvePlain(node.value)
      const fits = found.tag === tag || (tag === 'float' && found.tag === 'int')
      if (fits || (tag === 'timestamp' && TIMESTAMP.test(node.value))) return found.value
      throw new YamlError('decoder', `cannot decode !!${found.tag} \`${node.value}\` as a !!${tag}`, node.start)
    }
    default:
      return node.value
  }
}

const WORDS = new Map<string, { tag: string; value: Json }>([
  ...spread('bool', true, 'y Y yes Yes YES true True TRUE on On ON'),
  ...spread('bool', false, 'n N no No NO false False FALSE off Off OFF'),
  ...spread('null', null, '~ null Null NULL'),
  ['', { tag: 'null', value: null }],
  ...spread('float', Number.NaN, '.nan .NaN .NAN'),
  ...spread('float', Infinity, '.inf .Inf .INF +.inf +.Inf +.INF'),
  ...spread('float', -Infinity, '-.inf -.Inf -.INF'),
])
const FLOAT = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/
const INT = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))$/
const TIMESTAMP = /^\d{4}-\d{1,2}-\d{1,2}([Tt ]\d{1,2}:\d{1,2}:\d{1,2}(\.\d+)?(Z|[-+]\d\d:\d\d)?)?$/

function spread(tag: string, value: Json, words: string): [string, { tag: string; value: Json }][] {
  return words.split(' ').map((word) => [word, { tag, value }])
}

function resolvePlain(text: string): { tag: string; value: Json } {
  const word = WORDS.get(text)
  if (word) return word
  const c = text.charCodeAt(0)
  const numeric = (c >= 48 && c <= 57) || c === 43 || c === 45 || c === 46
  // a flag begins with two signs
  if (!numeric || (c === 45 && text.charCodeAt(1) === 45) || TIMESTAMP.test(text)) return { tag: 'str', value: text }
  const plain = c === 46 ? text : text.replaceAll('_', '')
  const whole = c === 46 ? undefined : parseWhole(plain)
  if (whole !== undefined) return { tag: 'int', value: whole }
  const float = FLOAT.test(plain) ? Number(plain) : Number.NaN
  return Number.isFinite(float) ? { tag: 'float', value: float } : { tag: 'str', value: text }
}

function parseWhole(text: string): number | bigint | undefined {
  const found = INT.exec(text)
  if (!found) return undefined
  const [, sign, hex, binary, octal, decimal] = found
  const digits = decimal ?? (hex !== undefined ? `0x${hex}` : binary !== undefined ? `0b${binary}` : `0o${octal!}`)
  const small = Number(digits)
  if (Number.isSafeInteger(small)) return sign === '-' && small !== 0 ? -small : small
  const big = BigInt(digits)
  if (big > (sign === '-' ? 2n ** 63n : 2n ** 64n - 1n)) return undefined
  return sign === '-' ? -big : big
}

function decodeBinary({ value, start }: YamlNode): string {
  const bytes = base64Bytes(value.replaceAll(/[\r\n]/g, ''))
  if (bytes === undefined) throw new YamlError('decoder', '!!binary value contains invalid base64 data', start)
  return decodeUtf8(bytes) ?? '\uFFFD'
}
