import type { ContainerPort, Pod } from '../../manifest/types.ts'
import type { Release } from '../release/release.ts'

/** A port of the node that two pods want. */
export interface PortClash {
  port: number
  /** Where each of them asks for it: `spec.containers[0].ports[0]`. */
  ownPath: string
  otherPath: string
}

/**
 * The port of the node that a pod wants and another holds; undefined where there is none.
 *
 * Errors: none. Follows: pkg/scheduler/framework/plugins/nodeports, Fits; pkg/scheduler/util/utils.go, GetHostPorts (v1.36.2).
 */
export function portClash(pod: Pod, other: Pod, release: Pick<Release, 'sidecarHostPorts'>): PortClash | undefined {
  for (const own of hostPorts(pod, release))
    for (const { port, path } of hostPorts(other, release))
      if (own.port.hostPort === port.hostPort && own.port.protocol === port.protocol && sharesAddress(own.port, port))
        return { port: port.hostPort, ownPath: own.path, otherPath: path }
  return undefined
}

/** Whether a pod wants any port of its node. */
export const wantsHostPorts = ({ spec }: Pod): boolean =>
  [...spec.initContainers, ...spec.containers].some(({ ports }) => ports.some(({ hostPort }) => hostPort > 0))

/** Of an init container only where it goes on as a side-car, and the release looks at those. */
function hostPorts({ spec }: Pod, { sidecarHostPorts }: Pick<Release, 'sidecarHostPorts'>): { port: ContainerPort; path: string }[] {
  return (['initContainers', 'containers'] as const).flatMap((list) =>
    spec[list].flatMap(({ ports, restartPolicy }, i) =>
      list === 'initContainers' && !(sidecarHostPorts && restartPolicy === 'Always')
        ? []
        : ports.flatMap((port, n) => (port.hostPort > 0 ? [{ port, path: `spec.${list}[${i}].ports[${n}]` }] : [])),
    ),
  )
}

function sharesAddress({ hostIP: a }: ContainerPort, { hostIP: b }: ContainerPort): boolean {
  const isAny = (address: string) => address === '' || address === '0.0.0.0'
  return isAny(a) || isAny(b) || a === b
}
