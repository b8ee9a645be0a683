import { own } from '../../../manifest/own.ts'
import { containerIn, containersOf } from '../../../manifest/types.ts'
import { rfc3339 } from '../../clock.ts'
import { hashOf, runtimeId } from '../../trace/ids.ts'
import type { Node } from '../../node/node.ts'
import type { ContainerState, ContainerStatus, StatusEntry } from '../../trace/trace.ts'
import type { KubeletPod } from '../kubelet-host.ts'

/** What an image hashes to, where a recording has shown it. */
const IMAGE_IDS: Readonly<Record<string, string>> = {
  'gcr.io/google_containers/kube-apiserver-amd64:v1.9.4': '60087c53b70c81c727f25072362a021799345dd729a6fa13cef72038a55f788a',
  'registry.k8s.io/kube-apiserver:v1.37.2': '99a10bb2e3021101cde8d03fbf4c2b33ee0d6212e6dff9f8656cf945e7112f97',
}

/**
 * The PodList of /pods: what the kubelet is to run, and the status of each as the kubelet has it now.
 *
 * Follows: pkg/kubelet/kubelet_pods.go, GetPods, and server.go, encodePods (v1.37.2).
 */
export function listPods(node: Node, pods: readonly KubeletPod[]): string {
  return encode(pods.map((pod) => podOf(node, pod)))
}

/**
 * The PodList of /runningpods/: what the container runtime runs, with no more than it knows.
 *
 * Follows: pkg/kubelet/kuberuntime/kuberuntime_manager.go, GetPods, and container.Pod.ToAPIPod (v1.37.2).
 */
export function listRunningPods(node: Node, pods: readonly KubeletPod[]): string {
  const items = pods.flatMap((pod) => {
    const running = containersOf(pod.pod).filter((container) => pod.running(container.name))
    if (running.length === 0) return []
    const containers = running.map(({ name, image }) => ({ name, image: imageId(image), resources: {} }))
    return [
      {
        metadata: metadata(node, { name: pod.apiName, namespace: pod.pod.metadata.namespace, uid: pod.uid }),
        spec: { containers },
        status: {},
      },
    ]
  })
  return encode(items)
}

function encode(items: readonly unknown[]): string {
  return `${JSON.stringify({ kind: 'PodList', apiVersion: 'v1', metadata: {}, items })}\n`
}

/** Up to 1.33 Go wrote a time that is not set as null. */
function metadata(node: Node, fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return node.release.nullTimes ? { ...fields, creationTimestamp: null } : { ...fields }
}

function podOf(node: Node, pod: KubeletPod): Record<string, unknown> {
  const raw = pod.pod.raw as { metadata?: Record<string, unknown>; spec?: Record<string, unknown> }
  const { clock } = node.inputs
  const { labels, annotations, namespace } = pod.pod.metadata
  const added = node.trace.entries[pod.addCause]?.t ?? 0
  const own = {
    'kubernetes.io/config.hash': pod.uid,
    'kubernetes.io/config.seen': rfc3339(clock, added, true),
    'kubernetes.io/config.source': 'file',
  }
  return {
    metadata: {
      ...metadata(node, {
        name: pod.apiName,
        namespace,
        ...(node.release.selfLinks ? { selfLink: `/api/v1/namespaces/${namespace}/pods/${pod.apiName}` } : {}),
        uid: pod.uid,
      }),
      ...(Object.keys(labels).length > 0 ? { labels } : {}),
      annotations: { ...annotations, ...own },
    },
    spec: { ...raw.spec, nodeName: node.inputs.node.name },
    status: statusOf(node, pod, added),
  }
}

