import { parseQuantity } from '../../manifest/quantity.ts'
import type { NodeInputs } from '../scenario/inputs.ts'

export type PodNeed = 'cpu' | 'memory' | 'ephemeral-storage'

type Quantities = Readonly<Record<string, unknown>>

/** What of a container of a pod’s own fields tells what it asks for. */
interface ContainerNeeds {
  name?: string
  resources?: { requests?: Quantities; limits?: Quantities }
  restartPolicy?: string
}

/** A list of a pod's containers, as its spec has them. */
export function childrenOf(raw: Quantities, list: 'containers' | 'initContainers'): readonly ContainerNeeds[] {
  const found = (raw['spec'] as Quantities | undefined)?.[list]
  return Array.isArray(found) ? found.map((item: ContainerNeeds | null) => item ?? {}) : []
}

/** A quantity as it is counted, rounded up; nothing where it is none. Units: thousandths of a CPU, bytes. */
export function amountOf(value: unknown, resource: PodNeed): number {
  const quantity = typeof value === 'string' || typeof value === 'number' ? parseQuantity(String(value)) : undefined
  return quantity && 'value' in quantity ? Math.ceil(Number((quantity.value * (resource === 'cpu' ? 1000 : 1)).toFixed(3))) : 0
}

/**
 * What a pod asks for, or may have at most, as a whole: its containers with their side-cars, or the init container that needs most beside
 * the side-cars before it; with what its runtime class takes.
 *
 * Units: thousandths of a CPU, bytes; rounded up.
 * Follows: staging/src/k8s.io/component-helpers/resource/helpers.go, PodRequests and PodLimits (v1.37.2).
 */
export function podNeeds(raw: Quantities, resource: PodNeed, of: 'requests' | 'limits' = 'requests'): number {
  const amount = (quantities: Quantities | undefined): number => amountOf(quantities?.[resource], resource)
  const spec = raw['spec'] as { overhead?: Quantities; resources?: ContainerNeeds['resources'] } | undefined
  const overhead = amount(spec?.overhead)
  // what has no limit gets none by it
  const whole = (sum: number): number => (of === 'limits' && sum === 0 ? 0 : sum + overhead)
  if (spec?.resources?.[of]?.[resource] !== undefined) return whole(amount(spec.resources[of]))
  let [sidecars, most] = [0, 0]
  for (const { resources, restartPolicy } of childrenOf(raw, 'initContainers')) {
    const own = amount(resources?.[of])
    if (restartPolicy === 'Always') sidecars += own
    most = Math.max(most, restartPolicy === 'Always' ? sidecars : sidecars + own)
  }
  const together = childrenOf(raw, 'containers').reduce((sum, { resources }) => sum + amount(resources?.[of]), sidecars)
  return whole(Math.max(together, most))
}

/** What a node has for its pods, as it is written, where the scenario does not say it. */
const ROOM = { cpu: '2', memory: '4028352Ki', pods: 110 } as const

/** What a node has for its pods, as Kubernetes writes it. */
export function nodeSize({ cpu = ROOM.cpu, memory = ROOM.memory, pods = ROOM.pods }: NodeInputs): {
  cpu: string
  memory: string
  pods: string
} {
  return { cpu, memory, pods: String(pods) }
}

/** The same in numbers. Units: thousandths of a CPU, bytes. */
export function nodeRoom(node: NodeInputs): { cpu: number; memory: number; pods: number } {
  const { cpu, memory, pods } = nodeSize(node)
  return { cpu: Math.round(amount(cpu) * 1000), memory: Math.round(amount(memory)), pods: Number(pods) }
}

/** Of a text that the scenario has been refused for unless it is a quantity. */
const amount = (text: string): number => (parseQuantity(text) as { value: number }).value
