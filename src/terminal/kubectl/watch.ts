import { defined } from '../../manifest/own.ts'
import { table } from '../text/columns.ts'
import { namedEvents } from '../../sim/apiserver/objects/event.ts'
import { eventCells, eventHeader, getWriter, type PodTableOptions, podCells, podHeader } from './pod-table.ts'
import type { Moment } from '../../sim/trace/moment.ts'
import type { Output } from '../shell/output.ts'
import { mirrorPods, type PodView } from '../../sim/trace/pods.ts'

/** A person watches so many lines at most. */
const MOST_LINES = 120

/**
 * What `kubectl get -w` prints after its first answer: one row a change, as wide as the widest so far. It ends with the server's
 * process.
 *
 * Units: seconds on the simulated clock.
 * Follows: staging/src/k8s.io/kubectl/pkg/cmd/get/get.go, watch (v1.37.2).
 */
export function watch(
  moment: Moment,
  resource: 'pods' | 'events',
  how: PodTableOptions,
  chosen: { namespace?: string; names: readonly string[] },
): Pick<Output, 'later' | 'until'> {
  const { trace, at } = moment
  const end = trace.find((entry) => entry.kind === 'server' && entry.state === 'exited' && entry.t > at)?.t
  const rows = resource === 'pods' ? podRows(moment, how, chosen, end) : eventRows(moment, how, chosen.namespace, end)
  const header = how.headers === false ? [] : [resource === 'pods' ? podHeader(moment, how) : eventHeader(moment, how)]
  const writer = getWriter(moment)
  const later = rows.map(({ at: time, cells }, i) => {
    const lines = table([...header, ...rows.slice(Math.max(0, i - 8), i + 1).map((row) => row.cells), cells], writer)
      .trimEnd()
      .split('\n')
    return { at: time, text: `${lines.at(-1)!}\n` }
  })
  return { later, ...defined({ until: end }) }
}

interface WatchRow {
  at: number
  cells: string[]
}

function podRows(
  moment: Moment,
  how: PodTableOptions,
  { namespace, names }: { namespace?: string; names: readonly string[] },
  end = Infinity,
): WatchRow[] {
  const out: WatchRow[] = []
  const wanted = (pod: PodView): boolean =>
    (namespace === undefined || pod.namespace === namespace) && (names.length === 0 || names.includes(pod.name))
  let before = mirrorPods(moment)
  for (const entry of moment.trace) {
    if (entry.t <= moment.at || entry.kind !== 'mirror') continue
    if (entry.t >= end || out.length >= MOST_LINES) break
    const now = { ...moment, at: entry.t }
    const pods = mirrorPods(now)
    // a pod that has gone is told of as it was last
    const pod = (entry.op === 'deleted' ? before : pods).find((podView) => podView.base === entry.pod && wanted(podView))
    before = pods
    if (pod) out.push({ at: entry.t, cells: podCells(now, pod, how) })
  }
  return out
}

function eventRows(moment: Moment, how: PodTableOptions, namespace: string | undefined, end = Infinity): WatchRow[] {
  const out: WatchRow[] = []
  for (const entry of moment.trace) {
    if (entry.t <= moment.at || entry.kind !== 'event') continue
    if (entry.t >= end || out.length >= MOST_LINES / 4) break
    const now = { ...moment, at: entry.t }
    const event = namedEvents(now).find(
      (namedEvent) => namedEvent.entry === entry.id && (namespace === undefined || namedEvent.namespace === namespace),
    )
    if (event) out.push({ at: entry.t, cells: eventCells(now, event, how) })
  }
  return out
}
