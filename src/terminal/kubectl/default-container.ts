import { containerIn } from '../../manifest/types.ts'
import type { Release } from '../../sim/release/release.ts'
import type { PodView } from '../../sim/trace/pods.ts'

const ANNOTATION = 'kubectl.kubernetes.io/default-container'

/**
 * The container that kubectl takes where none is named, and what it says of that on stderr.
 *
 * Follows: staging/src/k8s.io/kubectl/pkg/cmd/util/podcmd/podcmd.go, FindOrDefaultContainerByName (v1.36.0); cmd/exec/exec.go (v1.17.0).
 */
export function defaultContainer({ name, namespace, spec }: PodView, { defaultContainers }: Release): { chosen: string; says: string } {
  const { containers, initContainers } = spec.spec
  const named = defaultContainers ? spec.metadata.annotations[ANNOTATION] : undefined
  if (named !== undefined && containerIn(spec, named)) return { chosen: named, says: '' }
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
  const [own, inits] = [spec.spec.containers, spec.spec.initContainers].map((of) => of.map((container) => container.name).join(' '))
  if (logsWithoutName === 'first' || spec.spec.containers.length === 1) return undefined
  const among = inits ? ` or one of the init containers: [${inits}]` : ''
  const said = `a container name must be specified for pod ${name}, choose one of: [${own}]${among}`
  return logsWithoutName === 'client' ? `error: ${said}` : `Error from server (BadRequest): ${said}`
}
