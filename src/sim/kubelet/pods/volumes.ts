import type { Pod } from '../../../manifest/types.ts'
import type { Node } from '../../node/node.ts'

/** A sync waits for a pod's volumes by a poll of 300 ms. */
export const VOLUMES_SECONDS = 0.3
/** By then they are mounted. */
const MOUNTED_SECONDS = 0.2

/** The pod whose volumes are mounted. */
interface MountingPod {
  readonly node: Node
  readonly name: string
  readonly pod: Pod
  readonly addCause: number
  readonly state: 'active' | 'terminating' | 'ended'
  /** Whether a volume could not be mounted yet. */
  isFailing(volume: string): boolean
}

/**
 * Tells of each volume of a new pod that it has been mounted, where the release does.
 *
 * Units: seconds on the simulated clock.
 * Follows: pkg/volume/util/operationexecutor/operation_generator.go, GenerateMountVolumeFunc (v1.9.4).
 */
export function tellMounts(worker: MountingPod): void {
  const { node, name, pod, addCause } = worker
  const volumes = node.luck.mountOrder(
    name,
    pod.spec.volumes.map((volume) => volume.name),
  )
  node.engine.after(MOUNTED_SECONDS, () => {
    if (worker.state !== 'active') return
    for (const volume of volumes.filter((volume) => !worker.isFailing(volume)))
      node.trace.add({
        id: 0,
        t: 0,
        kind: 'event',
        cause: addCause,
        pod: name,
        type: 'Normal',
        reason: 'SuccessfulMountVolume',
        message: `MountVolume.SetUp succeeded for volume "${volume}" `,
      })
  })
}
