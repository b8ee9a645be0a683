import { own } from '../../../manifest/own.ts'
import { containersOf } from '../../../manifest/types.ts'
import { type Fields, time } from '../../apiserver/objects/json.ts'
import { inApiOrder } from '../../apiserver/objects/kinds.ts'
import { podMetadata, podSpec, podStatus } from '../../apiserver/objects/pod-object.ts'
import type { Node } from '../../node/node.ts'
import { hexId } from '../../trace/ids.ts'
import type { Moment } from '../../trace/moment.ts'
import { byName, type PodView } from '../../trace/pods.ts'
import type { StatusEntry, Trace } from '../../trace/trace.ts'
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
  const { inputs, trace, engine, release } = node
  const moment = { inputs, trace: trace.entries, at: engine.now }
  const known = pods.filter(({ state }) => state === 'active').map((pod) => viewOf(pod, moment.trace))
  const items = byName(known).map((pod) => ({
    metadata: metadata(node, podMetadata(moment, pod)),
    spec: podSpec(moment, pod),
    status: release.podsTellStatus ? podStatus(moment, pod) : pending(moment, pod),
  }))
  return encode(items)
}

/** A pod as its kubelet knows it, which need not look through what has happened: it may be asked every second. */
function viewOf({ name: base, apiName: name, uid, pod, addedAt, statusEntry }: KubeletPod, trace: Trace): PodView {
  const status = statusEntry === undefined ? undefined : (trace[statusEntry] as StatusEntry)
  return { base, name, namespace: pod.metadata.namespace, spec: pod, uid, seenAt: addedAt, createdAt: addedAt, status }
}

/** All that an old kubelet says of a static pod, for ever: as seen, for its answer is so many bytes long. */
function pending(moment: Moment, { seenAt }: PodView): Fields {
  const scheduled = { type: 'PodScheduled', status: 'True', lastProbeTime: null, lastTransitionTime: time(moment, seenAt) }
  return { phase: 'Pending', conditions: [scheduled] }
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
    const { apiName: name, uid } = pod
    const containers = running.map(({ name, image }) => ({ name, image: `sha256:${own(IMAGE_IDS, image) ?? hexId(image)}`, resources: {} }))
    return [{ metadata: metadata(node, { name, namespace: pod.pod.metadata.namespace, uid }), spec: { containers }, status: {} }]
  })
  return encode(items)
}

function encode(items: readonly Fields[]): string {
  return `${JSON.stringify({ kind: 'PodList', apiVersion: 'v1', metadata: {}, items: items.map((item) => inApiOrder(item, 'pods')) })}\n`
}

/** Up to 1.33 Go wrote a time that is not set as null. */
function metadata(node: Node, fields: Fields): Fields {
  return node.release.nullTimes ? { ...fields, creationTimestamp: null } : fields
}
