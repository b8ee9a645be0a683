import { klogLine } from '../../clock.ts'
import type { Node } from '../../node/node.ts'
import type { LogEntry } from '../../trace/trace.ts'
import { nameOf } from './pods.ts'
import type { PodWorker } from '../pods/pod-worker.ts'

export interface LogOptions {
  previous: boolean
  tailLines: number | undefined
  limitBytes: number | undefined
  sinceSeconds: number | undefined
}

/**
 * What a container's newest life, or the one before it, has written so far.
 *
 * Units: `sinceSeconds` in seconds; `limitBytes` in UTF-16 units.
 * Errors: returned, in the kubelet's words: no such life, or none yet.
 * Follows: pkg/kubelet/kubelet_pods.go, validateContainerLogStatus, and kuberuntime/logs/logs.go (v1.37.2).
 */
export function containerLog(node: Node, pod: PodWorker, container: string, options: LogOptions): { text: string } | { error: string } {
  const lives = node.trace.entries.filter(
    (entry) =>
      entry.kind === 'process' &&
      entry.op === 'started' &&
      entry.pod === pod.name &&
      entry.container === container &&
      entry.id > pod.addCause,
  )
  const life = lives.at(options.previous ? -2 : -1)
  const name = nameOf(pod)
  if (!life || life.kind !== 'process') {
    if (options.previous)
      return { error: `previous terminated container ${JSON.stringify(container)} in pod ${JSON.stringify(name)} not found` }
    const waits = pod.statusOf(container)?.state.reason ?? 'ContainerCreating'
    return { error: `container ${JSON.stringify(container)} in pod ${JSON.stringify(name)} is waiting to start: ${waits}` }
  }
  const { attempt } = life
  const from = options.sinceSeconds === undefined ? -Infinity : node.engine.now - options.sinceSeconds
  const ours = (entry: (typeof node.trace.entries)[number]): entry is LogEntry =>
    entry.kind === 'log' &&
    entry.source === container &&
    entry.pod === pod.name &&
    entry.attempt === attempt &&
    entry.id > pod.addCause &&
    entry.t >= from
  const lines = node.trace.entries.filter(ours).map((entry) => `${klogLine(node.inputs.clock, entry.t, entry.text)}\n`)
  const kept = options.tailLines === undefined ? lines : options.tailLines === 0 ? [] : lines.slice(-options.tailLines)
  const text = kept.join('')
  return { text: options.limitBytes === undefined ? text : text.slice(0, options.limitBytes) }
}
