import { jsonKind, sortedKeys } from '../../../manifest/go/go-json.ts'
import { looksLikeJson, readJson } from '../../../manifest/go/json-text.ts'
import { defined, isRecord } from '../../../manifest/own.ts'
import type { YamlNode } from '../../../manifest/yaml/parser.ts'
import { readYaml } from '../../../manifest/yaml/read.ts'
import type { Release } from '../../release/release.ts'

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

/**
 * How an error names the scheme that knows no such kind: from 1.19 on all have one name, before the file's own, and at first none.
 *
 * Follows: staging/src/k8s.io/apimachinery/pkg/runtime/scheme.go, NewScheme; as built for releases.
 */
export function schemeText({ schemeName }: Pick<Release, 'schemeName'>, own: string): string {
  return schemeName === '' || schemeName.includes('pkg/runtime/') ? schemeName : ` in scheme "${own}"`
}

/**
 * Reads a configuration file of the kube-apiserver as far as its kind, and fields given twice.
 *
 * Errors: returned in upstream's words; `repeated` for what only a strict decoder minds.
 * Follows: staging/src/k8s.io/apimachinery/pkg/runtime/serializer/json/json.go (v1.36.2).
 */
export function readConfigFile(
  text: string,
  kind: string,
  versions: readonly string[],
  scheme: string,
  group = 'apiserver.config.k8s.io',
): { value: Record<string, unknown>; repeated: readonly string[] } | { error: string } {
  const json = looksLikeJson(text) ? readJson(text) : undefined
  if (json?.problem !== undefined) return { error: `couldn't get version/kind; json parse error: ${json.problem}` }
  const yaml = json ?? readYaml(text, { yamlScannerLine: 'exact' })
  if (yaml.problem !== undefined) return { error: yaml.problem.text }
  const value: unknown = yaml.value
  if (!isRecord(value))
    return {
      error:
        value === null
          ? `Object 'Kind' is missing in '${text}'`
          : `couldn't get version/kind; json parse error: json: cannot unmarshal ${jsonKind(value)} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`,
    }
  if (typeof value['kind'] !== 'string' || value['kind'] === '') return { error: `Object 'Kind' is missing in '${text}'` }
  if (typeof value['apiVersion'] !== 'string' || value['apiVersion'] === '') return { error: `Object 'apiVersion' is missing in '${text}'` }
  const [given, version = ''] = value['apiVersion'].split('/')
  if (given !== group || !versions.includes(version) || value['kind'] !== kind) {
    return { error: `no kind "${value['kind']}" is registered for version "${value['apiVersion']}"${scheme}` }
  }
  // JSON too is held against the strict YAML decoder
  const { root } = readYaml(text, { yamlScannerLine: 'exact' })
  return { value, repeated: root ? repeatedFields(root) : [] }
}

function repeatedFields(node: YamlNode): string[] {
  const seen = new Set<string>()
  return node.children.flatMap((child, i) => {
    const below = repeatedFields(child)
    const repeated = node.kind === 'mapping' && i % 2 === 0 && child.kind === 'scalar' && seen.has(child.value)
    if (node.kind === 'mapping' && i % 2 === 0 && child.kind === 'scalar') seen.add(child.value)
    if (!repeated) return below
    return [`yaml: unmarshal errors:\n  line ${child.start.line + 1}: key "${child.value}" already set in map`, ...below]
  })
}
