import { releaseOf } from '../sim/release.ts'
import type { ContainerState, ContainerStatus, StatusEntry } from '../sim/trace.ts'
import { hexNano, rfc3339 } from '../sim/clock.ts'
import { qosClass } from './describe.ts'
import type { ApiEvent } from '../sim/kubelet/events.ts'
import { fieldPath, podIP, registeredAt, version } from './get.ts'
import { containerId, hexId } from '../sim/ids.ts'
import { countUntil, type Moment } from '../sim/moment.ts'
import type { PodView } from '../sim/pods.ts'

/** What JSON can say. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }
type Fields = Readonly<Record<string, Json>>

/**
 * A mirror pod as the API has it, for `-o yaml`, `-o json` and jsonpath. What no rule of the model knows (UIDs, resource
 * versions, image digests) is made up, and the same each time.
 *
 * Units: `at` in seconds on the simulated clock. Errors: none.
 * Follows: pkg/kubelet/kubelet_pods.go, generateAPIPodStatus, and pkg/apis/core/v1/defaults.go (v1.37.2).
 */
export function podObject(moment: Moment, pod: PodView): Fields {
  const { inputs } = moment
  const { minor, mirrorOwner } = releaseOf(inputs.kubernetes)
  const raw = pod.spec.raw as Fields
  const spec = fields(raw['spec'])
  const meta = fields(raw['metadata'])
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...meta,
      annotations: {
        ...fields(meta['annotations']),
        'kubernetes.io/config.hash': pod.uid,
        'kubernetes.io/config.mirror': pod.uid,
        'kubernetes.io/config.seen': rfc3339(inputs.clock, pod.seenAt, true),
        'kubernetes.io/config.source': 'file',
      },
      creationTimestamp: time(moment, pod.createdAt),
      ...(minor >= 33 ? { generation: 1 } : {}),
      name: pod.name,
      namespace: pod.namespace,
      ...(mirrorOwner ? { ownerReferences: [{ apiVersion: 'v1', controller: true, kind: 'Node', name: inputs.node.name, uid: uuid(`node/${inputs.node.name}`) }] } : {}),
      resourceVersion: String(300 + (pod.status?.id ?? 0)),
      ...(minor < 20 ? { selfLink: `/api/v1/namespaces/${pod.namespace}/pods/${pod.name}` } : {}),
      uid: uuid(`mirror/${pod.uid}/${pod.createdAt}`),
    },
    spec: {
      ...spec,
      containers: list(spec['containers']).map((container) => ({ resources: {}, ...fields(container) })),
      dnsPolicy: spec['dnsPolicy'] ?? 'ClusterFirst',
      ...(minor >= 13 ? { enableServiceLinks: spec['enableServiceLinks'] ?? true } : {}),
      nodeName: inputs.node.name,
      ...(minor >= 19 ? { preemptionPolicy: 'PreemptLowerPriority' } : {}),
      restartPolicy: pod.spec.spec.restartPolicy,
      schedulerName: 'default-scheduler',
      securityContext: spec['securityContext'] ?? {},
      terminationGracePeriodSeconds: pod.spec.spec.terminationGracePeriodSeconds,
      tolerations: [{ effect: 'NoExecute', operator: 'Exists' }],
    },
    status: statusObject(moment, pod, spec),
  }
}

function statusObject(moment: Moment, pod: PodView, spec: Fields): Fields {
  const { inputs } = moment
  const { minor } = releaseOf(inputs.kubernetes)
  const { status } = pod
  const containers = list(spec['containers']).map(fields)
  const qos = qosClass([...containers, ...list(spec['initContainers']).map(fields)])
  if (!status) return { phase: 'Pending', qosClass: qos }
  const ip = podIP(moment, pod).replace('<none>', '')
  const of = (init: boolean): Json[] => status.containers.filter((c) => (c.init ?? false) === init).map((c) => containerStatus(moment, pod, c))
  const requests = fields(fields(containers[0]?.['resources'])['requests'])
  const inits = of(true)
  return {
    ...(minor >= 33 && Object.keys(requests).length ? { allocatedResources: requests } : {}),
    conditions: conditions(moment, pod, status),
    containerStatuses: of(false),
    hostIP: inputs.node.ip,
    ...(minor >= 29 ? { hostIPs: [{ ip: inputs.node.ip }] } : {}),
    ...(inits.length ? { initContainerStatuses: inits } : {}),
    phase: status.phase,
    ...(ip ? { podIP: ip, ...(minor >= 16 ? { podIPs: [{ ip }] } : {}) } : {}),
    qosClass: qos,
    ...(minor >= 36 && Object.keys(requests).length ? { resources: { requests } } : {}),
    startTime: time(moment, pod.seenAt),
  }
}

