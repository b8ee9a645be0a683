import type { Json } from '../../../manifest/yaml/resolve.ts'
import { type Struct, structOf } from '../../../manifest/schema.ts'
import type { Release } from '../../release/release.ts'
import { groupsOf, RESOURCES } from '../requests/discovery.ts'
import { type Fields, fields } from './json.ts'

/**
 * Fields in the order of their Go structs, by the key that an object stands under; what core/v1's Pod consists of comes from the
 * manifest's own schema.
 */
const ORDER: Readonly<Record<string, string>> = {
  '': 'kind apiVersion metadata spec subsets secrets imagePullSecrets automountServiceAccountToken immutable data stringData binaryData type conditions rules aggregationRule subjects roleRef involvedObject reason message source firstTimestamp lastTimestamp count eventTime reportingComponent reportingInstance status',
  events:
    'metadata involvedObject reason message source firstTimestamp lastTimestamp count type eventTime reportingComponent reportingInstance',
  metadata:
    'name generateName namespace selfLink uid resourceVersion generation creationTimestamp deletionTimestamp deletionGracePeriodSeconds labels annotations ownerReferences',
  ownerReferences: 'apiVersion kind name uid controller',
  involvedObject: 'kind namespace name uid apiVersion resourceVersion fieldPath',
  regarding: 'kind namespace name uid apiVersion resourceVersion fieldPath',
  status:
    'observedGeneration phase capacity allocatable conditions addresses daemonEndpoints nodeInfo message reason hostIP hostIPs podIP podIPs startTime initContainerStatuses containerStatuses qosClass allocatedResources resources loadBalancer',
  conditions: 'type observedGeneration status lastProbeTime lastHeartbeatTime lastTransitionTime reason message',
  addresses: 'type address',
  containerStatuses: 'name state lastState ready restartCount image imageID containerID started allocatedResources resources volumeMounts',
  initContainerStatuses:
    'name state lastState ready restartCount image imageID containerID started allocatedResources resources volumeMounts',
  waiting: 'reason message',
  terminated: 'exitCode signal reason message startedAt finishedAt containerID',
  nodeInfo:
    'machineID systemUUID bootID kernelVersion osImage containerRuntimeVersion kubeletVersion kubeProxyVersion operatingSystem architecture',
  rules: 'verbs apiGroups resources resourceNames nonResourceURLs',
  subjects: 'kind apiGroup name namespace',
  roleRef: 'apiGroup kind name',
  tolerations: 'key operator value effect tolerationSeconds',
}
const RANKS = new Map(Object.entries(ORDER).map(([key, names]) => [key, new Map(names.split(' ').map((name, i) => [name, i]))]))

/**
 * An object with its fields in the order in which the server writes them.
 *
 * Fields that are not known keep their place behind the others.
 * Follows: staging/src/k8s.io/api/core/v1/types.go, events and rbac (v1.37.2), whose structs Go's encoder goes through.
 */
export function inApiOrder(object: Fields, resource: string): Fields {
  const top = RANKS.get(resource) ?? RANKS.get('')!
  return sort(
    object,
    (name) => top.get(name),
    (name, value) => (name === 'spec' && resource === 'pods' ? byStruct(value, structOf('PodSpec')) : byKey(value, name)),
  )
}

function byKey(value: Json, key: string): Json {
  if (Array.isArray(value)) return value.map((item: Json) => byKey(item, key))
  if (typeof value !== 'object' || value === null) return value
  const ranks = RANKS.get(key)
  return ranks
    ? sort(
        value as Fields,
        (name) => ranks.get(name),
        (name, inner) => byKey(inner, name),
      )
    : Object.fromEntries(Object.entries(value as Fields).map(([name, inner]) => [name, byKey(inner, name)]))
}

function byStruct(value: Json, struct: Struct | undefined): Json {
  if (!struct) return value
  if (Array.isArray(value)) return value.map((item: Json) => byStruct(item, struct))
  const places = [...struct.fields.keys()]
  return sort(
    fields(value),
    (name) => places.indexOf(name),
    (name, inner) => byStruct(inner, elementOf(struct, name)),
  )
}

