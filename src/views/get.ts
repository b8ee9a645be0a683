import { releaseOf } from '../sim/release.ts'
import { hexNano, wholeSecond } from './clock.ts'
import { table } from './columns.ts'
import { humanDuration, shortHumanDuration } from './duration.ts'
import { type ApiEvent, apiEvents } from './events.ts'
import type { Moment } from './moment.ts'
import { lastOf } from './moment.ts'
import { mirrorPods, podRow, type PodView } from './pods.ts'
import { specAt } from './specs.ts'

/**
 * How old something is, as that release prints it. What the API stores are whole seconds.
 *
 * Units: seconds on the simulated clock. Errors: none. Follows: see duration.ts.
 */
export function age(moment: Moment, since: number): string {
  const seconds = moment.at - wholeSecond(moment.inputs.clock, since)
  return releaseOf(moment.inputs.kubernetes).shortAges ? shortHumanDuration(seconds) : humanDuration(seconds)
}

/**
 * The table of `kubectl get pods`.
 *
 * Units: `at` in seconds on the simulated clock. Errors: none; without a pod, an empty text.
 * Follows: pkg/printers/internalversion/printers.go, podColumnDefinitions and printPod (v1.37.2).
 */
export function podTable(moment: Moment, pods: readonly PodView[], how: { wide?: boolean; namespaces?: boolean; headers?: boolean } = {}): string {
  const release = releaseOf(moment.inputs.kubernetes)
  const header = [...(how.namespaces ? ['NAMESPACE'] : []), 'NAME', 'READY', 'STATUS', 'RESTARTS', 'AGE', ...(how.wide ? release.podWideColumns : [])]
  const rows = pods.map((pod) => {
    const row = podRow(pod)
    const ago = release.restartsAgo && row.restarts > 0 && row.lastRestartAt !== undefined ? ` (${age(moment, row.lastRestartAt)} ago)` : ''
    const wide = [podIP(moment, pod), moment.inputs.node.name, '<none>', '<none>'].slice(0, release.podWideColumns.length)
    return [...(how.namespaces ? [pod.namespace] : []), pod.name, `${row.ready}/${row.total}`, row.status, `${row.restarts}${ago}`, age(moment, pod.createdAt), ...(how.wide ? wide : [])]
  })
  return rows.length ? table([...(how.headers === false ? [] : [header]), ...rows], getWriter(moment)) : ''
}

/**
 * The table of `kubectl get events`.
 *
 * Units: `at` in seconds on the simulated clock. Errors: none; without an Event, an empty text.
 * Follows: pkg/printers/internalversion/printers.go, printEvent (v1.37.2; ten columns in v1.9.6).
 */
export function eventTable(moment: Moment, events: readonly (ApiEvent & { name: string; namespace: string })[], how: { namespaces?: boolean; headers?: boolean } = {}): string {
  const release = releaseOf(moment.inputs.kubernetes)
  const short = ['LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE']
  const long = ['LAST SEEN', 'FIRST SEEN', 'COUNT', 'NAME', 'KIND', 'SUBOBJECT', 'TYPE', 'REASON', 'SOURCE', 'MESSAGE']
  const rows = events.map((e) => {
    const space = how.namespaces ? [e.namespace] : []
    if (release.eventColumnsShort) return [...space, age(moment, e.last), e.type, e.reason, `pod/${e.name}`, e.message.trim()]
    const id = `${e.name}.${hexNano(moment.inputs.clock, e.first)}`
    return [...space, age(moment, e.last), age(moment, e.first), String(e.count), id, 'Pod', fieldPath(e), e.type, e.reason, `kubelet, ${moment.inputs.node.name}`, e.message.trim()]
  })
  if (!rows.length) return ''
  const header = [...(how.namespaces ? ['NAMESPACE'] : []), ...(release.eventColumnsShort ? short : long)]
  return table([...(how.headers === false ? [] : [header]), ...rows], getWriter(moment))
}

/**
 * The Events that the API has, with their pod's name and namespace.
 *
 * Units: `at` in seconds on the simulated clock. Errors: none; Events of a pod that the API does not know are in kube-system.
 * Follows: nothing upstream.
 */