function conditions(moment: Moment, pod: PodView, status: StatusEntry): Json[] {
  const created = status.containers.some((c) => c.state.is !== 'waiting' || c.lastState !== undefined)
  const held = status.containers.some((c) => c.state.reason === 'PodInitializing')
  const notReady = status.containers.filter((c) => !c.init && !c.ready).map((c) => c.name)
  const readyAt = readySince(moment, pod, status)
  const states: Readonly<Record<string, { ok: boolean; since: number }>> = {
    PodReadyToStartContainers: { ok: created, since: pod.seenAt },
    Initialized: { ok: !held, since: pod.seenAt },
    Ready: { ok: status.ready, since: readyAt },
    ContainersReady: { ok: status.ready, since: readyAt },
    PodScheduled: { ok: true, since: pod.seenAt },
  }
  return releaseOf(moment.inputs.kubernetes).podConditions.map((type) => {
    const { ok, since } = states[type]!
    const why = ok || !type.includes('Ready') || type.startsWith('Pod') ? {} : { message: `containers with unready status: [${notReady.join(' ')}]`, reason: 'ContainersNotReady' }
    return { lastProbeTime: null, lastTransitionTime: time(moment, since), ...why, status: ok ? 'True' : 'False', type }
  })
}

/** Since when the pod has been as ready as it is. */
function readySince({ trace, at }: Moment, pod: PodView, status: StatusEntry): number {
  let since = pod.seenAt
  let was: boolean | undefined
  const end = Math.min(status.id + 1, countUntil(trace, at))
  for (let i = 0; i < end; i++) {
    const entry = trace[i]!
    if (entry.kind !== 'status' || entry.pod !== pod.base || entry.t < pod.seenAt) continue
    if (entry.ready !== was) since = entry.t
    was = entry.ready
  }
  return since
}

function containerStatus(moment: Moment, pod: PodView, c: ContainerStatus): Fields {
  const { minor } = releaseOf(moment.inputs.kubernetes)
  const all = [...list(fields(pod.spec.raw['spec'])['containers']), ...list(fields(pod.spec.raw['spec'])['initContainers'])].map(fields)
  const raw = all.find((one) => one['name'] === c.name) ?? {}
  const runtime = minor < 19 ? 'docker' : 'containerd'
  const id = (attempt: number, told: string | undefined): string => `${runtime}://${told ?? containerId(pod.uid, c.name, attempt)}`
  const ran = c.state.is !== 'waiting' || c.lastState !== undefined
  const image = String(raw['image'] ?? '')
  const requests = fields(fields(raw['resources'])['requests'])
  const limits = fields(fields(raw['resources'])['limits'])
  const mounts = list(raw['volumeMounts']).map(fields)
  return {
    ...(minor >= 33 && Object.keys(requests).length ? { allocatedResources: requests } : {}),
    ...(ran ? { containerID: id(c.restartCount, c.state.containerID ?? (c.state.is === 'waiting' ? c.lastState?.containerID : undefined)) } : {}),
    image,
    imageID: ran ? `${minor < 19 ? `docker-pullable://${image.replace(/:[^/:]*$/, '')}@` : ''}sha256:${hexId(image)}` : '',
    lastState: c.lastState ? stateObject(moment, c.lastState, (told) => id(c.restartCount - 1, told)) : {},
    name: c.name,
    ready: c.ready,
    ...(minor >= 33 && (Object.keys(requests).length || Object.keys(limits).length) ? { resources: { ...(Object.keys(limits).length ? { limits } : {}), ...(Object.keys(requests).length ? { requests } : {}) } } : {}),
    restartCount: c.restartCount,
    ...(c.started === undefined ? {} : { started: c.started }),
    state: stateObject(moment, c.state, (told) => id(c.restartCount, told)),
    ...(minor >= 31 && mounts.length ? { volumeMounts: mounts.map((mount) => ({ ...mount, ...(mount['readOnly'] ? { recursiveReadOnly: 'Disabled' } : {}) })) } : {}),
  }
}

function stateObject(moment: Moment, state: ContainerState, id: (told: string | undefined) => string): Fields {
  const when = (name: string, t: number | undefined): Fields => ({ [name]: t === undefined ? null : time(moment, t) })
  const text = (name: 'reason' | 'message'): Fields => (state[name] ? { [name]: state[name] } : {})
  if (state.is === 'running') return { running: when('startedAt', state.startedAt) }
  if (state.is === 'waiting') return { waiting: { ...text('message'), ...text('reason') } }
  return { terminated: { containerID: id(state.containerID), exitCode: state.exitCode ?? 0, ...when('finishedAt', state.finishedAt), ...text('message'), ...text('reason'), ...(state.signal ? { signal: state.signal } : {}), ...when('startedAt', state.startedAt) } }
}

