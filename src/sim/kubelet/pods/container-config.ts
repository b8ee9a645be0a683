import type { Container, Pod, UserRules } from '../../../manifest/types.ts'
import { hostPathKind } from '../../node/host-paths.ts'
import { userOf } from '../../node/images.ts'
import type { Node } from '../../node/node.ts'
import { objectProblem, type ObjectReader } from './environment.ts'

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
