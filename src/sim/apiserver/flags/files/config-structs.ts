import { jsonKind, sortedKeys } from '../../../../manifest/go/go-json.ts'
import { defined, isRecord } from '../../../../manifest/own.ts'

/**
 * Go structs as text: a line a struct, a word a field, `name:type`. A type is `string`, `bool`, `any`, another of the structs, `[]T`, or else a
 * string with a name of its own. The first struct is the file's; its kind and version are known anyway.
 */
type Structs = string

/**
 * A configuration file's value held against its structs: the first thing of a wrong type, as encoding/json says it, and the fields that
 * none of them has.
 *
 * Errors: these are. Follows: sigs.k8s.io/json internal/golang/encoding/json/decode.go (v1.37.2), which goes by the sorted names.
 */
export function heldAgainst(value: Record<string, unknown>, structs: Structs): { error?: string; unknown: readonly string[] } {
  const lines = structs.trim().split('\n')
  const fieldsOf = new Map(
    lines.map((line) => {
      const [name = '', ...fields] = line.split(/:? /)
      return [name, new Map(fields.map((field) => field.split(':') as [string, string]))]
    }),
  )
  const [first = ''] = fieldsOf.keys()
  const version = String(value['apiVersion']).split('/').at(-1)!
  const unknown: string[] = []
  let error: string | undefined
  const go = (type: string): string => (/^(string|bool)$/.test(type) ? type : `${version}.${type}`)
  const wrong = (found: unknown, field: string, type: string): void => {
    error ??= `json: cannot unmarshal ${jsonKind(found)} into Go struct field ${field} of type ${type}`
  }
  const walk = (of: Record<string, unknown>, struct: string, path: string, at: string): void => {
    for (const key of sortedKeys(of)) {
      const type = fieldsOf.get(struct)!.get(key)
      if (type === undefined) {
        if (at !== '' || (key !== 'kind' && key !== 'apiVersion')) unknown.push(`unknown field "${at}${key}"`)
        continue
      }
      const [found, field] = [of[key], `${path}.${key}`]
      if (type === 'any' || found === null || found === undefined) continue
      const checkItem = (item: unknown, inner: string, place: string): void => {
        const isStruct = fieldsOf.has(inner)
        if (item === null) return
        if (isStruct ? !isRecord(item) : typeof item !== (inner === 'bool' ? 'boolean' : 'string')) wrong(item, struct + field, go(inner))
        else if (isStruct) walk(item as Record<string, unknown>, inner, field, `${place}.`)
      }
      const inner = type.replace('[]', '')
      if (inner === type) checkItem(found, type, `${at}${key}`)
      else if (Array.isArray(found)) found.forEach((item, i) => checkItem(item, inner, `${at}${key}[${i}]`))
      else wrong(found, struct + field, `[]${go(inner)}`)
    }
  }
  walk(value, first, '', '')
  return { ...defined({ error }), unknown }
}
