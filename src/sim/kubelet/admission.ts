import { quoteGo } from '../../manifest/go/strconv.ts'
import { childrenOf, nodeRoom, type PodNeed, podNeeds } from '../node/node-size.ts'
import { type ContainerPort, type Pod, placedContainers } from '../../manifest/types.ts'
import type { Release } from '../release/release.ts'
import type { NodeInputs } from '../scenario/inputs.ts'
import type { KubeletPod } from './kubelet-host.ts'

/** Why the kubelet does not take a pod, and the entries from which that follows. */
export interface Rejection {
  reason: string
  message: string
  cause: readonly number[]
}

/**
 * Why a new pod is not taken beside the others that are; undefined where it is. One with a side-car that the release does not know is not, nor
 * one for which the node has no room, or that wants a port of the node which another one holds. `entry`: of its being added.
 */
export function rejectionOf(pod: KubeletPod, others: readonly KubeletPod[], entry: number): Rejection | undefined {
  const sideCar = sideCarRejection(pod, entry)
  if (sideCar) return sideCar
  // room is no reason to reject a critical pod where there is another
  return isCritical(pod.pod, pod.node.release)
    ? (portRejection(pod, others, entry) ?? roomRejection(pod, others, entry))
    : (roomRejection(pod, others, entry) ?? portRejection(pod, others, entry))
}

function sideCarRejection({ node, pod, roots }: KubeletPod, entry: number): Rejection | undefined {
  const { initContainers } = pod.spec
  const place = node.release.rejectsSidecars ? initContainers.findIndex(({ restartPolicy }) => restartPolicy === 'Always') : -1
  if (place < 0) return undefined
  return {
    reason: 'InitContainerRestartPolicyForbidden',
    message: `Init container ${quoteGo(initContainers[place]!.name)} may not have a non-default restartPolicy`,
    cause: [roots.field(`spec.initContainers[${place}].restartPolicy`), entry],
  }
}

function roomRejection({ node, pod, name, roots }: KubeletPod, others: readonly KubeletPod[], entry: number): Rejection | undefined {
  const { inputs, release, trace } = node
  const pods = others.map((other) => other.pod)
  const found = shortages(pod, pods, inputs.node)
  if (found.length === 0) return undefined
  const named = isCritical(pod, release) ? found : found.slice(0, 1)
  const paths = named.flatMap(({ resource }) => (resource === 'pods' ? [] : needPaths(pod, resource)))
  const cause = [...paths.map((path) => roots.field(path)), entry]
  const lower = preemptable(pod, pods, release)
  const stay = pods.filter((other) => !lower.includes(other))
  const left = shortages(pod, stay, inputs.node)
  if (lower.length === 0 || left.length > 0) return { ...noRoom(left, pod, release), cause }
  const names = lower.map(({ metadata }) => metadata.name).join(', ')
  const message = `The node has no room for it beside all others: a kubelet drives out pods of a lower priority (${names}; Preempting), which is not simulated. Here they run on.`
  trace.add({ id: 0, t: 0, kind: 'warning', cause, pod: name, message })
  return undefined
}

/** Follows: pkg/scheduler/framework/plugins/nodeports, Fits; pkg/scheduler/util/utils.go, GetHostPorts (v1.36.2). */
function portRejection({ node, pod, roots }: KubeletPod, others: readonly KubeletPod[], entry: number): Rejection | undefined {
  const { release } = node
  const wanted = hostPorts(pod, release)
  if (wanted.length === 0) return undefined
  for (const other of others) {
    const held = hostPorts(other.pod, release)
    for (const own of wanted)
      for (const { port, path } of held)
        if (own.port.hostPort === port.hostPort && own.port.protocol === port.protocol && sharesAddress(own.port, port))
          return { ...release.portsTaken, cause: [roots.field(`${own.path}.hostPort`), other.roots.field(`${path}.hostPort`), entry] }
  }
  return undefined
}

/** Of an init container only where it goes on as a side-car, and the release looks at those. */
function hostPorts(pod: Pod, { sidecarHostPorts }: Pick<Release, 'sidecarHostPorts'>): { port: ContainerPort; path: string }[] {
  return placedContainers(pod).flatMap(({ container: { ports, restartPolicy }, path, isInit }) =>
    isInit && !(sidecarHostPorts && restartPolicy === 'Always')
      ? []
      : ports.flatMap((port, n) => (port.hostPort > 0 ? [{ port, path: `${path}.ports[${n}]` }] : [])),
  )
}

