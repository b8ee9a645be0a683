import type { Pod } from '../manifest/types.ts'
import { ANYWHERE, runningOf } from '../sim/kubelet/running.ts'
import { NEWEST, OLDEST } from '../sim/release/releases.ts'

/** What the manifest of a kube-apiserver says of its cluster. */
interface Server {
  /** `1.31`, where its image says it and it can be simulated. */
  release?: string
  /** Its node's address, which its probes ask. */
  address?: string
}

/** The kube-apiserver among pods. Errors: undefined without one. */
export function serverIn(pods: readonly Pod[]): Server | undefined {
  const server = pods
    .flatMap((pod) => pod.spec.containers.map((container) => ({ image: container.image, ...runningOf(pod, container, ANYWHERE) })))
    .find(({ program }) => program === 'kube-apiserver')
  if (!server) return undefined
  const minor = Number(/:v1\.(\d+)\./.exec(server.image)?.[1])
  const address = server.args.findLast((arg) => /^--advertise-address=\d+(\.\d+){3}$/.test(arg))
  return {
    ...(minor >= OLDEST && minor <= NEWEST ? { release: `1.${minor}` } : {}),
    ...(address ? { address: address.replace('--advertise-address=', '') } : {}),
  }
}
