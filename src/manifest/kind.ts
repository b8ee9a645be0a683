import { isRecord } from './own.ts'
import { jsonKind } from './go/go-json.ts'
import { looksLikeJson, readJson } from './go/json-text.ts'
import { quoteGo } from './go/strconv.ts'
import { readYaml } from './yaml/read-yaml.ts'
import type { Json } from './yaml/resolve.ts'

/** What the text says that it is, or why the kubelet takes it for no pod at all. */
export type KindResult = { problem?: undefined } | { problem: string; path: string; code: 'PARSE' | 'KIND' }

/** Whatever has a kind, as Go has it. */
const META = 'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }'

/** Kinds of core/v1 that decode well and are no pod then. */
const CORE_KINDS = new Set(
  `Binding ComponentStatus ConfigMap Endpoints Event LimitRange List Namespace Node PersistentVolume PersistentVolumeClaim
  PodList PodTemplate ReplicationController ResourceQuota Secret Service ServiceAccount ConfigMapList EndpointsList EventList
  LimitRangeList NamespaceList NodeList PersistentVolumeList PersistentVolumeClaimList PodTemplateList
  ReplicationControllerList ResourceQuotaList SecretList ServiceList ServiceAccountList PodStatusResult RangeAllocation`.split(/\s+/),
)

/** What a document holds, and the kind and version that it says: empty where it says none. */
interface TypedDocument {
  value: Json
  apiVersion: string
  kind: string
}

/** Follows: apimachinery/pkg/runtime/serializer/json/meta.go, Interpret (v1.37.2). */
function interpret(value: Json): TypedDocument | { problem: string; path: string } {
  const notMeta = (text: string, path: string) => ({ problem: `${NO_META}${text}`, path })
  if (value !== null && !isRecord(value)) return notMeta(`json: cannot unmarshal ${jsonKind(value)} into Go value of type ${META}`, '')
  const found: Record<'apiversion' | 'kind', string> = { apiversion: '', kind: '' }
  for (const key of Object.keys(value ?? {}).toSorted()) {
    // Go's own JSON package does not mind upper and lower case
    const name = key.toLowerCase()
    if (name !== 'apiversion' && name !== 'kind') continue
    const held = (value as Record<string, Json>)[key] as Json
    const field = name === 'kind' ? 'kind' : 'apiVersion'
    if (typeof held === 'string') found[name] = held
    else if (held !== null) return notMeta(`json: cannot unmarshal ${jsonKind(held)} into Go struct field .${field} of type string`, key)
  }
  return { value, apiVersion: found.apiversion, kind: found.kind }
}

const NO_META = "couldn't get version/kind; json parse error: "

/**
 * Reads JSON or YAML that may say its kind and version, or nothing at all.
 *
 * Errors: returned in upstream's words. Follows: apimachinery/pkg/runtime/serializer/json/json.go, Decode (v1.36.2).
 */
export function readDocument(
  text: string,
  rules: Parameters<typeof readYaml>[1] = { yamlScannerLine: 'exact' },
): TypedDocument | { error: string } {
  const json = looksLikeJson(text) ? readJson(text) : undefined
  if (json?.problem !== undefined) return { error: `${NO_META}${json.problem}` }
  const { value = null, problem } = json ?? readYaml(text, rules)
  if (problem !== undefined) return { error: problem.text }
  const meta = interpret(value)
  return 'problem' in meta ? { error: meta.problem } : meta
}

/** As `readDocument`, of one kind in one of some versions; `scheme` is how an error names who knows no other. */
export function readDocumentOf(
  kind: string,
  versions: readonly string[],
  scheme: string,
  text: string,
  rules?: Parameters<typeof readYaml>[1],
): ReturnType<typeof readDocument> {
  const read = readDocument(text, rules)
  if ('error' in read) return read
  if (read.kind === '') return { error: `Object 'Kind' is missing in '${text}'` }
  if (read.apiVersion === '') return { error: `Object 'apiVersion' is missing in '${text}'` }
  if (read.kind === kind && versions.includes(read.apiVersion)) return read
  return { error: `no kind "${read.kind}" is registered for version "${read.apiVersion}"${scheme}` }
}

/**
 * Looks for `apiVersion: v1` and `kind: Pod`.
 *
 * Errors: returned, in Kubernetes' words.
 * Follows: apimachinery/pkg/runtime/serializer/json/json.go, Decode; pkg/runtime/error.go;
 * pkg/kubelet/config/common.go, tryDecodeSinglePod (v1.37.2). What the last prints with `%#v` is cut short, but for a list without items.
 */
export function checkKind(value: Json, json: () => string, rules: { schemeName: string; listMeta: string }): KindResult {
  const refuse = (problem: string, path: string): KindResult => ({ problem, path, code: 'KIND' })
  const meta = interpret(value)
  if ('problem' in meta) return { ...meta, code: 'PARSE' as const }
  const { apiVersion, kind } = meta
  if (apiVersion.split('/').length > 2) return refuse(`unexpected GroupVersion string: ${apiVersion}`, 'apiVersion')
  if (kind === '') return refuse(`Object 'Kind' is missing in '${json()}'`, 'kind')
  const version = apiVersion.split('/').at(-1)
  if (version === '') return refuse(`Object 'apiVersion' is missing in '${json()}'`, 'apiVersion')
  if (apiVersion === 'v1' && kind === 'Pod') return {}
  if (apiVersion === 'v1' && CORE_KINDS.has(kind)) {
    const items = isRecord(value) ? value['items'] : undefined
    const isEmptyList = kind.endsWith('List') && kind !== 'List' && (items === undefined || items === null)
    const rest = isEmptyList ? `ListMeta:v1.ListMeta{${rules.listMeta}}, Items:[]core.${kind.replace(/List$/, '')}(nil)` : '…'
    return refuse(`invalid pod: &core.${kind}{TypeMeta:v1.TypeMeta{Kind:"", APIVersion:""}, ${rest}}`, 'kind')
  }
  const shown = apiVersion.startsWith('/') ? apiVersion.slice(1) : apiVersion
  return refuse(
    `no kind ${quoteGo(kind)} is registered for version ${quoteGo(shown)}${rules.schemeName}`,
    apiVersion === 'v1' ? 'kind' : 'apiVersion',
  )
}
