import { defined } from '../../manifest/own.ts'
import { table } from '../text/columns.ts'
import { type NamedEvent, namedEvents } from '../../sim/apiserver/objects/event.ts'
import { getWriter, type Item } from './pod-table.ts'
import type { EntryOf } from '../../sim/trace/trace.ts'
import type { Moment } from '../../sim/trace/moment.ts'
import type { Output } from '../shell/output.ts'
import { mirrorPods, type PodView } from '../../sim/trace/pods.ts'

/** A person watches so many lines at most. */
const MOST_LINES = 120

/** What is watched, and how its rows are made. */
export interface Watched {
  head?: readonly string[]
  /** No row stands there yet. */
  isEmpty: boolean
  pod(now: Moment, pod: PodView): Item
  event(now: Moment, event: NamedEvent): Item
  isChosen(item: Item): boolean
  row(now: Moment, item: Item): readonly string[]
}

/**
 * What `kubectl get -w` prints after its first answer: one row a change, as wide as the widest so far. It ends with the server's
 * process.
 *
 * Units: seconds on the simulated clock.
 * Follows: staging/src/k8s.io/kubectl/pkg/cmd/get/get.go, watch; cli-runtime/pkg/printers/tableprinter.go, PrintObj (v1.36.0).
 */
export function watch(moment: Moment, resource: 'pods' | 'events', watched: Watched): Pick<Output, 'later' | 'until'> {
  const { trace, at } = moment
  const { head, isEmpty } = watched
  const end = trace.find((entry) => entry.kind === 'server' && entry.state === 'exited' && entry.t > at)?.t
  const rows = resource === 'pods' ? podRows(moment, watched, end) : eventRows(moment, watched, end)
  const header = head ? [head] : []
  const writer = getWriter(moment)
  const lines = rows.map(({ cells }) => cells)
  const later = rows.map(({ at: time }, i) => {
    const shown = table([...header, ...lines.slice(Math.max(0, i - 8), i + 1)], writer)
      .trimEnd()
      .split('\n')
    const fresh = shown.slice(i === 0 && isEmpty && head ? -2 : -1)
    return { at: time, text: `${fresh.join('\n')}\n` }
  })
  return { later, ...defined({ until: end }) }
}

interface WatchRow {
  at: number
  cells: readonly string[]
}

/** A row of each entry of a kind that comes later, where there is one for it. */
function rowsLater<K extends 'mirror' | 'event'>(
  moment: Moment,
  kind: K,
  most: number,
  end: number,
  rowOf: (now: Moment, entry: EntryOf<K>) => readonly string[] | undefined,
): WatchRow[] {
  const out: WatchRow[] = []
  for (const entry of moment.trace) {
    if (entry.t <= moment.at || entry.kind !== kind) continue
    if (entry.t >= end || out.length >= most) break
    const cells = rowOf({ ...moment, at: entry.t }, entry as EntryOf<K>)
    if (cells) out.push({ at: entry.t, cells })
  }
  return out
}

function podRows(moment: Moment, { pod: itemOf, isChosen, row }: Watched, end = Infinity): WatchRow[] {
  let before = mirrorPods(moment)
  return rowsLater(moment, 'mirror', MOST_LINES, end, (now, entry) => {
    const pods = mirrorPods(now)
    // a pod that has gone is told of as it was last
    const called = (entry.op === 'deleted' ? before : pods).filter((pod) => pod.base === entry.pod)
    before = pods
    const item = called.map((pod) => itemOf(now, pod)).find(isChosen)
    return item && row(now, item)
  })
}

const eventRows = (moment: Moment, { event: itemOf, isChosen, row }: Watched, end = Infinity): WatchRow[] =>
  rowsLater(moment, 'event', MOST_LINES / 4, end, (now, { id }) => {
    const event = namedEvents(now).find(({ entry }) => entry === id)
    const item = event && itemOf(now, event)
    return item && isChosen(item) ? row(now, item) : undefined
  })
