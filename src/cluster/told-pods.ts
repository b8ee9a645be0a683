import type { Aligned } from './align.ts'
import { containerNamed, type EventFacts, type PodFacts } from './facts.ts'

export const OF_THE_POD: ReadonlySet<string> = new Set([
  'Scheduled',
  'FailedScheduling',
  'FailedMount',
  'FailedAttachVolume',
  'SuccessfulAttachVolume',
  'SandboxChanged',
  'FailedCreatePodSandBox',
  'Evicted',
  'NodeNotReady',
  'SyncLoopAdd',
  'Preempted',
  'TaintManagerEviction',
])

/** Pods that only events tell of are pods too. */
export function withEvents({ pods, events }: Aligned): PodFacts[] {
  const all = new Map(pods.map((pod) => [pod.name, pod]))
  for (const event of events) {
    const known = all.get(event.pod)
    if (known?.object || known?.described) continue
    const pod: PodFacts = known ?? { namespace: event.namespace || 'default', name: event.pod, containers: new Map(), source: event.source }
    all.set(event.pod, pod)
    const name = event.container ?? containerNamed(event.message)
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
