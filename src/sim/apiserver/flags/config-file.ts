import { jsonKind } from '../../../manifest/go/go-json.ts'
import { looksLikeJson, readJson } from '../../../manifest/go/json-text.ts'
import { META } from '../../../manifest/kind.ts'
import { isRecord } from '../../../manifest/own.ts'
import type { YamlNode } from '../../../manifest/yaml/parser.ts'
import { readYaml } from '../../../manifest/yaml/read-yaml.ts'
import { type Fields, fields, type ObjectJson, text as textOf } from '../objects/json.ts'
import { heldAgainst, type Structs } from '../objects/go-structs.ts'
import type { Release } from '../../release/release.ts'

/**
 * How an error names the scheme that knows no such kind: from 1.19 on all have one name, before the file's own, and at first none.
 *
 * Follows: staging/src/k8s.io/apimachinery/pkg/runtime/scheme.go, NewScheme; as built for releases.
 */
export function schemeText({ schemeName }: Pick<Release, 'schemeName'>, own: string): string {
  return schemeName === '' || schemeName.includes('pkg/runtime/') ? schemeName : ` in scheme "${own}"`
}

/** Reads JSON or YAML that may say its kind and version, or nothing at all. Errors: returned in upstream's words. */
export function readDocument(text: string): { value: Fields | null } | { error: string } {
  const json = looksLikeJson(text) ? readJson(text) : undefined
  if (json?.problem !== undefined) return { error: `couldn't get version/kind; json parse error: ${json.problem}` }
  const yaml = json ?? readYaml(text, { yamlScannerLine: 'exact' })
  if (yaml.problem !== undefined) return { error: yaml.problem.text }
  const value = yaml.value as ObjectJson
  const unlike = (found: unknown, where: string): { error: string } => ({
    error: `couldn't get version/kind; json parse error: json: cannot unmarshal ${jsonKind(found)} into Go ${where}`,
  })
  if (value === null) return { value }
  if (!isRecord(value)) return unlike(value, `value of type ${META}`)
  const wrong = ['apiVersion', 'kind'].find((name) => !['string', 'undefined'].includes(typeof (value[name] ?? undefined)))
  return wrong === undefined ? { value } : unlike(value[wrong], `struct field .${wrong} of type string`)
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
): { value: Fields; repeated: readonly string[] } | { error: string } {
  const read = readDocument(text)
  if ('error' in read) return read
  const value = fields(read.value)
  if (!value['kind']) return { error: `Object 'Kind' is missing in '${text}'` }
  if (!value['apiVersion']) return { error: `Object 'apiVersion' is missing in '${text}'` }
  const [given, version = ''] = textOf(value['apiVersion']).split('/')
  if (given !== group || !versions.includes(version) || value['kind'] !== kind) {
    return { error: `no kind "${textOf(value['kind'])}" is registered for version "${textOf(value['apiVersion'])}"${scheme}` }
  }
  // JSON too is held against the strict YAML decoder
  const { root } = readYaml(text, { yamlScannerLine: 'exact' })
  return { value, repeated: root ? repeatedFields(root) : [] }
}

/**
 * Reads a configuration file strictly, as `readConfigFile` and its structs have it. Errors: returned in upstream's words.
 */
export function readStrictly(
  text: string,
  kind: string,
  versions: readonly string[],
  scheme: string,
  structs: Structs,
): { value: Fields } | { error: string } {
  const read = readConfigFile(text, kind, versions, scheme)
  if ('error' in read) return read
  const { apiVersion, kind: _kind, ...value } = read.value
  const { wrong, unknown } = heldAgainst(value, structs, kind, String(apiVersion).split('/').at(-1))
  if (wrong) return { error: wrong.message }
  const strange = [...read.repeated, ...unknown.map((path) => `unknown field "${path}"`)]
  return strange.length > 0 ? { error: `strict decoding error: ${strange.join(', ')}` } : { value }
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
