import type { Container, Pod, RestartPolicy } from './types.ts'

/**
 * Whether a container that has ended with an exit code is to run again: by the rules and the policy of its own, else by its pod's policy.
 *
 * Units: none. Errors: none. Follows: pkg/api/v1/pod/util.go, ContainerShouldRestart (v1.36.2); that a rule may have all containers
 * restarted is not simulated: the one alone is.
 */
export function restartsAfter(code: number, own: Container['ownRestarts'], ofPod: RestartPolicy): boolean {
  if (own?.rules.some(({ isIn, codes }) => codes.includes(code) === isIn)) return true
  const policy = own?.policy ?? ofPod
  return policy === 'Always' || (policy === 'OnFailure' && code !== 0)
}

/**
 * By what a container of a pod is restarted: what it has of its own, and the policy that holds; `Always` where there is no such pod.
 *
 * Units: none. Errors: none. Follows: nothing upstream.
 */
export function restartsOf(pod: Pod | undefined, name: string | undefined): { own: Container['ownRestarts']; policy: RestartPolicy } {
  if (!pod) return { own: undefined, policy: 'Always' }
  const { containers, initContainers, restartPolicy } = pod.spec
  const own = [...initContainers, ...containers].find((container) => container.name === name)?.ownRestarts
  return { own, policy: own?.policy ?? restartPolicy }
}
