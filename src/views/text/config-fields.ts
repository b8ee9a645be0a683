import texts from '../../texts/config-fields.tsv?raw'
import { readTable } from '../../texts/table.ts'

/** A field of a configuration file: its type in a word, what it is for, and what it holds. */
interface ConfigField {
  type: string
  says: string
  fields?: ConfigFields
}
export type ConfigFields = Readonly<Record<string, ConfigField>>

type Fields = Record<string, { type: string; says: string; fields?: Fields }>

/** The fields of configuration files, by their kind; a line of the table stands behind the one that it is a field of. */
export const CONFIG_KINDS: ReadonlyMap<string, ConfigFields> = readKinds()

function readKinds(): Map<string, ConfigFields> {
  const kinds = new Map<string, Fields>()
  for (const { kind, field, type, says } of readTable(texts, 'kind', 'field', 'type', 'says')) {
    let fields = kinds.get(kind)
    if (!fields) kinds.set(kind, (fields = {}))
    const path = field.split('.')
    for (const name of path.slice(0, -1)) fields = fields[name]!.fields ??= {}
    fields[path.at(-1)!] = { type, says }
  }
  return kinds
}

/**
 * The fields below a path of keys; lists are looked through.
 *
 * Errors: undefined where the kind has no such place.
 * Follows: staging/src/k8s.io/apiserver/pkg/apis/apiserver/v1/types.go and staging/src/k8s.io/kubelet/config/v1beta1/types.go (v1.36.2).
 */
export function configFieldsAt(kind: string, keys: readonly string[]): ConfigFields | undefined {
  let fields = CONFIG_KINDS.get(kind)
  for (const key of keys) fields = fields && Object.hasOwn(fields, key) ? fields[key]!.fields : undefined
  return fields
}