function statusOf(node: Node, pod: KubeletPod, added: number): Record<string, unknown> {
  const status = pod.statusEntry === undefined ? undefined : (node.trace.entries[pod.statusEntry] as StatusEntry)
  if (!status || !node.release.podsTellStatus) return { phase: 'Pending' }
  const { clock, cluster } = node.inputs
  const time = (t: number): string => rfc3339(clock, node.wholeSecond(t) + 1e-6)
  const readySince = time(since(node, pod))
  const conditions = node.release.podConditions.map((type) => {
    const ready = type === 'Ready' || type === 'ContainersReady'
    const holds = ready ? status.ready : type !== 'Initialized' || initialized(status)
    const why =
      ready && !holds
        ? {
            reason: 'ContainersNotReady',
            message: `containers with unready status: [${status.containers
              .filter((container) => !container.init && !container.ready)
              .map((container) => container.name)
              .join(' ')}]`,
          }
        : {}
    return { type, status: holds ? 'True' : 'False', lastProbeTime: null, lastTransitionTime: ready ? readySince : time(added), ...why }
  })
  const of = (init: boolean): unknown[] =>
    status.containers
      .filter((container) => Boolean(container.init) === init)
      .map((container) => containerStatus(container, pod, node, time))
  const init = of(true)
  return {
    phase: status.phase,
    conditions,
    ...(cluster.attached ? { hostIP: node.inputs.node.ip } : {}),
    ...(pod.podIP ? { podIP: pod.podIP, podIPs: [{ ip: pod.podIP }] } : {}),
    startTime: time(added),
    ...(init.length > 0 ? { initContainerStatuses: init } : {}),
    containerStatuses: of(false),
  }
}

function initialized(status: StatusEntry): boolean {
  return status.containers.every((container) => !container.init || container.ready || container.started === true)
}

/** When `ready` last changed. */
function since(node: Node, pod: KubeletPod): number {
  const { entries } = node.trace
  const newest = entries[pod.statusEntry!] as StatusEntry
  let first = newest
  for (let id = newest.id - 1; id > pod.addCause; id--) {
    const entry = entries[id]!
    if (entry.kind !== 'status' || entry.pod !== pod.name) continue
    if (entry.ready !== newest.ready) break
    first = entry
  }
  return first.t
}

function containerStatus(item: ContainerStatus, pod: KubeletPod, node: Node, time: (t: number) => string): Record<string, unknown> {
  const image = containerIn(pod.pod, item.name)?.image ?? ''
  const id = item.state.containerID ?? item.lastState?.containerID
  return {
    name: item.name,
    state: stateOf(item.state, node, time),
    lastState: item.lastState ? stateOf(item.lastState, node, time) : {},
    ready: item.ready,
    restartCount: item.restartCount,
    image,
    imageID: id === undefined ? '' : imageId(image),
    ...(id === undefined ? {} : { containerID: runtimeId(node.release, id) }),
    ...(item.started === undefined ? {} : { started: item.started }),
  }
}

function stateOf(state: ContainerState, node: Node, time: (t: number) => string): Record<string, unknown> {
  const { reason, message, exitCode, startedAt, finishedAt, containerID } = state
  const moment = (name: string, t: number | undefined): Record<string, string> => (t === undefined ? {} : { [name]: time(t) })
  if (state.is === 'running') return { running: moment('startedAt', startedAt) }
  if (state.is === 'waiting') return { waiting: { ...(reason ? { reason } : {}), ...(message ? { message } : {}) } }
  return {
    terminated: {
      exitCode: exitCode!,
      ...(reason ? { reason } : {}),
      ...moment('startedAt', startedAt),
      ...moment('finishedAt', finishedAt),
      ...(containerID ? { containerID: runtimeId(node.release, containerID) } : {}),
    },
  }
}

/** 64 hexadecimal digits, the same for the same image. */
function imageId(image: string): string {
  const known = own(IMAGE_IDS, image)
  if (known) return `sha256:${known}`
  let digits = ''
  for (let part = 0; part < 8; part++) {
    let hash = hashOf(image, part + 1)
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
    digits += ((hash ^ (hash >>> 13)) >>> 0).toString(16).padStart(8, '0')
  }
  return `sha256:${digits}`
}
