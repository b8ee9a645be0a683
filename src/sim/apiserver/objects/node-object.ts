import type { Json } from '../../../manifest/yaml/resolve.ts'
import { wholeSecond } from '../../clock.ts'
import { kubeletSettings } from '../../kubelet/configuration.ts'
import { etcdDataAt, lastOf, type Moment } from '../../trace/moment.ts'
import { REGISTERED } from '../../trace/trace.ts'
import { releaseFor, releaseOf } from '../../release/release.ts'
import { nodeSize } from '../../node/node-size.ts'
import { lastBeat, leadersAt } from './leaders.ts'
import { versionInfo } from '../requests/version.ts'
import { type Fields, time, uuid } from './json.ts'

/**
 * The lane's one node as the API has it.
 *
 * Units: `at` in seconds on the simulated clock.
 * Follows: pkg/kubelet/nodestatus/setters.go (v1.37.2).
 */
export function nodeObject(moment: Moment): Fields {
  const { inputs } = moment
  const { outOfDisk, pidPressure, kubeProxyVersion } = releaseFor(inputs)
  const registered = registeredAt(moment)
  const beat = lastBeat(moment)
  const unknown = unknownSince(moment, beat)
  const [lastHeartbeatTime, lastTransitionTime] = [time(moment, beat), time(moment, unknown ?? registered)]
  const condition = (type: string, status: string, reason: string, message: string): Json => ({
    lastHeartbeatTime,
    lastTransitionTime,
    message: unknown === undefined ? message : 'Kubelet stopped posting node status.',
    reason: unknown === undefined ? reason : 'NodeStatusUnknown',
    status: unknown === undefined ? status : 'Unknown',
    type,
  })
  const size = nodeSize(inputs.node)
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      annotations: { 'volumes.kubernetes.io/controller-managed-attach-detach': 'true' },
      creationTimestamp: time(moment, registered),
      labels: nodeLabels(moment),
      name: inputs.node.name,
      resourceVersion: '312',
      uid: uuid(`node/${inputs.node.name}`),
    },
    spec: {},
    status: {
      addresses: [
        { address: inputs.node.ip, type: 'InternalIP' },
        { address: inputs.node.name, type: 'Hostname' },
      ],
      allocatable: size,
      capacity: size,
      conditions: [
        ...(outOfDisk ? [condition('OutOfDisk', 'False', 'KubeletHasSufficientDisk', 'kubelet has sufficient disk space available')] : []),
        condition('MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'),
        condition('DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'),
        ...(pidPressure ? [condition('PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available')] : []),
        condition('Ready', 'False', 'KubeletNotReady', NO_NETWORK),
      ],
      daemonEndpoints: { kubeletEndpoint: { Port: kubeletSettings(inputs).port } },
      nodeInfo: {
        architecture: 'amd64',
        containerRuntimeVersion: containerRuntime(moment),
        kernelVersion: '6.1.0',
        kubeProxyVersion: kubeProxyVersion ? version(moment) : '',
        kubeletVersion: version(moment),
        operatingSystem: 'linux',
        osImage: 'Debian GNU/Linux 12 (bookworm)',
      },
    },
  }
}

/**
 * Since when a leading kube-controller-manager takes the node's state for unknown, for it has heard nothing; undefined where it does not.
 *
 * Units: seconds on the simulated clock.
 * Follows: pkg/controller/nodelifecycle/node_lifecycle_controller.go, tryUpdateNodeHealth (v1.36).
 */
export function unknownSince(moment: Moment, beat: number): number | undefined {
  const leader = leadersAt(moment).find(({ lease }) => lease === 'kube-controller-manager')
  if (!leader || leader.holder === '' || moment.at - leader.renewed > LEASE_SECONDS) return undefined
  // it counts from when it has begun to look, too
  const since = Math.max(beat, leader.since) + releaseFor(moment.inputs).nodeGraceSeconds
  return since <= moment.at ? since : undefined
}

const LEASE_SECONDS = 15

const RUNTIME_VERSION = { docker: '17.3.2', containerd: '1.7.24' } as const

/** The container runtime of the time, as the node names it. */
export function containerRuntime({ inputs }: Pick<Moment, 'inputs'>): string {
  const { runtime } = releaseFor(inputs)
  return `${runtime}://${RUNTIME_VERSION[runtime]}`
}

/** Why the node is not ready: the scenario's cluster has no network plug-in. */
export const NO_NETWORK =
  'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized'

/**
 * The node's labels, as its kubelet sets them.
 *
 * Follows: pkg/kubelet/kubelet_node_status.go, initialNode (v1.37.2; the beta names alone up to 1.13).
 */
export function nodeLabels({ inputs }: Pick<Moment, 'inputs'>): Readonly<Record<string, string>> {
  const { stableNodeLabels } = releaseFor(inputs)
  return {
    'beta.kubernetes.io/arch': 'amd64',
    'beta.kubernetes.io/os': 'linux',
    ...(stableNodeLabels ? { 'kubernetes.io/arch': 'amd64' } : {}),
    'kubernetes.io/hostname': inputs.node.name,
    ...(stableNodeLabels ? { 'kubernetes.io/os': 'linux' } : {}),
  }
}

/**
 * Since when the API has the node: 0 where kubeadm has made it so. Undefined where etcd has lost it and no kubelet has been started since.
 *
 * Units: seconds on the simulated clock.
 * Follows: pkg/kubelet/kubelet_node_status.go, registerWithAPIServer (v1.36.2), which a kubelet does once.
 */
export function nodeSince({ trace, at }: Moment): number | undefined {
  const { n, since } = etcdDataAt(trace, at)
  if (n === 0) return 0
  return lastOf(trace, at, 'log', (line) => line.source === 'kubelet' && line.t >= since && line.text.includes(REGISTERED))?.t
}

/** When the node was registered: as soon as the API answers the kubelet. Mirror pods begin then, or at the next sync. */
export function registeredAt(moment: Moment): number {
  const again = nodeSince(moment)
  if (again !== undefined && again > 0) return wholeSecond(moment.inputs.clock, again)
  const first = moment.trace.find((entry) => entry.kind === 'mirror' && entry.op === 'created')
  const answers = releaseFor(moment.inputs).mirrorsAtRegistration
    ? undefined
    : moment.trace.find((entry) => entry.kind === 'server' && ['forbidding', 'unready', 'serving'].includes(entry.state))
  if (answers && answers.t <= Math.min(moment.at, first?.t ?? Infinity)) return wholeSecond(moment.inputs.clock, answers.t)
  const t = first && first.t <= moment.at ? first.t : (lastOf(moment.trace, moment.at, 'server', (s) => s.state === 'unready')?.t ?? 0)
  return wholeSecond(moment.inputs.clock, t)
}

/** The full version of the lane's cluster: its kube-apiserver's image says it; else the one that is simulated. */
export function version({ inputs }: Pick<Moment, 'inputs'>): string {
  for (const text of Object.values(inputs.manifests)) {
    const tag = /kube-apiserver[\w.-]*:(v(1\.\d+)\.\d+)\b/.exec(text)
    if (tag && tag[2] === releaseOf(inputs.kubernetes).name) return tag[1]!
  }
  return versionInfo(releaseFor(inputs)).gitVersion
}
