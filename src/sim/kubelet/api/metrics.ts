import type { Node } from '../../node/node.ts'
import { nameOf } from './pods.ts'
import type { PodWorker } from '../pods/pod-worker.ts'

const TYPES = { startup: 'Startup', readiness: 'Readiness', liveness: 'Liveness' } as const
const RESULTS = { success: 'successful', warning: 'successful', failure: 'failed', unknown: 'unknown' } as const

/**
 * /metrics, as far as a simulated kubelet has anything to count: its name, its pods and their containers.
 *
 * Follows: pkg/kubelet/metrics/metrics.go (v1.37.2); some two hundred other families are left out.
 */
export function runningMetrics(node: Node, pods: readonly PodWorker[]): string {
  const running = pods.map((pod) => pod.pod.spec.containers.filter(({ name }) => pod.running(name)).length)
  return [
    "# HELP kubelet_node_name [ALPHA] The node's name. The count is always 1.",
    '# TYPE kubelet_node_name gauge',
    `kubelet_node_name{node="${node.inputs.node.name}"} 1`,
    '# HELP kubelet_running_containers [ALPHA] Number of containers currently running',
    '# TYPE kubelet_running_containers gauge',
    `kubelet_running_containers{container_state="running"} ${running.reduce((sum, count) => sum + count, 0)}`,
    '# HELP kubelet_running_pods [ALPHA] Number of pods that have a running pod sandbox',
    '# TYPE kubelet_running_pods gauge',
    `kubelet_running_pods ${running.filter((count) => count > 0).length}`,
    '',
  ].join('\n')
}

/**
 * /metrics/probes: how often each probe has come to each result.
 *
 * Follows: pkg/kubelet/prober/prober_manager.go, ProberResults (v1.37.2).
 */
export function proberMetrics(node: Node, pods: readonly PodWorker[]): string {
  const counts = new Map<string, number>()
  for (const entry of node.trace.entries) {
    if (entry.kind !== 'probe') continue
    const pod = pods.find((pod) => pod.name === entry.pod)
    if (!pod || entry.id < pod.addCause) continue
    const labels = `container="${entry.container}",namespace="${pod.pod.metadata.namespace}",pod="${nameOf(pod)}",pod_uid="${pod.uid}",probe_type="${TYPES[entry.probe]}",result="${RESULTS[entry.result]}"`
    counts.set(labels, (counts.get(labels) ?? 0) + 1)
  }
  if (counts.size === 0) return ''
  const lines = [...counts].map(([labels, count]) => `prober_probe_total{${labels}} ${count}`).toSorted()
  return `${['# HELP prober_probe_total [ALPHA] Cumulative number of a liveness, readiness or startup probe for a container by result.', '# TYPE prober_probe_total counter', ...lines].join('\n')}\n`
}
