import type { ReactElement } from 'react'
import { Columns } from '../kit/Columns.tsx'
import { useStore } from '../state/store.ts'
import { useLook } from './useAnswer.ts'
import { useLaneName } from '../state/results.ts'

export function EventsPanel(): ReactElement {
  const look = useLook()
  const name = useLaneName(useStore((state) => state.lane))
  return (
    <>
      <h2>Events that the kubelet has recorded for “{name}”</h2>
      {look && (look.kubeletEvents.length === 0 ? <p>No events yet.</p> : <EventTable rows={look.kubeletEvents} />)}
      {look?.eventNote && <p className="aside">{look.eventNote}</p>}
    </>
  )
}

/** In which a long message has its lines. */
function EventTable({ rows: [head = [], ...rows] }: { rows: readonly (readonly string[])[] }): ReactElement {
  return (
    <table className="events mono">
      <Columns names={head} />
      <tbody>
        {rows.map((cells, n) => (
          // oxlint-disable-next-line react/no-array-index-key -- in the order of their first time
          <tr key={n}>
            {cells.map((cell, i) => (
              <td key={head[i]}>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
