import type { ScenarioDocument } from '../cases/own-pod.ts'
import type { Pod } from '../manifest/types.ts'
import type { Aligned } from './align.ts'
import type { EventFacts, PodFacts } from './facts.ts'
import type { Inferred } from './infer.ts'
import type { ContainerHistory } from './lives.ts'

export const REAL_LANE = 'What really happened'
export const SIMULATED_LANE = 'Simulated'

/** What texts of a real cluster come to. */
export interface ClusterIncident {
  /** Both lanes; absent where no pod is told of. */
  document?: ScenarioDocument
  /** What was read and understood, as sentences. */
  understood: string[]
  /** What the texts do not tell, and what was assumed instead. */
  untold: string[]
  /** What could not be read, and what is not simulated. */
  troubles: string[]
  /** What decided what happened and is not simulated, as sentences with the cluster's own words. */
  notSimulated: string[]
  lines: { used: number; unused: number; frame: number }
  /** Names of variables whose values may be secrets. */
  secrets: string[]
  /** Of each container, for the comparison: by `pod/container`, in seconds on the scenario's clock. */
  real: readonly RealContainer[]
  release: string
  /** Every pod of the lanes has a spec that a text tells. */
  hasSpec: boolean
}

export interface RealContainer {
  pod: string
  container: string
  restarts: number
  /** There may have been more of them. */
  isLeast: boolean
  /** Before the scenario begins. */
  restartsBefore: number
  /** The starts that a text has a time of, by the life's number in this scenario (the first is 1). */
  starts: readonly { life: number; at: number; isKnown: boolean }[]
  failures: readonly { probe: string; count: number }[]
  /** Its pod is not in the simulated lane. */
  isLeftOut: boolean
}

/** A pod, its manifest and its containers' histories. */
export interface BuiltPod {
  pod: PodFacts
  name: string
  text: string
  parsed: Pod | undefined
  note: string
  histories: ContainerHistory[]
  inferred: Map<string, Inferred>
  events: EventFacts[]
  /** What decided what happened to it and is not simulated; without `isWhole` it went on in spite of it, or before it. */
  notSimulated: { text: string; isWhole: boolean } | undefined
  /** All that is not simulated of it, as sentences. */
  unsimulated: string[]
  /** What its spec left open, and what was assumed, as sentences. */
  untold: string[]
}

/** Pods that only events tell of are pods too. */
export function withEvents({ pods, events }: Aligned): PodFacts[] {
  const all = new Map(pods.map((pod) => [pod.name, pod]))
  for (const event of events) {
    const known = all.get(event.pod)
    if (known?.object || known?.described) continue
    const pod: PodFacts = known ?? { namespace: event.namespace || 'default', name: event.pod, containers: new Map(), source: event.source }
    all.set(event.pod, pod)
    const { container: name } = event
    if (name !== undefined && !pod.containers.has(name)) pod.containers.set(name, { name, isInit: false })
  }
  return [...all.values()]
}

export function troubleOf(pod: PodFacts, events: readonly EventFacts[]): number {
  let sum = 0
  for (const { restarts = 0, state } of pod.containers.values()) sum += restarts * 10 + (state?.is === 'waiting' ? 5 : 0)
  for (const event of events) if (event.pod === pod.name && event.type === 'Warning') sum += Math.min(event.count, 100)
  return sum
}