export function namedEvents(moment: Moment): (ApiEvent & { name: string; namespace: string })[] {
  const pods = new Map(mirrorPods(moment).map((pod) => [pod.base, pod]))
  return apiEvents(moment).map((event) => {
    const pod = pods.get(event.pod)
    return { ...event, name: pod?.name ?? `${event.pod}-${moment.inputs.node.name.toLowerCase()}`, namespace: pod?.namespace ?? 'kube-system' }
  })
}

/**
 * The table of `kubectl get nodes`: the lane's one node, which runs no network plug-in and so is not ready.
 *
 * Units: `at` in seconds on the simulated clock. Errors: none.
 * Follows: pkg/printers/internalversion/printers.go, printNode (v1.37.2).
 */
export function nodeTable(moment: Moment, how: { wide?: boolean; headers?: boolean } = {}): string {
  const { inputs } = moment
  const header = ['NAME', 'STATUS', 'ROLES', 'AGE', 'VERSION', ...(how.wide ? ['INTERNAL-IP', 'EXTERNAL-IP', 'OS-IMAGE', 'KERNEL-VERSION', 'CONTAINER-RUNTIME'] : [])]
  const wide = [inputs.node.ip, '<none>', 'Debian GNU/Linux 12 (bookworm)', '6.1.0', 'containerd://1.7.24']
  const row = [inputs.node.name, 'NotReady', '<none>', age(moment, registeredAt(moment)), version(moment), ...(how.wide ? wide : [])]
  return table([...(how.headers === false ? [] : [header]), row], getWriter(moment))
}

/**
 * The full version of the lane's cluster: its kube-apiserver's image says it; else the release's own first patch.
 *
 * Units: none. Errors: none. Follows: nothing upstream.
 */
export function version({ inputs }: Pick<Moment, 'inputs'>): string {
  for (const text of Object.values(inputs.manifests)) {
    const tag = /kube-apiserver[\w.-]*:(v(1\.\d+)\.\d+)\b/.exec(text)
    if (tag && tag[2] === inputs.kubernetes) return tag[1]!
  }
  return `v${inputs.kubernetes}.0`
}

/**
 * `spec.containers{main}`, where an Event is about a container.
 *
 * Units: none. Errors: none; empty for one about the pod.
 * Follows: pkg/kubelet/container/ref.go, fieldPath (v1.37.2).
 */
export function fieldPath(event: Pick<ApiEvent, 'container' | 'init'>): string {
  return event.container === undefined ? '' : `spec.${event.init ? 'initContainers' : 'containers'}{${event.container}}`
}

/**
 * A pod's address: the node's with hostNetwork, once the kubelet has said so; else the one that it was given when it came.
 *
 * Units: none. Errors: none; `<none>` before there is one.
 * Follows: pkg/kubelet/kubelet_pods.go, generateAPIPodStatus (v1.37.2).
 */
export function podIP(moment: Moment, pod: PodView): string {
  if (!pod.status) return '<none>'
  if (pod.spec.spec.hostNetwork) return moment.inputs.cluster.attached ? moment.inputs.node.ip : '<none>'
  const others = new Set<string>()
  for (const entry of moment.trace) {
    if (entry.kind !== 'sync' || entry.op !== 'ADD' || entry.pod === undefined) continue
    if (entry.uid === pod.uid) break
    if (specAt({ inputs: moment.inputs, at: entry.t }, entry.pod)?.spec.hostNetwork === false) others.add(entry.uid)
  }
  return `10.244.0.${2 + others.size}`
}

/** The node is registered as soon as the API answers the kubelet, which is when mirror pods begin. */
function registeredAt(moment: Moment): number {
  const first = moment.trace.find((entry) => entry.kind === 'mirror' && entry.op === 'created')
  const t = first && first.t <= moment.at ? first.t : (lastOf(moment.trace, moment.at, 'server', (s) => s.state === 'unready')?.t ?? 0)
  return wholeSecond(moment.inputs.clock, t)
}

function getWriter(moment: Moment): { minWidth: number; padding: number } {
  return { minWidth: releaseOf(moment.inputs.kubernetes).columnMinWidth, padding: 3 }
}
