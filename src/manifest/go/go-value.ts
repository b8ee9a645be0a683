import { isList, isObject, marshal } from './go-json.ts'
import { type GoType, structOf } from '../schema.ts'
import type { Json, JsonObject } from '../yaml/resolve.ts'

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
  if (value === undefined || value === null) {
    if (pointer || type.is === 'list' || type.is === 'map') return 'null'
    if (type.is === 'struct') return goJson({}, type.name)
    return type.is === 'string' ? '""' : type.is === 'bool' ? 'false' : '0'
  }
  if (type.is === 'struct' && isObject(value)) return goJson(value, type.name)
  if (type.is === 'list' && isList(value)) return `[${value.map((item) => formatValue(item, type.of, false)).join(',')}]`
  return marshal(value)
}
