import { MANIFEST_DIRECTORY } from '../../node/file-changes.ts'
import type { Node } from '../../node/node.ts'
import type { Release } from '../../release/release.ts'
import type { EntryOf } from '../../trace/trace.ts'
import { noPrevious, notStarted, shownLog, timedLog, type LogOptions } from '../../apiserver/objects/pod-log.ts'
import type { KubeletSettings } from '../configuration.ts'
import type { KubeletPod } from '../kubelet-host.ts'

/**
 * /configz: the configuration that the kubelet runs with, as far as it matters to who is let in and what runs.
 *
 * Units: lengths as Go writes them.
 * Follows: staging/src/k8s.io/component-base/configz/configz.go and staging/src/k8s.io/kubelet/config/v1beta1/types.go (v1.37.2).
 */
export function configz(settings: KubeletSettings, { manifestField }: Release): string {
  const { authentication, authorization, readOnlyPort, clientCA, webhookTokens, address, port, healthzPort, healthzBindAddress } = settings
  const kubeletconfig = {
    ...(manifestField === 'podManifestPath' ? { configTrialDuration: '10m0s' } : { enableServer: true }),
    [manifestField]: MANIFEST_DIRECTORY,
    syncFrequency: '1m0s',
    fileCheckFrequency: '20s',
    httpCheckFrequency: '20s',
    ...(manifestField === 'podManifestPath' ? { manifestURL: '', manifestURLHeader: null, enableServer: true } : {}),
    address,
    port,
    ...(readOnlyPort === 0 ? {} : { readOnlyPort }),
    authentication: {
      x509: clientCA === undefined ? {} : { clientCAFile: clientCA },
      webhook: { enabled: webhookTokens, cacheTTL: '2m0s' },
      anonymous: authentication.anonymous,
    },
    authorization: { mode: authorization.mode, webhook: { cacheAuthorizedTTL: '5m0s', cacheUnauthorizedTTL: '30s' } },
    enableDebuggingHandlers: true,
    healthzPort,
    healthzBindAddress,
  }
  return `${JSON.stringify({ kubeletconfig })}\n`
}

/**
 * What a container's newest life, or the one before it, has written so far.
 *
 * Units: `sinceSeconds` in seconds; `limitBytes` in UTF-16 units.
 * Errors: returned, in the kubelet's words: no such life, or none yet.
 * Follows: pkg/kubelet/kubelet_pods.go, validateContainerLogStatus, and kuberuntime/logs/logs.go (v1.37.2).
 */
export function containerLog(node: Node, pod: KubeletPod, container: string, options: LogOptions): { text: string } | { error: string } {
  const { inputs, trace, engine } = node
  const { entries } = trace
  const lives = entries.filter(
    (entry): entry is EntryOf<'process'> =>
      entry.kind === 'process' && entry.op === 'started' && entry.uid === pod.uid && entry.container === container,
  )
  const life = lives.at(options.previous ? -2 : -1)
  if (!life)
    return {
      error: options.previous
        ? noPrevious(container, pod.apiName)
        : notStarted(container, pod.apiName, pod.statusOf(container)?.state.reason),
    }
  const lines = timedLog({ inputs, trace: entries }, engine.now, pod.name, container, life.attempt, pod.uid)
  // the same pod may have been there before, and its containers counted from 0 then too
  const own = lines.filter(({ t }) => t >= life.t)
  return { text: shownLog(own, engine.now, options) }
}

const TYPES = { startup: 'Startup', readiness: 'Readiness', liveness: 'Liveness' } as const
const RESULTS = { success: 'successful', warning: 'successful', failure: 'failed', unknown: 'unknown' } as const

/**
 * /metrics, as far as a simulated kubelet has anything to count: its name, its pods and their containers.
 *
 * Follows: pkg/kubelet/metrics/metrics.go (v1.37.2); some two hundred other families are left out.
 */
export function runningMetrics(node: Node, pods: readonly KubeletPod[]): string {
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
export function proberMetrics(node: Node, pods: readonly KubeletPod[]): string {
  const counts = new Map<string, number>()
  for (const entry of node.trace.entries) {
    if (entry.kind !== 'probe') continue
    const pod = pods.find((pod) => pod.name === entry.pod)
    if (!pod || entry.id < pod.addCause) continue
    const labels = `container="${entry.container}",namespace="${pod.pod.metadata.namespace}",pod="${pod.apiName}",pod_uid="${pod.uid}",probe_type="${TYPES[entry.probe]}",result="${RESULTS[entry.result]}"`
    counts.set(labels, (counts.get(labels) ?? 0) + 1)
  }
  if (counts.size === 0) return ''
  const lines = [...counts].map(([labels, count]) => `prober_probe_total{${labels}} ${count}`).toSorted()
  return `${['# HELP prober_probe_total [ALPHA] Cumulative number of a liveness, readiness or startup probe for a container by result.', '# TYPE prober_probe_total counter', ...lines].join('\n')}\n`
}
