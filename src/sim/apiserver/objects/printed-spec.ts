import { getOrInsert } from '../../../manifest/own.ts'
import { canonicalQuantity } from '../../../manifest/quantity.ts'
import { type GoType, type Struct, structOf } from '../../../manifest/schema.ts'
import { type Fields, fields, type ObjectJson } from './json.ts'

const printed = new WeakMap<object, Fields>()

/**
 * A pod's spec with its quantities as Kubernetes writes them again: `1024Mi` is `1Gi`.
 *
 * Follows: staging/src/k8s.io/apimachinery/pkg/api/resource/quantity.go, MarshalJSON (v1.37.2).
 */
export function printedSpec(spec: Fields): Fields {
  return getOrInsert(printed, spec, () => ofStruct(spec, structOf('PodSpec')))
}

function ofStruct(value: Fields, struct: Struct): Fields {
  const own = Object.fromEntries(
    Object.entries(value).map(([name, item]) => {
      const type = struct.fields.get(name)?.type
      return [name, type ? ofType(item, type) : item]
    }),
  )
  // Go leaves no struct out
  return struct.name === 'ResourceFieldSelector' ? { divisor: '0', ...own } : own
}

function ofType(value: ObjectJson, type: GoType): ObjectJson {
  if (type.is === 'Quantity') return typeof value === 'string' || typeof value === 'number' ? canonicalQuantity(String(value)) : value
  if (type.is === 'list' && Array.isArray(value)) return value.map((item: ObjectJson) => ofType(item, type.of))
  if (typeof value !== 'object' || value === null) return value
  if (type.is === 'struct') return ofStruct(fields(value), structOf(type.name))
  if (type.is === 'map') return Object.fromEntries(Object.entries(fields(value)).map(([name, item]) => [name, ofType(item, type.of)]))
  return value
}
