import type { Pod } from '../../../manifest/types.ts'
import type { Node } from '../../node/node.ts'
import { objectProblem, objectReader } from './objects.ts'
import type { PodRoots } from './pod-roots.ts'

/** The pod that names them. */
interface PullingPod {
  readonly node: Node
  readonly pod: Pod
  readonly name: string
  readonly fullName: string
  readonly roots: PodRoots
}

/**
 * Tells of the pull secrets of a pod that are not to be had: that is no error, and its images are pulled without them.
 *
 * A kubelet without an API is a warning, for it ends there. Follows: pkg/kubelet/kubelet_pods.go, getPullSecretsForPod (v1.33.13).
 */
export function tellPullSecrets({ node, pod, name, fullName, roots }: PullingPod, cause: number): void {
  const { trace, release, inputs } = node
  const root = roots.field('spec.imagePullSecrets')
  if (!inputs.cluster.attached) {
    const message = `A kubelet without an API server ends by a nil pointer where it is to read a pull secret of ${name}: that is not simulated.`
    return void trace.root(message, () => ({ kind: 'warning', cause: root, pod: name, message }))
  }
  const objects = objectReader(node, pod)
  const { namespace } = pod.metadata
  const full = fullName.split('_')[0]!
  const missing: string[] = []
  for (const secret of pod.spec.imagePullSecrets) {
    const problem = objectProblem(node, namespace, 'Secret', secret, objects, 'environment')
    if (!problem) continue
    missing.push(secret)
    const text = release.pullSecretLog(namespace, full, secret, problem.text)
    trace.add({ id: 0, t: 0, kind: 'log', cause: [root, cause], source: 'kubelet', text })
  }
  const message = missing.length > 0 ? release.pullSecretsText?.(missing) : undefined
  if (message === undefined) return
  trace.add({
    id: 0,
    t: 0,
    kind: 'event',
    cause: [root, cause],
    pod: name,
    type: 'Warning',
    reason: 'FailedToRetrieveImagePullSecret',
    message,
  })
}
