import { containerIn } from '../../manifest/types.ts'
import { containerWanted } from '../../sim/apiserver/objects/pod-log.ts'
import type { Release } from '../../sim/release/release.ts'
import type { PodView } from '../../sim/trace/pods.ts'

const ANNOTATION = 'kubectl.kubernetes.io/default-container'

/**
 * The container that is named, or that kubectl takes where none is, and what it says of that on stderr.
 *
 * Follows: staging/src/k8s.io/kubectl/pkg/cmd/util/podcmd/podcmd.go, FindOrDefaultContainerByName (v1.36.0); cmd/exec/exec.go (v1.17.0).
 */
export function chosenContainer(
  named: string | undefined,
  { name, namespace, spec }: PodView,
  { defaultContainers }: Release,
): { chosen: string; says: string } {
  if (named !== undefined) return { chosen: named, says: '' }
  const { containers, initContainers } = spec.spec
  const annotated = defaultContainers ? spec.metadata.annotations[ANNOTATION] : undefined
  if (annotated !== undefined && containerIn(spec, annotated)) return { chosen: annotated, says: '' }
  const chosen = containers[0]!.name
  if (!defaultContainers)
    return {
      chosen,
      says:
        containers.length > 1
          ? `Defaulting container name to ${chosen}.\nUse 'kubectl describe pod/${name} -n ${namespace}' to see all of the containers in this pod.\n`
          : '',
    }
  const all = [...containers.map((container) => container.name), ...initContainers.map((container) => `${container.name} (init)`)]
  return { chosen, says: all.length > 1 ? `Defaulted container ${JSON.stringify(chosen)} out of: ${all.join(', ')}\n` : '' }
}

/** Why `kubectl logs` wants a container's name. Errors: undefined where it does not. */
export function namelessError({ name, spec }: PodView, { logsWithoutName }: Release): string | undefined {
  if (logsWithoutName === 'first' || spec.spec.containers.length === 1) return undefined
  const said = containerWanted(name, spec)
  return logsWithoutName === 'client' ? `error: ${said}` : `Error from server (BadRequest): ${said}`
}
