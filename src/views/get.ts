import { releaseOf } from '../sim/release.ts'
import { hexNano, wholeSecond } from '../sim/clock.ts'
import { table } from './columns.ts'
import { humanDuration, shortHumanDuration } from './duration.ts'
import { type ApiEvent, apiEvents } from '../sim/kubelet/events.ts'
import type { Moment } from '../sim/moment.ts'
import { lastOf } from '../sim/moment.ts'
import { mirrorPods, type PodView } from '../sim/pods.ts'
import { podRow } from './pods.ts'
import { specAt } from '../sim/specs.ts'

/**
 * How old something is, as that release prints it. What the API stores are whole seconds.
 *
 * Units: seconds on the simulated clock. Errors: none. Follows: see duration.ts.
 */
export function age(moment: Moment, since: number): string {
  const seconds = moment.at - wholeSecond(moment.inputs.clock, since)
  return releaseOf(moment.inputs.kubernetes).shortAges ? shortHumanDuration(seconds) : humanDuration(seconds)
}

export interface How {
  wide?: boolean
  namespaces?: boolean
  headers?: boolean
  /** `pod/` before the names, where several types are shown. */
  kinds?: boolean
}

/**
 * The table of `kubectl get pods`.
 *
 * Units: `at` in seconds on the simulated clock. Errors: none; without a pod, an empty text.
 * Follows: pkg/printers/internalversion/printers.go, podColumnDefinitions and printPod (v1.37.2).
 */
export function podTable(moment: Moment, pods: readonly PodView[], how: How = {}): string {
  const rows = pods.map((pod) => podCells(moment, pod, how))
  return rows.length ? table([...(how.headers === false ? [] : [podHeader(moment, how)]), ...rows], getWriter(moment)) : ''
}

/**
 * The cells of that table's header, and of one of its rows.
 *
 * Units: `at` in seconds on the simulated clock. Errors: none. Follows: as `podTable`.
 */
export function podHeader(moment: Moment, how: How): string[] {
  const release = releaseOf(moment.inputs.kubernetes)
  return [...(how.namespaces ? ['NAMESPACE'] : []), 'NAME', 'READY', 'STATUS', 'RESTARTS', 'AGE', ...(how.wide ? release.podWideColumns : [])]
}

export function podCells(moment: Moment, pod: PodView, how: How): string[] {
  const release = releaseOf(moment.inputs.kubernetes)
  const row = podRow(pod)
  const ago = release.restartsAgo && row.restarts > 0 && row.lastRestartAt !== undefined ? ` (${age(moment, row.lastRestartAt)} ago)` : ''
  const wide = how.wide ? [podIP(moment, pod), moment.inputs.node.name, '<none>', '<none>'].slice(0, release.podWideColumns.length) : []
  const name = `${how.kinds ? 'pod/' : ''}${pod.name}`
  return [...(how.namespaces ? [pod.namespace] : []), name, `${row.ready}/${row.total}`, row.status, `${row.restarts}${ago}`, age(moment, pod.createdAt), ...wide]
}

/**
 * The one Service that every cluster has, as `kubectl get all` shows it.
 *
 * Units: `at` in seconds on the simulated clock. Errors: none.
 * Follows: pkg/printers/internalversion/printers.go, printService (v1.37.2).
 */
export function serviceTable(moment: Moment, how: How): string {
  const header = [...(how.namespaces ? ['NAMESPACE'] : []), 'NAME', 'TYPE', 'CLUSTER-IP', 'EXTERNAL-IP', 'PORT(S)', 'AGE', ...(how.wide ? ['SELECTOR'] : [])]
  const row = [...(how.namespaces ? ['default'] : []), `${releaseOf(moment.inputs.kubernetes).minor < 13 ? 'svc' : 'service'}/kubernetes`, 'ClusterIP', '10.96.0.1', '<none>', '443/TCP', age(moment, registeredAt(moment)), ...(how.wide ? ['<none>'] : [])]
  return table([...(how.headers === false ? [] : [header]), row], getWriter(moment))
}

/**
 * The table of `kubectl get events`.
 *
 * Units: `at` in seconds on the simulated clock. Errors: none; without an Event, an empty text.
 * Follows: pkg/printers/internalversion/printers.go, printEvent (v1.37.2; ten columns in v1.9.6).
 */
export function eventTable(moment: Moment, events: readonly NamedEvent[], how: How = {}): string {
  if (!events.length) return ''
  return table([...(how.headers === false ? [] : [eventHeader(moment, how)]), ...events.map((event) => eventCells(moment, event, how))], getWriter(moment))
}

/**
 * The cells of that table's header, and of one of its rows.
 *
 * Units: `at` in seconds on the simulated clock. Errors: none. Follows: as `eventTable`.
 */
export function eventHeader(moment: Moment, how: How): string[] {
  const short = ['LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE']
  const long = ['LAST SEEN', 'FIRST SEEN', 'COUNT', 'NAME', 'KIND', 'SUBOBJECT', 'TYPE', 'REASON', 'SOURCE', 'MESSAGE']
  return [...(how.namespaces ? ['NAMESPACE'] : []), ...(releaseOf(moment.inputs.kubernetes).eventColumnsShort ? short : long)]
}

export function eventCells(moment: Moment, e: NamedEvent, how: How): string[] {
  const space = how.namespaces ? [e.namespace] : []
  if (releaseOf(moment.inputs.kubernetes).eventColumnsShort) return [...space, age(moment, e.last), e.type, e.reason, `pod/${e.name}`, e.message.trim()]
  const id = `${e.name}.${hexNano(moment.inputs.clock, e.first)}`
  return [...space, age(moment, e.last), age(moment, e.first), String(e.count), id, 'Pod', fieldPath(e), e.type, e.reason, `kubelet, ${moment.inputs.node.name}`, e.message.trim()]
}

/** An Event with its pod's name and namespace. */
export type NamedEvent = ApiEvent & { name: string; namespace: string }

/**
 * The Events that the API has, with their pod's name and namespace.
 *
 * Units: `at` in seconds on the simulated clock. Errors: none; Events of a pod that the API does not know are in kube-system.
 * Follows: nothing upstream.
 */
export function namedEvents(moment: Moment): NamedEvent[] {
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
  const wide = [inputs.node.ip, '<none>', 'Debian GNU/Linux 12 (bookworm)', '6.1.0', releaseOf(inputs.kubernetes).minor < 19 ? 'docker://17.3.2' : 'containerd://1.7.24']
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

/**
 * When the node was registered: as soon as the API answers the kubelet, which is when mirror pods begin.
 *
 * Units: seconds on the simulated clock. Errors: none. Follows: nothing upstream.
 */
export function registeredAt(moment: Moment): number {
  const first = moment.trace.find((entry) => entry.kind === 'mirror' && entry.op === 'created')
  const t = first && first.t <= moment.at ? first.t : (lastOf(moment.trace, moment.at, 'server', (s) => s.state === 'unready')?.t ?? 0)
  return wholeSecond(moment.inputs.clock, t)
}

/**
 * How `kubectl get` lays out its columns.
 *
 * Units: widths in characters. Errors: none.
 * Follows: staging/src/k8s.io/cli-runtime/pkg/printers/tabwriter.go (v1.37.2; wider in v1.9).
 */
export function getWriter(moment: Moment): { minWidth: number; padding: number } {
  return { minWidth: releaseOf(moment.inputs.kubernetes).columnMinWidth, padding: 3 }
}
