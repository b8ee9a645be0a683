import type { Container, Pod, RestartPolicy } from './types.ts'

/** By which a pod is known to be a Job's. Follows: pkg/controller/job, the pod template's labels. */
export const JOB_LABEL = 'job-name'

/** Where a kind that makes pods keeps their template. */
export const TEMPLATES: Readonly<Record<string, readonly string[]>> = {
  Deployment: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  ReplicaSet: ['spec', 'template'],
  ReplicationController: ['spec', 'template'],
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
  PodTemplate: ['template'],
}

/** Which of a container's rules an exit code fits: the place of the first, -1 where none does. */
export function ruleOf(code: number, own: Container['ownRestarts']): number {
  return own?.rules.findIndex(({ isIn, codes }) => codes.includes(code) === isIn) ?? -1
}

/**
 * Whether a container that has ended with an exit code is to run again: by the rules and the policy of its own, else by its pod's policy.
 *
 * Follows: pkg/api/v1/pod/util.go, ContainerShouldRestart (v1.36.2).
 */
export function restartsAfter(code: number, own: Container['ownRestarts'], ofPod: RestartPolicy): boolean {
  if (ruleOf(code, own) >= 0) return true
  const policy = own?.policy ?? ofPod
  return policy === 'Always' || (policy === 'OnFailure' && code !== 0)
}

/** By what a container of a pod is restarted: what it has of its own, and the policy that holds; `Always` where there is no such pod. */
export function restartsOf(pod: Pod | undefined, name: string | undefined): { own: Container['ownRestarts']; policy: RestartPolicy } {
  if (!pod) return { own: undefined, policy: 'Always' }
  const { containers, initContainers, restartPolicy } = pod.spec
  const own = [...initContainers, ...containers].find((container) => container.name === name)?.ownRestarts
  return { own, policy: own?.policy ?? restartPolicy }
}
