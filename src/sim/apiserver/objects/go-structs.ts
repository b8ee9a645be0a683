import type { Json } from '../../../manifest/yaml/resolve.ts'
import { jsonKind, sortedKeys } from '../../../manifest/go/go-json.ts'
import { defined } from '../../../manifest/own.ts'
import { type Fields, fields } from './json.ts'

/** Fields of Go structs by the structs' names, each with its type. */
export type Structs = ReadonlyMap<string, ReadonlyMap<string, string>>

/** Why an object cannot be decoded: a sentence, and the path of the field. */
export interface FieldProblem {
  message: string
  path: string
}

/**
 * Reads Go structs from text: a line a struct, a word a field, `name:type`. A type is `string` where none is written, `bool`, `int64`, `any`,
 * `map[string]string`, another of the structs, `[]T`, or else a string with a name of its own.
 */
export function readStructs(text: string): Structs {
  return new Map(
    text
      .trim()
      .split('\n')
      .map((line) => {
        const [name = '', ...words] = line.split(/:? /)
        return [name, new Map(words.map((word) => [word.split(':')[0]!, word.split(':')[1] ?? 'string'] as const))] as const
      }),
  )
}

/** What all objects have, as a line of such a text. */
export const OBJECT_META =
  'ObjectMeta: name generateName namespace labels:map[string]string annotations:map[string]string finalizers:[]string ownerReferences:any uid resourceVersion creationTimestamp:any managedFields:any selfLink generation:any'

/** JSON types of what has no fields. */
const PLAIN: Readonly<Record<string, string>> = { bool: 'boolean', int64: 'number' }

/**
 * An object held against a struct: the first thing of a wrong type, as encoding/json says it; the paths of fields that no struct has; and
 * the object without them.
 *
 * `version` is that of the structs. Follows: sigs.k8s.io/json internal/golang/encoding/json/decode.go (v1.37.2), by sorted names.
 */
export function heldAgainst(
  object: Fields,
  structs: Structs,
  struct: string,
  version = 'v1',
): { wrong?: FieldProblem; unknown: readonly string[]; known: Fields } {
  const unknown: string[] = []
  let wrong: FieldProblem | undefined
  const goType = (type: string): string => (/^(string|bool|int64|map.*)$/.test(type) ? type : `${version}.${type}`)
  const walk = (of: Fields, name: string, parent: string): Fields => {
    const known = new Map<string, Json>()
    for (const key of sortedKeys(of)) {
      const type = structs.get(name)!.get(key)
      const path = `${parent}${key}`
      if (type === undefined) unknown.push(path)
      // Go takes null for nothing
      else if (of[key] !== null) known.set(key, check(of[key]!, type, path, name))
    }
    return Object.fromEntries(Object.keys(of).flatMap((key) => (known.has(key) ? [[key, known.get(key)!]] : [])))
  }
  const check = (value: Json, type: string, path: string, owner: string): Json => {
    const refuse = (found: Json, of: string, at = path): Json => {
      const field = `${owner}.${path.replaceAll(/\[\d+\]/g, '')}`
      wrong ??= { message: `json: cannot unmarshal ${jsonKind(found)} into Go struct field ${field} of type ${of}`, path: at }
      return found
    }
    if (type === 'any') return value
    const kind = jsonKind(value)
    if (type.startsWith('[]')) {
      if (!Array.isArray(value)) return refuse(value, `[]${goType(type.slice(2))}`)
      const item = type.slice(2)
      return value.map((held: Json, i) => check(held ?? (structs.has(item) ? {} : ''), item, `${path}[${i}]`, owner))
    }
    if (type.startsWith('map')) {
      if (kind !== 'object') return refuse(value, type)
      const [key, bad] = Object.entries(fields(value)).find(([, item]) => typeof item !== 'string' && item !== null) ?? []
      return key === undefined ? value : refuse(bad!, 'string', `${path}.${key}`)
    }
    if (structs.has(type)) return kind === 'object' ? walk(fields(value), type, `${path}.`) : refuse(value, goType(type))
    return typeof value === (PLAIN[type] ?? 'string') ? value : refuse(value, goType(type))
  }
  const known = walk(object, struct, '')
  return { ...defined({ wrong }), unknown, known }
}
