import { isObject, jsonKind } from './go/go-json.ts'
import { quoteGo } from './go/strconv.ts'
import type { Json } from './yaml/resolve.ts'

/** What the text says that it is, or why the kubelet takes it for no pod at all. */
export type KindResult = { problem?: undefined } | { problem: string; path: string; code: 'PARSE' | 'KIND' }

/** Whatever has a kind, as Go has it. */
export const META = 'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }'

/** Kinds of core/v1 that decode well and are no pod then. */
const CORE_KINDS = new Set(
  `Binding ComponentStatus ConfigMap Endpoints Event LimitRange List Namespace Node PersistentVolume PersistentVolumeClaim
  PodList PodTemplate ReplicationController ResourceQuota Secret Service ServiceAccount ConfigMapList EndpointsList EventList
  LimitRangeList NamespaceList NodeList PersistentVolumeList PersistentVolumeClaimList PodTemplateList
  ReplicationControllerList ResourceQuotaList SecretList ServiceList ServiceAccountList PodStatusResult RangeAllocation`.split(/\s+/),
)

/**
 * Looks for `apiVersion: v1` and `kind: Pod`.
 *
 * Errors: returned, in Kubernetes' words.
 * Follows: apimachinery/pkg/runtime/serializer/json/json.go and meta.go, Decode and Interpret; pkg/runtime/error.go;
 * pkg/kubelet/config/common.go, tryDecodeSinglePod (v1.37.2). What the last prints with `%#v` is cut short, but for a list without items.
 */
export function checkKind(value: Json, json: () => string, rules: { schemeName: string; listMeta: string }): KindResult {
  const refuse = (problem: string, path: string): KindResult => ({ problem, path, code: 'KIND' })
  const notMeta = (text: string, path: string): KindResult => ({
    problem: `couldn't get version/kind; json parse error: ${text}`,
    path,
    code: 'PARSE',
  })
  if (value !== null && !isObject(value)) return notMeta(`json: cannot unmarshal ${jsonKind(value)} into Go value of type ${META}`, '')
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
  const { apiversion: apiVersion, kind } = found
  if (apiVersion.split('/').length > 2) return refuse(`unexpected GroupVersion string: ${apiVersion}`, 'apiVersion')
  if (kind === '') return refuse(`Object 'Kind' is missing in '${json()}'`, 'kind')
  const version = apiVersion.split('/').at(-1)
  if (version === '') return refuse(`Object 'apiVersion' is missing in '${json()}'`, 'apiVersion')
  if (apiVersion === 'v1' && kind === 'Pod') return {}
  if (apiVersion === 'v1' && CORE_KINDS.has(kind)) {
    const items = isObject(value) ? value['items'] : undefined
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
