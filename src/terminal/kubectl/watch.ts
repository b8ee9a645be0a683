import { defined } from '../../manifest/own.ts'
import { table } from '../text/columns.ts'
import { namedEvents } from '../../sim/apiserver/objects/event.ts'
import { eventCells, eventHeader, getWriter, podCells, podHeader, type TableOptions } from './pod-table.ts'
import type { EntryOf } from '../../sim/trace/trace.ts'
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
  { wide, namespaces, headers }: TableOptions,
  chosen: { namespace?: string; names: readonly string[] },
): Pick<Output, 'later' | 'until'> {
  const { trace, at } = moment
  const end = trace.find((entry) => entry.kind === 'server' && entry.state === 'exited' && entry.t > at)?.t
  const rows = resource === 'pods' ? podRows(moment, wide, chosen, end) : eventRows(moment, chosen.namespace, end)
  const own = resource === 'pods' ? podHeader(moment, wide) : eventHeader(moment)
  const header = headers ? [[...(namespaces ? ['NAMESPACE'] : []), ...own]] : []
  const writer = getWriter(moment)
  const lines = rows.map(({ namespace, cells }) => [...(namespaces ? [namespace] : []), ...cells])
  const later = rows.map(({ at: time }, i) => {
    const shown = table([...header, ...lines.slice(Math.max(0, i - 8), i + 1)], writer)
      .trimEnd()
      .split('\n')
    return { at: time, text: `${shown.at(-1)!}\n` }
  })
  return { later, ...defined({ until: end }) }
}

interface WatchRow {
  at: number
  namespace: string
  cells: string[]
}

/** A row of each entry of a kind that comes later, where there is one for it. */
function rowsLater<K extends 'mirror' | 'event'>(
  moment: Moment,
  kind: K,
  most: number,
  end: number,
  rowOf: (now: Moment, entry: EntryOf<K>) => Omit<WatchRow, 'at'> | undefined,
): WatchRow[] {
  const out: WatchRow[] = []
  for (const entry of moment.trace) {
    if (entry.t <= moment.at || entry.kind !== kind) continue
    if (entry.t >= end || out.length >= most) break
    const row = rowOf({ ...moment, at: entry.t }, entry as EntryOf<K>)
    if (row) out.push({ at: entry.t, ...row })
  }
  return out
}

function podRows(
  moment: Moment,
  isWide: boolean,
  { namespace, names }: { namespace?: string; names: readonly string[] },
  end = Infinity,
): WatchRow[] {
  const wanted = (pod: PodView): boolean =>
    (namespace === undefined || pod.namespace === namespace) && (names.length === 0 || names.includes(pod.name))
  let before = mirrorPods(moment)
  return rowsLater(moment, 'mirror', MOST_LINES, end, (now, entry) => {
    const pods = mirrorPods(now)
    // a pod that has gone is told of as it was last
    const pod = (entry.op === 'deleted' ? before : pods).find((podView) => podView.base === entry.pod && wanted(podView))
    before = pods
    return pod && { namespace: pod.namespace, cells: podCells(now, pod, isWide) }
  })
}

const eventRows = (moment: Moment, namespace: string | undefined, end = Infinity): WatchRow[] =>
  rowsLater(moment, 'event', MOST_LINES / 4, end, (now, { id }) => {
    const event = namedEvents(now).find(({ entry, namespace: own }) => entry === id && (namespace === undefined || own === namespace))
    return event && { namespace: event.namespace, cells: eventCells(now, event) }
  })
