import { readDocumentOf } from '../../../manifest/kind.ts'
import type { YamlNode } from '../../../manifest/yaml/parser.ts'
import { readYaml } from '../../../manifest/yaml/read-yaml.ts'
import { type Fields, fields } from '../objects/json.ts'
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
  const groupVersions = versions.map((version) => `${group}/${version}`)
  const read = readDocumentOf(kind, groupVersions, scheme, text)
  if ('error' in read) return read
  // JSON too is held against the strict YAML decoder
  const { root } = readYaml(text, { yamlScannerLine: 'exact' })
  return { value: fields(read.value), repeated: root ? repeatedFields(root) : [] }
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