/**
 * The lane's one node as the API has it.
 *
 * Units: `at` in seconds on the simulated clock. Errors: none.
 * Follows: pkg/kubelet/nodestatus/setters.go (v1.37.2).
 */
export function nodeObject(moment: Moment): Fields {
  const { inputs } = moment
  const { minor } = releaseOf(inputs.kubernetes)
  const registered = registeredAt(moment)
  const condition = (type: string, status: string, reason: string, message: string): Json => ({ lastHeartbeatTime: time(moment, moment.at), lastTransitionTime: time(moment, registered), message, reason, status, type })
  const size = { cpu: '2', memory: '4028352Ki', pods: '110' }
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
      addresses: [{ address: inputs.node.ip, type: 'InternalIP' }, { address: inputs.node.name, type: 'Hostname' }],
      allocatable: size,
      capacity: size,
      conditions: [
        condition('MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'),
        condition('DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'),
        ...(minor >= 10 ? [condition('PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available')] : []),
        condition('Ready', 'False', 'KubeletNotReady', NO_NETWORK),
      ],
      daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
      nodeInfo: {
        architecture: 'amd64', containerRuntimeVersion: minor < 19 ? 'docker://17.3.2' : 'containerd://1.7.24', kernelVersion: '6.1.0',
        kubeProxyVersion: minor < 33 ? version(moment) : '', kubeletVersion: version(moment), operatingSystem: 'linux', osImage: 'Debian GNU/Linux 12 (bookworm)',
      },
    },
  }
}

/** Why the node is not ready: the scenario's cluster has no network plug-in. */
export const NO_NETWORK = 'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized'

/**
 * The node's labels, as its kubelet sets them.
 *
 * Units: none. Errors: none. Follows: pkg/kubelet/kubelet_node_status.go, initialNode (v1.37.2; the beta names alone up to 1.13).
 */
export function nodeLabels({ inputs }: Pick<Moment, 'inputs'>): Readonly<Record<string, string>> {
  const { minor } = releaseOf(inputs.kubernetes)
  return {
    'beta.kubernetes.io/arch': 'amd64',
    'beta.kubernetes.io/os': 'linux',
    ...(minor >= 14 ? { 'kubernetes.io/arch': 'amd64' } : {}),
    'kubernetes.io/hostname': inputs.node.name,
    ...(minor >= 14 ? { 'kubernetes.io/os': 'linux' } : {}),
  }
}

/**
 * An Event as the API has it.
 *
 * Units: `at` in seconds on the simulated clock. Errors: none.
 * Follows: staging/src/k8s.io/client-go/tools/record/event.go, makeEvent (v1.37.2).
 */
export function eventObject(moment: Moment, event: ApiEvent & { name: string; namespace: string }): Fields {
  const { inputs } = moment
  const path = fieldPath(event)
  const source = { component: 'kubelet', host: inputs.node.name }
  return {
    apiVersion: 'v1',
    count: event.count,
    ...(releaseOf(inputs.kubernetes).minor >= 10 ? { eventTime: null } : {}),
    firstTimestamp: time(moment, event.first),
    involvedObject: { apiVersion: 'v1', ...(path ? { fieldPath: path } : {}), kind: 'Pod', name: event.name, namespace: event.namespace, uid: event.uid },
    kind: 'Event',
    lastTimestamp: time(moment, event.last),
    message: event.message,
    metadata: {
      creationTimestamp: time(moment, event.first), name: `${event.name}.${hexNano(inputs.clock, event.first)}`, namespace: event.namespace,
      resourceVersion: String(300 + event.entry), uid: uuid(`event/${event.entry}`),
    },
    reason: event.reason,
    ...(releaseOf(inputs.kubernetes).minor >= 10 ? { reportingComponent: releaseOf(inputs.kubernetes).minor >= 27 ? 'kubelet' : '', reportingInstance: releaseOf(inputs.kubernetes).minor >= 27 ? inputs.node.name : '' } : {}),
    source,
    type: event.type,
  }
}

/** The v1 List that kubectl puts around more than one object. */
export function listObject(items: readonly Json[]): Fields {
  return { apiVersion: 'v1', items, kind: 'List', metadata: { resourceVersion: '' } }
}

/** API times are whole seconds; a hair is added so that a time that is one already is not cut to the one before. */
function time({ inputs }: Pick<Moment, 'inputs'>, t: number): string {
  return rfc3339(inputs.clock, t + 1e-6)
}

function uuid(text: string): string {
  const h = hexId(text, 32)
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(13, 16)}-9${h.slice(17, 20)}-${h.slice(20)}`
}

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}
}

function list(value: unknown): readonly Json[] {
  return Array.isArray(value) ? (value as Json[]) : []
}
