import type { ReactElement } from 'react'
import { useStore } from '../state/store.ts'
import { useLook } from './useLook.ts'

function useLaneName(): string {
  return useStore((state) => state.draft.lanes.find((lane) => lane.id === state.lane)?.name ?? '')
}

export function EventsPanel(): ReactElement {
  const look = useLook()
  const name = useLaneName()
  return (
    <>
      <h2>Events that the kubelet has recorded for “{name}”</h2>
      {/* Long lines are scrolled with the keys. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      {look && <pre tabIndex={0}>{look.kubeletEvents}</pre>}
      {look?.eventNote && <p className="aside">{look.eventNote}</p>}
    </>
  )
}