function sharesAddress({ hostIP: a }: ContainerPort, { hostIP: b }: ContainerPort): boolean {
  const isAny = (address: string) => address === '' || address === '0.0.0.0'
  return isAny(a) || isAny(b) || a === b
}

/** What a pod asks for and the node has not left: a number of pods, thousandths of a CPU, or bytes. */
export interface Shortage {
  resource: 'pods' | PodNeed
  requested: number
  used: number
  capacity: number
}

/**
 * What a node lacks for one more pod, of what the scenario says that it has; in the order in which the kubelet names it.
 *
 * Follows: pkg/scheduler/framework/plugins/noderesources/fit.go, fitsRequest (v1.37.2).
 */
export function shortages(pod: Pod, others: readonly Pod[], node: NodeInputs): Shortage[] {
  const room = nodeRoom(node)
  const found: Shortage[] = []
  if (others.length + 1 > room.pods) found.push({ resource: 'pods', requested: 1, used: others.length, capacity: room.pods })
  for (const resource of ['cpu', 'memory'] as const) {
    if (node[resource] === undefined) continue
    const requested = podNeeds(pod.raw, resource)
    const capacity = room[resource]
    const used = others.reduce((sum, other) => sum + podNeeds(other.raw, resource), 0)
    if (requested > 0 && requested > capacity - used) found.push({ resource, requested, used, capacity })
  }
  return found
}

/** Where a pod asks for a resource: `spec.containers[0].resources.requests.cpu`. */
export function needPaths({ raw }: Pod, resource: PodNeed): string[] {
  return (['containers', 'initContainers'] as const).flatMap((list) =>
    childrenOf(raw, list).flatMap(({ resources }, i) =>
      resources?.requests?.[resource] === undefined ? [] : [`spec.${list}[${i}].resources.requests.${resource}`],
    ),
  )
}

/** From here on a priority is critical: SystemCriticalPriority. */
const CRITICAL = 2_000_000_000

/**
 * Why the kubelet rejects a pod for which its node has no room. One that is critical, as every static pod is since 1.16, may drive
 * others out instead; of static pods only one whose priority is said to be lower, which `others` has none of.
 *
 * Follows: pkg/kubelet/lifecycle/predicate.go, Admit; preemption/preemption.go, HandleAdmissionFailure (v1.37.2).
 */
function noRoom(found: readonly Shortage[], pod: Pod, release: Release): { reason: string; message: string } {
  const [first] = found
  if (!isCritical(pod, release)) {
    const { resource, requested, used, capacity } = first!
    return {
      reason: `OutOf${resource}`,
      message: `Node didn't have enough resource: ${resource}, requested: ${requested}, used: ${used}, capacity: ${capacity}`,
    }
  }
  const lacks = found.map(({ resource, requested, used, capacity }) => `(res: ${resource}, q: ${requested - (capacity - used)}), `)
  return {
    reason: 'UnexpectedAdmissionError',
    message: `Unexpected error while attempting to recover from admission failure: preemption: error finding a set of pods to preempt: no set of running pods found to reclaim resources: [${lacks.join('')}]`,
  }
}

/** Whether its node needs it. Follows: pkg/kubelet/types/pod_update.go, IsCriticalPod. */
export function isCritical(pod: Pod, { staticPodsAreCritical, knowsPriority }: Release): boolean {
  return staticPodsAreCritical || (knowsPriority && (priorityOf(pod) ?? 0) >= CRITICAL)
}

/** The pods that it may drive out. Follows: pkg/kubelet/types/pod_update.go, Preemptable (v1.37.2). */
function preemptable(pod: Pod, others: readonly Pod[], release: Release): Pod[] {
  const own = priorityOf(pod)
  return others.filter((other) => {
    if (isCritical(pod, release) && !isCritical(other, release)) return true
    const priority = priorityOf(other)
    return own !== undefined && priority !== undefined && own > priority
  })
}

function priorityOf({ raw }: Pod): number | undefined {
  const { priority } = raw['spec'] as { priority?: unknown }
  return typeof priority === 'number' ? priority : undefined
}
