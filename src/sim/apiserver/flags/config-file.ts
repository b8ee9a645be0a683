import { jsonKind } from '../../../manifest/go-json.ts'
import { isRecord } from '../../../manifest/own.ts'
import { parseDocument } from 'yaml'
import { looksLikeJson, readJson } from '../../../manifest/json-text.ts'
import { readYaml } from '../../../manifest/yaml/read.ts'

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
  const [group, version = ''] = value['apiVersion'].split('/')
  if (group !== 'apiserver.config.k8s.io' || !versions.includes(version) || value['kind'] !== kind) {
    return { error: `no kind "${value['kind']}" is registered for version "${value['apiVersion']}" in scheme "${scheme}"` }
  }
  return { value, repeated: repeatedFields(text) }
}

function repeatedFields(text: string): string[] {
  return parseDocument(text, { uniqueKeys: true, logLevel: 'silent' })
    .errors.filter((error) => error.code === 'DUPLICATE_KEY')
    .map((error) => {
      const key = /^\s*-?\s*([^:]+):/.exec(text.split('\n')[(error.linePos?.[0].line ?? 1) - 1] ?? '')?.[1]?.trim() ?? ''
      return `yaml: unmarshal errors:\n  line ${error.linePos?.[0].line ?? 1}: key "${key}" already set in map`
    })
}

/**
 * The fields of an object that a Go struct has not.
 *
 * Errors: these are. Follows: as `readConfigFile`.
 */
export function unknownIn(object: unknown, path: string, fields: readonly string[]): string[] {
  if (!isRecord(object)) return []
  return Object.keys(object).flatMap((name) => (fields.includes(name) ? [] : [`unknown field "${path}${name}"`]))
}