function elementOf(struct: Struct, name: string): Struct | undefined {
  let type = struct.fields.get(name)?.type
  while (type?.is === 'list') type = type.of
  return type?.is === 'struct' ? structOf(type.name) : undefined
}

function sort(object: Fields, rankOf: (name: string) => number | undefined, inside: (name: string, value: Json) => Json): Fields {
  const rank = (name: string): number => {
    const found = rankOf(name)
    return found === undefined || found < 0 ? Number.MAX_SAFE_INTEGER : found
  }
  return Object.fromEntries(
    Object.entries(object)
      .toSorted(([a], [b]) => rank(a) - rank(b))
      .map(([name, value]) => [name, inside(name, value)]),
  )
}

export type ResourceKind = (typeof RESOURCES)[number]

/**
 * The kind that a person means by a word such as `po`, `Pod` or `pods`; of a group, `clusterroles.rbac`, where it may be the beginning of its
 * name, or of a version of a group, `roles.v1.rbac.authorization.k8s.io`.
 *
 * Errors: undefined where the release serves none.
 * Follows: staging/src/k8s.io/client-go/restmapper/shortcut.go; apimachinery/pkg/api/meta/restmapper.go, ResourcesFor (v1.37.2).
 */
export function kindOf(word: string, release: Release): ResourceKind | undefined {
  const [name = '', ...of] = word.split('.')
  const group = of.join('.')
  const served = new Map([['', ['v1']], ...groupsOf(release).map((row) => [row.name, row.versions] as const)])
  const lower = name.toLowerCase()
  const called = RESOURCES.filter(
    (kind) => served.has(kind.group) && (kind.name === lower || kind.kind.toLowerCase() === lower || kind.short.includes(name)),
  )
  const [, version = '', rest = ''] = /^([^.]+)\.(.*)$/.exec(group) ?? []
  return (
    called.find((kind) => version !== '' && kind.group === rest && served.get(rest)!.includes(version)) ??
    called.find((kind) => group === '' || kind.group === group) ??
    called.find((kind) => kind.group.startsWith(group))
  )
}

/**
 * The kind that a manifest names by its apiVersion and kind.
 *
 * Errors: undefined where the release serves none. Follows: apimachinery/pkg/api/meta, RESTMapper.
 */
export function kindOfManifest(apiVersion: string, kind: string, release: Release): ResourceKind | undefined {
  const [group, version] = apiVersion.includes('/') ? (apiVersion.split('/') as [string, string]) : ['', apiVersion]
  const served =
    group === ''
      ? version === 'v1'
      : groupsOf(release)
          .find((row) => row.name === group)
          ?.versions.includes(version)
  return served ? RESOURCES.find((row) => row.group === group && row.kind === kind) : undefined
}

/** The kinds of which objects can be made here, for whoever asks for another. */
export const WRITABLE_KINDS: readonly string[] = RESOURCES.filter(({ isWritable }) => isWritable).map(({ kind }) => kind)

/**
 * A resource with its group, as errors name it: `clusterroles.rbac.authorization.k8s.io`.
 *
 * Follows: apimachinery/pkg/runtime/schema, GroupResource.String.
 */
export function qualified({ group, name }: Pick<ResourceKind, 'group' | 'name'>): string {
  return group ? `${name}.${group}` : name
}

/**
 * The version of a kind's group that its objects are shown in.
 *
 * Follows: as `groupsOf`.
 */
export function apiVersionOf({ group }: Pick<ResourceKind, 'group'>, release: Release): string {
  return group === '' ? 'v1' : `${group}/${groupsOf(release).find((row) => row.name === group)?.versions[0] ?? 'v1'}`
}

/** Where the API has a kind, or an object of it. */
export function pathOf(kind: ResourceKind, release: Release, namespace?: string, name?: string): string {
  const within = kind.namespaced && namespace !== undefined ? `/namespaces/${namespace}` : ''
  return `${kind.group ? '/apis' : '/api'}/${apiVersionOf(kind, release)}${within}/${kind.name}${name === undefined ? '' : `/${encodeURIComponent(name)}`}`
}
