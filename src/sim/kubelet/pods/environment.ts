import { environmentName, staticPodName } from '../../../manifest/names.ts'
import type { Container, EnvSource, EnvVar, Pod, UserRules } from '../../../manifest/types.ts'
import { decodeBase64 } from '../../../manifest/utf8.ts'
import { fields, text } from '../../apiserver/objects/json.ts'
import { expand } from '../../node/expansion.ts'
import { SERVICE } from '../../node/network.ts'
import type { Node } from '../../node/node.ts'
import { hostPathKind } from '../../node/host-paths.ts'
import { userOf } from '../../node/images.ts'
import type { Inputs } from '../../scenario/inputs.ts'

/** Where a container is told that it runs. */
export interface PodPlace {
  nodeName: string
  nodeIP: string
  /** Empty where the kubelet knows none. */
  podIP: string
  uid: string
  /** The kubelet has a cluster's Services to tell of. */
  attached: boolean
}

export const placeOf = (
  { node, cluster }: Pick<Inputs, 'node' | 'cluster'>,
  { podIP, uid }: Pick<PodPlace, 'podIP' | 'uid'>,
): PodPlace => ({ nodeName: node.name, nodeIP: node.ip, attached: cluster.attached, podIP, uid })

/** The value of an object's key in the API, or all of them; undefined where there is none. */
export interface ObjectReader {
  key(kind: 'Secret' | 'ConfigMap', name: string, key: string): string | undefined
  all(kind: 'Secret' | 'ConfigMap', name: string): ReadonlyMap<string, string> | undefined
  /** The variables that an object's keys become, and the keys that the release does not take for names. */
  variables(from: EnvSource): { set: readonly (readonly [name: string, value: string])[]; skipped: readonly string[] }
}

/**
 * The environment that the kubelet gives to a container: its own variables, each with those before it put in, and the Services'.
 *
 * What cannot be had is left out. Follows: pkg/kubelet/kubelet_pods.go, makeEnvironmentVariables (v1.36.2).
 */
export function environmentOf(pod: Pod, container: Container, place: PodPlace, objects?: ObjectReader): Map<string, string> {
  const services = place.attached ? SERVICES : NONE
  const env = new Map<string, string>()
  for (const from of container.envFrom) for (const [name, value] of objects?.variables(from).set ?? []) env.set(name, value)
  for (const variable of container.env) {
    const value = valueOf(variable, pod, place, objects, (name) => env.get(name) ?? services.get(name))
    if (value !== undefined) env.set(variable.name, value)
  }
  for (const [name, value] of services) if (!env.has(name)) env.set(name, value)
  return env
}

const NONE: ReadonlyMap<string, string> = new Map()
const SERVICES: ReadonlyMap<string, string> = new Map([
  ['KUBERNETES_SERVICE_HOST', SERVICE.ip],
  ['KUBERNETES_SERVICE_PORT', String(SERVICE.port)],
  ['KUBERNETES_SERVICE_PORT_HTTPS', String(SERVICE.port)],
  ['KUBERNETES_PORT', `tcp://${SERVICE.ip}:${SERVICE.port}`],
  [`KUBERNETES_PORT_${SERVICE.port}_TCP`, `tcp://${SERVICE.ip}:${SERVICE.port}`],
  [`KUBERNETES_PORT_${SERVICE.port}_TCP_PROTO`, 'tcp'],
  [`KUBERNETES_PORT_${SERVICE.port}_TCP_PORT`, String(SERVICE.port)],
  [`KUBERNETES_PORT_${SERVICE.port}_TCP_ADDR`, SERVICE.ip],
])

function valueOf(
  { value, fieldPath, key }: EnvVar,
  pod: Pod,
  place: PodPlace,
  objects: ObjectReader | undefined,
  known: (name: string) => string | undefined,
): string | undefined {
  if (value !== '') return expand(value, known)
  if (fieldPath !== undefined) return fieldOf(fieldPath, pod, place)
  return key ? objects?.key(key.kind, key.name, key.key) : ''
}

