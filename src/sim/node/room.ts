import { parseQuantity } from '../../manifest/quantity.ts'
import type { NodeInputs } from '../scenario/inputs.ts'

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

function amount(text: string): number {
  const quantity = parseQuantity(text)
  return 'value' in quantity ? quantity.value : 0
}