/** A field of the pod, as the downward API names it. Follows: the same file, podFieldSelectorRuntimeValue. */
function fieldOf(path: string, { metadata, spec }: Pod, { nodeName, nodeIP, podIP, uid }: PodPlace): string {
  const [, map, name = ''] = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(path) ?? []
  if (map === 'labels' || map === 'annotations') return Object.hasOwn(metadata[map], name) ? metadata[map][name]! : ''
  switch (path) {
    case 'metadata.name':
      return staticPodName(metadata.name, nodeName)
    case 'metadata.namespace':
      return metadata.namespace
    case 'metadata.uid':
      return uid
    case 'spec.nodeName':
      return nodeName
    case 'spec.serviceAccountName':
      return spec.serviceAccountName
    case 'status.hostIP':
    case 'status.hostIPs':
      return nodeIP
    // status.podIP and status.podIPs: of others a manifest is refused
    default:
      return podIP
  }
}

/** A container with its command and arguments as the runtime is given them. Errors, follows: as `expand`. */
export function expanded(container: Container, env: ReadonlyMap<string, string>): Container {
  const put = (words: readonly string[]) => words.map((word) => expand(word, (name) => env.get(name)))
  return { ...container, command: put(container.command), args: put(container.args) }
}

const RESOURCES = { Secret: 'secrets', ConfigMap: 'configmaps' } as const

/** Secrets and ConfigMaps of a pod's namespace, as the kubelet reads them from the API. Errors: undefined for what is not there. */
export function objectReader(node: Node, { metadata }: Pod): ObjectReader {
  const all = (kind: 'Secret' | 'ConfigMap', name: string): ReadonlyMap<string, string> | undefined => {
    const object = node.objects.storage.get('', RESOURCES[kind], metadata.namespace, name)
    if (!object) return undefined
    const entries = Object.entries(fields(object['data'])).map(([key, value]): [string, string] => [
      key,
      kind === 'Secret' ? decodeBase64(text(value))! : text(value),
    ])
    return new Map(entries)
  }
  return {
    all,
    key: (kind, name, key) => all(kind, name)?.get(key),
    variables: ({ kind, name, prefix }) => {
      const isName = (key: string): boolean => !node.release.skipsKeys || environmentName(key, false).length === 0
      const found = [...(all(kind, name) ?? NONE)].map(([key, value]) => [prefix + key, value] as const)
      return { set: found.filter(([key]) => isName(key)), skipped: found.flatMap(([key]) => (isName(key) ? [] : [key])).toSorted() }
    },
  }
}

/**
 * Why an object cannot be had, in the kubelet's words for a variable or for a volume; undefined where it can.
 *
 * `isAbsent` where an optional reference does not mind.
 * Follows: pkg/kubelet/util/manager/watch_based_manager.go, GetObject; pkg/kubelet/kubelet_pods.go (v1.36.2).
 */
export function objectProblem(
  { inputs, release }: Node,
  namespace: string,
  kind: 'Secret' | 'ConfigMap',
  name: string,
  objects: ObjectReader,
  of: 'environment' | 'volume',
): { text: string; isAbsent: boolean } | undefined {
  if (!inputs.cluster.attached) return { text: of === 'volume' ? STANDALONE : release.noClientText(kind, namespace, name), isAbsent: false }
  return objects.all(kind, name) ? undefined : { text: release.notFoundText(kind, name), isAbsent: true }
}

const STANDALONE = 'not supported due to running kubelet in standalone mode'

/** Why a container's configuration cannot be made: the message, and the line that it is about, below the container or the pod. */
export interface ConfigProblem {
  message: string
  /** `env[0]`, or `spec.securityContext.runAsNonRoot` with its whole path. */
  field: string
}

/**
 * Why a container cannot be created, if it cannot: its environment takes something from an object that is not to be had, or it may
 * not run as root and would.
 *
 * Undefined where nothing is wrong. Follows: pkg/kubelet/kuberuntime/kuberuntime_container.go,
 * generateContainerConfig; pkg/kubelet/kubelet_pods.go, makeEnvironmentVariables and makeMounts; security_context_others.go, verifyRunAsNonRoot (v1.36.2).
 */
export function configProblem(node: Node, pod: Pod, container: Container, podId: string, objects: ObjectReader): ConfigProblem | undefined {
  return (
    environmentProblem(node, pod, container, objects) ?? subPathProblem(node, pod, container) ?? userProblem(node, pod, container, podId)
  )
}

/** What the kubelet's Events say of the keys that it leaves out, and below which field of the container; up to a reference that cannot be read. */
export function skippedKeys({ namespace }: Pod['metadata'], { envFrom }: Container, objects: ObjectReader): ConfigProblem[] {
  const unread = envFrom.findIndex(({ kind, name, optional }) => !optional && !objects.all(kind, name))
  return envFrom.slice(0, unread < 0 ? envFrom.length : unread).flatMap((from, i) => {
    const { skipped } = objects.variables(from)
    const kind = from.kind === 'Secret' ? 'secret' : 'configMap'
    const message = `Keys [${skipped.join(', ')}] from the EnvFrom ${kind} ${namespace}/${from.name} were skipped since they are considered invalid environment variable names.`
    return skipped.length === 0 ? [] : [{ message, field: `envFrom[${i}]` }]
  })
}

function environmentProblem(node: Node, { metadata }: Pod, container: Container, objects: ObjectReader): ConfigProblem | undefined {
  const { namespace } = metadata
  for (const [i, { kind, name, optional }] of container.envFrom.entries()) {
    const message = objectProblem(node, namespace, kind, name, objects, 'environment')
    if (message && !(optional && message.isAbsent)) return { message: message.text, field: `envFrom[${i}]` }
  }
  for (const [i, { value, key }] of container.env.entries()) {
    if (value !== '' || !key) continue
    const problem = objectProblem(node, namespace, key.kind, key.name, objects, 'environment')
    if (problem && !(key.optional && problem.isAbsent)) return { message: problem.text, field: `env[${i}]` }
    if (!problem && !key.optional && objects.key(key.kind, key.name, key.key) === undefined)
      return { message: node.release.missingKeyText(key.key, key.kind, namespace, key.name), field: `env[${i}]` }
  }
  return undefined
}

/** A `subPath` of what is no directory. */
function subPathProblem(node: Node, { spec }: Pod, { name, volumeMounts }: Container): ConfigProblem | undefined {
  for (const [i, mount] of volumeMounts.entries()) {
    const host = mount.subPath === '' ? undefined : spec.volumes.find((volume) => volume.name === mount.name)?.hostPath
    const kind = host && hostPathKind(node, host.path)
    if (kind !== undefined && kind !== 'directory')
      return {
        message: `failed to prepare subPath for volumeMount "${mount.name}" of container "${name}"`,
        field: `volumeMounts[${i}].subPath`,
      }
  }
  return undefined
}

function userProblem(node: Node, pod: Pod, container: Container, podId: string): ConfigProblem | undefined {
  const own: UserRules = container.securityContext
  const nonRoot = own.runAsNonRoot ?? pod.spec.securityContext.runAsNonRoot
  if (!nonRoot) return undefined
  const field = own.runAsNonRoot === undefined ? 'spec.securityContext.runAsNonRoot' : 'securityContext.runAsNonRoot'
  const where = node.release.userErrorNamesPod ? ` (pod: "${podId}", container: ${container.name})` : ''
  const user = own.runAsUser ?? pod.spec.securityContext.runAsUser
  if (user !== undefined) return user === 0 ? { message: `container's runAsUser breaks non-root policy${where}`, field } : undefined
  // of an image that nobody knows it is assumed that it may: an error would be a guess
  const image = userOf(node.inputs, container.image)
  if (image === 'root' || image === 0 || image === '0')
    return { message: `container has runAsNonRoot and image will run as root${where}`, field }
  if (typeof image === 'string' && !/^\d+(:|$)/.test(image))
    return {
      message: `container has runAsNonRoot and image has non-numeric user (${image}), cannot verify user is non-root${where}`,
      field,
    }
  return undefined
}
